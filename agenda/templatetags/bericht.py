"""Words for the codes of a Sachstandsbericht's document."""

import datetime

from django import template

from agenda.domain.berichtdokument import GRUPPEN, LAGEN, MELDUNGEN
from agenda.models.sachstand import Ampel, OertlicherStand, Umsetzungsstand

register = template.Library()

WOERTER = {
    "gruppe": GRUPPEN,
    "lage": LAGEN,
    "meldung": MELDUNGEN,
    "ampel": dict(Ampel.choices),
    "stand": dict(Umsetzungsstand.choices),
    "ort": dict(OertlicherStand.choices),
}


@register.filter
def wort(code, art):
    """The German word of a code; art is a key of WOERTER. Without a code "unbekannt"."""
    return WOERTER[art].get(code or "", "unbekannt")


@register.filter
def rueckmeldesatz(zahlen):
    """The numbers of a report as two sentences; what there is none of is left out."""
    n = zahlen["unveraendert"]
    teile = [
        zahlen["gemeldet"] and f"zu {zahlen['gemeldet']} liegt ein Bericht vor",
        n and f"{n} {'wurde' if n == 1 else 'wurden'} unverändert bestätigt",
        zahlen["ohne_antwort"] and f"zu {zahlen['ohne_antwort']} kam auf Anfrage keine Rückmeldung",
    ]
    lichter = {"rot": "rot", "gelb": "gelb", "gruen": "grün", "ohne_ampel": "ohne Angabe"}
    ampel = [f"{zahlen[key]} {wort}" for key, wort in lichter.items() if zahlen[key]]
    satz = f"{', '.join(filter(None, teile)) or 'keine Rückmeldung'}."
    return f"{satz} Ampel: {', '.join(ampel)}." if ampel else satz


@register.filter
def tag(iso):
    """ "2026-12-31" as a date, for the filter `date`; None stays None."""
    return datetime.date.fromisoformat(iso) if iso else None


@register.filter
def moment(iso):
    """ "2027-01-28T11:00:00Z" as an aware datetime, for the filter `date`."""
    return datetime.datetime.fromisoformat(iso) if iso else None


@register.filter
def namen(slug, kommunen):
    """The name of a Kommune by its slug, out of the document's [{slug, name}]."""
    return next((k["name"] for k in kommunen if k["slug"] == slug), slug)
