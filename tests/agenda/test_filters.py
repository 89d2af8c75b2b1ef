"""The filter by itself: what it takes from an address, and what it says about the rest."""

import pytest
from django.http import QueryDict

from agenda.filters import Hinweis, ProjektFilter, zitat
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune, Portal
from tests.factories import make_fassung


def make_filter(query):
    """A filter with its own choices, without a database."""
    return ProjektFilter(
        QueryDict(query),
        felder=[
            Handlungsfeld(slug="pflege", name="Pflege"),
            Handlungsfeld(slug="bus", name="Busse & Bahnen"),
        ],
        kommunen=[Kommune(slug="amt-nord", name="Amt Nord")],
        zielgruppen=[("alle", "Alle")],
        portal=Portal(partner_einzahl="Partner"),
    )


def test_hints_name_parameter_and_value_and_stay_few():
    query = "&".join(f"handlungsfeld=x{n}" for n in range(50))
    hinweise = make_filter(query + "&handlungsfeld=pflege&jahr=0204&ansicht=3d").hinweise
    assert [hinweis.parameter for hinweis in hinweise] == ["handlungsfeld"] * 5 + [
        "jahr",
        "ansicht",
    ]
    assert hinweise[0] == Hinweis(
        "handlungsfeld", "Den Wert „x0“ gibt es nicht; er wurde nicht beachtet."
    )


def test_empty_values_are_no_nonsense():
    assert make_filter("handlungsfeld=&stand=&q=&q=&jahr=&sort=&ansicht=").hinweise == []


def test_search_words_are_tidied_up():
    projektfilter = make_filter("q=++Bus%09%09und&q=Bahn%00")
    assert projektfilter.begriff == "Bus und Bahn"
    assert [hinweis.parameter for hinweis in projektfilter.hinweise] == ["q"]
    assert len(make_filter("q=" + "x" * 10_000).begriff) == 200


def test_chips_lead_to_the_list_without_them():
    projektfilter = make_filter(
        "q=A%26B&handlungsfeld=bus&handlungsfeld=pflege&kommune=amt-nord&jahr=2024&leuchtturm=ja"
        "&jahr=2024&ansicht=tabelle&seite=3"
    )
    assert [chip[:2] for chip in projektfilter.chips] == [
        ("Suche", "A&B"),
        ("Handlungsfeld", "Busse & Bahnen"),
        ("Handlungsfeld", "Pflege"),
        ("Partner", "Amt Nord"),
        ("Leuchtturm", "nur Leuchttürme"),
        ("Läuft im Jahr", "2024"),
    ]
    assert projektfilter.chips[1][2] == (
        "?q=A%26B&handlungsfeld=pflege&kommune=amt-nord&leuchtturm=ja&jahr=2024&ansicht=tabelle"
    )
    assert projektfilter.inhalt.endswith("&jahr=2024")
    assert projektfilter.anzahl == 5


@pytest.mark.django_db
def test_percent_and_underscore_are_no_wildcards():
    fassung = make_fassung(titel="Rufbus")
    assert ProjektFilter.aus_anfrage(QueryDict("q=R_fbus")).pks == []
    assert ProjektFilter.aus_anfrage(QueryDict("q=R%25fbus")).pks == []
    assert ProjektFilter.aus_anfrage(QueryDict("q=Rufbus")).pks == [fassung.pk]


def test_quotes_are_short_and_printable():
    assert zitat("a\x00b\u202ec") == "„a�b�c“"
    assert zitat("x" * 41) == f"„{'x' * 40}…“"
