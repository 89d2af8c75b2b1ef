"""What is given out stays, is guarded, and is given out once."""

import hashlib
import threading
from unittest import mock

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import connection

from agenda.domain import aufbewahrung, ausgaben, bewahren, schwaerzung
from agenda.domain.band import Band
from agenda.models import Ausgabe, AusgabeDatei
from kommunen.models import Portal
from tests.agenda.domain.test_rollen import make_role
from tests.agenda.papers.inhalte import naechste_fassung
from tests.factories import (
    festschreiben,
    make_anlage,
    make_ausgabe,
    make_drucksache,
    make_gremium,
    make_stabsstelle,
)

pytestmark = pytest.mark.django_db


def kept_files():
    try:
        ordner = default_storage.listdir("ausgaben")[0]
    except FileNotFoundError:
        return []
    return [name for o in ordner for name in default_storage.listdir(f"ausgaben/{o}")[1]]


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
        naechste_fassung(agenda[0], zweck="Neu")
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
        naechste_fassung(agenda[0], zweck="Neu")
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

        ablegen = aufbewahrung.bewahren
        festschreiben(zweite, pdf=b"%PDF gleich")
        # As if the first had put the file there, and the second had found it and was faster.
        with (
            mock.patch.object(aufbewahrung, "bewahren", side_effect=lambda *a: ablegen(*a) or True),
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


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestRedactedMeanwhile:
    """Who gives out and who redacts see each other, whoever comes first."""

    @pytest.fixture
    def ausgabe(self, agenda):
        return make_ausgabe("Agenda mit Lotsen")

    @pytest.fixture
    def antrag(self, agenda):
        antrag = schwaerzung.request(
            passage="Lotsen", begruendung="Art. 17", user=make_stabsstelle()
        )
        zweite = make_stabsstelle()
        return lambda: schwaerzung.confirm(antrag, user=zweite)

    def neben(self, monkeypatch, stelle, eins, zwei):
        """Run zwei in another connection while eins stands behind a function; return its outcome."""
        modul, name = stelle
        echt, ergebnisse = getattr(modul, name), []

        def versuchen():
            try:
                zwei()
                ergebnisse.append("")
            except ValidationError as error:
                ergebnisse.append(error.code)
            finally:
                connection.close()

        anderer = threading.Thread(target=versuchen)

        def dabei(*args, **rest):
            antwort = echt(*args, **rest)
            anderer.start()
            # As long as it would take if nobody made it wait.
            anderer.join(1)
            assert anderer.is_alive(), ergebnisse
            return antwort

        with monkeypatch.context() as patch:
            patch.setattr(modul, name, dabei)
            eins()
        anderer.join(10)
        (ergebnis,) = ergebnisse
        return ergebnis

    def gegeben(self, ausgabe):
        band = ausgaben.bauen(ausgabe)
        return lambda: ausgaben.festschreiben(
            Ausgabe.objects.get(), seen_sha256=band.sha256, pdf=b"%PDF", seiten=1, user=None
        )

    def test_who_gives_out_waits_for_the_redaction(self, ausgabe, antrag, monkeypatch):
        stelle = (schwaerzung.ausgabenschwaerzung, "redact")
        geben = self.gegeben(ausgabe)
        assert self.neben(monkeypatch, stelle, antrag, geben) == "veraltet"
        assert not Ausgabe.objects.get().ist_festgeschrieben
        assert kept_files() == []

    def test_who_redacts_waits_for_what_is_given_out(self, ausgabe, antrag, monkeypatch):
        geben = self.gegeben(ausgabe)
        assert self.neben(monkeypatch, (aufbewahrung, "bewahren"), geben, antrag) == ""
        ausgabe = Ausgabe.objects.get()
        assert ausgabe.ist_festgeschrieben
        assert "Lotsen" not in ausgabe.dokument + ausgabe.titel
        assert ausgaben.bauen(ausgabe).fassungen()  # as they are named now
        assert kept_files() == []


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
        naechste_fassung(agenda[0], zweck="Ganz anders")
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
        naechste_fassung(agenda[0], zweck="Ganz anders")
        unterschied = ausgaben.unterschied(make_ausgabe())
        assert not unterschied.leer
        assert unterschied.sha256 == ""


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
