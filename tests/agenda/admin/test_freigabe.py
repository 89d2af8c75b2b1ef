import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from agenda.domain import workflow
from agenda.models import Fassung, Steckbrief, Vorgang
from tests.agenda.admin.formular import errors, page, read_form, text
from tests.factories import make_fassung, make_full_steckbrief, make_konto, make_steckbrief


def freigeben(steckbrief):
    return reverse("admin:agenda_steckbrief_freigeben", args=[steckbrief.pk])


def aendern(steckbrief, **felder):
    Steckbrief.objects.filter(pk=steckbrief.pk).update(**felder)
    workflow.record(steckbrief, user=None)


def test_release_now(office, stabsstelle):
    steckbrief = make_full_steckbrief(titel="Lotsen", vorgesehene_nummer="4.10")
    response = office.get(freigeben(steckbrief))
    seite = text(response)
    assert "„Lotsen“ wird als Fassung 1 unter der Nummer 4.10 öffentlich" in seite
    assert "Das wird öffentlich" in seite
    assert "Ehrenamtliche helfen beim Einstieg ins Internet." in seite
    daten = read_form(response)
    assert daten["wann"] == "sofort"

    response = office.post(freigeben(steckbrief), daten | {"grund": "Beschluss"}, follow=True)

    fassung = Fassung.objects.gueltig().get()
    assert (fassung.nummer, fassung.grund) == ("4.10", "Beschluss")
    assert fassung.freigegeben_von == stabsstelle
    meldung = page(response).select_one(".messagelist")
    assert "Fassung 1 ist freigegeben und gilt ab sofort" in meldung.text
    assert meldung.a["href"] == "/projekte/4.10/"


def test_release_for_tomorrow_shows_nothing_today(office):
    steckbrief = make_steckbrief()
    morgen = timezone.localtime() + datetime.timedelta(days=1)
    daten = read_form(office.get(freigeben(steckbrief))) | {
        "wann": "spaeter",
        "gilt_ab_0": morgen.strftime("%d.%m.%Y"),
        "gilt_ab_1": "08:00",
    }
    response = office.post(freigeben(steckbrief), daten, follow=True)
    assert f"gilt ab {morgen:%d.%m.%Y}, 08:00 Uhr" in text(response)
    fassung = Fassung.objects.get()
    assert not Fassung.objects.gueltig().exists()
    assert Fassung.objects.gueltig(fassung.gilt_ab).get() == fassung


def test_without_an_intended_number_the_next_free_one_is_named(office):
    make_fassung(vorgesehene_nummer="7")
    steckbrief = make_steckbrief()
    assert "unter der Nummer 8 öffentlich" in text(office.get(freigeben(steckbrief)))


def test_the_changes_are_named_field_by_field(office):
    steckbrief = make_full_steckbrief(titel="Lotsen")
    make_fassung(steckbrief)
    start, abschluss = steckbrief.meilensteine.all()
    start.termin = "Q3/2025"
    start.save()
    abschluss.delete()
    steckbrief.hauptaktivitaeten.create(position=9, text="Auswerten")
    eins, zwei, _ = steckbrief.hauptaktivitaeten.all()
    type(eins).objects.filter(pk=eins.pk).update(position=2)
    type(eins).objects.filter(pk=zwei.pk).update(position=1)
    aendern(steckbrief, titel="Lotsinnen", pilotgebiet="")
    response = office.get(freigeben(steckbrief))
    assert [satz.text for satz in page(response).select("ul.aenderungen li")] == [
        "Titel geändert von „Lotsen“ zu „Lotsinnen“.",
        "Pilotgebiet gestrichen (vorher: „Zuerst in Musterort.“).",
        "Hauptaktivitäten, neu: Auswerten.",
        "Hauptaktivitäten: Die Reihenfolge ist anders.",
        "Meilensteine, „Start“: Termin geändert von „1. Quartal 2024“ zu „3. Quartal 2025“.",
        "Meilensteine, entfernt: Abschluss.",
    ]
    titel = page(response).select_one(".stuecke")
    assert " ".join(titel.get_text(" ").split()) == (
        "gestrichen: Lotsen Ende der Streichung. neu: Lotsinnen Ende des neuen Textes."
    )
    assert (titel.find("del").find(string=True, recursive=False)) == "Lotsen"


def test_a_planned_fassung_that_will_be_replaced_is_named(office):
    steckbrief = make_steckbrief()
    make_fassung(steckbrief, gilt_ab=timezone.now() + datetime.timedelta(days=2))
    aendern(steckbrief, zweck="Neu")
    seite = text(office.get(freigeben(steckbrief)))
    assert "Fassung 1 ist ab" in seite
    assert "Fassung 1 wird nie öffentlich" in seite
    assert "wird als Fassung 2" in seite


def test_nothing_new_cannot_be_released(office):
    steckbrief = make_steckbrief()
    make_fassung(steckbrief)
    response = office.get(freigeben(steckbrief))
    assert "Es gibt nichts freizugeben" in text(response)
    assert not page(response).select("#content-main form")
    daten = {"wann": "sofort", "seen_version": steckbrief.version}
    assert "hat sich nichts geändert" in errors(office.post(freigeben(steckbrief), daten))
    assert Fassung.objects.count() == 1


