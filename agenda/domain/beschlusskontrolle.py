"""Beschlusskontrolle: what was decided in which words, and how far it is carried out.

What the public functions return everybody may see: nothing nichtöffentlich, no Vorlage that is
still being written. `tafel` is for the office alone.
"""

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, Exists, F, Max, OuterRef, Prefetch, Q, Subquery, When
from django.utils import timezone

from agenda.domain.sitzungsergebnisse import neue_staende
from agenda.models import (
    Ausfuehrungsstand,
    Ausgabe,
    Beratung,
    Bericht,
    Beschlusspunkt,
    Drucksache,
    Eintrag,
)
from agenda.models.drucksache import SCHREIBEN, Ausfuehrung
from kommunen.models import Gremium
from kommunen.suche import falten

VORSCHAU = datetime.timedelta(days=30)
# What stands for a Beschlusspunkt of which nobody has reported yet.
OHNE_STAND = "ohne_stand"
STAENDE = {OHNE_STAND: "noch kein Stand eingetragen", **dict(Ausfuehrung.choices)}
ERLEDIGT = (Ausfuehrung.AUSGEFUEHRT, Ausfuehrung.ENTFALLEN)
FAELLIG = {
    "ueberfaellig": "Bericht überfällig",
    "bald": "Bericht in den nächsten 30 Tagen",
    "spaeter": "Bericht später",
}


@dataclass(frozen=True)
class Punkt:
    """A Beschlusspunkt on a day, with all its Ausfuehrungsstände, the last one first.

    vorschlag: words of vorschlag() as long as it is not decided, else "".
    """

    punkt: Beschlusspunkt
    staende: list
    heute: datetime.date
    vorschlag: str = ""

    @property
    def stand(self):
        """The last Ausfuehrungsstand, None as long as there is none."""
        return self.staende[0] if self.staende else None

    @property
    def schluessel(self):
        return self.stand.stand if self.stand else OHNE_STAND

    @property
    def wort(self):
        return self.vorschlag or STAENDE[self.schluessel]

    @property
    def bericht_am(self):
        """The day the next report is due, None if none is asked for."""
        if self.stand is None or self.stand.stand in ERLEDIGT:
            return None
        return self.stand.naechster_bericht

    @property
    def faellig(self):
        """A key of FAELLIG, "" where no report is due."""
        if self.bericht_am is None:
            return ""
        if self.bericht_am < self.heute:
            return "ueberfaellig"
        return "bald" if self.bericht_am <= self.heute + VORSCHAU else "spaeter"


def entschiedene(punkte):
    """Narrow Beschlusspunkte to those of Drucksachen that were decided, as vorschlag() tells them."""
    stationen = Beratung.objects.filter(oeffentlich=True)
    folgt = stationen.filter(
        Q(datum__isnull=True) | Q(datum__gt=OuterRef("datum")),
        drucksache=OuterRef("drucksache"),
        ergebnis__isnull=True,
        ergebnis_text="",
    )
    beschlossen = stationen.filter(
        ~Exists(folgt), drucksache=OuterRef("drucksache"), ergebnis__beschlossen=True
    )
    ausgefuehrt = Ausfuehrungsstand.objects.filter(
        beschlusspunkt__drucksache=OuterRef("drucksache")
    )
    return punkte.filter(Q(Exists(beschlossen)) | Q(Exists(ausgefuehrt)))


def vorschlag(drucksache, heute=None):
    """Return in German what the points are as long as nobody has decided them, else "".

    Drucksache: with oeffentliche_beratungen, and the Ausführungen of its points. It is decided
    by a public result that counts as beschlossen if no Gremium has still to deal with it after
    that (a recommendation decides nothing), or by a state of execution.
    """
    beratungen = drucksache.oeffentliche_beratungen
    offene = [b for b in beratungen if not b.hat_ergebnis]
    for beratung in beratungen:
        folgt = any(
            o.datum is None or (beratung.datum and o.datum > beratung.datum) for o in offene
        )
        if beratung.ergebnis and beratung.ergebnis.beschlossen and not folgt:
            return ""
    if any(punkt.ausfuehrungen.all() for punkt in drucksache.beschlusspunkte.all()):
        return ""
    if bisher := [str(b.ergebnis or b.ergebnis_text) for b in beratungen if b.hat_ergebnis]:
        return f"Beschlussvorschlag, bisheriges Ergebnis: {bisher[-1].rstrip('.')}"
    heute = heute or timezone.localdate()
    if any(b.datum and b.datum < heute for b in beratungen):
        return "Beschlussvorschlag, Ergebnis noch nicht bekannt"
    return "Beschlussvorschlag, noch nicht beraten"


