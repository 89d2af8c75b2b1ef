"""Who may import what: the same QuerySets as everywhere."""

import tracemalloc

import pytest
from django.contrib.auth.models import Group

from agenda.models import Steckbrief
from agenda.transfer import export
from agenda.transfer.einspielen import einspielen
from agenda.transfer.roh import MB
from tests.agenda.transfer.tabellen import geoeffnet, gespeichert, setzen, xlsx
from tests.factories import (
    make_full_steckbrief,
    make_handlungsfeld,
    make_kommune,
    make_konto,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


def make_account(rolle, *kommunen):
    konto = make_konto(is_staff=True)
    konto.groups.add(Group.objects.get(name=rolle))
    konto.kommunen.set(kommunen)
    return konto


@pytest.fixture
def eider():
    return make_kommune("Amt Eider")


@pytest.fixture
def partner(eider):
    return make_account("Partner", eider)


@pytest.fixture
def eigener(eider):
    steckbrief = make_full_steckbrief("Eigener")
    steckbrief.mitwirkungen.filter(akteur="").update(kommune=eider)
    return steckbrief


def changed(blatt, titel, wert):
    """Export everything, change one cell in the first row of a sheet."""
    mappe = geoeffnet(export.xlsx(Steckbrief.objects.all()))
    setzen(mappe[blatt], titel, 2, wert)
    return gespeichert(mappe)


def messages(plan):
    return [zelle.meldung for zelle in plan.fehler]


def test_a_partner_changes_its_own(importieren, partner, eigener):
    plan = importieren(changed("Meilensteine", "Termin", "Ende 2025"), user=partner)
    assert messages(plan) == []
    einspielen(plan, user=partner, versionen=plan.versionen)
    assert str(eigener.meilensteine.first().termin) == "Ende 2025"
    eigener.refresh_from_db()
    assert eigener.bearbeitet_von == partner


@pytest.mark.parametrize(
    ("blatt", "titel", "wert"),
    [
        ("Steckbriefe", "Verantwortliche", "Akteur: Jemand"),
        ("Steckbriefe", "Beteiligte", None),
        ("Mitwirkungen", "Zustimmung des Gremiums", "abgelehnt"),
        ("Mitwirkungen", "Entfernen", "ja"),
    ],
)
def test_a_partner_does_not_change_who_takes_part(
    importieren, partner, eigener, blatt, titel, wert
):
    (meldung,) = messages(importieren(changed(blatt, titel, wert), user=partner))
    assert meldung.startswith("Wer mitwirkt, ändert nur die Stabsstelle.")


def test_a_partner_reads_where_it_takes_part_but_does_not_change(importieren, partner, eider):
    steckbrief = make_full_steckbrief()
    steckbrief.mitwirkungen.filter(akteur="").update(kommune=eider, rolle="beteiligt")
    rows = Steckbrief.objects.visible_to(partner)
    assert rows.count() == 1
    assert messages(importieren(export.xlsx(rows), user=partner)) == []
    (meldung,) = messages(importieren(changed("Steckbriefe", "Zweck", "x"), user=partner))
    assert meldung.startswith("Sie dürfen diesen Steckbrief lesen, aber nicht ändern.")


def test_a_partner_does_not_learn_of_a_foreign_draft(importieren, partner):
    make_full_steckbrief("Geheim")
    plan = importieren(export.xlsx(Steckbrief.objects.all()), user=partner)
    assert not plan.vorschlaege
    assert {m.split(",")[0] for m in messages(plan)} == {"Diese Kennung gibt es hier nicht"}


def test_a_partners_new_draft_is_its_own(importieren, partner, eider):
    make_handlungsfeld("Bildung")
    plan = importieren(xlsx(["Titel", "Handlungsfeld"], ["Neu", "Bildung"]), user=partner)
    assert plan.neue[0].hinweise == ["Verantwortlich: Amt Eider."]
    einspielen(plan, user=partner, versionen={})
    neu = Steckbrief.objects.get()
    assert (neu.mitwirkungen.get().kommune, neu.angelegt_von) == (eider, partner)
    assert Steckbrief.objects.editable_by(partner).get() == neu


def test_a_partner_makes_no_drafts_for_others(importieren, partner):
    make_handlungsfeld("Bildung")
    make_kommune("Amt Nachbar")
    kopf = ["Titel", "Handlungsfeld", "Verantwortliche"]
    (meldung,) = messages(importieren(xlsx(kopf, ["Neu", "Bildung", "Amt Nachbar"]), user=partner))
    assert meldung.startswith("Verantwortlich für Ihren neuen Steckbrief kann nur sein: Amt Eider.")


def test_a_partner_of_two_kommunen_says_for_which(importieren, partner):
    make_handlungsfeld("Bildung")
    partner.kommunen.add(make_kommune("Stadt Heide"))
    kopf = ["Titel", "Handlungsfeld", "Verantwortliche"]
    (meldung,) = messages(importieren(xlsx(kopf, ["Neu", "Bildung", None]), user=partner))
    assert meldung.endswith("für welche Ihrer Kommunen der neue Steckbrief ist: Amt Eider, Stadt Heide.")  # fmt: skip
    assert messages(importieren(xlsx(kopf, ["Neu", "Bildung", "Stadt Heide"]), user=partner)) == []


def test_the_stabsstelle_changes_everything_and_lesend_nothing(importieren, eigener):
    inhalt = changed("Mitwirkungen", "Zustimmung des Gremiums", "abgelehnt")
    assert messages(importieren(inhalt, user=make_account("Stabsstelle"))) == []
    lesend = make_account("Lesend")
    assert len(messages(importieren(inhalt, user=lesend))) == 1
    make_handlungsfeld("Bildung")
    (meldung,) = messages(
        importieren(xlsx(["Titel", "Handlungsfeld"], ["Neu", "Bildung"]), user=lesend)
    )
    assert meldung == "Sie dürfen keine neuen Steckbriefe anlegen."


@pytest.mark.parametrize("anzahl", [1, 3])
def test_comparing_takes_the_same_queries_for_one_and_three(
    importieren, django_assert_num_queries, anzahl
):
    for _ in range(anzahl):
        make_full_steckbrief()
    inhalt = changed("Steckbriefe", "Titel", "Anders")
    # Mapping, Steckbriefe, their eight parts and references, Kommunen … none of them per row.
    with django_assert_num_queries(11):
        assert len(importieren(inhalt).geaenderte) == 1


def test_five_hundred_rows_take_as_many_queries_as_one(importieren, django_assert_max_num_queries):
    make_handlungsfeld("Bildung")
    for i in range(3):
        make_steckbrief(f"Vorhandener {i}")
    kopf = ["Kennung", "Titel", "Handlungsfeld", "Beginn"]
    vorhandene = [[str(s.uuid), s.titel, None, "2024"] for s in Steckbrief.objects.all()]
    neue = [[None, f"Neu {i}", "Bildung", "Q3/2024"] for i in range(497)]
    with django_assert_max_num_queries(16):
        plan = importieren(xlsx(kopf, *vorhandene, *neue))
    assert len(plan.neue) == 497


def test_five_hundred_long_rows_stay_in_bounded_memory(importieren):
    make_handlungsfeld("Bildung")
    zeilen = [[f"Neu {i}", "Bildung", f"{i} " + "Text " * 1000] for i in range(500)]
    inhalt = xlsx(["Titel", "Handlungsfeld", "Beschreibung"], *zeilen)
    tracemalloc.start()
    try:
        assert len(importieren(inhalt).neue) == 500
        assert tracemalloc.get_traced_memory()[1] < 60 * MB
    finally:
        tracemalloc.stop()
