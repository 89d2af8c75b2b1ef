"""Papers that are made already: files in Django's storage, each named by a key.

A key is "…" for a PDF and "….docx" for a Word file. It is a hash of all that a paper draws from (papers.steckbrief.key, papers.band), so a file
never gets outdated: it gets useless, and raeumen() takes it away. A file is there whole or not at
all; what a broken disk has cut short counts as not there.
"""

import atexit
import logging
import os
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cache
from pathlib import Path
from threading import Timer

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone

from agenda.domain.papierlager import ORDNER, dateien
from agenda.papers.gescheitert import NichtAbgelegt

log = logging.getLogger(__name__)

# A file that is being written; whoever is killed meanwhile leaves it to raeumen().
UNFERTIG = ".unfertig"
WORD = ".docx"
# So long after its last use a copy from a storage elsewhere lies here: a merge is done by then.
KOPIEN_SEKUNDEN = 1800
# What a file begins with, and what stands how far before its end: the last record of a ZIP.
_PDF, _PDF_ENDE = b"%PDF-", b"%%EOF"
_ZIP, _ZIP_ENDE, _ZIP_PLATZ = b"PK\x03\x04", b"PK\x05\x06", -22


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
                pfad = Path(ordner, "papier")
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
        raise NichtAbgelegt.wegen(fehler) from fehler


def pfad(key):
    """Return the path of a paper in the file system, or None if it is not there.

    From a storage elsewhere it is copied first; the copy lasts KOPIEN_SEKUNDEN. Raises
    NichtAbgelegt where there is no room for it.
    """
    if not hat(key):
        return None
    if (lokal := _lokal(key)) is not None:
        return lokal
    try:
        return _kopie(key)
    except FileNotFoundError:  # emptied in this very moment
        return None
    except OSError as fehler:
        raise NichtAbgelegt.wegen(fehler) from fehler


def loeschen(key):
    """Take a paper away, if it is there."""
    default_storage.delete(_name(key))


def raeumen(behalten, *, aelter=timedelta(days=3), probe=False):
    """Delete every paper whose key is not in `behalten` and that is older; return how many.

    A Word file stays as long as the PDF with the same key. With probe=True nothing is deleted.
    """
    grenze = timezone.now() - aelter
    anzahl = 0
    for name in dateien():
        key = Path(name).stem
        if key in behalten and name in (_name(key), _name(key + WORD)):
            continue
        with suppress(FileNotFoundError):  # another one was quicker
            if default_storage.get_modified_time(name) < grenze:
                if not probe:
                    default_storage.delete(name)
                anzahl += 1
    return anzahl


def _name(key):
    return f"{ORDNER}/{key[:2]}/{key}" + ("" if key.endswith(WORD) else ".pdf")


def _lokal(key):
    """Return where the storage keeps it in the file system, or None if it keeps it elsewhere."""
    try:
        return Path(default_storage.path(_name(key)))
    except NotImplementedError:
        return None


def _heil(datei):
    """Whether a file is whole from its first to its last byte, as far as its ends tell."""
    anfang = datei.read(len(_PDF))
    groesse = datei.seek(0, os.SEEK_END)
    datei.seek(max(0, groesse - 32))
    ende = datei.read()
    datei.seek(0)
    if anfang.startswith(_ZIP):
        return ende[_ZIP_PLATZ:].startswith(_ZIP_ENDE)
    return anfang == _PDF and ende.rstrip().endswith(_PDF_ENDE)


def _hochladen(name, pfad):
    # It would choose another name rather than replace.
    default_storage.delete(name)
    with open(pfad, "rb") as quelle:
        default_storage.save(name, File(quelle))


def _kopie(key):
    kopie = _kopien() / Path(_name(key)).name
    if kopie.exists():
        os.utime(kopie)
    else:
        fd, halb = tempfile.mkstemp(dir=_kopien(), suffix=UNFERTIG)
        try:
            with open(fd, "wb") as ziel, default_storage.open(_name(key), "rb") as quelle:
                shutil.copyfileobj(quelle, ziel)
            os.replace(halb, kopie)
        except BaseException:
            os.unlink(halb)
            raise
    _kopien_raeumen()
    return kopie


def _kopien_raeumen():
    """Take away old copies, which a redaction may have overtaken; come back for the others."""
    global _wecker
    grenze = time.time() - KOPIEN_SEKUNDEN
    for kopie in _kopien().iterdir():
        with suppress(FileNotFoundError):  # another thread was quicker
            if kopie.stat().st_mtime < grenze:
                kopie.unlink()
    if _wecker is None and any(_kopien().iterdir()):
        _wecker = Timer(KOPIEN_SEKUNDEN, _wecken)
        _wecker.daemon = True
        _wecker.start()


def _wecken():
    global _wecker
    _wecker = None
    _kopien_raeumen()


_wecker = None


@cache
def _kopien():
    ordner = tempfile.mkdtemp(prefix="papiere-")
    atexit.register(shutil.rmtree, ordner, ignore_errors=True)
    return Path(ordner)
