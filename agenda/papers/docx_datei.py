"""The HTML of a paper as a Word file. Runs where papers.drucker does: without Django."""

import datetime
import re
import zipfile
from io import BytesIO

from lxml import html as lxml_html

from agenda.papers.docx_inhalt import Schreiber
from agenda.papers.docx_stil import SPRACHE, feld, neues_dokument

UNERLAUBT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
EIGENE_ZEICHEN = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def schreiben(
    html, *, titel, autor, zeitpunkt, farbe, kopf=("", ""), fuss="", oberste=0, bilder=()
):
    """Return the .docx of an HTML text; equal content has equal bytes.

    The heading h{oberste} becomes the Title, the one below it Heading 1. zeitpunkt: of the
    content, aware. farbe: #rrggbb of headings. kopf: left and right part of the running head.
    bilder: {address: bytes}.
    """
    html, titel, autor, fuss, *kopf = map(_darstellbar, (html, titel, autor, fuss, *kopf))
    dokument = neues_dokument(farbe)
    _eigenschaften(dokument, titel, autor, zeitpunkt)
    _raender(dokument, kopf, fuss)
    wurzel = lxml_html.document_fromstring(f"<html><body>{html}</body></html>")
    Schreiber(dokument, oberste=oberste, bilder=bilder).schreiben(wurzel.body)
    return _verpackt(dokument, zeitpunkt)


def _darstellbar(text):
    """Return a text without what XML forbids, and with a sign for what only one font knows."""
    return EIGENE_ZEICHEN.sub("\ufffd", UNERLAUBT.sub("", text))


def _eigenschaften(dokument, titel, autor, zeitpunkt):
    angaben = dokument.core_properties
    angaben.title, angaben.author, angaben.last_modified_by = titel[:255], autor[:255], autor[:255]
    angaben.comments = angaben.keywords = ""
    angaben.subject = "Digitale Agenda"
    angaben.language = SPRACHE
    angaben.created = angaben.modified = zeitpunkt.astimezone(datetime.UTC).replace(tzinfo=None)
    angaben.revision = 1


def _raender(dokument, kopf, fuss):
    seite = dokument.sections[0]
    seite.header.paragraphs[0].text = "\t".join(kopf)
    unten = seite.footer.paragraphs[0]
    unten.text = f"{fuss}\tSeite "
    feld(unten, "PAGE")
    unten.add_run(" von ")
    feld(unten, "NUMPAGES")


def _verpackt(dokument, zeitpunkt):
    """Return the bytes, with the time of the content instead of that of packing."""
    roh, fertig = BytesIO(), BytesIO()
    dokument.save(roh)
    # The oldest time a zip file knows is 1980.
    zeit = max(zeitpunkt.astimezone(datetime.UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(roh) as alt, zipfile.ZipFile(fertig, "w", zipfile.ZIP_DEFLATED) as neu:
        for name in alt.namelist():
            neu.writestr(zipfile.ZipInfo(name, zeit), alt.read(name), zipfile.ZIP_DEFLATED)
    return fertig.getvalue()
