"""Giving papers out in the admin: from a selection to the kept file, guarded at each step."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from agenda.domain import ausgaben, bewahren, mitzeichnung, workflow
from agenda.models import Ausgabe, Beratung
from agenda.papers import ausgabe as papier
from agenda.papers.gescheitert import Belegt
from tests.agenda.admin.formular import add_row, errors, page, read_form, text
from tests.agenda.domain.test_rollen import make_role
from tests.agenda.papers.attrappe import Attrappe
from tests.factories import (
    festschreiben,
    make_anlage,
    make_ausgabe,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_handlungsfeld,
    make_portal,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db

LISTE = reverse("admin:agenda_ausgabe_changelist")
NEU = reverse("admin:agenda_ausgabe_add")
ANLAGE = reverse("admin:agenda_ausgabe_anlage")
AUSZUG = reverse("admin:agenda_ausgabe_auszug")
STECKBRIEFE = reverse("admin:agenda_steckbrief_changelist")


@pytest.fixture
def drucker(monkeypatch):
    attrappe = Attrappe()
    monkeypatch.setattr(papier, "band", attrappe)
    return attrappe


@pytest.fixture
def agenda():
    make_portal()
    return [
        make_fassung(titel=titel, vorgesehene_nummer=nummer, bezug="agenda").steckbrief
        for titel, nummer in (("Lotsen", "1"), ("Bus", "2"))
    ]


@pytest.fixture
def drucksache():
    return make_drucksache("2026/7", betrifft_agenda=True)


def ziel(name, ausgabe):
    return reverse(f"admin:agenda_ausgabe_{name}", args=[ausgabe.pk])


def change(steckbrief, **felder):
    for name, wert in felder.items():
        setattr(steckbrief, name, wert)
    steckbrief.save()
    workflow.record(steckbrief, user=None)
    return make_fassung(steckbrief)


class TestDraft:
    def test_is_made_of_a_choice(self, office, agenda, stabsstelle):
        daten = read_form(office.get(NEU)) | {
            "art": "auszug",
            "titel": "Zwei Projekte",
            "ordnung": "auswahl",
        }
        add_row(daten, "auswahl", steckbrief=agenda[1].pk, position="1")
        add_row(daten, "auswahl", steckbrief=agenda[0].pk, position="2")
        response = office.post(NEU, daten)
        assert response.status_code == 302, errors(response)
        ausgabe = Ausgabe.objects.get()
        heute = timezone.localdate().isoformat()
        assert (ausgabe.slug, ausgabe.created_von) == (f"zwei-projekte-{heute}", stabsstelle)
        assert [z["nummer"] for z in ausgaben.bauen(ausgabe).steckbriefe] == ["2", "1"]

    def test_says_what_does_not_fit(self, office, agenda, drucksache):
        daten = read_form(office.get(NEU)) | {"art": "anlage", "titel": "Agenda"}
        worte = errors(office.post(NEU, daten))
        for satz in ("Bitte wählen Sie die Drucksache", "Nummer der Anlage", "die Beratung"):
            assert satz in worte
        fremd = make_drucksache("9/9").beratungen.create(gremium=make_gremium())
        daten |= {"drucksache": drucksache.pk, "anlage_nr": "2", "beratung": fremd.pk}
        assert errors(office.post(NEU, daten))
        daten |= {"muster": "on", "beratung": ""}
        assert "Ein Muster trägt keine Drucksache" in errors(office.post(NEU, daten))
        assert not Ausgabe.objects.exists()

    def test_the_whole_agenda_takes_no_choice(self, office, agenda):
        """A few of them, called "Gesamtausgabe", would supersede the real one."""
        daten = read_form(office.get(NEU)) | {"art": "gesamt", "titel": "Drei"}
        add_row(daten, "auswahl", steckbrief=agenda[0].pk, position="1")
        worte = errors(office.post(NEU, daten))
        assert "Eine Gesamtausgabe enthält immer die ganze Agenda" in worte
        assert not Ausgabe.objects.exists()
        # Nor does a draft of a choice become one, unless the choice is taken out.
        ausgabe = make_ausgabe(art="auszug", steckbriefe=agenda[:1])
        daten = read_form(office.get(ziel("change", ausgabe))) | {"art": "gesamt"}
        assert "immer die ganze Agenda" in errors(office.post(ziel("change", ausgabe), daten))
        daten["auswahl-0-DELETE"] = "on"
        assert office.post(ziel("change", ausgabe), daten).status_code == 302
        ausgabe.refresh_from_db()
        assert (ausgabe.art, ausgabe.auswahl.count()) == ("gesamt", 0)

    def test_shows_what_it_holds_and_what_it_leaves_out(self, office, agenda):
        ausgabe = make_ausgabe(art="auszug", steckbriefe=[agenda[0], make_steckbrief("Unfertig")])
        worte = text(office.get(ziel("change", ausgabe)))
        assert "Enthält jetzt 1 Steckbrief" in worte
        assert "Steckbrief 1: Lotsen (Fassung 1)" in worte
        assert (
            "Nicht enthalten, weil nichts davon freigegeben ist und jetzt gilt: Unfertig" in worte
        )

    def test_an_empty_one_says_what_to_do(self, office, agenda):
        worte = text(office.get(ziel("change", make_ausgabe(art="auszug"))))
        assert "Noch nichts. Wählen Sie unten Steckbriefe aus oder oben ein Handlungsfeld" in worte

    def test_is_changed_and_deleted(self, office, agenda):
        ausgabe = make_ausgabe()
        daten = read_form(office.get(ziel("change", ausgabe))) | {"titel": "Anders"}
        assert office.post(ziel("change", ausgabe), daten).status_code == 302
        assert Ausgabe.objects.get().titel == "Anders"
        office.post(ziel("delete", ausgabe), {"post": "yes"})
        assert not Ausgabe.objects.exists()

    @pytest.mark.parametrize("anzahl", [1, 3])
    def test_the_list_costs_the_same(self, office, agenda, anzahl, django_assert_num_queries):
        drucksache = make_drucksache()
        for _ in range(anzahl):
            make_anlage(drucksache)
        with django_assert_num_queries(7):
            response = office.get(LISTE, {"stand": "entwurf"})
        zeilen = page(response).select("#result_list tbody tr")
        assert len(zeilen) == anzahl
        assert f"Anlage 2 zur {drucksache}" in zeilen[0].text


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


class TestFestschreiben:
    def test_prepares_shows_and_keeps(self, office, agenda, drucker, stabsstelle):
        ausgabe = make_ausgabe()
        drucker.offen = 1
        warten = office.get(ziel("festschreiben", ausgabe))
        assert "0 von 2 Steckbriefen gesetzt" in text(warten)
        assert page(warten).select_one("progress")["max"] == "2"
        assert warten["Refresh"] == f"5; url={ziel('festschreiben', ausgabe)}"
        assert "Diese Seite lädt alle fünf Sekunden neu" in text(warten)
        seite = office.get(ziel("festschreiben", ausgabe))
        assert "Festgeschrieben wird, was jetzt gilt: 2 Steckbriefe" in text(seite)
        response = office.post(ziel("festschreiben", ausgabe), read_form(seite), follow=True)
        assert "ist festgeschrieben und bleibt so" in text(response)
        ausgabe = Ausgabe.objects.get()
        assert ausgabe.festgeschrieben_von == stabsstelle
        assert ausgaben.datei(ausgabe).seiten == 7
        with default_storage.open(ausgaben.datei(ausgabe).pfad) as datei:
            assert datei.read() == drucker.pdf(drucker.gezeichnet[0])
        assert not drucker.gezeichnet[0].entwurf
        assert LogEntry.objects.filter(object_id=ausgabe.pk, user=stabsstelle).exists()

    def test_who_reads_slowly_stops_the_page(self, office, agenda, drucker):
        ausgabe = make_ausgabe()
        drucker.offen = 2
        warten = office.get(ziel("festschreiben", ausgabe))
        (halt,) = page(warten).select("#content-main a[href*=anhalten]")
        steht = office.get(ziel("festschreiben", ausgabe) + halt["href"].split("/")[-1])
        assert halt["href"].startswith(ziel("festschreiben", ausgabe))
        assert "Refresh" not in steht
        assert "lädt nicht mehr von selbst neu" in text(steht)
        assert not page(steht).select("#content-main a[href*=anhalten]")
        weiter = page(steht).select_one("#content-main a.button")["href"]
        assert weiter == ziel("festschreiben", ausgabe)
        assert page(office.get(weiter)).select("#content-main form")

    def test_what_changed_meanwhile_is_not_kept_but_shown(self, office, agenda, drucker):
        ausgabe = make_ausgabe()
        daten = read_form(office.get(ziel("festschreiben", ausgabe)))
        change(agenda[0], zweck="Neu")
        response = office.post(ziel("festschreiben", ausgabe), daten)
        assert "Inzwischen hat sich geändert" in errors(response)
        assert not Ausgabe.objects.get().ist_festgeschrieben
        office.post(ziel("festschreiben", ausgabe), read_form(response))
        assert Ausgabe.objects.get().ist_festgeschrieben

    def test_a_different_anlage_for_the_next_gremium_must_be_ticked(
        self, office, agenda, drucksache, drucker
    ):
        festschreiben(make_anlage(drucksache, make_gremium("Hauptausschuss")))
        change(agenda[0], zweck="Ganz anders")
        ausgabe = make_anlage(drucksache, make_gremium("Kreistag"))
        seite = office.get(ziel("festschreiben", ausgabe))
        assert "(Hauptausschuss, 22.09.2026), festgeschrieben am" in text(seite)
        assert "Ganz anders" in text(seite)
        daten = read_form(seite)
        assert "seen_difference" not in daten  # a box not yet ticked
        worte = errors(office.post(ziel("festschreiben", ausgabe), daten))
        assert "Bitte bestätigen Sie, dass Sie die Unterschiede" in worte
        haken = page(seite).select_one("[name=seen_difference]")["value"]
        # A tick belongs to the differences it stood beside.
        change(agenda[1], zweck="Auch anders")
        office.post(ziel("festschreiben", ausgabe), daten | {"seen_difference": haken})
        assert not Ausgabe.objects.get(pk=ausgabe.pk).ist_festgeschrieben
        seite = office.get(ziel("festschreiben", ausgabe))
        haken = page(seite).select_one("[name=seen_difference]")["value"]
        office.post(ziel("festschreiben", ausgabe), read_form(seite) | {"seen_difference": haken})
        assert Ausgabe.objects.get(pk=ausgabe.pk).ist_festgeschrieben

    def test_the_same_anlage_says_so_and_asks_nothing(self, office, agenda, drucksache, drucker):
        gremium = make_gremium("Kreistag")
        festschreiben(make_anlage(drucksache, gremium))
        ausgabe = make_anlage(drucksache, gremium)
        seite = office.get(ziel("festschreiben", ausgabe))
        assert "Nichts: Der Inhalt ist derselbe." in text(seite)
        assert "Für dieselbe Beratung ist schon eine Anlage ausgegeben" in text(seite)
        assert not page(seite).select("[name=seen_difference]")
        office.post(ziel("festschreiben", ausgabe), read_form(seite))
        assert Ausgabe.objects.get(pk=ausgabe.pk).ist_festgeschrieben

    def test_another_big_paper_asks_for_patience(self, office, agenda, drucker):
        ausgabe = make_ausgabe()
        drucker.error = Belegt("Gerade entsteht schon ein anderes großes Papier.")
        response = office.get(ziel("festschreiben", ausgabe), follow=True)
        assert "Gerade entsteht schon ein anderes großes Papier." in text(response)
        assert not Ausgabe.objects.get().ist_festgeschrieben

    def test_a_full_disk_is_told(self, office, agenda, drucker, monkeypatch):
        ausgabe = make_ausgabe()
        seite = office.get(ziel("festschreiben", ausgabe))

        def voll(_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(bewahren.os, "fsync", voll)
        response = office.post(ziel("festschreiben", ausgabe), read_form(seite))
        assert "ließ sich nicht ablegen (No space left on device)" in errors(response)
        assert not Ausgabe.objects.get().ist_festgeschrieben

    def test_the_second_person_gets_one_message(self, office, agenda, drucker):
        ausgabe = make_ausgabe()
        daten = read_form(office.get(ziel("festschreiben", ausgabe)))
        festschreiben(ausgabe)
        response = office.post(ziel("festschreiben", ausgabe), daten, follow=True)
        meldungen = page(response).select(".messagelist li")
        assert [m.text for m in meldungen] == ["„Digitale Agenda“ ist schon festgeschrieben."]

    def test_tells_that_it_publishes_and_where(self, office, agenda, drucksache, drucker, settings):
        settings.BASE_URL = "https://agenda.example"
        ausgabe = make_anlage(drucksache, make_gremium("Kreistag"))
        worte = text(office.get(ziel("festschreiben", ausgabe)))
        adresse = "/ausgaben/anlage-2-drucksache-2026-7-kreistag-2026-09-22/"
        assert "Festschreiben veröffentlicht sofort." in worte
        assert f"Danach steht sie öffentlich unter https://agenda.example{adresse}" in worte
        for was in (ausgabe.beratung, drucksache):
            was.oeffentlich = False
            was.save()
            worte = text(office.get(ziel("festschreiben", ausgabe)))
            assert "Sie wird nicht veröffentlicht" in worte
            assert adresse not in worte

    def test_an_empty_one_is_not_offered(self, office, agenda, drucker):
        seite = office.get(ziel("festschreiben", make_ausgabe(art="auszug")))
        assert "enthält keinen freigegebenen Steckbrief" in text(seite)
        assert not page(seite).select("#content-main form")


class TestFrozen:
    def test_is_only_read(self, office, agenda):
        ausgabe = festschreiben(make_ausgabe(), pdf=b"%PDF" + b" " * 2044)
        seite = page(office.get(ziel("change", ausgabe)))
        assert not seite.select("#ausgabe_form input[type=submit]")
        assert ausgabe.sha256 in seite.text
        assert "3 Seiten" in seite.text
        assert office.post(ziel("change", ausgabe), {"titel": "x"}).status_code == 403
        assert "Prüfsumme (SHA-256)" in seite.text
        assert "3 Seiten, 2,0 KB" in text(office.get(ziel("change", ausgabe)))
        assert Ausgabe.objects.get().titel == "Digitale Agenda"

    def test_is_not_deleted_and_the_reason_is_told(self, office, agenda):
        ausgabe, entwurf = festschreiben(make_ausgabe()), make_ausgabe("Entwurf")
        gewaehlt = {"_selected_action": [ausgabe.pk, entwurf.pk], "action": "delete_selected"}
        for response in (
            office.get(ziel("delete", ausgabe), follow=True),
            office.post(ziel("delete", ausgabe), {"post": "yes"}, follow=True),
            office.post(LISTE, gewaehlt, follow=True),
            office.post(LISTE, gewaehlt | {"post": "yes"}, follow=True),
        ):
            assert "Festgeschriebene Ausgaben lassen sich nicht löschen; geben Sie" in text(
                response
            )
        assert Ausgabe.objects.count() == 2
        office.post(LISTE, gewaehlt | {"_selected_action": [entwurf.pk], "post": "yes"})
        assert Ausgabe.objects.get() == ausgabe

    def test_the_office_opens_what_is_not_public(self, office, agenda, drucksache):
        drucksache.oeffentlich = False
        drucksache.save()
        ausgabe = festschreiben(make_anlage(drucksache), pdf=b"%PDF geheim")
        assert "Nicht öffentlich" in text(office.get(ziel("change", ausgabe)))
        pdf = office.get(ziel("pdf", ausgabe))
        assert pdf.getvalue() == b"%PDF geheim"
        assert "Anlage-2_Drucksache-2026-7" in pdf["Content-Disposition"]
        assert office.get(ziel("json", ausgabe)).text == ausgabe.dokument

    def test_the_file_is_drawn_again_after_a_redaction(self, office, agenda, drucker):
        ausgabe = Ausgabe.objects.create(
            titel="Alt",
            dokument=ausgaben.bauen(make_ausgabe()).canonical.decode(),
            sha256="a" * 64,
            festgeschrieben_at=timezone.now(),
        )
        drucker.offen = 1
        assert "gesetzt" in text(office.get(ziel("pdf", ausgabe)))
        assert office.get(ziel("pdf", ausgabe)).getvalue().startswith(b"%PDF")
        assert not ausgaben.ohne_datei().exists()

    def test_a_lost_file_is_told(self, office, agenda, drucker):
        ausgabe = festschreiben(make_ausgabe())
        default_storage.delete(ausgaben.datei(ausgabe).pfad)
        assert "fehlt im Speicher" in text(office.get(ziel("change", ausgabe)))
        response = office.get(ziel("pdf", ausgabe), follow=True)
        assert "aus der Datensicherung" in text(response)

    def test_its_beratung_still_takes_a_result(self, office, agenda, drucksache):
        """Rows of a Beratungsfolge are taken out and put back; the Ausgabe hangs on one."""
        ausgabe = festschreiben(make_anlage(drucksache))
        adresse = reverse("admin:agenda_drucksache_change", args=[drucksache.pk])
        daten = read_form(office.get(adresse)) | {"beratungen-0-ergebnis_text": "vertagt"}
        assert office.post(adresse, daten).status_code == 302
        ausgabe.refresh_from_db()
        assert ausgabe.beratung.ergebnis_text == "vertagt"
        daten = read_form(office.get(adresse)) | {"beratungen-0-DELETE": "on"}
        assert "Digitale Agenda" in errors(office.post(adresse, daten))
        assert Beratung.objects.exists()


def test_the_link_for_mitzeichnung_is_there_to_copy(office, agenda):
    ausgabe = make_ausgabe()
    seite = page(office.get(ziel("mitzeichnung", ausgabe)))
    link = seite.select_one("#mitzeichnung-link")["value"]
    assert link.startswith("http://testserver/vorschau/ausgabe/")
    assert mitzeichnung.read_token(link.split("/")[-2]) == ausgabe


RECHTE = {
    "Stabsstelle": {"list": 200, "change": 200, "add": 200, "festschreiben": 200, "anlage": 200},
    "Partner": {"list": 200, "change": 200, "add": 403, "festschreiben": 403, "anlage": 403},
    "Lesend": {"list": 200, "change": 200, "add": 403, "festschreiben": 403, "anlage": 403},
    "Moderation": {"list": 403, "change": 403, "add": 403, "festschreiben": 403, "anlage": 403},
}


@pytest.mark.parametrize("rolle", RECHTE)
def test_who_may_what(client, agenda, drucker, rolle):
    client.force_login(make_role(rolle))
    ausgabe, fest = make_ausgabe(), festschreiben(make_ausgabe())
    adressen = {
        "list": LISTE,
        "change": ziel("change", ausgabe),
        "add": NEU,
        "festschreiben": ziel("festschreiben", ausgabe),
        "anlage": ANLAGE,
    }
    assert {name: client.get(a).status_code for name, a in adressen.items()} == RECHTE[rolle]
    band = ausgaben.bauen(ausgabe)
    client.post(ziel("festschreiben", ausgabe), {"seen_sha256": band.sha256})
    assert Ausgabe.objects.get(pk=ausgabe.pk).ist_festgeschrieben == (rolle == "Stabsstelle")
    pdf = client.get(ziel("pdf", fest))
    assert pdf.status_code == (403 if rolle == "Moderation" else 200)
    b"".join(pdf)  # read to its end, as servers do, the file is closed


@pytest.mark.parametrize("rolle", ["Stabsstelle", "Partner", "Lesend"])
def test_who_only_reads_passes_nothing_on(client, agenda, drucksache, rolle):
    """No secret link to a draft, no paper that is not public."""
    client.force_login(make_role(rolle))
    darf = rolle == "Stabsstelle"
    entwurf, offen = make_ausgabe(), festschreiben(make_ausgabe())
    geheim = make_anlage(drucksache)
    geheim.beratung.oeffentlich = False
    geheim.beratung.save()
    geheim = festschreiben(geheim)
    assert client.get(ziel("mitzeichnung", entwurf)).status_code == (200 if darf else 403)
    seite = client.get(ziel("change", entwurf))
    assert ("/vorschau/ausgabe/" in seite.text) == darf
    assert "Enthält jetzt 2 Steckbriefe" in text(seite)
    for name in ("pdf", "json"):
        for ausgabe, status in ((offen, 200), (geheim, 200 if darf else 403)):
            response = client.get(ziel(name, ausgabe))
            assert response.status_code == status
            b"".join(response)
        assert ziel(name, offen) in client.get(ziel("change", offen)).text
        assert (ziel(name, geheim) in client.get(ziel("change", geheim)).text) == darf
    assert "Nicht öffentlich: " in text(client.get(ziel("change", geheim)))


def test_actions_are_for_those_who_may_give_out(staff, agenda):
    aktionen = page(staff("view_steckbrief", "view_all_steckbrief").get(STECKBRIEFE))
    assert not aktionen.select("option[value^=als_]")


def test_a_field_offers_itself(office, agenda):
    feld = make_handlungsfeld("Bildung")
    daten = read_form(office.get(NEU)) | {
        "art": "auszug",
        "titel": "Bildung",
        "handlungsfeld": feld.pk,
    }
    assert office.post(NEU, daten).status_code == 302
    assert Ausgabe.objects.get().reihe == ("auszug", feld.pk)
    assert page(office.get(AUSZUG)).select_one("a[href*=steckbrief]")


def test_a_field_that_was_merged_is_not_offered(office, agenda):
    heute = make_handlungsfeld("Bildung")
    make_handlungsfeld("Schule", nachfolger=heute)
    wahl = page(office.get(NEU)).select_one("select[name=handlungsfeld]").text
    assert "Bildung" in wahl
    assert "Schule" not in wahl


def test_no_pdf_of_an_empty_draft(office, agenda):
    leer, voll = make_ausgabe(art="auszug"), make_ausgabe()
    for name in ("change", "mitzeichnung"):
        assert not page(office.get(ziel(name, leer))).select("a[href$='agenda.pdf']")
        assert page(office.get(ziel(name, voll))).select("a[href$='agenda.pdf']")


def test_drafts_stand_first_in_the_list(office, agenda):
    make_ausgabe("Entwurf")
    festschreiben(make_ausgabe("Fest"))
    titel = [z.text for z in page(office.get(LISTE)).select("#result_list .field-titel")]
    assert titel == ["Entwurf", "Fest"]
