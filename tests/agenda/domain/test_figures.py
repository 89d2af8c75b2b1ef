"""The numbers behind the charts, today and on a past day."""

import datetime
from unittest import mock

import pytest
from django.utils import timezone

from agenda.domain import figures, stichtag, workflow
from agenda.models import Steckbrief
from agenda.models.sachstand import Umsetzungsstand
from tests.factories import (
    make_fassung,
    make_handlungsfeld,
    make_kommune,
    make_sachstand,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


def am(*tag, stunde=12):
    """Let the clock stand still on a day, in Berlin."""
    jetzt = timezone.make_aware(datetime.datetime(*tag, stunde))
    return mock.patch("django.utils.timezone.now", return_value=jetzt)


def stand_am(*tag):
    projekte = figures.projekte_am(stichtag.am(datetime.date(*tag)))
    return {projekt.titel: projekt.stand.value for projekt in projekte}


def test_a_past_day_knows_only_what_was_public_then():
    with am(2024, 3, 1):
        bus = make_fassung(titel="Bus").steckbrief
        make_fassung(titel="Später", gilt_ab=timezone.now() + datetime.timedelta(days=40))
    with am(2024, 5, 1):
        make_sachstand(bus, stichtag="2024-04-30", umsetzungsstand="in_planung")
        make_sachstand(bus, stichtag="2024-05-01", umsetzungsstand="idee", accepted=False)
    with am(2024, 7, 1, stunde=23):
        # Tells about an earlier day than the last report, so it is not the last one.
        make_sachstand(bus, stichtag="2024-01-31", umsetzungsstand="idee")
        make_sachstand(bus, stichtag="2024-06-30", umsetzungsstand="in_betrieb")
    with am(2024, 9, 1):
        workflow.shelve(bus, user=None, grund="Zu Ende.")
    assert stand_am(2024, 2, 28) == {}
    assert stand_am(2024, 3, 1) == {"Bus": "unbekannt"}
    assert stand_am(2024, 4, 30) == {"Bus": "unbekannt", "Später": "unbekannt"}
    assert stand_am(2024, 5, 1)["Bus"] == "in_planung"
    assert stand_am(2024, 7, 1)["Bus"] == "in_betrieb"
    assert stand_am(2024, 9, 1) == {"Später": "unbekannt"}
    with am(2024, 9, 1):
        assert stichtag.erster_tag() == datetime.date(2024, 3, 1)


def test_what_was_taken_up_again_was_away_in_between():
    with am(2024, 3, 1):
        bus, ziel = (make_fassung(titel=titel).steckbrief for titel in ("Bus", "Ziel"))
    with am(2024, 4, 1):
        workflow.shelve(bus, user=None, grund="Kein Geld.")
    assert list(stand_am(2024, 3, 31)) == ["Bus", "Ziel"]
    assert list(stand_am(2024, 4, 15)) == ["Ziel"]
    with am(2024, 6, 1):
        workflow.resume(bus, user=None, grund="Wieder Geld.")
    with am(2024, 7, 1):
        workflow.merge(bus, into=ziel, user=None, grund="Eins.")
    with am(2024, 8, 1):
        workflow.resume(bus, user=None, grund="Doch zwei.")
    for tag, beide in {
        (3, 31): True,
        (4, 15): False,
        (6, 1): True,
        (7, 15): False,
        (8, 1): True,
    }.items():
        assert list(stand_am(2024, *tag)) == (["Bus", "Ziel"] if beide else ["Ziel"]), tag


def test_counts_keep_agenda_and_umfeld_apart():
    pflege, verkehr = make_handlungsfeld("Pflege"), make_handlungsfeld("Verkehr")
    nord = make_kommune("Nord")
    for titel, bezug, feld, rolle in (
        ("A", "agenda", pflege, "verantwortlich"),
        ("B", "agenda", verkehr, "beteiligt"),
        ("C", "umfeld", pflege, "beteiligt"),
    ):
        steckbrief = make_steckbrief(titel, bezug=bezug, handlungsfeld=feld)
        steckbrief.mitwirkungen.create(kommune=nord, rolle=rolle)
        make_fassung(steckbrief)
        if titel != "B":
            make_sachstand(steckbrief)
    projekte = figures.projekte_am(stichtag.heute())
    assert figures.zaehlen(projekte) == figures.Zahl(agenda=2, umfeld=1)
    assert figures.nach_stand(projekte) == [
        (Umsetzungsstand.IN_UMSETZUNG, figures.Zahl(1, 1)),
        (Umsetzungsstand.UNBEKANNT, figures.Zahl(1, 0)),
    ]
    assert figures.nach_handlungsfeld(projekte) == {
        pflege.pk: {"agenda": {"in_umsetzung": 1}, "umfeld": {"in_umsetzung": 1}},
        verkehr.pk: {"agenda": {"unbekannt": 1}},
    }
    assert figures.nach_kommune(projekte) == {
        "nord": {"agenda": {"verantwortlich": 1, "beteiligt": 1}, "umfeld": {"beteiligt": 1}}
    }
    nur_umfeld = figures.projekte_am(stichtag.heute(), bezug="umfeld")
    assert [projekt.titel for projekt in nur_umfeld] == ["C"]


def release_again(steckbrief, **termine):
    """Release once more with other dates of the milestones, by title."""
    steckbrief = Steckbrief.objects.get(pk=steckbrief.pk)
    for titel, termin in termine.items():
        meilenstein = steckbrief.meilensteine.get(titel=titel)
        meilenstein.termin, meilenstein.verschiebungsgrund = termin, "Vergabe"
        meilenstein.save()
    workflow.record(steckbrief, user=None)
    return make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))


