"""Each step of the workflow as a page: what it says, what it asks, and what it leaves behind."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from agenda.domain import workflow
from agenda.models import Nummernvergabe, Steckbrief, Vorgang
from agenda.models.steckbrief import Status
from tests.agenda.admin.formular import errors, page, read_form, text
from tests.factories import make_fassung, make_full_steckbrief, make_konto, make_steckbrief

LISTE = reverse("admin:agenda_steckbrief_changelist")


def schritt(steckbrief, slug):
    return reverse("admin:agenda_steckbrief_schritt", args=[steckbrief.pk, slug])


def change(steckbrief):
    return reverse("admin:agenda_steckbrief_change", args=[steckbrief.pk])


def fresh(steckbrief):
    return Steckbrief.objects.get(pk=steckbrief.pk)


def edit(steckbrief, **felder):
    Steckbrief.objects.filter(pk=steckbrief.pk).update(**felder)
    workflow.record(steckbrief, user=make_konto(funktion="Amt Nachbar"))


def buttons(office, steckbrief):
    return [
        a.text.removesuffix(" …")
        for a in page(office.get(change(steckbrief))).select("nav.werkzeuge a")
        if a.text.endswith("…")
    ]


def take(office, steckbrief, slug, **felder):
    url = schritt(steckbrief, slug)
    return office.post(url, read_form(office.get(url)) | felder, follow=True)


def in_state(name):
    """Return a Steckbrief in a state."""
    steckbrief = make_steckbrief("Lotsen", vorgesehene_nummer="4.10")
    if name == "eingereicht":
        workflow.submit(steckbrief, seen_version=1, user=None)
    elif name == "gelöscht":
        workflow.delete_draft(steckbrief, user=None)
    elif name != "neu":
        make_fassung(steckbrief)
        steckbrief = fresh(steckbrief)
        if name == "in Arbeit":
            edit(steckbrief, titel="Lotsinnen")
        elif name == "abgelegt":
            workflow.shelve(steckbrief, user=None, grund="Kein Geld")
    return fresh(steckbrief)


@pytest.mark.parametrize(
    ("zustand", "erwartet"),
    [
        ("neu", ["Freigeben", "Zur Freigabe einreichen", "Entwurf löschen", "Duplizieren"]),
        ("eingereicht", ["Freigeben", "Zurück an Bearbeitung", "Entwurf löschen", "Duplizieren"]),
        (
            "in Arbeit",
            [
                "Freigeben",
                "Zur Freigabe einreichen",
                "Entwurf verwerfen",
                "Umnummerieren",
                "Zusammenführen",
                "Ablegen",
                "Duplizieren",
            ],
        ),
        (
            "öffentlich",
            ["Freigeben", "Umnummerieren", "Zusammenführen", "Ablegen", "Duplizieren"],
        ),
        ("abgelegt", ["Wieder aufnehmen", "Duplizieren"]),
        ("gelöscht", ["Zurückholen", "Duplizieren"]),
    ],
)
def test_only_possible_steps_are_offered(office, zustand, erwartet):
    assert buttons(office, in_state(zustand)) == erwartet


def test_submit_and_give_back(office, stabsstelle):
    steckbrief = in_state("neu")
    seite = text(office.get(schritt(steckbrief, "einreichen")))
    assert "Der Entwurf geht an die Stabsstelle" in seite
    assert "Auf der Website ändert sich dadurch nichts" in seite
    response = take(office, steckbrief, "einreichen", grund="Bitte bald")
    assert "„Lotsen“ ist zur Freigabe eingereicht." in text(response)
    assert fresh(steckbrief).status == Status.ZUR_FREIGABE
    vorgang = Vorgang.objects.first()
    assert (vorgang.verb, vorgang.begruendung, vorgang.konto) == (
        "eingereicht",
        "Bitte bald",
        stabsstelle,
    )

    response = take(office, steckbrief, "zurueckgeben", grund="  ")
    assert "Bitte geben Sie eine Begründung an" in errors(response)
    feld = page(response).select_one("#id_grund")
    assert feld["aria-invalid"] == "true"
    assert "id_grund_error" in feld["aria-describedby"]
    assert page(response).select_one("#id_grund_error")
    response = take(office, steckbrief, "zurueckgeben", grund="Die Kosten fehlen.")
    assert "ist zurück an Bearbeitung" in text(response)
    assert fresh(steckbrief).status == Status.ENTWURF
    assert Vorgang.objects.first().begruendung == "Die Kosten fehlen."


def test_discard_says_what_gets_lost(office):
    steckbrief = in_state("in Arbeit")
    response = office.get(schritt(steckbrief, "verwerfen"))
    assert [li.text for li in page(response).select("ul.aenderungen li")] == [
        "Titel geändert von „Lotsinnen“ zu „Lotsen“."
    ]
    take(office, steckbrief, "verwerfen")
    assert (fresh(steckbrief).titel, fresh(steckbrief).status) == ("Lotsen", "freigegeben")


def test_shelve_and_resume(office):
    steckbrief = in_state("öffentlich")
    take(office, steckbrief, "ablegen", grund="Kein Geld")
    assert fresh(steckbrief).ist_abgelegt
    response = take(office, steckbrief, "wieder-aufnehmen", grund="Doch Geld")
    assert "ist wieder aufgenommen" in text(response)
    assert not fresh(steckbrief).ist_abgelegt


def test_merge_offers_public_targets_only(office):
    steckbrief = in_state("öffentlich")
    ziel = make_fassung(titel="Ziel", vorgesehene_nummer="2").steckbrief
    make_steckbrief("Entwurf")
    weg = make_fassung(titel="Abgelegt").steckbrief
    workflow.shelve(weg, user=None, grund="x")
    url = schritt(steckbrief, "zusammenfuehren")
    optionen = page(office.get(url)).select("#id_ziel option")
    assert [o.text for o in optionen][1:] == ["2 Ziel"]
    response = office.post(url, {"ziel": weg.pk, "grund": "x"})
    assert errors(response)
    response = take(office, steckbrief, "zusammenfuehren", ziel=ziel.pk, grund="Doppelt")
    assert "ist zusammengeführt" in text(response)
    assert fresh(steckbrief).nachfolger == ziel


def test_renumber_refuses_a_used_number_and_keeps_what_was_typed(office):
    steckbrief = in_state("öffentlich")
    make_fassung(vorgesehene_nummer="7")
    assert "Die nächste freie Nummer ist 8" in text(
        office.get(schritt(steckbrief, "umnummerieren"))
    )
    response = take(office, steckbrief, "umnummerieren", nummer="07", grund="Neue Ordnung")
    assert "ist oder war schon vergeben" in errors(response)
    assert read_form(response) | {"csrfmiddlewaretoken": ""} == {
        "csrfmiddlewaretoken": "",
        "nummer": "07",
        "grund": "Neue Ordnung",
    }
    assert "Eine Nummer sieht so aus" in errors(
        take(office, steckbrief, "umnummerieren", nummer="A-1", grund="x")
    )
    take(office, steckbrief, "umnummerieren", nummer="8", grund="Neue Ordnung")
    assert fresh(steckbrief).nummer == "8"
    assert Nummernvergabe.objects.filter(steckbrief=steckbrief).count() == 2


def test_delete_and_bring_back(office):
    steckbrief = in_state("neu")
    response = take(office, steckbrief, "loeschen")
    assert "„Lotsen“ liegt im Papierkorb" in text(response)
    assert not page(response).select("#result_list tbody tr")
    response = office.get(LISTE, {"papierkorb": "ja"})
    (link,) = page(response).select("#result_list .field-titel a")
    seite = office.get(link["href"].split("?")[0])
    assert not page(seite).select("input[type=submit]")  # read only until it is back
    take(office, steckbrief, "zurueckholen")
    assert not fresh(steckbrief).ist_geloescht
    assert len(page(office.get(LISTE)).select("#result_list tbody tr")) == 1


def test_deleted_drafts_are_in_no_choice(office):
    steckbrief = in_state("gelöscht")
    treffer = office.get(
        reverse("admin:autocomplete"),
        {"app_label": "agenda", "model_name": "sachstand", "field_name": "steckbrief"},
    ).json()["results"]
    assert treffer == []
    assert office.post(change(steckbrief), {"titel": "X"}).status_code == 403


@pytest.mark.parametrize("slug", ["einreichen", "zurueckgeben", "verwerfen"])
def test_a_change_in_between_stops_the_step_and_is_shown(office, slug):
    steckbrief = in_state("in Arbeit")
    if slug == "zurueckgeben":
        workflow.submit(steckbrief, seen_version=steckbrief.version, user=None)
    url = schritt(steckbrief, slug)
    daten = read_form(office.get(url))
    if "grund" in daten:
        daten["grund"] = "Mein Grund"
    vorher = fresh(steckbrief).status
    edit(steckbrief, zweck="Untergeschoben")
    Steckbrief.objects.filter(pk=steckbrief.pk).update(status=vorher)
    response = office.post(url, daten)
    assert "inzwischen von Amt Nachbar am" in errors(response)
    seit = page(response).select_one("section.hinweis ul.aenderungen")
    assert seit.text.strip() == "Zweck ergänzt: „Untergeschoben“."
    wieder = read_form(response)
    assert wieder.get("grund", "Mein Grund") == "Mein Grund"
    assert office.post(url, wieder).status_code == 302


def test_a_step_no_longer_possible_says_so(office):
    steckbrief = in_state("öffentlich")
    response = office.get(schritt(steckbrief, "zurueckgeben"), follow=True)
    assert (
        "„Zurück an Bearbeitung“ ist hier nicht möglich: Der Steckbrief ist freigegeben."
        in text(response)
    )
    daten = read_form(office.get(schritt(steckbrief, "ablegen"))) | {"grund": "Mein Grund"}
    workflow.shelve(steckbrief, user=None, grund="Schneller")
    response = office.post(schritt(steckbrief, "ablegen"), daten)
    assert "ist hier nicht möglich: Der Steckbrief ist abgelegt" in errors(response)
    assert read_form(response)["grund"] == "Mein Grund"


def test_renumbering_while_a_fassung_is_planned_is_refused(office):
    steckbrief = in_state("in Arbeit")
    make_fassung(steckbrief, gilt_ab=timezone.now() + datetime.timedelta(days=1))
    response = take(office, steckbrief, "umnummerieren", nummer="99", grund="x")
    assert "gilt erst ab einem späteren Zeitpunkt" in errors(response)
    assert fresh(steckbrief).nummer == "4.10"


def test_unknown_steps_and_rows_are_not_found(office):
    steckbrief = in_state("neu")
    assert office.get(schritt(steckbrief, "sprengen")).status_code == 404
    for pk in (999, 10**30):
        assert office.get(f"{LISTE}{pk}/schritt/ablegen/").status_code == 404
        assert office.get(f"{LISTE}{pk}/change/").status_code == 302


def test_duplicate(office):
    steckbrief = make_full_steckbrief(titel="Lotsen")
    make_fassung(steckbrief)
    url = reverse("admin:agenda_steckbrief_duplizieren", args=[steckbrief.pk])
    assert "ohne Nummer, Verlauf und Sachstände" in text(office.get(url))
    response = office.post(url, read_form(office.get(url)), follow=True)
    kopie = Steckbrief.objects.get(titel="Kopie von Lotsen")
    assert "„Kopie von Lotsen“ ist als Kopie angelegt" in text(response)
    assert kopie.nummer is None
    assert kopie.hauptaktivitaeten.count() == 2
    assert fresh(steckbrief).titel == "Lotsen"


def test_the_next_free_number_stands_beside_the_field(office):
    make_fassung(vorgesehene_nummer="41")
    response = office.get(reverse("admin:agenda_steckbrief_add"))
    assert "die nächste freie Nummer. Das ist heute: 42." in text(response)


def test_the_preview_link_is_for_people_without_an_account(office, client):
    steckbrief = in_state("neu")
    response = office.get(reverse("admin:agenda_steckbrief_vorschau", args=[steckbrief.pk]))
    assert "Er gilt 14 Tage, bis " in text(response)
    feld = page(response).select_one("input[readonly]")
    assert page(response).select_one(f"label[for={feld['id']}]")
    client.logout()
    for link in (
        feld["value"],
        *[a["href"] for a in page(response).select("ul a[href^='/vorschau']")],
    ):
        assert client.get(link).status_code == 200
    workflow.delete_draft(steckbrief, user=None)
    assert client.get(feld["value"]).status_code == 404
