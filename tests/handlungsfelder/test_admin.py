import pytest
from django.urls import reverse

from handlungsfelder.models import Handlungsfeld
from tests.agenda.admin.formular import errors, page, read_form
from tests.factories import make_handlungsfeld, make_stabsstelle

LISTE = reverse("admin:handlungsfelder_handlungsfeld_changelist")
NEU = reverse("admin:handlungsfelder_handlungsfeld_add")


@pytest.fixture
def office(client, db):
    client.force_login(make_stabsstelle(username="stab"))
    return client


def change(feld):
    return reverse("admin:handlungsfelder_handlungsfeld_change", args=[feld.pk])


def test_a_field_gets_its_address_once(office):
    daten = read_form(office.get(NEU)) | {"name": "Bürger & Familie", "nummer": "1"}
    response = office.post(NEU, daten)
    assert response.status_code == 302, errors(response)
    feld = Handlungsfeld.objects.get()
    assert feld.slug == "buerger-familie"
    daten = read_form(office.get(change(feld)))
    office.post(change(feld), daten | {"name": "Bürger*innen", "slug": "gekapert"})
    feld.refresh_from_db()
    assert (feld.name, feld.slug) == ("Bürger*innen", "buerger-familie")


@pytest.mark.parametrize(
    ("felder", "erwartet"),
    [({"farbe": "blau"}, "eine Farbe wie #0b5c7a"), ({"name": ""}, "erforderlich")],
)
def test_bad_fields_are_explained(office, felder, erwartet):
    feld = make_handlungsfeld()
    response = office.post(change(feld), read_form(office.get(change(feld))) | felder)
    assert erwartet in errors(response)


def test_a_field_does_not_follow_itself(office):
    feld = make_handlungsfeld()
    daten = read_form(office.get(change(feld))) | {"nachfolger": feld.pk}
    assert "nicht in sich selbst aufgehen" in errors(office.post(change(feld), daten))


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(office, anzahl, django_assert_num_queries):
    for _ in range(anzahl):
        make_handlungsfeld(nachfolger=make_handlungsfeld())
    with django_assert_num_queries(7):
        response = office.get(LISTE)
    assert len(page(response).select("#result_list tbody tr")) == 2 * anzahl
