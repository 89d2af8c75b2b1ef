"""Markdown of the office as safe HTML, fit for a page and for PDF/UA alike.

Raw HTML stays text, images become their description (nothing is fetched from anywhere),
links lead to http, https, mailto and tel only. Headings continue the page's order without
a skipped level; list items hold no blocks, which PDF/UA does not allow.
"""

import html
from functools import cache
from itertools import pairwise

import nh3
from django.utils.html import escape
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {"p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "s"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "h5", "h6"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}
SCHEMES = {"http", "https", "mailto", "tel"}


def render(quelle, *, ebene=3):
    """Return Markdown as safe HTML whose highest heading is <h{ebene}>."""
    parser = _parser()
    tokens = parser.parse(quelle or "")
    _ueberschriften(tokens, ebene)
    tokens = _flache_listen(tokens)
    _leere_links(tokens)
    roh = parser.renderer.render(tokens, parser.options, {})
    sauber = nh3.clean(roh, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    return mark_safe(sauber)  # noqa: S308 - cleaned by nh3 one line above


def plain(quelle):
    """Return the text of Markdown without its marks, for search and meta descriptions."""
    return " ".join(html.unescape(nh3.clean(render(quelle).replace("<", " <"), tags=set())).split())


@cache
def _parser():
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule(
        "image", lambda self, tokens, index, options, env: escape(tokens[index].content)
    )
    parser.add_render_rule("th_open", lambda self, tokens, index, options, env: '<th scope="col">')
    return parser


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
    ergebnis, tiefe, begonnen = [], 0, []
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
        elif not (tiefe and token.type in ("paragraph_close", "heading_close")):
            ergebnis.append(token)
    return ergebnis


def _leere_links(tokens):
    """Give a link without words its address as words: "[](…)" would be a link nobody hears."""
    for token in tokens:
        kinder = token.children or []
        for vorn, hinten in pairwise(list(kinder)):
            if (vorn.type, hinten.type) == ("link_open", "link_close"):
                text = Token("text", "", 0, content=vorn.attrs["href"])
                kinder.insert(kinder.index(hinten), text)
