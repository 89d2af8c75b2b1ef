import sys

import pydyf
import pytest
import tinyhtml5
from tinyhtml5.inputstream import HTMLUnicodeInputStream
from weasyprint.css import ComputedStyle
from weasyprint.text.line_break import Layout

from agenda.papers import pdf, zuegig

HTML = (
    '<html lang="de"><title>Titel</title><meta name="dcterms.created" content="2022-11-22">'
    '<meta name="dcterms.modified" content="2022-11-22"><h1 id="a">Erste</h1>'
    '<p style="margin-inline-start: 3mm; color: red"><em>Digitalisierungsstrategie</em> '
    '<a href="#a">zurück</a></p><ul><li>eins<li>zwei</ul>'
    "<table><tr><th>Jahr<td>2022</table>"
    '<table style="border-collapse: collapse"><tr><td style="padding: 2%">eins<td>zwei</table>'
    '<p style="width: 50%; letter-spacing: 1px"><del>alt</del> <code>neu</code></p>'
    '<section style="break-before: page"><h2>Zweite</h2><p>Seite zwei</p></section>'
)


@pytest.fixture
def langsam(monkeypatch):
    """WeasyPrint, tinyhtml5 and pydyf as they are without us."""
    for klasse, name in (
        (ComputedStyle, "__missing__"),
        (pydyf.PDF, "page_references"),
        (pydyf.PDF, "write"),
        (pydyf.Stream, "data"),
        (pydyf.Array, "data"),
        (pydyf.Dictionary, "data"),
        (Layout, "setup"),
        (HTMLUnicodeInputStream, "chars_until"),
    ):
        wert = klasse.__dict__[name]
        if isinstance(wert, property):
            monkeypatch.setattr(klasse, name, property(_bisher(wert.fget)))
        else:
            monkeypatch.setattr(klasse, name, _bisher(wert))
    monkeypatch.setattr(pydyf, "_to_bytes", _bisher(pydyf._to_bytes))
    monkeypatch.setattr(tinyhtml5, "parse", _bisher(tinyhtml5.parse))
    ersetzt = 0
    for modul in [modul for name, modul in sys.modules.items() if name.startswith("weasyprint.")]:
        for name in ("resolve_percentages", "strut"):
            if name in vars(modul):
                monkeypatch.setattr(modul, name, _bisher(vars(modul)[name]))
                ersetzt += 1
    assert ersetzt > 8


def _bisher(funktion):
    """Return what one of our functions stands before. KeyError: it is not ours."""
    frei = zip(funktion.__code__.co_freevars, funktion.__closure__ or (), strict=True)
    return dict(frei)["bisher"].cell_contents


@pytest.mark.parametrize("voll", [False, True])
def test_not_a_byte_is_different(voll, request):
    schnell = [pdf.write(HTML, voll=voll) for _ in range(2)]
    request.getfixturevalue("langsam")
    assert schnell == [pdf.write(HTML, voll=voll)] * 2


def test_it_is_set_up_once():
    vorher = ComputedStyle.__missing__, pydyf.Stream.data
    zuegig.einrichten()
    assert vorher == (ComputedStyle.__missing__, pydyf.Stream.data)


def test_pages_that_are_added_are_counted():
    datei = pydyf.PDF()
    assert datei.page_references == ()
    datei.add_page(pydyf.Dictionary())
    datei.add_page(pydyf.Dictionary())
    assert len(datei.page_references) == 2
    assert datei.page_references is datei.page_references


def test_a_stream_that_is_changed_is_packed_anew():
    strom = pydyf.Stream([b"eins", b"zwei"], compress=True)
    eins = strom.data
    strom.stream.append(pydyf.Dictionary({"A": 1}))
    assert strom.data != eins
    assert (
        pydyf.Stream([b"x"], {"N": 3}, compress=True).data
        != pydyf.Stream([b"x"], {"N": 4}, compress=True).data
    )
