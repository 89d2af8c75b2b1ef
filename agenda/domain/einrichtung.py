"""Fill an empty portal once: from a folder of files, or with neutral defaults for another county."""

from pathlib import Path

from django.db import transaction

from agenda.domain import dokument, seiten, workflow
from agenda.domain.datensatz import Satz, read_csv, read_json, read_records
from agenda.models import (
    Beratung,
    Beratungsergebnis,
    Beschlusspunkt,
    Drucksache,
    Drucksachenanlage,
    FinanzielleAuswirkung,
    Sachstand,
    Steckbrief,
    Zielgruppe,
)
from handlungsfelder.models import Handlungsfeld
from kommunen.models import (
    Entsendung,
    Gemeinde,
    Gremium,
    Kommunalart,
    Kommune,
    Portal,
    Rechtsgrundlage,
    Ressource,
)

GRUND = "Ersteinrichtung aus öffentlichen Quellen"
# What a result means for the Beschlusskontrolle (agenda.models.Beratungsergebnis).
BESCHLOSSEN = {"beschlossen": True}
GEAENDERT = BESCHLOSSEN | {"verlangt_neuen_stand": True}
ERGEBNISSE = (
    ("ungeaendert_beschlossen", "ungeändert beschlossen", BESCHLOSSEN),
    ("geaendert_beschlossen", "geändert beschlossen", GEAENDERT),
    ("zur_kenntnis_genommen", "zur Kenntnis genommen", {}),
    ("abgelehnt", "abgelehnt", {}),
    ("vertagt", "vertagt", {}),
    ("verwiesen", "verwiesen", {}),
    ("zurueckgestellt", "zurückgestellt", {}),
    ("zurueckgezogen", "zurückgezogen", {}),
    ("abgesetzt", "abgesetzt", {}),
)
ZIELGRUPPEN = (
    "Alle Einwohner*innen",
    "Kinder und Jugendliche",
    "Familien",
    "Ältere Menschen",
    "Menschen mit Behinderung",
    "Schulen und Bildung",
    "Vereine und Ehrenamt",
    "Unternehmen",
    "Gäste und Tourismus",
    "Verwaltung und Politik",
)
LEERES_PORTAL = {
    "titel": "Digitale Agenda",
    "einfuehrung": (
        "Hier entsteht das Portal unserer Digitalen Agenda. Bald lesen Sie an dieser Stelle, "
        "was wir gemeinsam digital voranbringen.\n\n"
        "Für die Verwaltung: Diesen Text, den Namen des Kreises und die zuständige Stelle "
        "ändern Sie unter „Portal“. Danach legen Sie Handlungsfelder und Kommunen an und "
        "geben den ersten Steckbrief frei."
    ),
}
DRUCKSACHENTEILE = {
    "beratungen": Beratung,
    "beschlusspunkte": Beschlusspunkt,
    "anlagen": Drucksachenanlage,
    "finanzen": FinanzielleAuswirkung,
}
# An Anlage needs its file; those are added in the admin.
STECKBRIEFTEILE = {key: teil[0] for key, teil in dokument.TEILE.items() if key != "anlagen"}


class SchonEingerichtet(Exception):
    """The database holds data already; nothing was changed."""


def is_empty():
    """Return whether nobody has set up anything yet; accounts do not count."""
    return not any(
        modell.objects.exists() for modell in (Portal, Kommune, Handlungsfeld, Steckbrief)
    )


@transaction.atomic
def load(ordner, *, progress=lambda schritt: None):
    """Fill the empty database from the files in a folder; all of it or nothing.

    `progress` is called with the German name of each step. Raises SchonEingerichtet, or
    Datenfehler for the first thing that is wrong. Side effects: those of workflow.release()
    and workflow.accept() for every Steckbrief and its Sachstand, without an account.
    """
    _refuse_filled()
    ordner = Path(ordner)
    for schritt, laden in (
        ("Portal", _load_portal),
        ("Handlungsfelder", _load_handlungsfelder),
        ("Kommunen", _load_kommunen),
        ("Drucksachen", _load_drucksachen),
        ("Steckbriefe", _load_steckbriefe),
        ("Seiten", seiten.laden),
    ):
        progress(schritt)
        laden(ordner)


