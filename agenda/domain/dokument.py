"""The one typed document: what a Steckbrief says, in one form for every face.

`build()` turns a working copy into a Dokument, `apply()` writes one back. Page, PDF, JSON,
comparison, restore and import read the Dokument and nothing else. Its canonical bytes
(sorted keys, NFC, UTF-8) are kept as text, so `sha256sum` of a download equals the hash
on the page. A change of shape gets a new SCHEMA and an upcaster from the old one.
"""

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction

from agenda.domain import werte
from agenda.models import (
    Anlage,
    Finanzierung,
    Hauptaktivitaet,
    Kennzahl,
    Meilenstein,
    Mitwirkung,
    Steckbrief,
    Verweis,
)

SCHEMA = 2

# key → kind; the label is the model field's verbose name at the time of building.
FELDER = {
    "titel": "text",
    "kurzbeschreibung": "text",
    "bezug": "code",
    "handlungsfeld": "verweis",
    "handlungsfeld_herkunft": "code",
    "reihenfolge": "ganzzahl",
    "prioritaet": "code",
    "leuchtturm": "ja_nein",
    "beginn": "datum",
    "ende": "datum",
    "ansprechstelle": "text",
    "ansprechstelle_telefon": "telefon",
    "ansprechstelle_email": "email",
    "stand": "datum",
    "quellenlage": "code",
    "zweck": "markdown",
    "beschreibung": "markdown",
    "zielgruppen_auswahl": "liste",
    "zielgruppen": "liste",
    "abgrenzung": "markdown",
    "pilotgebiet": "markdown",
    "vorbehalt": "markdown",
    "mitwirkungen": "tabelle",
    "hauptaktivitaeten": "tabelle",
    "meilensteine": "tabelle",
    "finanzierungen": "tabelle",
    "finanzierung_erlaeuterung": "markdown",
    "kennzahlen": "tabelle",
    "erkenntnisse": "markdown",
    "leichte_sprache": "markdown",
    "leichte_sprache_geprueft": "tag",
    "anlagen": "tabelle",
    "verweise": "tabelle",
}

# The parts: key of the table → model and its columns.
TEILE = {
    "mitwirkungen": (
        Mitwirkung,
        {
            "kommune": "verweis",
            "akteur": "text",
            "rolle": "code",
            "zustimmung": "code",
            "zustimmung_am": "tag",
            "gremium": "verweis",
        },
    ),
    "hauptaktivitaeten": (Hauptaktivitaet, {"text": "text"}),
    "meilensteine": (
        Meilenstein,
        {
            "titel": "text",
            "termin": "datum",
            "beschreibung": "markdown",
            "verschiebungsgrund": "text",
        },
    ),
    "finanzierungen": (
        Finanzierung,
        {
            "jahr": "ganzzahl",
            "art": "code",
            "programm": "text",
            "foerderquote": "zahl",
            "geplant": "cent",
            "bewilligt": "cent",
            "verausgabt": "cent",
            "produkt": "text",
            "bewilligung_von": "tag",
            "bewilligung_bis": "tag",
            "erlaeuterung": "text",
        },
    ),
    "kennzahlen": (
        Kennzahl,
        {
            "name": "text",
            "einheit": "text",
            "ausgangswert": "zahl",
            "zielwert": "zahl",
            "ziel_bis": "datum",
        },
    ),
    "anlagen": (
        Anlage,
        {
            "titel": "text",
            "dateiname": "text",
            "medientyp": "code",
            "groesse": "ganzzahl",
            "sha256": "text",
            "alternativtext": "text",
            "nachweis": "text",
        },
    ),
    "verweise": (Verweis, {"art": "code", "titel": "text", "url": "url", "bemerkung": "text"}),
}


def _upcast_1(daten):
    """Schema 2 (November 2026) knows a list of Zielgruppen and when Leichte Sprache was checked."""
    neu = {
        "beschreibung": ("zielgruppen_auswahl", "Richtet sich an", "liste", []),
        "leichte_sprache": ("leichte_sprache_geprueft", "Leichte Sprache geprüft am", "tag", None),
    }
    felder = []
    for feld in daten["felder"]:
        felder.append(feld)
        if feld["key"] in neu:
            felder.append(
                dict(zip(("key", "label", "kind", "wert"), neu[feld["key"]], strict=True))
            )
    return {**daten, "schema": 2, "felder": felder}


# schema n → pure function from a schema n document (dict) to a schema n+1 document.
UPCASTERS = {1: _upcast_1}


@dataclass(frozen=True)
class Feld:
    """One field of a document. `wert` is typed as its kind says (domain.werte)."""

    key: str
    label: str
    kind: str
    wert: object = None
    spalten: tuple = ()

    @property
    def leer(self):
        return self.wert is None or self.wert is False or self.wert in ("", [])

    @property
    def zeilen(self):
        """Rows of a table, each a list of Feld in column order."""
        return [
            Zeile(
                zeile["uuid"],
                [
                    Feld(s["key"], s["label"], s["kind"], zeile["werte"].get(s["key"]))
                    for s in self.spalten
                ],
            )
            for zeile in self.wert or []
        ]

    @property
    def tabelle(self):
        """The table for readers: (labels, rows of cells) without empty columns and checksums."""
        zeilen = self.zeilen
        keys = [
            s["key"]
            for s in self.spalten
            if s["key"] != "sha256" and any(not zeile[s["key"]].leer for zeile in zeilen)
        ]
        labels = [s["label"] for s in self.spalten if s["key"] in keys]
        return labels, [[zeile[key] for key in keys] for zeile in zeilen]

    @property
    def text(self):
        """The value as one plain German string, for lists, tables and comparisons."""
        return werte.text(self.kind, self.wert)


