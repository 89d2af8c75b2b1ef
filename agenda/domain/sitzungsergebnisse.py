"""After a session: its results on one screen, the next Stand of an Anlage, the Ausführung.

Results are written all or none, and only over what a person has seen.
"""

import datetime
import hashlib
import json
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from agenda.domain.ausgaben import protokollieren
from agenda.models import (
    Ausfuehrungsstand,
    Ausgabe,
    Beratung,
    Beratungsergebnis,
    Beschlusspunkt,
    Drucksache,
    Sitzung,
)
from agenda.models.ausgabe import Ausgabeart
from kommunen.models import Portal

RECHTE = ("agenda.change_beratung", "agenda.change_beschlusspunkt")
AUSFUEHRUNG_RECHT = "agenda.add_ausfuehrungsstand"
VERALTET = "Das hat inzwischen jemand anderes geändert. Darunter steht, was jetzt gespeichert ist. Ihre Eingabe steht noch im Formular; wenn sie gelten soll, speichern Sie noch einmal."
WEG = "Diese Beratung gibt es nicht mehr; jemand hat sie gelöscht oder verlegt. Bitte öffnen Sie die Seite neu."
ZUKUNFT = "Die Sitzung ist erst am {:%d.%m.%Y}. Beschlossen sein kann dort noch nichts."
AUSFUEHRUNG_VERALTET = "Inzwischen wurde ein Stand eingetragen (siehe Verlauf). Bitte prüfen Sie, ob Ihrer noch dazukommen soll, und speichern Sie dann noch einmal."
PUNKT_WEG = "Diesen Beschlusspunkt gibt es nicht mehr. Bitte öffnen Sie die Seite neu."


class Abgewiesen(Exception):
    """Nothing was saved. `fehler` says per row (primary key) what is wrong, in German."""

    def __init__(self, fehler):
        self.fehler = fehler
        super().__init__(fehler)


# Results of a session


@dataclass(frozen=True)
class Eintragung:
    """What is to be written of one Beratung: `punkte` is {Beschlusspunkt pk: (wording, checked)}.

    `gesehen` is the fingerprint() a person has seen.
    """

    beratung: int
    gesehen: str
    ergebnis: Beratungsergebnis | None
    ergebnis_text: str
    punkte: dict = field(default_factory=dict)


def beratungen(gremium, datum):
    """Return what a Gremium dealt with on a day, without the Vorlagen still being written."""
    return (
        Beratung.objects.filter(gremium=gremium, datum=datum, drucksache__entwurf=False)
        .select_related("drucksache", "ergebnis", "gremium")
        .prefetch_related("drucksache__beschlusspunkte")
        .order_by("drucksache__nummer")
    )


def fingerprint(beratung):
    """Return a hash of what the screen shows of a Beratung of beratungen()."""
    inhalt = [
        beratung.ergebnis_id,
        beratung.ergebnis_text,
        [
            [p.pk, p.nummer, p.wortlaut, p.wortlaut_belegt]
            for p in beratung.drucksache.beschlusspunkte.all()
        ],
    ]
    return hashlib.sha256(json.dumps(inhalt).encode()).hexdigest()


@transaction.atomic
def record(gremium, datum, eintragungen, *, user):
    """Write the results of a session, all of them or none. Returns the Drucksachen changed.

    Raises PermissionDenied, or Abgewiesen with what is wrong per Beratung. Side effects: what
    the Beschlusspunkte say, a LogEntry per Drucksache, the version stamp.
    """
    if not user.has_perms(RECHTE):
        raise PermissionDenied
    pks = [eintragung.beratung for eintragung in eintragungen]
    # The admin's form of a Drucksache writes this row first: who comes second waits, and sees.
    list(Drucksache.objects.select_for_update().filter(beratungen__pk__in=pks).order_by("pk"))
    jetzt = {beratung.pk: beratung for beratung in beratungen(gremium, datum)}
    fehler = {
        eintragung.beratung: [was]
        for eintragung in eintragungen
        if (was := _einwand(jetzt.get(eintragung.beratung), eintragung))
    }
    if fehler:
        raise Abgewiesen(fehler)
    geaendert = []
    for eintragung in eintragungen:
        beratung = jetzt[eintragung.beratung]
        if saetze := _schreiben(beratung, eintragung):
            protokollieren(beratung.drucksache, user, " ".join(saetze))
            geaendert.append(beratung.drucksache)
    if geaendert:
        Portal.objects.stempeln()
    return geaendert


