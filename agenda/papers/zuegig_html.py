"""Reads the HTML that our templates write, four times as fast as a parser for all of the Web.

Part of papers.zuegig. Whatever is not plainly nested, or not known here, is left to tinyhtml5, and
the tree is the same (tests/agenda/papers/test_zuegig.py).
"""

import re
from io import StringIO
from xml.etree.ElementTree import Element, SubElement

import tinyhtml5

SVG = "{http://www.w3.org/2000/svg}"
XMLNS = "{http://www.w3.org/2000/xmlns/}xmlns"
_STUECK = re.compile(
    r"""([^<]*)(?:<(/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z][\w-]*(?:="[^"<>]*")?)*)\s*(/?)>|\Z)"""
)
_ATTRIBUT = re.compile(r'([a-zA-Z][\w-]*)(?:="([^"]*)")?')
_ZEICHEN = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "#x27": "'", "#39": "'"}
_ENTITAET = re.compile(f"&({'|'.join(_ZEICHEN)});")
_LEER = {"br", "hr", "img", "meta"}
_BLOCK = {
    "address",
    "article",
    "aside",
    "blockquote",
    "div",
    "dl",
    "figure",
    "figcaption",
    "footer",
}
_BLOCK |= {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre"}
_BLOCK |= {"section", "table", "ul"}
_INNEN = {
    "a",
    "abbr",
    "b",
    "br",
    "cite",
    "code",
    "del",
    "em",
    "i",
    "img",
    "ins",
    "kbd",
    "mark",
    "q",
}
_INNEN |= {"s", "small", "span", "strong", "sub", "sup", "svg", "u"}
# Where it alone may stand, and what alone may stand in it.
_ELTERN = {"li": {"ol", "ul"}, "dt": {"dl"}, "dd": {"dl"}, "tr": {"thead", "tbody", "tfoot"}}
_ELTERN |= {key: {"tr"} for key in ("td", "th")}
_ELTERN |= {key: {"table"} for key in ("thead", "tbody", "tfoot", "caption")}
_ELTERN |= {key: {"head"} for key in ("meta", "title")} | {"path": {"svg"}}
_ELTERN |= {"head": {"html"}, "body": {"html"}}
_ENG = {"table", "thead", "tbody", "tfoot", "tr", "html", "head"}


class _Fremd(Exception):
    """More than is known here."""


def einrichten():
    """Let WeasyPrint read this way; once."""
    if tinyhtml5.parse.__module__ != __name__:
        tinyhtml5.parse = _lesen(tinyhtml5.parse)


def _lesen(bisher):
    def parse(datei, **angaben):
        text = datei.read()
        if isinstance(text, str) and angaben == {"namespace_html_elements": False}:
            try:
                return baum(text)
            except _Fremd:
                pass
        return bisher(StringIO(text) if isinstance(text, str) else text, **angaben)

    parse.__module__ = __name__
    return parse


def baum(html):
    """Return the root element of a document. Raises _Fremd."""
    anfang = html[:15].lower()
    rest = html[15:] if anfang == "<!doctype html>" else ""
    if not rest.lstrip().startswith("<html") or "\r" in html or "\f" in html:
        raise _Fremd
    offen, letzte, wurzel, stelle = [], None, None, len(rest) - len(rest.lstrip())
    while stelle < len(rest):
        gefunden = _STUECK.match(rest, stelle)
        if gefunden is None:
            raise _Fremd
        stelle = gefunden.end()
        text, zu, name, attribute, selbst = gefunden.groups()
        if text:
            _text(offen, letzte, _entziffert(text), wurzel)
        if name is None:
            break
        if zu:
            if not offen or offen[-1][0] != name or attribute:
                raise _Fremd
            letzte = offen.pop()[1]
            continue
        element = _element(offen, name, attribute, selbst)
        wurzel = element if wurzel is None else wurzel
        if selbst or name in _LEER:
            letzte = element
        else:
            offen.append((name, element))
            letzte = None
    if offen or wurzel is None or [kind.tag for kind in wurzel] != ["head", "body"]:
        raise _Fremd
    return wurzel


def _element(offen, name, attribute, selbst):
    _pruefen(offen, name)
    in_svg = name == "svg" or any(vorfahr == "svg" for vorfahr, _ in offen)
    if selbst and not in_svg and name not in _LEER:
        raise _Fremd
    werte = {}
    for schluessel, wert in _ATTRIBUT.findall(attribute):
        if name == "svg" and schluessel == "xmlns":
            schluessel = XMLNS
        elif schluessel != schluessel.lower() and schluessel != "viewBox":
            raise _Fremd
        werte.setdefault(schluessel, _entziffert(wert))
    marke = SVG + name if in_svg else name
    return SubElement(offen[-1][1], marke, werte) if offen else Element(marke, werte)


def _pruefen(offen, name):
    """Raise _Fremd where HTML would have a tag close others, or stand elsewhere."""
    eltern = offen[-1][0] if offen else None
    namen = {vorfahr for vorfahr, _ in offen}
    if name in _ELTERN:
        gut = eltern in _ELTERN[name] or (name == "title" and eltern == "svg")
    elif name in _INNEN or name in _BLOCK:
        gut = eltern not in _ENG and "body" in namen and eltern != "title"
        gut = gut and not (name in _BLOCK and namen & {"p", "a", "svg"} | (namen & _INNEN))
        gut = gut and not (name == "a" and "a" in namen)
        gut = gut and not (name[0] == "h" and name != "hr" and eltern[0] == "h")
        gut = gut and eltern not in ("ol", "ul", "dl", "svg")
    else:
        gut = name == "html" and not offen
    if not gut:
        raise _Fremd


def _text(offen, letzte, text, wurzel):
    if not offen:
        # What stands behind </body> belongs into it.
        if text.strip() or wurzel is None or not len(wurzel) or wurzel[-1].tag != "body":
            raise _Fremd
        _anhaengen(wurzel[-1], text)
        return
    name, element = offen[-1]
    if name in _ENG and text.strip():
        raise _Fremd
    if name == "html":
        if letzte is None:
            return
        if letzte.tag == "body":
            _anhaengen(letzte, text)
            return
    if name == "pre" and letzte is None:
        text = text.removeprefix("\n")
    if letzte is None:
        element.text = text or None
    else:
        letzte.tail = text


def _anhaengen(element, text):
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _entziffert(text):
    if "&" not in text:
        return text
    klar = _ENTITAET.sub(lambda gefunden: _ZEICHEN[gefunden[1]], text)
    if text.count("&") != len(_ENTITAET.findall(text)):
        raise _Fremd
    return klar
