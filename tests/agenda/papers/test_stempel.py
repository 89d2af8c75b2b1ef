"""Head and foot: cut to their place, drawn in the same spot as WeasyPrint's margin boxes."""

import io

import pikepdf
import pypdfium2
import pytest

from agenda.papers import pdf, stempel
from agenda.papers.stempel import KOPF_LINKS, KOPF_RECHTS, Stempel, Stempelwerk

ZEICHEN = "Äpfel · Kreis Ğış, Київ, Ελλάδα 日本 – 5 €"


def gestempelt(*zeilen):
    """Return pages of A4 with these stamps."""
    dokument = pikepdf.new()
    werk = Stempelwerk(dokument, zeilen)
    for zeile in zeilen:
        seite = dokument.add_blank_page(page_size=(stempel.BREITE, stempel.HOEHE))
        seite.obj.Contents = dokument.make_stream(werk.strom(zeile))
        seite.obj.Resources = pikepdf.Dictionary(Font=werk.fonts)
    werk.abschliessen()
    ausgabe = io.BytesIO()
    dokument.save(ausgabe)
    return ausgabe.getvalue()


def orte(datei):
    """Return {text: (left, bottom, right, top)} of the lines of the first page, without spaces."""
    text = pypdfium2.PdfDocument(datei)[0].get_textpage()
    kaesten = {}
    for nummer in range(text.count_rects()):
        kasten = text.get_rect(nummer)
        kaesten["".join(text.get_text_bounded(*kasten).split())] = kasten
    return kaesten


def test_a_short_text_stays():
    assert stempel.gekuerzt("  Digitale\n Agenda ", KOPF_LINKS) == "Digitale Agenda"


def test_a_long_text_ends_in_an_ellipsis_and_fits():
    gekuerzt = stempel.gekuerzt("Wirtschaft, Energie und Daseinsvorsorge " * 9, KOPF_RECHTS)
    assert gekuerzt.startswith("Wirtschaft, Energie und Daseinsvorsorge")
    assert gekuerzt.endswith("…")
    assert stempel.breite(gekuerzt) <= KOPF_RECHTS < stempel.breite(gekuerzt + "mm")


def test_what_has_no_room_at_all():
    assert stempel.gekuerzt("Agenda", 1) == "…"


def test_every_script_has_a_glyph_and_stays_the_same_text():
    text = pypdfium2.PdfDocument(gestempelt(Stempel(kopf=ZEICHEN)))[0].get_textpage()
    assert text.get_text_range() == ZEICHEN


def test_each_font_is_there_once_however_many_pages():
    zeilen = [Stempel(kopf=f"Kopf {n}", seite=f"Seite {n} von 9", band="MUSTER") for n in range(9)]
    with pikepdf.open(io.BytesIO(gestempelt(*zeilen))) as dokument:
        dateien = [o for o in dokument.objects if isinstance(o, pikepdf.Stream) and "/Length1" in o]
    assert len(dateien) == 2


def test_a_page_without_a_stamp_stays_empty():
    assert orte(gestempelt(Stempel())) == {}


@pytest.mark.parametrize(
    ("css", "zeile"),
    [
        ('@top-left { content: "Digitale Agenda" }', Stempel(kopf="Digitale Agenda")),
        ('@top-right { content: "Bildung" }', Stempel(feld="Bildung")),
        ('@bottom-left { content: "Steckbrief 12" }', Stempel(fuss="Steckbrief 12")),
        ('@bottom-right { content: "Seite 3 von 9" }', Stempel(seite="Seite 3 von 9")),
    ],
)
def test_same_place_as_the_margin_boxes(css, zeile):
    leer = "@page { margin-top: 23mm; @bottom-right { content: none } } "
    satz = pdf.write(
        '<html lang="de"><title>x</title><body></body></html>',
        css=f"{leer} @page :first {{ margin-top: 23mm; {css} }}",
    )
    ((text, ort),) = orte(gestempelt(zeile)).items()
    assert orte(satz)[text] == pytest.approx(ort, abs=0.6)