def _einwand(beratung, eintragung):
    """Return why something cannot be written, or ""."""
    if beratung is None:
        return WEG
    if fingerprint(beratung) != eintragung.gesehen:
        return VERALTET
    ergebnis = eintragung.ergebnis
    if ergebnis and ergebnis.beschlossen and beratung.datum > timezone.localdate():
        return ZUKUNFT.format(beratung.datum)
    return ""


def _schreiben(beratung, eintragung):
    """Write what is different, and return what was done as sentences for the log."""
    saetze = []
    neu = (eintragung.ergebnis, eintragung.ergebnis_text)
    if (beratung.ergebnis, beratung.ergebnis_text) != neu:
        beratung.ergebnis, beratung.ergebnis_text = neu
        beratung.save(update_fields=["ergebnis", "ergebnis_text"])
        worte = ". ".join(str(teil) for teil in neu if teil) or "kein Ergebnis"
        saetze.append(f"Ergebnis {beratung}: {worte}.")
    for punkt in beratung.drucksache.beschlusspunkte.all():
        alt = (punkt.wortlaut, punkt.wortlaut_belegt)
        punkt.wortlaut, punkt.wortlaut_belegt = eintragung.punkte.get(punkt.pk, alt)
        if alt != (punkt.wortlaut, punkt.wortlaut_belegt):
            punkt.save(update_fields=["wortlaut", "wortlaut_belegt"])
            saetze.append(f"{punkt} geändert; vorher: „{alt[0]}“.")
    return saetze


# The next Stand of an Anlage


@dataclass(frozen=True)
class NeuerStand:
    """A Beratung that changed something, and an Anlage of which it asks for the next Stand.

    `vorher` is what was given out last before, `nachher` what came first after it (or None).
    `anlage_nr` is None where no Anlage was ever given out.
    """

    beratung: Beratung
    anlage_nr: int | None
    vorher: Ausgabe | None
    nachher: Ausgabe | None

    @property
    def offen(self):
        return self.nachher is None

    @property
    def vergleichbar(self):
        """Whether everybody may compare the two."""
        return all(a and _oeffentlich(self.beratung, a) for a in (self.vorher, self.nachher))


def _oeffentlich(beratung, ausgabe):
    eigene = ausgabe.beratung
    return beratung.drucksache.ist_oeffentlich and (eigene is None or eigene.oeffentlich)


def neue_staende(*, gremium=None, datum=None):
    """Return a NeuerStand per changed decision and Anlage, the last session first. Three queries.

    Only where the Drucksache has an Anlage of ours, or concerns the agenda or Steckbriefe.
    """
    rows = _geaenderte()
    if gremium:
        rows = rows.filter(gremium=gremium, datum=datum)
    rows = list(rows)
    anlagen = list(
        Ausgabe.objects.filter(
            art=Ausgabeart.ANLAGE, drucksache__in={beratung.drucksache_id for beratung in rows}
        )
        .festgeschrieben()
        .defer("dokument", "vorwort")
        .select_related("beratung")
        .order_by("festgeschrieben_at")
    )
    uhrzeiten = {
        (gremium, tag): zeit
        for gremium, tag, zeit in Sitzung.objects.filter(
            datum__in={beratung.datum for beratung in rows}
        ).values_list("gremium", "datum", "uhrzeit")
    }
    return [
        _stand(beratung, nr, anlagen, uhrzeiten.get((beratung.gremium_id, beratung.datum)))
        for beratung in rows
        for nr in sorted(
            {a.anlage_nr for a in anlagen if a.drucksache_id == beratung.drucksache_id}
        )
        or [None]
    ]


def _geaenderte():
    anlagen = Ausgabe.objects.filter(drucksache=OuterRef("drucksache"))
    verknuepft = Drucksache.steckbriefe.through.objects.filter(drucksache=OuterRef("drucksache"))
    return (
        Beratung.objects.filter(ergebnis__verlangt_neuen_stand=True, datum__isnull=False)
        .filter(Q(drucksache__betrifft_agenda=True) | Exists(verknuepft) | Exists(anlagen))
        .select_related("drucksache", "gremium", "ergebnis")
        .order_by("-datum", "-pk")
    )


