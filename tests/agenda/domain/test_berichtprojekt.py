"""What a report says of one Steckbrief: reported, confirmed or silent; reached, missed, moved."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from agenda.domain import berichte, berichtprojekt, workflow
from agenda.models.sachstand import Sachstandsart
from tests.agenda.domain.berichtsjahr import drawn, entry, first_half, released, reported
from tests.agenda.domain.test_figures import am, release_again
from tests.factories import (
    festschreiben_bericht,
    make_bericht,
    make_kommune,
    make_portal,
    make_runde,
    make_sachstand,
    make_sitzung,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal():
    return make_portal()


class TestReports:
    def test_tells_what_changed_and_what_has_to_be_decided(self):
        bus = released("Bus")
        reported(bus, 2026, 1, 5, stichtag="2025-12-31", umsetzungsstand="in_planung", ampel="gelb")
        first_half(
            bus,
            umsetzungsstand="in_umsetzung",
            ampel="rot",
            erreicht="Vertrag **unterzeichnet**.",
            hindernisse="Vergabe z. B. vom 3. Mai aufgehoben. Zweiter Satz.",
            entscheidungsbedarf="Mittel freigeben.",
        )
        dokument = drawn()
        zeile = entry(dokument, "Bus")
        assert zeile["gruppen"] == ["geaendert", "berichtet"]
        assert (zeile["stand_vorher"], zeile["stand"]) == ("in_planung", "in_umsetzung")
        assert (zeile["ampel_vorher"], zeile["ampel"]) == ("gelb", "rot")
        assert zeile["erreicht"] == "Vertrag **unterzeichnet**."
        assert dokument["entscheidungen"] == [
            {
                "nummer": bus.nummer,
                "titel": "Bus",
                "text": "Mittel freigeben.",
                "ampel": "rot",
                "stichtag": {"datum": "2026-06-30", "genauigkeit": "tag", "text": "30.06.2026"},
                "kommunen": [],
            }
        ]
        (auffaellig,) = dokument["auffaellig"]
        assert auffaellig["grund"] == "Vergabe z. B. vom 3. Mai aufgehoben. Zweiter Satz."
        assert auffaellig["stichtag"]["text"] == "30.06.2026"
        assert (
            dokument["zahlen"] | {"steckbriefe": 1, "gemeldet": 1, "rot": 1} == dokument["zahlen"]
        )
        assert not dokument.ohne_aenderung

    def test_red_comes_before_yellow_and_says_when_no_reason_was_told(self):
        for titel, ampel in (("A", "gelb"), ("B", "gruen"), ("C", "rot")):
            first_half(released(titel), ampel=ampel)
        auffaellig = drawn()["auffaellig"]
        assert [(z["titel"], z["grund"]) for z in auffaellig] == [
            ("C", berichtprojekt.OHNE_GRUND),
            ("A", berichtprojekt.OHNE_GRUND),
        ]

    def test_confirmed_silent_and_not_asked_are_three_things(self):
        nord, sued = make_kommune("Nord"), make_kommune("Süd")
        bestaetigt, stumm = released("Bestätigt", kommune=nord), released("Stumm", kommune=nord)
        released("Ungefragt", kommune=sued)
        with am(2026, 1, 5):
            altes = make_sachstand(
                bestaetigt, stichtag="2025-12-31", erreicht="Alt.", hindernisse="Eng."
            )
            make_sachstand(stumm, stichtag="2025-12-31", ampel="rot")
        with am(2026, 4, 1):
            runde = make_runde(
                make_sitzung(datum="2026-06-01"),
                stichtag=date(2026, 3, 31),
                eroeffnet_at=timezone.now(),
            )
            runde.abfragen.create(kommune=nord)
        reported(
            bestaetigt,
            *(2026, 4, 12),
            stichtag="2026-03-31",
            art=Sachstandsart.UNVERAENDERT,
            bestaetigt=altes,
            runde=runde,
            eingereicht_at=datetime(2026, 4, 3, 9, tzinfo=UTC),
            erreicht="Alt.",
            hindernisse="Eng.",
        )
        dokument = drawn()
        zeile = entry(dokument, "Bestätigt")
        assert (zeile["meldung"], zeile["gruppen"]) == ("unveraendert", ["unveraendert"])
        assert zeile["bestaetigt_am"] == "2026-04-03"
        # What was achieved before is not told again; what is in the way still is.
        assert (zeile["erreicht"], zeile["hindernisse"]) == ("", "Eng.")
        zeile = entry(dokument, "Stumm")
        assert (zeile["meldung"], zeile["gruppen"]) == ("keine", ["ohne_antwort"])
        assert (zeile["ampel"], zeile["stichtag"]["text"]) == ("rot", "31.12.2025")
        assert entry(dokument, "Ungefragt")["meldung"] == "nicht_gefragt"
        zahlen = dokument["zahlen"]
        assert (zahlen["gemeldet"], zahlen["unveraendert"], zahlen["ohne_antwort"]) == (0, 1, 1)
        assert [z["titel"] for z in dokument["auffaellig"]] == ["Stumm"]

    def test_who_answered_once_and_then_fell_silent_is_told(self):
        nord = make_kommune("Nord")
        bus = released("Bus", kommune=nord)
        for datum, tag in (("2026-05-01", date(2026, 3, 1)), ("2026-08-01", date(2026, 6, 1))):
            with am(2026, tag.month, 2):
                runde = make_runde(
                    make_sitzung(datum=datum), stichtag=tag, eroeffnet_at=timezone.now()
                )
                runde.abfragen.create(kommune=nord)
        reported(bus, 2026, 3, 10, stichtag="2026-03-01")
        zeile = entry(drawn(), "Bus")
        assert zeile["meldung"] == "bericht"
        assert zeile["bemerkung"] == "Zum 01.06.2026 keine Rückmeldung."

    def test_two_reports_of_a_period_lose_nothing_and_a_correction_counts(self):
        bus = released("Bus")
        reported(bus, 2026, 4, 5, stichtag="2026-03-31", erreicht="Eins.", hindernisse="Regen.")
        falsch = first_half(bus, erreicht="Falsch.")
        first_half(bus, tag=(2026, 7, 12), erreicht="Zwei.", berichtigt=falsch)
        zeile = entry(drawn(), "Bus")
        assert (zeile["erreicht"], zeile["hindernisse"]) == ("Eins.\n\nZwei.", "")

    def test_one_that_came_late_stands_in_the_next_report(self):
        bus = released("Bus")
        with am(2026, 7, 20):
            erster = festschreiben_bericht(make_bericht(1))
        first_half(bus, tag=(2026, 8, 1), umsetzungsstand="in_betrieb")
        dokument = drawn(2027, 1, 20, nummer=2, von=date(2026, 7, 1), bis=date(2026, 12, 31))
        zeile = entry(dokument, "Bus")
        assert (zeile["meldung"], zeile["stand"]) == ("bericht", "in_betrieb")
        assert dokument["vorige"] == {"nummer": 1, "berichtigung": 0, "bis": "2026-06-30"}
        assert berichte.bauen(erster).steckbriefe[0]["stand"] is None

    def test_a_day_after_the_period_or_the_deadline_does_not_count(self):
        bus = released("Bus")
        reported(bus, 2026, 7, 5, stichtag="2026-07-01", umsetzungsstand="in_betrieb")
        schluss = timezone.make_aware(timezone.datetime(2026, 7, 15, 12))
        first_half(bus, tag=(2026, 7, 16), umsetzungsstand="abgeschlossen")
        zeile = entry(drawn(redaktionsschluss=schluss), "Bus")
        assert (zeile["stand"], zeile["meldung"]) == (None, "nicht_gefragt")
        assert entry(drawn(nummer=7), "Bus")["stand"] == "abgeschlossen"

    def test_the_last_word_of_each_kommune_on_itself(self):
        nord, sued = make_kommune("Nord"), make_kommune("Süd")
        bus = released("Bus", kommune=nord)
        with am(2026, 2, 1):
            alt = make_sachstand(bus, stichtag="2026-01-31", accepted=False)
            for kommune in (nord, sued):
                alt.staende_vor_ort.create(kommune=kommune, stand="geplant", seit="2027")
            workflow.accept(alt, user=None)
        with am(2026, 5, 1):
            neu = make_sachstand(
                bus,
                stichtag="2026-04-30",
                accepted=False,
                art=Sachstandsart.VOR_ORT,
                umsetzungsstand="",
                kommune=nord,
            )
            neu.staende_vor_ort.create(kommune=nord, stand="verfuegbar", seit="04/2026")
            workflow.accept(neu, user=None)
        zeile = entry(drawn(), "Bus")
        assert [
            (o["kommune"], o["stand"], o["seit"]["text"]) for o in zeile["staende_vor_ort"]
        ] == [
            ("nord", "verfuegbar", "April 2026"),
            ("sued", "geplant", "2027"),
        ]
        # That alone is no word on the project.
        assert (zeile["stand"], zeile["stichtag"]["text"]) == ("in_umsetzung", "31.01.2026")


class TestMilestones:
    def test_reached_missed_and_moved(self):
        bus = released(
            "Bus",
            meilensteine=[
                ("Start", "Q1/2026"),
                ("Probe", "05/2026"),
                ("Kauf", "30.06.2026"),
                ("Fest", "Herbst 2026"),
                ("Später", "2027"),
            ],
        )
        first_half(
            bus,
            zeilen={
                "Start": {"erreicht_am": "04/2026"},
                "Fest": {"neuer_termin": "Q1/2027", "grund": "Vergabe"},
            },
        )
        zeilen = {m["titel"]: m for m in entry(drawn(), "Bus")["meilensteine"]}
        assert {titel: m["lage"] for titel, m in zeilen.items()} == {
            "Start": "erreicht",
            "Probe": "verfehlt",
            "Kauf": "verfehlt",
            "Fest": "verschoben",
        }
        assert zeilen["Start"]["erreicht_am"]["text"] == "April 2026"
        assert zeilen["Probe"]["grund"] == ""
        fest = zeilen["Fest"]
        assert [fest[k]["text"] for k in ("zugesagt", "bisher", "termin")] == [
            "Herbst 2026",
            "Herbst 2026",
            "1. Quartal 2027",
        ]
        assert fest["grund"] == "Vergabe"

    def test_moved_twice_tells_the_promise_and_the_last_word(self):
        bus = released("Bus", meilensteine=[("Fest", "Q1/2026")])
        reported(
            bus, 2026, 1, 9, stichtag="2025-12-31", zeilen={"Fest": {"neuer_termin": "Q3/2026"}}
        )
        with am(2026, 2, 1):
            release_again(bus, Fest="Q1/2027")
        (fest,) = entry(drawn(), "Bus")["meilensteine"]
        assert [fest[k]["text"][:10] for k in ("zugesagt", "bisher", "termin")] == [
            "1. Quartal",
            "3. Quartal",
            "1. Quartal",
        ]
        assert (fest["termin"]["datum"], fest["lage"]) == ("2027-01-01", "verschoben")

    def test_without_a_report_since_it_says_so(self):
        released("Bus", meilensteine=[("Start", "Q1/2026")])
        (start,) = entry(drawn(), "Bus")["meilensteine"]
        assert (start["lage"], start["grund"]) == ("verfehlt", berichtprojekt.OHNE_BERICHT)

    def test_tells_each_only_once_in_the_series_but_what_stays_overdue(self):
        bus = released("Bus", meilensteine=[("Start", "Q1/2026"), ("Kauf", "30.06.2026")])
        first_half(bus, zeilen={"Start": {"erreicht_am": "04/2026"}})
        with am(2026, 7, 20):
            festschreiben_bericht(make_bericht(1))
        dokument = drawn(2027, 1, 20, nummer=2, von=date(2026, 7, 1), bis=date(2026, 12, 31))
        zeilen = entry(dokument, "Bus")["meilensteine"]
        assert [(m["titel"], m["lage"]) for m in zeilen] == [("Kauf", "ueberfaellig")]
        assert dokument.ohne_aenderung
