"""Start, Handlungsfelder and Kommunen."""

import datetime
from unittest import mock

import pytest
from django.utils import timezone

from kommunen.models import Kommunalart
from tests.factories import (
    make_fassung,
    make_handlungsfeld,
    make_kommune,
    make_portal,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


def make_beteiligung(kommune, titel, rolle="beteiligt", **felder):
    steckbrief = make_steckbrief(titel, **felder)
    steckbrief.mitwirkungen.create(kommune=kommune, rolle=rolle)
    return make_fassung(steckbrief)


@pytest.mark.parametrize("anzahl", [1, 3])
@pytest.mark.parametrize(
    ("pfad", "queries"),
    [
        ("/", 4),
        ("/projekte/", 5),
        ("/handlungsfelder/", 3),
        ("/handlungsfelder/pflege/", 5),
        ("/kommunen/", 3),
        ("/kommunen/amt-nord/", 6),
    ],
)
def test_pages_cost_the_same_for_one_and_three(
    client, django_assert_num_queries, anzahl, pfad, queries
):
    feld = make_handlungsfeld("Pflege")
    amt = make_kommune("Amt Nord")
    for nummer in range(anzahl):
        make_beteiligung(amt, f"Projekt {nummer}", handlungsfeld=feld)
        if nummer:
            make_handlungsfeld()
            make_kommune()
        amt.gemeinden.create(name=f"Dorf {nummer}", schluessel=str(nummer))
    with django_assert_num_queries(queries):
        assert client.get(pfad).status_code == 200


def test_start_tells_what_it_is_and_counts_apart(client):
    make_portal(
        titel="Digitale Agenda Musterland",
        leitsatz="Gemeinsam smart",
        einfuehrung="Wir **sammeln** Projekte.",
        vision="Alles ist gut.",
        hinweis="Nicht amtlich.",
        partner_mehrzahl="Verbündete",
    )
    feld = make_handlungsfeld("Gesundheit", symbol="gesundheit", farbe="#C62828")
    make_fassung(titel="Erstes", handlungsfeld=feld)
    make_fassung(titel="Zweites", handlungsfeld=feld)
    make_fassung(titel="Drittes", handlungsfeld=feld, bezug="umfeld")
    text = client.get("/").text
    for teil in (
        "<title>Startseite – Digitale Agenda Musterland</title>",
        "Gemeinsam smart",
        "Wir <strong>sammeln</strong> Projekte.",
        "Alles ist gut.",
        "Nicht amtlich.",
        "Alle Verbündete",
        "2 Agenda, 1 Umfeld",
        'fill="#C62828"',
        "symbole/gesundheit.svg#zeichen",
        "Zweites",
    ):
        assert teil in text


def test_start_of_an_empty_portal(client):
    text = client.get("/").text
    assert "Noch keine Handlungsfelder" in text
    assert "Noch nichts veröffentlicht" in text


def test_start_shows_no_scheduled_release(client):
    morgen = timezone.now() + datetime.timedelta(days=1)
    make_fassung(titel="Erst morgen", gilt_ab=morgen)
    assert "Erst morgen" not in client.get("/").text
    with mock.patch("django.utils.timezone.now", return_value=morgen):
        assert "Erst morgen" in client.get("/").text


def test_handlungsfelder_are_listed_with_counts(client):
    feld = make_handlungsfeld("Gesundheit")
    make_handlungsfeld("Leer")
    make_handlungsfeld("Alt", nummer=None, nachfolger=feld)
    make_fassung(handlungsfeld=feld)
    text = client.get("/handlungsfelder/").text
    assert 'href="/handlungsfelder/gesundheit/"' in text
    assert "1 Agenda" in text
    assert "noch kein Projekt" in text
    assert "/handlungsfelder/alt/" not in text


def test_handlungsfeld_shows_texts_only_when_filled(client):
    feld = make_handlungsfeld("Gesundheit", ziel="Gute **Versorgung**", quelle="Strategie")
    make_handlungsfeld("Pflege alt", nummer=None, nachfolger=feld)
    make_fassung(titel="Videosprechstunde", handlungsfeld=feld)
    text = client.get("/handlungsfelder/gesundheit/").text
    assert '<h2 class="kern-heading-large" id="ziel">Ziel</h2>' in text
    assert "Gute <strong>Versorgung</strong>" in text
    assert "Herausforderungen" not in text
    assert "1 Projekt der Agenda" in text
    assert "Videosprechstunde" in text
    assert "Hierin aufgegangen: Pflege alt." in text
    assert "Strategie" in text


def test_merged_handlungsfeld_leads_to_its_successor(client):
    feld = make_handlungsfeld("Gesundheit")
    make_handlungsfeld("Pflege", nummer=None, nachfolger=feld)
    response = client.get("/handlungsfelder/pflege/")
    assert (response.status_code, response["Location"]) == (301, "/handlungsfelder/gesundheit/")


def test_empty_handlungsfeld_helps_on(client):
    make_handlungsfeld("Leer")
    assert "noch kein Projekt veröffentlicht" in client.get("/handlungsfelder/leer/").text


def test_kommunen_are_grouped_by_kind(client):
    make_portal(partner_mehrzahl="Verbündete")
    stadt = Kommunalart.objects.create(
        schluessel="stadt", name="Stadt", mehrzahl="Städte", reihenfolge=2
    )
    amt = make_kommune("Amt Nord", sitz="Norden")
    make_kommune("Amt Süd")
    make_kommune("Stadt Mitte", art=stadt)
    make_beteiligung(amt, "Rufbus")
    text = client.get("/kommunen/").text
    assert "<h1" in text
    assert "Verbündete" in text
    ueberschriften = [text.index(wort) for wort in (">Ämter</h2>", ">Amt Nord</a>", ">Stadt</h2>")]
    assert ueberschriften == sorted(ueberschriften)
    assert "Sitz der Verwaltung: Norden" in text
    assert "1 Agenda" in text


def test_kommune_shows_contact_places_and_projects_by_role(client):
    amt = make_kommune(
        "Amt Nord",
        anschrift="Markt 1",
        plz="25746",
        sitz="Norden",
        telefon="0481 97-0",
        email="post@example.org",
        homepage="https://example.org",
        ansprechstelle="Digitalisierung",
        einwohner=12345,
        einwohner_stichtag=datetime.date(2023, 12, 31),
        flaeche_km2="12.50",
        hinweis="Nicht amtlich geprüft.",
        quelle="Statistikamt",
    )
    amt.gemeinden.create(name="Dorf", schluessel="1", plz="25746 25770")
    make_beteiligung(amt, "Federführend", rolle="verantwortlich")
    make_beteiligung(amt, "Nur dabei", bezug="umfeld")
    text = client.get("/kommunen/amt-nord/").text
    for teil in (
        "Markt 1<br>25746 Norden",
        'href="tel:0481970"',
        'href="mailto:post@example.org"',
        'href="https://example.org"',
        "12.345 (Stichtag 31.12.2023)",
        "12,50 km²",
        "Nicht amtlich geprüft.",
        "Statistikamt",
        "1 zugehörige Gemeinde",
        "25746, 25770",
    ):
        assert teil in text
    verantwortlich, beteiligt = text.split("Beteiligt an")
    assert "Federführend" in verantwortlich.split("Verantwortlich für")[1]
    assert "Nur dabei" in beteiligt


def test_empty_kommune_helps_on(client):
    make_kommune("Amt Leer")
    text = client.get("/kommunen/amt-leer/").text
    assert "Noch kein Projekt mit dieser Beteiligung" in text
    assert "Kontaktdaten sind hier noch nicht eingetragen." in text
    assert "Zahlen" not in text


def test_scheduled_release_is_not_counted_for_a_kommune(client):
    amt = make_kommune("Amt Nord")
    steckbrief = make_steckbrief("Erst morgen")
    steckbrief.mitwirkungen.create(kommune=amt)
    make_fassung(steckbrief, gilt_ab=timezone.now() + datetime.timedelta(days=1))
    assert "noch kein Projekt" in client.get("/kommunen/").text
    assert "Erst morgen" not in client.get("/kommunen/amt-nord/").text


@pytest.mark.parametrize("pfad", ["/handlungsfelder/nix/", "/kommunen/nix/"])
def test_unknown_ground_is_404_with_search(client, pfad):
    response = client.get(pfad)
    assert response.status_code == 404
    assert 'name="q"' in response.text
