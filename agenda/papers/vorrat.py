"""What the store should hold, so that no reader has to wait: the worker asks here.

Pulled, not pushed: whoever releases a Fassung knows nothing of papers. A paper is missing if the
store has no file under its key; everything that changes a paper changes its key.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import DatabaseError
from django.db.models import F

from agenda.domain import ausgaben, band, berichtdateien, frische
from agenda.domain.band import Unvollstaendig
from agenda.models import Fassung
from agenda.models.ausgabe import Ordnung
from agenda.papers import ausgabe as ausgabepapier
from agenda.papers import band as bandpapier
from agenda.papers import bericht as berichtpapier
from agenda.papers import steckbrief, store
from agenda.papers.gescheitert import Belegt, NichtAbgelegt, Ueberlastet
from agenda.papers.steckbrief import EINGEBUNDEN, EINZELN
from handlungsfelder.models import Handlungsfeld

log = logging.getLogger(__name__)

ORDNUNGEN = (Ordnung.REIHENFOLGE, Ordnung.HANDLUNGSFELD)
# How many Fassungen are held in memory at once.
GRUPPE = 100
# What has failed is left alone for ten minutes, then for twenty, at most for a day.
WARTEN, LAENGSTENS = 600, 86_400


@dataclass(frozen=True)
class Stueck:
    """A paper that should be there: its name for people, its key in the store, how to make it.

    teile: returns the keys of what it is put together from.
    """

    name: str
    key: str
    machen: Callable
    teile: Callable = tuple

    @property
    def da(self):
        return store.hat(self.key)


@dataclass
class Ergebnis:
    """What a round came to: numbers of papers; `abgebrochen` if it was told to stop."""

    gesetzt: int = 0
    vorhanden: int = 0
    gescheitert: int = 0
    belegt: int = 0
    ueberlastet: int = 0
    abgebrochen: bool = False

    @property
    def vollstaendig(self):
        return not (self.gescheitert or self.belegt or self.ueberlastet or self.abgebrochen)


@dataclass
class Vorrat:
    """Fills the store, round by round, and remembers what has failed.

    melden: called with a German sentence for each paper made or failed.
    """

    melden: Callable
    _versuche: dict = field(default_factory=dict)

    def auffuellen(self, *, halt=lambda: False):
        """Make what is missing, one after the other, until halt() says so; return the Ergebnis.

        Raises NichtAbgelegt (a full disk will not take the next one either) and DatabaseError.
        """
        ergebnis = Ergebnis()
        for stueck in gebraucht():
            if halt():
                ergebnis.abgebrochen = True
                break
            if stueck.da:
                ergebnis.vorhanden += 1
            elif not self._an_der_reihe(stueck.key):
                ergebnis.gescheitert += 1
            else:
                self._machen(stueck, ergebnis)
        return ergebnis

    def _machen(self, stueck, ergebnis):
        try:
            stueck.machen()
        except (NichtAbgelegt, DatabaseError):
            raise
        except Ueberlastet:
            ergebnis.ueberlastet += 1
        except Belegt:
            ergebnis.belegt += 1
        except Exception as fehler:
            log.exception("Papier %s", stueck.key)
            anzahl, _ = self._versuche.get(stueck.key, (0, 0))
            pause = min(WARTEN * 2**anzahl, LAENGSTENS)
            self._versuche[stueck.key] = (anzahl + 1, time.monotonic() + pause)
            ergebnis.gescheitert += 1
            self.melden(f"Nicht gesetzt: {stueck.name}. {fehler}")
        else:
            self._versuche.pop(stueck.key, None)
            ergebnis.gesetzt += 1
            self.melden(f"Gesetzt: {stueck.name}")

    def _an_der_reihe(self, key):
        return time.monotonic() >= self._versuche.get(key, (0, 0))[1]


def gebraucht():
    """Yield every Stueck that should be there, what readers miss most at first."""
    yield from _steckbriefe(Fassung.objects.gueltig(), EINZELN, EINGEBUNDEN)
    yield from _baende()
    yield from _ausgaben()
    yield from _berichte()
    # Ready before they are valid: each planned release, and the volumes as they will be then.
    yield from _steckbriefe(Fassung.objects.geplant(), EINZELN, EINGEBUNDEN)
    for moment in sorted(set(Fassung.objects.geplant().values_list("gilt_ab", flat=True))):
        yield from _baende(moment)
    gueltige = Fassung.objects.gueltig().values("pk")
    yield from _steckbriefe(Fassung.objects.oeffentlich().exclude(pk__in=gueltige), EINZELN)


def schluessel():
    """Return the keys of everything gebraucht() wants to be there."""
    return {key for stueck in gebraucht() for key in (stueck.key, *stueck.teile())}


def stand():
    """Return something that changes whenever gebraucht() may want something new."""
    jetzt = frische.jetzt()
    juengste = Fassung.objects.order_by("-pk").values_list("pk", flat=True).first()
    return (jetzt.stand, jetzt.wechsel, jetzt.tag, juengste, ausgaben.ohne_datei().exists())


def _steckbriefe(fassungen, *arten):
    pks = list(fassungen.order_by("pk").values_list("pk", flat=True))
    for anfang in range(0, len(pks), GRUPPE):
        gruppe = (
            Fassung.objects.filter(pk__in=pks[anfang : anfang + GRUPPE])
            .annotate(farbe=F("eintrag__handlungsfeld__farbe"))
            .select_related("steckbrief")
            .order_by("pk")
        )
        for fassung in gruppe:
            for art in arten:
                # A volume hands its piece the colour of the field; alone it asks for it itself.
                farbe = fassung.farbe if art == EINGEBUNDEN else None
                yield Stueck(
                    f"{fassung}, {art}",
                    steckbrief.key(fassung, art=art, farbe=farbe),
                    lambda fassung=fassung, art=art, farbe=farbe: steckbrief.pdf(
                        fassung, art=art, farbe=farbe
                    ),
                )


def _baende(at=None):
    wann = f", ab {at:%d.%m.%Y}" if at else ""
    for ordnung in ORDNUNGEN:
        yield from _band(f"Agenda {ordnung.label}{wann}", lambda o=ordnung: band.agendaband(o, at))
    for feld in Handlungsfeld.objects.aktuell():
        yield from _band(f"Kapitel {feld.name}{wann}", lambda f=feld: band.kapitelband(f, at))


def _band(name, bauen):
    gebaut = bauen()
    if gebaut is None:
        return
    try:
        plan = bandpapier.plan(gebaut)
    except Unvollstaendig:  # redacted in this very moment; the next round finds it as it is now
        return
    yield Stueck(
        name,
        plan.key,
        lambda: bandpapier.oeffnen(plan).close(),
        plan.weitere,
    )


def _ausgaben():
    for ausgabe in ausgaben.ohne_datei():
        yield Stueck(
            f"Ausgabe „{ausgabe}“",
            f"ausgabe-{ausgabe.pk}-{ausgabe.sha256}",
            lambda ausgabe=ausgabe: ausgabepapier.kopie(ausgabe, sekunden=None),
        )


def _berichte():
    for bericht in berichtdateien.ohne_datei():
        yield Stueck(
            f"Bericht „{bericht}“",
            f"bericht-{bericht.pk}-{bericht.sha256}",
            lambda bericht=bericht: berichtpapier.kopie(bericht),
        )
