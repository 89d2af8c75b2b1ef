"""What differs between two documents, field by field, as German text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Aenderung:
    """One difference. An empty `vorher` or `nachher` means that there was or is nothing."""

    feld: str
    zeile: str
    vorher: str
    nachher: str


def aenderungen(alt, neu):
    """Return the differences between two Dokumente in the order of the newer one."""
    keys = [feld.key for feld in neu.felder]
    keys += [feld.key for feld in alt.felder if feld.key not in keys]
    ergebnis = []
    for key in keys:
        vorher, nachher = alt[key], neu[key]
        if vorher.wert == nachher.wert or (vorher.leer and nachher.leer):
            continue
        if "tabelle" in (vorher.kind, nachher.kind):
            ergebnis += _zeilen(vorher, nachher)
        else:
            ergebnis.append(Aenderung(nachher.label, "", vorher.text, nachher.text))
    return ergebnis


def _zeilen(vorher, nachher):
    label = nachher.label if nachher.zeilen else vorher.label
    alte = {zeile.uuid: zeile for zeile in vorher.zeilen}
    neue = {zeile.uuid: zeile for zeile in nachher.zeilen}
    for uuid, zeile in neue.items():
        if uuid not in alte:
            yield Aenderung(label, f"{_name(zeile)} (neu)", "", _satz(zeile))
            continue
        bisher = {zelle.key: zelle for zelle in alte[uuid].zellen}
        for zelle in zeile.zellen:
            alt = bisher.get(zelle.key)
            if alt is None or alt.wert != zelle.wert:
                yield Aenderung(
                    label, f"{_name(zeile)}: {zelle.label}", alt.text if alt else "", zelle.text
                )
    for uuid, zeile in alte.items():
        if uuid not in neue:
            yield Aenderung(label, f"{_name(zeile)} (entfällt)", _satz(zeile), "")
    gemeinsame = [uuid for uuid in alte if uuid in neue]
    if gemeinsame != [uuid for uuid in neue if uuid in alte]:
        yield Aenderung(
            label,
            "Reihenfolge",
            ", ".join(_name(alte[uuid]) for uuid in alte),
            ", ".join(_name(neue[uuid]) for uuid in neue),
        )


def _name(zeile):
    """Return what people call a row: its first filled cell that is not just a kind."""
    texte = [zelle.text for zelle in zeile.zellen if not zelle.leer and zelle.kind != "code"]
    return f"„{texte[0]}“" if texte else "Zeile"


def _satz(zeile):
    return "; ".join(
        f"{zelle.label}: {zelle.text}"
        for zelle in zeile.zellen
        if not zelle.leer and zelle.key != "sha256"
    )
