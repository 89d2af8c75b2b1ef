"""New drafts from a file: what they start with, whose they are, what is noted in them."""

import copy

from agenda.domain import dokument, werte
from agenda.models import Steckbrief
from agenda.transfer.bestand import sichtbare
from agenda.transfer.blaetter import BLAETTER
from agenda.transfer.finden import Fehlstelle
from agenda.transfer.listen import mitwirkungen, neue_zeile
from agenda.transfer.plan import Art, Vorschlag
from kommunen.suche import falten


def leeres_dokument():
    """Return the Dokument of a Steckbrief that is not there yet, with the defaults of the model."""
    vorlage, felder = Steckbrief(), []
    for key, kind in dokument.FELDER.items():
        if kind in ("tabelle", "verweis"):
            wert = [] if kind == "tabelle" else None
        else:
            wert = werte.lesen(kind, vorlage, key)
        felder.append({"key": key, "label": key, "kind": kind, "wert": wert})
    return dokument.Dokument({"schema": dokument.SCHEMA, "nummer": None, "felder": felder})


def werte_von(dok):
    return {feld["key"]: feld["wert"] for feld in dok.daten["felder"]}


def begin(abgleich, blatt, zeile, fremde_nummer):
    """Return the Vorschlag of a new draft. Raises Fehlstelle when the account may not add one."""
    if not abgleich.darf_anlegen:
        raise Fehlstelle(None, "Sie dürfen keine neuen Steckbriefe anlegen.")
    leer = abgleich.leer
    neu = Vorschlag(None, blatt, zeile, leer, copy.deepcopy(werte_von(leer)))
    if fremde_nummer:
        neu.fremde_nummer = fremde_nummer
        neu.hinweise.append(
            f"Nummer beim Absender: {fremde_nummer}. Sie wird im Entwurf unter „Quellen und Verweise“ vermerkt."
        )
        abgleich.nach_fremder[fremde_nummer] = neu
    abgleich.plan.vorschlaege.append(neu)
    return neu


def finish(abgleich, vorschlag, datei):
    """Complete a new draft: what is missing, whose it is, and the sender's number as a note."""
    ort = (vorschlag.blatt, vorschlag.zeile, None, "")
    for key in ("titel", "handlungsfeld"):
        titel = BLAETTER[0].spalte(key).titel
        gesagt = any(z.art == Art.FEHLER and z.titel == titel for z in vorschlag.zellen)
        if not vorschlag.werte[key] and not gesagt:
            vorschlag.add(
                ort,
                Art.FEHLER,
                meldung=f"Für einen neuen Steckbrief fehlt „{titel}“. Nötig sind Titel und Handlungsfeld.",
            )
    if not abgleich.darf_mitwirken:
        _give_to_own_kommune(abgleich, vorschlag, ort)
    if vorschlag.fremde_nummer:
        vorschlag.werte["verweise"].append(
            neue_zeile(
                dokument.TEILE["verweise"][1],
                art={"code": "quelle", "label": "Quelle"},
                titel=f"Übernommen aus „{datei[:200] or 'einer Liste'}“",
                bemerkung=f"Nummer beim Absender: {vorschlag.fremde_nummer}",
            )
        )


def _give_to_own_kommune(abgleich, vorschlag, ort):
    """A partner's new draft belongs to a Kommune of theirs, and to nobody else."""
    eigene = {kommune.slug: str(kommune) for kommune in abgleich.eigene_kommunen}
    zeilen = vorschlag.werte["mitwirkungen"]
    if not eigene:
        meldung = "Ihrem Konto ist keine Kommune zugeordnet. Neue Steckbriefe kann deshalb nur die Stabsstelle anlegen."
    elif any((z["werte"]["kommune"] or {}).get("code") not in eigene for z in zeilen):
        meldung = f"Verantwortlich für Ihren neuen Steckbrief kann nur sein: {', '.join(eigene.values())}. Alle anderen trägt die Stabsstelle ein."
    elif not zeilen and len(eigene) > 1:
        meldung = f"Bitte tragen Sie unter „Verantwortliche“ ein, für welche Ihrer Kommunen der neue Steckbrief ist: {', '.join(eigene.values())}."
    else:
        meldung = ""
    if meldung:
        vorschlag.add(ort, Art.FEHLER, meldung=meldung)
    elif not zeilen:
        ((slug, name),) = eigene.items()
        vorschlag.werte["mitwirkungen"] = mitwirkungen(
            [],
            {"verantwortliche": [({"code": slug, "label": name}, None)]},
            dokument.TEILE["mitwirkungen"][1],
        )
        vorschlag.hinweise.append(f"Verantwortlich: {name}.")


def warn_of_equal_titles(plan, user):
    """Note at every new draft whether a Steckbrief with its title is there already."""
    neue = [vorschlag for vorschlag in plan.vorschlaege if vorschlag.neu]
    if not neue:
        return
    felder = ("titel", "nummer", "vorgesehene_nummer")
    vorhandene = {falten(s.titel): str(s) for s in sichtbare(user).only(*felder)}
    for vorschlag in neue:
        if gleicher := vorhandene.get(falten(vorschlag.werte["titel"] or "")):
            vorschlag.hinweise.append(
                f"Achtung: Einen Steckbrief mit diesem Titel gibt es schon („{gleicher}“). Es entsteht ein zweiter."
            )
