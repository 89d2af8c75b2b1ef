"""A partner's link passed on for one project, and a remark on its Steckbrief."""

from unittest import mock

import pytest
from django.core import mail
from django.test import Client

from agenda.domain import meldelinks
from agenda.models import Meldelink, Rueckmeldung, Vorgang
from tests.agenda.rundenwerk import eroeffnete, letzte_mail, pfad, pfad_in
from tests.agenda.views.meldewerk import gelesen, senden, soup, worte

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """A browser whose POST is checked as in production."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def alles(db):
    return eroeffnete()


def test_passed_on_to_a_colleague_for_one_project_only(client, alles):
    start = pfad(alles.link(alles.nord))
    falsch = soup(senden(client, start + "2/weitergeben/", email="fach"))
    assert "nicht vollständig" in falsch.select_one("[role=alert]").text
    assert falsch.select_one("#id_email")["value"] == "fach"
    seite = soup(senden(client, start + "2/weitergeben/", email=" fach@example.org "))
    assert "fach@example.org ist unterwegs" in worte(seite)
    nachricht = letzte_mail("fach@example.org")
    assert "2 Bus auf Abruf" in nachricht.body
    neu = pfad_in(nachricht)
    assert neu != start
    seite = soup(client.get(neu))
    assert "Bus auf Abruf" in worte(seite)
    assert "Lotsen" not in worte(seite)
    assert client.get(neu + "1/").status_code == 404
    assert senden(client, neu + "2/", erreicht="Aus dem Fachamt").status_code == 302
    assert "Aus dem Fachamt" in worte(soup(client.get(start + "quittung/")))
    # Twice is one mail; twenty within the hour are enough.
    anzahl = len(mail.outbox)
    senden(client, start + "2/weitergeben/", email="FACH@example.org")
    assert len(mail.outbox) == anzahl
    for nummer in range(meldelinks.HOECHSTZAHL - 1):
        Meldelink.objects.create(
            abfrage=alles.link(alles.nord).abfrage,
            steckbrief=alles.bus,
            email=f"a{nummer}@example.org",
        )
    seite = soup(senden(client, start + "2/weitergeben/", email="zuviel@example.org"), 409)
    assert "schon sehr oft weitergegeben" in worte(seite)
    assert len(mail.outbox) == anzahl


def test_a_colleague_who_cannot_be_reached_is_told(client, alles):
    start = pfad(alles.link(alles.nord))
    daten = gelesen(soup(client.get(start + "2/weitergeben/"))) | {"email": "fach@example.org"}
    with mock.patch(
        "django.core.mail.backends.locmem.EmailBackend.open", side_effect=ConnectionRefusedError
    ):
        seite = soup(client.post(start + "2/weitergeben/", daten), 409)
    assert "konnte gerade nicht verschickt werden" in worte(seite)
    assert seite.select_one("#id_email")["value"] == "fach@example.org"


def test_something_is_wrong_with_the_steckbrief_makes_a_draft(client, alles):
    start = pfad(alles.link(alles.nord))
    adresse = start + "1/hinweis/"
    leer = soup(senden(client, adresse, text=" "))
    assert "Bitte beschreiben Sie" in leer.select_one("[role=alert]").text
    daten = gelesen(soup(client.get(adresse))) | {"text": "Der Titel ist veraltet."}
    seite = soup(client.post(adresse, daten))
    meldung = Rueckmeldung.objects.get()
    assert meldung.eingangsnummer in worte(seite)
    assert (meldung.seite, meldung.text) == ("/projekte/1/", "Der Titel ist veraltet.")
    alles.lotsen.refresh_from_db()
    assert alles.lotsen.status == "entwurf"
    vorgang = Vorgang.objects.filter(steckbrief=alles.lotsen).first()
    assert (vorgang.von, vorgang.nach, vorgang.funktion) == ("freigegeben", "entwurf", "Amt Nord")
    # The log stays for ever: it names the number, not the words.
    assert meldung.eingangsnummer in vorgang.begruendung
    assert "Titel" not in vorgang.begruendung
    soup(client.post(adresse, daten))  # twice is once
    assert Rueckmeldung.objects.count() == 1
    assert b"Lotsen" in client.get("/projekte/1/").content
