from agenda.models.arbeitsstand import Arbeitsstand
from agenda.models.ausgabe import Ausgabe, AusgabeDatei, AusgabeSteckbrief
from agenda.models.drucksache import (
    Beratung,
    Beratungsergebnis,
    Beschlusspunkt,
    Drucksache,
    Drucksachenanlage,
)
from agenda.models.eintrag import Eintrag, EintragKommune, EintragMeilenstein, EintragOrt
from agenda.models.fassung import Fassung
from agenda.models.rueckmeldung import Rueckmeldung
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
    "Anlage",
    "Arbeitsstand",
    "Ausgabe",
    "AusgabeDatei",
    "AusgabeSteckbrief",
    "Beratung",
    "Beratungsergebnis",
    "Beschlusspunkt",
    "Drucksache",
    "Drucksachenanlage",
    "Eintrag",
    "EintragKommune",
    "EintragMeilenstein",
    "EintragOrt",
    "Fassung",
    "Finanzierung",
    "Hauptaktivitaet",
    "Kennzahl",
    "Meilenstein",
    "Meilensteinstand",
    "Messwert",
    "Mittelabfluss",
    "Mitwirkung",
    "Nummernvergabe",
    "Rueckmeldung",
    "Sachstand",
    "Schwaerzung",
    "Seite",
    "Seitendokument",
    "Seitenvideo",
    "Spaltenzuordnung",
    "StandVorOrt",
    "Steckbrief",
    "Verweis",
    "Vorgang",
    "Zielgruppe",
]
