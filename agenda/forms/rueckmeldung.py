"""The form for barriers and mistakes. What is typed is never lost, whatever goes wrong."""

from django import forms

MAX_TEXT = 4000


class TextFeld(forms.CharField):
    """Count a line break as one character, as people do; browsers send two."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class RueckmeldungForm(forms.Form):
    seite = forms.CharField(
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
        help_text=f"Höchstens {MAX_TEXT:,} Zeichen.".replace(",", "."),
        widget=forms.Textarea(attrs={"class": "kern-form-input__input", "rows": 8}),
        error_messages={
            "required": "Bitte beschreiben Sie, was Ihnen aufgefallen ist.",
            "max_length": f"Bitte kürzen Sie die Beschreibung auf {MAX_TEXT:,} Zeichen.".replace(
                ",", "."
            )
            + " Es sind %(show_value)d.",
        },
    )
    name = forms.CharField(
        label="Ihr Name",
        max_length=120,
        required=False,
        error_messages={"max_length": "Bitte kürzen Sie den Namen auf 120 Zeichen."},
        widget=forms.TextInput(attrs={"class": "kern-form-input__input", "autocomplete": "name"}),
    )
    email = forms.EmailField(
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
