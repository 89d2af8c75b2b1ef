"""A Vorlage on paper and in Word: every field of it, and ENTWURF on each page while it is one."""

from io import BytesIO

import docx as python_docx
import pypdfium2
import pytest

from agenda.domain.vorlage import felder
from agenda.papers import vorlage, vorlage_docx
from tests.agenda.domain.vorlagen import LANGES_WORT, volle_vorlage
from tests.agenda.papers import lesen
from tests.agenda.papers.urteil import broken
from tests.factories import make_drucksache, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal():
    return make_portal()


def woerter(gelesen):
    """All that a face has to say: the pieces of every field."""
    for feld in gelesen.einzelfelder:
        if feld.key in ("finanzen", "beratungen"):
            continue
        for zeile in feld.text.splitlines():
            yield zeile.removeprefix("- ")
    for zeile in gelesen.finanzen:
        yield from (zeile.produkt, zeile.ertrag, zeile.aufwand, zeile.saldo, zeile.jahr)
    for station in gelesen.beratungen:
        yield from (station.gremium, station.datum, station.zweck, station.status)


def word(gelesen):
    return python_docx.Document(BytesIO(vorlage_docx.docx(gelesen)))


def text_von(dokument):
    """All text of a Word file in its order, cells included."""
    return "\n".join(
        element.text or "" for element in dokument.element.body.iter() if element.tag.endswith("}t")
    )


def test_pdf_and_word_say_all_fields(tmp_path):
    gelesen = felder(volle_vorlage())
    pdf = vorlage.pdf(gelesen)
    dokument = word(gelesen)
    faces = {
        "pdf": lesen.squeezed(lesen.body(pdf)),
        "ohren": lesen.squeezed(lesen.spoken(pdf)),
        "word": lesen.squeezed(text_von(dokument)),
    }
    for name, face in faces.items():
        for wort in filter(None, woerter(gelesen)):
            gesucht = lesen.squeezed(wort)
            if gesucht not in face and wort[:3] in ("1. ", "2. "):
                gesucht = lesen.squeezed(wort[3:])
            assert gesucht in face, (name, wort)
    for seite in pypdfium2.PdfDocument(pdf):
        assert "ENTWURF" in seite.get_textpage().get_text_range()
    assert "ENTWURF" in dokument.sections[0].header.paragraphs[0].text
    assert "ENTWURF" in dokument.sections[0].footer.paragraphs[0].text
    ueberschriften = [
        (absatz.style.name, absatz.text)
        for absatz in dokument.paragraphs
        if absatz.style.name == "Title" or absatz.style.name.startswith("Heading")
    ]
    assert ueberschriften == [
        ("Title", gelesen.betreff),
        ("Heading 1", "Beratungsfolge"),
        ("Heading 1", "Beschlussvorschlag"),
        ("Heading 1", "Sachverhalt"),
        ("Heading 1", "Finanzielle Auswirkungen"),
        ("Heading 2", "Auswirkungen auf den Stellenplan"),
        ("Heading 1", "Anlagen"),
    ]
    (tmp_path / "x.pdf").write_bytes(pdf)
    assert broken(tmp_path / "x.pdf") == []


def test_hard_content(tmp_path):
    """Thirty points, words of forty letters, nothing but a Betreff besides; not a draft."""
    drucksache = make_drucksache(
        "2027/7",
        betreff=f"{LANGES_WORT * 3} <b>&amp;",
        oeffentlich=False,
        sachverhalt="Zeile\n" * 80,
    )
    for nummer in range(1, 31):
        drucksache.beschlusspunkte.create(
            nummer=nummer, wortlaut=f"{LANGES_WORT} {nummer}\n\nMehr."
        )
    gelesen = felder(drucksache)
    pdf = vorlage.pdf(gelesen)
    text = lesen.squeezed(lesen.body(pdf))
    assert lesen.squeezed(f"30. {LANGES_WORT} 30") in text
    assert "<b>&amp;" in text
    assert text.count("Zeile") == 80
    for ueberschrift in ("Beratungsfolge", "FinanzielleAuswirkungen", "Anlagen", "ENTWURF"):
        assert ueberschrift not in text
    ganz = "".join(s.get_textpage().get_text_range() for s in pypdfium2.PdfDocument(pdf))
    assert "ENTWURF" not in ganz
    assert "nichtöffentlich" in ganz
    (tmp_path / "x.pdf").write_bytes(pdf)
    assert broken(tmp_path / "x.pdf") == []
    assert lesen.squeezed(f"{LANGES_WORT} 30") in lesen.squeezed(text_von(word(gelesen)))


def test_file_names_people_can_read():
    gelesen = felder(make_drucksache("2027/0011", art="Mitteilungsvorlage", entwurf=True))
    assert vorlage.dateiname(gelesen, "pdf") == "ENTWURF_Mitteilungsvorlage_2027-0011.pdf"
    ohne = felder(make_drucksache("1", betreff="Über Bürger*innen"))
    assert vorlage.dateiname(ohne, "docx") == "Vorlage_1.docx"
