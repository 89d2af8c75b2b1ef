"""The office's pages of a Sachstandsbericht: draft, Mitzeichnung, giving it out, correcting it."""

import re
from datetime import date
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from agenda.admin import bericht as bericht_admin
from agenda.admin import berichtseiten
from agenda.domain import aufbewahrung
from agenda.forms.bericht import BerichtFestschreibenForm
from agenda.models import Bericht, BerichtDatei
from agenda.papers.gescheitert import Gescheitert
from tests.agenda.domain.berichtsjahr import first_half, released
from tests.agenda.domain.test_figures import am
from tests.factories import (
    festschreiben_bericht,
    make_bericht,
    make_drucksache,
    make_portal,
    make_sitzung,
)

pytestmark = pytest.mark.django_db
LISTE = reverse("admin:agenda_bericht_changelist")
NEU = reverse("admin:agenda_bericht_add")


def ziel(name, bericht):
    return reverse(f"admin:agenda_bericht_{name}", args=[bericht.pk])


def frozen(nummer=2, **felder):
    with am(2026, 7, 20):
        return festschreiben_bericht(make_bericht(nummer, **felder))


@pytest.fixture
def bus():
    make_portal()
    return released("Bus")


@pytest.fixture
def papier(monkeypatch):
    """Reports are drawn as a line of text."""
    attrappe = mock.Mock(GRUENDE=(Gescheitert,))
    attrappe.pdf.side_effect = lambda dokument: f"%PDF-1.7 {dokument.sha256}".encode()
    attrappe.seiten.return_value = 4
    monkeypatch.setattr(berichtseiten, "papier", attrappe)
    return attrappe


def text(response):
    return response.content.decode()


def seen(seite):
    """What the page to confirm hands back."""
    return dict(re.findall(r'name="(seen_sha256|redaktionsschluss)" value="([^"]+)"', seite))


class TestEntwurf:
    def test_a_new_one_begins_where_the_last_ended(self, office, bus):
        frozen(nummer=4)
        seite = text(office.get(NEU))
        assert 'name="nummer" value="5"' in seite
        assert 'name="von" value="01.07.2026"' in seite

    def fields(self, **felder):
        return {
            "nummer": "1",
            "titel": "Sachstandsbericht",
            "von": "01.01.2026",
            "bis": "30.06.2026",
            "redaktionsschluss_0": "",
            "redaktionsschluss_1": "",
            "vorwort": "Danke.",
            **felder,
        }

    def test_is_saved_and_shows_what_it_says(self, office, bus, stabsstelle):
        with am(2026, 7, 20):
            response = office.post(NEU, self.fields(), follow=True)
            bericht = Bericht.objects.get()
            seite = text(office.get(ziel("change", bericht)))
        assert response.status_code == 200
        assert (bericht.vorwort, bericht.created_von) == ("Danke.", stabsstelle)
        assert "Was der Bericht sagt: 01.01.2026 bis 30.06.2026" in seite
        assert "/vorschau/bericht/" in seite

    @pytest.mark.parametrize(
        ("felder", "satz"),
        [
            ({"bis": "31.12.2026"}, "endet in der Zukunft"),
            ({"von": "01.07.2026"}, "endet vor seinem Anfang"),
            ({"nummer": "3", "von": "02.01.2026"}, "Bitte beginnen Sie am Tag danach"),
            (
                {"redaktionsschluss_0": "01.06.2026", "redaktionsschluss_1": "12:00"},
                "vor dem Ende des Zeitraums",
            ),
            ({"nummer": "2"}, "gibt es schon"),
            ({"nummer": "0"}, "Die Reihe beginnt mit 1."),
        ],
    )
    def test_says_what_does_not_fit(self, office, bus, felder, satz):
        with am(2026, 7, 20):
            frozen(von=date(2025, 7, 1), bis=date(2025, 12, 31))
            seite = text(office.post(NEU, self.fields(**felder)))
        assert satz in seite
        assert Bericht.objects.count() == 1

    def test_a_period_of_which_nothing_can_be_told_is_explained(self, office, bus):
        bericht = make_bericht(von=date(2019, 1, 1), bis=date(2019, 12, 31))
        assert "war noch kein Steckbrief" in text(office.get(ziel("change", bericht)))
        assert "war noch kein Steckbrief" in text(office.get(ziel("festschreiben", bericht)))

    def test_a_draft_can_be_deleted_a_frozen_one_not(self, office, bus):
        entwurf, fest = make_bericht(5), frozen()
        assert office.post(ziel("delete", fest), {"post": "yes"}).status_code == 403
        assert office.post(ziel("delete", entwurf), {"post": "yes"}).status_code == 302
        assert list(Bericht.objects.all()) == [fest]

    def test_a_frozen_one_is_only_read(self, office, bus):
        fest = frozen(vorwort="Danke.")
        seite = text(office.get(ziel("change", fest)))
        assert 'name="vorwort"' not in seite
        assert fest.sha256 in seite
        assert "Festschreiben …" not in seite
        assert office.post(ziel("change", fest), self.fields()).status_code == 403

    def test_the_list_tells_period_and_state(self, office, bus):
        frozen(sitzung=make_sitzung())
        make_bericht(5)
        seite = text(office.get(LISTE))
        assert "01.01.2026 bis 30.06.2026" in seite
        assert "festgeschrieben am 20.07.2026, 12:00 Uhr" in seite
        assert text(office.get(f"{LISTE}?stand=fest")).count("5. Sachstandsbericht") == 0
        assert text(office.get(f"{LISTE}?stand=entwurf")).count("2. Sachstandsbericht") == 0


