"""Giving out for ever, guarded at each step, and the link for Mitzeichnung."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage

from agenda.domain import ausgaben, bewahren, mitzeichnung
from agenda.models import Ausgabe
from agenda.papers.gescheitert import Belegt
from tests.agenda.admin.ausgabeadmin import ziel
from tests.agenda.admin.formular import errors, page, read_form, text
from tests.agenda.papers.inhalte import naechste_fassung
from tests.factories import (
    festschreiben,
    make_anlage,
    make_ausgabe,
    make_gremium,
)

pytestmark = pytest.mark.django_db


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
        naechste_fassung(agenda[0], zweck="Neu")
        response = office.post(ziel("festschreiben", ausgabe), daten)
        assert "Inzwischen hat sich geändert" in errors(response)
        assert not Ausgabe.objects.get().ist_festgeschrieben
        office.post(ziel("festschreiben", ausgabe), read_form(response))
        assert Ausgabe.objects.get().ist_festgeschrieben

    def test_a_different_anlage_for_the_next_gremium_must_be_ticked(
        self, office, agenda, drucksache, drucker
    ):
        festschreiben(make_anlage(drucksache, make_gremium("Hauptausschuss")))
        naechste_fassung(agenda[0], zweck="Ganz anders")
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
        naechste_fassung(agenda[1], zweck="Auch anders")
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


def test_the_link_for_mitzeichnung_is_there_to_copy(office, agenda, settings):
    """It goes to people outside: with the portal's own name, whoever asked by which."""
    settings.BASE_URL = "https://agenda.example"
    ausgabe = make_ausgabe()
    seite = page(office.get(ziel("mitzeichnung", ausgabe)))
    link = seite.select_one("#mitzeichnung-link")["value"]
    assert link.startswith("https://agenda.example/vorschau/ausgabe/")
    assert mitzeichnung.read_token(link.split("/")[-2]) == ausgabe
