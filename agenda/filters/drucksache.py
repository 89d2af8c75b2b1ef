"""The filter of the Drucksachen: by words, station, state of execution and the next report."""

from functools import cached_property
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone

from agenda.domain import beschlusskontrolle
from agenda.domain.beschlusskontrolle import FAELLIG, SORTIERUNGEN, STAENDE
from agenda.filters.hinweis import Hinweis, gibt_es_nicht, zitat
from agenda.models import Beratung, Beratungsergebnis, Beschlusspunkt, Drucksache

MAX_ZEICHEN = 200
OHNE_ERGEBNIS = "-"
NEUESTE = "neueste"


def _auswahl(label, leer, choices=()):
    return django_filters.ChoiceFilter(
        label=label,
        empty_label=leer,
        choices=choices,
        method="gemeinsam",
        widget=forms.Select(attrs={"class": "kern-form-input__select"}),
    )


class DrucksacheFilter(django_filters.FilterSet):
    """Public Drucksachen narrowed by an address; what nobody offers is told and left out.

    angebot: beschlusskontrolle.Angebot. Gremium, Ergebnis and year speak of one and the same
    Beratung, Ausführung and Fälligkeit of one and the same Beschlusspunkt.
    """

    q = django_filters.CharFilter(
        label="Suchwort oder Nummer", method="gemeinsam", max_length=MAX_ZEICHEN
    )
    gremium = _auswahl("Gremium", "alle Gremien")
    ergebnis = _auswahl("Ergebnis der Beratung", "alle Ergebnisse")
    jahr = _auswahl("Jahr der Beratung", "alle Jahre")
    ausfuehrung = _auswahl("Ausführung", "jeder Stand", list(STAENDE.items()))
    faellig = _auswahl("Nächster Bericht", "ob fällig oder nicht", list(FAELLIG.items()))
    sort = _auswahl("Reihenfolge", None, [(name, text) for name, (text, _) in SORTIERUNGEN.items()])

    class Meta:
        model = Drucksache
        fields = []

    def __init__(self, data, *, angebot, ergebnisse):
        super().__init__(data, Drucksache.objects.oeffentliche())
        self.filters["gremium"].extra["choices"] = angebot.gremien
        self.filters["jahr"].extra["choices"] = [(jahr, jahr) for jahr in angebot.jahre]
        self.filters["ergebnis"].extra["choices"] = [
            *((e.schluessel, e.name) for e in ergebnisse),
            (OHNE_ERGEBNIS, "noch ohne Ergebnis"),
        ]
        self.heute = timezone.localdate()

    @classmethod
    def aus_anfrage(cls, get):
        """Return the filter for request.GET, with today's choices (three queries)."""
        return cls(
            get,
            angebot=beschlusskontrolle.angebot(),
            ergebnisse=list(Beratungsergebnis.objects.all()),
        )

    @cached_property
    def aktiv(self):
        """The chosen parameters as a dict; what was not understood is left out."""
        self.is_valid()
        return {name: wert for name, wert in self.form.cleaned_data.items() if wert}

    @property
    def begriff(self):
        return self.aktiv.get("q", "")

    @property
    def eingegrenzt(self):
        """Whether anything but the order is chosen."""
        return bool(self.aktiv.keys() - {"sort"})

    @property
    def sortierung(self):
        return self.aktiv.get("sort", NEUESTE)

    @cached_property
    def pks(self):
        """The primary keys of what is found, in the asked order. Two queries more with words."""
        rows = beschlusskontrolle.sortiert(self.qs, self.sortierung)
        return list(rows.values_list("pk", flat=True))

    @property
    def punkte(self):
        """The decided Beschlusspunkte of what is found (mit_stand), those alone that Ausführung and Fälligkeit mean."""
        return self._enger(Beschlusspunkt.objects.filter(drucksache__in=self.pks))

    @property
    def nur_manche_punkte(self):
        return "ausfuehrung" in self.aktiv or "faellig" in self.aktiv

    def gemeinsam(self, drucksachen, name, wert):
        """Done by filter_queryset(), several together."""
        return drucksachen

    def filter_queryset(self, queryset):
        beratungen = self._beratungen()
        if beratungen is not None:
            queryset = queryset.filter(Exists(beratungen))
        if self.nur_manche_punkte:
            punkte = Beschlusspunkt.objects.filter(drucksache=OuterRef("pk"))
            queryset = queryset.filter(Exists(self._enger(punkte)))
        if self.begriff:
            queryset = queryset.filter(pk__in=beschlusskontrolle.suchen(queryset, self.begriff))
        return queryset

    def _beratungen(self):
        gremium, ergebnis, jahr = map(self.aktiv.get, ("gremium", "ergebnis", "jahr"))
        if not (gremium or ergebnis or jahr):
            return None
        beratungen = Beratung.objects.filter(drucksache=OuterRef("pk"), oeffentlich=True)
        if gremium:
            beratungen = beratungen.filter(gremium__slug=gremium)
        if jahr:
            beratungen = beratungen.filter(datum__year=int(jahr))
        if ergebnis == OHNE_ERGEBNIS:
            beratungen = beratungen.filter(ergebnis__isnull=True, ergebnis_text="")
        elif ergebnis:
            beratungen = beratungen.filter(ergebnis__schluessel=ergebnis)
        return beratungen

    def _enger(self, punkte):
        punkte = beschlusskontrolle.mit_stand(beschlusskontrolle.entschiedene(punkte))
        if stand := self.aktiv.get("ausfuehrung"):
            punkte = beschlusskontrolle.mit_ausfuehrung(punkte, stand)
        if faellig := self.aktiv.get("faellig"):
            punkte = beschlusskontrolle.mit_faelligkeit(punkte, faellig, self.heute)
        return punkte

    def adresse(self, **aenderung):
        """Return the query string of this filter with some parameters replaced; "" takes one away."""
        werte = {name: wert for name, wert in (self.aktiv | aenderung).items() if wert}
        return f"?{urlencode(werte)}" if werte else "?"

    @property
    def hinweise(self):
        self.is_valid()
        hinweise = [self._unverstanden(name) for name in self.errors]
        return hinweise + [
            Hinweis(name, f"Hier gilt nur ein Wert; beachtet wurde {zitat(wert)}.")
            for name, wert in self.aktiv.items()
            if len(set(self.data.getlist(name))) > 1
        ]

    def _unverstanden(self, name):
        if name == "q":
            return Hinweis(
                "q",
                f"Gesucht wird nach höchstens {MAX_ZEICHEN} lesbaren Zeichen; das Suchwort wurde nicht beachtet.",
            )
        return gibt_es_nicht(name, self.data[name])
