"""Field types that both the ground and the agenda need: money in cents, entered in euros."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

EURO_BEISPIEL = "Bitte einen Betrag in Euro eingeben, zum Beispiel 30.000 oder 1.250,50."


def euro_lesen(text):
    """Read a German euro amount and return whole cents.

    "30.000", "30.000,50", "1250,5", "50000 €" are understood; a single dot before
    exactly three digits groups thousands, as people in a Rathaus write it.
    Raises ValidationError with a German sentence for anything else.
    """
    roh = (
        str(text).replace("€", "").replace("EUR", "").replace("\u00a0", "").replace(" ", "").strip()
    )
    if "," in roh:
        zahl = roh.replace(".", "").replace(",", ".")
    elif all(len(gruppe) == 3 for gruppe in roh.split(".")[1:]):
        zahl = roh.replace(".", "")
    else:
        zahl = roh
    try:
        betrag = Decimal(zahl)
    except InvalidOperation as error:
        raise ValidationError(EURO_BEISPIEL, code="euro") from error
    if not betrag.is_finite() or abs(betrag) >= Decimal(10) ** 13:
        raise ValidationError(EURO_BEISPIEL, code="euro")
    cents = (betrag * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if cents != betrag * 100:
        raise ValidationError("Ein Betrag hat höchstens zwei Stellen nach dem Komma.", code="euro")
    return int(cents)


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

    def run_validators(self, value):
        if value is not None:
            for validator in self.validators:
                if not isinstance(validator, (forms.fields.ProhibitNullCharactersValidator,)):
                    validator(value)

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
