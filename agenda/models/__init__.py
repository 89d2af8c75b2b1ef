from agenda.models.arbeitsstand import Arbeitsstand
from agenda.models.ausgabe import Ausgabe, AusgabeDatei, AusgabeSteckbrief
from agenda.models.bericht import Bericht, BerichtDatei
from agenda.models.drucksache import (
    Ausfuehrungsstand,
    Beratung,
    Beratungsergebnis,
    Beschlusspunkt,
    Drucksache,
    Drucksachenanlage,
    FinanzielleAuswirkung,
)
from agenda.models.eintrag import Eintrag, EintragKommune, EintragMeilenstein, EintragOrt
from agenda.models.fassung import Fassung
from agenda.models.rueckmeldung import Rueckmeldung
from agenda.models.runde import Abfrage, Meldelink, Runde, Sitzung
from agenda.models.sachstand import (
    Meilensteinstand,
    Messwert,
    Mittelabfluss,
    Sachstand,
    StandVorOrt,
)
from agenda.models.schwaerzung import Schwaerzung
from agenda.models.seite import Seite, Seitendokument, Seitenvideo
from agenda.models.spaltenzuordnung import Spaltenzuordnung
from agenda.models.steckbrief import Nummernvergabe, Steckbrief
from agenda.models.teile import (
    Anlage,
    Finanzierung,
    Hauptaktivitaet,
    Kennzahl,
    Meilenstein,
    Mitwirkung,
    Verweis,
)
from agenda.models.vorgang import Vorgang
from agenda.models.zielgruppe import Zielgruppe

__all__ = [
    "Abfrage",
    "Anlage",
    "Arbeitsstand",
    "Ausfuehrungsstand",
    "Ausgabe",
    "AusgabeDatei",
    "AusgabeSteckbrief",
    "Beratung",
    "Beratungsergebnis",
    "Bericht",
    "BerichtDatei",
    "Beschlusspunkt",
    "Drucksache",
    "Drucksachenanlage",
    "Eintrag",
    "EintragKommune",
    "EintragMeilenstein",
    "EintragOrt",
    "Fassung",
    "FinanzielleAuswirkung",
    "Finanzierung",
    "Hauptaktivitaet",
    "Kennzahl",
    "Meilenstein",
    "Meilensteinstand",
    "Meldelink",
    "Messwert",
    "Mittelabfluss",
    "Mitwirkung",
    "Nummernvergabe",
    "Rueckmeldung",
    "Runde",
    "Sachstand",
    "Schwaerzung",
    "Seite",
    "Seitendokument",
    "Seitenvideo",
    "Sitzung",
    "Spaltenzuordnung",
    "StandVorOrt",
    "Steckbrief",
    "Verweis",
    "Vorgang",
    "Zielgruppe",
]
