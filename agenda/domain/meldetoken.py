"""What the address of a personal link says, and what a form of it has shown.

The token names a Meldelink and its key and is signed. Nothing expires by the clock: a link holds
while its round runs, and until a new key replaces the old one.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from agenda.models import Meldelink

SALZ = "agenda.meldung"
SALZ_FORMULAR = "agenda.meldung.formular"


class Ungueltig(Exception):
    """Forged, cut off, or of a link that is gone."""


class Ueberholt(Exception):
    """Was good once: a new key replaced it. `link` is the row."""

    def __init__(self, link):
        super().__init__(link)
        self.link = link


class Widerrufen(Ueberholt):
    """The Stabsstelle took the link back."""


def make_token(link):
    """Return the part of the address that opens a link."""
    return signing.Signer(salt=SALZ).sign_object([link.pk, link.schluessel])


def adresse(link):
    """Return the whole address of a link, as a mail needs it."""
    return settings.BASE_URL + reverse("meldung", args=[make_token(link)])


def read_token(token):
    """Return the Meldelink a token opens, with Abfrage, Runde and Kommune.

    Raises Ungueltig, Widerrufen or Ueberholt. Whether the round still runs is told by the round.
    """
    try:
        pk, schluessel = signing.Signer(salt=SALZ).unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise Ungueltig from error
    link = (
        Meldelink.objects.filter(pk=pk)
        .select_related("abfrage__runde__sitzung__gremium", "abfrage__kommune", "steckbrief")
        .first()
    )
    if link is None:
        raise Ungueltig
    if link.widerrufen_at:
        raise Widerrufen(link)
    if link.schluessel != schluessel:
        raise Ueberholt(link)
    return link


def make_form_token(link, zweck, **gesehen):
    """Return the signed token of a form: whose it is, what for, and what was seen in it."""
    return signing.dumps([link.pk, str(zweck), gesehen], salt=SALZ_FORMULAR)


def read_form_token(token, link, zweck):
    """Return what was seen in a form. Raises Ungueltig if it belongs to another link or purpose."""
    try:
        pk, wofuer, gesehen = signing.loads(token, salt=SALZ_FORMULAR)
    except signing.BadSignature as error:
        raise Ungueltig from error
    if (pk, wofuer) != (link.pk, str(zweck)):
        raise Ungueltig
    return gesehen
