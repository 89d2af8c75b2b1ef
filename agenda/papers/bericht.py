"""A Sachstandsbericht on paper: drawn as a draft or for an Auszug, or kept once and for all."""

import functools
import hashlib
import json

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from agenda.domain import berichtdateien
from agenda.domain.berichtdokument import Berichtdokument
from agenda.domain.dateinamen import dateiname as dateiname_aus
from agenda.models import Bericht
from agenda.papers import merge, store, werkstatt
from agenda.papers.berichtteile import Berichtteile
from agenda.papers.gescheitert import Gescheitert, NichtAbgelegt
from agenda.papers.steckbrief import akzent, werkzeug
from agenda.papers.stempel import FUSS_LINKS, KOPF_LINKS, gekuerzt

# Why there is no paper.
GRUENDE = (Gescheitert,)
STIL = settings.BASE_DIR / "static/pdf-bericht.css"
STIL_ENTWURF = settings.BASE_DIR / "static/pdf-bericht-entwurf.css"
# The columns and choices whose names it prints.
LABELS = ("agenda/models/sachstand.py", "agenda/models/steckbrief.py")
# Of more HTML than this (some hundred Steckbriefe) the drawing is a big job, one at a time.
GROSS = 600_000


class Ueberholt(Gescheitert):
    """The Bericht was redacted while its paper was made; what it said before must not be kept."""


def pdf(dokument, *, entwurf=False):
    """Return the bytes of a Berichtdokument's PDF: from the store, or drawn; seiten() counts pages.

    entwurf=True: marked as a draft on every page. Raises werkstatt.Gescheitert.
    """
    name = key(dokument, entwurf=entwurf)
    if (fertig := store.lesen(name)) is None:
        fertig = _setzen(dokument, entwurf=entwurf)
        store.ablegen(name, fertig)
    return fertig


def key(dokument, *, entwurf=False):
    """Return the name of its PDF in the store, its ETag: a hash of all it is drawn from."""
    quellen = [dokument.sha256, entwurf, settings.BASE_URL, _werkzeug()]
    return hashlib.sha256(json.dumps(quellen).encode()).hexdigest()


def seiten(pdf):
    """Return how many pages a PDF has."""
    return merge.seiten(pdf)[0]


def html(dokument, *, entwurf=False):
    """Return the HTML that its PDF is drawn from."""
    teile = Berichtteile(dokument, entwurf=entwurf)
    return render_to_string(
        "papers/bericht.html",
        {
            "teile": teile,
            "kopf": gekuerzt(teile.kopf, KOPF_LINKS),
            "fuss": gekuerzt(teile.fuss, FUSS_LINKS),
            "word": False,
        },
    )


def dateiname(dokument, *, entwurf=False):
    """Return a file name for people, without its ending: Sachstandsbericht-3_2026-07-01_2026-12-31."""
    nummer = "{nummer}-{berichtigung}" if dokument["berichtigung"] else "{nummer}"
    auszug = dokument.daten.get("auszug")
    return dateiname_aus(
        "ENTWURF" if entwurf else "",
        f"{dokument['titel'][:80]} {nummer.format(**dokument.daten)}",
        f"Auszug {auszug['slug']}" if auszug else "",
        dokument["von"],
        dokument["bis"],
    )


def kopie(bericht, datei=None):
    """Return the BerichtDatei of a frozen Bericht (if it was looked up, datei), bytes included.

    After a redaction the file is drawn and kept here, if the worker was not faster; bytes that
    were lost are put back if they come out the same. Raises werkstatt.Gescheitert (Ueberholt if
    it was redacted meanwhile), and FileNotFoundError if they are lost.
    """
    datei = datei or berichtdateien.datei(bericht)
    if datei and berichtdateien.vorhanden(datei):
        return datei
    fertig = _setzen(Berichtdokument.lesen(bericht.dokument))
    try:
        if datei is None:
            return berichtdateien.datei_ablegen(bericht, fertig, seiten(fertig))
        gleich = berichtdateien.wiederherstellen(datei, fertig)
    except ValidationError:
        raise Ueberholt(f"„{bericht}“ hat sich eben geändert.") from None
    except OSError as fehler:
        raise NichtAbgelegt.wegen(fehler) from fehler
    if not gleich:
        raise FileNotFoundError(datei.pfad)
    return datei


def oeffnen(datei):
    """Return the kept bytes as an open file."""
    return default_storage.open(datei.pfad, "rb")


def aus_festgeschriebenem(bericht, dokument, name, machen):
    """Return machen(dokument), which the store keeps as `name`, of a frozen Bericht (or an Auszug).

    Raises werkstatt.Gescheitert; nothing stays in the store of what was redacted meanwhile.
    """
    fertig = machen(dokument)
    if not Bericht.objects.filter(pk=bericht.pk, sha256=bericht.sha256).exists():
        store.loeschen(name)
        raise Ueberholt(f"„{bericht}“ hat sich eben geändert.")
    return fertig


def _setzen(dokument, *, entwurf=False):
    text = html(dokument, entwurf=entwurf)
    return werkstatt.setzen(text, css=_css(dokument, entwurf), gross=len(text) > GROSS)


def _css(dokument, entwurf):
    felder = (akzent(feld["slug"], feld["farbe"]) for feld in dokument["handlungsfelder"])
    teile = [STIL.read_text(encoding="utf-8"), *felder]
    if entwurf:
        teile.append(STIL_ENTWURF.read_text(encoding="utf-8"))
    return "".join(teile)


@functools.cache
def _werkzeug():
    """Return a hash of what draws a report: it changes with every update of that."""
    summe = hashlib.sha256(werkzeug().encode())
    for muster in LABELS:
        for datei in sorted(settings.BASE_DIR.glob(muster)):
            summe.update(datei.read_bytes())
    for datei in (STIL, STIL_ENTWURF):
        summe.update(datei.read_bytes())
    return summe.hexdigest()
