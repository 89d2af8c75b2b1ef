"""Who leads, who takes part, who has agreed."""

from django.views.generic import TemplateView

from agenda.domain import figures, matrix
from agenda.models.steckbrief import Bezug
from agenda.models.teile import Rolle
from agenda.views.auswahl import Auswahl, projektliste
from handlungsfelder.models import Handlungsfeld


class KommuneMatrixView(TemplateView):
    template_name = "agenda/kommune_matrix.html"

    def get_context_data(self, **kwargs):
        felder = list(Handlungsfeld.objects.aktuell())
        kommunen = list(matrix.kommunen_in_folge())
        auswahl = Auswahl(self.request.GET)
        bezug = auswahl.bezug()
        feld = auswahl.lesen("handlungsfeld", [feld.slug for feld in felder])
        zeilen = matrix.zeilen(kommunen, handlungsfeld=feld, bezug=bezug)
        return super().get_context_data(
            handlungsfelder=felder,
            auswahl=auswahl,
            hinweise=auswahl.hinweise,
            bezug=bezug,
            bezuege=Bezug.choices,
            zahl=figures.zaehlen(zeilen),
            zeilen=zeilen,
            rollen=[(rolle, rolle.label) for rolle in Rolle],
            spalten=[
                {
                    "kommune": spalte.kommune,
                    "eintraege": spalte.eintraege,
                    "zugestimmt": spalte.zugestimmt,
                    "rollen": [
                        (
                            rolle,
                            anzahl,
                            projektliste(
                                **auswahl.aktiv, kommune=spalte.kommune.slug, rolle=rolle.value
                            ),
                        )
                        for rolle, anzahl in spalte.rollen
                    ],
                }
                for spalte in matrix.spalten(kommunen, zeilen)
            ],
            akteure=sum(len(zeile.akteure) for zeile in zeilen),
            **kwargs,
        )
