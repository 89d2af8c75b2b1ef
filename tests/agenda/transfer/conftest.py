import pytest

from agenda.transfer import datei
from agenda.transfer.abgleich import planen
from agenda.transfer.roh import IM_BROWSER
from agenda.transfer.zuordnung import tabellen


@pytest.fixture
def importieren():
    """Return a function bytes → Plan, as the preview shows it. `antworten` maps foreign titles."""

    def importieren(
        inhalt, *, user=None, nummern=None, antworten=None, grenzen=IM_BROWSER, name="Liste.xlsx"
    ):
        gefunden, hinweise = tabellen(datei.lesen(inhalt, grenzen), grenzen)
        paare = [(tabelle, tabelle.answer(antworten or {})) for tabelle in gefunden]
        return planen(paare, user=user, nummern=nummern, datei=name, hinweise=hinweise)

    return importieren
