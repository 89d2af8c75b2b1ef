"""What feeds tell: everything public, once, in order, and nothing before its time."""

import datetime

import pytest
from django.utils import timezone

from agenda.domain import workflow
from agenda.domain.ereignisse import ereignisse
from agenda.models import Eintrag, Steckbrief
from tests.factories import make_fassung, make_sachstand, make_steckbrief

pytestmark = pytest.mark.django_db
QUERIES = 6


def alle():
    return ereignisse(Eintrag.objects.gueltig())


def neue_fassung(steckbrief, **felder):
    steckbrief = Steckbrief.objects.get(pk=steckbrief.pk)
    gilt_ab = felder.pop("gilt_ab", None)
    for name, wert in felder.items():
        setattr(steckbrief, name, wert)
    steckbrief.save()
    workflow.record(steckbrief, user=None)
    return make_fassung(Steckbrief.objects.get(pk=steckbrief.pk), gilt_ab=gilt_ab)


def test_everything_public_is_told_newest_first_and_nothing_else():
    steckbrief = make_fassung(
        titel="Rufbus", vorgesehene_nummer="7", kurzbeschreibung="Er kommt."
    ).steckbrief
    make_sachstand(steckbrief, stichtag="2024", ampel="gelb", hindernisse="Schnee.")
    make_sachstand(steckbrief, accepted=False, erreicht="Geheim.")
    neue_fassung(steckbrief, kurzbeschreibung="Er kommt oft.")
    bald = timezone.now() + datetime.timedelta(days=1)
    neue_fassung(steckbrief, titel="Geplanter Titel", gilt_ab=bald)
    make_steckbrief("Entwurf")
    workflow.shelve(Steckbrief.objects.get(pk=steckbrief.pk), user=None, grund="Kein Geld")
    gefunden = alle()
    assert [e.ueberschrift for e in gefunden] == [
        "Steckbrief 7 abgelegt, wird nicht weiterverfolgt: Rufbus",
        "Steckbrief 7, Fassung 2: Rufbus",
        "Steckbrief 7, Sachstand 2024: Rufbus",
        "Steckbrief 7, Fassung 1: Rufbus",
    ]
    ablage, zweite, sachstand, erste = (e.saetze for e in gefunden)
    assert ablage[-1] == "Begründung: Kein Geld"
    assert zweite == ("Kurzbeschreibung geändert von „Er kommt.“ zu „Er kommt oft.“.",)
    assert sachstand == (
        "Umsetzungsstand: in Umsetzung.",
        "Ampel gelb: Abweichung möglich.",
        "Hindernisse: Schnee.",
    )
    assert erste == ("Neu veröffentlicht.", "Er kommt.")
    assert len({e.kennung for e in gefunden}) == 4
    assert all(e.kennung.startswith("urn:uuid:") for e in gefunden)


def test_only_the_merged_project_has_ended():
    altes = make_fassung(titel="Rufbus", vorgesehene_nummer="7").steckbrief
    neues = make_fassung(titel="Nahverkehr", vorgesehene_nummer="8").steckbrief
    workflow.merge(altes, into=neues, user=None, grund="Ein Vorhaben")
    enden = {e.nummer: (e.ueberschrift, *e.saetze) for e in alle() if e.fassung is None}
    assert enden == {
        "7": (
            "Steckbrief 7 in einem anderen Projekt aufgegangen: Rufbus",
            "Das Projekt ist in einem anderen Projekt aufgegangen.",
            "Begründung: Ein Vorhaben",
        ),
        "8": (
            "Steckbrief 8 nimmt Steckbrief 7 auf: Nahverkehr",
            "Steckbrief 7 ist in diesem Projekt aufgegangen.",
            "Begründung: Ein Vorhaben",
        ),
    }


def test_report_on_a_planned_project_waits_for_its_first_fassung(monkeypatch):
    bald = timezone.now() + datetime.timedelta(days=1)
    fassung = make_fassung(titel="Bald", gilt_ab=bald)
    make_sachstand(fassung.steckbrief)
    assert alle() == []
    monkeypatch.setattr(timezone, "now", lambda: bald + datetime.timedelta(hours=1))
    assert [e.at for e in alle()] == [bald, bald]


def test_ids_outlive_renumbering_and_rebuilding():
    steckbrief = make_fassung(titel="Rufbus", vorgesehene_nummer="7").steckbrief
    make_sachstand(steckbrief)
    vorher = [e.kennung for e in alle()]
    workflow.renumber(
        Steckbrief.objects.get(pk=steckbrief.pk), nummer="70", user=None, grund="Ordnung"
    )
    assert [e.kennung for e in alle()][1:] == vorher  # the new number is a Fassung of its own
    assert {e.nummer for e in alle()} == {"70"}


@pytest.mark.parametrize("anzahl", [1, 3])
def test_constant_cost(anzahl, django_assert_num_queries):
    for _ in range(anzahl):
        steckbrief = make_fassung().steckbrief
        make_sachstand(steckbrief)
        neue_fassung(steckbrief, titel="Neu")
        workflow.shelve(Steckbrief.objects.get(pk=steckbrief.pk), user=None, grund="Aus")
    with django_assert_num_queries(QUERIES):
        assert len(alle()) == anzahl * 4
    assert len(ereignisse(Eintrag.objects.gueltig(), anzahl=2)) == 2
