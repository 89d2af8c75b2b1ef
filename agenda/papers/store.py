"""Papers that are made already: PDF files in Django's storage, each named by a key.

The key is a hash of all that a paper draws from (papers.steckbrief.key, papers.band), so a file
never gets outdated: it gets useless, and raeumen() takes it away. A file is there whole or not at
all; what a broken disk has cut short counts as not there.
"""

import atexit
import logging
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone

from agenda.domain.papierlager import ORDNER, dateien
from agenda.papers.gescheitert import NichtAbgelegt

log = logging.getLogger(__name__)

# A file that is being written; whoever is killed meanwhile leaves it to raeumen().
UNFERTIG = ".unfertig"
_ANFANG, _ENDE = b"%PDF-", b"%%EOF"


def hat(key):
    """Whether the paper is there."""
    if (pfad := _lokal(key)) is not None:
        with suppress(OSError):
            return pfad.stat().st_size > 0
        return False
    return default_storage.exists(_name(key))


def lesen(key):
    """Return the bytes of a paper, or None."""
    datei = oeffnen(key)
    if datei is None:
        return None
    with datei:
        return datei.read()


def oeffnen(key):
    """Return a paper as an open file at its beginning, or None; who asks closes it."""
    try:
        datei = default_storage.open(_name(key), "rb")
    except FileNotFoundError:
        return None
    if not _heil(datei):
        datei.close()
        log.error("Papier %s ist beschädigt und wird neu gesetzt.", key)
        return None
    return datei


def ablegen(key, inhalt):
    """Keep the bytes of a paper. Raises NichtAbgelegt; then what was there is still there."""
    with neu(key) as pfad:
        pfad.write_bytes(inhalt)


@contextmanager
def neu(key):
    """Yield a path to write a paper to; it is kept when the block ends without an exception.

    Raises NichtAbgelegt where there is no room.
    """
    ziel = _lokal(key)
    try:
        if ziel is None:
            with tempfile.TemporaryDirectory() as ordner:
                pfad = Path(ordner, "papier.pdf")
                yield pfad
                _hochladen(_name(key), pfad)
            return
        ziel.parent.mkdir(parents=True, exist_ok=True)
        fd, pfad = tempfile.mkstemp(dir=ziel.parent, suffix=UNFERTIG)
        os.close(fd)
        try:
            yield Path(pfad)
            if settings.FILE_UPLOAD_PERMISSIONS is not None:
                os.chmod(pfad, settings.FILE_UPLOAD_PERMISSIONS)
            os.replace(pfad, ziel)
        except BaseException:
            with suppress(OSError):
                os.unlink(pfad)
            raise
    except OSError as fehler:
        log.error("Papier %s: %s", key, fehler)
        raise NichtAbgelegt(
            f"Das Papier ist gesetzt, ließ sich aber nicht ablegen: {fehler.strerror or fehler}. "
            "Bitte prüfen, ob auf dem Datenträger Platz ist und das Portal dort schreiben darf."
        ) from fehler


def pfad(key):
    """Return the path of a paper in the file system, or None if it is not there.

    From a storage elsewhere it is copied first; the copy lasts as long as this process.
    """
    if not hat(key):
        return None
    if (lokal := _lokal(key)) is not None:
        return lokal
    kopie = _kopien() / f"{key}.pdf"
    if not kopie.exists():
        with default_storage.open(_name(key), "rb") as quelle, open(kopie, "wb") as ziel:
            shutil.copyfileobj(quelle, ziel)
    return kopie


def loeschen(key):
    """Take a paper away, if it is there."""
    default_storage.delete(_name(key))


def raeumen(behalten, *, aelter=timedelta(days=3), probe=False):
    """Delete every paper whose key is not in `behalten` and that is older; return how many.

    With probe=True nothing is deleted.
    """
    grenze = timezone.now() - aelter
    anzahl = 0
    for name in dateien():
        key = Path(name).stem
        if key in behalten and name == _name(key):
            continue
        with suppress(FileNotFoundError):  # another one was quicker
            if default_storage.get_modified_time(name) < grenze:
                if not probe:
                    default_storage.delete(name)
                anzahl += 1
    return anzahl


def _name(key):
    return f"{ORDNER}/{key[:2]}/{key}.pdf"


def _lokal(key):
    """Return where the storage keeps it in the file system, or None if it keeps it elsewhere."""
    try:
        return Path(default_storage.path(_name(key)))
    except NotImplementedError:
        return None


def _heil(datei):
    """Whether a file is a PDF from its first to its last line, as far as its ends tell."""
    anfang = datei.read(len(_ANFANG))
    groesse = datei.seek(0, os.SEEK_END)
    datei.seek(max(0, groesse - 32))
    ende = datei.read()
    datei.seek(0)
    return anfang == _ANFANG and ende.rstrip().endswith(_ENDE)


def _hochladen(name, pfad):
    # It would choose another name rather than replace.
    default_storage.delete(name)
    with open(pfad, "rb") as quelle:
        default_storage.save(name, File(quelle))


@cache
def _kopien():
    ordner = tempfile.mkdtemp(prefix="papiere-")
    atexit.register(shutil.rmtree, ordner, ignore_errors=True)
    return Path(ordner)
