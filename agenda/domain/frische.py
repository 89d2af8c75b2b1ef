"""When did what the public sees change last? One query tells it for every page."""

import hashlib
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Exists, Subquery
from django.utils import timezone

from agenda.models import Eintrag
from agenda.models.steckbrief import Bezug
from kommunen.models import Portal


@dataclass(frozen=True)
class Frische:
    """The version stamp, the last moment a Fassung began or ended, and today's date in Berlin.

    Two pages with equal Frische and address are equal. The moment makes a planned Fassung appear
    on time, for which nothing raises the stamp; the date moves "today" on roadmaps and lists.
    """

    stand: int
    wechsel: str
    tag: str
    # Came with the same query; not part of what makes two pages equal.
    portal: Portal = field(compare=False, repr=False)

    def etag(self, adresse):
        """Return the ETag of what this release of the software answers to an absolute address."""
        teile = (settings.RELEASE, self.stand, self.wechsel, self.tag, adresse)
        return f'"{hashlib.sha256(repr(teile).encode()).hexdigest()[:32]}"'


def jetzt():
    """Return the Frische of this moment."""
    moment = timezone.now()

    def letzter(spalte):
        gewesen = Eintrag.objects.filter(**{f"{spalte}__lte": moment}).order_by(f"-{spalte}")
        return Subquery(gewesen.values(spalte)[:1])

    # Beside the moments: whether there is an agenda at all, which every page's footer offers as PDF.
    agenda = Eintrag.objects.gueltig(moment).laufend(moment).filter(bezug=Bezug.AGENDA)
    return von(
        Portal.objects.annotate(
            ab=letzter("gilt_ab"), bis=letzter("gilt_bis"), hat_agenda=Exists(agenda)
        ).aktuell()
    )


def von(portal):
    """Return the Frische that jetzt() has read along with a Portal; costs no query."""
    wechsel = max(filter(None, (vars(portal).get(name) for name in ("ab", "bis"))), default=None)
    return Frische(
        portal.stand,
        wechsel.isoformat() if wechsel else "",
        timezone.localdate().isoformat(),
        portal,
    )
