"""The fonts of a paper: Fira Sans, DejaVu Sans and Noto Emoji for what it lacks, else a box.

Every character of a text has a glyph in one of them, on every machine: a missing glyph
(.notdef) breaks PDF/A and PDF/UA, and a font that happens to be installed may, too.
"""

import os
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.sfnt import SFNTWriter
from fontTools.ttLib.tables._g_l_y_f import Glyph

# Runs in a process without Django (papers.drucker).
FOLDER = Path(__file__).resolve().parents[2] / "node_modules/@fontsource"
SUBSETS = ("latin", "latin-ext", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "vietnamese")
STYLES = ((400, "normal"), (400, "italic"), (600, "normal"))
# The emoji in black and white, in slices; what belongs together (a flag, a family) is in one.
EMOJI = range(11)
SCHEME = "schrift"
# Which fonts of the machine may be used as well.
CONFIGURATION = Path(__file__).with_name("fonts.conf")

# Stands for the hyphen at the end of a line; the finisher tells readers that it is U+00AD.
HYPHEN = "\ue0ad"
# Stand in slices of the emoji, too, and are no emoji by themselves.
_JOINERS = frozenset(map(ord, "\u200d\ufe0e\ufe0f\u20e3"))
# The web font has no glyph for these; each gets its own, so that each stays itself in the text.
_HYPHENS = f"\u2010\u2011{HYPHEN}"


@dataclass(frozen=True)
class Fonts:
    """What one text needs: its style sheet, and the files by address that it names."""

    css: str
    files: dict


def fonts_for(text):
    """Return the Fonts for a text, so that every character of it has a glyph."""
    wanted = {ord(char) for char in set(text) if not char.isspace()}
    css, files, families = [], {}, []
    for subset in SUBSETS:
        if subset != "latin" and (not wanted or not wanted & _characters(subset)):
            continue
        wanted -= _characters(subset)
        families.append(f'"Fira Sans {subset}"')
        for weight, style in STYLES:
            address = f"{SCHEME}:fira-sans-{subset}-{weight}-{style}"
            files[address] = _fira_sans(subset, weight, style)
            css.append(_font_face(families[-1], address, weight, style))
    families.append('"DejaVu Sans"')
    for slice_ in _emoji_in(wanted):
        wanted -= _emoji_characters(slice_)
        families.append(f'"Noto Emoji s{slice_}"')
        address = f"{SCHEME}:noto-emoji-{slice_}"
        files[address] = _noto_emoji(slice_)
        css.append(_font_face(families[-1], address, 400, "normal"))
    if wanted:
        families.append('"Ersatz"')
        files[f"{SCHEME}:ersatz"] = boxes(sorted(wanted))
        css.append(_font_face(families[-1], f"{SCHEME}:ersatz", 400, "normal"))
    css.append(f"html {{ font-family: {', '.join(families)} }}")
    return Fonts("\n".join(css), files)


def files_for(text, *, weight=400):
    """Return [(characters, font file)] that draw a text letter by letter, without Pango.

    As in fonts_for(); a box instead of a font of the machine.
    """
    wanted, files = set(map(ord, text)), []
    for subset in SUBSETS:
        if subset == "latin" or wanted & _characters(subset):
            files.append((set(map(chr, _characters(subset))), _fira_sans(subset, weight, "normal")))
            wanted -= _characters(subset)
    for slice_ in _emoji_in(wanted):
        files.append((set(map(chr, wanted & _emoji_characters(slice_))), _noto_emoji(slice_)))
        wanted -= _emoji_characters(slice_)
    if wanted:
        files.append((set(map(chr, wanted)), boxes(sorted(wanted))))
    return files


def _font_face(family, address, weight, style):
    return (
        f'@font-face {{ font-family: {family}; src: url("{address}"); '
        f"font-weight: {weight}; font-style: {style} }}"
    )


@cache
def _characters(subset):
    with TTFont(_path(subset, 400, "normal")) as font:
        known = frozenset(font.getBestCmap())
    return known | {ord(char) for char in _HYPHENS if subset == "latin"}


