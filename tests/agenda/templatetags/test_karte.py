from types import SimpleNamespace

import pytest

from agenda.templatetags.karte import gezaehlt, kartenzeilen


@pytest.mark.parametrize(
    ("name", "zeilen"),
    [
        ("Heide", [("Heide", 6)]),
        ("Amt Büsum-Wesselburen", [("Amt Büsum-", -4), ("Wesselburen", 20)]),
        (
            "Verbandsgemeindeverwaltungsgemeinschaft",
            [("Verbandsgemeindeverwaltungsgemeinschaft", 6)],
        ),
        ("", [("", 6)]),
    ],
)
def test_labels_break_at_words_around_their_place(name, zeilen):
    assert kartenzeilen(name) == zeilen


@pytest.mark.parametrize(
    ("agenda", "umfeld", "text"),
    [
        (0, 0, "noch kein Projekt"),
        (1, 0, "1 Projekt der Agenda"),
        (0, 2, "2 Projekte aus dem Umfeld"),
        (1, 8, "9 Projekte, davon 1 der Agenda"),
    ],
)
def test_projects_of_a_kommune_are_told_apart(agenda, umfeld, text):
    assert gezaehlt(SimpleNamespace(agenda=agenda, umfeld=umfeld)) == text
