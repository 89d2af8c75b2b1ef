"""Drafts follow what is released; what is given out stays, is guarded, and is given out once."""

import datetime
import hashlib
import threading
from unittest import mock

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from agenda.domain import ausgaben, bewahren, schwaerzung, workflow
from agenda.domain.band import Band
from agenda.models import Ausgabe, AusgabeDatei
from kommunen.models import Portal
from tests.agenda.domain.test_rollen import make_role
from tests.factories import (
    festschreiben,
    make_anlage,
    make_ausgabe,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_handlungsfeld,
    make_konto,
    make_portal,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agenda():
    """Two projects of the agenda and one of the Umfeld, as Steckbriefe."""
    make_portal()
    return [
        make_fassung(titel=titel, vorgesehene_nummer=nummer, bezug=bezug).steckbrief
        for titel, nummer, bezug in (
            ("Lotsen", "1", "agenda"),
            ("Bus", "2", "agenda"),
            ("Wald", "U1", "umfeld"),
        )
    ]


def change(steckbrief, **felder):
    for name, wert in felder.items():
        setattr(steckbrief, name, wert)
    steckbrief.save()
    workflow.record(steckbrief, user=None)
    return make_fassung(steckbrief)


def nummern(ausgabe):
    return [zeile["nummer"] for zeile in ausgaben.bauen(ausgabe).steckbriefe]


def kept_files():
    try:
        ordner = default_storage.listdir("ausgaben")[0]
    except FileNotFoundError:
        return []
    return [name for o in ordner for name in default_storage.listdir(f"ausgaben/{o}")[1]]


class TestDraft:
    def test_holds_the_whole_agenda(self, agenda):
        assert nummern(make_ausgabe()) == ["1", "2"]

    def test_of_a_choice_keeps_its_order(self, agenda):
        eins, _, umfeld = agenda
        ausgabe = make_ausgabe(
            art="auszug", ordnung="auswahl", steckbriefe=[umfeld, eins, make_steckbrief("Entwurf")]
        )
        assert nummern(ausgabe) == ["U1", "1"]
        assert [str(s) for s in ausgaben.ohne_fassung(ausgabe)] == ["Entwurf"]
        ausgabe.ordnung = "nummer"
        assert nummern(ausgabe) == ["1", "U1"]

    def test_the_whole_agenda_takes_no_choice(self, agenda):
        with pytest.raises(ValidationError, match="immer die ganze Agenda"):
            make_ausgabe(steckbriefe=agenda[:1])
        assert not Ausgabe.objects.exists()
        # A sample is one of its own and supersedes nothing.
        assert nummern(make_ausgabe(muster=True, steckbriefe=agenda[:1])) == ["1"]

    def test_of_a_field(self, agenda):
        feld = make_handlungsfeld("Bildung")
        make_fassung(titel="Schule", vorgesehene_nummer="9", handlungsfeld=feld)
        ausgabe = make_ausgabe(art="auszug", handlungsfeld=feld)
        assert nummern(ausgabe) == ["9"]
        assert ausgaben.bauen(ausgabe)["untertitel"] == "Handlungsfeld Bildung"

    def test_without_a_choice_an_auszug_is_empty(self, agenda):
        assert nummern(make_ausgabe(art="auszug")) == []

    def test_follows_what_is_valid(self, agenda):
        ausgabe = make_ausgabe()
        vorher = ausgaben.bauen(ausgabe).sha256
        change(agenda[0], zweck="Neu")
        assert ausgaben.bauen(ausgabe).sha256 != vorher

    def test_names_drucksache_gremium_and_day(self, agenda):
        ausgabe = make_anlage(make_drucksache("2026/7"), make_gremium("Kreistag"))
        assert ausgaben.bauen(ausgabe)["kopf"] == {
            "drucksache": "2026/7",
            "anlage": 2,
            "gremium": "Kreistag",
            "sitzung": "2026-09-22",
        }
        assert ausgaben.dateiname(ausgabe, ausgaben.bauen(ausgabe)) == (
            "Anlage-2_Drucksache-2026-7_Kreistag_2026-09-22"
        )

    @pytest.mark.parametrize(
        ("felder", "meldung"),
        [
            ({"art": "anlage"}, "Bitte wählen Sie die Drucksache"),
            ({"slug": "vergleich"}, "steht der Vergleich"),
            ({"muster": True, "art": "anlage", "drucksache": True}, "Ein Muster trägt keine"),
            ({"drucksache": True}, "Nur eine Anlage gehört zu einer Drucksache"),
            ({"handlungsfeld": True}, "Nur ein Auszug beschränkt sich"),
            ({"titel": ""}, "muss ausgefüllt werden|leer"),
        ],
    )
    def test_what_does_not_fit_is_refused_in_german(self, agenda, felder, meldung):
        felder = {
            **felder,
            **({"drucksache": make_drucksache(), "anlage_nr": 1} if "drucksache" in felder else {}),
            **({"handlungsfeld": agenda[0].handlungsfeld} if "handlungsfeld" in felder else {}),
        }
        with pytest.raises(ValidationError, match=meldung):
            make_ausgabe(**felder)
        assert not Ausgabe.objects.exists()

    def test_a_beratung_of_another_drucksache_is_refused(self, agenda):
        fremd = make_drucksache("9/9").beratungen.create(gremium=make_gremium())
        with pytest.raises(ValidationError, match="gehört zur Drucksache 9/9"):
            make_ausgabe(art="anlage", anlage_nr=1, drucksache=make_drucksache(), beratung=fremd)

    def test_addresses_are_built_and_stay_apart(self, agenda):
        heute = timezone.localdate().isoformat()
        slugs = [make_ausgabe("Vergleich").slug for _ in range(2)]
        assert slugs == [f"vergleich-{heute}", f"vergleich-{heute}-2"]
        drucksache, gremium = make_drucksache("2026/0500"), make_gremium("Büsumer Rat")
        zwei = [make_anlage(drucksache, gremium) for _ in range(2)]
        adresse = "anlage-2-drucksache-2026-0500-buesumer-rat-2026-09-22"
        assert [a.slug for a in zwei] == [adresse, f"{adresse}-2"]
        assert ausgaben.dateiname(zwei[1], ausgaben.bauen(zwei[1])) == (
            "Anlage-2_Drucksache-2026-0500_Buesumer-Rat_2026-09-22_2"
        )
        lang = make_anlage(drucksache, make_gremium("Ausschuss für " + "vieles, " * 12))
        assert len(lang.slug) <= 120
        assert lang.slug.endswith("-2026-09-22")

    def test_an_address_follows_its_draft_until_it_is_given_out(self, agenda):
        drucksache = make_drucksache("2026/7")
        ausgabe = make_anlage(drucksache, make_gremium("Kreistag"))
        assert ausgabe.slug == "anlage-2-drucksache-2026-7-kreistag-2026-09-22"
        beratung = drucksache.beratungen.get()
        beratung.datum = datetime.date(2026, 9, 29)
        beratung.save()
        ausgabe = festschreiben(Ausgabe.objects.get())
        assert ausgabe.slug == "anlage-2-drucksache-2026-7-kreistag-2026-09-29"
        gewaehlt = make_ausgabe(slug="agenda-herbst")
        gewaehlt.titel = "Anders"
        gewaehlt.save()
        assert gewaehlt.slug == "agenda-herbst"

    def test_an_address_bears_the_day_it_was_given_out(self, agenda, monkeypatch):
        frueher = timezone.now() - datetime.timedelta(days=3)
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: frueher)
            ausgabe = make_ausgabe("Agenda")
        assert ausgabe.slug == f"agenda-{timezone.localdate(frueher)}"
        heute = f"agenda-{timezone.localdate()}"
        assert festschreiben(ausgabe).slug == heute
        assert festschreiben(make_ausgabe("Agenda")).slug == f"{heute}-2"


