"""A project's money per Haushaltsjahr: what the Steckbrief promises, what the Sachstände report."""

from dataclasses import dataclass

# Length of the longest bar, in per cent of the drawing: its text keeps its size in a narrow window.
BREITE = 80
SPALTEN = {
    "geplant": ("geplant", "Steckbrief"),
    "bewilligt": ("bewilligt", "Steckbrief"),
    "verausgabt": ("verausgabt", "Steckbrief"),
    "gemeldet": ("verausgabt", "Sachstand"),
}


@dataclass(frozen=True)
class Jahr:
    """Cents of one year (None: without a year) by the key of SPALTEN; what nobody told is None."""

    jahr: int | None
    betraege: dict


@dataclass(frozen=True)
class Mitteltabelle:
    """The same as a table: [(word, whose word)] of the filled columns, [(year, [cents or None])]."""

    spalten: list
    zeilen: list


@dataclass(frozen=True)
class Balken:
    """A bar of the drawing: its row, column key, words, cents and length."""

    y: int
    key: str
    wort: str
    cents: int
    laenge: int


@dataclass(frozen=True)
class Mittelbild:
    """The drawing: years with the y of their label, bars, and the height of it all."""

    jahre: list
    balken: list
    hoehe: int


def je_jahr(dokument, sachstaende):
    """Return [Jahr] in order, from a Dokument and its Sachstände (newest first).

    A year's money used is what the last report on that year says: reports are not added up.
    """
    jahre = {}

    def betraege(jahr):
        return jahre.setdefault(jahr, {})

    for zeile in dokument["finanzierungen"].zeilen:
        ziel = betraege(zeile["jahr"].wert)
        for key in ("geplant", "bewilligt", "verausgabt"):
            if not zeile[key].leer:
                ziel[key] = ziel.get(key, 0) + zeile[key].wert
    for sachstand in sachstaende:
        for zeile in sachstand.mittel.all():
            betraege(zeile.jahr).setdefault("gemeldet", zeile.verausgabt)
    return [
        Jahr(jahr, werte)
        for jahr, werte in sorted(jahre.items(), key=lambda paar: (paar[0] is None, paar[0] or 0))
        if werte
    ]


def tabelle(jahre):
    """Return the Mitteltabelle of [Jahr], or None if nobody told any amount."""
    keys = [key for key in SPALTEN if any(key in jahr.betraege for jahr in jahre)]
    if not keys:
        return None
    return Mitteltabelle(
        [SPALTEN[key] for key in keys],
        [(jahr.jahr, [jahr.betraege.get(key) for key in keys]) for jahr in jahre],
    )


def zeichnen(jahre):
    """Return the Mittelbild of [Jahr], or None if there is no amount above zero."""
    groesster = max((c for jahr in jahre for c in jahr.betraege.values()), default=0)
    if groesster <= 0:
        return None
    y, zeichen, balken = 0, [], []
    for jahr in jahre:
        zeichen.append((y + 14, jahr.jahr))
        y += 20
        for key, (wort, quelle) in SPALTEN.items():
            if (cents := jahr.betraege.get(key)) is not None:
                laenge = round(BREITE * cents / groesster)
                balken.append(Balken(y, key, f"{wort} ({quelle})", cents, laenge))
                y += 32
        y += 8
    return Mittelbild(zeichen, balken, y)
