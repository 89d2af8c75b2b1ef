"""Seiten: fill in the operator's data, say what is missing, set up what the law wants."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from agenda.domain.datensatz import read_records
from agenda.models import Eintrag, Seite, Seitendokument, Seitenvideo
from agenda.models.seite import Lesbarkeit, Thema
from kommunen.models import Portal, Rechtsgrundlage

# Neutral texts for any county; a folder of data may bring its own for some of the addresses.
VORLAGE = Path(settings.BASE_DIR) / "fixtures" / "vorlage"
DATEI = "seiten.json"
# The law wants these one click away from everywhere: they can be changed, never hidden or deleted.
PFLICHTSEITEN = ("impressum", "datenschutz", "barrierefreiheit")
# Other parts of the portal lead there.
UNLOESCHBAR = (*PFLICHTSEITEN, "leichte-sprache", "gebaerdensprache", "hilfe")
# Topic → the Seite whose easy text tells it, on /leichte-sprache/ and /gebaerdensprache/.
THEMEN = {
    Thema.ANGEBOT: "leichte-sprache",
    Thema.NAVIGATION: "hilfe",
    Thema.BARRIEREFREIHEIT: "barrierefreiheit",
}

_PLATZHALTER = re.compile(r"\[\[\s*([^\[\]\n]{1,200}?)\s*\]\]")
_ZEICHEN = re.compile(r"([!-/:-@\[-`{-~])")
# A paragraph's sign and its number stay on one line.
_NUMMER = re.compile(r"(§|Art\\\.|Abs\\\.|Nr\\\.) ")
# Placeholder → field of the Portal.
PORTALFELDER = {
    "kreis": "kreis",
    "titel": "titel",
    "stelle": "stelle",
    "telefon": "telefon",
    "email": "email",
    "homepage": "homepage",
    "partner": "partner_mehrzahl",
}
ERGAENZEN = "ergaenzen:"
RECHT = "recht:"


@dataclass(frozen=True)
class Fehlend:
    """What a Seite still needs, and where it is filled in: "portal", "recht" or "text"."""

    was: str
    wo: str


@dataclass(frozen=True)
class Darstellung:
    """A Seite as a reader sees it: Markdown with the operator's data filled in."""

    seite: Seite
    text: str
    leichte_sprache: str
    lesbarkeit: Lesbarkeit
    fehlt: list

    @property
    def vollstaendig(self):
        return self.seite.vollstaendig and not self.fehlt


class Angaben:
    """The operator's data behind the placeholders, asked for once (two queries)."""

    def __init__(self):
        self.portal = Portal.objects.aktuell()
        self.recht = dict(Rechtsgrundlage.objects.values_list("schluessel", "fundstelle"))

    def lesen(self, platzhalter):
        """Return (Markdown, None) or ("", Fehlend) for what stands between [[ and ]]."""
        name = platzhalter.strip()
        if name.lower().startswith(ERGAENZEN):
            return "", Fehlend(name[len(ERGAENZEN) :].strip(), "text")
        name = name.lower()
        if name.startswith(RECHT):
            schluessel = name[len(RECHT) :].strip()
            wert = _NUMMER.sub("\\1\u00a0", _maskiert(self.recht.get(schluessel, "")))
            return wert, None if wert else Fehlend(f"Rechtsgrundlage „{schluessel}“", "recht")
        if name == "anschrift":
            wert = self._anschrift()
            return wert, None if wert else Fehlend("Anschrift", "portal")
        if name not in PORTALFELDER:
            return "", Fehlend(f"unbekannter Platzhalter „{platzhalter}“", "text")
        feld = Portal._meta.get_field(PORTALFELDER[name])
        wert = getattr(self.portal, feld.name)
        return self._verlinkt(name, wert), None if wert else Fehlend(feld.verbose_name, "portal")

    def _anschrift(self):
        ort = f"{self.portal.plz} {self.portal.ort}".strip()
        if not (self.portal.anschrift and ort):
            return ""
        return f"{_maskiert(self.portal.anschrift)}, {_maskiert(ort)}"

    def _verlinkt(self, name, wert):
        if wert and name == "email":
            return f"[{_maskiert(wert)}](<mailto:{quote(wert, safe='@')}>)"
        if wert and name == "homepage":
            return f"[{_maskiert(wert)}](<{wert}>)"
        return _maskiert(wert)


