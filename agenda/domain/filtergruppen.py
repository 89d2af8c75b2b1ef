"""What the filter of the list offers: groups of choices with their counts, and wider searches."""

from dataclasses import dataclass

# More choices of a group than this are folded away.
SICHTBAR = 10
# A group as short as this is shown whole, with or without hits.
KURZ = 3


@dataclass(frozen=True)
class Wahl:
    """One choice of a group; `anzahl` is how many hits it would give beside the other groups."""

    wert: str
    text: str
    gewaehlt: bool
    anzahl: int


@dataclass(frozen=True)
class Gruppe:
    name: str
    label: str
    wahl: list

    @property
    def offen(self):
        """Whether it stands open at first: what most people filter by."""
        return self.name in ("handlungsfeld", "stand")

    @property
    def gewaehlt(self):
        return sum(wahl.gewaehlt for wahl in self.wahl)

    @property
    def vorn(self):
        """The choices worth showing at once: chosen ones and the first with hits."""
        if len(self.wahl) <= KURZ:
            return self.wahl
        mit_treffern = [wahl for wahl in self.wahl if wahl.anzahl][:SICHTBAR]
        return [wahl for wahl in self.wahl if wahl.gewaehlt or wahl in mit_treffern]

    @property
    def weitere(self):
        return [wahl for wahl in self.wahl if wahl not in self.vorn]


@dataclass(frozen=True)
class Weiter:
    """A wider search, offered when nothing was found."""

    text: str
    anzahl: int
    adresse: str
