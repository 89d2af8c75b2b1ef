"""What a reader is told where a paper cannot be given out: why, and what to do now."""

import logging
import math

from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from agenda.domain.band import Unvollstaendig
from agenda.papers.gescheitert import (
    Belegt,
    Gescheitert,
    NichtAbgelegt,
    NichtGestartet,
    Ueberlastet,
    ZuGross,
    ZuLange,
)
from agenda.views import grenzen

log = logging.getLogger(__name__)
EINZELN = "Jeden Steckbrief gibt es auf seiner Seite auch einzeln als PDF."


class KeinPapier(Exception):
    """There is no paper to give out; all that the page needs to say about it.

    saetze: German paragraphs; sekunden: when to ask again; fortschritt: (done, of how many);
    wege: [(words, address)] besides asking again and the list of projects.
    """

    def __init__(self, titel, *saetze, status, sekunden=None, fortschritt=None, wege=()):
        super().__init__(titel)
        self.titel, self.saetze, self.status = titel, saetze, status
        self.sekunden, self.fortschritt, self.wege = sekunden, fortschritt, wege


class PapierMixin:
    """Give a view that makes papers a page for every way in which that may come to nothing."""

    # What a reader can do meanwhile.
    ausweg = EINZELN

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except KeinPapier as absage:
            return _seite(request, absage)
        except (grenzen.ZuViele, Unvollstaendig, Gescheitert) as grund:
            return _seite(request, _absage(request, grund, self.ausweg))


def _absage(request, grund, ausweg):
    match grund:
        case grenzen.ZuViele():
            return KeinPapier(
                "Zurzeit werden sehr viele Papiere verlangt",
                "Damit das Portal für alle erreichbar bleibt, stellt es in einer Stunde nur eine begrenzte Zahl von Auswahlen und Vergleichen zusammen.",
                f"Bitte versuchen Sie es in {_dauer(grund.sekunden)} noch einmal.",
                ausweg,
                status=429,
                sekunden=grund.sekunden,
                wege=[("Die ganze Agenda als PDF", reverse("agenda_pdf"))],
            )
        case Ueberlastet():
            return KeinPapier(
                "Gerade werden viele Papiere auf einmal verlangt",
                "Sie entstehen nacheinander, und Ihres kam noch nicht an die Reihe. Bitte versuchen Sie es in einer Minute noch einmal.",
                ausweg,
                status=503,
                sekunden=60,
            )
        case Belegt():
            return KeinPapier(
                "Gerade entsteht ein anderes großes Papier",
                "Große Papiere werden nacheinander zusammengestellt. Bitte versuchen Sie es in einer Minute noch einmal.",
                ausweg,
                status=503,
                sekunden=60,
            )
        case Unvollstaendig():
            log.warning("%s: %s ist inzwischen nicht mehr so da", request.path, grund)
            return KeinPapier(
                "Ein Steckbrief hat sich eben geändert",
                "Während das Papier entstand, ist ein Steckbrief geändert worden. Damit darin nichts Veraltetes steht, haben wir es verworfen.",
                status=503,
                sekunden=10,
            )
    log.error("%s: %s: %s", request.path, type(grund).__name__, grund, exc_info=grund)
    titel, sekunden = _STOERUNGEN.get(type(grund), ("Das Papier ließ sich nicht herstellen", None))
    return KeinPapier(
        titel,
        "Das liegt an uns, nicht an Ihnen. Die Störung ist notiert. Bitte versuchen Sie es später noch einmal.",
        ausweg,
        status=503 if sekunden else 500,
        sekunden=sekunden,
    )


# What the server lacks comes back: then it says after how many seconds to ask again.
_STOERUNGEN = {
    ZuLange: ("Das Papier wurde nicht rechtzeitig fertig", None),
    ZuGross: ("Das Papier ist zu groß geworden", None),
    NichtAbgelegt: ("Das Papier ließ sich nicht speichern", 600),
    NichtGestartet: ("Zurzeit lässt sich kein Papier herstellen", 120),
}


def _dauer(sekunden):
    minuten = math.ceil(sekunden / 60)
    return "einer Minute" if minuten == 1 else f"{minuten} Minuten"


def _seite(request, absage):
    kontext = {"absage": absage, "nochmal": request.get_full_path()}
    response = render(request, "agenda/papier_absage.html", kontext, status=absage.status)
    if absage.sekunden:
        response["Retry-After"] = str(absage.sekunden)
    add_never_cache_headers(response)
    return response
