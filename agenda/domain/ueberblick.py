"""What the portal tells at a glance: how far things are, what is new, what comes next, and where."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F
from django.db.models.functions import TruncHour
from django.utils import timezone

from agenda.domain import meilensteine, stichtag
from agenda.models import Eintrag, EintragKommune, EintragOrt
from agenda.models.eintrag import NUR_FUER_SUCHE
from agenda.models.sachstand import OertlicherStand, Sachstandsart, Umsetzungsstand
from agenda.models.steckbrief import Bezug
from agenda.models.teile import Rolle
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune

# Nine states are too many for a bar as small as a tile; four are told apart.
GRUPPEN = (
    (
        "fertig",
        "in Betrieb oder abgeschlossen",
        (Umsetzungsstand.IN_BETRIEB, Umsetzungsstand.ABGESCHLOSSEN),
    ),
    (
        "arbeit",
        "in Erprobung oder Umsetzung",
        (Umsetzungsstand.IN_ERPROBUNG, Umsetzungsstand.IN_UMSETZUNG),
    ),
    ("anfang", "Idee oder in Planung", (Umsetzungsstand.IDEE, Umsetzungsstand.IN_PLANUNG)),
    (
        "offen",
        "zurückgestellt, eingestellt oder unbekannt",
        (Umsetzungsstand.ZURUECKGESTELLT, Umsetzungsstand.EINGESTELLT, Umsetzungsstand.UNBEKANNT),
    ),
)


@dataclass(frozen=True)
class Abschnitt:
    """A part of a bar: which group, how many projects, and how many stand before it."""

    schluessel: str
    text: str
    anzahl: int
    davor: int


def gruppen():
    """Return the pairs (code, label) that a legend explains."""
    return [(schluessel, text) for schluessel, text, _ in GRUPPEN]


def abschnitte(je_stand):
    """Return the non-empty parts of the bar for {Umsetzungsstand: count}."""
    ergebnis, davor = [], 0
    for schluessel, text, staende in GRUPPEN:
        if anzahl := sum(je_stand.get(stand, 0) for stand in staende):
            ergebnis.append(Abschnitt(schluessel, text, anzahl, davor))
            davor += anzahl
    return ergebnis


def handlungsfelder_mit_stand():
    """Return today's Handlungsfelder; each tells `agenda`, `umfeld`, `gesamt` and `abschnitte`."""
    felder = list(Handlungsfeld.objects.aktuell())
    je_bezug, je_stand = Counter(), {feld.pk: Counter() for feld in felder}
    zeilen = (
        Eintrag.objects.gueltig()
        .laufend()
        .values_list("handlungsfeld", "bezug", "umsetzungsstand")
        .annotate(anzahl=Count("pk"))
        .order_by()
    )
    for feld, bezug, stand, anzahl in zeilen:
        je_bezug[feld, bezug] += anzahl
        je_stand.setdefault(feld, Counter())[stand] += anzahl
    for feld in felder:
        feld.agenda = je_bezug[feld.pk, Bezug.AGENDA]
        feld.umfeld = je_bezug[feld.pk, Bezug.UMFELD]
        feld.gesamt = feld.agenda + feld.umfeld
        feld.abschnitte = abschnitte(je_stand[feld.pk])
    return felder


def staende_gezaehlt(eintraege):
    """Return a row per Umsetzungsstand that occurs: code, label, and how many of which Bezug."""
    je_stand = Counter((eintrag.umsetzungsstand, eintrag.bezug) for eintrag in eintraege)
    zeilen = [
        {
            "code": stand.value,
            "text": stand.label,
            "agenda": je_stand[stand, Bezug.AGENDA],
            "umfeld": je_stand[stand, Bezug.UMFELD],
            "gesamt": je_stand[stand, Bezug.AGENDA] + je_stand[stand, Bezug.UMFELD],
        }
        for stand in Umsetzungsstand
    ]
    return [zeile for zeile in zeilen if zeile["gesamt"]]


def mitwirkende(handlungsfeld):
    """Return the Kommunen that work on what goes on in a Handlungsfeld, the most busy first.

    Each tells `verantwortlich` and `beteiligt`, the projects it has in that Rolle.
    """
    eintraege = Eintrag.objects.gueltig().laufend().filter(handlungsfeld=handlungsfeld)
    je_rolle = Counter()
    kommunen = {}
    for mitwirkung in EintragKommune.objects.filter(eintrag__in=eintraege).select_related(
        "kommune"
    ):
        kommune = kommunen.setdefault(mitwirkung.kommune_id, mitwirkung.kommune)
        je_rolle[kommune.pk, mitwirkung.rolle] += 1
    for kommune in kommunen.values():
        kommune.verantwortlich = je_rolle[kommune.pk, Rolle.VERANTWORTLICH]
        kommune.beteiligt = je_rolle[kommune.pk, Rolle.BETEILIGT]
    return sorted(
        kommunen.values(),
        key=lambda kommune: (
            -kommune.verantwortlich - kommune.beteiligt,
            kommune.reihenfolge,
            kommune.name,
        ),
    )


