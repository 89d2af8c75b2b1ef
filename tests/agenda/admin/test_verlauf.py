"""History: any two states side by side, and every earlier one can come back."""

import pytest
from django.urls import reverse

from agenda.domain import workflow
from agenda.models import Steckbrief
from tests.agenda.admin.formular import errors, page, read_form, text
from tests.factories import make_fassung, make_konto, make_stabsstelle, make_steckbrief


@pytest.fixture
def steckbrief(db):
    """Version 1 and Fassung 1 say "Lotsen", version 2 "Lotsinnen", version 3 has a Zweck."""
    steckbrief = make_steckbrief("Lotsen", vorgesehene_nummer="4.10")
    make_fassung(steckbrief)
    konto = make_konto(funktion="Amt Nachbar")
    for felder in ({"titel": "Lotsinnen"}, {"zweck": "Hilfe"}):
        Steckbrief.objects.filter(pk=steckbrief.pk).update(**felder)
        workflow.record(steckbrief, user=konto)
    return Steckbrief.objects.get(pk=steckbrief.pk)


def verlauf(steckbrief):
    return reverse("admin:agenda_steckbrief_history", args=[steckbrief.pk])


def vergleich(steckbrief):
    return reverse("admin:agenda_steckbrief_vergleich", args=[steckbrief.pk])


def zurueck(steckbrief, art, nummer):
    return reverse("admin:agenda_steckbrief_wiederherstellen", args=[steckbrief.pk, art, nummer])


def saetze(response):
    return [li.text for li in page(response).select("ul.aenderungen li")]


def test_the_history_offers_every_state(office, steckbrief):
    response = office.get(verlauf(steckbrief))
    werte = [o["value"] for o in page(response).select("#id_von option")]
    assert werte == ["version-3", "version-2", "version-1", "fassung-1"]
    assert "Version 3, der jetzige Entwurf" in text(response)
    daten = read_form(response)
    assert (daten["von"], daten["bis"]) == ("fassung-1", "version-3")
    links = [a["href"] for a in page(response).select("table.dokument a[href*=wiederherstellen]")]
    assert links == [
        zurueck(steckbrief, "fassung", 1),
        zurueck(steckbrief, "version", 2),
        zurueck(steckbrief, "version", 1),
    ]


def test_any_two_states_are_compared_in_words_and_texts(office, steckbrief):
    response = office.get(vergleich(steckbrief), {"von": "version-2", "bis": "version-3"})
    assert saetze(response) == ["Zweck ergänzt: „Hilfe“."]
    response = office.get(vergleich(steckbrief), {"von": "fassung-1", "bis": "version-3"})
    assert saetze(response) == [
        "Titel geändert von „Lotsen“ zu „Lotsinnen“.",
        "Zweck ergänzt: „Hilfe“.",
    ]
    assert [e.name for e in page(response).select(".stuecke > *")] == ["del", "ins", "ins"]
    assert "Von Fassung 1 zu Version 3" in text(response)


@pytest.mark.parametrize(("von", "bis"), [("version-1", "fassung-1"), ("fassung-1", "version-1")])
def test_a_state_before_the_first_release_has_no_number_to_lose(office, steckbrief, von, bis):
    response = office.get(vergleich(steckbrief), {"von": von, "bis": bis})
    assert "Beide Stände sagen dasselbe" in text(response)


@pytest.mark.parametrize("von", ["", "version-99", "fassung-2", "version", "'; --", "version-٣"])
def test_garbage_in_the_address_is_no_comparison(office, steckbrief, von):
    response = office.get(vergleich(steckbrief), {"von": von, "bis": "version-1"})
    assert errors(response)
    assert not saetze(response)


def test_the_page_without_a_choice_offers_one(office, steckbrief):
    response = office.get(vergleich(steckbrief))
    assert not errors(response)
    assert read_form(response)["bis"] == "version-3"


@pytest.mark.parametrize(("art", "nummer"), [("version", 1), ("fassung", 1)])
def test_an_earlier_state_becomes_the_draft(office, stabsstelle, steckbrief, art, nummer):
    url = zurueck(steckbrief, art, nummer)
    response = office.get(url)
    assert saetze(response) == [
        "Titel geändert von „Lotsinnen“ zu „Lotsen“.",
        "Zweck gestrichen (vorher: „Hilfe“).",
    ]
    response = office.post(url, read_form(response), follow=True)
    assert "sagt im Entwurf jetzt, was" in text(response)
    steckbrief.refresh_from_db()
    assert (steckbrief.titel, steckbrief.zweck, steckbrief.version) == ("Lotsen", "", 4)
    assert steckbrief.arbeitsstaende.first().konto == stabsstelle
    assert steckbrief.vorgaenge.first().verb == "wiederhergestellt"


def test_restoring_names_the_version_that_was_seen(office, steckbrief):
    url = zurueck(steckbrief, "version", 1)
    daten = read_form(office.get(url))
    Steckbrief.objects.filter(pk=steckbrief.pk).update(zweck="Neuer")
    workflow.record(steckbrief, user=None)
    response = office.post(url, daten)
    assert "inzwischen" in errors(response)
    assert "Zweck geändert von „Hilfe“ zu „Neuer“." in saetze(response)
    assert office.post(url, read_form(response)).status_code == 302


def test_the_same_text_and_unknown_states_are_refused(office, steckbrief):
    url = zurueck(steckbrief, "version", 3)
    response = office.get(url)
    assert "Beide Texte sind gleich" in text(response)
    assert "sagt dasselbe wie der jetzige Entwurf" in errors(office.post(url, read_form(response)))
    for art, nummer in (("version", 9), ("fassung", 2), ("quatsch", 1)):
        assert office.get(zurueck(steckbrief, art, nummer)).status_code == 404


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_history_costs_the_same_for_one_and_three(office, anzahl, django_assert_num_queries):
    steckbrief = make_steckbrief()
    for n in range(anzahl):
        Steckbrief.objects.filter(pk=steckbrief.pk).update(zweck=f"Zweck {n}")
        make_fassung(Steckbrief.objects.get(pk=steckbrief.pk), user=make_stabsstelle())
    with django_assert_num_queries(10):
        response = office.get(verlauf(steckbrief))
    assert len(page(response).select("table.dokument")[0].select("tbody tr")) == anzahl
