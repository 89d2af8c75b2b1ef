"""Words, figures and links of the pages."""

from types import SimpleNamespace

import pytest

from agenda.templatetags.dokument import dateigroesse, telefonziel
from agenda.templatetags.portal import aufgezaehlt, euro, in_worten, kurz_gezaehlt, stufen


@pytest.mark.parametrize(
    ("agenda", "umfeld", "satz", "kurz"),
    [
        (3, 22, "25 Projekte: 3 der Agenda, 22 aus dem Umfeld", "3 Agenda, 22 Umfeld"),
        (1, 0, "1 Projekt der Agenda", "1 Agenda"),
        (2, 0, "2 Projekte der Agenda", "2 Agenda"),
        (0, 1, "1 Projekt aus dem Umfeld", "1 Umfeld"),
        (0, 0, "Kein Projekt", "noch kein Projekt"),
    ],
)
def test_counts_in_words(agenda, umfeld, satz, kurz):
    assert in_worten({"agenda": agenda, "umfeld": umfeld}) == satz
    assert kurz_gezaehlt(SimpleNamespace(agenda=agenda, umfeld=umfeld)) == kurz


def test_steps_of_a_umsetzungsstand():
    assert stufen("idee") == [True, False, False, False, False]
    assert stufen("abgeschlossen") == [True] * 5
    assert stufen("eingestellt") == stufen("unbekannt") == []


@pytest.mark.parametrize(
    ("geschrieben", "ziel"),
    [
        ("04 81 / 97-0", "tel:0481970"),
        ("+49 (0) 481 97-0", "tel:+49481970"),
        ("115", "tel:115"),
    ],
)
def test_telephone_links(geschrieben, ziel):
    assert telefonziel(geschrieben) == ziel


@pytest.mark.parametrize(
    ("byte", "text"), [(0, "1 kB"), (None, "1 kB"), (123456, "121 kB"), (10485760, "10.240 kB")]
)
def test_file_sizes(byte, text):
    assert dateigroesse(byte).replace("\u00a0", " ") == text


def test_money_and_lists():
    assert euro(3000000).replace("\u00a0", " ") == "30.000 €"
    assert aufgezaehlt("25746 25770") == "25746, 25770"
