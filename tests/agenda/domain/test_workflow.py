import datetime
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agenda.domain import nummern, workflow
from agenda.models import Arbeitsstand, Eintrag, Fassung, Nummernvergabe, Steckbrief, Vorgang
from kommunen.models import Portal
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_konto,
    make_portal,
    make_sachstand,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


def change(steckbrief, titel, user=None):
    steckbrief.titel = titel
    steckbrief.save()
    workflow.record(steckbrief, user=user)


class TestRecord:
    def test_every_saved_state_is_kept_with_who(self):
        user = make_konto(funktion="Amt Eider")
        steckbrief = make_steckbrief("Eins")
        change(steckbrief, "Zwei", user)
        staende = Arbeitsstand.objects.filter(steckbrief=steckbrief).order_by("version")
        assert [stand.version for stand in staende] == [1, 2]
        assert '"Eins"' in staende[0].dokument
        assert '"Zwei"' in staende[1].dokument
        assert (staende[0].konto, staende[1].konto) == (None, user)
        assert [v.verb for v in Vorgang.objects.order_by("id")] == ["angelegt", "bearbeitet"]
        assert Vorgang.objects.first().funktion == "Amt Eider"

    def test_saving_the_same_text_counts_nothing_up(self):
        steckbrief = make_full_steckbrief()
        before = steckbrief.version
        workflow.record(steckbrief, user=None)
        assert steckbrief.version == before
        assert Arbeitsstand.objects.count() == before

    def test_a_change_after_a_release_is_a_draft_again(self):
        steckbrief = make_steckbrief()
        make_fassung(steckbrief)
        workflow.record(steckbrief, user=None)
        assert steckbrief.status == "freigegeben"
        change(steckbrief, "Neu")
        assert steckbrief.status == "entwurf"


class TestRelease:
    def test_freezes_what_was_written(self):
        user = make_stabsstelle()
        steckbrief = make_full_steckbrief(vorgesehene_nummer="4.10")
        fassung = workflow.release(
            steckbrief, seen_version=steckbrief.version, user=user, grund="Erste Fassung"
        )
        assert (fassung.nr, fassung.nummer, fassung.grund, fassung.freigegeben_von) == (
            1,
            "4.10",
            "Erste Fassung",
            user,
        )
        assert (steckbrief.nummer, steckbrief.status) == ("4.10", "freigegeben")
        change(steckbrief, "Etwas ganz anderes")
        assert "Digitale Lotsen für alle" in Fassung.objects.gueltig().get().dokument
        vorgang = Vorgang.objects.get(verb="freigegeben")
        assert (vorgang.fassung, vorgang.konto, vorgang.begruendung, vorgang.von, vorgang.nach) == (
            fassung,
            user,
            "Erste Fassung",
            "entwurf",
            "freigegeben",
        )

    def test_for_tomorrow_shows_tomorrow_not_today(self):
        steckbrief = make_steckbrief("Alt")
        make_fassung(steckbrief)
        change(steckbrief, "Neu")
        morgen = timezone.now() + datetime.timedelta(days=1)
        make_fassung(steckbrief, gilt_ab=morgen)
        assert Eintrag.objects.gueltig().get().titel == "Alt"
        assert Eintrag.objects.gueltig(morgen - datetime.timedelta(seconds=1)).get().titel == "Alt"
        assert Eintrag.objects.gueltig(morgen).get().titel == "Neu"
        assert Fassung.objects.gueltig(morgen).get().nr == 2
        with mock.patch.object(timezone, "now", return_value=morgen):
            assert Eintrag.objects.gueltig().get().titel == "Neu"

    def test_a_first_release_for_tomorrow_is_not_public_today(self):
        make_fassung(gilt_ab=timezone.now() + datetime.timedelta(days=1))
        assert not Fassung.objects.gueltig().exists()

    def test_a_later_release_wins_over_a_planned_one(self):
        steckbrief = make_steckbrief("Eins")
        make_fassung(steckbrief)
        change(steckbrief, "Geplant")
        morgen = timezone.now() + datetime.timedelta(days=1)
        make_fassung(steckbrief, gilt_ab=morgen)
        change(steckbrief, "Eilig")
        make_fassung(steckbrief)
        assert Eintrag.objects.gueltig().get().titel == "Eilig"
        assert Eintrag.objects.gueltig(morgen).get().titel == "Eilig"

    def test_at_every_moment_exactly_one_fassung_is_valid(self):
        steckbrief = make_steckbrief("0")
        start = timezone.now()
        for nr, tage in enumerate((0, 3, 1, 5, 2), 1):
            change(steckbrief, str(nr))
            make_fassung(
                steckbrief, gilt_ab=timezone.now() + datetime.timedelta(days=tage) if tage else None
            )
        nummern = [
            Fassung.objects.gueltig(start + datetime.timedelta(days=tag, seconds=60)).get().nr
            for tag in range(7)
        ]
        assert nummern == [1, 3, 5, 5, 5, 5, 5]

    def test_refuses_another_version_than_the_one_seen(self):
        steckbrief = make_steckbrief()
        seen = steckbrief.version
        change(steckbrief, "Inzwischen", make_konto(funktion="Amt Eider"))
        with pytest.raises(workflow.Veraltet, match=r"inzwischen von Amt Eider am .* geändert"):
            workflow.release(steckbrief, seen_version=seen, user=None)
        assert not Fassung.objects.exists()

    def test_refuses_the_past(self):
        steckbrief = make_steckbrief()
        with pytest.raises(ValidationError, match="liegt in der Vergangenheit"):
            make_fassung(steckbrief, gilt_ab=timezone.now() - datetime.timedelta(minutes=1))

    def test_refuses_when_nothing_changed(self):
        steckbrief = make_steckbrief()
        make_fassung(steckbrief)
        with pytest.raises(ValidationError, match="Seit Fassung 1 hat sich nichts geändert"):
            make_fassung(steckbrief)

    def test_refuses_who_may_not(self):
        steckbrief = make_steckbrief()
        with pytest.raises(PermissionDenied):
            make_fassung(steckbrief, user=make_konto(is_staff=True))
        assert not Fassung.objects.exists()

    def test_raises_the_version_stamp(self):
        before = make_portal().stand
        make_fassung()
        assert Portal.objects.aktuell().stand == before + 1


