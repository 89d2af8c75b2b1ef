"""A Sachstandsbericht on paper: page 1 for the chair, all of the document behind it, both judges."""

import re
import sys
from datetime import timedelta
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.utils import timezone

from agenda.domain import berichtdateien, markdown, papierlager
from agenda.models import Bericht, frozen
from agenda.papers import bericht, berichtfiguren, store, vorrat, werkstatt
from agenda.papers.berichtteile import Berichtteile
from agenda.papers.gescheitert import Gescheitert
from tests.agenda.papers import berichte, inhalte, lesen
from tests.agenda.papers.urteil import broken
from tests.factories import make_bericht, make_portal

# Where the document holds Markdown.
MARKDOWN = {"erreicht", "naechste_schritte", "hindernisse", "entscheidungsbedarf", "text", "grund"}
# Codes, days, addresses and what is only for programs.
UNGESAGT = {"slug", "sha256", "farbe", "symbol", "genauigkeit", "datum", "key", "werte", "adresse"}
UNGESAGT |= {"gruppen", "kommunen", "leitsatz", "vision", "vision_titel", "kommune", "art", "plz"}
UNGESAGT |= {"partner_einzahl", "partner_mehrzahl", "redaktionsschluss", "lage", "schema", "bis"}
UNGESAGT |= {"stand_vorher", "ampel_vorher", "stand", "ampel", "meldung", "von", "sitzung"}
UNGESAGT |= {"bestaetigt_am"}


def texte(wert, key=""):
    """Yield every text of a document that a reader has to find."""
    if isinstance(wert, dict):
        for name, teil in wert.items():
            if name not in UNGESAGT:
                yield from texte(teil, name)
    elif isinstance(wert, list):
        for teil in wert:
            yield from texte(teil, key)
    elif isinstance(wert, str) and key in MARKDOWN:
        yield from BeautifulSoup(markdown.render(wert), "html.parser").stripped_strings
    elif isinstance(wert, str):
        yield wert


def fehlende(dokument, gesagt):
    gesagt = lesen.squeezed(gesagt)
    return [text for text in texte(dokument.daten) if lesen.squeezed(text) not in gesagt]


def seitentexte(pdf):
    return [
        " ".join(seite.get_textpage().get_text_range().split())
        for seite in pypdfium2.PdfDocument(pdf)
    ]


def gemalt(dokument, **wie):
    return bericht.pdf(dokument, **wie)


@pytest.fixture
def quick(monkeypatch):
    """Draw nothing: bytes that tell the text they stand for."""
    gesetzt = []

    def setzen(html, **wie):
        gesetzt.append(html)
        return b"%PDF-1.7 " + str(len(gesetzt)).encode() + b"\n%%EOF"

    monkeypatch.setattr(bericht.werkstatt, "setzen", setzen)
    monkeypatch.setattr(bericht.merge, "seiten", lambda pdf: (7, {}))
    return gesetzt


