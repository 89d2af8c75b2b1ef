"""What changed between two documents: first in words, then word by word."""

import difflib
import re
from collections import Counter
from dataclasses import dataclass

from agenda.domain.dokument import Dokument, Feld

# A word with the blanks behind it, or a break of lines.
_WOERTER = re.compile(r"\S+[^\S\n]*|\s*\n\s*|\s+")
# How many pairs of equal words may be weighed, a tenth of a second; what has more (1,400 words
# that all differ in place) is told as a whole. Everybody may ask for a comparison.
HOECHSTENS_PAARE = 20_000
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
    def ist_neu(self):
        return not self.alt

    @property
    def ist_weg(self):
        return not self.neu

    @property
    def stuecke(self):
        return unterschiede(self.alt, self.neu)


def aenderungen(alt, neu):
    """Return the list of Aenderung from one Dokument to another (alt None: the first one)."""
    alt = alt or Dokument({"schema": 1, "nummer": None, "felder": []})
    ergebnis = []
    if alt.nummer and neu.nummer and alt.nummer != neu.nummer:
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
            ergebnis.append(textaenderung(key, label, vorher.text, nachher.text))
    return ergebnis


def textaenderung(key, label, alt, neu):
    """Return the Aenderung from one plain text to another ("" where none)."""
    return Aenderung(key, label, _satz(label, alt, neu), alt, neu)


def unterschiede(alt, neu):
    """Return two texts as one sequence of Stueck: by lines, and word by word where they differ.

    The "gleich" and "neu" together are `neu`; spacing alone is no difference.
    """
    stuecke = []
    for art, links, rechts in _abgleich(
        alt.splitlines(keepends=True), neu.splitlines(keepends=True), kennzeichen=str
    ):
        if art == "equal":
            stuecke.append(Stueck("gleich", "".join(rechts)))
        else:
            stuecke += _wort_fuer_wort("".join(links), "".join(rechts))
    return _verbunden(stuecke)


def _wort_fuer_wort(alt, neu):
    for art, links, rechts in _abgleich(
        _WOERTER.findall(alt), _WOERTER.findall(neu), kennzeichen=lambda wort: wort.strip() or wort
    ):
        if art == "equal":
            yield Stueck("gleich", "".join(rechts))
            continue
        if links:
            yield Stueck("weg", "".join(links))
        if rechts:
            yield Stueck("neu", "".join(rechts))


def _abgleich(links, rechts, *, kennzeichen):
    """Yield (difflib's word for it, part of links, part of rechts); too much work is one part."""
    a, b = [kennzeichen(teil) for teil in links], [kennzeichen(teil) for teil in rechts]
    kuerzere = min(len(a), len(b))
    vorn = next((i for i in range(kuerzere) if a[i] != b[i]), kuerzere)
    rest = kuerzere - vorn
    hinten = next((i for i in range(rest) if a[-1 - i] != b[-1 - i]), rest)
    ende_a, ende_b = len(a) - hinten, len(b) - hinten
    mitte_a, mitte_b = a[vorn:ende_a], b[vorn:ende_b]
    if vorn:
        yield "equal", links[:vorn], rechts[:vorn]
    haeufig = Counter(mitte_b)
    if sum(haeufig[teil] for teil in mitte_a) > HOECHSTENS_PAARE:
        yield "replace", links[vorn:ende_a], rechts[vorn:ende_b]
    else:
        for art, i, j, k, m in difflib.SequenceMatcher(
            None, mitte_a, mitte_b, autojunk=False
        ).get_opcodes():
            yield art, links[vorn + i : vorn + j], rechts[vorn + k : vorn + m]
    if hinten:
        yield "equal", links[ende_a:], rechts[ende_b:]


def _verbunden(stuecke):
    """Join neighbours of the same kind: fewer beginnings and ends to be read out."""
    ergebnis = []
    for stueck in stuecke:
        if ergebnis and ergebnis[-1].art == stueck.art:
            ergebnis[-1] = Stueck(stueck.art, ergebnis[-1].text + stueck.text)
        else:
            ergebnis.append(stueck)
    return ergebnis


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
