"""Places and postal codes in a query: they lead to the Kommune in charge."""

import re
from dataclasses import dataclass

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from agenda.domain import katalog
from agenda.domain.grundwoerter import STOPPWOERTER
from kommunen.models import Gemeinde, Kommune
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


@dataclass(frozen=True)
class Weg:
    """How many projects the Kommune of an Ort has, and the Kommune above it (or None) with its own.

    Nobody has to read an empty list to learn that the whole county's projects hold there too.
    """

    ort: Ort
    anzahl: int
    oben: object = None
    anzahl_oben: int = 0


def laden(anfrage):
    """Return (all Kommunen, the Gemeinden that a query may name) as one query.

    The Gemeinden bring no more than `ort_name` and `ort_plz`, on objects of their Kommune. Each
    Kommune tells `hat_gemeinden`, for uebergeordnet().
    """
    rows = Kommune.objects.only("slug", "name", "kurzname", "telefon").annotate(
        hat_gemeinden=_hat_gemeinden()
    )
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


def _hat_gemeinden():
    return Exists(Gemeinde.objects.filter(kommune=OuterRef("pk")))


def uebergeordnet(kommunen, portal):
    """Return the Kommune whose projects hold in all the others, or None where there is none.

    It bears the name of the operator's Kreis, or is the only one without places of its own.
    kommunen: each with `hat_gemeinden`, from laden().
    """
    namens = [kommune for kommune in kommunen if portal.kreis in (kommune.name, kommune.kurzname)]
    ohne = [kommune for kommune in kommunen if not kommune.hat_gemeinden]
    gefunden = namens if portal.kreis and namens else ohne
    return gefunden[0] if len(gefunden) == 1 < len(kommunen) else None


def gilt_auch(kommune, portal):
    """Return the other Kommune whose projects hold in this one, or None. One query.

    It tells `agenda` and `umfeld`, of which one is more than zero.
    """
    alle = list(katalog.kommunen_mit_zahlen().annotate(hat_gemeinden=_hat_gemeinden()))
    oben = uebergeordnet(alle, portal)
    return oben if oben and oben != kommune and oben.agenda + oben.umfeld else None


def wege(orte, zahlen, oben):
    """Return a Weg for each Ort. zahlen: {slug: projects}; oben: from uebergeordnet()."""
    return [
        Weg(ort, zahlen[ort.kommune.slug])
        if oben is None or oben == ort.kommune
        else Weg(ort, zahlen[ort.kommune.slug], oben, zahlen[oben.slug])
        for ort in orte
    ]


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
