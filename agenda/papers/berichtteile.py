"""What a Sachstandsbericht says on paper, in German words: the same for PDF and Word.

One class makes of the canonical document what templates/papers/bericht.html needs; it reads no
database, so a frozen document says the same for ever.
"""

import datetime
from dataclasses import replace
from functools import cached_property

from django.conf import settings
from django.utils import timezone

from agenda.domain.herausgeber import kreis_neben
from agenda.domain.qr import qr_bild
from agenda.papers.bericht_seite_eins import Liste, verteilen
from agenda.papers.berichtfiguren import figur, geldbalken
from agenda.papers.berichtworte import GRUPPEN, ampel, euro, steckbrief, tag, vage
from agenda.papers.stempel import KOPF_RECHTS, gekuerzt

# Where free sections stand: before what the Handlungsfelder report, or behind.
VORN = ("vorwort",)
ZAHLEN = (
    ("steckbriefe", "Steckbriefe"),
    ("gemeldet", "neu gemeldet"),
    ("unveraendert", "unverändert bestätigt"),
    ("ohne_antwort", "ohne Rückmeldung"),
    ("rot", "Ampel rot"),
    ("gelb", "Ampel gelb"),
    ("gruen", "Ampel grün"),
    ("ohne_ampel", "ohne Ampel"),
)


