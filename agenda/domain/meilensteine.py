"""Milestones as they stood at a moment: what was promised, what was reported since, what counts."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, TextChoices

from agenda.models import EintragMeilenstein, Sachstand, gueltigkeit
from agenda.models.sachstand import Sachstandsart
from agenda.models.vages_datum import VagesDatum, ist_verschoben


class Lage(TextChoices):
    """The states a milestone can be in, in the order in which they are told."""

    ERREICHT = "erreicht", "erreicht"
    UEBERFAELLIG = "ueberfaellig", "überfällig"
    OHNE_BERICHT = "ohne_bericht", "nach Termin ohne Bericht"
    VERSCHOBEN = "verschoben", "verschoben"
    GEPLANT = "geplant", "geplant"
    OHNE_TERMIN = "ohne_termin", "ohne Termin"


@dataclass(frozen=True)
class Meilensteinlage:
    """One milestone of a Fassung at a moment. All dates are VagesDatum or None.

    `zugesagt` is the first public promise, `termin` what counts now: a newer report's date or the
    Fassung's.
    """

    steckbrief_id: int
    titel: str
    zugesagt: VagesDatum | None
    termin: VagesDatum | None
    erreicht_am: VagesDatum | None
    grund: str
    lage: Lage
    uuid: UUID | None = None

    @property
    def lage_in_worten(self):
        return self.lage.label

    @property
    def wann(self):
        """When it came true, else when it is due (VagesDatum or None)."""
        return self.erreicht_am or self.termin

    @property
    def verschoben(self):
        """Whether what counts (or came true) is another time than what was first promised."""
        return ist_verschoben(self.zugesagt, self.wann)

    @property
    def jahr(self):
        """The year it was promised for, or None."""
        return self.zugesagt.datum.year if self.zugesagt else None


def beurteilen(tag, *, zugesagt, termin, erreicht_am, berichtet):
    """Return the Lage on a day; a vague date is over only after its last day.

    Overdue is what a report of a later day (`berichtet`, a date or None) does not call reached;
    without such a report nobody knows, and we do not say more than that.
    """
    if erreicht_am:
        return Lage.ERREICHT
    if termin is None:
        return Lage.OHNE_TERMIN
    if termin.letzter_tag < tag:
        gemeldet = berichtet is not None and berichtet > termin.letzter_tag
        return Lage.UEBERFAELLIG if gemeldet else Lage.OHNE_BERICHT
    return Lage.VERSCHOBEN if ist_verschoben(zugesagt, termin) else Lage.GEPLANT


def lagen(eintraege, *, moment, tag, sachstaende=None):
    """Return {Eintrag pk: [Meilensteinlage]} in the order of the documents. Two queries.

    `eintraege` is {Steckbrief pk: pk of its Eintrag valid at `moment`, an aware datetime};
    `tag` is that day; `sachstaende` the accepted Sachstände that count (default: by `moment`).
    """
    steckbriefe, gueltige = list(eintraege), set(eintraege.values())
    if sachstaende is None:
        sachstaende = Sachstand.objects.filter(angenommen_at__lte=moment)
    staende, berichtet = _berichte(sachstaende.filter(steckbrief__in=steckbriefe))
    versprochen, zeilen = {}, []
    for zeile in _zeilen(steckbriefe, moment):
        schluessel = (zeile["steckbrief"], zeile["uuid"])
        bisher, _ = versprochen.get(schluessel, (None, None))
        if bisher != zeile["termin"]:
            # Since when the public has been told this date; a report older than that is overtaken.
            versprochen[schluessel] = (zeile["termin"], zeile["gilt_ab"])
        if zeile["eintrag"] in gueltige:
            zeilen.append((zeile, versprochen.get(schluessel, (None, zeile["gilt_ab"]))[1]))
    ergebnis = {pk: [] for pk in gueltige}
    for zeile, seit in sorted(zeilen, key=lambda paar: paar[0]["position"]):
        stand = staende.get((zeile["steckbrief"], zeile["uuid"]))
        letzter = berichtet.get(zeile["steckbrief"])
        ergebnis[zeile["eintrag"]].append(_lage(zeile, stand, seit, tag, letzter))
    return ergebnis


def _lage(zeile, stand, seit, tag, berichtet):
    """Unite a planned milestone with the last word on it (dict or None)."""
    termin, grund = zeile["termin"], zeile["verschiebungsgrund"]
    erreicht_am = stand["erreicht_am"] if stand else None
    if stand and stand["neuer_termin"] and (seit is None or stand["angenommen_at"] >= seit):
        termin, grund = stand["neuer_termin"], stand["grund"] or grund
    zugesagt = zeile["erster_termin"] or zeile["termin"]
    return Meilensteinlage(
        steckbrief_id=zeile["steckbrief"],
        titel=zeile["titel"],
        zugesagt=zugesagt,
        termin=termin,
        erreicht_am=erreicht_am,
        grund=grund,
        lage=beurteilen(
            tag, zugesagt=zugesagt, termin=termin, erreicht_am=erreicht_am, berichtet=berichtet
        ),
        uuid=zeile["uuid"],
    )


def _zeilen(steckbriefe, moment):
    """Return the milestones of all Fassungen that were public by then, the oldest Fassung first."""
    return (
        EintragMeilenstein.objects.filter(
            gueltigkeit.gilt_je("eintrag__"),
            eintrag__steckbrief__in=steckbriefe,
            eintrag__gilt_ab__lte=moment,
        )
        .order_by("eintrag__gilt_ab", "eintrag", "position")
        .values(
            "eintrag",
            "uuid",
            "position",
            "titel",
            "termin",
            "erster_termin",
            "verschiebungsgrund",
            steckbrief=F("eintrag__steckbrief"),
            gilt_ab=F("eintrag__gilt_ab"),
        )
    )


def _berichte(sachstaende):
    """Return the last accepted word on each milestone, and the last day each project reported on.

    {(Steckbrief, UUID): dict}, {Steckbrief: date}. One query: a report without milestones counts,
    and so does "unverändert"; what a Kommune says of itself alone does not.
    """
    zeilen = (
        sachstaende.exclude(art=Sachstandsart.VOR_ORT)
        # Oldest first, so that the last one stays: SachstandQuerySet.angenommen() the other way.
        .order_by(F("stichtag").asc(nulls_first=True), "angenommen_at", "pk")
        .values(
            "steckbrief",
            "stichtag",
            "angenommen_at",
            uuid=F("meilensteine__meilenstein_uuid"),
            erreicht_am=F("meilensteine__erreicht_am"),
            neuer_termin=F("meilensteine__neuer_termin"),
            grund=F("meilensteine__grund"),
        )
    )
    staende, berichtet = {}, {}
    for zeile in zeilen:
        if zeile["stichtag"]:
            berichtet[zeile["steckbrief"]] = zeile["stichtag"].letzter_tag
        if zeile["erreicht_am"] or zeile["neuer_termin"]:
            staende[zeile["steckbrief"], zeile["uuid"]] = zeile
    return staende, berichtet