class TestNewBeratung:
    """An Anlage for a session the Drucksache does not know yet."""

    @pytest.fixture
    def felder(self, agenda):
        return {
            "drucksache": make_drucksache("2026/7"),
            "anlage_nr": 2,
            "titel": "Agenda",
            "gremium": make_gremium("Kreistag"),
            "datum": datetime.date(2027, 1, 21),
        }

    def test_is_added_and_logged_once(self, felder):
        stab = make_konto(is_superuser=True)
        eine = ausgaben.anlage_anlegen(user=stab, **felder)
        andere = ausgaben.anlage_anlegen(user=stab, **felder)
        assert eine.beratung == andere.beratung
        (eintrag,) = LogEntry.objects.filter(
            content_type__model="drucksache", object_id=str(felder["drucksache"].pk)
        )
        assert (
            eintrag.change_message == "Beratung für eine Anlage eingetragen: Kreistag, 21.01.2027."
        )
        assert eintrag.user == stab

    def test_is_added_by_those_who_may(self, felder):
        konto = make_konto()
        konto.user_permissions.add(Permission.objects.get(codename="add_ausgabe"))
        with pytest.raises(ValidationError, match="Ihr Konto darf keine anlegen"):
            ausgaben.anlage_anlegen(user=konto, **felder)
        assert not felder["drucksache"].beratungen.exists()
        beratung = felder["drucksache"].beratungen.create(
            gremium=felder["gremium"], datum=felder["datum"]
        )
        assert ausgaben.anlage_anlegen(user=konto, **felder).beratung == beratung

    def test_what_is_refused_leaves_no_beratung(self, felder):
        with pytest.raises(ValidationError):
            ausgaben.anlage_anlegen(user=None, **felder | {"anlage_nr": None})
        assert not felder["drucksache"].beratungen.exists()


