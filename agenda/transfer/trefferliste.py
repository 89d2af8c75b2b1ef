"""The hits of a search as a file: CSV and XLSX for people, JSON for programs."""

import csv
import datetime
import io
import json

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from agenda.domain.dokument import Dokument
from agenda.models import Eintrag
from agenda.transfer.export import MEDIENTYP as _TABELLEN
from agenda.transfer.zellen import mit_rolle, sicher

FORMATE = {"csv": "CSV", "xlsx": "Excel (XLSX)", "json": "JSON"}
MEDIENTYP = {**_TABELLEN, "json": "application/json; charset=utf-8"}
# Column (and key in JSON, with the width in Excel).
SPALTEN = {
    "Nummer": ("nummer", 10),
    "Titel": ("titel", 45),
    "Bezug": ("bezug", 10),
    "Handlungsfeld": ("handlungsfeld", 28),
    "Umsetzungsstand": ("umsetzungsstand", 18),
    "Ampel": ("ampel", 24),
    "Beginn": ("beginn", 16),
    "Ende": ("ende", 16),
    "Verantwortlich": ("verantwortlich", 36),
    "Beteiligt": ("beteiligt", 36),
    "Kurzbeschreibung": ("kurzbeschreibung", 70),
    "Leuchtturm": ("leuchtturm", 12),
    "Zuletzt aktualisiert": ("aktualisiert", 20),
    "Fassung": ("fassung", 10),
    "Gilt seit": ("gilt_seit", 14),
    "Adresse": ("adresse", 50),
    "Prüfsumme (SHA-256)": ("sha256", 68),
}
_OBEN = Alignment(vertical="top", wrap_text=True)


def schreiben(form, pks, *, absolut, adresse):
    """Return the bytes of a file of the Einträge with these primary keys, in their order.

    form: a key of FORMATE; absolut: makes a full address of a path; adresse: path of the search,
    for the file to say what it holds. Two queries, however many there are.
    """
    saetze = [_satz(eintrag, absolut) for eintrag in _eintraege(pks)]
    if form == "json":
        return _json(saetze, absolut(adresse))
    return (_csv if form == "csv" else _xlsx)(saetze)


def _eintraege(pks):
    gefunden = Eintrag.objects.select_related("handlungsfeld", "fassung").schmal().in_bulk(pks)
    return [gefunden[pk] for pk in pks if pk in gefunden]


def _satz(eintrag, absolut):
    mitwirkungen = Dokument.lesen(eintrag.fassung.dokument).wert("mitwirkungen") or []
    return {
        "nummer": eintrag.nummer,
        "titel": eintrag.titel,
        "bezug": eintrag.get_bezug_display(),
        "handlungsfeld": eintrag.handlungsfeld.name,
        "umsetzungsstand": eintrag.get_umsetzungsstand_display(),
        "ampel": eintrag.get_ampel_display() or None,
        "beginn": str(eintrag.beginn) if eintrag.beginn else None,
        "ende": str(eintrag.ende) if eintrag.ende else None,
        "verantwortlich": _namen(mitwirkungen, "verantwortlich"),
        "beteiligt": _namen(mitwirkungen, "beteiligt"),
        "kurzbeschreibung": eintrag.kurzbeschreibung or None,
        "leuchtturm": eintrag.leuchtturm,
        "aktualisiert": eintrag.aktualisiert_at,
        "fassung": eintrag.fassung.nr,
        "gilt_seit": eintrag.gilt_ab,
        "adresse": absolut(eintrag.get_absolute_url()),
        "sha256": eintrag.fassung.sha256,
    }


def _namen(mitwirkungen, rolle):
    """Return who has a Rolle: Kommunen and others alike, by name."""
    werte = [zeile["werte"] for zeile in mit_rolle(mitwirkungen, rolle)]
    return [wert["kommune"]["label"] if wert["kommune"] else wert["akteur"] for wert in werte]


def _json(saetze, adresse):
    inhalt = {"adresse": adresse, "anzahl": len(saetze), "projekte": saetze}
    return json.dumps(inhalt, ensure_ascii=False, indent=1, default=_zeitpunkt).encode()


def _zeitpunkt(moment):
    return timezone.localtime(moment).isoformat()


def _zellen(satz):
    """Yield the cells of a row, in the order of the columns: text or number."""
    for key, _ in SPALTEN.values():
        wert = satz[key]
        if isinstance(wert, bool):
            wert = "ja" if wert else "nein"
        elif isinstance(wert, datetime.datetime):
            wert = f"{timezone.localtime(wert):%d.%m.%Y}"
        elif isinstance(wert, list):
            wert = "\n".join(wert)
        yield "" if wert is None else wert


def _csv(saetze):
    """Semicolon and byte order mark: a German Excel opens it by double click."""
    puffer = io.StringIO(newline="")
    schreiber = csv.writer(puffer, delimiter=";", lineterminator="\r\n")
    schreiber.writerow(SPALTEN)
    for satz in saetze:
        schreiber.writerow([sicher(str(wert)) for wert in _zellen(satz)])
    return b"\xef\xbb\xbf" + puffer.getvalue().encode()


def _xlsx(saetze):
    mappe = Workbook(write_only=True)
    mappe.properties.creator = ""
    blatt = mappe.create_sheet("Projekte")
    blatt.freeze_panes = "C2"
    for i, (_, breite) in enumerate(SPALTEN.values(), 1):
        blatt.column_dimensions[get_column_letter(i)].width = breite
    blatt.auto_filter.ref = f"A1:{get_column_letter(len(SPALTEN))}{len(saetze) + 1}"
    blatt.append([_zelle(blatt, titel, fett=True) for titel in SPALTEN])
    for satz in saetze:
        blatt.append([_zelle(blatt, wert) for wert in _zellen(satz)])
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
