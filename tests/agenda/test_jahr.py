"""The scripted year of issue 6: what its two reports say, and that they say it for ever."""

import pypdfium2
import pytest
from django.core import mail

from agenda.domain import berichte, meldeaufgaben
from agenda.domain.berichtdokument import Berichtdokument
from agenda.models import Eintrag
from agenda.papers import bericht as papier
from tests.agenda import jahr as erzaehlung

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="class")
def _erzaehlt(class_transaction):
    mail.outbox = []
    with class_transaction(), pytest.MonkeyPatch.context() as monkeypatch:
        jahr = erzaehlung.erzaehlen(monkeypatch)
        jahr.post = list(mail.outbox)
        yield jahr


@pytest.fixture
def jahr(_erzaehlt, db):
    return _erzaehlt


def zeile(bericht, nummer):
    dokument = berichte.bauen(bericht)
    return next(zeile for zeile in dokument.steckbriefe if zeile["nummer"] == nummer)


class TestTheYear:
    def test_an_anlage_changed_between_two_gremien(self, jahr):
        """What the Kreistag gets is told apart from what the Hauptausschuss got, until it is there."""
        assert any("Glasfaser für alle Schulen" in satz for satz in jahr.unterschied.saetze)
        assert [(stand.vorher, stand.offen) for stand in jahr.fehlt_danach] == [
            (jahr.anlage_1, True)
        ]
        assert [stand.nachher for stand in jahr.fehlt_zuletzt] == [jahr.anlage_2]
        assert jahr.anlage_1.sha256 != jahr.anlage_2.sha256

    def test_the_first_round(self, jahr):
        empfaenger = [nachricht.to[0] for nachricht in jahr.post]
        alle = {f"{name}@example.org" for name in ("kreis", "spaet", "stumm", "stadt")}
        assert set(empfaenger[:4]) == alle
        assert empfaenger[4] == "fachamt@example.org"
        assert set(empfaenger[5:7]) == {"spaet@example.org", "stumm@example.org"}
        je_partner = {f.abfrage.kommune.slug: f for f in meldeaufgaben.fortschritt(jahr.runde_1)}
        assert [slug for slug, f in je_partner.items() if f.ohne_antwort] == ["stumm"]
        assert (jahr.einladung.versandt, jahr.erinnerung.versandt) == (4, 2)
        assert jahr.angenommen_1 == 4

    def test_a_colleague_reports_by_the_link(self, jahr, client):
        """Opening it changed nothing, sending the form did; closed, the link leads to a receipt."""
        assert jahr.nur_geoeffnet == 0
        assert jahr.gemeldet.status_code == 302
        sachstand = jahr.breitband.sachstaende.get(runde=jahr.runde_1)
        assert (sachstand.gemeldet_funktion, sachstand.gemeldet_von) == ("Fachamt Bauen", None)
        assert sachstand.messwerte.get().wert == 3
        antwort = client.get(jahr.adresse)
        assert antwort["Location"].endswith("/quittung/")
        assert "Drei Schulen sind angeschlossen." in client.get(antwort["Location"]).text

    def test_the_first_report(self, jahr):
        dokument = berichte.bauen(jahr.bericht_1)
        assert dokument["nummer"] == 1
        assert dokument["kopf"]["gremium"] == "Hauptausschuss"
        assert [e["text"] for e in dokument["entscheidungen"]] == ["Soll der Kreis Räume anmieten?"]
        assert [(e["nummer"], e["ampel"], e["grund"]) for e in dokument["auffaellig"]] == [
            ("1", "rot", "Die Räume fehlen."),
            ("5", "gelb", "Die Geräte werden später geliefert."),
        ]
        # The change the committee asked for, with the day it became public.
        assert [(a["datum"], a["nummer"]) for a in dokument["aenderungen"]] == [("2027-02-12", "3")]
        assert "Auftrag des Ausschusses" in dokument["aenderungen"][0]["text"]
        assert zeile(jahr.bericht_1, "2")["meldung"] == "keine"
        stein = zeile(jahr.bericht_1, "5")["meilensteine"][0]
        assert (stein["lage"], stein["termin"]["text"], stein["grund"]) == (
            "verschoben",
            "3. Quartal 2027",
            "Lieferung verzögert",
        )
        assert dokument["zahlen"]["steckbriefe"] == 5
        geld = {"jahr": 2027, "geplant": 4_000_000, "bewilligt": None, "verausgabt": 1_250_050}
        assert zeile(jahr.bericht_1, "3")["mittel"] == dokument["mittel"] == [geld]

    def test_its_first_page_on_paper(self, jahr):
        pdf = papier.pdf(berichte.bauen(jahr.bericht_1))
        eins = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
        for worte in ("1. Sachstandsbericht", "Hauptausschuss", "Soll der Kreis Räume anmieten?"):
            assert worte in eins

    def test_the_second_report(self, jahr):
        dokument = berichte.bauen(jahr.bericht_2)
        assert dokument["vorige"]["nummer"] == 1
        aufgegangen = zeile(jahr.bericht_2, "4")
        assert "zusammengefuehrt" in aufgegangen["gruppen"]
        assert aufgegangen["nachfolger"] == "1"
        stein = zeile(jahr.bericht_2, "5")["meilensteine"][0]
        assert (stein["lage"], stein["bisher"]["text"], stein["termin"]["text"]) == (
            "verschoben",
            "3. Quartal 2027",
            "2. Quartal 2028",
        )
        assert stein["zugesagt"]["datum"] == "2027-03-31"
        # Nothing new, and no word: two things.
        assert zeile(jahr.bericht_2, "3")["meldung"] == "unveraendert"
        assert zeile(jahr.bericht_2, "1")["meldung"] == "keine"
        assert zeile(jahr.bericht_2, "2")["meldung"] == "keine"
        assert [(e["nummer"], e["grund"]) for e in dokument["auffaellig"]] == [
            ("1", "Die Räume fehlen."),
            ("5", "Der Hersteller ist insolvent."),
        ]

    def test_later_it_still_says_the_same(self, jahr):
        """Drawn again from history after the agenda went on: byte by byte what was kept."""
        jahr.spaeter()
        assert Eintrag.objects.filter(titel="Messnetz neu").exists()
        for bericht in (jahr.bericht_1, jahr.bericht_2):
            bericht.refresh_from_db()
            neu = berichte.zeichnen(bericht)
            assert neu.canonical == Berichtdokument.lesen(bericht.dokument).canonical

    def test_an_open_question_is_asked_again(self, jahr):
        """Nobody reported on it since: what was to be decided still is."""
        dokument = berichte.bauen(jahr.bericht_2)
        assert [(e["text"], e["stichtag"]["text"]) for e in dokument["entscheidungen"]] == [
            ("Soll der Kreis Räume anmieten?", "31.03.2027")
        ]
