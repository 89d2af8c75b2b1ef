"""How a volume is put together for the merge: which pages of which files, and what is on them.

First what names no page, then the lists that name all of them (papers.band).
"""

import functools
import hashlib
import json
import math
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from agenda.domain.band import Unvollstaendig
from agenda.domain.dokument import Dokument
from agenda.papers import merge, steckbrief, store, werkstatt
from agenda.papers.bandteile import marke
from agenda.papers.stempel import FUSS_LINKS, KOPF_RECHTS, Stempel, breite, gekuerzt

# A list of titles, as static/pdf-band.css sets it, in points: heading, line, gap, width, height.
_LISTE = {"kopf": 46, "zeile": 13.3, "abstand": 2.55, "breite": 420, "hoch": 720}
# How long it is remembered how many pages the lists of a paper had, and its pieces.
_GEMERKT = 30 * 24 * 3600


class Missraten(Exception):
    """The merge did not work out, though all pieces are there."""


@dataclass(frozen=True)
class _Stueck:
    """Pages of a file that stand together in the volume, with what their margins say."""

    pfad: Path
    von: int
    bis: int
    marken: dict
    feld: str
    fuss: str

    @property
    def umfang(self):
        return self.bis - self.von


@dataclass(frozen=True)
class _Rahmen:
    """Sections of a volume that are rendered together, and their name in the store."""

    html: str
    css: str

    @classmethod
    def aus(cls, teile, abschnitte, titel):
        return cls(teile.html([*abschnitte], titel=titel), teile.css())

    @property
    def key(self):
        quellen = [self.html, self.css, werkzeug()]
        return hashlib.sha256(json.dumps(quellen).encode()).hexdigest()


