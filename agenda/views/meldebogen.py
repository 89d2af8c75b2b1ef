"""One project behind a personal link: its report, a colleague to pass it on to, a remark on it."""

import math
import uuid

from django.core.exceptions import ValidationError

from agenda.domain import (
    meldeaufgaben,
    meldebogen,
    meldelinks,
    meldetoken,
    rueckmeldungen,
    sachstaende,
)
from agenda.forms.meldung import HinweisForm, MeldeForm, VorOrtForm, WeitergebenForm
from agenda.models import Nummernvergabe
from agenda.models.sachstand import Meldestatus
from agenda.models.steckbrief import nummer_schluessel
from agenda.views.meldung import LinkView

UNGUELTIG = "Das Formular war nicht mehr gültig. Ihre Angaben stehen noch hier; bitte senden Sie sie noch einmal."


class ProjektLinkView(LinkView):
    """Give a view `self.aufgabe`: the project in the address, if the link leads to it."""

    vorlage = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.nummer = kwargs["nummer"].upper()

    def suchen(self):
        genannt = next((a for a in self.aufgaben if a.eintrag.nummer == self.nummer), None)
        return genannt or self._frueher_so_genannt()

    def _frueher_so_genannt(self):
        """A project renumbered since the mail went out is still the one that was meant."""
        schluessel = nummer_schluessel(self.nummer)
        vergeben = Nummernvergabe.objects.filter(schluessel=schluessel).first()
        if vergeben is None:
            return None
        pk = vergeben.steckbrief_id
        return next((a for a in self.aufgaben if a.steckbrief.pk == pk), None)

    def get(self, request, *args, **kwargs):
        return self.mit_aufgabe(self.zeigen)

    def post(self, request, *args, **kwargs):
        return self.mit_aufgabe(self.senden)

    def mit_aufgabe(self, tun):
        self.aufgabe = self.suchen()
        if self.aufgabe is None:
            return self.seite("fremd", status=404, nummer=self.nummer)
        return tun()

    def formular(self, form, *, status=200, **kontext):
        return self.seite(self.vorlage, status=status, aufgabe=self.aufgabe, form=form, **kontext)


class ProjektView(ProjektLinkView):
    """The form of a report: the whole one, or a beteiligte Kommune's Stand vor Ort."""

    def zeigen(self):
        if self.aufgabe.abgelegt:
            return self.abgelegt()
        if not self.aufgabe.verantwortlich:
            return self.ort_formular(VorOrtForm(initial=self.ort_werte()))
        bogen = self.bogen()
        return self.bericht(MeldeForm(bogen=bogen), bogen)

    def senden(self):
        if not self.aufgabe.verantwortlich:
            return self.ort_senden()
        return self.bericht_senden()

    def abgelegt(self):
        status = 409 if self.request.method == "POST" else 200
        return self.seite("abgelegt", status=status, aufgabe=self.aufgabe)

    def fertig(self):
        return self.zu("meldung", frage=f"?gemeldet={self.aufgabe.eintrag.nummer}")

    def neu_laden(self):
        self.aufgaben = meldeaufgaben.aufgaben(self.link)
        self.aufgabe = self.suchen()

    # The whole report

    def bogen(self):
        return meldebogen.bogen(self.aufgabe, runde=self.runde, kommune=self.kommune)

    def bericht(self, form, bogen, *, status=200, **kontext):
        self.vorlage = "projekt"
        offen = self.aufgabe.offen
        return self.formular(
            form,
            status=status,
            bogen=bogen,
            form_token=self.form_token(self.nummer, version=bogen.version),
            eingereicht=bool(offen and offen.status == Meldestatus.EINGEREICHT),
            gespeichert=bool("gespeichert" in self.request.GET and self.aufgabe.entwurf),
            **{"konflikt": None, **kontext},
        )

    def bericht_senden(self):
        bogen = self.bogen()
        melden = self.request.POST.get("aktion") != "speichern"
        form = MeldeForm(self.request.POST, bogen=bogen, melden=melden)
        try:
            version = self.gesehen(self.nummer)["version"]
        except (meldetoken.Ungueltig, KeyError):
            form.add_error(None, UNGUELTIG)
            return self.bericht(form, bogen, status=409)
        if not form.is_valid():
            if self.aufgabe.abgelegt:
                return self.abgelegt()
            # What was seen stays what was seen: a colleague's changes are not to be overwritten.
            bogen.version = version
            return self.bericht(form, bogen)
        return self.bericht_speichern(form, version, melden)

    def bericht_speichern(self, form, version, melden):
        angaben = form.angaben(self.kommune)
        try:
            sachstand = meldebogen.speichern(
                self.aufgabe, link=self.link, seen_version=version, **angaben
            )
            if melden:
                funktion = form.cleaned_data["gemeldet_funktion"] or str(self.kommune)
                sachstaende.einreichen(sachstand, funktion=funktion)
        except sachstaende.SachstandVeraltet:
            return self.konflikt(form, melden)
        except ValidationError as fehler:
            if fehler.code == "abgelegt":
                return self.abgelegt()
            _ergaenzen(form, fehler)
            self.neu_laden()
            return self.bericht(form, self.bogen(), status=409)
        if melden:
            return self.fertig()
        if self.aufgabe.abgelegt:
            return self.abgelegt()
        return self.zu("meldung_projekt", self.nummer, frage="?gespeichert")

    def konflikt(self, form, melden):
        """Show what a colleague has saved meanwhile beside what was typed; sending again goes on."""
        self.neu_laden()
        bogen = self.bogen()
        unterschiede = form.unterschiede(bogen.werte)
        if not unterschiede and bogen.sachstand:
            # The same words, by a double click or by two who agree.
            if self.aufgabe.erledigt or not melden:
                return self.fertig() if melden else self.zu("meldung_projekt", self.nummer)
            return self.bericht_speichern(form, bogen.version, melden)
        return self.bericht(form, bogen, status=409, konflikt=unterschiede)

    # The Stand vor Ort alone

    def ort_werte(self):
        zeile = self.aufgabe.offen or self.aufgabe.angenommen
        ort = zeile.staende_vor_ort.first() if zeile else self.aufgabe.stand_vor_ort
        werte = meldebogen.ort_werte(ort) if ort else {}
        return werte | ({"gemeldet_funktion": zeile.gemeldet_funktion} if zeile else {})

    def ort_formular(self, form, *, status=200, version=None, **kontext):
        self.vorlage = "vor_ort"
        if version is None:
            version = self.aufgabe.offen.version if self.aufgabe.offen else 0
        return self.formular(
            form,
            status=status,
            form_token=self.form_token(self.nummer, version=version),
            **{"konflikt": None, **kontext},
        )

    def ort_senden(self):
        form = VorOrtForm(self.request.POST)
        try:
            version = self.gesehen(self.nummer)["version"]
        except (meldetoken.Ungueltig, KeyError):
            form.add_error(None, UNGUELTIG)
            return self.ort_formular(form, status=409)
        if self.aufgabe.abgelegt:
            return self.abgelegt()
        if not form.is_valid():
            return self.ort_formular(form, version=version)
        daten = form.cleaned_data
        try:
            sachstaende.vor_ort(
                self.aufgabe.steckbrief,
                runde=self.runde,
                kommune=self.kommune,
                stand=daten["ort_stand"],
                seit=daten["ort_seit"],
                link=daten["ort_link"],
                seen_version=version,
                funktion=daten["gemeldet_funktion"] or str(self.kommune),
            )
        except sachstaende.SachstandVeraltet:
            self.neu_laden()
            unterschiede = form.unterschiede(self.ort_werte())
            if not unterschiede:
                return self.fertig()
            return self.ort_formular(form, status=409, konflikt=unterschiede)
        except ValidationError as fehler:
            if fehler.code == "abgelegt":
                return self.abgelegt()
            _ergaenzen(form, fehler)
            return self.ort_formular(form, status=409)
        return self.fertig()


