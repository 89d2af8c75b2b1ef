"""Which column of a file is which field: known titles, remembered answers, open questions."""

import difflib
from dataclasses import dataclass, field

from agenda.models import Spaltenzuordnung
from agenda.transfer.blaetter import BLAETTER, HINWEISE, Blatt, blatt_namens, titel_schluessel
from agenda.transfer.roh import MAX_VORSPANN, Dateifehler

AUSLASSEN = ""
# What other administrations call our columns. Only offered on the mapping screen, never applied.
VORSCHLAEGE = {
    "nr": "nummer",
    "nr.": "nummer",
    "lfd nr": "nummer",
    "lfd. nr.": "nummer",
    "laufende nummer": "nummer",
    "projektnummer": "nummer",
    "id": "nummer",
    "projekt": "titel",
    "projekttitel": "titel",
    "projektname": "titel",
    "bezeichnung": "titel",
    "massnahme": "titel",
    "vorhaben": "titel",
    "name": "titel",
    "thema": "handlungsfeld",
    "themenfeld": "handlungsfeld",
    "inhalt": "beschreibung",
    "projektbeschreibung": "beschreibung",
    "ziel": "zweck",
    "ziele": "zweck",
    "start": "beginn",
    "projektbeginn": "beginn",
    "projektende": "ende",
    "kosten": "finanzierung_erlaeuterung",
    "verantwortlich": "verantwortliche",
    "federfuehrung": "verantwortliche",
    "partner": "beteiligte",
    "kontakt": "ansprechstelle",
    "ansprechpartner": "ansprechstelle",
}


@dataclass
class Fremdspalte:
    """A column whose title we do not know; `feld` is None until somebody answers."""

    nr: int
    titel: str
    beispiel: str
    feld: str | None = None
    vorschlag: str = AUSLASSEN


@dataclass
class Tabelle:
    """A sheet of the file with its columns: index → key of the Blatt's column."""

    blatt: Blatt
    name: str
    kopfzeile: int
    spalten: dict
    zeilen: list
    fremd: list = field(default_factory=list)

    @property
    def offen(self):
        return [spalte for spalte in self.fremd if spalte.feld is None]

    def answer(self, antworten):
        """Map foreign columns: {title: key or AUSLASSEN}. Raises Dateifehler for a double field."""
        for spalte in self.fremd:
            if spalte.titel in antworten:
                spalte.feld = antworten[spalte.titel]
        belegt = dict(self.spalten)
        for spalte in self.fremd:
            if not spalte.feld:
                continue
            if spalte.feld in belegt.values():
                raise Dateifehler(
                    f"Blatt „{self.name}“: Zwei Spalten sind dem Feld „{self.blatt.spalte(spalte.feld).titel}“ zugeordnet."
                )
            belegt[spalte.nr] = spalte.feld
        return belegt

    def saetze(self, belegt):
        """Yield (row number, {key: (column index, raw cell)}) of the rows below the header."""
        for nummer, zellen in self.zeilen:
            yield (
                nummer,
                {key: (i, zellen[i] if i < len(zellen) else None) for i, key in belegt.items()},
            )


def tabellen(mappe, grenzen):
    """Return (Tabellen, Hinweise) of a Mappe. Raises Dateifehler when there is no table."""
    gemerkt = {(z.blatt, z.titel): z.feld for z in Spaltenzuordnung.objects.all()}
    ergebnis, hinweise = [], list(mappe.hinweise)
    for rohblatt, blatt in _zugeordnet(mappe.blaetter, hinweise):
        if not rohblatt.zeilen:
            continue
        tabelle = _tabelle(rohblatt, blatt, gemerkt)
        grenze = grenzen.teile if blatt.tabelle else grenzen.zeilen
        grenzen.pruefen(rohblatt.name, len(tabelle.zeilen), grenze)
        ergebnis.append(tabelle)
    if not ergebnis:
        raise Dateifehler("In der Datei steht keine Tabelle mit Spaltentiteln und Zeilen.")
    return ergebnis, hinweise


def _zugeordnet(rohblaetter, hinweise):
    """Return (Rohblatt, Blatt) pairs: by name; without a known name the first is the main sheet."""
    paare = {}
    for rohblatt in rohblaetter:
        if blatt := blatt_namens(rohblatt.name):
            if blatt in paare:
                raise Dateifehler(f"Das Blatt „{blatt.name}“ gibt es in der Datei zweimal.")
            paare[blatt] = rohblatt
    fremde = [
        r for r in rohblaetter
        if r not in paare.values() and titel_schluessel(r.name) != titel_schluessel(HINWEISE)
    ]  # fmt: skip
    if not paare and (erstes := next((r for r in fremde if r.zeilen), None)):
        paare[BLAETTER[0]] = erstes
        fremde.remove(erstes)
        if erstes.name != BLAETTER[0].name:
            hinweise.append(f"Das Blatt „{erstes.name}“ wird als Liste der Steckbriefe gelesen.")
    hinweise += [f"Das Blatt „{r.name}“ wird nicht eingelesen." for r in fremde if r.zeilen]
    return [(paare[blatt], blatt) for blatt in BLAETTER if blatt in paare]


