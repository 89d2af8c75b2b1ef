"""A volume: the canonical document of every paper that holds more than one Steckbrief.

The agenda, a chapter, a selection and each Ausgabe are one Band: which Fassungen (by hash) in
which chapters, the chapters' texts, the register of partners and who publishes it. It holds no
text of a Steckbrief: those stand in the Fassungen. Equal Bände have equal bytes.
"""

import datetime

from django.db.models import Q
from django.utils import timezone

from agenda.domain.dokument import Dokument
from agenda.domain.kanonisch import Kanonisch
from agenda.models import Fassung
from agenda.models.ausgabe import Ausgabeart, Ordnung
from agenda.models.steckbrief import Bezug
from agenda.models.teile import Rolle
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune, Portal

SCHEMA = 1
KAPITELTEXTE = ("ziel", "ausgangslage", "herausforderungen", "chancen")
IDENTITAET = (
    "kreis",
    "titel",
    "leitsatz",
    "stelle",
    "anschrift",
    "plz",
    "ort",
    "telefon",
    "email",
    "homepage",
    "partner_einzahl",
    "partner_mehrzahl",
    "vision_titel",
    "vision",
)
# What of a Band is not its content.
AUSSEHEN = ("farbe", "symbol")
DRUMHERUM = ("schema", "kopf", "stand", "adresse", "geschwaerzt")
OHNE_KAPITEL = {
    Ordnung.REIHENFOLGE: "Steckbriefe in der angestrebten Reihenfolge der Umsetzung",
    Ordnung.NUMMER: "Steckbriefe nach ihrer Nummer",
    Ordnung.AUSWAHL: "Steckbriefe",
}


class Unvollstaendig(Exception):
    """A Fassung that a Band names is not there."""


class Band(Kanonisch):
    """A volume, as data of this shape:

    schema, art (an Ausgabeart), titel, untertitel, vorwort (Markdown), ordnung (an Ordnung),
    titelblatt and muster (bool), stand (ISO day, or null), adresse (its path on the portal; null:
    made on demand and not kept, so no Ausgabe),
    kopf {drucksache, anlage, gremium, sitzung (ISO day)} (null where none),
    identitaet {field of the Portal: text} and its hinweis,
    handlungsfelder [{nummer, slug, name, farbe, symbol (may be missing), ziel, ausgangslage,
    herausforderungen, chancen}],
    kapitel [{slug (null: not a Handlungsfeld), name, steckbriefe [{nummer, fassung, sha256,
    titel, handlungsfeld (slug), bezug, gilt_ab (ISO time, UTC)}]}],
    register [{name, art, verantwortlich [nummer], beteiligt [nummer]}].
    """

    @property
    def inhalt(self):
        """What it says: Bände that differ in it are different papers to a council.

        Without what tells when and to whom it was given, and how it looks.
        """
        inhalt = {key: wert for key, wert in self.daten.items() if key not in DRUMHERUM}
        return inhalt | {
            "handlungsfelder": [
                {key: wert for key, wert in feld.items() if key not in AUSSEHEN}
                for feld in self.daten["handlungsfelder"]
            ]
        }

    @property
    def steckbriefe(self):
        """The entries of all chapters, in their order."""
        return [zeile for kapitel in self.daten["kapitel"] for zeile in kapitel["steckbriefe"]]

    def handlungsfeld(self, slug):
        """Return the texts of a Handlungsfeld, or None."""
        return next((feld for feld in self.daten["handlungsfelder"] if feld["slug"] == slug), None)

    def fassungen(self):
        """Return the Fassung of every entry of steckbriefe, in that order, by one query.

        Raises Unvollstaendig if one is not there, or not as it was: redacted meanwhile.
        """
        zeilen = {
            (fassung.sha256, fassung.nummer, fassung.nr): fassung
            for fassung in Fassung.objects.filter(
                sha256__in=[zeile["sha256"] for zeile in self.steckbriefe]
            ).select_related("steckbrief")
        }
        try:
            return [
                zeilen[zeile["sha256"], zeile["nummer"], zeile["fassung"]]
                for zeile in self.steckbriefe
            ]
        except KeyError as fehlt:
            raise Unvollstaendig("Steckbrief {1}, Fassung {2}".format(*fehlt.args[0])) from None


def agenda(at=None):
    """Return the Fassungen of the whole agenda as valid at a moment (default: now)."""
    return _laufende(at).filter(eintrag__bezug=Bezug.AGENDA)


def kapitel(handlungsfeld, at=None):
    """Return the valid Fassungen of a Handlungsfeld, agenda and Umfeld."""
    return _laufende(at).filter(eintrag__handlungsfeld=handlungsfeld)


def auswahl(steckbriefe, at=None):
    """Return the valid Fassungen of these Steckbriefe (or their ids), also of shelved ones."""
    return _gueltige(at).filter(steckbrief__in=steckbriefe)


def agendaband(ordnung=Ordnung.REIHENFOLGE, at=None):
    """Return the Band that /agenda.pdf prints, or None as long as nothing is in it."""
    fassungen = list(agenda(at))
    return bauen(fassungen, ordnung=ordnung) if fassungen else None