def _maskiert(text):
    """Return plain text as Markdown that says just this."""
    return _ZEICHEN.sub(r"\\\1", " ".join(text.split()))


def ausfuellen(text, angaben):
    """Return (Markdown, [Fehlend, …]) with every placeholder filled in or marked as open."""
    fehlt = []

    def ersetzen(treffer):
        wert, offen = angaben.lesen(treffer[1])
        if offen is None:
            return wert
        fehlt.append(offen)
        return f"**\\[bitte ergänzen: {_maskiert(offen.was)}\\]**"

    gefuellt = _PLATZHALTER.sub(ersetzen, text)
    # A line stays a line, as people write addresses and Leichte Sprache.
    return "  \n".join(gefuellt.splitlines()), fehlt


def darstellen(seite, angaben):
    """Return the Darstellung of a Seite. Who may see it is the caller's business."""
    text, fehlt = ausfuellen(seite.text, angaben)
    leicht, fehlt_leicht = ausfuellen(seite.leichte_sprache, angaben)
    return Darstellung(
        seite, text, leicht, seite.lesbarkeit, list(dict.fromkeys(fehlt + fehlt_leicht))
    )


def themen(angaben):
    """Return [(Thema, Darstellung or None)]: what BITV 2.0 wants told in easy and sign language.

    None where the public has no such Seite. One query.
    """
    seiten = {
        seite.slug: seite for seite in Seite.objects.filter(slug__in=THEMEN.values()).oeffentlich()
    }
    return [
        (thema, darstellen(seiten[slug], angaben) if slug in seiten else None)
        for thema, slug in THEMEN.items()
    ]


def eintraege_in_leichter_sprache():
    """Return what is public and has a text in Leichte Sprache, in order of implementation."""
    return (
        Eintrag.objects.gueltig()
        .laufend()
        .exclude(leichte_sprache="")
        .in_reihenfolge()
        .only("nummer", "titel", "bezug", "leichte_sprache")
    )


def dateipfade(seite):
    """Return {path in the storage} of what a saved Seite has today; empty names left out."""
    return set(
        filter(
            None,
            (
                *seite.dokumente.values_list("datei", flat=True),
                *(
                    pfad
                    for zeile in seite.videos.values_list("datei", "untertitel")
                    for pfad in zeile
                ),
            ),
        )
    )


def verwaiste_loeschen(pfade):
    """Delete, once the change is certain, those of the files that no row names any more."""
    transaction.on_commit(lambda: _verwaiste_loeschen(pfade))


def _verwaiste_loeschen(pfade):
    for pfad in sorted(pfade):
        gebraucht = (
            Seitendokument.objects.filter(datei=pfad).exists()
            or Seitenvideo.objects.filter(Q(datei=pfad) | Q(untertitel=pfad)).exists()
        )
        if not gebraucht:
            default_storage.delete(pfad)


def laden(ordner):
    """Create the Seiten of a folder's seiten.json, then the neutral ones it leaves out.

    A folder without that file gets the neutral ones only. Raises Datenfehler.
    """
    if (Path(ordner) / DATEI).exists():
        for satz in read_records(Path(ordner), DATEI):
            satz.create(Seite)
    fehlende_anlegen()


@transaction.atomic
def fehlende_anlegen():
    """Create from the neutral texts what this portal has not, and return the titles.

    Seiten by their address and Rechtsgrundlagen by their key. What is there stays as it is.
    """
    angelegt = []
    for modell, datei, schluessel in (
        (Rechtsgrundlage, "rechtsgrundlagen.json", "schluessel"),
        (Seite, DATEI, "slug"),
    ):
        vorhanden = set(modell.objects.values_list(schluessel, flat=True))
        for satz in read_records(VORLAGE, datei):
            if satz.werte[schluessel] not in vorhanden:
                angelegt.append(str(satz.create(modell)))
    if angelegt:
        Portal.objects.stempeln()
    return angelegt