class Satz:
    """Puts a papers.band.Plan together."""

    def __init__(self, plan):
        self.plan = plan
        self.teile = plan.abschnitte(seiten={})
        self.fuss = gekuerzt(self.teile.fuss, FUSS_LINKS)

    def auftrag(self):
        """Return the order for merge.binden()."""
        rahmen = self._gesetzt(self._aussen())
        vorn = self._ausschnitt(rahmen, None, "fassungen")
        anhang = self._ausschnitt(rahmen, "fassungen", None)
        mitte = self._zwischen()
        listen = self._vermutet()
        for _ in range(3):
            teile = self.plan.abschnitte(seiten=_nummern(_folge(vorn, listen, mitte, anhang)))
            vermutet, listen = listen, self._listen(teile)
            if [stueck.umfang for stueck in vermutet] == [stueck.umfang for stueck in listen]:
                break
        else:
            raise Missraten("Die Verzeichnisse nennen keine bleibenden Seitenzahlen.")
        cache.set(self._merkname, [stueck.umfang for stueck in listen], _GEMERKT)
        folge = _folge(vorn, listen, mitte, anhang)
        return {
            "folge": [
                {"pfad": str(s.pfad), "von": s.von, "bis": s.bis, "marken": s.marken} for s in folge
            ],
            "stempel": [asdict(stempel) for stempel in self._stempel(folge)],
            "lesezeichen": self.teile.lesezeichen(),
        }

    def schluessel(self):
        """Return the keys in the store of what is rendered around the Steckbriefe.

        Nothing is drawn for it: of the lists the key is known when the volume is there, whose page
        numbers they name.
        """
        rahmen = [self._aussen(), self._mitte()]
        if (pfad := store.pfad(self.plan.key)) is not None:
            with suppress(merge.Kaputt):
                seiten = {name: seite + 1 for name, seite in merge.seiten(pfad)[1].items()}
                rahmen.append(self._verzeichnisse(self.plan.abschnitte(seiten=seiten)))
        return [einer.key for einer in rahmen]

    def _aussen(self):
        """Return the _Rahmen of what stands before the contents, and of the annex."""
        teile = self.teile
        return _Rahmen.aus(teile, [*teile.vorn(), teile.fassungen()], "")

    def _mitte(self):
        """Return the _Rahmen of the pages that open chapters."""
        teile = self.teile
        kapitel = [teile.kapitel(nummer) for nummer in range(len(self.plan.band["kapitel"]))]
        return _Rahmen.aus(teile, [*filter(None, [teile.felder()]), *kapitel], "Kapitel")

    def _verzeichnisse(self, teile):
        """Return the _Rahmen of the lists that name pages, as these Bandteile number them."""
        abschnitte = filter(None, [teile.inhalt(), teile.verzeichnis(), teile.register()])
        return _Rahmen.aus(teile, abschnitte, "Verzeichnisse")

    def _zwischen(self):
        """Return what stands between the contents and the lists behind, in order."""
        plan = self.plan
        kapitel = plan.band["kapitel"]
        rahmen = self._gesetzt(self._mitte())
        stuecke, rest = [], iter(self._steckbriefe())
        if "handlungsfelder" in rahmen.marken:
            stuecke.append(
                self._ausschnitt(rahmen, "handlungsfelder", "kapitel-1", feld="Handlungsfelder")
            )
        for nummer, eintrag in enumerate(kapitel, 1):
            feld = plan.band.handlungsfeld(eintrag["slug"])
            name = gekuerzt(feld["name"], KOPF_RECHTS) if feld else ""
            bis = f"kapitel-{nummer + 1}" if nummer < len(kapitel) else None
            stuecke.append(self._ausschnitt(rahmen, f"kapitel-{nummer}", bis, feld=name))
            stuecke += [next(rest) for _ in eintrag["steckbriefe"]]
        return stuecke

    def _listen(self, teile):
        """Return the lists that name pages: the contents, the index, the register if any."""
        rahmen = self._gesetzt(self._verzeichnisse(teile))
        namen = [*self._listennamen, None]
        return [self._ausschnitt(rahmen, von, bis) for von, bis in pairwise(namen)]

    def _vermutet(self):
        """Return these lists as they will be, likely: a wrong guess costs another rendering."""
        namen = self._listennamen
        umfaenge = cache.get(self._merkname) or []
        if len(umfaenge) != len(namen):
            eintraege = self.teile.lesezeichen()
            umfaenge = [
                _geschaetzt(titel for _, titel, _ in eintraege),
                _geschaetzt(titel for ebene, titel, _ in eintraege if ebene == 2),
                1,
            ]
        return [
            _Stueck(None, 0, umfang, {name: 0}, "", "")
            for name, umfang in zip(namen, umfaenge, strict=False)
        ]

    @property
    def _listennamen(self):
        return ["inhalt", "verzeichnis", "register"][: 3 if self.plan.band["register"] else 2]

    @property
    def _merkname(self):
        band = self.plan.band
        was = [band["titel"], band["untertitel"], band["art"], band["ordnung"]]
        return f"papiere:umfang:{hashlib.sha256(json.dumps(was).encode()).hexdigest()}"

    def _gesetzt(self, rahmen):
        """Render a _Rahmen, or take it from the store, and return all its pages."""
        if (pfad := store.pfad(rahmen.key)) is None:
            store.ablegen(rahmen.key, self._setzen(rahmen))
            pfad = store.pfad(rahmen.key)
        if pfad is None:  # a redaction has just emptied the store
            raise Unvollstaendig("Inzwischen wurde etwas geschwärzt")
        umfang, marken = merge.seiten(pfad)
        return _Stueck(pfad, 0, umfang, marken, "", self.fuss)

    def _setzen(self, rahmen):
        bilder = self.teile.bilder()
        return werkstatt.setzen(rahmen.html, css=rahmen.css, bilder=bilder, voll=True)

    def _ausschnitt(self, rahmen, von, bis, *, feld=""):
        """Return the pages of a file from one marke to the next (None: its beginning, its end)."""
        anfang = 0 if von is None else rahmen.marken[von]
        ende = rahmen.bis if bis is None else rahmen.marken[bis]
        marken = {
            name: seite - anfang for name, seite in rahmen.marken.items() if anfang <= seite < ende
        }
        return _Stueck(rahmen.pfad, anfang, ende, marken, feld, self.fuss)

    def _steckbriefe(self):
        """Return the pieces; how many pages they have is remembered: hundreds are slow to open."""
        gemerkt, umfaenge, stuecke = cache.get(f"{self._merkname}:seiten") or {}, {}, []
        for teil in self.plan.teile:
            pfad, umfang = store.pfad(teil.key), gemerkt.get(teil.key)
            if pfad is None:
                raise Unvollstaendig(teil.name)
            if umfang is None:
                umfang, _ = merge.seiten(pfad)
            umfaenge[teil.key] = umfang
            feld, fuss = rand(self.plan, teil)
            marken = {marke(teil.zeile["nummer"]): 0}
            stuecke.append(_Stueck(pfad, 0, umfang, marken, feld, fuss))
        cache.set(f"{self._merkname}:seiten", umfaenge, _GEMERKT)
        return stuecke

    def _stempel(self, folge):
        gesamt, nummer = sum(stueck.umfang for stueck in folge), 0
        for stueck in folge:
            for _ in range(stueck.umfang):
                nummer += 1
                if nummer == 1 and self.plan.band["titelblatt"]:
                    yield Stempel(band=self.teile.kennzeichen)
                    continue
                yield Stempel(
                    kopf=self.teile.kopf,
                    feld=stueck.feld,
                    fuss=stueck.fuss,
                    seite=f"Seite {nummer} von {gesamt}",
                    band=self.teile.kennzeichen,
                )


