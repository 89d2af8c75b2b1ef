"""A year of reporting, day by day: what is released, reported and drawn."""

from agenda.domain import berichte, workflow
from agenda.models import Steckbrief
from tests.agenda.domain.test_figures import am
from tests.factories import make_bericht, make_fassung, make_sachstand, make_steckbrief


def released(titel, *tag, kommune=None, meilensteine=(), **felder):
    """A Steckbrief of the agenda, released on a day."""
    with am(*(tag or (2025, 11, 1))):
        steckbrief = make_steckbrief(titel, **{"bezug": "agenda", **felder})
        if kommune:
            steckbrief.mitwirkungen.create(kommune=kommune, rolle="verantwortlich")
        for nr, (name, termin) in enumerate(meilensteine):
            steckbrief.meilensteine.create(position=nr, titel=name, termin=termin)
        workflow.record(steckbrief, user=None)
        return make_fassung(Steckbrief.objects.get(pk=steckbrief.pk)).steckbrief


def reported(steckbrief, *tag, **felder):
    """A report accepted on a day."""
    zeilen = felder.pop("zeilen", {})
    with am(*tag):
        sachstand = make_sachstand(steckbrief, accepted=False, **felder)
        for titel, werte in zeilen.items():
            uuid = steckbrief.meilensteine.get(titel=titel).uuid
            sachstand.meilensteine.create(meilenstein_uuid=uuid, titel=titel, **werte)
        return workflow.accept(sachstand, user=None)


def drawn(*tag, **felder):
    with am(*(tag or (2026, 7, 20))):
        return berichte.bauen(make_bericht(**felder))


def entry(dokument, titel):
    return next(zeile for zeile in dokument.steckbriefe if zeile["titel"] == titel)


def first_half(steckbrief, *, tag=(2026, 7, 10), **felder):
    return reported(steckbrief, *tag, **{"stichtag": "2026-06-30", **felder})
