import datetime
from unittest import mock

import pytest
from django.utils import timezone

from agenda.domain import tafel, workflow
from tests.factories import (
    make_drucksache,
    make_fassung,
    make_gremium,
    make_konto,
    make_sachstand,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
HEUTE = datetime.date(2026, 6, 15)


@pytest.fixture
def user():
    return make_stabsstelle()


def titles(rows):
    return [row.titel for row in rows]


def test_an_account_without_rights_sees_an_empty_board():
    steckbrief = make_steckbrief()
    workflow.submit(steckbrief, seen_version=1, user=None)
    make_drucksache().beratungen.create(gremium=make_gremium(), datum="2026-01-01")
    konto = make_konto(is_staff=True)
    assert not tafel.submitted(konto)
    assert not tafel.last_beratungen(konto)
    assert tafel.milestones_due(konto) == []


def test_submitted_waits_longest_first(user):
    for titel in ("Erster", "Zweiter"):
        workflow.submit(make_steckbrief(titel), seen_version=1, user=user)
    make_steckbrief("Nur ein Entwurf")
    assert titles(tafel.submitted(user)) == ["Erster", "Zweiter"]


def test_my_drafts_are_those_i_edited_last(user):
    mein, _ = make_steckbrief("Mein"), make_steckbrief("Anderer")
    mein.zweck = "Neu"
    mein.save()
    workflow.record(mein, user=user)
    assert titles(tafel.drafts_of(user)) == ["Mein"]


def test_scheduled_leaves_out_the_valid_and_the_overtaken(user):
    steckbrief = make_steckbrief("Eins")
    make_fassung(steckbrief)
    morgen = timezone.now() + datetime.timedelta(days=1)
    for titel, gilt_ab in (("Überholt", morgen + datetime.timedelta(days=5)), ("Geplant", morgen)):
        steckbrief.titel = titel
        steckbrief.save()
        workflow.record(steckbrief, user=None)
        make_fassung(steckbrief, gilt_ab=gilt_ab)
    assert [f.nr for f in tafel.scheduled(user)] == [3]


def test_without_report_for_90_days(user):
    spaeter = timezone.now() + datetime.timedelta(days=91)
    for titel in ("Nie berichtet", "Berichtet", "Beendet", "Abgelegt"):
        steckbrief = make_steckbrief(titel)
        make_fassung(steckbrief)
        if titel == "Beendet":
            make_sachstand(steckbrief, umsetzungsstand="abgeschlossen")
        if titel == "Berichtet":
            make_sachstand(steckbrief)
        if titel == "Abgelegt":
            workflow.shelve(steckbrief, user=user, grund="x")
    assert titles(tafel.without_report(user)) == []
    with mock.patch.object(timezone, "now", return_value=spaeter):
        assert titles(tafel.without_report(user)) == ["Nie berichtet", "Berichtet"]


@pytest.mark.parametrize(
    ("termin", "erwartet"),
    [
        ("2026-06-14", [True]),
        ("2026-06-15", [False]),
        ("2026-07-15", [False]),
        ("2026-07-16", []),
        ("06/2026", [False]),
        ("Q3/2026", []),
        ("2025", [True]),
        (None, []),
    ],
)
def test_milestones_are_due_by_the_last_day_they_can_mean(user, termin, erwartet):
    steckbrief = make_steckbrief()
    steckbrief.meilensteine.create(titel="M", termin=termin)
    workflow.record(steckbrief, user=None)
    make_fassung(steckbrief)
    assert [f.ueberfaellig for f in tafel.milestones_due(user, HEUTE)] == erwartet


def test_a_reached_milestone_is_not_due(user):
    steckbrief = make_steckbrief()
    meilenstein = steckbrief.meilensteine.create(titel="M", termin="2025")
    workflow.record(steckbrief, user=None)
    make_fassung(steckbrief)
    sachstand = make_sachstand(steckbrief, accepted=False)
    sachstand.meilensteine.create(meilenstein_uuid=meilenstein.uuid, titel="M", erreicht_am="2025")
    assert len(tafel.milestones_due(user, HEUTE)) == 1
    workflow.accept(sachstand, user=None)
    assert tafel.milestones_due(user, HEUTE) == []
