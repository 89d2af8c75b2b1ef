"""A step of the workflow may name the Drucksache it rests on; the public history shows it."""

import pytest
from django.urls import reverse

from agenda.models import Vorgang
from tests.agenda.admin.formular import page, read_form, text
from tests.factories import make_drucksache, make_fassung, make_portal, make_steckbrief

BELEG = "Dazu: Drucksache 2027/1"


@pytest.fixture
def papier():
    make_portal()
    return make_drucksache("2027/1", betreff="Mehr Busse")


@pytest.fixture
def steckbrief(papier):
    return make_fassung(vorgesehene_nummer="7", titel="Bus").steckbrief


def take(office, steckbrief, slug, **felder):
    url = reverse("admin:agenda_steckbrief_schritt", args=[steckbrief.pk, slug])
    response = office.post(url, read_form(office.get(url)) | {"grund": "Weil.", **felder})
    assert response.status_code == 302, text(response)


def verlauf(client, pfad="/projekte/7/"):
    return text(client.get(pfad))


def test_a_release_names_it(office, client, papier):
    steckbrief = make_steckbrief("Bus", vorgesehene_nummer="7")
    url = reverse("admin:agenda_steckbrief_freigeben", args=[steckbrief.pk])
    wahl = page(office.get(url)).select("#id_drucksache option")
    assert [o.get_text() for o in wahl] == ["keine", "Drucksache 2027/1, Mehr Busse"]
    daten = read_form(office.get(url)) | {"drucksache": papier.pk}
    assert office.post(url, daten).status_code == 302
    assert Vorgang.objects.get(verb="freigegeben").drucksache == papier
    link = (
        page(client.get("/projekte/7/"))
        .select_one(".verlauf")
        .find("a", href=papier.get_absolute_url())
    )
    assert link.get_text() == "Drucksache 2027/1"
    assert BELEG in verlauf(client, "/projekte/7/fassungen/")
    admin = reverse("admin:agenda_steckbrief_history", args=[steckbrief.pk])
    assert BELEG in text(office.get(admin))


def test_a_release_without_one_says_nothing(office, client, papier, steckbrief):
    worte = verlauf(client)
    assert "Verlauf" in worte
    assert "Dazu:" not in worte


def test_shelving_and_taking_up_again_name_it(office, client, papier, steckbrief):
    take(office, steckbrief, "ablegen", drucksache=papier.pk)
    assert BELEG in verlauf(client)
    take(office, steckbrief, "wieder-aufnehmen", drucksache=papier.pk)
    assert set(Vorgang.objects.filter(drucksache=papier).values_list("verb", flat=True)) == {
        "abgelegt",
        "wieder_aufgenommen",
    }


def test_a_merge_names_it_on_both(office, papier, steckbrief):
    ziel = make_fassung(vorgesehene_nummer="8", titel="Bahn").steckbrief
    take(office, steckbrief, "zusammenfuehren", ziel=ziel.pk, drucksache=papier.pk)
    assert {v.steckbrief for v in Vorgang.objects.filter(drucksache=papier)} == {steckbrief, ziel}


@pytest.mark.parametrize("felder", [{"oeffentlich": False}, {"entwurf": True}])
def test_what_is_not_public_is_not_named(office, client, papier, steckbrief, felder):
    take(office, steckbrief, "ablegen", drucksache=papier.pk)
    for name, wert in felder.items():
        setattr(papier, name, wert)
    papier.save()
    for pfad in ("/projekte/7/", "/projekte/7/fassungen/", "/feeds/projekte.atom"):
        antwort = client.get(pfad)
        assert antwort.status_code == 200
        assert "Bus" in antwort.text
        assert "2027/1" not in antwort.text


def test_a_vorlage_being_written_is_no_ground(office, steckbrief, papier):
    papier.entwurf = True
    papier.save()
    url = reverse("admin:agenda_steckbrief_schritt", args=[steckbrief.pk, "ablegen"])
    assert [o.get_text() for o in page(office.get(url)).select("#id_drucksache option")] == [
        "keine"
    ]
    response = office.post(
        url, read_form(office.get(url)) | {"grund": "x", "drucksache": papier.pk}
    )
    assert "Bitte eine gültige Auswahl treffen" in text(response)
