"""What a query means: which stems it may find, what was probably meant, and what to mark.

The vocabulary is every stem that stands in a public text. A word of the query is widened by it
to compounds ("Sprechstunde" finds Videosprechstunde), at borders between words only: "Bus" does
not find Büsum. The database then does no more than look for " stem " in a folded text, so that
every database finds the same.
"""

import difflib
import re
from dataclasses import dataclass
from functools import cached_property

from django.core.cache import cache

from agenda.domain import frische
from agenda.domain.grundwoerter import GRUNDWOERTER, STOPPWOERTER
from agenda.domain.stemming import EINHEIT, staemme, stamm, teile
from agenda.models import Eintrag
from agenda.models.steckbrief import nummer_schluessel
from kommunen.suche import falten

# From this length on a stem is taken for the beginning of any compound, and for a part of one.
VON_VORN_AB = 5
MITTENDRIN_AB = 6
# More other words would be noise, and a slow query: so many for all words of a query together.
MAX_FORMEN = 60
# No German compound is longer; what a nonsense of letters is made of need not be found out.
MAX_ZEICHEN = 40
FUGEN = ("", "s", "n", "en", "e", "es", "er")
_ANFUEHRUNG = re.compile('[„“”"»«]([^„“”"»«]*\\w[^„“”"»«]*)[„“”"»«]')
# "Projekt 12" and "Nr. 4.10" are asked for by their number.
_VOR_NUMMER = re.compile(
    r"\b(?:projekte?|steckbriefe?|nummer|nr\.?|no\.?)\s+(?=[a-z]?\d+(?:\.\d+)*\b)", re.IGNORECASE
)
_ZAHL = re.compile(r"[a-z]?[\d.]+")


class Wortschatz:
    """The stems and the words as written of all texts that are public now."""

    def __init__(self, staemme, woerter):
        self.staemme = frozenset(staemme)
        self.woerter = tuple(woerter)
        self._gemerkt = {}
        self.bekannt = {
            s for s in self.staemme | GRUNDWOERTER if len(s) > 2 and s not in STOPPWOERTER
        }

    @classmethod
    def aktuell(cls, portal):
        """Return the vocabulary, kept until something public changes.

        portal: as domain.frische has read it, so that a planned Fassung brings its words on time.
        """
        jetzt = frische.von(portal)
        schluessel = f"wortschatz:{jetzt.stand}:{jetzt.wechsel}"
        gemerkt = cache.get(schluessel) if portal.pk else None
        if gemerkt is None:
            gemerkt = _gesammelt()
            if portal.pk:
                cache.set(schluessel, gemerkt)
        return cls(*gemerkt)

    def kennt(self, gesucht):
        """Whether some public text can hold a stem, by itself or in a compound."""
        if gesucht in self.staemme or self.formen(gesucht):
            return True
        return len(gesucht) >= VON_VORN_AB and any(w.startswith(gesucht) for w in self.staemme)

    def formen(self, gesucht):
        """Return the other stems that a stem finds, shortest first.

        Those that begin with a long one are left out: it is looked for with an open end.
        """
        if len(gesucht) < 3 or _ZAHL.fullmatch(gesucht):
            return []
        offen = len(gesucht) >= VON_VORN_AB
        treffer = [
            wort
            for wort in self.staemme
            if gesucht in wort
            and not (offen and wort.startswith(gesucht))
            and self._passt(gesucht, wort)
        ]
        return sorted(treffer, key=lambda wort: (len(wort), wort))

    def _passt(self, gesucht, wort):
        """Whether a longer stem holds the one looked for between borders of a compound."""
        if gesucht == "burg" and "burger" in wort:
            return False  # Bürger live everywhere
        vorn, _, hinten = wort.partition(gesucht)
        if not vorn:
            return bool(hinten) and self._aus_woertern(hinten, fuge_vorn=True)
        if len(gesucht) < MITTENDRIN_AB and not self._aus_woertern(vorn):
            return False
        return (
            not hinten
            or len(gesucht) >= MITTENDRIN_AB
            or self._aus_woertern(hinten, fuge_vorn=True)
        )

    def _aus_woertern(self, rest, fuge_vorn=False):
        """Whether what is left of a compound is made of known words, with or without joints."""
        if (rest, fuge_vorn) not in self._gemerkt:
            kurz = len(rest) <= MAX_ZEICHEN
            self._gemerkt[rest, fuge_vorn] = kurz and self._zerlegt(rest, fuge_vorn)
        return self._gemerkt[rest, fuge_vorn]

    def _zerlegt(self, rest, fuge_vorn):
        for fuge in FUGEN:
            if fuge_vorn and rest.startswith(fuge):
                kern = rest[len(fuge) :]
            elif not fuge_vorn and rest.endswith(fuge):
                kern = rest[: len(rest) - len(fuge)]
            else:
                continue
            if kern in self.bekannt:
                return True
            if any(
                kern[:i] in self.bekannt and self._aus_woertern(kern[i:], fuge_vorn=True)
                for i in range(3, len(kern) - 2)
            ):
                return True
        return False

    def aehnlich(self, wort):
        """Return the word as written that a mistyped one is nearest to, or ""."""
        gesucht = falten(wort)
        if not 4 <= len(gesucht) <= 40:
            return ""
        geschrieben = {}
        for bekanntes in self.woerter:
            if abs(len(bekanntes) - len(wort)) <= 3:
                geschrieben.setdefault(falten(bekanntes), bekanntes)
        nahe = difflib.get_close_matches(gesucht, sorted(geschrieben), n=1, cutoff=0.75)
        return geschrieben[nahe[0]] if nahe else ""


