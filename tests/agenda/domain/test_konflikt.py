import pytest

from agenda.domain import dokument
from agenda.domain.konflikt import OffeneKonflikte, konflikte, merge
from tests.factories import make_full_steckbrief

pytestmark = pytest.mark.django_db


@pytest.fixture
def basis():
    return dokument.build(make_full_steckbrief())


def changed(basis, **felder):
    """The same document with some scalar values changed."""
    return dokument.Dokument(
        {
            **basis.daten,
            "felder": [
                {**f, "wert": felder.get(f["key"], f["wert"])} for f in basis.daten["felder"]
            ],
        }
    )


def with_rows(basis, key, change):
    rows = [{"uuid": r["uuid"], "werte": dict(r["werte"])} for r in basis.wert(key)]
    return changed(basis, **{key: change(rows)})


def test_changes_in_different_fields_come_together(basis):
    ihr, mein = changed(basis, titel="Ihr Titel"), changed(basis, zweck="Mein Zweck")
    assert konflikte(basis, ihr, mein) == []
    beide = merge(basis, ihr, mein, {})
    assert (beide.wert("titel"), beide.wert("zweck")) == ("Ihr Titel", "Mein Zweck")


def test_the_same_change_is_no_conflict(basis):
    neu = changed(basis, titel="Gleich")
    assert merge(basis, neu, changed(basis, titel="Gleich"), {}).canonical == neu.canonical


def test_a_field_both_changed_is_shown_with_all_three_texts(basis):
    ihr, mein = changed(basis, titel="Ihr Titel"), changed(basis, titel="Mein Titel")
    (konflikt,) = konflikte(basis, ihr, mein)
    assert (konflikt.key, konflikt.label, konflikt.basis, konflikt.ihr, konflikt.mein) == (
        "titel",
        "Titel",
        "Digitale Lotsen für alle",
        "Ihr Titel",
        "Mein Titel",
    )
    assert merge(basis, ihr, mein, {"titel": "mein"}).wert("titel") == "Mein Titel"
    assert merge(basis, ihr, mein, {"titel": "ihr"}).wert("titel") == "Ihr Titel"


def test_an_unknown_choice_counts_as_none(basis):
    with pytest.raises(OffeneKonflikte):
        merge(basis, changed(basis, titel="A"), changed(basis, titel="B"), {"titel": "egal"})


def test_rows_are_merged_one_by_one(basis):
    def mine(rows):
        rows[0]["werte"]["text"] = "Konzept neu schreiben"
        return rows

    def theirs(rows):
        rows[1]["werte"]["text"] = "Ehrenamtliche finden"
        return [
            *rows,
            {"uuid": "11111111-1111-4111-8111-111111111111", "werte": {"text": "Feiern"}},
        ]

    beide = merge(
        basis,
        with_rows(basis, "hauptaktivitaeten", theirs),
        with_rows(basis, "hauptaktivitaeten", mine),
        {},
    )
    assert [z["text"].wert for z in beide["hauptaktivitaeten"].zeilen] == [
        "Konzept neu schreiben",
        "Ehrenamtliche finden",
        "Feiern",
    ]


def test_new_rows_of_both_are_kept(basis):
    def new_row(n):
        row = {"uuid": f"{n * 8}-1111-4111-8111-111111111111", "werte": {"text": f"Neu {n}"}}
        return with_rows(basis, "hauptaktivitaeten", lambda rows: [*rows, row])

    beide = merge(basis, new_row("1"), new_row("2"), {})
    assert [z["text"].wert for z in beide["hauptaktivitaeten"].zeilen][2:] == ["Neu 1", "Neu 2"]


def test_a_row_one_deletes_and_one_changes_is_a_conflict(basis):
    def change(rows):
        rows[0]["werte"]["text"] = "Geändert"
        return rows

    ihr, mein = (
        with_rows(basis, "hauptaktivitaeten", lambda rows: rows[1:]),
        with_rows(basis, "hauptaktivitaeten", change),
    )
    (konflikt,) = konflikte(basis, ihr, mein)
    assert (konflikt.basis, konflikt.ihr, konflikt.mein) == (
        "Konzept schreiben",
        "(gelöscht)",
        "Geändert",
    )
    assert len(merge(basis, ihr, mein, {konflikt.key: "ihr"}).wert("hauptaktivitaeten")) == 1
    assert len(merge(basis, ihr, mein, {konflikt.key: "mein"}).wert("hauptaktivitaeten")) == 2


def test_my_new_order_survives_their_other_change(basis):
    beide = merge(
        basis,
        changed(basis, titel="Ihr"),
        with_rows(basis, "hauptaktivitaeten", lambda rows: rows[::-1]),
        {},
    )
    assert [z["text"].wert for z in beide["hauptaktivitaeten"].zeilen] == [
        "Ehrenamtliche schulen",
        "Konzept schreiben",
    ]
