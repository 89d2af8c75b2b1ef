"""HTML to PDF/A-2a and PDF/UA-1 in one file, from nothing but the given text."""

import gc
import logging
import re
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from agenda.papers.fetcher import ClosedFetcher
from agenda.papers.finish import finish
from agenda.papers.fonts import HYPHEN, fonts_for, only_known_fonts

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

# A link that is its own address need not have it printed behind it (static/pdf.css).
_SPELLED_OUT = re.compile(r'<a href="([^"]+)">(?=\1</a>)')

# Pango's font maps are not made for threads, and the garbage collector is off meanwhile.
_one_at_a_time = Lock()


class Faulty(Exception):
    """WeasyPrint made the file, but logged that something in it is wrong."""


def write(html, *, css="", voll=False):
    """Return the PDF of an HTML text under static/pdf.css and the given style sheet.

    The same text gives the same bytes, if its dcterms.created and .modified are given. With
    voll=True fonts are embedded whole: the same stream in every file, so that a merge keeps one.
    Raises Faulty under settings.PAPERS_STRICT for what WeasyPrint only logs.
    """
    html = _PRIVATE_USE.sub("\ufffd", _MEANINGLESS.sub("", html))
    html = _SPELLED_OUT.sub(r'<a class="ausgeschrieben" href="\1">', html)
    fonts = fonts_for(html + HYPHEN)
    fetcher = ClosedFetcher(fonts.files)
    sheet = Path(settings.BASE_DIR, "static/pdf.css").read_text(encoding="utf-8")
    with _one_at_a_time, _garbage_collector_off(), _Complaints() as complaints:
        with only_known_fonts():
            font_config = FontConfiguration()
        pdf = HTML(string=html, url_fetcher=fetcher).write_pdf(
            stylesheets=[
                CSS(string=text, url_fetcher=fetcher, font_config=font_config)
                for text in (fonts.css, sheet, css)
            ],
            font_config=font_config,
            pdf_variant="pdf/a-2a",
            full_fonts=voll,
            finisher=finish,
        )
    if complaints.messages and settings.PAPERS_STRICT:
        raise Faulty("\n".join(complaints.messages))
    return pdf


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
