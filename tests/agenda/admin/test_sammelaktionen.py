"""Bulk actions: a page that says what will happen, and refusals that stop nobody else."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from agenda.domain import workflow
from agenda.models import Fassung, Steckbrief
from agenda.models.steckbrief import Status
from tests.agenda.admin.formular import errors, page, text
from tests.factories import make_fassung, make_konto, make_steckbrief

LISTE = reverse("admin:agenda_steckbrief_changelist")


@pytest.fixture
def rows(db):
    """A new draft, a public one with a draft, a public one as released."""
    neu = make_steckbrief("Neu", vorgesehene_nummer="1")
    arbeit = make_fassung(titel="Arbeit", vorgesehene_nummer="2").steckbrief
    Steckbrief.objects.filter(pk=arbeit.pk).update(titel="Arbeit 2", zweck="Z")
    workflow.record(arbeit, user=None)
    ruht = make_fassung(titel="Ruht", vorgesehene_nummer="3").steckbrief
    return [neu, arbeit, ruht]


def ask(office, aktion, rows):
    return office.post(
        LISTE, {"action": aktion, "_selected_action": [s.pk for s in rows], "index": 0}
    )


def send(office, response, **felder):
    form = page(response).select_one("#content-main form")
    daten = {"_selected_action": []}
    for feld in form.select("input[type=hidden]"):
        if feld["name"] == "_selected_action":
            daten["_selected_action"].append(feld["value"])
        else:
            daten[feld["name"]] = feld["value"]
    return office.post(LISTE, daten | felder, follow=True)


def outlook(response):
    return [
        " ".join(z.select_one("td").get_text(" ").split())
        for z in page(response).select("table.dokument tbody tr")
    ]


def test_release_says_what_each_row_will_be(office, stabsstelle, rows):
    response = ask(office, "freigeben_auswahl", rows)
    assert outlook(response) == [
        "Fassung 2, 2 Änderungen gegenüber Fassung 1",
        "Nicht möglich: Seit Fassung 1 hat sich nichts geändert.",
        "Fassung 1, wird zum ersten Mal öffentlich",
    ]
    assert Fassung.objects.count() == 2
    response = send(office, response, wann="sofort", grund="Beschluss vom 6. September")
    assert "Freigegeben: 2 (2 Arbeit 2, 1 Neu)." in text(response)
    neue = Fassung.objects.filter(grund="Beschluss vom 6. September")
    assert {(f.steckbrief.titel, f.nr, f.freigegeben_von) for f in neue} == {
        ("Neu", 1, stabsstelle),
        ("Arbeit 2", 2, stabsstelle),
    }


def test_release_at_a_time(office, rows):
    morgen = timezone.localtime() + datetime.timedelta(days=1)
    response = ask(office, "freigeben_auswahl", rows[:1])
    response = send(office, response, wann="spaeter", gilt_ab_0="", gilt_ab_1="")
    assert "Bitte Tag und Uhrzeit angeben" in errors(response)
    send(office, response, wann="spaeter", gilt_ab_0=f"{morgen:%Y-%m-%d}", gilt_ab_1="08:00")
    assert timezone.localtime(rows[0].fassungen.get().gilt_ab).hour == 8
    assert not Fassung.objects.gueltig().filter(steckbrief=rows[0]).exists()


def test_one_refusal_stops_no_other(office, rows):
    response = ask(office, "freigeben_auswahl", rows[:2])
    Steckbrief.objects.filter(pk=rows[0].pk).update(titel="Untergeschoben")
    workflow.record(rows[0], user=make_konto(funktion="Amt Nachbar"))
    response = send(office, response, wann="sofort")
    assert "Freigegeben: 1 (2 Arbeit 2)." in text(response)
    assert "Nicht möglich bei „1 Untergeschoben“: Der Steckbrief wurde inzwischen" in text(response)
    assert not rows[0].fassungen.exists()


def test_submit(office, rows):
    response = ask(office, "einreichen_auswahl", rows)
    assert outlook(response) == [
        "Zur Freigabe einreichen",
        "Nicht möglich: Der Steckbrief ist freigegeben.",
        "Zur Freigabe einreichen",
    ]
    assert not page(response).select("#id_grund")
    send(office, response)
    assert Steckbrief.objects.filter(status=Status.ZUR_FREIGABE).count() == 2


def test_papierkorb(office, rows):
    response = ask(office, "papierkorb_auswahl", rows)
    oeffentlich = "Nicht möglich: Er war öffentlich und lässt sich nicht löschen, nur ablegen."
    assert outlook(response) == [oeffentlich, oeffentlich, "In den Papierkorb"]
    response = send(office, response)
    assert "Im Papierkorb: 1 (1 Neu)." in text(response)
    assert Steckbrief.objects.geloescht().get() == rows[0]


def test_what_was_not_seen_is_not_done(office, rows):
    response = ask(office, "papierkorb_auswahl", rows[:1])
    anderer = make_steckbrief("Anderer")
    response = send(office, response, _selected_action=[rows[0].pk, anderer.pk])
    assert "Nicht möglich bei „Anderer“" in text(response)
    response = ask(office, "papierkorb_auswahl", [anderer])
    response = send(office, response, gesehen="gefälscht")
    assert "ließ sich nicht lesen" in text(response)
    assert not Steckbrief.objects.get(pk=anderer.pk).ist_geloescht


def test_nothing_possible_offers_no_button(office, rows):
    response = ask(office, "papierkorb_auswahl", rows[2:])
    assert "Bei keinem der gewählten Steckbriefe ist das möglich" in text(response)
    assert not page(response).select("#content-main form")


def test_the_actions_of_each_right(office, staff, rows):
    def aktionen(client):
        return {o["value"] for o in page(client.get(LISTE)).select("select[name=action] option")}

    alle = aktionen(office)
    assert "delete_selected" not in alle
    assert {"einreichen_auswahl", "freigeben_auswahl", "papierkorb_auswahl", "export_xlsx"} <= alle
    assert {"als_anlage_ausgeben", "als_auszug_ausgeben"} <= alle
    lesend = aktionen(staff("view_steckbrief", "view_all_steckbrief"))
    assert lesend == {"", "export_xlsx", "export_csv", "auswahl_als_pdf", "auswahl_als_docx"}
