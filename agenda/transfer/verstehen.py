"""From a raw cell to a typed value, as people write it: "rund 50.000 €", "Q3/2024", "ja".

Raises ValidationError that says in German what is allowed there.
"""

import math
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import models

from agenda.models.steckbrief import nummer_schluessel
from agenda.models.vages_datum import Genauigkeit, VagesDatum
from agenda.transfer.roh import Unlesbar, tausend
from agenda.transfer.zellen import MAX_ZEICHEN, lesbar
from kommunen.felder import euro_lesen
from kommunen.suche import falten

JA = {"ja", "j", "x", "wahr", "true", "yes", "y", "1", "✓", "✔"}
NEIN = {"nein", "n", "falsch", "false", "no", "0", "-", "–"}
_UNGEFAEHR = re.compile(
    r"^(rund|ca\.?|circa|etwa|ungefähr|ungefaehr|knapp|gut|über|ueber|mindestens|min\.?|mind\.?|höchstens|hoechstens|max\.?|maximal|bis zu|geschätzt|voraussichtlich|~)\s*",
    re.IGNORECASE,
)
_MAL = re.compile(
    r"\s*(mio\.?|millionen|million|mrd\.?|tsd\.?|tausend|t€|teuro?|teur)(?=\W|$)", re.IGNORECASE
)
_FAKTOR = {"mi": 1_000_000, "mr": 1_000_000_000, "ts": 1000, "ta": 1000, "t€": 1000, "te": 1000}
_MONATSTAG = re.compile(
    r"\d{1,2}\.? ?-?(jan|feb|mrz|mär|apr|mai|jun|jul|aug|sep|okt|oct|nov|dez|dec)[a-zä]*\.?( ?-?\d{2,4})?|"
    r"(jan|feb|mrz|mär|apr|mai|jun|jul|aug|sep|okt|oct|nov|dez|dec)[a-zä]*\.?[ -]?\d{1,4}",
    re.IGNORECASE,
)
NUMMER_BEISPIEL = "Eine Nummer sieht so aus: „12“, „4.10“ oder „M1“."


def text(spalte, roh):
    """Return the cell as plain text, judged by length, or None."""
    if isinstance(roh, Unlesbar):
        raise ValidationError(roh.meldung)
    if isinstance(roh, VagesDatum) and spalte.kind not in ("datum", "tag"):
        raise ValidationError(
            f"Excel hat hier aus dem Text ein Datum gemacht ({roh}). Bitte formatieren Sie die Zelle als Text und tragen Sie den Wert neu ein."
        )
    wert = _als_text(roh)
    if len(wert) > MAX_ZEICHEN:
        raise ValidationError(
            f"Der Text hat {tausend(len(wert))} Zeichen. In eine Zelle passen höchstens {tausend(MAX_ZEICHEN)}."
        )
    return wert or None


def _als_text(roh):
    if roh is None:
        return ""
    if isinstance(roh, bool):
        return "ja" if roh else "nein"
    if isinstance(roh, float):
        return f"{Decimal(repr(roh)).normalize():f}".replace(".", ",")
    return unicodedata.normalize("NFC", lesbar(str(roh)))


def nummer(spalte, roh):
    """Return a Nummer as text, or None. What Excel made a date or a decimal of is refused."""
    if isinstance(roh, VagesDatum):
        raise ValidationError(
            f"Excel hat aus der Nummer ein Datum gemacht ({roh}). Bitte formatieren Sie die Spalte als Text und tragen Sie die Nummer neu ein, zum Beispiel „4.10“."
        )
    if isinstance(roh, float):
        raise ValidationError(
            f"Excel hat aus der Nummer eine Zahl gemacht ({_als_text(roh)}); ob „4.1“ oder „4.10“ gemeint war, ist nicht mehr zu erkennen. Bitte formatieren Sie die Spalte als Text und tragen Sie die Nummer neu ein."
        )
    wert = text(spalte, roh)
    if wert and _MONATSTAG.fullmatch(wert):
        raise ValidationError(
            f"„{wert}“ sieht aus, als hätte Excel aus der Nummer ein Datum gemacht. Bitte formatieren Sie die Spalte als Text und tragen Sie die Nummer neu ein, zum Beispiel „4.10“."
        )
    return wert


def unsere_nummer(spalte, roh):
    """Return the natural key of one of our numbers, or None."""
    wert = nummer(spalte, roh)
    if wert is None:
        return None
    if not (schluessel := nummer_schluessel(wert)):
        raise ValidationError(f"„{wert[:40]}“ ist keine Nummer dieses Portals. {NUMMER_BEISPIEL}")
    return schluessel


def ja_nein(spalte, roh):
    wert = (text(spalte, roh) or "").lower()
    if not wert or wert in NEIN:
        return False
    if wert in JA:
        return True
    raise ValidationError(f"„{wert[:40]}“ ist nicht zu verstehen. Erlaubt sind „ja“ und „nein“.")


def datum(spalte, roh):
    vage = _vages_datum(spalte, roh)
    return vage and {"datum": vage.datum.isoformat(), "genauigkeit": str(vage.genauigkeit)}


def tag(spalte, roh):
    vage = _vages_datum(spalte, roh)
    if vage and vage.genauigkeit != Genauigkeit.TAG:
        raise ValidationError(f"„{vage}“ ist kein Tag. Erlaubt ist ein Tag wie „15.07.2024“.")
    return vage and vage.datum.isoformat()


def _vages_datum(spalte, roh):
    if isinstance(roh, VagesDatum):
        return roh.geprueft()
    wert = text(spalte, roh)
    return wert and VagesDatum.lesen(wert)


