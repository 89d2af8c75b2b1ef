"""Beschlusskontrolle: the committee papers, what was decided, and how far it is carried out."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from agenda.domain import berichte, beschlusskontrolle, vorlage, zeichnung
from agenda.domain.beschlusskontrolle import STAENDE
from agenda.domain.zeichnung import Gruppe, balken
from agenda.filters import DrucksacheFilter, Hinweis, zitat
from agenda.models import Drucksache
from agenda.transfer import beschlussliste
from agenda.views import blaettern

JE_SEITE = 20


@dataclass(frozen=True)
class Anzahl:
    """What stands behind the title of the figure."""

    gesamt: int


class DrucksacheListView(TemplateView):
    template_name = "agenda/drucksache_list.html"

    def get(self, request, *args, **kwargs):
        self.filter = DrucksacheFilter.aus_anfrage(request.GET)
        self.hinweise = self.filter.hinweise
        form = request.GET.get("format", "")
        if form in beschlussliste.FORMATE:
            return self.datei(form)
        if form:
            moeglich = ", ".join(beschlussliste.FORMATE)
            self.hinweise.append(
                Hinweis("format", f"{zitat(form)} gibt es nicht; möglich sind {moeglich}.")
            )
        return super().get(request, *args, **kwargs)

    def datei(self, form):
        """Return all that is found as a file, one row per Beschlusspunkt."""
        inhalt = beschlussliste.schreiben(
            form,
            self.filter.pks,
            absolut=self.request.build_absolute_uri,
            punkte=self.gemeinte(),
        )
        name = f"Beschlusskontrolle_{timezone.localdate():%Y-%m-%d}.{form}"
        return HttpResponse(
            inhalt,
            content_type=beschlussliste.MEDIENTYP[form],
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Robots-Tag": "noindex",
            },
        )

    def gemeinte(self):
        """Return the keys of the Beschlusspunkte that the filter means, None if it means all."""
        if not self.filter.nur_manche_punkte:
            return None
        return set(self.filter.punkte.values_list("pk", flat=True))

    def get_context_data(self, **kwargs):
        seite, hinweis = blaettern.gewuenschte(
            Paginator(self.filter.pks, JE_SEITE), self.request.GET.get("seite", "")
        )
        if hinweis:
            self.hinweise.append(hinweis)
        gemeinte = self.gemeinte()
        nummer = str(seite.number) if seite.number > 1 else ""
        return super().get_context_data(
            auswahl=self.filter,
            hinweise=self.hinweise,
            seite=seite,
            drucksachen=[
                (drucksache, *_geteilt(drucksache.punkte, gemeinte))
                for drucksache in beschlusskontrolle.laden(list(seite))
            ],
            figur=self.figur(),
            formate=[
                (name, self.filter.adresse(format=form))
                for form, name in beschlussliste.FORMATE.items()
            ],
            blatt=blaettern.Blatt(seite, lambda n: self.filter.adresse(seite=str(n))),
            kanonisch=self.filter.adresse(sort="", seite=nummer).removesuffix("?"),
            **kwargs,
        )

    def figur(self):
        """Return the figure of the state of execution of what is found, None without any point."""
        zahlen = beschlusskontrolle.nach_ausfuehrung(self.filter.punkte)
        if not zahlen:
            return None
        gesamt = sum(anzahl for _, anzahl in zahlen)
        url = self.filter.adresse()
        teile = [
            (stand, STAENDE[stand], anzahl, self.filter.adresse(ausfuehrung=stand))
            for stand, anzahl in zahlen
        ]
        reihe = balken("", teile, gesamt, url=url)
        gruppen = [Gruppe("Beschlusspunkte", url, Anzahl(gesamt), [reihe])]
        spalten, zeilen = zeichnung.tabelle(gruppen)
        return {"gruppen": gruppen, "spalten": spalten, "zeilen": zeilen}


def _geteilt(punkte, gemeinte):
    """Return (the Punkte to show, how many others there are)."""
    gezeigt = [p for p in punkte if gemeinte is None or p.punkt.pk in gemeinte]
    return gezeigt, len(punkte) - len(gezeigt)


class DrucksacheView(TemplateView):
    template_name = "agenda/drucksache_detail.html"

    def get_context_data(self, slug, **kwargs):
        pks = list(Drucksache.objects.oeffentliche().filter(slug=slug).values_list("pk", flat=True))
        if not pks:
            raise Http404("Diese Drucksache gibt es nicht.")
        [drucksache] = beschlusskontrolle.laden(pks)
        drucksache.oeffentliche_berichte += berichte.oeffentliche_zu(drucksache)
        return super().get_context_data(
            drucksache=drucksache,
            sachverhalt=vorlage.absaetze(drucksache.sachverhalt),
            steckbriefe=beschlusskontrolle.steckbriefe(drucksache),
            **kwargs,
        )
