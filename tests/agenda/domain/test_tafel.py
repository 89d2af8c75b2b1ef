import datetime
from unittest import mock

import pytest
from django.utils import timezone

from agenda.domain import sachstaende, tafel, workflow
from agenda.models import Steckbrief
from tests.factories import (
    festschreiben,
    make_anlage,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_kommune,
    make_konto,
    make_portal,
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
        berichtet = Steckbrief.objects.get(titel="Berichtet")
        for stand, erwartet in (
            (
                sachstaende.vor_ort(berichtet, kommune=make_kommune(), stand="geplant"),
                ["Nie berichtet", "Berichtet"],
            ),
            (sachstaende.unveraendert(berichtet), ["Nie berichtet"]),
        ):
            workflow.accept(stand, user=None)
            assert titles(tafel.without_report(user)) == erwartet


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


def test_a_milestone_that_a_report_moved_is_due_then(user):
    steckbrief = make_steckbrief()
    meilenstein = steckbrief.meilensteine.create(titel="M", termin="2026-05-31")
    workflow.record(steckbrief, user=None)
    make_fassung(steckbrief)
    for termin, erwartet in (("2026-07-01", [False]), ("2027", []), ("2026-06-01", [True])):
        sachstand = make_sachstand(steckbrief, accepted=False)
        sachstand.meilensteine.create(
            meilenstein_uuid=meilenstein.uuid, titel="M", neuer_termin=termin
        )
        workflow.accept(sachstand, user=None)
        faellige = tafel.milestones_due(user, HEUTE)
        assert [f.ueberfaellig for f in faellige] == erwartet
        assert [str(f.termin.datum) for f in faellige] == [termin] * len(erwartet)


def test_last_beratungen_are_over(user):
    heute = timezone.localdate()
    for tage in (-1, 0, 1):
        make_drucksache().beratungen.create(
            gremium=make_gremium(), datum=heute + datetime.timedelta(days=tage)
        )
    make_drucksache().beratungen.create(gremium=make_gremium())
    assert [(b.datum - heute).days for b in tafel.last_beratungen(user)] == [0, -1]


class TestComingAnlagen:
    """Every coming Beratung on the agenda has its Anlage, or stands out."""

    @pytest.fixture
    def drucksache(self):
        make_portal()
        make_fassung(titel="Lotsen", bezug="agenda")
        return make_drucksache("2026/7", betrifft_agenda=True)

    def state(self, user):
        return [
            (str(b.beratung.gremium), b.anlage_nr, b.ausgabe is not None, b.abweichungen)
            for b in tafel.coming_anlagen(user, HEUTE)
        ]

    def test_only_coming_ones_that_concern_us(self, user, drucksache):
        for datum in ("2026-06-14", None):
            drucksache.beratungen.create(gremium=make_gremium(), datum=datum)
        make_drucksache().beratungen.create(gremium=make_gremium(), datum="2026-07-01")
        drucksache.beratungen.create(gremium=make_gremium("Kreistag"), datum=HEUTE)
        einzelne = make_drucksache()
        einzelne.steckbriefe.add(make_steckbrief())
        einzelne.beratungen.create(gremium=make_gremium("Amtsausschuss"), datum="2026-07-01")
        assert self.state(user) == [
            ("Kreistag", None, False, []),
            ("Amtsausschuss", None, False, []),
        ]
        assert tafel.coming_anlagen(make_konto(), HEUTE) == []

    def test_given_out_it_is_in_order(self, user, drucksache):
        entwurf = make_anlage(drucksache, make_gremium("Kreistag"))
        assert self.state(user) == [("Kreistag", 2, False, [])]
        assert tafel.coming_anlagen(user, HEUTE)[0].entwurf == entwurf
        festschreiben(entwurf)
        assert self.state(user) == [("Kreistag", 2, True, [])]
        assert tafel.coming_anlagen(user, HEUTE)[0].entwurf is None

    def test_a_draft_alone_makes_a_drucksache_ours(self, user, drucksache):
        """Nobody ticked "betrifft die Agenda": the board must not say that nothing is missing."""
        andere = make_drucksache("9/9")
        entwurf = make_anlage(andere, make_gremium("Kreistag"))
        andere.beratungen.create(gremium=make_gremium("Beirat"), datum="2026-10-01")
        assert [(b.anlage_nr, b.ausgabe, b.entwurf) for b in tafel.coming_anlagen(user, HEUTE)] == [
            (2, None, entwurf),
            (2, None, None),
        ]

    def test_each_number_given_before_is_asked_for_again(self, user, drucksache):
        for nr in (2, 3):
            festschreiben(make_anlage(drucksache, make_gremium(), datum="2026-01-01", nr=nr))
        festschreiben(make_anlage(drucksache, make_gremium("Kreistag"), nr=3))
        assert self.state(user) == [("Kreistag", 2, False, []), ("Kreistag", 3, True, [])]

    def test_says_how_it_differs(self, user, drucksache):
        festschreiben(make_anlage(drucksache, make_gremium("Ausschuss"), datum="2026-01-01"))
        make_fassung(titel="Bus", bezug="agenda")
        festschreiben(make_anlage(drucksache, make_gremium("Kreistag")))
        assert self.state(user) == [
            ("Kreistag", 2, True, ["anders als die Anlage für: Ausschuss, 01.01.2026"])
        ]
        make_fassung(titel="Wald", bezug="agenda")
        assert self.state(user)[0][3][1:] == ["anders als die jetzt gültigen Fassungen"]

    def test_a_choice_is_judged_by_what_it_chose(self, user, drucksache):
        steckbrief = make_fassung(titel="Bus", bezug="umfeld").steckbrief
        festschreiben(make_anlage(drucksache, make_gremium("Kreistag"), steckbriefe=[steckbrief]))
        make_fassung(titel="Wald", bezug="agenda")
        workflow.shelve(steckbrief, user=user, grund="x")
        assert self.state(user) == [("Kreistag", 2, True, [])]

    @pytest.mark.parametrize("anzahl", [1, 3])
    def test_costs_the_same(self, user, drucksache, anzahl, django_assert_num_queries):
        for nummer in range(anzahl):
            festschreiben(make_anlage(drucksache, make_gremium(f"Ausschuss {nummer}")))
        with django_assert_num_queries(4):
            assert len(tafel.coming_anlagen(user, HEUTE)) == anzahl
