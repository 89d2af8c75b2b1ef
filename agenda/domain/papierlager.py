"""The folder of the storage that holds papers made already. papers.store fills and reads it."""

from django.core.files.storage import default_storage

ORDNER = "papiere"


def dateien():
    """Yield the name of every file in it."""
    yield from _dateien(ORDNER)


def leeren():
    """Delete every paper: each may hold a passage that was just redacted. Returns how many.

    They are made anew when somebody asks, or by the worker.
    """
    namen = list(dateien())
    for name in namen:
        default_storage.delete(name)
    return len(namen)


def _dateien(ordner):
    try:
        ordnernamen, dateinamen = default_storage.listdir(ordner)
    except FileNotFoundError:
        return
    for name in sorted(dateinamen):
        yield f"{ordner}/{name}"
    for name in sorted(ordnernamen):
        yield from _dateien(f"{ordner}/{name}")
