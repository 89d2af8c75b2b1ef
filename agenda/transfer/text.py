"""Read CSV as Excel, LibreOffice and older programs write it."""

import codecs
import csv
import io

from agenda.transfer.blaetter import HAUPTBLATT
from agenda.transfer.roh import ERLAUBT, Dateifehler, Mappe, Sammler

WINDOWS = "Die Datei ist nicht in UTF-8, sondern in Windows-1252 gespeichert. Bitte prüfen Sie in der Vorschau Umlaute und Sonderzeichen."
# Longer cells are refused anyway; this only keeps one lost quotation mark from costing memory.
csv.field_size_limit(2_000_000)


def lesen(inhalt, grenzen):
    text, hinweise = _decode(inhalt)
    sammler = Sammler(HAUPTBLATT, grenzen, grenzen.zeilen)
    zeilen = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        # The number of the record, as a spreadsheet shows it: cells may hold line breaks.
        for nummer, zeile in enumerate(zeilen, 1):
            sammler.add(nummer, zeile)
    except csv.Error as error:
        raise Dateifehler(
            f"CSV, Zeile {zeilen.line_num}: Die Zeile lässt sich nicht lesen. Vielleicht fehlt ein Anführungszeichen. {ERLAUBT}"
        ) from error
    return Mappe([sammler.blatt()], hinweise)


def _decode(inhalt):
    if inhalt.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        versuche = ("utf-16",)
    else:
        versuche = ("utf-8-sig", "cp1252")
    for kodierung in versuche:
        try:
            text = inhalt.decode(kodierung)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text, ((WINDOWS,) if kodierung == "cp1252" else ())
    raise Dateifehler(f"Die Datei ist kein Text und keine Tabelle, die wir kennen. {ERLAUBT}")


def _delimiter(text):
    """Return the delimiter that occurs most often in the first lines, Excel's German ";" first."""
    anfang = text[:5_000]
    return max(";\t,", key=lambda zeichen: (anfang.count(zeichen), zeichen == ";"))
