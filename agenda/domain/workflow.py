"""Every change of state: who may, from where to where, and what it leaves behind.

The table says what is allowed, code only reads it. Each verb is one keyword-only function
that runs in one transaction and writes one Vorgang. `user` None is the set-up itself
(`einrichten`), which may do everything.
"""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from agenda.domain import dokument, eintraege
from agenda.domain.nummern import assign_nummer
from agenda.domain.protokoll import SachstandVeraltet, check_seen, log, record
from agenda.domain.protokoll import Veraltet as Veraltet  # whoever takes a step catches it
from agenda.domain.sachstandspruefung import pruefe_annehmbar, pruefe_stichtag
from agenda.models import Fassung, Sachstand, Steckbrief
from agenda.models.sachstand import Meldestatus
from agenda.models.steckbrief import Status
from agenda.models.vorgang import Verb
from kommunen.models import Portal


@dataclass(frozen=True)
class Uebergang:
    """A row of the table. `wenn` names properties of the Steckbrief and what they must be."""

    verb: str
    von: tuple
    nach: str | None
    recht: str
    grund: bool = False
    wenn: dict = field(default_factory=dict)


ALLE = tuple(Status.values)
BEARBEITEN, FREIGEBEN, STEUERN = (
    f"agenda.{recht}_steckbrief" for recht in ("change", "release", "shelve")
)
LEBT = {"ist_abgelegt": False, "ist_geloescht": False}
OEFFENTLICH = {**LEBT, "hat_nummer": True}

SUBMIT = Uebergang(Verb.EINGEREICHT, (Status.ENTWURF,), Status.ZUR_FREIGABE, BEARBEITEN, wenn=LEBT)
RELEASE = Uebergang(Verb.FREIGEGEBEN, ALLE, Status.FREIGEGEBEN, FREIGEBEN, wenn=LEBT)
GIVE_BACK = Uebergang(
    Verb.ZURUECKGEGEBEN, (Status.ZUR_FREIGABE,), Status.ENTWURF, FREIGEBEN, grund=True, wenn=LEBT
)
DISCARD = Uebergang(
    Verb.VERWORFEN,
    (Status.ENTWURF, Status.ZUR_FREIGABE),
    Status.FREIGEGEBEN,
    BEARBEITEN,
    wenn=OEFFENTLICH,
)
RESTORE = Uebergang(Verb.WIEDERHERGESTELLT, ALLE, Status.ENTWURF, BEARBEITEN, wenn=LEBT)
SHELVE = Uebergang(Verb.ABGELEGT, ALLE, None, STEUERN, grund=True, wenn=OEFFENTLICH)
RESUME = Uebergang(
    Verb.WIEDER_AUFGENOMMEN, ALLE, None, STEUERN, grund=True, wenn={"ist_abgelegt": True}
)
MERGE = Uebergang(Verb.ZUSAMMENGEFUEHRT, ALLE, None, STEUERN, grund=True, wenn=OEFFENTLICH)
RENUMBER = Uebergang(Verb.UMNUMMERIERT, ALLE, None, STEUERN, grund=True, wenn=OEFFENTLICH)
DELETE = Uebergang(
    Verb.GELOESCHT,
    (Status.ENTWURF, Status.ZUR_FREIGABE),
    None,
    BEARBEITEN,
    wenn={**LEBT, "hat_nummer": False},
)
BRING_BACK = Uebergang(
    Verb.ZURUECKGEHOLT, ALLE, Status.ENTWURF, BEARBEITEN, wenn={"ist_geloescht": True}
)
UEBERGAENGE = (
    SUBMIT,
    RELEASE,
    GIVE_BACK,
    DISCARD,
    RESTORE,
    SHELVE,
    RESUME,
    MERGE,
    RENUMBER,
    DELETE,
    BRING_BACK,
)

# Of a Sachstand, whose steps stand in domain.sachstaende but for the acceptance.
OFFEN = (Meldestatus.ENTWURF, Meldestatus.EINGEREICHT)
HAND_IN = Uebergang(
    Verb.SACHSTAND_EINGEREICHT, OFFEN, Meldestatus.EINGEREICHT, "agenda.change_sachstand"
)
ASK_BACK = Uebergang(
    Verb.SACHSTAND_ZURUECK,
    (Meldestatus.EINGEREICHT,),
    Meldestatus.ENTWURF,
    "agenda.accept_sachstand",
    grund=True,
)
ACCEPT = Uebergang(
    Verb.SACHSTAND_ANGENOMMEN, OFFEN, Meldestatus.ANGENOMMEN, "agenda.accept_sachstand"
)