def _tabelle(rohblatt, blatt, gemerkt):
    kopf = _kopf(rohblatt, blatt, gemerkt)
    nummer, titel = rohblatt.zeilen[kopf]
    zeilen = rohblatt.zeilen[kopf + 1 :]
    tabelle = Tabelle(blatt, rohblatt.name, nummer, {}, zeilen)
    breite = max((len(zellen) for _, zellen in zeilen), default=0)
    for i in range(max(len(titel), breite)):
        name = _titel(titel[i]) if i < len(titel) else ""
        beispiel = next((str(z[i]) for _, z in zeilen if i < len(z) and z[i] is not None), "")
        if not name and not beispiel:
            continue
        key = blatt.key_zu(name) if name else None
        if key in tabelle.spalten.values():
            raise Dateifehler(
                f"Blatt „{rohblatt.name}“, Zeile {nummer}: Die Spalte „{name}“ gibt es zweimal."
            )
        if key:
            tabelle.spalten[i] = key
        else:
            name = name or f"Spalte {spaltenname(i)} (ohne Titel)"
            doppelt = sum(s.titel.split(" (Spalte ")[0] == name for s in tabelle.fremd)
            tabelle.fremd.append(
                Fremdspalte(
                    i,
                    f"{name} (Spalte {spaltenname(i)})" if doppelt else name,
                    beispiel[:80],
                    gemerkt.get((blatt.name, titel_schluessel(name)[:200])),
                    _vorschlag(name, blatt),
                )
            )
    _ask_again_about_doubles(tabelle)
    return tabelle


def _ask_again_about_doubles(tabelle):
    """A remembered answer that gives a field a second column is a question again."""
    felder = [*tabelle.spalten.values(), *(spalte.feld for spalte in tabelle.fremd if spalte.feld)]
    for spalte in tabelle.fremd:
        if spalte.feld and felder.count(spalte.feld) > 1:
            spalte.feld = None


def _kopf(rohblatt, blatt, gemerkt):
    """Return the position of the header row: the one with most titles we know.

    Titles above the table (merged cells) have one filled cell; without any known title the
    first row with two or more texts is the header.
    """
    anfang = rohblatt.zeilen[:MAX_VORSPANN]
    treffer = [
        sum(
            1
            for zelle in zellen
            if zelle is not None
            and (
                blatt.key_zu(_titel(zelle))
                or (blatt.name, titel_schluessel(_titel(zelle))[:200]) in gemerkt
            )
        )
        for _, zellen in anfang
    ]
    if max(treffer) >= 2:
        return treffer.index(max(treffer))
    for position, (_, zellen) in enumerate(anfang):
        gefuellt = [zelle for zelle in zellen if zelle is not None]
        if len(gefuellt) >= 2 and all(isinstance(zelle, str) for zelle in gefuellt):
            return position
    if max(treffer) == 1:
        return treffer.index(1)
    raise Dateifehler(
        f"Blatt „{rohblatt.name}“: In den ersten Zeilen stehen keine Spaltentitel. Bitte in eine Zeile über der Tabelle Titel schreiben, mindestens „Titel“."
    )


def _titel(zelle):
    return " ".join(str(zelle).split())[:200]


def _vorschlag(titel, blatt):
    """Return what a foreign title probably means, for the mapping screen."""
    gesucht = titel_schluessel(titel)
    keys = {spalte.key for spalte in blatt.spalten}
    if (key := VORSCHLAEGE.get(gesucht)) in keys:
        return key
    eigene = {titel_schluessel(spalte.titel): spalte.key for spalte in blatt.spalten}
    nah = difflib.get_close_matches(gesucht, eigene, n=1, cutoff=0.75)
    return eigene[nah[0]] if nah else AUSLASSEN


def remember(tabellen, user):
    """Keep the answers for the next import."""
    for tabelle in tabellen:
        for spalte in tabelle.fremd:
            if spalte.feld is not None:
                Spaltenzuordnung.objects.update_or_create(
                    blatt=tabelle.blatt.name,
                    titel=titel_schluessel(spalte.titel)[:200],
                    defaults={"feld": spalte.feld, "konto": user},
                )


def spaltenname(i):
    """Return the letters a spreadsheet calls a column: 0 is "A", 26 is "AA"."""
    name = ""
    i += 1
    while i:
        i, rest = divmod(i - 1, 26)
        name = chr(65 + rest) + name
    return name
