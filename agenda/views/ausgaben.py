"""Papers given out: their list, their own pages, and the bytes that were kept."""

import datetime
import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.generic import TemplateView, View

from agenda.domain import ausgaben, mitzeichnung
from agenda.domain.ausgaben import bauen, dateiname
from agenda.domain.band import Unvollstaendig
from agenda.domain.herausgeber import kreis_neben
from agenda.models import Ausgabe
from agenda.papers import ausgabe as papier
from agenda.views.geheim import geheim
from agenda.views.papierantwort import KeinPapier, PapierMixin
from agenda.views.setzzeit import noch_nicht, setzzeit

log = logging.getLogger(__name__)


class AusgabeListView(TemplateView):
    template_name = "agenda/ausgabe_list.html"

    def get_context_data(self, **kwargs):
        reihen = ausgaben.oeffentliche()
        anzahl = sum(len(gruppe) for _, gruppe in reihen)
        return super().get_context_data(reihen=reihen, vergleichbar=anzahl > 1, **kwargs)


class AusgabeMixin:
    """Give a view `self.ausgabe`, public, from the slug in the address; else 404."""

    def dispatch(self, request, *args, **kwargs):
        self.ausgabe = (
            Ausgabe.objects.oeffentlich()
            .filter(slug=kwargs["slug"])
            .select_related("drucksache", "beratung__gremium", "handlungsfeld")
            .first()
        )
        if self.ausgabe is None:
            raise Http404("Diese Ausgabe gibt es nicht.")
        return super().dispatch(request, *args, **kwargs)


class AusgabeView(AusgabeMixin, TemplateView):
    template_name = "agenda/ausgabe.html"

    def get_context_data(self, **kwargs):
        vorige = ausgaben.vorige_oeffentliche(self.ausgabe)
        neuere = ausgaben.neuere(self.ausgabe)
        band = bauen(self.ausgabe)
        return super().get_context_data(
            ausgabe=self.ausgabe,
            reihe=ausgaben.reihentitel(self.ausgabe),
            band=band.daten,
            anzahl=len(band.steckbriefe),
            datei=ausgaben.datei(self.ausgabe),
            name=dateiname(self.ausgabe, band),
            sitzung=_tag(band["kopf"]["sitzung"]),
            stand=_tag(band["stand"]),
            neuere=neuere,
            vergleich_neuere=vergleich(self.ausgabe, neuere) if neuere else "",
            vorige=vorige,
            vergleich=vergleich(vorige, self.ausgabe) if vorige else "",
            adresse=settings.BASE_URL + self.ausgabe.get_absolute_url(),
            kreis=kreis_neben(self.ausgabe.titel, band["identitaet"]["kreis"]),
            **kwargs,
        )


def vergleich(von, bis):
    """Return the address of the comparison of two Ausgaben."""
    return f"{reverse('ausgabe_vergleich')}?von={von.slug}&bis={bis.slug}"


def _tag(iso):
    return datetime.date.fromisoformat(iso) if iso else None


class AusgabeJsonView(AusgabeMixin, View):
    """The document that is kept, byte by byte: its hash stands on the page."""

    def get(self, request, **kwargs):
        etag = f'"{self.ausgabe.sha256}"'
        if unchanged := get_conditional_response(request, etag=etag):
            return _gefragt(unchanged, etag)
        name = f"{dateiname(self.ausgabe, bauen(self.ausgabe))}.json"
        response = HttpResponse(self.ausgabe.dokument.encode(), content_type="application/json")
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return _gefragt(response, etag)


