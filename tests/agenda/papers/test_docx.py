"""The Word file: real styles, links and lists; and what a screen reader is told of it."""

import datetime
import os
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from unittest import mock

import docx as python_docx
import pytest
from django.utils import timezone
from docx.oxml.ns import qn

from agenda.domain import band, papierlager, schwaerzung
from agenda.models.ausgabe import Ausgabeart, Ordnung
from agenda.papers import band as bandpapier
from agenda.papers import docx, docx_datei, drucker, store, werkstatt
from agenda.papers.docx_stil import lesbar
from tests.agenda.papers import inhalte
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_portal,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
ZEIT = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def portal():
    return make_portal(hinweis="**Nicht amtlich:** Nummern.")


def word(html, **wie):
    roh = docx_datei.schreiben(
        html, titel="T", autor="Kreis", zeitpunkt=ZEIT, farbe="#0b5c7a", **wie
    )
    return python_docx.Document(BytesIO(roh))


def zeilen(dokument):
    return [(absatz.style.name, absatz.text) for absatz in dokument.paragraphs if absatz.text]


def test_a_steckbrief_has_title_headings_and_lists():
    fassung = inhalte.voll()
    gelesen = zeilen(python_docx.Document(BytesIO(docx.steckbrief(fassung))))
    assert gelesen[:3] == [
        (
            "Dachzeile",
            f"Steckbrief {fassung.nummer} · Handlungsfeld 1 · Agenda".replace(
                "Handlungsfeld 1", fassung.eintrag.handlungsfeld.name
            ),
        ),
        ("Title", "Digitale Lotsen für alle"),
        ("Subtitle", "Ehrenamtliche helfen beim Einstieg ins Internet."),
    ]
    ueberschriften = [text for stil, text in gelesen if stil == "Heading 1"]
    assert ueberschriften[:3] == ["Eckdaten", "Zweck", "Beschreibung"]
    assert ueberschriften[-1] == "Zu diesem Steckbrief"
    assert ("List Bullet", "Punkt eins") in gelesen
    assert ("List Number", "Konzept schreiben") in gelesen
    assert ("Hinweiskasten", "Nicht amtlich: Nummern.") in gelesen


def test_headings_inside_markdown_stay_below_their_section():
    dokument = word("<h2>Titel</h2><h3>Zweck</h3><h4>Darin</h4><h6>Tief</h6>", oberste=2)
    assert zeilen(dokument) == [
        ("Title", "Titel"),
        ("Heading 1", "Zweck"),
        ("Heading 2", "Darin"),
        ("Heading 4", "Tief"),
    ]


def test_links_are_links():
    dokument = word(
        '<p>Siehe <a href="https://example.org/a?b=c">die <strong>Quelle</strong></a>.</p>'
    )
    (absatz,) = dokument.paragraphs
    assert absatz.text == "Siehe die Quelle."
    assert {link.address for link in absatz.hyperlinks} == {"https://example.org/a?b=c"}
    assert [lauf.text for link in absatz.hyperlinks for lauf in link.runs if lauf.bold] == [
        "Quelle"
    ]


def test_marks_breaks_and_blanks():
    (absatz,) = word(
        "<p>\n  Ein  <em>Wort</em> und\n<s>keins</s><br>\n  zweite <code>x = 1</code>  </p>"
    ).paragraphs
    assert absatz.text == "Ein Wort und keins\nzweite x = 1"
    art = {lauf.text: lauf for lauf in absatz.runs}
    assert art["Wort"].italic
    assert art["keins"].font.strike
    assert art["x = 1"].font.name == "Courier New"


@pytest.mark.parametrize("wort", ["beginn", "ende", "bild"])
def test_no_word_means_anything_to_the_writer(wort):
    dokument = word(
        f'<table><tbody data-feld="x"><tr><td>{wort}</td></tr></tbody></table><p>{wort}</p>'
    )
    assert dokument.tables[0].cell(0, 0).text == wort
    assert dokument.paragraphs[-1].text == wort


