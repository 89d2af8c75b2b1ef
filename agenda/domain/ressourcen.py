"""What the partners put in per year: posts and money, agreed and real. Unknown is never zero."""

from dataclasses import dataclass
from decimal import Decimal

from agenda.domain.zeichnung import prozent
from kommunen.felder import euro_schreiben
from kommunen.models import Kommune, Ressource

KEINE_ANGABE = "keine Angabe"
GESCHUETZT = "\u00a0"


@dataclass(frozen=True)
class Wert:
    """An amount or None, and how people write it ("0,5 VZÄ", "keine Angabe")."""

    zahl: Decimal | int | None
    text: str

    @property
    def bekannt(self):
        return self.zahl is not None


@dataclass(frozen=True)
class Vergleich:
    """Real beside agreed, as a bar: lengths as SVG writes them, "" where nothing is known."""

    soll: Wert
    ist: Wert
    soll_breite: str = ""
    ist_breite: str = ""


@dataclass(frozen=True)
class Zeile:
    """A Kommune in a year. `offen`: posts nobody has taken yet."""

    kommune: Kommune
    stelle: Vergleich
    budget: Vergleich
    offen: Wert
    hinweis: str
    quelle: str


@dataclass(frozen=True)
class Summe:
    """What is known, added up: the amount in words, and of how many Kommunen it is known."""

    text: str
    bekannt: int
    von: int


@dataclass(frozen=True)
class Jahr:
    """All Kommunen in one year. summen: in the order of the table's columns."""

    jahr: int
    zeilen: tuple
    summen: tuple


def jahre():
    """Return the years of which anything is on record, the latest first."""
    return list(Ressource.objects.order_by("-jahr").values_list("jahr", flat=True).distinct())


def im_jahr(jahr):
    """Return the Jahr: every Kommune, whether or not it has a row. Two queries."""
    je_kommune = {r.kommune_id: r for r in Ressource.objects.filter(jahr=jahr)}
    kommunen = list(Kommune.objects.select_related("art").in_folge())
    rows = [je_kommune.get(kommune.pk, Ressource()) for kommune in kommunen]
    laengste_stelle = _laengste(rows, "vzae_vereinbart", "vzae_ist")
    laengstes_budget = _laengste(rows, "budget_empfohlen", "budget_ist")
    zeilen = tuple(
        Zeile(
            kommune,
            _vergleich(vzae(row.vzae_vereinbart), vzae(row.vzae_ist), laengste_stelle),
            _vergleich(geld(row.budget_empfohlen), geld(row.budget_ist), laengstes_budget),
            anzahl(row.stellen_offen),
            row.hinweis,
            row.quelle,
        )
        for kommune, row in zip(kommunen, rows, strict=True)
    )
    return Jahr(jahr, zeilen, tuple(_summen(rows)))


def _laengste(rows, *felder):
    werte = [getattr(row, feld) for row in rows for feld in felder]
    return max((wert for wert in werte if wert is not None), default=0)


def _vergleich(soll, ist, laengste):
    def breite(wert):
        return prozent(float(wert.zahl / laengste * 100)) if wert.zahl and laengste else ""

    return Vergleich(soll, ist, breite(soll), breite(ist))


def _summen(rows):
    for feld, schreiben in (
        ("vzae_vereinbart", vzae),
        ("vzae_ist", vzae),
        ("budget_empfohlen", geld),
        ("budget_ist", geld),
        ("stellen_offen", anzahl),
    ):
        werte = [wert for row in rows if (wert := getattr(row, feld)) is not None]
        yield Summe(schreiben(sum(werte) if werte else None).text, len(werte), len(rows))


def vzae(zahl):
    """0.50 → "0,5 VZÄ"."""
    if zahl is None:
        return Wert(None, KEINE_ANGABE)
    text = f"{Decimal(zahl).normalize():f}".replace(".", ",")
    return Wert(zahl, f"{text}{GESCHUETZT}VZÄ")


def geld(cents):
    """3000000 → "30.000 €"."""
    if cents is None:
        return Wert(None, KEINE_ANGABE)
    return Wert(cents, f"{euro_schreiben(cents)}{GESCHUETZT}€")


def anzahl(zahl):
    return Wert(zahl, KEINE_ANGABE if zahl is None else str(zahl))
