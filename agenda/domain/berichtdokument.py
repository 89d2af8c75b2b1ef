"""The canonical document of a Sachstandsbericht: what page, PDF, Word file and archive are made from.

Equal reports have equal bytes. What can be told from the entries alone (numbers, figures, the
Auszug of one Kommune) is made here, by pure functions; domain.berichtbau draws the rest from history.
"""

import datetime

from agenda.domain.kanonisch import Kanonisch
from agenda.models.sachstand import Ampel, Umsetzungsstand
from kommunen.felder import euro_schreiben

SCHEMA = 1
ART = "sachstandsbericht"
# Which of these apply to a Steckbrief, in the order in which they are told.
GRUPPEN = {
    "geaendert": "Stand oder Ampel geändert",
    "neu": "neu in der Agenda",
    "beendet": "beendet",
    "zusammengefuehrt": "in einem anderen Steckbrief aufgegangen",
    "berichtet": "Bericht liegt vor",
    "unveraendert": "unverändert bestätigt",
    "ohne_antwort": "keine Rückmeldung",
}
MELDUNGEN = {
    "bericht": "Bericht liegt vor",
    "unveraendert": "unverändert bestätigt",
    "keine": "keine Rückmeldung",
    "nicht_gefragt": "nicht abgefragt",
}
LAGEN = {
    "erreicht": "erreicht",
    "verfehlt": "verfehlt",
    "verschoben": "verschoben",
    "ueberfaellig": "weiter überfällig",
}
ABSCHNITTE = {
    "vorwort": "Vorwort",
    "vortrag": "Wer vorträgt",
    "personal": "Personal",
    "veranstaltungen": "Veranstaltungen",
    "ausblick": "Ausblick",
}
BETRAEGE = ("geplant", "bewilligt", "verausgabt")
OHNE_AMPEL = "ohne Angabe"
# What says that something happened; a bare "nobody answered" does not.
GESCHEHEN = {"geaendert", "neu", "beendet", "zusammengefuehrt", "berichtet"}


class Berichtdokument(Kanonisch):
    """A Sachstandsbericht, as data of this shape (texts are Markdown):

    schema, art, nummer, berichtigung (0: the first), berichtigung_grund, titel, von and bis (ISO
    days), redaktionsschluss (ISO time in UTC; null: a draft that takes in what comes), adresse,
    aktenzeichen, kopf {drucksache, gremium, sitzung (ISO day), oeffentlich}, identitaet {field of
    the Portal: text} and its hinweis, rechtsgrundlagen [{thema, fundstelle}],
    vorige {nummer, berichtigung, bis} or null, kommunen [{slug, name}],
    abschnitte [{key (of ABSCHNITTE), titel, text}] that are filled,
    entscheidungen [{nummer, titel, text, ampel, stichtag, kommunen [slug]}],
    aenderungen [{datum, nummer, titel, text, drucksache or null, kommunen}],
    auffaellig [{nummer, titel, ampel, grund, stichtag, kommunen}], red before yellow,
    zahlen {steckbriefe, gemeldet, unveraendert, ohne_antwort, rot, gelb, gruen, ohne_ampel},
    figuren [{key, titel, bezug, spalten, zeilen (as printed), werte (the same rows raw)}],
    handlungsfelder [{slug, nummer, name, farbe, symbol, steckbriefe [entry]}],
    mittel [{jahr or null, geplant, bewilligt, verausgabt (cents or null)}];
    in an Auszug also auszug {slug, name}, after a redaction geschwaerzt (ISO day).

    An entry: nummer, titel, kommunen, fassung (nr), sha256 (of that Fassung), gruppen (of
    GRUPPEN), laeuft and laeuft_vorher (at both ends of the period), stand, stand_vorher, ampel,
    ampel_vorher (codes), meldung (of MELDUNGEN), stichtag, bestaetigt_am (ISO day or null),
    vertretung, erreicht, naechste_schritte, hindernisse, entscheidungsbedarf,
    meilensteine [{titel, lage (of LAGEN), zugesagt (first promised), bisher (what counted at the
    last report), termin, erreicht_am, grund}], staende_vor_ort [{kommune (slug), stand, seit}],
    mittel, nachfolger (Nummer or null), bemerkung. Vague dates are {datum, genauigkeit, text}.
    """

    @property
    def inhalt(self):
        """What it says of the period, without until when reports were taken in."""
        return {key: wert for key, wert in self.daten.items() if key != "redaktionsschluss"}

    @property
    def steckbriefe(self):
        """The entries of all Handlungsfelder, in their order."""
        return [zeile for feld in self["handlungsfelder"] for zeile in feld["steckbriefe"]]

    @property
    def ohne_aenderung(self):
        """Whether nothing happened in the period: the report then says just that."""
        return not self["aenderungen"] and not any(
            GESCHEHEN & set(zeile["gruppen"])
            or any(stein["lage"] != "ueberfaellig" for stein in zeile["meilensteine"])
            for zeile in self.steckbriefe
        )


