"""What WeasyPrint and pydyf do again and again with the same result, done once.

Nothing here changes a byte of what they write. Each part has been measured (benchmarks/papers.py);
together they are about a tenth of the time of a paper.
"""

import pydyf
from weasyprint.css import (
    INHERITED,
    INITIAL_NOT_COMPUTED,
    INITIAL_VALUES,
    PHYSICAL_FUNCTIONS,
    ComputedStyle,
)

# Of these the initial or inherited value is the computed one, whatever the element.
_BESONDERE = {"float", "display", "position", "page", *PHYSICAL_FUNCTIONS}
_EINFACH = {
    name: name in INHERITED
    for name in INITIAL_VALUES
    if name not in _BESONDERE
    and not name.startswith("text_decoration_")
    and (name in INHERITED or name not in INITIAL_NOT_COMPUTED)
}

# How many streams of this kind are kept: the fonts of a few papers, 50 kB each.
BEHALTEN = 12


def einrichten():
    """Let WeasyPrint work this way; once."""
    if ComputedStyle.__missing__.__module__ == __name__:
        return
    ComputedStyle.__missing__ = _stil(ComputedStyle.__missing__)
    pydyf.PDF.page_references = property(_seiten(pydyf.PDF.page_references.fget))
    pydyf.Stream.data = property(_gepackt(pydyf.Stream.data.fget))


def _stil(bisher):
    """What no rule names is inherited or initial: most of the properties of most elements."""

    def fehlt(stil, name):
        vererbt = _EINFACH.get(name)
        if vererbt is None or name in stil.cascaded or (vererbt and stil.parent_style is None):
            return bisher(stil, name)
        wert = stil[name] = stil.parent_style[name] if vererbt else INITIAL_VALUES[name]
        return wert

    fehlt.__module__ = __name__
    return fehlt


def _seiten(bisher):
    """Of each structure element it is asked on which page it is: once a list of all of them."""

    def seiten(pdf):
        anzahl, bekannt = pdf.__dict__.get("_seiten", (None, None))
        if anzahl != len(pdf.pages["Kids"]):
            bekannt = bisher(pdf)
            pdf._seiten = len(pdf.pages["Kids"]), bekannt
        return bekannt

    return seiten


def _gepackt(bisher):
    """A stream is compressed when it is written, and again for the checksum of the file.

    What is one piece of bytes, a font or the colour profile, is the same in the next file.
    """
    dateien = {}

    def gepackt(stream):
        if not stream.compress:
            return bisher(stream)
        inhalt = tuple(stream.stream), tuple(stream.extra.items())
        if len(inhalt[0]) == 1 and type(inhalt[0][0]) is bytes and _einfach(stream.extra):
            if inhalt not in dateien:
                while len(dateien) >= BEHALTEN:
                    del dateien[next(iter(dateien))]
                dateien[inhalt] = bisher(stream)
            return dateien[inhalt]
        bekannt = stream.__dict__.get("_gepackt")
        if bekannt is None or bekannt[0] != inhalt:
            bekannt = stream._gepackt = inhalt, bisher(stream)
        return bekannt[1]

    return gepackt


def _einfach(extra):
    return all(type(wert) in (int, str) for wert in extra.values())
