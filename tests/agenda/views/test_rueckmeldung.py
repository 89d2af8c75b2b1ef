"""Barriere melden, Fehler melden: nothing typed is lost, nothing is asked of the browser."""

import datetime
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from agenda.domain import rueckmeldungen
from agenda.models import Rueckmeldung
from tests.factories import make_portal

pytestmark = pytest.mark.django_db

BARRIERE, FEHLER = "/barriere-melden/", "/fehler-melden/"
ALLES = {
    "text": "Der <b>Kontrast</b>\r\nist zu schwach.",
    "seite": "/projekte/7/",
    "name": "E. M.",
    "email": "em@example.org",
}


@pytest.fixture
def client():
    """A browser whose POST is checked as in production."""
    return Client(enforce_csrf_checks=True)


def soup(response, status=200):
    assert response.status_code == status
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "no-store" in response["Cache-Control"] or status == 403
    return BeautifulSoup(response.content, "html.parser")


def token(client, pfad=BARRIERE):
    return soup(client.get(pfad)).select_one("input[name=token]")["value"]


def send(client, pfad=BARRIERE, daten=ALLES, *, nach=10, headers=None, **mehr):
    """Hand in a form `nach` seconds after it was shown."""
    daten = {"token": mehr.pop("token", None) or token(client, pfad), **daten, **mehr}
    spaeter = timezone.now() + datetime.timedelta(seconds=nach)
    with mock.patch.object(timezone, "now", return_value=spaeter):
        return client.post(pfad, daten, headers=headers)


def typed(seite):
    """Return what stands in the fields of a page."""
    return {
        "text": seite.select_one("textarea").text.removeprefix("\n"),
        **{
            name: seite.select_one(f"input[name={name}]").get("value", "")
            for name in ("seite", "name", "email")
        },
    }


@pytest.mark.parametrize(("pfad", "buchstabe"), [(BARRIERE, "B"), (FEHLER, "F")])
def test_a_report_is_received_once_and_the_receipt_says_what_happens(client, pfad, buchstabe):
    make_portal(stelle="Stabsstelle", telefon="0481 1", email="post@example.org")
    marke = token(client, pfad)
    response = send(client, pfad, token=marke)
    assert response.status_code == 302
    assert not response.cookies
    quittung = soup(client.get(response["Location"]))
    meldung = Rueckmeldung.objects.get()
    assert meldung.text == "Der <b>Kontrast</b>\nist zu schwach."
    assert (meldung.seite, meldung.name, meldung.email) == (
        "/projekte/7/",
        "E. M.",
        "em@example.org",
    )
    assert meldung.eingangsnummer.startswith(f"{buchstabe}-{timezone.localdate().year}-")
    text = quittung.get_text(" ")
    assert meldung.eingangsnummer in text
    assert f"{meldung.loeschen_am.day}. " in text
    assert "Stabsstelle" in text
    assert "E. M." not in text
    # Once more by the back button, or a double click.
    assert send(client, pfad, token=marke)["Location"].startswith(f"{pfad}eingang/")
    assert Rueckmeldung.objects.count() == 1
    # Another text in the same form is another report: shown again with a fresh token.
    seite = soup(send(client, pfad, token=marke, text="Etwas anderes"))
    assert "schon eine andere Meldung" in seite.select_one("[role=alert]").text
    assert seite.select_one("textarea").text.strip() == "Etwas anderes"
    frisch = seite.select_one("input[name=token]")["value"]
    assert send(client, pfad, token=frisch, text="Etwas anderes", nach=60).status_code == 302
    assert Rueckmeldung.objects.count() == 2


@pytest.mark.parametrize(
    ("nach", "satz", "bleibt"),
    [(1, "Das ging sehr schnell.", True), (25 * 3600, "länger als einen Tag", False)],
)
def test_too_young_and_too_old_keep_what_was_typed(client, nach, satz, bleibt):
    marke = token(client)
    seite = soup(send(client, token=marke, nach=nach))
    assert satz in seite.select_one("[role=alert]").text
    gesehen = typed(seite)
    gesehen["text"] = gesehen["text"].replace("\r\n", "\n")
    assert gesehen == {**ALLES, "text": ALLES["text"].replace("\r\n", "\n")}
    assert (seite.select_one("input[name=token]")["value"] == marke) is bleibt
    assert not Rueckmeldung.objects.exists()


def test_errors_are_listed_linked_and_told_at_the_field(client):
    seite = soup(send(client, text=" ", email="em", token=None))
    assert seite.title.text.startswith("Fehler im Formular: Barriere melden")
    links = seite.select("[role=alert] a")
    assert [link["href"] for link in links] == ["#id_text", "#id_email"]
    for link in links:
        feld = seite.select_one(link["href"])
        assert feld["aria-invalid"] == "true"
        ids = feld["aria-describedby"].split()
        assert ids[-1] == f"{feld['id']}_error"
        assert all(seite.select_one(f"#{kennung}") for kennung in ids)
        assert seite.select_one(f"label[for={feld['id']}]")
    assert typed(seite)["name"] == "E. M."
    lang = soup(send(client, text="x" * 4001)).select_one("[role=alert]").text
    assert "Bitte kürzen Sie die Beschreibung auf 4.000 Zeichen. Es sind 4001." in lang
    # A line break is one character, however the browser sends it.
    assert send(client, text="x\r\n" * 2000).status_code == 302


