"""The filter of the project list, and its good manners towards nonsense in an address."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

import django_filters
from django.db.models import Q

from agenda.domain.stemming import staemme
from agenda.models import Eintrag
from agenda.models.sachstand import Umsetzungsstand
from agenda.models.steckbrief import Bezug, nummer_schluessel

MAX_ZEICHEN = 200
MAX_WOERTER = 12
HINWEIS_ZEICHEN = 40


@dataclass(frozen=True)
class Hinweis:
    """What of an address was not understood, told to the reader."""

    parameter: str
    text: str


class ProjektFilter(django_filters.FilterSet):
    """Filters Einträge; values nobody offers are left out and end up in `hinweise`.

    Choices are handed over, so that the form costs no query: pairs of (slug, name).
    """

    handlungsfeld = django_filters.MultipleChoiceFilter(
        field_name="handlungsfeld__slug", label="Handlungsfeld"
    )
    stand = django_filters.MultipleChoiceFilter(
        field_name="umsetzungsstand", label="Umsetzungsstand", choices=Umsetzungsstand.choices
    )
    kommune = django_filters.MultipleChoiceFilter(field_name="kommunen__slug", label="Kommune")
    bezug = django_filters.MultipleChoiceFilter(label="Bezug", choices=Bezug.choices)
    q = django_filters.CharFilter(method="suchen", label="Suche")

    class Meta:
        model = Eintrag
        fields = ["handlungsfeld", "stand", "kommune", "bezug", "q"]

    def __init__(self, data, *, handlungsfelder, kommunen, **kwargs):
        self.hinweise = []
        self.auswahl = {
            "bezug": Bezug.choices,
            "handlungsfeld": handlungsfelder,
            "stand": Umsetzungsstand.choices,
            "kommune": kommunen,
        }
        super().__init__(self._bereinigt(data), **kwargs)
        for name in ("handlungsfeld", "kommune"):
            self.filters[name].extra["choices"] = self.auswahl[name]

    def _bereinigt(self, data):
        """Return the query without what is not understood."""
        data = data.copy()
        for name, paare in self.auswahl.items():
            bekannt = {str(wert) for wert, _ in paare}
            werte = list(dict.fromkeys(data.getlist(name)))
            data.setlist(name, [wert for wert in werte if wert in bekannt])
            self.hinweise += [
                Hinweis(name, f"Den Wert {zitat(wert)} gibt es nicht; er wurde nicht beachtet.")
                for wert in werte
                if wert and wert not in bekannt
            ][:5]
        data["q"] = self._suchbegriff(" ".join(data.getlist("q")))
        return data

    def _suchbegriff(self, roh):
        begriff = " ".join("".join(z if z.isprintable() else " " for z in roh).split())
        if "\x00" in roh:
            self.hinweise.append(Hinweis("q", "Unsichtbare Zeichen wurden nicht beachtet."))
        if len(begriff) > MAX_ZEICHEN:
            begriff = begriff[:MAX_ZEICHEN].rsplit(" ", 1)[0]
            self.hinweise.append(
                Hinweis("q", f"Gesucht wurde nur nach den ersten {MAX_ZEICHEN} Zeichen.")
            )
        if len(begriff.split()) > MAX_WOERTER:
            begriff = " ".join(begriff.split()[:MAX_WOERTER])
            self.hinweise.append(
                Hinweis("q", f"Gesucht wurde nur nach den ersten {MAX_WOERTER} Wörtern.")
            )
        if begriff and not staemme(begriff):
            self.hinweise.append(
                Hinweis("q", f"In {zitat(begriff)} steht kein Wort, nach dem wir suchen können.")
            )
        return begriff

    @property
    def begriff(self):
        return self.data["q"]

    @cached_property
    def gesuchte_staemme(self):
        return staemme(self.begriff)

    def suchen(self, rows, name, value):
        """Find words by their stems, and a Nummer in any spelling."""
        treffer = rows.search(self.gesuchte_staemme)
        schluessel = nummer_schluessel(value.upper())
        if not schluessel:
            return treffer
        return rows.filter(Q(schluessel=schluessel) | Q(pk__in=treffer.values("pk")))

    def rang(self, eintrag):
        """Sort key of a hit: the very Nummer, then all words in the title, then the rest."""
        if not self.begriff:
            return 0
        if eintrag["schluessel"] == nummer_schluessel(self.begriff.upper()):
            return 0
        titel = staemme(eintrag["titel"])
        im_titel = all(any(wort.startswith(s) for wort in titel) for s in self.gesuchte_staemme)
        return 1 if im_titel else 2

    @property
    def gruppen(self):
        """The form's groups of choices: (parameter, label, [(value, name, chosen)])."""
        return [
            (
                name,
                self.filters[name].label,
                [(wert, text, wert in self.data.getlist(name)) for wert, text in paare],
            )
            for name, paare in self.auswahl.items()
        ]

    @property
    def anzahl(self):
        """How many filter values are chosen; the search word is none."""
        return sum(len(self.data.getlist(name)) for name in self.auswahl)

    @property
    def chips(self):
        """What narrows the list now: (label, value's name, address of the list without it)."""
        chips = [("Suche", self.begriff, self.adresse(q=[]))] if self.begriff else []
        for name, paare in self.auswahl.items():
            werte = self.data.getlist(name)
            chips += [
                (
                    self.filters[name].label,
                    dict(paare)[wert],
                    self.adresse(**{name: [w for w in werte if w != wert]}),
                )
                for wert in werte
            ]
        return chips

    def adresse(self, **aenderung):
        """Return the query string of this filter with some parameters replaced by lists."""
        paare = {name: self.data.getlist(name) for name in ("q", *self.auswahl)} | aenderung
        return "?" + urlencode({name: werte for name, werte in paare.items() if any(werte)}, True)


def zitat(wert):
    """A value from an address, fit to be shown: short, printable, in German quotes."""
    lesbar = "".join(z if z.isprintable() else "�" for z in wert[: HINWEIS_ZEICHEN + 1])
    return f"„{lesbar[:HINWEIS_ZEICHEN]}{'…' if len(wert) > HINWEIS_ZEICHEN else ''}“"