def vage(datum):
    """Return a VagesDatum (or None) as it stands in the document."""
    if datum is None:
        return None
    return {
        "datum": datum.datum.isoformat(),
        "genauigkeit": str(datum.genauigkeit),
        "text": str(datum),
    }


def zahlen(steckbriefe):
    """Return the numbers of the first page: whole entries that go on at the end of the period."""
    laufende = [zeile for zeile in steckbriefe if zeile["laeuft"]]

    def mit(key, wert):
        return sum(zeile[key] == wert for zeile in laufende)

    return {
        "steckbriefe": len(laufende),
        "gemeldet": mit("meldung", "bericht"),
        "unveraendert": mit("meldung", "unveraendert"),
        "ohne_antwort": mit("meldung", "keine"),
        **{ampel.value: mit("ampel", ampel.value) for ampel in Ampel},
        "ohne_ampel": mit("ampel", ""),
    }


def mittel(steckbriefe):
    """Return the sums per year of what the entries say of money; None where nobody told any."""
    jahre = {}
    for zeile in steckbriefe:
        for betraege in zeile["mittel"]:
            summe = jahre.setdefault(betraege["jahr"], dict.fromkeys(BETRAEGE))
            for key in BETRAEGE:
                if betraege[key] is not None:
                    summe[key] = (summe[key] or 0) + betraege[key]
    return [
        {"jahr": jahr, **summe}
        for jahr, summe in sorted(jahre.items(), key=lambda paar: (paar[0] is None, paar[0] or 0))
    ]


def figuren(steckbriefe, *, vorher, nachher):
    """Return the figures; vorher and nachher are the days (dates) at both ends of the period."""
    tage = [f"am {tag:%d.%m.%Y}" for tag in (vorher, nachher)]
    jahre = mittel(steckbriefe)
    staende = {stand.value: stand.label for stand in Umsetzungsstand}
    ampeln = {ampel.value: ampel.label for ampel in Ampel} | {"": OHNE_AMPEL}
    return [
        _gezaehlt(
            steckbriefe,
            {
                "key": "umsetzungsstand",
                "titel": "Steckbriefe nach Umsetzungsstand",
                "spalten": ["Umsetzungsstand", *tage],
            },
            staende,
            ("stand_vorher", "stand"),
            leer=Umsetzungsstand.UNBEKANNT.value,
        ),
        _gezaehlt(
            steckbriefe,
            {
                "key": "ampel",
                "titel": "Steckbriefe nach Ampel",
                "spalten": ["Ampel", *tage],
            },
            ampeln,
            ("ampel_vorher", "ampel"),
            leer="",
        ),
        {
            "key": "mittel",
            "titel": "Mittel je Haushaltsjahr",
            "bezug": "Agenda",
            "spalten": ["Jahr", *BETRAEGE],
            "zeilen": [
                [str(jahr["jahr"] or "ohne Jahr"), *(_euro(jahr[key]) for key in BETRAEGE)]
                for jahr in jahre
            ],
            "werte": [[jahr["jahr"], *(jahr[key] for key in BETRAEGE)] for jahr in jahre],
        },
    ]