def mit_stand(punkte):
    """Annotate Beschlusspunkte with `stand` (a key of STAENDE or None) and `bericht_am`."""
    letzter = Ausfuehrungsstand.objects.filter(beschlusspunkt=OuterRef("pk")).order_by(
        "-datum", "-pk"
    )
    bericht = Subquery(letzter.values("naechster_bericht")[:1])
    return punkte.annotate(stand=Subquery(letzter.values("stand")[:1])).annotate(
        bericht_am=Case(When(stand__in=ERLEDIGT, then=None), default=bericht)
    )


def mit_ausfuehrung(punkte, stand):
    """Narrow what mit_stand() gave to those with a state, a key of STAENDE."""
    return punkte.filter(stand=None if stand == OHNE_STAND else stand)


def mit_faelligkeit(punkte, faellig, heute=None):
    """Narrow what mit_stand() gave to those whose next report is due so, a key of FAELLIG."""
    heute = heute or timezone.localdate()
    bald = heute + VORSCHAU
    return punkte.filter(
        **{
            "ueberfaellig": {"bericht_am__lt": heute},
            "bald": {"bericht_am__gte": heute, "bericht_am__lte": bald},
            "spaeter": {"bericht_am__gt": bald},
        }[faellig]
    )


def suchen(drucksachen, begriff):
    """Return the primary keys of those in whose own words every word of `begriff` stands, folded.

    Looked for in number, Betreff, Art and the wording of the points. Two queries.
    """
    woerter = falten(begriff).replace("\x00", "").split()
    texte = dict(drucksachen.order_by().values_list("pk", "suchtext"))
    for pk, wortlaut, betrifft in Beschlusspunkt.objects.filter(
        drucksache__in=list(texte)
    ).values_list("drucksache", "wortlaut", "betrifft"):
        texte[pk] += f" {falten(wortlaut)} {falten(betrifft)}"
    return [pk for pk, text in texte.items() if all(wort in text for wort in woerter)]


SORTIERUNGEN = {
    "neueste": ("zuletzt beraten", [F("zuletzt").desc(nulls_last=True), "-nummer", "pk"]),
    "aelteste": ("zuerst beraten", [F("zuletzt").asc(nulls_last=True), "nummer", "pk"]),
    "nummer": ("Nummer", ["nummer", "pk"]),
    "faellig": ("nächster Bericht", [F("bericht").asc(nulls_last=True), "-nummer", "pk"]),
}


def sortiert(drucksachen, sortierung):
    """Return Drucksachen in the order of a key of SORTIERUNGEN."""
    beratungen = Beratung.objects.filter(drucksache=OuterRef("pk"), oeffentlich=True).order_by()
    punkte = mit_stand(Beschlusspunkt.objects.filter(drucksache=OuterRef("pk"))).order_by()
    zuletzt = beratungen.values("drucksache").annotate(tag=Max("datum")).values("tag")
    bericht = (
        punkte.filter(bericht_am__isnull=False).order_by("bericht_am").values("bericht_am")[:1]
    )
    return drucksachen.annotate(zuletzt=Subquery(zuletzt), bericht=Subquery(bericht)).order_by(
        *SORTIERUNGEN[sortierung][1]
    )


@dataclass(frozen=True)
class Angebot:
    """What a filter can choose from: (slug, name) of Gremien, years as text, the newest first."""

    gremien: list
    jahre: list


def angebot():
    """Return the Angebot of the public Beratungen. Two queries."""
    beratungen = Beratung.objects.filter(
        oeffentlich=True, drucksache__in=Drucksache.objects.oeffentliche()
    )
    jahre = beratungen.filter(datum__isnull=False).dates("datum", "year", order="DESC")
    gremien = Gremium.objects.filter(Exists(beratungen.filter(gremium=OuterRef("pk"))))
    return Angebot(list(gremien.values_list("slug", "name")), [str(tag.year) for tag in jahre])