def test_a_programme_falls_into_the_trap_and_does_not_notice(client):
    seite = soup(client.get(BARRIERE))
    falle = seite.select_one("[aria-hidden=true] input[name=betreff]")
    assert (falle["tabindex"], falle["autocomplete"]) == ("-1", "off")
    response = send(client, betreff="Kaufen!", email="kein", nach=0)
    assert "Ihre Eingangsnummer" in soup(client.get(response["Location"])).text
    assert not Rueckmeldung.objects.exists()


@pytest.mark.parametrize(
    ("headers", "erlaubt"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "http://TestServer"}, True),
        ({}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "https://boese.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://["}, False),
    ],
)
def test_a_form_of_another_site_is_refused(client, headers, erlaubt):
    response = send(client, headers=headers)
    assert response.status_code == (302 if erlaubt else 403)
    assert Rueckmeldung.objects.exists() is erlaubt
    if not erlaubt:
        assert soup(response, 403).select_one(f'main a[href="{BARRIERE}"]')


@pytest.mark.parametrize(
    ("seite", "vorbelegt"),
    [
        ("/projekte/7/?q=bus", "/projekte/7/?q=bus"),
        ("//boese.example/", ""),
        ("/\\boese.example", ""),
        ("https://boese.example/", ""),
        ("javascript:alert(1)", ""),
        ("/x\x00", ""),
        ("/" + "x" * 10000, ""),
        ('/"><script>', '/"><script>'),
    ],
)
def test_the_page_is_filled_in_only_if_it_is_ours(client, seite, vorbelegt):
    response = client.get(FEHLER, {"seite": seite})
    assert typed(soup(response))["seite"] == vorbelegt


def test_forged_tokens_and_receipts_do_no_harm(client):
    for falsch in ("x", "\x00", "a:b:c", rueckmeldungen.make_token("fehler"), "y" * 10000):
        seite = soup(send(client, token=falsch))
        assert "nicht mehr gültig" in seite.select_one("[role=alert]").text
    assert "Nullzeichen" in soup(send(client, text="a\x00b")).text
    assert not Rueckmeldung.objects.exists()
    assert client.get(f"{BARRIERE}eingang/x:y:z/").status_code == 404
    ort = send(client)["Location"]
    assert client.get(ort.replace("barriere", "fehler")).status_code == 404


def test_sixty_an_hour_then_later_with_what_was_typed(client):
    make_portal(telefon="0481 1")
    with mock.patch.object(rueckmeldungen, "HOECHSTZAHL", 2):
        marke = token(client)
        assert [send(client, token=marke).status_code, send(client).status_code] == [302, 302]
        # What has arrived is told again; it takes no place.
        assert send(client, token=marke).status_code == 302
        marke = token(client)
        response = send(client, token=marke)
        seite = soup(response, 429)
        assert 0 < int(response["Retry-After"]) <= 3600
        warnung = seite.select_one("[role=alert]")
        assert "sehr viele Meldungen" in warnung.text
        assert seite.select_one(warnung.select_one("p a")["href"]).text == "Lieber anders?"
        assert typed(seite)["name"] == "E. M."
        assert seite.select_one("input[name=token]")["value"] == marke
        assert Rueckmeldung.objects.count() == 2
        assert send(client, token=marke, nach=3700).status_code == 302


def test_what_is_much_too_long_comes_back_cut(client):
    antwort = send(client, text="x" * 1_000_000, name="y" * 300_000, email="z" * 300_000)
    seite = soup(antwort)
    assert len(antwort.content) < 100_000
    assert "nur noch die ersten 20.000" in seite.select_one("[role=alert]").text
    assert len(typed(seite)["text"]) == len(typed(seite)["name"]) == 20_000


def test_a_line_keeps_no_control_characters(client):
    send(client, seite="/\t/evil.example/x", name="E.\x7f M.\u2028")
    assert Rueckmeldung.objects.values_list("seite", "name").get() == ("/ /evil.example/x", "E. M.")


def test_an_error_mail_tells_nothing_of_the_report(client, mailoutbox, settings):
    settings.ADMINS = [("it", "it@example.org")]
    client.raise_request_exception = False
    with mock.patch.object(rueckmeldungen, "eingehen", side_effect=RuntimeError("kaputt")):
        assert send(client).status_code == 500
    [mail] = mailoutbox
    assert "kaputt" in mail.body
    for wort in ("Kontrast", "E. M.", "em@example.org"):
        assert wort not in mail.body
