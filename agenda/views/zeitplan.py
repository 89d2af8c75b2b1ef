"""The roadmap over the years."""

from django.views.generic import TemplateView

from agenda.domain import figures, matrix, stichtag, zeitplan
from agenda.domain.zeitstrahl import Skala, strahl
from agenda.filters import EintragFilter
from agenda.models import Eintrag
from agenda.views.kontext import portal_von
from handlungsfelder.models import Handlungsfeld


class ZeitplanView(TemplateView):
    template_name = "agenda/zeitplan.html"

    def get_context_data(self, **kwargs):
        felder = list(Handlungsfeld.objects.aktuell())
        kommunen = list(matrix.kommunen_in_folge())
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
        return super().get_context_data(
            portal=portal,
            handlungsfelder=felder,
            auswahl=auswahl,
            hinweise=auswahl.hinweise,
            zahl=figures.zaehlen(vorhaben),
            skala=skala,
            heute=heute,
            gruppen=_nach_feld(mit, felder, skala),
            vorhaben=mit,
            ohne=ohne,
            ohne_zahl=figures.zaehlen(ohne),
            feldnamen={feld.pk: feld.name for feld in felder},
            **kwargs,
        )


def _nach_feld(vorhaben, felder, skala):
    """Return [(Handlungsfeld, Zahl, [(Vorhaben, Strahl)])] without empty fields."""
    gruppen = []
    for feld in felder:
        eigene = [eines for eines in vorhaben if eines.handlungsfeld_id == feld.pk]
        if eigene:
            reihen = [(eines, strahl(eines, skala)) for eines in eigene]
            gruppen.append((feld, figures.zaehlen(eigene), reihen))
    return gruppen
