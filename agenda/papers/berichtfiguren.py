"""The figures of a Sachstandsbericht: numbers as bars, without words, as the table tells them.

Fills are those of the portal's figures (agenda.templatetags.figures), named here by their art.
"""

BREITE, HOCH = 1400, 54  # tenths of a millimetre
# art → fill; those of the Umsetzungsstand the template knows.
AMPEL = {"gruen": "#00674f", "gelb": "#f0b400", "rot": "#b3131d", "ohne_ampel": "#ffffff"}
# art → (colour, dashes) of the stripes upon it: in black and white each still looks its own.
STREIFEN = {"gelb": ("#1b2a52", "6 20"), "rot": ("#ffffff", "10 10")}
# How wide a digit is, and what a number needs beside it.
ZIFFER, RAND = 20, 16
GELD = ("#b5c6f0", "#4a6bc8", "#0c1d52")


def figur(daten):
    """Return a figure of the document as its template wants it.

    {titel, bezug, spalten, zeilen [{art, kopf, zellen}], balken [{wort, satz, flaechen}]}: one bar
    for each column of numbers, all on one scale; none where all numbers are 0.
    """
    zeilen = [
        {"art": code or "ohne_ampel", "kopf": kopf, "zellen": zellen, "zahlen": zahlen}
        for (code, *zahlen), (kopf, *zellen) in zip(daten["werte"], daten["zeilen"], strict=True)
    ]
    spalten = daten["spalten"][1:]
    summen = [sum(zeile["zahlen"][n] for zeile in zeilen) for n in range(len(spalten))]
    return {
        "titel": daten["titel"],
        "bezug": daten["bezug"],
        "spalten": daten["spalten"],
        "zeilen": zeilen,
        "balken": [_balken(spalte, n, zeilen, max(summen)) for n, spalte in enumerate(spalten)]
        if any(summen)
        else [],
    }


def _balken(spalte, n, zeilen, groesste):
    flaechen, worte, x = [], [], 2
    for zeile in zeilen:
        if anzahl := zeile["zahlen"][n]:
            lang = (BREITE - 4) * anzahl / groesste
            art = zeile["art"]
            flaeche = _flaeche(x, 2, lang, HOCH - 4, art, AMPEL.get(art, ""))
            flaechen.append(flaeche | _aufschrift(anzahl, x, lang))
            worte.append(f"{anzahl} {zeile['kopf']}")
            x += lang
    return {
        "wort": spalte,
        "satz": f"{spalte}: {'; '.join(worte) or 'nichts'}",
        "flaechen": flaechen,
    }


def _aufschrift(anzahl, x, lang):
    """Return the number in the middle of an area, on a plate of its own; "" where it is too narrow."""
    breite = ZIFFER * len(str(anzahl)) + RAND
    return {
        "zahl": anzahl if breite + RAND <= lang else "",
        "schild_x": round(x + (lang - breite) / 2, 1),
        "schild_breite": breite,
        "zahl_x": round(x + lang / 2, 1),
    }


def geldbalken(betraege, groesster):
    """Return the bars of one year's money [cents or None]: on one scale, one below the other."""
    return [
        _flaeche(1, 2 + n * 15, 498 * cents / groesster, 12, "", GELD[n])
        for n, cents in enumerate(betraege)
        if cents and cents > 0
    ]


def _flaeche(x, y, breite, hoehe, art, farbe):
    return {
        "x": round(x, 1),
        "y": y,
        "breite": round(breite, 1),
        "ende": round(x + breite, 1),
        "mitte": y + hoehe / 2,
        "hoehe": hoehe,
        "art": art,
        "farbe": farbe,
        "streifen": STREIFEN.get(art),
    }
