"""Forms of the import pages: the file, and the questions only a person can answer."""

from django import forms

OHNE = "nicht einlesen"


class HochladenForm(forms.Form):
    datei = forms.FileField(
        label="Datei",
        help_text="Excel (.xlsx), CSV (.csv) oder OpenDocument (.ods), höchstens 10 MB und 500 Steckbriefe.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.ods"}),
        error_messages={
            "required": "Bitte wählen Sie eine Datei aus.",
            "empty": "Die Datei ist leer.",
        },
    )


class ZuordnungForm(forms.Form):
    """One select per column we do not know, and whose numbers stand in the file.

    `fragen` is a list of (field name, label, help text, choices, initial).
    """

    nummern = forms.ChoiceField(
        label="Wessen Nummern stehen in der Datei?",
        choices=[
            ("eigene", "Es sind unsere Nummern: Die Zeilen ändern die Steckbriefe mit diesen Nummern."),
            ("fremde", "Es sind Nummern des Absenders: Jede Zeile wird ein neuer Entwurf; die Nummer wird darin nur vermerkt."),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie aus, wessen Nummern es sind."},
    )  # fmt: skip

    def __init__(self, *args, fragen, nach_nummern, **kwargs):
        super().__init__(*args, **kwargs)
        if not nach_nummern:
            del self.fields["nummern"]
        for name, label, hilfe, auswahl, initial in fragen:
            self.fields[name] = forms.ChoiceField(
                label=label,
                help_text=hilfe,
                required=False,
                choices=[("", OHNE), *auswahl],
                initial=initial,
            )

    @property
    def spalten(self):
        """The bound fields of the columns."""
        return [feld for feld in self if feld.name != "nummern"]
