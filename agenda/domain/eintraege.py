"""Einträge: what lists, filters and search need of every Fassung. Derived, rebuilt any time."""

from django.db import transaction

from agenda.domain.dokument import Dokument
from agenda.domain.stemming import suchtext
from agenda.models import Eintrag, EintragKommune, Sachstand, Steckbrief
from agenda.models.sachstand import Umsetzungsstand
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune


def zeitraeume(fassungen):
    """Return {nr: (gilt_ab, gilt_bis)} for the Fassungen of one Steckbrief.

    A later release always wins: Fassung n ends where the first of its followers begins.
    If a follower begins earlier, n never becomes valid (gilt_bis == gilt_ab).
    """
    ergebnis, naechste = {}, None
    for fassung in sorted(fassungen, key=lambda fassung: -fassung.nr):
        ende = None if naechste is None else max(naechste, fassung.gilt_ab)
        ergebnis[fassung.nr] = (fassung.gilt_ab, ende)
        naechste = fassung.gilt_ab if naechste is None else min(naechste, fassung.gilt_ab)
    return ergebnis


@transaction.atomic
def rebuild(steckbrief):
    """Write the Einträge of all Fassungen of a Steckbrief anew and return how many."""
    fassungen = list(steckbrief.fassungen.order_by("nr"))
    gilt = zeitraeume(fassungen)
    sachstand = Sachstand.objects.filter(steckbrief=steckbrief).angenommen().first()
    felder = {feld.slug: feld for feld in Handlungsfeld.objects.all()}
    kommunen = {kommune.slug: kommune for kommune in Kommune.objects.all()}
    Eintrag.objects.filter(fassung__steckbrief=steckbrief).delete()
    for fassung in fassungen:
        dokument = Dokument.lesen(fassung.dokument)
        feld = felder[dokument.wert("handlungsfeld")["code"]]
        gilt_ab, gilt_bis = gilt[fassung.nr]
        eintrag = Eintrag.objects.create(
            fassung=fassung,
            steckbrief=steckbrief,
            gilt_ab=gilt_ab,
            gilt_bis=gilt_bis,
            nummer=steckbrief.nummer,
            schluessel=steckbrief.nummer_schluessel,
            titel=dokument.wert("titel"),
            kurzbeschreibung=dokument.wert("kurzbeschreibung") or "",
            bezug=dokument.wert("bezug")["code"],
            handlungsfeld=_heute(feld, felder.values()),
            genanntes_handlungsfeld=feld,
            reihenfolge=dokument.wert("reihenfolge"),
            leuchtturm=dokument.wert("leuchtturm"),
            umsetzungsstand=sachstand.umsetzungsstand if sachstand else Umsetzungsstand.UNBEKANNT,
            ampel=sachstand.ampel if sachstand else "",
            abgelegt=steckbrief.abgelegt_at,
            suchtext=_suchtext(dokument),
        )
        EintragKommune.objects.bulk_create(
            EintragKommune(
                eintrag=eintrag,
                kommune=kommunen[kommune["code"]],
                rolle=zeile["werte"]["rolle"]["code"],
            )
            for zeile in dokument.wert("mitwirkungen")
            if (kommune := zeile["werte"]["kommune"]) and kommune["code"] in kommunen
        )
    return len(fassungen)


def _heute(feld, felder):
    """Return the field of today that a field went up into, through any number of mergers."""
    nach_id = {anderes.pk: anderes for anderes in felder}
    gesehen = set()
    while feld.nachfolger_id and feld.pk not in gesehen:
        gesehen.add(feld.pk)
        feld = nach_id[feld.nachfolger_id]
    return feld


def rebuild_all():
    """Rebuild the Einträge of every Steckbrief and return how many there are now."""
    return sum(rebuild(steckbrief) for steckbrief in Steckbrief.objects.iterator())


def _suchtext(dokument):
    texte = [dokument.nummer]
    for feld in dokument.felder:
        if feld.kind == "tabelle":
            texte += [
                zelle.text
                for zeile in feld.zeilen
                for zelle in zeile.zellen
                if zelle.kind in ("text", "verweis", "markdown") and zelle.key != "sha256"
            ]
        elif feld.kind in ("text", "markdown", "liste", "verweis"):
            texte.append(feld.text)
    return suchtext(*texte)
