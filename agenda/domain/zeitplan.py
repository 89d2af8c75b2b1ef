"""The roadmap: what runs from when to when, what was moved, which milestones stand on the way."""

from collections import Counter
from dataclasses import dataclass, field

from agenda.domain import meilensteine, stichtag
from agenda.domain.meilensteine import Lage
from agenda.models.sachstand import Umsetzungsstand
from agenda.models.steckbrief import Bezug
from agenda.models.vages_datum import VagesDatum, ist_verschoben, spanne

VORBEI = (Umsetzungsstand.ABGESCHLOSSEN, Umsetzungsstand.EINGESTELLT)


@dataclass(frozen=True)
class Vorhaben:
    """One project on the roadmap. Dates are VagesDatum or None; `erstes_ende` was promised first."""

    nummer: str
    titel: str
    bezug: str
    handlungsfeld_id: int
    stand: str
    beginn: VagesDatum | None = None
    ende: VagesDatum | None = None
    erstes_ende: VagesDatum | None = None
    meilensteine: list = field(default_factory=list)

    @property
    def bezug_in_worten(self):
        return Bezug(self.bezug).label

    @property
    def termine(self):
        """Every VagesDatum of it that a drawing shows."""
        daten = [self.beginn, self.ende, self.erstes_ende]
        for meilenstein in self.meilensteine:
            daten += [meilenstein.zugesagt, meilenstein.termin, meilenstein.erreicht_am]
        return [datum for datum in daten if datum]

    @property
    def ist_vorbei(self):
        return self.stand in VORBEI

    @property
    def ende_verschoben(self):
        return ist_verschoben(self.erstes_ende, self.ende)

    @property
    def zeitraum(self):
        """ "Anfang 2024 bis Dezember 2026", "seit 2024, Ende offen"; "" when neither is known."""
        if self.beginn and self.ende:
            return spanne(self.beginn, self.ende)
        if self.beginn:
            ende = "Ende nicht angegeben" if self.ist_vorbei else "Ende offen"
            return f"ab {self.beginn}, {ende}"
        return f"bis {self.ende}, Beginn nicht angegeben" if self.ende else ""

    @property
    def meilensteine_in_worten(self):
        """ "3 Meilensteine: 1 erreicht, 2 geplant"; "" without any."""
        if not self.meilensteine:
            return ""
        anzahl = Counter(meilenstein.lage for meilenstein in self.meilensteine)
        teile = [f"{anzahl[lage]} {lage.label}" for lage in Lage if anzahl[lage]]
        wort = "Meilenstein" if len(self.meilensteine) == 1 else "Meilensteine"
        return f"{len(self.meilensteine)} {wort}: {', '.join(teile)}"


def vorhaben_von(eintrag, lagen):
    """Return the Vorhaben of one Eintrag and its [Meilensteinlage]."""
    return Vorhaben(
        nummer=eintrag.nummer,
        titel=eintrag.titel,
        bezug=eintrag.bezug,
        handlungsfeld_id=eintrag.handlungsfeld_id,
        stand=eintrag.umsetzungsstand,
        beginn=eintrag.beginn,
        ende=eintrag.ende,
        erstes_ende=eintrag.erstes_ende,
        meilensteine=lagen,
    )


def vorhaben(eintraege):
    """Return the Vorhaben of Einträge that are valid now, in the intended order. Three queries."""
    zeilen = list(
        eintraege.in_reihenfolge().values(
            "pk",
            "steckbrief",
            "nummer",
            "titel",
            "bezug",
            "umsetzungsstand",
            "handlungsfeld",
            "beginn",
            "ende",
            "erstes_ende",
        )
    )
    heute = stichtag.heute()
    lagen = meilensteine.lagen(
        {zeile["steckbrief"]: zeile["pk"] for zeile in zeilen}, moment=heute.moment, tag=heute.tag
    )
    return [
        Vorhaben(
            nummer=zeile["nummer"],
            titel=zeile["titel"],
            bezug=zeile["bezug"],
            handlungsfeld_id=zeile["handlungsfeld"],
            stand=zeile["umsetzungsstand"],
            beginn=zeile["beginn"],
            ende=zeile["ende"],
            erstes_ende=zeile["erstes_ende"],
            meilensteine=lagen[zeile["pk"]],
        )
        for zeile in zeilen
    ]
