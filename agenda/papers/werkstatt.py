"""Where papers are made: in a process of their own that may be stopped at any moment.

One such process stays warm beside each Django process for small jobs, one after the other. A big
job gets a fresh one, and a lock that all processes of the server share: one at a time. Whatever
happens to a process, the next job finds a working one.
"""

import atexit
import fcntl
import logging
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, Timer

from django.conf import settings

from agenda.papers import drucker
from agenda.papers.gescheitert import (
    Abgebrochen,
    Belegt,
    Faulty,
    Gescheitert,
    NichtAbgelegt,
    NichtGestartet,
    Ueberlastet,
    ZuGross,
    ZuLange,
)

__all__ = [
    "Abgebrochen",
    "Belegt",
    "Faulty",
    "Gescheitert",
    "NichtAbgelegt",
    "NichtGestartet",
    "Ueberlastet",
    "ZuGross",
    "ZuLange",
    "bild",
    "binden",
    "schliessen",
    "setzen",
    "word",
]

log = logging.getLogger(__name__)

BEFEHL = (sys.executable, "-m", "agenda.papers.drucker")
# What the process may know of the environment. No secret, no address of a database.
UMGEBUNG = (
    "PATH",
    "HOME",
    "XDG_CACHE_HOME",
    "LD_LIBRARY_PATH",
    "PYTHONDONTWRITEBYTECODE",
    "TMPDIR",
)
# A new one after so many jobs, or when it has kept so much of what it may use.
AUFTRAEGE, ANTEIL = 300, 0.7


def setzen(html, *, css="", voll=False, bilder=(), gross=False):
    """Return the PDF of an HTML text (see papers.pdf.write), made in another process.

    gross=True: a big one, under the big limits and alone. Raises Gescheitert: ZuLange, ZuGross,
    Abgebrochen; Belegt or Ueberlastet; NichtGestartet; Faulty under settings.PAPERS_STRICT.
    """
    bilder = dict(bilder)
    kopf = {"aufgabe": "setzen", "html": html, "css": css, "voll": voll, "bilder": list(bilder)}
    _, (pdf,) = (_gross if gross else _klein)(kopf, list(bilder.values()))
    return pdf


def word(html, *, bilder=(), gross=False, zeitpunkt, **angaben):
    """Return the .docx of an HTML text (see papers.docx_datei.schreiben); as setzen()."""
    bilder = dict(bilder)
    angaben["zeitpunkt"] = zeitpunkt.isoformat()
    kopf = {"aufgabe": "word", "html": html, "angaben": angaben, "bilder": list(bilder)}
    _, (datei,) = (_gross if gross else _klein)(kopf, list(bilder.values()))
    return datei


def bild(daten):
    """Return an image file fit to be printed (see papers.bilder), or None where it is none."""
    _, stuecke = _klein({"aufgabe": "bild"}, [daten])
    return stuecke[0] if stuecke else None


def binden(auftrag, *, ziel):
    """Run papers.merge.binden(auftrag, ziel=ziel) as a big job; return what it returns.

    auftrag and the answer are what JSON can hold. Raises as setzen() does, and NichtAbgelegt.
    """
    kopf, _ = _gross({"aufgabe": "binden", "auftrag": auftrag, "ziel": str(ziel)})
    return kopf["ergebnis"]


def schliessen():
    """End the warm process, if there is one. The next job starts another."""
    with _schloss:
        _ablegen()


class _Ruhestand(Exception):
    """The warm process had just gone home."""


