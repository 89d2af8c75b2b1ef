"""The merge on small pieces: no Django, no store, no Steckbrief."""

import json
import subprocess
import sys
from dataclasses import asdict

import pikepdf
import pypdfium2
import pytest
from django.conf import settings

from agenda.papers import merge, pdf
from agenda.papers.steckbrief import OHNE_RAND
from agenda.papers.stempel import Stempel
from tests.agenda.papers import lesen
from tests.agenda.papers.urteil import broken

TABELLE = """<table><thead><tr><th scope="col">Jahr</th><th scope="col">Betrag</th></tr></thead>
<tbody><tr><th scope="row">2024</th><td>5 €</td></tr></tbody></table>"""


@pytest.fixture
def stueck(tmp_path):
    """Return a function that draws a piece: (title, HTML) → its path."""

    def stueck(titel, html):
        pfad = tmp_path / f"{titel}.pdf"
        pfad.write_bytes(
            pdf.write(
                f'<html lang="de"><head><title>{titel}</title></head><body>{html}</body></html>',
                css=f"{OHNE_RAND} .neu {{ break-before: page }}",
                voll=True,
            )
        )
        return pfad

    return stueck


@pytest.fixture
def auftrag(stueck):
    """Return an order: a frame of three pages, its last one behind two pieces."""
    rahmen = stueck(
        "Rahmen",
        '<h1>Anfang</h1><p><a href="seite:zwei">Zum zweiten</a></p>'
        f'<section class="neu"><h1>Kapitel</h1>{TABELLE}</section>'
        '<section class="neu" id="ende"><h1>Ende</h1><p>Flug, Auflage, Ğ</p></section>',
    )
    eins = stueck("Eins", f'<h2>Eins</h2>{TABELLE}<p><a href="https://example.org/">Weg</a></p>')
    zwei = stueck("Zwei", f'<h2>Zwei</h2>{TABELLE}<p class="neu">Auflage</p>')
    folge = [
        (rahmen, 0, 2, {"anfang": 0, "kapitel": 1}),
        (eins, 0, 1, {"eins": 0}),
        (zwei, 0, 2, {"zwei": 0}),
        (rahmen, 2, 3, {"ende": 0}),
    ]
    return {
        "folge": [
            dict(zip(("pfad", "von", "bis", "marken"), (str(z[0]), *z[1:]), strict=True))
            for z in folge
        ],
        "stempel": [asdict(Stempel(kopf="Kopf", seite=f"Seite {n} von 6")) for n in range(1, 7)],
        "lesezeichen": [
            [1, "Anfang", "anfang"],
            [1, "Kapitel", "kapitel"],
            [2, "Eins", "eins"],
            [2, "Zwei", "zwei"],
            [1, "Ende", "ende"],
        ],
    }


@pytest.fixture
def gebunden(auftrag, tmp_path):
    ziel = tmp_path / "fertig.pdf"
    assert merge.binden(auftrag, ziel=ziel) == {"seiten": 6}
    return ziel


def texte(pfad):
    return [
        " ".join(seite.get_textpage().get_text_range().split())
        for seite in pypdfium2.PdfDocument(pfad)
    ]


def test_pages_stand_in_the_order_asked_for(gebunden):
    anfang = ["Anfang", "Kapitel", "Eins", "Zwei", "Auflage", "Ende"]
    for nummer, (text, wort) in enumerate(zip(texte(gebunden), anfang, strict=True), 1):
        assert text.startswith(f"Kopf Seite {nummer} von 6 {wort}")


def test_it_conforms(gebunden):
    assert broken(gebunden) == []


def test_outline_is_nested(gebunden):
    toc = pypdfium2.PdfDocument(gebunden).get_toc()
    assert [(z.level, z.get_title(), z.get_dest().get_index()) for z in toc] == [
        (0, "Anfang", 0),
        (0, "Kapitel", 1),
        (1, "Eins", 2),
        (1, "Zwei", 3),
        (0, "Ende", 5),
    ]


def test_links_between_pieces_lead_to_pages_others_stay(gebunden):
    with pikepdf.open(gebunden) as dokument:
        innen, aussen = dokument.pages[0].Annots[0], dokument.pages[2].Annots[0]
        namen = list(dokument.Root.Names.Dests.Names)
        ziele = dict(zip(map(str, namen[::2]), namen[1::2], strict=True))
        assert ziele[str(innen.Dest)][0].objgen == dokument.pages[3].objgen
        assert "/A" not in innen
        assert str(aussen.A.URI) == "https://example.org/"


def test_tables_name_their_own_headers_alone(gebunden):
    with pikepdf.open(gebunden) as dokument:
        elemente = [element for element, _ in lesen.elements(dokument)]
        kennungen = [str(e.ID) for e in elemente if "/ID" in e]
        bezuege = {str(h) for e in elemente for h in e.get("/A", {}).get("/Headers", [])}
    assert len(kennungen) == len(set(kennungen)) == 9
    assert bezuege <= set(kennungen)


def test_every_page_and_annotation_is_found_in_the_parent_tree(gebunden):
    with pikepdf.open(gebunden) as dokument:
        nummern = list(dokument.Root.StructTreeRoot.ParentTree.Nums)
        eltern = dict(zip(nummern[::2], nummern[1::2], strict=True))
        for seite in dokument.pages:
            assert all(
                e is None or e.Pg.objgen == seite.objgen for e in eltern[seite.StructParents]
            )
            for annotation in seite.get("/Annots", []):
                assert eltern[annotation.StructParent].S == "/Link"
        assert len(eltern) == 6 + 2


def test_equal_orders_give_equal_bytes_also_in_a_process_without_django(
    auftrag, gebunden, tmp_path
):
    code = (
        "import json, sys; from agenda.papers import merge\n"
        "merge.binden(json.load(sys.stdin), ziel=sys.argv[1])\n"
        "assert not any(name.split('.')[0] == 'django' for name in sys.modules)"
    )
    zweites = tmp_path / "zweites.pdf"
    subprocess.run(
        [sys.executable, "-c", code, str(zweites)],
        input=json.dumps(auftrag).encode(),
        cwd=settings.BASE_DIR,
        env={"PYTHONHASHSEED": "7"},
        check=True,
    )
    assert zweites.read_bytes() == gebunden.read_bytes()


@pytest.mark.parametrize("inhalt", [b"", b"%PDF-1.7 kaputt", None])
def test_a_broken_piece_is_named(auftrag, tmp_path, inhalt):
    pfad = tmp_path / "Zwei.pdf"
    pfad.write_bytes(inhalt) if inhalt is not None else pfad.unlink()
    ergebnis = merge.binden(auftrag, ziel=tmp_path / "fertig.pdf")
    assert ergebnis["kaputt"] == str(pfad)
    assert not (tmp_path / "fertig.pdf").exists()
    with pytest.raises(merge.Kaputt):
        merge.seiten(pfad)


def test_an_untagged_piece_is_broken(auftrag, tmp_path):
    with pikepdf.new() as ohne:
        ohne.add_blank_page()
        ohne.save(tmp_path / "Zwei.pdf")
    ergebnis = merge.binden(auftrag, ziel=tmp_path / "fertig.pdf")
    assert ergebnis["kaputt"] == str(tmp_path / "Zwei.pdf")


def test_ids_are_found_with_their_pages(auftrag):
    assert merge.seiten(auftrag["folge"][0]["pfad"]) == (3, {"ende": 2})
