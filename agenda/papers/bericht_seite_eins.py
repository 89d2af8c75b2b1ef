"""Page 1 of a Sachstandsbericht is for the chair: three lists that must not run over it.

What it cannot hold is shortened or left out there, and stands in full behind it.
"""

import math
from dataclasses import dataclass, replace
from itertools import zip_longest

from agenda.domain import markdown
from agenda.papers.stempel import breite

MM = 72 / 25.4
# What static/pdf-bericht.css makes of a row (mm): a line of text, its padding, its first column.
ZEILE, POLSTER = 4.15, 1.7
TITEL_BREIT = 47
SCHRIFT = 9
# The height that is left for rows when head, headings and table heads are set, and what a box
# (ENTWURF, Auszug …) or one more line of the head costs.
HOEHE, KASTEN = 148, 10
KOPF_BREIT = 125
# How long a title and a text may be on page 1 where not everything fits.
TITEL_KURZ, TEXT_KURZ = 70, 150


@dataclass(frozen=True)
class Liste:
    """zeilen: all of them; breit: the column of their texts (mm); vorn: those of page 1, maybe
    shortened; ganz: page 1 tells all."""

    zeilen: list
    breit: int = 100
    vorn: list = ()
    ganz: bool = True

    @property
    def rest(self):
        """How many page 1 leaves out."""
        return len(self.zeilen) - len(self.vorn)


def verteilen(listen, *, kaesten, kopf):
    """Return {key: Liste} with what page 1 holds of each, in turns, as long as there is room.

    kaesten: how many boxes stand above; kopf: texts of the head, which may need several lines.
    """
    kopfzeilen = sum(max(0, _zeilen(text, KOPF_BREIT, 11) - 1) for text in kopf)
    platz = HOEHE - kaesten * KASTEN - kopfzeilen * 6
    ganze = {key: [_klar(zeile) for zeile in liste.zeilen] for key, liste in listen.items()}
    if sum(_hoch(z, listen[key].breit) for key, zeilen in ganze.items() for z in zeilen) <= platz:
        return {key: replace(liste, vorn=ganze[key]) for key, liste in listen.items()}
    vorn = {key: [] for key in listen}
    offen = [(key, [_kurz(zeile) for zeile in zeilen]) for key, zeilen in ganze.items()]
    # "und 5 weitere" below each of them.
    platz -= len(listen) * ZEILE
    for runde in zip_longest(*(zeilen for _, zeilen in offen)):
        for (key, _), zeile in zip(offen, runde, strict=True):
            platz -= _hoch(zeile, listen[key].breit) if zeile else 0
            if zeile and platz >= 0:
                vorn[key].append(zeile)
    return {
        key: replace(liste, vorn=vorn[key], ganz=vorn[key] == ganze[key])
        for key, liste in listen.items()
    }


def _klar(zeile):
    """Return a row with its text as one paragraph: marks and lists stand in the long version."""
    return zeile | {"text": markdown.plain(zeile["text"])}


def _kurz(zeile):
    return zeile | {
        "titel": _gekuerzt(zeile["titel"], TITEL_KURZ),
        "text": _gekuerzt(zeile["text"], TEXT_KURZ),
    }


def _gekuerzt(text, laenge):
    """Return a text that ends with a whole word, unless one word is longer than that."""
    if len(text) <= laenge:
        return text
    anfang = text[:laenge]
    return f"{anfang.rpartition(' ')[0].rstrip(' ,;:–') or anfang}\u00a0…"


def _hoch(zeile, breit):
    zeilen = max(
        _zeilen(f"{zeile['nummer']} {zeile['titel']}", TITEL_BREIT, SCHRIFT, weight=600),
        _zeilen(zeile["text"], breit, SCHRIFT),
    )
    return zeilen * ZEILE + POLSTER


def _zeilen(text, mm, groesse, *, weight=400):
    """Return how many lines a text will need; a tenth more, as lines end with whole words."""
    breit = 1.1 * breite(text, groesse=groesse, weight=weight)
    return max(1, math.ceil(breit / (mm * MM))) if text else 0