@cache
def _fira_sans(subset, weight, style):
    """Return a font file as TrueType, which WeasyPrint need not unpack every time."""
    file = _path(subset, weight, style)
    with TTFont(file, recalcTimestamp=False, recalcBBoxes=False, lazy=True) as font:
        font.flavor = None
        if subset == "latin":
            for char in _HYPHENS:
                _add(font, char, deepcopy(font["glyf"]["hyphen"]), font["hmtx"]["hyphen"])
        elif ord(" ") not in font.getBestCmap():
            # Pango leaves a space to the font of the word before it.
            _add(font, " ", Glyph(), (265, 0))
        return _unpacked(font)


def _emoji_in(wanted):
    """Yield the slices it takes to draw all of these characters that are emoji."""
    open_ = wanted - _JOINERS
    for slice_ in EMOJI if open_ else ():
        if open_ & _emoji_characters(slice_):
            open_ -= _emoji_characters(slice_)
            yield slice_


@cache
def _emoji_characters(slice_):
    with TTFont(_emoji_path(slice_)) as font:
        return frozenset(font.getBestCmap())


@cache
def _noto_emoji(slice_):
    with TTFont(_emoji_path(slice_), recalcTimestamp=False, recalcBBoxes=False, lazy=True) as font:
        font.flavor = None
        return _unpacked(font)


def _emoji_path(slice_):
    return FOLDER / f"noto-emoji/files/noto-emoji-{slice_}-400-normal.woff"


def _unpacked(font):
    """As TTFont.save(), which would first load a module for each table that it only copies."""
    file = BytesIO()
    # In this order: what they tell of the others is made when these are written.
    tags = ("glyf", "loca", "hmtx", "hhea", "maxp", "cmap")
    tags = (*tags, *(tag for tag in sorted(font.reader.keys()) if tag not in tags))
    writer = SFNTWriter(file, len(tags), font.sfntVersion)
    for tag in tags:
        writer[tag] = font.getTableData(tag)
    writer.close()
    return file.getvalue()


def _add(font, char, glyph, metrics):
    name = f"added{ord(char):04X}"
    font["glyf"][name], font["hmtx"][name] = glyph, metrics
    for table in font["cmap"].tables:
        table.cmap[ord(char)] = name


def _path(subset, weight, style):
    # Not .woff2, whose outlines would have to be put together first: a tenth of a second each.
    return FOLDER / f"fira-sans/files/fira-sans-{subset}-{weight}-{style}.woff"


def boxes(codepoints):
    """Return a font that has the same box for each of these characters.

    Each has its own glyph: so the text behind the box stays right for search and screen readers.
    """
    names = [f"u{codepoint:X}" for codepoint in codepoints]
    pen = TTGlyphPen(None)
    for left, bottom, right, top, clockwise in (
        (60, 0, 540, 690, True),
        (110, 50, 490, 640, False),
    ):
        corners = [(left, bottom), (left, top), (right, top), (right, bottom)]
        pen.moveTo(corners[0])
        for corner in corners[1:] if clockwise else corners[:0:-1]:
            pen.lineTo(corner)
        pen.closePath()
    box = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "space", *names])
    builder.setupCharacterMap({ord(" "): "space"} | dict(zip(codepoints, names, strict=True)))
    builder.setupGlyf(dict.fromkeys([".notdef", *names], box) | {"space": Glyph()})
    builder.setupHorizontalMetrics(
        dict.fromkeys([".notdef", *names], (600, 60)) | {"space": (265, 0)}
    )
    builder.setupHorizontalHeader(ascent=935, descent=-265)
    builder.setupNameTable({"familyName": "Ersatz", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=935, sTypoDescender=-265, usWinAscent=935, usWinDescent=265)
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    return _bytes(builder.font)


def _bytes(font):
    file = BytesIO()
    font.save(file)
    return file.getvalue()


@contextmanager
def only_known_fonts():
    """While a font configuration is made, let fontconfig see fonts.conf instead of the system's."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(CONFIGURATION)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before
