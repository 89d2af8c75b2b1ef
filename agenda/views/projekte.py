"""The list of projects and a project's profile."""

import re

from django.core.paginator import Paginator
from django.urls import reverse
from django.views.generic import TemplateView

from agenda.domain import katalog
from agenda.domain.dokument import Dokument
from agenda.domain.gliederung import gliedern
from agenda.filters import Hinweis, ProjektFilter, zitat
from agenda.models import Eintrag
from agenda.views.nummer import FassungMixin
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune

JE_SEITE = 20


class ProjektListView(TemplateView):
    """First what ranks and counts all hits, then the rows of one page: cheap at any size."""

    template_name = "agenda/projekt_list.html"

    def get_context_data(self, **kwargs):
        felder = list(Handlungsfeld.objects.aktuell())
        projektfilter = ProjektFilter(
            self.request.GET,
            queryset=Eintrag.objects.gueltig().laufend(),
            handlungsfelder=[(feld.slug, feld.name) for feld in felder],
            kommunen=list(Kommune.objects.values_list("slug", "name")),
        )
        treffer = list(
            projektfilter.qs.distinct()
            .in_reihenfolge()
            .values("pk", "bezug", "schluessel", "titel")
        )
        treffer.sort(key=projektfilter.rang)
        seite = self.seite(Paginator(treffer, JE_SEITE), projektfilter.hinweise)
        return super().get_context_data(
            projektfilter=projektfilter,
            handlungsfelder=felder,
            zahlen=katalog.zaehlen(zeile["bezug"] for zeile in treffer),
            seite=seite,
            **self.seitenadressen(seite, projektfilter),
            eintraege=katalog.eintraege_in_folge([zeile["pk"] for zeile in seite]),
            **kwargs,
        )

    def seite(self, paginator, hinweise):
        """Return the asked page, or the nearest there is, with a hint."""
        roh = self.request.GET.get("seite") or "1"
        nummer = int(roh) if re.fullmatch(r"[0-9]{1,9}", roh) else 0
        if not 1 <= nummer <= paginator.num_pages:
            nummer = paginator.num_pages if nummer else 1
            hinweise.append(
                Hinweis("seite", f"{zitat(roh)} gibt es nicht; Sie sehen Seite {nummer}.")
            )
        return paginator.page(nummer)

    def seitenadressen(self, seite, projektfilter):
        """Return the addresses of the other pages: all of them, the one before and the next."""

        def adresse(nummer):
            return projektfilter.adresse(seite=[str(nummer)])

        return {
            "seiten": [
                (nummer, adresse(nummer))
                for nummer in seite.paginator.get_elided_page_range(seite.number, on_ends=1)
            ],
            "zurueck": adresse(seite.previous_page_number()) if seite.has_previous() else "",
            "weiter": adresse(seite.next_page_number()) if seite.has_next() else "",
        }


class DokumentView(TemplateView):
    """A page that shows all of `self.fassung`; subclasses give its address and what else is needed."""

    def get_context_data(self, **kwargs):
        dokument = Dokument.lesen(self.fassung.dokument)
        return super().get_context_data(
            fassung=self.fassung,
            feld=self.get_feld(),
            bezug=dokument.wert("bezug")["code"],
            gliederung=gliedern(dokument),
            handlungsfeld=dokument["handlungsfeld"].text,
            anlagen=f"{self.adresse()}anlagen/",
            **kwargs,
        )

    def get_feld(self):
        return self.fassung.eintrag.handlungsfeld


class ProjektView(FassungMixin, DokumentView):
    template_name = "agenda/projekt.html"

    def adresse(self):
        return reverse("projekt", args=[self.steckbrief.nummer])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            ablage=self.ablage(),
            sachstand=katalog.letzter_sachstand(self.steckbrief),
            **kwargs,
        )
