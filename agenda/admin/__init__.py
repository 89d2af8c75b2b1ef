from agenda.admin import (
    drucksache,
    fassung,
    handlungsfeld,
    sachstand,
    schwaerzung,
    site,
    steckbrief,
)

__all__ = [
    "drucksache",
    "fassung",
    "handlungsfeld",
    "sachstand",
    "schwaerzung",
    "site",
    "steckbrief",
]
