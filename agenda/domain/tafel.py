"""The start board of the office: what waits for somebody, within what an account may see."""

import datetime
from dataclasses import dataclass

from django.db.models import F, Max, Q
from django.utils import timezone

from agenda.models import (
    Beratung,
    Fassung,
    Meilenstein,
    Meilensteinstand,
    Rueckmeldung,
    Steckbrief,
)
from agenda.models.sachstand import Umsetzungsstand
from agenda.models.steckbrief import Status
from kommunen.models import Kommune

OHNE_SACHSTAND = datetime.timedelta(days=90)
VORSCHAU = datetime.timedelta(days=30)
BEENDET = (Umsetzungsstand.ABGESCHLOSSEN, Umsetzungsstand.EINGESTELLT)
HOECHSTENS = 10


@dataclass(frozen=True)
class Faellig:
    """A planned milestone that is due, or was and is not reported as reached."""

    meilenstein: Meilenstein
    ueberfaellig: bool


def submitted(user):
    """Return what was handed in for release, the longest waiting first."""
    return _lebende(user).filter(status=Status.ZUR_FREIGABE).order_by("updated_at", "pk")


def drafts_of(user):
    """Return the drafts an account edited last, the newest first."""
    return (
        _lebende(user)
        .filter(status=Status.ENTWURF, bearbeitet_von=user)
        .order_by("-updated_at", "pk")
    )


def scheduled(user):
    """Return the released Fassungen that are not valid yet, in the order they will be."""
    return (
        Fassung.objects.filter(steckbrief__in=_lebende(user))
        .geplant()
        .select_related("steckbrief")
        .defer("dokument")
        .order_by("gilt_ab", "pk")
    )


def without_report(user):
    """Return public projects in work that nobody has confirmed for 90 days, the oldest first."""
    grenze = timezone.now() - OHNE_SACHSTAND
    return (
        _lebende(user)
        .filter(nummer__isnull=False)
        .exclude(eintraege__umsetzungsstand__in=BEENDET)
        .annotate(zuletzt=Max("sachstaende__angenommen_at"))
        .filter(Q(zuletzt__isnull=True, fassungen__gilt_ab__lt=grenze) | Q(zuletzt__lt=grenze))
        .order_by(F("zuletzt").asc(nulls_first=True), "nummer_schluessel")
        .distinct()
    )


def milestones_due(user, heute=None):
    """Return Faellig for milestones of public projects that end by 30 days from today."""
    heute = heute or timezone.localdate()
    grenze = heute + VORSCHAU
    erreicht = Meilensteinstand.objects.filter(
        sachstand__angenommen_at__isnull=False, erreicht_am__isnull=False
    ).values("meilenstein_uuid")
    offen = (
        Meilenstein.objects.filter(steckbrief__in=_lebende(user).filter(nummer__isnull=False))
        .exclude(termin__isnull=True)
        .exclude(termin__gt=grenze)
        .exclude(uuid__in=erreicht)
        .select_related("steckbrief")
        .order_by("termin", "pk")
    )
    return [
        Faellig(m, m.termin.letzter_tag < heute) for m in offen if m.termin.letzter_tag <= grenze
    ]


def last_beratungen(user):
    """Return the Beratungen with a date for those who may see Drucksachen, the last one first."""
    if not user.has_perm("agenda.view_drucksache"):
        return Beratung.objects.none()
    return (
        Beratung.objects.filter(datum__isnull=False)
        .select_related("drucksache", "gremium", "ergebnis")
        .order_by("-datum", "-id")
    )


def new_rueckmeldungen():
    """Return what readers reported and nobody has taken up, the longest waiting first.

    For those who may see Rückmeldungen.
    """
    return Rueckmeldung.objects.neu().order_by("eingegangen_at", "pk")


def without_phone():
    """Return the Kommunen nobody can call; for those who may change them."""
    return Kommune.objects.filter(telefon="")


def _lebende(user):
    return Steckbrief.objects.visible_to(user).vorhanden().filter(abgelegt_at__isnull=True)
