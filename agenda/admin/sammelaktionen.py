"""Bulk actions: first a page that says for each row what will happen, then the workflow."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.utils.html import format_html

from agenda.domain import dokument, workflow
from agenda.domain.dokument import Dokument
from agenda.domain.vergleich import aenderungen
from agenda.forms.freigabe import SammelfreigabeForm
from agenda.models import Steckbrief

SALZ = "agenda.admin.sammelaktionen"
VERBOTEN = "Ihr Konto darf das bei diesem Steckbrief nicht."


@dataclass(frozen=True)
class Sammelschritt:
    aktion: str
    uebergang: workflow.Uebergang
    titel: str
    was: str
    fertig: str


EINREICHEN = Sammelschritt(
    "einreichen_auswahl",
    workflow.SUBMIT,
    "Zur Freigabe einreichen",
    "Die Entwürfe gehen an die Stabsstelle. Auf der Website ändert sich dadurch nichts.",
    "Zur Freigabe eingereicht",
)
FREIGEBEN = Sammelschritt(
    "freigeben_auswahl",
    workflow.RELEASE,
    "Freigeben",
    "Jeder Steckbrief wird als neue Fassung öffentlich. Eine Fassung lässt sich nicht mehr ändern.",
    "Freigegeben",
)
PAPIERKORB = Sammelschritt(
    "papierkorb_auswahl",
    workflow.DELETE,
    "In den Papierkorb",
    "Die Entwürfe kommen in den Papierkorb; von dort lassen sie sich zurückholen. Auf der Website ändert sich dadurch nichts.",
    "Im Papierkorb",
)


class SammelMixin:
    """For the SteckbriefAdmin. Every row is a transaction of its own: one refusal stops no other."""

    actions = ("einreichen_auswahl", "freigeben_auswahl", "papierkorb_auswahl")

    @admin.action(description="Zur Freigabe einreichen …", permissions=["change"])
    def einreichen_auswahl(self, request, queryset):
        return self._bulk(request, queryset, EINREICHEN)

    @admin.action(description="Freigeben …", permissions=["release"])
    def freigeben_auswahl(self, request, queryset):
        return self._bulk(request, queryset, FREIGEBEN)

    @admin.action(description="In den Papierkorb …", permissions=["change"])
    def papierkorb_auswahl(self, request, queryset):
        return self._bulk(request, queryset, PAPIERKORB)

    def _bulk(self, request, queryset, schritt):
        rows = Steckbrief.objects.filter(pk__in=queryset.order_by().values("pk")).mit_teilen()
        form = SammelfreigabeForm(request.POST if "gesehen" in request.POST else None)
        if schritt is not FREIGEBEN:
            form = None
        if "gesehen" in request.POST and (form is None or form.is_valid()):
            try:
                gesehen = signing.loads(request.POST["gesehen"], salt=SALZ)
            except signing.BadSignature:
                messages.error(request, "Die Auswahl ließ sich nicht lesen. Bitte wählen Sie neu.")
            else:
                self._execute(request, rows, schritt, gesehen, form)
            return HttpResponseRedirect(request.get_full_path())
        zeilen = [self._outlook(request, schritt, steckbrief) for steckbrief in rows]
        return self.page(
            request,
            "sammelaktion",
            None,
            schritt.titel,
            schritt=schritt,
            form=form,
            zeilen=zeilen,
            moegliche=[zeile["steckbrief"] for zeile in zeilen if not zeile["warum_nicht"]],
            checkbox=ACTION_CHECKBOX_NAME,
            gesehen=signing.dumps(
                {str(zeile["steckbrief"].pk): zeile["steckbrief"].version for zeile in zeilen},
                salt=SALZ,
            ),
        )

    def _outlook(self, request, schritt, steckbrief):
        """Return what a step would do to a row, or why it is not possible."""
        warum_nicht, was = "", ""
        if not workflow.may(None, schritt.uebergang, steckbrief):
            warum_nicht = f"Der Steckbrief ist {steckbrief.zustand}."
            if schritt is PAPIERKORB and steckbrief.hat_nummer:
                warum_nicht = "Er war öffentlich und lässt sich nicht löschen, nur ablegen."
        elif not workflow.may(request.user, schritt.uebergang, steckbrief):
            warum_nicht = VERBOTEN
        elif schritt is FREIGEBEN:
            letzte = steckbrief.fassungen.order_by("-nr").first()
            stand = dokument.build(steckbrief)
            if letzte and letzte.sha256 == stand.sha256:
                warum_nicht = f"Seit Fassung {letzte.nr} hat sich nichts geändert."
            elif letzte:
                anzahl = len(aenderungen(Dokument.lesen(letzte.dokument), stand))
                was = f"Fassung {letzte.nr + 1}, {anzahl} {'Änderung' if anzahl == 1 else 'Änderungen'} gegenüber Fassung {letzte.nr}"
            else:
                was = "Fassung 1, wird zum ersten Mal öffentlich"
        else:
            was = schritt.titel
        return {"steckbrief": steckbrief, "warum_nicht": warum_nicht, "was": was}

    def _execute(self, request, rows, schritt, gesehen, form):
        fertige, abgelehnte = [], []
        for steckbrief in rows:
            version = gesehen.get(str(steckbrief.pk))
            try:
                if version is None:
                    raise ValidationError("War bei der Ansicht nicht ausgewählt.")
                workflow.check_seen(steckbrief, version)
                if schritt is EINREICHEN:
                    workflow.submit(steckbrief, seen_version=version, user=request.user)
                elif schritt is FREIGEBEN:
                    auftrag = {**form.auftrag, "seen_version": version}
                    workflow.release(steckbrief, user=request.user, **auftrag)
                else:
                    workflow.delete_draft(steckbrief, user=request.user)
            except ValidationError as error:
                abgelehnte.append((steckbrief, " ".join(error.messages)))
            except PermissionDenied:
                abgelehnte.append((steckbrief, VERBOTEN))
            else:
                fertige.append(str(steckbrief))
        if fertige:
            messages.success(request, f"{schritt.fertig}: {len(fertige)} ({', '.join(fertige)}).")
        for steckbrief, warum in abgelehnte:
            messages.warning(request, format_html("Nicht möglich bei „{}“: {}", steckbrief, warum))
