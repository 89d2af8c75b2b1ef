"""What WeasyPrint and pydyf do again and again with the same result, done once.

Nothing here changes a byte of what they write. Each part has been measured (benchmarks/papers.py);
together they are a third of the time of a paper. What belongs to layout and to reading stands in
zuegig_satz and zuegig_html.
"""

import pydyf
from weasyprint.css import (
    INHERITED,
    INITIAL_NOT_COMPUTED,
    INITIAL_VALUES,
    PHYSICAL_FUNCTIONS,
    ComputedStyle,
)

from agenda.papers import zuegig_html, zuegig_satz

# Of these the initial or inherited value is the computed one, whatever the element.
_BESONDERE = {"float", "display", "position", "page", *PHYSICAL_FUNCTIONS}
_EINFACH = {
    name: name in INHERITED
    for name in INITIAL_VALUES
    if name not in _BESONDERE
    and not name.startswith("text_decoration_")
    and (name in INHERITED or name not in INITIAL_NOT_COMPUTED)
}

# Of these it is the initial one, unless a rule names them or what they are called where the
# direction of writing counts (margin-left and margin-inline-start).
_PHYSISCH = {
    name: {function(block="ttb", inline=inline) for inline in ("ltr", "rtl")}
    for name, function in PHYSICAL_FUNCTIONS.items()
    if name in INITIAL_VALUES and name not in INHERITED and name not in INITIAL_NOT_COMPUTED
}

# How many streams of this kind are kept: the fonts of a few papers, 50 kB each.
BEHALTEN = 12


def einrichten():
    """Let WeasyPrint work this way; once."""
    if ComputedStyle.__missing__.__module__ == __name__:
        return
    ComputedStyle.__missing__ = _stil(ComputedStyle.__missing__)
    zuegig_satz.einrichten()
    zuegig_html.einrichten()
    pydyf._to_bytes = _bytes(pydyf._to_bytes)
    pydyf.PDF.write = _schreiben(pydyf.PDF.write)
    for klasse in (pydyf.Dictionary, pydyf.Array):
        klasse.data = property(_einmal(klasse.data.fget))
    pydyf.PDF.page_references = property(_seiten(pydyf.PDF.page_references.fget))
    pydyf.Stream.data = property(_gepackt(pydyf.Stream.data.fget))


def _stil(bisher):
    """What no rule names is inherited or initial: most of the properties of most elements."""

    def fehlt(stil, name):
        namen = _PHYSISCH.get(name)
        if namen is not None and name not in stil.cascaded and namen.isdisjoint(stil.cascaded):
            wert = stil[name] = INITIAL_VALUES[name]
            return wert
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


def _bytes(bisher):
    """Nearly all that is written is one of these."""

    def to_bytes(wert):
        art = type(wert)
        if art is bytes:
            return wert
        if art is str:
            return wert.encode("ascii")
        if art is int:
            return b"%d" % wert
        return bisher(wert)

    return to_bytes


def _schreiben(bisher):
    """What is written is asked for its bytes twice: for the file, and for its checksum."""

    def write(pdf, *rest, **angaben):
        for objekt in pdf.objects:
            if isinstance(objekt, (pydyf.Dictionary, pydyf.Array)):
                objekt.fertig = objekt.data
        try:
            bisher(pdf, *rest, **angaben)
        finally:
            for objekt in pdf.objects:
                vars(objekt).pop("fertig", None)

    return write


def _einmal(bisher):
    def data(objekt):
        fertig = vars(objekt).get("fertig")
        return bisher(objekt) if fertig is None else fertig

    return data


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
