from django import forms
from django.core.exceptions import ValidationError

from agenda.models import Drucksache


class DrucksacheField(forms.ModelChoiceField):
    """Which paper a step rests on; a Vorlage still being written is none."""

    def __init__(self, **mehr):
        super().__init__(
            Drucksache.objects.filter(entwurf=False),
            label="Drucksache (freiwillig)",
            required=False,
            empty_label="keine",
            help_text="Das Papier, auf dem dieser Schritt beruht. Ist es öffentlich, steht es im Verlauf auf der Website.",
            **mehr,
        )

    def label_from_instance(self, drucksache):
        teile = [str(drucksache), drucksache.betreff[:80]]
        if not drucksache.oeffentlich:
            teile.append("nichtöffentlich")
        return ", ".join(filter(None, teile))


class SammelfreigabeForm(forms.Form):
    """From when Fassungen are valid, and why; the workflow judges the rest."""

    required_css_class = "required"

    SOFORT, SPAETER = "sofort", "spaeter"

    wann = forms.ChoiceField(
        label="Ab wann gilt die Fassung?",
        choices=[(SOFORT, "ab sofort"), (SPAETER, "ab einem späteren Zeitpunkt")],
        initial=SOFORT,
        widget=forms.RadioSelect,
    )
    gilt_ab = forms.SplitDateTimeField(
        label="Zeitpunkt",
        required=False,
        help_text="Nur nötig bei einem späteren Zeitpunkt, zum Beispiel 01.03.2027 und 08:00.",
        widget=forms.SplitDateTimeWidget(
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"type": "date", "aria-label": "Tag"},
            time_attrs={"type": "time", "aria-label": "Uhrzeit"},
        ),
        error_messages={
            "invalid_date": "Bitte einen Tag wie 01.03.2027 angeben.",
            "invalid_time": "Bitte eine Uhrzeit wie 08:00 angeben.",
        },
    )
    grund = forms.CharField(
        label="Grund der Freigabe",
        required=False,
        max_length=2000,
        help_text="Steht im Verlauf und öffentlich bei der Fassung, zum Beispiel „Termine nach dem Gespräch mit den Partnern angepasst“.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )
    drucksache = DrucksacheField()

    def clean(self):
        daten = super().clean()
        if daten.get("wann") == self.SOFORT:
            daten["gilt_ab"] = None
        elif "gilt_ab" in daten and daten["gilt_ab"] is None:
            self.add_error(
                "gilt_ab", ValidationError("Bitte Tag und Uhrzeit angeben.", code="required")
            )
        return daten

    @property
    def auftrag(self):
        """What workflow.release() is to do."""
        return {key: wert for key, wert in self.cleaned_data.items() if key != "wann"}


class FreigabeForm(SammelfreigabeForm):
    """The release of one Steckbrief: names the version that was compared."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def add_workflow_error(self, error):
        """Show a refusal of the workflow where it belongs; what was typed stays."""
        self.add_error("gilt_ab" if error.code == "gilt_ab" else None, error)

    def see(self, version):
        """Take over the version whose changes the page now shows."""
        self.data = self.data.copy()
        self.data["seen_version"] = version
