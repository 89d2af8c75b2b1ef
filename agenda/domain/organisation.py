"""How the partners work together: Gremien, who reports to whom, the agreement and its term."""

import datetime
import textwrap
from dataclasses import dataclass

from django.db.models import Prefetch

from agenda.domain.zeichnung import prozent
from kommunen.models import Entsendung, Gremium

# The chart is measured in em, so that it grows with the letters. This is the width of a phone's
# page at 16 px; whoever sets larger letters there scrolls the chart, or reads the list.
BREITE = 16.8
EINZUG = 1.5
# A box may not get narrower than a word: deeper than this it moves no further in.
TIEFE_HOECHSTENS = 4
INNEN, ZEILE, KLEINE_ZEILE, ABSTAND = 0.7, 1.35, 1.2, 1.1
# How many letters fit into one em: bold names, and the smaller words below them.
JE_EM, JE_EM_KLEIN = 1.75, 2.25


@dataclass(frozen=True)
class Knoten:
    """A Gremium in the tree of who reports to whom. `unter`: those that report to it."""

    gremium: Gremium
    entsendungen: tuple
    berichtet_an: Gremium | None
    unter: tuple
    tiefe: int = 0

    @property
    def ist_beschrieben(self):
        """Whether there is anything to tell of it beside its name."""
        g = self.gremium
        angaben = (g.aufgabe, g.zusammensetzung, g.kommune, g.quelle)
        return any(angaben) or bool(self.berichtet_an or self.entsendungen)

    @property
    def entsendungen_in_worten(self):
        return [entsendung_in_worten(entsendung) for entsendung in self.entsendungen]

    def alle(self):
        """Yield it and all below, each before those that report to it."""
        yield self
        for knoten in self.unter:
            yield from knoten.alle()


@dataclass(frozen=True)
class Laufzeit:
    """The term of the agreement in words, and its bar where both ends are known.

    lage: "laeuft", "beendet", "kuenftig" or "offen" (nobody has entered an end). `anteil`: how
    much of it is over, as SVG writes it ("37.5%"), "" without a bar.
    """

    lage: str
    satz: str
    anteil: str = ""
    bar_in_worten: str = ""


def baeume():
    """Return the Knoten at the top, in the operator's order. Two queries.

    What is not to be shown is passed over: who reports to it stands below the next one up. Where
    the data go round in a circle (the admin refuses that), the first of it is taken for the top.
    """
    entsendungen = Prefetch("entsendungen", Entsendung.objects.select_related("kommune"))
    alle = {
        gremium.pk: gremium
        for gremium in Gremium.objects.select_related("kommune").prefetch_related(entsendungen)
    }
    gezeigt = [gremium for gremium in alle.values() if gremium.in_organisation]
    ueber = {gremium.pk: _naechstes(gremium, alle) for gremium in gezeigt}
    gesehen = set()
    oben = [gremium for gremium in gezeigt if ueber[gremium.pk] is None]
    ergebnis = [_knoten(gremium, gezeigt, ueber, gesehen, 0) for gremium in oben]
    for gremium in gezeigt:
        if gremium.pk not in gesehen:
            ueber[gremium.pk] = None
            ergebnis.append(_knoten(gremium, gezeigt, ueber, gesehen, 0))
    return ergebnis


def _naechstes(gremium, alle):
    """Return the next Gremium above that is shown, or None."""
    gesehen = {gremium.pk}
    pk = gremium.berichtet_an_id
    while pk is not None and pk not in gesehen:
        if alle[pk].in_organisation:
            return alle[pk]
        gesehen.add(pk)
        pk = alle[pk].berichtet_an_id
    return None


def _knoten(gremium, gezeigt, ueber, gesehen, tiefe):
    gesehen.add(gremium.pk)
    unter = tuple(
        _knoten(unteres, gezeigt, ueber, gesehen, tiefe + 1)
        for unteres in gezeigt
        if ueber[unteres.pk] == gremium and unteres.pk not in gesehen
    )
    return Knoten(gremium, tuple(gremium.entsendungen.all()), ueber[gremium.pk], unter, tiefe)


def entsendung_in_worten(entsendung):
    """ "Amt Nord: leitende Verwaltungsbeamt*in (2)"; who sends, for what, how many if known."""
    wer = entsendung.kommune.anzeigename if entsendung.kommune else entsendung.stelle
    anzahl = "" if entsendung.anzahl is None else f" ({entsendung.anzahl})"
    return f"{wer}: {entsendung.funktion}{anzahl}"


@dataclass(frozen=True)
class Zeile:
    """A line of text in the chart; y in em, "gross" for a name."""

    text: str
    y: float
    gross: bool


@dataclass(frozen=True)
class Kasten:
    """A box of the chart, all in em: its place, its lines, and the arrow up to whom it reports.

    pfeil: None, or (x, y where it begins, y where its tip is, x of the box) of its line.
    """

    x: float
    y: float
    breite: float
    hoehe: float
    zeilen: tuple
    pfeil: tuple | None


