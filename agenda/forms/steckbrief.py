"""The working copy and its rows as forms: nobody overwrites what somebody else just saved."""

from django import forms
from django.core.exceptions import ValidationError

from agenda.domain import workflow
from agenda.models import Nummernvergabe, Steckbrief
from agenda.models.steckbrief import nummer_schluessel
from handlungsfelder.models import Handlungsfeld
from kommunen.admin.shared import SwapFormSet


class SteckbriefForm(forms.ModelForm):
    gesehene_version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Bitte laden Sie die Seite neu und versuchen Sie es noch einmal."
        },
    )

    class Meta:
        model = Steckbrief
        exclude = ()  # noqa: DJ006 - the admin's fieldsets say which fields there are

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["gesehene_version"] = self.instance.version
        if feld := self.fields.get("handlungsfeld"):
            heutige = Handlungsfeld.objects.aktuell()
            bisheriges = Handlungsfeld.objects.filter(pk=self.instance.handlungsfeld_id)
            feld.queryset = heutige | bisheriges

    def clean_vorgesehene_nummer(self):
        nummer = self.cleaned_data["vorgesehene_nummer"]
        schluessel = nummer_schluessel(nummer)
        if nummer and schluessel:
            if Nummernvergabe.objects.filter(schluessel=schluessel).exists():
                raise ValidationError(f"Die Nummer {nummer} ist oder war schon vergeben.")
            andere = Steckbrief.objects.filter(nummer__isnull=True).exclude(pk=self.instance.pk)
            if schluessel in map(
                nummer_schluessel, andere.values_list("vorgesehene_nummer", flat=True)
            ):
                raise ValidationError(
                    f"Die Nummer {nummer} ist schon für einen anderen Steckbrief vorgesehen."
                )
        return nummer

    def clean(self):
        """Raise workflow.Veraltet when the working copy is no longer what this form showed."""
        gesehen = self.cleaned_data.get("gesehene_version")
        if self.instance.pk and gesehen is not None:
            workflow.check_seen(self.instance, gesehen)
        return super().clean()


class TeilForm(forms.ModelForm):
    """A row of a Steckbrief. A row without a position goes to the end."""

    position = forms.IntegerField(
        label="Position",
        required=False,
        min_value=0,
        max_value=32767,
        help_text="Kleine Zahlen zuerst. Leer: ans Ende.",
        widget=forms.NumberInput(attrs={"class": "teil-position"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["position"] = self.instance.position or None


class TeilFormSet(forms.BaseInlineFormSet):
    def save(self, commit=True):
        geloescht = self.deleted_forms
        teile = [
            form.instance
            for form in self.forms
            if form not in geloescht and (form.instance.pk or form.has_changed())
        ]
        ende = max((teil.position or 0 for teil in teile), default=0)
        for teil in teile:
            if not teil.position:
                ende += 1
                teil.position = ende
        return super().save(commit)


class MitwirkungFormSet(SwapFormSet, TeilFormSet):
    def clean(self):
        """Refuse a Kommune named twice: Django checks no constraint that has a condition."""
        super().clean()
        gesehen = set()
        for form in self.forms:
            kommune = form.cleaned_data.get("kommune") if form.is_valid() else None
            if kommune is None or form in self.deleted_forms:
                continue
            if kommune in gesehen:
                form.add_error("kommune", "Diese Kommune steht schon in der Liste.")
            gesehen.add(kommune)
