"""The gallery of flagships, for imitation."""

from django.views.generic import TemplateView

from agenda.domain import figures, leuchttuerme
from agenda.models.steckbrief import Bezug
from agenda.views.auswahl import Auswahl
from handlungsfelder.models import Handlungsfeld


class LeuchttuermeView(TemplateView):
    template_name = "agenda/leuchttuerme.html"

    def get_context_data(self, **kwargs):
        felder = list(Handlungsfeld.objects.aktuell())
        auswahl = Auswahl(self.request.GET)
        bezug = auswahl.bezug()
        tuerme = leuchttuerme.leuchttuerme(
            handlungsfeld=auswahl.lesen("handlungsfeld", [feld.slug for feld in felder]),
            bezug=bezug,
        )
        return super().get_context_data(
            handlungsfelder=felder,
            auswahl=auswahl,
            hinweise=auswahl.hinweise,
            bezug=bezug,
            bezuege=Bezug.choices,
            tuerme=tuerme,
            zahl=figures.zaehlen(turm.eintrag for turm in tuerme),
            **kwargs,
        )
