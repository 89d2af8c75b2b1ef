"""A small card of a project for other websites: the only page that may stand in a frame."""

from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.generic import TemplateView

from agenda.views.nummer import FassungMixin

CSP = "; ".join(
    f"{name} {' '.join(sources)}"
    for name, sources in {**settings.SECURE_CSP, "frame-ancestors": ["*"]}.items()
)


@method_decorator(xframe_options_exempt, name="dispatch")
class ProjektKarteView(FassungMixin, TemplateView):
    template_name = "agenda/projekt_karte.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            eintrag=self.fassung.eintrag, fassung=self.fassung, ablage=self.ablage(), **kwargs
        )

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(
            context, headers={"Content-Security-Policy": CSP, "X-Robots-Tag": "noindex"}, **kwargs
        )
