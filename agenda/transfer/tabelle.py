"""Rows as a table to take along: CSV that a German Excel opens, and XLSX; safe to open."""

import csv
import datetime
import io

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from agenda.transfer.zellen import sicher

_OBEN = Alignment(vertical="top", wrap_text=True)


def schreiben(form, titel, spalten, saetze):
    """Return the bytes of a table.

    form: "csv" or "xlsx"; titel: of the sheet; spalten: {title: (key, width in Excel)};
    saetze: dicts by key, with text, number, bool, day, moment, list of texts or None.
    """
    if form == "csv":
        zeilen = ([sicher(str(wert)) for wert in _zellen(spalten, satz)] for satz in saetze)
        return als_csv(spalten, zeilen)
    return _xlsx(titel, spalten, saetze)


def _zellen(spalten, satz):
    """Yield the cells of a row, in the order of the columns: text or number."""
    for key, _ in spalten.values():
        wert = satz[key]
        if isinstance(wert, bool):
            wert = "ja" if wert else "nein"
        elif isinstance(wert, datetime.datetime):
            wert = f"{timezone.localtime(wert):%d.%m.%Y}"
        elif isinstance(wert, datetime.date):
            wert = f"{wert:%d.%m.%Y}"
        elif isinstance(wert, list):
            wert = "\n".join(wert)
        yield "" if wert is None else wert


def als_csv(spalten, zeilen):
    """Return the bytes of a CSV file with these titles and rows of safe texts.

    Semicolon and byte order mark: a German Excel opens it by double click.
    """
    puffer = io.StringIO(newline="")
    schreiber = csv.writer(puffer, delimiter=";", lineterminator="\r\n")
    schreiber.writerow(spalten)
    schreiber.writerows(zeilen)
    return b"\xef\xbb\xbf" + puffer.getvalue().encode()


def _xlsx(titel, spalten, saetze):
    mappe = Workbook(write_only=True)
    mappe.properties.creator = ""
    blatt = mappe.create_sheet(titel)
    blatt.freeze_panes = "C2"
    for i, (_, breite) in enumerate(spalten.values(), 1):
        blatt.column_dimensions[get_column_letter(i)].width = breite
    blatt.auto_filter.ref = f"A1:{get_column_letter(len(spalten))}{len(saetze) + 1}"
    blatt.append([_zelle(blatt, name, fett=True) for name in spalten])
    for satz in saetze:
        blatt.append([_zelle(blatt, wert) for wert in _zellen(spalten, satz)])
    puffer = io.BytesIO()
    mappe.save(puffer)
    return puffer.getvalue()


def _zelle(blatt, wert, fett=False):
    zelle = WriteOnlyCell(blatt, sicher(wert) if isinstance(wert, str) else wert)
    if isinstance(wert, str):
        zelle.data_type = "s"  # never a formula, and no date out of "4.10"
        zelle.number_format = "@"
    zelle.alignment = _OBEN
    if fett:
        zelle.font = Font(bold=True)
    return zelle
