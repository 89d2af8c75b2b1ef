"""A Sachstandsbericht arranged for its page: bars for the figures, what needs room and what a line."""

import dataclasses

from agenda.domain import mittel, zeichnung
from agenda.domain.berichtdokument import BETRAEGE, GESCHEHEN

# The fills of the portal's figures that say the same: a word stands beside each.
AMPEL = {"gruen": "erreicht", "gelb": "verschoben", "rot": "ueberfaellig", "": "unbekannt"}


def figuren(dokument):
    """Return the figures with what draws them: `balken` [(column, Balken)], or a Mittelbild `bild`."""
    return [
        {**figur, "bild": geldbild(figur)}
        if figur["key"] == "mittel"
        else {**figur, "balken": balken(figur)}
        for figur in dokument["figuren"]
    ]


def balken(figur):
    """Return one bar for each end of the period, all on one scale."""
    spalten = list(enumerate(figur["spalten"][1:], start=1))
    groesster = max((sum(zeile[nr] for zeile in figur["werte"]) for nr, _ in spalten), default=0)
    return [
        (
            spalte,
            zeichnung.balken(
                "",
                [
                    (AMPEL.get(code, code), worte[0], zahlen[nr - 1], "")
                    for (code, *zahlen), worte in zip(figur["werte"], figur["zeilen"], strict=True)
                ],
                groesster,
            ),
        )
        for nr, spalte in spalten
    ]


def geldbild(figur):
    jahre = [
        mittel.Jahr(
            jahr,
            {key: c for key, c in zip(BETRAEGE, betraege, strict=True) if c is not None},
        )
        for jahr, *betraege in figur["werte"]
    ]
    bild = mittel.zeichnen(jahre)
    if bild is None:
        return None
    # Whose word it is the table beside tells; here planned and used stand for all Steckbriefe.
    return dataclasses.replace(
        bild, balken=[dataclasses.replace(b, wort=b.key) for b in bild.balken]
    )


def handlungsfelder(dokument):
    """Return the Handlungsfelder, their entries by how much there is to tell of them.

    `ausfuehrlich` [entry], then in one line each `listen` [(heading, [entry])].
    """
    return [
        {
            **feld,
            "ausfuehrlich": [z for z in feld["steckbriefe"] if _geschehen(z)],
            "listen": [
                (titel, zeilen)
                for titel, meldungen in (
                    ("Unverändert bestätigt", ("unveraendert",)),
                    ("Keine Rückmeldung", ("keine",)),
                    ("Nicht abgefragt, ohne Veränderung", ("bericht", "nicht_gefragt")),
                )
                if (
                    zeilen := [
                        z
                        for z in feld["steckbriefe"]
                        if not _geschehen(z) and z["meldung"] in meldungen
                    ]
                )
            ],
        }
        for feld in dokument["handlungsfelder"]
    ]


def _geschehen(zeile):
    return bool(
        GESCHEHEN & set(zeile["gruppen"])
        or zeile["meilensteine"]
        or zeile["bemerkung"]
        or zeile["entscheidungsbedarf"]
    )
