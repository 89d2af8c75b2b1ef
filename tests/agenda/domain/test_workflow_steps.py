"""The steps around a release: submit, give back, discard, restore, shelve, merge, renumber, delete."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agenda.domain import dokument, workflow
from agenda.models import Arbeitsstand, Eintrag, Fassung, Nummernvergabe, Steckbrief, Vorgang
from tests.factories import make_fassung, make_full_steckbrief, make_stabsstelle, make_steckbrief

pytestmark = pytest.mark.django_db


def change(steckbrief, titel):
    steckbrief.titel = titel
    steckbrief.save()
    workflow.record(steckbrief, user=None)


@pytest.fixture
def user():
    return make_stabsstelle()


@pytest.fixture
def public():
    steckbrief = make_full_steckbrief("Öffentlich", vorgesehene_nummer="4")
    make_fassung(steckbrief)
    return steckbrief


class TestSubmitAndGiveBack:
    def test_there_and_back_with_a_reason(self, user):
        steckbrief = make_steckbrief()
        workflow.submit(steckbrief, seen_version=1, user=user, grund="Bitte prüfen")
        assert steckbrief.status == "zur_freigabe"
        workflow.give_back(steckbrief, seen_version=1, user=user, grund="Die Kosten fehlen")
        assert steckbrief.status == "entwurf"
        assert [
            (v.verb, v.von, v.nach, v.begruendung) for v in Vorgang.objects.order_by("id")[1:]
        ] == [
            ("eingereicht", "entwurf", "zur_freigabe", "Bitte prüfen"),
            ("zurueckgegeben", "zur_freigabe", "entwurf", "Die Kosten fehlen"),
        ]

    def test_a_reason_is_obligatory(self, user):
        steckbrief = make_steckbrief()
        workflow.submit(steckbrief, seen_version=1, user=user)
        with pytest.raises(ValidationError, match="Begründung"):
            workflow.give_back(steckbrief, seen_version=1, user=user, grund="  ")

    def test_what_is_not_submitted_cannot_be_given_back(self, user):
        with pytest.raises(ValidationError, match="nicht möglich: Der Steckbrief ist Entwurf"):
            workflow.give_back(make_steckbrief(), seen_version=1, user=user, grund="x")

    def test_editing_takes_a_submission_back(self, user):
        steckbrief = make_steckbrief()
        workflow.submit(steckbrief, seen_version=1, user=user)
        change(steckbrief, "Neu")
        assert steckbrief.status == "entwurf"

    def test_submits_only_what_was_seen(self, user):
        steckbrief = make_steckbrief()
        change(steckbrief, "Neu")
        with pytest.raises(workflow.Veraltet):
            workflow.submit(steckbrief, seen_version=1, user=user)


class TestDiscardAndRestore:
    def test_discard_brings_the_last_fassung_back_and_keeps_the_draft(self, public, user):
        change(public, "Verworfen")
        public.meilensteine.all().delete()
        workflow.record(public, user=None)
        workflow.discard(public, seen_version=public.version, user=user)
        assert (public.titel, public.status) == ("Öffentlich", "freigegeben")
        assert public.meilensteine.count() == 2
        assert Arbeitsstand.objects.filter(dokument__contains='"Verworfen"').exists()
        assert Vorgang.objects.first().verb == "verworfen"

    def test_nothing_to_discard_before_the_first_release(self, user):
        with pytest.raises(ValidationError, match="nicht möglich"):
            workflow.discard(make_steckbrief(), seen_version=1, user=user)

    def test_an_earlier_state_becomes_the_draft(self, public, user):
        stand = public.arbeitsstaende.order_by("-version").first()
        change(public, "Später")
        workflow.restore(public, quelle=stand, seen_version=public.version, user=user)
        assert (public.titel, public.status, public.bearbeitet_von) == (
            "Öffentlich",
            "entwurf",
            user,
        )
        assert Vorgang.objects.first().verb == "wiederhergestellt"
        assert Vorgang.objects.first().begruendung == str(stand)

    def test_an_old_fassung_becomes_the_draft_and_the_public_one_stays(self, public, user):
        change(public, "Zweite")
        make_fassung(public)
        eins = public.fassungen.get(nr=1)
        workflow.restore(public, quelle=eins, seen_version=public.version, user=user)
        assert public.titel == "Öffentlich"
        assert Eintrag.objects.gueltig().get().titel == "Zweite"

    def test_a_state_of_another_steckbrief_is_refused(self, public, user):
        fremd = make_steckbrief().arbeitsstaende.get()
        with pytest.raises(PermissionDenied):
            workflow.restore(public, quelle=fremd, seen_version=public.version, user=user)

    def test_what_says_the_same_is_refused(self, public, user):
        with pytest.raises(ValidationError, match="sagt dasselbe"):
            workflow.restore(
                public, quelle=public.fassungen.get(), seen_version=public.version, user=user
            )


class TestShelve:
    def test_leaves_the_lists_and_stays_readable(self, public, user):
        workflow.shelve(public, user=user, grund="Land übernimmt")
        assert not Eintrag.objects.gueltig().laufend().exists()
        assert Fassung.objects.gueltig().get().steckbrief == public
        yesterday = timezone.now() - datetime.timedelta(days=1)
        assert Eintrag.objects.gueltig().laufend(yesterday).exists()
        workflow.resume(public, user=user, grund="Doch nicht")
        assert Eintrag.objects.gueltig().laufend().get().titel == "Öffentlich"

    def test_needs_a_reason_and_a_release(self, public, user):
        with pytest.raises(ValidationError, match="Begründung"):
            workflow.shelve(public, user=user, grund="")
        with pytest.raises(ValidationError, match="nicht möglich"):
            workflow.shelve(make_steckbrief(), user=user, grund="x")

    def test_a_shelved_one_is_not_released(self, public, user):
        change(public, "Neu")
        workflow.shelve(public, user=user, grund="x")
        with pytest.raises(ValidationError, match="Der Steckbrief ist abgelegt"):
            workflow.release(public, seen_version=public.version, user=user)


class TestMerge:
    def test_leads_to_its_successor(self, public, user):
        ziel = make_fassung(make_steckbrief("Ziel")).steckbrief
        workflow.merge(public, into=ziel, user=user, grund="Dasselbe Vorhaben")
        assert (public.nachfolger, public.zustand) == (ziel, "zusammengeführt")
        assert [e.titel for e in Eintrag.objects.gueltig().laufend()] == ["Ziel"]
        assert (
            Vorgang.objects.filter(steckbrief=ziel).first().begruendung
            == "Nimmt Steckbrief 4 auf. Dasselbe Vorhaben"
        )

    def test_not_into_itself_nor_into_a_draft(self, public, user):
        with pytest.raises(ValidationError, match="nicht in sich selbst"):
            workflow.merge(public, into=public, user=user, grund="x")
        with pytest.raises(ValidationError, match="ist nicht öffentlich"):
            workflow.merge(public, into=make_steckbrief(), user=user, grund="x")


class TestRenumber:
    def test_leaves_an_alias_and_a_fassung_with_the_same_text(self, public, user):
        before = Fassung.objects.get()
        fassung = workflow.renumber(public, nummer="7.1", user=user, grund="Neue Gliederung")
        assert (public.nummer, fassung.nr, fassung.nummer) == ("7.1", 2, "7.1")
        assert [n.nummer for n in Nummernvergabe.objects.all()] == ["4", "7.1"]
        assert Fassung.objects.get(nr=1).nummer == "4"
        alt, neu = (dokument.Dokument.lesen(f.dokument) for f in (before, fassung))
        assert alt.says_the_same(neu)
        assert (alt.nummer, neu.nummer) == ("4", "7.1")
        assert Eintrag.objects.gueltig().get().nummer == "7.1"

    def test_a_draft_in_work_is_not_published_by_it(self, public, user):
        change(public, "Geheimer Entwurf")
        workflow.renumber(public, nummer="8", user=user, grund="x")
        assert Eintrag.objects.gueltig().get().titel == "Öffentlich"
        assert (public.titel, public.status) == ("Geheimer Entwurf", "entwurf")

    @pytest.mark.parametrize(
        ("nummer", "meldung"),
        [("4", "schon vergeben"), ("abc", "keine gültige Nummer"), ("", "die neue Nummer an")],
    )
    def test_refuses_numbers_taken_or_strange(self, public, user, nummer, meldung):
        with pytest.raises(ValidationError, match=meldung):
            workflow.renumber(public, nummer=nummer, user=user, grund="x")

    def test_waits_for_a_planned_fassung(self, public, user):
        change(public, "Morgen")
        make_fassung(public, gilt_ab=timezone.now() + datetime.timedelta(days=1))
        with pytest.raises(ValidationError, match="Bitte danach umnummerieren"):
            workflow.renumber(public, nummer="9", user=user, grund="x")


class TestDelete:
    def test_a_draft_goes_to_the_papierkorb_and_comes_back(self, user):
        steckbrief = make_steckbrief("Weg")
        workflow.delete_draft(steckbrief, user=user)
        assert not Steckbrief.objects.vorhanden().exists()
        assert Steckbrief.objects.geloescht().get() == steckbrief
        workflow.bring_back(steckbrief, user=user)
        assert Steckbrief.objects.vorhanden().get().titel == "Weg"
        assert [v.verb for v in Vorgang.objects.all()] == ["zurueckgeholt", "geloescht", "angelegt"]

    def test_what_was_public_is_never_deleted(self, public, user):
        change(public, "Entwurf")
        with pytest.raises(ValidationError, match="nicht möglich"):
            workflow.delete_draft(public, user=user)
