"""A report is proposed, kept as it was seen, kept once, and corrected by a Berichtigung."""

import hashlib
import threading
from datetime import date
from unittest import mock

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agenda.domain import berichtdateien, berichte, mitzeichnung
from agenda.models import Ausgabe, Bericht, BerichtDatei
from kommunen.models import Portal
from tests.agenda.domain.berichtsjahr import first_half, released
from tests.agenda.domain.test_figures import am
from tests.agenda.domain.test_rollen import make_role
from tests.factories import (
    festschreiben_bericht,
    make_ausgabe,
    make_bericht,
    make_drucksache,
    make_portal,
    make_runde,
    make_sachstand,
    make_sitzung,
    make_stabsstelle,
)

pytestmark = pytest.mark.django_db
JULI = (2026, 7, 20)


@pytest.fixture
def bus():
    make_portal()
    return released("Bus")


@pytest.fixture
def juli():
    with am(*JULI):
        yield


def frozen(**felder):
    with am(*JULI):
        return festschreiben_bericht(make_bericht(**felder))


class TestFestschreiben:
    def test_keeps_document_bytes_and_deadline(self, bus, juli):
        stab, stand = make_stabsstelle(), Portal.objects.get().stand
        bericht = festschreiben_bericht(make_bericht(3), pdf=b"%PDF x", user=stab)
        bericht = Bericht.objects.get(pk=bericht.pk)
        assert hashlib.sha256(bericht.dokument.encode()).hexdigest() == bericht.sha256
        dokument = berichte.bauen(bericht)
        assert dokument["redaktionsschluss"] == "2026-07-20T10:00:00Z"
        assert bericht.redaktionsschluss == timezone.now()
        assert dokument["adresse"] == "/berichte/3/"
        assert bericht.festgeschrieben_von == stab
        datei = berichte.datei(bericht)
        with default_storage.open(datei.pfad) as kept:
            assert kept.read() == b"%PDF x"
        assert not berichte.ohne_datei().exists()
        assert Portal.objects.get().stand == stand + 1
        log = LogEntry.objects.get(object_id=bericht.pk)
        assert bericht.sha256 in log.change_message

    def refused(self, bericht, code, **felder):
        schluss = berichte.stand(bericht)
        dokument = berichte.bauen(bericht, redaktionsschluss=schluss)
        felder = {
            "redaktionsschluss": schluss,
            "seen_sha256": dokument.sha256,
            "pdf": b"x",
            "seiten": 1,
            "user": None,
            **felder,
        }
        with pytest.raises(ValidationError) as error:
            berichte.festschreiben(bericht, **felder)
        assert error.value.code == code
        assert not BerichtDatei.objects.filter(bericht=bericht, groesse=1).exists()
        return error.value.message

    def test_refuses_what_the_person_has_not_seen(self, bus, juli):
        bericht = make_bericht()
        gesehen = berichte.bauen(bericht, redaktionsschluss=berichte.stand(bericht)).sha256
        Bericht.objects.update(vorwort="Neu.")
        assert "prüfen Sie den neuen Stand" in self.refused(
            Bericht.objects.get(), "veraltet", seen_sha256=gesehen
        )
        assert not Bericht.objects.get().ist_festgeschrieben

    def test_refuses_when_a_report_was_accepted_since_it_was_looked_at(self, bus):
        bericht = make_bericht()
        with am(*JULI):
            schluss = berichte.stand(bericht)
            gesehen = berichte.bauen(bericht, redaktionsschluss=schluss).sha256
        first_half(bus, tag=(2026, 7, 21))
        with am(2026, 7, 22):
            self.refused(bericht, "veraltet", redaktionsschluss=schluss, seen_sha256=gesehen)

    def test_a_deadline_of_its_own_shuts_late_ones_out(self, bus):
        with am(*JULI):
            bericht = make_bericht(redaktionsschluss=timezone.now())
        first_half(bus, tag=(2026, 7, 21), umsetzungsstand="in_betrieb")
        with am(2026, 7, 22):
            festschreiben_bericht(bericht)
        assert berichte.bauen(bericht).steckbriefe[0]["stand"] is None

    def test_a_deadline_nobody_has_seen_is_refused(self, bus, juli):
        bericht = make_bericht()
        spaeter = timezone.now() + timezone.timedelta(minutes=1)
        self.refused(bericht, "schluss", redaktionsschluss=spaeter)
        Bericht.objects.update(redaktionsschluss=spaeter)
        self.refused(Bericht.objects.get(), "schluss")
        self.refused(Bericht.objects.get(), "veraltet", redaktionsschluss=timezone.now())

    def test_without_a_moment_nothing_is_kept(self, bus, juli):
        self.refused(make_bericht(), "veraltet", redaktionsschluss=None)

    def test_refuses_a_second_time_with_who_and_when(self, bus, juli):
        bericht = festschreiben_bericht(make_bericht(), user=make_stabsstelle(username="stab"))
        assert "schon festgeschrieben von " in self.refused(bericht, "schon")

    @pytest.mark.parametrize("rolle", ["Partner", "Lesend", "Moderation"])
    def test_is_the_stabsstelles(self, bus, juli, rolle):
        bericht = make_bericht()
        konto = make_role(rolle)
        with pytest.raises(PermissionDenied):
            festschreiben_bericht(bericht, user=konto)
        with pytest.raises(PermissionDenied):
            berichte.anlegen(user=konto)
        festschreiben_bericht(bericht, user=make_role("Stabsstelle"))
        with pytest.raises(PermissionDenied):
            berichte.berichtigen(bericht, user=konto, grund="x")

    def test_a_failure_after_the_file_takes_it_away_again(self, bus, juli):
        bericht = make_bericht()
        with (
            mock.patch.object(berichte, "protokollieren", side_effect=RuntimeError),
            pytest.raises(RuntimeError),
        ):
            festschreiben_bericht(bericht)
        assert not Bericht.objects.get().ist_festgeschrieben
        ordner = default_storage.listdir("ausgaben")[0]
        assert not any(default_storage.listdir(f"ausgaben/{o}")[1] for o in ordner)

    def test_what_is_kept_no_column_changes(self, bus):
        bericht = frozen()
        bericht.vorwort = "anders"
        with transaction.atomic(), pytest.raises(DatabaseError):
            bericht.save()
        with transaction.atomic(), pytest.raises(DatabaseError):
            Bericht.objects.all().delete()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told_it_was_done():
    make_portal()
    released("Bus")
    with am(*JULI):
        bericht = make_bericht()
        fehler, bereit = [], threading.Barrier(2)

        def einer():
            try:
                schluss = berichte.stand(bericht)
                dokument = berichte.bauen(bericht, redaktionsschluss=schluss)
                bereit.wait(10)
                berichte.festschreiben(
                    Bericht.objects.get(pk=bericht.pk),
                    redaktionsschluss=schluss,
                    seen_sha256=dokument.sha256,
                    pdf=b"%PDF",
                    seiten=1,
                    user=None,
                )
            except ValidationError as error:
                fehler.append(error.code)
            finally:
                connection.close()

        faeden = [threading.Thread(target=einer) for _ in range(2)]
        for faden in faeden:
            faden.start()
        for faden in faeden:
            faden.join(30)
    assert fehler == ["schon"]
    assert BerichtDatei.objects.count() == 1