def may(user, uebergang, steckbrief):
    """Whether an account may take a step: right, row and state. None is the set-up itself."""
    return has_right(user, uebergang, steckbrief) and _state_fits(uebergang, steckbrief)


def has_right(user, uebergang, steckbrief):
    """Whether an account has a step's right on this row, whatever its state."""
    if user is None:
        return True
    return (
        user.has_perm(uebergang.recht)
        and Steckbrief.objects.editable_by(user).filter(pk=steckbrief.pk).exists()
    )


def _state_fits(uebergang, steckbrief):
    return steckbrief.status in uebergang.von and all(
        getattr(steckbrief, eigenschaft) == soll for eigenschaft, soll in uebergang.wenn.items()
    )


def _begin(steckbrief, uebergang, user, *, grund="", seen_version=None):
    """Lock the working copy and return it, or raise in German why the step is not possible."""
    aktuell = Steckbrief.objects.select_for_update().get(pk=steckbrief.pk)
    if not has_right(user, uebergang, aktuell):
        raise PermissionDenied
    if not _state_fits(uebergang, aktuell):
        raise ValidationError(
            f"„{Verb(uebergang.verb).label}“ ist hier nicht möglich: Der Steckbrief ist {aktuell.zustand}.",
            code="uebergang",
        )
    if uebergang.grund and not grund.strip():
        raise ValidationError("Bitte geben Sie eine Begründung an.", code="grund")
    if seen_version is not None:
        check_seen(aktuell, seen_version)
    return aktuell


def _end(steckbrief, aktuell, uebergang, user, *, grund="", vorher=None, **felder):
    """Set the new state, log the step and hand the fresh columns back to the caller's object."""
    vorher = vorher or aktuell.status
    if uebergang.nach:
        aktuell.status = uebergang.nach
    aktuell.save()
    log(
        aktuell,
        uebergang.verb,
        user,
        von=vorher,
        nach=aktuell.status,
        begruendung=grund.strip(),
        **felder,
    )
    steckbrief.refresh_from_db()


@transaction.atomic
def submit(steckbrief, *, seen_version, user, grund=""):
    """Hand the draft in for release. Side effect: Vorgang."""
    aktuell = _begin(steckbrief, SUBMIT, user, seen_version=seen_version)
    _end(steckbrief, aktuell, SUBMIT, user, grund=grund)


@transaction.atomic
def give_back(steckbrief, *, seen_version, user, grund):
    """Send a submitted draft back to those who edit it, with the reason. Side effect: Vorgang."""
    aktuell = _begin(steckbrief, GIVE_BACK, user, grund=grund, seen_version=seen_version)
    _end(steckbrief, aktuell, GIVE_BACK, user, grund=grund)


@transaction.atomic
def release(steckbrief, *, seen_version, gilt_ab=None, user, grund="", drucksache=None):
    """Freeze the working copy into a Fassung that is valid from gilt_ab (None: now) on.

    `drucksache` is what it rests on, if anything (so in the steps below); `seen_version` the version
    the person compared: if the text changed since, nothing happens. The first one gives the Nummer.
    Side effects: Fassung, Einträge of all, Vorgang, version stamp of the Portal. Returns the Fassung.

    Raises PermissionDenied, Veraltet, or ValidationError in German: gilt_ab in the past,
    nothing changed since the last Fassung, or the intended Nummer is taken.
    """
    aktuell = _begin(steckbrief, RELEASE, user, seen_version=seen_version)
    jetzt = timezone.now()
    gilt_ab = gilt_ab or jetzt
    if gilt_ab < jetzt:
        raise ValidationError(
            "Der Zeitpunkt liegt in der Vergangenheit. Eine Fassung gilt ab sofort oder ab einem späteren Zeitpunkt.",
            code="gilt_ab",
        )
    vorher = aktuell.status
    arbeitsstand = record(aktuell, user=user)
    letzte = aktuell.fassungen.order_by("-nr").first()
    if letzte is None:
        assign_nummer(aktuell, aktuell.vorgesehene_nummer, user)
    stand = dokument.build(aktuell)
    if letzte and letzte.sha256 == stand.sha256:
        raise ValidationError(
            f"Seit Fassung {letzte.nr} hat sich nichts geändert.", code="unveraendert"
        )
    fassung = _freeze(aktuell, stand, arbeitsstand, gilt_ab=gilt_ab, user=user, grund=grund)
    belege = {"fassung": fassung, "drucksache": drucksache}
    _end(steckbrief, aktuell, RELEASE, user, grund=grund, vorher=vorher, **belege)
    _publish(aktuell)
    return fassung