class AusgabePdfView(PapierMixin, AusgabeMixin, View):
    """The bytes that are kept. After a redaction the first who asks may have to wait for them."""

    def get(self, request, **kwargs):
        datei = ausgaben.datei(self.ausgabe)
        if datei:
            etag = f'"{datei.sha256}"'
            if unchanged := get_conditional_response(request, etag=etag):
                return _gefragt(unchanged, etag)
        if not (datei and ausgaben.vorhanden(datei)):
            datei = self._herstellen(datei)
        name = f"{dateiname(self.ausgabe, bauen(self.ausgabe))}.pdf"
        response = FileResponse(
            papier.oeffnen(datei), filename=name, content_type="application/pdf"
        )
        return _gefragt(response, f'"{datei.sha256}"')

    def _herstellen(self, datei):
        """Return the AusgabeDatei whose bytes are there again; raises KeinPapier, Unvollstaendig."""
        try:
            with setzzeit() as sekunden:
                papier.vorbereiten(bauen(self.ausgabe), sekunden=sekunden)
            return papier.kopie(self.ausgabe, datei, sekunden=0)
        except papier.Unfertig as warten:
            raise noch_nicht(warten.fortschritt) from None
        except ValidationError:
            # Redacted once more while it was drawn.
            raise Unvollstaendig(str(self.ausgabe)) from None
        except FileNotFoundError as verloren:
            log.error(
                "Ausgabe %s (%s): %s %s",
                self.ausgabe.pk,
                self.ausgabe.slug,
                papier.VERLOREN,
                verloren,
            )
            raise KeinPapier(
                "Die Datei dieser Ausgabe fehlt",
                "Sie liegt nicht mehr da, wo das Portal sie aufbewahrt. Eine andere als die ausgegebene Datei geben wir nicht heraus.",
                "Das liegt an uns, nicht an Ihnen. Die Störung ist notiert; die Datei wird aus der Datensicherung geholt.",
                status=500,
                wege=[("Was in dieser Ausgabe steht", self.ausgabe.get_absolute_url())],
            ) from None


def _gefragt(response, etag):
    """Let browsers keep it and ask each time: a redaction is seen at once."""
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response


class MitzeichnungMixin:
    """Give a view `self.ausgabe`, a draft, from the token in the address.

    What is given out meanwhile is shown where everybody sees it, if anybody may. Nobody may
    keep, index or pass on (as referrer) what such an address shows.
    """

    # The name of the public page of this kind.
    danach = ""

    @geheim
    def dispatch(self, request, *args, **kwargs):
        try:
            self.ausgabe = mitzeichnung.read_token(kwargs["token"])
        except mitzeichnung.Abgelaufen:
            return self._ende(request, "abgelaufen", 410)
        except mitzeichnung.Ungueltig:
            return self._ende(request, "unbekannt", 404)
        if not self.ausgabe.ist_festgeschrieben:
            return super().dispatch(request, *args, **kwargs)
        if Ausgabe.objects.oeffentlich().filter(pk=self.ausgabe.pk).exists():
            return HttpResponseRedirect(reverse(self.danach, args=[self.ausgabe.slug]))
        return self._ende(request, "festgeschrieben", 410)

    @staticmethod
    def _ende(request, warum, status):
        return TemplateResponse(
            request,
            "agenda/ausgabe_vorschau_ende.html",
            {"warum": warum, "status": status, "tage": mitzeichnung.GILT.days},
            status=status,
        )


class AusgabeVorschauView(MitzeichnungMixin, TemplateView):
    template_name = "agenda/ausgabe_vorschau.html"
    danach = "ausgabe"

    def get_context_data(self, **kwargs):
        band = bauen(self.ausgabe)
        return super().get_context_data(
            ausgabe=self.ausgabe,
            reihe=ausgaben.reihentitel(self.ausgabe),
            band=band.daten,
            anzahl=len(band.steckbriefe),
            unterschied=ausgaben.unterschied(self.ausgabe, band, oeffentlich=True),
            bis=mitzeichnung.gilt_bis(self.kwargs["token"]),
            **kwargs,
        )


class AusgabeVorschauPdfView(MitzeichnungMixin, PapierMixin, View):
    danach = "ausgabe_pdf"

    def get(self, request, **kwargs):
        band = bauen(self.ausgabe)
        if not band.steckbriefe:
            raise Http404(ausgaben.LEER)
        try:
            with setzzeit() as sekunden:
                plan = papier.vorbereiten(band, entwurf=True, sekunden=sekunden)
            pdf = papier.binden(plan)
        except papier.Unfertig as warten:
            raise noch_nicht(warten.fortschritt) from None
        name = f"ENTWURF_{dateiname(self.ausgabe, band)}.pdf"
        return HttpResponse(
            pdf,
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )
