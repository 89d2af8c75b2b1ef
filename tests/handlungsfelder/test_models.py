import pytest
from django.core.exceptions import ValidationError
from django.db.models import F, ProtectedError

from handlungsfelder.models import Handlungsfeld
from tests.factories import make_handlungsfeld, make_steckbrief
from tests.refusal import database_refuses

pytestmark = pytest.mark.django_db


def test_no_field_follows_itself():
    feld = make_handlungsfeld()
    with database_refuses("handlungsfeld_nicht_eigener_nachfolger"):
        Handlungsfeld.objects.filter(pk=feld.pk).update(nachfolger=F("pk"))
    feld.nachfolger = feld
    with pytest.raises(ValidationError, match="nicht in sich selbst aufgehen"):
        feld.full_clean()


@pytest.mark.parametrize("doppelt", ["nummer", "name", "slug"])
def test_number_name_and_address_are_given_once(doppelt):
    make_handlungsfeld("Bildung", nummer=1, slug="bildung")
    felder = {"nummer": 2, "name": "Anderes", "slug": "anderes"}
    felder[doppelt] = {"nummer": 1, "name": "Bildung", "slug": "bildung"}[doppelt]
    with database_refuses(doppelt):
        Handlungsfeld.objects.create(**felder)


def test_fields_of_today_are_those_without_a_successor():
    heute = make_handlungsfeld("Wirtschaft und Energie", nummer=1)
    make_handlungsfeld("Energie", nummer=None, nachfolger=heute)
    make_handlungsfeld("Wirtschaft", nummer=None, nachfolger=heute)
    assert list(Handlungsfeld.objects.aktuell()) == [heute]
    assert [str(feld) for feld in heute.vorgaenger.all()] == ["Energie", "Wirtschaft"]


def test_order_by_number_and_the_former_ones_last():
    zehn, zwei = make_handlungsfeld("A", nummer=10), make_handlungsfeld("B", nummer=2)
    make_handlungsfeld("Altes", nummer=None, nachfolger=zehn)
    assert [str(feld) for feld in Handlungsfeld.objects.all()] == ["B", "A", "Altes"]
    assert list(Handlungsfeld.objects.aktuell()) == [zwei, zehn]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Bürger*innen", "buerger-innen"),
        ("Mobilität & Infrastruktur", "mobilitaet-infrastruktur"),
        ("Straße", "strasse"),
        ("Ü" * 120, "ue" * 60),
    ],
)
def test_slug_from_the_name(name, slug):
    assert make_handlungsfeld(name).slug == slug


def test_two_names_with_one_address_are_a_message_not_a_crash():
    make_handlungsfeld("Sport & Kultur")
    with pytest.raises(ValidationError) as error:
        Handlungsfeld(name="Sport Kultur").full_clean()
    assert list(error.value.message_dict) == ["slug"]


@pytest.mark.parametrize("farbe", ["rot", "#12345", "#12345g", "0b5c7a"])
def test_a_colour_looks_like_one(farbe):
    with pytest.raises(ValidationError, match="Farbe wie #0b5c7a"):
        Handlungsfeld(name="Bildung", farbe=farbe).full_clean()


def test_a_field_in_use_stays():
    feld = make_handlungsfeld()
    make_steckbrief(handlungsfeld=feld)
    with pytest.raises(ProtectedError):
        feld.delete()
    nachfolger = make_handlungsfeld()
    make_handlungsfeld(nachfolger=nachfolger)
    with pytest.raises(ProtectedError):
        nachfolger.delete()