class TestMitzeichnung:
    def test_gives_the_link(self, office, client, bus):
        seite = text(office.get(ziel("mitzeichnung", make_bericht())))
        link = re.search(r'value="https?://[^/]+(/vorschau/bericht/[^"]+)"', seite)[1]
        assert "ENTWURF zur Mitzeichnung" in text(client.get(link))

    def test_is_not_for_who_only_reads(self, staff, bus):
        client, bericht = staff("view_bericht"), make_bericht()
        assert client.get(ziel("mitzeichnung", bericht)).status_code == 404
        assert client.get(ziel("festschreiben", bericht)).status_code == 404
        assert client.get(ziel("mitzeichnung", frozen(3))).status_code == 403
        assert client.get(ziel("berichtigen", frozen())).status_code == 403
        assert "/vorschau/bericht/" not in text(client.get(ziel("change", bericht)))


class TestFestschreiben:
    def test_keeps_what_was_shown(self, office, bus, papier, stabsstelle):
        bericht = make_bericht(2)
        seite = text(office.get(ziel("festschreiben", bericht)))
        assert "Festschreiben veröffentlicht sofort." in seite
        assert "/berichte/2/" in seite
        response = office.post(ziel("festschreiben", bericht), seen(seite))
        assert response["Location"] == ziel("change", bericht)
        bericht.refresh_from_db()
        assert bericht.sha256 == seen(seite)["seen_sha256"]
        assert bericht.festgeschrieben_von == stabsstelle
        assert BerichtDatei.objects.get().seiten == 4
        assert papier.pdf.call_args.args[0].sha256 == bericht.sha256

    def test_says_what_came_in_meanwhile_and_asks_again(self, office, bus, papier):
        bericht = make_bericht(2)
        with am(2026, 7, 20):
            seite = text(office.get(ziel("festschreiben", bericht)))
        first_half(bus, tag=(2026, 7, 21), ampel="rot")
        with am(2026, 7, 22):
            neu = text(office.post(ziel("festschreiben", bericht), seen(seite)))
            assert "Der Bericht wurde nicht festgeschrieben." in neu
            assert "Steckbrief 1 „Bus“ hat einen anderen Stand." in neu
            assert seen(neu) != seen(seite)
            office.post(ziel("festschreiben", bericht), seen(neu))
        assert Bericht.objects.get().ist_festgeschrieben

    def test_a_draft_changed_meanwhile_is_not_kept(self, office, bus, papier):
        bericht = make_bericht(2)
        seite = text(office.get(ziel("festschreiben", bericht)))
        Bericht.objects.update(vorwort="Neu.")
        neu = text(office.post(ziel("festschreiben", bericht), seen(seite)))
        assert "Der Entwurf selbst wurde geändert" in neu
        papier.pdf.assert_not_called()
        assert not Bericht.objects.get().ist_festgeschrieben

    @pytest.mark.parametrize("wert", ["", "gestern", "2026-07-20T10:00:00"])
    def test_what_is_no_moment_is_not_taken(self, wert):
        felder = {"seen_sha256": "0" * 64, "redaktionsschluss": wert}
        assert list(BerichtFestschreibenForm(felder).errors) == ["redaktionsschluss"]
        felder["redaktionsschluss"] = "2026-07-20T10:00:00Z"
        assert BerichtFestschreibenForm(felder).is_valid()

    def test_a_forged_moment_keeps_nothing(self, office, bus, papier):
        bericht = make_bericht(2)
        felder = seen(text(office.get(ziel("festschreiben", bericht))))
        for wert in ("gestern", "9999-12-31T23:59:59Z"):
            seite = text(
                office.post(ziel("festschreiben", bericht), felder | {"redaktionsschluss": wert})
            )
            assert "Der Bericht wurde nicht festgeschrieben." in seite
            assert not Bericht.objects.get().ist_festgeschrieben

    def test_twice_is_once(self, office, bus):
        fest = frozen()
        for antwort in (
            office.get(ziel("festschreiben", fest), follow=True),
            office.get(ziel("mitzeichnung", fest), follow=True),
        ):
            assert "ist schon festgeschrieben." in text(antwort)

    def test_a_paper_that_cannot_be_drawn_keeps_nothing(self, office, bus, papier):
        papier.pdf.side_effect = Gescheitert("Das Setzen ist gescheitert.")
        bericht = make_bericht(2)
        felder = seen(text(office.get(ziel("festschreiben", bericht))))
        assert "Das Setzen ist gescheitert." in text(
            office.post(ziel("festschreiben", bericht), felder)
        )
        assert not Bericht.objects.get().ist_festgeschrieben

    def test_a_full_disk_keeps_nothing(self, office, bus, papier):
        bericht = make_bericht(2)
        felder = seen(text(office.get(ziel("festschreiben", bericht))))
        with mock.patch.object(aufbewahrung, "bewahren", side_effect=OSError(28, "voll")):
            seite = text(office.post(ziel("festschreiben", bericht), felder))
        assert "ließ sich nicht ablegen (voll)" in seite
        assert not Bericht.objects.get().ist_festgeschrieben

    def test_says_that_it_will_not_be_public(self, office, bus):
        bericht = make_bericht(sitzung=make_sitzung(oeffentlich=False))
        assert "Er wird nicht veröffentlicht:" in text(office.get(ziel("festschreiben", bericht)))


