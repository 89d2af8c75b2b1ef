import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from agenda.models.vages_datum import (
    Genauigkeit,
    VagesDatum,
    VagesDatumField,
    VagesDatumFormField,
    ist_verschoben,
)

date = datetime.date


@pytest.mark.parametrize(
    ("eingabe", "datum", "genauigkeit", "anzeige"),
    [
        ("15.07.2024", date(2024, 7, 15), "tag", "15.07.2024"),
        ("5.7.2024", date(2024, 7, 5), "tag", "05.07.2024"),
        ("2024-07-15", date(2024, 7, 15), "tag", "15.07.2024"),
        ("07/2024", date(2024, 7, 1), "monat", "Juli 2024"),
        ("7.2024", date(2024, 7, 1), "monat", "Juli 2024"),
        ("2024-07", date(2024, 7, 1), "monat", "Juli 2024"),
        ("märz 2024", date(2024, 3, 1), "monat", "März 2024"),
        ("Sept. 2020", date(2020, 9, 1), "monat", "September 2020"),
        ("Q3/2024", date(2024, 7, 1), "quartal", "3. Quartal 2024"),
        ("2024-Q4", date(2024, 10, 1), "quartal", "4. Quartal 2024"),
        ("3. Quartal 2024", date(2024, 7, 1), "quartal", "3. Quartal 2024"),
        ("IV/2024", date(2024, 10, 1), "quartal", "4. Quartal 2024"),
        ("2. Halbjahr 2024", date(2024, 7, 1), "halbjahr", "2. Halbjahr 2024"),
        ("H1 2024", date(2024, 1, 1), "halbjahr", "1. Halbjahr 2024"),
        ("  2024 ", date(2024, 1, 1), "jahr", "2024"),
        ("anfang 2024", date(2024, 1, 1), "anfang", "Anfang 2024"),
        ("Mitte 2024", date(2024, 5, 1), "mitte", "Mitte 2024"),
        ("Ende  2025", date(2025, 9, 1), "ende", "Ende 2025"),
        ("Frühling 2024", date(2024, 3, 1), "fruehjahr", "Frühjahr 2024"),
        ("Herbst 2022", date(2022, 9, 1), "herbst", "Herbst 2022"),
        ("2024-01-01/anfang", date(2024, 1, 1), "anfang", "Anfang 2024"),
    ],
)
def test_reads_what_people_write(eingabe, datum, genauigkeit, anzeige):
    vage = VagesDatum.lesen(eingabe)
    assert (vage.datum, vage.genauigkeit, str(vage)) == (datum, genauigkeit, anzeige)


@pytest.mark.parametrize(
    "eingabe",
    [
        "",
        "bald",
        "31.02.2024",
        "13/2024",
        "Q5/2024",
        "Foo 2024",
        "24",
        "2024-01-01/foo",
        "0000",
        "x" * 5000,
    ],
)
def test_refuses_what_it_does_not_understand(eingabe):
    with pytest.raises(ValidationError, match="kein verständliches Datum"):
        VagesDatum.lesen(eingabe)


@pytest.mark.parametrize("eingabe", ["31.12.9999", "Winter 9999", "1899", "2200-01-01/tag"])
def test_for_ever_is_no_date_but_stays_readable_where_it_is_stored(eingabe):
    vage = VagesDatum.verstehen(eingabe)
    for lesen in (VagesDatum.lesen, VagesDatumFormField().clean):
        for roh in (eingabe, vage.speicherform):
            with pytest.raises(ValidationError, match="Für unbefristet bitte leer lassen"):
                lesen(roh)
    with pytest.raises(ValidationError, match="nicht zwischen 1900 und 2199"):
        VagesDatumFormField().clean(vage)  # a date cell of a spreadsheet
    assert VagesDatumField().from_db_value(vage.speicherform, None, None) == vage
    assert vage.datum <= vage.letzter_tag <= vage.danach <= date.max


def test_a_more_precise_date_is_no_move():
    quartal, spaeter = VagesDatum.lesen("Q1/2024"), VagesDatum.lesen("1. Halbjahr 2024")
    assert not ist_verschoben(quartal, VagesDatum.lesen("15.02.2024"))
    assert ist_verschoben(quartal, spaeter)
    assert not ist_verschoben(None, spaeter)


@pytest.mark.parametrize(
    ("eingabe", "letzter"),
    [
        ("15.07.2024", date(2024, 7, 15)),
        ("02/2024", date(2024, 2, 29)),
        ("Q1/2024", date(2024, 3, 31)),
        ("2024", date(2024, 12, 31)),
        ("Anfang 2024", date(2024, 4, 30)),
        ("Winter 2023", date(2024, 2, 29)),
    ],
)
def test_knows_the_last_day_it_can_mean(eingabe, letzter):
    assert VagesDatum.lesen(eingabe).letzter_tag == letzter


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_what_is_shown_can_be_typed_again(tag):
    for genauigkeit in Genauigkeit:
        vage = VagesDatum.lesen(f"{tag.replace(day=1).isoformat()}/{genauigkeit}")
        assert str(VagesDatum.lesen(str(vage))) == str(vage)
        assert VagesDatum.lesen(vage.speicherform) == vage


def test_the_form_field_sees_no_change_in_other_spellings():
    field = VagesDatumFormField(required=False)
    assert not field.has_changed(VagesDatum.lesen("Q3/2024"), "3. Quartal 2024")
    assert not field.has_changed(None, "")
    assert field.has_changed(VagesDatum.lesen("Q3/2024"), "Q4/2024")
    assert field.has_changed(VagesDatum.lesen("Q3/2024"), "Unsinn")
