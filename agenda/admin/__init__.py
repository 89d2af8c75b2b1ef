from agenda.admin import (
    drucksache,
    fassung,
    handlungsfeld,
    sachstand,
    schwaerzung,
    site,
    steckbrief,
    zielgruppe,
)

__all__ = [
    "drucksache",
    "fassung",
    "handlungsfeld",
    "sachstand",
    "schwaerzung",
    "site",
    "steckbrief",
    "zielgruppe",
]
