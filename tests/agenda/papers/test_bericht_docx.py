"""The Word file of a Sachstandsbericht: the same words as the document, with real styles."""

import functools
from io import BytesIO

import docx as python_docx
import pytest
from docx.oxml.ns import qn

from agenda.papers import bericht, bericht_docx, store
from tests.agenda.papers import berichte
from tests.agenda.papers.test_bericht import fehlende


@functools.cache
def word(art, **wie):
    """Return a variant as Word reads it; drawn once, so nobody may change it."""
    return python_docx.Document(BytesIO(bericht_docx.docx(art(), **wie)))


def alles(gelesen):
    """Return all text of the body, tables too, in its order."""
    return "".join(element.text or "" for element in gelesen.element.body.iter(qn("w:t")))


@pytest.mark.parametrize("art", [berichte.voll, berichte.auszug])
def test_every_text_of_the_document_is_there(art):
    dokument = art()
    text = alles(word(art))
    assert fehlende(dokument, text) == []
    assert fehlende(berichte.dokument([("Nirgends genannt", [])]), text)


def test_real_styles_and_tables_with_heads():
    gelesen = word(berichte.voll)
    stile = [(absatz.style.name, absatz.text) for absatz in gelesen.paragraphs if absatz.text]
    assert stile[:2] == [
        ("Dachzeile", "Digitale Agenda · Kreis Musterland"),
        ("Dachzeile", "Drucksache 2027/0011 · Hauptausschuss · Sitzung am 18.02.2027"),
    ]
    assert stile[2] == ("Title", "3. Sachstandsbericht")
    kapitel = [text for stil, text in stile if stil == "Heading 1"]
    assert kapitel[:3] == [
        "Zu entscheiden",
        "Geändert seit dem 2. Bericht (bis 30.06.2026)",
        "Rot und gelb",
    ]
    assert ("Heading 3", "12 Digitale Bauakte") in stile
    assert ("TOC Heading", "Inhalt") in stile
    assert gelesen.core_properties.title == ("3. Sachstandsbericht (01.07.2026 bis 31.12.2026)")
    titel = [
        tabelle._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for tabelle in gelesen.tables
    ]
    assert titel[0] == "Was zu entscheiden ist"
    ohne_kopf = [
        tabelle
        for tabelle in gelesen.tables
        if tabelle._tbl.find(f".//{qn('w:tblHeader')}") is None
    ]
    assert len(ohne_kopf) == 1  # who publishes it: rows with heads of their own
    (qr,) = gelesen.element.body.iter(qn("wp:docPr"))
    assert qr.get("descr") == "QR-Code mit der Adresse http://testserver/berichte/3/"


def test_a_draft_and_hard_content():
    gelesen = word(berichte.hart, entwurf=True)
    assert gelesen.sections[0].header.paragraphs[0].text.startswith("ENTWURF · 12. Bericht")
    assert "ENTWURF" in alles(gelesen)
    assert "http://testserver" not in alles(gelesen)


def test_equal_bytes_and_a_name_beside_the_pdf():
    dokument = berichte.leer()
    eins = bericht_docx.docx(dokument)
    store.loeschen(bericht_docx.key(dokument))
    assert bericht_docx.docx(dokument) == eins
    assert bericht_docx.key(dokument) == f"{bericht.key(dokument)}.docx"
