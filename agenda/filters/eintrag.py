"""The filters of the figures' pages and of the calendar: Einträge by what stands in an address."""

import django_filters
from django import forms

from agenda.filters.hinweis import Hinweis, gibt_es_nicht, zitat
from agenda.models import Eintrag
from agenda.models.sachstand import Umsetzungsstand
from agenda.models.steckbrief import Bezug, nummer_schluessel
from agenda.models.teile import Rolle
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune


def _auswahl(**mehr):
    return django_filters.ChoiceFilter(
        widget=forms.Select(attrs={"class": "kern-form-input__select"}), **mehr
    )


class EintragFilter(django_filters.FilterSet):
    """What goes on now, narrowed by one value per parameter; nonsense is told and left out.

    felder, kommunen: the choices, which the page has asked for anyway. Without a queryset only
    `aktiv` and `hinweise` are of use.
    """

    handlungsfeld = _auswahl(
        field_name="handlungsfeld__slug",
        label="Handlungsfeld",
        empty_label="alle Handlungsfelder",
    )
    kommune = _auswahl(field_name="kommunen__slug")
    bezug = _auswahl(
        label="Welche Projekte zählen?",
        empty_label="Agenda und Umfeld",
        choices=[(wert, f"nur {text}") for wert, text in Bezug.choices],
    )
    stand = _auswahl(field_name="umsetzungsstand", choices=Umsetzungsstand.choices)
    rolle = _auswahl(choices=Rolle.choices, method="mit_rolle")

    class Meta:
        model = Eintrag
        fields = []

    def __init__(self, data, queryset=None, *, felder, kommunen=(), portal=None):
        super().__init__(data, queryset)
        self.filters["handlungsfeld"].extra["choices"] = [(feld.slug, feld.name) for feld in felder]
        kommune = self.filters["kommune"]
        kommune.extra["choices"] = [(k.slug, k.anzeigename) for k in kommunen]
        if portal:
            kommune.label = portal.partner_einzahl
            kommune.extra["empty_label"] = f"alle {portal.partner_mehrzahl}"

    def mit_rolle(self, eintraege, name, rolle):
        """A Rolle speaks of the chosen Kommune, or of any."""
        paar = {"mitwirkungen__rolle": rolle}
        if kommune := self.form.cleaned_data.get("kommune"):
            paar["mitwirkungen__kommune__slug"] = kommune
        return eintraege.filter(pk__in=Eintrag.objects.filter(**paar).values("pk"))

    @property
    def aktiv(self):
        """The chosen parameters as a dict."""
        self.is_valid()  # reads them; what is wrong is left out
        return {name: wert for name, wert in self.form.cleaned_data.items() if wert}

    @property
    def hinweise(self):
        hinweise = [gibt_es_nicht(name, self.data[name]) for name in self.errors]
        return hinweise + [
            Hinweis(name, f"Hier gilt nur ein Wert; beachtet wurde {zitat(wert)}.")
            for name, wert in self.aktiv.items()
            if len(set(self.data.getlist(name))) > 1
        ]


class KalenderFilter(django_filters.FilterSet):
    """The same for a program that subscribes: values may be repeated, and one unknown is an error."""

    handlungsfeld = django_filters.ModelMultipleChoiceFilter(
        field_name="handlungsfeld__slug",
        queryset=Handlungsfeld.objects.all(),
        to_field_name="slug",
    )
    kommune = django_filters.ModelMultipleChoiceFilter(
        field_name="kommunen__slug", queryset=Kommune.objects.all(), to_field_name="slug"
    )
    nummer = django_filters.CharFilter(method="mit_nummer")

    class Meta:
        model = Eintrag
        fields = []

    def mit_nummer(self, eintraege, name, nummer):
        """Every Nummer a project bears or once bore, in any spelling."""
        schluessel = [nummer_schluessel(roh.upper()) for roh in self.data.getlist(name)]
        return eintraege.filter(steckbrief__nummern__schluessel__in=schluessel)