class TestPaper:
    @pytest.mark.parametrize("art", berichte.ALLE)
    def test_the_quick_judge_finds_nothing_and_page_1_holds(self, art, tmp_path):
        pdf = gemalt(art() if art is not berichte.lang else berichte.lang(16))
        (tmp_path / "x.pdf").write_bytes(pdf)
        assert broken(tmp_path / "x.pdf") == []
        erste, zweite, *_ = seiten = seitentexte(pdf)
        for wort in ("Zu entscheiden", "Geändert ", "Rot und gelb"):
            assert wort in erste, wort
        assert re.search(r"Inhalt .*Zahlen \d", zweite)
        for nummer, text in enumerate(seiten, 1):
            assert f"Seite {nummer} von {len(seiten)}" in text
            assert nummer == 1 or "Bericht" in text or "bericht" in text
        assert bericht.seiten(pdf) == len(seiten)

    @pytest.mark.parametrize("art", [berichte.voll, berichte.auszug])
    def test_every_text_of_the_document_is_heard(self, art):
        dokument = art()
        gehoert = lesen.spoken(gemalt(dokument))
        assert len(list(texte(dokument.daten))) > 100
        assert fehlende(dokument, gehoert) == []
        # Had a text been left out, this would tell.
        assert fehlende(berichte.dokument([("Nirgends genannt", [])]), gehoert)

    def test_page_1_is_for_the_chair(self):
        erste = seitentexte(gemalt(berichte.voll()))[0]
        for satz in (
            "Drucksache 2027/0011 · Hauptausschuss · Sitzung am 18.02.2027",
            "3. Sachstandsbericht",
            "Zeitraum 01.07.2026 bis 31.12.2026",
            "Redaktionsschluss 28.01.2027, 12:00 Uhr",
            "12 Digitale Bauakte Soll 12 mit Eigenmitteln beginnen?",
            "Geändert seit dem 2. Bericht (bis 30.06.2026)",
            "03.11.2026 12 Digitale Bauakte Neue Fassung 1: Ende verschoben. 2026/0077",
            "rot 14 Gemeinsames Rechenzentrum Die Förderung zu 14 ist noch nicht bewilligt.",
        ):
            assert satz in erste, satz
        assert erste.index("rot 14") < erste.index("gelb 12")

    def test_what_page_1_cannot_hold_stands_behind_it_in_full(self):
        dokument = berichte.lang(24)
        seiten = seitentexte(gemalt(dokument))
        assert "weitere: ausführliche Liste (Seite 2)" in seiten[0]
        assert "…" in seiten[0]
        assert "Die Listen der ersten Seite, ausführlich" in seiten[1]
        teile = Berichtteile(dokument)
        assert all(0 < len(liste.vorn) < 12 for liste in teile.listen.values())
        for liste in teile.listen.values():
            assert liste.rest == len(liste.zeilen) - len(liste.vorn)

    def test_a_page_names_its_handlungsfeld(self):
        seiten = seitentexte(gemalt(berichte.voll()))
        assert "3. Sachstandsbericht · Kreis Musterland Digitale Verwaltung" in seiten[3]

    def test_nothing_to_tell_is_told(self):
        alles = " ".join(seitentexte(gemalt(berichte.leer())))
        for satz in (
            "Aus den Berichten ergibt sich kein Entscheidungsbedarf.",
            "Das ist der erste Bericht. Was neu in der Agenda ist",
            "Kein Steckbrief steht auf Rot oder Gelb.",
        ):
            assert satz in alles
        html = BeautifulSoup(bericht.html(berichte.leer()), "html.parser")
        kapitel = [h.text for h in html.select("section.kapitel h2")]
        assert kapitel == ["Inhalt", "Zahlen", "Zu diesem Bericht"]
        assert not html.select("h3, h4, h5")

    def test_a_draft_says_so_on_each_page_and_has_no_address(self):
        alle = seitentexte(gemalt(berichte.voll(), entwurf=True))
        assert len(alle) > 3
        assert all("ENTWURF" in text for text in alle)
        ganzes = " ".join(alle)
        assert "http://testserver" not in ganzes
        assert "Prüfsumme" not in ganzes
        assert not any("ENTWURF" in text for text in seitentexte(gemalt(berichte.voll())))

    def test_an_auszug_names_its_partner_on_each_page(self):
        alle = seitentexte(gemalt(berichte.auszug()))
        assert all("Stadt Muster" in text for text in alle)
        assert "Auszug für Stadt Muster" in alle[0]

    def test_a_berichtigung_and_a_redaction_say_so(self):
        dokument = berichte.dokument(berichtigung=1, berichtigung_grund="Zahl vertauscht.")
        dokument.daten["geschwaerzt"] = "2027-03-01"
        alle = seitentexte(gemalt(dokument))
        assert "3. Sachstandsbericht, 1. Berichtigung" in alle[0]
        assert "Berichtigt wird: Zahl vertauscht." in alle[0]
        assert all("geschwärzt am 01.03.2027" in text for text in alle)

    def test_bookmarks_lead_to_chapters_and_steckbriefe(self):
        with pikepdf.open(BytesIO(gemalt(berichte.voll()))) as pdf, pdf.open_outline() as outline:
            (titel,) = outline.root
            kapitel = {eines.title: eines for eines in titel.children}
            assert titel.title == "3. Sachstandsbericht"
            assert list(kapitel)[3:6] == ["Inhalt", "Zahlen", "Vorwort"]
            feld = kapitel["Handlungsfeld 1: Digitale Verwaltung"]
            assert [eines.title for eines in feld.children][:2] == [
                "12 Digitale Bauakte",
                "14 Gemeinsames Rechenzentrum",
            ]

    def test_the_next_state_stands_beside_the_last(self):
        html = BeautifulSoup(bericht.html(berichte.voll()), "html.parser")
        zustand = " ".join(html.select_one(".zustand").text.split())
        assert zustand == (
            "Umsetzungsstand: in Planung → in Umsetzung · Ampel: grün → gelb · "
            "berichtet zum Stand 31.12.2026 · Fassung 1"
        )
        gruppen = [h.text for h in html.select("#feld-feld-1 h3")]
        assert gruppen == [
            "Stand oder Ampel geändert",
            "Beendet",
            "In einem anderen Steckbrief aufgegangen",
        ]
        assert "aufgegangen in Steckbrief 12" in html.select_one("#feld-feld-1 .kompakt").text

    def test_a_figure_is_told_in_words_and_as_a_table(self):
        html = BeautifulSoup(bericht.html(berichte.voll()), "html.parser")
        figur = html.select_one(".figur")
        titel = [svg.title.text for svg in figur.select("svg")]
        assert titel[0] == "am 30.06.2026: 6 in Planung; 1 in Betrieb; 1 zurückgestellt"
        assert [th.text for th in figur.select("thead th")] == [
            "Umsetzungsstand",
            "am 30.06.2026",
            "am 31.12.2026",
        ]


