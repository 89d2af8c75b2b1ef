"""The working copy and its rows as forms: nobody overwrites what somebody else just saved."""

from django import forms
from django.core.exceptions import ValidationError

from agenda.domain import nummern, workflow
from agenda.models import Arbeitsstand, Nummernvergabe, Steckbrief, Zielgruppe
from agenda.models.steckbrief import nummer_schluessel
from handlungsfelder.models import Handlungsfeld
from kommunen.admin.shared import SwapFormSet

GESCHWAERZT = (
    "In diesem Steckbrief wurde inzwischen etwas geschwärzt. Damit es nicht wieder hineingerät, "
    "laden Sie die Seite bitte neu und tragen Sie Ihre Änderung noch einmal ein."
)


def check_intended(nummer, steckbrief):
    """Raise ValidationError when an intended Nummer was given before or is intended elsewhere."""
    schluessel = nummer_schluessel(nummer)
    if not schluessel:
        return
    if Nummernvergabe.objects.filter(schluessel=schluessel).exists():
        raise ValidationError(f"Die Nummer {nummer} ist oder war schon vergeben.")
    andere = Steckbrief.objects.filter(nummer__isnull=True).exclude(pk=steckbrief.pk)
    if schluessel in map(nummer_schluessel, andere.values_list("vorgesehene_nummer", flat=True)):
        raise ValidationError(
            f"Die Nummer {nummer} ist schon für einen anderen Steckbrief vorgesehen."
        )


def checksum_of(steckbrief, version):
    """Return the checksum of a saved state. It differs from what was seen after a redaction."""
    staende = Arbeitsstand.objects.filter(steckbrief=steckbrief.pk, version=version)
    return staende.values_list("sha256", flat=True).first() or ""


class ZielgruppenField(forms.MultipleChoiceField):
    """Boxes for the controlled list; the value is one name per line, as the document has it."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value):
        return value.splitlines() if isinstance(value, str) else value

    def clean(self, value):
        return "\n".join(super().clean(value))

    def has_changed(self, initial, data):
        return super().has_changed((initial or "").splitlines(), data)


class SteckbriefForm(forms.ModelForm):
    gesehene_version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Bitte laden Sie die Seite neu und versuchen Sie es noch einmal."
        },
    )

    gesehener_stand = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Steckbrief
        exclude = ()  # noqa: DJ006 - the admin's fieldsets say which fields there are

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["gesehene_version"] = self.instance.version
        self.initial["gesehener_stand"] = checksum_of(self.instance, self.instance.version)
        if feld := self.fields.get("handlungsfeld"):
            heutige = Handlungsfeld.objects.aktuell()
            bisheriges = Handlungsfeld.objects.filter(pk=self.instance.handlungsfeld_id)
            feld.queryset = heutige | bisheriges
        if "zielgruppen_auswahl" in self.fields:
            self.fields["zielgruppen_auswahl"] = self._zielgruppen()
        if feld := self.fields.get("vorgesehene_nummer"):
            feld.help_text = f"{feld.help_text} Das ist heute: {nummern.next_nummer()}."
            # Carries the number that was there when the form was opened.
            feld.show_hidden_initial = True

    def _zielgruppen(self):
        """Offer today's list; a name that left it can be seen and unticked, nothing else.

        A Zielgruppe with another name by now is ticked under that of today.
        """
        gruppen = Zielgruppe.objects.nach_namen()
        namen = dict.fromkeys(gruppe.name for gruppe in gruppen.values())
        gewaehlt = [
            gruppen[name].name if name in gruppen else name
            for name in self.instance.zielgruppen_auswahl.splitlines()
        ]
        fremd = [name for name in gewaehlt if name not in namen]
        if gewaehlt:
            self.initial["zielgruppen_auswahl"] = "\n".join(dict.fromkeys(gewaehlt))
        modellfeld = Steckbrief._meta.get_field("zielgruppen_auswahl")
        return ZielgruppenField(
            label=modellfeld.verbose_name,
            help_text=modellfeld.help_text,
            required=False,
            choices=[(name, name) for name in namen]
            + [(name, f"{name} (nicht mehr in der Liste)") for name in fremd],
        )

    def clean_vorgesehene_nummer(self):
        """Who did not touch it leaves it alone: a change of it alone is no new version."""
        if "vorgesehene_nummer" not in self.changed_data:
            return self.instance.vorgesehene_nummer
        nummer = self.cleaned_data["vorgesehene_nummer"]
        check_intended(nummer, self.instance)
        return nummer

    def clean(self):
        """Raise workflow.Veraltet when the working copy is no longer what this form showed."""
        gesehen = self.cleaned_data.get("gesehene_version")
        if self.instance.pk and gesehen is not None:
            workflow.check_seen(self.instance, gesehen)
            stand = self.cleaned_data.get("gesehener_stand")
            if stand and stand != checksum_of(self.instance, gesehen):
                raise ValidationError(GESCHWAERZT, code="geschwaerzt")
        return super().clean()


def for_one_of(kommunen):
    """Return the form for a new draft of an account that works for several Kommunen."""
    kommune = forms.ModelChoiceField(
        kommunen,
        label="Für welche Kommune?",
        help_text="Sie wird verantwortlich für den Steckbrief. Wer sonst mitwirkt, trägt die Stabsstelle ein.",
    )
    return type("SteckbriefFormMitKommune", (SteckbriefForm,), {"kommune": kommune})


class TeilForm(forms.ModelForm):
    """A row of a Steckbrief. A row without a position goes to the end."""

    kennung = forms.UUIDField(required=False, widget=forms.HiddenInput)

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
        self.initial["kennung"] = self.instance.uuid if self.instance.pk else None


class TabellenTeilForm(TeilForm):
    """A row of a table: the head of the column is no label for a screen reader, so each has one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for feld in self.fields.values():
            if not feld.widget.is_hidden:
                feld.widget.attrs["aria-label"] = str(feld.label)


class TeilFormSet(forms.BaseInlineFormSet):
    """Rows are known by their UUID: whoever restores an earlier state gives them new ids."""

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        if self.is_bound:
            self.data = self._with_present_ids()

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Diese Zeile löschen"

    def _with_present_ids(self):
        ids = {str(row.uuid): row.pk for row in self.get_queryset()}
        daten = self.data.copy()
        for nummer in range(self.initial_form_count()):
            zeile = f"{self.prefix}-{nummer}"
            if pk := ids.get(daten.get(f"{zeile}-kennung")):
                daten[f"{zeile}-id"] = pk
        return daten

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
