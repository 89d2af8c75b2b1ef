"""Nothing is loaded for a paper but our fonts: a listener and a file stand by to notice."""

import pytest
from weasyprint.css.tokens import InvalidValues
from weasyprint.urls import URLFetchingError

from agenda.papers import pdf
from tests.agenda.papers.zuhoerer import REFERENCES, SECRET, referring

HTML = '<html lang="de"><title>x</title><h1>x</h1><p>x</p>{}</html>'


@pytest.mark.parametrize("name", REFERENCES)
def test_nothing_leaves_the_process(name, zuhoerer, tmp_path):
    address, connections = zuhoerer
    body = referring(name, address, tmp_path)
    try:
        made = pdf.write(HTML.format(body), streng=False)
    except (InvalidValues, URLFetchingError):
        made = b""  # bad CSS, which no Markdown can write, ends the rendering
    assert connections == []
    assert b"EmbeddedFile" not in made
    assert SECRET.encode() not in made


def test_data_urls_are_denied_too(caplog):
    pdf.write(HTML.format('<img alt="x" src="data:image/png;base64,AAAA">'), streng=False)
    assert "not part of this paper: data:image/png" in caplog.text


def test_a_reference_to_the_outside_fails_where_we_are_strict():
    with pytest.raises(pdf.Faulty, match="not part of this paper: http://127"):
        pdf.write(
            '<html lang="de"><title>x</title><h1>x</h1><img src="http://127.0.0.1/a.png" alt="x">'
        )


def test_bad_html_fails_where_we_are_strict():
    with pytest.raises(pdf.Faulty, match="lang"):
        pdf.write("<title>x</title><h1>x</h1>")
