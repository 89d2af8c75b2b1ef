"""What people upload by mistake or on purpose: each a sentence, quickly, in bounded memory."""

import io
import re
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from agenda.transfer import datei
from agenda.transfer.roh import IM_BROWSER, MB, Dateifehler, Grenzen
from tests.agenda.transfer.tabellen import ODS_ENDE, ODS_KOPF, csv, gepackt, gespeichert, ods, xlsx
from tests.factories import make_handlungsfeld

pytestmark = pytest.mark.django_db

KOPF = ["Titel", "Handlungsfeld"]


def refusal(inhalt, grenzen=IM_BROWSER):
    with pytest.raises(Dateifehler) as error:
        datei.lesen(inhalt, grenzen)
    return error.value.messages[0]


@pytest.mark.parametrize(
    ("inhalt", "satz"),
    [
        (b"", "Die Datei ist leer."),
        (b" \n", "Die Datei ist leer."),
        (b"%PDF-1.7\n%\xe2\xe3", "Das ist eine PDF-Datei, auch wenn sie anders heißt."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Das ist eine alte (.xls) oder mit Passwort geschützte"),
        (b"\x89PNG\r\n\x1a\n", "Das ist ein Bild."),
        (b"<!DOCTYPE html><html>", "Das ist eine Internetseite"),
        (b"PK\x03\x04 kein Archiv", "Die Datei ist beschädigt"),
        (b"Titel\x00\x01\x02;x", "Die Datei ist kein Text"),
        (gepackt(word__document_xml="<w/>"), "Das ist eine Word-Datei"),
        (gepackt(irgendwas="x"), "Das ist eine Archiv- oder andere gepackte Datei"),
        (gepackt(xl__workbook_xml="<kaputt"), "Die Datei ist beschädigt"),
        (gepackt(content_xml="<kaputt"), "Die Datei ist beschädigt"),
    ],
)
def test_what_is_no_table_is_refused_by_content(inhalt, satz):
    meldung = refusal(inhalt)
    assert meldung.startswith(satz)
    assert ".xlsx" in meldung


def test_half_of_a_file_is_damaged():
    inhalt = xlsx(KOPF, ["x", "y"])
    assert refusal(inhalt[: len(inhalt) // 2]).startswith("Die Datei ist beschädigt")


def test_a_bomb_is_judged_before_it_is_unpacked():
    bombe = gepackt(xl__workbook_xml="<x/>", xl__worksheets__sheet1_xml="0" * (300 * MB))
    assert len(bombe) < MB
    tracemalloc.start()
    assert refusal(bombe) == (
        "Die Datei würde beim Entpacken 300 MB groß. Möglich sind höchstens 40 MB. "
        "Bitte nur die Tabelle mit den Steckbriefen schicken, ohne Bilder."
    )
    assert tracemalloc.get_traced_memory()[1] < 5 * MB
    tracemalloc.stop()


def test_entities_that_unfold_are_refused():
    bombe = ODS_KOPF.replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]>', 1)
    assert refusal(gepackt(content_xml=f"{bombe}{ODS_ENDE}")).startswith("Die Datei ist beschädigt")


def test_too_large_too_long_too_wide():
    assert "höchstens 1 MB" in refusal(b"x" * (2 * MB), Grenzen(5, 5, MB, MB))
    viele = [KOPF, *(["Vorhaben", "Feld"] for _ in range(600))]
    for inhalt in (xlsx(*viele), csv(*viele), ods(*viele)):
        assert "mehr als 500 Zeilen" in refusal(inhalt)
    breit = [[f"Titel {i}" for i in range(150)]]
    for inhalt in (xlsx(*breit), csv(*breit), ods(*breit)):
        meldung = refusal(inhalt)
        assert meldung.startswith("Blatt „Steckbriefe“, Zeile 1: Hier stehen mehr als 100 Spalten.")


def test_exactly_the_limit_of_rows_is_read(importieren):
    make_handlungsfeld("Bildung")
    zeilen = [KOPF, *([f"Vorhaben {i}", "Bildung"] for i in range(500))]
    assert len(importieren(xlsx(["Unsere Projekte"], *zeilen)).neue) == 500
    with pytest.raises(Dateifehler, match="mehr als 500 Zeilen"):
        importieren(xlsx(*zeilen, ["Eines mehr", "Bildung"]))


def test_endless_empty_rows_cost_nothing():
    mappe = Workbook()
    mappe.active.append(KOPF)
    mappe.active.cell(1_048_576, 16_384).number_format = "@"
    for inhalt in (gespeichert(mappe), ods(KOPF)):
        (blatt,) = datei.lesen(inhalt).blaetter
        assert blatt.zeilen == [(1, KOPF)]


def test_too_many_formatted_empty_rows():
    zeilen = "".join(f'<row r="{i}"><c r="XFD{i}" s="0"/></row>' for i in range(1, 60_000))
    inhalt = with_sheet(xlsx(KOPF), f"<sheetData>{zeilen}</sheetData>")
    assert "mehr als 50.000 Zeilen, leere mitgezählt" in refusal(inhalt)


def with_sheet(inhalt, sheet_data):
    """Put other rows into an Excel file, as no program would write them."""
    puffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(inhalt)) as alt, zipfile.ZipFile(puffer, "w") as neu:
        for name in alt.namelist():
            daten = alt.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                daten = re.sub(r"<sheetData>.*</sheetData>", sheet_data, daten, flags=re.DOTALL)
            neu.writestr(name, daten)
    return puffer.getvalue()


@pytest.mark.parametrize(
    ("kodierung", "hinweise"),
    [("utf-8", 0), ("utf-8-sig", 0), ("cp1252", 1), ("utf-16", 0)],
)
def test_csv_in_every_usual_coding(kodierung, hinweise):
    mappe = datei.lesen(csv(KOPF, ["Bürger*innen – groß", "Öl"], kodierung=kodierung))
    assert mappe.blaetter[0].zeilen[1] == (2, ["Bürger*innen – groß", "Öl"])
    assert len(mappe.hinweise) == hinweise


@pytest.mark.parametrize("trenner", [";", ",", "\t"])
def test_csv_with_every_usual_delimiter(trenner):
    mappe = datei.lesen(csv(KOPF, ["a", "b"], trenner=trenner))
    assert mappe.blaetter[0].zeilen == [(1, KOPF), (2, ["a", "b"])]


def test_ods_gives_texts_numbers_dates_and_breaks():
    (blatt,) = datei.lesen(
        ods(
            KOPF,
            [
                "Zeile eins\nZeile zwei",
                '<table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell>',
                '<table:table-cell office:value-type="date" office:date-value="2024-07-15"><text:p>15.07.24</text:p></table:table-cell>',
                '<table:table-cell office:value-type="percentage" office:value="0.744"/>',
                '<table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>b<text:line-break/>c</text:p></table:table-cell>',
            ],
        )
    ).blaetter
    text, zahl, tag, prozent, breit = blatt.zeilen[1][1]
    assert (text, zahl, str(tag), prozent) == ("Zeile eins\nZeile zwei", 3, "15.07.2024", 74.4)
    assert breit == "a  b\nc"


def test_hidden_sheets_are_named_and_left_out():
    mappe = Workbook()
    mappe.active.append(KOPF)
    mappe.create_sheet("Geheim").append(["x"])
    mappe["Geheim"].sheet_state = "hidden"
    gelesen = datei.lesen(gespeichert(mappe))
    assert [blatt.name for blatt in gelesen.blaetter] == ["Sheet"]
    assert gelesen.hinweise == ("Das ausgeblendete Blatt „Geheim“ wird nicht eingelesen.",)
