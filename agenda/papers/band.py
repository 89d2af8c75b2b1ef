"""A volume on paper: cover, contents, chapters, Steckbriefe, index, register, annex.

Two ways to the same file. ganz() renders all of it in one go: slow, and sure. pdf() merges the
stored renderings of its Steckbriefe with what stands around them, rendered last because it names
their pages: after one change that is one Steckbrief and a few lists.
"""

import hashlib
import json
import logging
import math
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from agenda.domain import papierlager
from agenda.domain.band import Band, Unvollstaendig
from agenda.models import Schwaerzung
from agenda.models.schwaerzung import Schwaerzungsstatus
from agenda.papers import merge, steckbrief, store, werkstatt
from agenda.papers.bandsatz import Missraten, Satz, rand, werkzeug
from agenda.papers.bandteile import Bandteile

__all__ = [
    "Fortschritt",
    "Plan",
    "Unvollstaendig",
    "ganz",
    "oeffnen",
    "pdf",
    "plan",
    "seiten",
    "vorbereiten",
]

log = logging.getLogger(__name__)
# What may be rendered whole where the merge fails: more Steckbriefe take longer than readers wait.
AM_STUECK = 60


@dataclass(frozen=True)
class Teil:
    """A Steckbrief of a volume: its line in the Band, its Fassung, its piece in the store."""

    zeile: dict
    fassung: object
    farbe: str
    key: str

    @property
    def name(self):
        return "Steckbrief {nummer}, Fassung {fassung}".format(**self.zeile)

    def setzen(self):
        """Render the piece into the store. Raises Unvollstaendig, werkstatt.Gescheitert."""
        try:
            steckbrief.pdf(self.fassung, art=steckbrief.EINGEBUNDEN, farbe=self.farbe)
        except self.fassung.DoesNotExist:
            raise Unvollstaendig(self.name) from None
        if not store.hat(self.key):  # redacted meanwhile: it is another one now
            raise Unvollstaendig(self.name)


@dataclass(frozen=True)
class Plan:
    """All that the file of a Band draws from. key: its name in the store, a hash of that."""

    band: Band
    kopf: str
    entwurf: bool
    teile: tuple
    key: str
    schwaerzungen: int

    def weitere(self):
        """Return the keys of all that is stored for the file: its pieces, what is around them."""
        return [*(teil.key for teil in self.teile), *Satz(self).schluessel()]

    def abschnitte(self, *, seiten=None):
        return Bandteile(self.band, kopf=self.kopf, entwurf=self.entwurf, seiten=seiten)


@dataclass(frozen=True)
class Fortschritt:
    """How many of the Steckbriefe of a plan are rendered, and of how many."""

    fertig: int
    gesamt: int


def plan(band, *, kopf="", entwurf=False):
    """Return the Plan of a Band, by two queries. Raises Unvollstaendig.

    kopf: a remark on every page, before what the Band says; entwurf: marked as a draft there.
    """
    schwaerzungen = _schwaerzungen()
    farben = {feld["slug"]: feld["farbe"] for feld in band["handlungsfelder"]}
    teile = []
    for zeile, fassung in zip(band.steckbriefe, band.fassungen(), strict=True):
        farbe = farben.get(zeile["handlungsfeld"]) or steckbrief.NEUTRAL
        key = steckbrief.key(fassung, art=steckbrief.EINGEBUNDEN, farbe=farbe)
        teile.append(Teil(zeile, fassung, farbe, key))
    quellen = [band.sha256, kopf, entwurf, settings.BASE_URL, werkzeug(), [t.key for t in teile]]
    key = hashlib.sha256(json.dumps(quellen).encode()).hexdigest()
    return Plan(band, kopf, entwurf, tuple(teile), key, schwaerzungen)


