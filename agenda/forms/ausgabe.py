"""What giving out a paper asks: its draft, the Gremium it goes to, the last confirmation."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils import timezone

from agenda.domain import ausgaben
from agenda.models import Ausgabe, Beratung, Drucksache
from agenda.models.ausgabe import Ausgabeart
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Gremium

TITEL = 80
VIELE = "Es sind {} Steckbriefe ausgewählt, möglich sind höchstens {}. Für die ganze Agenda wählen Sie bitte unter „Ausgaben“ die Art „Gesamtausgabe“."
HOECHSTENS = 500
ENTWEDER_ODER = "Bitte entweder die Beratung wählen oder Gremium und Tag angeben."


class AusgabeForm(forms.ModelForm):
    """The draft of an Ausgabe in the admin; the model's clean() tells what does not fit."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "handlungsfeld" in self.fields:
            self.fields["handlungsfeld"].queryset = Handlungsfeld.objects.aktuell()
        if "beratung" in self.fields:
            drucksache = (
                self.data.get("drucksache") if self.is_bound else self.instance.drucksache_id
            )
            beratungen = Beratung.objects.select_related("gremium", "drucksache")
            if str(drucksache or "").isdigit():
                beratungen = beratungen.filter(drucksache=drucksache)
            self.fields["beratung"].queryset = beratungen
            self.fields["beratung"].label_from_instance = lambda b: f"{b} ({b.drucksache})"

    def clean(self):
        daten = super().clean()
        # Two that are there already must not keep each other from being changed.
        if {"beratung", "anlage_nr"} & set(self.changed_data):
            andere = entwuerfe(daten.get("beratung"), daten.get("anlage_nr"))
            if andere.exclude(pk=self.instance.pk).exists():
                self.add_error("anlage_nr", _schon_ein_entwurf(daten["anlage_nr"]))
        return daten


class AuswahlFormSet(BaseInlineFormSet):
    """The chosen Steckbriefe of a draft."""

    def clean(self):
        super().clean()
        gewaehlt = [
            form
            for form in self.forms
            if form not in self.deleted_forms and form.cleaned_data.get("steckbrief")
        ]
        if gewaehlt and self.instance.immer_ganz:
            raise ValidationError(ausgaben.GANZ)


