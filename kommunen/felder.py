"""Field types that both the ground and the agenda need: money in cents, entered in euros."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

EURO_BEISPIEL = "Bitte einen Betrag in Euro eingeben, zum Beispiel 30.000 oder 1.250,50."
_EURO = re.compile(
    r"(?P<ganze>-?(\d+|[1-9]\d{0,2}(\.\d{3})+))(,(?P<cents>\d+))?|(?P<mit_punkt>-?\d+\.\d{1,2})"
)


def euro_lesen(text):
    """Read a German euro amount and return whole cents.

    "30.000", "30.000,50", "1250,5", "50000 €" are understood; dots before exactly three
    digits group thousands, as people in a Rathaus write it. "1250.5" is understood as well.
    Raises ValidationError with a German sentence for anything else.
    """
    roh = "".join(re.sub("€|EURO?", "", str(text), flags=re.IGNORECASE).split())
    treffer = _EURO.fullmatch(roh)
    if not treffer:
        raise ValidationError(EURO_BEISPIEL, code="euro")
    if len(treffer["cents"] or "") > 2:
        raise ValidationError("Ein Betrag hat höchstens zwei Stellen nach dem Komma.", code="euro")
    ganze = (treffer["ganze"] or "").replace(".", "")
    betrag = Decimal(treffer["mit_punkt"] or f"{ganze}.{treffer['cents'] or 0}")
    if abs(betrag) >= Decimal(10) ** 13:
        raise ValidationError(EURO_BEISPIEL, code="euro")
    return int(betrag * 100)


def euro_schreiben(cents):
    """Return cents as a person in Germany writes it: 3000000 → "30.000", 125050 → "1.250,50"."""
    vorzeichen = "-" if cents < 0 else ""
    euro, rest = divmod(abs(cents), 100)
    ganze = f"{euro:,}".replace(",", ".")
    return f"{vorzeichen}{ganze},{rest:02d}" if rest else f"{vorzeichen}{ganze}"


class EuroFormField(forms.CharField):
    """A text input in euros whose cleaned value is an int of cents, or None."""

    def to_python(self, value):
        if isinstance(value, int):
            return value
        text = super().to_python(value)
        return None if text in self.empty_values else euro_lesen(text)

    def prepare_value(self, value):
        return euro_schreiben(value) if isinstance(value, int) else value

    def has_changed(self, initial, data):
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


class CentField(models.BigIntegerField):
    """An amount of money in cents; forms show and read euros."""

    def formfield(self, **kwargs):
        return models.Field.formfield(self, **{"form_class": EuroFormField, **kwargs})
