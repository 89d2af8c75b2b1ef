"""What a Sachstandsbericht asks in the office: its draft, the last confirmation, a reason."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agenda.domain import berichte
from agenda.models import Beratung, Bericht, Sitzung


class BerichtForm(forms.ModelForm):
    """The draft in the admin; the model and domain.berichte.pruefen() tell what does not fit."""

    class Meta:
        model = Bericht
        fields = (
            "nummer",
            "titel",
            "von",
            "bis",
            "redaktionsschluss",
            "sitzung",
            "drucksache",
            "beratung",
            "aktenzeichen",
            "vorwort",
            "vortrag",
            "personal",
            "veranstaltungen",
            "ausblick",
            "berichtigung_grund",
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "beratung" in self.fields:
            self.fields["beratung"].queryset = Beratung.objects.select_related(
                "gremium", "drucksache"
            )
            self.fields["beratung"].label_from_instance = lambda b: f"{b} ({b.drucksache})"
        if "redaktionsschluss" in self.fields:
            feld = self.fields["redaktionsschluss"]
            # Two inputs under one label, which can name neither.
            for teil, wort in zip(feld.widget.widgets, ("Tag", "Uhrzeit"), strict=True):
                teil.attrs["aria-label"] = f"{feld.label}: {wort}"
        if "sitzung" in self.fields:
            self.fields["sitzung"].queryset = Sitzung.objects.select_related("gremium")

    def _get_validation_exclusions(self):
        # Number and Berichtigung are unique together; the form asks for the number only.
        return super()._get_validation_exclusions() - {"berichtigung"}

    def _post_clean(self):
        super()._post_clean()
        try:
            berichte.pruefen(self.instance)
        except ValidationError as error:
            self._update_errors(error)


class BerichtFestschreibenForm(forms.Form):
    """Names what a person saw: the document's hash, and until when it takes in reports."""

    seen_sha256 = forms.CharField(max_length=64)
    redaktionsschluss = forms.CharField(max_length=40)

    def clean_redaktionsschluss(self):
        try:
            moment = datetime.datetime.fromisoformat(self.cleaned_data["redaktionsschluss"])
        except ValueError:
            moment = None
        if moment is None or timezone.is_naive(moment):
            raise ValidationError(berichte.VERALTET, code="veraltet")
        return moment


class BerichtigenForm(forms.Form):
    grund = forms.CharField(
        label="Was wird berichtigt?",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        max_length=2000,
        help_text="Steht auf der ersten Seite der Berichtigung. Keine Namen von Personen.",
        error_messages={"required": "Bitte sagen Sie, was berichtigt wird."},
    )
