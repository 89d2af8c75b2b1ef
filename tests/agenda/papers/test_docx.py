"""The Word file: real styles, links and lists; and what a screen reader is told of it."""

import datetime
import re
import zipfile
from io import BytesIO

import docx as python_docx
import pytest
from docx.oxml.ns import qn

from agenda.domain import band
from agenda.models.ausgabe import Ausgabeart, Ordnung
from agenda.papers import docx
from agenda.papers.docx_stil import lesbar
from tests.agenda.papers import inhalte
from tests.factories import make_fassung, make_full_steckbrief, make_handlungsfeld, make_portal

pytestmark = pytest.mark.django_db
ZEIT = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def portal():
    return make_portal(hinweis="**Nicht amtlich:** Nummern.")


def word(html, **wie):
    roh = docx.schreiben(html, titel="T", autor="Kreis", zeitpunkt=ZEIT, **wie)
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
        '<p>Ein <span lang="en">word</span></p><div lang="nds"><p>Moin</p></div><p lang="he">שלום</p>'
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
    assert docx.steckbrief(fassung) == eins
    archiv = zipfile.ZipFile(BytesIO(eins))
    zeit = fassung.gilt_ab.astimezone(datetime.UTC).timetuple()
    assert {info.date_time[:4] for info in archiv.infolist()} == {zeit[:4]}
    assert not [name for name in archiv.namelist() if "thumbnail" in name]


@pytest.mark.parametrize("inhalt", inhalte.ALLE)
def test_any_content_is_readable_again(inhalt):
    """Among it are control characters, which would make the file unreadable."""
    dokument = python_docx.Document(BytesIO(docx.steckbrief(inhalt())))
    namen = [m.get(qn("w:name")) for m in dokument.element.iter(qn("w:bookmarkStart"))]
    assert len(namen) == len(set(namen)) == len(list(dokument.element.iter(qn("w:bookmarkEnd"))))
    assert all(re.fullmatch(r"[a-z]\w{0,39}", name) for name in namen)


def test_a_choice_has_contents_chapters_and_steckbriefe():
    feld = make_handlungsfeld("Bildung", ziel="Lernen *für alle*")
    fassungen = [
        make_fassung(make_full_steckbrief(f"Projekt {n}", vorgesehene_nummer=n, handlungsfeld=feld))
        for n in ("7", "8")
    ]
    gebaut = band.bauen(
        band.auswahl([f.steckbrief for f in fassungen]),
        art=Ausgabeart.AUSZUG,
        titel="Zwei Projekte",
        ordnung=Ordnung.HANDLUNGSFELD,
    )
    roh = docx.auswahl(gebaut)
    assert docx.auswahl(gebaut) == roh
    dokument = python_docx.Document(BytesIO(roh))
    gelesen = zeilen(dokument)
    assert gelesen[0] == ("Title", "Zwei Projekte")
    assert ("TOC Heading", "Inhalt") in gelesen
    assert [text for stil, text in gelesen if stil == "Heading 1"] == ["Bildung"]
    assert [text for stil, text in gelesen if stil == "Heading 2"] == ["Projekt 7", "Projekt 8"]
    assert ("Normal", "Lernen für alle") in gelesen
    ziele = {m.get(qn("w:name")) for m in dokument.element.iter(qn("w:bookmarkStart"))}
    spruenge = [
        link.fragment
        for absatz in dokument.paragraphs
        for link in absatz.hyperlinks
        if link.fragment
    ]
    assert spruenge == ["kapitel_1", "steckbrief_7", "steckbrief_8"]
    assert set(spruenge) <= ziele


@pytest.mark.parametrize("farbe", ["#ffff00", "#0b5c7a", "#ffffff", "#000000"])
def test_headings_can_be_read(farbe):
    kanaele = [int(lesbar(farbe)[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanaele]
    assert 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05) >= 4.5
