"""The canonical document of a volume: order, chapters, register, and that it stays the same."""

import pytest

from agenda.domain import band
from agenda.models import Fassung
from agenda.models.ausgabe import Ordnung
from tests.factories import make_fassung, make_handlungsfeld, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def drei():
    make_portal()
    bildung, verkehr = (
        make_handlungsfeld("Bildung", nummer=2),
        make_handlungsfeld("Verkehr", nummer=1),
    )
    for nummer, feld, platz in (("12", bildung, 2), ("3", verkehr, None), ("10", bildung, 1)):
        make_fassung(
            vorgesehene_nummer=nummer,
            titel=f"Projekt {nummer}",
            bezug="agenda",
            handlungsfeld=feld,
            reihenfolge=platz,
        )


def nummern(papier):
    return [zeile["nummer"] for zeile in papier.steckbriefe]


@pytest.mark.parametrize(
    ("ordnung", "folge"),
    [
        (Ordnung.REIHENFOLGE, ["10", "12", "3"]),
        (Ordnung.NUMMER, ["3", "10", "12"]),
        (Ordnung.HANDLUNGSFELD, ["3", "10", "12"]),
    ],
)
def test_order(drei, ordnung, folge):
    papier = band.bauen(band.agenda(), ordnung=ordnung)
    assert nummern(papier) == folge
    assert [fassung.nummer for fassung in papier.fassungen()] == folge


def test_order_of_a_choice_is_the_one_given(drei):
    zwei = [Fassung.objects.gueltig().select_related("eintrag").get(nummer=n) for n in ("3", "10")]
    assert nummern(band.bauen(zwei, ordnung=Ordnung.AUSWAHL)) == ["3", "10"]


def test_chapters_are_the_fields_in_their_order(drei):
    papier = band.bauen(band.agenda(), ordnung=Ordnung.HANDLUNGSFELD)
    assert [kapitel["name"] for kapitel in papier["kapitel"]] == ["Verkehr", "Bildung"]


def test_equal_content_has_equal_bytes(drei):
    eins, zwei = band.bauen(band.agenda()), band.bauen(band.agenda())
    assert eins.canonical == zwei.canonical
    assert band.Band.lesen(eins.canonical.decode()).sha256 == eins.sha256


def test_a_fassung_that_changed_meanwhile_is_missed(drei):
    papier = band.bauen(band.agenda())
    papier.steckbriefe[0]["sha256"] = "0" * 64
    with pytest.raises(band.Unvollstaendig, match="Steckbrief 10, Fassung 1"):
        papier.fassungen()
