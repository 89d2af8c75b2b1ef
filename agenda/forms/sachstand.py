"""A progress report and its rows, which name parts of the Steckbrief by their UUID."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agenda.domain.protokoll import SachstandVeraltet
from agenda.domain.sachstandspruefung import pruefe_tag
from agenda.models import Meilensteinstand, Messwert, Runde, Sachstand
from agenda.models.sachstand import Sachstandsart
from agenda.models.vages_datum import BEISPIELE, VagesDatumFormField
from kommunen.models import Kommune

VERGLICHEN = (
    "stichtag",
    "umsetzungsstand",
    "ampel",
    "erreicht",
    "naechste_schritte",
    "hindernisse",
    "entscheidungsbedarf",
    "quelle",
)


class SachstandForm(forms.ModelForm):
    """A report as the office enters it. The admin hands in whom and which rounds to choose from.

    `gesehene_version` is the version of the row the form showed. If somebody saved since, the form
    says what is different now, keeps what was typed, and a second save overwrites it.
    """

    fuer = forms.ModelChoiceField(
        Kommune.objects.none(),
        label="Gemeldet für",
        required=False,
        help_text="Für welchen Partner. Meldet die Stabsstelle für ihn, steht das auf der Website dabei.",
        empty_label="– für keinen einzelnen Partner –",
    )
    in_runde = forms.ModelChoiceField(
        Runde.objects.none(),
        label="In der Runde",
        required=False,
        empty_label="– außerhalb einer Runde –",
    )
    gesehene_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Sachstand
        exclude = ()  # noqa: DJ006 - the admin's fieldsets say which fields there are
        help_texts = {
            "stichtag": f"Von wann der Bericht ist, zum Beispiel {BEISPIELE}. Leer nur, wenn eine übernommene Quelle kein Datum nennt. Nur mit einer Quelle darf er vor der ersten Fassung liegen."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        steckbrief = self.instance.steckbrief_id
        if not steckbrief and "steckbrief" in self.fields:
            steckbrief = self.fields["steckbrief"].initial  # set by the admin for ?steckbrief=
        if self.instance.pk and "gesehene_version" in self.fields:
            self.fields["gesehene_version"].initial = self.instance.version
        if feld := self.fields.get("berichtigt"):
            feld.queryset = (
                Sachstand.objects.filter(steckbrief=steckbrief)
                .exclude(pk=self.instance.pk)
                .angenommen()
                if steckbrief
                else Sachstand.objects.none()
            )

    def clean(self):
        daten = super().clean()
        steckbrief = daten.get("steckbrief") or getattr(self.instance, "steckbrief", None)
        if self.instance.pk and "gesehene_version" in self.fields:
            self._check_seen(daten.get("gesehene_version"))
        if steckbrief and "stichtag" in daten:
            try:
                pruefe_tag(
                    daten["stichtag"],
                    steckbrief,
                    quelle=daten.get("quelle"),
                    berichtigt=daten.get("berichtigt"),
                    feld="stichtag",
                )
            except ValidationError as fehler:
                self.add_error(None, fehler)
        if steckbrief and (runde := daten.get("in_runde")):
            self._check_open(runde, steckbrief)
        if daten.get("berichtigt") and daten.get("stichtag"):
            self._check_confirmed(daten["berichtigt"], daten["stichtag"])
        return daten

    def _check_seen(self, gesehen):
        jetzt = Sachstand.objects.get(pk=self.instance.pk)
        if gesehen == jetzt.version:
            return
        anders = [
            f"{Sachstand._meta.get_field(name).verbose_name}: {_wert(jetzt, name) or 'leer'}"
            for name in self.changed_data
            if name in VERGLICHEN and getattr(jetzt, name) != self.cleaned_data.get(name)
        ]
        fehler = SachstandVeraltet(jetzt)
        self.add_error(None, fehler)
        for zeile in anders:
            self.add_error(None, f"Gespeichert ist jetzt – {zeile}")
        self.data = self.data.copy()
        self.data[self.add_prefix("gesehene_version")] = jetzt.version

    def _check_open(self, runde, steckbrief):
        """In a round there is one open report on a project."""
        if (
            Sachstand.objects.filter(runde=runde, steckbrief=steckbrief)
            .offen()
            .exclude(art=Sachstandsart.VOR_ORT)
            .exists()
        ):
            self.add_error(
                "in_runde",
                "In dieser Runde liegt zu diesem Steckbrief schon ein offener Bericht. Bitte bearbeiten Sie diesen.",
            )

    def _check_confirmed(self, berichtigt, tag):
        """A report confirmed later goes on to count through its confirmation."""
        spaeter = berichtigt.bestaetigungen.angenommen().first()
        if spaeter and spaeter.stichtag and spaeter.stichtag.datum > tag.datum:
            self.add_error(
                "stichtag",
                f"Dieser Bericht wurde zum {spaeter.stichtag} unverändert bestätigt. Damit die Berichtigung gilt, geben Sie bitte diesen Stichtag oder einen späteren an.",
            )


def _wert(sachstand, name):
    anzeige = getattr(sachstand, f"get_{name}_display", None)
    return anzeige() if anzeige else getattr(sachstand, name)


class RueckfrageForm(forms.Form):
    """Why a report goes back to whoever handed it in."""

    required_css_class = "required"

    rueckfrage = forms.CharField(
        label="Rückfrage",
        max_length=2000,
        help_text="Was fehlt oder ist unklar? Der Partner sieht sie am Entwurf; auf der Website steht sie nie.",
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        error_messages={"required": "Bitte schreiben Sie, was noch fehlt oder unklar ist."},
    )
    gesehene_version = forms.IntegerField(widget=forms.HiddenInput)


class UnveraendertForm(forms.Form):
    """That many projects are as last reported: when, and in which round."""

    required_css_class = "required"

    in_runde = forms.ModelChoiceField(
        Runde.objects.none(),
        label="In der Runde",
        required=False,
        empty_label="– außerhalb einer Runde –",
    )
    stichtag = VagesDatumFormField(
        label="Stichtag",
        required=False,
        help_text="Leer lassen: Stichtag der Runde, sonst heute.",
    )
    fuer_partner = forms.BooleanField(
        label="Für die verantwortlichen Partner melden",
        required=False,
        help_text="Auf der Website steht dann: „Gemeldet von der Stabsstelle für …“.",
    )

    def __init__(self, *args, runden, stabsstelle, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["in_runde"].queryset = runden
        if not stabsstelle:
            del self.fields["fuer_partner"]


class ZeileForm(forms.ModelForm):
    """A row about a part of the Steckbrief. `teile` are the parts to choose from."""

    schluessel = ""

    def __init__(self, *args, teile=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.teile = {teil.uuid: teil for teil in teile}
        wahl = [("", "---------"), *((str(key), str(teil)) for key, teil in self.teile.items())]
        if self.instance.pk:
            bisher = getattr(self.instance, self.schluessel)
            self.initial[self.schluessel] = str(bisher)
            if bisher not in self.teile:
                wahl.append((str(bisher), f"{self.instance} (nicht mehr im Steckbrief)"))
        if self.schluessel in self.fields:
            self.fields[self.schluessel].choices = wahl

    def _post_clean(self):
        """Keep the part's name as it is today: the Steckbrief's row may change or go."""
        if teil := self.teile.get(self.cleaned_data.get(self.schluessel)):
            self.benennen(teil)
        super()._post_clean()


class MeilensteinstandForm(ZeileForm):
    schluessel = "meilenstein_uuid"
    meilenstein_uuid = forms.TypedChoiceField(label="Meilenstein", coerce=uuid.UUID)

    class Meta:
        model = Meilensteinstand
        fields = ("meilenstein_uuid", "erreicht_am", "neuer_termin", "grund")

    def benennen(self, meilenstein):
        self.instance.titel = meilenstein.titel

    def clean_erreicht_am(self):
        erreicht = self.cleaned_data["erreicht_am"]
        if erreicht and erreicht.datum > timezone.localdate():
            raise ValidationError("Erreicht ist ein Meilenstein frühestens heute.")
        return erreicht


class MesswertForm(ZeileForm):
    schluessel = "kennzahl_uuid"
    kennzahl_uuid = forms.TypedChoiceField(label="Kennzahl", coerce=uuid.UUID)

    class Meta:
        model = Messwert
        fields = ("kennzahl_uuid", "wert")

    def benennen(self, kennzahl):
        self.instance.name, self.instance.einheit = kennzahl.name, kennzahl.einheit
