"""What history says of the agenda at both ends of a period. Read only, a constant number of queries."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q

from agenda.domain import figures, meilensteine, stichtag
from agenda.domain.band import Band
from agenda.models import Abfrage, Ausgabe, Eintrag, EintragKommune, Fassung, Sachstand, Vorgang
from agenda.models.ausgabe import Ausgabeart
from agenda.models.steckbrief import nummer_schluessel
from agenda.models.teile import Rolle
from agenda.models.vages_datum import VagesDatum
from agenda.models.vorgang import Verb

# No portal is older; earlier days are beyond what databases know of time zones.
FRUEHESTENS = datetime.date(1990, 1, 1)
EIN_TAG = datetime.timedelta(days=1)
# What is told of a project besides its Fassungen.
SCHRITTE = (*figures.ABLAGE, Verb.FREIGEGEBEN, Verb.UMNUMMERIERT)


@dataclass(frozen=True)
class Ende:
    """An end of a period: its last day, and the moment up to which Fassungen count.

    Of the Sachstände those count whose Stichtag is no later than that day, and that were accepted
    by the Redaktionsschluss (`schluss`).
    """

    tag: datetime.date
    moment: datetime.datetime
    schluss: datetime.datetime

    @classmethod
    def am(cls, tag, schluss):
        """Return the end of a day in Berlin, or the Redaktionsschluss where that was earlier."""
        return cls(tag, min(stichtag.am(tag).moment, schluss), schluss)

    def kennt(self, sachstand):
        """Whether an accepted Sachstand counts; one without a date is older than all others."""
        return sachstand.angenommen_at <= self.schluss and (
            sachstand.stichtag is None or sachstand.stichtag.datum <= self.tag
        )

    def sachstaende(self):
        """Return the Sachstände that count, as a queryset: kennt() in the words of the database."""
        danach = VagesDatum(self.tag + EIN_TAG, "anfang")
        return Sachstand.objects.filter(
            Q(stichtag__isnull=True) | Q(stichtag__lt=danach), angenommen_at__lte=self.schluss
        )


def enden(bericht, vorige, schluss):
    """Return (Ende before the period, Ende of the period) of a Bericht.

    It begins where the one before it (`vorige`, or None) ended; without one on the day before
    `von`, as all reports tell that were accepted by now.
    """
    ende = Ende.am(bericht.bis, schluss)
    if vorige:
        return Ende.am(vorige.bis, vorige.redaktionsschluss), ende
    tag = max(bericht.von, FRUEHESTENS) - EIN_TAG
    return Ende(tag, min(stichtag.am(tag).moment, schluss), schluss), ende


class Lage:
    """The agenda between two Enden. What is told by Steckbrief has its key (pk) for a key."""

    def __init__(self, anfang, ende):
        self.anfang, self.ende = anfang, ende
        # Whatever is named: the successor of a merged one may be from the Umfeld.
        self.alle = self._eintraege(ende)
        self.vorher = {pk: e for pk, e in self._eintraege(anfang).items() if e.bezug == "agenda"}
        self.liefen = self._laufende(anfang) & set(self.vorher)
        laufende = self._laufende(ende)
        self.laufen = {pk for pk in laufende if self.alle[pk].bezug == "agenda"}
        self.eintraege = {
            pk: eintrag
            for pk, eintrag in self.alle.items()
            if pk in self.laufen or pk in self.liefen or self._kam_und_ging(pk, eintrag)
        }

    def _kam_und_ging(self, pk, eintrag):
        return eintrag.bezug == "agenda" and pk not in self.vorher

    @staticmethod
    def _eintraege(ende):
        zeilen = (
            Eintrag.objects.gueltig(ende.moment)
            .select_related("fassung", "genanntes_handlungsfeld")
            .schmal()
        )
        # By what was released, not by what they are numbered since.
        return {eintrag.steckbrief_id: eintrag for eintrag in sorted(zeilen, key=_reihenfolge)}

    @staticmethod
    def _laufende(ende):
        return set(figures.laufend_am(ende).values_list("steckbrief", flat=True))

    @cached_property
    def nummern(self):
        """{Steckbrief: the Nummern it was released under at both ends of the period}."""
        nummern = {pk: {eintrag.fassung.nummer} for pk, eintrag in self.eintraege.items()}
        for pk in nummern.keys() & self.vorher.keys():
            nummern[pk].add(self.vorher[pk].fassung.nummer)
        return nummern

    @cached_property
    def rollen(self):
        """{Steckbrief: {slug of a Kommune: Rolle}} as released at the end of the period."""
        pks = {eintrag.pk: pk for pk, eintrag in self.eintraege.items()}
        rollen = {pk: {} for pk in self.eintraege}
        for eintrag, slug, rolle in (
            EintragKommune.objects.filter(eintrag__in=pks)
            .order_by("kommune__slug")
            .values_list("eintrag", "kommune__slug", "rolle")
        ):
            rollen[pks[eintrag]][slug] = Rolle(rolle)
        return rollen

    @cached_property
    def _sachstaende(self):
        """All that count at the end, the last one first: whole reports and those vor Ort."""
        bekannt = Sachstand.objects.filter(
            steckbrief__in=self.eintraege, angenommen_at__lte=self.ende.schluss
        ).prefetch_related("mittel", "staende_vor_ort__kommune")
        return [
            [s for s in reihe if self.ende.kennt(s)]
            for reihe in (bekannt.angenommen(), bekannt.angenommen_vor_ort())
        ]

    @cached_property
    def berichte(self):
        """{Steckbrief: [Sachstand]}: reports on the whole project, the last one first."""
        return _nach_steckbrief(self.eintraege, self._sachstaende[0])

    @cached_property
    def vor_ort(self):
        """{Steckbrief: [StandVorOrt]}, of each Kommune the last word."""
        alle = sorted((s for reihe in self._sachstaende for s in reihe), key=_wann, reverse=True)
        ergebnis = {}
        for pk, reihe in _nach_steckbrief(self.eintraege, alle).items():
            orte = {}
            for sachstand in reihe:
                for ort in sachstand.staende_vor_ort.all():
                    orte.setdefault(ort.kommune.slug, ort)
            ergebnis[pk] = [orte[slug] for slug in sorted(orte)]
        return ergebnis

    @cached_property
    def meilensteine(self):
        """{Steckbrief: [(Meilensteinlage before or None, Meilensteinlage at the end)]}."""
        vorher = self._lagen(self.anfang, {pk: e.pk for pk, e in self.vorher.items()})
        nachher = self._lagen(self.ende, {pk: e.pk for pk, e in self.eintraege.items()})
        paare = {}
        for pk, lagen in nachher.items():
            alte = {lage.uuid: lage for lage in vorher.get(pk, ())}
            paare[pk] = [(alte.get(lage.uuid), lage) for lage in lagen]
        return paare

    @staticmethod
    def _lagen(ende, eintraege):
        # Judged on the day after: what was due on the last day is over then.
        lagen = meilensteine.lagen(
            eintraege,
            moment=ende.moment,
            tag=ende.tag + EIN_TAG,
            sachstaende=ende.sachstaende(),
        )
        return {pk: lagen[eintrag] for pk, eintrag in eintraege.items()}

    @cached_property
    def runden(self):
        """[(Runde's pk, Stichtag, {slugs of the Kommunen asked})] of the period, the last one last."""
        runden = {}
        for runde, tag, slug in (
            Abfrage.objects.filter(
                runde__eroeffnet_at__lte=self.ende.schluss,
                runde__stichtag__gt=self.anfang.tag,
                runde__stichtag__lte=self.ende.tag,
            )
            .order_by("runde__stichtag", "runde", "pk")
            .values_list("runde", "runde__stichtag", "kommune__slug")
        ):
            runden.setdefault((tag, runde), set()).add(slug)
        return [(runde, tag, slugs) for (tag, runde), slugs in runden.items()]

    @cached_property
    def vorgaenge(self):
        """[Vorgang] of the period on public projects, the first one first."""
        return list(
            Vorgang.objects.filter(
                steckbrief__in=self.alle,
                verb__in=SCHRITTE,
                created_at__gt=self.anfang.moment,
                created_at__lte=self.ende.moment,
            )
            .select_related("drucksache")
            .order_by("created_at", "pk")
        )

    @cached_property
    def neue_fassungen(self):
        """[(Fassung, Fassung before it or None, its Vorgang or None)] that became valid, in order."""
        zeilen = list(
            Fassung.objects.oeffentlich(self.ende.moment)
            .filter(steckbrief__in=self.eintraege, eintrag__gilt_ab__gt=self.anfang.moment)
            .order_by("gilt_ab", "pk")
        )
        # Released for later, a Fassung has its Vorgang before the period.
        vorgaenge = {
            vorgang.fassung_id: vorgang
            for vorgang in Vorgang.objects.filter(
                fassung__in=zeilen, verb__in=(Verb.FREIGEGEBEN, Verb.UMNUMMERIERT)
            ).select_related("drucksache")
        }
        letzte = {pk: eintrag.fassung for pk, eintrag in self.vorher.items()}
        ergebnis = []
        for fassung in zeilen:
            vorige = letzte.get(fassung.steckbrief_id)
            ergebnis.append((fassung, vorige, vorgaenge.get(fassung.pk)))
            letzte[fassung.steckbrief_id] = fassung
        return ergebnis

    @cached_property
    def anlagen(self):
        """{hash of a Fassung: Nummer of the public Drucksache whose Anlage held it first}."""
        anlagen = {}
        for ausgabe in (
            Ausgabe.objects.oeffentlich()
            .filter(art=Ausgabeart.ANLAGE, muster=False, festgeschrieben_at__lte=self.ende.schluss)
            .order_by("festgeschrieben_at")
            .annotate(papier=F("drucksache__nummer"))
        ):
            for zeile in Band.lesen(ausgabe.dokument).steckbriefe:
                anlagen.setdefault(zeile["sha256"], ausgabe.papier)
        return anlagen


def _reihenfolge(eintrag):
    platz = float("inf") if eintrag.reihenfolge is None else eintrag.reihenfolge
    return (platz, nummer_schluessel(eintrag.fassung.nummer))


def _nach_steckbrief(steckbriefe, sachstaende):
    ergebnis = {pk: [] for pk in steckbriefe}
    for sachstand in sachstaende:
        ergebnis[sachstand.steckbrief_id].append(sachstand)
    return ergebnis


def _wann(sachstand):
    """The order of SachstandQuerySet: by Stichtag, then by acceptance; undated ones first of all."""
    tag = sachstand.stichtag.datum if sachstand.stichtag else datetime.date.min
    return (tag, sachstand.angenommen_at, sachstand.pk)


def oeffentliche_nummer(drucksache):
    """Return the Nummer of a Drucksache that everybody may know of, else None."""
    if drucksache is None or drucksache.entwurf or not drucksache.oeffentlich:
        return None
    return drucksache.nummer
