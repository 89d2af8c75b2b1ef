import pyphen
import pytest

from agenda.papers.silben import Muster, zerlegt

# Taken from Pyphen before anything replaces it.
VOLL = next(klasse for klasse in Muster.__mro__ if klasse.__module__ == "pyphen")


@pytest.mark.parametrize("sprache", ["de_DE", "en_US", "hu_HU", "nb_NO", "el_GR"])
def test_it_knows_the_patterns_that_pyphen_knows(sprache):
    datei = pyphen.LANGUAGES[sprache]
    muster, voll = Muster(datei), VOLL(datei)
    gelesen = {
        silbe: zerlegt(wert) if type(wert) is str else wert
        for silbe, wert in muster.patterns.items()
    }
    assert gelesen == voll.patterns
    assert muster.maxlen == voll.maxlen


def test_it_divides_words_as_pyphen_does():
    datei = pyphen.LANGUAGES["de"]
    muster, voll = Muster(datei), VOLL(datei)
    for wort in (
        "Digitalisierungsstrategie",
        "Verwaltungsmodernisierung",
        "BÜRGERINNEN",
        "Straßenverkehrsbehörde",
        "a",
        "",
        "Łódź",
    ):
        assert muster.positions(wort) == voll.positions(wort)
        assert muster.positions(wort) == voll.positions(wort)


def test_a_pattern_is_taken_apart_when_it_is_looked_up():
    muster = Muster(pyphen.LANGUAGES["de"])
    assert all(type(wert) is str for wert in muster.patterns.values())
    muster.positions("Lotsen")
    assert 0 < sum(type(wert) is tuple for wert in muster.patterns.values()) < 50


def test_papers_use_it():
    from agenda.papers import pdf  # noqa: F401 - sets it up

    assert pyphen.HyphDict is Muster