def neuigkeiten(anzahl=6):
    """Return what changed last, newest first: rows with `wann`, `art`, `eintrag` and `stand`.

    New Fassungen and newly accepted Sachstände, each project once with its latest news. Within
    an hour the Fassung counts more: who publishes project and report together tells one thing.
    """
    laufend = (
        Eintrag.objects.gueltig()
        .laufend()
        .select_related("handlungsfeld", "fassung")
        .schmal()
        .defer("fassung__dokument")
    )
    # By hours, for within one the Nummer is a better order than the milliseconds of an import.
    meldungen = [
        {
            "wann": eintrag.gilt_ab,
            "art": "neu" if eintrag.fassung.nr == 1 else "fassung",
            "eintrag": eintrag,
            "stand": "",
        }
        for eintrag in laufend.order_by(TruncHour("gilt_ab").desc(), "bezug", "schluessel")[:anzahl]
    ]
    sachstaende = (
        # Reports alone: who confirms that nothing has changed brings no news.
        laufend.filter(
            steckbrief__sachstaende__angenommen_at__isnull=False,
            steckbrief__sachstaende__art=Sachstandsart.BERICHT,
        )
        .annotate(
            angenommen=F("steckbrief__sachstaende__angenommen_at"),
            gemeldet=F("steckbrief__sachstaende__umsetzungsstand"),
            berichtigt=F("steckbrief__sachstaende__berichtigt"),
        )
        .order_by("-angenommen", "bezug", "schluessel")[: 2 * anzahl]
    )
    meldungen += [
        {
            "wann": eintrag.angenommen,
            "art": "berichtigung" if eintrag.berichtigt else "sachstand",
            "eintrag": eintrag,
            "stand": _stand_in_worten(eintrag.gemeldet),
        }
        for eintrag in sachstaende
    ]
    meldungen.sort(key=lambda meldung: _stunde(meldung["wann"]), reverse=True)
    je_projekt = {}
    for meldung in meldungen:
        je_projekt.setdefault(meldung["eintrag"].pk, meldung)
    return list(je_projekt.values())[:anzahl]


def _stunde(moment):
    return timezone.localtime(moment).replace(minute=0, second=0, microsecond=0)


def _stand_in_worten(stand):
    return "" if stand == Umsetzungsstand.UNBEKANNT else Umsetzungsstand(stand).label


def naechste_meilensteine(anzahl=5):
    """Return [(Meilensteinlage, Eintrag row)] of what is neither reached nor over, soonest first.

    Judged as in domain.meilensteine: "Herbst 2026" is not over before its last day. A row tells
    `nummer`, `titel` and `bezug`.
    """
    heute = stichtag.heute()
    zeilen = list(
        Eintrag.objects.gueltig(heute.moment)
        .laufend(heute.moment)
        .order_by("bezug", "schluessel")
        .values("pk", "steckbrief", "nummer", "titel", "bezug")
    )
    lagen = meilensteine.lagen(
        {zeile["steckbrief"]: zeile["pk"] for zeile in zeilen}, moment=heute.moment, tag=heute.tag
    )
    kommende = [
        (lage, zeile)
        for zeile in zeilen
        for lage in lagen[zeile["pk"]]
        if lage.lage in ("geplant", "verschoben")
    ]
    return sorted(kommende, key=lambda paar: paar[0].termin)[:anzahl]


def leuchttuerme(anzahl=3):
    """Return the first Einträge marked as flagship, in the intended order."""
    return (
        Eintrag.objects.gueltig()
        .laufend()
        .filter(leuchtturm=True)
        .select_related("handlungsfeld")
        .schmal()
        .in_reihenfolge()[:anzahl]
    )


def vor_ort(kommune):
    """Return [(OertlicherStand, EintragOrt rows)] of a Kommune, what is there first.

    What is not meant for it is left out, and so are empty groups.
    """
    orte = (
        EintragOrt.objects.filter(kommune=kommune, eintrag__in=Eintrag.objects.gueltig().laufend())
        .select_related("eintrag__handlungsfeld")
        .defer(*(f"eintrag__{spalte}" for spalte in NUR_FUER_SUCHE))
        .order_by("eintrag__bezug", "eintrag__schluessel")
    )
    gruppen = {
        stand: []
        for stand in (
            OertlicherStand.VERFUEGBAR,
            OertlicherStand.IN_EINFUEHRUNG,
            OertlicherStand.GEPLANT,
        )
    }
    for ort in orte:
        if ort.stand in gruppen:
            gruppen[ort.stand].append(ort)
    return [(stand, gruppe) for stand, gruppe in gruppen.items() if gruppe]


def nummeriert(kommunen):
    """Return the Kommunen as a list; those on the map get a `kartennummer`, the others None.

    On a phone the map has room for a number only, the list beside it says whose it is.
    """
    kommunen, nummer = list(kommunen), 0
    for kommune in kommunen:
        nummer += bool(kommune.karte_flaeche)
        kommune.kartennummer = nummer if kommune.karte_flaeche else None
    return kommunen


def hat_karte(kommunen):
    """Whether anything of what nummeriert() gave stands on the map."""
    return any(kommune.kartennummer for kommune in kommunen)


def anrufbar(kommunen):
    """Whether a page that leads to Kommunen may promise a telephone number."""
    return any(kommune.telefon for kommune in kommunen)


def kartenflaechen():
    """Return the Kommunen that have an area on the map, without the counts."""
    return Kommune.objects.exclude(karte_flaeche="").in_folge()
