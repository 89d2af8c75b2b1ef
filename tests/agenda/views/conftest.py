import pytest

from agenda.views import papiere
from tests.agenda.views.papierwerk import Werk
from tests.factories import make_fassung, make_handlungsfeld, make_portal, make_steckbrief


@pytest.fixture
def werk(monkeypatch, settings):
    """A Werk in the place of papers.band, and keys remembered as in production."""
    settings.SEITEN_BEHALTEN = True
    werk = Werk()
    monkeypatch.setattr(papiere, "bandpapier", werk)
    return werk


@pytest.fixture
def vier_projekte():
    """Three Steckbriefe of the agenda in two fields, one of the Umfeld."""
    make_portal(titel="Digitale Agenda Käsekreis")
    bildung = make_handlungsfeld("Bildung", nummer=1)
    verkehr = make_handlungsfeld("Straße & Verkehr", nummer=2)
    for nummer, titel, feld, felder in (
        ("1", "Tafeln", bildung, {"reihenfolge": 3}),
        ("2", "Rufbus", verkehr, {"reihenfolge": 1}),
        ("3", "Radweg", verkehr, {"reihenfolge": 2}),
        ("U1", "Schulbuch", bildung, {"bezug": "umfeld"}),
    ):
        make_fassung(
            make_steckbrief(titel, vorgesehene_nummer=nummer, handlungsfeld=feld, **felder)
        )
