"""Dates as people know them: "Anfang 2024", "Q3/2024", "07/2024", "15.07.2024".

A vague date carries its precision. It is stored as text ("2024-01-01/anfang") so that one
column sorts by time on every database and a form shows and reads what people write.
"""

import calendar
import datetime
import re
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

MONATE = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
BEISPIELE = "„15.07.2024“, „07/2024“, „Q3/2024“, „Anfang 2024“, „Herbst 2024“ oder „2024“"
FRUEHESTENS, SPAETESTENS = 1900, 2199
FEHLER = "„%(wert)s“ ist kein verständliches Datum. Möglich sind zum Beispiel " + BEISPIELE + "."
AUSSERHALB = (
    f"„%(wert)s“ liegt nicht zwischen {FRUEHESTENS} und {SPAETESTENS}. "
    "Für unbefristet bitte leer lassen."
)


class Genauigkeit(models.TextChoices):
    TAG = "tag", "Tag"
    MONAT = "monat", "Monat"
    QUARTAL = "quartal", "Quartal"
    HALBJAHR = "halbjahr", "Halbjahr"
    JAHR = "jahr", "Jahr"
    ANFANG = "anfang", "Anfang"
    MITTE = "mitte", "Mitte"
    ENDE = "ende", "Ende"
    FRUEHJAHR = "fruehjahr", "Frühjahr"
    SOMMER = "sommer", "Sommer"
    HERBST = "herbst", "Herbst"
    WINTER = "winter", "Winter"


# Length in months, and for the named parts of a year the month they begin in.
_DAUER = {
    "monat": 1,
    "quartal": 3,
    "halbjahr": 6,
    "jahr": 12,
    "anfang": 4,
    "mitte": 4,
    "ende": 4,
    "fruehjahr": 3,
    "sommer": 3,
    "herbst": 3,
    "winter": 3,
}
_BEGINN = {
    "jahr": 1,
    "anfang": 1,
    "mitte": 5,
    "ende": 9,
    "fruehjahr": 3,
    "sommer": 6,
    "herbst": 9,
    "winter": 12,
}
_TEILE = {
    "frühling": "fruehjahr",
    "fruehling": "fruehjahr",
    "frühjahr": "fruehjahr",
    **{teil: teil for teil in _BEGINN if teil != "jahr"},
}
_ROEMISCH = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_MONATSNAMEN = {name.lower()[:3]: nummer for nummer, name in enumerate(MONATE, 1)} | {
    "mae": 3,
    "mrz": 3,
}


@dataclass(frozen=True, order=True)
class VagesDatum:
    """A date (the first day of what is meant) and how precisely it is known."""

    datum: datetime.date
    genauigkeit: str = Genauigkeit.TAG

    @classmethod
    def lesen(cls, text):
        """Read what a person wrote.

        Raises ValidationError, in German and with examples, when it cannot be understood or is
        too far away (see geprueft).
        """
        return cls.verstehen(text).geprueft()

    @classmethod
    def verstehen(cls, text):
        """Read what a person or this software wrote, of any year: what is stored stays readable.

        Raises ValidationError as lesen() does.
        """
        wert = " ".join(str(text).split())
        try:
            for muster, bauen in _FORMEN:
                if treffer := muster.fullmatch(wert):
                    datum, genauigkeit = bauen(*treffer.groups())
                    return cls(datum, Genauigkeit(genauigkeit))
        except (ValueError, KeyError):
            pass  # 31.02.2024 or "Foo 2024" have the right shape only
        raise ValidationError(FEHLER, code="vages_datum", params={"wert": wert[:60]})

    def geprueft(self):
        """Return it again. Raises ValidationError for the year 9999, by which people mean "never"."""
        if FRUEHESTENS <= self.datum.year <= SPAETESTENS:
            return self
        raise ValidationError(AUSSERHALB, code="ausserhalb", params={"wert": str(self)})

    @property
    def letzter_tag(self):
        """The last day of what is meant: 31.03.2024 for "Q1/2024"; no later than a date can be."""
        if self.genauigkeit == Genauigkeit.TAG:
            return self.datum
        monate = self.datum.year * 12 + self.datum.month - 1 + _DAUER[self.genauigkeit] - 1
        jahr, monat = divmod(monate, 12)
        if jahr > datetime.MAXYEAR:  # Winter 9999
            return datetime.date.max
        return datetime.date(jahr, monat + 1, calendar.monthrange(jahr, monat + 1)[1])

    @property
    def danach(self):
        """The first day that is over; the last of all days has none and stands for it."""
        letzter = self.letzter_tag
        return letzter + datetime.timedelta(days=1) if letzter < datetime.date.max else letzter

    @property
    def taggenau(self):
        return self.genauigkeit == Genauigkeit.TAG

    @property
    def speicherform(self):
        return f"{self.datum.isoformat()}/{self.genauigkeit}"

    def __str__(self):
        jahr, monat = self.datum.year, self.datum.month
        match self.genauigkeit:
            case Genauigkeit.TAG:
                return f"{self.datum:%d.%m.}{jahr:04d}"
            case Genauigkeit.MONAT:
                return f"{MONATE[monat - 1]} {jahr:04d}"
            case Genauigkeit.QUARTAL:
                return f"{(monat + 2) // 3}. Quartal {jahr:04d}"
            case Genauigkeit.HALBJAHR:
                return f"{(monat + 5) // 6}. Halbjahr {jahr:04d}"
            case Genauigkeit.JAHR:
                return f"{jahr:04d}"
        return f"{Genauigkeit(self.genauigkeit).label} {jahr:04d}"


