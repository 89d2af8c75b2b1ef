import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from agenda.models import Eintrag, Sachstand, Vorgang
from kommunen.models import Portal
from tests.agenda.admin.formular import add_row, errors, page, read_form, text
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_kommune,
    make_portal,
    make_sachstand,
    make_steckbrief,
)

NEU = reverse("admin:agenda_sachstand_add")
LISTE = reverse("admin:agenda_sachstand_changelist")


def change(sachstand):
    return reverse("admin:agenda_sachstand_change", args=[sachstand.pk])


@pytest.fixture
def steckbrief(db):
    return make_full_steckbrief()


def test_a_report_with_all_its_rows_is_entered_and_accepted(office, stabsstelle, steckbrief):
    make_portal()
    make_fassung(steckbrief)
    heute = timezone.localdate()
    neu = f"{NEU}?steckbrief={steckbrief.pk}"
    response = office.get(neu)
    start, _ = steckbrief.meilensteine.all()
    kennzahl = steckbrief.kennzahlen.get()
    wahl = page(response).select("#id_meilensteine-0-meilenstein_uuid option")
    assert [o.text for o in wahl] == ["---------", "Start", "Abschluss"]
    daten = read_form(response) | {
        "stichtag": f"{heute.month}/{heute.year}",
        "umsetzungsstand": "in_umsetzung",
        "ampel": "gelb",
        "erreicht": "Viel.",
        "meilensteine-0-meilenstein_uuid": str(start.uuid),
        "meilensteine-0-erreicht_am": "Frühjahr 2024",
        "mittel-0-jahr": "2024",
        "mittel-0-verausgabt": "12.000,50",
        "messwerte-0-kennzahl_uuid": str(kennzahl.uuid),
        "messwerte-0-wert": "1.100,5",
        "staende_vor_ort-0-kommune": make_kommune("Amt Nord").pk,
        "staende_vor_ort-0-stand": "verfuegbar",
        "staende_vor_ort-0-seit": "2024",
    }
    stand = Portal.objects.get().stand
    response = office.post(neu, daten)
    assert response.status_code == 302, errors(response)
    sachstand = Sachstand.objects.get()
    assert (sachstand.steckbrief, sachstand.gemeldet_von) == (steckbrief, stabsstelle)
    assert str(sachstand.stichtag.datum) == f"{heute:%Y-%m}-01"
    meilenstein = sachstand.meilensteine.get()
    assert (meilenstein.titel, meilenstein.meilenstein_uuid) == ("Start", start.uuid)
    assert sachstand.mittel.get().verausgabt == 1200050
    messwert = sachstand.messwerte.get()
    assert (messwert.name, messwert.einheit, str(messwert.wert)) == (
        "Beratungen",
        "je Jahr",
        "1100.50",
    )
    assert sachstand.staende_vor_ort.get().kommune.name == "Amt Nord"
    # Saving is no publication.
    assert Eintrag.objects.get().umsetzungsstand == "unbekannt"
    assert Portal.objects.get().stand == stand

    daten = read_form(office.get(change(sachstand))) | {"_annehmen": "1"}
    assert daten["mittel-0-verausgabt"] == "12.000,50"
    assert daten["messwerte-0-wert"] == "1100,5"
    response = office.post(change(sachstand), daten, follow=True)
    assert "ist angenommen" in text(response)
    sachstand.refresh_from_db()
    assert (sachstand.status, sachstand.angenommen_von) == ("angenommen", stabsstelle)
    assert sachstand.meilensteine.get().pk == meilenstein.pk
    assert Eintrag.objects.get().umsetzungsstand == "in_umsetzung"
    assert Vorgang.objects.filter(verb="sachstand_angenommen", sachstand=sachstand).count() == 1
    assert Portal.objects.get().stand > stand


def test_without_a_steckbrief_the_rows_come_after_the_first_save(office, steckbrief):
    response = office.get(NEU)
    assert "nach dem ersten Sichern" in text(response)
    assert not page(response).select(".inline-group")
    daten = read_form(response) | {
        "steckbrief": steckbrief.pk,
        "stichtag": "2024",
        "umsetzungsstand": "idee",
        "_save": "1",
    }
    response = office.post(NEU, daten, follow=True)
    assert response.request["PATH_INFO"] == change(Sachstand.objects.get())
    assert len(page(response).select(".inline-group")) == 4


