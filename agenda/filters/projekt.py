"""The filter of the project list, and its good manners towards nonsense in an address."""

import re
from collections import Counter
from functools import cached_property
from urllib.parse import urlencode

from django.db.models.functions import Substr
from django.utils import timezone

from agenda.domain import facetten, frische, katalog, orte, suche
from agenda.domain.filtergruppen import Gruppe, Wahl, Weiter
from agenda.filters.hinweis import Hinweis, gibt_es_nicht, zitat
from agenda.models import Eintrag, Zielgruppe
from agenda.models.sachstand import Umsetzungsstand
from agenda.models.steckbrief import Bezug
from agenda.models.teile import Rolle
from handlungsfelder.models import Handlungsfeld
from kommunen.suche import falten

MAX_ZEICHEN = 200
MAX_WOERTER = 12
# So much of an Eintrag's suchtext holds its Nummer, Titel and Kurzbeschreibung.
ANFANG = 1500

SORTIERUNGEN = {
    "relevanz": "beste Treffer",
    "reihenfolge": "Reihenfolge",
    "nummer": "Nummer",
    "titel": "Titel",
    "stand": "Umsetzungsstand",
    "aktuell": "Aktualität",
}
ANSICHTEN = {"karten": "Karten", "tabelle": "Tabelle"}
_STUFE = {stand: stufe for stufe, stand in enumerate(Umsetzungsstand.values)}


