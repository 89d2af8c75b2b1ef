"""The kinds of typed values in a document: from a model, back into it, and as German text.

kind       value in JSON                             example
text, markdown, url, email, telefon   string or null
liste      list of strings                           ["Schulen", "Vereine"]
code       {"code", "label"} or null                 {"code": "umfeld", "label": "Umfeld"}
verweis    {"code": slug, "label": name} or null
datum      {"datum": ISO date, "genauigkeit"} or null
tag        ISO date or null
cent       whole cents or null
zahl       decimal as string or null                 "74.4"
ganzzahl   integer or null
ja_nein    true or false
"""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError

from agenda.models.vages_datum import Genauigkeit, VagesDatum
from kommunen.felder import euro_schreiben

_DEUTSCH = str.maketrans(",.", ".,")


def lesen(kind, objekt, key):
    """Return the typed JSON value of a model's field."""
    wert = getattr(objekt, key)
    if kind == "ja_nein":
        return bool(wert)
    if kind == "liste":
        return [zeile.strip() for zeile in wert.splitlines() if zeile.strip()]
    if wert is None or wert == "":
        return None
    match kind:
        case "url" if not str(wert).startswith(("https://", "http://")):
            return None  # no form lets it in; what is frozen must not carry javascript: for ever
        case "code":
            return {"code": str(wert), "label": str(getattr(objekt, f"get_{key}_display")())}
        case "verweis":
            return {"code": wert.slug, "label": str(wert)}
        case "datum":
            return {"datum": wert.datum.isoformat(), "genauigkeit": str(wert.genauigkeit)}
        case "tag":
            return wert.isoformat()
        case "zahl":
            return f"{Decimal(wert).normalize():f}"
        case "cent" | "ganzzahl":
            return int(wert)
    return str(wert).replace("\r\n", "\n").replace("\r", "\n").strip() or None


def schreiben(kind, wert, feld):
    """Return what a model field takes for a typed JSON value; the inverse of lesen().

    Raises ValidationError when a reference leads nowhere.
    """
    if kind == "liste":
        return "\n".join(wert or [])
    if kind == "ja_nein":
        return bool(wert)
    if wert is None:
        return None if feld.null else ""
    match kind:
        case "code":
            return wert["code"]
        case "verweis":
            ziel = feld.related_model._default_manager.filter(slug=wert["code"]).first()
            if ziel is None:
                raise ValidationError(
                    f"{feld.verbose_name}: „{wert['label']}“ gibt es nicht mehr.",
                    code="verweis_fehlt",
                )
            return ziel
        case "datum":
            return vages_datum(wert)
        case "tag":
            return datetime.date.fromisoformat(wert)
        case "zahl":
            return Decimal(wert)
    return wert


def vages_datum(wert):
    """Return the VagesDatum of a typed `datum` value."""
    return VagesDatum(datetime.date.fromisoformat(wert["datum"]), Genauigkeit(wert["genauigkeit"]))


def text(kind, wert):
    """Return a typed value as plain German text; "" for an empty one."""
    if wert is None or wert == "" or wert == []:
        return ""
    match kind:
        case "ja_nein":
            return "ja" if wert else "nein"
        case "liste":
            return "; ".join(wert)
        case "code" | "verweis":
            return wert["label"]
        case "datum":
            return str(vages_datum(wert))
        case "tag":
            return str(VagesDatum(datetime.date.fromisoformat(wert)))
        case "cent":
            return f"{euro_schreiben(wert)}\u00a0€"
        case "zahl":
            return f"{Decimal(wert):,f}".translate(_DEUTSCH)
    return str(wert)
