"""A partner's personal link: opening changes nothing, and no other address leads in."""

import datetime
from unittest import mock

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from agenda.domain import meldelinks, runden, sachstaende, workflow
from agenda.domain.meldetoken import make_token
from agenda.models import Meldelink, Rueckmeldung, Sachstand, Vorgang
from tests.agenda.rundenwerk import berichtet, eroeffnete, letzte_mail, pfad, pfad_in
from tests.agenda.views.meldewerk import gelesen, senden, soup, worte
from tests.factories import make_stabsstelle

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """A browser whose POST is checked as in production."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def alles(db):
    return eroeffnete()


def alles_was_steht():
    """Everything that opening a page could have changed."""
    return [
        list(modell.objects.order_by("pk").values())
        for modell in (Sachstand, Meldelink, Vorgang, Rueckmeldung)
    ] + [len(mail.outbox)]


def test_opening_every_page_changes_nothing(client, alles):
    berichtet(alles.lotsen, alles.bus)
    link = alles.link(alles.nord)
    start = pfad(link)
    vorher = alles_was_steht()
    for ende in ("", "1/", "1/weitergeben/", "1/hinweis/", "unveraendert/", "quittung/"):
        for _ in range(2):
            soup(client.get(start + ende))
        assert client.head(start + ende).status_code == 200
    for ende in ("neuer-link/",):
        assert client.get(start + ende).status_code == 302
    assert "Content-Disposition" in client.get(start + "quittung.txt")
    assert alles_was_steht() == vorher


def test_the_overview_tells_what_is_open_and_never_repeats_the_address_elsewhere(client, alles):
    berichtet(alles.lotsen)
    seite = soup(client.get(pfad(alles.link(alles.nord))))
    text = worte(seite)
    assert "0 von 2 gemeldet." in text
    assert "Ampel grün: im Plan" in text
    assert "Noch kein Bericht." in text
    assert "WLAN" not in text
    assert not seite.select("link[rel=canonical]")
    fremde = [a["href"] for a in seite.select("a[href]") if "?seite=" in a["href"]]
    assert fremde
    assert all(adresse.endswith("?seite=/meldung/") for adresse in fremde)
    # What was never reported cannot be "unverändert".
    assert [b["value"] for b in seite.select("button[name=nummer]")] == ["1"]
    nur_ort = worte(soup(client.get(pfad(alles.link(alles.sued)))))
    assert "nur den Stand vor Ort" in nur_ort


def test_unchanged_by_one_click_counts_once(client, alles):
    berichtet(alles.lotsen)
    start = pfad(alles.link(alles.nord))
    seite = soup(client.get(start))
    knopf = seite.select_one("button[name=nummer]")
    form = knopf.find_parent("form")
    daten = {"token": form.select_one("[name=token]")["value"], "nummer": knopf["value"]}
    antwort = client.post(form["action"], daten)
    assert antwort["Location"] == f"{start}?gemeldet=1"
    assert not antwort.cookies
    assert client.post(form["action"], daten)["Location"] == antwort["Location"]
    [sachstand] = Sachstand.objects.filter(runde=alles.runde)
    assert (sachstand.art, sachstand.status) == ("unveraendert", "eingereicht")
    assert sachstand.gemeldet_funktion == "Amt Nord"
    text = worte(soup(client.get(antwort["Location"])))
    assert "Danke, das ist gemeldet: 1 Lotsen" in text
    assert "1 von 2 gemeldet." in text


def test_all_the_rest_unchanged_names_them_first_and_leaves_out_what_cannot_be(client, alles):
    berichtet(alles.lotsen, alles.bus)
    start = pfad(alles.link(alles.nord))
    seite = soup(client.get(start + "unveraendert/"))
    assert "1 Lotsen: in Umsetzung, Ampel grün: im Plan" in worte(seite)
    nummern = [i["value"] for i in seite.select("input[name=nummer]")]
    assert nummern == ["1", "2"]
    token = seite.select_one("[name=token]")["value"]
    # A colleague hands in a report of its own in between: that one stays.
    eigener = sachstaende.entwurf(alles.bus, runde=alles.runde, kommune=alles.nord)
    eigener = sachstaende.speichern(eigener, seen_version=0, felder={"erreicht": "Zwei Linien"})
    sachstaende.einreichen(eigener)
    antwort = client.post(start + "unveraendert/", {"token": token, "nummer": nummern})
    text = worte(soup(antwort, 409))
    assert "2 Bus auf Abruf: In dieser Runde ist schon ein Bericht eingereicht." in text
    assert "2 von 2 gemeldet." in text
    eigener.refresh_from_db()
    assert eigener.erreicht == "Zwei Linien"
    leer = client.post(start + "unveraendert/", {"token": token})
    assert "Es war kein Projekt ausgewählt" in worte(soup(leer, 409))
    gefaelscht = client.post(start + "unveraendert/", {"token": "x", "nummer": "1"})
    assert "nicht mehr gültig" in worte(soup(gefaelscht, 409))


@pytest.mark.parametrize("ende", ["", "1/", "quittung/", "neuer-link/"])
def test_a_forged_link_is_told_apart_and_helped(client, alles, ende):
    token = make_token(alles.link(alles.nord))
    for falsch in (token[:-1] + ("A" if token[-1] != "A" else "B"), "quatsch", token[:20]):
        antwort = client.post(f"/meldung/{falsch}/{ende}", {"erreicht": "Mein Text"})
        seite = soup(antwort, 404)
        assert "Diesen Link gibt es nicht" in worte(seite)
        assert "So bekommen Sie einen neuen Link" in worte(seite)
        assert "Mein Text" in worte(seite)
    assert not Sachstand.objects.exists()


def test_a_link_of_somebody_else_leads_nowhere(client, alles):
    antwort = client.get(pfad(alles.link(alles.nord)) + "3/")
    assert "gehört nicht zu Ihrem Link" in worte(soup(antwort, 404))
    antwort = client.post(pfad(alles.link(alles.stumm)) + "1/", {"erreicht": "Mein Text"})
    assert "Mein Text" in worte(soup(antwort, 404))
    assert client.get(pfad(alles.link(alles.nord)) + "99/").status_code == 404
    # A form's token of one project does not open another.
    adresse = pfad(alles.link(alles.nord))
    daten = gelesen(soup(client.get(adresse + "1/")), "melden") | {"erreicht": "Hierher?"}
    seite = soup(client.post(adresse + "2/", daten), 409)
    assert "nicht mehr gültig" in seite.select_one("[role=alert]").text
    assert seite.select_one("#id_erreicht").text.strip() == "Hierher?"
    assert not Sachstand.objects.exists()


def test_an_old_link_gets_a_new_one_by_one_click_and_not_too_often(client, alles):
    link = alles.link(alles.nord)
    alt = pfad(link)
    mail.outbox.clear()
    danke = client.post(alt + "neuer-link/")
    zu_oft = client.post(alt + "neuer-link/")  # the invitation is less than ten minutes old
    assert not mail.outbox
    Meldelink.objects.update(versandt_at=timezone.now() - datetime.timedelta(minutes=11))
    geschickt = client.post(alt + "neuer-link/")
    assert [m.to for m in mail.outbox] == [["nord@example.org"]]
    neu = pfad_in(letzte_mail("nord@example.org"))
    assert neu != alt
    seite = soup(client.get(alt), 410)
    assert "Dieser Link ist überholt" in worte(seite)
    assert neu not in seite.decode()
    noch_einmal = client.post(seite.select_one("main form")["action"])
    assert len(mail.outbox) == 1
    # The same answer in every case: nobody learns who has an address.
    antworten = {worte(soup(antwort)) for antwort in (danke, zu_oft, geschickt, noch_einmal)}
    assert len(antworten) == 1
    assert "nord@example.org" not in antworten.pop()
    assert client.get(neu).status_code == 200
    # Whoever holds the old link cannot end the valid one: it is only sent once more.
    Meldelink.objects.update(versandt_at=timezone.now() - datetime.timedelta(minutes=11))
    soup(client.post(alt + "neuer-link/"))
    assert len(mail.outbox) == 2
    assert pfad_in(letzte_mail("nord@example.org")) == neu
    assert client.get(neu).status_code == 200
    # What is sent by the old link is shown, not lost.
    alte_post = soup(client.post(alt + "1/", {"erreicht": "Mein Text"}), 410)
    assert "Mein Text" in worte(alte_post)


def test_a_mail_that_fails_leaves_the_old_link_as_it_was(client, alles):
    link = alles.link(alles.nord)
    Meldelink.objects.update(versandt_at=timezone.now() - datetime.timedelta(hours=1))
    with mock.patch("django.core.mail.backends.locmem.EmailBackend.open", side_effect=TimeoutError):
        assert client.post(pfad(link) + "neuer-link/").status_code == 200
    assert client.get(pfad(link)).status_code == 200
    assert alles.link(alles.nord).fehler == "Der Mailserver antwortet nicht rechtzeitig."


def test_when_the_round_is_over_only_the_receipt_is_left(client, alles):
    start = pfad(alles.link(alles.nord))
    daten = gelesen(soup(client.get(start + "1/")), "melden") | {"erreicht": "Zu spät"}
    senden(client, start + "2/", erreicht="Rechtzeitig")
    runden.schliessen(alles.runde, user=None)
    for ende in ("", "1/", "unveraendert/", "1/hinweis/"):
        assert client.get(start + ende)["Location"] == start + "quittung/"
    seite = soup(client.get(start + "quittung/"))
    text = worte(seite)
    assert "Die Runde ist beendet" in text
    assert "Rechtzeitig" in text
    assert "Ohne Meldung 1 Lotsen" in text
    assert not seite.select("main form")
    spaet = soup(client.post(start + "1/", daten), 410)
    assert "Die Runde ist beendet" in worte(spaet)
    assert "Zu spät" in worte(spaet)
    assert Sachstand.objects.count() == 1
    mail.outbox.clear()
    Meldelink.objects.update(versandt_at=None)
    soup(client.post(start + "neuer-link/"))
    assert not mail.outbox


def test_a_link_taken_back_stays_shut(client, alles):
    link = alles.link(alles.nord)
    meldelinks.widerrufen(link, user=make_stabsstelle())
    mail.outbox.clear()
    Meldelink.objects.update(versandt_at=None)
    assert "zurückgezogen" in worte(soup(client.get(pfad(link)), 410))
    soup(client.post(pfad(link) + "neuer-link/"))
    assert not mail.outbox


def test_what_another_site_sends_is_not_taken(client, alles):
    adresse = pfad(alles.link(alles.nord)) + "1/"
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://boese.example.org"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ):
        antwort = senden(client, adresse, erreicht="Mein Text", headers=headers)
        assert "von einer anderen Internetseite" in worte(soup(antwort, 403))
        assert "Mein Text" in worte(soup(antwort, 403))
    assert not Sachstand.objects.exists()
    # Without Sec-Fetch-Site our own no-referrer makes a browser's origin "null".
    assert senden(client, adresse, headers={"Origin": "null"}).status_code == 302


def test_a_number_changed_during_the_round_still_leads_there(client, alles):
    start = pfad(alles.link(alles.nord))
    workflow.renumber(alles.bus, nummer="77", user=None, grund="Ordnung.")
    for nummer in ("2", "77"):
        assert "Bus auf Abruf" in worte(soup(client.get(f"{start}{nummer}/")))
    assert senden(client, f"{start}2/", erreicht="Angekommen").status_code == 302
    assert Sachstand.objects.get().steckbrief == alles.bus
    assert client.get(f"{start}3/").status_code == 404


def test_where_reports_go_is_on_no_public_page(client, alles):
    for adresse in (
        "/kommunen/",
        "/kommunen/amt-nord/",
        "/kommunen/matrix/",
        "/projekte/1/",
        "/projekte/1/steckbrief.json",
    ):
        antwort = client.get(adresse)
        assert antwort.status_code == 200, adresse
        assert b"Amt Nord" in antwort.content
        assert b"nord@example.org" not in antwort.content
