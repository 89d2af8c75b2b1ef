"""Rounds in the office: buttons, the partners' progress, links that did not arrive."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.template.loader import render_to_string
from django.utils import timezone

from agenda.domain import runden, sachstaende
from agenda.models import Meldelink, Runde, Sitzung
from tests.agenda.admin.formular import errors, page, read_form, text
from tests.agenda.domain.berichtsjahr import released
from tests.agenda.domain.test_figures import am
from tests.agenda.rundenwerk import berichtet, eroeffnete, pfad, projekt, runde_um
from tests.factories import (
    festschreiben_bericht,
    make_bericht,
    make_gremium,
    make_kommune,
    make_portal,
    make_sitzung,
)

pytestmark = pytest.mark.django_db


def adresse(runde, was=""):
    return f"/admin/agenda/runde/{runde.pk}/{was}"


def test_a_sitzung_and_its_round_are_entered(office):
    gremium = make_gremium("Hauptausschuss")
    daten = read_form(office.get("/admin/agenda/sitzung/add/"))
    daten |= {"gremium": str(gremium.pk), "datum": "18.02.2027"}
    assert office.post("/admin/agenda/sitzung/add/", daten).status_code == 302
    sitzung = Sitzung.objects.get()
    weiter = page(office.get("/admin/agenda/sitzung/")).select_one(".messagelist a")
    assert weiter["href"] == f"/admin/agenda/runde/add/?sitzung={sitzung.pk}"
    assert sitzung.ladung_am == datetime.date(2027, 2, 11)
    zu_spaet = office.post(
        "/admin/agenda/sitzung/add/", daten | {"datum": "19.02.2027", "ladung_am": "15.02.2027"}
    )
    assert "spätestens eine Woche vor der Sitzung" in errors(zu_spaet)
    daten = read_form(office.get("/admin/agenda/runde/add/"))
    daten |= {"sitzung": str(sitzung.pk), "stichtag": "31.12.2026", "abgabefrist": "11.02.2027"}
    antwort = office.post("/admin/agenda/runde/add/", daten)
    assert "liegt vor der Ladung am 11.02.2027" in errors(antwort)
    assert (
        office.post("/admin/agenda/runde/add/", daten | {"abgabefrist": "28.01.2027"}).status_code
        == 302
    )
    runde = Runde.objects.get()
    assert runde.created_von.username == "stab"
    assert "Noch nicht eröffnet" in text(office.get(adresse(runde, "change/")))


def test_a_sitzung_that_becomes_nichtoeffentlich_takes_its_report_from_the_public(
    office, client, settings
):
    settings.SEITEN_BEHALTEN = True
    make_portal()
    released("Rufbus")
    sitzung = make_sitzung()
    with am(2026, 7, 20):
        bericht = festschreiben_bericht(make_bericht(2, sitzung=sitzung))
    vorher = client.get(bericht.get_absolute_url())
    assert vorher.status_code == 200
    aendern = f"/admin/agenda/sitzung/{sitzung.pk}/change/"
    daten = read_form(office.get(aendern))
    del daten["oeffentlich"]
    assert office.post(aendern, daten).status_code == 302
    for kopf in ({}, {"if-none-match": vorher["ETag"]}):
        assert client.get(bericht.get_absolute_url(), headers=kopf).status_code == 404


def test_opened_reminded_and_closed_by_buttons_that_ask_first(office):
    nord = make_kommune("Amt Nord", melde_email="nord@example.org")
    projekt("1", "Lotsen", verantwortlich=[nord], beteiligt=[make_kommune("Amt Stumm")])
    runde = runde_um()
    frage = office.get(adresse(runde, "schritt/eroeffnen/"))
    assert "bekommen eine E-Mail" in text(frage)
    assert "Amt Nord : nord@example.org" in text(frage)
    assert "Amt Stumm : ▲ keine Adresse" in text(frage)
    assert "Bitte melden Sie für Amt Nord bis zum" in text(frage)
    assert not mail.outbox
    fertig = office.post(adresse(runde, "schritt/eroeffnen/"), follow=True)
    worte = text(fertig)
    assert "Die Runde ist eröffnet." in worte
    assert "1 E-Mail verschickt." in worte
    assert "Amt Stumm: Keine E-Mail-Adresse eingetragen." in worte
    assert "noch nichts von 1" in worte
    assert "▲ nichts" not in worte
    assert "Nach dem Sichern" not in worte
    frage = text(office.get(adresse(runde, "schritt/schliessen/")))
    assert "Amt Nord: 1 Lotsen" in frage
    assert "schon eröffnet" in text(office.post(adresse(runde, "schritt/eroeffnen/"), follow=True))
    assert "1 E-Mail verschickt." in text(
        office.post(adresse(runde, "schritt/erinnern/"), follow=True)
    )
    assert "Die Runde ist geschlossen." in text(
        office.post(adresse(runde, "schritt/schliessen/"), follow=True)
    )
    runde.refresh_from_db()
    assert runde.geschlossen_at
    seite = page(office.get(adresse(runde, "change/")))
    assert not seite.select("a[href*='schritt/']")
    assert seite.select(f"a[href$='/bericht/add/?sitzung={runde.sitzung_id}']")
    assert seite.select("a[href*='/ergebnisse/?gremium=']")
    assert office.get(adresse(runde, "schritt/erfunden/")).status_code == 404


def test_progress_leads_to_reporting_for_the_partner(office):
    alles = eroeffnete()
    berichtet(alles.bus)
    sachstaende.unveraendert(alles.bus, runde=alles.runde, kommune=alles.nord)
    seite = page(office.get(adresse(alles.runde, "change/")))
    zeilen = {
        zeile.th.text: " ".join(zeile.get_text(" ").split())
        for zeile in seite.select("table.dokument tbody tr")
    }
    assert "1 von 2 gemeldet: Sachstände der Runde ansehen 1 1 Lotsen" in zeilen["Amt Nord"]
    assert "nichts von 2" in zeilen["Amt Süd"]
    assert "nicht zugestellt: Keine E-Mail-Adresse eingetragen." in zeilen["Amt Stumm"]
    assert seite.select(f"td a[href='/admin/agenda/sachstand/?runde={alles.runde.pk}']")
    links = [a["href"] for a in seite.select("a[href*='sachstand/add']")]
    assert (
        f"/admin/agenda/sachstand/add/?steckbrief={alles.lotsen.pk}&fuer={alles.nord.pk}&in_runde={alles.runde.pk}"
        in links
    )
    ort = next(
        a["href"]
        for a in seite.select("a[href*='/vor-ort/']")
        if a["href"].endswith(f"/{alles.wlan.pk}/")
    )
    leer = office.post(ort, {"ort_stand": ""})
    assert "wie weit es bei Ihnen ist" in errors(leer)
    fertig = office.post(ort, {"ort_stand": "geplant"}, follow=True)
    assert "Für Amt Stumm gemeldet." in text(fertig)
    zeile = alles.wlan.sachstaende.get()
    assert (zeile.kommune, zeile.vertretung, zeile.art) == (alles.stumm, True, "vor_ort")
    # A draft of the round is gone on with, not begun anew.
    entwurf = sachstaende.entwurf(alles.lotsen, runde=alles.runde, kommune=alles.nord)
    seite = page(office.get(adresse(alles.runde, "change/")))
    assert seite.select(f"a[href='/admin/agenda/sachstand/{entwurf.pk}/change/']")


def test_a_link_goes_to_another_address_anew_and_back(office):
    alles = eroeffnete()
    link = alles.link(alles.stumm)
    ziel = adresse(alles.runde, f"link/{link.pk}/")
    assert "Nicht zugestellt: Keine E-Mail-Adresse eingetragen." in text(office.get(ziel))
    falsch = office.post(ziel, {"_adresse": "1", "email": "stumm"})
    assert "nicht vollständig" in errors(falsch)
    alt = pfad(link)
    mail.outbox.clear()
    fertig = office.post(ziel, {"_adresse": "1", "email": "stumm@example.org"}, follow=True)
    assert "unterwegs an stumm@example.org" in text(fertig)
    assert [m.to for m in mail.outbox] == [["stumm@example.org"]]
    assert office.get(alt).status_code == 410
    assert office.get(pfad(alles.link(alles.stumm))).status_code == 200
    alles.stumm.refresh_from_db()
    assert alles.stumm.melde_email == ""  # the address of one round is not the Kommune's
    assert "unterwegs" in text(office.post(ziel, {"_neu": "1"}, follow=True))
    assert len(mail.outbox) == 2
    office.post(ziel, {"_widerrufen": "1"})
    assert Meldelink.objects.get(pk=link.pk).widerrufen_at
    seite = text(office.get(adresse(alles.runde, "change/")))
    assert "Link zurückgezogen" in seite
    abfrage = link.abfrage_id
    neu = office.post(adresse(alles.runde, f"partner/{abfrage}/neuer-link/"))
    assert Meldelink.objects.filter(abfrage=abfrage, widerrufen_at=None).count() == 1
    assert office.get(neu["Location"]).status_code == 200


def test_only_who_may_run_rounds_does(staff):
    nord = make_kommune("Amt Nord", melde_email="nord@example.org")
    projekt("1", "Lotsen", verantwortlich=[nord])
    runde = runde_um()
    runden.eroeffnen(runde, user=None)
    client = staff("view_runde")
    seite = text(client.get(adresse(runde, "change/")))
    assert "Amt Nord" in seite
    assert "nord@example.org" not in seite
    assert "Erinnern" not in seite
    link = Meldelink.objects.get()
    for was in ("schritt/schliessen/", f"link/{link.pk}/"):
        assert client.post(adresse(runde, was), {"_widerrufen": "1"}).status_code == 403
    runde.refresh_from_db()
    assert runde.laeuft
    link.refresh_from_db()
    assert not link.widerrufen_at


def test_the_board_counts_back_and_names_who_is_silent(stabsstelle):
    alles = eroeffnete(tage_bis_frist=10)
    sachstaende.vor_ort(alles.lotsen, kommune=alles.sued, stand="geplant", runde=alles.runde)
    runde_um(40)

    def worte():
        html = render_to_string(
            "admin/tafel/_runde.html", {"runde_tafel": runden.tafel(stabsstelle)}
        )
        return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())

    text = worte()
    assert "noch 10 Tage" in text
    assert "Unvollständig: Amt Süd (1 von 2)" in text
    assert "Noch ohne Antwort: Amt Nord, Amt Stumm" in text
    assert "▲ Ohne" not in text
    assert "E-Mail nicht zugestellt: Amt Stumm" in text
    assert "Noch nicht eröffnet" in text
    Runde.objects.filter(pk=alles.runde.pk).update(
        abgabefrist=timezone.localdate() - datetime.timedelta(days=1),
        stichtag=timezone.localdate() - datetime.timedelta(days=9),
    )
    assert "▲ vorbei" in worte()
    assert "▲ Ohne Antwort: Amt Nord, Amt Stumm" in worte()
