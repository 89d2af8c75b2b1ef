"""What an Eintrag can be filtered by, and the one predicate that filters and counts.

`k:<Kommune>:<Rolle>` works on it, `z:<Zielgruppe>` is for whom, `o:<Kommune>:<Stand vor Ort>`
how far it is there: tokens in one column, so that one narrow query counts them all. Slugs know
no space and no colon.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from agenda.models.sachstand import OertlicherStand

# The groups in the order of the page, as parameter → label; the Portal may name its partners.
GRUPPEN = {
    "bezug": "Bezug",
    "handlungsfeld": "Handlungsfeld",
    "stand": "Umsetzungsstand",
    "kommune": "Kommune",
    "rolle": "Rolle",
    "verfuegbar": "Vor Ort verfügbar in",
    "zielgruppe": "Zielgruppe",
    "leuchtturm": "Leuchtturm",
    "jahr": "Läuft im Jahr",
}
# What of an Eintrag a Zeile needs.
SPALTEN = (
    "pk",
    "schluessel",
    "bezug",
    "handlungsfeld__slug",
    "umsetzungsstand",
    "leuchtturm",
    "beginn",
    "ende",
    "facetten",
)
# A typing error of the office ("0204") must not offer two thousand years.
SPANNE = 30


def schreiben(*, mitwirkungen, zielgruppen, orte):
    """Return the tokens of an Eintrag between spaces, from pairs and slugs."""
    token = [
        *(f"k:{kommune}:{rolle}" for kommune, rolle in mitwirkungen),
        *(f"z:{zielgruppe}" for zielgruppe in zielgruppen),
        *(f"o:{kommune}:{stand}" for kommune, stand in orte),
    ]
    return f" {' '.join(token)} " if token else ""


@dataclass(frozen=True)
class Zeile:
    """An Eintrag as filters see it: its columns as one dict, and today's year.

    A project without an end counts for every year from its beginning to today's; one without a
    beginning only for the year of its end.
    """

    werte: dict
    heute: int

    @cached_property
    def _token(self):
        return [token.split(":") for token in self.werte["facetten"].split()]

    @cached_property
    def _fest(self):
        """The values of those groups that do not depend on what else is chosen."""
        return {
            "bezug": {self.werte["bezug"]},
            "handlungsfeld": {self.werte["handlungsfeld__slug"]},
            "stand": {self.werte["umsetzungsstand"]},
            "verfuegbar": {
                token[1]
                for token in self._token
                if token[0] == "o" and token[2] == OertlicherStand.VERFUEGBAR
            },
            "zielgruppe": {token[1] for token in self._token if token[0] == "z"},
            "leuchtturm": {"ja"} if self.werte["leuchtturm"] else set(),
            "jahr": {str(jahr) for jahr in self._jahre()},
        }

    def _jahre(self):
        beginn, ende = self.werte["beginn"], self.werte["ende"]
        if not (beginn or ende):
            return ()
        erstes = (beginn or ende).datum.year
        letztes = ende.letzter_tag.year if ende else max(erstes, self.heute)
        return range(max(erstes, self.heute - SPANNE), min(letztes, self.heute + SPANNE) + 1)

    def merkmale(self, gruppe, auswahl):
        """Return the values the row has in a group.

        Kommune and Rolle speak of the same pair: with a Rolle chosen a row has only those Kommunen
        that have this Rolle in it, and the other way round.
        """
        if gruppe not in ("kommune", "rolle"):
            return self._fest[gruppe]
        hier, dort = (1, 2) if gruppe == "kommune" else (2, 1)
        andere = auswahl.get("rolle" if gruppe == "kommune" else "kommune")
        return {
            token[hier]
            for token in self._token
            if token[0] == "k" and (not andere or token[dort] in andere)
        }

    def passt(self, auswahl):
        """Whether the row has one of the chosen values in every group where some are chosen."""
        return all(
            not werte or not self.merkmale(gruppe, auswahl).isdisjoint(werte)
            for gruppe, werte in auswahl.items()
        )


def zaehlen(zeilen, auswahl):
    """Return {group: Counter of its values} over the rows that pass all *other* groups.

    auswahl: {group: list of chosen values}; zeilen: rows that fit the search words.
    """
    zahlen = {}
    for gruppe in GRUPPEN:
        andere = {name: werte for name, werte in auswahl.items() if werte and name != gruppe}
        zahlen[gruppe] = Counter(
            merkmal
            for zeile in zeilen
            if zeile.passt(andere)
            for merkmal in zeile.merkmale(gruppe, andere)
        )
    return zahlen
