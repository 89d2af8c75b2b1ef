"""The named queries: who sees what, and how it is counted."""

import datetime
from unittest import mock

import pytest
from django.utils import timezone

from agenda.domain import katalog
from agenda.models import Steckbrief
from tests.factories import (
    make_fassung,
    make_kommune,
    make_sachstand,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("nummer", ["4.10", "04.10", "4.010"])
def test_fassung_is_found_by_any_spelling(nummer):
    fassung = make_fassung(vorgesehene_nummer="4.10")
    assert katalog.gueltige_fassung(nummer) == fassung


@pytest.mark.parametrize("nummer", ["", "x", "4.1", "4.10.", "4.10\n", "5"])
def test_no_fassung_without_release(nummer):
    make_fassung(vorgesehene_nummer="4.10")
    make_steckbrief(vorgesehene_nummer="5")
    assert katalog.gueltige_fassung(nummer) is None


def test_the_fassung_of_a_moment():
    erste = make_fassung(titel="Alt", vorgesehene_nummer="1")
    steckbrief = Steckbrief.objects.get(pk=erste.steckbrief.pk)
    steckbrief.titel = "Neu"
    steckbrief.save()
    morgen = timezone.now() + datetime.timedelta(days=1)
    zweite = make_fassung(steckbrief, gilt_ab=morgen)
    assert katalog.gueltige_fassung("1") == erste
    with mock.patch("django.utils.timezone.now", return_value=morgen):
        assert katalog.gueltige_fassung("1") == zweite


def test_last_sachstand_is_the_latest_accepted_one():
    steckbrief = make_steckbrief()
    assert katalog.letzter_sachstand(steckbrief) is None
    make_sachstand(steckbrief, stichtag="2023")
    neuer = make_sachstand(steckbrief, stichtag="Q3/2024")
    make_sachstand(steckbrief, stichtag=None, quelle="ohne Datum")
    make_sachstand(steckbrief, stichtag="2030", accepted=False)
    assert katalog.letzter_sachstand(steckbrief) == neuer


def test_kommunen_count_and_stand_in_the_order_of_their_kinds():
    amt = make_kommune("Amt Nord")
    steckbrief = make_steckbrief(bezug="umfeld")
    steckbrief.mitwirkungen.create(kommune=amt)
    make_fassung(steckbrief)
    make_kommune("Amt Süd")
    assert [(k.name, k.agenda, k.umfeld) for k in katalog.kommunen_mit_zahlen()] == [
        ("Amt Nord", 0, 1),
        ("Amt Süd", 0, 0),
    ]


def test_roles_of_a_kommune_without_empty_groups():
    amt = make_kommune()
    assert katalog.eintraege_nach_rolle(amt) == []
    for titel, rolle in [("B", "beteiligt"), ("V", "verantwortlich"), ("B2", "beteiligt")]:
        steckbrief = make_steckbrief(titel)
        steckbrief.mitwirkungen.create(kommune=amt, rolle=rolle)
        steckbrief.mitwirkungen.create(kommune=make_kommune(), rolle="verantwortlich")
        make_fassung(steckbrief)
    assert [
        (str(rolle), [eintrag.titel for eintrag in gruppe])
        for rolle, gruppe in katalog.eintraege_nach_rolle(amt)
    ] == [("verantwortlich", ["V"]), ("beteiligt", ["B", "B2"])]


def test_counting_tells_agenda_and_umfeld_apart():
    assert katalog.zaehlen(["agenda", "umfeld", "umfeld"]) == {
        "agenda": 1,
        "umfeld": 2,
        "gesamt": 3,
    }
