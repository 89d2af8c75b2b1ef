import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError

from agenda.domain import anlegen, dokument
from agenda.models import Steckbrief, Vorgang
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_kommune,
    make_konto,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    konto = make_konto(is_staff=True)
    konto.groups.add(Group.objects.get(name="Partner"))
    return konto


class TestClaim:
    def test_a_partners_draft_gets_its_row_by_itself(self, partner):
        partner.kommunen.add(make_kommune("Amt Eider"))
        steckbrief = make_steckbrief()
        anlegen.claim(steckbrief, user=partner)
        (row,) = steckbrief.mitwirkungen.all()
        assert (row.kommune.name, row.rolle) == ("Amt Eider", "verantwortlich")
        assert steckbrief in Steckbrief.objects.editable_by(partner)

    def test_who_works_for_several_chooses(self, partner):
        eins, zwei = make_kommune(), make_kommune()
        partner.kommunen.add(eins, zwei)
        steckbrief = make_steckbrief()
        with pytest.raises(ValidationError, match="für welche Kommune"):
            anlegen.claim(steckbrief, user=partner)
        anlegen.claim(steckbrief, user=partner, kommune=zwei)
        assert steckbrief.mitwirkungen.get().kommune == zwei

    def test_not_for_a_foreign_kommune(self, partner):
        partner.kommunen.add(make_kommune())
        with pytest.raises(PermissionDenied):
            anlegen.claim(make_steckbrief(), user=partner, kommune=make_kommune())

    def test_the_stabsstelle_enters_who_takes_part_herself(self):
        steckbrief = make_steckbrief()
        anlegen.claim(steckbrief, user=make_stabsstelle())
        assert not steckbrief.mitwirkungen.exists()


class TestDuplicate:
    def test_says_the_same_under_its_own_identity(self):
        original = make_fassung(make_full_steckbrief("Original")).steckbrief
        kopie = anlegen.duplicate(original, user=make_stabsstelle())
        assert (kopie.titel, kopie.nummer, kopie.vorgesehene_nummer, kopie.status) == (
            "Kopie von Original",
            None,
            "",
            "entwurf",
        )
        alt, neu = dokument.build(original), dokument.build(kopie)
        for feld in alt.felder:
            if feld.kind == "tabelle":
                assert [z["werte"] for z in neu.wert(feld.key)] == [z["werte"] for z in feld.wert]
                assert not {z["uuid"] for z in neu.wert(feld.key)} & {z["uuid"] for z in feld.wert}
            elif feld.key != "titel":
                assert neu.wert(feld.key) == feld.wert
        assert Vorgang.objects.filter(steckbrief=kopie).get().begruendung == f"Kopie von {original}"

    def test_a_partners_copy_belongs_to_the_partner(self, partner):
        eigene, fremde = make_kommune(), make_kommune()
        partner.kommunen.add(eigene)
        original = make_steckbrief()
        original.mitwirkungen.create(kommune=fremde, rolle="verantwortlich")
        original.mitwirkungen.create(kommune=eigene, rolle="beteiligt")
        kopie = anlegen.duplicate(original, user=partner)
        assert [(m.kommune, m.rolle) for m in kopie.mitwirkungen.all()] == [
            (eigene, "verantwortlich")
        ]

    def test_a_foreign_draft_cannot_be_copied(self, partner):
        partner.kommunen.add(make_kommune())
        with pytest.raises(PermissionDenied):
            anlegen.duplicate(make_steckbrief(), user=partner)