def test_drafts_stand_first_on_every_database(agenda):
    fest = festschreiben(make_ausgabe("Fest"))
    entwurf = make_ausgabe("Entwurf")
    neuere = festschreiben(make_ausgabe("Neuer"))
    assert list(Ausgabe.objects.all()) == [entwurf, neuere, fest]


class TestFestschreiben:
    def test_keeps_document_and_bytes(self, agenda):
        stab = make_stabsstelle()
        stand = Portal.objects.get().stand
        ausgabe = festschreiben(make_ausgabe(), pdf=b"%PDF-1.7 x", user=stab)
        ausgabe = Ausgabe.objects.get(pk=ausgabe.pk)
        assert hashlib.sha256(ausgabe.dokument.encode()).hexdigest() == ausgabe.sha256
        assert Band.lesen(ausgabe.dokument).sha256 == ausgabe.sha256
        assert ausgabe.festgeschrieben_von == stab
        datei = ausgaben.datei(ausgabe)
        assert datei.sha256 == hashlib.sha256(b"%PDF-1.7 x").hexdigest()
        assert (datei.groesse, datei.seiten) == (10, 3)
        with default_storage.open(datei.pfad) as kept:
            assert kept.read() == b"%PDF-1.7 x"
        assert not ausgaben.ohne_datei().exists()
        assert Portal.objects.get().stand == stand + 1
        log = LogEntry.objects.get(object_id=ausgabe.pk)
        assert log.user == stab
        assert ausgabe.sha256 in log.change_message

    def test_stays_what_it_was(self, agenda):
        ausgabe = festschreiben(make_ausgabe())
        vorher = ausgaben.bauen(ausgabe).canonical
        change(agenda[0], zweck="Neu")
        assert ausgaben.bauen(Ausgabe.objects.get()).canonical == vorher

    def refused(self, ausgabe, code, **felder):
        band = ausgaben.bauen(ausgabe)
        felder = {"seen_sha256": band.sha256, "pdf": b"x", "seiten": 1, "user": None, **felder}
        with pytest.raises(ValidationError) as error:
            ausgaben.festschreiben(ausgabe, **felder)
        assert error.value.code == code
        assert not AusgabeDatei.objects.filter(ausgabe=ausgabe, groesse=1).exists()
        assert all(default_storage.size(f"ausgaben/{n[:2]}/{n}") > 1 for n in kept_files())
        return error.value.message

    def test_refuses_what_the_person_has_not_seen(self, agenda):
        ausgabe = make_ausgabe()
        gesehen = ausgaben.bauen(ausgabe).sha256
        change(agenda[0], zweck="Neu")
        assert "prüfen Sie den neuen Stand" in self.refused(
            ausgabe, "veraltet", seen_sha256=gesehen
        )
        assert not Ausgabe.objects.get().ist_festgeschrieben

    def test_refuses_a_choice_as_the_whole_agenda(self, agenda):
        ausgabe = make_ausgabe(art="auszug", steckbriefe=agenda[:1])
        Ausgabe.objects.update(art="gesamt")
        self.refused(Ausgabe.objects.get(pk=ausgabe.pk), "ganz")

    def test_refuses_an_empty_paper(self, agenda):
        self.refused(make_ausgabe(art="auszug"), "leer")

    def test_refuses_a_second_time_with_who_and_when(self, agenda):
        ausgabe = festschreiben(make_ausgabe(), user=make_stabsstelle(username="stab"))
        assert "schon festgeschrieben von " in self.refused(ausgabe, "schon")

    @pytest.mark.parametrize("rolle", ["Partner", "Lesend", "Moderation"])
    def test_is_the_stabsstelles(self, agenda, rolle):
        ausgabe = make_ausgabe()
        with pytest.raises(PermissionDenied):
            festschreiben(ausgabe, user=make_role(rolle))
        with pytest.raises(PermissionDenied):
            ausgaben.anlegen(user=make_role(rolle), titel="x")
        festschreiben(ausgabe, user=make_role("Stabsstelle"))

    def test_a_full_disk_leaves_a_draft_and_no_file(self, agenda):
        ausgabe = make_ausgabe()
        with (
            mock.patch.object(bewahren.os, "fsync", side_effect=OSError(28, "voll")),
            pytest.raises(OSError, match="voll"),
        ):
            festschreiben(ausgabe)
        assert kept_files() == []
        assert not Ausgabe.objects.get().ist_festgeschrieben

    def test_a_failure_after_the_file_takes_it_away_again(self, agenda):
        ausgabe = make_ausgabe()
        with (
            mock.patch.object(ausgaben, "protokollieren", side_effect=RuntimeError),
            pytest.raises(RuntimeError),
        ):
            festschreiben(ausgabe)
        assert kept_files() == []
        assert not Ausgabe.objects.get().ist_festgeschrieben

    def test_a_failure_leaves_the_bytes_another_one_has_kept_meanwhile(self, agenda):
        erste, zweite = make_ausgabe("Eins"), make_ausgabe("Zwei")

        ablegen = ausgaben.bewahren
        festschreiben(zweite, pdf=b"%PDF gleich")
        # As if the first had put the file there, and the second had found it and was faster.
        with (
            mock.patch.object(ausgaben, "bewahren", side_effect=lambda *a: ablegen(*a) or True),
            mock.patch.object(ausgaben, "protokollieren", side_effect=RuntimeError),
            pytest.raises(RuntimeError),
        ):
            festschreiben(erste, pdf=b"%PDF gleich")
        assert ausgaben.vorhanden(ausgaben.datei(zweite))
        assert len(kept_files()) == 1

    def test_equal_bytes_are_kept_once(self, agenda):
        for _ in range(2):
            festschreiben(make_ausgabe(), pdf=b"%PDF gleich")
        assert len(kept_files()) == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_give_one_frozen_ausgabe_and_one_message(agenda):
    ausgabe = make_ausgabe()
    ergebnisse, bereit = [], threading.Barrier(2)

    def versuchen():
        band = ausgaben.bauen(ausgabe)
        bereit.wait()
        try:
            ausgaben.festschreiben(
                Ausgabe.objects.get(), seen_sha256=band.sha256, pdf=b"%PDF", seiten=1, user=None
            )
            ergebnisse.append("fest")
        except ValidationError as error:
            ergebnisse.append(error.code)
        finally:
            connection.close()

    zwei = [threading.Thread(target=versuchen) for _ in range(2)]
    for einer in zwei:
        einer.start()
    for einer in zwei:
        einer.join()
    assert sorted(ergebnisse) == ["fest", "schon"]
    assert AusgabeDatei.objects.count() == 1


