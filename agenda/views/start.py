from django.views.generic import TemplateView

from agenda.domain import katalog


class StartView(TemplateView):
    template_name = "agenda/start.html"

    def get_context_data(self, **kwargs):
        felder = list(katalog.handlungsfelder_mit_zahlen())
        agenda, umfeld = sum(feld.agenda for feld in felder), sum(feld.umfeld for feld in felder)
        return super().get_context_data(
            felder=felder,
            zahlen={"agenda": agenda, "umfeld": umfeld, "gesamt": agenda + umfeld},
            neues=katalog.zuletzt_freigegeben(),
            **kwargs,
        )
