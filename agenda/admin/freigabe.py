"""The release: compare first, then say from when and why."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html

from agenda.admin.seiten import gueltigkeit, moment, present, since
from agenda.domain import nummern, workflow
from agenda.domain.dokument import Dokument
from agenda.domain.vergleich import aenderungen
from agenda.forms.freigabe import FreigabeForm
from agenda.models import Fassung


class FreigabeMixin:
    """For the SteckbriefAdmin."""

    def get_urls(self):
        return [
            path(
                "<int:pk>/freigeben/",
                self.admin_site.admin_view(self.freigeben_view),
                name="agenda_steckbrief_freigeben",
            ),
            *super().get_urls(),
        ]

    @method_decorator(transaction.atomic)
    def freigeben_view(self, request, pk):
        """Show what a release would change, then release through the workflow."""
        steckbrief = self.find(request, pk)
        if not self.has_release_permission(request):
            raise PermissionDenied
        if request.method != "POST" and not self.has_release_permission(request, steckbrief):
            return self._not_now(request, steckbrief)
        form = FreigabeForm(request.POST or None, initial={"seen_version": steckbrief.version})
        if request.method == "POST" and form.is_valid():
            try:
                fassung = workflow.release(steckbrief, user=request.user, **form.auftrag)
            except ValidationError as error:
                form.add_workflow_error(error)
            else:
                return self._released(request, fassung)
        seit = ()
        if form.is_bound:
            gesehen = form.cleaned_data.get("seen_version")
            if gesehen is not None and gesehen != steckbrief.version:
                seit = since(steckbrief, gesehen)
            form.see(steckbrief.version)
        return self.page(
            request,
            "freigeben",
            steckbrief,
            "Steckbrief freigeben",
            form=form,
            seit=seit,
            **_preview(steckbrief),
        )

    def _not_now(self, request, steckbrief):
        if not workflow.may(None, workflow.RELEASE, steckbrief):
            messages.warning(
                request,
                f"„Freigeben“ ist hier nicht möglich: Der Steckbrief ist {steckbrief.zustand}.",
            )
            return self.to_form(steckbrief)
        raise PermissionDenied

    def _released(self, request, fassung):
        if fassung.gilt_ab <= timezone.now():
            meldung = format_html(
                'Fassung {} ist freigegeben und gilt ab sofort. <a href="{}">Auf der Website ansehen</a>',
                fassung.nr,
                fassung.get_absolute_url(),
            )
        else:
            meldung = f"Fassung {fassung.nr} ist freigegeben und gilt ab {moment(fassung.gilt_ab)}. Bis dahin ändert sich auf der Website nichts."
        messages.success(request, meldung)
        return self.to_form(fassung.steckbrief)


def _preview(steckbrief):
    """Return what the release page shows: the text, its changes, the number, what is planned."""
    stand = present(steckbrief)
    fassungen = list(Fassung.objects.filter(steckbrief=steckbrief).select_related("eintrag"))
    aktuell, geplant = gueltigkeit(fassungen, timezone.now())
    letzte = next(iter(fassungen), None)
    vergleich = aktuell or letzte
    return {
        "felder": stand.felder,
        "nummer": steckbrief.nummer or steckbrief.vorgesehene_nummer or nummern.next_nummer(),
        "vergleich": vergleich,
        "aenderungen": aenderungen(Dokument.lesen(vergleich.dokument), stand) if vergleich else (),
        "unveraendert": letzte is not None and letzte.sha256 == stand.sha256,
        "geplant": geplant,
        "naechste": letzte.nr + 1 if letzte else 1,
    }
