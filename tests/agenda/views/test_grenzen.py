"""So many arbitrary papers an hour, counted without a word about who asks."""

import pytest
from django.core.cache import cache

from agenda.views import grenzen


@pytest.fixture
def uhr(monkeypatch):
    """Return a function that sets the clock to so many seconds after a full hour."""

    def stellen(sekunden):
        monkeypatch.setattr(grenzen.time, "time", lambda: 500_000 * 3600.0 + sekunden)

    stellen(0)
    return stellen


@pytest.fixture(autouse=True)
def zwei_je_stunde(settings):
    settings.PAPERS_SELECTIONS_PER_HOUR = 2


def test_the_hour_is_used_up_and_says_how_long(uhr):
    grenzen.anmelden("auswahl")
    uhr(3000)
    grenzen.anmelden("vergleich")
    with pytest.raises(grenzen.ZuViele) as fehler:
        grenzen.anmelden("auswahl")
    assert fehler.value.sekunden == 600


def test_the_next_hour_begins_anew(uhr):
    for _ in range(2):
        grenzen.anmelden("auswahl")
    uhr(3600)
    grenzen.anmelden("auswahl")


def test_the_same_paper_counts_once_an_hour(uhr):
    for _ in range(5):
        grenzen.anmelden("auswahl", "a")
    grenzen.anmelden("auswahl", "b")
    grenzen.anmelden("auswahl", "a")
    with pytest.raises(grenzen.ZuViele):
        grenzen.anmelden("auswahl", "c")
    # What was refused was not made: it is no known paper.
    with pytest.raises(grenzen.ZuViele):
        grenzen.anmelden("auswahl", "c")


def test_a_number_that_the_cache_has_lost_begins_anew(uhr, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args: False)
    grenzen.anmelden("auswahl")
    grenzen.anmelden("auswahl")
    with pytest.raises(grenzen.ZuViele):
        grenzen.anmelden("auswahl")


def test_an_unknown_kind_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        grenzen.anmelden("quatsch")
