"""Who leads, who takes part, who has agreed."""

from django.views.generic import TemplateView

from agenda.domain import figures, matrix
from agenda.filters import EintragFilter
from agenda.models import Eintrag
from agenda.models.teile import Rolle
from agenda.views.auswahl import projektliste
from handlungsfelder.models import Handlungsfeld


class KommuneMatrixView(TemplateView):
    template_name = "agenda/kommune_matrix.html"

    def get_context_data(self, **kwargs):
        felder = list(Handlungsfeld.objects.aktuell())
        kommunen = list(matrix.kommunen_in_folge())
        auswahl = EintragFilter(
            self.request.GET, Eintrag.objects.gueltig().laufend(), felder=felder, kommunen=kommunen
        )
        zeilen = matrix.zeilen(kommunen, auswahl.qs)
        return super().get_context_data(
            handlungsfelder=felder,
            auswahl=auswahl,
            hinweise=auswahl.hinweise,
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
                                **auswahl.aktiv
                                | {"kommune": spalte.kommune.slug, "rolle": rolle.value}
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