class TestGuard:
    @pytest.fixture
    def drucksache(self, agenda):
        drucksache = make_drucksache("2026/7")
        festschreiben(make_anlage(drucksache, make_gremium("Hauptausschuss"), datum="2026-09-06"))
        return drucksache

    def test_the_first_has_nothing_to_differ_from(self, agenda):
        unterschied = ausgaben.unterschied(make_anlage(make_drucksache()))
        assert (unterschied.vorige, unterschied.saetze, unterschied.sha256) == (None, [], "")

    def test_the_same_again_asks_for_nothing(self, drucksache):
        ausgabe = make_anlage(drucksache, make_gremium("Kreistag"))
        unterschied = ausgaben.unterschied(ausgabe)
        assert unterschied.vorige.beratung.gremium.name == "Hauptausschuss"
        assert unterschied.leer
        assert unterschied.sha256 == ""
        festschreiben(ausgabe)

    def test_a_difference_is_told_and_must_be_agreed_to(self, drucksache, agenda):
        change(agenda[0], zweck="Ganz anders")
        ausgabe = make_anlage(drucksache, make_gremium("Kreistag"))
        unterschied = ausgaben.unterschied(ausgabe)
        assert any("Ganz anders" in satz for satz in unterschied.saetze)
        gesehen = {
            "seen_sha256": ausgaben.bauen(ausgabe).sha256,
            "pdf": b"%PDF",
            "seiten": 1,
            "user": None,
        }
        for falsch in ("", "0" * 64):
            with pytest.raises(ValidationError, match="Unterschiede"):
                ausgaben.festschreiben(ausgabe, seen_difference=falsch, **gesehen)
        ausgaben.festschreiben(ausgabe, seen_difference=unterschied.sha256, **gesehen)

    def test_what_has_no_words_is_a_difference_too(self, drucksache):
        """The board and the page of confirmation judge alike."""
        ausgabe = make_anlage(drucksache, make_gremium("Kreistag"))
        neu = ausgaben.bauen(ausgabe)
        mit = [{"name": "Amt", "art": art} for art in ("Amt", "Gemeinde")]
        baende = [Band(neu.daten | {"register": [zeile]}) for zeile in mit]
        with mock.patch.object(ausgaben, "bauen", return_value=baende[0]):
            unterschied = ausgaben.unterschied(ausgabe, baende[1])
            gleich = ausgaben.unterschied(ausgabe, baende[0])
        assert unterschied.saetze == [ausgaben.SONST]
        assert unterschied.sha256
        assert gleich.leer

    def test_another_number_is_another_row(self, drucksache):
        assert ausgaben.unterschied(make_anlage(drucksache, nr=3)).vorige is None

    def test_the_whole_agenda_is_compared_but_not_asked(self, agenda):
        festschreiben(make_ausgabe())
        change(agenda[0], zweck="Ganz anders")
        unterschied = ausgaben.unterschied(make_ausgabe())
        assert not unterschied.leer
        assert unterschied.sha256 == ""


