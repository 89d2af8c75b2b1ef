"""Handlungsfelder and Kommunen."""

import datetime

import pytest
from django.utils import timezone

from agenda.domain import workflow
from kommunen.models import Kommunalart
from tests.factories import (
    make_fassung,
    make_handlungsfeld,
    make_kommune,
    make_portal,
    make_sachstand,
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
        ("/handlungsfelder/", 4),
        ("/handlungsfelder/pflege/", 7),
        ("/kommunen/", 4),
        ("/kommunen/amt-nord/", 9),
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


def test_the_agenda_by_handlungsfeld_is_offered_where_there_is_one(client):
    for nummer, (bezug, anzahl) in enumerate((("umfeld", 0), ("agenda", 1))):
        make_fassung(handlungsfeld=make_handlungsfeld(), bezug=bezug, titel=f"Projekt {nummer}")
        for pfad in ("/", "/handlungsfelder/"):
            text = client.get(pfad).text
            assert text.count('href="/agenda.pdf?ordnung=handlungsfeld"') == anzahl, pfad


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
    steckbrief = make_beteiligung(
        make_kommune("Amt Nord"), "Videosprechstunde", rolle="verantwortlich", handlungsfeld=feld
    ).steckbrief
    make_sachstand(steckbrief, umsetzungsstand="in_betrieb")
    text = client.get("/handlungsfelder/gesundheit/").text
    liste = "/projekte/?handlungsfeld=gesundheit"
    assert f'href="{liste}&amp;stand=in_betrieb&amp;bezug=agenda">1<' in text
    assert f'href="{liste}">' in text
    assert "1 Projekt der Agenda: 1 in Betrieb oder abgeschlossen</title>" in text
    assert '<a class="kern-link" href="/kommunen/amt-nord/">Amt Nord</a>' in text
    assert "1\u00a0× verantwortlich" in text.replace("&nbsp;", "\u00a0")
    assert '<h2 class="kern-heading-large" id="ziel">Ziel</h2>' in text
    assert "Gute <strong>Versorgung</strong>" in text
    assert "Herausforderungen" not in text
    assert "1 Projekt der Agenda" in text
    assert "Videosprechstunde" in text
    assert "Hierin aufgegangen: Pflege alt." in text
    assert 'href="/feeds/handlungsfelder/gesundheit.atom"' in text
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
    assert "1 Projekt der Agenda" in text
    assert 'class="landkarte"' not in text


def test_map_is_optional_data_of_the_operator(client):
    make_kommune("Amt Nord", karte_flaeche="M0 0L9 0L9 9z", karte_x=3, karte_y=3)
    stadt = make_kommune("Stadt Süd", karte_flaeche="M9 9L0 9L0 0z", karte_x=6, karte_y=6)
    make_kommune("Kreis Ganz")
    make_beteiligung(stadt, "Rufbus", bezug="umfeld")
    assert 'class="landkarte"' not in client.get("/kommunen/").text
    make_portal(karte_breite=9, karte_hoehe=9, karte_quelle="© Amt für Karten")
    text = client.get("/kommunen/").text
    assert (
        'href="/kommunen/stadt-sued/" aria-label="Stadt Süd: 1 Projekt aus dem Umfeld"><title>'
        in text
    )
    assert text.count('<a class="landkarte__flaeche"') == 2
    assert "© Amt für Karten" in text
    assert text.count('aria-hidden="true">2</span>') == 1
    klein = client.get("/kommunen/stadt-sued/").text
    assert klein.count("landkarte__flaeche--gewaehlt") == 1
    assert 'role="img"' in klein
    assert 'class="landkarte"' not in client.get("/kommunen/kreis-ganz/").text


class TestDithmarschen:
    def test_every_partner_but_the_kreis_is_on_the_map(self, dithmarschen, client):
        text = client.get("/kommunen/").text
        assert text.count('<a class="landkarte__flaeche"') == 8
        assert "© GeoBasis-DE / BKG 2017 (Daten verändert)" in text
        assert 'viewBox="0 0 600 657"' in text


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
    amt.ressourcen.create(jahr=2023, vzae_vereinbart="0.5", budget_empfohlen=3000000)
    fassung = make_beteiligung(amt, "Federführend", rolle="verantwortlich")
    sachstand = make_sachstand(fassung.steckbrief, accepted=False)
    sachstand.staende_vor_ort.create(
        kommune=amt, stand="verfuegbar", seit="Q1/2024", link="https://example.org/rufbus"
    )
    workflow.accept(sachstand, user=None)
    make_beteiligung(amt, "Nur dabei", bezug="umfeld")
    text = client.get("/kommunen/amt-nord/").text
    for teil in (
        "Markt 1<br>25746 Norden",
        'href="tel:0481970"',
        'href="mailto:post@example.org"',
        'href="https://example.org"',
        "12.345 (Stichtag 31.12.2023)",
        "12,50&nbsp;km²",
        "seit 1. Quartal 2024",
        'href="https://example.org/rufbus">Zum Angebot',
        "0,50&nbsp;VZÄ",
        "30.000\u00a0€",
        "keine Angabe",
        'href="/feeds/kommunen/amt-nord.atom"',
        "Nicht amtlich geprüft.",
        "Statistikamt",
        "1 zugehörige Gemeinde",
        "25746, 25770",
    ):
        assert teil in text
    assert text.index('href="tel:') < text.index("Verantwortlich für")
    assert 'class="landkarte"' not in text
    vor_ort = text.split("Was hier verfügbar ist")[1].split("Verantwortlich für")[0]
    assert "Federführend" in vor_ort
    verantwortlich, beteiligt = text.split("Beteiligt an")
    assert "Federführend" in verantwortlich.split("Verantwortlich für")[1]
    assert "Nur dabei" in beteiligt


def test_empty_kommune_helps_on(client):
    make_kommune("Amt Leer")
    text = client.get("/kommunen/amt-leer/").text
    assert "Noch kein Projekt mit dieser Beteiligung" in text
    assert "Kontaktdaten sind hier noch nicht eingetragen." in text
    assert "Zahlen" not in text


def test_a_kommune_without_projects_leads_to_those_that_hold_there_too(client):
    dorf = make_kommune("Amt Leer", telefon="0481 2")
    kreis = make_kommune("Kreis Musterland", telefon="0481 1")
    dorf.gemeinden.create(name="Leerdorf", schluessel="1")
    make_beteiligung(kreis, "Rufbus")
    link = 'href="/projekte/?kommune=kreis-musterland"'
    text = client.get("/kommunen/amt-leer/").text
    assert link in text
    assert "Auch hier gilt, was Kreis Musterland tut: 1 Projekt der Agenda" in text
    assert "wen Sie anrufen können" in client.get("/kommunen/").text
    kasten = client.get("/projekte/?q=Leerdorf").text.split('class="ortwahl"')[1]
    assert f"{link}>1 Projekt gilt auch hier: Kreis Musterland</a>" in kasten
    assert 'href="tel:04812">Telefon 0481 2<' in kasten
    assert "?kommune=amt-leer" not in kasten.split("</section>")[0]
    make_kommune("Amt Ohne", slug="amt-ohne")  # now two are without places: the name decides
    make_portal(kreis="Kreis Musterland")
    assert link in client.get("/kommunen/amt-leer/").text
    make_beteiligung(dorf, "Dorfbus")
    kasten = client.get("/projekte/?q=Leerdorf").text.split('class="ortwahl"')[1]
    assert '?kommune=amt-leer">Alle Projekte dort (1)' in kasten


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
