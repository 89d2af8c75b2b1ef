"""Leichte Sprache: does the easy text still say what the original says?"""

from agenda.models.eintrag import LeichteSprache

LEICHT = ("leichte_sprache", "leichte_sprache_geprueft")
# What an easy text retells. A new address or number does not make it wrong.
ORIGINAL = (
    "titel",
    "kurzbeschreibung",
    "zweck",
    "beschreibung",
    "zielgruppen",
    "abgrenzung",
    "pilotgebiet",
    "vorbehalt",
    "hauptaktivitaeten",
)


def je_fassung(dokumente):
    """Return for each document of a Steckbrief, oldest first, "", "aktuell" or "veraltet".

    The easy text fits the original it was released with. When the original changes and the easy
    text and the day of its last check do not, it is outdated until somebody changes one of them.
    """
    ergebnis, leicht, original = [], None, None
    for dokument in dokumente:
        if not dokument.wert("leichte_sprache"):
            leicht = None
            ergebnis.append("")
            continue
        jetzt_leicht = [dokument.wert(key) for key in LEICHT]
        jetzt_original = [dokument.wert(key) for key in ORIGINAL]
        if jetzt_leicht != leicht:
            leicht, original = jetzt_leicht, jetzt_original
        passt = jetzt_original == original
        ergebnis.append(LeichteSprache.AKTUELL if passt else LeichteSprache.VERALTET)
    return ergebnis
