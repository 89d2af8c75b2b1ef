"""Fills of the figures: an attribute for paper; the web's themes override it by class."""

from django import template

register = template.Library()

BLAU, GRAU, WEISS = "#2044aa", "#5f6368", "#ffffff"

# art → (fill, dashes of the stripes upon it or ""); never colour alone: a word stands beside each.
FUELLUNGEN = {
    "agenda": (BLAU, ""),
    "umfeld": (WEISS, "2 3"),
    "verantwortlich": (BLAU, ""),
    "beteiligt": (WEISS, "2 3"),
    "idee": ("#e3eafb", ""),
    "in_planung": ("#b5c6f0", ""),
    "in_erprobung": ("#819ce0", ""),
    "in_umsetzung": ("#4a6bc8", ""),
    "in_betrieb": ("#1f3f9c", ""),
    "abgeschlossen": ("#0c1d52", ""),
    "zurueckgestellt": (WEISS, "4 4"),
    "eingestellt": (GRAU, ""),
    "unbekannt": (WEISS, ""),
    "erreicht": ("#00674f", ""),
    "ueberfaellig": ("#b3131d", "2 4"),
    "ohne_bericht": (WEISS, "1 5"),
    "verschoben": ("#f0b36b", "1 3"),
    "geplant": ("#b5c6f0", ""),
    "ohne_termin": (WEISS, ""),
    "ohne_stand": (WEISS, ""),
    "offen": (WEISS, "4 4"),
    "in_ausfuehrung": ("#819ce0", ""),
    "teilweise": ("#4a6bc8", "2 3"),
    "ausgefuehrt": ("#00674f", ""),
    "entfallen": (GRAU, ""),
}


@register.filter
def fuellung(art):
    return FUELLUNGEN[art][0]


@register.filter
def streifen(art):
    """The stroke-dasharray of the stripes on a fill, or ""."""
    return FUELLUNGEN[art][1]


@register.filter
def eintrag_von(verzeichnis, schluessel):
    """The value of a key in a dict, or ""."""
    return verzeichnis.get(schluessel, "")
