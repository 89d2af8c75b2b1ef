"""What changed between two documents: first in words, then word by word."""

import difflib
import re
from dataclasses import dataclass

from agenda.domain.dokument import Dokument, Feld

_WOERTER = re.compile(r"\s+|[^\s]+")
# Beyond this many words a word-by-word comparison costs seconds; lines do then.
HOECHSTENS_WOERTER = 4000
# Up to this length both texts are quoted in the sentence.
KURZ = 120


@dataclass(frozen=True)
class Stueck:
    """A run of text: `art` is "gleich", "weg" or "neu"."""

    art: str
    text: str


@dataclass(frozen=True)
class Aenderung:
    """One change. `satz` tells it in words; alt and neu are plain texts ("" where none)."""

    key: str
    label: str
    satz: str
    alt: str
    neu: str

    @property
    def stuecke(self):
        return unterschiede(self.alt, self.neu)


def aenderungen(alt, neu):
    """Return the list of Aenderung from one Dokument to another (alt None: the first one)."""
    alt = alt or Dokument({"schema": 1, "nummer": None, "felder": []})
    ergebnis = []
    if alt.nummer and alt.nummer != neu.nummer:
        ergebnis.append(
            Aenderung(
                "nummer",
                "Nummer",
                f"Die Nummer ist jetzt {neu.nummer} (vorher {alt.nummer}).",
                alt.nummer,
                neu.nummer,
            )
        )
    for key in dict.fromkeys(feld.key for feld in (*neu.felder, *alt.felder)):
        vorher, nachher = alt[key], neu[key]
        if "tabelle" in (vorher.kind, nachher.kind):
            ergebnis += _zeilen(vorher, nachher)
        elif _wert(vorher) != _wert(nachher):
            label = nachher.label if nachher.label != key else vorher.label
            ergebnis.append(
                Aenderung(
                    key, label, _satz(label, vorher.text, nachher.text), vorher.text, nachher.text
                )
            )
    return ergebnis


def unterschiede(alt, neu):
    """Return two texts as one sequence of Stueck, compared word by word."""
    links, rechts = _WOERTER.findall(alt), _WOERTER.findall(neu)
    if max(len(links), len(rechts)) > HOECHSTENS_WOERTER:
        links, rechts = alt.splitlines(keepends=True), neu.splitlines(keepends=True)
    stuecke = []
    for art, a, b, c, d in difflib.SequenceMatcher(
        None, links, rechts, autojunk=False
    ).get_opcodes():
        if art == "equal":
            stuecke.append(Stueck("gleich", "".join(links[a:b])))
            continue
        if a < b:
            stuecke.append(Stueck("weg", "".join(links[a:b])))
        if c < d:
            stuecke.append(Stueck("neu", "".join(rechts[c:d])))
    return stuecke


def _wert(feld):
    """What counts as the value: a code stays the same when its label is reworded."""
    if feld.kind in ("code", "verweis") and feld.wert:
        return feld.wert["code"]
    return None if feld.wert in (None, "", [], False) else feld.wert


def _satz(label, alt, neu):
    if not alt:
        return f"{label} ergänzt: „{neu}“." if len(neu) <= KURZ else f"{label} ergänzt."
    if not neu:
        return (
            f"{label} gestrichen (vorher: „{alt}“)." if len(alt) <= KURZ else f"{label} gestrichen."
        )
    if len(alt) <= KURZ and len(neu) <= KURZ:
        return f"{label} geändert von „{alt}“ zu „{neu}“."
    stuecke = unterschiede(alt, neu)
    zahl = {
        art: sum(len(stueck.text.split()) for stueck in stuecke if stueck.art == art)
        for art in ("neu", "weg")
    }
    return f"{label} geändert ({_woerter(zahl['neu'])} neu, {_woerter(zahl['weg'])} gestrichen)."


def _woerter(zahl):
    return "1 Wort" if zahl == 1 else f"{zahl} Wörter"


def _zeilen(vorher, nachher):
    label = nachher.label if nachher.spalten else vorher.label
    alte = {zeile.uuid: zeile for zeile in vorher.zeilen}
    neue = {zeile.uuid: zeile for zeile in nachher.zeilen}
    ergebnis = []
    for uuid, zeile in neue.items():
        key, text = f"{nachher.key}:{uuid}", zeilentext(zeile)
        if uuid not in alte:
            ergebnis.append(Aenderung(key, label, f"{label}, neu: {text}.", "", text))
            continue
        geaendert = [
            (alt, neu) for alt, neu in _zellpaare(alte[uuid], zeile) if _wert(alt) != _wert(neu)
        ]
        if geaendert:
            worte = " ".join(_satz(neu.label, alt.text, neu.text) for alt, neu in geaendert)
            ergebnis.append(
                Aenderung(
                    key,
                    label,
                    f"{label}, „{zeilenname(alte[uuid])}“: {worte}",
                    zeilentext(alte[uuid]),
                    text,
                )
            )
    for uuid, zeile in alte.items():
        if uuid not in neue:
            ergebnis.append(
                Aenderung(
                    f"{vorher.key}:{uuid}",
                    label,
                    f"{label}, entfernt: {zeilentext(zeile)}.",
                    zeilentext(zeile),
                    "",
                )
            )
    gemeinsam = [uuid for uuid in alte if uuid in neue]
    if gemeinsam != [uuid for uuid in neue if uuid in alte]:
        folge = [
            "; ".join(zeilenname(zeile) for zeile in zeilen.values()) for zeilen in (alte, neue)
        ]
        ergebnis.append(
            Aenderung(
                f"{nachher.key}:folge", label, f"{label}: Die Reihenfolge ist anders.", *folge
            )
        )
    return ergebnis


def _zellpaare(alte, neue):
    """Pair the cells of two rows by key; an older document may lack a column."""
    vorher = {zelle.key: zelle for zelle in alte.zellen}
    return [
        (vorher.get(zelle.key, Feld(zelle.key, zelle.label, zelle.kind)), zelle)
        for zelle in neue.zellen
    ]


def zeilenname(zeile):
    """The first filled cell of a row: what people call it by."""
    return next((zelle.text for zelle in zeile.zellen if not zelle.leer), "ohne Angabe")


def zeilentext(zeile):
    """A row as one plain text: "Start; Termin: 1. Quartal 2024"."""
    zellen = [zelle for zelle in zeile.zellen if not zelle.leer and zelle.key != "sha256"]
    return (
        "; ".join(
            [
                zelle.text if i == 0 else f"{zelle.label}: {zelle.text}"
                for i, zelle in enumerate(zellen)
            ]
        )
        or "ohne Angabe"
    )
