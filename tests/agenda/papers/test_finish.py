"""The structure that WeasyPrint leaves half done, on small pieces of HTML."""

import gc
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pikepdf
import pytest

from agenda.papers import pdf
from tests.agenda.papers import lesen
from tests.agenda.papers.urteil import broken

PIECES = {
    "quotation in a list": "<ul><li>a<blockquote>b</blockquote></li></ul>",
    "code in a list": "<ol><li>a<pre>b</pre>c</li><li><pre>d</pre></li></ol>",
    "table in a list": "<ul><li>a<table><tr><th>b</th></tr><tr><td>c</td></tr></table></li></ul>",
    "nested lists": "<ul><li>a<ol><li>b<ul><li>c</li></ul></li></ol>d</li></ul>",
    "paragraphs in a list": "<ul><li><p>a</p><p>b</p></li></ul>",
    "rule in a list": "<ul><li>a<hr>b</li></ul>",
    "strong in a link": '<p><a href="https://example.org/">a <strong>b</strong> <em>c</em></a></p>',
    "link over two lines": f'<p><a href="https://example.org/">{"lang und länger " * 12}</a></p>',
    "empty link": '<p>a <a href="https://example.org/"></a> b</p>',
    "table over pages": f"<table><thead><tr><th>a</th></tr></thead><tbody>{'<tr><td>b</td></tr>' * 99}</tbody></table>",
}


def written(piece):
    return pdf.write(
        f'<html lang="de"><title>x</title><body data-kopf="k" data-handlungsfeld="h" data-fuss="f">'
        f'<h1>x</h1><div class="fliesstext">{piece}</div></body></html>'
    )


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_piece_conforms(piece, tmp_path):
    (tmp_path / "x.pdf").write_bytes(written(piece))
    assert broken(tmp_path / "x.pdf") == []


def test_blocks_of_a_list_item_stay_in_their_order():
    with pikepdf.open(BytesIO(written(PIECES["quotation in a list"]))) as opened:
        (item,) = [e for e, _ in lesen.elements(opened) if e.S == "/LI"]
        assert [str(kid.S) for kid in item.K] == ["/Lbl", "/LBody"]
        assert [str(kid.S) for kid in item.K[1].K][-1] == "/BlockQuote"


def test_a_link_has_one_annotation():
    with pikepdf.open(BytesIO(written(PIECES["strong in a link"]))) as opened:
        (annotation,) = opened.pages[0].Annots
        assert str(annotation.Contents) == "a b c"
        links = [e for e, ancestors in lesen.elements(opened) if e.S == "/Link"]
        assert len(links) == 1


def test_an_address_is_printed_behind_a_link_but_only_once():
    made = written(
        '<p><a href="https://example.org/eins">Eins</a> und '
        '<a href="https://example.org/zwei">https://example.org/zwei</a></p>'
    )
    text = " ".join(lesen.body(made).split())
    assert "Eins <https://example.org/eins> und https://example.org/zwei" in text
    assert text.count("zwei") == 1


def test_what_breaks_the_text_layer_is_left_out_or_replaced():
    made = written("<p>a\x07b\ufeffc\ufffed \uf0b7 e</p>")
    assert "abcd \ufffd e" in lesen.body(made)


def test_two_threads_do_not_disturb_each_other():
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(written, ["<p>Zeichen 😀 日本語</p>"] * 2)
    assert first == second


def test_rendering_leaves_the_garbage_collector_as_it_was():
    written("<p>a</p>")
    assert gc.isenabled()
    gc.disable()
    try:
        written("<p>a</p>")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_font_that_is_embedded_whole_tells_what_its_ligatures_mean(tmp_path):
    made = pdf.write(
        '<html lang="de"><title>x</title><h1>fi fl Äpfel \ufeff</h1><p>e\u0301 fliegt 日本</p></html>',
        voll=True,
    )
    assert "fi fl Äpfel" in lesen.body(made)
    assert "fliegt" in lesen.body(made)
    (tmp_path / "x.pdf").write_bytes(made)
    assert broken(tmp_path / "x.pdf") == []
