import datetime
from unittest import mock

import pytest
from django.utils import timezone

from agenda.domain import ueberblick, workflow
from agenda.models import Steckbrief
from tests.factories import make_fassung, make_handlungsfeld, make_sachstand, make_steckbrief

pytestmark = pytest.mark.django_db


def test_handlungsfelder_count_only_what_is_valid_now():
    feld = make_handlungsfeld("Pflege")
    make_handlungsfeld("Alt", nummer=None, nachfolger=feld)
    fassung = make_fassung(titel="Eins", handlungsfeld=feld)
    make_fassung(handlungsfeld=feld, bezug="umfeld")
    make_fassung(handlungsfeld=feld, gilt_ab=timezone.now() + datetime.timedelta(days=1))
    make_sachstand(fassung.steckbrief, umsetzungsstand="in_betrieb")
    steckbrief = Steckbrief.objects.get(pk=fassung.steckbrief.pk)
    steckbrief.titel = "Eins, neu"
    steckbrief.save()
    make_fassung(steckbrief)
    (gezaehlt,) = ueberblick.handlungsfelder_mit_stand()
    assert (gezaehlt.name, gezaehlt.agenda, gezaehlt.umfeld) == ("Pflege", 1, 1)
    assert [(teil.schluessel, teil.anzahl, teil.davor) for teil in gezaehlt.abschnitte] == [
        ("fertig", 1, 0),
        ("offen", 1, 1),
    ]


def test_every_umsetzungsstand_stands_in_one_group_of_the_bar():
    alle = [stand for _, _, staende in ueberblick.GRUPPEN for stand in staende]
    assert sorted(alle) == sorted(ueberblick.Umsetzungsstand)


def test_news_mix_releases_and_reports_each_project_once():
    frueh = datetime.datetime(2026, 3, 2, 8, 10, tzinfo=datetime.UTC)

    def um(stunden):
        moment = frueh + datetime.timedelta(hours=stunden)
        return mock.patch("django.utils.timezone.now", return_value=moment)

    with um(0):
        erstes, zweites, drittes = (make_fassung(titel=titel).steckbrief for titel in "ABC")
        make_sachstand(erstes, stichtag="2023")
        make_sachstand(zweites, accepted=False)
    with um(2):
        make_fassung(titel="D")
    with um(4):  # later on the same day
        make_sachstand(drittes, stichtag="2024", umsetzungsstand="unbekannt")
    with um(5):
        neues = ueberblick.neuigkeiten()
        assert [n["eintrag"].titel for n in ueberblick.neuigkeiten(2)] == ["C", "D"]
    assert [(n["eintrag"].titel, n["art"], n["stand"]) for n in neues] == [
        ("C", "sachstand", ""),
        ("D", "neu", ""),
        ("A", "neu", ""),
        ("B", "neu", ""),
    ]


def test_next_milestones_are_neither_reached_nor_over():
    morgen = timezone.localdate() + datetime.timedelta(days=1)
    steckbrief = make_steckbrief()
    for titel, termin in [
        ("dieses Jahr", str(morgen.year)),
        ("vorbei", "2020"),
        ("später", "2999"),
        ("erreicht", "2998"),
        ("ohne", None),
        ("morgen", morgen.isoformat()),
    ]:
        steckbrief.meilensteine.create(titel=titel, termin=termin)
    fassung = make_fassung(steckbrief)
    sachstand = make_sachstand(fassung.steckbrief, accepted=False)
    erreicht = fassung.steckbrief.meilensteine.get(titel="erreicht")
    sachstand.meilensteine.create(
        meilenstein_uuid=erreicht.uuid, titel="erreicht", erreicht_am="2024"
    )
    workflow.accept(sachstand, user=None)
    assert [lage.titel for lage, _ in ueberblick.naechste_meilensteine()] == [
        "dieses Jahr",
        "morgen",
        "später",
    ]
    assert len(ueberblick.naechste_meilensteine(1)) == 1
