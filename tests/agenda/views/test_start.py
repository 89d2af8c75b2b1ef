"""The start page."""

import datetime
from unittest import mock

import pytest
from django.utils import timezone

from tests.factories import (
    make_fassung,
    make_handlungsfeld,
    make_kommune,
    make_portal,
    make_sachstand,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("anzahl", [1, 3])
def test_start_costs_the_same_for_one_and_three(client, django_assert_num_queries, anzahl):
    """Portal, Seiten; fields, counts, Leuchttürme, Kommunen; Fassungen, Sachstände; milestones: 3."""
    for nummer in range(anzahl):
        make_handlungsfeld()
        make_kommune()
        steckbrief = make_steckbrief(f"Projekt {nummer}", leuchtturm=True)
        steckbrief.meilensteine.create(position=1, titel="Start", termin="2999")
        make_sachstand(make_fassung(steckbrief).steckbrief)
    with django_assert_num_queries(11):
        text = client.get("/").text
    for nummer in range(anzahl):
        assert f">Projekt {nummer}</a>" in text


def test_start_shows_flagships_news_and_what_comes_next(client):
    steckbrief = make_steckbrief("Rufbus", leuchtturm=True)
    steckbrief.meilensteine.create(position=1, titel="Der erste Bus fährt", termin="Herbst 2999")
    make_fassung(steckbrief)
    anderes = make_fassung(titel="Lotsen").steckbrief
    with mock.patch(
        "django.utils.timezone.now", return_value=timezone.now() + datetime.timedelta(days=2)
    ):
        make_sachstand(anderes, umsetzungsstand="in_betrieb")
        text = client.get("/").text
    leuchttuerme, rest = text.split("Was sich zuletzt getan hat")
    neues, naechstes = rest.split("Was als Nächstes kommt")
    assert "Rufbus" in leuchttuerme.split(">Leuchttürme</h2>")[1]
    assert neues.index("neuer Sachstand: in Betrieb") < neues.index("neu veröffentlicht")
    assert "Herbst 2999" in naechstes
    assert "Der erste Bus fährt" in naechstes


def test_start_tells_what_it_is_and_counts_apart(client):
    make_portal(
        titel="Digitale Agenda Musterland",
        leitsatz="Gemeinsam smart",
        einfuehrung="Wir **sammeln** Projekte.",
        vision_titel="Vision 2030",
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
        "Für die nächste Zeit",
        '<span class="kern-sr-only">Projekte: </span>2 Agenda, 1 Umfeld',
        "3 zurückgestellt, eingestellt oder unbekannt",
        "Vision 2030",
        'fill="#C62828"',
        "symbole/gesundheit.svg#zeichen",
        "Zweites",
    ):
        assert teil in text


def test_start_of_an_empty_portal(client):
    text = client.get("/").text
    assert ">Leuchttürme</h2>" not in text
    assert "landkarte" not in text
    assert "kein Meilenstein mit Termin" in text
    assert "Noch keine Handlungsfelder" in text
    assert "Noch nichts veröffentlicht" in text


def test_start_shows_no_scheduled_release(client):
    morgen = timezone.now() + datetime.timedelta(days=1)
    make_fassung(titel="Erst morgen", gilt_ab=morgen)
    assert "Erst morgen" not in client.get("/").text
    with mock.patch("django.utils.timezone.now", return_value=morgen):
        assert "Erst morgen" in client.get("/").text