def vorbereiten(plan, *, sekunden=None):
    """Render pieces that are missing, for so many seconds (None: all; 0: none, only count).

    At least one each time. Returns the Fortschritt. Raises Unvollstaendig, werkstatt.Gescheitert.
    """
    fehlende = [teil for teil in plan.teile if not store.hat(teil.key)]
    ende = math.inf if sekunden is None else time.monotonic() + sekunden
    offen = len(fehlende)
    for teil in fehlende if sekunden != 0 else ():
        teil.setzen()
        offen -= 1
        if time.monotonic() >= ende:
            break
    return Fortschritt(len(plan.teile) - offen, len(plan.teile))


def pdf(plan):
    """Return the bytes of the file: from the store, or made and stored.

    Raises Unvollstaendig, werkstatt.Gescheitert; then nothing is stored.
    """
    with oeffnen(plan) as datei:
        return datei.read()


def oeffnen(plan):
    """Return the file, open at its beginning; as pdf(). Who asks closes it."""
    if (datei := store.oeffnen(plan.key)) is not None:
        return datei
    vorbereiten(plan)
    try:
        _zusammentragen(plan)
    except (Missraten, werkstatt.Abgebrochen) as fehler:
        if len(plan.teile) > AM_STUECK:
            raise werkstatt.Abgebrochen(f"Das Papier ließ sich nicht binden: {fehler}") from fehler
        log.error("Papier %s: %s. Es wird am Stück gesetzt.", plan.key, fehler)
        store.ablegen(plan.key, ganz(plan))
    _noch_gueltig(plan)
    if (datei := store.oeffnen(plan.key)) is None:
        raise werkstatt.NichtAbgelegt("Das Papier ist gesetzt, ließ sich aber nicht ablegen.")
    return datei


def ganz(plan):
    """Return the bytes of the whole rendering: the fallback, and what tests hold the merge to."""
    teile = plan.abschnitte()
    abschnitte, bilder = [*teile.vorn(), teile.inhalt()], teile.bilder()
    if (felder := teile.felder()) is not None:
        abschnitte.append(felder)
    rest = iter(plan.teile)
    for nummer, kapitel in enumerate(plan.band["kapitel"]):
        abschnitte.append(teile.kapitel(nummer))
        for _ in kapitel["steckbriefe"]:
            teil = next(rest)
            innen, eigene = steckbrief.abschnitt(teil.fassung, farbe=teil.farbe)
            bilder |= eigene
            feld, fuss = rand(plan, teil)
            abschnitte.append(teile.mit_rand(innen, feld=feld, fuss=fuss))
    abschnitte += filter(None, [teile.verzeichnis(), teile.register(), teile.fassungen()])
    return werkstatt.setzen(teile.html(abschnitte), css=teile.css(), bilder=bilder, gross=True)


def seiten(pdf):
    """Return how many pages a file has, given as bytes."""
    return merge.seiten(pdf)[0]


def _zusammentragen(plan):
    """Merge the file into the store; a piece that turns out to be broken is made anew, once."""
    for versuch in (1, 2):
        try:
            auftrag = Satz(plan).auftrag()
            with store.neu(plan.key) as ziel:
                ergebnis = werkstatt.binden(auftrag, ziel=ziel)
                if "kaputt" in ergebnis:
                    raise merge.Kaputt(ergebnis["grund"], ergebnis["kaputt"])
            return
        except merge.Kaputt as fehler:
            grund, pfad = fehler.args
            if versuch == 2:
                raise Missraten(f"{pfad}: {grund}") from fehler
            log.warning("Ein Teil von Papier %s ist beschädigt (%s: %s).", plan.key, pfad, grund)
            Path(pfad).unlink(missing_ok=True)
            store.loeschen(Path(pfad).stem)
            vorbereiten(plan)


def _noch_gueltig(plan):
    """Take away again all that may hold what was redacted while the file was made."""
    try:
        plan.band.fassungen()
        if plan.schwaerzungen != _schwaerzungen():
            raise Unvollstaendig("Inzwischen wurde etwas geschwärzt")
    except Unvollstaendig:
        papierlager.leeren()
        raise


def _schwaerzungen():
    return Schwaerzung.objects.filter(status=Schwaerzungsstatus.AUSGEFUEHRT).count()
