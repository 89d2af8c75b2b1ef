"""Markdown of the office as safe HTML, fit for a page and for PDF/UA alike.

Raw HTML stays text, images become their description (nothing is fetched from anywhere),
links lead to http, https, mailto and tel only. Headings continue the page's order without
a skipped level; list items hold no blocks, which PDF/UA does not allow.

What is in another language says so: [some words]{lang=en} within a text, or {lang=nds} on a line
of its own before a paragraph, list or quotation. Nothing else is understood in such braces. A star within a word is no emphasis.
"""

import html
import re
from functools import cache
from itertools import pairwise

import nh3
from django.utils.html import escape
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin

TAGS = {"p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "s"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "h5", "h6"}
TAGS |= {"span"}
ATTRIBUTES = {"*": {"lang", "dir"}} | {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}
SCHEMES = {"http", "https", "mailto", "tel"}
# A language tag as RFC 5646 builds it.
SPRACHE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
VON_RECHTS = {"ar", "fa", "he", "ur", "yi"}


def render(quelle, *, ebene=3, zeilen=False):
    """Return Markdown as safe HTML whose highest heading is <h{ebene}>.

    With zeilen=True each line of the source stays a line, as Leichte Sprache needs it.
    """
    parser = _parser(zeilen)
    tokens = parser.parse(quelle or "")
    _sprachen(tokens)
    _ueberschriften(tokens, ebene)
    tokens = _flache_listen(tokens)
    _nur_kopf(tokens)
    _leere_links(tokens)
    roh = parser.renderer.render(tokens, parser.options, {})
    sauber = nh3.clean(roh, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    return mark_safe(sauber)  # noqa: S308 - cleaned by nh3 one line above


def plain(quelle):
    """Return the text of Markdown without its marks, for search and meta descriptions."""
    return " ".join(html.unescape(nh3.clean(render(quelle).replace("<", " <"), tags=set())).split())


@cache
def _parser(zeilen):
    options = {"html": False, "breaks": zeilen}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    parser.inline.ruler.before("emphasis", "genderstern", _genderstern)
    parser.use(attrs_plugin, after=("span_close",), spans=True, allowed=("lang",))
    parser.use(attrs_block_plugin, allowed=("lang",))
    parser.add_render_rule(
        "image", lambda self, tokens, index, options, env: escape(tokens[index].content)
    )
    parser.add_render_rule("th_open", lambda self, tokens, index, options, env: '<th scope="col">')
    return parser


def _genderstern(state, silent):
    """Leave a single star between two letters what it is: "Bürger*innen" emphasises nothing."""
    stern = state.pos
    if state.src[stern] != "*" or not 0 < stern < state.posMax - 1:
        return False
    if not (state.src[stern - 1].isalpha() and state.src[stern + 1].isalpha()):
        return False
    if not silent:
        state.pending += "*"
    state.pos += 1
    return True


def _sprachen(tokens):
    """Keep the languages that are one, and say from where they are written."""
    for token in tokens:
        _sprachen(token.children or [])
        sprache = token.attrs.pop("lang", None)
        if sprache and SPRACHE.fullmatch(str(sprache)):
            token.attrs["lang"] = sprache
            if sprache.lower().split("-")[0] in VON_RECHTS:
                token.attrs["dir"] = "rtl"


def _ueberschriften(tokens, ebene):
    """Shift headings below the page's own and close gaps: h1, h4 becomes h3, h4."""
    offen = []
    for token in tokens:
        if token.type == "heading_open":
            stufe = int(token.tag[1])
            while offen and offen[-1] >= stufe:
                offen.pop()
            offen.append(stufe)
            token.tag = neu = f"h{min(ebene + len(offen) - 1, 6)}"
        elif token.type == "heading_close":
            token.tag = neu


def _flache_listen(tokens):
    """Turn paragraphs and headings inside list items into lines of text."""
    ergebnis, tiefe, begonnen, sprache = [], 0, [], False
    for token in tokens:
        if token.type == "list_item_open":
            tiefe += 1
            begonnen.append(False)
        elif token.type == "list_item_close":
            tiefe -= 1
            begonnen.pop()
        if tiefe and token.type in ("paragraph_open", "heading_open"):
            if begonnen[-1]:
                ergebnis.append(Token("hardbreak", "br", 0))
            begonnen[-1] = True
            sprache = "lang" in token.attrs
            if sprache:
                ergebnis.append(Token("span_open", "span", 1, attrs=token.attrs))
        elif not (tiefe and token.type in ("paragraph_close", "heading_close")):
            ergebnis.append(token)
        elif sprache:
            ergebnis.append(Token("span_close", "span", -1))
    return ergebnis


def _nur_kopf(tokens):
    """Make rows of a table's head that has no rows below it, which PDF/UA does not allow."""
    for i, token in enumerate(tokens):
        if token.type == "thead_close" and tokens[i + 1].type == "table_close":
            anfang = max(k for k in range(i) if tokens[k].type == "thead_open")
            for teil in tokens[anfang : i + 1]:
                teil.type = teil.type.replace("thead", "tbody").replace("th_", "td_")
                teil.tag = {"thead": "tbody", "th": "td"}.get(teil.tag, teil.tag)


def _leere_links(tokens):
    """Give a link without words its address as words: "[](…)" would be a link nobody hears."""
    for token in tokens:
        kinder = token.children or []
        for vorn, hinten in pairwise(list(kinder)):
            if (vorn.type, hinten.type) == ("link_open", "link_close"):
                text = Token("text", "", 0, content=vorn.attrs["href"])
                kinder.insert(kinder.index(hinten), text)
