"""The named queries behind a project's own page. Everybody may see what they return."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils import timezone

from agenda.domain import beschlusskontrolle, eintraege, stichtag
from agenda.domain.katalog import SACHSTANDSZEILEN
from agenda.models import Ausgabe, Beratung, Drucksache, Eintrag, Runde, Sachstand, Zielgruppe
from agenda.models.sachstand import Meldestatus, OertlicherStand, Sachstandsart, Umsetzungsstand
from agenda.models.steckbrief import Bezug
from agenda.models.teile import BILDER, Rolle

HOECHSTENS_VERWANDTE = 4
BEENDET = (Umsetzungsstand.ABGESCHLOSSEN, Umsetzungsstand.EINGESTELLT)


def sachstaende(steckbrief):
    """Return all accepted reports and confirmations with their rows, the last one first.

    An "unverändert" has the report it confirms as `bestaetigt`, with that one's rows.
    """
    alle = list(
        Sachstand.objects.filter(steckbrief=steckbrief)
        .angenommen()
        .select_related("kommune")
        .prefetch_related(*SACHSTANDSZEILEN)
    )
    nach_pk = {sachstand.pk: sachstand for sachstand in alle}
    for sachstand in alle:
        if sachstand.bestaetigt_id:
            sachstand.bestaetigt = nach_pk[sachstand.bestaetigt_id]
    return alle


def zuletzt_bestaetigt(sachstaende):
    """Return the day somebody last said how it stands, or None.

    What was taken over from a source (`quelle`) nobody has confirmed.
    """
    tage = [bestaetigt_am(sachstand) for sachstand in sachstaende if not sachstand.quelle]
    return max(tage, default=None)


def bestaetigt_am(sachstand):
    """Return the day a report was handed in, else (entered by the office) accepted."""
    return timezone.localdate(sachstand.eingereicht_at or sachstand.angenommen_at)


@dataclass(frozen=True)
class Schweigen:
    """A closed Runde in which nobody who was asked has answered; whether it is the last one."""

    runde: Runde
    zuletzt: bool


def schweigen(steckbrief, sachstaende, verantwortliche):
    """Return [Schweigen], the last Runde first.

    `sachstaende` as sachstaende() gives them; `verantwortliche` are Kommunen. Nobody is expected
    to report on what was abgelegt, had ended, or was not yet public when the round was opened.
    """
    runden = list(
        Runde.objects.filter(geschlossen_at__isnull=False, abfragen__kommune__in=verantwortliche)
        .order_by("-stichtag", "-pk")
        .distinct()
    )
    if not runden:
        return []
    # The day tells enough; what was handed in is an answer, though not public yet.
    gemeldet = set(
        Sachstand.objects.filter(runde__in=runden, steckbrief=steckbrief)
        .exclude(status=Meldestatus.ENTWURF)
        .exclude(art=Sachstandsart.VOR_ORT)
        .values_list("runde", flat=True)
    )
    erste, bis, stumm = stichtag.erste_fassung(steckbrief), datetime.date.max, []
    for runde in runden:
        gefragt = erste and erste <= timezone.localdate(runde.eroeffnet_at)
        abgelegt = steckbrief.abgelegt_at and steckbrief.abgelegt_at <= runde.geschlossen_at
        beantwortet = runde.pk in gemeldet or _beantwortet(sachstaende, runde.stichtag, bis)
        if gefragt and not abgelegt and not beantwortet:
            stumm.append(Schweigen(runde, runde is runden[0]))
        bis = runde.stichtag
    return stumm


def _beantwortet(sachstaende, von, bis):
    """Whether a report tells of the days from `von` to before `bis`, or it had ended before."""
    if any(s.stichtag and von <= s.stichtag.letzter_tag < bis for s in sachstaende):
        return True
    zuvor = (s for s in sachstaende if not s.stichtag or s.stichtag.letzter_tag < von)
    letzter = next(zuvor, None)
    return letzter is not None and letzter.umsetzungsstand in BEENDET


def ohne_rueckmeldung(steckbrief, schweigen):
    """Return the last closed Runde if nobody has answered in it or since, else None."""
    if steckbrief.ist_abgelegt:
        return None
    return next((einer.runde for einer in schweigen if einer.zuletzt), None)


def mitwirkende(eintrag):
    """Return the EintragKommune rows of what was released, responsible ones first."""
    rows = eintrag.mitwirkungen.select_related("kommune").order_by(
        "kommune__reihenfolge", "kommune__name"
    )
    return sorted(rows, key=lambda row: row.rolle != Rolle.VERANTWORTLICH)


def orte(eintrag):
    """Return how far each Kommune is with it (EintragOrt), in the Kommunen's order.

    `berichtet` is the Stichtag (VagesDatum or None) of the report that says so.
    """
    orte = list(
        eintrag.orte.select_related("kommune").order_by("kommune__reihenfolge", "kommune__name")
    )
    if orte:
        berichte = {
            ort.kommune_id: ort.sachstand.stichtag
            for ort in eintraege.staende_vor_ort(eintrag.steckbrief_id)
        }
        for ort in orte:
            ort.berichtet = berichte.get(ort.kommune_id)
    return orte


def orte_gezaehlt(orte):
    """Return {"verfuegbar": n, "gesamt": m} for what orte() gave, or None without any."""
    anzahl = sum(ort.stand == OertlicherStand.VERFUEGBAR for ort in orte)
    return {"verfuegbar": anzahl, "gesamt": len(orte)} if orte else None


def bild(dokument):
    """Return the row of the first image among a Dokument's Anlagen (domain.dokument.Zeile), or None."""
    return next(
        (
            zeile
            for zeile in dokument["anlagen"].zeilen
            if not zeile["sha256"].leer and zeile["medientyp"].wert["code"] in BILDER
        ),
        None,
    )


