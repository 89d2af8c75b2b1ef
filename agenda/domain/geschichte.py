"""The public history of a project: its Fassungen, and what each one changed."""

from dataclasses import dataclass
from functools import cached_property

from agenda.domain.dokument import Dokument
from agenda.domain.vergleich import aenderungen
from agenda.models import Fassung

GEZEIGT = 5


@dataclass(frozen=True)
class Station:
    """A Fassung beside the public one before it (None: it is the first)."""

    fassung: Fassung
    vorige: Fassung | None

    @cached_property
    def saetze(self):
        """What is different from the one before, in words."""
        if self.vorige is None:
            return []
        alt, neu = (Dokument.lesen(fassung.dokument) for fassung in (self.vorige, self.fassung))
        return [aenderung.satz for aenderung in aenderungen(alt, neu)]

    @property
    def gezeigt(self):
        return self.saetze[:GEZEIGT]

    @property
    def weitere(self):
        return len(self.saetze) - len(self.gezeigt)


def stationen(fassungen):
    """Return a Station for each of a project's Fassungen, given with the newest first."""
    return [
        Station(fassung, vorige)
        for fassung, vorige in zip(fassungen, [*fassungen[1:], None], strict=True)
    ]
