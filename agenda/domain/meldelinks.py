"""Personal links of a round: a new one, passing one on, another address, taking one back."""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agenda.domain import meldeaufgaben, rundenpost
from agenda.models import Abfrage, Meldelink
from agenda.models.runde import neuer_schluessel

RECHT = "agenda.manage_runde"
# A new link by one click, and passing on: enough for people, too little to fill a mailbox.
ABSTAND = datetime.timedelta(minutes=10)
ZEITRAUM = datetime.timedelta(hours=1)
HOECHSTZAHL = 20


def neuer_link(link, *, sofort=False, behalten=False):
    """Send a link with a new key to the address it was made for; the old one leads no further.

    With `behalten` the key stays and is only sent once more: whoever holds a link that was
    replaced cannot end the valid one. Return whether a mail went out: not if the round is over or the link taken back, if there is no
    address, if the last one is less than ten minutes old (unless `sofort`), or if the mail
    server refuses it; then the old key stays. Side effects: row, mail.
    """
    jetzt = timezone.now()
    frei = Meldelink.objects.filter(pk=link.pk, widerrufen_at__isnull=True).exclude(email="")
    frei = frei.filter(
        abfrage__runde__eroeffnet_at__isnull=False, abfrage__runde__geschlossen_at__isnull=True
    )
    if not sofort:
        frei = frei.filter(Q(versandt_at__isnull=True) | Q(versandt_at__lte=jetzt - ABSTAND))
    vorher = link.versandt_at
    # Whoever asks first in these ten minutes sends; the mail itself goes without a lock.
    if not Meldelink.objects.filter(pk__in=frei.values("pk")).update(versandt_at=jetzt):
        return False
    link.refresh_from_db()
    alt, link.schluessel = link.schluessel, link.schluessel if behalten else neuer_schluessel()
    if not rundenpost.senden([link], "neuer_link"):
        link.schluessel, link.versandt_at = alt, vorher
        link.save(update_fields=["versandt_at"])
        return False
    link.save(update_fields=["schluessel"])
    return True


def weitergeben(link, steckbrief, email):
    """Make a link to one Steckbrief for a colleague and mail it; return it, with its `fehler`.

    The same address for the same Steckbrief keeps its link. Raises ValidationError in German: no
    address, the round is over, or too many within the hour. Side effects: row, mail.
    """
    email = email.strip()
    validate_email(email)
    if not link.abfrage.runde.laeuft:
        raise ValidationError("Die Runde ist beendet.", code="beendet")
    with transaction.atomic():
        abfrage = Abfrage.objects.select_for_update().get(pk=link.abfrage_id)
        links = Meldelink.objects.filter(abfrage=abfrage, widerrufen_at__isnull=True)
        seit = timezone.now() - ZEITRAUM
        neue = Q(created_at__gt=seit) | Q(versandt_at__gt=seit)
        if links.filter(neue, steckbrief__isnull=False).count() >= HOECHSTZAHL:
            raise ValidationError(
                "In der letzten Stunde wurde schon sehr oft weitergegeben. Bitte versuchen Sie es später noch einmal.",
                code="zu_viele",
            )
        neuer = links.filter(steckbrief=steckbrief, email__iexact=email).first()
        if neuer is None:
            neuer = Meldelink.objects.create(abfrage=abfrage, steckbrief=steckbrief, email=email)
        elif neuer.versandt_at and neuer.versandt_at > timezone.now() - ABSTAND:
            return neuer
    neuer.abfrage = link.abfrage
    rundenpost.senden([neuer], "weitergegeben", aufgaben=_offene(neuer))
    return neuer


def adresse_aendern(link, email, *, user):
    """Give a link another address and send it there with a new key; the old one ends.

    Return whether the mail went out. Raises PermissionDenied or ValidationError.
    """
    pruefen(user)
    email = email.strip()
    validate_email(email)
    if link.widerrufen_at or not link.abfrage.runde.laeuft:
        raise ValidationError("Dieser Link gilt nicht mehr.", code="beendet")
    link.email, link.schluessel, link.versandt_at = email, neuer_schluessel(), None
    link.save(update_fields=["email", "schluessel", "versandt_at"])
    art = "einladung" if link.steckbrief_id is None else "weitergegeben"
    return rundenpost.senden([link], art, aufgaben=_offene(link))


def _offene(link):
    return [aufgabe for aufgabe in meldeaufgaben.aufgaben(link) if aufgabe.zu_tun]


def weitergegebene(link):
    """Return the links to single Steckbriefe that a partner passed on and may take back.

    Only the partner's own link leads to them.
    """
    if link.steckbrief_id:
        return Meldelink.objects.none()
    return Meldelink.objects.filter(
        abfrage=link.abfrage_id, steckbrief__isnull=False, widerrufen_at__isnull=True
    ).order_by("pk")


def zuruecknehmen(link, pk):
    """Take back what was passed on by a partner's own link; return whether there was such a one."""
    return bool(weitergegebene(link).filter(pk=pk).update(widerrufen_at=timezone.now()))


def widerrufen(link, *, user):
    """Take a link back for good. Raises PermissionDenied."""
    pruefen(user)
    link.widerrufen_at = timezone.now()
    link.save(update_fields=["widerrufen_at"])


def pruefen(user):
    """Raise PermissionDenied unless an account may run rounds; None is the set-up itself."""
    if user is not None and not user.has_perm(RECHT):
        raise PermissionDenied
