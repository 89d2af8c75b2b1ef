"""Papers of more than one Steckbrief: the agenda, a chapter, what a search found.

The agenda and its chapters come from the store. Which file is the right one is remembered for as
long as nothing public changes (domain.frische): then a paper costs one query and no rendering.
"""

from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.generic import View

from agenda.domain import band, frische
from agenda.domain.dateinamen import dateiname
from agenda.models import Fassung
from agenda.models.ausgabe import Ausgabeart, Ordnung
from agenda.models.teile import Medientyp
from agenda.papers import band as bandpapier
from agenda.papers import docx, store
from agenda.views import grenzen
from agenda.views.papierantwort import KeinPapier, PapierMixin
from agenda.views.setzzeit import noch_nicht, setzzeit
from handlungsfelder.models import Handlungsfeld

GEMERKT_SEKUNDEN = 24 * 3600


@dataclass(frozen=True)
class Papier:
    """The key of a file in the store, and its name for people."""

    key: str
    name: str

    @property
    def etag(self):
        return f'"{self.key}"'


class BandView(PapierMixin, View):
    """A Band as PDF. Subclasses say which (`band()`) and what its name tells (`namen()`)."""

    endung, content_type = "pdf", "application/pdf"

    def get(self, request, **kwargs):
        papier, plan = self.papier()
        if response := get_conditional_response(request, etag=papier.etag):
            return self.mit_kopf(response, papier)
        datei = store.oeffnen(papier.key)
        if datei is None:
            if plan is None:
                # What is drawn now may be another paper than the one remembered.
                papier, plan = self.neues_papier()
            datei = self.herstellen(plan)
        return self.mit_kopf(FileResponse(datei), papier)

    def papier(self):
        """Return (Papier, its Plan or None where it need not be made to know the Papier)."""
        return self.neues_papier()

    def neues_papier(self):
        """Return (Papier, its Plan), both as things are now."""
        plan = self.plan()
        return Papier(plan.key, self.dateiname()), plan

    def plan(self):
        self.gebaut = self.band()
        return bandpapier.plan(self.gebaut)

    def dateiname(self):
        name = dateiname(*self.namen(), f"Stand-{self.gebaut['stand']}")
        return f"{name}.{self.endung}"

    def herstellen(self, plan):
        """Return the open file; raises KeinPapier as long as its Steckbriefe are not all set."""
        with setzzeit() as sekunden:
            fertig = bandpapier.vorbereiten(plan, sekunden=sekunden)
        if fertig.fertig < fertig.gesamt:
            raise noch_nicht(fertig)
        return bandpapier.oeffnen(plan)

    def mit_kopf(self, response, papier):
        response["ETag"] = papier.etag
        # Asked for each time, so that a redaction or a release is seen at once.
        response["Cache-Control"] = "public, no-cache"
        if response.status_code == 200:
            response["Content-Type"] = self.content_type
            response["Content-Disposition"] = content_disposition_header(False, papier.name)
        return response


class GemerktesBandView(BandView):
    """A Band of which there are only a few: its key is remembered."""

    def papier(self):
        self.marke = f"papiere:{frische.jetzt().etag(self.request.path)}:{self.ordnung()}"
        gemerkt = settings.SEITEN_BEHALTEN and cache.get(self.marke)
        return (gemerkt, None) if gemerkt else self.neues_papier()

    def neues_papier(self):
        papier, plan = super().neues_papier()
        cache.set(self.marke, papier, GEMERKT_SEKUNDEN)
        return papier, plan

    def ordnung(self):
        return ""


class AgendaPdfView(GemerktesBandView):
    """The whole agenda as it is valid now, in order of implementation or by Handlungsfeld."""

    ORDNUNGEN = (Ordnung.REIHENFOLGE, Ordnung.HANDLUNGSFELD)

    def ordnung(self):
        gewuenscht = self.request.GET.get("ordnung") or Ordnung.REIHENFOLGE
        if gewuenscht not in self.ORDNUNGEN:
            raise KeinPapier(
                "Diese Reihenfolge gibt es nicht",
                "Die Agenda gibt es in zwei Reihenfolgen als PDF.",
                status=400,
                wege=[
                    (f"Steckbriefe {ordnung.label}", f"{self.request.path}?ordnung={ordnung}")
                    for ordnung in self.ORDNUNGEN
                ],
            )
        return Ordnung(gewuenscht)

    def band(self):
        gebaut = band.agendaband(self.ordnung())
        if gebaut is None:
            raise KeinPapier(
                "Noch nichts veröffentlicht",
                "Sobald der erste Steckbrief der Agenda freigegeben ist, gibt es sie hier als PDF.",
                status=404,
            )
        return gebaut

    def namen(self):
        yield self.gebaut["titel"]
        if self.ordnung() == Ordnung.HANDLUNGSFELD:
            yield "nach Handlungsfeldern"


