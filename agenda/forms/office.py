"""Office files as attachments: only what we know goes in, and nobody's name.

A DOCX, XLSX or ODT is a ZIP of XML parts. Parts that name people are emptied; a part we do not
know, a comment, a tracked change, a macro, an embedded or linked file is refused with a
sentence. Sources: ECMA-376 part 1, chapters 11, 12 and 15; ODF 1.3 part 3, chapters 3 and 4.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from lxml import etree

from agenda.models.teile import Medientyp

MAX_TEILE = 2000
MAX_ENTPACKT = 64 * 1024 * 1024
RAT = "Bitte speichern Sie sie als PDF und laden Sie das PDF hoch."
# ZIP knows no "no date"; the first day it knows makes equal files equal.
ZEIT = (1980, 1, 1, 0, 0, 0)

# What becomes of a part, by its name. The first pattern that fits decides.
LASSEN, LEEREN, KERN, BEZUEGE, BILD, WEG, KOMMENTAR = (
    "lassen",
    "leeren",
    "kern",
    "bezuege",
    "bild",
    "weg",
    "kommentar",
)
_OPC = (
    (r"\[Content_Types\]\.xml", LASSEN),
    (r"(\w+/)*_rels/[\w.]*\.rels", BEZUEGE),
    (r"docProps/core\.xml", KERN),
    (r"docProps/(app|custom)\.xml|docMetadata/LabelInfo\.xml", LEEREN),
    (r"docProps/thumbnail\.(jpe?g|png)", BILD),
)
_WORD = (
    (r"word/people\d*\.xml", LEEREN),
    (r"word/media/[\w.-]+\.(jpe?g|png)", BILD),
    (r"word/(glossary/)?(document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|footnotes|endnotes|comments\w*|header\d*|footer\d*)\.xml", LASSEN),
    (r"word/(theme|diagrams)/\w+\.xml", LASSEN),
)  # fmt: skip
_EXCEL = (
    (r"xl/persons/\w+\.xml", LEEREN),
    (r"xl/(comments|threadedComments)[\w/]*\.xml|xl/drawings/\w+\.vml", KOMMENTAR),
    (r"xl/printerSettings/\w+\.bin", WEG),
    (r"xl/media/[\w.-]+\.(jpe?g|png)", BILD),
    (r"xl/(workbook|styles|sharedStrings|calcChain|metadata)\.xml", LASSEN),
    (r"xl/(worksheets|chartsheets|theme|tables|drawings|charts|pivotTables)/\w+\.xml", LASSEN),
)  # fmt: skip
_ODF = (
    (r"mimetype|content\.xml|styles\.xml|settings\.xml|META-INF/manifest\.xml", LASSEN),
    (r"meta\.xml", KERN),
    (r"Thumbnails/thumbnail\.png|Pictures/[\w.-]+\.(jpe?g|png)", BILD),
    (r"manifest\.rdf|layout-cache|Configurations2/.*", WEG),
)


@dataclass(frozen=True)
class Art:
    """What makes a ZIP this kind of file: a part, and words that stand in it."""

    medientyp: str
    teil: str
    kennwort: bytes
    regeln: tuple


ARTEN = (
    Art(Medientyp.DOCX, "[Content_Types].xml", b"wordprocessingml.document.main+xml", (*_OPC, *_WORD)),
    Art(Medientyp.XLSX, "[Content_Types].xml", b"spreadsheetml.sheet.main+xml", (*_OPC, *_EXCEL)),
    Art(Medientyp.ODT, "mimetype", b"application/vnd.oasis.opendocument.text", _ODF),
)  # fmt: skip

# Attributes that name a person: of a comment or a change they are refused, else taken away.
VERFASSER = {"author"}
NAMEN = {"userName", "refreshedBy", "lastEditedBy"}
ODF_NAMEN = {"creator", "creator-initials"}
DRUCKER = {"PrinterName", "PrinterSetup", "PrinterFaxName"}


def bereinigen(inhalt, *, bild):
    """Return (Medientyp, cleaned bytes) of an Office file; equal input gives equal output.

    `bild` cleans the bytes of a picture as (Medientyp, bytes). Raises ValidationError in German.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(inhalt)) as archiv:
            teile = _lesen(archiv)
        art = _art(teile)
        return art.medientyp, _schreiben(_sauber(teile, art, bild), art)
    except (
        zipfile.BadZipFile,
        zlib.error,
        etree.LxmlError,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
    ) as error:
        raise ValidationError(
            f"Die Datei ist beschädigt und lässt sich nicht lesen. {RAT}", code="defekt"
        ) from error


def _lesen(archiv):
    """Return {name: bytes} in the order of the file, judged by declared size before unpacking."""
    infos = [info for info in archiv.infolist() if not info.is_dir()]
    if len(infos) > MAX_TEILE or sum(info.file_size for info in infos) > MAX_ENTPACKT:
        raise ValidationError(f"Die Datei ist entpackt zu groß. {RAT}", code="groesse")
    if any(info.flag_bits & 1 for info in infos):
        raise ValidationError(
            "Die Datei ist mit einem Passwort geschützt. Bitte ohne Schutz speichern.",
            code="geschuetzt",
        )
    namen = [info.filename for info in infos]
    if len(set(namen)) < len(namen) or any(".." in name for name in namen):
        raise ValueError("ambiguous names")
    return {info.filename: archiv.read(info) for info in infos}


