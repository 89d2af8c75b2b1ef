"""A project's public history in one row: what was reported, reached and released, newest first."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from agenda.domain.meilensteine import Lage
from agenda.domain.projekt import bestaetigt_am
from agenda.models.sachstand import Sachstandsart

# What comes first of several things that happened on one day.
RANG = {"ablage": 0, "sachstand": 1, "runde": 2, "meilenstein": 3, "fassung": 4}
# Milestones that belong to the past, whatever became of them.
VORBEI = (Lage.ERREICHT, Lage.UEBERFAELLIG, Lage.OHNE_BERICHT)


@dataclass(frozen=True)
class Schritt:
    """One thing that happened. `art` is a key of RANG; `wann` is in words; `tag` sorts.

    `inhalt` is the Bericht, Runde, Meilensteinlage, Fassung or Vorgang that it is about.
    """

    art: str
    wann: str
    tag: datetime.date
    inhalt: object


@dataclass(frozen=True)
class Bericht:
    """A Sachstand, the one that it corrects (or None), and those that correct it.

    `bestaetigt_am` is the day (date) an "unverändert" was said, None of a report of its own.
    """

    sachstand: object
    berichtigt: object
    berichtigt_durch: tuple
    bestaetigt_am: datetime.date | None = None

    @property
    def gilt(self):
        return not self.berichtigt_durch


def verlauf(*, fassungen, sachstaende, meilensteine, ablage=None, ohne_antwort=()):
    """Return [Schritt], newest first, from public rows alone.

    A Sachstand stands at its Stichtag, or where no source names one at the day of its acceptance.
    `ohne_antwort` are Runden without an answer; each stands at its Stichtag.
    A milestone stands where it was reached, or where it was due and is not reported as reached.
    """
    schritte = [
        *(_fassung(fassung) for fassung in fassungen),
        *(_bericht(sachstand, sachstaende) for sachstand in sachstaende),
        *(
            Schritt("runde", f"{runde.stichtag:%d.%m.%Y}", runde.stichtag, runde)
            for runde in ohne_antwort
        ),
        *(_meilenstein(lage) for lage in meilensteine if lage.lage in VORBEI),
    ]
    if ablage:
        tag = timezone.localdate(ablage.created_at)
        schritte.append(Schritt("ablage", f"{tag:%d.%m.%Y}", tag, ablage))
    return sorted(schritte, key=lambda s: (-s.tag.toordinal(), RANG[s.art]))


def _fassung(fassung):
    tag = timezone.localdate(fassung.eintrag.gilt_ab)
    return Schritt("fassung", f"{tag:%d.%m.%Y}", tag, fassung)


def _bericht(sachstand, alle):
    inhalt = Bericht(
        sachstand,
        next((s for s in alle if s.pk == sachstand.berichtigt_id), None),
        tuple(s for s in alle if s.berichtigt_id == sachstand.pk),
        bestaetigt_am(sachstand) if sachstand.art == Sachstandsart.UNVERAENDERT else None,
    )
    if sachstand.stichtag:
        return Schritt("sachstand", str(sachstand.stichtag), sachstand.stichtag.letzter_tag, inhalt)
    tag = timezone.localdate(sachstand.angenommen_at)
    return Schritt("sachstand", f"ohne Datum, eingetragen am {tag:%d.%m.%Y}", tag, inhalt)


def _meilenstein(lage):
    return Schritt("meilenstein", str(lage.wann), lage.wann.letzter_tag, lage)