def _freeze(steckbrief, stand, arbeitsstand, *, gilt_ab, user, grund):
    return Fassung.objects.create(
        steckbrief=steckbrief,
        nr=steckbrief.fassungen.count() + 1,
        nummer=steckbrief.nummer,
        dokument=stand.canonical.decode(),
        sha256=stand.sha256,
        gilt_ab=gilt_ab,
        grund=grund,
        arbeitsstand=arbeitsstand,
        freigegeben_von=user,
    )


def _publish(steckbrief):
    eintraege.rebuild(steckbrief)
    Portal.objects.stempeln()


@transaction.atomic
def discard(steckbrief, *, seen_version, user):
    """Throw the draft away: the working copy says what the last Fassung says.

    Side effects: an Arbeitsstand (so the draft can be brought back), Vorgang.
    """
    aktuell = _begin(steckbrief, DISCARD, user, seen_version=seen_version)
    vorher = aktuell.status
    letzte = aktuell.fassungen.order_by("-nr").first()
    dokument.apply(dokument.Dokument.lesen(letzte.dokument), aktuell)
    record(aktuell, user=user)
    _end(steckbrief, aktuell, DISCARD, user, vorher=vorher, fassung=letzte)


@transaction.atomic
def restore(steckbrief, *, quelle, seen_version, user):
    """Make an earlier Arbeitsstand or Fassung of this Steckbrief the draft.

    Side effects: an Arbeitsstand with its Vorgang. Raises ValidationError when the old text
    refers to something that no longer exists, or says the same as the draft.
    """
    aktuell = _begin(steckbrief, RESTORE, user, seen_version=seen_version)
    if quelle.steckbrief_id != aktuell.pk:
        raise PermissionDenied
    vorher = aktuell.version
    dokument.apply(dokument.Dokument.lesen(quelle.dokument), aktuell)
    record(aktuell, user=user, verb=RESTORE.verb, grund=str(quelle))
    if aktuell.version == vorher:
        raise ValidationError(
            f"{quelle} sagt dasselbe wie der jetzige Entwurf.", code="unveraendert"
        )
    steckbrief.refresh_from_db()


@transaction.atomic
def shelve(steckbrief, *, user, grund, drucksache=None):
    """Put a public project away: it leaves the lists, its page stays with a banner.

    Side effects: Einträge, Vorgang, version stamp.
    """
    aktuell = _begin(steckbrief, SHELVE, user, grund=grund)
    aktuell.abgelegt_at = timezone.now()
    _end(steckbrief, aktuell, SHELVE, user, grund=grund, drucksache=drucksache)
    _publish(aktuell)


@transaction.atomic
def resume(steckbrief, *, user, grund, drucksache=None):
    """Take a shelved (or merged) project up again. Side effects as in shelve()."""
    aktuell = _begin(steckbrief, RESUME, user, grund=grund)
    aktuell.abgelegt_at = aktuell.nachfolger = None
    _end(steckbrief, aktuell, RESUME, user, grund=grund, drucksache=drucksache)
    _publish(aktuell)


@transaction.atomic
def merge(steckbrief, *, into, user, grund, drucksache=None):
    """Let a project go up into another: its addresses lead there from now on (301).

    Side effects: shelved with a successor, Einträge, a Vorgang on both, version stamp.
    """
    aktuell = _begin(steckbrief, MERGE, user, grund=grund)
    ziel = Steckbrief.objects.select_for_update().get(pk=into.pk)
    if ziel.pk == aktuell.pk:
        raise ValidationError("Ein Steckbrief kann nicht in sich selbst aufgehen.", code="ziel")
    if not ziel.hat_nummer or ziel.ist_abgelegt:
        raise ValidationError(
            f"„{ziel}“ ist nicht öffentlich und kann nichts aufnehmen.", code="ziel"
        )
    aktuell.abgelegt_at, aktuell.nachfolger = timezone.now(), ziel
    _end(steckbrief, aktuell, MERGE, user, grund=grund, drucksache=drucksache)
    log(
        ziel,
        MERGE.verb,
        user,
        von=ziel.status,
        nach=ziel.status,
        begruendung=f"Nimmt Steckbrief {aktuell.nummer} auf. {grund.strip()}",
        drucksache=drucksache,
    )
    _publish(aktuell)


