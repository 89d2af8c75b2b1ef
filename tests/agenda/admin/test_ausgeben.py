"""The page of questions: from a selection or a Drucksache to a draft."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from agenda.models import Ausgabe, Beratung
from tests.agenda.admin.ausgabeadmin import ANLAGE, AUSZUG, STECKBRIEFE, ziel
from tests.agenda.admin.formular import errors, page, read_form, text
from tests.factories import (
    festschreiben,
    make_anlage,
    make_drucksache,
    make_gremium,
)

pytestmark = pytest.mark.django_db


class TestAusgeben:
    """The page of questions, from the list of Steckbriefe, a Drucksache or the board."""

    def chosen(self, office, aktion, *steckbriefe):
        daten = {"action": aktion, "_selected_action": [s.pk for s in steckbriefe]}
        return office.post(STECKBRIEFE, daten)["Location"]

    def test_a_selection_becomes_an_auszug(self, office, agenda):
        adresse = self.chosen(office, "als_auszug_ausgeben", *agenda)
        daten = read_form(office.get(adresse)) | {"titel": "Zwei", "ordnung": "nummer"}
        response = office.post(adresse, daten, follow=True)
        assert "Der Entwurf ist angelegt" in text(response)
        ausgabe = Ausgabe.objects.get()
        assert (ausgabe.art, ausgabe.titel, ausgabe.auswahl.count()) == ("auszug", "Zwei", 2)

    def test_a_selection_becomes_an_anlage_with_a_new_beratung(self, office, agenda, drucksache):
        adresse = self.chosen(office, "als_anlage_ausgeben", agenda[1])
        seite = office.get(adresse)
        assert "1 Steckbrief ausgewählt" in text(seite)
        daten = read_form(seite) | {
            "drucksache": drucksache.pk,
            "anlage_nr": "2",
            "gremium": make_gremium("Kreistag").pk,
            "datum": "2027-01-21",
            "titel": "Agenda",
        }
        assert office.post(adresse, daten).status_code == 302
        ausgabe = Ausgabe.objects.get()
        assert str(ausgabe.beratung) == "Kreistag, 21.01.2027"
        assert ausgabe.drucksache == ausgabe.beratung.drucksache == drucksache
        assert "Kreistag, 21.01.2027" in text(
            office.get(reverse("admin:agenda_drucksache_history", args=[drucksache.pk]))
        )
        # Once more: the Beratung is there already, and so is the draft.
        response = office.post(adresse, daten)
        assert "liegt schon ein Entwurf der Anlage 2 vor" in errors(response)
        link = page(response).select_one(".hinweis a")
        assert (link.text, link["href"]) == ("Zum Entwurf", ziel("change", ausgabe))
        assert office.post(adresse, daten | {"anlage_nr": "3"}).status_code == 302
        assert Beratung.objects.count() == 1
        # Nor is a second one made of another draft.
        anderer = Ausgabe.objects.get(anlage_nr=3)
        daten = read_form(office.get(ziel("change", anderer))) | {"anlage_nr": "2"}
        assert "liegt schon ein Entwurf" in errors(office.post(ziel("change", anderer), daten))

    def test_says_what_is_missing(self, office, agenda, drucksache):
        daten = read_form(office.get(ANLAGE)) | {"titel": ""}
        worte = errors(office.post(ANLAGE, daten))
        for satz in (
            "Bitte wählen Sie die Drucksache",
            "Bitte geben Sie die Nummer der Anlage an",
            "welches Gremium",
            "wann die Sitzung ist",
            "Bitte geben Sie der Ausgabe einen Titel",
        ):
            assert satz in worte
        assert not Beratung.objects.exists()

    def test_from_the_drucksache_the_coming_beratung_is_chosen(self, office, agenda, drucksache):
        morgen = timezone.localdate() + datetime.timedelta(days=1)
        drucksache.beratungen.create(gremium=make_gremium(), datum="2020-01-01")
        kommende = drucksache.beratungen.create(gremium=make_gremium(), datum=morgen)
        seite = page(
            office.get(reverse("admin:agenda_drucksache_change", args=[drucksache.pk]))
        ).select_one(".object-tools a[href*=anlage]")
        assert seite.text == "Als Anlage ausgeben …"
        response = office.get(seite["href"])
        assert "zurzeit 2 Steckbriefe" in text(response)
        daten = read_form(response)
        assert daten["beratung"] == str(kommende.pk)
        office.post(seite["href"], daten | {"anlage_nr": "1"})
        assert Ausgabe.objects.get().beratung == kommende

    def test_a_drucksache_on_some_steckbriefe_begins_with_these(self, office, agenda):
        einzelne = make_drucksache()
        einzelne.steckbriefe.add(agenda[1])
        assert "Bus" in text(office.get(ANLAGE, {"drucksache": einzelne.pk}))
        assert "Lotsen" not in text(office.get(ANLAGE, {"drucksache": einzelne.pk}))

    def test_the_next_gremium_begins_as_the_last(self, office, agenda, drucksache):
        letzte = festschreiben(
            make_anlage(drucksache, steckbriefe=agenda[1:], vorwort="Vorab", titelblatt=False)
        )
        knopf = page(office.get(ziel("change", letzte))).select_one(".werkzeuge a[href*=anlage]")
        assert knopf.text == "Für das nächste Gremium ausgeben …"
        daten = read_form(office.get(knopf["href"]))
        assert (daten["anlage_nr"], daten["vorwort"]) == ("2", "Vorab")
        assert "titelblatt" not in daten
        daten |= {"gremium": make_gremium("Kreistag").pk, "datum": "2199-01-21"}
        assert office.post(knopf["href"], daten).status_code == 302
        neu = Ausgabe.objects.entwuerfe().get()
        assert [z.steckbrief for z in neu.auswahl.all()] == agenda[1:]
        assert str(neu.beratung) == "Kreistag, 21.01.2199"
        # Every coming Beratung has its Anlage 2, if only as a draft.
        assert read_form(office.get(knopf["href"]))["beratung"] == ""
        weitere = drucksache.beratungen.create(gremium=make_gremium(), datum="2199-02-01")
        daten = read_form(office.get(knopf["href"]))
        assert daten["beratung"] == str(weitere.pk)
        daten |= {"gremium": make_gremium("Beirat").pk, "datum": "2199-03-01"}
        worte = errors(office.post(knopf["href"], daten))
        assert "Bitte entweder die Beratung wählen oder Gremium und Tag angeben." in worte
        assert not drucksache.beratungen.filter(gremium__name="Beirat").exists()

    def test_a_draft_is_a_pattern_where_nothing_was_given_out(self, office, agenda, drucksache):
        entwurf = make_anlage(drucksache, steckbriefe=agenda[1:])
        weitere = drucksache.beratungen.create(gremium=make_gremium(), datum="2199-02-01")
        response = office.get(ANLAGE, {"beratung": weitere.pk, "nr": entwurf.anlage_nr})
        daten = read_form(response)
        assert (daten["anlage_nr"], daten["beratung"]) == ("2", str(weitere.pk))
        assert "Lotsen" not in text(response)
        assert "liegt schon ein Entwurf" not in text(response)
        hier = office.get(ANLAGE, {"beratung": entwurf.beratung.pk, "nr": entwurf.anlage_nr})
        assert "liegt schon ein Entwurf der Anlage 2 vor" in text(hier)

    @pytest.mark.parametrize(
        "unsinn",
        [
            "steckbriefe=x,-1,999999",
            "steckbriefe=" + "9" * 30,
            "steckbriefe=" + "9" * 4400,
            "drucksache=99",
            "drucksache=" + "9" * 30,
            "beratung=a",
        ],
    )
    def test_nonsense_in_the_address_is_left_out(self, office, agenda, unsinn):
        assert "Als Anlage ausgeben" in text(office.get(f"{ANLAGE}?{unsinn}"))

    def test_who_is_chosen_twice_is_in_it_once(self, office, agenda):
        adresse = f"{AUSZUG}?steckbriefe={agenda[0].pk},{agenda[0].pk}"
        office.post(adresse, read_form(office.get(adresse)) | {"titel": "Eins"})
        assert Ausgabe.objects.get().auswahl.count() == 1

    def test_nonsense_as_the_number_of_the_anlage(self, office, agenda, drucksache):
        festschreiben(make_anlage(drucksache))
        adresse = f"{ANLAGE}?drucksache={drucksache.pk}&nr="
        assert office.get(adresse + "9" * 4400).status_code == 200
        assert office.get(adresse + "9" * 10).status_code == 200


def test_actions_are_for_those_who_may_give_out(staff, agenda):
    aktionen = page(staff("view_steckbrief", "view_all_steckbrief").get(STECKBRIEFE))
    assert not aktionen.select("option[value^=als_]")
