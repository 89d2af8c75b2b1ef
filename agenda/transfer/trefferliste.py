"""The hits of a search as a file: CSV and XLSX for people, JSON for programs."""

import json

from django.utils import timezone

from agenda.domain.dokument import Dokument
from agenda.models import Eintrag
from agenda.transfer import tabelle
from agenda.transfer.export import MEDIENTYP as _TABELLEN
from agenda.transfer.zellen import mit_rolle

FORMATE = {"csv": "CSV", "xlsx": "Excel (XLSX)", "json": "JSON"}
MEDIENTYP = {**_TABELLEN, "json": "application/json; charset=utf-8"}
# Column (and key in JSON, with the width in Excel).
SPALTEN = {
    "Nummer": ("nummer", 10),
    "Titel": ("titel", 45),
    "Bezug": ("bezug", 10),
    "Handlungsfeld": ("handlungsfeld", 28),
    "Umsetzungsstand": ("umsetzungsstand", 18),
    "Ampel": ("ampel", 24),
    "Beginn": ("beginn", 16),
    "Ende": ("ende", 16),
    "Verantwortlich": ("verantwortlich", 36),
    "Beteiligt": ("beteiligt", 36),
    "Kurzbeschreibung": ("kurzbeschreibung", 70),
    "Leuchtturm": ("leuchtturm", 12),
    "Zuletzt aktualisiert": ("aktualisiert", 20),
    "Fassung": ("fassung", 10),
    "Gilt seit": ("gilt_seit", 14),
    "Adresse": ("adresse", 50),
    "Prüfsumme (SHA-256)": ("sha256", 68),
}


def schreiben(form, pks, *, absolut, adresse):
    """Return the bytes of a file of the Einträge with these primary keys, in their order.

    form: a key of FORMATE; absolut: makes a full address of a path; adresse: path of the search,
    for the file to say what it holds. Two queries, however many there are.
    """
    saetze = [_satz(eintrag, absolut) for eintrag in _eintraege(pks)]
    if form == "json":
        return _json(saetze, absolut(adresse))
    return tabelle.schreiben(form, "Projekte", SPALTEN, saetze)


def _eintraege(pks):
    gefunden = Eintrag.objects.select_related("handlungsfeld", "fassung").schmal().in_bulk(pks)
    return [gefunden[pk] for pk in pks if pk in gefunden]


def _satz(eintrag, absolut):
    mitwirkungen = Dokument.lesen(eintrag.fassung.dokument).wert("mitwirkungen") or []
    return {
        "nummer": eintrag.nummer,
        "titel": eintrag.titel,
        "bezug": eintrag.get_bezug_display(),
        "handlungsfeld": eintrag.handlungsfeld.name,
        "umsetzungsstand": eintrag.get_umsetzungsstand_display(),
        "ampel": eintrag.get_ampel_display() or None,
        "beginn": str(eintrag.beginn) if eintrag.beginn else None,
        "ende": str(eintrag.ende) if eintrag.ende else None,
        "verantwortlich": _namen(mitwirkungen, "verantwortlich"),
        "beteiligt": _namen(mitwirkungen, "beteiligt"),
        "kurzbeschreibung": eintrag.kurzbeschreibung or None,
        "leuchtturm": eintrag.leuchtturm,
        "aktualisiert": eintrag.aktualisiert_at,
        "fassung": eintrag.fassung.nr,
        "gilt_seit": eintrag.gilt_ab,
        "adresse": absolut(eintrag.get_absolute_url()),
        "sha256": eintrag.fassung.sha256,
    }


def _namen(mitwirkungen, rolle):
    """Return who has a Rolle: Kommunen and others alike, by name."""
    werte = [zeile["werte"] for zeile in mit_rolle(mitwirkungen, rolle)]
    return [wert["kommune"]["label"] if wert["kommune"] else wert["akteur"] for wert in werte]


def _json(saetze, adresse):
    inhalt = {"adresse": adresse, "anzahl": len(saetze), "projekte": saetze}
    return json.dumps(inhalt, ensure_ascii=False, indent=1, default=_zeitpunkt).encode()


def _zeitpunkt(moment):
    return timezone.localtime(moment).isoformat()