class ProjektFilter:
    """What an address of the list asks for: words, groups of choices, order and view.

    Values that nobody offers are left out and end up in `hinweise`. The choices are handed over;
    `aus_anfrage()` asks for them. All rows come from one narrow query and are filtered and
    counted by one predicate (domain.facetten).
    """

    def __init__(self, data, *, felder, kommunen, zielgruppen, portal, gemeinden=()):
        self.felder, self.kommunen, self.gemeinden = felder, kommunen, gemeinden
        self.portal = portal
        self.hinweise = []
        self.paare = {
            "bezug": Bezug.choices,
            "handlungsfeld": [(feld.slug, feld.name) for feld in felder],
            "stand": Umsetzungsstand.choices,
            "kommune": [(kommune.slug, kommune.anzeigename) for kommune in kommunen],
            "rolle": Rolle.choices,
            "verfuegbar": [(kommune.slug, kommune.anzeigename) for kommune in kommunen],
            "zielgruppe": list(zielgruppen),
            "leuchtturm": [("ja", "nur Leuchttürme")],
        }
        self.labels = facetten.GRUPPEN | {"kommune": portal.partner_einzahl}
        self.auswahl = {name: self._bekannte(name, data.getlist(name)) for name in self.labels}
        self.begriff = self._suchbegriff(" ".join(data.getlist("q")))
        self.ansicht = self._eines("ansicht", data, ANSICHTEN) or "karten"
        richtungen = {f"{v}{name}" for name in SORTIERUNGEN for v in ("", "-")}
        self.sortierung = self._eines("sort", data, richtungen)

    @classmethod
    def aus_anfrage(cls, get, portal=None):
        """Return the filter for request.GET, with today's choices (four queries, with portal three)."""
        kommunen, gemeinden = orte.laden(" ".join(get.getlist("q"))[:MAX_ZEICHEN])
        return cls(
            get,
            felder=list(Handlungsfeld.objects.aktuell()),
            kommunen=kommunen,
            gemeinden=gemeinden,
            zielgruppen=list(Zielgruppe.objects.values_list("slug", "name")),
            portal=portal or frische.jetzt().portal,
        )

    # Reading the address

    def _bekannte(self, name, werte):
        werte = list(dict.fromkeys(wert for wert in werte if wert))
        if name == "jahr":
            unbekannt = [wert for wert in werte if not re.fullmatch(r"(19|20|21)[0-9]{2}", wert)]
        else:
            bekannt = {str(wert) for wert, _ in self.paare[name]}
            unbekannt = [wert for wert in werte if wert not in bekannt]
        self._unverstanden(name, unbekannt)
        return [wert for wert in werte if wert not in unbekannt][:50]

    def _eines(self, name, data, bekannt):
        wert = data.get(name, "")
        if wert and wert not in bekannt:
            self._unverstanden(name, [wert])
            return ""
        return wert

    def _unverstanden(self, name, werte):
        self.hinweise += [gibt_es_nicht(name, wert) for wert in werte][:5]

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
        return begriff

    # What is found

    @cached_property
    def anfrage(self):
        """The words, read; None without any. What holds no word to look for never filters."""
        if not self.begriff:
            return None
        anfrage = suche.Anfrage(self.begriff, suche.Wortschatz.aktuell(self.portal))
        if not anfrage.glieder:
            self.hinweise.append(
                Hinweis(
                    "q", f"In {zitat(self.begriff)} steht kein Wort, nach dem wir suchen können."
                )
            )
            return None
        return anfrage

    @cached_property
    def gemeint(self):
        """The Anfrage that was probably meant, or None."""
        text = self.anfrage.gemeint if self.anfrage else ""
        return suche.Anfrage(text, self.anfrage.wortschatz) if text else None

    @cached_property
    def orte(self):
        """The places that the words name (domain.orte)."""
        return orte.finden(self.begriff, self.kommunen, self.gemeinden) if self.anfrage else []

    @property
    def wege(self):
        """For each of the places where its projects stand in the list (domain.orte.Weg)."""
        if not self.orte:
            return []
        zahlen = Counter(k for zeile in self._alle for k in zeile.merkmale("kommune", {}))
        return orte.wege(self.orte, zahlen, orte.uebergeordnet(self.kommunen, self.portal))

    @cached_property
    def _alle(self):
        """Every public Eintrag as a facetten.Zeile; one query, with what the words find in each."""
        rows = Eintrag.objects.gueltig().laufend().in_reihenfolge()
        namen = []
        if self.anfrage:
            rows = rows.mit_treffern(self.anfrage.fragmente).annotate(
                anfang=Substr("suchtext", 1, ANFANG)
            )
            namen = ["anfang", *(f"treffer_{i}" for i in range(len(self.anfrage.glieder)))]
        if self.gemeint:
            rows = rows.mit_treffern(self.gemeint.fragmente, "gemeint")
            namen += [f"gemeint_{i}" for i in range(len(self.gemeint.glieder))]
        heute = timezone.localdate().year
        return [
            facetten.Zeile(werte, heute)
            for werte in rows.values(*facetten.SPALTEN, "titel", "aktualisiert_at", *namen)
        ]

    def _gefunden(self, glieder):
        """The rows in which every one of the words is found."""
        spalten = [f"treffer_{self.anfrage.glieder.index(glied)}" for glied in glieder]
        return [zeile for zeile in self._alle if all(zeile.werte[name] for name in spalten)]

    @cached_property
    def _im_text(self):
        return self._gefunden(self.anfrage.glieder) if self.anfrage else self._alle

    @cached_property
    def nur_ort(self):
        """Whether no text names the place, so that the rows are those of its Kommune instead."""
        return bool(self.anfrage and self.orte and not self._im_text)

    @cached_property
    def zeilen(self):
        """The rows that the words find, before any group narrows them."""
        if not self.nur_ort:
            return self._im_text
        woerter = {wort for ort in self.orte for wort in ort.woerter}
        rest = [g for g in self.anfrage.glieder if not woerter.intersection(orte.worte(g.text))]
        wo = {"kommune": [ort.kommune.slug for ort in self.orte]}
        return [zeile for zeile in self._gefunden(rest) if zeile.passt(wo)]

    @cached_property
    def treffer(self):
        """All hits in the asked order, as dicts of their narrow columns."""
        gefunden = [zeile.werte for zeile in self.zeilen if zeile.passt(self.auswahl)]
        name = self.sortierung_jetzt.removeprefix("-")
        if name == "relevanz":
            gefunden.sort(key=self.anfrage.rang if self.anfrage else lambda werte: 0)
        elif name != "reihenfolge":
            gefunden.sort(key=_SCHLUESSEL[name], reverse=name == "aktuell")
        return gefunden[::-1] if self.sortierung_jetzt.startswith("-") else gefunden

    @property
    def pks(self):
        """The primary keys of all hits (those of their Fassungen), in the asked order."""
        return [werte["pk"] for werte in self.treffer]

    @property
    def sortierung_jetzt(self):
        return self.sortierung or ("relevanz" if self.anfrage else "reihenfolge")

    @property
    def zahlen(self):
        """How many hits, by Bezug (katalog.zaehlen)."""
        return katalog.zaehlen(werte["bezug"] for werte in self.treffer)

    # What the page offers

    @cached_property
    def gruppen(self):
        """The form's groups of choices; a group without any choice is left out."""
        zahlen = facetten.zaehlen(self.zeilen, self.auswahl)
        jahre = sorted({*zahlen["jahr"], *self.auswahl["jahr"]})
        paare = self.paare | {"jahr": [(jahr, jahr) for jahr in jahre]}
        return [
            Gruppe(
                name,
                self.labels[name],
                [
                    Wahl(wert, text, wert in self.auswahl[name], zahlen[name][wert])
                    for wert, text in paare[name]
                ],
            )
            for name in self.labels
            if paare[name]
        ]

    @property
    def anzahl(self):
        """How many filter values are chosen; the search word is none."""
        return sum(map(len, self.auswahl.values()))

    @property
    def chips(self):
        """What narrows the list now: (label, value's name, address of the list without it)."""
        chips = [("Suche", self.begriff, self.adresse(q=[]))] if self.begriff else []
        for name, werte in self.auswahl.items():
            texte = dict(self.paare.get(name, ()))
            chips += [
                (
                    self.labels[name],
                    texte.get(wert, wert),
                    self.adresse(**{name: [w for w in werte if w != wert]}),
                )
                for wert in werte
            ]
        return chips

    def adresse(self, **aenderung):
        """Return the query string of this filter with some parameters replaced by lists.

        It holds the whole state but the page, which a changed search begins anew.
        """
        paare = {
            "q": [self.begriff],
            **self.auswahl,
            "sort": [self.sortierung],
            "ansicht": [self.ansicht] if self.ansicht != "karten" else [],
            **aenderung,
        }
        return "?" + urlencode({name: werte for name, werte in paare.items() if any(werte)}, True)

    @property
    def inhalt(self):
        """The query string of what is asked for, whatever its order and view: for feed and canonical."""
        return self.adresse(sort=[], ansicht=[]).removesuffix("?")

    @property
    def vorschlag(self):
        """ "Meinten Sie": (text, number of hits, address), or None when it would find nothing."""
        if not self.gemeint or self.treffer:
            return None
        namen = [f"gemeint_{i}" for i in range(len(self.gemeint.glieder))]
        anzahl = sum(
            all(zeile.werte[name] for name in namen) and zeile.passt(self.auswahl)
            for zeile in self._alle
        )
        text = self.gemeint.text
        return Weiter(text, anzahl, self.adresse(q=[text])) if anzahl else None

    @property
    def weitere(self):
        """Up to three wider searches that find something: without one group or one word."""
        moeglich = []
        for name, werte in self.auswahl.items():
            if werte:
                ohne = self.auswahl | {name: []}
                moeglich.append(
                    Weiter(
                        f"ohne den Filter „{self.labels[name]}“",
                        sum(zeile.passt(ohne) for zeile in self.zeilen),
                        self.adresse(**{name: []}),
                    )
                )
        glieder = self.anfrage.glieder if self.anfrage else []
        for glied in glieder if len(glieder) > 1 else ():
            rest = [anderes for anderes in glieder if anderes is not glied]
            moeglich.append(
                Weiter(
                    f"ohne „{glied.text.strip('„“')}“",
                    sum(zeile.passt(self.auswahl) for zeile in self._gefunden(rest)),
                    self.adresse(q=[" ".join(anderes.text for anderes in rest)]),
                )
            )
        if self.begriff and self.anzahl:
            ohne = {name: [] for name in self.auswahl}
            text = f"zu {zitat(self.begriff)} ohne Filter"
            moeglich.append(Weiter(text, len(self.zeilen), self.adresse(**ohne)))
        return sorted((w for w in moeglich if w.anzahl), key=lambda w: -w.anzahl)[:3]


_SCHLUESSEL = {
    "nummer": lambda werte: werte["schluessel"],
    "titel": lambda werte: falten(werte["titel"]),
    "stand": lambda werte: _STUFE[werte["umsetzungsstand"]],
    "aktuell": lambda werte: werte["aktualisiert_at"],
}
