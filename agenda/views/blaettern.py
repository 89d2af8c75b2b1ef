"""Long lists in pages: which one is asked for, and the addresses of the others."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from agenda.filters import Hinweis, zitat

# Up to so many rows stand on one page; more come in pages of fifty, below 400 kB each.
UNGETEILT = 100
JE_SEITE = 50


@dataclass(frozen=True)
class Blatt:
    """One page of a long list and the addresses of the others, as components/_seiten.html wants.

    `adresse` makes the address of a page's number.
    """

    seite: Page
    adresse: Callable

    @property
    def seiten(self):
        """[(number or "…", address)]"""
        nummern = self.seite.paginator.get_elided_page_range(self.seite.number, on_ends=1)
        return [(nummer, self.adresse(nummer)) for nummer in nummern]

    @property
    def zurueck(self):
        return self.adresse(self.seite.previous_page_number()) if self.seite.has_previous() else ""

    @property
    def weiter(self):
        return self.adresse(self.seite.next_page_number()) if self.seite.has_next() else ""


def gewuenschte(paginator, roh, parameter="seite"):
    """Return (the Page asked for or the nearest there is, Hinweis what was wrong or None)."""
    roh = roh or "1"
    nummer = int(roh) if re.fullmatch(r"[0-9]{1,9}", roh) else 0
    if 1 <= nummer <= paginator.num_pages:
        return paginator.page(nummer), None
    nummer = paginator.num_pages if nummer else 1
    text = f"{zitat(roh)} gibt es nicht; Sie sehen Seite {nummer}."
    return paginator.page(nummer), Hinweis(parameter, text)


def teilen(zeilen, get, hinweise, *, werte, parameter="seite", anker=""):
    """Return the Blatt of the rows that request.GET asks for; what was wrong joins `hinweise`.

    werte: what else the address of a page must hold; anker: "#…" where its rows begin.
    """
    je = JE_SEITE if len(zeilen) > UNGETEILT else UNGETEILT
    seite, hinweis = gewuenschte(Paginator(zeilen, je), get.get(parameter, ""), parameter)
    if hinweis:
        hinweise.append(hinweis)
    return Blatt(seite, lambda nummer: f"?{urlencode(werte | {parameter: nummer})}{anker}")
