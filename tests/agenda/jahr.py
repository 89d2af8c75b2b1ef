"""A year of reporting, told step by step: two rounds, late, silent and delegated partners, an Anlage
changed between Hauptausschuss and Kreistag, a project merged, one delayed twice, two reports."""

from datetime import date, datetime, time
from types import SimpleNamespace

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agenda.domain import (
    ausgaben,
    berichte,
    meldelinks,
    meldetoken,
    runden,
    sachstaende,
    sitzungsergebnisse,
    workflow,
)
from agenda.models import Beratungsergebnis, Sachstand
from agenda.models.vages_datum import VagesDatum
from tests.agenda.views.meldewerk import gelesen
from tests.factories import (
    festschreiben,
    make_anlage,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_handlungsfeld,
    make_kommune,
    make_portal,
    make_runde,
    make_sitzung,
    make_stabsstelle,
    make_steckbrief,
)

ERSTE_BERATUNG, ZWEITE_BERATUNG = "2027-02-11", "2027-03-04"


class Jahr:
    """What happened; `stelle` sets the clock (from then on it stands still)."""

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch

    def stelle(self, tag, stunde=9):
        jetzt = timezone.make_aware(datetime.combine(date.fromisoformat(tag), time(stunde)))
        self.monkeypatch.setattr(timezone, "now", lambda: jetzt)

    # What was there before

    def beginn(self):
        self.stelle("2027-01-04")
        make_portal(titel="Digitale Agenda Musterland", aktenzeichen="10-42")
        self.buero = make_stabsstelle()
        self.kommunen = SimpleNamespace(
            **{
                name: make_kommune(langname, slug=name, melde_email=f"{name}@example.org")
                for name, langname in {
                    "kreis": "Kreis Musterland",
                    "spaet": "Amt Spätfeld",
                    "stumm": "Amt Stummbach",
                    "stadt": "Stadt Weitergabe",
                }.items()
            }
        )
        bildung = make_handlungsfeld("Bildung", nummer=1)
        netz = make_handlungsfeld("Netz", nummer=2)
        k = self.kommunen
        self.lotsen = self.projekt("1", "Digitale Lotsen", bildung, k.spaet, k.stumm)
        self.dienste = self.projekt("2", "Dienste von zu Hause", bildung, k.stumm)
        self.breitband = self.projekt("3", "Glasfaser", netz, k.stadt)
        self.archiv = self.projekt("4", "Lernkiste", bildung, k.kreis)
        self.sensoren = self.projekt("5", "Messnetz", netz, k.kreis, termin="2027-03-31")

    def projekt(self, nummer, titel, feld, verantwortlich, *beteiligte, termin=None):
        steckbrief = make_steckbrief(
            titel, vorgesehene_nummer=nummer, handlungsfeld=feld, bezug="agenda"
        )
        rollen = [(verantwortlich, "verantwortlich"), *((b, "beteiligt") for b in beteiligte)]
        for position, (kommune, rolle) in enumerate(rollen, start=1):
            steckbrief.mitwirkungen.create(position=position, kommune=kommune, rolle=rolle)
        if nummer == "3":
            steckbrief.finanzierungen.create(position=1, jahr=2027, geplant=4_000_000)
            steckbrief.kennzahlen.create(position=1, name="Schulen am Netz", zielwert=12)
        if termin:
            steckbrief.meilensteine.create(position=1, titel="Erste Messung", termin=termin)
        workflow.record(steckbrief, user=None)
        steckbrief.refresh_from_db()
        make_fassung(steckbrief)
        return steckbrief

    # February and March: an Anlage changes between two Gremien

    def beschluss(self):
        self.hauptausschuss, self.kreistag = (
            make_gremium("Hauptausschuss"),
            make_gremium("Kreistag"),
        )
        self.drucksache = make_drucksache("2027/0010", betreff="Digitale Agenda")
        self.punkt = self.drucksache.beschlusspunkte.create(
            nummer=1, wortlaut="Die Digitale Agenda wird zustimmend zur Kenntnis genommen."
        )
        self.stelle("2027-01-28")
        self.anlage_1 = festschreiben(
            make_anlage(self.drucksache, self.hauptausschuss, datum=ERSTE_BERATUNG)
        )
        self.stelle("2027-02-12")
        geaendert = Beratungsergebnis.objects.create(
            schluessel="geaendert", name="geändert beschlossen", verlangt_neuen_stand=True
        )
        beratung = self.drucksache.beratungen.get(gremium=self.hauptausschuss)
        beratung.ergebnis, beratung.ergebnis_text = geaendert, "mit Änderung zu Steckbrief 3"
        beratung.save()
        self.fehlt_danach = list(sitzungsergebnisse.neue_staende())
        self.aendere(self.breitband, "Glasfaser für alle Schulen", grund="Auftrag des Ausschusses")
        entwurf = make_anlage(self.drucksache, self.kreistag, datum=ZWEITE_BERATUNG)
        self.unterschied = ausgaben.unterschied(entwurf)
        self.anlage_2 = festschreiben(entwurf)
        self.fehlt_zuletzt = list(sitzungsergebnisse.neue_staende())

    def aendere(self, steckbrief, titel, *, grund):
        steckbrief.refresh_from_db()
        steckbrief.titel = titel
        steckbrief.save()
        workflow.record(steckbrief, user=None)
        steckbrief.refresh_from_db()
        return make_fassung(steckbrief, grund=grund)

    # April: the first round

    def erste_runde(self):
        self.sitzung_1 = make_sitzung(self.hauptausschuss, "2027-05-13")
        self.runde_1 = make_runde(
            self.sitzung_1, stichtag=date(2027, 3, 31), abgabefrist=date(2027, 4, 20)
        )
        self.stelle("2027-04-01")
        self.einladung = runden.eroeffnen(self.runde_1, user=self.buero)
        self.stelle("2027-04-08")
        k = self.kommunen
        self.melden(
            self.sensoren,
            k.kreis,
            umsetzungsstand="in_umsetzung",
            ampel="gelb",
            erreicht="Der Auftrag ist vergeben.",
            hindernisse="Die Geräte werden später geliefert.",
            verschiebt=("Q3/2027", "Lieferung verzögert"),
        )
        self.melden(self.archiv, k.kreis, umsetzungsstand="in_planung", ampel="gruen")
        haupt = self.link(self.runde_1, k.stadt)
        self.weitergabe = meldelinks.weitergeben(haupt, self.breitband, "fachamt@example.org")
        kennzahl = self.breitband.kennzahlen.get()
        self.melden_ueber(
            self.weitergabe,
            "3",
            gemeldet_funktion="Fachamt Bauen",
            umsetzungsstand="in_umsetzung",
            ampel="gruen",
            erreicht="Drei Schulen sind angeschlossen.",
            mittel_2027="12.500,50",
            **{f"wert_{kennzahl.uuid}": "3"},
        )
        self.stelle("2027-04-20")
        self.erinnerung = runden.erinnern(self.runde_1, user=self.buero)
        self.stelle("2027-04-24")  # four days late
        self.melden(
            self.lotsen,
            k.spaet,
            umsetzungsstand="in_betrieb",
            ampel="rot",
            erreicht="Acht Lotsen sind geschult.",
            hindernisse="Die Räume fehlen.",
            entscheidungsbedarf="Soll der Kreis Räume anmieten?",
        )
        self.stelle("2027-04-26")
        self.angenommen_1 = self.annehmen()
        runden.schliessen(self.runde_1, user=self.buero)
        self.bericht_1 = self.bericht(self.sitzung_1, date(2027, 1, 1), date(2027, 3, 31))

    def melden(
        self, steckbrief, kommune, *, funktion="Stelle für Digitales", verschiebt=None, **felder
    ):
        runde = self.runde_2 if hasattr(self, "runde_2") else self.runde_1
        entwurf = sachstaende.entwurf(steckbrief, runde=runde, kommune=kommune)
        meilensteine = None
        if verschiebt:
            stein = steckbrief.meilensteine.get()
            termin, grund = verschiebt
            meilensteine = [
                {
                    "meilenstein_uuid": stein.uuid,
                    "titel": stein.titel,
                    "neuer_termin": VagesDatum.lesen(termin),
                    "grund": grund,
                }
            ]
        sachstaende.speichern(
            entwurf, seen_version=entwurf.version, felder=felder, meilensteine=meilensteine
        )
        return sachstaende.einreichen(entwurf, funktion=funktion)

    def melden_ueber(self, link, nummer, **felder):
        """Report as somebody does to whom a mail brought the link; opening it alone is no report."""
        client = Client(enforce_csrf_checks=True)
        self.adresse = reverse("meldung_projekt", args=[meldetoken.make_token(link), nummer])
        vorher = Sachstand.objects.count()
        seite = client.get(self.adresse)
        self.nur_geoeffnet = Sachstand.objects.count() - vorher
        daten = gelesen(BeautifulSoup(seite.content, "html.parser"), "melden")
        self.gemeldet = client.post(self.adresse, daten | felder)

    def annehmen(self):
        return sachstaende.alle_annehmen(sachstaende.offene(self.buero), user=self.buero)

    def link(self, runde, kommune):
        return runde.abfragen.get(kommune=kommune).links.get(steckbrief=None)

    def bericht(self, sitzung, von, bis, **felder):
        bericht = berichte.anlegen(user=self.buero, sitzung=sitzung, von=von, bis=bis, **felder)
        schluss = timezone.now()
        dokument = berichte.bauen(bericht, redaktionsschluss=schluss)
        return berichte.festschreiben(
            bericht,
            seen_sha256=dokument.sha256,
            pdf=f"%PDF-1.7 {dokument.sha256}\n%%EOF".encode(),
            seiten=4,
            user=self.buero,
            redaktionsschluss=schluss,
        )

    # Summer and autumn: a merger and the second round

    def zweite_runde(self):
        self.stelle("2027-06-01")
        workflow.merge(
            self.archiv, into=self.lotsen, user=self.buero, grund="Die Lotsen bringen die Kiste mit"
        )
        self.sitzung_2 = make_sitzung(self.hauptausschuss, "2027-11-11")
        self.runde_2 = make_runde(
            self.sitzung_2, stichtag=date(2027, 9, 30), abgabefrist=date(2027, 10, 20)
        )
        self.stelle("2027-10-01")
        runden.eroeffnen(self.runde_2, user=self.buero)
        self.stelle("2027-10-10")
        k = self.kommunen
        self.melden(
            self.sensoren,
            k.kreis,
            ampel="rot",
            hindernisse="Der Hersteller ist insolvent.",
            verschiebt=("Q2/2028", "Neue Ausschreibung"),
        )
        sachstaende.unveraendert(self.breitband, runde=self.runde_2, kommune=k.stadt)
        self.stelle("2027-10-28")
        self.annehmen()
        runden.schliessen(self.runde_2, user=self.buero)
        self.bericht_2 = self.bericht(self.sitzung_2, date(2027, 4, 1), date(2027, 9, 30))

    # And later

    def spaeter(self):
        self.stelle("2028-02-01")
        self.aendere(self.sensoren, "Messnetz neu", grund="Neu geplant")
        workflow.shelve(self.breitband, user=self.buero, grund="Alle angeschlossen")
        spaet = Sachstand.objects.create(
            steckbrief=self.lotsen, stichtag="2027-09-15", umsetzungsstand="abgeschlossen"
        )
        workflow.accept(spaet, user=self.buero)


def erzaehlen(monkeypatch):
    """Let the whole year happen and return it."""
    jahr = Jahr(monkeypatch)
    jahr.beginn()
    jahr.beschluss()
    jahr.erste_runde()
    jahr.zweite_runde()
    return jahr
