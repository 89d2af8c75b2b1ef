"""What a report must keep to before it is handed in or accepted. All raise ValidationError in German."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from agenda.domain import stichtag as stichtage
from agenda.models import Steckbrief


def pruefe_stichtag(sachstand, *, feld=None):
    """Check the Stichtag of a Sachstand as it is in memory."""
    pruefe_tag(
        sachstand.stichtag,
        sachstand.steckbrief,
        quelle=sachstand.quelle,
        berichtigt=sachstand.berichtigt,
        feld=feld,
    )


def pruefe_tag(stichtag, steckbrief, *, quelle="", berichtigt=None, feld=None):
    """Not in the future, not before the first Fassung.

    What a source (`quelle`) says may be older, and a correction as old as what it corrects.
    """
    alter = berichtigt and berichtigt.stichtag
    aelter = bool(quelle or (alter and stichtag and alter.datum <= stichtag.letzter_tag))
    stichtage.pruefen(stichtag, steckbrief, aelter=aelter, feld=feld)


def pruefe_laeuft(steckbrief):
    """A project abgelegt (or deleted) meanwhile takes no more reports; names the successor."""
    aktuell = Steckbrief.objects.select_related("nachfolger").get(pk=steckbrief.pk)
    if aktuell.ist_geloescht:
        raise ValidationError(f"„{aktuell}“ wurde inzwischen gelöscht.", code="abgelegt")
    if not aktuell.ist_abgelegt:
        return
    tag = timezone.localdate(aktuell.abgelegt_at)
    if aktuell.nachfolger:
        grund = f"ist seit dem {tag:%d.%m.%Y} in „{aktuell.nachfolger}“ aufgegangen. Bitte melden Sie dort."
    else:
        grund = f"ist seit dem {tag:%d.%m.%Y} abgelegt und braucht keinen Bericht mehr."
    raise ValidationError(
        f"„{aktuell}“ {grund} Was Sie schon gespeichert haben, bleibt erhalten.", code="abgelegt"
    )


def pruefe_annehmbar(sachstand):
    """An abgelegtes project keeps what was reported up to the day it was abgelegt."""
    steckbrief = sachstand.steckbrief
    if sachstand.stichtag is None or not steckbrief.ist_abgelegt:
        return
    ende = timezone.localdate(steckbrief.abgelegt_at)
    if sachstand.stichtag.datum > ende:
        raise ValidationError(
            f"„{steckbrief}“ ist seit dem {ende:%d.%m.%Y} {steckbrief.zustand}. Annehmen lässt sich nur ein Sachstand mit einem Stichtag bis zu diesem Tag.",
            code="abgelegt",
        )
