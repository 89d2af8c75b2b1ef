"""Two people changed one Steckbrief: bring both together field by field, losing neither.

Three documents: the `basis` both started from, `ihr` (what the other one saved) and `mein`
(what I wanted to save). What only one of us changed is taken over by itself; where both
did, somebody chooses.
"""

from dataclasses import dataclass

from agenda.domain import werte
from agenda.domain.dokument import Dokument
from agenda.domain.vergleich import zeilentext

MEIN, IHR = "mein", "ihr"
_FEHLT = object()


@dataclass(frozen=True)
class Konflikt:
    """A field (or one row of a table) that both changed, as plain texts."""

    key: str
    label: str
    basis: str
    ihr: str
    mein: str


class OffeneKonflikte(ValueError):
    """merge() was not told what to take for `konflikte`."""

    def __init__(self, konflikte):
        super().__init__(f"{len(konflikte)} Felder sind noch zu entscheiden")
        self.konflikte = konflikte


def konflikte(basis, ihr, mein):
    """Return what both changed, differently, as a list of Konflikt."""
    try:
        merge(basis, ihr, mein, {})
    except OffeneKonflikte as offen:
        return offen.konflikte
    return []


def merge(basis, ihr, mein, wahl):
    """Return one Dokument of both changes.

    `wahl` says for each Konflikt's key "mein" or "ihr"; raises OffeneKonflikte with those
    that are missing.
    """
    offen, felder = [], []
    for daten in ihr.daten["felder"]:
        key = daten["key"]
        if daten["kind"] == "tabelle":
            wert = _tabelle(basis[key], ihr[key], mein[key], wahl, offen)
        else:
            wert = _entscheiden(
                key,
                daten["label"],
                basis.wert(key),
                ihr.wert(key),
                mein.wert(key),
                wahl,
                offen,
                lambda w, kind=daten["kind"]: werte.text(kind, w),
            )
        felder.append({**daten, "wert": wert})
    if offen:
        raise OffeneKonflikte(offen)
    return Dokument({**ihr.daten, "felder": felder})


def _entscheiden(key, label, basis, ihr, mein, wahl, offen, text):
    if mein in (ihr, basis):
        return ihr
    if ihr == basis:
        return mein
    if wahl.get(key) in (MEIN, IHR):
        return mein if wahl[key] == MEIN else ihr
    offen.append(Konflikt(key, label, text(basis), text(ihr), text(mein)))
    return ihr


def _tabelle(basis, ihr, mein, wahl, offen):
    """Merge a table row by row; a row is known by its UUID."""
    b, i, m = ({zeile["uuid"]: zeile for zeile in feld.wert or []} for feld in (basis, ihr, mein))
    texte = {zeile.uuid: zeilentext(zeile) for feld in (basis, ihr, mein) for zeile in feld.zeilen}

    def text(zeile):
        if zeile is _FEHLT:
            return "(gelöscht)"
        return next(
            zeilentext(z)
            for feld in (basis, ihr, mein)
            for z in feld.zeilen
            if z.uuid == zeile["uuid"] and _gleich(feld, z, zeile)
        )

    reihenfolge = list(m) if list(i) == list(b) else [*i, *(uuid for uuid in m if uuid not in i)]
    reihenfolge += [uuid for uuid in i if uuid not in reihenfolge]
    ergebnis = []
    for uuid in reihenfolge:
        zeile = _entscheiden(
            f"{ihr.key}:{uuid}",
            f"{ihr.label}: {texte[uuid]}",
            b.get(uuid, _FEHLT),
            i.get(uuid, _FEHLT),
            m.get(uuid, _FEHLT),
            wahl,
            offen,
            text,
        )
        if zeile is not _FEHLT:
            ergebnis.append(zeile)
    return ergebnis


def _gleich(feld, zeile, daten):
    return {zelle.key: zelle.wert for zelle in zeile.zellen} == {
        spalte["key"]: daten["werte"].get(spalte["key"]) for spalte in feld.spalten
    }
