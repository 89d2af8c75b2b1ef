"""The roadmap over the years."""

from django.views.generic import TemplateView

from agenda.domain import figures, stichtag, zeitplan
from agenda.domain.zeitstrahl import Skala, strahl
from agenda.filters import EintragFilter
from agenda.models import Eintrag
from agenda.views import blaettern
from agenda.views.kontext import portal_von
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune


class ZeitplanView(TemplateView):
    template_name = "agenda/zeitplan.html"

    def get_context_data(self, **kwargs):
        felder = list(Handlungsfeld.objects.aktuell())
        kommunen = list(Kommune.objects.in_folge())
        portal = portal_von(self.request)
        auswahl = EintragFilter(
            self.request.GET,
            Eintrag.objects.gueltig().laufend(),
            felder=felder,
            kommunen=kommunen,
            portal=portal,
        )
        vorhaben = zeitplan.vorhaben(auswahl.qs)
        mit, ohne = [], []
        for eines in vorhaben:
            (mit if eines.termine else ohne).append(eines)
        heute = stichtag.heute().tag
        skala = Skala(mit, heute)
        hinweise = auswahl.hinweise
        mit = _in_feldern(mit, felder)
        blatt = blaettern.teilen(mit, self.request.GET, hinweise, werte=auswahl.aktiv)
        return super().get_context_data(
            portal=portal,
            handlungsfelder=felder,
            auswahl=auswahl,
            hinweise=hinweise,
            zahl=figures.zaehlen(vorhaben),
            skala=skala,
            heute=heute,
            gruppen=_nach_feld(mit, blatt.seite, felder, skala),
            blatt=blatt,
            ohne=ohne,
            ohne_zahl=figures.zaehlen(ohne),
            feldnamen={feld.pk: feld.name for feld in felder},
            **kwargs,
        )


def _in_feldern(vorhaben, felder):
    """Return the Vorhaben field by field, as the page shows them."""
    folge = {feld.pk: nr for nr, feld in enumerate(felder)}
    return sorted(vorhaben, key=lambda eines: folge.get(eines.handlungsfeld_id, len(felder)))


def _nach_feld(alle, gezeigte, felder, skala):
    """Return [(Handlungsfeld, Zahl of all, [(Vorhaben, Strahl)])] of the fields that are shown."""
    gruppen = []
    for feld in felder:
        eigene = [eines for eines in gezeigte if eines.handlungsfeld_id == feld.pk]
        if eigene:
            reihen = [(eines, strahl(eines, skala)) for eines in eigene]
            zahl = figures.zaehlen(eines for eines in alle if eines.handlungsfeld_id == feld.pk)
            gruppen.append((feld, zahl, reihen))
    return gruppen