def _gezaehlt(steckbriefe, figur, woerter, keys, *, leer):
    """Count the entries that went on at either end by what they said then; rows that occur."""
    werte = []
    for code in woerter:
        anzahl = [
            sum(zeile[lief] and (zeile[key] or leer) == code for zeile in steckbriefe)
            for key, lief in zip(keys, ("laeuft_vorher", "laeuft"), strict=True)
        ]
        if any(anzahl):
            werte.append([code, *anzahl])
    return {
        **figur,
        "bezug": "Agenda",
        "zeilen": [[woerter[code], *anzahl] for code, *anzahl in werte],
        "werte": werte,
    }


def _euro(cents):
    return "keine Angabe" if cents is None else f"{euro_schreiben(cents)}\u00a0€"


def auszug(dokument, slug):
    """Return the Berichtdokument reduced to what one Kommune takes part in, for its own Gremium.

    Raises KeyError if the report names no such Kommune.
    """
    kommune = next((k for k in dokument["kommunen"] if k["slug"] == slug), None)
    if kommune is None:
        raise KeyError(slug)

    def betrifft(zeilen):
        return [zeile for zeile in zeilen if slug in zeile["kommunen"]]

    felder = [
        {**feld, "steckbriefe": eigene}
        for feld in dokument["handlungsfelder"]
        if (eigene := betrifft(feld["steckbriefe"]))
    ]
    steckbriefe = [zeile for feld in felder for zeile in feld["steckbriefe"]]
    return Berichtdokument(
        {
            **dokument.daten,
            "auszug": kommune,
            **{
                key: betrifft(dokument[key])
                for key in ("entscheidungen", "aenderungen", "auffaellig")
            },
            "zahlen": zahlen(steckbriefe),
            "figuren": figuren(
                steckbriefe, vorher=_vorher(dokument), nachher=_tag(dokument["bis"])
            ),
            "handlungsfelder": felder,
            "mittel": mittel(steckbriefe),
        }
    )


def _vorher(dokument):
    if dokument["vorige"]:
        return _tag(dokument["vorige"]["bis"])
    return _tag(dokument["von"]) - datetime.timedelta(days=1)


def _tag(iso):
    return datetime.date.fromisoformat(iso)


def unterschiede(alt, neu):
    """Return in sentences where one Berichtdokument says other things than another."""
    vorher = {zeile["nummer"]: zeile for zeile in alt.steckbriefe}
    nachher = {zeile["nummer"]: zeile for zeile in neu.steckbriefe}
    saetze = [
        f"Steckbrief {nummer} „{zeile['titel']}“ hat einen anderen Stand."
        if nummer in vorher
        else f"Steckbrief {nummer} „{zeile['titel']}“ ist dazugekommen."
        for nummer, zeile in nachher.items()
        if vorher.get(nummer) != zeile
    ]
    saetze += [
        f"Steckbrief {nummer} „{zeile['titel']}“ fehlt jetzt."
        for nummer, zeile in vorher.items()
        if nummer not in nachher
    ]
    if alt["aenderungen"] != neu["aenderungen"]:
        saetze.append("Die Liste der Änderungen an der Agenda ist anders.")
    texte = [{a["key"]: a for a in d["abschnitte"]} for d in (alt, neu)]
    saetze += [
        f"Der Abschnitt „{titel}“ ist anders."
        for key, titel in ABSCHNITTE.items()
        if texte[0].get(key) != texte[1].get(key)
    ]
    if not saetze and alt.inhalt != neu.inhalt:
        saetze.append("Anders sind nur Angaben über den Bericht oder den Herausgeber.")
    return saetze
