"""Hyphenation patterns, read so that the first word does not wait for all the others.

Pyphen takes 78,000 German patterns apart before it divides one word: half of the time of the first
paper of a process, which looks up some hundred of them.
"""

import re

import pyphen

# What divides something has one of these; the others have no digit, or only zeros.
_TEILT = re.compile("^.*[1-9].*$", re.MULTILINE)


class Muster(pyphen.HyphDict):
    """The patterns of a file, each taken apart when it is first looked up."""

    def __init__(self, path):
        kodierung, _, muster = path.read_bytes().partition(b"\n")
        kodierung = kodierung.decode().strip().lower()
        muster = muster.decode("cp1251" if kodierung == "microsoft-cp1251" else kodierung)
        zeilen = [
            zeile.strip()
            for zeile in _TEILT.findall(muster)
            if not zeile.strip().startswith(pyphen.ignored)
        ]
        muster = "\n".join(zeilen)
        if "/" in muster or "^^" in muster:
            super().__init__(path)  # it says more than where to divide
            return
        buchstaben = muster.encode().translate(None, b"0123456789").decode().split("\n")
        self.patterns = dict(zip(buchstaben, zeilen, strict=True))
        self.cache = {}
        self.maxlen = max(map(len, self.patterns))

    def positions(self, word):
        """Return what pyphen.HyphDict returns: the positions where a word can be divided."""
        if (klein := word.lower()) not in self.cache:
            punktiert = f".{klein}."
            for von in range(len(punktiert) - 1):
                for bis in range(von + 1, min(von + self.maxlen, len(punktiert)) + 1):
                    stueck = punktiert[von:bis]
                    if type(muster := self.patterns.get(stueck)) is str:
                        self.patterns[stueck] = zerlegt(muster)
        return super().positions(word)


def einrichten():
    """Let Pyphen read its files this way."""
    pyphen.HyphDict = Muster


def zerlegt(muster):
    """Return what pyphen.HyphDict keeps of a pattern: where it begins to count, and its values."""
    werte = [int(ziffer or "0") for ziffer, _ in pyphen.parse(muster)]
    von, bis = 0, len(werte)
    while not werte[von]:
        von += 1
    while not werte[bis - 1]:
        bis -= 1
    return von, tuple(werte[von:bis])
