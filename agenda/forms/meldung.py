"""The forms behind a personal link: a report, a Stand vor Ort, passing on, a remark.

What is typed is never lost, whatever goes wrong; a draft may be half done.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agenda.domain.meldebogen import TEXTE
from agenda.forms.rueckmeldung import EmailFeld, TextFeld, ZeilenFeld
from agenda.models.sachstand import Ampel, OertlicherStand, Umsetzungsstand
from agenda.models.vages_datum import VagesDatumFormField
from kommunen.admin.shared import ZahlFormField
from kommunen.felder import EuroFormField

EINGABE = "kern-form-input__input"
MAX_TEXT = 4000
ZEICHEN = {Ampel.GRUEN: "●", Ampel.GELB: "▲", Ampel.ROT: "■"}
MEILENSTEIN = ("erreicht_am", "neuer_termin", "grund")
FRAGEN = {
    "erreicht": ("Erreicht", "Was ist seit dem letzten Bericht gelungen?"),
    "naechste_schritte": ("Nächste Schritte", "Was kommt bis zum nächsten Bericht?"),
    "hindernisse": ("Hindernisse", "Was hält auf?"),
    "entscheidungsbedarf": (
        "Entscheidungsbedarf",
        "Was muss ein Gremium oder eine andere Stelle entscheiden?",
    ),
}


def _zeile(**attrs):
    return forms.TextInput(attrs={"class": EINGABE, "autocomplete": "off", **attrs})


def _auswahl():
    return forms.Select(attrs={"class": "kern-form-input__select"})


def _textfeld(label, hilfe, *, required=False, rows=4):
    return TextFeld(
        label=label,
        required=required,
        max_length=MAX_TEXT,
        help_text=hilfe,
        widget=forms.Textarea(attrs={"class": EINGABE, "rows": rows}),
        error_messages={
            "required": "Bitte beschreiben Sie, was nicht stimmt.",
            "max_length": "Bitte kürzen Sie den Text auf 4.000 Zeichen. Es sind %(show_value)d.",
        },
    )


class FunktionMixin(forms.Form):
    gemeldet_funktion = ZeilenFeld(
        label="Ihre Stelle oder Funktion",
        required=False,
        max_length=120,
        help_text="Zum Beispiel „Fachamt Bauen“. Bitte keinen Namen.",
        widget=_zeile(),
        error_messages={"max_length": "Bitte kürzen Sie die Angabe auf 120 Zeichen."},
    )


class UnterschiedMixin(forms.Form):
    def unterschiede(self, dort):
        """Return [(label, what stands there now, what was typed here)] of the fields that differ.

        dort: {field: value} of the report as somebody else has saved it.
        """
        zeilen = []
        for name, feld in self.fields.items():
            hier, da = (
                None if wert in (None, "") else wert
                for wert in (self.cleaned_data.get(name), dort.get(name))
            )
            # Who leaves out the function reports for the Kommune, and that is filled in then.
            if hier != da and (hier or name != "gemeldet_funktion"):
                label = getattr(feld, "langname", feld.label)
                zeilen.append((label, _worte(feld, da), _worte(feld, hier)))
        return zeilen


class OrtMixin(forms.Form):
    """A Kommune's own Stand vor Ort. `ort_noetig`: whether it must be told."""

    ort_noetig = False
    ort_stand = forms.ChoiceField(
        label="Stand bei Ihnen",
        required=False,
        choices=[("", "keine Angabe"), *OertlicherStand.choices],
        widget=_auswahl(),
    )
    ort_seit = VagesDatumFormField(
        label="Seit wann oder ab wann",
        required=False,
        help_text="Zum Beispiel „15.07.2026“, „Q3/2026“ oder „Anfang 2027“.",
        widget=_zeile(),
    )
    ort_link = forms.URLField(
        label="Internetadresse des Angebots",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Wenn es online zu finden ist.",
        widget=_zeile(inputmode="url"),
        error_messages={
            "invalid": "Diese Adresse ist nicht vollständig. Sie sieht zum Beispiel so aus: https://www.example.org/angebot"
        },
    )

    def clean(self):
        daten = super().clean()
        if "ort_stand" in self.errors:
            return daten
        mehr = daten.get("ort_seit") or daten.get("ort_link")
        if not daten.get("ort_stand") and (self.ort_noetig or mehr):
            self.add_error("ort_stand", "Bitte wählen Sie aus, wie weit es bei Ihnen ist.")
        return daten

    def ort(self, kommune):
        """Return the row, or None if nothing is told."""
        daten = self.cleaned_data
        if not daten["ort_stand"]:
            return None
        return {
            "kommune": kommune,
            "stand": daten["ort_stand"],
            "seit": daten["ort_seit"],
            "link": daten["ort_link"],
        }


