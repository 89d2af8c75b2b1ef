"""The ground of the cooperation: Gremien that report to each other, and addresses already taken."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from kommunen.models import Gremium, Kommunalart, Kommune, Portal
from tests.agenda.admin.formular import add_row, errors, read_form
from tests.factories import make_gremium, make_kommune, make_portal, make_stabsstelle

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"admin:kommunen_{name}", args=args)


@pytest.fixture
def office(client):
    make_portal()
    client.force_login(make_stabsstelle())
    return client


@pytest.mark.parametrize("name", ["Matrix", "Organisation"])
def test_a_kommune_cannot_take_the_address_of_a_page(name):
    art = Kommunalart.objects.create(schluessel="amt", name="Amt", mehrzahl="Ämter")
    with pytest.raises(ValidationError, match="gehört einer anderen Seite"):
        Kommune(name=name, art=art).full_clean()
    Kommune(name=name, art=art, slug=f"amt-{name.lower()}").full_clean()


def test_the_admin_says_so(office):
    kommune = make_kommune()
    daten = read_form(office.get(url("kommune_add"))) | {
        "name": "Organisation",
        "art": kommune.art_id,
    }
    assert "gehört einer anderen Seite" in errors(office.post(url("kommune_add"), daten))


def test_nobody_reports_to_himself():
    eins = make_gremium("Eins")
    zwei = make_gremium("Zwei", berichtet_an=eins)
    drei = make_gremium("Drei", berichtet_an=zwei)
    eins.berichtet_an = drei
    with pytest.raises(ValidationError, match="Eins → Drei → Zwei → Eins"):
        eins.full_clean()
    eins.berichtet_an = eins
    with pytest.raises(ValidationError, match="Eins → Eins"):
        eins.full_clean()
    drei.berichtet_an = eins
    drei.full_clean()


def test_a_circle_elsewhere_does_no_harm():
    eins, zwei = make_gremium(), make_gremium()
    Gremium.objects.filter(pk=eins.pk).update(berichtet_an=zwei)
    Gremium.objects.filter(pk=zwei.pk).update(berichtet_an=eins)
    drei = make_gremium("Drei", berichtet_an=Gremium.objects.get(pk=eins.pk))
    drei.full_clean()
    drei.save()
    assert Gremium.objects.get(pk=drei.pk).berichtet_an == eins


def test_a_gremium_with_who_sends_whom(office):
    rat = make_gremium("Rat")
    daten = read_form(office.get(url("gremium_add"))) | {
        "name": "Lenkungsgruppe",
        "berichtet_an": rat.pk,
    }
    nummer = add_row(daten, "entsendungen", funktion="Leitung", anzahl="1", position="1")
    assert "wer entsendet" in errors(office.post(url("gremium_add"), daten))
    daten[f"entsendungen-{nummer}-stelle"] = "jeder Kooperationspartner"
    response = office.post(url("gremium_add"), daten)
    assert response.status_code == 302, errors(response)
    gremium = Gremium.objects.get(name="Lenkungsgruppe")
    assert (gremium.berichtet_an, gremium.in_organisation) == (rat, True)
    assert str(gremium.entsendungen.get()) == "jeder Kooperationspartner: Leitung"
    aendern = url("gremium_change", rat.pk)
    daten = read_form(office.get(aendern)) | {"berichtet_an": gremium.pk}
    assert "Rat → Lenkungsgruppe → Rat" in errors(office.post(aendern, daten))


def test_open_posts_are_entered(office):
    kommune = make_kommune()
    daten = read_form(office.get(url("kommune_change", kommune.pk)))
    add_row(daten, "ressourcen", jahr="2026", stellen_offen="0")
    assert office.post(url("kommune_change", kommune.pk), daten).status_code == 302
    assert kommune.ressourcen.get().stellen_offen == 0


def test_the_agreement_is_entered_and_posts_are_switched_off(office):
    aendern = url("portal_change", Portal.objects.get().pk)
    daten = read_form(office.get(aendern)) | {
        "kooperation_von": "01.09.2026",
        "kooperation_bis": "31.08.2026",
        "aktenzeichen": "10.24",
    }
    del daten["ressourcen_zeigen"]
    assert "endet vor ihrem Anfang" in errors(office.post(aendern, daten))
    daten["kooperation_bis"] = "31.08.2030"
    assert office.post(aendern, daten).status_code == 302
    portal = Portal.objects.get()
    assert portal.kooperation_bis == datetime.date(2030, 8, 31)
    assert (portal.ressourcen_zeigen, portal.aktenzeichen) == (False, "10.24")