@pytest.mark.parametrize("wert", ["", "abc", "999999", "²", "9" * 30, "1' OR 1=1"])
def test_a_steckbrief_that_does_not_exist_is_left_out(office, wert):
    response = office.get(NEU, {"steckbrief": wert})
    assert "nach dem ersten Sichern" in text(response)


def test_the_address_decides_which_steckbrief_a_report_is_about(office, steckbrief):
    anderer = make_steckbrief("Anderer")
    neu = f"{NEU}?steckbrief={steckbrief.pk}"
    daten = read_form(office.get(neu)) | {
        "steckbrief": anderer.pk,
        "stichtag": "2024",
        "umsetzungsstand": "idee",
    }
    office.post(neu, daten)
    assert Sachstand.objects.get().steckbrief == steckbrief


@pytest.mark.parametrize(
    ("felder", "erwartet"),
    [
        ({"stichtag": "2099"}, "Der Stichtag 2099 liegt in der Zukunft"),
        ({"stichtag": ""}, "Bitte einen Stichtag angeben, oder die Quelle"),
        ({"stichtag": "neulich"}, "kein verständliches Datum"),
        ({"mittel-0-jahr": "2024", "mittel-0-verausgabt": "viel"}, "Bitte einen Betrag in Euro"),
        ({"mittel-0-jahr": "2024", "mittel-0-verausgabt": "-1"}, "nicht negativ"),
        ({"messwerte-0-wert": "viel"}, "Bitte eine Zahl eingeben"),
        ({"meilensteine-0-meilenstein_uuid": "x"}, "keine gültige Auswahl"),
        ({"meilensteine-0-erreicht_am": "2099"}, "frühestens heute"),
    ],
)
def test_bad_reports_are_explained_in_german(office, steckbrief, felder, erwartet):
    neu = f"{NEU}?steckbrief={steckbrief.pk}"
    daten = read_form(office.get(neu)) | {"stichtag": "2024", "umsetzungsstand": "idee"}
    response = office.post(neu, daten | felder)
    assert erwartet in errors(response)
    assert not Sachstand.objects.exists()


def test_today_is_not_the_future(office, steckbrief):
    neu = f"{NEU}?steckbrief={steckbrief.pk}"
    for stichtag in (f"{timezone.localdate():%d.%m.%Y}", str(timezone.localdate().year)):
        daten = read_form(office.get(neu)) | {"stichtag": stichtag, "umsetzungsstand": "idee"}
        assert office.post(neu, daten).status_code == 302
    morgen = timezone.localdate() + datetime.timedelta(days=1)
    assert "Zukunft" in errors(office.post(neu, daten | {"stichtag": f"{morgen:%d.%m.%Y}"}))


def test_a_milestone_that_left_the_steckbrief_stays_in_the_report(office, steckbrief):
    sachstand = make_sachstand(steckbrief, accepted=False)
    start = steckbrief.meilensteine.first()
    sachstand.meilensteine.create(meilenstein_uuid=start.uuid, titel="Start")
    start.delete()
    response = office.get(change(sachstand))
    assert "Start (nicht mehr im Steckbrief)" in text(response)
    assert office.post(change(sachstand), read_form(response)).status_code == 302
    assert sachstand.meilensteine.get().titel == "Start"


def test_an_accepted_report_is_read_only_and_says_why(office, steckbrief):
    offen = make_sachstand(steckbrief, accepted=False)
    offen.mittel.create(jahr=2024, verausgabt=1200050)
    offen.meilensteine.create(meilenstein_uuid=steckbrief.meilensteine.first().uuid, titel="Start")
    daten = read_form(office.get(change(offen)))
    office.post(change(offen), daten | {"_annehmen": "1"})
    response = office.get(change(offen))
    seite = text(response)
    assert "Dieser Bericht ist angenommen und damit öffentlich" in seite
    assert "12.000,50 €" in seite
    assert "Start" in seite
    assert not page(response).select("input[type=submit], #sachstand_form input[type=text]")
    berichtigen = page(response).select_one(".hinweis a")["href"]

    loeschen = reverse("admin:agenda_sachstand_delete", args=[offen.pk])
    assert office.post(change(offen), daten | {"erreicht": "Gefälscht"}).status_code == 403
    assert office.post(loeschen, {"post": "yes"}).status_code == 403
    auswahl = {"action": "delete_selected", "_selected_action": offen.pk, "post": "yes"}
    office.post(LISTE, auswahl)
    offen.refresh_from_db()
    assert (offen.erreicht, offen.mittel.count()) == ("", 1)

    response = office.get(berichtigen)
    daten = read_form(response)
    assert daten["berichtigt"] == str(offen.pk)
    daten |= {"stichtag": "2024", "umsetzungsstand": "in_betrieb"}
    assert office.post(berichtigen, daten).status_code == 302
    assert offen.berichtigungen.get().umsetzungsstand == "in_betrieb"


