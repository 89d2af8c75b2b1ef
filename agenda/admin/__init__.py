from agenda.admin import (
    ausgabe,
    drucksache,
    fassung,
    handlungsfeld,
    rueckmeldung,
    sachstand,
    schwaerzung,
    seite,
    site,
    steckbrief,
    zielgruppe,
)

__all__ = [
    "ausgabe",
    "drucksache",
    "fassung",
    "handlungsfeld",
    "rueckmeldung",
    "sachstand",
    "schwaerzung",
    "seite",
    "site",
    "steckbrief",
    "zielgruppe",
]
