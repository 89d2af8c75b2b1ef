import pytest

from agenda.papers import ausgabe as papier
from tests.agenda.papers.attrappe import Attrappe


@pytest.fixture
def drucker(monkeypatch):
    """Ausgaben are drawn as a line of text."""
    attrappe = Attrappe()
    monkeypatch.setattr(papier, "band", attrappe)
    return attrappe