def spanne(beginn, ende):
    """ "Anfang 2024 bis Dezember 2026"; where both are the same "am 14.08.2020" or "2023"."""
    if beginn != ende:
        return f"{beginn} bis {ende}"
    return f"am {beginn}" if beginn.taggenau else str(beginn)


def ist_verschoben(frueher, heute):
    """Whether one VagesDatum moved away from another; to say it more precisely is no move.

    "Q1/2024" → "15.02.2024" is none, "Q1/2024" → "1. Halbjahr 2024" is one: it may come later.
    """
    if frueher is None or heute is None:
        return False
    return not (frueher.datum <= heute.datum and heute.letzter_tag <= frueher.letzter_tag)


def _erster(jahr, monat):
    return datetime.date(int(jahr), int(monat), 1)


def _monat_genannt(name, jahr):
    return _erster(jahr, _MONATSNAMEN[name.lower()[:3]]), "monat"


def _quartal(nummer, jahr):
    q = _ROEMISCH.get(nummer.lower()) or int(nummer)
    return _erster(jahr, q * 3 - 2), "quartal"


def _jahresteil(teil, jahr):
    schluessel = _TEILE[teil.lower()]
    return _erster(jahr, _BEGINN[schluessel]), schluessel


_JAHR = r"(\d{4})"
_FORMEN = [
    (re.compile(muster, re.IGNORECASE), bauen)
    for muster, bauen in (
        (
            r"(\d{4}-\d\d-\d\d)/([a-z]+)",
            lambda iso, genauigkeit: (datetime.date.fromisoformat(iso), genauigkeit),
        ),
        (r"(\d{4}-\d\d-\d\d)", lambda iso: (datetime.date.fromisoformat(iso), "tag")),
        (
            rf"(\d\d?)\.(\d\d?)\.{_JAHR}",
            lambda tag, monat, jahr: (datetime.date(int(jahr), int(monat), int(tag)), "tag"),
        ),
        (rf"(\d\d?)[./]{_JAHR}", lambda monat, jahr: (_erster(jahr, monat), "monat")),
        (rf"{_JAHR}-(\d\d)", lambda jahr, monat: (_erster(jahr, monat), "monat")),
        (rf"Q([1-4])[/ .-]?{_JAHR}", _quartal),
        (rf"{_JAHR}[/ -]?Q([1-4])", lambda jahr, q: _quartal(q, jahr)),
        (rf"(I{{1,3}}|IV|[1-4])\.? ?Quartal {_JAHR}", _quartal),
        (rf"(IV|I{{1,3}})/{_JAHR}", _quartal),
        (rf"H([12])[/ ]?{_JAHR}", lambda h, jahr: (_erster(jahr, int(h) * 6 - 5), "halbjahr")),
        (
            rf"([12])\.? ?(?:Halbjahr|Hj\.?) {_JAHR}",
            lambda h, jahr: (_erster(jahr, int(h) * 6 - 5), "halbjahr"),
        ),
        (rf"(?:Jahr )?{_JAHR}", lambda jahr: (_erster(jahr, 1), "jahr")),
        (
            rf"(Anfang|Mitte|Ende|Frühjahr|Fruehjahr|Frühling|Fruehling|Sommer|Herbst|Winter) {_JAHR}",
            _jahresteil,
        ),
        (rf"([A-Za-zÄä]{{3,9}})\.? {_JAHR}", _monat_genannt),
    )
]


class VagesDatumFormField(forms.CharField):
    """One text input for a vague date; the cleaned value is a VagesDatum or None."""

    def to_python(self, value):
        if isinstance(value, VagesDatum):
            return value.geprueft()
        text = super().to_python(value)
        return None if text in self.empty_values else VagesDatum.lesen(text)

    def run_validators(self, value):
        """Length and null characters were judged while reading."""

    def prepare_value(self, value):
        return str(value) if isinstance(value, VagesDatum) else value

    def has_changed(self, initial, data):
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


class VagesDatumField(models.CharField):
    description = "Datum mit Genauigkeit"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 24)
        kwargs.setdefault("help_text", "Zum Beispiel " + BEISPIELE + ".")
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        if value is None or value == "":
            return None
        if isinstance(value, VagesDatum):
            return value
        if isinstance(value, datetime.date):
            return VagesDatum(value)
        return VagesDatum.verstehen(value)

    def from_db_value(self, value, expression, connection):
        return self.to_python(value)

    def get_prep_value(self, value):
        vage = self.to_python(value)
        return vage.speicherform if vage else None

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def run_validators(self, value):
        """A VagesDatum has no length; reading it has judged it."""

    def formfield(self, **kwargs):
        return models.Field.formfield(self, **{"form_class": VagesDatumFormField, **kwargs})
