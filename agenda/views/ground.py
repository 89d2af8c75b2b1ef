"""Pages of the ground: Handlungsfelder and Kommunen with their Steckbriefe."""

from collections import Counter

from django.http import HttpResponsePermanentRedirect
from django.views.generic import DetailView, ListView

from agenda.domain import katalog, orte, ueberblick
from agenda.views.kontext import portal_von
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune


class HandlungsfeldListView(ListView):
    template_name = "agenda/handlungsfeld_list.html"
    context_object_name = "felder"

    def get_queryset(self):
        return ueberblick.handlungsfelder_mit_stand()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            gruppen=ueberblick.gruppen(),
            agenda=any(feld.agenda for feld in self.object_list),
            handlungsfelder=self.object_list,  # the colour band need not ask again
            **kwargs,
        )


class HandlungsfeldView(DetailView):
    template_name = "agenda/handlungsfeld.html"
    context_object_name = "feld"
    queryset = Handlungsfeld.objects.select_related("nachfolger")

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.object.nachfolger:
            return HttpResponsePermanentRedirect(self.object.nachfolger.get_absolute_url())
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        eintraege = list(katalog.eintraege_im_handlungsfeld(self.object))
        return super().get_context_data(
            eintraege=eintraege,
            zahlen=katalog.zaehlen(eintrag.bezug for eintrag in eintraege),
            staende=ueberblick.staende_gezaehlt(eintraege),
            abschnitte=ueberblick.abschnitte(
                Counter(eintrag.umsetzungsstand for eintrag in eintraege)
            ),
            mitwirkende=ueberblick.mitwirkende(self.object),
            texte=[
                (feldname, self.object._meta.get_field(feldname).verbose_name, text)
                for feldname in ("ziel", "ausgangslage", "herausforderungen", "chancen")
                if (text := getattr(self.object, feldname))
            ],
            frueher=list(self.object.vorgaenger.all()),
            **kwargs,
        )


class KommuneListView(ListView):
    template_name = "agenda/kommune_list.html"
    context_object_name = "kommunen"

    def get_queryset(self):
        return ueberblick.nummeriert(katalog.kommunen_mit_zahlen())

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            karte=ueberblick.hat_karte(self.object_list),
            anrufbar=ueberblick.anrufbar(self.object_list),
            **kwargs,
        )


class KommuneView(DetailView):
    template_name = "agenda/kommune.html"
    context_object_name = "kommune"
    queryset = Kommune.objects.select_related("art")

    def get_context_data(self, **kwargs):
        gruppen = katalog.eintraege_nach_rolle(self.object)
        portal = portal_von(self.request)
        return super().get_context_data(
            portal=portal,
            gruppen=gruppen,
            oben=None if gruppen else orte.gilt_auch(self.object, portal),
            zahlen=katalog.zaehlen(eintrag.bezug for _, gruppe in gruppen for eintrag in gruppe),
            gemeinden=list(self.object.gemeinden.all()),
            staende=ueberblick.vor_ort(self.object),
            ressourcen=list(self.object.ressourcen.all()) if portal.ressourcen_zeigen else [],
            # Without an area of its own (the whole county, say) there is nothing to highlight.
            flaechen=self.object.karte_flaeche and list(ueberblick.kartenflaechen()),
            **kwargs,
        )
