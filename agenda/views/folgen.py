"""How to follow what happens without an account: every feed and calendar of the portal."""

from django.views.generic import TemplateView

from agenda.domain import katalog
from handlungsfelder.models import Handlungsfeld


class FolgenView(TemplateView):
    template_name = "agenda/folgen.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            felder=list(Handlungsfeld.objects.aktuell()),
            kommunen=list(katalog.kommunen_mit_zahlen()),
            adresse=self.request.build_absolute_uri("/")[:-1],
            **kwargs,
        )
