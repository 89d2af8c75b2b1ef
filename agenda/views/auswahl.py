"""Good manners of the figures' pages towards what stands in an address."""

from urllib.parse import urlencode

from django.urls import reverse

from agenda.domain import stichtag
from agenda.filters import zitat


def lies_stichtag(roh):
    """Return (Stichtag, German sentence what is wrong or "", first day or None) of an address."""
    heute, erster = stichtag.heute(), stichtag.erster_tag()
    roh = roh.strip()
    if not roh:
        return heute, "", erster
    tag = stichtag.lesen(roh)
    if tag is None:
        return (
            heute,
            f"{zitat(roh)} ist kein Datum, das wir verstehen. Möglich ist zum Beispiel „{heute.tag:%d.%m.%Y}“. Sie sehen den Stand von heute.",
            erster,
        )
    if tag > heute.tag:
        return (
            heute,
            f"Der {deutsch(tag)} liegt in der Zukunft. Sie sehen den Stand von heute.",
            erster,
        )
    if erster is None or tag < erster:
        satz = f"Am {deutsch(tag)} war hier noch nichts veröffentlicht."
        if erster:
            satz += f" Der erste Tag, der sich zeigen lässt, ist der {deutsch(erster)}."
        return heute, f"{satz} Sie sehen den Stand von heute.", erster
    return (heute if tag == heute.tag else stichtag.am(tag)), "", erster


def deutsch(tag):
    """A date as people write it; strftime has no year before 1000 with four digits."""
    return f"{tag:%d.%m.}{tag.year:04d}"


def projektliste(**filter_):
    """Return the address of the list of projects with a filter; empty values are left out."""
    werte = {name: wert for name, wert in filter_.items() if wert}
    return reverse("projekt_list") + (f"?{urlencode(werte)}" if werte else "")
