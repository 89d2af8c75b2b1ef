"""The list of projects: search, filter, two views, and the same hits as a file."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from agenda.domain import fund
from agenda.filters import ANSICHTEN, SORTIERUNGEN, Hinweis, ProjektFilter, zitat
from agenda.transfer import trefferliste
from agenda.views import blaettern, papiere
from agenda.views.kontext import portal_von

JE_SEITE = 20
# The table's columns: title, what sorts by it, and the classes of its cells.
SPALTEN = (
    ("Nummer", "nummer"),
    ("Titel", "titel"),
    ("Handlungsfeld", ""),
    ("Umsetzungsstand", "stand"),
    ("Laufzeit", ""),
    ("Aktualisiert", "aktuell"),
)


class ProjektListView(TemplateView):
    """First what ranks and counts all hits, then the rows of one page: cheap at any size."""

    template_name = "agenda/projekt_list.html"

    def get(self, request, *args, **kwargs):
        self.filter = ProjektFilter.aus_anfrage(request.GET, portal_von(request))
        form = request.GET.get("format", "")
        if form in trefferliste.FORMATE:
            return self.datei(form)
        if form in papiere.AUSWAHL:
            return papiere.AUSWAHL[form].as_view(projektfilter=self.filter)(request)
        if form:
            moeglich = ", ".join([*trefferliste.FORMATE, *papiere.AUSWAHL])
            self.filter.hinweise.append(
                Hinweis("format", f"{zitat(form)} gibt es nicht; möglich sind {moeglich}.")
            )
        return super().get(request, *args, **kwargs)

    def datei(self, form):
        """Return all hits as a file to keep."""
        inhalt = trefferliste.schreiben(
            form,
            self.filter.pks,
            absolut=self.request.build_absolute_uri,
            adresse=reverse("projekt_list") + self.filter.adresse(),
        )
        name = f"Projekte_{timezone.localdate():%Y-%m-%d}.{form}"
        return HttpResponse(
            inhalt,
            content_type=trefferliste.MEDIENTYP[form],
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Robots-Tag": "noindex",
            },
        )

    def get_context_data(self, **kwargs):
        projektfilter = self.filter
        seite = self.seite(Paginator(projektfilter.treffer, JE_SEITE))
        return super().get_context_data(
            projektfilter=projektfilter,
            portal=projektfilter.portal,
            handlungsfelder=projektfilter.felder,
            zahlen=projektfilter.zahlen,
            seite=seite,
            eintraege=fund.eintraege(list(seite), projektfilter.anfrage),
            wege=projektfilter.wege,
            ansichten=self.ansichten(),
            sortierungen=self.sortierungen(),
            spalten=self.spalten() if projektfilter.ansicht == "tabelle" else [],
            formate=[
                (name, projektfilter.adresse(format=[form]))
                for form, name in trefferliste.FORMATE.items()
            ],
            papiere=[
                (name, projektfilter.adresse(format=[form]))
                for form, name in (("pdf", "PDF"), ("docx", "Word"))
            ],
            papiere_bis=settings.PAPERS_SELECTION_MAX,
            blatt=blaettern.Blatt(seite, lambda n: projektfilter.adresse(seite=[str(n)])),
            kanonisch=self.kanonisch(seite),
            **kwargs,
        )

    def seite(self, paginator):
        """Return the asked page, or the nearest there is, with a hint."""
        seite, hinweis = blaettern.gewuenschte(paginator, self.request.GET.get("seite", ""))
        if hinweis:
            self.filter.hinweise.append(hinweis)
        return seite

    def kanonisch(self, seite):
        """Return the query string of what this page shows, whatever its order and view."""
        nummer = [str(seite.number)] if seite.number > 1 else []
        return self.filter.adresse(sort=[], ansicht=[], seite=nummer).removesuffix("?")

    def ansichten(self):
        """The two views as (name, address, whether it is this one)."""
        return [
            (name, self.filter.adresse(ansicht=[wert]), wert == self.filter.ansicht)
            for wert, name in ANSICHTEN.items()
        ]

    def sortierungen(self):
        """The orders offered as (name, address, whether it is this one)."""
        jetzt = self.filter.sortierung_jetzt
        return [
            (name, self.filter.adresse(sort=[wert]), wert == jetzt)
            for wert, name in SORTIERUNGEN.items()
            if wert in ("reihenfolge", "nummer", "aktuell", jetzt)
            or (wert == "relevanz" and self.filter.anfrage)
        ]

    def spalten(self):
        """The table's head as (title, address that sorts by it or "", aria-sort or "")."""
        jetzt = self.filter.sortierung_jetzt
        kopf = []
        for titel, name in SPALTEN:
            richtung = ""
            if name and jetzt.removeprefix("-") == name:
                # The newest first is what everybody wants, and a falling order.
                faellt = jetzt.startswith("-") != (name == "aktuell")
                richtung = "descending" if faellt else "ascending"
            naechste = f"-{name}" if jetzt == name else name
            kopf.append((titel, self.filter.adresse(sort=[naechste]) if name else "", richtung))
        return kopf
