"""Draw a Sachstandsbericht from history: what became of each Steckbrief between two days.

Only what was known by the Redaktionsschluss counts, so the same period gives the same words later.
What keeps no history (names of fields and Kommunen, who publishes) is told as it is now.
"""

from django.core.exceptions import ValidationError
from django.utils import timezone

from agenda.domain import stichtag
from agenda.domain.band import IDENTITAET
from agenda.domain.berichtdokument import (
    ABSCHNITTE,
    ART,
    SCHEMA,
    Berichtdokument,
    figuren,
    mittel,
    zahlen,
)
from agenda.domain.berichtlage import Lage, enden, oeffentliche_nummer
from agenda.domain.berichtprojekt import Projekt, ablagetext, bereinigt, wer
from agenda.domain.dokument import Dokument
from agenda.domain.vergleich import aenderungen
from agenda.models.sachstand import Ampel
from kommunen.models import Kommune, Portal, Rechtsgrundlage

# The legal frame of reporting, as the operator has entered it.
RECHTSRAHMEN = ("berichtswesen", "hauptausschuss")
ZUKUNFT = "Der Zeitraum endet in der Zukunft. Berichtet wird, was schon war."
# How many changed fields are named, where nobody told a reason.
GENANNT = 4


def zeichnen(bericht, *, vorige, redaktionsschluss):
    """Return the Berichtdokument of a Bericht, from history.

    vorige: the Bericht it goes on from, or None. redaktionsschluss: None for a draft that takes
    in whatever is accepted by now. Raises ValidationError in German: the period ends in the
    future, or before anything was public. The number of queries does not depend on that of
    Steckbriefe.
    """
    if bericht.bis > timezone.localdate():
        raise ValidationError(ZUKUNFT, code="zukunft")
    anfang, ende = enden(bericht, vorige, redaktionsschluss or timezone.now())
    lage = Lage(anfang, ende)
    if not lage.eintraege:
        raise ValidationError(_nichts(bericht), code="leer")
    projekte = [Projekt(lage, pk) for pk in lage.eintraege]
    zeilen = [projekt.zeile for projekt in projekte]
    portal = Portal.objects.aktuell()
    return Berichtdokument(
        {
            "schema": SCHEMA,
            "art": ART,
            "nummer": bericht.nummer,
            "berichtigung": bericht.berichtigung,
            "berichtigung_grund": bereinigt(bericht.berichtigung_grund),
            "titel": bericht.titel,
            "von": bericht.von.isoformat(),
            "bis": bericht.bis.isoformat(),
            "redaktionsschluss": zeitpunkt(redaktionsschluss),
            "adresse": bericht.get_absolute_url(),
            "aktenzeichen": bericht.aktenzeichen or portal.aktenzeichen,
            "kopf": _kopf(bericht),
            "identitaet": {name: getattr(portal, name) for name in IDENTITAET}
            | {"hinweis": portal.sichtbarer_hinweis},
            "rechtsgrundlagen": list(
                Rechtsgrundlage.objects.filter(schluessel__in=RECHTSRAHMEN).values(
                    "thema", "fundstelle"
                )
            ),
            "vorige": vorige
            and {
                "nummer": vorige.nummer,
                "berichtigung": vorige.berichtigung,
                "bis": vorige.bis.isoformat(),
            },
            "kommunen": _kommunen(lage),
            "abschnitte": [
                {"key": key, "titel": titel, "text": text}
                for key, titel in ABSCHNITTE.items()
                if (text := bereinigt(getattr(bericht, key)))
            ],
            "entscheidungen": [e for projekt in projekte for e in projekt.entscheidungen],
            "aenderungen": _aenderungen(lage, erster=vorige is None),
            "auffaellig": sorted(
                (a for projekt in projekte for a in projekt.auffaellig),
                key=lambda zeile: zeile["ampel"] != Ampel.ROT,
            ),
            "zahlen": zahlen(zeilen),
            "figuren": figuren(zeilen, vorher=anfang.tag, nachher=ende.tag),
            "handlungsfelder": _handlungsfelder(projekte),
            "mittel": mittel(zeilen),
        }
    )


