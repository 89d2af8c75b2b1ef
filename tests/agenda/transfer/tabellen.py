"""Files as people send them, made with openpyxl or by hand."""

import io
import zipfile
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook

ODS_KOPF = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>"
)
ODS_ENDE = "</office:spreadsheet></office:body></office:document-content>"


def xlsx(*zeilen, blatt="Steckbriefe", **weitere):
    """Return an Excel file of rows; `weitere` are further sheets by name."""
    mappe = Workbook()
    mappe.active.title = blatt
    for name, inhalt in {blatt: zeilen, **weitere}.items():
        ziel = mappe[name] if name in mappe.sheetnames else mappe.create_sheet(name)
        for zeile in inhalt:
            ziel.append(list(zeile))
    return gespeichert(mappe)


def gespeichert(mappe):
    puffer = io.BytesIO()
    mappe.save(puffer)
    return puffer.getvalue()


def geoeffnet(inhalt):
    return load_workbook(io.BytesIO(inhalt))


def setzen(blatt, titel, zeile, wert):
    """Write into the column with a title, as a person would, and return the cell."""
    (spalte,) = [zelle.column for zelle in blatt[1] if zelle.value == titel]
    zelle = blatt.cell(zeile, spalte)
    zelle.value = wert
    return zelle


def csv(*zeilen, kodierung="utf-8", trenner=";"):
    return "\r\n".join(trenner.join(zeile) for zeile in zeilen).encode(kodierung)


def gepackt(**dateien):
    puffer = io.BytesIO()
    with zipfile.ZipFile(puffer, "w", zipfile.ZIP_DEFLATED) as archiv:
        for name, inhalt in dateien.items():
            archiv.writestr(name.replace("__", "/").replace("_xml", ".xml"), inhalt)
    return puffer.getvalue()


def ods(*zeilen, blatt="Steckbriefe"):
    """Return an OpenDocument table as LibreOffice writes it; a cell is a text or ready XML."""
    xml = [ODS_KOPF, f'<table:table table:name="{blatt}">']
    for zeile in zeilen:
        xml.append("<table:table-row>")
        for zelle in zeile:
            if zelle is None:
                xml.append("<table:table-cell/>")
            elif zelle.startswith("<table:"):
                xml.append(zelle)
            else:
                absaetze = "".join(f"<text:p>{escape(teil)}</text:p>" for teil in zelle.split("\n"))
                xml.append(
                    f'<table:table-cell office:value-type="string">{absaetze}</table:table-cell>'
                )
        # LibreOffice fills every row up to its last column.
        xml.append('<table:table-cell table:number-columns-repeated="16384"/></table:table-row>')
    xml.append(
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    return gepackt(content_xml="".join(xml) + ODS_ENDE)
