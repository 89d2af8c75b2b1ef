"""The form for barriers and mistakes. What is typed is never lost, whatever goes wrong."""

from django import forms
from django.core.exceptions import ValidationError

MAX_TEXT = 4000
# What is sent back at most, however much came in.
MAX_ZURUECK = 20_000


class BegrenztMixin:
    def bound_data(self, data, initial):
        return data[:MAX_ZURUECK] if isinstance(data, str) else data


class TextFeld(BegrenztMixin, forms.CharField):
    """Count a line break as one character, as people do; browsers send two."""

    def to_python(self, value):
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > MAX_ZURUECK:
            raise ValidationError(
                f"Bitte kürzen Sie die Beschreibung auf {_zahl(MAX_TEXT)} Zeichen. Es waren {_zahl(len(text))}; hier stehen nur noch die ersten {_zahl(MAX_ZURUECK)}."
            )
        return text


class ZeilenFeld(BegrenztMixin, forms.CharField):
    """One line, as its input shows it: browsers leave control characters out of addresses, and
    what looked local would lead elsewhere."""

    def clean(self, value):
        wert = super().clean(value)  # refuses a NUL
        return " ".join("".join(z if z.isprintable() else " " for z in wert).split())


class EmailFeld(BegrenztMixin, forms.EmailField):
    pass


def _zahl(anzahl):
    return f"{anzahl:,}".replace(",", ".")


class RueckmeldungForm(forms.Form):
    seite = ZeilenFeld(
        label="Um welche Seite geht es?",
        max_length=300,
        required=False,
        help_text="Die Adresse oder der Name der Seite. Leer lassen, wenn es alle Seiten betrifft.",
        error_messages={"max_length": "Bitte kürzen Sie die Angabe zur Seite auf 300 Zeichen."},
        widget=forms.TextInput(attrs={"class": "kern-form-input__input", "autocomplete": "off"}),
    )
    text = TextFeld(
        label="Was ist Ihnen aufgefallen?",
        max_length=MAX_TEXT,
        help_text=f"Höchstens {_zahl(MAX_TEXT)} Zeichen.",
        widget=forms.Textarea(attrs={"class": "kern-form-input__input", "rows": 8}),
        error_messages={
            "required": "Bitte beschreiben Sie, was Ihnen aufgefallen ist.",
            "max_length": f"Bitte kürzen Sie die Beschreibung auf {_zahl(MAX_TEXT)} Zeichen. Es sind %(show_value)d.",
        },
    )
    name = ZeilenFeld(
        label="Ihr Name",
        max_length=120,
        required=False,
        error_messages={"max_length": "Bitte kürzen Sie den Namen auf 120 Zeichen."},
        widget=forms.TextInput(attrs={"class": "kern-form-input__input", "autocomplete": "name"}),
    )
    email = EmailFeld(
        label="Ihre E-Mail-Adresse",
        max_length=254,
        required=False,
        help_text="Nur wenn Sie eine Antwort möchten. Zum Beispiel: name@example.org",
        widget=forms.EmailInput(attrs={"class": "kern-form-input__input", "autocomplete": "email"}),
        error_messages={
            "invalid": "Diese E-Mail-Adresse ist nicht vollständig. Sie sieht zum Beispiel so aus: name@example.org"
        },
    )
    # A trap: programmes fill in everything, people do not see it (static/portal-seite.css).
    betreff = forms.CharField(
        label="Dieses Feld bitte leer lassen",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def sichtbare(self):
        return [self[name] for name in ("text", "seite", "name", "email")]

    @property
    def in_der_falle(self):
        """Whether the trap was filled in, however wrong the rest is."""
        return bool(self.data.get("betreff"))
