"""An Ausgabe on paper: drawn as a draft, or once and for all."""

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from agenda.domain import ausgaben
from agenda.models import Ausgabe
from agenda.papers import band
from agenda.papers.gescheitert import Gescheitert, NichtAbgelegt

# Why there is no paper: it could not be drawn, or what it holds changed meanwhile.
GRUENDE = (Gescheitert, band.Unvollstaendig)
__all__ = [
    "GRUENDE",
    "VERLOREN",
    "Unfertig",
    "binden",
    "grund",
    "kopie",
    "oeffnen",
    "seiten",
    "setzen",
    "vorbereiten",
]

VERLOREN = "Die Datei liegt nicht mehr im Speicher und lässt sich nicht gleich wiederherstellen. Bitte holen Sie sie aus der Datensicherung."
# How long one request may prepare pieces before it tells how far it is.
GEDULD = 4


class Unfertig(Exception):
    """Pieces are missing that take longer than one request; `fortschritt` tells how far it is."""

    def __init__(self, fortschritt):
        super().__init__()
        self.fortschritt = fortschritt


def vorbereiten(papier, *, entwurf=False, sekunden=GEDULD):
    """Return the plan of a Band once all its pieces are there.

    Raises Unfertig after `sekunden` (None: never), or papers.gescheitert.Gescheitert.
    """
    plan = band.plan(papier, kopf=geschwaerzt(papier), entwurf=entwurf)
    fortschritt = band.vorbereiten(plan, sekunden=sekunden)
    if fortschritt.fertig < fortschritt.gesamt:
        raise Unfertig(fortschritt)
    return plan


def binden(plan):
    """Return the bytes of the PDF of a prepared plan. Raises papers.gescheitert.Gescheitert."""
    return band.pdf(plan)


def setzen(papier, *, entwurf=False, sekunden=GEDULD):
    """Return the bytes of a Band's PDF; raises as vorbereiten() does."""
    return binden(vorbereiten(papier, entwurf=entwurf, sekunden=sekunden))


def kopie(ausgabe, datei=None, *, sekunden=GEDULD):
    """Return the AusgabeDatei of a frozen Ausgabe (if it was looked up, datei), bytes included.

    After a redaction the file is drawn and kept here, if the worker was not faster; bytes that
    were lost are put back if they come out the same. Raises as vorbereiten() does,
    band.Unvollstaendig if it was redacted meanwhile, NichtAbgelegt, and FileNotFoundError if
    they are lost.
    """
    datei = datei or ausgaben.datei(ausgabe)
    if datei and ausgaben.vorhanden(datei):
        return datei
    pdf = setzen(ausgaben.bauen(ausgabe), sekunden=sekunden)
    try:
        if datei is None:
            return ausgaben.datei_ablegen(ausgabe, pdf, seiten(pdf))
        gleich = ausgaben.wiederherstellen(datei, pdf)
    except ValidationError:
        raise band.Unvollstaendig(f"Ausgabe „{ausgabe}“") from None
    except OSError as fehler:
        raise NichtAbgelegt.wegen(fehler) from fehler
    if not gleich:
        raise FileNotFoundError(datei.pfad)
    if not Ausgabe.objects.filter(pk=ausgabe.pk, sha256=ausgabe.sha256).exists():
        default_storage.delete(datei.pfad)
        raise band.Unvollstaendig(f"Ausgabe „{ausgabe}“")
    return datei


def oeffnen(datei):
    """Return the kept bytes as an open file."""
    return default_storage.open(datei.pfad, "rb")


def seiten(pdf):
    """Return how many pages a PDF has."""
    return band.seiten(pdf)


def grund(error):
    """Return one of GRUENDE in German words."""
    if isinstance(error, band.Unvollstaendig):
        return f"{error} hat sich eben geändert. Bitte versuchen Sie es gleich noch einmal."
    return str(error)


def geschwaerzt(papier):
    """Return what stands on every page of a Band that was redacted after it was given out."""
    tag = papier.daten.get("geschwaerzt")
    return f"geschwärzt am {'.'.join(reversed(tag.split('-')))}" if tag else ""