class TestAnlegen:
    def test_goes_on_after_the_last_one_until_the_last_round(self, bus):
        frozen(nummer=4)
        for datum, tag, auf in (
            ("2026-11-20", date(2026, 9, 30), True),
            ("2027-02-20", date(2026, 12, 31), True),
            ("2027-05-20", date(2027, 1, 31), False),
        ):
            eroeffnet = timezone.now() if auf else None
            make_runde(make_sitzung(datum=datum), stichtag=tag, eroeffnet_at=eroeffnet)
        with am(2027, 2, 1):
            bericht = berichte.anlegen(user=make_stabsstelle())
        assert (bericht.nummer, bericht.von, bericht.bis) == (
            5,
            date(2026, 7, 1),
            date(2026, 12, 31),
        )
        assert bericht.sitzung.datum == date(2027, 2, 20)
        assert bericht.redaktionsschluss is None

    def test_the_first_one_begins_with_its_half_year(self, bus):
        with am(2026, 5, 4):
            bericht = berichte.anlegen(user=None)
        assert (bericht.nummer, bericht.von, bericht.bis) == (1, date(2026, 1, 1), date(2026, 5, 3))

    def test_leaves_no_gap_and_no_overlap(self, bus):
        frozen(nummer=1)
        with am(2027, 1, 5):
            for tag in (date(2026, 6, 30), date(2026, 7, 2)):
                with pytest.raises(ValidationError, match=r"endet am 30\.06\.2026"):
                    berichte.anlegen(user=None, von=tag, bis=date(2026, 12, 31))

    def test_refuses_a_deadline_before_the_end_and_a_future_period(self, bus, juli):
        frueh = timezone.now() - timezone.timedelta(days=60)
        with pytest.raises(ValidationError, match="vor dem Ende"):
            berichte.anlegen(
                user=None,
                von=date(2026, 1, 1),
                bis=date(2026, 6, 30),
                redaktionsschluss=frueh,
            )
        with pytest.raises(ValidationError, match="in der Zukunft"):
            berichte.anlegen(user=None, bis=date(2026, 12, 31))
        assert not Bericht.objects.exists()


