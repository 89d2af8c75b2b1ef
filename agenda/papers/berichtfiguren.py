"""The figures of a Sachstandsbericht: numbers as bars, without words, as the table tells them.

Fills are those of the portal's figures (agenda.templatetags.figures), named here by their art.
"""

BREITE, HOCH = 1400, 54  # tenths of a millimetre
# art → fill; those of the Umsetzungsstand the template knows.
AMPEL = {"gruen": "#00674f", "gelb": "#f0b400", "rot": "#b3131d", "ohne_ampel": "#ffffff"}
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
            flaechen.append(
                _flaeche(x, 2, lang, HOCH - 4, zeile["art"], AMPEL.get(zeile["art"], ""))
            )
            worte.append(f"{anzahl} {zeile['kopf']}")
            x += lang
    return {
        "wort": spalte,
        "satz": f"{spalte}: {'; '.join(worte) or 'nichts'}",
        "flaechen": flaechen,
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
    }