def test_lists_nest_count_and_begin_where_they_should():
    dokument = word(
        "<ol start=3><li>drei<ul><li>a<ol><li>tief</li></ol></li></ul>danach</li><li>vier</li></ol>"
        "<ol><li>eins</li></ol>"
    )
    gelesen = [
        (absatz.style.name, absatz.text, nummer.ilvl.val, nummer.numId.val)
        if (nummer := absatz._p.pPr.numPr) is not None
        else (absatz.style.name, absatz.text)
        for absatz in dokument.paragraphs
    ]
    drei, vier, eins = gelesen[0], gelesen[4], gelesen[5]
    assert [zeile[:3] for zeile in gelesen[:4]] == [
        ("List Number", "drei", 0),
        ("List Bullet", "a", 1),
        ("List Number", "tief", 2),
        ("List Continue", "danach"),
    ]
    assert drei[3] == vier[3] != eins[3]
    anfaenge = {
        nummer.get(qn("w:numId")): abstrakt.find(qn("w:lvl")).find(qn("w:start")).get(qn("w:val"))
        for nummer in dokument.part.numbering_part.element.findall(qn("w:num"))
        for abstrakt in dokument.part.numbering_part.element.findall(qn("w:abstractNum"))
        if abstrakt.get(qn("w:abstractNumId"))
        == nummer.find(qn("w:abstractNumId")).get(qn("w:val"))
    }
    assert (anfaenge[str(drei[3])], anfaenge[str(eins[3])]) == ("3", "1")


def test_blocks_in_list_items_and_quotes_and_code():
    gelesen = zeilen(
        word(
            "<ul><li>a<blockquote><p>b</p></blockquote></li></ul><blockquote><p>c</p></blockquote>"
            "<pre><code>eins\n  zwei\n</code></pre><hr>"
        )
    )
    assert gelesen == [
        ("List Bullet", "a"),
        ("Quote", "b"),
        ("Quote", "c"),
        ("Quelltext", "eins\n  zwei"),
    ]


def test_table_head_is_repeated_and_named():
    dokument = word(
        "<table><caption>Tabelle: Mittel</caption><thead><tr><th scope=col>Jahr</th><th scope=col>€</th></tr></thead>"
        "<tbody><tr><th scope=row>2024</th><td>1</td></tr><tr><td>fehlt</td></tr></tbody></table>"
    )
    (tabelle,) = dokument.tables
    assert tabelle.style.name == "Table Grid"
    assert [[zelle.text for zelle in zeile.cells] for zeile in tabelle.rows] == [
        ["Jahr", "€"],
        ["2024", "1"],
        ["fehlt", ""],
    ]
    koepfe = [zeile._tr.trPr.find(qn("w:tblHeader")) is not None for zeile in tabelle.rows]
    assert koepfe == [True, False, False]
    eigenschaften = tabelle._tbl.tblPr
    assert eigenschaften.find(qn("w:tblCaption")).get(qn("w:val")) == "Tabelle: Mittel"
    assert eigenschaften.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"


def test_every_picture_has_words():
    roh = docx.steckbrief(inhalte.mit_bild())
    xml = zipfile.ZipFile(BytesIO(roh)).read("word/document.xml").decode()
    beschreibungen = re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', xml)
    assert len(beschreibungen) == xml.count("<wp:docPr ") == 2
    assert beschreibungen[0] == "Menschen vor dem Rathaus"
    assert beschreibungen[1].startswith("QR-Code mit der Adresse http://testserver/p/")


def test_languages_are_told():
    dokument = word(
        '<p>Ein <span lang="en">word</span></p><div lang="nds"><p>Moin</p></div><p lang="he" dir="rtl">שלום</p>'
    )
    sprachen = {
        lauf.text: lauf._r.rPr.find(qn("w:lang"))
        for absatz in dokument.paragraphs
        for lauf in absatz.runs
        if lauf._r.rPr is not None
    }
    assert sprachen["word"].get(qn("w:val")) == "en"
    assert sprachen["Moin"].get(qn("w:val")) == "nds"
    assert sprachen["שלום"].get(qn("w:bidi")) == "he"
    standard = dokument.styles.element.find(".//" + qn("w:rPrDefault")).find(".//" + qn("w:lang"))
    assert standard.get(qn("w:val")) == "de-DE"