class VorOrtForm(UnterschiedMixin, OrtMixin, FunktionMixin):
    """What a beteiligte Kommune tells: of itself alone."""

    ort_noetig = True
    field_order = ("ort_stand", "ort_seit", "ort_link", "gemeldet_funktion")


class MeldeForm(UnterschiedMixin, OrtMixin, FunktionMixin):
    """The whole report on a project; `bogen` says which milestones, years and Kennzahlen it asks for.

    melden: it is to be handed in, so that nothing may be half done.
    """

    umsetzungsstand = forms.ChoiceField(
        label="Umsetzungsstand", choices=Umsetzungsstand.choices, widget=_auswahl()
    )
    ampel = forms.ChoiceField(
        label="Ampel",
        required=False,
        choices=[
            *((wert, f"{ZEICHEN[Ampel(wert)]} {text}") for wert, text in Ampel.choices),
            ("", "keine Angabe"),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, bogen, melden=False, **kwargs):
        super().__init__(*args, initial=bogen.werte, **kwargs)
        self.bogen, self.melden = bogen, melden
        for name, (label, hilfe) in FRAGEN.items():
            self.fields[name] = _textfeld(label, hilfe)
        for lage in bogen.meilensteine:
            self._meilenstein(lage)
        for zeile in bogen.jahre:
            self.fields[f"mittel_{zeile.key}"] = EuroFormField(
                label=f"Haushaltsjahr {zeile.titel}",
                required=False,
                widget=_zeile(inputmode="decimal"),
            )
        for zeile in bogen.kennzahlen:
            self.fields[f"wert_{zeile.key}"] = ZahlFormField(
                label=zeile.titel,
                required=False,
                max_digits=15,
                decimal_places=2,
                widget=_zeile(inputmode="decimal"),
            )

        am_ende = ("ort_stand", "ort_seit", "ort_link", "gemeldet_funktion")
        self.order_fields([name for name in self.fields if name not in am_ende])

    def _meilenstein(self, lage):
        self.fields[f"erreicht_am_{lage.uuid}"] = VagesDatumFormField(
            label="erreicht am", required=False, widget=_zeile()
        )
        self.fields[f"neuer_termin_{lage.uuid}"] = VagesDatumFormField(
            label="neuer Termin", required=False, widget=_zeile()
        )
        self.fields[f"grund_{lage.uuid}"] = ZeilenFeld(
            label="Grund für den neuen Termin",
            required=False,
            max_length=300,
            widget=_zeile(),
            error_messages={"max_length": "Bitte kürzen Sie den Grund auf 300 Zeichen."},
        )

        for name in MEILENSTEIN:
            feld = self.fields[f"{name}_{lage.uuid}"]
            feld.langname = f"Meilenstein „{lage.titel}“, {feld.label}"

    def clean(self):
        daten = super().clean()
        for lage in self.bogen.meilensteine:
            self._pruefe_meilenstein(lage, daten)
        for zeile in self.bogen.jahre:
            if (daten.get(f"mittel_{zeile.key}") or 0) < 0:
                self.add_error(f"mittel_{zeile.key}", "Beträge dürfen nicht negativ sein.")
        return daten

    def _pruefe_meilenstein(self, lage, daten):
        erreicht, termin, grund = (daten.get(f"{name}_{lage.uuid}") for name in MEILENSTEIN)
        if erreicht and erreicht.datum > timezone.localdate():
            self.add_error(
                f"erreicht_am_{lage.uuid}",
                ValidationError("Erreicht ist ein Meilenstein frühestens heute."),
            )
        if erreicht and termin:
            self.add_error(
                f"neuer_termin_{lage.uuid}",
                "Bitte nur eines angeben: wann er erreicht wurde, oder den neuen Termin.",
            )
        elif self.melden and termin and not grund and f"grund_{lage.uuid}" not in self.errors:
            self.add_error(f"grund_{lage.uuid}", "Bitte nennen Sie den Grund für den neuen Termin.")

    # Groups of fields for the page

    @property
    def texte(self):
        return [self[name] for name in TEXTE]

    @property
    def meilensteine(self):
        """Return [(Meilensteinlage, its fields, whether something is told or wrong in them)]."""
        zeilen = []
        for lage in self.bogen.meilensteine:
            felder = [self[f"{name}_{lage.uuid}"] for name in MEILENSTEIN]
            zeilen.append((lage, felder, any(feld.value() or feld.errors for feld in felder)))
        return zeilen

    @property
    def mittel(self):
        return [(zeile, self[f"mittel_{zeile.key}"]) for zeile in self.bogen.jahre]

    @property
    def kennzahlen(self):
        return [(zeile, self[f"wert_{zeile.key}"]) for zeile in self.bogen.kennzahlen]

    # What the domain gets

    def angaben(self, kommune):
        """Return felder and rows as sachstaende.speichern() takes them."""
        daten = self.cleaned_data
        ort = self.ort(kommune)
        return {
            "felder": {
                name: daten[name]
                for name in ("umsetzungsstand", "ampel", *TEXTE, "gemeldet_funktion")
            },
            "meilensteine": [
                zeile
                for lage in self.bogen.meilensteine
                if any((zeile := self._zeile(lage, daten))[name] for name in MEILENSTEIN)
            ],
            "mittel": [
                {"jahr": zeile.key, "verausgabt": daten[f"mittel_{zeile.key}"]}
                for zeile in self.bogen.jahre
                if daten[f"mittel_{zeile.key}"] is not None
            ],
            "messwerte": [
                {"kennzahl_uuid": zeile.key, "wert": daten[f"wert_{zeile.key}"]}
                for zeile in self.bogen.kennzahlen
                if daten[f"wert_{zeile.key}"] is not None
            ],
            "orte": [ort] if ort else [],
        }

    @staticmethod
    def _zeile(lage, daten):
        return {
            "meilenstein_uuid": lage.uuid,
            **{name: daten[f"{name}_{lage.uuid}"] for name in MEILENSTEIN},
        }


def _worte(feld, wert):
    """Return a value as a person reads it."""
    if wert is None:
        return "keine Angabe"
    if isinstance(feld, forms.ChoiceField):
        return dict(feld.choices).get(wert, wert)
    return str(feld.prepare_value(wert))


class WeitergebenForm(forms.Form):
    email = EmailFeld(
        label="E-Mail-Adresse der Kolleg*in",
        max_length=254,
        help_text="Zum Beispiel: fachamt@example.org",
        widget=forms.EmailInput(attrs={"class": EINGABE, "autocomplete": "off"}),
        error_messages={
            "required": "Bitte geben Sie eine E-Mail-Adresse an.",
            "invalid": "Diese E-Mail-Adresse ist nicht vollständig. Sie sieht zum Beispiel so aus: fachamt@example.org",
        },
    )


class HinweisForm(forms.Form):
    text = _textfeld(
        "Was stimmt am Steckbrief nicht?",
        "Zum Beispiel ein alter Titel, eine falsche Zuständigkeit, ein Termin. Höchstens 4.000 Zeichen.",
        required=True,
        rows=8,
    )
