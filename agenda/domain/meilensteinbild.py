"""The milestones of one project along a line of time, as numbers for a drawing."""

import datetime
from dataclasses import dataclass

from agenda.domain.meilensteine import Meilensteinlage

LINKS, RECHTS, ZEILE, OBEN = 26, 312, 22, 22
HOECHSTENS_JAHRE = 7


@dataclass(frozen=True)
class Punkt:
    """A milestone in its row: from where to where its (vague) date reaches, and its mark.

    `von_zugesagt` is where the first promise ended, if it has moved since; else None.
    """

    nr: int
    lage: Meilensteinlage
    y: int
    x: int
    breite: int
    mitte: int
    von_zugesagt: int | None


@dataclass(frozen=True)
class Meilensteinbild:
    punkte: list
    jahre: list
    heute: int | None
    hoehe: int


def zeichnen(lagen, heute):
    """Return the Meilensteinbild of [Meilensteinlage] on a day, or None if none has a date.

    Numbers are those of the list beside it: milestones without a date have one, but no mark.
    """
    mit_datum = [(nr, lage) for nr, lage in enumerate(lagen, 1) if _wann(lage)]
    if not mit_datum:
        return None
    daten = [d for _, lage in mit_datum for d in (_wann(lage), lage.zugesagt) if d]
    von = datetime.date(min(d.datum for d in daten).year, 1, 1)
    bis = datetime.date(max(d.letzter_tag for d in daten).year, 12, 31)
    spanne = (bis - von).days + 1

    def x(tag):
        return round(LINKS + (RECHTS - LINKS) * (tag - von).days / spanne)

    punkte = []
    for zeile, (nr, lage) in enumerate(mit_datum):
        wann = _wann(lage)
        links, rechts = x(wann.datum), x(wann.letzter_tag + datetime.timedelta(days=1))
        punkte.append(
            Punkt(
                nr,
                lage,
                OBEN + zeile * ZEILE + ZEILE // 2,
                links,
                max(2, rechts - links),
                (links + rechts) // 2,
                x(lage.zugesagt.letzter_tag) if lage.verschoben else None,
            )
        )
    schritt = -(-(bis.year - von.year + 1) // HOECHSTENS_JAHRE)
    jahre = [
        (jahr, x(datetime.date(jahr, 1, 1))) for jahr in range(von.year, bis.year + 1, schritt)
    ]
    return Meilensteinbild(
        punkte,
        jahre,
        x(heute) if von <= heute <= bis else None,
        OBEN + len(mit_datum) * ZEILE + 4,
    )


def _wann(lage):
    return lage.erreicht_am or lage.termin
