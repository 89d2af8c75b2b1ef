"""One public request at a time sets Steckbriefe; more would occupy all threads."""

from contextlib import contextmanager

from django.conf import settings
from django.core.cache import cache

from agenda.views.papierantwort import EINZELN, KeinPapier

SPERRE = "papiere:wird-gesetzt"


@contextmanager
def setzzeit():
    """Yield how many seconds this request may set Steckbriefe: 0 while another one does."""
    sekunden = settings.PAPERS_REQUEST_SECONDS
    # It ends by itself where a process was killed meanwhile.
    if not cache.add(SPERRE, True, sekunden + settings.PAPERS_SECONDS_SMALL):
        yield 0
        return
    try:
        yield sekunden
    finally:
        cache.delete(SPERRE)


def noch_nicht(fortschritt):
    """Return the KeinPapier that says how far it is and when to ask again."""
    return KeinPapier(
        "Das Papier wird gerade zusammengestellt",
        "Es ist noch nicht fertig. Bitte fragen Sie in einer Minute noch einmal; was gesetzt ist, bleibt gesetzt.",
        EINZELN,
        status=503,
        sekunden=60,
        fortschritt=(fortschritt.fertig, fortschritt.gesamt),
    )
