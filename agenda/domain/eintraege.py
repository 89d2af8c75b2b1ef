"""Einträge: what lists, filters, figures and search need of every Fassung. Derived, rebuilt any time."""

from django.db import transaction
from django.db.models import F

from agenda.domain import facetten, leichte_sprache
from agenda.domain.dokument import Dokument
from agenda.domain.stemming import suchtext, woerter
from agenda.domain.werte import vages_datum
from agenda.models import (
    Eintrag,
    EintragKommune,
    EintragMeilenstein,
    EintragOrt,
    Sachstand,
    StandVorOrt,
    Steckbrief,
    Zielgruppe,
)
from agenda.models.sachstand import Sachstandsart, Umsetzungsstand
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune


class Grund:
    """What Einträge refer to, asked for once however many are rebuilt."""

    def __init__(self):
        self.felder = {feld.slug: feld for feld in Handlungsfeld.objects.all()}
        self.kommunen = {kommune.slug: kommune for kommune in Kommune.objects.all()}
        # By former names too: a Fassung keeps the one of its day.
        self.zielgruppen = {
            name: gruppe.slug for name, gruppe in Zielgruppe.objects.nach_namen().items()
        }

    def heutiges_feld(self, feld):
        """Return the field of today that a field went up into, through any number of mergers."""
        nach_id = {anderes.pk: anderes for anderes in self.felder.values()}
        gesehen = set()
        while feld.nachfolger_id and feld.pk not in gesehen:
            gesehen.add(feld.pk)
            feld = nach_id[feld.nachfolger_id]
        return feld


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
def rebuild(steckbrief, grund=None):
    """Write the Einträge of all Fassungen of a Steckbrief anew and return how many."""
    grund = grund or Grund()
    fassungen = list(steckbrief.fassungen.order_by("nr"))
    dokumente = {fassung.nr: Dokument.lesen(fassung.dokument) for fassung in fassungen}
    gilt = zeitraeume(fassungen)
    oeffentlich = [dokumente[nr] for nr, (ab, bis) in sorted(gilt.items()) if ab != bis]
    sachstaende = list(Sachstand.objects.filter(steckbrief=steckbrief).angenommen())
    sachstand = sachstaende[0] if sachstaende else None
    # Who confirms that nothing has changed brings nothing new.
    neues = next((s for s in sachstaende if s.art != Sachstandsart.UNVERAENDERT), None)
    orte = staende_vor_ort(steckbrief)
    lesbarkeit = leichte_sprache.je_fassung([dokumente[fassung.nr] for fassung in fassungen])
    erste_termine = _erste_termine(oeffentlich)
    erstes_ende = next((ende for stand in oeffentlich if (ende := _datum(stand["ende"]))), None)
    Eintrag.objects.filter(fassung__steckbrief=steckbrief).delete()
    for fassung, leicht in zip(fassungen, lesbarkeit, strict=True):
        dokument = dokumente[fassung.nr]
        feld = grund.felder[dokument.wert("handlungsfeld")["code"]]
        gilt_ab, gilt_bis = gilt[fassung.nr]
        mitwirkungen = _mitwirkungen(dokument, grund)
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
            handlungsfeld=grund.heutiges_feld(feld),
            genanntes_handlungsfeld=feld,
            reihenfolge=dokument.wert("reihenfolge"),
            leuchtturm=dokument.wert("leuchtturm"),
            umsetzungsstand=sachstand.umsetzungsstand if sachstand else Umsetzungsstand.UNBEKANNT,
            ampel=sachstand.ampel if sachstand else "",
            abgelegt=steckbrief.abgelegt_at,
            beginn=_datum(dokument["beginn"]),
            ende=_datum(dokument["ende"]),
            erstes_ende=erstes_ende,
            aktualisiert_at=max(gilt_ab, neues.angenommen_at) if neues else gilt_ab,
            leichte_sprache=leicht,
            facetten=facetten.schreiben(
                mitwirkungen=[(kommune.slug, rolle) for kommune, rolle in mitwirkungen],
                zielgruppen=dict.fromkeys(
                    grund.zielgruppen[name]
                    for name in dokument.wert("zielgruppen_auswahl") or []
                    if name in grund.zielgruppen
                ),
                orte=[(ort.kommune.slug, ort.stand) for ort in orte],
            ),
            suchtext=suchtext(*_texte(dokument)),
            woerter=woerter(*_texte(dokument)),
        )
        EintragKommune.objects.bulk_create(
            EintragKommune(eintrag=eintrag, kommune=kommune, rolle=rolle)
            for kommune, rolle in mitwirkungen
        )
        EintragOrt.objects.bulk_create(
            EintragOrt(
                eintrag=eintrag, kommune=ort.kommune, stand=ort.stand, seit=ort.seit, link=ort.link
            )
            for ort in orte
        )
        EintragMeilenstein.objects.bulk_create(
            EintragMeilenstein(
                eintrag=eintrag,
                uuid=zeile.uuid,
                position=position,
                titel=zeile["titel"].text,
                termin=_datum(zeile["termin"]),
                erster_termin=erste_termine.get(zeile.uuid),
                verschiebungsgrund=zeile["verschiebungsgrund"].text,
            )
            for position, zeile in enumerate(dokument["meilensteine"].zeilen, 1)
        )
    return len(fassungen)


def rebuild_all():
    """Rebuild the Einträge of every Steckbrief and return how many there are now."""
    grund = Grund()
    return sum(rebuild(steckbrief, grund) for steckbrief in Steckbrief.objects.iterator())


def _datum(feld):
    return vages_datum(feld.wert) if feld.wert else None


def _mitwirkungen(dokument, grund):
    """Return [(Kommune, Rolle code)] of those Kommunen that are still on record."""
    return [
        (grund.kommunen[kommune["code"]], zeile["werte"]["rolle"]["code"])
        for zeile in dokument.wert("mitwirkungen")
        if (kommune := zeile["werte"]["kommune"]) and kommune["code"] in grund.kommunen
    ]


def staende_vor_ort(steckbrief):
    """Return the last accepted StandVorOrt of each Kommune on a Steckbrief (or its pk).

    With its Kommune and Sachstand.

    It counts whether it came with a report on the whole project or alone. One query.
    """
    zeilen = (
        StandVorOrt.objects.filter(
            sachstand__steckbrief=steckbrief, sachstand__angenommen_at__isnull=False
        )
        .select_related("kommune", "sachstand")
        .order_by(
            F("sachstand__stichtag").desc(nulls_last=True),
            "-sachstand__angenommen_at",
            "-sachstand_id",
            "kommune",
        )
    )
    orte = {}
    for ort in zeilen:
        orte.setdefault(ort.kommune_id, ort)
    return list(orte.values())


def _erste_termine(dokumente):
    """Return {UUID: the first date that a public Fassung gave this milestone}."""
    termine = {}
    for dokument in dokumente:
        for zeile in dokument["meilensteine"].zeilen:
            if termin := _datum(zeile["termin"]):
                termine.setdefault(zeile.uuid, termin)
    return termine


def _texte(dokument):
    """Return every text of a document that a reader may search for."""
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
    return texte