def _folge(vorn, listen, mitte, anhang):
    """Return the pieces of a volume in their order; of the lists the contents come first."""
    inhalt, *hinten = listen
    return [vorn, inhalt, *mitte, *hinten, anhang]


def _nummern(folge):
    """Return {marke: page number}."""
    nummern, seite = {}, 1
    for stueck in folge:
        nummern |= {name: seite + nummer for name, nummer in stueck.marken.items()}
        seite += stueck.umfang
    return nummern


def _geschaetzt(titel):
    """Return how many pages a list of titles will have."""
    hoehe, seiten = _LISTE["kopf"], 1
    for zeile in titel:
        hoch = _LISTE["zeile"] * math.ceil(breite(zeile, groesse=10) / _LISTE["breite"])
        if hoehe + hoch + _LISTE["abstand"] > _LISTE["hoch"]:
            seiten, hoehe = seiten + 1, 0
        hoehe += hoch + _LISTE["abstand"]
    return seiten


def rand(plan, teil):
    """Return what stands in the margins of a Steckbrief: (Handlungsfeld, footer)."""
    feld = plan.band.handlungsfeld(teil.zeile["handlungsfeld"])
    stand = Dokument.lesen(teil.fassung.dokument)["stand"].text
    gilt_seit = timezone.localtime(parse_datetime(teil.zeile["gilt_ab"]))
    fuss = "Steckbrief {nummer} · Fassung {fassung}".format(**teil.zeile)
    fuss += f" · Stand {stand}" if stand else f", gilt seit {gilt_seit:%d.%m.%Y}"
    return gekuerzt(feld["name"] if feld else "", KOPF_RECHTS), gekuerzt(fuss, FUSS_LINKS)


@functools.cache
def werkzeug():
    """Return a hash of what draws a volume besides what draws its Steckbriefe."""
    summe = hashlib.sha256(steckbrief.werkzeug().encode())
    for muster in ("static/pdf-band*.css", "static/symbole/*.svg"):
        for datei in sorted(settings.BASE_DIR.glob(muster)):
            summe.update(datei.read_bytes())
    return summe.hexdigest()
