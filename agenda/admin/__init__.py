from agenda.admin import (
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
