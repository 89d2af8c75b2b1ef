"""Who leads, who takes part, who has agreed."""

from urllib.parse import urlencode

from django.views.generic import TemplateView

from agenda.domain import figures, matrix
from agenda.filters import EintragFilter
from agenda.models import Eintrag
from agenda.models.teile import Rolle
from agenda.views import blaettern
from agenda.views.auswahl import projektliste
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune


class KommuneMatrixView(TemplateView):
    template_name = "agenda/kommune_matrix.html"

    def get_context_data(self, **kwargs):
        felder = list(Handlungsfeld.objects.aktuell())
        kommunen = list(Kommune.objects.in_folge())
        auswahl = EintragFilter(
            self.request.GET, Eintrag.objects.gueltig().laufend(), felder=felder, kommunen=kommunen
        )
        zeilen = matrix.zeilen(kommunen, auswahl.qs)
        hinweise = auswahl.hinweise
        blatt = blaettern.teilen(zeilen, self.request.GET, hinweise, werte=auswahl.aktiv)
        einzeln = matrix.spalten(kommunen, blatt.seite.object_list)
        return super().get_context_data(
            handlungsfelder=felder,
            auswahl=auswahl,
            hinweise=hinweise,
            zahl=figures.zaehlen(zeilen),
            zeilen=blatt.seite.object_list,
            blatt=blatt,
            rollen=[(rolle, rolle.label) for rolle in Rolle],
            spalten=[
                {
                    "kommune": spalte.kommune,
                    "eintraege": teil.eintraege,
                    "zugestimmt": spalte.zugestimmt,
                    "einzeln_url": _einzeln(spalte, blatt, auswahl.aktiv),
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
                for spalte, teil in zip(matrix.spalten(kommunen, zeilen), einzeln, strict=True)
            ],
            akteure=sum(len(zeile.akteure) for zeile in zeilen),
            **kwargs,
        )


def _einzeln(spalte, blatt, aktiv):
    """Return where all that a Kommune works on is listed: below, or with its projects only."""
    slug = spalte.kommune.slug
    if not blatt.seite.has_other_pages():
        return f"#{slug}"
    return f"?{urlencode(aktiv | {'kommune': slug})}#{slug}"
