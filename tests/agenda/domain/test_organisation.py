"""Who reports to whom, as tree and chart; the term of the agreement in calm words."""

from datetime import date

import pytest

from agenda.domain import organisation
from kommunen.models import Gremium
from tests.factories import make_gremium, make_kommune

HEUTE = date(2027, 2, 10)


def namen(baeume):
    return [(k.tiefe, str(k.gremium)) for baum in baeume for k in baum.alle()]


@pytest.mark.django_db
class TestBaeume:
    def test_who_reports_stands_below(self):
        rat = make_gremium("Rat", reihenfolge=2)
        ausschuss = make_gremium("Ausschuss", reihenfolge=1, berichtet_an=rat)
        make_gremium("Unterausschuss", berichtet_an=ausschuss)
        make_gremium("Runde", reihenfolge=3)
        assert namen(organisation.baeume()) == [
            (0, "Rat"),
            (1, "Ausschuss"),
            (2, "Unterausschuss"),
            (0, "Runde"),
        ]

    def test_who_is_not_shown_is_passed_over(self):
        rat = make_gremium("Rat")
        still = make_gremium("Still", berichtet_an=rat, in_organisation=False)
        make_gremium("Gruppe", berichtet_an=still)
        baeume = organisation.baeume()
        assert namen(baeume) == [(0, "Rat"), (1, "Gruppe")]
        assert baeume[0].unter[0].berichtet_an == rat

    def test_a_circle_in_the_data_loses_nobody(self):
        eins, zwei = make_gremium("Eins"), make_gremium("Zwei", reihenfolge=1)
        Gremium.objects.filter(pk=eins.pk).update(berichtet_an=zwei)
        Gremium.objects.filter(pk=zwei.pk).update(berichtet_an=eins)
        baeume = organisation.baeume()
        assert namen(baeume) == [(0, "Eins"), (1, "Zwei")]
        assert organisation.schaubild(baeume).in_worten == (
            "Eins steht oben. Zwei berichtet an Eins."
        )

    @pytest.mark.parametrize("anzahl", [1, 3])
    def test_it_costs_the_same(self, anzahl, django_assert_num_queries):
        oben = None
        for _ in range(anzahl):
            oben = make_gremium(berichtet_an=oben)
            oben.entsendungen.create(kommune=make_kommune(), funktion="Leitung")
        with django_assert_num_queries(2):
            baeume = organisation.baeume()
            assert len(namen(baeume)) == anzahl
            organisation.schaubild(baeume)

    def test_the_chart_says_what_the_list_says(self):
        rat = make_gremium("Rat")
        gruppe = make_gremium("Gruppe", berichtet_an=rat)
        gruppe.entsendungen.create(
            kommune=make_kommune("Amt Nord"), funktion="Leitung", anzahl=2, position=1
        )
        gruppe.entsendungen.create(stelle="jeder Partner", funktion="Mitglied", position=2)
        bild = organisation.schaubild(organisation.baeume())
        oben, unten = bild.kaesten
        assert [zeile.text for zeile in unten.zeilen] == [
            "Gruppe",
            "Amt Nord: Leitung (2)",
            "jeder Partner: Mitglied",
        ]
        assert oben.pfeil is None
        # From the lower box up to the lower edge of the one above.
        _, unterseite, spitze, rechts = unten.pfeil
        assert oben.y + oben.hoehe == pytest.approx(spitze, abs=0.02)
        assert spitze < unten.y < unterseite
        assert rechts == pytest.approx(unten.x - 0.1)
        assert "Gruppe berichtet an Rat." in bild.in_worten

    def test_long_words_and_many_levels_stay_in_the_picture(self):
        oben = None
        for nummer in range(8):
            oben = make_gremium(f"{nummer}{'Gemeinschaftsausschussvorsitzendenrunde' * 2}"[:80])
            Gremium.objects.filter(pk=oben.pk).update(
                berichtet_an=Gremium.objects.exclude(pk=oben.pk).last()
            )
        bild = organisation.schaubild(organisation.baeume())
        assert len(bild.kaesten) == 8
        for kasten in bild.kaesten:
            assert kasten.x + kasten.breite <= bild.breite
            assert kasten.y + kasten.hoehe <= bild.hoehe
            for zeile in kasten.zeilen:
                assert len(zeile.text) <= kasten.breite * organisation.JE_EM


@pytest.mark.parametrize(
    ("von", "bis", "lage", "satz"),
    [
        (None, None, "offen", "Von wann bis wann sie gilt, ist hier nicht eingetragen."),
        (date(2025, 1, 1), None, "offen", "gilt seit dem 01.01.2025. Ein Ende ist nicht"),
        (date(2028, 1, 1), date(2029, 1, 1), "kuenftig", "ab dem 01.01.2028 bis zum 01.01.2029."),
        (date(2020, 8, 20), date(2024, 8, 19), "beendet", "ist am 19.08.2024 ausgelaufen."),
        (None, date(2027, 2, 9), "beendet", "ausgelaufen"),
        (None, date(2027, 2, 10), "laeuft", "Das ist heute."),
        (None, date(2027, 2, 11), "laeuft", "Das ist noch 1 Tag."),
        (None, date(2027, 3, 9), "laeuft", "Das sind noch 27 Tage."),
        (None, date(2027, 3, 10), "laeuft", "Das ist noch 1 Monat."),
        (None, date(2028, 11, 30), "laeuft", "Das sind noch 21 Monate."),
        (None, date(2029, 2, 10), "laeuft", "Das sind noch 2 Jahre."),
    ],
)
def test_the_term_in_words(von, bis, lage, satz):
    laufzeit = organisation.laufzeit(von, bis, HEUTE)
    assert laufzeit.lage == lage
    assert satz in laufzeit.satz
    assert laufzeit.anteil == ""


def test_the_bar_shows_how_much_is_over():
    laufzeit = organisation.laufzeit(date(2027, 1, 1), date(2027, 3, 21), HEUTE)
    assert laufzeit.anteil == "50%"
    assert laufzeit.bar_in_worten.endswith("50 Prozent sind vorbei.")
