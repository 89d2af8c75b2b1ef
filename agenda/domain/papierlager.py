"""The folders of the storage that hold finished papers, and what a redaction deletes in them.

papiere/: made already, and made again whenever somebody asks (papers.store fills and reads it).
ausgaben/: kept for ever (domain.bewahren), unless a redaction changed what they say.
anlagen/: files of Steckbriefe; here only those a redaction should have deleted.
"""

from datetime import timedelta
from pathlib import PurePath

from django.core.files.storage import default_storage
from django.db.models import F, Max
from django.utils import timezone

from agenda.models import (
    Anlage,
    Arbeitsstand,
    AusgabeDatei,
    BerichtDatei,
    Fassung,
    Schwaerzung,
)
from agenda.models.schwaerzung import Schwaerzungsart

ORDNER = "papiere"
AUSGABEN = "ausgaben"
ANLAGEN = "anlagen"
# A file nobody names may be about to be named: its Ausgabe is just being given out.
IM_WERDEN = timedelta(hours=1)


class NichtGeloescht(Exception):
    """Some files could not be deleted; all others are. The text is for people."""


def dateien(ordner=ORDNER):
    """Yield the name of every file in a folder and below."""
    try:
        ordnernamen, dateinamen = default_storage.listdir(ordner)
    except FileNotFoundError:
        return
    for name in sorted(dateinamen):
        yield f"{ordner}/{name}"
    for name in sorted(ordnernamen):
        yield from dateien(f"{ordner}/{name}")


def leeren():
    """Delete every paper: each may hold a passage that was just redacted. Returns how many.

    They are made anew when somebody asks, or by the worker. Raises NichtGeloescht.
    """
    return _loeschen(list(dateien()))


def nachraeumen(*, probe=False):
    """Delete what redactions should have deleted and did not. Returns how many files.

    Whoever redacts deletes at once; this repeats it where the disk refused or the process was
    killed: papers older than the last redaction, in ausgaben/ what is not the file of any Ausgabe
    as it reads now, in anlagen/ what is older than the last redaction of a file and that no
    Steckbrief, Arbeitsstand or Fassung lists. With probe=True nothing is deleted.
    Raises NichtGeloescht.
    """
    namen = [*_vor_der_schwaerzung(), *_ueberholte_ausgaben(), *_geschwaerzte_anlagen()]
    return len(namen) if probe else _loeschen(namen)


def benannt():
    """Return the paths of the files of all Ausgaben and Berichte as they read now."""
    ausgaben = AusgabeDatei.objects.filter(dokument_sha256=F("ausgabe__sha256"))
    berichte = BerichtDatei.objects.filter(dokument_sha256=F("bericht__sha256"))
    return {datei.pfad for datei in (*ausgaben, *berichte)}


def loeschen(name):
    """Delete a file of ausgaben/, unless an Ausgabe as it reads now has the same bytes.

    Raises NichtGeloescht.
    """
    if name not in benannt():
        _loeschen([name])


def _vor_der_schwaerzung():
    if grenze := _letzte_schwaerzung():
        yield from (name for name in dateien() if _aelter(name, grenze))


def _letzte_schwaerzung(**bedingung):
    """Return when a redaction was carried out last, or None."""
    ausgefuehrt = Schwaerzung.objects.filter(ausgefuehrt_at__isnull=False, **bedingung)
    return ausgefuehrt.aggregate(letzte=Max("ausgefuehrt_at"))["letzte"]


def _ueberholte_ausgaben():
    # A database that knows no file at all is rather the wrong one for this folder.
    if not (AusgabeDatei.objects.exists() or BerichtDatei.objects.exists()):
        return
    # First the folder: what is named after that is not in the list.
    namen = list(dateien(AUSGABEN))
    bleiben = benannt()
    frueher = {datei.pfad for datei in (*AusgabeDatei.objects.all(), *BerichtDatei.objects.all())}
    grenze = timezone.now() - IM_WERDEN
    for name in namen:
        if name not in bleiben and (name in frueher or _aelter(name, grenze)):
            yield name


def _geschwaerzte_anlagen():
    """Yield old files that nobody lists any more. Which one was redacted is forgotten by now."""
    if (grenze := _letzte_schwaerzung(art=Schwaerzungsart.DATEI)) is None:
        return
    # First the folder: what is attached after that is not in the list.
    namen = list(dateien(ANLAGEN))
    angehaengt = set(Anlage.objects.values_list("datei", flat=True))
    for name in namen:
        if name not in angehaengt and _aelter(name, grenze) and not _genannt(PurePath(name).stem):
            yield name


def _genannt(sha256):
    """Whether a document that is kept lists a file."""
    return any(
        modell.objects.filter(dokument__contains=sha256).exists()
        for modell in (Fassung, Arbeitsstand)
    )


def _aelter(name, grenze):
    try:
        return default_storage.get_modified_time(name) < grenze
    except FileNotFoundError:  # somebody was quicker
        return False


def _loeschen(namen):
    """Try every one of them, whatever becomes of the others; return how many there were."""
    fehler = {}
    for name in namen:
        try:
            default_storage.delete(name)
        except Exception as grund:  # each storage has its own
            fehler[name] = grund
    if fehler:
        name, grund = next(iter(fehler.items()))
        anzahl = "1 Datei ließ" if len(fehler) == 1 else f"{len(fehler)} Dateien ließen"
        raise NichtGeloescht(
            f"{anzahl} sich nach einer Schwärzung nicht löschen, zum Beispiel "
            f"{name}: {getattr(grund, 'strerror', None) or grund}. Darin kann noch "
            "stehen, was geschwärzt wurde. Bitte das Recht auf den Ordner prüfen."
        )
    return len(namen)
