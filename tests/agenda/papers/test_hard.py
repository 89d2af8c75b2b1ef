"""What nobody should do to a printer, in every kind of paper, before both judges."""

import pytest

from agenda.domain import band
from agenda.models import Fassung
from agenda.models.ausgabe import Ausgabeart, Ordnung
from agenda.papers import band as bandpapier
from agenda.papers import bericht, steckbrief, synopse
from tests.agenda.papers import berichte, inhalte, lesen
from tests.agenda.papers.test_synopse import festgeschrieben
from tests.agenda.papers.urteil import broken
from tests.factories import make_portal
from tests.pdf_validators import verapdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal():
    return make_portal(hinweis=inhalte.MARKDOWN, vision=inhalte.TABELLEN)


def geplant(fassungen, *, entwurf=False, **wie):
    pks = [fassung.steckbrief_id for fassung in fassungen]
    return bandpapier.plan(band.bauen(band.auswahl(pks), **wie), entwurf=entwurf)


def gebunden(fassungen, **wie):
    return bandpapier.pdf(geplant(fassungen, **wie))


@pytest.mark.verapdf
def test_every_kind_of_paper_is_pdf_a_and_pdf_ua(tmp_path):
    fassungen = [inhalt() for inhalt in inhalte.ALLE]
    vorher = festgeschrieben("Vorher", 1)
    hart = fassungen[inhalte.ALLE.index(inhalte.hart)]
    neu = inhalte.naechste_fassung(
        hart.steckbrief, beschreibung=inhalte.SYMBOLS, zweck=inhalte.TABELLEN, zielgruppen=""
    )
    gueltige = [Fassung.objects.gueltig().get(steckbrief=f.steckbrief_id) for f in fassungen]
    papiere = {
        "agenda": gebunden(gueltige, ordnung=Ordnung.HANDLUNGSFELD),
        "anlage": gebunden(
            gueltige[:2],
            art=Ausgabeart.ANLAGE,
            vorwort=inhalte.MARKDOWN + inhalte.SPRACHEN,
            kopf={
                "drucksache": "2022/1218",
                "anlage": 2,
                "gremium": "Kreistag",
                "sitzung": "2022-09-22",
            },
        ),
        "muster": gebunden(gueltige[:2], muster=True, entwurf=True),
        "ganz": bandpapier.ganz(geplant(gueltige[:2], muster=True, entwurf=True)),
        "bericht": bericht.pdf(berichte.voll()),
        "berichtsentwurf": bericht.pdf(berichte.hart(), entwurf=True),
        "synopse": synopse.pdf(hart, neu),
        "einzeln": steckbrief.pdf(hart),
        "leer": steckbrief.pdf(fassungen[inhalte.ALLE.index(inhalte.leer)]),
        "ausgaben": synopse.pdf(vorher, festgeschrieben("Nachher", 2, vorwort=inhalte.SYMBOLS)),
    }
    dateien = []
    for name, inhalt in papiere.items():
        dateien.append(tmp_path / f"{name}.pdf")
        dateien[-1].write_bytes(inhalt)
    assert {datei.stem: faults for datei in dateien if (faults := broken(datei))} == {}
    urteile = verapdf(dateien)
    assert len(urteile) == 2 * len(dateien)
    assert [urteil for urteil in urteile if not urteil] == []


def test_passages_are_spoken_in_their_language():
    """In the PDF by the tags; an inherited language is not repeated."""
    sprachen = lesen.languages(steckbrief.pdf(inhalte.sprachen()))
    assert sprachen == {
        "en": ["Broadband", "digital literacy", "Nobody is left behind."],
        "he": ["שלום"],
        "nds": ["Wi snackt Platt: Moin mitnanner!"],
        "da": ["Velkommen til Ditmarsken Vi ses"],
        "ar": ["مرحبا بالعالم"],
    }


def test_languages_outlive_the_merge():
    fassung = inhalte.sprachen()
    einzeln = lesen.languages(steckbrief.pdf(fassung))
    assert lesen.languages(gebunden([fassung], titelblatt=False)) == einzeln


def test_leichte_sprache_keeps_its_lines():
    gelesen = lesen.body(steckbrief.pdf(inhalte.sprachen()))
    zeilen = [zeile.strip() for zeile in gelesen.splitlines()]
    for satz in ("Das Projekt heißt: Lotsen.", "Lotsen helfen Ihnen mit dem Internet."):
        assert satz in zeilen