def test_milestones_are_promised_moved_reached_and_overdue():
    with am(2023, 1, 2):
        steckbrief = make_steckbrief("Bus")
        for nr, (titel, termin) in enumerate(
            (
                ("Start", "Q1/2023"),
                ("Probe", "06/2023"),
                ("Kauf", "2023"),
                ("Fest", "Herbst 2025"),
                ("Offen", None),
            )
        ):
            steckbrief.meilensteine.create(position=nr, titel=titel, termin=termin)
        workflow.record(steckbrief, user=None)
        make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))

    def lagen(*tag):
        (projekt,) = figures.projekte_am(stichtag.am(datetime.date(*tag)))
        return {m.titel: m.lage for m in projekt.meilensteine}

    nie = "ohne_bericht"
    assert lagen(2023, 3, 31)["Start"] == "geplant"  # a vague date is over after its last day
    assert lagen(2023, 4, 1)["Start"] == nie
    uuids = {m.titel: m.uuid for m in steckbrief.meilensteine.all()}
    with am(2023, 7, 10):
        bericht = make_sachstand(steckbrief, stichtag="2023-07-09", accepted=False)
        bericht.meilensteine.create(meilenstein_uuid=uuids["Start"], erreicht_am="15.02.2023")
        bericht.meilensteine.create(
            meilenstein_uuid=uuids["Kauf"], neuer_termin="Mitte 2024", grund="Lieferzeit"
        )
        workflow.accept(bericht, user=None)
    assert lagen(2023, 7, 10) == {
        "Start": "erreicht",
        "Probe": "ueberfaellig",
        "Kauf": "verschoben",
        "Fest": "geplant",
        "Offen": "ohne_termin",
    }
    with am(2023, 10, 1):
        # Another Fassung, but Kauf is promised as before: what was reported on it still counts.
        release_again(steckbrief, Probe="Ende 2024")
    (projekt,) = figures.projekte_am(stichtag.am(datetime.date(2023, 10, 1)))
    start, probe, kauf = projekt.meilensteine[:3]
    assert (str(probe.zugesagt), str(probe.termin), probe.grund) == (
        "Juni 2023",
        "Ende 2024",
        "Vergabe",
    )
    assert (str(kauf.zugesagt), str(kauf.termin), kauf.grund) == (
        "2023",
        "Mitte 2024",
        "Lieferzeit",
    )
    assert probe.verschoben
    assert not start.verschoben  # said more precisely, within the promise
    with am(2024, 1, 10):
        # A newer promise overtakes an older report.
        release_again(steckbrief, Kauf="2027")
    (projekt,) = figures.projekte_am(stichtag.am(datetime.date(2024, 1, 10)))
    assert str(projekt.meilensteine[2].termin) == "2027"
    assert figures.meilensteine_nach_jahr([projekt]) == {
        2023: {"agenda": {"erreicht": 1, "verschoben": 2}},
        2025: {"agenda": {"geplant": 1}},
        None: {"agenda": {"ohne_termin": 1}},
    }
    faellig = figures.faellige_meilensteine([projekt], datetime.date(2024, 1, 10))
    assert faellig == {"erreicht": 1, "verschoben": 2}


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("2025-12-31", datetime.date(2025, 12, 31)),
        (" 31.12.2025 ", datetime.date(2025, 12, 31)),
        ("1.2.2025", datetime.date(2025, 2, 1)),
        ("31.02.2025", None),
        ("0000-01-01", None),
        ("٣.٣.٢٠٢٥", None),
        ("gestern", None),
    ],
)
def test_a_day_is_read_in_german_and_iso(text, tag):
    assert stichtag.lesen(text) == tag


def test_a_day_ends_at_midnight_in_berlin():
    ende = stichtag.am(datetime.date(2026, 3, 29)).moment  # the night the clocks go forward
    assert timezone.localtime(ende).isoformat() == "2026-03-29T23:59:59.999999+02:00"
