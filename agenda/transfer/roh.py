"""What a file is read into: sheets of raw cells, the limits they keep, and how a file is refused.

A raw cell is None, str, int, float, bool, VagesDatum (a date cell) or Unlesbar.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

ERLAUBT = "Möglich sind Excel (.xlsx), CSV (.csv) und OpenDocument (.ods)."
MB = 1024 * 1024
# Rows that may stand above the table: its header, and titles over that.
MAX_VORSPANN = 30


@dataclass(frozen=True)
class Grenzen:
    """What a file may hold. `zeilen` of the main sheet, `teile` of each further one; None: any."""

    zeilen: int | None
    teile: int | None
    groesse: int
    entpackt: int
    spalten: int = 100
    besuchte: int | None = None

    def pruefen(self, blatt, zahl, grenze):
        if grenze is not None and zahl > grenze:
            raise Dateifehler(
                f"Blatt „{blatt}“ hat mehr als {tausend(grenze)} Zeilen. Im Browser sind höchstens "
                f"{tausend(grenze)} möglich. Teilen Sie die Datei, oder lassen Sie sie von der "
                "Technik mit „manage.py import_steckbriefe“ einlesen."
            )

    def pruefen_besuchte(self, blatt, zahl):
        """Judge how many rows a sheet has at all; formatted empty ones cost time as well."""
        if self.besuchte is not None and zahl > self.besuchte:
            raise Dateifehler(
                f"Blatt „{blatt}“ hat mehr als {tausend(self.besuchte)} Zeilen, leere mitgezählt. Bitte kopieren Sie die Tabelle in eine neue Datei."
            )


IM_BROWSER = Grenzen(zeilen=500, teile=5_000, groesse=10 * MB, entpackt=40 * MB, besuchte=50_000)
OHNE_BROWSER = Grenzen(zeilen=None, teile=None, groesse=500 * MB, entpackt=2_000 * MB)


class Dateifehler(ValidationError):
    """The file as a whole cannot be read; the message says why and what is possible."""


@dataclass(frozen=True)
class Unlesbar:
    """A cell that is there but has no value we could take; the message says why."""

    meldung: str

    def __str__(self):
        return ""


@dataclass(frozen=True)
class Rohblatt:
    """A sheet: (row number as in the file, cells) of the rows in which anything stands."""

    name: str
    zeilen: list


@dataclass(frozen=True)
class Mappe:
    blaetter: list
    hinweise: tuple = ()


def beschaedigt():
    return Dateifehler(
        "Die Datei ist beschädigt und lässt sich nicht öffnen. Bitte in Excel oder LibreOffice "
        f"öffnen, neu speichern und noch einmal hochladen. {ERLAUBT}"
    )


class Sammler:
    """Takes the rows of one sheet, drops empty ones and holds the limits."""

    def __init__(self, name, grenzen, grenze):
        self.name, self.grenzen, self.grenze = name, grenzen, grenze
        self.zeilen = []

    def add(self, nummer, zellen):
        """Take a row; its trailing empty cells and empty rows are dropped."""
        zellen = [_leer_ist_none(zelle) for zelle in zellen]
        while zellen and zellen[-1] is None:
            zellen.pop()
        if not zellen:
            return
        if len(zellen) > self.grenzen.spalten:
            raise Dateifehler(
                f"Blatt „{self.name}“, Zeile {nummer}: Hier stehen mehr als {self.grenzen.spalten} "
                f"Spalten. Möglich sind höchstens {self.grenzen.spalten}."
            )
        self.zeilen.append((nummer, zellen))
        # Bounds the memory; titles above the table do not count, transfer.zuordnung is exact.
        self.grenzen.pruefen(self.name, len(self.zeilen) - MAX_VORSPANN, self.grenze)

    def blatt(self):
        return Rohblatt(self.name, self.zeilen)


def _leer_ist_none(zelle):
    return None if isinstance(zelle, str) and not zelle.strip() else zelle


def tausend(zahl):
    return f"{zahl:,}".replace(",", ".")
