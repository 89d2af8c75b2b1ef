"""A Vorlage: what a Drucksache says, field by field, in the shape in which councils get it.

felder() is the one description that the page for copying, the PDF and the Word file are drawn
from. The order is that of Drucksache 2022/1218. What is empty is in none of them.
"""

import re
from dataclasses import dataclass

from agenda.models.ausgabe import Ausgabeart
from kommunen.felder import euro_schreiben

OEFFENTLICH, NICHTOEFFENTLICH = "öffentlich", "nichtöffentlich"
ENTWURF = "ENTWURF"
MINUS = "\u2212"
EURO = "\u00a0€"
# What begins the line of a list in plain text, as people type it.
_PUNKT = re.compile(r"^[-–•*]\s+")
# "Anlage 2: Agenda" beside "Agenda": the number stands in a column of its own.
_ANLAGE = re.compile(r"^Anlage \d+\s*[:–-]\s*")


@dataclass(frozen=True)
class Station:
    """A station of the Beratungsfolge; `datum` in German, "" where none is set."""

    gremium: str
    zweck: str
    datum: str
    status: str

    def __str__(self):
        return ", ".join(filter(None, (self.gremium, self.datum, self.zweck, self.status)))


@dataclass(frozen=True)
class Punkt:
    """A point of the Beschlussvorschlag in exact wording."""

    nummer: int
    wortlaut: str


@dataclass(frozen=True)
class Finanzzeile:
    """What a decision costs in a year, as people write it; "" where nothing is known."""

    jahr: str
    produkt: str
    ertrag: str
    aufwand: str
    saldo: str

    def __str__(self):
        teile = (
            ("", self.jahr),
            ("Produkt ", self.produkt),
            ("Ertrag ", self.ertrag),
            ("Aufwand ", self.aufwand),
            ("Saldo ", self.saldo),
        )
        return ", ".join(f"{wort}{wert}" for wort, wert in teile if wert)


@dataclass(frozen=True)
class Anlage:
    """nummer: None where it has none yet."""

    nummer: int | None
    titel: str

    def __str__(self):
        return f"Anlage {self.nummer}: {self.titel}" if self.nummer else self.titel


@dataclass(frozen=True)
class Absatz:
    """A paragraph of plain text: its lines, or the items of a list."""

    zeilen: tuple
    liste: bool