class TestReihen:
    def test_newest_first_and_muster_last(self, agenda):
        festschreiben(make_ausgabe("Probe", muster=True))
        drucksache = make_drucksache("2026/7")
        for gremium in ("Hauptausschuss", "Kreistag"):
            festschreiben(make_anlage(drucksache, make_gremium(gremium)))
        festschreiben(make_ausgabe("Alles"))
        make_ausgabe("Entwurf")
        reihen = [
            (titel, [str(a.beratung or a) for a in gruppe])
            for titel, gruppe in ausgaben.oeffentliche()
        ]
        assert reihen == [
            ("Gesamtausgabe der Agenda", ["Alles"]),
            (
                "Anlage 2 zur Drucksache 2026/7",
                ["Kreistag, 22.09.2026", "Hauptausschuss, 22.09.2026"],
            ),
            ("Muster", ["Probe"]),
        ]

    @pytest.mark.parametrize("anzahl", [1, 3])
    def test_costs_the_same_for_one_and_three(self, agenda, anzahl, django_assert_num_queries):
        for _ in range(anzahl):
            festschreiben(make_ausgabe())
        with django_assert_num_queries(2):
            ((_, gruppe),) = ausgaben.oeffentliche()
        assert [len(a.aktuelle_dateien) for a in gruppe] == [1] * anzahl

    def test_only_public_ones_are_newer(self, agenda):
        drucksache = make_drucksache("2026/7")
        erste = festschreiben(make_anlage(drucksache, make_gremium("A")))
        zweite = festschreiben(make_anlage(drucksache, make_gremium("B")))
        assert ausgaben.neuere(erste) == zweite
        assert ausgaben.vorige_oeffentliche(zweite) == erste
        drucksache.beratungen.filter(pk=zweite.beratung_id).update(oeffentlich=False)
        assert ausgaben.neuere(erste) is None
        drucksache.beratungen.update(oeffentlich=False)
        assert ausgaben.oeffentliche() == []


