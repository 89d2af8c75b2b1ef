"""A report draws itself from history: what it says of each fate, and that it says it again later."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agenda.domain import berichte, eintraege, workflow
from agenda.models import Eintrag, Steckbrief
from tests.agenda.domain.berichtsjahr import drawn, entry, first_half, released, reported
from tests.agenda.domain.test_figures import am, release_again
from tests.factories import (
    festschreiben,
    festschreiben_bericht,
    make_anlage,
    make_ausgabe,
    make_bericht,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_handlungsfeld,
    make_kommune,
    make_many_fassungen,
    make_portal,
    make_sachstand,
    make_sitzung,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal():
    return make_portal()


class TestEnds:
    def test_new_shelved_merged_finished_and_renumbered(self):
        ziel, weg, ende = released("Ziel"), released("Weg"), released("Ende")
        auf, alt = (
            released("Auf", vorgesehene_nummer="77"),
            released("Alt", vorgesehene_nummer="80"),
        )
        reported(ende, 2026, 1, 3, stichtag="2025-12-31")
        with am(2026, 3, 1):
            festschreiben_bericht(make_bericht(1, von=date(2025, 7, 1), bis=date(2025, 12, 31)))
        released("Neu", 2026, 3, 1)
        with am(2026, 4, 1):
            workflow.shelve(weg, user=None, grund="Kein Geld.")
            workflow.merge(auf, into=ziel, user=None, grund="Eins.")
            workflow.renumber(alt, nummer="90", user=None, grund="Ordnung.")
        first_half(ende, umsetzungsstand="abgeschlossen")
        dokument = drawn(nummer=2)
        gruppen = {zeile["titel"]: zeile["gruppen"] for zeile in dokument.steckbriefe}
        assert gruppen == {
            "Ziel": [],
            "Weg": ["beendet"],
            "Ende": ["geaendert", "beendet", "berichtet"],
            "Auf": ["zusammengefuehrt"],
            "Alt": [],
            "Neu": ["neu"],
        }
        assert entry(dokument, "Auf")["nachfolger"] == ziel.nummer
        assert entry(dokument, "Weg")["bemerkung"] == "Abgelegt: Kein Geld. (01.04.2026)"
        assert entry(dokument, "Alt")["nummer"] == "90"
        assert [(z["datum"], z["titel"], z["text"]) for z in dokument["aenderungen"]] == [
            ("2026-03-01", "Neu", "Neu in der Agenda."),
            ("2026-04-01", "Weg", "Abgelegt: Kein Geld."),
            ("2026-04-01", "Auf", f"Aufgegangen in Steckbrief {ziel.nummer}: Eins."),
            ("2026-04-01", "Alt", "Neue Nummer: 90, vorher 80. Ordnung."),
        ]
        # What has ended is told, but not counted as going on.
        assert dokument["zahlen"]["steckbriefe"] == 4

    def test_one_that_left_the_agenda_is_told(self):
        bus = released("Bus")
        released("Bleibt")
        with am(2026, 2, 1):
            Steckbrief.objects.filter(pk=bus.pk).update(bezug="umfeld")
            workflow.record(Steckbrief.objects.get(pk=bus.pk), user=None)
            make_fassung(Steckbrief.objects.get(pk=bus.pk))
        zeile = entry(drawn(), "Bus")
        assert zeile["gruppen"] == ["beendet"]
        assert "Umfeld" in zeile["bemerkung"]

    def test_a_first_report_does_not_list_all_as_new(self):
        released("Bus", 2026, 2, 1)
        dokument = drawn()
        assert entry(dokument, "Bus")["gruppen"] == ["neu"]
        assert dokument["aenderungen"] == []
        assert not dokument.ohne_aenderung

    def test_the_umfeld_is_not_the_agenda(self):
        released("Bus")
        released("Wald", bezug="umfeld")
        assert [zeile["titel"] for zeile in drawn().steckbriefe] == ["Bus"]


class TestPapers:
    def change(self, steckbrief, *tag, drucksache=None):
        with am(*tag):
            steckbrief = Steckbrief.objects.get(pk=steckbrief.pk)
            steckbrief.zweck = f"Neu seit {tag}"
            steckbrief.save()
            workflow.record(steckbrief, user=None)
            return make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))

    def test_names_the_drucksache_whose_anlage_held_the_change(self):
        bus = released("Bus")
        self.change(bus, 2026, 2, 1)
        with am(2026, 2, 2):
            drucksache = make_drucksache("2026/11")
            festschreiben(make_anlage(drucksache, steckbriefe=[bus], datum="2026-02-20"))
        (zeile,) = drawn()["aenderungen"]
        assert (zeile["drucksache"], zeile["datum"]) == ("2026/11", "2026-02-01")
        assert zeile["text"].startswith("Fassung 2: geändert sind ")

    def test_never_names_what_is_not_public(self):
        bus = released("Bus")
        self.change(bus, 2026, 2, 1)
        with am(2026, 2, 2):
            geheim = make_drucksache("2026/99", oeffentlich=False)
            festschreiben(make_anlage(geheim, steckbriefe=[bus], datum="2026-02-20"))
            festschreiben(make_ausgabe())
        dokument = drawn()
        assert dokument["aenderungen"][0]["drucksache"] is None
        assert b"2026/99" not in dokument.canonical

    def test_says_which_gremium_gets_it(self):
        released("Bus")
        sitzung = make_sitzung(
            make_gremium("Hauptausschuss"), datum="2026-09-01", oeffentlich=False
        )
        kopf = drawn(sitzung=sitzung)["kopf"]
        assert kopf == {
            "drucksache": None,
            "gremium": "Hauptausschuss",
            "sitzung": "2026-09-01",
            "oeffentlich": False,
        }


def test_the_same_period_gives_the_same_words_later():
    bus, rad = released("Bus", meilensteine=[("Start", "Q1/2026")]), released("Rad")
    first_half(bus, ampel="gelb", umsetzungsstand="in_planung")
    with am(2026, 6, 1):
        workflow.merge(rad, into=bus, user=None, grund="Eins.")
    with am(2026, 7, 20):
        bericht = festschreiben_bericht(make_bericht(1))
    first_half(bus, tag=(2026, 8, 1), umsetzungsstand="in_betrieb", ampel="gruen")
    with am(2026, 9, 1):
        release_again(bus, Start="Q1/2028")
        workflow.resume(rad, user=None, grund="Doch.")
        workflow.renumber(rad, nummer="990", user=None, grund="Ordnung.")
        workflow.renumber(bus, nummer="991", user=None, grund="Ordnung.")
        workflow.shelve(bus, user=None, grund="Aus.")
    with am(2027, 2, 1):
        assert berichte.zeichnen(bericht).canonical == bericht.dokument.encode()
        entwurf = make_bericht(1, berichtigung=1, berichtigung_grund="x")
        neu = berichte.bauen(entwurf, redaktionsschluss=bericht.redaktionsschluss)
    gleich = set(neu.daten) - {"berichtigung", "berichtigung_grund", "adresse"}
    alt = berichte.bauen(bericht)
    assert {key: neu[key] for key in gleich} == {key: alt[key] for key in gleich}


def test_fields_merged_since_move_nothing_in_an_earlier_report():
    altes, neues = make_handlungsfeld("Bildung"), make_handlungsfeld("Schule")
    released("Bus", handlungsfeld=altes)
    released("Rad", handlungsfeld=neues)
    with am(2026, 7, 20):
        bericht = festschreiben_bericht(make_bericht(1))
    altes.nachfolger = neues
    altes.save()
    eintraege.rebuild_all()
    assert Eintrag.objects.filter(handlungsfeld=neues).count() == 2
    assert berichte.zeichnen(bericht).canonical == bericht.dokument.encode()
    assert [f["name"] for f in berichte.bauen(bericht)["handlungsfelder"]] == ["Bildung", "Schule"]


def test_what_is_released_for_later_is_not_told_before():
    released("Bus")
    with am(2026, 6, 30):
        kommt = make_steckbrief("Kommt", bezug="agenda")
        make_fassung(kommt, gilt_ab=timezone.now() + timedelta(days=30))
    assert [zeile["titel"] for zeile in drawn().steckbriefe] == ["Bus"]
    # On the last day itself the future of that day is not known either.
    assert [zeile["titel"] for zeile in drawn(2026, 6, 30, nummer=9).steckbriefe] == ["Bus"]


def test_a_period_without_any_change_says_so():
    bus = released("Bus")
    reported(bus, 2026, 1, 5, stichtag="2025-12-31")
    dokument = drawn()
    assert dokument.ohne_aenderung
    assert dokument["aenderungen"] == dokument["entscheidungen"] == dokument["auffaellig"] == []
    assert dokument["zahlen"]["steckbriefe"] == 1
    assert entry(dokument, "Bus")["gruppen"] == []


@pytest.mark.parametrize(
    ("von", "bis", "satz"),
    [
        (date(2019, 1, 1), date(2019, 12, 31), "seit dem 01.11.2025 öffentlich"),
        (date(1, 1, 1), date(2, 1, 1), "noch kein Steckbrief"),
        (date(2026, 1, 1), date(2026, 7, 21), "in der Zukunft"),
    ],
)
def test_refuses_a_time_of_which_nothing_can_be_told(von, bis, satz):
    released("Bus")
    with pytest.raises(ValidationError, match=satz):
        drawn(von=von, bis=bis)


def test_an_empty_portal_has_nothing_to_report():
    with pytest.raises(ValidationError, match="noch kein Steckbrief"):
        drawn()


def test_money_per_year_is_what_was_promised_and_last_reported():
    with am(2025, 11, 1):
        for titel, geplant in (("Bus", 100_00), ("Rad", 50_00)):
            steckbrief = make_steckbrief(titel, bezug="agenda")
            steckbrief.finanzierungen.create(
                jahr=2026, art="eigenmittel", geplant=geplant, verausgabt=1_00
            )
            workflow.record(steckbrief, user=None)
            fassung = make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))
    with am(2026, 7, 1):
        sachstand = make_sachstand(fassung.steckbrief, stichtag="2026-06-30", accepted=False)
        sachstand.mittel.create(jahr=2026, verausgabt=20_00)
        sachstand.mittel.create(jahr=2025, verausgabt=3_00)
        workflow.accept(sachstand, user=None)
    dokument = drawn()
    assert dokument["mittel"] == [
        {"jahr": 2025, "geplant": None, "bewilligt": None, "verausgabt": 3_00},
        {"jahr": 2026, "geplant": 150_00, "bewilligt": None, "verausgabt": 21_00},
    ]
    figur = next(f for f in dokument["figuren"] if f["key"] == "mittel")
    assert figur["zeilen"][0] == ["2025", "keine Angabe", "keine Angabe", "3\u00a0€"]
    assert figur["werte"][1] == [2026, 150_00, None, 21_00]


@pytest.mark.parametrize("anzahl", [1, 50])
def test_asks_as_often_for_one_as_for_fifty(anzahl, django_assert_num_queries):
    make_many_fassungen(anzahl)
    bericht = make_bericht(bis=timezone.localdate(), von=timezone.localdate() - timedelta(days=3))
    kommune = make_kommune()
    for steckbrief in Steckbrief.objects.all():
        sachstand = make_sachstand(
            steckbrief, stichtag=timezone.localdate().isoformat(), ampel="rot", accepted=False
        )
        sachstand.staende_vor_ort.create(kommune=kommune, stand="geplant")
        workflow.accept(sachstand, user=None)
    # vorige, Einträge and what goes on at both ends, roles, Sachstände with money and orte,
    # milestones, rounds, Vorgänge, Fassungen with theirs, Anlagen, Portal, law, Kommunen.
    with django_assert_num_queries(19):
        dokument = berichte.bauen(bericht)
    assert dokument["zahlen"]["rot"] == anzahl