class Berichtteile:
    """The parts of a report; `entwurf`: it is a draft, which has no address and no check sum."""

    def __init__(self, dokument, *, entwurf=False):
        self.dokument, self.entwurf = dokument, entwurf
        self.daten = dokument.daten
        self.namen = {kommune["slug"]: kommune["name"] for kommune in self.daten["kommunen"]}

    # What the file is called

    @cached_property
    def name(self):
        """ "3. Sachstandsbericht, 1. Berichtigung"."""
        name = "{nummer}. {titel}".format(**self.daten)
        mal = self.daten["berichtigung"]
        return f"{name}, {mal}. Berichtigung" if mal else name

    @cached_property
    def auszug(self):
        """Whose Auszug it is, "" for the whole report."""
        return (self.daten.get("auszug") or {}).get("name", "")

    @cached_property
    def zeitraum(self):
        return f"{tag(self.daten['von'])} bis {tag(self.daten['bis'])}"

    @cached_property
    def kennwort(self):
        return "ENTWURF" if self.entwurf else ""

    @cached_property
    def geschwaerzt(self):
        """What stands on every page of a report that was redacted after it was given out."""
        am = self.daten.get("geschwaerzt")
        return f"geschwärzt am {tag(am)}" if am else ""

    @cached_property
    def titel(self):
        """The title of the file."""
        teile = [self.kennwort, self.auszug and f"Auszug {self.auszug}"]
        return ": ".join(filter(None, [*teile, f"{self.name} ({self.zeitraum})"]))

    @cached_property
    def kopf(self):
        """The left part of the running head."""
        teile = [self.kennwort, self.geschwaerzt, self.name, self.kreis or self.identitaet["titel"]]
        return " · ".join(filter(None, teile))

    @cached_property
    def rechts(self):
        """The right part of the running head where no Handlungsfeld stands there."""
        return f"Auszug: {self.auszug}" if self.auszug else ""

    @cached_property
    def fuss(self):
        teile = [self.kennwort, self.name, self.zeitraum, self.geschwaerzt]
        return " · ".join(filter(None, [*teile, self.rechts]))

    @cached_property
    def zeitpunkt(self):
        """The moment the file is dated to: the editorial deadline, else the end of the period."""
        if not (moment := self.daten["redaktionsschluss"]):
            return f"{self.daten['bis']}T00:00:00Z"
        gelesen = datetime.datetime.fromisoformat(moment).astimezone(datetime.UTC)
        return f"{gelesen:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def identitaet(self):
        return self.daten["identitaet"]

    @cached_property
    def kreis(self):
        return kreis_neben(self.identitaet["titel"], self.identitaet["kreis"])

    @cached_property
    def herausgeber(self):
        return self.identitaet["kreis"] or self.identitaet["titel"]

    @cached_property
    def adresse(self):
        """Where it stands on the portal; a draft has no address that may be printed."""
        return "" if self.entwurf else settings.BASE_URL + self.daten["adresse"]

    @cached_property
    def qr(self):
        return qr_bild(self.adresse) if self.adresse else None

    # Page 1

    @cached_property
    def wofuer(self):
        """For which Drucksache, Gremium and Sitzung, in one line; "" for none."""
        kopf = self.daten["kopf"]
        sitzung = kopf["sitzung"] and f"Sitzung am {tag(kopf['sitzung'])}"
        teile = [kopf["drucksache"] and f"Drucksache {kopf['drucksache']}", kopf["gremium"]]
        teile += [sitzung, "" if kopf["oeffentlich"] else "nichtöffentlich"]
        return " · ".join(filter(None, teile))

    @cached_property
    def redaktionsschluss(self):
        moment = self.daten["redaktionsschluss"]
        if not moment:
            return ""
        gelesen = timezone.localtime(datetime.datetime.fromisoformat(moment))
        return f"{gelesen:%d.%m.%Y, %H:%M} Uhr"

    @cached_property
    def seit(self):
        """Since when changes are told, as words of a heading."""
        vorige = self.daten["vorige"]
        if not vorige:
            return "in diesem Zeitraum"
        mal = f", {vorige['berichtigung']}. Berichtigung" if vorige["berichtigung"] else ""
        return f"seit dem {vorige['nummer']}. Bericht{mal} (bis {tag(vorige['bis'])})"

    @cached_property
    def kurz(self):
        """What happened in one sentence."""
        z = self.daten["zahlen"]
        worte = {
            "gemeldet": "neu gemeldet",
            "unveraendert": "unverändert bestätigt",
            "ohne_antwort": "ohne Rückmeldung",
        }
        wie = [f"{z[key]} {wort}" for key, wort in worte.items() if z[key]]
        anzahl = "1 Steckbrief" if z["steckbriefe"] == 1 else f"{z['steckbriefe']} Steckbriefe"
        return f"{anzahl}: {', '.join(wie) or 'ohne Meldung'}."

    @cached_property
    def listen(self):
        """The three lists of page 1, shortened to what it holds: {key: Liste}."""
        daten = self.daten
        entscheidungen = [
            {
                "nummer": e["nummer"],
                "titel": e["titel"],
                "text": e["text"],
                "stichtag": vage(e["stichtag"]),
                **ampel(e["ampel"]),
            }
            for e in daten["entscheidungen"]
        ]
        aenderungen = [
            {
                "nummer": a["nummer"],
                "titel": a["titel"],
                "text": a["text"],
                "datum": tag(a["datum"]),
                "drucksache": a["drucksache"] or "",
            }
            for a in daten["aenderungen"]
        ]
        auffaellig = [
            {
                "nummer": a["nummer"],
                "titel": a["titel"],
                "text": a["grund"],
                "stichtag": vage(a["stichtag"]),
                **ampel(a["ampel"]),
            }
            for a in daten["auffaellig"]
        ]
        kaesten = [self.entwurf, self.auszug, self.daten["berichtigung"], self.geschwaerzt]
        return verteilen(
            {
                "entscheidungen": Liste(entscheidungen, 77),
                "aenderungen": Liste(aenderungen, 72 if self.mit_drucksache else 94),
                "auffaellig": Liste(auffaellig, 77),
            },
            kaesten=sum(map(bool, kaesten)),
            kopf=[self.name, self.auszug, self.daten["berichtigung_grund"], self.wofuer],
        )

    @cached_property
    def mit_drucksache(self):
        return any(a["drucksache"] for a in self.daten["aenderungen"])

    # Behind page 1

    @cached_property
    def ausfuehrlich(self):
        """The lists that page 1 had to shorten, in full; empty where it tells everything."""
        return {
            key: replace(liste, vorn=liste.zeilen)
            for key, liste in self.listen.items()
            if not liste.ganz
        }

    @cached_property
    def zahlen(self):
        return [(label, self.daten["zahlen"][key]) for key, label in ZAHLEN]

    @cached_property
    def figuren(self):
        return [
            figur(eine)
            for eine in self.daten["figuren"]
            if eine["zeilen"] and eine["key"] != "mittel"
        ]

    @cached_property
    def mittel(self):
        """[{jahr, betraege [(word, amount in words)], balken}] of money planned, granted, used."""
        spalten = ("geplant", "bewilligt", "verausgabt")
        zeilen = self.daten["mittel"]
        groesster = max((zeile[s] or 0 for zeile in zeilen for s in spalten), default=0)
        return [
            {
                "jahr": str(zeile["jahr"] or "ohne Jahr"),
                "betraege": [(spalte, euro(zeile[spalte])) for spalte in spalten],
                "balken": geldbalken([zeile[s] for s in spalten], groesster) if groesster else [],
            }
            for zeile in zeilen
        ]

    @cached_property
    def vorn(self):
        return [a for a in self.daten["abschnitte"] if a["key"] in VORN]

    @cached_property
    def hinten(self):
        return [a for a in self.daten["abschnitte"] if a["key"] not in VORN]

    @cached_property
    def handlungsfelder(self):
        """[{titel, slug, gruppen: [{titel, bloecke, zeilen}]}] of the fields that have any."""
        felder = []
        for feld in self.daten["handlungsfelder"]:
            gruppen = {key: {"titel": titel, "alle": []} for key, titel in GRUPPEN.items()}
            for eintrag in feld["steckbriefe"]:
                teil = steckbrief(eintrag, self.namen)
                gruppen[teil["gruppe"]]["alle"].append(teil)
            felder.append(
                {
                    "slug": feld["slug"],
                    "name": feld["name"],
                    "titel": f"Handlungsfeld {feld['nummer']}: {feld['name']}",
                    "farbe": feld["farbe"],
                    "rand": gekuerzt(feld["name"], KOPF_RECHTS),
                    "gruppen": [
                        _aufgeteilt(gruppe) for gruppe in gruppen.values() if gruppe["alle"]
                    ],
                }
            )
        return [feld for feld in felder if feld["gruppen"]]

    @cached_property
    def inhalt(self):
        """The contents: [(title, id)] of all chapters behind page 1."""
        zeilen = (
            [("Die Listen der ersten Seite, ausführlich", "listen")] if self.ausfuehrlich else []
        )
        zeilen.append(("Zahlen", "zahlen"))
        zeilen += [(a["titel"], a["key"]) for a in self.vorn]
        zeilen += [(feld["titel"], f"feld-{feld['slug']}") for feld in self.handlungsfelder]
        zeilen += [("Mittel je Haushaltsjahr", "mittel")] if self.mittel else []
        zeilen += [(a["titel"], a["key"]) for a in self.hinten]
        return [*zeilen, ("Zu diesem Bericht", "impressum")]

    @cached_property
    def anschrift(self):
        ort = f"{self.identitaet['plz']} {self.identitaet['ort']}".strip()
        return [*filter(None, [self.identitaet["stelle"], self.identitaet["anschrift"], ort])]


def _aufgeteilt(gruppe):
    return {
        "titel": gruppe["titel"],
        "bloecke": [teil for teil in gruppe["alle"] if teil["block"]],
        "zeilen": [teil for teil in gruppe["alle"] if not teil["block"]],
    }