class TestBytes:
    def test_the_same_in_two_processes_on_two_days(self, monkeypatch):
        def anderswo(seed, zone, tage):
            code = (
                f"import time; now = time.time; time.time = lambda: now() + {tage} * 86400\n"
                "from agenda.papers import drucker; drucker.main()"
            )
            umgebung = ["env", f"PYTHONHASHSEED={seed}", f"TZ={zone}", f"SOURCE_DATE_EPOCH={tage}"]
            with monkeypatch.context() as patch:
                patch.setattr(werkstatt, "BEFEHL", (*umgebung, sys.executable, "-c", code))
                jetzt = timezone.now() + timedelta(days=tage)
                patch.setattr(timezone, "now", lambda: jetzt)
                werkstatt.schliessen()
                papierlager.leeren()
                pdf = gemalt(berichte.voll())
                werkstatt.schliessen()
            return pdf

        heute = anderswo(1, "Europe/Berlin", 0)
        assert heute.startswith(b"%PDF-")
        assert anderswo(7, "Pacific/Auckland", 400) == heute

    def test_drawn_once(self, quick, settings):
        eins = bericht.pdf(berichte.voll())
        assert bericht.pdf(berichte.voll()) == eins
        assert bericht.pdf(berichte.voll(), entwurf=True) != eins
        assert len(quick) == 2
        keys = {bericht.key(art()) for art in (berichte.leer, berichte.voll, berichte.auszug)}
        settings.BASE_URL = "https://anders.example"
        assert len({*keys, bericht.key(berichte.voll())}) == 4

    def test_file_names_people_can_read(self):
        assert (
            bericht.dateiname(berichte.auszug())
            == "Sachstandsbericht-3_Auszug-stadt-muster_2026-07-01_2026-12-31"
        )
        dokument = berichte.dokument(berichtigung=2)
        name = bericht.dateiname(dokument, entwurf=True)
        assert name == "ENTWURF_Sachstandsbericht-3-2_2026-07-01_2026-12-31"


def festgeschrieben(dokument=None, **wie):
    """A frozen Bericht of a document; its file is still to be made."""
    dokument = dokument or berichte.voll()
    return make_bericht(
        dokument["nummer"],
        dokument=dokument.canonical.decode(),
        sha256=dokument.sha256,
        festgeschrieben_at=timezone.now(),
        redaktionsschluss=timezone.now(),
        **wie,
    )


