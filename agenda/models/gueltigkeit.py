"""When an Eintrag is public: conditions for its own rows and for those that hang on it."""

from django.db.models import F, Q
from django.utils import timezone


def gilt(at=None, praefix=""):
    """Return the condition that an Eintrag is valid at a moment (default: now).

    praefix: the path from the rows asked for to their Eintrag, with "__" at its end.
    """
    at = at or timezone.now()
    return Q(**{f"{praefix}gilt_ab__lte": at}) & (
        Q(**{f"{praefix}gilt_bis__isnull": True}) | Q(**{f"{praefix}gilt_bis__gt": at})
    )


def gilt_je(praefix=""):
    """Return the condition that it was, is or will be valid: no newer release overtook it before."""
    return Q(**{f"{praefix}gilt_bis__isnull": True}) | Q(
        **{f"{praefix}gilt_bis__gt": F(f"{praefix}gilt_ab")}
    )


def laeuft(at=None, praefix=""):
    """Return the condition that its project was neither shelved nor merged by then."""
    return Q(**{f"{praefix}abgelegt__isnull": True}) | Q(
        **{f"{praefix}abgelegt__gt": at or timezone.now()}
    )
