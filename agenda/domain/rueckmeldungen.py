"""Rückmeldungen from people without an account: signed forms, receipts, deletion in time.

A form carries a signed token with a nonce and the moment it was shown. No cookie is needed: what
another site sends is refused by its origin, what a programme sends by the trap and the clock.
"""

import datetime
import secrets
import uuid
from calendar import monthrange

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from agenda.models import Rueckmeldung
from agenda.models.rueckmeldung import Bearbeitungsstand, Meldeart

AUFBEWAHRUNG_MONATE = 6
MINDESTALTER = datetime.timedelta(seconds=3)
HOECHSTALTER = datetime.timedelta(hours=24)
# A programme that gets past trap and clock must not bury what people write.
HOECHSTZAHL = 60
ZEITRAUM = datetime.timedelta(hours=1)
_SALZ_FORMULAR = "agenda.rueckmeldung"
_SALZ_EINGANG = "agenda.rueckmeldung.eingang"
# Without what looks alike on paper or sounds alike on the telephone.
_ALPHABET = "23456789CDFGHJKMNPQRTVWXYZ"
_BUCHSTABE = {Meldeart.BARRIERE: "B", Meldeart.FEHLER: "F"}


class Ungueltig(Exception):
    """The form's token is forged or of another purpose."""


class ZuFrueh(Exception):
    """Sent faster than a person can write."""


class ZuSpaet(Exception):
    """The form stood open for more than a day."""


class Verbraucht(Exception):
    """This form was sent before, with another text."""


class Ueberlastet(Exception):
    """As many came in within the hour as the portal takes; `wartezeit` says how long to wait."""

    def __init__(self, wartezeit):
        super().__init__(wartezeit)
        self.wartezeit = wartezeit


def lokaler_pfad(wert):
    """Return an address within this portal as it is, and "" for anything else."""
    lokal = wert.startswith("/") and not wert.startswith(("//", "/\\"))
    return wert if lokal and wert.isprintable() and len(wert) <= 300 else ""


def make_token(art):
    """Return the token of a new form."""
    inhalt = {"art": art, "kennung": uuid.uuid4().hex, "ab": timezone.now().timestamp()}
    return signing.dumps(inhalt, salt=_SALZ_FORMULAR)


def read_token(token, art):
    """Return the nonce (UUID) of a form. Raises Ungueltig, ZuFrueh or ZuSpaet."""
    try:
        inhalt = signing.loads(token, salt=_SALZ_FORMULAR)
    except signing.BadSignature as error:
        raise Ungueltig from error
    if inhalt["art"] != art:
        raise Ungueltig
    alter = datetime.timedelta(seconds=timezone.now().timestamp() - inhalt["ab"])
    if alter < MINDESTALTER:
        raise ZuFrueh
    if alter > HOECHSTALTER:
        raise ZuSpaet
    return uuid.UUID(inhalt["kennung"])


def neue_eingangsnummer(art, heute=None):
    """Return a number to quote: "B-2026-K7QM4"."""
    jahr = (heute or timezone.localdate()).year
    zeichen = "".join(secrets.choice(_ALPHABET) for _ in range(5))
    return f"{_BUCHSTABE[art]}-{jahr}-{zeichen}"


def loeschtag(tag):
    """Return the day six months after a day, at the end of a shorter month."""
    monat = tag.month + AUFBEWAHRUNG_MONATE
    jahr, monat = tag.year + (monat - 1) // 12, (monat - 1) % 12 + 1
    return tag.replace(year=jahr, month=monat, day=min(tag.day, monthrange(jahr, monat)[1]))


def eingehen(*, art, kennung, text, seite="", name="", email=""):
    """Store a Rückmeldung and return it; the same form sent twice gives the first one.

    Raises Verbraucht when that form brought another text before, and Ueberlastet. Side effects:
    one row.
    """
    werte = {"art": art, "text": text, "seite": seite, "name": name, "email": email}
    heute = timezone.localdate()
    for _ in range(10):
        if vorhanden := Rueckmeldung.objects.filter(kennung=kennung).first():
            if any(getattr(vorhanden, key) != wert for key, wert in werte.items()):
                raise Verbraucht
            return vorhanden
        _bremsen()
        try:
            with transaction.atomic():
                return Rueckmeldung.objects.create(
                    **werte,
                    kennung=kennung,
                    eingangsnummer=neue_eingangsnummer(art, heute),
                    loeschen_am=loeschtag(heute),
                )
        except IntegrityError:
            # The same form in the same moment, or (once in millions) the same number.
            continue
    raise RuntimeError("no free Eingangsnummer in ten attempts")


def _bremsen():
    """Raise Ueberlastet while the last hour holds as many as the portal takes, from everybody."""
    jetzt = timezone.now()
    letzte = Rueckmeldung.objects.filter(eingegangen_at__gt=jetzt - ZEITRAUM)
    zeiten = letzte.order_by("-eingegangen_at").values_list("eingegangen_at", flat=True)
    if voll_seit := zeiten[HOECHSTZAHL - 1 : HOECHSTZAHL].first():
        raise Ueberlastet(voll_seit + ZEITRAUM - jetzt)


def make_eingang(art, eingangsnummer, loeschen_am):
    """Return the signed part of a receipt's address. It holds the number, no word of the report."""
    inhalt = {"art": art, "nummer": eingangsnummer, "bis": loeschen_am.isoformat()}
    return signing.dumps(inhalt, salt=_SALZ_EINGANG)


def read_eingang(eingang, art):
    """Return (Eingangsnummer, day of deletion) of a receipt. Raises Ungueltig."""
    try:
        inhalt = signing.loads(eingang, salt=_SALZ_EINGANG)
    except signing.BadSignature as error:
        raise Ungueltig from error
    if inhalt["art"] != art:
        raise Ungueltig
    return inhalt["nummer"], datetime.date.fromisoformat(inhalt["bis"])


def bearbeiten(rueckmeldung, *, user):
    """Save what the office noted: who, and when it was done."""
    erledigt = rueckmeldung.status == Bearbeitungsstand.ERLEDIGT
    if not erledigt:
        rueckmeldung.erledigt_at = None
    elif rueckmeldung.erledigt_at is None:
        rueckmeldung.erledigt_at = timezone.now()
    rueckmeldung.bearbeitet_von = user
    rueckmeldung.save(update_fields=["status", "notiz", "erledigt_at", "bearbeitet_von"])


@transaction.atomic
def aufraeumen(*, probe=False):
    """Delete what has reached its day, all in one go, and return how many rows."""
    faellige = Rueckmeldung.objects.faellig()
    if probe:
        return faellige.count()
    return faellige.delete()[1].get(Rueckmeldung._meta.label, 0)