def test_metadata_head_and_foot():
    fassung = make_fassung(
        make_full_steckbrief("Äpfel", vorgesehene_nummer="4.10"), gilt_ab=ZEIT.replace(year=2099)
    )
    dokument = python_docx.Document(BytesIO(docx.steckbrief(fassung)))
    angaben = dokument.core_properties
    assert (angaben.title, angaben.author, angaben.language) == (
        "Steckbrief 4.10: Äpfel",
        "Kreis Musterland",
        "de-DE",
    )
    assert angaben.created == angaben.modified == ZEIT.replace(year=2099)
    seite = dokument.sections[0]
    assert seite.header.paragraphs[0].text.startswith("Digitale Agenda · Kreis Musterland\t")
    fuss = seite.footer.paragraphs[0]
    assert fuss.text == "Steckbrief 4.10 · Fassung 1 · Stand 3. Quartal 2024\tSeite 1 von 1"
    assert [t.text.strip() for t in fuss._p.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert (round(seite.page_width.mm), round(seite.page_height.mm)) == (210, 297)


def test_same_content_same_bytes():
    fassung = inhalte.hart()
    eins = docx.steckbrief(fassung)
    store.loeschen(docx.key(fassung))
    assert docx.steckbrief(fassung) == eins
    archiv = zipfile.ZipFile(BytesIO(eins))
    zeit = fassung.gilt_ab.astimezone(datetime.UTC).timetuple()
    assert {info.date_time[:4] for info in archiv.infolist()} == {zeit[:4]}
    assert not [name for name in archiv.namelist() if "thumbnail" in name]


def test_same_bytes_in_two_processes_whatever_the_order_of_their_sets(monkeypatch):
    auftraege = []
    with monkeypatch.context() as patch:
        patch.setattr(werkstatt, "_klein", lambda *job: auftraege.append(job) or ({}, [b"x"]))
        docx._steckbrief(inhalte.hart())
    eins, zwei = (anderer_prozess(seed, *auftraege[-1]) for seed in "12")
    assert eins == zwei
    assert eins == werkstatt._klein(*auftraege[-1])[1][0]


def anderer_prozess(seed, kopf, stuecke):
    with subprocess.Popen(
        [sys.executable, "-m", "agenda.papers.drucker", str(1 << 30)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONHASHSEED": seed},
    ) as prozess:
        drucker.senden(prozess.stdin.fileno(), kopf, stuecke)
        _, (datei,) = drucker.empfangen(prozess.stdout.fileno())
        prozess.stdin.close()
    return datei


def test_it_is_written_once_and_kept(monkeypatch):
    fassung = inhalte.voll()
    eins = docx.steckbrief(fassung)
    monkeypatch.setattr(werkstatt, "word", None)
    assert docx.steckbrief(fassung) == store.lesen(docx.key(fassung)) == eins


def test_redacted_while_it_is_written():
    """What it said before must be neither given out nor kept."""
    fassung = make_fassung(make_steckbrief("Lotsen", beschreibung="Von Erika Mustermann."))
    antrag = schwaerzung.request(
        passage="Erika Mustermann", begruendung="Wunsch der Person", user=make_stabsstelle()
    )
    schreiben = werkstatt.word

    def meanwhile(html, **rest):
        if "Mustermann" in html:
            schwaerzung.confirm(antrag, user=make_stabsstelle())
        return schreiben(html, **rest)

    with mock.patch.object(werkstatt, "word", meanwhile):
        roh = docx.steckbrief(fassung)
    xml = zipfile.ZipFile(BytesIO(roh)).read("word/document.xml").decode()
    assert "[geschwärzt am " in xml
    assert "Mustermann" not in xml
    assert list(papierlager.dateien()) == [f"papiere/{docx.key(fassung)[:2]}/{docx.key(fassung)}"]


@pytest.mark.parametrize("inhalt", inhalte.ALLE)
def test_any_content_is_readable_again(inhalt):
    """Among it are control characters, which would make the file unreadable."""
    dokument = python_docx.Document(BytesIO(docx.steckbrief(inhalt())))
    namen = [m.get(qn("w:name")) for m in dokument.element.iter(qn("w:bookmarkStart"))]
    assert len(namen) == len(set(namen)) == len(list(dokument.element.iter(qn("w:bookmarkEnd"))))
    assert all(re.fullmatch(r"[a-z]\w{0,39}", name) for name in namen)


@pytest.fixture
def gewaehlt():
    """The Plan of two Steckbriefe, the second first."""
    fassungen = [
        make_fassung(make_full_steckbrief(f"Projekt {n}", vorgesehene_nummer=n)) for n in ("7", "8")
    ]
    return bandpapier.plan(
        band.bauen(
            reversed(fassungen),
            art=Ausgabeart.AUSZUG,
            untertitel="Auswahl",
            ordnung=Ordnung.AUSWAHL,
            titelblatt=False,
        )
    )


def test_a_choice_has_contents_and_steckbriefe(gewaehlt):
    roh = docx.auswahl(gewaehlt)
    assert store.lesen(docx.auswahlkey(gewaehlt)) == roh
    dokument = python_docx.Document(BytesIO(roh))
    gelesen = zeilen(dokument)
    assert gelesen[:2] == [("Title", "Digitale Agenda"), ("Subtitle", "Auswahl")]
    heute = f"{timezone.localdate():%d.%m.%Y}"
    assert ("Normal", f"Stand: {heute}") in gelesen
    assert ("Hinweiskasten", "Nicht amtlich: Nummern.") in gelesen
    assert ("TOC Heading", "Inhalt") in gelesen
    assert [text for stil, text in gelesen if stil == "Heading 1"] == ["Steckbriefe"]
    assert [text for stil, text in gelesen if stil == "Heading 2"] == ["Projekt 8", "Projekt 7"]
    fuss = dokument.sections[0].footer.paragraphs[0].text
    assert fuss == f"Digitale Agenda · Stand {heute}\tSeite 1 von 1"
    ziele = {m.get(qn("w:name")) for m in dokument.element.iter(qn("w:bookmarkStart"))}
    spruenge = [
        link.fragment
        for absatz in dokument.paragraphs
        for link in absatz.hyperlinks
        if link.fragment
    ]
    assert spruenge == ["kapitel_1", "steckbrief_8", "steckbrief_7"]
    assert set(spruenge) <= ziele


def test_a_choice_is_written_once_under_the_limits_of_big_papers(gewaehlt):
    with mock.patch.object(werkstatt, "_gross", wraps=werkstatt._gross) as gross:
        eins = docx.auswahl(gewaehlt)
        assert docx.auswahl(gewaehlt) == eins
    assert gross.call_count == 1


def test_a_choice_redacted_while_it_is_written_leaves_nothing(gewaehlt, monkeypatch):
    def meanwhile(html, **rest):
        fehlt = mock.Mock(side_effect=bandpapier.Unvollstaendig("Steckbrief 7, Fassung 1"))
        monkeypatch.setattr(band.Band, "fassungen", fehlt)
        return b"PK"

    monkeypatch.setattr(werkstatt, "word", meanwhile)
    with pytest.raises(bandpapier.Unvollstaendig):
        docx.auswahl(gewaehlt)
    assert list(papierlager.dateien()) == []


@pytest.mark.parametrize("farbe", ["#ffff00", "#0b5c7a", "#ffffff", "#000000"])
def test_headings_can_be_read(farbe):
    kanaele = [int(lesbar(farbe)[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanaele]
    assert 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05) >= 4.5