@dataclass(frozen=True)
class Zeile:
    uuid: str
    zellen: list

    def __getitem__(self, key):
        """Return the cell of a column; one that this document does not have is an empty Feld."""
        return next((zelle for zelle in self.zellen if zelle.key == key), Feld(key, key, "text"))


class Dokument:
    """A document as stored; read-only."""

    def __init__(self, daten):
        self.daten = daten

    @classmethod
    def lesen(cls, text):
        """Read stored canonical text of any schema we ever wrote.

        Raises ValueError for a schema this software does not know.
        """
        daten = json.loads(text)
        while daten["schema"] != SCHEMA:
            if daten["schema"] not in UPCASTERS:
                raise ValueError(f"Dokument mit unbekanntem Schema {daten['schema']!r}")
            daten = UPCASTERS[daten["schema"]](daten)
        return cls(daten)

    @cached_property
    def canonical(self):
        """The bytes that are hashed, stored and downloaded."""
        return json.dumps(
            self.daten, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        ).encode()

    @property
    def sha256(self):
        return hashlib.sha256(self.canonical).hexdigest()

    def says_the_same(self, other):
        """Whether two documents agree in every field; the Nummer is none of them."""
        return self.daten["felder"] == other.daten["felder"]

    @property
    def nummer(self):
        return self.daten["nummer"]

    @cached_property
    def felder(self):
        """All fields in order, as Feld."""
        return tuple(
            Feld(f["key"], f["label"], f["kind"], f["wert"], tuple(f.get("spalten", ())))
            for f in self.daten["felder"]
        )

    def __getitem__(self, key):
        """Return the Feld of a key; one that this document does not have is an empty Feld."""
        return next((feld for feld in self.felder if feld.key == key), Feld(key, key, "text"))

    def wert(self, key):
        return self[key].wert


def build(steckbrief):
    """Return the Dokument of a working copy with all its parts, as they are in the database."""
    felder = []
    for key, kind in FELDER.items():
        if kind == "tabelle":
            felder.append(_tabelle(steckbrief, key))
        else:
            felder.append(
                {
                    "key": key,
                    "label": _label(Steckbrief, key),
                    "kind": kind,
                    "wert": werte.lesen(kind, steckbrief, key),
                }
            )
    return Dokument(
        _nfc(
            {
                "schema": SCHEMA,
                "art": "steckbrief",
                "id": str(steckbrief.uuid),
                "nummer": steckbrief.nummer,
                "felder": felder,
            }
        )
    )


def _tabelle(steckbrief, key):
    modell, spalten = TEILE[key]
    zeilen = [
        {
            "uuid": str(zeile.uuid),
            "werte": {spalte: werte.lesen(kind, zeile, spalte) for spalte, kind in spalten.items()},
        }
        for zeile in getattr(steckbrief, key).all()
    ]
    return {
        "key": key,
        "label": str(modell._meta.verbose_name_plural),
        "kind": "tabelle",
        "spalten": [
            {"key": spalte, "label": _label(modell, spalte), "kind": kind}
            for spalte, kind in spalten.items()
        ],
        "wert": zeilen,
    }


def _label(modell, key):
    return str(modell._meta.get_field(key).verbose_name)


def _nfc(wert):
    if isinstance(wert, str):
        return unicodedata.normalize("NFC", wert)
    if isinstance(wert, list):
        return [_nfc(teil) for teil in wert]
    if isinstance(wert, dict):
        return {key: _nfc(teil) for key, teil in wert.items()}
    return wert


@transaction.atomic
def apply(dokument, steckbrief):
    """Write a document into a working copy and its parts; rows keep their UUIDs.

    Touches no column of the workflow (status, version, Nummer): those have their own
    functions. The caller records the change (workflow.record). Raises ValidationError
    naming the field when the document refers to something that no longer exists.
    """
    for key, kind in FELDER.items():
        if kind != "tabelle":
            setattr(
                steckbrief,
                key,
                werte.schreiben(kind, dokument.wert(key), Steckbrief._meta.get_field(key)),
            )
    steckbrief.full_clean()
    steckbrief.save()
    for key, (modell, spalten) in TEILE.items():
        # Deleting and inserting with the same UUIDs: updating rows one by one would trip
        # over unique constraints when two rows swap their Kommune.
        getattr(steckbrief, key).all().delete()
        for position, zeile in enumerate(dokument.wert(key) or [], 1):
            teil = modell(steckbrief=steckbrief, uuid=zeile["uuid"], position=position)
            for spalte, kind in spalten.items():
                setattr(
                    teil,
                    spalte,
                    werte.schreiben(
                        kind, zeile["werte"].get(spalte), modell._meta.get_field(spalte)
                    ),
                )
            _anlage_ergaenzen(teil)
            teil.full_clean(exclude=["steckbrief"])
            teil.save(force_insert=True)
    steckbrief._prefetched_objects_cache = {}


def _anlage_ergaenzen(teil):
    if isinstance(teil, Anlage):
        teil.datei.name = Anlage._meta.get_field("datei").upload_to(teil)
        if not teil.datei.storage.exists(teil.datei.name):
            raise ValidationError(
                f"Die Datei „{teil.dateiname}“ liegt nicht mehr im Speicher.", code="datei_fehlt"
            )