def laden(pks, heute=None):
    """Return the public Drucksachen with these keys in their order, with all a page shows of them.

    Each has oeffentliche_beratungen, oeffentliche_ausgaben, oeffentliche_berichte, `vorschlag`
    (as the function of that name) and `punkte` (a list of Punkt). The same number of queries
    however many there are.
    """
    heute = heute or timezone.localdate()
    drucksachen = Drucksache.objects.oeffentliche().prefetch_related(
        Prefetch(
            "beratungen",
            Beratung.objects.filter(oeffentlich=True).select_related("gremium", "ergebnis"),
            to_attr="oeffentliche_beratungen",
        ),
        "beschlusspunkte__ausfuehrungen",
        "anlagen",
        "finanzen",
        Prefetch(
            "ausgaben",
            Ausgabe.objects.oeffentlich()
            .defer("dokument", "vorwort")
            .select_related("beratung__gremium"),
            to_attr="oeffentliche_ausgaben",
        ),
        Prefetch(
            "berichte",
            Bericht.objects.oeffentlich().defer("dokument"),
            to_attr="oeffentliche_berichte",
        ),
    )
    nach_pk = drucksachen.in_bulk(pks)
    for drucksache in nach_pk.values():
        drucksache.vorschlag = vorschlag(drucksache, heute)
        drucksache.punkte = punkte_von(drucksache, heute)
    return [nach_pk[pk] for pk in pks if pk in nach_pk]


def punkte_von(drucksache, heute=None):
    """Return the Punkte of a Drucksache, in the order of their numbers."""
    heute = heute or timezone.localdate()
    offen = getattr(drucksache, "vorschlag", "")
    return [
        Punkt(punkt, list(punkt.ausfuehrungen.all()), heute, offen)
        for punkt in drucksache.beschlusspunkte.all()
    ]


def steckbriefe(drucksache):
    """Return the valid Einträge of the Steckbriefe a Drucksache names, in order of Nummer."""
    return list(
        Eintrag.objects.gueltig()
        .filter(steckbrief__in=drucksache.steckbriefe.all())
        .order_by("schluessel")
        .only("nummer", "titel", "bezug")
    )


def nach_ausfuehrung(punkte):
    """Return [(key of STAENDE, number)] of what occurs among Beschlusspunkte of mit_stand()."""
    gezaehlt = Counter(stand or OHNE_STAND for stand in punkte.values_list("stand", flat=True))
    return [(stand, gezaehlt[stand]) for stand in STAENDE if gezaehlt[stand]]


# For the office


@dataclass(frozen=True)
class Tafel:
    """What the office has to do about decisions; each list is whole, the board cuts it.

    `sitzungen`: Gremium and day of sessions that are over and still have a Beratung without a
    result; `berichte`: Punkte whose report is overdue or due in 30 days; `neue_staende`: where
    something was changed and no new Stand of the Anlage was given out yet.
    """

    sitzungen: list
    berichte: list
    neue_staende: list

    @property
    def leer(self):
        return not (self.sitzungen or self.berichte or self.neue_staende)

    @cached_property
    def ueberfaellig(self):
        return sum(punkt.faellig == "ueberfaellig" for punkt in self.berichte)


@dataclass(frozen=True)
class OhneErgebnis:
    """A session that is over: how many of its Beratungen have no result."""

    gremium: Gremium
    datum: datetime.date
    anzahl: int


def ohne_ergebnis(heute=None, beratungen=None):
    """Return OhneErgebnis of every session before today, the last one first. One query.

    beratungen: a queryset of those that count; all, unless told otherwise.
    """
    offen = (
        (Beratung.objects.all() if beratungen is None else beratungen)
        .filter(datum__lt=heute or timezone.localdate())
        .filter(ergebnis__isnull=True, ergebnis_text="", drucksache__entwurf=False)
        .select_related("gremium")
        .order_by("-datum", "gremium__reihenfolge", "gremium__name")
    )
    sitzungen = Counter((beratung.datum, beratung.gremium) for beratung in offen)
    return [OhneErgebnis(gremium, datum, n) for (datum, gremium), n in sitzungen.items()]


def berichte_faellig(heute=None):
    """Return the Punkte whose report is overdue or due within 30 days, the longest due first."""
    heute = heute or timezone.localdate()
    punkte = mit_stand(Beschlusspunkt.objects.all()).filter(bericht_am__lte=heute + VORSCHAU)
    return [
        Punkt(punkt, list(punkt.ausfuehrungen.all()), heute)
        for punkt in punkte.select_related("drucksache")
        .prefetch_related("ausfuehrungen")
        .order_by("bericht_am", "drucksache", "nummer")
    ]


def tafel(user, heute=None):
    """Return the Tafel of an account that may see Drucksachen, else None. A constant number of queries."""
    if not user.has_perm("agenda.view_drucksache"):
        return None
    alles = user.has_perm(SCHREIBEN)
    return Tafel(
        ohne_ergebnis(heute, Beratung.objects.visible_to(user)),
        [p for p in berichte_faellig(heute) if alles or p.punkt.drucksache.ist_oeffentlich],
        [s for s in neue_staende() if s.offen and (alles or s.beratung.ist_oeffentlich)],
    )