class AuszugForm(forms.ModelForm):
    """Give out chosen Steckbriefe as an Auszug."""

    required_css_class = "required"

    class Meta:
        model = Ausgabe
        fields = ("titel", "ordnung", "titelblatt", "vorwort")
        widgets = {"vorwort": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["titel"].widget.attrs["size"] = TITEL
        self.fields["titel"].error_messages["required"] = "Bitte geben Sie der Ausgabe einen Titel."
        self.fields["ordnung"].widget.attrs.setdefault("class", "")

    def ausgeben(self, steckbriefe, *, user):
        """Make the draft; return it. Raises ValidationError in German."""
        return ausgaben.anlegen(steckbriefe, user=user, art=Ausgabeart.AUSZUG, **self.cleaned_data)

    def _post_clean(self):
        """Leave the judgement to anlegen(): the columns not asked for are not known here yet."""


class AnlageForm(AuszugForm):
    """Give out Steckbriefe, or the agenda, as an Anlage to a Drucksache."""

    drucksache = forms.ModelChoiceField(
        Drucksache.objects.all(),
        label="Zu welcher Drucksache?",
        error_messages={
            "required": "Bitte wählen Sie die Drucksache. Fehlt sie in der Liste, legen Sie sie zuerst unter „Drucksachen“ an."
        },
    )
    anlage_nr = forms.IntegerField(
        label="Anlage Nummer",
        min_value=1,
        max_value=999,
        help_text="Steht auf jeder Seite: „Anlage 2 zur Drucksache 2027/0123“.",
        error_messages={"required": "Bitte geben Sie die Nummer der Anlage an, zum Beispiel 2."},
    )
    beratung = forms.ModelChoiceField(
        Beratung.objects.none(),
        label="Für welche Beratung?",
        required=False,
        empty_label="eine andere: Gremium und Datum unten angeben",
    )
    gremium = forms.ModelChoiceField(
        Gremium.objects.all(), label="Gremium", required=False, empty_label="bitte wählen"
    )
    datum = forms.DateField(
        label="Sitzung am",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Bitte einen Tag wie 22.09.2027 angeben."},
    )

    field_order = (
        "drucksache",
        "anlage_nr",
        "beratung",
        "gremium",
        "datum",
        "titel",
        "ordnung",
        "titelblatt",
        "vorwort",
    )

    def __init__(self, *args, drucksache=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.entwurf = None if self.is_bound else self._entwurf(self.initial)
        if drucksache is None:
            del self.fields["beratung"]
            return
        self.fields["drucksache"].queryset = Drucksache.objects.filter(pk=drucksache.pk)
        self.fields["drucksache"].empty_label = None
        beratungen = drucksache.beratungen.select_related("gremium")
        if beratungen:
            self.fields["beratung"].queryset = beratungen
            for name in ("gremium", "datum"):
                self.fields[name].help_text = "Nur nötig, wenn die Beratung oben nicht dabei ist."
        else:
            del self.fields["beratung"]

    def clean(self):
        daten = super().clean()
        if daten.get("beratung"):
            if daten.get("gremium") or daten.get("datum"):
                self.add_error("beratung", ENTWEDER_ODER)
            return self._clean_entwurf(daten)
        if not daten.get("gremium") and "gremium" not in self.errors:
            self.add_error("gremium", "Bitte wählen Sie, welches Gremium die Anlage bekommt.")
        if not daten.get("datum") and "datum" not in self.errors:
            self.add_error("datum", "Bitte geben Sie an, wann die Sitzung ist.")
        return self._clean_entwurf(daten)

    def _clean_entwurf(self, daten):
        self.entwurf = self._entwurf(daten)
        if self.entwurf:
            self.add_error("anlage_nr", _schon_ein_entwurf(daten["anlage_nr"]))
        return daten

    @staticmethod
    def _entwurf(daten):
        """Return the draft there is already for the same Beratung and number, or None."""
        beratung = daten.get("beratung")
        if beratung is None and all(daten.get(n) for n in ("drucksache", "gremium", "datum")):
            gleiche = {name: daten[name] for name in ("gremium", "datum")}
            beratung = daten["drucksache"].beratungen.filter(**gleiche).first()
        return entwuerfe(beratung, daten.get("anlage_nr")).first()

    def ausgeben(self, steckbriefe, *, user):
        return ausgaben.anlage_anlegen(steckbriefe, user=user, **self.cleaned_data)


def anlage_vorgabe(drucksache, beratung=None, vorlage=None):
    """Return what AnlageForm begins with: as the Anlage before (vorlage) was given out.

    The Beratung is the first coming one that has no Anlage of this number, not even a draft.
    """
    vorgabe = {"drucksache": drucksache, "titel": "Digitale Agenda", "titelblatt": True}
    if vorlage:
        gleich = ("titel", "vorwort", "ordnung", "titelblatt", "anlage_nr")
        vorgabe |= {name: getattr(vorlage, name) for name in gleich}
    if drucksache and beratung is None:
        kommende = drucksache.beratungen.filter(datum__gte=timezone.localdate())
        if vorlage:
            kommende = kommende.exclude(ausgaben__anlage_nr=vorlage.anlage_nr)
        beratung = kommende.first()
    return vorgabe | ({"beratung": beratung} if beratung else {})


def entwuerfe(beratung, nr):
    """Return the drafts of an Anlage for a Beratung; none where either is missing."""
    if not (beratung and nr):
        return Ausgabe.objects.none()
    return beratung.ausgaben.entwuerfe().filter(art=Ausgabeart.ANLAGE, anlage_nr=nr)


def _schon_ein_entwurf(nr):
    return f"Für diese Beratung liegt schon ein Entwurf der Anlage {nr} vor. Bitte arbeiten Sie mit ihm weiter, oder löschen Sie ihn zuerst."


class FestschreibenForm(forms.Form):
    """Names what a person saw; the box is ticked for the differences it stands beside."""

    seen_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    seen_difference = forms.CharField(required=False, max_length=64)
