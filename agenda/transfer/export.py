"""Write the working copies as XLSX (all sheets) or CSV (the main sheet)."""

import csv
import datetime
import io
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from agenda.domain import dokument
from agenda.transfer.blaetter import BLAETTER, HINWEISE, KENNUNG, LESEHILFE, NUMMER
from agenda.transfer.zellen import flach, schreiben, sicher

MEDIENTYP = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# Steckbriefe in memory at a time, with all their parts.
PORTION = 200
_KOPF = {
    "font": Font(bold=True),
    "fill": PatternFill("solid", fgColor="D9E8EF"),
    "alignment": Alignment(wrap_text=True, vertical="top"),
}
_TEXT = Alignment(wrap_text=True, vertical="top")
_FORMATE = {"cent": "#,##0.00", "tag": "DD.MM.YYYY", "ganzzahl": "0", "zahl": "0.##"}
_HINWEISE = """\
Diese Datei enthält die Arbeitsstände der Steckbriefe, also auch Entwürfe, die nicht öffentlich sind.
Sie können sie ändern und im Portal unter „Steckbriefe“ mit „Importieren“ wieder einlesen. Vor dem Speichern zeigt das Portal jede Änderung. Der Import macht Entwürfe; öffentlich wird nichts ohne Freigabe.

Blatt „Steckbriefe“: eine Zeile je Steckbrief. Die übrigen Blätter enthalten die Zeilen, die zu einem Steckbrief gehören.
Kennung: Daran erkennt das Portal die Zeile wieder. Bitte nicht ändern. Bei einer neuen Zeile bleibt sie leer.
Nummer: ist Text, damit aus „4.10“ kein Datum wird. Neue Steckbriefe bekommen ihre Nummer erst bei der Freigabe.
Eine leere Zelle leert das Feld. Eine Spalte oder ein Blatt, das Sie löschen, bleibt im Portal, wie es ist.
Eine Zeile, die Sie löschen, bleibt ebenfalls, wie sie ist. Um auf den weiteren Blättern eine Zeile zu entfernen, schreiben Sie „ja“ unter „Entfernen“.
Zielgruppen, Hauptaktivitäten, Verantwortliche und Beteiligte: je Zeile der Zelle ein Eintrag (neue Zeile mit Alt+Eingabe). Wer keine Kommune ist, steht dort als „Akteur: Name“.
Zeitangaben dürfen ungenau sein: „15.07.2024“, „07/2024“, „Q3/2024“, „Anfang 2024“, „Herbst 2024“ oder „2024“.
Beträge stehen in Euro. Möglich ist auch „rund 50.000 €“; das Wort wird dann in der Erläuterung vermerkt.
Ja und nein: „ja“ oder „nein“.
Ein Apostroph (') am Anfang einer Zelle schützt davor, dass Excel den Text für eine Formel hält. Das Portal nimmt ihn beim Einlesen wieder weg.
Anlagen (Dateien) stehen nicht in dieser Datei und bleiben unberührt."""


def dateiname(endung):
    return f"Steckbriefe_{datetime.date.today():%Y-%m-%d}.{endung}"


def _dokumente(steckbriefe):
    """Yield (Steckbrief, Dokument), a portion at a time."""
    for steckbrief in steckbriefe.mit_teilen().iterator(chunk_size=PORTION):
        yield steckbrief, dokument.build(steckbrief)


def xlsx(steckbriefe):
    """Return the bytes of an Excel file. `steckbriefe` is a QuerySet, already made for the reader."""
    mappe = Workbook(write_only=True)
    mappe.properties.creator = ""
    blaetter = [(blatt, _new_sheet(mappe, blatt)) for blatt in BLAETTER]
    hoehe = dict.fromkeys(BLAETTER, 1)
    for steckbrief, dok in _dokumente(steckbriefe):
        for blatt, ziel in blaetter:
            for zeile in _zeilen(blatt, steckbrief, dok):
                ziel.append([_cell(ziel, s, w) for s, w in zip(blatt.spalten, zeile, strict=True)])
    for blatt, ziel in blaetter:
        ziel.auto_filter.ref = f"A1:{get_column_letter(len(blatt.spalten))}{hoehe[blatt]}"
    hinweise = mappe.create_sheet(HINWEISE)
    hinweise.column_dimensions["A"].width = 110
    for absatz in _HINWEISE.splitlines():
        hinweise.append([_text_cell(hinweise, absatz)])
    puffer = io.BytesIO()
    mappe.save(puffer)
    return puffer.getvalue()


def csv_datei(steckbriefe):
    """Return the bytes of the main sheet as CSV that a German Excel opens by double click."""
    puffer = io.StringIO(newline="")
    schreiber = csv.writer(puffer, delimiter=";", lineterminator="\r\n")
    haupt = BLAETTER[0]
    schreiber.writerow([spalte.titel for spalte in haupt.spalten])
    for steckbrief, dok in _dokumente(steckbriefe):
        for zeile in _zeilen(haupt, steckbrief, dok):
            schreiber.writerow(["" if w is None else sicher(str(w)) for w in zeile])
    return b"\xef\xbb\xbf" + puffer.getvalue().encode()


def _zeilen(blatt, steckbrief, dok):
    """Yield the rows of a Steckbrief on a sheet, values in the order of its columns."""
    wer = {"nummer": steckbrief.nummer, "steckbrief_titel": steckbrief.titel}
    if not blatt.tabelle:
        kopf = {**wer, "kennung": str(steckbrief.uuid)}
        yield [_wert(spalte, kopf, lambda s: flach(s, dok)) for spalte in blatt.spalten]
        return
    for zeile in dok.wert(blatt.tabelle) or []:
        kopf = {**wer, "kennung": zeile["uuid"], "steckbrief": str(steckbrief.uuid)}
        inhalt = zeile["werte"]
        yield [
            _wert(spalte, kopf, lambda s, i=inhalt: schreiben(s, i.get(s.key)))
            for spalte in blatt.spalten
        ]


def _wert(spalte, kopf, lesen):
    return kopf[spalte.key] if spalte.kind in (KENNUNG, NUMMER, LESEHILFE) else lesen(spalte)


def _new_sheet(mappe, blatt):
    ziel = mappe.create_sheet(blatt.name)
    ziel.freeze_panes = "C2" if not blatt.tabelle else "E2"
    for i, spalte in enumerate(blatt.spalten, 1):
        dimension = ziel.column_dimensions[get_column_letter(i)]
        dimension.width = spalte.breite
        # Text for new rows too: what a person types there must not become a date.
        dimension.number_format = _FORMATE.get(spalte.kind, "@")
    kopf = []
    for spalte in blatt.spalten:
        zelle = _text_cell(ziel, spalte.titel)
        zelle.font, zelle.fill, zelle.alignment = _KOPF["font"], _KOPF["fill"], _KOPF["alignment"]
        kopf.append(zelle)
    ziel.append(kopf)
    return ziel


def _cell(ziel, spalte, wert):
    if wert is None:
        return None
    if isinstance(wert, int | Decimal | datetime.date):
        zelle = WriteOnlyCell(ziel, wert)
        zelle.number_format = _FORMATE[spalte.kind]
        zelle.alignment = Alignment(vertical="top")
        return zelle
    return _text_cell(ziel, wert)


def _text_cell(ziel, text):
    zelle = WriteOnlyCell(ziel, sicher(text))
    zelle.data_type = "s"  # never a formula, whatever it begins with
    zelle.number_format = "@"
    zelle.alignment = _TEXT
    return zelle
