"""The open report of a project in a round: found, judged, or begun."""

from django.core.exceptions import ValidationError

from agenda.models import Sachstand
from agenda.models.sachstand import Meldestatus, Sachstandsart, Umsetzungsstand
from agenda.models.vages_datum import VagesDatum

# What a draft takes over from the last report.
UEBERNOMMEN = (
    "umsetzungsstand",
    "ampel",
    "naechste_schritte",
    "hindernisse",
    "entscheidungsbedarf",
)
TEXTE = ("erreicht", "naechste_schritte", "hindernisse", "entscheidungsbedarf")


def letzter(steckbrief):
    """Return the last accepted report on the whole project, or None."""
    return Sachstand.objects.filter(steckbrief=steckbrief).angenommen().first()


def letzte(steckbriefe):
    """Return {Steckbrief pk: its last accepted report on the whole project}. One query."""
    berichte = Sachstand.objects.filter(steckbrief__in=steckbriefe).angenommen()
    # The last one first, so that it is written last.
    return {sachstand.steckbrief_id: sachstand for sachstand in reversed(berichte)}


def vorbelegung(steckbrief, runde):
    """Return {field: value} that a new report of a round begins with: what still holds."""
    vorige = letzter(steckbrief)
    felder = {name: getattr(vorige, name) for name in UEBERNOMMEN} if vorige else {}
    return {
        "stichtag": VagesDatum(runde.stichtag),
        "umsetzungsstand": Umsetzungsstand.UNBEKANNT,
        **felder,
    }


def offener(steckbrief, runde):
    """Return what is drafted or handed in on the whole project, or None: there is one at most."""
    return (
        Sachstand.objects.filter(steckbrief=steckbrief, runde=runde)
        .offen()
        .exclude(art=Sachstandsart.VOR_ORT)
        .first()
    )


def zu_bestaetigen(steckbrief, runde, vorige):
    """Return the row an "unverändert" is written to: new, or the round's open one.

    Raises ValidationError in German where somebody has reported already, or begun to.
    """
    neu = Sachstand(steckbrief=steckbrief, runde=runde)
    if runde is None:
        offene = Sachstand.objects.filter(
            steckbrief=steckbrief, runde=None, art=Sachstandsart.UNVERAENDERT
        )
        return offene.offen().select_for_update().first() or neu
    if _angenommen_in(runde, steckbrief):
        raise ValidationError(
            "In dieser Runde ist schon ein Bericht angenommen. Änderungen melden Sie bitte als neuen Bericht.",
            code="schon_angenommen",
        )
    offen = offener(steckbrief, runde)
    if offen is None:
        return neu
    offen = Sachstand.objects.select_for_update().get(pk=offen.pk)
    if offen.art == Sachstandsart.UNVERAENDERT:
        return offen
    if offen.status == Meldestatus.EINGEREICHT:
        raise ValidationError(
            "In dieser Runde ist schon ein Bericht eingereicht. Bitte ändern Sie diesen, statt „unverändert“ zu melden.",
            code="schon_eingereicht",
        )
    if hat_eigenes(offen, vorige):
        raise ValidationError(
            "In dieser Runde liegt schon ein Entwurf mit eigenen Angaben. Bitte reichen Sie diesen ein.",
            code="entwurf",
        )
    return offen


def _angenommen_in(runde, steckbrief):
    return Sachstand.objects.filter(runde=runde, steckbrief=steckbrief).angenommen().exists()


def hat_eigenes(sachstand, vorige):
    """Whether a draft says more than what entwurf() took over from the last report (or None)."""
    vorbelegt = {name: getattr(vorige, name) if vorige else "" for name in UEBERNOMMEN}
    if vorige is None:
        vorbelegt["umsetzungsstand"] = Umsetzungsstand.UNBEKANNT
    return (
        any(getattr(sachstand, name) != vorbelegt.get(name, "") for name in (*UEBERNOMMEN, *TEXTE))
        or bool(sachstand.rueckfrage)
        or any(
            getattr(sachstand, zeilen).all()
            for zeilen in ("meilensteine", "mittel", "messwerte", "staende_vor_ort")
        )
    )
