"""The roadmap as shapes: years, bars and marks as shares of the width (domain.zeichnung).

What is vague is drawn vague: a solid part for the time that is certain, a soft one for the
time within which it begins or ends.
"""

import datetime
from dataclasses import dataclass, field

from agenda.domain.zeichnung import prozent

# How far an end that nobody named reaches, in percent of the width.
OFFEN = 7.0
# What is shorter, in percent of the width, is drawn as wide as an eye can see.
KURZ = 0.6
# A plan for 2045 or a beginning in 1995 must not squeeze what happens now.
RUECKBLICK, AUSBLICK = 10, 15


@dataclass(frozen=True)
class Jahr:
    """A year of the scale. `haupt` years are labelled on a phone too."""

    jahr: int
    x: str
    breite: str
    haupt: bool


@dataclass(frozen=True)
class Stueck:
    """A part of a bar, by `art`.

    fest: certain; kurz: certain, and too short to be seen by its length; vage: begins or ends within; rechts and links: goes on, nobody said how far;
    unklar: over, nobody said since when.
    """

    art: str
    x: str
    breite: str


@dataclass(frozen=True)
class Pfeil:
    """It goes on beyond: `richtung` is links or rechts."""

    richtung: str
    x: str


@dataclass(frozen=True)
class Umzug:
    """A date that moved: from the place first promised to the one that counts now."""

    von: str
    nach: str
    richtung: str


@dataclass(frozen=True)
class Marke:
    """A milestone; its span is drawn when the date is vague, its Umzug when it was moved."""

    lage: str
    x: str
    spanne: Stueck | None
    umzug: Umzug | None


@dataclass(frozen=True)
class Strahl:
    stuecke: list = field(default_factory=list)
    pfeile: list = field(default_factory=list)
    umzug: Umzug | None = None
    marken: list = field(default_factory=list)


class Skala:
    """The years from `von` to `bis` (both included) across the width, and today."""

    def __init__(self, vorhaben, heute):
        jahre = [datum.datum.year for v in vorhaben for datum in v.termine]
        jahre += [datum.letzter_tag.year for v in vorhaben for datum in v.termine]
        self.tag = heute
        self.von = max(min([*jahre, heute.year]), heute.year - RUECKBLICK)
        self.bis = min(max([*jahre, heute.year + 1]), heute.year + AUSBLICK)
        self.anfang = datetime.date(self.von, 1, 1).toordinal()
        self.tage = datetime.date(self.bis, 12, 31).toordinal() + 1 - self.anfang

    def ort(self, tag):
        """Return where a day begins, in percent; what lies outside stands at the edge."""
        return min(100.0, max(0.0, (tag.toordinal() - self.anfang) / self.tage * 100))

    @property
    def heute(self):
        return prozent(self.ort(self.tag))

    @property
    def jahre(self):
        anzahl = self.bis - self.von + 1
        schritt = -(-anzahl // 5)  # five labels fit a phone
        grenzen = [
            self.ort(datetime.date(jahr, 1, 1)) for jahr in range(self.von, self.bis + 1)
        ] + [100.0]
        return [
            Jahr(
                self.von + nr,
                prozent(grenzen[nr]),
                prozent(grenzen[nr + 1] - grenzen[nr]),
                nr % schritt == 0,
            )
            for nr in range(anzahl)
        ]

    def stueck(self, art, von, bis):
        """Return the Stueck between two places in percent, or None when there is nothing."""
        return Stueck(art, prozent(von), prozent(bis - von)) if bis > von else None

    def anfang_von(self, datum):
        return self.ort(datum.datum)

    def ende_von(self, datum):
        return self.ort(datum.danach)

    def mitte_von(self, datum):
        return (self.anfang_von(datum) + self.ende_von(datum)) / 2

    def umzug(self, alt, neu):
        """Return the Umzug between two places in percent."""
        return Umzug(prozent(alt), prozent(neu), "rechts" if neu > alt else "links")


def strahl(vorhaben, skala):
    """Return the Strahl of a Vorhaben on a Skala."""
    stuecke, pfeile = _balken(vorhaben, skala)
    if vorhaben.beginn and vorhaben.beginn.datum.year < skala.von:
        pfeile.append(Pfeil("links", "0%"))
    if vorhaben.ende and vorhaben.ende.letzter_tag.year > skala.bis:
        pfeile.append(Pfeil("rechts", "100%"))
    umzug = None
    if vorhaben.ende_verschoben:
        umzug = skala.umzug(skala.ende_von(vorhaben.erstes_ende), skala.ende_von(vorhaben.ende))
    marken = [_marke(m, skala) for m in vorhaben.meilensteine if m.wann]
    return Strahl([s for s in stuecke if s], pfeile, umzug, marken)


def _balken(vorhaben, skala):
    beginn, ende = vorhaben.beginn, vorhaben.ende
    heute = skala.ort(skala.tag)
    if beginn and ende:
        a, b = skala.anfang_von(beginn), skala.ende_von(beginn)
        c, d = skala.anfang_von(ende), skala.ende_von(ende)
        if beginn.datum == beginn.letzter_tag:
            b = a
        if ende.datum == ende.letzter_tag:
            c = d
        if c <= b:  # both within the same vague time
            return [skala.stueck("vage", a, d)], []
        vorne, hinten = skala.stueck("vage", a, b), skala.stueck("vage", c, d)
        art = "kurz" if c - b < KURZ and not (vorne or hinten) else "fest"
        return [vorne, skala.stueck(art, b, c), hinten], []
    if beginn:
        a, b = skala.anfang_von(beginn), skala.ende_von(beginn)
        if beginn.datum == beginn.letzter_tag:
            b = a
        vorne = skala.stueck("vage", a, b)
        if vorhaben.ist_vorbei:
            return [vorne, skala.stueck("unklar", b, max(heute, b))], []
        c = max(heute, b)
        d = min(100.0, c + OFFEN)
        return [vorne, skala.stueck("fest", b, c), skala.stueck("rechts", c, d)], [
            Pfeil("rechts", prozent(d))
        ]
    if ende:
        c, d = skala.anfang_von(ende), skala.ende_von(ende)
        a = max(0.0, c - OFFEN)
        return [skala.stueck("links", a, c), skala.stueck("vage", c, d)], [
            Pfeil("links", prozent(a))
        ]
    return [], []


def _marke(meilenstein, skala):
    datum = meilenstein.wann
    x = skala.mitte_von(datum)
    spanne = umzug = None
    if datum.datum != datum.letzter_tag:
        spanne = skala.stueck("vage", skala.anfang_von(datum), skala.ende_von(datum))
    if meilenstein.verschoben:
        umzug = skala.umzug(skala.mitte_von(meilenstein.zugesagt), x)
    return Marke(meilenstein.lage, prozent(x), spanne, umzug)
