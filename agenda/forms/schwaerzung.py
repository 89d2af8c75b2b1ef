"""Asking for a redaction: what, and why. The domain judges the rest."""

import hashlib

from django import forms
from django.core.exceptions import ValidationError

from agenda.domain import schwaerzung
from agenda.models.schwaerzung import Schwaerzungsart


class SchwaerzungForm(forms.Form):
    """First shows where a passage stands, then asks; `gezeigt` says what has been shown."""

    art = forms.ChoiceField(
        label="Was soll geschwärzt werden?",
        choices=Schwaerzungsart,
        initial=Schwaerzungsart.PASSAGE,
        widget=forms.RadioSelect,
    )
    passage = forms.CharField(
        label="Textstelle oder Name",
        required=False,
        help_text="Genau so, wie es im Text steht, mit Groß- und Kleinschreibung. Jede andere Schreibweise ist eine eigene Schwärzung. In Dateien wird nicht gesucht: Eine Datei wird als Ganzes geschwärzt.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField", "autocomplete": "off"}),
    )
    datei = forms.ChoiceField(
        label="Bild oder Datei",
        required=False,
        help_text="Die Datei wird gelöscht; ihre Namen und Beschreibungen werden überall ersetzt.",
    )
    begruendung = forms.CharField(
        label="Begründung",
        help_text="Bleibt im Verlauf stehen, zum Beispiel „Antrag nach Art. 17 DSGVO vom 03.02.2027“. Nennen Sie hier nicht, was geschwärzt wird.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": "Bitte geben Sie eine Begründung an."},
    )
    gezeigt = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dateien = sorted(schwaerzung.files().items(), key=lambda paar: paar[1])
        self.fields["datei"].choices = [("", "---------"), *dateien]

    def clean(self):
        daten = super().clean()
        feld = "datei" if daten.get("art") == Schwaerzungsart.DATEI else "passage"
        if not daten.get(feld) and not self.has_error(feld):
            self.add_error(
                feld,
                "Bitte eine Datei auswählen."
                if feld == "datei"
                else "Bitte angeben, was geschwärzt werden soll.",
            )
        self.funde = []
        if not self.errors:
            try:
                self.funde = schwaerzung.check(**self.auftrag)
            except ValidationError as error:
                self.add_error("begruendung" if error.code == "grund" else feld, error)
        return daten

    @property
    def auftrag(self):
        """What schwaerzung.request() is to do."""
        art = self.cleaned_data["art"]
        feld = "datei" if art == Schwaerzungsart.DATEI else "passage"
        return {
            "art": art,
            "passage": self.cleaned_data[feld],
            "begruendung": self.cleaned_data["begruendung"],
        }

    @property
    def siegel(self):
        """A mark of what the places on the page are about."""
        auftrag = self.auftrag
        return hashlib.sha256(f"{auftrag['art']}:{auftrag['passage']}".encode()).hexdigest()

    def was_shown(self):
        """Whether the person has seen where just this stands."""
        return self.cleaned_data["gezeigt"] == self.siegel

    def show(self):
        """Note on the page which places it shows."""
        self.data = self.data.copy()
        self.data["gezeigt"] = self.siegel
