"""The folders of the storage that hold finished papers, and what a redaction deletes in them.

papiere/: made already, and made again whenever somebody asks (papers.store fills and reads it).
ausgaben/: kept for ever (domain.bewahren), unless a redaction changed what they say.
"""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db.models import F
from django.utils import timezone

from agenda.models import AusgabeDatei, Schwaerzung

ORDNER = "papiere"
AUSGABEN = "ausgaben"
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
    killed: papers older than the last redaction, and in ausgaben/ what is not the file of any
    Ausgabe as it reads now. With probe=True nothing is deleted. Raises NichtGeloescht.
    """
    namen = [*_vor_der_schwaerzung(), *_ueberholte_ausgaben()]
    return len(namen) if probe else _loeschen(namen)


def benannt():
    """Return the paths of the files of all Ausgaben as they read now."""
    aktuelle = AusgabeDatei.objects.filter(dokument_sha256=F("ausgabe__sha256"))
    return {datei.pfad for datei in aktuelle}


def loeschen(name):
    """Delete a file of ausgaben/, unless an Ausgabe as it reads now has the same bytes.

    Raises NichtGeloescht.
    """
    if name not in benannt():
        _loeschen([name])


def _vor_der_schwaerzung():
    ausgefuehrt = Schwaerzung.objects.filter(ausgefuehrt_at__isnull=False)
    letzte = ausgefuehrt.order_by("-ausgefuehrt_at").values_list("ausgefuehrt_at", flat=True)
    if grenze := letzte.first():
        yield from (name for name in dateien() if _aelter(name, grenze))


def _ueberholte_ausgaben():
    # A database that knows no file at all is rather the wrong one for this folder.
    if not AusgabeDatei.objects.exists():
        return
    # First the folder: what is named after that is not in the list.
    namen = list(dateien(AUSGABEN))
    bleiben = benannt()
    frueher = {datei.pfad for datei in AusgabeDatei.objects.all()}
    grenze = timezone.now() - IM_WERDEN
    for name in namen:
        if name not in bleiben and (name in frueher or _aelter(name, grenze)):
            yield name


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
