"""After a session: which one, its results, and how far Beschlusspunkte are carried out."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agenda.domain.beschlusskontrolle import ERLEDIGT
from agenda.domain.sitzungsergebnisse import Eintragung, NeueAusfuehrung, fingerprint, letzte_pk
from agenda.models import Beratung, Beratungsergebnis, Beschlusspunkt
from agenda.models.drucksache import Ausfuehrung
from kommunen.models import Gremium

DATUM = {"invalid": "Bitte einen Tag wie 18.02.2027 angeben."}


def _tag(**mehr):
    return forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages=DATUM,
        **mehr,
    )


class SitzungswahlForm(forms.Form):
    """Which session: a Gremium and a day."""

    required_css_class = "required"

    gremium = forms.ModelChoiceField(
        Gremium.objects.all(),
        label="Gremium",
        error_messages={"invalid_choice": "Dieses Gremium gibt es nicht."},
    )
    datum = _tag(label="Tag der Sitzung")


class ErgebnisForm(forms.Form):
    """One Beratung: its result, and what the Beschlusspunkte say after it.

    auswahl: all Beratungsergebnis rows, read once for all forms of a page.
    """

    ergebnis = forms.ChoiceField(label="Ergebnis", required=False)
    ergebnis_text = forms.CharField(
        label="Ergebnis in Worten",
        required=False,
        max_length=Beratung._meta.get_field("ergebnis_text").max_length,
        help_text="Genau, wie es in der Niederschrift steht. Leer, wenn das Ergebnis allein genügt.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    gesehen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data, *, beratung, auswahl):
        self.beratung = beratung
        self.auswahl = {str(ergebnis.pk): ergebnis for ergebnis in auswahl}
        self.punkte = list(beratung.drucksache.beschlusspunkte.all())
        super().__init__(
            data,
            prefix=f"b{beratung.pk}",
            initial={
                "ergebnis": str(beratung.ergebnis_id or ""),
                "ergebnis_text": beratung.ergebnis_text,
                "gesehen": fingerprint(beratung),
            },
        )
        self.fields["ergebnis"].choices = [
            ("", "noch kein Ergebnis"),
            *((pk, str(ergebnis)) for pk, ergebnis in self.auswahl.items()),
        ]
        for punkt in self.punkte:
            # One that came while the page was open is no wording that somebody emptied.
            if data is not None and self.add_prefix(f"wortlaut_{punkt.pk}") not in data:
                continue
            self.fields[f"wortlaut_{punkt.pk}"] = forms.CharField(
                label=f"Wortlaut von Beschlusspunkt {punkt.nummer}",
                initial=punkt.wortlaut,
                widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
                error_messages={
                    "required": "Der Wortlaut darf nicht leer sein. Ist der Punkt entfallen, entfernen Sie ihn bei der Drucksache."
                },
            )
            self.fields[f"belegt_{punkt.pk}"] = forms.BooleanField(
                label=f"Wortlaut von Beschlusspunkt {punkt.nummer} geprüft",
                initial=punkt.wortlaut_belegt,
                required=False,
            )

    @property
    def ergebnisfelder(self):
        return [self["ergebnis"], self["ergebnis_text"]]

    @property
    def punktfelder(self):
        """[(Beschlusspunkt, wording, checked)] as bound fields."""
        return [
            (p, self[f"wortlaut_{p.pk}"], self[f"belegt_{p.pk}"])
            for p in self.punkte
            if f"wortlaut_{p.pk}" in self.fields
        ]

    @property
    def eintragung(self):
        """What sitzungsergebnisse.record() is to write of this Beratung."""
        daten = self.cleaned_data
        return Eintragung(
            self.beratung.pk,
            daten["gesehen"],
            self.auswahl.get(daten["ergebnis"]),
            _zeilen(daten["ergebnis_text"]),
            {
                p.pk: (self._wortlaut(p, daten[f"wortlaut_{p.pk}"]), daten[f"belegt_{p.pk}"])
                for p, _, _ in self.punktfelder
            },
        )

    @staticmethod
    def _wortlaut(punkt, text):
        """A browser sends other ends of line and no blanks at the ends: that is no change."""
        text = _zeilen(text)
        return punkt.wortlaut if text == _zeilen(punkt.wortlaut).strip() else text

    def see(self):
        """Take over what is stored now: the page shows it beside what was typed."""
        self.data = self.data.copy()
        self.data[self.add_prefix("gesehen")] = fingerprint(self.beratung)


def _zeilen(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


def ergebnisformulare(daten, beratungen):
    """Return the ErgebnisForm of each Beratung; one query for all choices."""
    auswahl = list(Beratungsergebnis.objects.all())
    return [ErgebnisForm(daten, beratung=beratung, auswahl=auswahl) for beratung in beratungen]


class AusfuehrungForm(forms.Form):
    """A new state of execution of one Beschlusspunkt; nothing chosen means nothing new."""

    stand = forms.ChoiceField(
        label="Ausführung",
        required=False,
        choices=[("", "nichts Neues"), *Ausfuehrung.choices],
    )
    datum = _tag(label="Stand vom", required=False)
    text = forms.CharField(
        label="Erläuterung",
        required=False,
        max_length=5000,
        help_text="Öffentlich. Keine Namen von Personen.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )
    naechster_bericht = _tag(
        label="Nächster Bericht fällig am",
        required=False,
        help_text="Leer, wenn keiner mehr vorgesehen ist.",
    )
    gesehen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data, *, punkt):
        """punkt: a beschlusskontrolle.Punkt."""
        self.zeile = punkt
        super().__init__(
            data,
            prefix=f"p{punkt.punkt.pk}",
            initial={"datum": timezone.localdate(), "gesehen": letzte_pk(punkt.punkt)},
        )

    @property
    def punkt(self) -> Beschlusspunkt:
        return self.zeile.punkt

    def clean_datum(self):
        datum = self.cleaned_data["datum"]
        if datum and datum > timezone.localdate():
            raise ValidationError("Ein Stand liegt nicht in der Zukunft.")
        return datum

    def clean(self):
        daten = super().clean()
        if not daten.get("stand"):
            if daten.get("text") or daten.get("naechster_bericht"):
                self.add_error("stand", "Bitte wählen Sie auch den Stand der Ausführung.")
            return daten
        if "datum" in daten and daten["datum"] is None:
            self.add_error("datum", "Bitte sagen Sie, von wann dieser Stand ist.")
        bericht = daten.get("naechster_bericht")
        if bericht and daten["stand"] in ERLEDIGT:
            self.add_error(
                "naechster_bericht",
                "Was ausgeführt oder entfallen ist, braucht keinen Bericht mehr.",
            )
        elif bericht and daten.get("datum") and bericht <= daten["datum"]:
            self.add_error("naechster_bericht", "Der nächste Bericht kommt nach diesem Stand.")
        return daten

    @property
    def neu(self):
        """What is to be added, None if nothing was entered."""
        daten = self.cleaned_data
        if not daten["stand"]:
            return None
        return NeueAusfuehrung(
            self.punkt.pk,
            daten["gesehen"],
            daten["stand"],
            daten["datum"],
            _zeilen(daten["text"]),
            daten["naechster_bericht"],
        )

    def see(self):
        """Take over what is stored now: the page shows it in the history."""
        self.data = self.data.copy()
        self.data[self.add_prefix("gesehen")] = letzte_pk(self.punkt) or ""
