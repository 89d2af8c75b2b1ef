"""What WeasyPrint reckons for every box and every word again, reckoned once for each style.

Part of papers.zuegig; nothing here changes a byte either. A style is not changed any more once
its boxes are laid out: what is to differ gets a copy, which has nothing remembered yet.
"""

import re
import sys

from tinyhtml5 import inputstream
from weasyprint.css import AnonymousStyle
from weasyprint.css.properties import INITIAL_VALUES, Dimension
from weasyprint.formatting_structure.boxes import PageBox
from weasyprint.layout import percent
from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

_SEITEN = ("top", "right", "bottom", "left")
_RAENDER = tuple(f"border_{seite}_width" for seite in _SEITEN)
_MASSE = (
    *(f"{was}_{seite}" for was in ("margin", "padding") for seite in _SEITEN),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
# In the order of weasyprint.text.fonts.font_features.
_MERKMALE = (
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
)
_STRICHE = (
    "ascent",
    "underline_position",
    "underline_thickness",
    "strikethrough_position",
    "strikethrough_thickness",
)


def einrichten():
    """Let WeasyPrint work this way; once."""
    if line_break.Layout.setup.__module__ == __name__:
        return
    line_break.Layout.setup = _schriftsatz(line_break.Layout.setup)
    inputstream.HTMLUnicodeInputStream.chars_until = _zeichen(
        inputstream.HTMLUnicodeInputStream.chars_until
    )
    _ueberall(percent.resolve_percentages, _masse)
    _ueberall(line_break.strut, _zeile)


def _ueberall(bisher, machen):
    """Replace a function wherever a module of WeasyPrint has imported it."""
    neu = machen(bisher)
    for name, modul in list(sys.modules.items()):
        if name.startswith("weasyprint.") and vars(modul).get(bisher.__name__) is bisher:
            setattr(modul, bisher.__name__, neu)


def _masse(bisher):
    """Most boxes have nothing that depends on the box around them."""

    def masse(box, containing_block):
        style = box.style
        try:
            fest = style.feste_masse
        except AttributeError:
            fest = style.feste_masse = _feste_masse(style)
        if fest is None or isinstance(box, PageBox):
            bisher(box, containing_block)
            return
        werte, raender = fest
        eigene = vars(box)
        eigene.update(werte)
        if style["border_collapse"] == "collapse":
            for name in _RAENDER:
                eigene.setdefault(name, raender[name])
        else:
            eigene.update(raender)

    masse.__module__ = __name__
    return masse


def _feste_masse(style):
    """Return the sizes of a style and its borders, or None if they depend on something."""
    werte = {}
    if style["box_sizing"] != "content-box":
        return None
    ohne_regeln = type(style) is AnonymousStyle
    for name in _MASSE:
        wert = style.get(name, INITIAL_VALUES[name]) if ohne_regeln else style[name]
        if wert == "auto":
            werte[name] = 0 if name in ("min_width", "min_height") else wert
        elif type(wert) is Dimension and wert.unit == "px":
            werte[name] = wert.value
        else:
            return None
    return werte, {name: style[name] for name in _RAENDER}


def _schriftsatz(bisher):
    """Pango's context and the description of a font serve all words of a style."""

    def setup(layout, style):
        try:
            context, beschreibung, werte = style.schriftsatz
        except AttributeError:
            if not _einfach(style):
                bisher(layout, style)
                return
            context, beschreibung, werte = style.schriftsatz = _vorbereitet(style)
        vars(layout).update(werte)
        layout.style = style
        layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(layout.layout, False)
        pango.pango_layout_set_font_description(layout.layout, beschreibung)

    setup.__module__ = __name__
    return setup


def _vorbereitet(style):
    """Return (context, description, what a Layout keeps of them), as Layout.setup makes them."""
    context = ffi.gc(
        pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
    )
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    if style["lang"]:
        zeiger, _text = unicode_to_char_p(style["lang"])
        sprache = pango.pango_language_from_string(zeiger)
        pango.pango_context_set_language(context, sprache)
    else:
        sprache = pango.pango_language_get_default()
    beschreibung = get_font_description(style)
    werte = {"first_line_direction": 0, "language": sprache, "ascent": None}
    werte |= {"underline_position": None, "strikethrough_position": None}
    if style["text_decoration_line"] != "none":
        metrik = ffi.gc(
            pango.pango_context_get_metrics(context, beschreibung, sprache),
            pango.pango_font_metrics_unref,
        )
        for name in _STRICHE:
            wert = getattr(pango, f"pango_font_metrics_get_{name}")(metrik)
            werte[name] = FROM_UNITS * wert
    return context, beschreibung, werte


def _einfach(style):
    return style["font_language_override"] == "normal" and not font_features(
        *(style[name] for name in _MERKMALE)
    )


def _zeile(bisher):
    """How high a line of a style is."""

    def strut(style):
        try:
            return style.zeilenmass
        except AttributeError:
            style.zeilenmass = bisher(style)
            return style.zeilenmass

    strut.__module__ = __name__
    return strut


def _zeichen(bisher):
    """tinyhtml5 means to remember these expressions, but looks them up by the wrong key."""
    bekannt = {}

    def chars_until(strom, characters, opposite=False):
        muster = bekannt.get((characters, opposite))
        if muster is None:
            menge = "".join(f"\\x{ord(zeichen):02x}" for zeichen in characters)
            muster = re.compile(f"[{'' if opposite else '^'}{menge}]+")
            bekannt[characters, opposite] = muster
        gefunden = muster.match(strom.chunk, strom.chunk_offset)
        if gefunden is None or gefunden.end() == strom.chunk_size:
            return bisher(strom, characters, opposite)
        strom.chunk_offset = gefunden.end()
        return gefunden[0]

    chars_until.__module__ = __name__
    return chars_until
