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
AEHNLICH = 0.6
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
    """Return up to five Vorschläge for an unknown path, the nearest first. At most four queries."""
    stuecke = [unquote(stueck)[:MAX_ZEICHEN] for stueck in pfad[:1000].split("/") if stueck][:4]
    if not stuecke or stuecke[0] in OHNE:
        return []
    gesucht = next(
        (stueck for stueck in stuecke if re.fullmatch(NUMMER_MUSTER, stueck.upper())), None
    )
    if gesucht:
        return _nahe_nummern(gesucht.upper())
    woerter = [
        wort for stueck in reversed(stuecke) if (wort := slugify(stueck, replacements=GERMAN))
    ]
    kandidaten = _kandidaten()
    gefunden = {}
    for wort in woerter:
        for schluessel in _aehnliche(wort, kandidaten):
            vorschlag = kandidaten[schluessel]
            gefunden.setdefault(vorschlag.adresse, vorschlag)
    return list(gefunden.values())[:ANZAHL]


def _nahe_nummern(nummer):
    projekte = {
        zeile["nummer"]: Vorschlag(
            f"Nr. {zeile['nummer']}: {zeile['titel']}", reverse("projekt", args=[zeile["nummer"]])
        )
        for zeile in _projekte()
    }
    return [
        projekte[nahe] for nahe in difflib.get_close_matches(nummer, projekte, ANZAHL, cutoff=0.5)
    ]


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
        vorschlag = Vorschlag(kommune.name, kommune.get_absolute_url())
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
        if difflib.get_close_matches(wort, schluessel.split("-"), 1, cutoff=0.8)
    ]
    return list(dict.fromkeys(nahe))
