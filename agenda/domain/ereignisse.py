"""What happened in public, for feeds: Fassungen that became valid, accepted Sachstände, endings."""

import datetime
import re
import uuid
from dataclasses import dataclass

from django.db.models import Min, OuterRef, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from agenda.domain.geschichte import Station
from agenda.models import Eintrag, Fassung, Sachstand, Vorgang
from agenda.models.sachstand import Sachstandsart
from agenda.models.vorgang import Verb

HOECHSTENS = 50
SAETZE = 3
ENDE = {
    Verb.ABGELEGT: "abgelegt, wird nicht weiterverfolgt",
    Verb.ZUSAMMENGEFUEHRT: "in einem anderen Projekt aufgegangen",
    Verb.WIEDER_AUFGENOMMEN: "wieder aufgenommen",
}
# How workflow.merge() logs it on the project that goes on; the other one has the bare reason.
AUFNAHME = re.compile(r"Nimmt Steckbrief (\S+) auf\.\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Ereignis:
    """One thing that became public at a moment. `kennung` is a URN that never changes.

    `fassung` is the nr of the Fassung it is about, or None.
    """

    kennung: str
    at: datetime.datetime
    nummer: str
    fassung: int | None
    ueberschrift: str
    saetze: tuple


def ereignisse(eintraege, *, anzahl=HOECHSTENS):
    """Return the last Ereignisse of the projects of some valid Einträge, the newest first.

    Nothing is told before it is public: no planned Fassung, and a Sachstand not before the first
    Fassung of its project. A constant number of queries.
    """
    jetzt = timezone.now()
    projekte = eintraege.order_by().values("steckbrief")
    fassungen = _fassungen(projekte, jetzt, anzahl)
    sachstaende = _sachstaende(projekte, jetzt, anzahl)
    enden = _enden(projekte, jetzt, anzahl)
    namen = _namen([*fassungen, *sachstaende, *enden], jetzt)
    alle = [
        *_von_fassungen(fassungen, namen, jetzt),
        *(_vom_sachstand(row, *namen[row.steckbrief_id]) for row in sachstaende),
        *(_vom_ende(row, *namen[row.steckbrief_id]) for row in enden),
    ]
    return sorted(alle, key=lambda e: (e.at, e.kennung), reverse=True)[:anzahl]


def _namen(rows, jetzt):
    """Return {Steckbrief pk: (Nummer, Titel)} of today."""
    heutige = Eintrag.objects.gueltig(jetzt).filter(
        steckbrief__in={row.steckbrief_id for row in rows}
    )
    return {
        pk: (nummer, titel)
        for pk, nummer, titel in heutige.values_list("steckbrief", "nummer", "titel")
    }


def _kennung(steckbrief_uuid, name):
    """Return a URN from what never changes: neither host nor Nummer nor database key is in it."""
    return uuid.uuid5(steckbrief_uuid, name).urn


def _erste_veroeffentlichung():
    """The moment the first Fassung of a row's Steckbrief became valid, as a subquery."""
    return Subquery(
        Eintrag.objects.je_gueltig()
        .filter(steckbrief=OuterRef("steckbrief"))
        .order_by()
        .values("steckbrief")
        .annotate(erste=Min("gilt_ab"))
        .values("erste")
    )


def _fassungen(projekte, jetzt, anzahl):
    return list(
        Eintrag.objects.je_gueltig()
        .filter(steckbrief__in=projekte, gilt_ab__lte=jetzt)
        .select_related("steckbrief", "fassung")
        .schmal()
        .defer("fassung__dokument")
        .order_by("-gilt_ab", "-fassung__nr")[:anzahl]
    )


def _von_fassungen(rows, namen, jetzt):
    vorige = _vorige(rows, jetzt)
    verglichen = {pk for row in rows if (davor := vorige[row.pk]) for pk in (row.pk, davor)}
    texte = Fassung.objects.in_bulk(verglichen)
    for row in rows:
        nummer, _ = namen[row.steckbrief_id]
        yield Ereignis(
            _kennung(row.steckbrief.uuid, f"fassung:{row.fassung.nr}"),
            row.gilt_ab,
            nummer,
            row.fassung.nr,
            f"Steckbrief {nummer}, Fassung {row.fassung.nr}: {row.titel}",
            _saetze(row, texte.get(row.pk), texte.get(vorige[row.pk])),
        )


def _vorige(rows, jetzt):
    """Return {Fassung pk: pk of the public one before it, or None}; an Eintrag has the same pk."""
    paare = (
        Eintrag.objects.je_gueltig()
        .filter(steckbrief__in={row.steckbrief_id for row in rows}, gilt_ab__lte=jetzt)
        .order_by("steckbrief", "fassung__nr")
    )
    vorige, letzte = {}, (None, None)
    for steckbrief, pk in paare.values_list("steckbrief", "pk"):
        vorige[pk] = letzte[1] if letzte[0] == steckbrief else None
        letzte = (steckbrief, pk)
    return vorige


def _saetze(row, fassung, vorige):
    if vorige is None:
        return ("Neu veröffentlicht.", *filter(None, [row.kurzbeschreibung]))
    saetze = Station(fassung, vorige).saetze
    if not saetze:
        return ("Im Text hat sich nichts geändert.",)
    weitere = len(saetze) - SAETZE
    wort = "weitere Änderung" if weitere == 1 else "weitere Änderungen"
    return (*saetze[:SAETZE], *([f"Und {weitere} {wort}."] if weitere > 0 else []))


def _sachstaende(projekte, jetzt, anzahl):
    """Reports alone: fifty projects confirmed unchanged, or a Stand vor Ort each, are no news."""
    return list(
        Sachstand.objects.filter(
            steckbrief__in=projekte, angenommen_at__lte=jetzt, art=Sachstandsart.BERICHT
        )
        .annotate(oeffentlich_at=Greatest("angenommen_at", _erste_veroeffentlichung()))
        .select_related("steckbrief")
        .order_by("-oeffentlich_at", "-pk")[:anzahl]
    )


def _vom_sachstand(row, nummer, titel):
    art = "Berichtigung des Sachstands" if row.berichtigt_id else "Sachstand"
    saetze = [f"Umsetzungsstand: {row.get_umsetzungsstand_display()}."]
    if row.ampel:
        saetze.append(f"Ampel {row.get_ampel_display()}.")
    for feld in ("erreicht", "naechste_schritte", "hindernisse", "entscheidungsbedarf"):
        if text := getattr(row, feld):
            saetze.append(f"{Sachstand._meta.get_field(feld).verbose_name}: {text}")
    return Ereignis(
        # The moment of acceptance is frozen for ever; a database key may not outlive a restore.
        _kennung(row.steckbrief.uuid, f"sachstand:{row.angenommen_at.isoformat()}"),
        row.oeffentlich_at,
        nummer,
        None,
        f"Steckbrief {nummer}, {art} {row.stichtag or 'ohne Datum'}: {titel}",
        tuple(saetze),
    )


def _enden(projekte, jetzt, anzahl):
    return list(
        Vorgang.objects.filter(steckbrief__in=projekte, verb__in=list(ENDE), created_at__lte=jetzt)
        .annotate(oeffentlich_at=Greatest("created_at", _erste_veroeffentlichung()))
        .select_related("steckbrief")
        .order_by("-oeffentlich_at", "-pk")[:anzahl]
    )


def _vom_ende(row, nummer, titel):
    aufnahme = row.verb == Verb.ZUSAMMENGEFUEHRT and AUFNAHME.fullmatch(row.begruendung)
    if aufnahme:  # this one goes on: nothing has ended here
        andere, grund = aufnahme.groups()
        ueberschrift = f"Steckbrief {nummer} nimmt Steckbrief {andere} auf: {titel}"
        satz = f"Steckbrief {andere} ist in diesem Projekt aufgegangen."
    else:
        # Why something ended stands on its page; why it was taken up again does not.
        grund = "" if row.verb == Verb.WIEDER_AUFGENOMMEN else row.begruendung
        ueberschrift = f"Steckbrief {nummer} {ENDE[row.verb]}: {titel}"
        satz = f"Das Projekt ist {ENDE[row.verb]}."
    return Ereignis(
        _kennung(row.steckbrief.uuid, f"{row.verb}:{row.created_at.isoformat()}"),
        row.oeffentlich_at,
        nummer,
        None,
        ueberschrift,
        (satz, *([f"Begründung: {grund}"] if grund else [])),
    )
