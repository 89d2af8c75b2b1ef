"""From a selection or a Drucksache to the draft of an Ausgabe, by one page of questions."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.urls import path, reverse

from agenda.domain import band
from agenda.forms.ausgabe import HOECHSTENS, VIELE, AnlageForm, AuszugForm, anlage_vorgabe
from agenda.models import Beratung, Drucksache, Steckbrief
from agenda.models.ausgabe import Ausgabeart

ANGELEGT = "Der Entwurf ist angelegt. Prüfen Sie ihn, geben Sie ihn zur Mitzeichnung weiter und schreiben Sie ihn fest."
# More digits than any number of a row.
STELLEN = 10
TITEL = {Ausgabeart.ANLAGE: "Als Anlage ausgeben", Ausgabeart.AUSZUG: "Als Auszug ausgeben"}


class AusgebenMixin:
    """For the AusgabeAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                f"{art}/",
                view(self.ausgeben_view),
                {"art": Ausgabeart(art)},
                name=f"agenda_ausgabe_{art}",
            )
            for art in (Ausgabeart.ANLAGE, Ausgabeart.AUSZUG)
        ] + super().get_urls()

    def ausgeben_view(self, request, art):
        """Ask what the draft needs, make it, and lead there."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        woher = Herkunft(request, art)
        form = woher.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                ausgabe = form.ausgeben(woher.steckbriefe, user=request.user)
            except ValidationError as error:
                _add_errors(form, error)
            else:
                messages.success(request, ANGELEGT)
                return self._to(ausgabe)
        return self.page(
            request,
            "ausgeben",
            None,
            TITEL[art],
            form=form,
            steckbriefe=woher.steckbriefe,
            ganze_agenda=not woher.steckbriefe,
            anlage=art == Ausgabeart.ANLAGE,
            anzahl=len(woher.steckbriefe) or band.agenda().count(),
            ohne=woher.ohne_fassung(),
        )


class Herkunft:
    """What the address says a draft is to begin with; rows an account may not see are not there."""

    def __init__(self, request, art):
        self.art = art
        self.beratung = _row(Beratung.objects.select_related("drucksache"), request, "beratung")
        self.drucksache = _row(Drucksache.objects.all(), request, "drucksache")
        if self.beratung:
            self.drucksache = self.beratung.drucksache
        self.vorlage = self._vorlage(request)
        self.steckbriefe = self._steckbriefe(request)

    def _vorlage(self, request):
        """Return the Anlage of this number given out last, else its draft, to begin as it was."""
        if self.drucksache is None:
            return None
        nr = _zahl(request.GET.get("nr", ""))
        anlagen = self.drucksache.ausgaben.filter(art=Ausgabeart.ANLAGE)
        if nr is not None:
            anlagen = anlagen.filter(anlage_nr=nr)
        return anlagen.festgeschrieben().first() or anlagen.first()

    def _steckbriefe(self, request):
        rows = Steckbrief.objects.visible_to(request.user).vorhanden()
        zahlen = map(_zahl, request.GET.get("steckbriefe", "").split(","))
        gewaehlt = list(dict.fromkeys(pk for pk in zahlen if pk is not None))
        if gewaehlt:
            nach_pk = rows.in_bulk(gewaehlt[:HOECHSTENS])
            return [nach_pk[pk] for pk in gewaehlt if pk in nach_pk]
        if self.vorlage:
            auswahl = self.vorlage.auswahl.select_related("steckbrief")
            return [zeile.steckbrief for zeile in auswahl]
        if self.drucksache and not self.drucksache.betrifft_agenda:
            return list(self.drucksache.steckbriefe.order_by("nummer_schluessel"))
        return []

    def ohne_fassung(self):
        """Return the chosen Steckbriefe of which nothing is valid now."""
        gueltig = set(band.auswahl(self.steckbriefe).values_list("steckbrief", flat=True))
        return [s for s in self.steckbriefe if s.pk not in gueltig]

    def form(self, daten):
        if self.art == Ausgabeart.AUSZUG:
            return AuszugForm(daten, initial={"titel": "Auszug aus der Digitalen Agenda"})
        vorgabe = anlage_vorgabe(self.drucksache, self.beratung, self.vorlage)
        return AnlageForm(daten, drucksache=self.drucksache, initial=vorgabe)


def _row(rows, request, name):
    pk = _zahl(request.GET.get(name, ""))
    return None if pk is None else rows.filter(pk=pk).first()


def _zahl(text):
    """Return the number an address says; None if it says none, or one that no row can have."""
    return int(text) if text.isdecimal() and len(text) <= STELLEN else None


def _add_errors(form, error):
    """Show what the domain refuses where it belongs, if it was asked for."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, fehler in error.error_dict.items():
        form.add_error(name if name in form.fields else None, fehler)


class AusgebenAktionen:
    """For the SteckbriefAdmin: two actions that lead to the page of questions."""

    actions = ("als_anlage_ausgeben", "als_auszug_ausgeben")

    def has_ausgeben_permission(self, request):
        return request.user.has_perm("agenda.add_ausgabe")

    @admin.action(description="Als Anlage ausgeben …", permissions=["ausgeben"])
    def als_anlage_ausgeben(self, request, queryset):
        return self._ausgeben(request, queryset, Ausgabeart.ANLAGE)

    @admin.action(description="Als Auszug ausgeben …", permissions=["ausgeben"])
    def als_auszug_ausgeben(self, request, queryset):
        return self._ausgeben(request, queryset, Ausgabeart.AUSZUG)

    def _ausgeben(self, request, queryset, art):
        pks = list(queryset.values_list("pk", flat=True))
        if len(pks) > HOECHSTENS:
            messages.error(request, VIELE.format(len(pks), HOECHSTENS))
            return None
        ziel = reverse(f"admin:agenda_ausgabe_{art}")
        return HttpResponseRedirect(f"{ziel}?steckbriefe={','.join(map(str, pks))}")