@pytest.mark.django_db
class TestKept:
    @pytest.fixture(autouse=True)
    def portal(self):
        make_portal()

    def test_it_is_drawn_once_and_kept(self, quick):
        eintrag = festgeschrieben()
        datei = bericht.kopie(eintrag)
        with bericht.oeffnen(datei) as offen:
            assert offen.read() == b"%PDF-1.7 1\n%%EOF"
        assert bericht.kopie(eintrag) == datei
        assert (len(quick), datei.seiten) == (1, 7)

    def test_the_worker_draws_what_waits_for_its_file(self, quick):
        eintrag = festgeschrieben()
        make_bericht(4)  # a draft waits for nothing
        gemeldet = []
        ergebnis = vorrat.Vorrat(gemeldet.append).auffuellen()
        assert ergebnis.gesetzt == 1
        assert gemeldet == ["Gesetzt: Bericht „3. Sachstandsbericht“"]
        assert berichtdateien.vorhanden(berichtdateien.datei(eintrag))
        assert vorrat.Vorrat(print).auffuellen().gesetzt == 0

    def test_lost_bytes_come_back_only_if_they_are_the_same(self, quick, monkeypatch):
        eintrag = festgeschrieben()
        datei = bericht.kopie(eintrag)
        default_storage.delete(datei.pfad)
        with pytest.raises(FileNotFoundError):
            bericht.kopie(eintrag)
        monkeypatch.setattr(bericht, "_setzen", lambda dokument: b"%PDF-1.7 1\n%%EOF")
        assert bericht.kopie(eintrag) == datei
        assert default_storage.exists(datei.pfad)

    def test_redacted_while_it_was_drawn(self, quick, monkeypatch):
        from django.db import connection

        eintrag = festgeschrieben()
        frozen.remove(connection)

        def dabei(dokument, **wie):
            Bericht.objects.filter(pk=eintrag.pk).update(sha256="1" * 64)
            return b"%PDF-1.7 geheim\n%%EOF"

        monkeypatch.setattr(bericht, "_setzen", dabei)
        with pytest.raises(Gescheitert, match="hat sich eben geändert"):
            bericht.kopie(eintrag)
        dokument = berichte.auszug()
        with pytest.raises(Gescheitert, match="hat sich eben geändert"):
            bericht.aus_festgeschriebenem(eintrag, dokument, bericht.key(dokument), bericht.pdf)
        assert not store.hat(bericht.key(dokument))
        assert not list(papierlager.dateien(papierlager.AUSGABEN))


def test_words_of_one_language_are_spoken_in_it():
    dokument = berichte.dokument(
        abschnitte=[{"key": "vorwort", "titel": "Vorwort", "text": inhalte.SPRACHEN}]
    )
    assert "nds" in lesen.languages(gemalt(dokument))


def test_an_area_bears_its_number_and_stripes_where_there_is_room():
    daten = {
        "titel": "Ampel",
        "bezug": "Agenda",
        "spalten": ["Ampel", "am 31.12.2026"],
        "zeilen": [["grün", 98], ["gelb", 1], ["rot", 40]],
        "werte": [["gruen", 98], ["gelb", 1], ["rot", 40]],
    }
    [balken] = berichtfiguren.figur(daten)["balken"]
    assert [(f["art"], f["zahl"]) for f in balken["flaechen"]] == [
        ("gruen", 98),
        ("gelb", ""),
        ("rot", 40),
    ]
    assert len({f["streifen"] for f in balken["flaechen"]}) == 3
    assert balken["satz"] == "am 31.12.2026: 98 grün; 1 gelb; 40 rot"


def test_the_sentence_of_page_1_leaves_out_what_there_is_none_of():
    zahlen = {"steckbriefe": 3, "gemeldet": 2, "unveraendert": 0, "ohne_antwort": 1}
    teile = Berichtteile(berichte.dokument())
    teile.daten["zahlen"] |= zahlen
    assert teile.kurz == "3 Steckbriefe: 2 neu gemeldet, 1 ohne Rückmeldung."
