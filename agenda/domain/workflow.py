"""Every change of state: who may, from where to where, and what it leaves behind.

The table says what is allowed; each verb is one keyword-only function that runs in one
transaction and writes one Vorgang.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

from agenda.domain import dokument, eintraege
from agenda.models import Arbeitsstand, Fassung, Nummernvergabe, Sachstand, Steckbrief, Vorgang
from agenda.models.sachstand import Meldestatus
from agenda.models.steckbrief import Status, nummer_schluessel
from agenda.models.vorgang import Verb
from kommunen.models import Portal


class Veraltet(ValidationError):
    """Somebody else saved in the meantime."""

    def __init__(self, stand):
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


@dataclass(frozen=True)
class Uebergang:
    verb: str
    von: tuple
    nach: str
    recht: str


RELEASE = Uebergang(
    Verb.FREIGEGEBEN,
    (Status.ENTWURF, Status.ZUR_FREIGABE, Status.FREIGEGEBEN),
    Status.FREIGEGEBEN,
    "agenda.release_steckbrief",
)
ACCEPT = Uebergang(
    Verb.SACHSTAND_ANGENOMMEN,
    (Meldestatus.ENTWURF, Meldestatus.EINGEREICHT),
    Meldestatus.ANGENOMMEN,
    "agenda.accept_sachstand",
)
UEBERGAENGE = (RELEASE, ACCEPT)


def _check(uebergang, status, user):
    """Raise unless the table allows the step. user None is the set-up itself (einrichten)."""
    if user is not None and not user.has_perm(uebergang.recht):
        raise PermissionDenied
    if status not in uebergang.von:
        raise ValidationError(
            "Dieser Schritt ist im jetzigen Stand der Bearbeitung nicht möglich.", code="uebergang"
        )


def _log(steckbrief, verb, user, **felder):
    return Vorgang.objects.create(
        steckbrief=steckbrief,
        verb=verb,
        konto=user,
        funktion=(user.funktion if user else "Einrichtung"),
        **felder,
    )


def _locked(steckbrief):
    return Steckbrief.objects.select_for_update().get(pk=steckbrief.pk)


def check_seen(steckbrief, seen_version):
    """Raise Veraltet unless the working copy is still the version a person saw."""
    if steckbrief.version != seen_version:
        raise Veraltet(
            steckbrief.arbeitsstaende.select_related("konto").order_by("-version").first()
        )


@transaction.atomic
def record(steckbrief, *, user):
    """Record a saved change of the working copy; call after saving it and its parts.

    Side effects: version counted up, an Arbeitsstand, a Vorgang, back to Entwurf. Nothing
    happens when the text is what it was. Returns the Arbeitsstand.
    """
    aktuell = _locked(steckbrief)
    stand = dokument.build(aktuell)
    letzter = aktuell.arbeitsstaende.order_by("-version").first()
    if letzter and dokument.Dokument.lesen(letzter.dokument).says_the_same(stand):
        return letzter
    vorher = aktuell.status
    Steckbrief.objects.filter(pk=aktuell.pk).update(
        version=models.F("version") + 1, status=Status.ENTWURF
    )
    steckbrief.refresh_from_db(fields=["version", "status"])
    arbeitsstand = Arbeitsstand.objects.create(
        steckbrief=aktuell,
        version=steckbrief.version,
        dokument=stand.canonical.decode(),
        sha256=stand.sha256,
        konto=user,
    )
    _log(
        aktuell,
        Verb.BEARBEITET if letzter else Verb.ANGELEGT,
        user,
        von=vorher if letzter else "",
        nach=Status.ENTWURF,
    )
    return arbeitsstand


@transaction.atomic
def release(steckbrief, *, seen_version, gilt_ab=None, user, grund=""):
    """Freeze the working copy into a Fassung that is valid from gilt_ab (None: now) on.

    `seen_version` is the version the person compared; if the text changed since, nothing
    happens. The first release gives the Nummer. Side effects: Fassung, Einträge of all
    Fassungen, Vorgang, version stamp of the Portal. Returns the Fassung.

    Raises PermissionDenied, Veraltet, or ValidationError in German: gilt_ab in the past,
    nothing changed since the last Fassung, or the intended Nummer is taken.
    """
    aktuell = _locked(steckbrief)
    _check(RELEASE, aktuell.status, user)
    check_seen(aktuell, seen_version)
    jetzt = timezone.now()
    gilt_ab = gilt_ab or jetzt
    if gilt_ab < jetzt:
        raise ValidationError(
            "Der Zeitpunkt liegt in der Vergangenheit. Eine Fassung gilt ab sofort oder ab einem späteren Zeitpunkt.",
            code="gilt_ab",
        )
    arbeitsstand = record(aktuell, user=user)
    letzte = aktuell.fassungen.order_by("-nr").first()
    vorher = aktuell.status
    if letzte is None:
        _assign_nummer(aktuell, user)
    stand = dokument.build(aktuell)
    if letzte and letzte.sha256 == stand.sha256:
        raise ValidationError(
            f"Seit Fassung {letzte.nr} hat sich nichts geändert.", code="unveraendert"
        )
    fassung = Fassung.objects.create(
        steckbrief=aktuell,
        nr=letzte.nr + 1 if letzte else 1,
        nummer=aktuell.nummer,
        dokument=stand.canonical.decode(),
        sha256=stand.sha256,
        gilt_ab=gilt_ab,
        grund=grund,
        arbeitsstand=arbeitsstand,
        freigegeben_von=user,
    )
    Steckbrief.objects.filter(pk=aktuell.pk).update(status=RELEASE.nach)
    eintraege.rebuild(aktuell)
    _log(
        aktuell,
        RELEASE.verb,
        user,
        von=vorher,
        nach=RELEASE.nach,
        fassung=fassung,
        begruendung=grund,
    )
    Portal.objects.stempeln()
    steckbrief.refresh_from_db(fields=["nummer", "nummer_schluessel", "status", "version"])
    return fassung


def _assign_nummer(steckbrief, user):
    nummer = steckbrief.vorgesehene_nummer or next_nummer()
    schluessel = nummer_schluessel(nummer)
    if not schluessel:
        raise ValidationError(f"„{nummer}“ ist keine gültige Nummer.", code="nummer")
    if Nummernvergabe.objects.filter(schluessel=schluessel).exists():
        raise ValidationError(
            f"Die Nummer {nummer} ist oder war schon vergeben. Bitte eine andere Nummer vorsehen.",
            code="nummer",
        )
    Nummernvergabe.objects.create(
        steckbrief=steckbrief, nummer=nummer, schluessel=schluessel, vergeben_von=user
    )
    steckbrief.nummer, steckbrief.nummer_schluessel = nummer, schluessel
    steckbrief.save(update_fields=["nummer", "nummer_schluessel"])


def next_nummer():
    """Return the next free whole Nummer: one above the highest ever given or intended."""
    vergeben = [
        *Nummernvergabe.objects.values_list("nummer", flat=True),
        *Steckbrief.objects.exclude(vorgesehene_nummer="").values_list(
            "vorgesehene_nummer", flat=True
        ),
    ]
    return str(
        max((int(nummer.split(".")[0]) for nummer in vergeben if nummer[0].isdigit()), default=0)
        + 1
    )


@transaction.atomic
def accept(sachstand, *, user):
    """Accept a Sachstand: from now on it is public and cannot be changed.

    Side effects: Einträge of the Steckbrief, Vorgang, version stamp. Raises PermissionDenied,
    or ValidationError when it is accepted already.
    """
    aktuell = Sachstand.objects.select_for_update().get(pk=sachstand.pk)
    _check(ACCEPT, aktuell.status, user)
    vorher = aktuell.status
    aktuell.status, aktuell.angenommen_von, aktuell.angenommen_at = (
        ACCEPT.nach,
        user,
        timezone.now(),
    )
    aktuell.save(update_fields=["status", "angenommen_von", "angenommen_at"])
    eintraege.rebuild(aktuell.steckbrief)
    _log(aktuell.steckbrief, ACCEPT.verb, user, von=vorher, nach=ACCEPT.nach, sachstand=aktuell)
    Portal.objects.stempeln()
    sachstand.refresh_from_db()
    return sachstand
