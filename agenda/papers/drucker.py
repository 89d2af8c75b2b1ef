"""The process that draws papers. papers.werkstatt starts it and hands it one job after the other.

It is told all that it needs: no settings, no database, no secret. What it draws comes from texts
that people wrote, so it must be possible to stop it at any moment, and it may use only so much
memory. It ends by itself when its parent is gone, or when nobody has asked for a while.

A message, in both directions: the length of a JSON text (8 bytes), that text, and the pieces of
raw bytes whose lengths it gives under "stuecke".
"""

import datetime
import errno
import gc
import json
import logging
import os
import resource
import select
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path

# It costs as much memory as the portal itself; after a quiet quarter of an hour it goes.
RUHE = 900
# What is wrong with a disk, not with a paper.
DATENTRAEGER = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
_BLOCK = 1 << 20


def senden(fd, kopf, stuecke=()):
    """Write a message: a dict and pieces of bytes. Raises BrokenPipeError."""
    text = json.dumps({**kopf, "stuecke": [len(stueck) for stueck in stuecke]}).encode()
    for teil in (len(text).to_bytes(8, "big"), text, *stuecke):
        rest = memoryview(teil)
        while rest:
            rest = rest[os.write(fd, rest[:_BLOCK]) :]


def empfangen(fd):
    """Read a message: (dict, pieces), or None where the other side has gone."""
    try:
        kopf = json.loads(_lesen(fd, int.from_bytes(_lesen(fd, 8), "big")))
        return kopf, [_lesen(fd, laenge) for laenge in kopf.pop("stuecke")]
    except EOFError:
        return None


def _lesen(fd, anzahl):
    teile = []
    while anzahl:
        teil = os.read(fd, min(anzahl, _BLOCK))
        if not teil:
            raise EOFError
        teile.append(teil)
        anzahl -= len(teil)
    return b"".join(teile)


def setzen(kopf, stuecke):
    """Draw {"html", "css", "voll", "bilder": [address of each piece]}; answer with the PDF."""
    from agenda.papers import pdf

    bilder = dict(zip(kopf["bilder"], stuecke, strict=True))
    made = pdf.write(kopf["html"], css=kopf["css"], voll=kopf["voll"], bilder=bilder, streng=False)
    return {}, [made]


def word(kopf, stuecke):
    """Write {"html", "angaben": those of papers.docx_datei.schreiben, "bilder"}; answer with it."""
    from agenda.papers import docx_datei

    zeitpunkt = datetime.datetime.fromisoformat(kopf["angaben"].pop("zeitpunkt"))
    bilder = dict(zip(kopf["bilder"], stuecke, strict=True))
    made = docx_datei.schreiben(kopf["html"], zeitpunkt=zeitpunkt, bilder=bilder, **kopf["angaben"])
    return {}, [made]


def bild(kopf, stuecke):
    """Make the one piece, an image file, fit to be printed; nothing where it is none."""
    from agenda.papers import bilder

    fertig = bilder.druckfertig(*stuecke)
    return {}, [] if fertig is None else [fertig]


def binden(kopf, stuecke):
    """Make one file of many; answer with what papers.merge.binden tells about it."""
    from agenda.papers import merge

    return {"ergebnis": merge.binden(kopf["auftrag"], ziel=Path(kopf["ziel"]))}, []


AUFGABEN = {"setzen": setzen, "word": word, "bild": bild, "binden": binden}


class Klagen(logging.Handler):
    """Collects what WeasyPrint logs as WARNING or ERROR while a job is done."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.texte = []

    def emit(self, record):
        self.texte.append(record.getMessage())


def main():
    """Serve until the parent closes its end. The one argument: how many bytes of memory."""
    ein, aus = _leitungen()
    _begrenzen(int(sys.argv[1]))
    sys.addaudithook(_nichts_nach_draussen)
    gc.disable()  # it looks through all that is imported, again and again
    while select.select([ein], [], [], RUHE)[0] and (auftrag := empfangen(ein)):
        kopf, stuecke = auftrag
        if "sekunden" in kopf:
            _rechenzeit(kopf["sekunden"])
        with suppress(BrokenPipeError):
            senden(aus, *_erledigen(kopf, stuecke))
        # What a paper leaves behind hangs together in circles; now nobody waits for it.
        del auftrag, kopf, stuecke
        gc.collect()
        if not gc.get_freeze_count():
            gc.freeze()  # what stays is not to be looked through after each paper


def _erledigen(kopf, stuecke):
    klagen = Klagen()
    logging.getLogger("weasyprint").addHandler(klagen)
    try:
        ergebnis, antwort = AUFGABEN[kopf["aufgabe"]](kopf, stuecke)
    except MemoryError:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)
        return {"fehler": "speicher"}, []
    except Exception as fehler:
        if isinstance(fehler, OSError) and fehler.errno in DATENTRAEGER:
            return {"fehler": "datentraeger", "errno": fehler.errno}, []
        # Of the exception alone: it may quote the text, and the log is not the place for that.
        spur = "".join(traceback.format_tb(fehler.__traceback__)[-5:])
        return {
            "fehler": "ausnahme",
            "text": f"{type(fehler).__name__}: {fehler}",
            "spur": spur,
        }, []
    finally:
        logging.getLogger("weasyprint").removeHandler(klagen)
    return {**ergebnis, "klagen": klagen.texte, "speicher": _speicher()}, antwort


def _leitungen():
    """Return the two ends for messages, and keep them from whatever reads or prints."""
    ein, aus = os.dup(0), os.dup(1)
    nichts = os.open(os.devnull, os.O_RDWR)
    os.dup2(nichts, 0)
    os.close(nichts)
    os.dup2(2, 1)
    # Ctrl+C in the terminal goes to the parent as well, which then closes its end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return ein, aus


def _begrenzen(speicher):
    resource.setrlimit(resource.RLIMIT_AS, (speicher, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # where memory runs out, this process has to go, not the portal
        Path("/proc/self/oom_score_adj").write_text("500")


def _rechenzeit(sekunden):
    """Let the kernel end a job that outlives its parent."""
    bisher = resource.getrusage(resource.RUSAGE_SELF)
    grenze = int(bisher.ru_utime + bisher.ru_stime + sekunden) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (grenze, resource.RLIM_INFINITY))


def _speicher():
    """Return how many bytes of address space this process uses, 0 where the kernel does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _nichts_nach_draussen(ereignis, argumente):
    """A second lock behind fetcher.ClosedFetcher: no connection, no other program."""
    if ereignis in _VERBOTEN:
        raise PermissionError(f"a paper needs no {ereignis}")


_VERBOTEN = {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec"}
_VERBOTEN |= {"os.posix_spawn"}

if __name__ == "__main__":
    main()
