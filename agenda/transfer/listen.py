"""The flat cells of the main sheet that stand for rows: Verantwortliche, Hauptaktivitäten."""

import copy
import difflib
import uuid

from django.core.exceptions import ValidationError

from agenda.models.teile import Rolle
from agenda.transfer.blaetter import ROLLEN
from agenda.transfer.verstehen import text
from agenda.transfer.zellen import mit_rolle

ROLLE = {rolle: {"code": str(rolle.value), "label": rolle.label} for rolle in Rolle}


def neue_zeile(spalten, **werte):
    return {"uuid": str(uuid.uuid4()), "werte": {key: werte.get(key) for key in spalten}}


def _lines(spalte, roh):
    wert = text(spalte, roh) or ""
    teile = wert.splitlines() if "\n" in wert else wert.split(";")
    return [" ".join(teil.split()) for teil in teile if teil.strip()]


def personen(spalte, roh, verzeichnis):
    """Return the (kommune, akteur) that a cell names. Raises ValidationError."""
    genannte = [verzeichnis.person(zeile) for zeile in _lines(spalte, roh)]
    schluessel = [_schluessel(*genannt) for genannt in genannte]
    for eintrag, genannt in zip(schluessel, genannte, strict=True):
        if schluessel.count(eintrag) > 1:
            wer = genannt[0]["label"] if genannt[0] else genannt[1]
            raise ValidationError(f"„{wer}“ steht hier zweimal.")
    return genannte


def _schluessel(kommune, akteur):
    return ("kommune", kommune["code"]) if kommune else ("akteur", akteur)


def mitwirkungen(zeilen, genannte, spalten):
    """Return the rows of Mitwirkungen after flat cells changed.

    `genannte` maps a column ("verantwortliche" or "beteiligte") to what its cell names now;
    a column that did not change is missing. Rows keep UUID, Zustimmung and order; who moves
    from one cell to the other keeps its row. Raises ValidationError for a Kommune in both.
    """
    soll = []
    for key, rolle in ROLLEN.items():
        bisher = [(z["werte"]["kommune"], z["werte"]["akteur"]) for z in mit_rolle(zeilen, rolle)]
        for wer in genannte.get(key, bisher):
            if wer[0] and any(_schluessel(*wer) == _schluessel(*w) for w, _ in soll):
                raise ValidationError(
                    f"„{wer[0]['label']}“ kann nicht zugleich verantwortlich und beteiligt sein."
                )
            soll.append((wer, rolle))
    ergebnis = {}
    for auch_andere_rolle in (False, True):
        for zeile in zeilen:
            if zeile["uuid"] not in ergebnis:
                ist = next((s for s in soll if _fits(zeile, *s, auch_andere_rolle)), None)
                if ist:
                    soll.remove(ist)
                    neu = copy.deepcopy(zeile)
                    neu["werte"]["rolle"] = ROLLE[ist[1]]
                    ergebnis[zeile["uuid"]] = neu
    return [ergebnis[zeile["uuid"]] for zeile in zeilen if zeile["uuid"] in ergebnis] + [
        neue_zeile(spalten, kommune=kommune, akteur=akteur, rolle=ROLLE[rolle])
        for (kommune, akteur), rolle in soll
    ]


def _fits(zeile, wer, rolle, auch_andere_rolle):
    ist = _schluessel(zeile["werte"]["kommune"], zeile["werte"]["akteur"])
    return ist == _schluessel(*wer) and (
        auch_andere_rolle or zeile["werte"]["rolle"]["code"] == rolle
    )


def hauptaktivitaeten(spalte, roh, zeilen, hoechstens):
    """Return the rows after the cell changed; an unchanged or similar line keeps its UUID."""
    texte = _lines(spalte, roh)
    for zeile in texte:
        if len(zeile) > hoechstens:
            raise ValidationError(
                f"„{zeile[:40]}…“ hat {len(zeile)} Zeichen. Je Zeile sind höchstens {hoechstens} erlaubt."
            )
    frei = {zeile["uuid"]: zeile["werte"]["text"] or "" for zeile in zeilen}
    kennungen = [None] * len(texte)
    for i, neu in enumerate(texte):
        kennungen[i] = _take(frei, lambda alt, neu=neu: " ".join(alt.split()) == neu)
    for i, neu in enumerate(texte):
        if kennungen[i] is None:
            nah = difflib.get_close_matches(neu, list(frei.values()), n=1, cutoff=0.6)
            if nah:
                kennungen[i] = _take(frei, lambda alt, nah=nah: alt == nah[0])
    alte = {zeile["uuid"]: zeile["werte"]["text"] for zeile in zeilen}
    return [
        {
            "uuid": kennung or str(uuid.uuid4()),
            # An untouched line stays as it was, with any line break the cell could not show.
            "werte": {
                "text": alte[kennung]
                if kennung and " ".join((alte[kennung] or "").split()) == neu
                else neu
            },
        }
        for kennung, neu in zip(kennungen, texte, strict=True)
    ]


def _take(frei, passt):
    for kennung, alt in frei.items():
        if passt(alt):
            del frei[kennung]
            return kennung
    return None
