"""Page, PDF, Word file and JSON say the same, field by field."""

import pytest

from agenda.models import Fassung
from agenda.papers import steckbrief
from tests.agenda.papers import gesichter, inhalte
from tests.factories import make_portal

INHALTE = [
    inhalte.leer,
    inhalte.voll,
    inhalte.umfeld,
    inhalte.hart,
    inhalte.sprachen,
    inhalte.auszeichnung,
]


def alle(client, fassung, monkeypatch):
    """Return (JSON, {face: its fields}, HTML of the paper, PDF)."""
    html, pdf = gesichter.gesetzt(fassung, monkeypatch)
    felder = {
        "seite": gesichter.seite(client, fassung),
        "papier": gesichter.papier(html),
        "word": gesichter.word(fassung),
    }
    return gesichter.datei(fassung), felder, html, pdf


def fehler(client, fassung, monkeypatch):
    json, felder, html, pdf = alle(client, fassung, monkeypatch)
    ergebnis = gesichter.unterschiede(json, **felder)
    # By its fields the HTML stands for the PDF: the whole text is the same, in the same order.
    if gesichter.gehoert(pdf, html) != gesichter.gedruckt(html):
        ergebnis["pdf"] = (gesichter.gehoert(pdf, html), gesichter.gedruckt(html))
    return ergebnis


@pytest.mark.django_db
@pytest.mark.parametrize("inhalt", INHALTE)
def test_four_faces_say_the_same(inhalt, client, monkeypatch):
    make_portal()
    assert fehler(client, inhalt(), monkeypatch) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("inhalt", [inhalte.auszeichnung, inhalte.voll])
def test_a_piece_of_a_volume_says_what_the_paper_says(inhalt, monkeypatch):
    make_portal()
    fassung = inhalt()
    html, _ = gesichter.gesetzt(fassung, monkeypatch)
    abschnitt, _ = steckbrief.abschnitt(fassung)
    assert gesichter.papier(abschnitt) == gesichter.papier(html)


class TestDithmarschen:
    def test_every_real_project(self, dithmarschen, client, monkeypatch):
        fassungen = list(Fassung.objects.gueltig())
        assert len(fassungen) == 25
        assert {f.nummer: m for f in fassungen if (m := fehler(client, f, monkeypatch))} == {}


@pytest.mark.django_db
class TestDerVergleichMerktEs:
    """One word less in any of the faces, and the tests above fail."""

    @pytest.fixture
    def voll(self, client, monkeypatch):
        make_portal()
        json, felder, html, pdf = alle(client, inhalte.voll(), monkeypatch)
        assert gesichter.unterschiede(json, **felder) == {}
        return json, felder, html, pdf

    def test_a_field_that_a_face_lacks_or_tells_otherwise(self, voll):
        json, felder, _, _ = voll
        assert len(json) > 25
        for gesicht in felder:
            for key, text in felder[gesicht].items():
                for anders in ({}, {key: text[:-1]}, {key: text + "x"}):
                    verstuemmelt = {k: t for k, t in felder[gesicht].items() if k != key} | anders
                    gefunden = gesichter.unterschiede(json, **{**felder, gesicht: verstuemmelt})
                    assert set(gefunden) == {key}, (gesicht, key)

    def test_a_text_of_the_file_that_nobody_says(self, voll):
        json, felder, _, _ = voll
        for key in json:
            for anders in ({key: [*json[key], "nirgends"]}, {}):
                ohne = {k: t for k, t in json.items() if k != key} | anders
                assert set(gesichter.unterschiede(ohne, **felder)) == {key}

    def test_a_word_the_pdf_lacks(self, voll):
        _, _, html, pdf = voll
        gehoert = gesichter.gehoert(pdf, html)
        assert gehoert == gesichter.gedruckt(html)
        assert gehoert != gesichter.gedruckt(html.replace("Ehrenamtliche schulen", "Ehrenamtliche"))
