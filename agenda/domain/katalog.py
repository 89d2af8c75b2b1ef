"""The named read queries behind the public pages. Everybody may see what they return."""

from django.db.models import BooleanField, Case, Count, OuterRef, Prefetch, Q, Subquery, When
from django.utils import timezone

from agenda.models import (
    Drucksache,
    Eintrag,
    EintragKommune,
    Fassung,
    Sachstand,
    Vorgang,
    gueltigkeit,
)
from agenda.models.eintrag import NUR_FUER_SUCHE
from agenda.models.steckbrief import Bezug, nummer_schluessel
from agenda.models.teile import Rolle
from agenda.models.vorgang import Verb
from kommunen.models import Kommune

SACHSTANDSZEILEN = ("meilensteine", "mittel", "messwerte", "staende_vor_ort__kommune")
# "Unverändert" has none of its own: those of the report it confirms still hold.
BESTAETIGTE_ZEILEN = tuple(f"bestaetigt__{zeilen}" for zeilen in SACHSTANDSZEILEN)


def gueltige_fassung(nummer):
    """Return the Fassung valid now of the Steckbrief that bears or once bore a Nummer, or None.

    Any spelling will do: "04.10" is "4.10", "u1" is "U1".
    """
    return _unter(nummer).filter(gueltigkeit.gilt(praefix="eintrag__")).first()


def fassung_neben_gueltiger(nummer, nr):
    """Return (the Fassung valid now, Fassung `nr`) under a Nummer by one query; None what is not.

    Fassung `nr` is public if it is or once was valid.
    """
    jetzt = timezone.now()
    gilt, galt = gueltigkeit.gilt(jetzt, "eintrag__"), gueltigkeit.gilt_je("eintrag__")
    zeilen = list(
        _unter(nummer)
        .filter(gilt | (galt & Q(nr=nr, eintrag__gilt_ab__lte=jetzt)))
        .annotate(gilt=Case(When(gilt, then=True), default=False, output_field=BooleanField()))
        .defer(*(f"eintrag__{spalte}" for spalte in NUR_FUER_SUCHE))
    )
    return (
        next((fassung for fassung in zeilen if fassung.gilt), None),
        next((fassung for fassung in zeilen if fassung.nr == nr), None),
    )


def _unter(nummer):
    return Fassung.objects.filter(
        steckbrief__nummern__schluessel=nummer_schluessel(nummer.upper())
    ).select_related("steckbrief", "eintrag__handlungsfeld")


def oeffentliche_fassungen(steckbrief):
    """Return the Fassungen that are or once were valid, the newest (the valid one) first.

    Each has `beleg_nummer` and `beleg_slug` of the public Drucksache its release rests on, or None.
    """
    belege = Vorgang.objects.filter(
        fassung=OuterRef("pk"),
        verb=Verb.FREIGEGEBEN,
        drucksache__in=Drucksache.objects.oeffentliche(),
    )
    return (
        Fassung.objects.oeffentlich()
        .filter(steckbrief=steckbrief)
        .annotate(
            beleg_nummer=Subquery(belege.values("drucksache__nummer")[:1]),
            beleg_slug=Subquery(belege.values("drucksache__slug")[:1]),
        )
        .select_related("steckbrief", "eintrag__handlungsfeld")
        .defer(*(f"eintrag__{spalte}" for spalte in NUR_FUER_SUCHE))
        .order_by("-nr")
    )


def nachfolger(steckbrief):
    """Return the valid Eintrag of what a merged project went up into at last, or None."""
    ziel = steckbrief
    while ziel.nachfolger_id:
        ziel = ziel.nachfolger
    return None if ziel is steckbrief else Eintrag.objects.gueltig().filter(steckbrief=ziel).first()


def aufgegangene(steckbrief):
    """Return the last Einträge of the public projects that went up into this one."""
    return Eintrag.objects.gueltig().filter(steckbrief__nachfolger=steckbrief).schmal()


def ablage(steckbrief):
    """Return the Vorgang that shelved or merged a project, with Begründung and Drucksache, or None."""
    return (
        Vorgang.objects.filter(
            steckbrief=steckbrief, verb__in=(Verb.ABGELEGT, Verb.ZUSAMMENGEFUEHRT)
        )
        .select_related("drucksache")
        .first()
    )


def letzter_sachstand(steckbrief):
    """Return the last accepted Sachstand with its rows, or None. Unaccepted ones are not public."""
    return (
        Sachstand.objects.filter(steckbrief=steckbrief)
        .angenommen()
        .select_related("kommune", "bestaetigt")
        .prefetch_related(*SACHSTANDSZEILEN, *BESTAETIGTE_ZEILEN)
        .first()
    )


def eintraege_fuer_karten(eintraege):
    """Return Einträge with all that a card shows."""
    return eintraege.select_related("handlungsfeld").schmal()


def eintraege_im_handlungsfeld(handlungsfeld):
    """Return what goes on now in a Handlungsfeld, in the intended order."""
    return eintraege_fuer_karten(
        Eintrag.objects.gueltig().laufend().filter(handlungsfeld=handlungsfeld).in_reihenfolge()
    )


def eintraege_nach_rolle(kommune):
    """Return [(Rolle, Einträge)] of a Kommune, without empty groups, responsible first."""
    mitwirkungen = EintragKommune.objects.filter(kommune=kommune)
    eintraege = list(
        eintraege_fuer_karten(
            Eintrag.objects.gueltig().laufend().filter(kommunen=kommune).in_reihenfolge()
        ).prefetch_related(Prefetch("mitwirkungen", mitwirkungen))
    )
    gruppen = {rolle: [] for rolle in Rolle}
    for eintrag in eintraege:
        gruppen[Rolle(eintrag.mitwirkungen.all()[0].rolle)].append(eintrag)
    return [(rolle, gruppe) for rolle, gruppe in gruppen.items() if gruppe]


def kommunen_mit_zahlen():
    """Return all Kommunen with their kind; each tells `agenda` and `umfeld`."""
    gilt = gueltigkeit.gilt(praefix="eintraege__") & gueltigkeit.laeuft(praefix="eintraege__")
    return (
        Kommune.objects.select_related("art")
        .annotate(
            agenda=Count("eintraege", filter=gilt & Q(eintraege__bezug=Bezug.AGENDA)),
            umfeld=Count("eintraege", filter=gilt & Q(eintraege__bezug=Bezug.UMFELD)),
        )
        .in_folge()
    )


def zaehlen(bezuege):
    """Return {"agenda": n, "umfeld": m, "gesamt": n + m} for an iterable of Bezug codes."""
    bezuege = list(bezuege)
    agenda = bezuege.count(Bezug.AGENDA)
    return {"agenda": agenda, "umfeld": len(bezuege) - agenda, "gesamt": len(bezuege)}
