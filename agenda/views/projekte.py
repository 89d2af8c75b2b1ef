"""A project's profile."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from agenda.domain import katalog, meilensteine, mittel, projekt, woerter, zeitplan
from agenda.domain.dokument import Dokument
from agenda.domain.gliederung import gliedern
from agenda.domain.qr import qr_bild
from agenda.domain.verlauf import verlauf
from agenda.domain.zeitstrahl import Skala, strahl
from agenda.models.teile import Rolle
from agenda.views.kontext import portal_von
from agenda.views.nummer import FassungMixin


class DokumentView(TemplateView):
    """A page that shows all of `self.fassung`; subclasses give its address and what else is needed."""

    @cached_property
    def dokument(self):
        return Dokument.lesen(self.fassung.dokument)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            fassung=self.fassung,
            feld=self.get_feld(),
            bezug=self.dokument.wert("bezug")["code"],
            gliederung=gliedern(self.dokument),
            handlungsfeld=self.dokument["handlungsfeld"].text,
            anlagen=f"{self.adresse()}anlagen/",
            **kwargs,
        )

    def get_feld(self):
        return self.fassung.eintrag.handlungsfeld


class ProjektView(FassungMixin, DokumentView):
    """All about a project: the valid Fassung, and around it what happened and whom to ask."""

    template_name = "agenda/projekt.html"

    def adresse(self):
        return reverse("projekt", args=[self.steckbrief.nummer])

    def get_context_data(self, **kwargs):
        eintrag = self.fassung.eintrag
        sachstaende = projekt.sachstaende(self.steckbrief)
        mitwirkende = projekt.mitwirkende(eintrag)
        schweigen = projekt.schweigen(
            self.steckbrief,
            sachstaende,
            [row.kommune for row in mitwirkende if row.rolle == Rolle.VERANTWORTLICH],
        )
        orte = projekt.orte(eintrag)
        ablage = self.ablage()
        heute = timezone.localdate()
        lagen = meilensteine.lagen(
            {self.steckbrief.pk: eintrag.pk}, moment=timezone.now(), tag=heute
        )[eintrag.pk]
        vorhaben = zeitplan.vorhaben_von(eintrag, lagen)
        skala = Skala([vorhaben], heute)
        jahre = mittel.je_jahr(self.dokument, sachstaende)
        adresse = self.request.build_absolute_uri(self.adresse())
        return super().get_context_data(
            ablage=ablage,
            adresse=adresse,
            qr=qr_bild(adresse),
            karte=self.request.build_absolute_uri(
                reverse("projekt_karte", args=[self.steckbrief.nummer])
            ),
            eintrag=eintrag,
            sachstand=sachstaende[0] if sachstaende else None,
            bestaetigt_am=projekt.zuletzt_bestaetigt(sachstaende),
            ohne_rueckmeldung=projekt.ohne_rueckmeldung(self.steckbrief, schweigen),
            mitwirkende=mitwirkende,
            zielgruppen=self.dokument.wert("zielgruppen")
            or self.dokument.wert("zielgruppen_auswahl")
            or [],
            orte=orte,
            vor_ort=projekt.orte_gezaehlt(orte),
            bild=self.bild(),
            drucksachen=projekt.drucksachen(self.steckbrief, eintrag.bezug),
            meilensteine=lagen,
            strahl=strahl(vorhaben, skala),
            skala=skala,
            mitteltabelle=mittel.tabelle(jahre),
            mittelbild=mittel.zeichnen(jahre),
            verlauf=verlauf(
                fassungen=list(katalog.oeffentliche_fassungen(self.steckbrief).defer("dokument")),
                sachstaende=sachstaende,
                meilensteine=lagen,
                ablage=ablage and ablage["vorgang"],
                ohne_antwort=[einer.runde for einer in schweigen],
            ),
            aufgegangene=list(katalog.aufgegangene(self.steckbrief)),
            verwandte=projekt.verwandte(eintrag, self.dokument),
            ansprechstelle=projekt.ansprechstelle(
                self.dokument, mitwirkende, portal_von(self.request)
            ),
            woerter=woerter.fuer_dokument(self.dokument),
            **kwargs,
        )

    def bild(self):
        """Return (absolute address, what is to be seen) of the image other websites show, or None."""
        zeile = projekt.bild(self.dokument)
        if zeile is None:
            return None
        pfad = reverse("anlage", args=[self.steckbrief.nummer, zeile.uuid, zeile["dateiname"].wert])
        text = zeile["alternativtext"].text or zeile["titel"].text
        return self.request.build_absolute_uri(pfad), text