def test_a_change_in_between_stops_the_release_and_is_shown(office):
    steckbrief = make_steckbrief("Alt")
    make_fassung(steckbrief)
    aendern(steckbrief, titel="Mein Titel")
    daten = read_form(office.get(freigeben(steckbrief))) | {"grund": "Wichtig"}
    Steckbrief.objects.filter(pk=steckbrief.pk).update(zweck="Untergeschoben")
    workflow.record(steckbrief, user=make_konto(funktion="Amt Nachbar"))

    response = office.post(freigeben(steckbrief), daten)

    assert "inzwischen von Amt Nachbar am" in errors(response)
    assert "Das hat sich geändert, seit Sie verglichen haben" in text(response)
    seit = page(response).select_one("section.hinweis ul.aenderungen")
    assert seit.text.split("\n")[1:-1] == ["Zweck ergänzt: „Untergeschoben“."]
    assert Fassung.objects.count() == 1
    wieder = read_form(response)
    assert wieder["grund"] == "Wichtig"
    # Having seen the change, the person may release it.
    assert office.post(freigeben(steckbrief), wieder).status_code == 302
    assert Fassung.objects.count() == 2


@pytest.mark.parametrize(
    ("felder", "erwartet"),
    [
        ({"gilt_ab_0": "2020-01-01", "gilt_ab_1": "08:00"}, "liegt in der Vergangenheit"),
        ({"gilt_ab_0": "morgen", "gilt_ab_1": "08:00"}, "einen Tag wie 01.03.2027"),
        ({"gilt_ab_0": "2030-01-01", "gilt_ab_1": "früh"}, "eine Uhrzeit wie 08:00"),
        ({"gilt_ab_0": "", "gilt_ab_1": ""}, "Bitte Tag und Uhrzeit angeben"),
        ({"gilt_ab_0": "2030-01-01", "gilt_ab_1": ""}, "eine Uhrzeit wie 08:00"),
        ({"wann": "quatsch"}, "quatsch"),
        ({"seen_version": ""}, "erforderlich"),
    ],
)
def test_a_bad_form_says_so_and_keeps_the_reason(office, felder, erwartet):
    steckbrief = make_steckbrief()
    daten = read_form(office.get(freigeben(steckbrief)))
    daten |= {"wann": "spaeter", "grund": "Bleibt", **felder}
    response = office.post(freigeben(steckbrief), daten)
    assert erwartet in errors(response)
    assert read_form(response)["grund"] == "Bleibt"
    assert not Fassung.objects.exists()


def test_a_number_taken_meanwhile_stops_the_release(office):
    steckbrief, anderer = make_steckbrief(vorgesehene_nummer="5"), make_steckbrief()
    Steckbrief.objects.filter(pk=anderer.pk).update(vorgesehene_nummer="05")
    make_fassung(anderer)
    daten = {"wann": "sofort", "seen_version": steckbrief.version}
    response = office.post(freigeben(steckbrief), daten)
    assert "Die Nummer 5 ist oder war schon vergeben" in errors(response)
    assert not steckbrief.fassungen.exists()


def test_only_those_with_the_right_release(staff):
    steckbrief = make_steckbrief()
    daten = {"wann": "sofort", "seen_version": steckbrief.version}
    lesen = ("view_steckbrief", "view_all_steckbrief")
    client = staff(*lesen, "change_steckbrief", "change_all_steckbrief")
    change = reverse("admin:agenda_steckbrief_change", args=[steckbrief.pk])
    assert "reigeben …" not in text(client.get(change))
    assert b"_freigeben" not in client.get(change).content
    assert client.get(freigeben(steckbrief)).status_code == 403
    assert client.post(freigeben(steckbrief), daten).status_code == 403
    client = staff(*lesen, "release_steckbrief")
    assert client.post(freigeben(steckbrief), daten).status_code == 403
    assert not Fassung.objects.exists()
    assert not Vorgang.objects.filter(verb="freigegeben").exists()
    client = staff(*lesen, "change_steckbrief", "change_all_steckbrief", "release_steckbrief")
    assert client.post(freigeben(steckbrief), daten).status_code == 302
    assert Fassung.objects.count() == 1


@pytest.mark.parametrize("felder", [{"abgelegt_at": timezone.now()}, {}])
def test_what_cannot_be_released_says_why(office, felder):
    steckbrief = make_steckbrief()
    if felder:
        make_fassung(steckbrief)
    else:
        workflow.delete_draft(steckbrief, user=None)
    Steckbrief.objects.filter(pk=steckbrief.pk).update(**felder)
    response = office.get(freigeben(steckbrief), follow=True)
    erwartet = "abgelegt" if felder else "gelöscht"
    assert f"„Freigeben“ ist hier nicht möglich: Der Steckbrief ist {erwartet}." in text(response)


def test_save_and_release_leads_to_the_release_page(office):
    steckbrief = make_steckbrief()
    change = reverse("admin:agenda_steckbrief_change", args=[steckbrief.pk])
    daten = read_form(office.get(change)) | {"titel": "Gesichert", "_freigeben": "1"}
    assert office.post(change, daten)["Location"] == freigeben(steckbrief)
    steckbrief.refresh_from_db()
    assert steckbrief.titel == "Gesichert"
    assert not Fassung.objects.exists()


def test_an_unknown_steckbrief_is_not_found(office):
    assert office.get(reverse("admin:agenda_steckbrief_freigeben", args=[999])).status_code == 404
