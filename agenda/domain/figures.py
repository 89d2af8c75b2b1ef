"""The numbers behind every chart: plain values, countable for any day, the same for page and paper.

All counts are whole projects (Einträge), told apart by Bezug: nobody adds up Agenda and Umfeld
unseen. Milestone counts are whole milestones of those projects.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, Subquery

from agenda.domain import meilensteine
from agenda.models import Eintrag, EintragKommune, Sachstand, Vorgang
from agenda.models.sachstand import Umsetzungsstand
from agenda.models.steckbrief import Bezug
from agenda.models.teile import Rolle
from agenda.models.vages_datum import VagesDatum
from agenda.models.vorgang import Verb

# What puts a project away or takes it up again.
ABLAGE = (Verb.ABGELEGT, Verb.ZUSAMMENGEFUEHRT, Verb.WIEDER_AUFGENOMMEN)


@dataclass(frozen=True)
class Zahl:
    """Projects counted by Bezug; reads like a mapping for the filter `in_worten`."""

    agenda: int = 0
    umfeld: int = 0

    @property
    def gesamt(self):
        return self.agenda + self.umfeld

    def __getitem__(self, bezug):
        return getattr(self, str(bezug))


@dataclass(frozen=True)
class Projekt:
    """One public project as it stood on a day. `stand` is a Umsetzungsstand.

    `stichtag` says from when the report is that tells so (VagesDatum or None without one).
    `rollen` is {slug of a Kommune: Rolle}; `meilensteine` a list of Meilensteinlage.
    """

    nummer: str
    titel: str
    bezug: str
    handlungsfeld_id: int
    stand: Umsetzungsstand
    stichtag: VagesDatum | None = None
    rollen: dict = field(default_factory=dict)
    meilensteine: list = field(default_factory=list)

    @property
    def bezug_in_worten(self):
        return Bezug(self.bezug).label


def projekte_am(stichtag, *, bezug=""):
    """Return the Projekte that were public at a Stichtag, in the intended order. Five queries.

    Only one Bezug if it is given. What was accepted or released later is not known then.
    """
    eintraege = laufend_am(stichtag)
    if bezug:
        eintraege = eintraege.filter(bezug=bezug)
    zeilen = list(
        eintraege.in_reihenfolge().values(
            "pk", "steckbrief", "nummer", "titel", "bezug", "handlungsfeld"
        )
    )
    nach_steckbrief = {zeile["steckbrief"]: zeile["pk"] for zeile in zeilen}
    staende = letzte_staende(nach_steckbrief, stichtag.moment)
    rollen = rollen_je_eintrag(nach_steckbrief.values())
    lagen = meilensteine.lagen(nach_steckbrief, moment=stichtag.moment, tag=stichtag.tag)
    projekte = []
    for zeile in zeilen:
        stand, datum = staende.get(zeile["steckbrief"], (Umsetzungsstand.UNBEKANNT, None))
        projekte.append(
            Projekt(
                nummer=zeile["nummer"],
                titel=zeile["titel"],
                bezug=zeile["bezug"],
                handlungsfeld_id=zeile["handlungsfeld"],
                stand=Umsetzungsstand(stand),
                stichtag=datum,
                rollen=rollen.get(zeile["pk"], {}),
                meilensteine=lagen[zeile["pk"]],
            )
        )
    return projekte


def laufend_am(stichtag):
    """Return the Einträge that were public and went on at a Stichtag.

    An Eintrag knows only since when it is shelved today. Only what is shelved can be taken up
    again, so whatever is taken up next after that moment was shelved at that moment.
    """
    danach = Vorgang.objects.filter(
        steckbrief=OuterRef("steckbrief"), verb__in=ABLAGE, created_at__gt=stichtag.moment
    ).order_by("created_at", "pk")
    return (
        Eintrag.objects.gueltig(stichtag.moment)
        .laufend(stichtag.moment)
        .annotate(danach=Subquery(danach.values("verb")[:1]))
        .filter(Q(danach__isnull=True) | ~Q(danach=Verb.WIEDER_AUFGENOMMEN))
    )


def letzte_staende(steckbriefe, moment):
    """Return {Steckbrief pk: (Umsetzungsstand, Stichtag)} of the last report accepted by then."""
    staende = {}
    zeilen = (
        Sachstand.objects.filter(steckbrief__in=list(steckbriefe), angenommen_at__lte=moment)
        .angenommen()
        .values_list("steckbrief", "umsetzungsstand", "stichtag")
    )
    for steckbrief, stand, datum in zeilen:
        staende.setdefault(steckbrief, (stand, datum))
    return staende


def rollen_je_eintrag(pks):
    """Return {Eintrag pk: {slug of a Kommune: Rolle}}. One query."""
    rollen = {}
    for pk, slug, rolle in EintragKommune.objects.filter(eintrag__in=list(pks)).values_list(
        "eintrag", "kommune__slug", "rolle"
    ):
        rollen.setdefault(pk, {})[slug] = Rolle(rolle)
    return rollen


def zaehlen(projekte):
    """Return the Zahl of some Projekte."""
    bezuege = Counter(projekt.bezug for projekt in projekte)
    return Zahl(bezuege[Bezug.AGENDA], bezuege[Bezug.UMFELD])


def nach_stand(projekte):
    """Return [(Umsetzungsstand, Zahl)] of all states that occur, in the order of progress."""
    gruppen = {stand: [] for stand in Umsetzungsstand}
    for projekt in projekte:
        gruppen[projekt.stand].append(projekt)
    return [(stand, zaehlen(gruppe)) for stand, gruppe in gruppen.items() if gruppe]


def nach_handlungsfeld(projekte):
    """Return {Handlungsfeld pk: {Bezug: {Umsetzungsstand: number}}}; states that occur only."""
    return _verschachtelt((p.handlungsfeld_id, p.bezug, p.stand) for p in projekte)


def nach_kommune(projekte):
    """Return {slug of a Kommune: {Bezug: {Rolle: number}}}. A project counts once per Kommune."""
    return _verschachtelt(
        (slug, p.bezug, rolle) for p in projekte for slug, rolle in p.rollen.items()
    )


def _verschachtelt(tripel):
    ergebnis = {}
    for (schluessel, bezug, art), anzahl in Counter(tripel).items():
        ergebnis.setdefault(schluessel, {}).setdefault(Bezug(bezug), {})[art] = anzahl
    return ergebnis


def meilensteine_nach_jahr(projekte):
    """Return {year or None: {Bezug: {Lage: number}}}, by the year first promised.

    Each milestone counts once, so a year's numbers add up to what was promised for it. Years
    are in order; None (no date was ever promised) comes last.
    """
    gezaehlt = _verschachtelt((m.jahr, p.bezug, m.lage) for p in projekte for m in p.meilensteine)
    return dict(sorted(gezaehlt.items(), key=lambda paar: (paar[0] is None, paar[0])))


def faellige_meilensteine(projekte, tag):
    """Return {Lage: number} of the milestones promised for a time that is over by then."""
    return Counter(
        meilenstein.lage
        for projekt in projekte
        for meilenstein in projekt.meilensteine
        if meilenstein.zugesagt and meilenstein.zugesagt.letzter_tag < tag
    )
