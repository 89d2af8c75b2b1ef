"""The filter by itself: what it takes from an address, and what it says about the rest."""

import pytest
from django.http import QueryDict

from agenda.filters import Hinweis, ProjektFilter, zitat
from agenda.models import Eintrag
from tests.factories import make_fassung

FELDER = [("pflege", "Pflege"), ("bus", "Busse & Bahnen")]


def make_filter(query, queryset=None):
    return ProjektFilter(
        QueryDict(query),
        queryset=Eintrag.objects.none() if queryset is None else queryset,
        handlungsfelder=FELDER,
        kommunen=[("amt-nord", "Amt Nord")],
    )


def test_form_is_always_valid():
    projektfilter = make_filter("handlungsfeld=x&stand=y&q=%00&kommune=&bezug=agenda")
    assert projektfilter.is_valid()


def test_hints_name_parameter_and_value_and_stay_few():
    query = "&".join(f"handlungsfeld=x{n}" for n in range(50))
    hinweise = make_filter(query + "&handlungsfeld=pflege").hinweise
    assert len(hinweise) == 5
    assert hinweise[0] == Hinweis(
        "handlungsfeld", "Den Wert „x0“ gibt es nicht; er wurde nicht beachtet."
    )


def test_empty_values_are_no_nonsense():
    assert make_filter("handlungsfeld=&stand=&q=&q=").hinweise == []


def test_search_words_are_tidied_up():
    projektfilter = make_filter("q=++Bus%09%09und&q=Bahn%00")
    assert projektfilter.begriff == "Bus und Bahn"
    assert [hinweis.parameter for hinweis in projektfilter.hinweise] == ["q"]


def test_a_single_endless_word_is_cut():
    assert len(make_filter("q=" + "x" * 10_000).begriff) == 200


def test_groups_say_what_is_chosen():
    gruppen = {name: wahl for name, _, wahl in make_filter("handlungsfeld=bus").gruppen}
    assert gruppen["handlungsfeld"] == [
        ("pflege", "Pflege", False),
        ("bus", "Busse & Bahnen", True),
    ]
    assert list(gruppen) == ["bezug", "handlungsfeld", "stand", "kommune"]


def test_chips_lead_to_the_list_without_them():
    chips = make_filter("q=A%26B&handlungsfeld=bus&handlungsfeld=pflege").chips
    assert chips == [
        ("Suche", "A&B", "?handlungsfeld=bus&handlungsfeld=pflege"),
        ("Handlungsfeld", "Busse & Bahnen", "?q=A%26B&handlungsfeld=pflege"),
        ("Handlungsfeld", "Pflege", "?q=A%26B&handlungsfeld=bus"),
    ]


def test_doubled_value_counts_once():
    assert len(make_filter("bezug=agenda&bezug=agenda").chips) == 1


@pytest.mark.django_db
def test_percent_and_underscore_are_no_wildcards():
    make_fassung(titel="Rufbus")
    assert list(make_filter("q=R_fbus", Eintrag.objects.all()).qs) == []


@pytest.mark.django_db
def test_gender_star_finds_the_plain_word():
    fassung = make_fassung(titel="Bürger*innen digital")
    treffer = make_filter("q=B%C3%BCrgerinnen", Eintrag.objects.all()).qs
    assert [eintrag.nummer for eintrag in treffer] == [fassung.nummer]


def test_quotes_are_short_and_printable():
    assert zitat("a\x00b\u202ec") == "„a�b�c“"
    assert zitat("x" * 41) == f"„{'x' * 40}…“"
