"""HTML to PDF/A-2a and PDF/UA-1 in one file, from nothing but the given text."""

import gc
import hashlib
import logging
import re
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from agenda.papers import anlauf

anlauf.einrichten()

# ruff: noqa: E402
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from agenda.papers import fonts as fonts_module
from agenda.papers import silben, sprache, zuegig
from agenda.papers.fetcher import ClosedFetcher
from agenda.papers.finish import finish
from agenda.papers.fonts import HYPHEN, fonts_for, only_known_fonts
from agenda.papers.gescheitert import Faulty

# Runs in a process without Django (papers.drucker).
SHEET = Path(__file__).resolve().parents[2] / "static" / "pdf.css"

# Control characters and non-characters mean nothing on paper and break PDF/UA in ToUnicode.
_MEANINGLESS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufeff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
# Only the font they were typed in knows what these are (bullets pasted from Word, for example).
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")

# Between two emoji that make one the selector says nothing, and WeasyPrint would lose their text.
_SELECTED_AND_JOINED = "\ufe0f\u200d"

# A link that is its own address need not have it printed behind it (static/pdf.css).
_SPELLED_OUT = re.compile(r'<a href="([^"]+)">(?=\1</a>)')

sprache.einrichten()
silben.einrichten()
zuegig.einrichten()

# Sets of fonts whose preparation is kept.
KEPT = 4
_kept = {}

# Pango's font maps are not made for threads, and the garbage collector is off meanwhile.
_one_at_a_time = Lock()


def write(html, *, css="", voll=False, bilder=(), streng=True):
    """Return the PDF of an HTML text under static/pdf.css and the given style sheet.

    The same text gives the same bytes, if its dcterms.created and .modified are given. With
    voll=True fonts are embedded whole: the same stream in every file, so that a merge keeps one.
    bilder: {address: bytes} of the images it shows. Raises Faulty for what WeasyPrint only logs,
    unless streng=False.
    """
    html = _PRIVATE_USE.sub("\ufffd", _MEANINGLESS.sub("", html))
    html = html.replace(_SELECTED_AND_JOINED, "\u200d")
    html = _SPELLED_OUT.sub(r'<a class="ausgeschrieben" href="\1">', html)
    fonts = fonts_for(html + HYPHEN)
    fetcher = ClosedFetcher({**fonts.files, **dict(bilder)})
    with _one_at_a_time, _garbage_collector_off(), _Complaints() as complaints:
        font_config, sheets = _prepared(fonts)
        pdf = HTML(string=html, url_fetcher=fetcher).write_pdf(
            stylesheets=[
                *sheets,
                CSS(string=css, url_fetcher=fetcher, font_config=font_config),
            ],
            font_config=font_config,
            pdf_variant="pdf/a-2a",
            full_fonts=voll,
            finisher=finish,
        )
    if complaints.messages:
        _kept.clear()  # a style sheet that is wrong is to be told of each time
        if streng:
            raise Faulty("\n".join(complaints.messages))
    return pdf


def _prepared(fonts):
    """Return the font configuration and the style sheets that every paper with these fonts has.

    Kept for the next one: nearly all have the same, and it is a sixth of the time of a small one.
    """
    summe = hashlib.sha256(
        f"{fonts_module.CONFIGURATION} {SHEET.stat().st_mtime_ns} {fonts.css}".encode()
    )
    for datei in fonts.files.values():
        summe.update(datei)
    key = summe.digest()
    if key not in _kept:
        with only_known_fonts():
            font_config = FontConfiguration()
        fetcher = ClosedFetcher(fonts.files)
        sheets = [
            CSS(string=text, url_fetcher=fetcher, font_config=font_config)
            for text in (fonts.css, SHEET.read_text(encoding="utf-8"))
        ]
        while len(_kept) >= KEPT:
            del _kept[next(iter(_kept))]
        _kept[key] = font_config, sheets
    return _kept[key]


@contextmanager
def _garbage_collector_off():
    """The collector finds nothing while a paper is made, and costs an eighth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Complaints(logging.Handler):
    """Collects what WeasyPrint logs as WARNING or ERROR."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages = []

    def emit(self, record):
        self.messages.append(record.getMessage())

    def __enter__(self):
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *exception):
        logging.getLogger("weasyprint").removeHandler(self)