def _art(teile):
    for art in ARTEN:
        if art.kennwort in teile.get(art.teil, b""):
            return art
    raise ValidationError(
        f"Diese Dateiart ist nicht möglich. Von Office-Dateien gehen Word (.docx), Excel (.xlsx) und OpenDocument-Text (.odt), ohne Makros. {RAT}",
        code="dateiart",
    )


def _sauber(teile, art, bild):
    """Return the parts without what names people, or raise what stands against it."""
    sauber, weg = {}, set()
    for name, inhalt in teile.items():
        was = next((was for muster, was in art.regeln if re.fullmatch(muster, name)), None)
        if was is None:
            raise ValidationError(
                f"Die Datei enthält etwas, das wir nicht prüfen können („{name[:80]}“), zum Beispiel ein Makro, eine eingebettete Datei oder ein Bild anderer Art. {RAT}",
                code="teil",
            )
        if was == KOMMENTAR:
            _kommentiert()
        elif was == WEG:
            weg.add(name)
        elif was == BILD:
            sauber[name] = bild(inhalt)[1]
        elif name == "mimetype":
            sauber[name] = art.kennwort
        else:
            sauber[name] = _xml(name, inhalt, was)
    _abmelden(sauber, weg)
    return sauber


def _xml(name, inhalt, was):
    wurzel = _parse(inhalt)
    if was in (LEEREN, KERN):
        _leeren(wurzel, titel=was == KERN)
    elif was == BEZUEGE:
        _bezuege(wurzel)
    else:
        _ohne_namen(wurzel)
    return etree.tostring(wurzel, xml_declaration=True, encoding="UTF-8", standalone=True)


def _parse(inhalt):
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    wurzel = etree.fromstring(inhalt, parser)
    if wurzel.getroottree().docinfo.doctype:
        raise ValueError("a document type, which Office files do not have")
    return wurzel


def _leeren(wurzel, *, titel):
    """Empty a part that is about people; a title may stay."""
    behalten = [
        element
        for element in wurzel.iter("{*}title")
        if titel and not len(element) and element.text
    ][:1]
    # ODF keeps its metadata one level deeper.
    ziel = wurzel.find("{*}meta")
    ziel = wurzel if ziel is None else ziel
    for kind in list(ziel):
        ziel.remove(kind)
    ziel.text = None
    ziel.extend(behalten)


def _bezuege(wurzel):
    """Let web links pass, and no path of somebody's computer."""
    for bezug in list(wurzel):
        art = bezug.get("Type", "").rpartition("/")[2]
        if art == "printerSettings":
            wurzel.remove(bezug)
        elif art == "attachedTemplate":
            bezug.set("Target", "Normal.dotm")
        elif bezug.get("TargetMode") == "External" and not (
            art == "hyperlink" and re.match(r"(https?://|mailto:|#)", bezug.get("Target", ""))
        ):
            raise ValidationError(
                f"Die Datei verweist auf eine Datei auf einem Rechner oder in einem Netz. {RAT}",
                code="verweis",
            )


def _ohne_namen(wurzel):
    for element in list(wurzel.iter()):
        kurz = etree.QName(element).localname
        odf = "opendocument" in (etree.QName(element).namespace or "") or "purl.org/dc" in (
            etree.QName(element).namespace or ""
        )
        if kurz == "author" or (odf and kurz in ODF_NAMEN):
            _kommentiert()
        for key in list(element.attrib):
            attribut = etree.QName(key).localname
            if attribut in VERFASSER and element.get(key):
                _kommentiert()
            if attribut in NAMEN:
                del element.attrib[key]
        # absPath: where the workbook lay on somebody's computer; docVars: notes of programs.
        if kurz in ("absPath", "docVars") or (
            kurz == "config-item" and any(w in DRUCKER for w in element.attrib.values())
        ):
            element.getparent().remove(element)
        # The printer's own settings are gone, and so is the reference to them.
        if kurz == "pageSetup":
            for key in [key for key in element.attrib if etree.QName(key).localname == "id"]:
                del element.attrib[key]


def _kommentiert():
    raise ValidationError(
        "Die Datei enthält Kommentare oder nachverfolgte Änderungen; darin stehen Namen. Bitte nehmen Sie die Änderungen an, löschen Sie die Kommentare und speichern Sie noch einmal.",
        code="kommentare",
    )


def _abmelden(teile, weg):
    """Take parts that went out of the list of contents."""
    for liste in ("[Content_Types].xml", "META-INF/manifest.xml"):
        if liste not in teile:
            continue
        wurzel = _parse(teile[liste])
        for eintrag in list(wurzel):
            namen = {wert.removeprefix("/") for wert in eintrag.attrib.values()}
            if namen & weg or any(name.startswith("Configurations2") for name in namen):
                wurzel.remove(eintrag)
        teile[liste] = etree.tostring(
            wurzel, xml_declaration=True, encoding="UTF-8", standalone=True
        )


def _schreiben(teile, art):
    """Return the ZIP; an OpenDocument begins with its plain type."""
    ziel = io.BytesIO()
    with zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as archiv:
        for name in sorted(teile, key=lambda name: name != art.teil):
            info = zipfile.ZipInfo(name, ZEIT)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archiv.writestr(info, teile[name])
    return ziel.getvalue()
