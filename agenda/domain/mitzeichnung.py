"""Signed, expiring links that show the draft of an Ausgabe to whoever has to agree to it.

The token is the whole permission, as in domain.vorschau. It shows the draft as it is when looked
at, and ends by its age, with the draft, or when the Ausgabe is given out.
"""

import datetime

from django.core import signing

from agenda.domain.vorschau import GILT, Abgelaufen, Ungueltig
from agenda.models import Ausgabe

SALT = "agenda.mitzeichnung"

__all__ = ["GILT", "Abgelaufen", "Ungueltig", "gilt_bis", "make_token", "read_token"]


def make_token(ausgabe):
    """Return the token of an Ausgabe's draft."""
    return signing.dumps(ausgabe.pk, salt=SALT)


def gilt_bis(token):
    """Return the moment a token ends that read_token() accepts."""
    seit = signing.b62_decode(token.rsplit(":", 2)[1])
    return datetime.datetime.fromtimestamp(seit, datetime.UTC) + GILT


def read_token(token):
    """Return the Ausgabe a token shows, draft or given out. Raises Abgelaufen or Ungueltig."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=GILT)
    except signing.SignatureExpired as error:
        raise Abgelaufen from error
    except signing.BadSignature as error:
        raise Ungueltig from error
    ausgabe = (
        Ausgabe.objects.filter(pk=pk)
        .select_related("drucksache", "beratung__gremium", "handlungsfeld")
        .first()
    )
    if ausgabe is None:
        raise Ungueltig
    return ausgabe
