"""What somebody may have meant who asked for an address that leads nowhere."""

import difflib
import re
from dataclasses import dataclass
from urllib.parse import unquote

from django.urls import reverse
from slugify import GERMAN, slugify

from agenda.models import Eintrag, Seite
from agenda.models.steckbrief import NUMMER_MUSTER
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune

ANZAHL = 5
# Nobody types more by hand, and difflib's time grows with the square.
MAX_ZEICHEN = 60
MAX_PROJEKTE = 500
AEHNLICH = 0.75
AEHNLICH_IM_NAMEN = 0.8
# Whoever errs there looks for nothing public.
OHNE = ("admin", "vorschau")
BEREICHE = (
    ("projekte", "Projekte", "projekt_list"),
    ("handlungsfelder", "Handlungsfelder", "handlungsfeld_list"),
    ("kommunen", "Karte und Liste der Beteiligten", "kommune_list"),
    ("umsetzungsstand", "Umsetzungsstand", "umsetzungsstand"),
    ("zeitplan", "Zeitplan", "zeitplan"),
    ("leuchttuerme", "Leuchttürme", "leuchttuerme"),
    ("folgen", "Auf dem Laufenden bleiben", "folgen"),
)


@dataclass(frozen=True)
class Vorschlag:
    text: str
    adresse: str


def zu_pfad(pfad):
    """Return up to five Vorschläge for an unknown path, the nearest first. At most four queries.

    The last part of the path that is like anything counts: it says the most.
    """
    stuecke = [unquote(stueck)[:MAX_ZEICHEN] for stueck in pfad[:1000].split("/") if stueck][:4]
    if not stuecke or stuecke[0] in OHNE:
        return []
    # A number near in writing means something else altogether: the search helps, a guess does not.
    if any(re.fullmatch(NUMMER_MUSTER, stueck.upper()) for stueck in stuecke):
        return []
    woerter = [
        wort for stueck in reversed(stuecke) if (wort := slugify(stueck, replacements=GERMAN))
    ]
    kandidaten = _kandidaten()
    for wort in woerter:
        if schluessel := _aehnliche(wort, kandidaten):
            gefunden = {kandidaten[key].adresse: kandidaten[key] for key in schluessel}
            return list(gefunden.values())[:ANZAHL]
    return []


def _projekte():
    return (
        Eintrag.objects.gueltig()
        .laufend()
        .in_reihenfolge()
        .values("nummer", "titel")[:MAX_PROJEKTE]
    )


def _kandidaten():
    """Return {what an address may look like: Vorschlag} of everything that has a name."""
    kandidaten = {slug: Vorschlag(text, reverse(name)) for slug, text, name in BEREICHE}
    for seite in Seite.objects.oeffentlich():
        kandidaten[seite.slug] = Vorschlag(seite.titel, seite.get_absolute_url())
    for feld in Handlungsfeld.objects.aktuell():
        kandidaten[feld.slug] = Vorschlag(f"Handlungsfeld {feld.name}", feld.get_absolute_url())
    for kommune in Kommune.objects.all():
        vorschlag = Vorschlag(kommune.anzeigename, kommune.get_absolute_url())
        kandidaten[kommune.slug] = vorschlag
        kandidaten.setdefault(slugify(kommune.anzeigename, replacements=GERMAN), vorschlag)
    for zeile in _projekte():
        kandidaten.setdefault(
            slugify(zeile["titel"], replacements=GERMAN),
            Vorschlag(zeile["titel"], reverse("projekt", args=[zeile["nummer"]])),
        )
    return kandidaten


def _aehnliche(wort, kandidaten):
    """Return the keys that hold a word, or any word much like it, the nearest first."""
    nahe = difflib.get_close_matches(wort, kandidaten, ANZAHL, cutoff=AEHNLICH)
    if len(wort) > 3:
        nahe += [schluessel for schluessel in kandidaten if wort in schluessel]
    nahe += [
        schluessel
        for schluessel in kandidaten
        if difflib.get_close_matches(wort, schluessel.split("-"), 1, cutoff=AEHNLICH_IM_NAMEN)
    ]
    return list(dict.fromkeys(nahe))
