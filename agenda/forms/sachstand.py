"""A progress report and its rows, which name parts of the Steckbrief by their UUID."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agenda.models import Meilensteinstand, Messwert, Sachstand
from agenda.models.vages_datum import BEISPIELE, VagesDatum


class SachstandForm(forms.ModelForm):
    class Meta:
        model = Sachstand
        exclude = ()  # noqa: DJ006 - the admin's fieldsets say which fields there are
        help_texts = {
            "stichtag": f"Von wann der Bericht ist, zum Beispiel {BEISPIELE}. Leer nur, wenn eine übernommene Quelle kein Datum nennt."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        steckbrief = self.instance.steckbrief_id
        if not steckbrief and "steckbrief" in self.fields:
            steckbrief = self.fields["steckbrief"].initial  # set by the admin for ?steckbrief=
        if feld := self.fields.get("berichtigt"):
            feld.queryset = (
                Sachstand.objects.filter(steckbrief=steckbrief)
                .exclude(pk=self.instance.pk)
                .angenommen()
                if steckbrief
                else Sachstand.objects.none()
            )

    def clean_stichtag(self):
        stichtag = self.cleaned_data["stichtag"]
        if stichtag and stichtag.datum > timezone.localdate():
            raise ValidationError(
                f"Der Stichtag liegt in der Zukunft. Heute ist der {VagesDatum(timezone.localdate())}."
            )
        return stichtag


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
