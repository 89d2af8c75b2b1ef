"""Who works with whom: projects × Kommunen, with what each Kommune's own Gremium said."""

from collections import Counter
from dataclasses import dataclass

from agenda.domain.dokument import Dokument
from agenda.models.teile import Rolle, Zustimmung
from kommunen.models import Kommune


@dataclass(frozen=True)
class Mitwirkung:
    """What one Kommune does in one project. Texts are as the Fassung has them, "" if empty.

    `zustimmung` is a code of Zustimmung or "", `wann` a German date, `gremium` a name.
    """

    rolle: Rolle
    zustimmung: str = ""
    wann: str = ""
    gremium: str = ""

    @property
    def zustimmung_in_worten(self):
        """ "hat am 04.05.2023 zugestimmt (Ausschuss)"; "" when nothing is known."""
        if not self.zustimmung:
            return ""
        satz = {
            Zustimmung.ZUGESTIMMT: "zugestimmt",
            Zustimmung.OFFEN: "Zustimmung noch offen",
            Zustimmung.ABGELEHNT: "abgelehnt",
            Zustimmung.NICHT_NOETIG: "Zustimmung nicht nötig",
        }[self.zustimmung]
        wann = f" am {self.wann}" if self.wann else ""
        return f"{satz}{wann}{f' ({self.gremium})' if self.gremium else ''}"


@dataclass(frozen=True)
class Zeile:
    """A project: `zellen` has one Mitwirkung or None per Kommune, `akteure` names the others."""

    nummer: str
    titel: str
    bezug: str
    zellen: list
    akteure: list

    @property
    def anzahl(self):
        """How many Kommunen work on it."""
        return sum(zelle is not None for zelle in self.zellen)


@dataclass(frozen=True)
class Spalte:
    """A Kommune with all it works on: [(Zeile, Mitwirkung)], responsible first."""

    kommune: Kommune
    eintraege: list

    @property
    def rollen(self):
        """[(Rolle, number of projects)] in the order of Rolle."""
        anzahl = Counter(mitwirkung.rolle for _, mitwirkung in self.eintraege)
        return [(rolle, anzahl[rolle]) for rolle in Rolle]

    @property
    def zugestimmt(self):
        return sum(m.zustimmung == Zustimmung.ZUGESTIMMT for _, m in self.eintraege)


def zeilen(kommunen, eintraege):
    """Return the Zeilen of Einträge, in the intended order. One query.

    `kommunen` is the list of columns. A Kommune that is no longer on record is counted nowhere.
    """
    return [
        _zeile(*werte, [kommune.slug for kommune in kommunen])
        for werte in eintraege.in_reihenfolge().values_list(
            "nummer", "titel", "bezug", "fassung__dokument"
        )
    ]


def _zeile(nummer, titel, bezug, dokument, slugs):
    nach_slug, akteure = {}, []
    for zeile in Dokument.lesen(dokument)["mitwirkungen"].zeilen:
        if zeile["kommune"].leer:
            akteure.append(zeile["akteur"].text)
            continue
        zustimmung = zeile["zustimmung"].wert
        nach_slug[zeile["kommune"].wert["code"]] = Mitwirkung(
            rolle=Rolle(zeile["rolle"].wert["code"]),
            zustimmung=zustimmung["code"] if zustimmung else "",
            wann=zeile["zustimmung_am"].text,
            gremium=zeile["gremium"].text,
        )
    return Zeile(nummer, titel, bezug, [nach_slug.get(slug) for slug in slugs], akteure)


def spalten(kommunen, zeilen):
    """Return the same data by Kommune: a Spalte each, in the order of `kommunen`."""
    return [
        Spalte(
            kommune,
            sorted(
                ((zeile, zelle) for zeile in zeilen if (zelle := zeile.zellen[nr])),
                key=lambda paar: paar[1].rolle != Rolle.VERANTWORTLICH,
            ),
        )
        for nr, kommune in enumerate(kommunen)
    ]