def kapitelband(handlungsfeld, at=None):
    """Return the Band of a Handlungsfeld's chapter, or None as long as nothing is in it."""
    fassungen = list(kapitel(handlungsfeld, at))
    if not fassungen:
        return None
    return bauen(
        fassungen,
        art=Ausgabeart.AUSZUG,
        untertitel=f"Handlungsfeld {handlungsfeld.name}",
        ordnung=Ordnung.HANDLUNGSFELD,
    )


def _gueltige(at):
    return Fassung.objects.gueltig(at).select_related("eintrag", "steckbrief")


def _laufende(at):
    at = at or timezone.now()
    return _gueltige(at).filter(Q(eintrag__abgelegt__isnull=True) | Q(eintrag__abgelegt__gt=at))


def bauen(
    fassungen,
    *,
    art=Ausgabeart.GESAMT,
    titel="",
    untertitel="",
    vorwort="",
    ordnung=Ordnung.REIHENFOLGE,
    titelblatt=True,
    muster=False,
    kopf=None,
    adresse=None,
):
    """Return the Band of these Fassungen (each with its Eintrag), as Portal and fields are now.

    With Ordnung.AUSWAHL they stand in the order given. kopf: {drucksache, anlage, gremium,
    sitzung}, where the paper goes to a council; adresse: the path of an Ausgabe. Its stand is the day since which all of it
    holds, so it stays the same until something changes.
    """
    fassungen = _geordnet(list(fassungen), ordnung)
    portal = Portal.objects.aktuell()
    felder = {feld.pk: feld for feld in Handlungsfeld.objects.all()}
    dokumente = {fassung.pk: Dokument.lesen(fassung.dokument) for fassung in fassungen}
    genutzt = {fassung.eintrag.handlungsfeld_id for fassung in fassungen}
    stand = max((timezone.localtime(f.gilt_ab).date() for f in fassungen), default=None)
    return Band(
        {
            "schema": SCHEMA,
            "art": str(art),
            "titel": titel or portal.titel,
            "untertitel": untertitel,
            "vorwort": vorwort,
            "ordnung": str(ordnung),
            "titelblatt": titelblatt,
            "muster": muster,
            "adresse": adresse,
            "stand": stand and stand.isoformat(),
            "kopf": dict.fromkeys(("drucksache", "anlage", "gremium", "sitzung")) | (kopf or {}),
            "identitaet": {name: getattr(portal, name) for name in IDENTITAET}
            | {"hinweis": portal.sichtbarer_hinweis},
            "handlungsfelder": [
                {name: getattr(feld, name) for name in ("nummer", "slug", "name", *AUSSEHEN)}
                | {name: getattr(feld, name) for name in KAPITELTEXTE}
                for feld in felder.values()
                if feld.pk in genutzt
            ],
            "kapitel": _kapitel(fassungen, felder, ordnung),
            "register": _register(fassungen, dokumente),
        }
    )


def _geordnet(fassungen, ordnung):
    def reihenfolge(fassung):
        eintrag = fassung.eintrag
        platz = float("inf") if eintrag.reihenfolge is None else eintrag.reihenfolge
        return (eintrag.bezug, platz, eintrag.schluessel)

    if ordnung == Ordnung.AUSWAHL:
        return fassungen
    if ordnung == Ordnung.NUMMER:
        return sorted(fassungen, key=lambda fassung: fassung.eintrag.schluessel)
    return sorted(fassungen, key=reihenfolge)


def _kapitel(fassungen, felder, ordnung):
    if ordnung != Ordnung.HANDLUNGSFELD:
        zeilen = [_zeile(fassung, felder) for fassung in fassungen]
        return [{"slug": None, "name": OHNE_KAPITEL[ordnung], "steckbriefe": zeilen}]
    return [
        {
            "slug": feld.slug,
            "name": feld.name,
            "steckbriefe": [_zeile(fassung, felder) for fassung in gruppe],
        }
        for feld in felder.values()
        if (gruppe := [f for f in fassungen if f.eintrag.handlungsfeld_id == feld.pk])
    ]


def _zeile(fassung, felder):
    eintrag = fassung.eintrag
    return {
        "nummer": fassung.nummer,
        "fassung": fassung.nr,
        "sha256": fassung.sha256,
        "titel": eintrag.titel,
        "handlungsfeld": felder[eintrag.handlungsfeld_id].slug,
        "bezug": eintrag.bezug,
        "gilt_ab": fassung.gilt_ab.astimezone(datetime.UTC).isoformat(),
    }


def _register(fassungen, dokumente):
    """Return who leads and who takes part, in the partners' own order."""
    eintraege = {}
    for fassung in fassungen:
        for zeile in dokumente[fassung.pk]["mitwirkungen"].zeilen:
            kommune = zeile["kommune"].wert
            if kommune is None:
                continue
            rollen = eintraege.setdefault(kommune["code"], {rolle: [] for rolle in Rolle})
            rolle = zeile["rolle"].wert
            if rolle and fassung.nummer not in rollen[Rolle(rolle["code"])]:
                rollen[Rolle(rolle["code"])].append(fassung.nummer)
    kommunen = Kommune.objects.select_related("art").filter(slug__in=eintraege).in_folge()
    return [
        {
            "name": kommune.name,
            "art": kommune.art.name if kommune.art_id else "",
            "verantwortlich": eintraege[kommune.slug][Rolle.VERANTWORTLICH],
            "beteiligt": eintraege[kommune.slug][Rolle.BETEILIGT],
        }
        for kommune in kommunen
    ]