class _Drucker:
    """A process of papers.drucker, and the pipe to it."""

    def __init__(self, speicher, *, halten=()):
        self.speicher = speicher
        self.auftraege = 0
        self.zu_lange = False
        # Whether an answer is still to come. Who stops waiting for it must not ask again: the
        # next job would get this one's paper.
        self.offen = False
        umgebung = {name: os.environ[name] for name in UMGEBUNG if name in os.environ}
        # Nothing may depend on the order of a set, and if something did, then always alike.
        umgebung |= {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
        try:
            self.prozess = subprocess.Popen(  # noqa: S603 - our own module, no word from outside
                [*BEFEHL, str(speicher)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                cwd=settings.BASE_DIR,
                env=umgebung,
                pass_fds=halten,
            )
        except OSError as fehler:
            grund = fehler.strerror or fehler
            raise NichtGestartet(f"Der Druckvorgang ließ sich nicht starten: {grund}.") from fehler

    def fragen(self, kopf, stuecke, sekunden):
        """Return the answer to a job. Raises Gescheitert, or _Ruhestand."""
        uhr = Timer(sekunden, self._stoppen)
        uhr.daemon = True
        uhr.start()
        self.offen = True
        try:
            drucker.senden(self.prozess.stdin.fileno(), {**kopf, "sekunden": sekunden}, stuecke)
            antwort = drucker.empfangen(self.prozess.stdout.fileno())
            self.offen = False
        except BrokenPipeError:
            antwort = None
        finally:
            uhr.cancel()
        self.auftraege += 1
        if antwort is None:
            raise self._warum(sekunden)
        kopf, stuecke = antwort
        if "fehler" in kopf:
            raise self._fehler(kopf)
        for klage in kopf["klagen"]:
            log.warning("WeasyPrint: %s", klage)
        if kopf["klagen"] and settings.PAPERS_STRICT:
            raise Faulty("\n".join(kopf["klagen"]))
        if kopf["speicher"] > ANTEIL * self.speicher:
            self.auftraege = AUFTRAEGE
        return kopf, stuecke

    def _stoppen(self):
        self.zu_lange = True
        self.prozess.kill()

    def _warum(self, sekunden):
        """Return the exception for a process that ended without an answer."""
        ende = self.prozess.wait()
        if self.zu_lange or ende == -signal.SIGXCPU:
            return ZuLange(f"Das Papier war nach {sekunden:g} Sekunden nicht fertig.")
        if ende == 0 and self.auftraege > 1:
            return _Ruhestand()
        wie = f"Signal {-ende}" if ende < 0 else f"Fehler {ende}"
        return Abgebrochen(f"Der Druckvorgang brach unerwartet ab ({wie}).")

    def _fehler(self, kopf):
        if kopf["fehler"] == "speicher":
            self.auftraege = AUFTRAEGE
            grenze = self.speicher >> 20
            return ZuGross(f"Das Papier braucht mehr als die erlaubten {grenze} MB Speicher.")
        if kopf["fehler"] == "datentraeger":
            nummer = kopf["errno"]
            return NichtAbgelegt.wegen(OSError(nummer, os.strerror(nummer)))
        log.error("Druckvorgang: %s\n%s", kopf["text"], kopf["spur"])
        return Abgebrochen(f"Der Druckvorgang brach ab: {kopf['text']}")

    def taugt(self, speicher):
        """Whether it may do one more job under a memory limit."""
        return (
            not self.offen
            and self.prozess.poll() is None
            and self.speicher == speicher
            and self.auftraege < AUFTRAEGE
        )

    def beenden(self):
        """End it, at once: nothing it could lose."""
        self.prozess.kill()
        self.loslassen()
        self.prozess.wait()

    def loslassen(self):
        """Close our ends of the pipe."""
        for leitung in (self.prozess.stdin, self.prozess.stdout):
            with suppress(OSError):
                leitung.close()


_schloss = Lock()
_warm = None


def _klein(kopf, stuecke=()):
    global _warm
    sekunden = settings.PAPERS_SECONDS_SMALL
    speicher = settings.PAPERS_MEMORY_MB_SMALL << 20
    if not _schloss.acquire(timeout=sekunden):
        raise Ueberlastet("Gerade werden zu viele Papiere auf einmal verlangt.")
    try:
        while True:
            if _warm is None or not _warm.taugt(speicher):
                _ablegen()
                _warm = _Drucker(speicher)
            try:
                return _warm.fragen(kopf, stuecke, sekunden)
            except _Ruhestand:
                continue
    finally:
        if _warm is not None and not _warm.taugt(speicher):
            _ablegen()
        _schloss.release()


def _ablegen():
    global _warm
    if _warm is not None:
        _warm.beenden()
        _warm = None


def _gross(kopf, stuecke=()):
    with _allein() as schloss:
        # It holds the lock as well: if we are killed, nobody else starts while it still works.
        einer = _Drucker(settings.PAPERS_MEMORY_MB_BIG << 20, halten=(schloss,))
        try:
            return einer.fragen(kopf, stuecke, settings.PAPERS_SECONDS_BIG)
        finally:
            einer.beenden()


@contextmanager
def _allein():
    """Hold the lock of big jobs, which the kernel releases whatever becomes of us."""
    pfad = Path(settings.PAPERS_LOCK or Path(settings.MEDIA_ROOT, ".papiere.lock"))
    try:
        pfad.parent.mkdir(parents=True, exist_ok=True)
        schloss = os.open(pfad, os.O_RDWR | os.O_CREAT, 0o660)
    except OSError as fehler:
        raise NichtAbgelegt.wegen(fehler) from fehler
    try:
        try:
            fcntl.flock(schloss, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Belegt("Gerade entsteht schon ein anderes großes Papier.") from None
        yield schloss
    finally:
        os.close(schloss)


def _nach_fork():
    """Leave the warm process to the parent: two who ask it at once would mix up the answers."""
    global _schloss, _warm
    _schloss = Lock()
    if _warm is not None:
        _warm.loslassen()
        _warm.prozess.returncode = 0  # not ours to wait for
        _warm = None


os.register_at_fork(after_in_child=_nach_fork)
atexit.register(schliessen)