def _gesammelt():
    """Return (stems, words as written) of every text that is public now: no other is hinted at."""
    stammformen, geschrieben = set(), set()
    rows = Eintrag.objects.gueltig().laufend()
    for suchtext, woerter in rows.values_list("suchtext", "woerter"):
        stammformen.update(suchtext.split())
        geschrieben.update(woerter.split())
    return sorted(stammformen - {".", ","}), sorted(geschrieben, reverse=True)


@dataclass(frozen=True)
class Glied:
    """One word or phrase of a query, and what it may be found by.

    fragmente: pieces of an Eintrag's `suchtext`, one of which must be in it; they begin with a
    space and end with one unless the word may go on.
    """

    text: str
    fragmente: tuple
    phrase: bool = False
    nummer: str = ""

    def in_(self, suchtext):
        return any(fragment in suchtext for fragment in self.fragmente)


class Anfrage:
    """A query, read. `glieder` are empty when nothing in it can be looked for."""

    def __init__(self, text, wortschatz):
        self.text = text
        self.wortschatz = wortschatz
        self.glieder = []
        rest = _ANFUEHRUNG.sub(self._phrase, text)
        einheiten = [
            einheit
            for einheit in EINHEIT.findall(_VOR_NUMMER.sub("", rest))
            if falten(einheit) not in STOPPWOERTER
        ]
        for einheit in einheiten:
            self._add(self._wort(einheit, MAX_FORMEN // len(einheiten)))

    def _add(self, glied):
        if glied.fragmente not in {g.fragmente for g in self.glieder}:
            self.glieder.append(glied)

    def _phrase(self, treffer):
        woerter = treffer[1].strip()
        if folge := staemme(woerter):
            self._add(Glied(f"„{woerter}“", (f" {' '.join(folge)} ",), phrase=True))
        return " "

    def _wort(self, einheit, formen):
        """Hyphens join or part: "Rad-Weg" is found as "rad weg" and as Radweg."""
        folge = [stamm(teil) for teil in teile(einheit)]
        ganz = stamm("".join(teile(einheit)))
        fragmente = [f" {' '.join(folge)} ", f" {ganz} "]
        if len(ganz) >= VON_VORN_AB and ganz.isalpha():
            fragmente.append(f" {ganz}")
        fragmente += [f" {form} " for form in self.wortschatz.formen(ganz)[:formen]]
        return Glied(
            einheit, tuple(dict.fromkeys(fragmente)), nummer=nummer_schluessel(einheit.upper())
        )

    @cached_property
    def nummer(self):
        """The natural key when the query is a Nummer and nothing else, or ""."""
        return self.glieder[0].nummer if len(self.glieder) == 1 else ""

    @property
    def fragmente(self):
        """What EintragQuerySet.mit_treffern() takes."""
        return [glied.fragmente for glied in self.glieder]

    @cached_property
    def gemeint(self):
        """The query with its unknown words replaced by the nearest known ones, or ""."""
        ergebnis = self.text
        for glied in [g for g in self.glieder if not (g.phrase or g.nummer)][:3]:
            if self._unbekannt(glied) and (besser := self.wortschatz.aehnlich(glied.text)):
                ergebnis = ergebnis.replace(glied.text, besser)
        return "" if ergebnis == self.text else ergebnis

    def _unbekannt(self, glied):
        worte = [stamm(teil) for teil in teile(glied.text)]
        kennt = self.wortschatz.kennt
        return not (kennt("".join(worte)) or all(map(kennt, worte)))

    def rang(self, zeile):
        """Sort key of a hit: a dict with `schluessel` and `anfang`, how its `suchtext` begins.

        0: the very Nummer, 1: all of it in the title, 2: in the Kurzbeschreibung, 3: elsewhere.
        """
        if self.nummer and zeile["schluessel"] == self.nummer:
            return 0
        abschnitte = zeile["anfang"].split(" .")
        for rang, abschnitt in enumerate(abschnitte[1:3], 1):
            if all(glied.in_(f"{abschnitt} ") for glied in self.glieder):
                return rang
        return 3
