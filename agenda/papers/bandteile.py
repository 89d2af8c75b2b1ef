"""What stands around the Steckbriefe of a volume, as HTML: sections and their style sheet.

The same sections serve both ways of papers.band. Whole, their page numbers are counted
(target-counter) and links lead to an id; for a merge the numbers are given and links are
placeholders of papers.merge.
"""

import datetime
import re
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from agenda.domain.band import KAPITELTEXTE
from agenda.domain.herausgeber import kreis_neben
from agenda.models.ausgabe import Ausgabeart, Ordnung
from agenda.models.steckbrief import Bezug, nummer_schluessel
from agenda.papers import feldzeichen
from agenda.papers.merge import SEITE
from agenda.papers.steckbrief import OHNE_RAND, akzent
from agenda.papers.stempel import KOPF_LINKS, gekuerzt
from handlungsfelder.models import Handlungsfeld

MUSTER = "MUSTER – nicht amtlich, gehört zu keiner Drucksache"
ENTWURF = "ENTWURF – noch nicht ausgegeben"
TITEL = {name: Handlungsfeld._meta.get_field(name).verbose_name for name in KAPITELTEXTE}
_ERSTES_TAG = re.compile(r"<section ")


def marke(nummer):
    """Return the name of the page a Steckbrief begins on (as papers.steckbrief gives it as id)."""
    return f"steckbrief-{nummer}"


