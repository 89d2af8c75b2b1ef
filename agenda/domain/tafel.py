"""The start board of the office: what waits for somebody, within what an account may see."""

import datetime
from dataclasses import dataclass, field

from django.db.models import BooleanField, ExpressionWrapper, F, Max, Q
from django.utils import timezone

from agenda.domain import meilensteine
from agenda.domain.band import Band
from agenda.domain.projekt import BEENDET
from agenda.models import (
    Ausgabe,
    Beratung,
    Drucksache,
    Eintrag,
    Fassung,
    Meilenstein,
    Meilensteinstand,
    Rueckmeldung,
    Sachstand,
    Steckbrief,
    gueltigkeit,
)
from agenda.models.ausgabe import Ausgabeart
from agenda.models.sachstand import Meldestatus, Sachstandsart
from agenda.models.steckbrief import Bezug, Status
from agenda.models.vages_datum import VagesDatum
from kommunen.models import Kommune

OHNE_SACHSTAND = datetime.timedelta(days=90)
VORSCHAU = datetime.timedelta(days=30)
HOECHSTENS = 10


@dataclass(frozen=True)
class Faellig:
    """A planned milestone that is due, or was and is not reported as reached; when (VagesDatum)."""

    meilenstein: Meilenstein
    termin: VagesDatum
    ueberfaellig: bool


@dataclass(frozen=True)
class Bevorstehend:
    """A coming Beratung and an Anlage it needs: `ausgabe` is None as long as it was not given out.

    anlage_nr is None where the Drucksache never had one, not even as a draft. `entwurf` is the
    draft for this Beratung if nothing was given out. `abweichungen` are words on what differs.
    """

    beratung: Beratung
    anlage_nr: int | None
    ausgabe: Ausgabe | None
    entwurf: Ausgabe | None = None
    abweichungen: list = field(default_factory=list)


def submitted(user):
    """Return what was handed in for release, the longest waiting first."""
    return _lebende(user).filter(status=Status.ZUR_FREIGABE).order_by("updated_at", "pk")


def drafts_of(user):
    """Return the drafts an account edited last, the newest first."""
    return (
        _lebende(user)
        .filter(status=Status.ENTWURF, bearbeitet_von=user)
        .order_by("-updated_at", "pk")
    )


def scheduled(user):
    """Return the released Fassungen that are not valid yet, in the order they will be."""
    return (
        Fassung.objects.filter(steckbrief__in=_lebende(user))
        .geplant()
        .select_related("steckbrief")
        .defer("dokument")
        .order_by("gilt_ab", "pk")
    )


def without_report(user):
    """Return public projects in work that nobody has confirmed for 90 days, the oldest first."""
    grenze = timezone.now() - OHNE_SACHSTAND
    return (
        _lebende(user)
        .filter(nummer__isnull=False)
        .exclude(eintraege__umsetzungsstand__in=BEENDET)
        .annotate(
            zuletzt=Max(
                "sachstaende__angenommen_at", filter=~Q(sachstaende__art=Sachstandsart.VOR_ORT)
            )
        )
        .filter(Q(zuletzt__isnull=True, fassungen__gilt_ab__lt=grenze) | Q(zuletzt__lt=grenze))
        .order_by(F("zuletzt").asc(nulls_first=True), "nummer_schluessel")
        .distinct()
    )


def milestones_due(user, heute=None):
    """Return Faellig for milestones of public projects that end by 30 days from today.

    What an accepted report says of the date counts. The same number of queries for any number.
    """
    heute = heute or timezone.localdate()
    grenze = heute + VORSCHAU
    erreicht = Meilensteinstand.objects.filter(
        sachstand__angenommen_at__isnull=False, erreicht_am__isnull=False
    ).values("meilenstein_uuid")
    offen = (
        Meilenstein.objects.filter(steckbrief__in=_lebende(user).filter(nummer__isnull=False))
        .exclude(termin__isnull=True)
        .exclude(uuid__in=erreicht)
        .select_related("steckbrief")
        .order_by("termin", "pk")
    )
    termine = _termine({m.steckbrief_id for m in offen}, heute)
    faellige = [
        Faellig(m, termin, termin.letzter_tag < heute)
        for m in offen
        if (termin := termine.get(m.uuid) or m.termin).letzter_tag <= grenze
    ]
    return sorted(faellige, key=lambda faellig: faellig.termin.letzter_tag)


def _termine(steckbriefe, heute):
    """Return {UUID: VagesDatum} of the milestones that the valid Fassungen have, as reported since."""
    gueltige = Eintrag.objects.gueltig().filter(steckbrief__in=steckbriefe)
    lagen = meilensteine.lagen(
        dict(gueltige.values_list("steckbrief", "pk")), moment=timezone.now(), tag=heute
    )
    return {lage.uuid: lage.termin for reihe in lagen.values() for lage in reihe}