def drucksachen(steckbrief, bezug):
    """Return the public Drucksachen that concern a Steckbrief, with their public Beratungen and Ausgaben.

    `vorschlag` is that of beschlusskontrolle. What concerns the agenda as a whole concerns its projects, but none of the Umfeld.
    """
    betrifft = Q(
        pk__in=Drucksache.steckbriefe.through.objects.filter(steckbrief=steckbrief).values(
            "drucksache"
        )
    )
    if bezug == Bezug.AGENDA:
        betrifft |= Q(betrifft_agenda=True)
    beratungen = Beratung.objects.filter(oeffentlich=True).select_related("gremium", "ergebnis")
    gefunden = list(
        Drucksache.objects.oeffentliche()
        .filter(betrifft)
        .prefetch_related(
            Prefetch("beratungen", beratungen, to_attr="oeffentliche_beratungen"),
            "beschlusspunkte__ausfuehrungen",
            Prefetch(
                "ausgaben",
                Ausgabe.objects.oeffentlich()
                .defer("dokument", "vorwort")
                .select_related("beratung__gremium"),
                to_attr="oeffentliche_ausgaben",
            ),
        )
    )
    for drucksache in gefunden:
        drucksache.vorschlag = beschlusskontrolle.vorschlag(drucksache)
    return gefunden


@dataclass(frozen=True)
class Ansprechstelle:
    """Whom to call. `woher` is "steckbrief", "kommune" or "portal"; texts may be empty."""

    woher: str
    name: str
    telefon: str = ""
    email: str = ""
    homepage: str = ""
    pfad: str = ""


