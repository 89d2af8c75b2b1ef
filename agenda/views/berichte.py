"""Sachstandsberichte: their list, their own pages, and the draft for who has to agree to it."""

import functools

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.views.generic import TemplateView, View

from agenda.domain import berichte, mitzeichnung
from agenda.models import Bericht, Drucksache
from agenda.views import berichtbild
from agenda.views.geheim import geheim


class BerichtListView(TemplateView):
    template_name = "agenda/bericht_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(reihe=berichte.oeffentliche(), **kwargs)


class BerichtMixin:
    """Give a view `self.bericht`, public, from the kennung in the address; else 404.

    With ?kommune= `self.dokument` is the Auszug of that Kommune.
    """

    def dispatch(self, request, *args, **kwargs):
        nummer, _, berichtigung = kwargs["kennung"].partition("-")
        self.bericht = (
            Bericht.objects.oeffentlich()
            .filter(nummer=int(nummer), berichtigung=int(berichtigung or 0))
            .select_related("drucksache", "beratung__gremium", "sitzung__gremium")
            .first()
        )
        if self.bericht is None:
            raise Http404("Diesen Sachstandsbericht gibt es nicht.")
        return super().dispatch(request, *args, **kwargs)

    @functools.cached_property
    def dokument(self):
        return ausgeschnitten(berichte.bauen(self.bericht), self.request)


def ausgeschnitten(dokument, request):
    """Return the document, or its Auszug for the ?kommune= of the address; else 404."""
    slug = request.GET.get("kommune", "")
    if not slug:
        return dokument
    try:
        return berichte.auszug(dokument, slug)
    except KeyError:
        raise Http404("Zu dieser Kommune gibt es keinen Auszug.") from None


def inhalt(dokument):
    """Return what the templates show of a Berichtdokument."""
    return {
        "dokument": dokument.daten,
        "ohne_aenderung": dokument.ohne_aenderung,
        "figuren": berichtbild.figuren(dokument),
        "felder": berichtbild.handlungsfelder(dokument),
        "vorwort": [a for a in dokument["abschnitte"] if a["key"] == "vorwort"],
        "abschnitte": [a for a in dokument["abschnitte"] if a["key"] != "vorwort"],
        "drucksachen": _drucksachen(dokument),
    }


def _drucksachen(dokument):
    """Return {nummer: address} of the public Drucksachen a Berichtdokument names."""
    nummern = {dokument["kopf"]["drucksache"], *(a["drucksache"] for a in dokument["aenderungen"])}
    oeffentlich = Drucksache.objects.oeffentliche().filter(nummer__in=filter(None, nummern))
    return {eine.nummer: eine.get_absolute_url() for eine in oeffentlich.only("nummer", "slug")}


class BerichtView(BerichtMixin, TemplateView):
    template_name = "agenda/bericht_detail.html"

    def get_context_data(self, **kwargs):
        gewaehlt = self.dokument.daten.get("auszug")
        drucksache = berichte.drucksache_zu(self.bericht)
        return super().get_context_data(
            bericht=self.bericht,
            drucksache=drucksache if drucksache and drucksache.ist_oeffentlich else None,
            neuere=berichte.neuere(self.bericht),
            erster=self.bericht.berichtigung and self.bericht.nummer,
            datei=berichte.datei(self.bericht),
            abfrage=f"?kommune={gewaehlt['slug']}" if gewaehlt else "",
            gewaehlt=gewaehlt["slug"] if gewaehlt else "",
            adresse=settings.BASE_URL + self.bericht.get_absolute_url(),
            **inhalt(self.dokument),
            **kwargs,
        )


class BerichtJsonView(BerichtMixin, View):
    """The document that is kept, byte by byte: its hash stands on the page. Or an Auszug of it."""

    def get(self, request, **kwargs):
        dokument = self.dokument
        gewaehlt = dokument.daten.get("auszug")
        # What was kept, even where it would be written otherwise today.
        bytes_ = dokument.canonical if gewaehlt else self.bericht.dokument.encode()
        etag = f'"{dokument.sha256 if gewaehlt else self.bericht.sha256}"'
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = HttpResponse(bytes_, content_type="application/json")
            auszug = f"_Auszug-{gewaehlt['slug']}" if gewaehlt else ""
            name = f"{slugify(dokument['titel'])}-{self.bericht.kennung}{auszug}.json"
            response["Content-Disposition"] = f'inline; filename="{name}"'
        response["ETag"] = etag
        response["Cache-Control"] = "public, no-cache"
        return response


class BerichtVorschauMixin:
    """Give a view `self.bericht`, a draft, from the token in the address.

    What is given out meanwhile is shown where everybody sees it, if anybody may. Nobody may
    keep, index or pass on (as referrer) what such an address shows.
    """

    @geheim
    def dispatch(self, request, *args, **kwargs):
        try:
            self.bericht = mitzeichnung.read_token(kwargs["token"], Bericht)
        except mitzeichnung.Abgelaufen:
            return self._ende(request, "abgelaufen", 410)
        except mitzeichnung.Ungueltig:
            return self._ende(request, "unbekannt", 404)
        if not self.bericht.ist_festgeschrieben:
            return super().dispatch(request, *args, **kwargs)
        if Bericht.objects.oeffentlich().filter(pk=self.bericht.pk).exists():
            return HttpResponseRedirect(self.bericht.get_absolute_url())
        return self._ende(request, "festgeschrieben", 410)

    @staticmethod
    def _ende(request, warum, status):
        return TemplateResponse(
            request,
            "agenda/bericht_vorschau_ende.html",
            {"warum": warum, "status": status, "tage": mitzeichnung.GILT.days},
            status=status,
        )


class BerichtVorschauView(BerichtVorschauMixin, TemplateView):
    """The draft as it is now; with ?kommune= its Auszug."""

    template_name = "agenda/bericht_vorschau.html"

    def get_context_data(self, **kwargs):
        try:
            dokument = ausgeschnitten(berichte.bauen(self.bericht), self.request)
            kontext = inhalt(dokument) | {"fehler": ""}
        except ValidationError as error:
            kontext = {"dokument": None, "fehler": " ".join(error.messages)}
        return super().get_context_data(
            bericht=self.bericht,
            bis=mitzeichnung.gilt_bis(self.kwargs["token"]),
            **kontext,
            **kwargs,
        )
