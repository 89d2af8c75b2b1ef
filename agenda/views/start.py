from django.views.generic import TemplateView

from agenda.domain import katalog, ueberblick


class StartView(TemplateView):
    template_name = "agenda/start.html"

    def get_context_data(self, **kwargs):
        felder = ueberblick.handlungsfelder_mit_stand()
        agenda, umfeld = sum(feld.agenda for feld in felder), sum(feld.umfeld for feld in felder)
        kommunen = ueberblick.nummeriert(katalog.kommunen_mit_zahlen())
        return super().get_context_data(
            felder=felder,
            handlungsfelder=felder,  # the colour band need not ask again
            gruppen=ueberblick.gruppen(),
            zahlen={"agenda": agenda, "umfeld": umfeld, "gesamt": agenda + umfeld},
            leuchttuerme=list(ueberblick.leuchttuerme()),
            kommunen=kommunen,
            anrufbar=ueberblick.anrufbar(kommunen),
            karte=ueberblick.hat_karte(kommunen),
            neues=ueberblick.neuigkeiten(),
            meilensteine=ueberblick.naechste_meilensteine(),
            **kwargs,
        )
