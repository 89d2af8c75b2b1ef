from django import forms


class VergleichForm(forms.Form):
    """Which two states of a Steckbrief to compare."""

    von = forms.ChoiceField(label="Von (älterer Stand)")
    bis = forms.ChoiceField(label="Bis (neuerer Stand)")

    def __init__(self, *args, staende, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("von", "bis"):
            self.fields[name].choices = staende