class KapitelPdfView(GemerktesBandView):
    """All Steckbriefe of a Handlungsfeld, agenda and Umfeld."""

    def get(self, request, slug):
        felder = Handlungsfeld.objects.select_related("nachfolger")
        self.feld = get_object_or_404(felder, slug=slug)
        if self.feld.nachfolger:
            return HttpResponsePermanentRedirect(
                reverse("handlungsfeld_pdf", args=[self.feld.nachfolger.slug])
            )
        return super().get(request)

    def band(self):
        feld = self.feld
        gebaut = band.kapitelband(feld)
        if gebaut is None:
            raise KeinPapier(
                "In diesem Handlungsfeld ist noch nichts veröffentlicht",
                f"Sobald im Handlungsfeld {feld.name} der erste Steckbrief freigegeben ist, gibt es dieses Kapitel als PDF.",
                status=404,
                wege=[(f"Handlungsfeld {feld.name}", feld.get_absolute_url())],
            )
        return gebaut

    def namen(self):
        return [self.gebaut["titel"], self.gebaut["handlungsfelder"][0]["name"]]


class AuswahlView(BandView):
    """What a search found, in the order of the list. Given its ProjektFilter by as_view()."""

    projektfilter = None

    def band(self):
        pks = self.projektfilter.pks
        zurueck = [("Zurück zur Liste", reverse("projekt_list") + self.projektfilter.adresse())]
        if not pks:
            raise KeinPapier(
                "Diese Suche findet kein Projekt",
                "Deshalb gibt es auch kein Papier dazu. Nehmen Sie einen Filter weg, oder suchen Sie nach einem anderen Wort.",
                status=404,
                wege=zurueck,
            )
        if len(pks) > settings.PAPERS_SELECTION_MAX:
            raise KeinPapier(
                "Diese Auswahl ist zu groß für ein Papier",
                f"Sie enthält {len(pks)} Projekte. Als PDF oder Word-Datei stellen wir höchstens {settings.PAPERS_SELECTION_MAX} zusammen: Wählen Sie zum Beispiel ein Handlungsfeld aus.",
                "Alle Treffer auf einmal gibt es als CSV, Excel und JSON.",
                status=400,
                wege=[*zurueck, ("Die ganze Agenda als PDF", reverse("agenda_pdf"))],
            )
        gefunden = Fassung.objects.select_related("eintrag", "steckbrief").in_bulk(pks)
        return band.bauen(
            [gefunden[pk] for pk in pks if pk in gefunden],
            art=Ausgabeart.AUSZUG,
            untertitel=self.untertitel(),
            ordnung=Ordnung.AUSWAHL,
            titelblatt=False,
        )

    def untertitel(self):
        """Say what was chosen, but not in the searcher's words: they are not the publisher's."""
        werte = [
            ", ".join(dict(self.projektfilter.paare.get(name, ())).get(wert, wert) for wert in teil)
            for name, teil in self.projektfilter.auswahl.items()
            if teil
        ]
        if self.projektfilter.begriff:
            werte.append("nach einer Suche")
        return f"Auswahl: {'; '.join(werte)}" if 0 < len(werte) <= 4 else "Auswahl"

    def namen(self):
        return [self.gebaut["titel"], "Auswahl"]

    def mit_kopf(self, response, papier):
        response["X-Robots-Tag"] = "noindex"
        return super().mit_kopf(response, papier)


class AuswahlPdfView(AuswahlView):
    def herstellen(self, plan):
        grenzen.anmelden("auswahl", plan.key)
        return super().herstellen(plan)


class AuswahlDocxView(AuswahlView):
    """The same as a Word file."""

    endung, content_type = "docx", Medientyp.DOCX.value

    def neues_papier(self):
        plan = self.plan()
        return Papier(docx.auswahlkey(plan), self.dateiname()), plan

    def herstellen(self, plan):
        grenzen.anmelden("auswahl", docx.auswahlkey(plan))
        return BytesIO(docx.auswahl(plan))


AUSWAHL = {"pdf": AuswahlPdfView, "docx": AuswahlDocxView}