@dataclass(frozen=True)
class Feld:
    """One field of the council system: what it is called, and its text to copy."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class Vorlage:
    """All that the Drucksache says. Empty parts are "" or ()."""

    entwurf: bool
    oeffentlich: bool
    nummer: str
    art: str
    betreff: str
    aktenzeichen: str
    federfuehrung: str
    beratungen: tuple
    beschluss: tuple
    sachverhalt: str
    finanzen: tuple
    finanztext: str
    stellenplan: str
    anlagen: tuple

    @property
    def status(self):
        return OEFFENTLICH if self.oeffentlich else NICHTOEFFENTLICH

    @property
    def titel(self):
        """What stands at the top: kind and number."""
        return " ".join(filter(None, (self.art or "Vorlage", self.nummer)))

    @property
    def hat_finanzen(self):
        return bool(self.finanzen or self.finanztext or self.stellenplan)

    @property
    def einzelfelder(self):
        """The Feld of everything that is filled, in the order of a Vorlage."""
        return [feld for feld in self._alle() if feld.text]

    def _alle(self):
        yield Feld("art", "Art", self.art)
        yield Feld("nummer", "Nummer", self.nummer)
        yield Feld("status", "Öffentlich oder nichtöffentlich", self.status)
        yield Feld("betreff", "Betreff", self.betreff)
        yield Feld("federfuehrung", "Federführung", self.federfuehrung)
        yield Feld("aktenzeichen", "Aktenzeichen", self.aktenzeichen)
        yield Feld("beratungen", "Beratungsfolge", _zeilen(self.beratungen))
        yield Feld("beschluss", "Beschlussvorschlag", self.beschlusstext)
        yield Feld("sachverhalt", "Sachverhalt", self.sachverhalt)
        yield Feld("finanzen", "Finanzielle Auswirkungen", _zeilen(self.finanzen))
        yield Feld("finanztext", "Erläuterung der finanziellen Auswirkungen", self.finanztext)
        yield Feld("stellenplan", "Auswirkungen auf den Stellenplan", self.stellenplan)
        yield Feld("anlagen", "Anlagen", _zeilen(self.anlagen))

    @property
    def beschlusstext(self):
        """The points one below the other; a single one needs no number."""
        if len(self.beschluss) == 1:
            return self.beschluss[0].wortlaut
        return "\n".join(f"{punkt.nummer}. {punkt.wortlaut}" for punkt in self.beschluss)


def felder(drucksache):
    """Return the Vorlage that a Drucksache is. Six queries, however long it is."""
    return Vorlage(
        entwurf=drucksache.entwurf,
        oeffentlich=drucksache.oeffentlich,
        nummer=drucksache.nummer or "",
        art=drucksache.art,
        betreff=_sauber(drucksache.betreff),
        aktenzeichen=drucksache.aktenzeichen,
        federfuehrung=drucksache.federfuehrung,
        beratungen=tuple(_stationen(drucksache)),
        beschluss=tuple(
            Punkt(punkt.nummer, _sauber(punkt.wortlaut))
            for punkt in drucksache.beschlusspunkte.all()
        ),
        sachverhalt=_sauber(drucksache.sachverhalt),
        finanzen=tuple(map(_finanzzeile, drucksache.finanzen.all())),
        finanztext=_sauber(drucksache.finanzielle_auswirkungen),
        stellenplan=_sauber(drucksache.stellenplan),
        anlagen=tuple(_anlagen(drucksache)),
    )


def absaetze(text):
    """Return plain text as [Absatz]: an empty line parts them, a hyphen begins an item."""
    ergebnis = []
    for block in re.split(r"\n\s*\n", text):
        gruppe, liste = [], False
        for zeile in filter(None, (zeile.strip() for zeile in block.split("\n"))):
            ist_punkt = bool(_PUNKT.match(zeile))
            if gruppe and ist_punkt != liste:
                ergebnis.append(Absatz(tuple(gruppe), liste))
                gruppe = []
            liste = ist_punkt
            gruppe.append(_PUNKT.sub("", zeile) if ist_punkt else zeile)
        if gruppe:
            ergebnis.append(Absatz(tuple(gruppe), liste))
    return ergebnis


def betrag(cents):
    """3000000 → "30.000 €", None → ""; a real minus before what is less."""
    if cents is None:
        return ""
    return f"{MINUS if cents < 0 else ''}{euro_schreiben(abs(cents))}{EURO}"


def saldo_in_worten(cents):
    """Such as "30.000 € (Entlastung)": the small sign of a minus alone is easily overlooked."""
    if cents is None:
        return ""
    wort = "Belastung" if cents < 0 else "Entlastung" if cents else "ausgeglichen"
    return f"{betrag(cents)} ({wort})"


def _stationen(drucksache):
    for beratung in drucksache.beratungen.select_related("gremium"):
        # Said only where it differs from the whole paper.
        anders = beratung.oeffentlich != drucksache.oeffentlich
        status = OEFFENTLICH if beratung.oeffentlich else NICHTOEFFENTLICH
        yield Station(
            str(beratung.gremium),
            beratung.zweck,
            f"{beratung.datum:%d.%m.%Y}" if beratung.datum else "",
            status if anders else "",
        )


def _finanzzeile(zeile):
    return Finanzzeile(
        str(zeile.jahr or ""),
        zeile.produkt,
        betrag(zeile.ertrag),
        betrag(zeile.aufwand),
        saldo_in_worten(zeile.saldo),
    )


def _anlagen(drucksache):
    """Yield the Anlagen by number: those named, then papers of this portal that nobody named yet."""
    genannt = list(drucksache.anlagen.all())
    nummern = {anlage.nummer for anlage in genannt}
    alle = [Anlage(anlage.nummer, _ANLAGE.sub("", anlage.titel)) for anlage in genannt]
    for ausgabe in drucksache.ausgaben.filter(art=Ausgabeart.ANLAGE).order_by("anlage_nr", "pk"):
        if ausgabe.anlage_nr not in nummern:
            nummern.add(ausgabe.anlage_nr)
            alle.append(Anlage(ausgabe.anlage_nr, ausgabe.titel))
    titel = {anlage.titel for anlage in alle}
    alle += [
        Anlage(None, str(bericht))
        for bericht in drucksache.berichte.order_by("nummer", "berichtigung")
        if str(bericht) not in titel
    ]
    return sorted(alle, key=lambda anlage: (anlage.nummer is None, anlage.nummer or 0))


def _zeilen(teile):
    return "\n".join(map(str, teile))


def _sauber(text):
    return text.replace("\r\n", "\n").strip()