@dataclass(frozen=True)
class Schaubild:
    """The chart: boxes one below the other, moved in by who reports to whom."""

    kaesten: tuple
    breite: float
    hoehe: float
    in_worten: str


def schaubild(baeume):
    """Return the Schaubild of what baeume() gave."""
    kaesten, y, unten = [], 0.1, {}
    knoten = [k for baum in baeume for k in baum.alle()]
    for einer in knoten:
        x = min(einer.tiefe, TIEFE_HOECHSTENS) * EINZUG
        breite = BREITE - x - 0.2
        zeilen, hoehe = _zeilen(einer, breite, y)
        pfeil = None
        if einer.berichtet_an:
            links, spitze = unten[einer.berichtet_an.pk]
            # As deep as it goes, boxes stand below each other: the line runs along the left side.
            pfeil = (links + 0.6 if links < x else x - 0.75, round(y + 0.9, 2), spitze, x)
        unten[einer.gremium.pk] = (x, round(y + hoehe, 2))
        kaesten.append(Kasten(x + 0.1, round(y, 2), breite, hoehe, zeilen, pfeil))
        y += hoehe + ABSTAND
    return Schaubild(tuple(kaesten), BREITE, round(y, 2), _in_worten(knoten))


def _zeilen(knoten, breite, oben):
    """Return (lines of a box, its height)."""
    platz = breite - 2 * INNEN
    zeilen, y = [], oben + 0.25
    for text in _umbrechen(str(knoten.gremium), platz * JE_EM):
        y += ZEILE
        zeilen.append(Zeile(text, round(y - 0.25, 2), gross=True))
    for worte in knoten.entsendungen_in_worten:
        for text in _umbrechen(worte, platz * JE_EM_KLEIN):
            y += KLEINE_ZEILE
            zeilen.append(Zeile(text, round(y - 0.25, 2), gross=False))
    return tuple(zeilen), round(y + 0.35 - oben, 2)


def _umbrechen(text, zeichen):
    """Return lines of so many letters; a word too long for one is broken anywhere, by a hyphen."""
    breite = int(zeichen)
    woerter = []
    for wort in text.split():
        while len(wort) > breite:
            woerter.append(f"{wort[: breite - 1]}-")
            wort = wort[breite - 1 :]
        woerter.append(wort)
    return textwrap.wrap(" ".join(woerter), width=breite, break_on_hyphens=False) or [""]


def _in_worten(knoten):
    """Tell what the arrows show, for who does not see them; without any, the names."""
    if not any(k.berichtet_an for k in knoten):
        return ", ".join(str(k.gremium) for k in knoten) + "."
    return " ".join(
        f"{k.gremium} berichtet an {k.berichtet_an}."
        if k.berichtet_an
        else f"{k.gremium} steht oben."
        for k in knoten
    )


def laufzeit(von, bis, heute):
    """Return the Laufzeit between two dates (either may be None) as of a day."""
    if von is None and bis is None:
        return Laufzeit("offen", "Von wann bis wann sie gilt, ist hier nicht eingetragen.")
    if von and von > heute:
        ende = f" bis zum {_tag(bis)}" if bis else ""
        return Laufzeit("kuenftig", f"Sie gilt ab dem {_tag(von)}{ende}.")
    if bis is None:
        return Laufzeit("offen", f"Sie gilt seit dem {_tag(von)}. Ein Ende ist nicht eingetragen.")
    if bis < heute:
        return Laufzeit(
            "beendet",
            f"Sie ist am {_tag(bis)} ausgelaufen. Ob und wie sie fortgeführt wird, ist hier nicht eingetragen.",
        )
    satz = f"Sie gilt bis zum {_tag(bis)}. {_rest(heute, bis)}"
    if von is None:
        return Laufzeit("laeuft", satz)
    tage, vorbei = (bis - von).days + 1, (heute - von).days
    anteil = vorbei / tage * 100
    return Laufzeit(
        "laeuft",
        satz,
        prozent(anteil),
        f"Laufzeit vom {_tag(von)} bis zum {_tag(bis)}: {anteil:.0f} Prozent sind vorbei.",
    )


def _rest(heute, bis):
    monate = (bis.year - heute.year) * 12 + bis.month - heute.month - (bis.day < heute.day)
    if bis == heute:
        return "Das ist heute."
    if monate >= 24 and monate % 12 == 0:
        return _noch(monate // 12, "Jahr", "Jahre")
    if monate:
        return _noch(monate, "Monat", "Monate")
    return _noch((bis - heute).days, "Tag", "Tage")


def _noch(anzahl, eines, mehrere):
    return f"Das ist noch 1 {eines}." if anzahl == 1 else f"Das sind noch {anzahl} {mehrere}."


def _tag(datum: datetime.date):
    return f"{datum:%d.%m.%Y}"