def zeitpunkt(moment):
    """Return a moment as the document writes it: ISO, in UTC; None stays None."""
    if moment is None:
        return None
    return moment.astimezone(timezone.get_fixed_timezone(0)).isoformat().replace("+00:00", "Z")


def _nichts(bericht):
    erster = stichtag.erster_tag()
    seit = f" Der erste ist seit dem {erster:%d.%m.%Y} öffentlich." if erster else ""
    return f"Bis zum {bericht.bis:%d.%m.%Y} war noch kein Steckbrief der Agenda veröffentlicht. Davor gibt es nichts zu berichten.{seit}"


def _kopf(bericht):
    drucksache, beratung, sitzung = bericht.drucksache, bericht.beratung, bericht.sitzung
    gremium = (beratung or sitzung) and (beratung or sitzung).gremium.name
    tag = (beratung and beratung.datum) or (sitzung and sitzung.datum)
    return {
        "drucksache": drucksache.nummer if drucksache else None,
        "gremium": gremium,
        "sitzung": tag.isoformat() if tag else None,
        "oeffentlich": all(teil.oeffentlich for teil in (drucksache, beratung, sitzung) if teil),
    }


def _kommunen(lage):
    slugs = {slug for rollen in lage.rollen.values() for slug in rollen}
    return list(Kommune.objects.filter(slug__in=slugs).in_folge().values("slug", "name"))


def _handlungsfelder(projekte):
    # As the Fassung names it: fields merged since move nothing in an earlier report.
    felder = {projekt.eintrag.genanntes_handlungsfeld for projekt in projekte}
    return [
        {name: getattr(feld, name) for name in ("slug", "nummer", "name", "farbe", "symbol")}
        | {
            "steckbriefe": [
                projekt.zeile
                for projekt in projekte
                if projekt.eintrag.genanntes_handlungsfeld == feld
            ]
        }
        for feld in sorted(felder, key=lambda f: (f.nummer is None, f.nummer or 0, f.name))
    ]


def _aenderungen(lage, *, erster):
    """Return what was changed, in the order it happened; in a first report nothing is "new since"."""
    zeilen = []
    for fassung, vorige, vorgang in lage.neue_fassungen:
        if vorige is None and erster:
            continue
        papier = vorgang and oeffentliche_nummer(vorgang.drucksache)
        zeilen.append(
            (
                fassung.gilt_ab,
                fassung.steckbrief_id,
                _fassungstext(fassung, vorige),
                papier or lage.anlagen.get(fassung.sha256),
            )
        )
    for vorgang in lage.vorgaenge:
        text = ablagetext(lage, vorgang)
        if text and vorgang.steckbrief_id in lage.eintraege:
            papier = oeffentliche_nummer(vorgang.drucksache)
            zeilen.append((vorgang.created_at, vorgang.steckbrief_id, text, papier))
    return [
        {
            "datum": timezone.localdate(wann).isoformat(),
            "text": text,
            "drucksache": papier,
            **wer(lage, pk),
        }
        for wann, pk, text, papier in sorted(zeilen, key=lambda zeile: zeile[:2])
    ]


def _fassungstext(fassung, vorige):
    grund = bereinigt(fassung.grund)
    if vorige is None:
        return f"Neu in der Agenda. {grund}".strip()
    if fassung.nummer != vorige.nummer:
        return f"Neue Nummer: {fassung.nummer}, vorher {vorige.nummer}. {grund}".strip()
    if grund:
        return f"Fassung {fassung.nr}: {grund}"
    alt, neu = Dokument.lesen(vorige.dokument), Dokument.lesen(fassung.dokument)
    namen = list(dict.fromkeys(aenderung.label for aenderung in aenderungen(alt, neu)))
    weitere = f" und {len(namen) - GENANNT} weitere" if len(namen) > GENANNT else ""
    return f"Fassung {fassung.nr}: geändert sind {', '.join(namen[:GENANNT])}{weitere}."
