"""What every change leaves behind: an Arbeitsstand, a version, a Vorgang."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agenda.domain import dokument
from agenda.models import Arbeitsstand, Steckbrief, Vorgang
from agenda.models.steckbrief import Status
from agenda.models.vorgang import Verb


class Veraltet(ValidationError):
    """Somebody else saved in the meantime. `stand` is the Arbeitsstand that is new."""

    def __init__(self, stand):
        self.stand = stand
        wer = f" von {stand.konto}" if stand and stand.konto else ""
        wann = (
            timezone.localtime(stand.created_at).strftime(" am %d.%m.%Y um %H:%M Uhr")
            if stand
            else ""
        )
        super().__init__(
            f"Der Steckbrief wurde inzwischen{wer}{wann} geändert. Bitte prüfen Sie den neuen Stand und wiederholen Sie den Schritt.",
            code="veraltet",
        )


class SachstandVeraltet(Veraltet):
    """Somebody else saved the report in the meantime. `stand` is the Sachstand as it is now."""

    def __init__(self, stand):
        self.stand = stand
        ValidationError.__init__(
            self,
            "Dieser Sachstand wurde inzwischen an anderer Stelle geändert. Ihre Eingaben sind noch da: Bitte vergleichen Sie sie mit dem neuen Stand und speichern Sie dann noch einmal.",
            code="veraltet",
        )


def log(steckbrief, verb, user, **felder):
    """Write the Vorgang of a step, with the account's function at that time; return it.

    Without an account it is the set-up, unless `funktion` says who reported by a link.
    """
    if user:
        felder["funktion"] = user.funktion or str(user)
    return Vorgang.objects.create(
        steckbrief=steckbrief, verb=verb, konto=user, **{"funktion": "Einrichtung", **felder}
    )


def check_seen(steckbrief, seen_version):
    """Raise Veraltet unless the working copy is still the version a person saw."""
    if steckbrief.version != seen_version:
        raise Veraltet(
            steckbrief.arbeitsstaende.select_related("konto").order_by("-version").first()
        )


@transaction.atomic
def record(steckbrief, *, user, verb=None, grund=""):
    """Record a saved change of the working copy; call after saving it and its parts.

    Side effects: version counted up, an Arbeitsstand, a Vorgang, back to Entwurf. Nothing
    happens when the text is what it was. Returns the Arbeitsstand.
    """
    aktuell = Steckbrief.objects.select_for_update().get(pk=steckbrief.pk)
    stand = dokument.build(aktuell)
    letzter = aktuell.arbeitsstaende.order_by("-version").first()
    if letzter and dokument.Dokument.lesen(letzter.dokument).says_the_same(stand):
        return letzter
    vorher = aktuell.status if letzter else ""
    Steckbrief.objects.filter(pk=aktuell.pk).update(
        version=F("version") + 1,
        status=Status.ENTWURF,
        bearbeitet_von=user,
        angelegt_von=aktuell.angelegt_von if letzter else user,
    )
    steckbrief.refresh_from_db(fields=["version", "status", "bearbeitet_von", "angelegt_von"])
    arbeitsstand = Arbeitsstand.objects.create(
        steckbrief=aktuell,
        version=steckbrief.version,
        dokument=stand.canonical.decode(),
        sha256=stand.sha256,
        konto=user,
    )
    verb = verb or (Verb.BEARBEITET if letzter else Verb.ANGELEGT)
    log(aktuell, verb, user, von=vorher, nach=Status.ENTWURF, begruendung=grund)
    return arbeitsstand