@transaction.atomic
def prepare_empty():
    """Set up what every county needs: a Portal and Seiten to fill in, the results of a Beratung.

    Raises SchonEingerichtet.
    """
    _refuse_filled()
    Portal(**LEERES_PORTAL).save()
    _create_lists()
    seiten.fehlende_anlegen()


def _refuse_filled():
    if not is_empty():
        raise SchonEingerichtet


def _create_lists():
    """Set up the short lists that every county starts with and may change."""
    for reihenfolge, name in enumerate(ZIELGRUPPEN, 1):
        Zielgruppe.objects.create(name=name, reihenfolge=reihenfolge)
    Beratungsergebnis.objects.bulk_create(
        Beratungsergebnis(schluessel=schluessel, name=name, reihenfolge=reihenfolge, **folgen)
        for reihenfolge, (schluessel, name, folgen) in enumerate(ERGEBNISSE, 1)
    )


def _load_portal(ordner):
    satz = Satz("portal.json", read_json(ordner, "portal.json"))
    rechtsgrundlagen = satz.parts("rechtsgrundlagen")
    satz.create(Portal)
    for teil in rechtsgrundlagen:
        teil.create(Rechtsgrundlage)
    _create_lists()


def _load_handlungsfelder(ordner):
    # Those of today first: the former ones name them as their nachfolger.
    saetze = read_records(ordner, "handlungsfelder.json")
    for satz in sorted(saetze, key=lambda satz: bool(satz.werte.get("nachfolger"))):
        satz.create(Handlungsfeld)


def _load_kommunen(ordner):
    satz = Satz("kommunen.json", read_json(ordner, "kommunen.json"))
    for reihenfolge, art in enumerate(satz.parts("arten"), 1):
        art.create(Kommunalart, reihenfolge=reihenfolge)
    for kommune in satz.parts("kommunen"):
        kommune.create(Kommune)
    satz.refuse_rest()
    for gemeinde in read_csv(ordner, "gemeinden.csv"):
        gemeinde.create(Gemeinde)
    _load_gremien(ordner)
    for ressource in read_records(ordner, "ressourcen.json"):
        ressource.create(Ressource)


def _load_gremien(ordner):
    # Whom one reports to stands before it in the file.
    for reihenfolge, satz in enumerate(read_records(ordner, "gremien.json"), 1):
        entsendungen = satz.parts("entsendungen")
        gremium = satz.create(Gremium, reihenfolge=reihenfolge)
        for position, teil in enumerate(entsendungen, 1):
            teil.create(Entsendung, gremium=gremium, position=position)


def _load_drucksachen(ordner):
    for satz in read_records(ordner, "drucksachen.json"):
        teile = [
            (modell, teil) for key, modell in DRUCKSACHENTEILE.items() for teil in satz.parts(key)
        ]
        drucksache = satz.create(Drucksache)
        for modell, teil in teile:
            teil.create(modell, drucksache=drucksache)


def _load_steckbriefe(ordner):
    for satz in read_records(ordner, "steckbriefe.json"):
        teile = [
            (modell, position, teil)
            for key, modell in STECKBRIEFTEILE.items()
            for position, teil in enumerate(satz.parts(key, plain="text"), 1)
        ]
        sachstaende = satz.parts("sachstand")
        steckbrief = satz.create(Steckbrief)
        for modell, position, teil in teile:
            teil.create(modell, steckbrief=steckbrief, position=position)
        with satz.naming_errors():
            workflow.record(steckbrief, user=None)
            workflow.release(steckbrief, seen_version=steckbrief.version, user=None, grund=GRUND)
        for teil in sachstaende:
            workflow.accept(teil.create(Sachstand, steckbrief=steckbrief), user=None)
