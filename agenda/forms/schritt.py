"""What a step asks for: a reason, another Steckbrief, a number, a Kommune."""

from django import forms

from agenda.forms.freigabe import DrucksacheField
from agenda.models import Steckbrief
from agenda.models.steckbrief import nummer_pruefen
from kommunen.models import Kommune

_TEXT = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})


class SchrittForm(forms.Form):
    """Asks only what the step needs; the fields it does not need are taken away."""

    required_css_class = "required"

    ziel = forms.ModelChoiceField(
        Steckbrief.objects.none(),
        label="In welchem Steckbrief geht er auf?",
        help_text="Zur Auswahl stehen öffentliche Steckbriefe.",
        error_messages={"required": "Bitte wählen Sie einen Steckbrief."},
    )
    nummer = forms.CharField(
        label="Neue Nummer", max_length=40, validators=[nummer_pruefen], strip=True
    )
    kommune = forms.ModelChoiceField(
        Kommune.objects.none(),
        label="Für welche Kommune?",
        help_text="Sie wird verantwortlich für die Kopie.",
    )
    grund = forms.CharField(
        label="Begründung",
        max_length=2000,
        help_text="Steht im Verlauf und bleibt dort.",
        widget=_TEXT,
        error_messages={"required": "Bitte geben Sie eine Begründung an."},
    )
    drucksache = DrucksacheField()
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, fragen, grund_noetig, ziele=None, kommunen=None, frei="", **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(fragen):
            del self.fields[name]
        if "grund" in fragen and not grund_noetig:
            self.fields["grund"].required = False
            self.fields["grund"].label = "Bemerkung (freiwillig)"
        if "ziel" in fragen:
            self.fields["ziel"].queryset = ziele
        if "kommune" in fragen:
            self.fields["kommune"].queryset = kommunen
        if "nummer" in fragen:
            self.fields["nummer"].help_text = f"Die nächste freie Nummer ist {frei}."

    def add_workflow_error(self, error):
        """Show a refusal of the workflow where it belongs; what was typed stays."""
        name = error.code if getattr(error, "code", None) in self.fields else None
        self.add_error(name, error if name else error.messages)

    def see(self, version):
        """Take over the version whose changes the page now shows."""
        if "seen_version" in self.fields:
            self.data = self.data.copy()
            self.data["seen_version"] = version
