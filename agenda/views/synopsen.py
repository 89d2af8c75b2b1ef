"""Two Fassungen or two Ausgaben side by side: as a page, and as a paper to take along."""

from django.core.cache import cache
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.generic import TemplateView, View

from agenda.domain.band import Band
from agenda.domain.synopse import vergleichen
from agenda.filters import Hinweis, zitat
from agenda.models import Ausgabe
from agenda.papers import store, synopse
from agenda.views import grenzen
from agenda.views.fassungen import VergleichView
from agenda.views.papierantwort import KeinPapier, PapierMixin

# A comparison on a page: its key changes with all that it says.
GEMERKT, GEMERKT_SEKUNDEN = "papiere:synopse", 24 * 3600


def synopse_antwort(request, alt, neu):
    """Answer with the Synopse of two Fassungen or Ausgaben as PDF; 304 if the reader has it.

    Only what is not in the store is counted and drawn.
    """
    key = synopse.key(alt, neu)
    etag = f'"{key}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        inhalt = store.lesen(key)
        if inhalt is None:
            grenzen.anmelden("vergleich", key)
            inhalt = synopse.pdf(alt, neu)
        response = HttpResponse(inhalt)
        response["Content-Type"] = "application/pdf"
        name = synopse.dateiname(alt, neu)
        response["Content-Disposition"] = content_disposition_header(False, name)
    response["ETag"] = etag
    # Asked for each time, so that a redaction is seen at once.
    response["Cache-Control"] = "public, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


class SynopsePdfView(PapierMixin, VergleichView):
    """The comparison of two Fassungen as PDF."""

    def get(self, request, **kwargs):
        hinweise = []
        fassungen = self.vergleichbare()
        von, bis = self.auswahl(fassungen, hinweise)
        wege = [
            (
                "Fassungen auswählen und vergleichen",
                reverse("vergleich", args=[self.steckbrief.nummer]),
            )
        ]
        if hinweise:
            raise KeinPapier(
                "Diesen Vergleich gibt es nicht",
                *(hinweis.text for hinweis in hinweise),
                status=404,
                wege=wege,
            )
        if von.pk == bis.pk:
            raise KeinPapier(
                "Zu vergleichen sind zwei verschiedene Fassungen",
                "Es gibt erst eine Fassung, also noch nichts zu vergleichen."
                if len(fassungen) == 1
                else "Das ist zweimal dieselbe Fassung. Bitte wählen Sie zwei verschiedene.",
                status=404,
                wege=wege,
            )
        return synopse_antwort(request, von, bis)


class AusgabenMixin:
    """Give a view the two public Ausgaben named in the address."""

    def ausgaben(self):
        """Return ([all that can be compared], the two chosen or None each, [Hinweis])."""
        alle = list(
            Ausgabe.objects.oeffentlich()
            .defer("dokument", "vorwort")
            .order_by("-festgeschrieben_at", "-pk")
        )
        nach_slug = {ausgabe.slug: ausgabe for ausgabe in alle}
        hinweise, zwei = [], []
        roh = {name: self.request.GET.get(name, "").strip() for name in ("von", "bis")}
        for name, slug in roh.items():
            zwei.append(nach_slug.get(slug))
            if slug and zwei[-1] is None:
                hinweise.append(Hinweis(name, f"Eine Ausgabe {zitat(slug)} gibt es nicht."))
            elif not slug and any(roh.values()):
                hinweise.append(Hinweis(name, "Diese Angabe fehlt."))
        if all(zwei) and zwei[0].pk == zwei[1].pk:
            hinweise.append(
                Hinweis(
                    "bis", "Das ist zweimal dieselbe Ausgabe. Bitte wählen Sie zwei verschiedene."
                )
            )
        return alle, zwei, hinweise


class AusgabeVergleichView(PapierMixin, AusgabenMixin, TemplateView):
    """Choose two Ausgaben, and read what differs."""

    template_name = "agenda/ausgabe_vergleich.html"

    def get_context_data(self, **kwargs):
        alle, (von, bis), hinweise = self.ausgaben()
        ergebnis = None
        if von and bis and not hinweise:
            ergebnis = _verglichen(von, bis)
        return super().get_context_data(
            ausgaben=alle,
            von=von or (alle[1] if len(alle) > 1 else None),
            bis=bis or (alle[0] if alle else None),
            hinweise=hinweise,
            synopse=ergebnis,
            **kwargs,
        )


def _verglichen(von, bis):
    """Return the Synopse of two Ausgaben; remembered and counted under the key of its paper."""
    key = synopse.key(von, bis)
    ergebnis = cache.get(f"{GEMERKT}:{key}")
    if ergebnis is None:
        grenzen.anmelden("vergleich", key)
        ergebnis = vergleichen(Band.lesen(von.dokument), Band.lesen(bis.dokument))
        cache.set(f"{GEMERKT}:{key}", ergebnis, GEMERKT_SEKUNDEN)
    return ergebnis


class AusgabeVergleichPdfView(PapierMixin, AusgabenMixin, View):
    def get(self, request):
        _, (von, bis), hinweise = self.ausgaben()
        if hinweise or not (von and bis):
            raise KeinPapier(
                "Diesen Vergleich gibt es nicht",
                *([hinweis.text for hinweis in hinweise] or ["Bitte wählen Sie zwei Ausgaben."]),
                status=404,
                wege=[("Ausgaben auswählen und vergleichen", reverse("ausgabe_vergleich"))],
            )
        return synopse_antwort(request, von, bis)