def ganzzahl(spalte, roh):
    zahl_ = _zahl(spalte, roh)
    if zahl_ is None:
        return None
    if zahl_ != zahl_.to_integral_value():
        raise ValidationError("Hier ist nur eine ganze Zahl erlaubt, zum Beispiel „3“.")
    return int(zahl_)


def zahl(spalte, roh):
    wert = _zahl(spalte, roh)
    if wert is None:
        return None
    stellen = spalte.feld.decimal_places
    if round(wert, stellen) != wert:
        raise ValidationError(f"Erlaubt sind höchstens {stellen} Stellen nach dem Komma.")
    return f"{wert.normalize():f}"


def _zahl(spalte, roh):
    """Return a Decimal of what stands there: 1200.5 (a number), "1.200,5", "74,4 %"."""
    if isinstance(roh, int | float) and not isinstance(roh, bool):
        return _endlich(roh)
    wert = text(spalte, roh)
    if wert is None:
        return None
    karg = re.sub(r"[\s%]", "", wert)
    if "," in karg or re.fullmatch(r"-?\d{1,3}(\.\d{3})+", karg):
        karg = karg.replace(".", "").replace(",", ".")
    try:
        return _endlich(karg)
    except (InvalidOperation, ValidationError):
        raise ValidationError(
            f"„{wert[:40]}“ ist keine Zahl. Erlaubt ist eine Zahl wie „3“ oder „1.200,5“."
        ) from None


def _endlich(wert):
    if isinstance(wert, float):
        if not math.isfinite(wert):
            raise ValidationError("Das ist keine Zahl.")
        wert = repr(round(wert, 10))  # what binary arithmetic adds after the tenth digit
    ergebnis = Decimal(wert)
    if not ergebnis.is_finite() or abs(ergebnis) >= Decimal(10) ** 14:
        raise ValidationError("Diese Zahl ist zu groß.")
    return ergebnis


def cent(spalte, roh):
    """Return (cents or None, note or ""): the note keeps the words around an amount."""
    if isinstance(roh, int | float) and not isinstance(roh, bool):
        cents = _endlich(roh) * 100
        if cents != cents.to_integral_value():
            raise ValidationError("Ein Betrag hat höchstens zwei Stellen nach dem Komma.")
        return int(cents), ""
    wert = text(spalte, roh)
    if wert is None:
        return None, ""
    rest = re.sub(r",\s*[-–—]+", "", _UNGEFAEHR.sub("", wert))  # "50.000,- €"
    faktor = 1
    if treffer := _MAL.search(rest):
        faktor = _FAKTOR[treffer[1][:2].lower()]
        rest = rest[: treffer.start()] + rest[treffer.end() :]
    cents = int(_kurz(rest) * faktor * 100) if faktor > 1 else euro_lesen(rest)
    return cents, wert if _UNGEFAEHR.match(wert) else ""


def _kurz(rest):
    """Return the Decimal before "Mio. €": "1,25" may have more than two digits."""
    karg = re.sub(r"(?i)€|euro?|\s", "", rest)
    if not re.fullmatch(r"\d{1,6}(,\d{1,6})?", karg):
        raise ValidationError("Bitte einen Betrag in Euro eingeben, zum Beispiel „1,5 Mio. €“.")
    return Decimal(karg.replace(",", "."))


def liste(spalte, roh):
    """Return the lines of a cell. A single line with semicolons is a list as well."""
    wert = text(spalte, roh)
    if wert is None:
        return []
    teile = wert.splitlines() if "\n" in wert else wert.split(";")
    return [teil.strip() for teil in teile if teil.strip()]


def code(spalte, roh):
    """Return {"code", "label"} by label or code in any spelling."""
    wert = text(spalte, roh)
    if wert is None:
        return None
    gesucht = falten(wert)
    for schluessel, label in spalte.feld.choices:
        if gesucht in (falten(str(label)), falten(str(schluessel))):
            return {"code": str(schluessel), "label": str(label)}
    erlaubt = ", ".join(f"„{label}“" for schluessel, label in spalte.feld.choices if schluessel)
    raise ValidationError(f"„{wert[:60]}“ gibt es hier nicht. Erlaubt sind {erlaubt}.")


def einfach(spalte, roh):
    """Return the typed value of every kind that needs no look into the database."""
    bauen = {
        "ja_nein": ja_nein,
        "datum": datum,
        "tag": tag,
        "ganzzahl": ganzzahl,
        "zahl": zahl,
        "liste": liste,
        "code": code,
    }.get(spalte.kind)
    wert = bauen(spalte, roh) if bauen else text(spalte, roh)
    pruefen(spalte, wert)
    return wert


def pruefen(spalte, wert):
    """Raise when the model field would refuse a value that has been understood."""
    feld = spalte.feld
    if wert is None or wert == [] or feld is None:
        if feld is not None and not feld.blank and not feld.null and spalte.kind != "ja_nein":
            raise ValidationError("Dieses Feld darf nicht leer sein.")
        return
    if isinstance(wert, str) and spalte.kind not in ("tag", "zahl"):
        if feld.max_length and len(wert) > feld.max_length:
            raise ValidationError(
                f"Der Text hat {tausend(len(wert))} Zeichen. Erlaubt sind höchstens {tausend(feld.max_length)}."
            )
        if "\x00" in wert:
            raise ValidationError(
                "Der Text enthält ein unsichtbares Zeichen (Null), das nicht erlaubt ist."
            )
        feld.run_validators(wert)
    elif spalte.kind in ("ganzzahl", "cent"):
        if wert < 0:
            raise ValidationError("Erlaubt ist nur eine Zahl ab 0.")
        feld.run_validators(wert)
    elif spalte.kind == "zahl" and isinstance(feld, models.DecimalField):
        feld.run_validators(Decimal(wert))
