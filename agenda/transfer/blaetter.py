"""The sheets and their columns: one table that export, import and the mapping screen read."""

from dataclasses import dataclass

from django.db import models

from agenda.domain import dokument
from agenda.models import Steckbrief
from agenda.models.teile import Rolle
from kommunen.suche import falten

HAUPTBLATT = "Steckbriefe"
HINWEISE = "Hinweise"
JA = "ja"

# Kinds beside those of domain.werte; their cells are no single field of the document.
KENNUNG, NUMMER, LESEHILFE, PERSONEN, ZEILEN, ENTFERNEN = (
    "kennung",
    "nummer",
    "lesehilfe",
    "personen",
    "zeilen",
    "entfernen",
)
# Tables of the document whose rows have a sheet of their own, and how it is called.
TEILBLAETTER = {
    "mitwirkungen": "Mitwirkungen",
    "meilensteine": "Meilensteine",
    "finanzierungen": "Finanzierung",
    "kennzahlen": "Kennzahlen",
    "verweise": "Verweise",
}
# Columns of the main sheet for the flat lists: before the field they stand in front of.
ROLLEN = {"verantwortliche": Rolle.VERANTWORTLICH, "beteiligte": Rolle.BETEILIGT}


@dataclass(frozen=True)
class Spalte:
    """A column. `feld` is the model field behind it, if it is one single field."""

    key: str
    titel: str
    kind: str
    feld: models.Field | None = None

    @property
    def breite(self):
        """Width in characters that shows most of what stands there."""
        if self.kind in ("markdown", PERSONEN, ZEILEN, "liste"):
            return 48
        if isinstance(self.feld, models.TextField) or self.key in ("titel", "url", "text"):
            return 40
        return 38 if self.kind == KENNUNG else max(14, min(30, len(self.titel) + 4))


@dataclass(frozen=True)
class Blatt:
    """A sheet. `tabelle` is the key of the document's table, "" for the main sheet."""

    name: str
    tabelle: str
    spalten: tuple

    def spalte(self, key):
        return next(spalte for spalte in self.spalten if spalte.key == key)

    def key_zu(self, titel):
        """Return the key of the column with this title in any spelling, or None."""
        gesucht = titel_schluessel(titel)
        return next((s.key for s in self.spalten if titel_schluessel(s.titel) == gesucht), None)

    @property
    def inhalt(self):
        """The columns that say something; the others only tell which row is meant."""
        return tuple(s for s in self.spalten if s.kind not in (KENNUNG, NUMMER, LESEHILFE))


def titel_schluessel(titel):
    """Return a title without case, accents and decoration: " Titel * : " is "titel"."""
    return " ".join(falten(str(titel)).replace("*", " ").replace(":", " ").split())


def _spalte(modell, key, kind):
    feld = modell._meta.get_field(key)
    return Spalte(key, str(feld.verbose_name), kind, feld)


def _hauptblatt():
    spalten = [Spalte("kennung", "Kennung", KENNUNG), Spalte("nummer", "Nummer", NUMMER)]
    for key, kind in dokument.FELDER.items():
        if kind != "tabelle":
            spalten.append(_spalte(Steckbrief, key, kind))
        elif key == "mitwirkungen":
            spalten += [Spalte(name, name.capitalize(), PERSONEN) for name in ROLLEN]
        elif key == "hauptaktivitaeten":
            spalten.append(Spalte(key, "Hauptaktivitäten", ZEILEN))
    return Blatt(HAUPTBLATT, "", tuple(spalten))


def _teilblatt(tabelle, name):
    modell, felder = dokument.TEILE[tabelle]
    return Blatt(
        name,
        tabelle,
        (
            Spalte("kennung", "Kennung", KENNUNG),
            Spalte("steckbrief", "Kennung des Steckbriefs", KENNUNG),
            Spalte("nummer", "Nummer", NUMMER),
            Spalte("steckbrief_titel", "Titel des Steckbriefs", LESEHILFE),
            *(_spalte(modell, key, kind) for key, kind in felder.items()),
            Spalte("entfernen", "Entfernen", ENTFERNEN),
        ),
    )


BLAETTER = (_hauptblatt(), *(_teilblatt(key, name) for key, name in TEILBLAETTER.items()))


def blatt_namens(name):
    """Return the Blatt with this name in any spelling, or None."""
    gesucht = titel_schluessel(name)
    return next((b for b in BLAETTER if titel_schluessel(b.name) == gesucht), None)
