"""Flagships to imitate: what it is, what it costs, what was learned, whom to ask."""

from dataclasses import dataclass

from agenda.domain.dokument import Dokument
from agenda.models import Eintrag
from agenda.models.teile import BILDER, Rolle

BETRAEGE = ("geplant", "bewilligt", "verausgabt")


@dataclass(frozen=True)
class Bild:
    """The first picture of a Fassung, with its words and its credit."""

    uuid: str
    dateiname: str
    alt: str
    nachweis: str


@dataclass(frozen=True)
class Leuchtturm:
    """A flagship: its Eintrag and what its document says. `felder` is the Dokument itself."""

    eintrag: Eintrag
    felder: Dokument
    bild: Bild | None
    # [(label, cents)]: sums over all years and sources, only what was entered
    kosten: list
    # [(slug or "", name)] of who is responsible
    traeger: list


def leuchttuerme(eintraege):
    """Return the Leuchttürme among some Einträge, in the intended order. One query."""
    zeilen = (
        eintraege.filter(leuchtturm=True)
        .in_reihenfolge()
        .select_related("handlungsfeld", "fassung")
    )
    return [_leuchtturm(eintrag) for eintrag in zeilen.schmal()]


def _leuchtturm(eintrag):
    dokument = Dokument.lesen(eintrag.fassung.dokument)
    return Leuchtturm(
        eintrag=eintrag,
        felder=dokument,
        bild=_bild(dokument["anlagen"]),
        kosten=_kosten(dokument["finanzierungen"]),
        traeger=_traeger(dokument["mitwirkungen"]),
    )


def _bild(anlagen):
    """Return the first picture that is still there: a redacted file has no checksum any more."""
    for zeile in anlagen.zeilen:
        if not zeile["sha256"].leer and zeile["medientyp"].wert["code"] in BILDER:
            return Bild(
                uuid=zeile.uuid,
                dateiname=zeile["dateiname"].text,
                alt=zeile["alternativtext"].text,
                nachweis=zeile["nachweis"].text,
            )
    return None


def _kosten(finanzierungen):
    summen = []
    for key in BETRAEGE:
        betraege = [zeile[key] for zeile in finanzierungen.zeilen if zeile[key].wert is not None]
        if betraege:
            summen.append((betraege[0].label, sum(betrag.wert for betrag in betraege)))
    return [(label.removesuffix(" (€)"), cents) for label, cents in summen]


def _traeger(mitwirkungen):
    return [
        (zeile["kommune"].wert["code"] if not zeile["kommune"].leer else "", name)
        for zeile in mitwirkungen.zeilen
        if zeile["rolle"].wert["code"] == Rolle.VERANTWORTLICH
        and (name := zeile["kommune"].text or zeile["akteur"].text)
    ]
