import datetime

import pytest
from django.db.models import ProtectedError

from agenda.domain import eintraege
from agenda.domain.suche import Anfrage, Wortschatz
from agenda.models import Eintrag, Fassung
from kommunen.models import Portal
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_handlungsfeld,
    make_kommune,
    make_steckbrief,
)

TAG = datetime.timedelta(days=1)


class TestZeitraeume:
    START = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)

    def zeitraeume(self, *tage):
        fassungen = [
            Fassung(nr=nr, gilt_ab=self.START + tag * TAG) for nr, tag in enumerate(tage, 1)
        ]
        ergebnis = eintraege.zeitraeume(fassungen)
        return [
            (((ab - self.START).days), (bis - self.START).days if bis else None)
            for ab, bis in (ergebnis[f.nr] for f in fassungen)
        ]

    def test_one_after_the_other(self):
        assert self.zeitraeume(0, 5, 9) == [(0, 5), (5, 9), (9, None)]

    def test_an_overtaken_plan_never_becomes_valid(self):
        assert self.zeitraeume(0, 9, 5) == [(0, 5), (9, 9), (5, None)]

    def test_the_same_moment(self):
        assert self.zeitraeume(0, 5, 5) == [(0, 5), (5, 5), (5, None)]


@pytest.mark.django_db
class TestRebuild:
    def test_carries_what_lists_need(self):
        make_fassung(make_full_steckbrief(vorgesehene_nummer="4.10"))
        eintrag = Eintrag.objects.get()
        assert (eintrag.nummer, eintrag.schluessel, eintrag.titel) == (
            "4.10",
            "000004000010",
            "Digitale Lotsen für alle",
        )
        assert (eintrag.bezug, eintrag.reihenfolge, eintrag.leuchtturm) == ("agenda", 3, True)
        assert [(str(m.kommune), m.rolle) for m in eintrag.mitwirkungen.all()] == [
            (str(eintrag.kommunen.get()), "verantwortlich")
        ]

    def test_can_be_made_again_from_nothing(self):
        for titel in ("A", "B"):
            make_fassung(make_full_steckbrief(titel))
        before = list(Eintrag.objects.order_by("pk").values())
        Eintrag.objects.all().delete()
        assert eintraege.rebuild_all() == 2
        assert list(Eintrag.objects.order_by("pk").values()) == before

    def test_a_merged_handlungsfeld_leads_to_its_successor(self):
        alt = make_handlungsfeld("Energie")
        steckbrief = make_steckbrief(handlungsfeld=alt)
        make_fassung(steckbrief)
        alt.nachfolger = make_handlungsfeld("Wirtschaft und Energie")
        alt.save()
        eintraege.rebuild(steckbrief)
        assert Eintrag.objects.get().handlungsfeld == alt.nachfolger

    def test_a_field_merged_twice_leads_to_the_last_one(self):
        letztes = make_handlungsfeld("C")
        mittleres = make_handlungsfeld("B", nachfolger=letztes)
        steckbrief = make_steckbrief(handlungsfeld=make_handlungsfeld("A", nachfolger=mittleres))
        make_fassung(steckbrief)
        assert Eintrag.objects.get().handlungsfeld == letztes

    def test_what_a_release_names_cannot_be_deleted(self):
        kommune = make_kommune()
        alt = make_handlungsfeld("Alt", nachfolger=make_handlungsfeld("Neu"))
        steckbrief = make_steckbrief(handlungsfeld=alt)
        mitwirkung = steckbrief.mitwirkungen.create(kommune=kommune)
        make_fassung(steckbrief)
        steckbrief.handlungsfeld = alt.nachfolger
        steckbrief.save()
        mitwirkung.delete()
        for genannt in (alt, kommune):
            with pytest.raises(ProtectedError):
                genannt.delete()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("anfrage", "gefunden"),
    [
        ("Schule", True),
        ("Schulen", True),
        ("SCHULEN", True),
        ("schueler", True),
        ("Schüler*innen", True),
        ("Schülerinnen", True),
        ("Buergerinnen", True),
        ("Bürger", True),
        ("Strasse", True),
        ("E-Akte", True),
        ("Bus", False),
        ("Schulweg", False),
        ("xyz", False),
    ],
)
def test_search_finds_german_words(anfrage, gefunden):
    """ "Bus" must not find Büsum, "E-Akte" not interaktiv (stack.md)."""
    make_fassung(
        titel="Schulen in Büsum",
        kurzbeschreibung="Für Schüler*innen und Bürger*innen an der Straße: die E-Akte.",
    )
    fragmente = Anfrage(anfrage, Wortschatz.aktuell(Portal())).fragmente
    (eintrag,) = Eintrag.objects.gueltig().mit_treffern(fragmente)
    treffer = [bool(getattr(eintrag, f"treffer_{i}")) for i in range(len(fragmente))]
    assert all(treffer) is gefunden
