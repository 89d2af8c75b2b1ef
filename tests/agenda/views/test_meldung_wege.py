"""What a partner's link offers: only what can be done, and what was passed on can be taken back."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail

from agenda.domain import meldelinks, sachstaende
from agenda.models import Sachstand
from kommunen.models import Portal
from tests.agenda.rundenwerk import berichtet, eroeffnete, letzte_mail, pfad, pfad_in
from tests.factories import make_stabsstelle

pytestmark = pytest.mark.django_db


@pytest.fixture
def alles():
    return eroeffnete()


def seite(client, link, ende=""):
    antwort = client.get(pfad(link) + ende)
    assert antwort.status_code == 200
    return BeautifulSoup(antwort.content, "html.parser")


def worte(suppe):
    return " ".join(suppe.select_one("main").get_text(" ").split())


def test_what_was_to_be_decided_stays_in_the_next_report(client, alles):
    berichtet(alles.lotsen, entscheidungsbedarf="Wer zahlt ab 2028?")
    bogen = seite(client, alles.link(alles.nord), "1/")
    assert bogen.select_one("[name=entscheidungsbedarf]").text.strip() == "Wer zahlt ab 2028?"
    entwurf = sachstaende.entwurf(alles.lotsen, runde=alles.runde, kommune=alles.nord)
    assert entwurf.entscheidungsbedarf == "Wer zahlt ab 2028?"


def test_a_draft_with_words_of_its_own_cannot_be_unchanged(client, alles):
    berichtet(alles.lotsen)
    entwurf = sachstaende.entwurf(alles.lotsen, runde=alles.runde, kommune=alles.nord)
    link = alles.link(alles.nord)
    assert len(seite(client, link).select("button[name=nummer]")) == 1
    sachstaende.speichern(entwurf, seen_version=entwurf.version, felder={"erreicht": "Viel."})
    assert not seite(client, link).select("button[name=nummer]")


def test_what_the_office_accepted_at_once_says_so(client, alles):
    entwurf = sachstaende.entwurf(alles.lotsen, runde=alles.runde, kommune=alles.nord)
    sachstaende.annehmen(entwurf, user=make_stabsstelle())
    text = worte(seite(client, alles.link(alles.nord)))
    tag = Sachstand.objects.get().angenommen_at
    assert f"✓ Gemeldet am {tag.astimezone():%d.%m.%Y}" in text
    assert "von der Stabsstelle, angenommen" in text
    assert "Ihr Bericht ist für die Sitzung am" in text
    quittung = client.get(pfad(alles.link(alles.nord)) + "quittung.txt").text
    assert "von der Stabsstelle für den Partner gemeldet" in quittung


def test_passed_on_is_shown_and_taken_back(client, alles):
    link = alles.link(alles.nord)
    neuer = meldelinks.weitergeben(link, alles.lotsen, "fachamt@example.org")
    start = seite(client, link)
    assert "Weitergegeben an fachamt@example.org am" in worte(start)
    # Whom it was passed on to does not see it, and cannot take it back.
    assert "fachamt@example.org" not in worte(seite(client, neuer))
    assert not meldelinks.zuruecknehmen(neuer, neuer.pk)
    assert not meldelinks.zuruecknehmen(alles.link(alles.sued), neuer.pk)
    assert not meldelinks.zuruecknehmen(link, link.pk)
    form = start.select_one("form[action$='/zuruecknehmen/']")
    daten = {n["name"]: n["value"] for n in form.select("[name]")}
    client.post(form["action"], daten | {"token": "x"})
    neuer.refresh_from_db()
    assert neuer.widerrufen_at is None
    danach = client.post(form["action"], daten, follow=True)
    assert "Der Link ist zurückgenommen" in danach.text
    assert "fachamt@example.org" not in danach.text
    assert client.get(pfad(neuer)).status_code == 410


def test_the_mail_offers_unchanged_only_where_there_is_something_to_confirm(alles):
    assert all("unverändert" not in m.body for m in mail.outbox)
    assert "Ihrer Projekte in „" in mail.outbox[0].body
    berichtet(alles.lotsen)
    link = alles.link(alles.nord)
    for steckbrief, erwartet in ((alles.lotsen, True), (alles.bus, False)):
        meldelinks.weitergeben(link, steckbrief, "fachamt@example.org")
        body = letzte_mail("fachamt@example.org").body
        assert ("genügt dort ein Klick" in body) is erwartet
        assert pfad_in(letzte_mail("fachamt@example.org"))


def test_an_error_names_the_milestone(client, alles):
    link = alles.link(alles.nord)
    bogen = seite(client, link, "1/")
    daten = {"token": bogen.select_one("form.formular [name=token]")["value"]}
    daten |= {"umsetzungsstand": "in_planung", "aktion": "melden"}
    name = bogen.select_one("[name^=neuer_termin_]")["name"]
    antwort = client.post(pfad(link) + "1/", daten | {name: "2028"})
    liste = BeautifulSoup(antwort.content, "html.parser").select_one("[role=alert] ul").text
    assert "Meilenstein „Start 1“, Grund für den neuen Termin" in liste


@pytest.mark.parametrize(
    ("felder", "erwartet"),
    [
        ({"email": ""}, "Die Telefonnummer steht unten"),
        ({"telefon": ""}, "Die E-Mail-Adresse steht unten"),
        ({"telefon": "", "email": ""}, "Stabsstelle Digitales"),
    ],
)
def test_help_is_promised_only_where_it_is(client, alles, felder, erwartet):
    portal = Portal.objects.aktuell()
    for name, wert in felder.items():
        setattr(portal, name, wert)
    portal.save()
    antwort = client.get("/meldung/x/")
    assert erwartet in antwort.text
    assert "Telefon und E-Mail stehen" not in antwort.text
