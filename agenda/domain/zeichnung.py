"""From numbers to shapes: lengths in percent of a drawing's width, ready for an SVG attribute.

Drawings have no viewBox: they are as wide as there is room, and no letter is ever distorted.
"""

from dataclasses import dataclass


def prozent(wert):
    """Return a share (0 to 100) as SVG writes it: 37.5 → "37.5%"."""
    return f"{wert:.2f}".rstrip("0").rstrip(".") + "%"


@dataclass(frozen=True)
class Segment:
    """A part of a bar: what it is (`art` chooses its fill), how many, where the list is."""

    art: str
    label: str
    anzahl: int
    url: str
    x: str
    breite: str


@dataclass(frozen=True)
class Balken:
    """One stacked bar with its number; `label` tells which Bezug it counts ("" for all).

    `url` leads to all that the bar counts, "" where nothing but its parts is listed.
    """

    label: str
    anzahl: int
    segmente: list
    url: str = ""

    @property
    def in_worten(self):
        """What the bar shows, for who does not see it: "2 in Umsetzung, 1 in Betrieb"."""
        return ", ".join(f"{segment.anzahl} {segment.label}" for segment in self.segmente)


@dataclass(frozen=True)
class Gruppe:
    """What one row of a figure is about, and its bars. `zahl` is a Zahl of projects or None."""

    titel: str
    url: str
    zahl: object
    balken: list


def balken(label, teile, groesster, *, url=""):
    """Return the Balken of [(art, label, number, URL)]; `groesster` is the longest bar's number."""
    segmente, davor = [], 0
    for art, name, anzahl, liste in teile:
        if anzahl:
            x, breite = prozent(davor / groesster * 100), prozent(anzahl / groesster * 100)
            segmente.append(Segment(art, name, anzahl, liste, x, breite))
            davor += anzahl
    return Balken(label, davor, segmente, url)


@dataclass(frozen=True)
class Tabellenzeile:
    """One bar as a row of numbers: [(number, URL)] in the order of the columns."""

    gruppe: Gruppe
    balken: Balken
    zellen: list


def tabelle(gruppen):
    """Return (labels of the columns, [Tabellenzeile]): the same data as the bars."""
    labels = {}
    for gruppe in gruppen:
        for reihe in gruppe.balken:
            labels.update({segment.art: segment.label for segment in reihe.segmente})
    zeilen = []
    for gruppe in gruppen:
        for reihe in gruppe.balken:
            nach_art = {segment.art: segment for segment in reihe.segmente}
            zellen = [
                (nach_art[art].anzahl, nach_art[art].url) if art in nach_art else (0, "")
                for art in labels
            ]
            zeilen.append(Tabellenzeile(gruppe, reihe, zellen))
    return list(labels.values()), zeilen
