"""How many arbitrary papers the portal makes in an hour, for everybody together.

Only what really must be made is counted, and the same paper once. Nothing about who asks is kept.
The cache counts: where each process has its own (CACHE_URL=locmem://), each has a limit of its own.
"""

import time

from django.conf import settings
from django.core.cache import cache

STUNDE = 3600
# The settings that say how many an hour; whoever limits a new kind names its setting here.
ARTEN = {
    "auswahl": "PAPERS_SELECTIONS_PER_HOUR",
    "vergleich": "PAPERS_SELECTIONS_PER_HOUR",
}


class ZuViele(Exception):
    """As many were made within the hour as the portal makes; `sekunden` says how long to wait."""

    def __init__(self, sekunden):
        super().__init__(sekunden)
        self.sekunden = sekunden


def anmelden(art, key=""):
    """Count a paper that is about to be made. Raises ZuViele when the hour is used up.

    art: one of ARTEN; kinds with the same setting share its number. key: what names the paper, so
    that asking again for one half made counts no second time.
    """
    einstellung = ARTEN[art]
    jetzt = time.time()
    stunde = int(jetzt // STUNDE)
    rest = STUNDE - int(jetzt % STUNDE)
    if key and cache.get(_gezaehlt(stunde, key)):
        return
    zaehler = f"papiere:grenze:{einstellung}:{stunde}"
    # add() lets one of many processes begin the hour, incr() counts without losing any.
    cache.add(zaehler, 0, STUNDE)
    try:
        anzahl = cache.incr(zaehler)
    except ValueError:
        # A full cache has thrown the number away in this very moment.
        cache.set(zaehler, 1, STUNDE)
        anzahl = 1
    if anzahl > getattr(settings, einstellung):
        raise ZuViele(rest)
    if key:
        cache.set(_gezaehlt(stunde, key), True, rest)


def _gezaehlt(stunde, key):
    return f"papiere:gezaehlt:{stunde}:{key}"
