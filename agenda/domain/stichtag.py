"""A day to look back at: read from an address, and the moment that shows what was public then."""

import datetime
import re
from dataclasses import dataclass

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
