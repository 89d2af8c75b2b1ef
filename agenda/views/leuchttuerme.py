"""The gallery of flagships, for imitation."""

from django.views.generic import TemplateView

from agenda.domain import figures, leuchttuerme
from agenda.filters import EintragFilter
from agenda.models import Eintrag
from handlungsfelder.models import Handlungsfeld


class LeuchttuermeView(TemplateView):
    template_name = "agenda/leuchttuerme.html"

    def get_context_data(self, **kwargs):
        felder = list(Handlungsfeld.objects.aktuell())
        auswahl = EintragFilter(
            self.request.GET, Eintrag.objects.gueltig().laufend(), felder=felder
        )
        tuerme = leuchttuerme.leuchttuerme(auswahl.qs)
        return super().get_context_data(
            handlungsfelder=felder,
            auswahl=auswahl,
            hinweise=auswahl.hinweise,
            tuerme=tuerme,
            zahl=figures.zaehlen(turm.eintrag for turm in tuerme),
            **kwargs,
        )