class Bandteile:
    """The sections of a Band. seiten: {marke: page number}, or None for the whole rendering."""

    def __init__(self, band, *, kopf="", entwurf=False, seiten=None):
        self.band, self.entwurf, self.seiten = band, entwurf, seiten
        self.identitaet = band["identitaet"]
        self.stand = _tag(band["stand"])
        self.vermerk = kopf

    # Head, foot and style

    @cached_property
    def kopf(self):
        """The left header of every page."""
        # An Anlage is told by its Drucksache; the line has no room for the Kreis as well.
        kreis = "" if self.anlage else kreis_neben(self.band["titel"], self.identitaet["kreis"])
        teile = [self.kennwort, self.vermerk, self.anlage, self.band["titel"], kreis]
        return gekuerzt(" · ".join(filter(None, teile)), KOPF_LINKS)

    @cached_property
    def kennwort(self):
        worte = [("MUSTER", self.band["muster"]), ("ENTWURF", self.entwurf)]
        return ", ".join(wort for wort, gilt in worte if gilt)

    @cached_property
    def kennzeichen(self):
        """What stands in the band at the top of every page, "" if there is none."""
        saetze = [(MUSTER, self.band["muster"]), (ENTWURF, self.entwurf)]
        return " · ".join(satz for satz, gilt in saetze if gilt)

    @cached_property
    def anlage(self):
        kopf = self.band["kopf"]
        if not kopf["drucksache"]:
            return f"Anlage {kopf['anlage']}" if kopf["anlage"] else ""
        zu = f"zur Drucksache {kopf['drucksache']}"
        return f"Anlage {kopf['anlage']} {zu}" if kopf["anlage"] else f"Anlage {zu}"

    @property
    def fuss(self):
        """The left footer of pages that belong to no Steckbrief."""
        return " · ".join(filter(None, [self.band["titel"], self.stand and f"Stand {self.stand}"]))

    def css(self):
        """Return the style sheet of this Band's sections and pieces."""
        felder = self.band["handlungsfelder"]
        farben = [feld["farbe"] for feld in felder] or ["#0b3c52"]
        streifen = ", ".join(
            f"{farbe} {100 * n / len(farben):.2f}%, {farbe} {100 * (n + 1) / len(farben):.2f}%"
            for n, farbe in enumerate(farben)
        )
        akzente = (akzent(feld["slug"], feld["farbe"]) for feld in felder)
        teile = [_css("pdf-band.css"), *akzente, feldzeichen.css(felder)]
        teile.append(
            ".titelblatt .titel__unten::before "
            f"{{ background: linear-gradient(to right, {streifen}) }}\n"
        )
        if self.seiten is not None:
            teile.append(OHNE_RAND)
        else:
            teile.append(_css("pdf-band-ganz.css"))
            if self.kennzeichen:
                kennzeichen = _css("pdf-band-kennzeichen.css")
                teile.append(kennzeichen.replace("KENNZEICHEN", self.kennzeichen))
        if self.kennzeichen:
            teile.append("@page titelblatt { margin-top: 8mm }\n")
        return "".join(teile)

    def bilder(self):
        """Return {address: bytes} of the images that css() names."""
        return feldzeichen.bilder(self.band["handlungsfelder"])

    def html(self, abschnitte, *, titel=""):
        """Return a whole document of sections. titel: what part it is, where it is only a part."""
        return render_to_string(
            "papers/band.html",
            {
                "titel": f"{self.titel} ({titel})" if titel else self.titel,
                "herausgeber": self._herausgeber,
                "beschreibung": self._umfang_satz,
                "datum": f"{self.band['stand']}T00:00:00Z" if self.band["stand"] else "",
                "kopf": self.kopf,
                "teile": abschnitte,
            },
        )

    @cached_property
    def titel(self):
        """The title of the file."""
        teile = [self.kennwort, self.anlage, self.band["titel"]]
        titel = ": ".join(filter(None, teile))
        if self.band["untertitel"]:
            titel += f", {self.band['untertitel']}"
        return f"{titel} (Stand {self.stand})" if self.stand else titel

    # Sections; each is one <section>

    def vorn(self):
        """Return the sections before the contents."""
        yield self.titelseite()
        yield self._abschnitt(
            "impressum",
            {
                "identitaet": self.identitaet,
                "herausgeber": self._herausgeber,
                "anschrift": list(
                    filter(
                        None,
                        [
                            self.identitaet["stelle"],
                            self.identitaet["anschrift"],
                            f"{self.identitaet['plz']} {self.identitaet['ort']}".strip(),
                        ],
                    )
                ),
                "umfang_satz": self._umfang_satz,
                "stand": self.stand,
                "base_url": settings.BASE_URL,
                "adresse": "" if self.entwurf else self.adresse,
            },
        )
        for id_, titel, text in self._vortexte():
            yield self._abschnitt("text", {"id": id_, "titel": titel, "text": text})

    def titelseite(self):
        kopf, band = self.band["kopf"], self.band
        sitzung = _tag(kopf["sitzung"])
        gremium = kopf["gremium"] or ""
        return self._abschnitt(
            "titel",
            {
                "band": band,
                "herausgeber": self._herausgeber,
                "leitsatz": self.identitaet["leitsatz"],
                "kennzeichen": self.kennzeichen,
                "anlage": self.anlage,
                "gremium": f"{gremium}, Sitzung am {sitzung}".lstrip(", ") if sitzung else gremium,
                "vermerk": self.vermerk,
                "art": self._art,
                "umfang": _umfang(band.steckbriefe),
                "stand": self.stand,
                "sha256": band.sha256 if self.adresse else "",
                "adresse": self.adresse,
            },
        )

    def inhalt(self):
        return self._abschnitt("inhalt", {"vor": self._vor, "gruppen": self._gruppen()})

    def felder(self):
        """Return the chapter of the Handlungsfelder, or None: each has a chapter of its own."""
        felder = [
            feld | {"texte": texte}
            for feld in self.band["handlungsfelder"]
            if (texte := _texte(feld))
        ]
        if self._nach_feldern or not felder:
            return None
        return self._abschnitt("felder", {"felder": felder}, feld="Handlungsfelder")

    def kapitel(self, nummer):
        """Return the page that opens a chapter, by its place."""
        kapitel = self.band["kapitel"][nummer]
        feld = self.band.handlungsfeld(kapitel["slug"])
        return self._abschnitt(
            "kapitel",
            {
                "marke": f"kapitel-{nummer + 1}",
                "name": kapitel["name"],
                "feld": feld,
                "umfang": _umfang(kapitel["steckbriefe"]),
                "texte": _texte(feld) if feld else [],
            },
            feld=feld["name"] if feld else "",
        )

    def verzeichnis(self):
        return self._abschnitt(
            "verzeichnis",
            {
                "vor": self._vor,
                "zeilen": [
                    self._verweis(zeile) | {"umfeld": zeile["bezug"] == Bezug.UMFELD}
                    for zeile in self._nach_nummern
                ],
            },
        )

    def register(self):
        """Return the register of partners, or None where none takes part."""
        if not self.band["register"]:
            return None
        return self._abschnitt(
            "register",
            {"vor": self._vor, "titel": self._register_titel, "partner": self._partner()},
        )

    def fassungen(self):
        return self._abschnitt(
            "fassungen",
            {
                "base_url": settings.BASE_URL,
                "zeilen": [
                    zeile | {"gilt_seit": _gilt_seit(zeile)} for zeile in self._nach_nummern
                ],
            },
        )

    def mit_rand(self, html, *, feld, fuss):
        """Give a section what stands in its pages' margins."""
        neu = format_html('<section data-rand-feld="{}" data-rand-fuss="{}" ', feld, fuss)
        return mark_safe(_ERSTES_TAG.sub(lambda _: neu, html, count=1))  # noqa: S308 - our own HTML

    def lesezeichen(self):
        """Return the outline: [(level, title, marke)] of all sections and Steckbriefe."""
        zeilen = [(1, self.band["titel"], "titel"), (1, "Impressum", "impressum")]
        zeilen += [(1, titel, id_) for id_, titel, _ in self._vortexte()]
        zeilen.append((1, "Inhalt", "inhalt"))
        for gruppe in self._gruppen(davor=False):
            zeilen.append((1, gruppe["titel"], gruppe["marke"]))
            zeilen += [(2, zeile["titel"], zeile["marke"]) for zeile in gruppe["zeilen"]]
        return zeilen

    # What the sections tell

    @property
    def adresse(self):
        """The address of the Ausgabe; "" for a paper made on demand, which nobody keeps."""
        adresse = self.band.daten.get("adresse")
        return settings.BASE_URL + adresse if adresse else ""

    @property
    def _art(self):
        """What kind of Ausgabe it is, in words; an Anlage says that itself."""
        return Ausgabeart(self.band["art"]).label if self.adresse and not self.anlage else ""

    @property
    def _vor(self):
        """What a link to another section begins with."""
        return "#" if self.seiten is None else SEITE

    def _seite(self, ziel):
        return "" if self.seiten is None else self.seiten.get(ziel, "")

    @property
    def _herausgeber(self):
        return self.identitaet["kreis"] or self.band["titel"]

    @property
    def _nach_feldern(self):
        return self.band["ordnung"] == Ordnung.HANDLUNGSFELD

    @property
    def _umfang_satz(self):
        return f"Dieses Papier enthält {_umfang(self.band.steckbriefe)}."

    @property
    def _register_titel(self):
        return f"Register: {self.identitaet['partner_mehrzahl'] or 'Beteiligte'}"

    @property
    def _nach_nummern(self):
        return sorted(self.band.steckbriefe, key=lambda zeile: nummer_schluessel(zeile["nummer"]))

    def _vortexte(self):
        """Return (id, title, Markdown) of what stands before the contents, as far as it is there.

        A part of the agenda leaves the vision to the whole.
        """
        vision = self.identitaet["vision"]
        if vision and self.band["art"] != Ausgabeart.AUSZUG:
            yield "vision", self.identitaet["vision_titel"] or "Vision", vision
        if self.band["vorwort"]:
            yield "vorwort", "Vorbemerkung", self.band["vorwort"]

    def _gruppen(self, *, davor=True):
        """Return what the contents list: [{titel, marke, seite, zeilen}]."""
        vorn = [(titel, id_) for id_, titel, _ in self._vortexte()] if davor else []
        gruppen = [(titel, ziel, []) for titel, ziel in vorn]
        if self.felder() is not None:
            gruppen.append(("Handlungsfelder", "handlungsfelder", []))
        for nummer, kapitel in enumerate(self.band["kapitel"], 1):
            gruppen.append((kapitel["name"], f"kapitel-{nummer}", kapitel["steckbriefe"]))
        gruppen.append(("Verzeichnis nach Nummern", "verzeichnis", []))
        if self.band["register"]:
            gruppen.append((self._register_titel, "register", []))
        gruppen.append(("Fassungen in diesem Papier", "fassungen", []))
        return [
            {
                "titel": titel,
                "marke": ziel,
                "seite": self._seite(ziel),
                "zeilen": [
                    self._verweis(zeile) | {"titel": "{nummer} {titel}".format(**zeile)}
                    for zeile in zeilen
                ],
            }
            for titel, ziel, zeilen in gruppen
        ]

    def _verweis(self, zeile):
        ziel = marke(zeile["nummer"])
        return {
            "nummer": zeile["nummer"],
            "titel": zeile["titel"],
            "marke": ziel,
            "seite": self._seite(ziel),
        }

    def _partner(self):
        rollen = (("verantwortlich", "Verantwortlich"), ("beteiligt", "Beteiligt"))
        return [
            {
                "name": f"{partner['name']}",
                "rollen": [
                    {"titel": titel, "zeilen": [self._verweis(zeilen[n]) for n in nummern]}
                    for rolle, titel in rollen
                    if (nummern := partner[rolle])
                ],
            }
            for zeilen in [{zeile["nummer"]: zeile for zeile in self.band.steckbriefe}]
            for partner in self.band["register"]
        ]

    def _abschnitt(self, name, context, *, feld=""):
        html = render_to_string(f"papers/band_{name}.html", context)
        return self.mit_rand(html, feld=feld, fuss=self.fuss)


