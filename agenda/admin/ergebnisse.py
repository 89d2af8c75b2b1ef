"""After a session: one screen for its results, and one per Drucksache for the Ausführung."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode

from agenda.domain import beschlusskontrolle, sitzungsergebnisse
from agenda.forms.ergebnis import AusfuehrungForm, SitzungswahlForm, ergebnisformulare
from agenda.models import Drucksache, Sitzung


class ErgebnisseMixin:
    """For the DrucksacheAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("ergebnisse/", view(self.ergebnisse_view), name="agenda_drucksache_ergebnisse"),
            path(
                "<int:pk>/ausfuehrung/",
                view(self.ausfuehrung_view),
                name="agenda_drucksache_ausfuehrung",
            ),
            *super().get_urls(),
        ]

    def page(self, request, name, title, *, status=200, **context):
        return TemplateResponse(
            request,
            f"admin/agenda/drucksache/{name}.html",
            {
                **self.admin_site.each_context(request),
                "title": title,
                "subtitle": None,
                "opts": self.opts,
                **context,
            },
            status=status,
        )

    # Results of a session

    def ergebnisse_view(self, request):
        """Show all Beratungen of a Gremium on a day with their results, or write them."""
        if not request.user.has_perms(sitzungsergebnisse.RECHTE):
            raise PermissionDenied
        wahl = SitzungswahlForm(_gewaehlt(request) or None)
        if not (wahl.is_bound and wahl.is_valid()):
            return self.page(
                request,
                "sitzungswahl",
                "Ergebnisse einer Sitzung eintragen",
                form=wahl,
                offene=beschlusskontrolle.ohne_ergebnis(),
            )
        gremium, datum = wahl.cleaned_data["gremium"], wahl.cleaned_data["datum"]
        if request.method == "POST":
            return self._ergebnisse_speichern(request, gremium, datum)
        beratungen = list(sitzungsergebnisse.beratungen(gremium, datum))
        return self._ergebnisse(request, gremium, datum, ergebnisformulare(None, beratungen))

    def _ergebnisse_speichern(self, request, gremium, datum):
        beratungen = list(sitzungsergebnisse.beratungen(gremium, datum))
        formulare = ergebnisformulare(request.POST, beratungen)
        if formulare and not _falsche(formulare):
            try:
                geaendert = sitzungsergebnisse.record(
                    gremium, datum, [form.eintragung for form in formulare], user=request.user
                )
            except sitzungsergebnisse.Abgewiesen as error:
                for form in formulare:
                    for text in error.fehler.get(form.beratung.pk, ()):
                        form.add_error(None, text)
                        form.see()
            else:
                messages.success(request, _gespeichert(geaendert))
                return HttpResponseRedirect(_sitzung_url(gremium, datum))
        return self._ergebnisse(request, gremium, datum, formulare)

    def _ergebnisse(self, request, gremium, datum, formulare):
        beratungen = [form.beratung for form in formulare]
        fehlerhaft = any(form.errors for form in formulare)
        return self.page(
            request,
            "ergebnisse",
            f"Ergebnisse: {gremium}, {datum:%d.%m.%Y}",
            gremium=gremium,
            datum=datum,
            kuenftig=datum > timezone.localdate(),
            sitzung=Sitzung.objects.filter(gremium=gremium, datum=datum).first(),
            formulare=formulare,
            fehlerhaft=fehlerhaft,
            neue_staende=[] if fehlerhaft else self._neue_staende(gremium, datum),
            entschiedene=[] if fehlerhaft else sitzungsergebnisse.beschlossene(beratungen),
            darf_ausgeben=request.user.has_perm("agenda.add_ausgabe"),
            darf_eintragen=request.user.has_perm(sitzungsergebnisse.AUSFUEHRUNG_RECHT),
        )

    @staticmethod
    def _neue_staende(gremium, datum):
        """Return (NeuerStand, the Beratung the next Anlage is for or None)."""
        staende = sitzungsergebnisse.neue_staende(gremium=gremium, datum=datum)
        naechste = sitzungsergebnisse.folgende([stand.beratung for stand in staende])
        return [(stand, naechste[stand.beratung.pk]) for stand in staende]

    # Ausführung

    @method_decorator(transaction.atomic)
    def ausfuehrung_view(self, request, pk):
        """Show how far each Beschlusspunkt is carried out, and add to it."""
        drucksache = self.get_queryset(request).filter(pk=pk).first()
        if not self.has_view_permission(request, drucksache):
            raise PermissionDenied
        if drucksache is None:
            raise Http404
        darf = request.user.has_perm(sitzungsergebnisse.AUSFUEHRUNG_RECHT)
        if request.method == "POST" and not darf:
            raise PermissionDenied
        daten = request.POST if request.method == "POST" else None
        formulare = [
            AusfuehrungForm(daten, punkt=punkt)
            for punkt in beschlusskontrolle.punkte_von(_mit_punkten(drucksache))
        ]
        if daten is not None and not _falsche(formulare):
            neue = [form.neu for form in formulare if form.neu]
            try:
                sitzungsergebnisse.add_ausfuehrung(drucksache, neue, user=request.user)
            except sitzungsergebnisse.Abgewiesen as error:
                for form in formulare:
                    for text in error.fehler.get(form.punkt.pk, ()):
                        form.add_error(None, text)
                        form.see()
            else:
                if neue:
                    messages.success(request, f"Eingetragen: {len(neue)}. Es gilt ab sofort.")
                else:
                    messages.info(request, "Es war nichts einzutragen.")
                return HttpResponseRedirect(request.path)
        return self.page(
            request,
            "ausfuehrung",
            f"Stand der Ausführung: {drucksache}",
            drucksache=drucksache,
            formulare=formulare,
            fehlerhaft=any(form.errors for form in formulare),
            darf_eintragen=darf,
        )


def _falsche(formulare):
    """Return those with an error; all are asked, so that every error is on the page."""
    return [form for form in formulare if not form.is_valid()]


def _mit_punkten(drucksache):
    return Drucksache.objects.prefetch_related(
        "beschlusspunkte__ausfuehrungen__eingetragen_von"
    ).get(pk=drucksache.pk)


def _gewaehlt(request):
    """Return the session the address names: by its number, or by Gremium and day."""
    roh = request.GET.get("sitzung", "")
    if roh.isdecimal() and len(roh) < 10:
        sitzung = Sitzung.objects.filter(pk=int(roh)).first()
        if sitzung:
            return {"gremium": sitzung.gremium_id, "datum": sitzung.datum.isoformat()}
    return {name: request.GET[name] for name in ("gremium", "datum") if request.GET.get(name)}


def _sitzung_url(gremium, datum):
    return f"{reverse('admin:agenda_drucksache_ergebnisse')}?{urlencode({'gremium': gremium.pk, 'datum': datum.isoformat()})}"


def _gespeichert(geaendert):
    if not geaendert:
        return "Es war nichts zu ändern."
    return f"Gespeichert: {', '.join(str(drucksache) for drucksache in geaendert)}."
