"""The roadmap over the years."""

from django.views.generic import TemplateView

from agenda.domain import figures, matrix, stichtag, zeitplan
from agenda.domain.zeitstrahl import Skala, strahl
from agenda.models.steckbrief import Bezug
from agenda.views.auswahl import Auswahl
from handlungsfelder.models import Handlungsfeld


class ZeitplanView(TemplateView):
    template_name = "agenda/zeitplan.html"

    def get_context_data(self, **kwargs):
        felder = list(Handlungsfeld.objects.aktuell())
        kommunen = list(matrix.kommunen_in_folge())
        auswahl = Auswahl(self.request.GET)
        bezug = auswahl.bezug()
        vorhaben = zeitplan.vorhaben(
            handlungsfeld=auswahl.lesen("handlungsfeld", [feld.slug for feld in felder]),
            kommune=auswahl.lesen("kommune", [kommune.slug for kommune in kommunen]),
            bezug=bezug,
        )
        mit, ohne = [], []
        for eines in vorhaben:
            (mit if eines.termine else ohne).append(eines)
        heute = stichtag.heute().tag
        skala = Skala(mit, heute)
        return super().get_context_data(
            handlungsfelder=felder,
            kommunen=kommunen,
            auswahl=auswahl,
            hinweise=auswahl.hinweise,
            bezug=bezug,
            bezuege=Bezug.choices,
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
