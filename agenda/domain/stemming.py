"""German stems, the same on every database (stack.md: 19 of 20 queries against 12 and less).

A word is first folded to plain ASCII and then cut to its stem, so that "Ämter", "Aemter" and
"Amt" meet. Forms of gender count as the plain word: "Bürger*innen", "Bürger:innen",
"BürgerInnen" and "Bürgerinnen" are all found by "Bürger".
"""

import re
from functools import cache, lru_cache

import snowballstemmer

from kommunen.suche import falten

_GENDER = r"(?:\*[iI]n(?:nen)?[^\W_]*|[:_·][iI]n(?:nen)?\b|/-?in(?:nen)?\b|\(in(?:nen)?\))"
# Hyphen, true hyphen, non-breaking hyphen.
_STRICH = "[-\u2010\u2011]"
_WORT = rf"[^\W_]+{_GENDER}?"
# A number with its dots, or words that hyphens join: "4.10", "E-Akte", "Bürger*innen-App".
EINHEIT = re.compile(rf"\d+(?:\.\d+)+(?![^\W_])|{_WORT}(?:{_STRICH}{_WORT})*")
_STERN = re.compile(r"[*:_·][iI]n(?:nen)?|/-?in(?:nen)?$|\(in(?:nen)?\)|(?<=[a-zäöüß])In(?:nen)?$")
_NUMMER = re.compile(r"[a-z]?\d+(?:\.\d+)*")
_BUERGER = re.compile(r"b(?:ü|ue)rger|^burger")
_KEIN_UMLAUT = re.compile(r"(?<=[aeä])ue")
# One word costs up to half a millisecond, and a portal has some ten thousand of them.
_GEMERKT = 50_000


@cache
def _stemmer():
    return snowballstemmer.stemmer("german")


@lru_cache(maxsize=_GEMERKT)
def stamm(wort):
    """Return the folded stem of one word as it is written; of a number its plain spelling."""
    klein = _STERN.sub("", wort).lower()
    if _NUMMER.fullmatch(klein):
        buchstabe = klein[0] if klein[0].isalpha() else ""
        teile = klein.removeprefix(buchstabe).split(".")
        return buchstabe + ".".join(teil.lstrip("0") or "0" for teil in teile)
    if _BUERGER.search(klein):
        return _buerger(_gefaltet(klein))
    return _gestutzt(_gefaltet(klein))


def _gefaltet(wort):
    """Fold a word, but leave "aue" and "eue" apart: Frauen, neue and Mauer have no ü."""
    return falten(_KEIN_UMLAUT.sub("u|e", wort)).replace("|", "")


def _buerger(wort):
    """The stemmer would make "burg" of Bürger, and find Burg, Brandenburg and Burgen."""
    vorn, _, rest = wort.partition("burger")
    return f"{vorn}burger" + ("" if rest in ("", "s", "n", "in", "innen") else _gestutzt(rest))


def _gestutzt(wort):
    """Cut a folded word: the feminine goes first ("Lehrerinnen" is found by "Lehrer")."""
    if wort.endswith("innen") and len(wort) >= 9:
        wort = wort.removesuffix("innen")
    elif wort.endswith(("erin", "arztin")):
        wort = wort.removesuffix("in")
    ergebnis = _stemmer().stemWord(wort)
    # Busse and Bus meet, Wasser and "was" do not.
    mehrzahl = ergebnis.endswith("ss") and not wort.endswith("sser")
    return ergebnis[:-1] if mehrzahl else ergebnis


def teile(einheit):
    """Return the words that hyphens join: "E-Akte" → ["E", "Akte"]."""
    return [teil for teil in re.split(_STRICH, _STERN.sub("", einheit)) if teil]


def staemme(text):
    """Return the folded stems of a text's words, in order."""
    return [stamm(teil) for einheit in EINHEIT.findall(text or "") for teil in teile(einheit)]


def nebenformen(text):
    """Return what else words may be looked for by: "Rad-Weg" as "radweg", the year of a date."""
    formen = []
    for einheit in EINHEIT.findall(text or ""):
        glieder = teile(einheit)
        if len(glieder) > 1:
            formen.append(stamm("".join(glieder)))
        elif "." in einheit:
            formen += [teil for teil in einheit.split(".") if len(teil) == 4]
    return formen


def suchtext(*texte):
    """Return texts as one searchable string in which every stem stands between spaces.

    Each text ends with " ."; a phrase does not reach from one into the next. What stands behind
    " ," in it are other spellings, which no phrase may run through.
    """
    abschnitte = []
    for text in texte:
        neben = nebenformen(text)
        abschnitte.append(" ".join(["", *staemme(text), *([",", *neben] if neben else []), "."]))
    return "".join(abschnitte) + " "


def woerter(*texte):
    """Return the distinct words of texts as they are written, between spaces."""
    gefunden = {
        _STERN.sub("", einheit) for text in texte for einheit in EINHEIT.findall(text or "")
    }
    return f" {' '.join(sorted(gefunden))} "
