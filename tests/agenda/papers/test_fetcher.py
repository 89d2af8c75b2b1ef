"""Nothing is loaded for a paper but our fonts: a listener and a file stand by to notice."""

import socket
import threading

import pytest
from weasyprint.css.tokens import InvalidValues
from weasyprint.urls import URLFetchingError

from agenda.papers import pdf

SECRET = "geheim-aus-der-datei"


@pytest.fixture
def listener():
    """Yield (address, connections) of a server that notes whoever calls."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    connections, stop = [], threading.Event()

    def listen():
        while not stop.is_set():
            try:
                connection, address = server.accept()
            except TimeoutError:
                continue
            connections.append(address)
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", connections
    stop.set()
    thread.join()
    server.close()


REFERENCES = {
    "image": '<img src="{}/a.png" alt="x">',
    "srcset": '<img srcset="{}/b.png 2x" alt="x">',
    "picture": '<picture><source srcset="{}/c.png"><img alt="x" src="{}/c.png"></picture>',
    "style sheet": '<link rel="stylesheet" href="{}/d.css">',
    "attachment": '<link rel="attachment" href="{}/e.txt">',
    "attached link": '<a rel="attachment" href="{}/f.txt">x</a>',
    "icon": '<link rel="icon" href="{}/g.png">',
    "background": '<p style="background: url({}/h.png)">x</p>',
    "list image": '<ul style="list-style: url({}/i.png)"><li>x</li></ul>',
    "content": "<style>p::before {{ content: url({}/j.png) }}</style>",
    "import": "<style>@import url({}/k.css);</style>",
    "font": "<style>@font-face {{ font-family: f; src: url({}/l.woff) }} b {{ font-family: f }}</style><b>x</b>",
    "colour profile": "<style>@color-profile --p {{ src: url({}/m.icc) }}</style>",
    "svg image": '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><image href="{}/n.png" width="9" height="9"/></svg>',
    "svg use": '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><use href="{}/o.svg#a"/></svg>',
    "object": '<object data="{}/p.svg"></object><embed src="{}/p.svg">',
    "frame": '<iframe src="{}/q.html"></iframe>',
    "base": '<base href="{}/"><img src="r.png" alt="x">',
}


@pytest.mark.parametrize("name", REFERENCES)
def test_nothing_leaves_the_process(name, listener, tmp_path, settings):
    settings.PAPERS_STRICT = False
    address, connections = listener
    secret = tmp_path / "geheim"
    for suffix in "abcdefghijklmnopqr":
        for ending in ("png", "css", "txt", "woff", "icc", "svg", "html"):
            (tmp_path / f"{suffix}.{ending}").write_text(SECRET)
    secret.write_text(SECRET)
    body = "".join(
        REFERENCES[name].replace("{{", "{").replace("}}", "}").replace("{}", base)
        for base in (address, tmp_path.as_uri(), "ftp://127.0.0.1", str(tmp_path))
    )
    try:
        made = pdf.write(f'<html lang="de"><title>x</title><h1>x</h1><p>x</p>{body}</html>')
    except (InvalidValues, URLFetchingError):
        made = b""  # bad CSS, which no Markdown can write, ends the rendering
    assert connections == []
    assert b"EmbeddedFile" not in made
    assert SECRET.encode() not in made


def test_data_urls_are_denied_too(caplog, settings):
    settings.PAPERS_STRICT = False
    pdf.write(
        '<html lang="de"><title>x</title><h1>x</h1><img alt="x" src="data:image/png;base64,AAAA">'
    )
    assert "not part of this paper: data:image/png" in caplog.text


def test_a_reference_to_the_outside_fails_where_we_are_strict():
    with pytest.raises(pdf.Faulty, match="not part of this paper: http://127"):
        pdf.write(
            '<html lang="de"><title>x</title><h1>x</h1><img src="http://127.0.0.1/a.png" alt="x">'
        )


def test_bad_html_fails_where_we_are_strict():
    with pytest.raises(pdf.Faulty, match="lang"):
        pdf.write("<title>x</title><h1>x</h1>")
