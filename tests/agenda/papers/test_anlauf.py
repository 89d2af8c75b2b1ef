import subprocess
import sys

import pytest
import weasyprint
import weasyprint.html
from django.conf import settings

from agenda.papers import anlauf, pdf

HTML = (
    '<html lang="de"><head><meta name="dcterms.created" content="2022-11-22"><title>Titel</title>'
    '<meta name="dcterms.modified" content="2022-11-22"></head><body><h1 id="a">Erste</h1>'
    "<p>ein <em>Wort</em> <q>so</q><sup>2</sup> <del>alt</del><br>neu "
    '<a href="#a">zurück</a> <code>x</code></p><pre>a\n b</pre><hr><blockquote><p>Zitat</p></blockquote>'
    "<ol><li>eins<ul><li>zwei<ul><li>drei</li></ul></li></ul></li></ol><dl><dt>a</dt><dd>b</dd></dl>"
    "<table><caption>T</caption><thead><tr><th>Jahr</th></tr></thead><tbody><tr><td>1</td></tr></tbody>"
    "</table><figure><figcaption>f</figcaption></figure></body></html>"
)
START = """
import sys
from pathlib import Path
from agenda.papers import anlauf
if len(sys.argv) > 2:
    anlauf.TYPEN = Path(sys.argv[2])
anlauf.einrichten()
from weasyprint.text.ffi import ffi
from agenda.papers import pdf
Path(sys.argv[1]).write_bytes(pdf.write('<html lang="de"><title>x</title><h1>x</h1>'))
print(type(ffi).__name__, "fontTools.subset" in sys.modules, "pycparser" in sys.modules)
"""


def _start(tmp_path, *rest):
    befehl = [sys.executable, "-c", START, str(tmp_path / "x.pdf"), *map(str, rest)]
    ende = subprocess.run(befehl, capture_output=True, text=True, cwd=settings.BASE_DIR)
    assert ende.returncode == 0, ende.stderr
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF-")
    return ende.stdout.split()


def test_the_types_kept_ready_are_those_of_the_installed_weasyprint(tmp_path):
    assert _start(tmp_path) == ["Fertig", "False", "False"], "python -m agenda.papers.anlauf"


@pytest.mark.parametrize("inhalt", ["", "('andere', {})", None])
def test_types_of_another_one_are_taken_apart_as_ever(tmp_path, inhalt):
    datei = tmp_path / "pango.typen"
    if inhalt is None:
        _summe, _, rest = anlauf.TYPEN.read_text().partition(",")
        inhalt = f"('andere',{rest}"
    datei.write_text(inhalt)
    assert _start(tmp_path, datei) == ["FFI", "False", "True"]


def test_our_sheet_says_the_same_as_that_of_weasyprint(monkeypatch):
    unseres = pdf.write(HTML)
    zaehler = weasyprint.css.counters.CounterStyle()
    ganzes = weasyprint.CSS(string=weasyprint.html.UA, counter_style=zaehler)
    monkeypatch.setattr(weasyprint, "UA_STYLESHEET", ganzes)
    monkeypatch.setattr(weasyprint, "UA_COUNTER_STYLE", zaehler)
    assert pdf.write(HTML) == unseres
    monkeypatch.setattr(weasyprint, "UA_STYLESHEET", weasyprint.CSS(string=""))
    assert pdf.write(HTML) != unseres
