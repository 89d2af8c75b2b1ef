"""What stands in a cell: typed values of a document as Excel shows them, safe to open.

A text that a spreadsheet could take for a formula gets an apostrophe in front; `lesbar()`
takes exactly that one away again, so export and import change nothing.
"""

import datetime
import re
from decimal import Decimal

from agenda.domain import werte
from agenda.models.teile import Rolle
from agenda.models.vages_datum import VagesDatum
from agenda.transfer.blaetter import ROLLEN

# What Excel, LibreOffice and Google Sheets take for the beginning of a formula (OWASP).
_FORMEL = re.compile(r"'*[=+\-@\t\r]")
_GESCHUETZT = re.compile(r"'+[=+\-@\t\r]")
# XML, and so Excel, knows no such characters.
_STEUERZEICHEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# More does not go into a cell of Excel; openpyxl would cut it off without a word.
MAX_ZEICHEN = 32_767
ZU_LANG = (
    "[Dieser Text ist zu lang für eine Excel-Zelle. Bitte hier nichts eintragen: "
    "Er bleibt dann, wie er ist, und lässt sich nur im Portal bearbeiten.]"
)
AKTEUR = "Akteur: "


def sicher(text):
    """Return a text as a cell may hold it: no formula, no character that Excel refuses."""
    text = ohne_formel(_STEUERZEICHEN.sub("", text))
    return text if len(text) <= MAX_ZEICHEN else ZU_LANG


def ohne_formel(text):
    """Return a text, however long, that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMEL.match(text) else text


def lesbar(text):
    """Return the text of a cell as a person wrote it; the inverse of sicher()."""
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    return text[1:] if _GESCHUETZT.match(text) else text


def schreiben(spalte, wert):
    """Return the cell for a typed value: str (not yet safe), number, date or None."""
    if wert is None or wert == "" or wert == []:
        return None
    match spalte.kind:
        case "cent":
            return Decimal(wert) / 100
        case "zahl":
            return Decimal(wert)
        case "ganzzahl":
            return wert
        case "tag":
            tag = datetime.date.fromisoformat(wert)
            return tag if tag.year >= 1901 else str(VagesDatum(tag))
        case "liste":
            return "\n".join(wert)
    return werte.text(spalte.kind, wert)


def name(zeile):
    """Return what a Mitwirkung (row of the document) is called in a flat cell."""
    kommune = zeile["werte"]["kommune"]
    return kommune["label"] if kommune else AKTEUR + (zeile["werte"]["akteur"] or "")


def flach(spalte, dokument):
    """Return the cell of the main sheet for a column, of a Dokument."""
    if spalte.key in ROLLEN:
        zeilen = mit_rolle(dokument.wert("mitwirkungen"), ROLLEN[spalte.key])
        return "\n".join(name(zeile) for zeile in zeilen) or None
    if spalte.key == "hauptaktivitaeten":
        texte = [zeile["werte"]["text"] or "" for zeile in dokument.wert(spalte.key)]
        return "\n".join(" ".join(text.split()) for text in texte) or None
    return schreiben(spalte, dokument.wert(spalte.key))


def mit_rolle(zeilen, rolle):
    return [z for z in zeilen if (z["werte"]["rolle"] or {}).get("code") == Rolle(rolle)]


def gleich(roh, zelle):
    """Whether a cell of a file still holds what we would write today.

    `roh` is what transfer.datei reads: None, str, int, float, bool or VagesDatum.
    """
    if zelle is None:
        return roh is None
    if isinstance(zelle, datetime.date):
        return roh == VagesDatum(zelle) or roh == str(VagesDatum(zelle))
    if isinstance(zelle, int | Decimal):
        if isinstance(roh, int | float) and not isinstance(roh, bool):
            return float(roh) == float(zelle)
        return False
    if not isinstance(roh, str):
        return False
    return lesbar(roh) == lesbar(sicher(zelle))