class TestFiles:
    def test_a_pdf_drawn_from_an_older_text_is_not_kept(self, agenda):
        ausgabe = festschreiben(make_ausgabe())
        ausgabe.sha256 = "0" * 64
        with pytest.raises(ValidationError, match="geändert"):
            ausgaben.datei_ablegen(ausgabe, b"%PDF alt", 1)

    def test_who_comes_second_gets_the_first_file(self, agenda):
        ausgabe = festschreiben(make_ausgabe(), pdf=b"%PDF eins")
        assert ausgaben.datei_ablegen(ausgabe, b"%PDF zwei", 1) == ausgaben.datei(ausgabe)
        assert len(kept_files()) == 1

    def test_lost_bytes_come_back_only_as_they_were(self, agenda):
        datei = ausgaben.datei(festschreiben(make_ausgabe(), pdf=b"%PDF eins"))
        default_storage.delete(datei.pfad)
        assert not ausgaben.vorhanden(datei)
        assert not ausgaben.wiederherstellen(datei, b"%PDF zwei")
        assert ausgaben.wiederherstellen(datei, b"%PDF eins")
        assert ausgaben.vorhanden(datei)

    def test_bytes_from_before_a_redaction_do_not_come_back(
        self, agenda, django_capture_on_commit_callbacks
    ):
        """Whoever asked before it draws the old document from memory, and its hash is right."""
        ausgabe = festschreiben(make_ausgabe(vorwort="Dank an Frau Müller."), pdf=b"%PDF mit ihr")
        datei = ausgaben.datei(ausgabe)
        with django_capture_on_commit_callbacks(execute=True):
            antrag = schwaerzung.request(
                passage="Frau Müller", begruendung="Art. 17", user=make_stabsstelle()
            )
            schwaerzung.confirm(antrag, user=make_stabsstelle())
        with pytest.raises(ValidationError, match="geändert"):
            ausgaben.wiederherstellen(datei, b"%PDF mit ihr")
        assert kept_files() == []


def test_logs_name_who_drafted(agenda):
    stab = make_konto(is_superuser=True)
    with transaction.atomic():
        ausgabe = ausgaben.anlegen(user=stab, titel="Digitale Agenda")
    assert ausgabe.created_von == stab
    assert LogEntry.objects.get(object_id=ausgabe.pk).change_message == "Als Entwurf angelegt."