def _stand(beratung, nr, anlagen, uhrzeit):
    """Find what was given out before and after; where the hour is not known, the next day counts."""
    tag = beratung.datum if uhrzeit else beratung.datum + datetime.timedelta(days=1)
    ab = timezone.make_aware(datetime.datetime.combine(tag, uhrzeit or datetime.time.min))
    reihe = [a for a in anlagen if (a.drucksache_id, a.anlage_nr) == (beratung.drucksache_id, nr)]
    vorher = [a for a in reihe if a.festgeschrieben_at < ab]
    nachher = [a for a in reihe if a.festgeschrieben_at >= ab]
    return NeuerStand(beratung, nr, vorher[-1] if vorher else None, nachher[0] if nachher else None)


def folgende(beratungen):
    """Return {pk: the first later Beratung of the same Drucksache without a result, or None}. One query."""
    offene = list(
        Beratung.objects.filter(
            drucksache__in={beratung.drucksache_id for beratung in beratungen},
            ergebnis__isnull=True,
            ergebnis_text="",
        ).select_related("gremium")
    )
    return {
        beratung.pk: next((o for o in offene if _kommt_nach(o, beratung)), None)
        for beratung in beratungen
    }


def _kommt_nach(andere, beratung):
    return (
        andere.drucksache_id == beratung.drucksache_id
        and andere.pk != beratung.pk
        and (andere.datum is None or beratung.datum is None or andere.datum > beratung.datum)
    )


@dataclass(frozen=True)
class Beschlossen:
    """A Drucksache that a session decided: whether each point has a state, and who still deliberates."""

    drucksache: Drucksache
    alle_mit_stand: bool
    folgende: Beratung | None


def beschlossene(beratungen):
    """Return Beschlossen for those of beratungen() with points that were decided. Two queries."""
    fertige = [
        beratung
        for beratung in beratungen
        if beratung.ergebnis
        and beratung.ergebnis.beschlossen
        and beratung.drucksache.beschlusspunkte.all()
    ]
    ohne_stand = set(
        Beschlusspunkt.objects.filter(
            drucksache__in={beratung.drucksache_id for beratung in fertige},
            ausfuehrungen__isnull=True,
        ).values_list("drucksache", flat=True)
    )
    naechste = folgende(fertige)
    return [
        Beschlossen(b.drucksache, b.drucksache_id not in ohne_stand, naechste[b.pk])
        for b in fertige
    ]


# Ausführung


@dataclass(frozen=True)
class NeueAusfuehrung:
    """A state to be added to a Beschlusspunkt; `gesehen` is the pk of the last one seen, or None."""

    punkt: int
    gesehen: int | None
    stand: str
    datum: datetime.date
    text: str = ""
    naechster_bericht: datetime.date | None = None


@transaction.atomic
def add_ausfuehrung(drucksache, eintraege, *, user):
    """Add states of execution to Beschlusspunkte of a Drucksache, all or none; return them.

    What is written stays: a correction is another row. Raises PermissionDenied, or Abgewiesen per
    Beschlusspunkt. Side effects: a LogEntry, the version stamp.
    """
    if not user.has_perm(AUSFUEHRUNG_RECHT):
        raise PermissionDenied
    Drucksache.objects.select_for_update().get(pk=drucksache.pk)
    punkte = drucksache.beschlusspunkte.prefetch_related("ausfuehrungen").in_bulk()
    fehler = {}
    for eintrag in eintraege:
        punkt = punkte.get(eintrag.punkt)
        if punkt is None:
            fehler[eintrag.punkt] = [PUNKT_WEG]
        elif letzte_pk(punkt) != eintrag.gesehen:
            fehler[eintrag.punkt] = [AUSFUEHRUNG_VERALTET]
    if fehler:
        raise Abgewiesen(fehler)
    neue = [
        Ausfuehrungsstand.objects.create(
            beschlusspunkt=punkte[eintrag.punkt],
            stand=eintrag.stand,
            datum=eintrag.datum,
            text=eintrag.text,
            naechster_bericht=eintrag.naechster_bericht,
            eingetragen_von=user,
        )
        for eintrag in eintraege
    ]
    if neue:
        worte = ", ".join(f"{neu.beschlusspunkt}: {neu}" for neu in neue)
        protokollieren(drucksache, user, f"Stand der Ausführung eingetragen. {worte}.")
        Portal.objects.stempeln()
    return neue


def letzte_pk(punkt):
    """Return the pk of the row that was added last to a Beschlusspunkt, None without any."""
    return max((stand.pk for stand in punkt.ausfuehrungen.all()), default=None)