def ansprechstelle(dokument, mitwirkende, portal):
    """Return the Ansprechstelle of a project, or None where nobody at all can be named.

    The Steckbrief's own comes first; else the responsible Kommune's, else the operator's. Whoever
    has a telephone or a mailbox is preferred to somebody who is only named.
    """
    eigene = Ansprechstelle(
        "steckbrief",
        dokument["ansprechstelle"].text,
        dokument["ansprechstelle_telefon"].text,
        dokument["ansprechstelle_email"].text,
    )
    verantwortlich = [
        Ansprechstelle(
            "kommune",
            ", ".join(filter(None, (kommune.anzeigename, kommune.ansprechstelle))),
            kommune.telefon,
            kommune.email,
            kommune.homepage,
            kommune.get_absolute_url(),
        )
        for kommune in (row.kommune for row in mitwirkende if row.rolle == Rolle.VERANTWORTLICH)
    ]
    betreiber = Ansprechstelle(
        "portal",
        ", ".join(filter(None, (portal.kreis, portal.stelle))),
        portal.telefon,
        portal.email,
        portal.homepage,
    )
    alle = [
        stelle
        for stelle in (eigene, *verantwortlich, betreiber)
        if any((stelle.name, stelle.telefon, stelle.email))
    ]
    erreichbar = [stelle for stelle in alle if stelle.telefon or stelle.email]
    return next(iter(erreichbar or alle), None)


@dataclass(frozen=True)
class Verwandt:
    """Another project and why it is shown beside this one, in words."""

    nummer: str
    titel: str
    bezug: str
    gruende: tuple


def verwandte(eintrag, dokument):
    """Return at most four Verwandt, the nearest first. Two queries, however many there are.

    Near is: the same Handlungsfeld, the same Zielgruppe, the same Kommune. A Kommune that works
    on more than a fifth of the projects tells nothing.
    """
    zielgruppen = dict(Zielgruppe.objects.values_list("slug", "name"))
    andere = list(
        Eintrag.objects.gueltig()
        .laufend()
        .exclude(steckbrief=eintrag.steckbrief_id)
        .in_reihenfolge()
        .values("nummer", "titel", "bezug", "handlungsfeld", "facetten")
    )
    kommunen = {
        zeile["kommune"].wert["code"]: zeile["kommune"].text
        for zeile in dokument["mitwirkungen"].zeilen
        if not zeile["kommune"].leer
    }
    haeufig = Counter(slug for anderer in andere for slug in _gruppen(anderer["facetten"])["k"])
    zu_viele = max(2, len(andere) // 5)
    eigene = _gruppen(eintrag.facetten)
    gewertet = []
    for platz, anderer in enumerate(andere):
        gruppen = _gruppen(anderer["facetten"])
        gleiche_kommunen = [
            kommunen[slug]
            for slug in eigene["k"]
            if slug in gruppen["k"] and slug in kommunen and haeufig[slug] <= zu_viele
        ]
        gleiche_gruppen = [
            zielgruppen[slug]
            for slug in eigene["z"]
            if slug in gruppen["z"] and slug in zielgruppen
        ]
        gruende = []
        if anderer["handlungsfeld"] == eintrag.handlungsfeld_id:
            gruende.append("gleiches Handlungsfeld")
        if gleiche_gruppen:
            gruende.append(f"richtet sich auch an: {', '.join(gleiche_gruppen[:2])}")
        if gleiche_kommunen:
            gruende.append(f"auch dabei: {', '.join(gleiche_kommunen[:2])}")
        if gruende:
            wert = 3 * (anderer["handlungsfeld"] == eintrag.handlungsfeld_id)
            wert += 2 * min(2, len(gleiche_gruppen)) + min(2, len(gleiche_kommunen))
            gewertet.append((-wert, platz, anderer, tuple(gruende)))
    gewertet.sort(key=lambda zeile: zeile[:2])
    return [
        Verwandt(anderer["nummer"], anderer["titel"], anderer["bezug"], gruende)
        for _, _, anderer, gruende in gewertet[:HOECHSTENS_VERWANDTE]
    ]


def _gruppen(facetten):
    """Return {"k": Kommunen, "z": Zielgruppen} as slugs, each once, from domain.facetten tokens."""
    gruppen = {"k": {}, "z": {}}
    for token in facetten.split():
        art, slug, *_ = token.split(":")
        if art in gruppen:
            gruppen[art][slug] = None
    return gruppen
