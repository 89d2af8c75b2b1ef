"""A draft as it will look, for whoever holds the signed link."""

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from agenda.domain import katalog, vorschau
from agenda.domain.dokument import Dokument
from agenda.papers import steckbrief
from agenda.views.dateien import AnlageDatei, SteckbriefDatei
from agenda.views.geheim import geheim
from agenda.views.papierantwort import PapierMixin
from agenda.views.projekte import DokumentView
from handlungsfelder.models import Handlungsfeld


class VorschauMixin:
    """Give a view `self.fassung`, unsaved, from the token in the address.

    What has been released meanwhile is shown where everybody sees it. Nobody may keep, index or
    pass on (as referrer) what such an address shows.
    """

    # The name of the public page of this kind.
    danach = ""

    @geheim
    def dispatch(self, request, *args, **kwargs):
        try:
            arbeitsstand = vorschau.read_token(kwargs["token"])
        except vorschau.Ungueltig as fehler:
            abgelaufen = isinstance(fehler, vorschau.Abgelaufen)
            return TemplateResponse(
                request,
                "agenda/vorschau_ende.html",
                {"abgelaufen": abgelaufen, "tage": vorschau.GILT.days},
                status=410 if abgelaufen else 404,
            )
        if fassung := vorschau.veroeffentlicht(arbeitsstand):
            ziel = {"nummer": fassung.steckbrief.nummer, "nr": fassung.nr, **kwargs}
            ziel.pop("token")
            return HttpResponseRedirect(reverse(self.danach, kwargs=ziel))
        self.fassung = vorschau.als_fassung(arbeitsstand)
        return super().dispatch(request, *args, **kwargs)


class VorschauView(VorschauMixin, DokumentView):
    template_name = "agenda/vorschau.html"
    danach = "fassung"

    def adresse(self):
        return reverse("vorschau", args=[self.kwargs["token"]])

    def get_feld(self):
        code = Dokument.lesen(self.fassung.dokument).wert("handlungsfeld")["code"]
        felder = Handlungsfeld.objects.select_related("nachfolger")
        # An old Arbeitsstand may name a field that is gone.
        feld = felder.filter(slug=code).first() or self.fassung.steckbrief.handlungsfeld
        return feld.nachfolger or feld

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            sachstand=katalog.letzter_sachstand(self.fassung.steckbrief), **kwargs
        )


class VorschauPdfView(VorschauMixin, PapierMixin, SteckbriefDatei):
    danach = "fassung_pdf"
    content_type = "application/pdf"
    endung = "pdf"

    def name(self):
        return f"Entwurf_{super().name()}".replace(" ", "-")

    def etag(self):
        return steckbrief.key(self.fassung, vorschau=True)

    def inhalt(self):
        return steckbrief.entwurf(self.fassung)


class VorschauAnlageView(VorschauMixin, AnlageDatei):
    danach = "fassung_anlage"