def test_accepting_needs_the_right(staff, steckbrief):
    sachstand = make_sachstand(steckbrief, accepted=False)
    client = staff(
        "view_sachstand",
        "change_sachstand",
        *(f"{verb}_steckbrief" for verb in ("view", "change", "view_all", "change_all")),
    )
    response = client.get(change(sachstand))
    assert b"_annehmen" not in response.content
    daten = read_form(response) | {"_annehmen": "1", "erreicht": "Heimlich"}
    assert client.post(change(sachstand), daten).status_code == 403
    auswahl = {"action": "annehmen", "_selected_action": sachstand.pk}
    client.post(LISTE, auswahl)
    sachstand.refresh_from_db()
    assert (sachstand.status, sachstand.erreicht) == ("entwurf", "")


def test_only_what_was_handed_in_is_accepted_from_the_list(office, steckbrief):
    offene = [make_sachstand(steckbrief, accepted=False) for _ in range(2)]
    auswahl = {"action": "annehmen", "_selected_action": [s.pk for s in offene]}
    abgelehnt = text(office.post(LISTE, auswahl, follow=True))
    assert f"Noch nicht eingereicht: „{steckbrief}“" in abgelehnt
    Sachstand.objects.filter(pk=offene[0].pk).update(status="eingereicht")
    frage = office.post(LISTE, auswahl)
    assert "Noch nicht eingereicht" in text(frage)
    daten = auswahl | {"gesehen": read_form(frage)["gesehen"]}
    assert "Angenommen: 1." in text(office.post(LISTE, daten, follow=True))
    assert Sachstand.objects.angenommen().get() == offene[0]


def test_several_are_accepted_as_they_were_seen(office, steckbrief):
    offene = [make_sachstand(steckbrief, accepted=False, status="eingereicht") for _ in range(2)]
    auswahl = {"action": "annehmen", "_selected_action": [s.pk for s in offene]}
    frage = office.post(LISTE, auswahl)
    assert not Sachstand.objects.angenommen()
    daten = auswahl | {"gesehen": read_form(frage)["gesehen"]}
    assert "nicht lesen" in text(office.post(LISTE, auswahl | {"gesehen": "x"}, follow=True))
    # Somebody changes one of them meanwhile: nothing is accepted.
    Sachstand.objects.filter(pk=offene[0].pk).update(version=7)
    office.post(LISTE, daten, follow=True)
    assert not Sachstand.objects.angenommen()
    Sachstand.objects.filter(pk=offene[0].pk).update(version=offene[0].version)
    assert "Angenommen: 2." in text(office.post(LISTE, daten, follow=True))
    assert Sachstand.objects.angenommen().count() == 2
    assert "schon angenommen" in text(office.post(LISTE, auswahl))


def test_a_draft_report_can_be_deleted(office, steckbrief):
    sachstand = make_sachstand(steckbrief, accepted=False)
    office.post(reverse("admin:agenda_sachstand_delete", args=[sachstand.pk]), {"post": "yes"})
    assert not Sachstand.objects.exists()


def test_the_list_is_searched_by_the_steckbrief(office):
    make_sachstand(make_steckbrief("Äpfel"))
    make_sachstand(make_steckbrief("Birnen"))
    zeilen = page(office.get(LISTE, {"q": "aepfel"})).select("#result_list tbody tr")
    assert ["Äpfel" in z.text for z in zeilen] == [True]


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(office, anzahl, django_assert_num_queries):
    for _ in range(anzahl):
        make_sachstand(make_steckbrief())
    with django_assert_num_queries(12):
        response = office.get(LISTE)
    assert len(page(response).select("#result_list tbody tr")) == anzahl


def test_rows_can_be_added_to_an_open_report(office, steckbrief):
    sachstand = make_sachstand(steckbrief, accepted=False)
    daten = read_form(office.get(change(sachstand)))
    daten["mittel-0-jahr"], daten["mittel-0-verausgabt"] = "2023", "1.000"
    add_row(daten, "mittel", jahr="2024", verausgabt="2000 €")
    assert office.post(change(sachstand), daten).status_code == 302
    assert [m.verausgabt for m in sachstand.mittel.all()] == [100000, 200000]