@transaction.atomic
def renumber(steckbrief, *, nummer, user, grund):
    """Give a public project a new Nummer; the old one stays as an alias for ever.

    What was released keeps the number it was printed with, so a new Fassung says the same
    under the new Nummer; a draft in work stays as it is. Side effects: Nummernvergabe,
    Fassung, Einträge, Vorgang, version stamp. Returns the Fassung.
    """
    aktuell = _begin(steckbrief, RENUMBER, user, grund=grund)
    letzte = aktuell.fassungen.order_by("-nr").first()
    if letzte.gilt_ab > timezone.now():
        raise ValidationError(
            f"Fassung {letzte.nr} gilt erst ab einem späteren Zeitpunkt. Bitte danach umnummerieren.",
            code="geplant",
        )
    alte = aktuell.nummer
    if not nummer.strip():
        raise ValidationError("Bitte geben Sie die neue Nummer an.", code="nummer")
    assign_nummer(aktuell, nummer.strip(), user)
    stand = dokument.Dokument(
        {**dokument.Dokument.lesen(letzte.dokument).daten, "nummer": aktuell.nummer}
    )
    fassung = _freeze(
        aktuell, stand, letzte.arbeitsstand, gilt_ab=timezone.now(), user=user, grund=grund
    )
    _end(
        steckbrief,
        aktuell,
        RENUMBER,
        user,
        grund=f"{alte} → {aktuell.nummer}. {grund}",
        fassung=fassung,
    )
    _publish(aktuell)
    return fassung


@transaction.atomic
def delete_draft(steckbrief, *, user):
    """Put a draft that was never public into the Papierkorb. Side effect: Vorgang."""
    aktuell = _begin(steckbrief, DELETE, user)
    aktuell.geloescht_at = timezone.now()
    _end(steckbrief, aktuell, DELETE, user)


@transaction.atomic
def bring_back(steckbrief, *, user):
    """Take a deleted draft out of the Papierkorb. Side effect: Vorgang."""
    aktuell = _begin(steckbrief, BRING_BACK, user)
    aktuell.geloescht_at = None
    _end(steckbrief, aktuell, BRING_BACK, user)


@transaction.atomic
def accept(sachstand, *, user, seen_version=None):
    """Accept a Sachstand of any Art: from now on it is public and cannot be changed.

    `seen_version` is what the person read, or None. Side effects: Einträge, Vorgang, version
    stamp. Raises PermissionDenied, SachstandVeraltet, or ValidationError: accepted already, or
    what domain.sachstandspruefung says of its Stichtag.
    """
    # The Steckbrief first: two reports on it take their turn. Not its key, which a Vorgang needs.
    steckbrief = Steckbrief.objects.select_for_update(no_key=True).get(pk=sachstand.steckbrief_id)
    aktuell = Sachstand.objects.select_for_update().get(pk=sachstand.pk)
    aktuell.steckbrief = steckbrief
    if not has_right(user, ACCEPT, steckbrief):
        raise PermissionDenied
    if aktuell.status not in ACCEPT.von:
        raise ValidationError(
            "Dieser Sachstand ist schon angenommen; ein weiterer Schritt ist nicht möglich.",
            code="uebergang",
        )
    if seen_version is not None and aktuell.version != seen_version:
        raise SachstandVeraltet(aktuell)
    if user:
        pruefe_stichtag(aktuell)
    pruefe_annehmbar(aktuell)
    vorher = aktuell.status
    aktuell.status, aktuell.angenommen_von, aktuell.angenommen_at = (
        ACCEPT.nach,
        user,
        timezone.now(),
    )
    aktuell.save(update_fields=["status", "angenommen_von", "angenommen_at"])
    log(steckbrief, ACCEPT.verb, user, von=vorher, nach=ACCEPT.nach, sachstand=aktuell)
    _publish(steckbrief)
    sachstand.refresh_from_db()
    return sachstand
