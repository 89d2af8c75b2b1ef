"""A day to look back at, and the moment that shows what was public then; the days of reports."""

import datetime
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Min
from django.utils import timezone

from agenda.models import Eintrag

_DEUTSCH = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


@dataclass(frozen=True)
class Stichtag:
    """A day and the last moment that belongs to it (aware). Today it is the very moment."""

    tag: datetime.date
    moment: datetime.datetime
    ist_heute: bool


def lesen(text):
    """Return the date of "2025-12-31" or "31.12.2025", or None."""
    text = text.strip()
    if treffer := _ISO.fullmatch(text):
        jahr, monat, tag = treffer.groups()
    elif treffer := _DEUTSCH.fullmatch(text):
        tag, monat, jahr = treffer.groups()
    else:
        return None
    try:
        return datetime.date(int(jahr), int(monat), int(tag))
    except ValueError:
        return None


def heute():
    jetzt = timezone.now()
    return Stichtag(timezone.localdate(jetzt), jetzt, ist_heute=True)


def am(tag):
    """Return the Stichtag of a past day: all that was public when it ended in Berlin."""
    morgen = datetime.datetime.combine(tag + datetime.timedelta(days=1), datetime.time())
    ende = timezone.make_aware(morgen) - datetime.timedelta(microseconds=1)
    return Stichtag(tag, ende, ist_heute=False)


def erster_tag():
    """Return the first day on which anything was public, or None. One query."""
    erster = Eintrag.objects.filter(gilt_ab__lte=timezone.now()).aggregate(Min("gilt_ab"))
    moment = erster["gilt_ab__min"]
    return timezone.localdate(moment) if moment else None


def pruefen(stichtag, steckbrief, *, aelter=False, feld=None):
    """Check the Stichtag (VagesDatum or None) of a report on a Steckbrief.

    Raises ValidationError in German (under `feld` if one is named): it lies in the future, or
    before the day on which the first Fassung became valid: nothing was promised to report on.
    `aelter` allows the latter.
    """
    heute = timezone.localdate()
    if stichtag is None:
        return
    fehler = None
    if stichtag.datum > heute:
        fehler = f"Der Stichtag {stichtag} liegt in der Zukunft. Heute ist der {heute:%d.%m.%Y}."
    elif not aelter and (erster := erste_fassung(steckbrief)) and stichtag.letzter_tag < erster:
        fehler = f"Der Stichtag {stichtag} liegt vor der ersten Fassung des Steckbriefs, die seit dem {erster:%d.%m.%Y} gilt."
    if fehler:
        raise ValidationError({feld: fehler} if feld else fehler, code="stichtag")


def erste_fassung(steckbrief):
    """Return the day on which a Steckbrief's first Fassung became valid (or will), or None."""
    moment = steckbrief.fassungen.aggregate(Min("gilt_ab"))["gilt_ab__min"]
    return timezone.localdate(moment) if moment else None
