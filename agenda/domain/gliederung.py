"""How a document is laid out for readers: key facts, then sections. Page and PDF share it."""

from dataclasses import dataclass

ECKDATEN = (
    "bezug",
    "handlungsfeld",
    "zielgruppen_auswahl",
    "handlungsfeld_herkunft",
    "reihenfolge",
    "prioritaet",
    "leuchtturm",
    "beginn",
    "ende",
    "ansprechstelle",
    "ansprechstelle_telefon",
    "ansprechstelle_email",
    "stand",
    "quellenlage",
)
ABSCHNITTE = (
    ("zweck",),
    ("beschreibung",),
    ("zielgruppen",),
    ("abgrenzung",),
    ("pilotgebiet",),
    ("vorbehalt",),
    ("mitwirkungen",),
    ("hauptaktivitaeten",),
    ("meilensteine",),
    ("finanzierungen", "finanzierung_erlaeuterung"),
    ("kennzahlen",),
    ("erkenntnisse",),
    ("leichte_sprache", "leichte_sprache_geprueft"),
    ("anlagen",),
    ("verweise",),
)


@dataclass(frozen=True)
class Abschnitt:
    """A section with its filled fields; its title is the label of its first field."""

    key: str
    titel: str
    felder: list


@dataclass(frozen=True)
class Gliederung:
    nummer: str
    titel: object
    kurzbeschreibung: object
    eckdaten: list
    abschnitte: list


def gliedern(dokument):
    """Return the Gliederung of a document; empty fields and empty sections are left out."""
    abschnitte = []
    for keys in ABSCHNITTE:
        gefuellt = [feld for key in keys if not (feld := dokument[key]).leer]
        if gefuellt:
            abschnitte.append(Abschnitt(keys[0], dokument[keys[0]].label, gefuellt))
    eckdaten = [feld for key in ECKDATEN if not (feld := dokument[key]).leer]
    return Gliederung(
        dokument.nummer, dokument["titel"], dokument["kurzbeschreibung"], eckdaten, abschnitte
    )
