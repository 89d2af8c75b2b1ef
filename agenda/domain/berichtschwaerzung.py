"""What a redaction does to Sachstandsberichte: their texts, and the hashes of the Fassungen.

domain.schwaerzung decides and calls; the triggers let it pass only from there. The counterpart of
domain.ausgabenschwaerzung, whose sperren() holds for both.
"""

import json

from django.db.models import Q

from agenda.domain.ausgabenschwaerzung import umgeschrieben, umgeschriebene
from agenda.domain.band import IDENTITAET
from agenda.models import Bericht

STECKBRIEF = ("handlungsfelder", "steckbriefe")
# Where a Bericht says something in words. All else are codes, days, numbers, addresses and hashes.
TEXTE = {
    ("titel",),
    ("berichtigung_grund",),
    ("aktenzeichen",),
    ("kopf", "drucksache"),
    ("kopf", "gremium"),
    *(("identitaet", name) for name in (*IDENTITAET, "hinweis") if name != "plz"),
    ("rechtsgrundlagen", "thema"),
    ("rechtsgrundlagen", "fundstelle"),
    ("kommunen", "name"),
    ("abschnitte", "text"),
    *(("entscheidungen", name) for name in ("titel", "text")),
    *(("aenderungen", name) for name in ("titel", "text", "drucksache")),
    *(("auffaellig", name) for name in ("titel", "grund")),
    ("handlungsfelder", "name"),
    *(
        (*STECKBRIEF, name)
        for name in (
            "titel",
            "erreicht",
            "naechste_schritte",
            "hindernisse",
            "entscheidungsbedarf",
            "bemerkung",
        )
    ),
    *((*STECKBRIEF, "meilensteine", name) for name in ("titel", "grund")),
}
SUMME = (*STECKBRIEF, "sha256")


def find(geschrieben, ersetzen):
    """Return [(Bericht, places)] of what is given out and says a passage in its own document.

    geschrieben: the passage as JSON writes it; ersetzen: text → (redacted text, places).
    """
    funde = [(b, _ersetzt(b, {}, ersetzen)[1]) for b in _mit(Q(dokument__contains=geschrieben))]
    return [(bericht, anzahl) for bericht, anzahl in funde if anzahl]


def redact(geschrieben, ersetzen, neue_summen):
    """Rewrite every Bericht that says a passage or names a redacted Fassung ({old: new hash}).

    Returns (these Berichte, number of places). Their PDFs are deleted with the commit; whoever
    asks next, or the worker, has them drawn anew. Call ausgabenschwaerzung.sperren() first.
    """
    # Hashes are looked for here: as conditions of one query they could be too many.
    suche = Q() if neue_summen else Q(dokument__contains=geschrieben)
    return umgeschriebene(_mit(suche), lambda b: _ersetzt(b, neue_summen, ersetzen))


def _mit(bedingung):
    return Bericht.objects.festgeschrieben().filter(bedingung)


def _ersetzt(bericht, neue_summen, ersetzen):
    return umgeschrieben(json.loads(bericht.dokument), TEXTE, SUMME, neue_summen, ersetzen)
