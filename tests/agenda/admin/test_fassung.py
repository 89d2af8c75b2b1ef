import pytest
from django.urls import reverse

from agenda.models import Arbeitsstand, Fassung, Nummernvergabe, Vorgang
from tests.agenda.admin.formular import page, text
from tests.factories import make_fassung, make_full_steckbrief, make_sachstand

FROZEN = [Fassung, Arbeitsstand, Vorgang, Nummernvergabe]


def url(modell, name, *args):
    return reverse(f"admin:agenda_{modell._meta.model_name}_{name}", args=args)


@pytest.mark.parametrize("modell", FROZEN)
def test_frozen_rows_are_shown_and_never_written(office, modell):
    make_fassung(make_full_steckbrief())
    objekt = modell.objects.first()
    vorher = list(modell.objects.values())
    response = office.get(url(modell, "change", objekt.pk))
    assert not page(response).select("input[type=submit]")
    felder = {"nummer": "9", "grund": "x", "dokument": "{}", "begruendung": "x", "version": "9"}
    assert office.post(url(modell, "change", objekt.pk), felder).status_code == 403
    assert office.post(url(modell, "delete", objekt.pk), {"post": "yes"}).status_code == 403
    assert office.post(url(modell, "add"), felder).status_code == 403
    daten = {"action": "delete_selected", "_selected_action": objekt.pk, "post": "yes"}
    office.post(url(modell, "changelist"), daten)
    assert list(modell.objects.values()) == vorher


@pytest.mark.parametrize("modell", FROZEN)
@pytest.mark.parametrize("anzahl", [1, 3])
def test_lists_cost_the_same(office, modell, anzahl, django_assert_max_num_queries):
    for _ in range(anzahl):
        make_fassung()
    with django_assert_max_num_queries(9):
        response = office.get(url(modell, "changelist"))
    assert len(page(response).select("#result_list tbody tr")) >= anzahl


@pytest.mark.parametrize("modell", [Fassung, Arbeitsstand])
def test_the_document_is_readable(office, modell):
    make_fassung(make_full_steckbrief())
    objekt = modell.objects.first()
    seite = text(office.get(url(modell, "change", objekt.pk)))
    assert objekt.sha256 in seite
    assert "Ehrenamtliche helfen beim Einstieg ins Internet." in seite
    assert "1. Quartal 2024" in seite
    assert "50.000 €" in seite
    assert '"felder"' not in seite


def test_the_log_leads_to_what_it_is_about(office):
    fassung = make_fassung()
    make_sachstand(fassung.steckbrief)
    for vorgang in Vorgang.objects.all():
        assert vorgang.get_verb_display() in text(office.get(url(Vorgang, "change", vorgang.pk)))
