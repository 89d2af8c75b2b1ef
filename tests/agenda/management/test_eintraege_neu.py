from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from agenda.domain import workflow
from agenda.models import Eintrag, EintragKommune, Fassung
from kommunen.models import Portal
from tests.factories import make_fassung, make_portal, make_sachstand, make_steckbrief

pytestmark = pytest.mark.django_db


def eintraege_neu():
    stdout = StringIO()
    call_command("eintraege_neu", stdout=stdout)
    return stdout.getvalue()


def every_eintrag():
    return [
        list(Eintrag.objects.order_by("pk").values_list()),
        list(
            EintragKommune.objects.order_by("eintrag", "kommune").values_list(
                "eintrag", "kommune", "rolle"
            )
        ),
    ]


@pytest.mark.usefixtures("dithmarschen")
class TestRealData:
    def test_deleted_rows_come_back_identical(self):
        vorher = every_eintrag()
        Eintrag.objects.all().delete()
        assert eintraege_neu() == "Einträge neu gebildet: 25.\n"
        assert every_eintrag() == vorher

    def test_damaged_rows_are_mended(self):
        vorher = every_eintrag()
        Eintrag.objects.update(
            titel="kaputt", gilt_bis="2099-01-01T00:00:00Z", suchtext="", umsetzungsstand="idee"
        )
        Eintrag.objects.update(steckbrief=Eintrag.objects.first().steckbrief_id)
        EintragKommune.objects.all().delete()
        eintraege_neu()
        assert every_eintrag() == vorher

    def test_fassungen_stay_and_caches_learn_of_it(self):
        fassungen, stempel = list(Fassung.objects.values_list()), Portal.objects.get().stand
        eintraege_neu()
        assert list(Fassung.objects.values_list()) == fassungen
        assert Portal.objects.get().stand == stempel + 1


def test_an_empty_database_has_none():
    assert eintraege_neu() == "Einträge neu gebildet: 0.\n"


def test_all_fassungen_of_a_steckbrief_and_its_sachstand_count():
    make_portal()
    steckbrief = make_steckbrief("Erster Titel")
    make_fassung(steckbrief)
    steckbrief.titel = "Zweiter Titel"
    steckbrief.save()
    workflow.record(steckbrief, user=None)
    make_fassung(steckbrief)
    make_sachstand(steckbrief)
    vorher = every_eintrag()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM agenda_eintrag")
    assert eintraege_neu() == "Einträge neu gebildet: 2.\n"
    assert every_eintrag() == vorher
    assert Eintrag.objects.gueltig().get().titel == "Zweiter Titel"
