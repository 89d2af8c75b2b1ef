"""Posts and money per year: what nobody knows is never zero."""

import pytest

from agenda.domain import ressourcen
from tests.factories import make_kommune

pytestmark = pytest.mark.django_db


def je_kommune(jahr):
    return {str(zeile.kommune): zeile for zeile in ressourcen.im_jahr(jahr).zeilen}


def test_unknown_is_told_apart_from_zero():
    nord, sued = make_kommune("Amt Nord"), make_kommune("Amt Süd")
    make_kommune("Amt Ost")
    nord.ressourcen.create(jahr=2023, vzae_vereinbart="0.50", vzae_ist="0.25", stellen_offen=0)
    sued.ressourcen.create(jahr=2023, budget_empfohlen=3000000, budget_ist=0)
    zeilen = je_kommune(2023)
    nord, sued, ost = (zeilen[f"Amt {name}"] for name in ("Nord", "Süd", "Ost"))
    assert (nord.stelle.soll.text, nord.stelle.ist.text) == ("0,5\u00a0VZÄ", "0,25\u00a0VZÄ")
    assert (nord.stelle.soll_breite, nord.stelle.ist_breite) == ("100%", "50%")
    assert (nord.offen.text, sued.offen.text) == ("0", "keine Angabe")
    assert (sued.budget.ist.text, sued.budget.ist.bekannt) == ("0\u00a0€", True)
    assert sued.budget.ist_breite == ""
    for vergleich in (ost.stelle, ost.budget, nord.budget):
        assert (vergleich.soll.text, vergleich.ist.text) == ("keine Angabe", "keine Angabe")
        assert vergleich.soll_breite == vergleich.ist_breite == ""


def test_sums_say_of_how_many_they_are():
    for nummer, vzae in enumerate(("0.5", "1", None)):
        make_kommune(f"Amt {nummer}").ressourcen.create(jahr=2023, vzae_vereinbart=vzae)
    vereinbart, besetzt, *_ = ressourcen.im_jahr(2023).summen
    assert (vereinbart.text, vereinbart.bekannt, vereinbart.von) == ("1,5\u00a0VZÄ", 2, 3)
    assert (besetzt.text, besetzt.bekannt) == ("keine Angabe", 0)


def test_the_years_latest_first():
    kommune = make_kommune()
    for jahr in (2023, 2025, 2024):
        kommune.ressourcen.create(jahr=jahr)
        make_kommune().ressourcen.create(jahr=jahr)
    assert ressourcen.jahre() == [2025, 2024, 2023]


@pytest.mark.parametrize("anzahl", [1, 3])
def test_it_costs_the_same(anzahl, django_assert_num_queries):
    for _ in range(anzahl):
        make_kommune().ressourcen.create(jahr=2023, vzae_ist=1)
    with django_assert_num_queries(2):
        assert len(ressourcen.im_jahr(2023).zeilen) == anzahl
