"""Read an Excel file row by row; formulas give their stored result."""

import datetime
import warnings
import zlib
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils.exceptions import InvalidFileException

from agenda.models.vages_datum import Genauigkeit, VagesDatum
from agenda.transfer.blaetter import HAUPTBLATT, blatt_namens
from agenda.transfer.roh import Dateifehler, Mappe, Sammler, Unlesbar, beschaedigt

# A file from outside can break openpyxl in any of these ways.
KAPUTT = (
    ParseError, BadZipFile, zlib.error, InvalidFileException, DefusedXmlException, EOFError,
    KeyError, ValueError, IndexError, TypeError, AttributeError, OSError, NotImplementedError,
)  # fmt: skip
OHNE_ERGEBNIS = (
    "In dieser Zelle steht eine Formel ohne gespeichertes Ergebnis. Bitte tragen Sie den Wert ein "
    "(in Excel: kopieren, „Inhalte einfügen: Werte“)."
)


def lesen(inhalt, grenzen):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles it does not know
            return _lesen(inhalt, grenzen)
    except Dateifehler:
        raise
    except KAPUTT as error:
        raise beschaedigt() from error


def _lesen(inhalt, grenzen):
    mappe = load_workbook(BytesIO(inhalt), read_only=True, data_only=False, keep_links=False)
    tabellen = [blatt for blatt in mappe.worksheets if hasattr(blatt, "iter_rows")]
    verborgen = [b.title for b in tabellen if b.sheet_state != "visible"]
    hinweise, gelesen, ergebnisse = [], [], None
    for blatt in tabellen:
        if blatt.title in verborgen:
            hinweise.append(f"Das ausgeblendete Blatt „{blatt.title}“ wird nicht eingelesen.")
            continue
        rohblatt, formeln = _blatt(blatt, grenzen)
        if formeln:
            ergebnisse = ergebnisse or load_workbook(
                BytesIO(inhalt), read_only=True, data_only=True, keep_links=False
            )
            _fill_in_results(ergebnisse[blatt.title], rohblatt, formeln)
        gelesen.append(rohblatt)
    return Mappe(gelesen, tuple(hinweise))


def _blatt(blatt, grenzen):
    """Return a sheet and {row number: columns} of its formulas."""
    blatt.reset_dimensions()  # what a file says of its own size need not be true
    bekannt = blatt_namens(blatt.title)
    haupt = bekannt is None or bekannt.name == HAUPTBLATT
    sammler = Sammler(blatt.title, grenzen, grenzen.zeilen if haupt else grenzen.teile)
    formeln, luecke, besucht = {}, None, 0
    for nummer, zeile in enumerate(blatt.iter_rows(max_col=grenzen.spalten * 2), 1):
        # openpyxl fills a gap of a million rows with one and the same tuple.
        if zeile is luecke:
            continue
        besucht += 1
        grenzen.pruefen_besuchte(blatt.title, besucht)
        if all(zelle is EMPTY_CELL for zelle in zeile):
            luecke = zeile
            continue
        spalten = {i for i, zelle in enumerate(zeile) if zelle.data_type == "f"}
        if spalten:
            formeln[nummer] = spalten
        sammler.add(nummer, [_wert(zelle) for zelle in zeile])
    return sammler.blatt(), formeln


def _fill_in_results(blatt, rohblatt, formeln):
    """Put the stored results of formulas where the formulas stand."""
    blatt.reset_dimensions()
    nach_nummer = dict(rohblatt.zeilen)
    for nummer, zeile in enumerate(blatt.iter_rows(max_col=max(map(max, formeln.values())) + 1), 1):
        for i in formeln.get(nummer, ()):
            zelle = zeile[i] if i < len(zeile) else None
            ohne = zelle is None or zelle.value is None
            nach_nummer[nummer][i] = Unlesbar(OHNE_ERGEBNIS) if ohne else _wert(zelle)


def _wert(zelle):
    wert = zelle.value
    if wert is None:
        return None
    if zelle.data_type == "e":
        return Unlesbar(
            f"In dieser Zelle steht der Excel-Fehler „{wert}“. Bitte den Wert eintragen."
        )
    if isinstance(wert, datetime.datetime | datetime.date):
        tag = wert.date() if isinstance(wert, datetime.datetime) else wert
        return VagesDatum(tag, _genauigkeit(tag, zelle.number_format))
    if isinstance(wert, datetime.time | datetime.timedelta):
        return Unlesbar(f"In dieser Zelle steht eine Uhrzeit oder Dauer ({wert}), kein Text.")
    if isinstance(wert, int | float) and "%" in (zelle.number_format or ""):
        wert = round(float(wert) * 100, 10)  # 0.744 is stored, 74,4 % is what a person sees
    if isinstance(wert, float) and wert.is_integer() and abs(wert) < 1e15:
        return int(wert)
    return wert if isinstance(wert, str | int | float) else str(wert)


def _genauigkeit(tag, zahlenformat):
    """Excel makes of "07/2024" the first of July, shown by a format without a day."""
    ohne_tag = "d" not in (zahlenformat or "").lower() and "t" not in (zahlenformat or "").lower()
    return Genauigkeit.MONAT if tag.day == 1 and ohne_tag else Genauigkeit.TAG