def _ergaenzen(form, fehler):
    """Show what the domain refuses where it belongs, if it was asked for."""
    if not hasattr(fehler, "error_dict"):
        form.add_error(None, fehler)
        return
    namen = {"stand": "ort_stand", "seit": "ort_seit", "link": "ort_link"}
    for name, liste in fehler.error_dict.items():
        feld = namen.get(name, name)
        form.add_error(feld if feld in form.fields else None, liste)


class WeitergebenView(ProjektLinkView):
    vorlage = "weitergeben"

    def zeigen(self):
        return self.zeige(WeitergebenForm())

    def zeige(self, form, *, status=200):
        token = self.form_token(f"weitergeben {self.nummer}")
        return self.formular(form, status=status, form_token=token)

    def senden(self):
        form = WeitergebenForm(self.request.POST)
        try:
            self.gesehen(f"weitergeben {self.nummer}")
            if not form.is_valid():
                return self.zeige(form)
            neuer = meldelinks.weitergeben(
                self.link, self.aufgabe.steckbrief, form.cleaned_data["email"]
            )
        except meldetoken.Ungueltig:
            form.add_error(None, UNGUELTIG)
        except ValidationError as fehler:
            form.add_error(None, fehler)
        else:
            if not neuer.fehler:
                return self.seite("weitergegeben", aufgabe=self.aufgabe, email=neuer.email)
            form.add_error(
                None,
                "Die E-Mail konnte gerade nicht verschickt werden. Bitte versuchen Sie es später noch einmal, oder rufen Sie die Stabsstelle an.",
            )
        return self.zeige(form, status=409)


class HinweisView(ProjektLinkView):
    """Am Steckbrief stimmt etwas nicht."""

    vorlage = "hinweis"

    def zeigen(self):
        return self.zeige(HinweisForm())

    def zeige(self, form, *, status=200):
        token = self.form_token(f"hinweis {self.nummer}", kennung=uuid.uuid4().hex)
        return self.formular(form, status=status, form_token=token)

    def senden(self):
        form = HinweisForm(self.request.POST)
        try:
            kennung = uuid.UUID(self.gesehen(f"hinweis {self.nummer}")["kennung"])
            if not form.is_valid():
                return self.zeige(form)
            meldung = meldebogen.hinweis_geben(
                self.aufgabe.steckbrief,
                link=self.link,
                kennung=kennung,
                text=form.cleaned_data["text"],
                pfad=self.aufgabe.eintrag.get_absolute_url(),
            )
        except (meldetoken.Ungueltig, KeyError, rueckmeldungen.Verbraucht):
            form.add_error(None, UNGUELTIG)
        except rueckmeldungen.Ueberlastet as voll:
            minuten = math.ceil(voll.wartezeit.total_seconds() / 60)
            form.add_error(
                None,
                f"Zurzeit kommen sehr viele Meldungen an. Bitte senden Sie Ihren Hinweis in {minuten} Min. noch einmal.",
            )
        else:
            return self.seite(
                "hinweis_danke", aufgabe=self.aufgabe, eingangsnummer=meldung.eingangsnummer
            )
        return self.zeige(form, status=409)
