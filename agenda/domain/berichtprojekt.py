"""One Steckbrief of a Sachstandsbericht: what was reported, reached, missed and ended in a period."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from agenda.domain import mittel as geld
from agenda.domain import projekt
from agenda.domain.berichtdokument import BETRAEGE, vage
from agenda.domain.berichtlage import Lage
from agenda.domain.dokument import Dokument
from agenda.domain.ereignisse import AUFNAHME
from agenda.domain.figures import ABLAGE
from agenda.models.sachstand import Ampel, Sachstandsart, Umsetzungsstand
from agenda.models.teile import Rolle
from agenda.models.vages_datum import ist_verschoben
from agenda.models.vorgang import Verb

OHNE_GRUND = "Ein Grund ist nicht genannt."
OHNE_BERICHT = "Zu der Zeit danach liegt kein Bericht vor."


@dataclass
class Projekt:
    """One Steckbrief of the report: `lage` and its key there."""

    lage: Lage
    pk: int

    @property
    def eintrag(self):
        return self.lage.eintraege[self.pk]

    @property
    def berichte(self):
        return self.lage.berichte[self.pk]

    @cached_property
    def neue(self):
        """The reports of the period, the last one first; also late ones on an earlier day."""
        return [s for s in self.berichte if not self.lage.anfang.kennt(s)]

    @cached_property
    def zuvor(self):
        """The last report that the Bericht before this one knew, or None."""
        if self.ist_neu:
            return None
        return next((s for s in self.berichte if self.lage.anfang.kennt(s)), None)

    @property
    def zuletzt(self):
        return self.berichte[0] if self.berichte else None

    @property
    def ist_neu(self):
        return self.pk not in self.lage.vorher

    @property
    def laeuft(self):
        return self.pk in self.lage.laufen

    @cached_property
    def ablage(self):
        """The last Vorgang of the period that put it away or took it up again, or None."""
        eigene = [
            vorgang
            for vorgang in self.lage.vorgaenge
            if vorgang.steckbrief_id == self.pk
            and vorgang.verb in ABLAGE
            and not AUFNAHME.match(vorgang.begruendung)
        ]
        return eigene[-1] if eigene else None

    @property
    def ist_aufgegangen(self):
        return not self.laeuft and self.ablage and self.ablage.verb == Verb.ZUSAMMENGEFUEHRT

    @property
    def meldung(self):
        arten = {sachstand.art for sachstand in self.neue}
        if Sachstandsart.BERICHT in arten:
            return "bericht"
        if Sachstandsart.UNVERAENDERT in arten:
            return "unveraendert"
        return "keine" if self.gefragt else "nicht_gefragt"

    @cached_property
    def gefragt(self):
        """The Stichtage of the rounds in which those responsible were asked for it."""
        zuvor = self.zuvor and self.zuvor.umsetzungsstand
        if not self.laeuft or zuvor in projekt.BEENDET:
            return []
        rollen = self.lage.rollen[self.pk]
        wen = {slug for slug, rolle in rollen.items() if rolle == Rolle.VERANTWORTLICH}
        return [tag for _, tag, gefragte in self.lage.runden if gefragte & wen]

    @property
    def gruppen(self):
        vorher, nachher = _stand(self.zuvor), _stand(self.zuletzt)
        geendet = nachher[0] in projekt.BEENDET and vorher[0] not in projekt.BEENDET
        wahr = {
            "geaendert": not self.ist_neu and vorher != nachher,
            "neu": self.ist_neu,
            "beendet": geendet or (not self.laeuft and not self.ist_aufgegangen),
            "zusammengefuehrt": self.ist_aufgegangen,
            "unveraendert": self.meldung == "unveraendert",
            "ohne_antwort": self.meldung == "keine",
            "berichtet": self.meldung == "bericht",
        }
        return [name for name, gilt in wahr.items() if gilt]

    @cached_property
    def zeile(self):
        fassung, zuletzt, zuvor = self.eintrag.fassung, self.zuletzt, self.zuvor
        bestaetigt = next((s for s in self.neue if s.art == Sachstandsart.UNVERAENDERT), None)
        return {
            **wer(self.lage, self.pk),
            "fassung": fassung.nr,
            "sha256": fassung.sha256,
            "gruppen": self.gruppen,
            "laeuft": self.laeuft,
            "laeuft_vorher": self.pk in self.lage.liefen,
            "stand_vorher": zuvor.umsetzungsstand if zuvor else None,
            "stand": zuletzt.umsetzungsstand if zuletzt else None,
            "ampel_vorher": zuvor.ampel if zuvor else None,
            "ampel": zuletzt.ampel if zuletzt else "",
            "meldung": self.meldung,
            "stichtag": vage(zuletzt.stichtag) if zuletzt else None,
            "bestaetigt_am": bestaetigt and projekt.bestaetigt_am(bestaetigt).isoformat(),
            "vertretung": bool(self.neue) and self.neue[0].vertretung,
            **self.texte,
            "meilensteine": list(self._meilensteine()),
            "staende_vor_ort": [
                {"kommune": ort.kommune.slug, "stand": ort.stand, "seit": vage(ort.seit)}
                for ort in self.lage.vor_ort[self.pk]
            ],
            "mittel": self._mittel(),
            "nachfolger": nachfolger(self.lage, self.ablage) if self.ist_aufgegangen else None,
            "bemerkung": " ".join(self._bemerkungen()),
        }

    @property
    def texte(self):
        """What the reports of the period say: all they tell as achieved, else the last word."""
        berichtigt = {sachstand.berichtigt_id for sachstand in self.berichte}
        erreicht = [
            text
            for sachstand in reversed(self.neue)
            if sachstand.art == Sachstandsart.BERICHT and sachstand.pk not in berichtigt
            if (text := bereinigt(sachstand.erreicht))
        ]
        letzter = self.neue[0] if self.neue else None
        return {"erreicht": "\n\n".join(dict.fromkeys(erreicht))} | {
            key: bereinigt(getattr(letzter, key)) if letzter else ""
            for key in ("naechste_schritte", "hindernisse", "entscheidungsbedarf")
        }

    @property
    def entscheidungen(self):
        """What the last report asks to be decided: a question stays until a report leaves it out."""
        zuletzt = self.zuletzt
        text = bereinigt(zuletzt.entscheidungsbedarf) if zuletzt and self.laeuft else ""
        if not text:
            return []
        return [
            {
                **wer(self.lage, self.pk),
                "text": text,
                "ampel": zuletzt.ampel,
                "stichtag": vage(zuletzt.stichtag),
            }
        ]

    @property
    def auffaellig(self):
        zuletzt = self.zuletzt
        if not zuletzt or not self.laeuft or zuletzt.umsetzungsstand in projekt.BEENDET:
            return []
        if zuletzt.ampel not in (Ampel.ROT, Ampel.GELB):
            return []
        grund = (
            bereinigt(zuletzt.hindernisse) or bereinigt(zuletzt.entscheidungsbedarf) or OHNE_GRUND
        )
        return [
            {
                **wer(self.lage, self.pk),
                "ampel": zuletzt.ampel,
                "grund": grund,
                "stichtag": vage(zuletzt.stichtag),
            }
        ]

    def _meilensteine(self):
        """Yield what was reached, missed or moved in the period, and what was missed before."""
        anfang, ende = self.lage.anfang, self.lage.ende
        for vorher, lage in self.lage.meilensteine[self.pk]:
            bisher = vorher.termin if vorher else lage.zugesagt
            if lage.erreicht_am:
                was = None if vorher and vorher.erreicht_am else "erreicht"
            elif not self.laeuft:
                was = None
            elif lage.termin and anfang.tag < lage.termin.letzter_tag <= ende.tag:
                was = "verfehlt"
            elif lage.termin and lage.termin.letzter_tag <= anfang.tag:
                was = "ueberfaellig"
            else:
                was = "verschoben" if ist_verschoben(bisher, lage.termin) else None
            if was:
                yield {
                    "titel": lage.titel,
                    "lage": was,
                    "zugesagt": vage(lage.zugesagt),
                    "bisher": vage(bisher),
                    "termin": vage(lage.termin),
                    "erreicht_am": vage(lage.erreicht_am),
                    "grund": self._grund(was, lage),
                }

    def _grund(self, was, lage):
        if was in ("verfehlt", "ueberfaellig") and not any(
            s.stichtag and s.stichtag.letzter_tag >= lage.termin.letzter_tag for s in self.berichte
        ):
            return OHNE_BERICHT
        return "" if was == "erreicht" else bereinigt(lage.grund)

    def _mittel(self):
        dokument = Dokument.lesen(self.eintrag.fassung.dokument)
        return [
            {
                "jahr": jahr.jahr,
                **{key: jahr.betraege.get(key) for key in BETRAEGE},
                "verausgabt": jahr.betraege.get("gemeldet", jahr.betraege.get("verausgabt")),
            }
            for jahr in geld.je_jahr(dokument, self.berichte)
        ]

    def _bemerkungen(self):
        if self.ablage:
            tag = timezone.localdate(self.ablage.created_at)
            yield f"{ablagetext(self.lage, self.ablage)} ({tag:%d.%m.%Y})"
        elif not self.laeuft:
            yield "Gehört nicht mehr zur Agenda, sondern zum Umfeld."
        if self.neue and self.gefragt:
            letzte = self.gefragt[-1]
            if not any(s.stichtag is None or s.stichtag.letzter_tag >= letzte for s in self.neue):
                yield f"Zum {letzte:%d.%m.%Y} keine Rückmeldung."


def _stand(sachstand):
    """Return what counts as a change: Umsetzungsstand and Ampel."""
    if sachstand is None:
        return (Umsetzungsstand.UNBEKANNT, "")
    return (Umsetzungsstand(sachstand.umsetzungsstand), sachstand.ampel)


def bereinigt(text):
    return text.replace("\r\n", "\n").strip()


def wer(lage, pk):
    eintrag = lage.eintraege[pk]
    return {
        "nummer": eintrag.fassung.nummer,
        "titel": eintrag.titel,
        "kommunen": sorted(lage.rollen[pk]),
    }


def ablagetext(lage, vorgang):
    """Return what a Vorgang says of a project being put away or taken up again, or ""."""
    grund = bereinigt(vorgang.begruendung)
    match vorgang.verb:
        case Verb.ABGELEGT:
            return f"Abgelegt: {grund}"
        case Verb.WIEDER_AUFGENOMMEN:
            return f"Wieder aufgenommen: {grund}"
        case Verb.ZUSAMMENGEFUEHRT if not AUFNAHME.match(grund):
            ziel = nachfolger(lage, vorgang)
            return f"Aufgegangen in Steckbrief {ziel}: {grund}" if ziel else f"Aufgegangen: {grund}"
    return ""


def nachfolger(lage, vorgang):
    """Return the Nummer of what a merged project went up into, or None.

    The Steckbrief itself forgets that when it is taken up again; the Vorgang of the other does not.
    """
    for anderer in lage.vorgaenge:
        treffer = anderer.verb == Verb.ZUSAMMENGEFUEHRT and AUFNAHME.match(anderer.begruendung)
        if treffer and treffer[1] in lage.nummern[vorgang.steckbrief_id]:
            return lage.alle[anderer.steckbrief_id].fassung.nummer
    return None
