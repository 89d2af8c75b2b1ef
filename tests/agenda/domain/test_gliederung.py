import pytest

from agenda.domain import dokument
from agenda.domain.gliederung import ABSCHNITTE, ECKDATEN, gliedern
from tests.factories import make_full_steckbrief, make_steckbrief


def test_every_field_of_the_document_has_one_place():
    platz = ["titel", "kurzbeschreibung", *ECKDATEN, *(key for keys in ABSCHNITTE for key in keys)]
    assert sorted(platz) == sorted(dokument.FELDER)


@pytest.mark.django_db
def test_a_full_document_shows_all_its_sections():
    gliederung = gliedern(dokument.build(make_full_steckbrief()))
    assert [abschnitt.key for abschnitt in gliederung.abschnitte] == [
        keys[0] for keys in ABSCHNITTE if keys[0] != "anlagen"
    ]
    assert [feld.key for feld in gliederung.eckdaten] == list(ECKDATEN)
    geld = next(
        abschnitt for abschnitt in gliederung.abschnitte if abschnitt.key == "finanzierungen"
    )
    assert [feld.key for feld in geld.felder] == ["finanzierungen", "finanzierung_erlaeuterung"]


@pytest.mark.django_db
def test_an_empty_field_leaves_no_empty_heading():
    gliederung = gliedern(dokument.build(make_steckbrief("Nur ein Titel")))
    assert gliederung.abschnitte == []
    assert [feld.key for feld in gliederung.eckdaten] == ["bezug", "handlungsfeld"]


@pytest.mark.django_db
def test_a_table_leaves_out_columns_nobody_filled():
    steckbrief = make_steckbrief()
    steckbrief.meilensteine.create(titel="A", position=1)
    steckbrief.meilensteine.create(titel="B", termin="2024", position=2)
    labels, zeilen = dokument.build(steckbrief)["meilensteine"].tabelle
    assert labels == ["Meilenstein", "Termin"]
    assert [[zelle.text for zelle in zeile] for zeile in zeilen] == [["A", ""], ["B", "2024"]]
