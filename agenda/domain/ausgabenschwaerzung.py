"""What a redaction does to Ausgaben: their own texts, and the hashes of the Fassungen they hold.

domain.schwaerzung decides and calls; the triggers let it pass only from there.
"""

import json

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from slugify import GERMAN, slugify

from agenda.domain import papierlager
from agenda.domain.band import IDENTITAET, KAPITELTEXTE
from agenda.domain.kanonisch import Kanonisch
from agenda.models import Ausgabe
from kommunen.models import Portal

# Where a Band says something in words. All else are codes, days, addresses and hashes, which
# whoever reads it has to understand for ever.
TEXTE = {
    ("titel",),
    ("untertitel",),
    ("vorwort",),
    ("kopf", "drucksache"),
    ("kopf", "gremium"),
    *(("identitaet", name) for name in (*IDENTITAET, "hinweis") if name != "plz"),
    *(("handlungsfelder", name) for name in ("name", *KAPITELTEXTE)),
    ("kapitel", "name"),
    ("kapitel", "steckbriefe", "titel"),
    ("register", "name"),
    ("register", "art"),
}
SUMME = ("kapitel", "steckbriefe", "sha256")


def sperren():
    """Let a redaction and a giving-out wait for each other, inside a transaction.

    Who redacts has to see every paper that was given out before, who gives out every redaction.
    Order of locks: all other rows, then this one, then Ausgaben; else two wait for each other.
    """
    Portal.objects.select_for_update().first()


def find(geschrieben, ersetzen):
    """Return [(Ausgabe, places)] of what is given out and says a passage in its own document.

    geschrieben: the passage as JSON writes it; ersetzen: text → (redacted text, places).
    """
    funde = [(a, _ersetzt(a, {}, ersetzen)[1]) for a in _mit(Q(dokument__contains=geschrieben))]
    return [(ausgabe, anzahl) for ausgabe, anzahl in funde if anzahl]


def redact(geschrieben, ersetzen, neue_summen):
    """Rewrite every Ausgabe that says a passage or holds a redacted Fassung ({old: new hash}).

    Returns (these Ausgaben, number of places). Their PDFs are deleted with the commit; whoever
    asks next, or the worker, has them drawn anew (domain.ausgaben.ohne_datei). Call sperren() first.
    """
    # Hashes are looked for here: as conditions of one query they could be too many.
    suche = Q() if neue_summen else Q(dokument__contains=geschrieben)
    return umgeschriebene(_mit(suche), lambda a: _ersetzt(a, neue_summen, ersetzen))


def adressen(passage):
    """Return the Ausgaben whose address spells a passage, as slugs spell.

    That of one given out stands in its document and in links everywhere, and the triggers hold it.
    """
    wort = slugify(passage, replacements=GERMAN)
    return Ausgabe.objects.filter(slug__contains=wort) if wort else Ausgabe.objects.none()


def neue_adressen(passage):
    """Build the addresses of drafts anew that spell a passage, once their texts are redacted."""
    for entwurf in adressen(passage).entwuerfe():
        entwurf.slug = ""
        entwurf.save()


def _mit(bedingung):
    return Ausgabe.objects.festgeschrieben().filter(bedingung)


def _ersetzt(ausgabe, neue_summen, ersetzen):
    return umgeschrieben(json.loads(ausgabe.dokument), TEXTE, SUMME, neue_summen, ersetzen)


def umgeschriebene(papiere, ersetzt):
    """Rewrite papers by `ersetzt`: paper → umgeschrieben(). Returns what redact() returns."""
    betroffene, gesamt = [], 0
    for papier in papiere:
        daten, anzahl = ersetzt(papier)
        if daten is None:
            continue
        neu = Kanonisch({**daten, "geschwaerzt": timezone.localdate().isoformat()})
        type(papier).objects.filter(pk=papier.pk).update(
            dokument=neu.canonical.decode(),
            sha256=neu.sha256,
            sha256_original=papier.sha256_original or papier.sha256,
            geschwaerzt_at=timezone.now(),
        )
        for datei in papier.dateien.all():
            transaction.on_commit(lambda name=datei.pfad: papierlager.loeschen(name), robust=True)
        betroffene.append(papier)
        gesamt += anzahl
    return betroffene, gesamt


def umgeschrieben(alt, texte, summe, neue_summen, ersetzen):
    """Return (a document's data redacted, places); (None, 0) where nothing is to be changed.

    texte: the ways (keys, without those of lists) to what it says in words, summe: that to the
    hashes of Fassungen. A Fassung's new hash counts as no place: the passage stands in the Fassung.
    """
    anzahl = 0

    def gehen(wert, weg=()):
        nonlocal anzahl
        if isinstance(wert, dict):
            return {key: gehen(teil, (*weg, key)) for key, teil in wert.items()}
        if isinstance(wert, list):
            return [gehen(teil, weg) for teil in wert]
        if weg == summe:
            return neue_summen.get(wert, wert)
        if weg not in texte or not isinstance(wert, str):
            return wert
        wert, treffer = ersetzen(wert)
        anzahl += treffer
        return wert

    neu = gehen(alt)
    return (None, 0) if neu == alt and not anzahl else (neu, anzahl)
