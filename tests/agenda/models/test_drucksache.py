"""Drucksachen: addresses, and what the list of results means."""

from importlib import import_module

import pytest
from django.apps import apps

from agenda.domain import einrichtung
from agenda.models import Beratungsergebnis, Drucksache
from tests.factories import make_drucksache

pytestmark = pytest.mark.django_db


def flags():
    return {
        e.schluessel: (e.beschlossen, e.verlangt_neuen_stand)
        for e in Beratungsergebnis.objects.all()
        if e.beschlossen or e.verlangt_neuen_stand
    }


SOLL = {"ungeaendert_beschlossen": (True, False), "geaendert_beschlossen": (True, True)}


def test_a_new_portal_knows_which_results_are_decisions():
    einrichtung.prepare_empty()
    assert flags() == SOLL
    assert Beratungsergebnis.objects.count() == 9


def test_a_portal_from_before_learns_it():
    for schluessel in ("ungeaendert_beschlossen", "geaendert_beschlossen", "vertagt"):
        Beratungsergebnis.objects.create(schluessel=schluessel, name=schluessel)
    import_module("agenda.migrations.0010_ergebnisse").tell_what_results_mean(apps, None)
    assert flags() == SOLL


def test_a_vorlage_gets_its_address_with_its_number():
    vorlage = Drucksache.objects.create(betreff="Neu", entwurf=True)
    assert str(vorlage) == "Vorlage „Neu“"
    assert vorlage.get_absolute_url().startswith("/drucksachen/vorlage-")
    vorlage.nummer = "2027/0042"
    vorlage.save()
    assert vorlage.get_absolute_url() == "/drucksachen/2027-0042/"


@pytest.mark.parametrize(
    ("felder", "soll"), [({}, True), ({"oeffentlich": False}, False), ({"entwurf": True}, False)]
)
def test_who_may_know_of_it(felder, soll):
    drucksache = make_drucksache(**felder)
    assert drucksache.ist_oeffentlich is soll
    assert Drucksache.objects.oeffentliche().exists() is soll
