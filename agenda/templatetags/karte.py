"""Words on the map of the Kommunen."""

import textwrap

from django import template

register = template.Library()

# In the map's own units, as large as the font in templates/figures/karte.svg needs.
ZEILENHOEHE = 20
ZEICHEN = 13


@register.filter
def kartenzeilen(name):
    """Return [(line, distance to the line before)] of a label; together they stand on its place."""
    zeilen = textwrap.wrap(name, ZEICHEN, break_long_words=False) or [name]
    erste = ZEILENHOEHE // 3 - ZEILENHOEHE * (len(zeilen) - 1) // 2
    return [(zeile, ZEILENHOEHE if nr else erste) for nr, zeile in enumerate(zeilen)]


@register.filter
def gezaehlt(kommune):
    """A Kommune with `agenda` and `umfeld` → "3 Projekte, davon 1 der Agenda"."""
    gesamt = kommune.agenda + kommune.umfeld
    if not gesamt:
        return "noch kein Projekt"
    wort = "Projekt" if gesamt == 1 else "Projekte"
    if not kommune.umfeld:
        return f"{gesamt} {wort} der Agenda"
    if not kommune.agenda:
        return f"{gesamt} {wort} aus dem Umfeld"
    return f"{gesamt} {wort}, davon {kommune.agenda} der Agenda"