class TestBerichtigen:
    def test_begins_a_draft_of_the_same_period(self, office, bus):
        fest = frozen()
        assert ziel("berichtigen", fest) in text(office.get(ziel("change", fest)))
        response = office.post(ziel("berichtigen", fest), {"grund": "Zahl falsch."})
        neu = Bericht.objects.get(berichtigung=1)
        assert response["Location"] == ziel("change", neu)
        seite = text(office.get(ziel("change", neu)))
        assert "Zahl falsch." in seite
        assert 'name="von"' not in seite
        assert "zu diesem Bericht gibt es schon den Entwurf" in text(
            office.post(ziel("berichtigen", fest), {"grund": "Noch eine."})
        ).replace("Zu diesem", "zu diesem")

    def test_asks_for_the_reason(self, office, bus):
        seite = text(office.post(ziel("berichtigen", frozen()), {"grund": " "}))
        assert "Bitte sagen Sie, was berichtigt wird." in seite
        assert Bericht.objects.count() == 1

    def test_a_draft_has_nothing_to_correct(self, office, bus):
        assert office.get(ziel("berichtigen", make_bericht())).status_code == 404


class TestDateien:
    def test_gives_out_what_is_kept_also_what_is_not_public(self, office, staff, bus):
        fest = frozen(sitzung=make_sitzung(oeffentlich=False))
        pdf = b"".join(office.get(ziel("pdf", fest)))
        assert pdf == f"%PDF-1.7 {fest.sha256}\n%%EOF".encode()
        assert office.get(ziel("json", fest)).content.decode() == fest.dokument
        assert "Auf der Website ansehen" not in text(office.get(ziel("change", fest)))
        client = staff("view_bericht")
        assert client.get(ziel("pdf", fest)).status_code == 404
        assert client.get(ziel("json", fest)).status_code == 404

    def test_word_and_an_auszug_of_what_is_not_public(self, office, staff, bus):
        fest = frozen(sitzung=make_sitzung(oeffentlich=False))
        kommune = {"kommune": "gibt-es-nicht"}
        with mock.patch.object(
            bericht_admin.papier, "aus_festgeschriebenem", return_value=b"PK"
        ) as gezeichnet:
            antwort = office.get(ziel("docx", fest))
            assert antwort.content == b"PK"
            assert ".docx" in antwort["Content-Disposition"]
            for name in ("pdf", "docx"):
                assert office.get(ziel(name, fest), kommune).status_code == 404
            with mock.patch.object(
                bericht_admin.berichte, "auszug", lambda dokument, slug: dokument
            ):
                auszug = office.get(ziel("pdf", fest), kommune)
            assert auszug["Content-Type"] == "application/pdf"
            assert gezeichnet.call_count == 2
        assert ziel("docx", fest) in text(office.get(ziel("change", fest)))
        assert staff("view_bericht").get(ziel("docx", fest)).status_code == 404

    def test_its_drucksache_is_asked_for_before_and_found_afterwards(self, office, bus):
        entwurf = make_bericht(3, von=date(2026, 1, 1), bis=date(2026, 6, 30))
        assert "Noch ohne Drucksache" in text(office.get(ziel("festschreiben", entwurf)))
        fest = frozen()
        assert "Vorlage schreiben …" in text(office.get(ziel("change", fest)))
        vorlage = make_drucksache("2027/11")
        vorlage.anlagen.create(nummer=1, titel=str(fest))
        seite = text(office.get(ziel("change", fest)))
        assert "Vorlage schreiben …" not in seite
        assert reverse("admin:agenda_drucksache_change", args=[vorlage.pk]) in seite

    def test_who_only_reads_sees_what_is_public_and_nothing_else(self, office, staff, bus):
        offen = frozen()
        geheim = make_bericht(7, titel="Geheimes", sitzung=make_sitzung(oeffentlich=False))
        with am(2026, 7, 20):
            geheim = festschreiben_bericht(geheim)
        entwurf = make_bericht(8, titel="Halbfertiges")
        client = staff("view_bericht")
        for suche in ({}, {"q": "geheim"}, {"q": geheim.sha256}, {"stand": "entwurf"}):
            liste = text(client.get(LISTE, suche))
            assert "Geheimes" not in liste
            assert "Halbfertiges" not in liste
        assert ziel("change", offen) in text(client.get(LISTE))
        for name in ("change", "history"):
            assert client.get(ziel(name, offen)).status_code == 200
            for anderer in (geheim, entwurf):
                assert client.get(ziel(name, anderer)).status_code in (302, 403, 404)
                assert client.post(ziel(name, anderer)).status_code in (302, 403, 404, 405)
        assert client.post(ziel("change", offen)).status_code == 403

    def test_lost_bytes_are_told(self, office, bus):
        fest = frozen()
        with mock.patch.object(bericht_admin.papier, "kopie", side_effect=FileNotFoundError):
            seite = text(office.get(ziel("pdf", fest), follow=True))
        assert "aus der Datensicherung" in seite

    def test_a_draft_has_none(self, office, bus):
        assert office.get(ziel("pdf", make_bericht())).status_code == 404


def test_the_deadline_of_the_draft_is_what_is_shown(office, bus):
    schluss = timezone.make_aware(timezone.datetime(2026, 7, 15, 12))
    bericht = make_bericht(redaktionsschluss=schluss)
    assert "15.07.2026, 12:00 Uhr" in text(office.get(ziel("festschreiben", bericht)))
