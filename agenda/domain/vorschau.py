"""Signed, expiring links that show a draft to people without an account.

The token is the whole permission: it names one Arbeitsstand, or "the draft as it is now".
Nothing is stored, so a link ends by its age or with the draft itself.
"""

import datetime

from django.core import signing

from agenda.domain.dokument import Dokument
from agenda.models import Arbeitsstand, Fassung

SALT = "agenda.vorschau"
GILT = datetime.timedelta(days=14)
OHNE_NUMMER = "ohne Nummer"


class Ungueltig(Exception):
    """No such preview: forged, of another purpose, or the draft is gone."""


class Abgelaufen(Ungueltig):
    """Was a good link once, and is too old."""


def make_token(quelle):
    """Return the token of an Arbeitsstand, or of a Steckbrief's draft as it is when looked at."""
    art = "stand" if isinstance(quelle, Arbeitsstand) else "entwurf"
    return signing.dumps({art: quelle.pk}, salt=SALT)


def read_token(token):
    """Return the Arbeitsstand a token shows. Raises Abgelaufen or Ungueltig."""
    try:
        inhalt = signing.loads(token, salt=SALT, max_age=GILT)
    except signing.SignatureExpired as error:
        raise Abgelaufen from error
    except signing.BadSignature as error:
        raise Ungueltig from error
    staende = Arbeitsstand.objects.filter(steckbrief__geloescht_at__isnull=True)
    if "stand" in inhalt:
        staende = staende.filter(pk=inhalt["stand"])
    else:
        staende = staende.filter(steckbrief=inhalt["entwurf"])
    arbeitsstand = staende.select_related("steckbrief").order_by("-version").first()
    if arbeitsstand is None:
        raise Ungueltig
    return arbeitsstand


def veroeffentlicht(arbeitsstand):
    """Return the public Fassung an Arbeitsstand has become meanwhile, or None."""
    return (
        Fassung.objects.oeffentlich()
        .filter(arbeitsstand=arbeitsstand)
        .select_related("steckbrief")
        .order_by("-nr")
        .first()
    )


def als_fassung(arbeitsstand):
    """Return an Arbeitsstand as the Fassung it would become: unsaved, with the next number."""
    steckbrief = arbeitsstand.steckbrief
    nummer = steckbrief.nummer or steckbrief.vorgesehene_nummer or OHNE_NUMMER
    stand = Dokument({**Dokument.lesen(arbeitsstand.dokument).daten, "nummer": nummer})
    geplant = Fassung.objects.filter(arbeitsstand=arbeitsstand).order_by("-nr").first()
    return Fassung(
        steckbrief=steckbrief,
        nr=geplant.nr if geplant else steckbrief.fassungen.count() + 1,
        nummer=nummer,
        dokument=stand.canonical.decode(),
        sha256=stand.sha256,
        gilt_ab=arbeitsstand.created_at,
        arbeitsstand=arbeitsstand,
    )