class TestNummer:
    def test_is_the_next_free_one_unless_intended(self):
        make_fassung(vorgesehene_nummer="7")
        make_steckbrief(vorgesehene_nummer="9.3")
        assert make_fassung().nummer == "10"

    def test_letters_do_not_count(self):
        make_fassung(vorgesehene_nummer="M40")
        assert nummern.next_nummer() == "1"

    def test_is_never_given_twice_in_any_spelling(self):
        make_fassung(vorgesehene_nummer="4.2")
        steckbrief = make_steckbrief(vorgesehene_nummer="04.2")
        with pytest.raises(ValidationError, match=r"Die Nummer 04\.2 ist oder war schon vergeben"):
            make_fassung(steckbrief)
        assert Nummernvergabe.objects.count() == 1
        assert Steckbrief.objects.get(pk=steckbrief.pk).nummer is None

    def test_stays_through_later_releases(self):
        steckbrief = make_steckbrief(vorgesehene_nummer="5")
        make_fassung(steckbrief)
        change(steckbrief, "Neu")
        assert make_fassung(steckbrief).nummer == "5"
        assert Nummernvergabe.objects.count() == 1


class TestAccept:
    def test_makes_the_sachstand_public(self):
        steckbrief = make_steckbrief()
        make_fassung(steckbrief)
        assert Eintrag.objects.get().umsetzungsstand == "unbekannt"
        sachstand = make_sachstand(
            steckbrief, umsetzungsstand="in_betrieb", ampel="gelb", accepted=False, quelle="Akte"
        )
        assert Eintrag.objects.get().umsetzungsstand == "unbekannt"
        user = make_stabsstelle()
        workflow.accept(sachstand, user=user)
        eintrag = Eintrag.objects.get()
        assert (eintrag.umsetzungsstand, eintrag.ampel) == ("in_betrieb", "gelb")
        assert (sachstand.status, sachstand.angenommen_von) == ("angenommen", user)
        assert Vorgang.objects.get(verb="sachstand_angenommen").sachstand == sachstand

    def test_the_latest_stichtag_counts_not_the_latest_acceptance(self):
        steckbrief = make_steckbrief()
        make_fassung(steckbrief)
        make_sachstand(steckbrief, stichtag="2024", umsetzungsstand="in_betrieb")
        make_sachstand(steckbrief, stichtag="2023", umsetzungsstand="idee")
        make_sachstand(steckbrief, stichtag=None, quelle="Presse", umsetzungsstand="in_planung")
        assert Eintrag.objects.get().umsetzungsstand == "in_betrieb"

    def test_only_once(self):
        sachstand = make_sachstand(make_steckbrief())
        with pytest.raises(ValidationError, match="nicht möglich"):
            workflow.accept(sachstand, user=None)

    def test_refuses_who_may_not(self):
        sachstand = make_sachstand(make_steckbrief(), accepted=False)
        with pytest.raises(PermissionDenied):
            workflow.accept(sachstand, user=make_konto(is_staff=True))
