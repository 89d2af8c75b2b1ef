"""What was released before, each under its own address, and what changed in between."""

from django.urls import reverse
from django.views.generic import TemplateView

from agenda.domain import katalog, vergleich
from agenda.domain.dokument import Dokument
from agenda.domain.geschichte import stationen
from agenda.filters import Hinweis, zitat
from agenda.views.nummer import EinzelneFassungMixin, FassungMixin
from agenda.views.projekte import DokumentView


class FassungListView(FassungMixin, TemplateView):
    template_name = "agenda/fassung_list.html"
    folgt_nachfolger = False

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            gueltige=self.gueltige,
            ablage=self.ablage(),
            stationen=stationen(list(katalog.oeffentliche_fassungen(self.steckbrief))),
            aufgegangene=list(katalog.aufgegangene(self.steckbrief)),
            **kwargs,
        )


class FassungView(EinzelneFassungMixin, DokumentView):
    template_name = "agenda/fassung.html"

    def adresse(self):
        return reverse("fassung", args=[self.steckbrief.nummer, self.fassung.nr])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            gueltige=self.gueltige,
            abgeloest=self.abgeloest,
            ablage=self.ablage(),
            adresse=self.request.build_absolute_uri(self.adresse()),
            vorige=katalog.oeffentliche_fassungen(self.steckbrief)
            .filter(nr__lt=self.fassung.nr)
            .values_list("nr", flat=True)
            .first(),
            **kwargs,
        )


class VergleichView(FassungMixin, TemplateView):
    template_name = "agenda/vergleich.html"
    folgt_nachfolger = False

    def get_context_data(self, **kwargs):
        fassungen, hinweise = self.vergleichbare(), []
        von, bis = self.auswahl(fassungen, hinweise)
        alt, neu = (Dokument.lesen(fassung.dokument) for fassung in (von, bis))
        return super().get_context_data(
            gueltige=self.gueltige,
            ablage=self.ablage(),
            fassungen=fassungen,
            von=von,
            bis=bis,
            hinweise=hinweise,
            aenderungen=vergleich.aenderungen(alt, neu),
            **kwargs,
        )

    def vergleichbare(self):
        return list(katalog.oeffentliche_fassungen(self.steckbrief).defer("dokument"))

    def auswahl(self, fassungen, hinweise):
        """Return the two Fassungen asked for; else the valid one and the one before."""
        nach_nr = {str(fassung.nr): fassung for fassung in fassungen}
        roh = {name: self.request.GET.get(name, "").strip() for name in ("von", "bis")}
        for name, wert in roh.items():
            if wert and wert not in nach_nr:
                hinweise.append(Hinweis(name, f"Eine Fassung {zitat(wert)} gibt es nicht."))
            elif not wert and any(roh.values()):
                hinweise.append(Hinweis(name, "Diese Angabe fehlt."))
        von, bis = (nach_nr.get(wert) for wert in roh.values())
        if von is None or bis is None:
            gewaehlt, bis = von, bis or fassungen[0]
            vorige = next((fassung for fassung in fassungen if fassung.nr < bis.nr), bis)
            von = vorige if gewaehlt in (None, bis) else gewaehlt
        return von, bis
