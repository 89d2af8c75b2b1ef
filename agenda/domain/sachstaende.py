"""Reports on projects: drafted, handed in, confirmed, given back, accepted.

Whoever reports (an account, or a personal link of a round: `user` None, `funktion` says who) goes
through here; who may report on what is judged by the caller. Acceptance itself is
workflow.accept(). Every open row has a `version` that a form hands back as `seen_version`.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from agenda.domain import sachstandszeilen, workflow
from agenda.domain.protokoll import SachstandVeraltet as SachstandVeraltet
from agenda.domain.protokoll import log
from agenda.domain.sachstandsentwurf import TEXTE, letzter, offener, vorbelegung, zu_bestaetigen
from agenda.domain.sachstandsentwurf import UEBERNOMMEN as UEBERNOMMEN
from agenda.domain.sachstandsentwurf import letzte as letzte
from agenda.domain.sachstandspruefung import pruefe_laeuft, pruefe_stichtag
from agenda.models import Sachstand, StandVorOrt, Steckbrief
from agenda.models.sachstand import Meldestatus, Sachstandsart
from agenda.models.vages_datum import VagesDatum

FELDER = (
    "stichtag",
    "umsetzungsstand",
    "ampel",
    *TEXTE,
    "quelle",
    "berichtigt",
    "gemeldet_funktion",
)

_NICHT_IM_FORMULAR = {
    art: ["steckbrief", "runde", "kommune", "gemeldet_von"]
    + ["umsetzungsstand"] * (art == Sachstandsart.VOR_ORT)
    for art in Sachstandsart
}


def entwurf(steckbrief, *, runde, kommune, vertretung=False):
    """Return the open report of a round on a project, or a new draft with what still holds.

    Two who open it at once get the same row: in a round there is one open report on a project.
    It may be handed in already (then it can be corrected), or be an "unverändert", which
    speichern() makes a report of its own.
    """
    if offen := offener(steckbrief, runde):
        return offen
    try:
        with transaction.atomic():
            return Sachstand.objects.create(
                steckbrief=steckbrief,
                runde=runde,
                kommune=kommune,
                vertretung=vertretung,
                **vorbelegung(steckbrief, runde),
            )
    except IntegrityError:
        return offener(steckbrief, runde)


@transaction.atomic
def speichern(
    sachstand,
    *,
    seen_version,
    felder,
    meilensteine=None,
    mittel=None,
    messwerte=None,
    orte=None,
    kommune=None,
    user=None,
):
    """Save what was entered and return the row; one that was handed in stays handed in.

    Rows are lists of dicts keyed like the models; None leaves a kind as it is, an empty list
    empties it. `orte` are those of `kommune` (else the one the report is for): other Kommunen's
    rows stay; for a report of no Kommune (the office's own) they are all.
    Side effects: version counted up; an "unverändert" becomes a report. Raises
    SachstandVeraltet, or ValidationError in German: accepted already, or what a field says.
    """
    aktuell = _offen_gesperrt(sachstand)
    if aktuell.version != seen_version:
        raise SachstandVeraltet(aktuell)
    unbekannt = set(felder) - set(FELDER)
    if unbekannt:
        raise TypeError(f"not a field of a report: {', '.join(sorted(unbekannt))}")
    for name, wert in felder.items():
        setattr(aktuell, name, wert)
    ueberarbeiten(aktuell, user=user)
    aktuell.full_clean(exclude=_NICHT_IM_FORMULAR[aktuell.art])
    if "stichtag" in felder:
        pruefe_stichtag(aktuell, feld="stichtag")
    aktuell.save()
    sachstandszeilen.ersetzen(
        aktuell, meilensteine=meilensteine, mittel=mittel, messwerte=messwerte
    )
    if orte is not None:
        sachstandszeilen.orte_ersetzen(aktuell, orte, kommune or aktuell.kommune)
    sachstand.refresh_from_db()
    return sachstand


@transaction.atomic
def einreichen(sachstand, *, user=None, funktion=""):
    """Hand a draft in and return it; handed in already, it stays so. Side effect: Vorgang.

    Raises ValidationError in German, and the draft stays as it is: the Steckbrief was abgelegt
    meanwhile (names the successor), the Stichtag lies in the future or before the first Fassung,
    or the report is accepted already.
    """
    aktuell = _offen_gesperrt(sachstand)
    pruefe_laeuft(aktuell.steckbrief)
    pruefe_stichtag(aktuell)
    _vertreten(aktuell, user)
    _einreichen(aktuell, user, funktion)
    sachstand.refresh_from_db()
    return sachstand


@transaction.atomic
def unveraendert(
    steckbrief,
    *,
    runde=None,
    kommune=None,
    stichtag=None,
    vertretung=False,
    user=None,
    funktion="",
):
    """Confirm that the last report still holds, hand that in at once and return the Sachstand.

    Twice is once. The Stichtag (VagesDatum, date or None) is the round's or today; never before
    that of the last report. Side effect: Vorgang. Raises ValidationError in German: there was no
    report yet, the Steckbrief was abgelegt, the Stichtag does not fit, or somebody has written or
    handed in a report in this round.
    """
    _sperren(steckbrief)
    pruefe_laeuft(steckbrief)
    vorige = letzter(steckbrief)
    if vorige is None:
        raise ValidationError(
            f"Zu „{steckbrief}“ gibt es noch keinen Bericht. Bestätigen lässt sich erst, was einmal berichtet wurde.",
            code="kein_bericht",
        )
    tag = _stichtag(stichtag, runde)
    if vorige.stichtag and tag.datum < vorige.stichtag.datum:
        if stichtag is not None:
            raise ValidationError(
                f"Der letzte Bericht ist vom {vorige.stichtag} und damit neuer als der Stichtag {tag}.",
                code="stichtag",
            )
        tag = vorige.stichtag
    zeile = zu_bestaetigen(steckbrief, runde, vorige)
    if zeile.art == Sachstandsart.UNVERAENDERT and zeile.status == Meldestatus.EINGEREICHT:
        return zeile
    zeile.art = Sachstandsart.UNVERAENDERT
    zeile.bestaetigt = vorige.bestaetigt or vorige
    zeile.stichtag, zeile.kommune, zeile.vertretung = tag, kommune, vertretung
    for name in ("umsetzungsstand", "ampel", *TEXTE):
        setattr(zeile, name, getattr(vorige, name))
    pruefe_stichtag(zeile)
    try:
        with transaction.atomic():
            _einreichen(zeile, user, funktion)
    except IntegrityError:
        raise ValidationError(
            "Zu diesem Steckbrief hat gerade jemand anderes gemeldet. Bitte laden Sie die Seite neu.",
            code="gleichzeitig",
        ) from None
    return zeile


def unveraendert_alle(steckbriefe, **wie):
    """Confirm many; `wie` as for unveraendert(). Each stands for itself.

    Returns (Sachstände, [(Steckbrief, reason in German)]) of what was done and what was left out.
    """
    erledigt, ausgelassen = [], []
    for steckbrief in steckbriefe:
        try:
            erledigt.append(unveraendert(steckbrief, **wie))
        except ValidationError as fehler:
            ausgelassen.append((steckbrief, " ".join(fehler.messages)))
    return erledigt, ausgelassen


@transaction.atomic
def vor_ort(
    steckbrief,
    *,
    kommune,
    stand,
    seit=None,
    link="",
    runde=None,
    stichtag=None,
    seen_version=None,
    vertretung=False,
    user=None,
    funktion="",
):
    """Report how far one Kommune itself is, hand it in at once and return the Sachstand.

    What it reported before and nobody accepted yet is corrected by it. `seit` is a VagesDatum or
    None. Side effect: Vorgang. Raises SachstandVeraltet (only if seen_version is given), or
    ValidationError in German.
    """
    _sperren(steckbrief)
    pruefe_laeuft(steckbrief)
    eigene = Sachstand.objects.filter(
        steckbrief=steckbrief, runde=runde, kommune=kommune, art=Sachstandsart.VOR_ORT
    )
    zeile = eigene.offen().select_for_update().first()
    if zeile is None:
        zeile = Sachstand(
            steckbrief=steckbrief, runde=runde, kommune=kommune, art=Sachstandsart.VOR_ORT
        )
    elif seen_version is not None and zeile.version != seen_version:
        raise SachstandVeraltet(zeile)
    zeile.stichtag, zeile.vertretung = _stichtag(stichtag, runde), vertretung
    pruefe_stichtag(zeile)
    try:
        with transaction.atomic():
            _einreichen(zeile, user, funktion)
            zeile.staende_vor_ort.all().delete()
            ort = StandVorOrt(sachstand=zeile, kommune=kommune, stand=stand, seit=seit, link=link)
            ort.full_clean()
            ort.save()
    except IntegrityError:
        raise ValidationError(
            f"Für {kommune} hat gerade jemand anderes gemeldet. Bitte laden Sie die Seite neu.",
            code="gleichzeitig",
        ) from None
    return zeile


@transaction.atomic
def zurueckgeben(sachstand, *, user, rueckfrage, seen_version=None):
    """Give a report back to whoever handed it in, with a question. Side effect: Vorgang.

    Raises PermissionDenied, SachstandVeraltet, or ValidationError in German: no question asked,
    or it is not handed in (any more).
    """
    aktuell = _offen_gesperrt(sachstand)
    schritt = workflow.ASK_BACK
    if not workflow.has_right(user, schritt, aktuell.steckbrief):
        raise PermissionDenied
    if aktuell.status not in schritt.von:
        raise ValidationError("Dieser Sachstand ist nicht eingereicht.", code="uebergang")
    if not rueckfrage.strip():
        raise ValidationError("Bitte schreiben Sie, was noch fehlt oder unklar ist.", code="grund")
    if seen_version is not None and aktuell.version != seen_version:
        raise SachstandVeraltet(aktuell)
    vorher, aktuell.status = aktuell.status, schritt.nach
    aktuell.rueckfrage = rueckfrage.strip()
    aktuell.eingereicht_at = None
    aktuell.version += 1
    aktuell.save()
    log(
        aktuell.steckbrief,
        schritt.verb,
        user,
        von=vorher,
        nach=aktuell.status,
        begruendung=aktuell.rueckfrage,
        sachstand=aktuell,
    )
    sachstand.refresh_from_db()
    return sachstand


def offene(user):
    """Return what waits for acceptance, for those who may accept it, the longest waiting first."""
    if not user.has_perm(workflow.ACCEPT.recht):
        return Sachstand.objects.none()
    return Sachstand.objects.eingereicht().filter(
        steckbrief__in=Steckbrief.objects.editable_by(user)
    )


@transaction.atomic
def annehmen(sachstand, *, user, seen_version=None):
    """Accept a report; a draft so accepted was not handed in by the Kommune it is of.

    Raises what workflow.accept() raises.
    """
    if sachstand.status == Meldestatus.ENTWURF and _vertreten(sachstand, user):
        Sachstand.objects.filter(pk=sachstand.pk).offen().update(vertretung=True)
    return workflow.accept(sachstand, user=user, seen_version=seen_version)


@transaction.atomic
def alle_annehmen(sachstaende, *, user, gesehen=None):
    """Accept many, all or none; return how many. `gesehen` is {pk: version the person read}.

    Raises what workflow.accept() raises, with the name of the Steckbrief before the reason.
    """
    sachstaende, anzahl = list(sachstaende), 0
    # All in one order before anything is written: two who accept at once wait for each other
    # instead of blocking each other.
    betroffen = Steckbrief.objects.filter(pk__in={s.steckbrief_id for s in sachstaende})
    list(betroffen.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    for sachstand in sachstaende:
        try:
            annehmen(sachstand, user=user, seen_version=(gesehen or {}).get(sachstand.pk))
        except ValidationError as fehler:
            raise ValidationError(
                f"„{sachstand.steckbrief}“: {' '.join(fehler.messages)} Es wurde nichts angenommen.",
                code=fehler.code,
            ) from fehler
        anzahl += 1
    return anzahl


def _sperren(steckbrief):
    """Let those who report on one project at once wait for each other, as for workflow.accept()."""
    Steckbrief.objects.select_for_update(no_key=True).only("pk").get(pk=steckbrief.pk)


def _offen_gesperrt(sachstand):
    """Lock the row and return it as it is now. Raises ValidationError when it is accepted."""
    aktuell = Sachstand.objects.select_for_update().get(pk=sachstand.pk)
    if aktuell.angenommen_at:
        raise ValidationError(
            "Dieser Sachstand ist inzwischen angenommen und lässt sich nicht mehr ändern. Was neu ist, melden Sie bitte als neuen Bericht.",
            code="angenommen",
        )
    return aktuell


def _vertreten(zeile, user):
    """Say of a draft whether an account that is not of its Kommune gives it from its hands."""
    if zeile.status == Meldestatus.ENTWURF:
        fremd = user is not None and zeile.kommune_id is not None
        zeile.vertretung = fremd and not user.kommunen.filter(pk=zeile.kommune_id).exists()
    return zeile.vertretung


def _einreichen(zeile, user, funktion):
    """Set the state, save, and log it unless it was handed in before."""
    vorher = zeile.status if zeile.pk else ""
    neu = vorher != Meldestatus.EINGEREICHT
    zeile.status, zeile.rueckfrage = Meldestatus.EINGEREICHT, ""
    if neu:
        zeile.eingereicht_at = timezone.now()
    _beruehren(zeile, user, funktion)
    zeile.save()
    if neu:
        vorgang = {"funktion": funktion} if funktion and user is None else {}
        log(
            zeile.steckbrief,
            workflow.HAND_IN.verb,
            user,
            von=vorher,
            nach=zeile.status,
            sachstand=zeile,
            **vorgang,
        )


def ueberarbeiten(zeile, *, user=None):
    """Count an open row's version up, unsaved; an "unverändert" that is changed becomes a report."""
    if zeile.art == Sachstandsart.UNVERAENDERT:
        zeile.art, zeile.bestaetigt = Sachstandsart.BERICHT, None
    _beruehren(zeile, user)


def _beruehren(zeile, user, funktion=""):
    zeile.version += 1
    if user:
        zeile.gemeldet_von = user
    if funktion:
        zeile.gemeldet_funktion = funktion


def _stichtag(stichtag, runde):
    tag = stichtag or (runde.stichtag if runde else timezone.localdate())
    return tag if isinstance(tag, VagesDatum) else VagesDatum(tag)
