"""Places and postal codes in a query: they lead to the Kommune in charge."""

import re
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q

from agenda.domain.grundwoerter import STOPPWOERTER
from kommunen.models import Kommune
from kommunen.suche import falten

_WORT = re.compile(r"[^\W_]+")
_KLAMMER = re.compile(r"\(.*?\)")
_VORSILBEN = {"sankt": "st", "st": "st"}
MAX_WOERTER = 6


@dataclass(frozen=True)
class Ort:
    """Some places of one Kommune that a query names; `woerter` are the folded words that do."""

    kommune: object
    gemeinden: tuple
    woerter: frozenset


def laden(anfrage):
    """Return (all Kommunen, the Gemeinden that a query may name) as one query.

    The Gemeinden bring no more than `ort_name` and `ort_plz`, on objects of their Kommune.
    """
    rows = Kommune.objects.only("slug", "name", "kurzname")
    woerter = _gesuchte(anfrage)
    if woerter:
        auch = Q()
        for wort in woerter:
            auch |= Q(gemeinden__suchtext__contains=wort)
        rows = rows.annotate(ort=FilteredRelation("gemeinden", condition=auch)).annotate(
            ort_name=F("ort__name"), ort_plz=F("ort__plz")
        )
    zeilen = list(rows)
    kommunen = list({kommune.pk: kommune for kommune in zeilen}.values())
    return kommunen, [zeile for zeile in zeilen if woerter and zeile.ort_name]


def finden(anfrage, kommunen, gemeinden):
    """Return the Orte that a query names by name or postal code, in the order of the Kommunen.

    kommunen, gemeinden: from laden(). A postal code may belong to several Kommunen, and so may a
    name.
    """
    woerter = _gesuchte(anfrage)
    orte = []
    for kommune in kommunen:
        genannt = {
            name
            for bezeichnung in (kommune.name, kommune.kurzname)
            for name in _genannt(bezeichnung, "", woerter)
        }
        namen = []
        for gemeinde in gemeinden:
            if gemeinde.pk == kommune.pk:
                hier = _genannt(gemeinde.ort_name, gemeinde.ort_plz, woerter)
                genannt |= hier
                namen += [gemeinde.ort_name] if hier else []
        if genannt:
            orte.append(Ort(kommune, tuple(sorted(namen, key=falten)), frozenset(genannt)))
    return orte


def _gesuchte(anfrage):
    return [wort for wort in worte(anfrage) if wort not in STOPPWOERTER][:MAX_WOERTER]


def worte(text):
    """Return the folded words of a text; what stands in brackets only tells places apart."""
    return [_VORSILBEN.get(wort, wort) for wort in _WORT.findall(falten(_KLAMMER.sub(" ", text)))]


def _genannt(name, plz, woerter):
    """Return the words of a query that name a place: all of its name in a row, or a postal code."""
    codes = set(plz.split()).intersection(woerter)
    if codes:
        return codes
    teile = worte(name)
    for kern in (teile, teile[1:] if teile[:1] == ["st"] else []):
        if kern and any(
            woerter[i : i + len(kern)] == kern for i in range(len(woerter) - len(kern) + 1)
        ):
            return set(kern)
    return set()
