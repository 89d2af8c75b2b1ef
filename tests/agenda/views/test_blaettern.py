"""Long figures come in pages; their numbers still count everything and lead to it."""

import re
from unittest import mock

import pytest

from tests.factories import make_fassung, make_handlungsfeld, make_kommune, make_steckbrief

pytestmark = pytest.mark.django_db


@pytest.fixture
def vier(monkeypatch):
    """Four projects with two milestones and a Kommune each, on pages of two."""
    monkeypatch.setattr("agenda.views.blaettern.UNGETEILT", 3)
    monkeypatch.setattr("agenda.views.blaettern.JE_SEITE", 2)
    felder, nord = (
        [make_handlungsfeld("Bildung"), make_handlungsfeld("Pflege")],
        make_kommune("Nord"),
    )
    for nr, titel in enumerate("ABCD"):
        steckbrief = make_steckbrief(
            f"Projekt {titel}", handlungsfeld=felder[nr % 2], beginn="2024"
        )
        steckbrief.mitwirkungen.create(kommune=nord, rolle="beteiligt", zustimmung="zugestimmt")
        for jahr in ("2998", "2999"):
            steckbrief.meilensteine.create(titel=f"{titel} {jahr}", termin=jahr)
        make_fassung(steckbrief)


def titel(text):
    return sorted(set(re.findall(r">(Projekt [A-D])</a>", text)))


@pytest.mark.usefixtures("vier")
class TestVier:
    def test_the_roadmap_goes_on_field_by_field(self, client):
        erste, zweite = (client.get(f"/zeitplan/?seite={nr}").text for nr in (1, 2))
        assert (titel(erste), titel(zweite)) == (
            ["Projekt A", "Projekt C"],
            ["Projekt B", "Projekt D"],
        )
        assert "Seite 1 von 2: Projekte mit Termin 1 bis 2 von 4." in erste
        assert 'href="/projekte/?bezug=agenda">4 Projekte der Agenda</a>' in zweite
        assert "<title>Zeitplan, Seite 2 " in zweite
        # One field fits on one page.
        feld = client.get("/zeitplan/?handlungsfeld=pflege").text
        assert titel(feld) == ["Projekt B", "Projekt D"]
        assert 'class="seiten"' not in feld
        weit = client.get("/zeitplan/?bezug=agenda&seite=99").text
        assert "„99“ gibt es nicht; Sie sehen Seite 2." in weit
        assert 'href="?bezug=agenda&amp;seite=1" rel="prev"' in weit

    def test_the_matrix_counts_all_and_lists_all_of_one_kommune(self, client):
        text = client.get("/kommunen/matrix/?seite=2").text
        assert titel(text) == ["Projekt C", "Projekt D"]
        assert 'href="?kommune=nord#nord">4</a>' in text
        assert 'href="/projekte/?kommune=nord&amp;rolle=beteiligt">4</a>' in text
        with mock.patch("agenda.views.blaettern.UNGETEILT", 4):
            alle = client.get("/kommunen/matrix/?kommune=nord").text
        assert len(titel(alle)) == 4
        assert 'href="#nord">4</a>' in alle

    def test_numbers_lead_to_the_page_of_the_table(self, client):
        text = client.get("/umsetzungsstand/?seite=2").text
        tabelle = text.split('id="tabelle-projekte"')[1].split("</table>")[0]
        assert titel(tabelle) == ["Projekt C", "Projekt D"]
        anker = "meilensteine-2999-agenda-geplant"
        assert f'href="?meilensteinseite=3#{anker}">4 geplant</a>' in text
        dort = client.get("/umsetzungsstand/?meilensteinseite=3").text
        assert f'id="{anker}"' in dort
        assert f'href="#{anker}">4 geplant</a>' in dort
        assert 'href="?meilensteinseite=2#alle-meilensteine" rel="prev"' in dort