class TestBerichtigen:
    def test_counts_on_with_the_same_period_and_takes_in_what_came(self, bus):
        bericht = frozen(nummer=2, vorwort="Danke.")
        first_half(bus, tag=(2026, 8, 1), umsetzungsstand="in_betrieb")
        with am(2026, 8, 2):
            neu = berichte.berichtigen(bericht, user=make_stabsstelle(), grund=" Stand fehlte. ")
            assert (neu.kennung, neu.von, neu.bis) == ("2-1", bericht.von, bericht.bis)
            assert (neu.vorwort, neu.berichtigung_grund) == ("Danke.", "Stand fehlte.")
            assert berichte.neuere(bericht) is None
            festschreiben_bericht(neu)
        assert berichte.bauen(neu).steckbriefe[0]["stand"] == "in_betrieb"
        assert berichte.neuere(bericht) == neu
        assert berichte.neuere(neu) is None
        assert berichte.bauen(bericht).steckbriefe[0]["stand"] is None
        with am(2026, 8, 3):
            assert berichte.berichtigen(bericht, user=None, grund="Noch einmal").berichtigung == 2

    def test_the_next_report_goes_on_from_the_correction(self, bus):
        bericht = frozen(nummer=1)
        with am(2026, 8, 2):
            neu = festschreiben_bericht(berichte.berichtigen(bericht, user=None, grund="x"))
        with am(2027, 1, 5):
            naechster = make_bericht(2, von=date(2026, 7, 1), bis=date(2026, 12, 31))
            assert berichte.bauen(naechster)["vorige"]["berichtigung"] == 1
        assert berichte.vorige(neu) is None

    @pytest.mark.parametrize(
        ("grund", "code"), [("  ", "grund"), ("Zwei.", "schon")], ids=["reason", "two at once"]
    )
    def test_asks_for_a_reason_and_for_one_at_a_time(self, bus, grund, code):
        bericht = frozen()
        with am(2026, 8, 1):
            if code == "schon":
                berichte.berichtigen(bericht, user=None, grund="Eins.")
            with pytest.raises(ValidationError) as error:
                berichte.berichtigen(bericht, user=None, grund=grund)
        assert error.value.code == code

    def test_a_draft_is_changed_itself(self, bus):
        with pytest.raises(ValidationError, match="noch ein Entwurf"):
            berichte.berichtigen(make_bericht(), user=None, grund="x")


class TestOeffentlich:
    def test_goes_on_only_from_what_the_public_has_read(self, bus):
        sitzung = make_sitzung(datum="2026-09-01", oeffentlich=False)
        frozen(nummer=1, sitzung=sitzung)
        zeitraum = {"von": date(2026, 7, 1), "bis": date(2026, 7, 19)}
        assert berichte.vorige(make_bericht(2, **zeitraum)) is None
        assert berichte.vorige(make_bericht(3, sitzung=sitzung, **zeitraum)).nummer == 1

    def test_a_kept_one_goes_on_from_what_it_names_whoever_may_read_that_today(self, bus):
        sitzung = make_sitzung(datum="2026-09-01")
        erster = frozen(nummer=1, sitzung=sitzung)
        zeitraum = {"von": date(2026, 7, 1), "bis": date(2026, 7, 19)}
        zweiter = frozen(nummer=2, **zeitraum)
        sitzung.oeffentlich = False
        sitzung.save()
        assert berichte.vorige(zweiter) == erster
        assert berichte.vorige(erster) is None
        assert berichte.zeichnen(zweiter).canonical == zweiter.dokument.encode()

    def test_lists_each_number_with_its_corrections(self, bus):
        bericht = frozen(nummer=1)
        with am(2026, 8, 1):
            neu = festschreiben_bericht(berichte.berichtigen(bericht, user=None, grund="x"))
            geheim = make_drucksache("2026/1", oeffentlich=False)
            festschreiben_bericht(make_bericht(9, drucksache=geheim))
            make_bericht(10)
        assert berichte.oeffentliche() == [[neu, bericht]]


class TestDateien:
    def test_one_file_for_what_it_says(self, bus):
        bericht = frozen()
        assert berichtdateien.datei_ablegen(bericht, b"anders", 1) == berichte.datei(bericht)

    def test_only_the_same_bytes_are_put_back(self, bus):
        bericht = frozen()
        datei = berichte.datei(bericht)
        with default_storage.open(datei.pfad) as offen:
            pdf = offen.read()
        default_storage.delete(datei.pfad)
        assert not berichte.vorhanden(datei)
        assert not berichte.wiederherstellen(datei, b"anders")
        assert berichte.wiederherstellen(datei, pdf)
        assert berichte.vorhanden(datei)


class TestMitzeichnung:
    def test_a_link_shows_its_own_paper_and_no_other(self, bus):
        bericht, ausgabe = make_bericht(), make_ausgabe()
        token = mitzeichnung.make_token(bericht)
        assert mitzeichnung.read_token(token, Bericht) == bericht
        with pytest.raises(mitzeichnung.Ungueltig):
            mitzeichnung.read_token(token, Ausgabe)
        with pytest.raises(mitzeichnung.Ungueltig):
            mitzeichnung.read_token(mitzeichnung.make_token(ausgabe), Bericht)
        bericht.delete()
        with pytest.raises(mitzeichnung.Ungueltig):
            mitzeichnung.read_token(token, Bericht)


def test_a_report_in_the_same_second_is_not_lost(bus):
    """The deadline is a moment, not a minute: what was accepted before it counts."""
    with am(2026, 7, 10):
        make_sachstand(bus, stichtag="2026-06-30", umsetzungsstand="in_betrieb")
        bericht = festschreiben_bericht(make_bericht())
    assert berichte.bauen(bericht).steckbriefe[0]["stand"] == "in_betrieb"