def given_back(user):
    """Return the reports the office gave back with a question, to those who may answer it.

    They are drafts again, so the newest question comes first.
    """
    return (
        Sachstand.objects.filter(
            status=Meldestatus.ENTWURF, steckbrief__in=Steckbrief.objects.editable_by(user)
        )
        .exclude(rueckfrage="")
        .select_related("steckbrief", "runde", "kommune")
        .order_by("-pk")
    )


def last_beratungen(user):
    """Return the Beratungen up to today for those who may see Drucksachen, the last one first."""
    if not user.has_perm("agenda.view_drucksache"):
        return Beratung.objects.none()
    return (
        Beratung.objects.visible_to(user)
        .filter(datum__lte=timezone.localdate())
        .select_related("drucksache", "gremium", "ergebnis")
        .order_by("-datum", "-id")
    )


def coming_anlagen(user, heute=None):
    """Return Bevorstehend for every Anlage a coming Beratung (today or later) needs.

    It concerns Drucksachen on the agenda or on Steckbriefe, and those with an Anlage, given out
    or a draft: what is only a draft is needed and still missing. For those who may see Ausgaben;
    the same number of queries for any number.
    """
    if not user.has_perm("agenda.view_ausgabe"):
        return []
    beratungen = list(
        Beratung.objects.visible_to(user)
        .filter(datum__gte=heute or timezone.localdate(), drucksache__in=_unsere())
        .select_related("drucksache", "gremium")
        .order_by("datum", "id")
    )
    if not beratungen:
        return []
    anlagen = list(
        Ausgabe.objects.filter(
            art=Ausgabeart.ANLAGE, drucksache__in=[b.drucksache_id for b in beratungen]
        )
        .select_related("beratung__gremium")
        .prefetch_related("auswahl")
    )
    gueltig = _gueltig() if any(a.ist_festgeschrieben for a in anlagen) else []
    return [
        _bevorstehend(beratung, nr, [a for a in reihe if a.anlage_nr == nr], gueltig)
        for beratung in beratungen
        for reihe in [[a for a in anlagen if a.drucksache_id == beratung.drucksache_id]]
        for nr in sorted({a.anlage_nr for a in reihe}) or [None]
    ]


def _unsere():
    """Return the Drucksachen whose Beratungen need an Anlage of ours."""
    return Drucksache.objects.filter(
        Q(betrifft_agenda=True)
        | Q(pk__in=Drucksache.steckbriefe.through.objects.values("drucksache"))
        | Q(pk__in=Ausgabe.objects.filter(art=Ausgabeart.ANLAGE).values("drucksache"))
    ).values("pk")


def _gueltig():
    """Return (hash, Steckbrief, whether it belongs to the agenda as it goes on) of what is valid."""
    laeuft = gueltigkeit.laeuft(praefix="eintrag__")
    return list(
        Fassung.objects.gueltig()
        .annotate(
            laufende_agenda=ExpressionWrapper(
                laeuft & Q(eintrag__bezug=Bezug.AGENDA), output_field=BooleanField()
            )
        )
        .values_list("sha256", "steckbrief", "laufende_agenda")
    )


def _bevorstehend(beratung, nr, reihe, gueltig):
    """Judge one Anlage; `reihe` are the Ausgaben with its number, the newest first."""
    entwurf = next(
        (a for a in reihe if a.beratung_id == beratung.pk and not a.ist_festgeschrieben), None
    )
    reihe = [a for a in reihe if a.ist_festgeschrieben]
    hier = next((a for a in reihe if a.beratung_id == beratung.pk), None)
    if hier is None:
        return Bevorstehend(beratung, nr, None, entwurf)
    band = Band.lesen(hier.dokument)
    abweichungen = []
    andere = [a for a in reihe if a.beratung_id != beratung.pk]
    vorige = next((a for a in andere if a.festgeschrieben_at < hier.festgeschrieben_at), None)
    if vorige and Band.lesen(vorige.dokument).inhalt != band.inhalt:
        abweichungen.append(f"anders als die Anlage für: {vorige.beratung or 'früher'}")
    if {zeile["sha256"] for zeile in band.steckbriefe} != _sollte(hier, gueltig):
        abweichungen.append("anders als die jetzt gültigen Fassungen")
    return Bevorstehend(beratung, nr, hier, abweichungen=abweichungen)


def _sollte(ausgabe, gueltig):
    """Return the hashes of the Fassungen an Anlage would hold if it were given out now."""
    auswahl = {zeile.steckbrief_id for zeile in ausgabe.auswahl.all()}
    return {
        summe
        for summe, steckbrief, laufende_agenda in gueltig
        if (steckbrief in auswahl if auswahl else laufende_agenda)
    }


def new_rueckmeldungen():
    """Return what readers reported and nobody has taken up, the longest waiting first.

    For those who may see Rückmeldungen.
    """
    return Rueckmeldung.objects.neu().order_by("eingegangen_at", "pk")


def without_phone():
    """Return the Kommunen nobody can call; for those who may change them."""
    return Kommune.objects.filter(telefon="")


def _lebende(user):
    return Steckbrief.objects.visible_to(user).vorhanden().filter(abgelegt_at__isnull=True)
