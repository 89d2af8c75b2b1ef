"""The quick judge over every kind of volume that readers ask for; veraPDF sees the whole one."""

import pypdfium2
import pytest

from agenda.domain import band
from agenda.models import Fassung
from agenda.models.ausgabe import Ausgabeart, Ordnung
from agenda.papers import band as bandpapier
from agenda.papers.bandteile import ENTWURF, MUSTER
from tests.agenda.papers.urteil import broken
from tests.factories import make_fassung, make_handlungsfeld, make_portal, make_steckbrief

pytestmark = pytest.mark.django_db


@pytest.fixture
def feld():
    """A Handlungsfeld with one small Steckbrief."""
    make_portal(stelle="Stabsstelle Digitalisierung", hinweis="**Nicht amtlich:** Nummern.")
    feld = make_handlungsfeld("Bildung", nummer=1, ziel="- Alle\n- lernen")
    make_fassung(
        make_steckbrief(
            "Lotsen", handlungsfeld=feld, vorgesehene_nummer="12", kurzbeschreibung="Sie helfen."
        )
    )
    return feld


def gebaut(**wie):
    return band.bauen(Fassung.objects.gueltig().select_related("eintrag", "steckbrief"), **wie)


def kapitel(feld):
    return bandpapier.plan(band.kapitelband(feld))


def auswahl(feld):
    wie = {"art": Ausgabeart.AUSZUG, "untertitel": "Auswahl", "ordnung": Ordnung.AUSWAHL}
    return bandpapier.plan(gebaut(**wie, titelblatt=False))


def entwurf(feld):
    return bandpapier.plan(gebaut(vorwort="Ein **Vorwort**."), entwurf=True)


def muster(feld):
    return bandpapier.plan(gebaut(muster=True))


@pytest.mark.parametrize(
    ("plan", "kennzeichen"),
    [(kapitel, ""), (auswahl, ""), (entwurf, ENTWURF), (muster, MUSTER)],
    ids=["kapitel", "auswahl", "entwurf", "muster"],
)
def test_it_is_accessible_and_fit_to_be_kept(feld, tmp_path, plan, kennzeichen):
    pdf = bandpapier.pdf(plan(feld))
    (tmp_path / "papier.pdf").write_bytes(pdf)
    assert broken(tmp_path / "papier.pdf") == []
    texte = [seite.get_textpage().get_text_range() for seite in pypdfium2.PdfDocument(pdf)]
    assert any("Lotsen" in text for text in texte)
    # It is the kind it is meant to be.
    assert all(kennzeichen in text for text in texte)
    assert kennzeichen or not any(wort in text for text in texte for wort in (ENTWURF, MUSTER))
