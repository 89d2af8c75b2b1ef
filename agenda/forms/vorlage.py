"""What a new Vorlage asks before it begins."""

from django import forms

from agenda.domain.vorlagenentwurf import ARTEN, MITTEILUNG


class NeueVorlageForm(forms.Form):
    """fest=True: to a report there is one kind only, and nothing to choose."""

    art = forms.ChoiceField(
        label="Art der Vorlage",
        choices=[(art, art) for art in ARTEN],
        help_text="Eine Beschlussvorlage bittet um einen Beschluss, eine Mitteilungsvorlage um Kenntnisnahme.",
    )

    def __init__(self, *args, fest=False, **kwargs):
        super().__init__(*args, **kwargs)
        if fest:
            self.fields["art"].choices = [(MITTEILUNG, MITTEILUNG)]