def _umfang(zeilen):
    """Return in words what is counted: "25 Steckbriefe: 3 der Agenda, 22 aus dem Umfeld"."""
    umfeld = sum(zeile["bezug"] == Bezug.UMFELD for zeile in zeilen)
    agenda = len(zeilen) - umfeld
    if not umfeld:
        return "1 Steckbrief der Agenda" if agenda == 1 else f"{agenda} Steckbriefe der Agenda"
    if not agenda:
        return (
            f"{umfeld} {'Steckbrief' if umfeld == 1 else 'Steckbriefe'} aus dem Umfeld der Agenda"
        )
    return f"{len(zeilen)} Steckbriefe: {agenda} der Agenda und {umfeld} aus ihrem Umfeld"


def _texte(feld):
    return [
        {"titel": TITEL[name], "text": feld[name]} for name in KAPITELTEXTE if feld[name].strip()
    ]


def _tag(iso):
    """Return an ISO day as people write it, "" for none."""
    return f"{datetime.date.fromisoformat(iso):%d.%m.%Y}" if iso else ""


def _gilt_seit(zeile):
    moment = datetime.datetime.fromisoformat(zeile["gilt_ab"])
    return f"{timezone.localtime(moment):%d.%m.%Y}"


def _css(name):
    return Path(settings.BASE_DIR, "static", name).read_text(encoding="utf-8")
