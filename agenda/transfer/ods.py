"""Read an OpenDocument table as a stream.

odfpy and tablib build the whole document in memory and spread out "repeated" cells, of which
LibreOffice writes 16,384 into every row: an innocent file of 50 KB would fill the memory.
"""

import datetime
import zipfile
from io import BytesIO

from defusedxml.ElementTree import iterparse

from agenda.models.vages_datum import VagesDatum
from agenda.transfer.blaetter import HAUPTBLATT, blatt_namens
from agenda.transfer.roh import Dateifehler, Mappe, Sammler, Unlesbar, beschaedigt
from agenda.transfer.xlsx import KAPUTT, OHNE_ERGEBNIS

_TABLE, _OFFICE, _TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office", "text")
)
_ZELLEN = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def lesen(inhalt, grenzen):
    try:
        with zipfile.ZipFile(BytesIO(inhalt)) as archiv, archiv.open("content.xml") as strom:
            blaetter = list(_blaetter(strom, grenzen))
    except Dateifehler:
        raise
    except KAPUTT as error:
        raise beschaedigt() from error
    if not blaetter:
        raise Dateifehler("In der OpenDocument-Datei steht keine Tabelle.")
    return Mappe(blaetter)


def _blaetter(strom, grenzen):
    sammler, nummer = None, 0
    for ereignis, element in iterparse(strom, events=("start", "end")):
        if ereignis == "start":
            if element.tag == f"{_TABLE}table":
                name = element.get(f"{_TABLE}name", "Tabelle")
                bekannt = blatt_namens(name)
                haupt = bekannt is None or bekannt.name == HAUPTBLATT
                sammler = Sammler(name, grenzen, grenzen.zeilen if haupt else grenzen.teile)
                nummer = 0
        elif element.tag == f"{_TABLE}table-row" and sammler:
            anzahl = int(element.get(f"{_TABLE}number-rows-repeated", 1))
            zellen = _zeile(element, grenzen)
            leer = all(zelle is None for zelle in zellen)
            for wiederholung in range(0 if leer else anzahl):
                sammler.add(nummer + wiederholung + 1, zellen)
            nummer += anzahl
            element.clear()
        elif element.tag == f"{_TABLE}table" and sammler:
            yield sammler.blatt()
            sammler = None
            element.clear()


def _zeile(element, grenzen):
    """Return the cells of a row; beyond the limit one more filled cell is enough to be refused."""
    zellen = []
    for zelle in element:
        if zelle.tag not in _ZELLEN:
            continue
        anzahl = int(zelle.get(f"{_TABLE}number-columns-repeated", 1))
        wert = _wert(zelle)
        if wert is None:
            # Unbounded here: only a filled cell after it makes the gap real.
            zellen.append((None, anzahl))
        else:
            zellen.append((wert, anzahl))
    while zellen and zellen[-1][0] is None:
        zellen.pop()
    ausgebreitet = []
    for wert, anzahl in zellen:
        ausgebreitet += [wert] * min(anzahl, grenzen.spalten + 1)
    return ausgebreitet


def _wert(zelle):
    art = zelle.get(f"{_OFFICE}value-type")
    text = "\n".join(_absatz(absatz) for absatz in zelle.findall(f"{_TEXT}p"))
    match art:
        case "float" | "percentage" | "currency":
            zahl = float(zelle.get(f"{_OFFICE}value"))
            if art == "percentage":
                zahl = round(zahl * 100, 10)
            return int(zahl) if zahl.is_integer() and abs(zahl) < 1e15 else zahl
        case "date":
            return VagesDatum(datetime.date.fromisoformat(zelle.get(f"{_OFFICE}date-value")[:10]))
        case "boolean":
            return zelle.get(f"{_OFFICE}boolean-value") == "true"
        case "time":
            return Unlesbar(f"In dieser Zelle steht eine Uhrzeit oder Dauer ({text}), kein Text.")
    if text.startswith(("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "Err:")):
        return Unlesbar(f"In dieser Zelle steht ein Fehler „{text}“. Bitte den Wert eintragen.")
    if not text and zelle.get(f"{_TABLE}formula"):
        return Unlesbar(OHNE_ERGEBNIS)
    return text or None


def _absatz(absatz):
    """Return a paragraph's text; spaces, tabs and breaks are elements of their own in ODF."""
    teile = [absatz.text or ""]
    for kind in absatz:
        if kind.tag == f"{_TEXT}s":
            teile.append(" " * min(int(kind.get(f"{_TEXT}c", 1)), 1000))
        elif kind.tag == f"{_TEXT}tab":
            teile.append("\t")
        elif kind.tag == f"{_TEXT}line-break":
            teile.append("\n")
        else:
            teile.append(_absatz(kind))
        teile.append(kind.tail or "")
    return "".join(teile)
