"""What a Drucksache says, field by field: the one source of every face of a Vorlage."""

from dataclasses import FrozenInstanceError

import pytest

from agenda.domain import vorlage
from tests.agenda.domain.vorlagen import volle_vorlage
from tests.factories import make_anlage, make_bericht, make_drucksache

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


def texte(drucksache):
    return {feld.label: feld.text for feld in vorlage.felder(drucksache).einzelfelder}


def test_every_field_in_the_order_of_a_vorlage():
    assert texte(volle_vorlage()) == {
        "Art": "Beschlussvorlage",
        "Nummer": "2027/0123",
        "Öffentlich oder nichtöffentlich": "öffentlich",
        "Betreff": "Digitalisierungsstrategie und Digitale Agenda",
        "Federführung": "Stabsstelle Digitalisierung",
        "Aktenzeichen": "10.24.01",
        "Beratungsfolge": "Hauptausschuss, 18.02.2027, Beschlussempfehlung an den Kreistag\n"
        "Kreistag, nichtöffentlich",
        "Beschlussvorschlag": "1. Punkt 1 wird beraten.\n2. Punkt 2 wird beraten.",
        "Sachverhalt": "Erster Absatz für Bürger*innen.\n\nWas folgt:\n- eins\n- zwei\nEnde.",
        "Finanzielle Auswirkungen": (
            "2027, Produkt 11156 Digitalisierung, Ertrag 10.000 €, Aufwand 40.000,50 €, "
            "Saldo \u221230.000,50 € (Belastung)\n"
            "2028, Aufwand 30.000 €, Saldo \u221230.000 € (Belastung)\n"
            "Produkt 57101, Ertrag 5 €, Saldo 5 € (Entlastung)"
        ).replace(" €", f"{NBSP}€"),
        "Erläuterung der finanziellen Auswirkungen": "Freiwillige Aufgabe.",
        "Auswirkungen auf den Stellenplan": "Keine.",
        "Anlagen": "Anlage 1: Strategie\nAnlage 2: Digitale Agenda",
    }


def test_what_is_empty_is_not_there():
    leer = make_drucksache("2027/1", betreff="Nur ein Betreff")
    assert list(texte(leer)) == ["Nummer", "Öffentlich oder nichtöffentlich", "Betreff"]
    assert not vorlage.felder(leer).hat_finanzen
    assert vorlage.felder(leer).titel == "Vorlage 2027/1"


def test_a_single_point_needs_no_number():
    drucksache = make_drucksache()
    drucksache.beschlusspunkte.create(nummer=1, wortlaut="Der Bericht wird zur Kenntnis genommen.")
    beschluss = texte(drucksache)["Beschlussvorschlag"]
    assert beschluss == "Der Bericht wird zur Kenntnis genommen."


def test_nothing_can_be_written_back():
    with pytest.raises(FrozenInstanceError):
        vorlage.felder(make_drucksache()).betreff = "anders"


def test_papers_of_the_portal_are_named_once():
    drucksache = make_drucksache("2027/2")
    drucksache.anlagen.create(nummer=2, titel="Digitale Agenda")
    make_anlage(drucksache, nr=2, titel="Agenda, wie ausgegeben")
    make_anlage(drucksache, nr=3, titel="Auszug")
    make_bericht(4, drucksache=drucksache)
    bericht = make_bericht(5, drucksache=drucksache)
    drucksache.anlagen.create(nummer=1, titel=str(bericht))
    assert texte(drucksache)["Anlagen"].splitlines() == [
        "Anlage 1: 5. Sachstandsbericht",
        "Anlage 2: Digitale Agenda",
        "Anlage 3: Auszug",
        "4. Sachstandsbericht",
    ]


def test_money_is_written_with_sign_and_word():
    assert vorlage.saldo_in_worten(-3000000) == f"\u221230.000{NBSP}€ (Belastung)"
    assert vorlage.saldo_in_worten(0) == f"0{NBSP}€ (ausgeglichen)"
    assert vorlage.saldo_in_worten(None) == vorlage.betrag(None) == ""
    assert vorlage.betrag(0) == f"0{NBSP}€"


def test_plain_text_becomes_paragraphs_and_lists():
    gelesen = vorlage.absaetze("Eins\nzwei\n\n\n- a\n– b\nDanach\n  \n-ohne Abstand")
    assert [(absatz.zeilen, absatz.liste) for absatz in gelesen] == [
        (("Eins", "zwei"), False),
        (("a", "b"), True),
        (("Danach",), False),
        (("-ohne Abstand",), False),
    ]
    assert vorlage.absaetze("") == []


@pytest.mark.parametrize("anzahl", [1, 3])
def test_it_costs_the_same(anzahl, django_assert_num_queries):
    drucksache = volle_vorlage()
    for nummer in range(anzahl):
        drucksache.beschlusspunkte.create(nummer=10 + nummer, wortlaut="Mehr.")
    with django_assert_num_queries(6):
        assert len(vorlage.felder(drucksache).beschluss) == 2 + anzahl
