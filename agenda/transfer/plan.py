"""What an import would do, cell by cell. Made by transfer.abgleich, shown, then carried out."""

from dataclasses import dataclass, field
from enum import StrEnum

from agenda.domain.dokument import Dokument
from agenda.models import Steckbrief
from agenda.transfer.zuordnung import spaltenname


class Art(StrEnum):
    NEU = "neu"
    GEAENDERT = "geändert"
    UNVERAENDERT = "unverändert"
    FEHLER = "Fehler"


@dataclass
class Zelle:
    """One cell of the file and what becomes of it. Without `spalte` it speaks of the row."""

    blatt: str
    zeile: int
    spalte: str
    titel: str
    art: Art
    vorher: str = ""
    nachher: str = ""
    meldung: str = ""

    @property
    def ort(self):
        spalte = f", Spalte {self.spalte}" if self.spalte else ""
        titel = f" („{self.titel}“)" if self.titel else ""
        return f"Blatt „{self.blatt}“, Zeile {self.zeile}{spalte}{titel}"

    @property
    def anker(self):
        """The id of this row on the preview page."""
        return f"{self.blatt}-{self.zeile}".replace(" ", "_")


@dataclass
class Vorschlag:
    """What a file wants of one Steckbrief (None: a new draft)."""

    steckbrief: Steckbrief | None
    blatt: str
    zeile: int
    alt: Dokument
    werte: dict
    zellen: list = field(default_factory=list)
    hinweise: list = field(default_factory=list)
    fremde_nummer: str = ""

    @property
    def neu(self):
        return self.steckbrief is None

    @property
    def art(self):
        if any(zelle.art == Art.FEHLER for zelle in self.zellen):
            return Art.FEHLER
        if self.neu:
            return Art.NEU
        return Art.GEAENDERT if self.geaendert else Art.UNVERAENDERT

    @property
    def geaendert(self):
        return self.neu or self.werte != {f["key"]: f["wert"] for f in self.alt.daten["felder"]}

    @property
    def dokument(self):
        daten = self.alt.daten
        felder = [{**feld, "wert": self.werte[feld["key"]]} for feld in daten["felder"]]
        return Dokument({**daten, "felder": felder})

    @property
    def name(self):
        if self.steckbrief:
            return str(self.steckbrief)
        return self.werte["titel"] or "ohne Titel"

    @property
    def anker(self):
        return f"{self.blatt}-{self.zeile}".replace(" ", "_")

    @property
    def aenderungen(self):
        """The cells that say something new or wrong."""
        return [zelle for zelle in self.zellen if zelle.art != Art.UNVERAENDERT]

    @property
    def unveraenderte(self):
        return [zelle for zelle in self.zellen if zelle.art == Art.UNVERAENDERT]

    def add(self, ort, art, **texte):
        """Note what becomes of a cell. `ort` is (sheet, row, column index or None, title)."""
        blatt, zeile, i, titel = ort
        spalte = "" if i is None else spaltenname(i)
        self.zellen.append(Zelle(blatt, zeile, spalte, titel, art, **texte))


@dataclass
class Plan:
    vorschlaege: list = field(default_factory=list)
    # Errors of rows that belong to no Steckbrief we know.
    verwaist: list = field(default_factory=list)
    hinweise: list = field(default_factory=list)

    @property
    def fehler(self):
        eigene = [z for v in self.vorschlaege for z in v.zellen if z.art == Art.FEHLER]
        return [*self.verwaist, *eigene]

    def nach_art(self, art):
        return [v for v in self.vorschlaege if v.art == art]

    @property
    def neue(self):
        return self.nach_art(Art.NEU)

    @property
    def geaenderte(self):
        return self.nach_art(Art.GEAENDERT)

    @property
    def unveraenderte(self):
        return self.nach_art(Art.UNVERAENDERT)

    @property
    def zu_zeigen(self):
        """Everything but what stays as it is."""
        return [v for v in self.vorschlaege if v.art != Art.UNVERAENDERT]

    @property
    def aenderungen(self):
        """The cells that change something."""
        arten = (Art.NEU, Art.GEAENDERT)
        return [z for v in self.vorschlaege for z in v.zellen if z.art in arten]

    @property
    def schreibt(self):
        return bool(self.neue or self.geaenderte)

    @property
    def versionen(self):
        """{pk: version} of every existing Steckbrief in the file, as it was compared."""
        return {v.steckbrief.pk: v.steckbrief.version for v in self.vorschlaege if v.steckbrief}


def kurz(zelle):
    """Return what stands in a cell, short enough for a sentence."""
    text = str(zelle)
    return f"{text[:80]}…" if len(text) > 80 else text


def satz_aus(error):
    """Return the messages of a ValidationError as one text."""
    return " ".join(error.messages)
