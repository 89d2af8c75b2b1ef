"""Ausgaben in the admin: drafts, what was given out, and who may do what."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from agenda.domain import ausgaben
from agenda.models import Ausgabe, Beratung
from tests.agenda.admin.ausgabeadmin import ANLAGE, AUSZUG, LISTE, NEU, ziel
from tests.agenda.admin.formular import add_row, errors, page, read_form, text
from tests.agenda.domain.test_rollen import make_role
from tests.factories import (
    festschreiben,
    make_anlage,
    make_ausgabe,
    make_drucksache,
    make_gremium,
    make_handlungsfeld,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


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
        for ausgabe, status in ((offen, 200), (geheim, 200 if darf else 404)):
            response = client.get(ziel(name, ausgabe))
            assert response.status_code == status
            b"".join(response)
        assert ziel(name, offen) in client.get(ziel("change", offen)).text
        assert (ziel(name, geheim) in client.get(ziel("change", geheim)).text) == darf
    for name in ("change", "history"):
        assert (client.get(ziel(name, geheim)).status_code == 200) == darf
    assert (ziel("change", geheim) in client.get(LISTE).text) == darf
    if darf:
        assert "Nicht öffentlich: " in text(client.get(ziel("change", geheim)))


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


def test_a_muster_can_be_removed(office, agenda):
    """The one thing given out that may go: the real one beside it says why it may not."""
    probe = festschreiben(make_ausgabe("Probe", muster=True))
    echt = festschreiben(make_ausgabe("Echt"))
    seite = reverse("admin:agenda_ausgabe_delete", args=[probe.pk])
    assert "Sind Sie sicher" in office.get(seite).text
    assert office.post(seite, {"post": "yes"}).status_code == 302
    weigert = office.post(reverse("admin:agenda_ausgabe_delete", args=[echt.pk]), {"post": "yes"})
    assert weigert.status_code == 302
    assert list(Ausgabe.objects.all()) == [echt]
