"""A line of text for Word as it is gathered from HTML: marks, white space, what stands in it."""

import re
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Art:
    """How the text is at a place: marks of the run, language, target of the link."""

    fett: bool = False
    kursiv: bool = False
    gestrichen: bool = False
    code: bool = False
    sprache: str = ""
    von_rechts: bool = False
    ziel: str = ""


@dataclass(frozen=True)
class Text:
    text: str
    art: Art


@dataclass(frozen=True)
class Bild:
    """quelle: the <img>."""

    quelle: object


@dataclass(frozen=True)
class Beginn:
    """Here a bookmark begins; the next Ende ends it."""

    name: str


@dataclass(frozen=True)
class Ende:
    pass


class Zeile:
    """White space is as HTML has it."""

    def __init__(self):
        self.teile = []

    def text(self, text, art):
        if text:
            self.teile.append(Text(re.sub(r"[ \t\r\n\f]+", " ", text), art))

    def umbruch(self, art):
        self.teile.append(Text("\n", replace(art, ziel="")))

    def lege(self, teil):
        """Add a Bild, Beginn or Ende."""
        self.teile.append(teil)

    @property
    def leer(self):
        return not any(
            isinstance(teil, Bild) or (isinstance(teil, Text) and teil.text.strip(" "))
            for teil in self.teile
        )

    def stuecke(self):
        """Return the pieces without blanks at the beginning and end of lines, and without doubles."""
        ergebnis, davor = [], " "
        for teil in self.teile:
            if isinstance(teil, Text):
                text = teil.text.lstrip(" ") if davor in " \n" else teil.text
                if not text:
                    continue
                if text == "\n":
                    _hinten_kuerzen(ergebnis)
                davor = text[-1]
                teil = replace(teil, text=text)
            ergebnis.append(teil)
        _hinten_kuerzen(ergebnis)
        return [teil for teil in ergebnis if not isinstance(teil, Text) or teil.text]


def _hinten_kuerzen(stuecke):
    for i in reversed(range(len(stuecke))):
        if isinstance(stuecke[i], Text):
            stuecke[i] = replace(stuecke[i], text=stuecke[i].text.rstrip(" "))
            return
