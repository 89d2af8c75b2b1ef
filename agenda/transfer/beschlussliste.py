"""The Beschlusskontrolle as a table: one row per Beschlusspunkt, in exact wording."""

from agenda.domain import beschlusskontrolle
from agenda.domain.beschlusskontrolle import FAELLIG
from agenda.transfer import tabelle
from agenda.transfer.export import MEDIENTYP as MEDIENTYP

FORMATE = {"csv": "CSV", "xlsx": "Excel (XLSX)"}
SPALTEN = {
    "Drucksache": ("drucksache", 14),
    "Betreff": ("betreff", 45),
    "Art": ("art", 20),
    "Beratungsfolge": ("beratungsfolge", 60),
    "Beschlusspunkt": ("nummer", 14),
    "Wortlaut": ("wortlaut", 80),
    "Wortlaut geprüft": ("belegt", 12),
    "Betrifft": ("betrifft", 28),
    "Ausführung": ("ausfuehrung", 26),
    "Stand vom": ("stand_vom", 14),
    "Erläuterung": ("erlaeuterung", 60),
    "Nächster Bericht": ("bericht_am", 16),
    "Fälligkeit": ("faellig", 30),
    "Adresse": ("adresse", 50),
}


def schreiben(form, pks, *, absolut, punkte=None):
    """Return the bytes of a file of the public Drucksachen with these keys, in their order.

    punkte: the keys of the Beschlusspunkte to tell of; None means all, and then a Drucksache
    without any has a row as well. absolut: makes a full address of a path.
    """
    saetze = []
    for drucksache in beschlusskontrolle.laden(pks):
        gemeint = [p for p in drucksache.punkte if punkte is None or p.punkt.pk in punkte]
        if not gemeint and punkte is None:
            gemeint = [None]
        saetze += [_satz(drucksache, punkt, absolut) for punkt in gemeint]
    return tabelle.schreiben(form, "Beschlusspunkte", SPALTEN, saetze)


def _satz(drucksache, punkt, absolut):
    stand = punkt and punkt.stand
    return {
        "drucksache": drucksache.nummer,
        "betreff": drucksache.betreff,
        "art": drucksache.art,
        "beratungsfolge": [_station(b) for b in drucksache.oeffentliche_beratungen],
        "nummer": punkt and punkt.punkt.nummer,
        "wortlaut": punkt and punkt.punkt.wortlaut,
        "belegt": punkt and punkt.punkt.wortlaut_belegt,
        "betrifft": punkt and punkt.punkt.betrifft,
        "ausfuehrung": punkt and punkt.wort,
        "stand_vom": stand and stand.datum,
        "erlaeuterung": stand and stand.text,
        "bericht_am": punkt and punkt.bericht_am,
        "faellig": punkt and FAELLIG.get(punkt.faellig),
        "adresse": absolut(drucksache.get_absolute_url()),
    }


def _station(beratung):
    """Return one Beratung in words: "Kreistag, 22.09.2022: ungeändert beschlossen"."""
    teile = (beratung.ergebnis, beratung.ergebnis_text)
    ergebnis = beratung.trenner.join(str(teil) for teil in teile if teil)
    return f"{beratung}: {ergebnis or 'noch ohne Ergebnis'}"
