"""Signed, expiring links that show the draft of a paper to whoever has to agree to it.

The token is the whole permission, as in domain.vorschau. It shows the draft as it is when looked
at, and ends by its age, with the draft, or when the paper (Ausgabe or Bericht) is given out.
"""

import datetime

from django.core import signing

from agenda.domain.vorschau import GILT, Abgelaufen, Ungueltig
from agenda.models import Ausgabe, Bericht

# A token of one kind shows no paper of the other.
SALT = {Ausgabe: "agenda.mitzeichnung", Bericht: "agenda.mitzeichnung.bericht"}
DAZU = {
    Ausgabe: ("drucksache", "beratung__gremium", "handlungsfeld"),
    Bericht: ("drucksache", "beratung__gremium", "sitzung__gremium"),
}

__all__ = ["GILT", "Abgelaufen", "Ungueltig", "gilt_bis", "make_token", "read_token"]


def make_token(papier):
    """Return the token of the draft of an Ausgabe or a Bericht."""
    return signing.dumps(papier.pk, salt=SALT[type(papier)])


def gilt_bis(token):
    """Return the moment a token ends that read_token() accepts."""
    seit = signing.b62_decode(token.rsplit(":", 2)[1])
    return datetime.datetime.fromtimestamp(seit, datetime.UTC) + GILT


def read_token(token, modell=Ausgabe):
    """Return the Ausgabe (or other modell) a token shows, draft or given out.

    Raises Abgelaufen or Ungueltig.
    """
    try:
        pk = signing.loads(token, salt=SALT[modell], max_age=GILT)
    except signing.SignatureExpired as error:
        raise Abgelaufen from error
    except signing.BadSignature as error:
        raise Ungueltig from error
    papier = modell.objects.filter(pk=pk).select_related(*DAZU[modell]).first()
    if papier is None:
        raise Ungueltig
    return papier
