"""What a personal link shows and takes: the form of one report, one click for many, a remark."""

from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from agenda.domain import meilensteine, rueckmeldungen, sachstaende
from agenda.domain.dokument import Dokument
from agenda.domain.protokoll import log
from agenda.models import Messwert, Mittelabfluss, Sachstand, Steckbrief
from agenda.models.rueckmeldung import Meldeart
from agenda.models.sachstand import Meldestatus, Sachstandsart, Umsetzungsstand
from agenda.models.steckbrief import Status
from agenda.models.vorgang import Verb

TEXTE = sachstaende.TEXTE
# Rows of reports, oldest first: the last one written into a dict stays.
ZULETZT_GILT = (F("sachstand__stichtag").asc(nulls_first=True), "sachstand__angenommen_at")


@dataclass(frozen=True)
class Zahlzeile:
    """A row that asks for a number: a Haushaltsjahr (int) or a Kennzahl (UUID), and the last one."""

    key: int | UUID
    titel: str
    bisher: object = None


@dataclass
class Bogen:
    """What the form of a report asks, and what it begins with.

    meilensteine: the Meilensteinlagen to ask for; erreichte: those that earlier reports call reached.
    werte: {field: value} as forms.meldung names them; sachstand: the row it goes on with (open, or
    accepted in this round and now to be corrected), or None; version: what was seen of an open row.
    """

    meilensteine: list
    erreichte: list
    jahre: list
    kennzahlen: list
    werte: dict = field(default_factory=dict)
    sachstand: Sachstand | None = None
    version: int = 0


def bogen(aufgabe, *, runde, kommune):
    """Return the Bogen of an Aufgabe whose Kommune is verantwortlich."""
    grundlage = aufgabe.offen or aufgabe.angenommen
    vorlage = grundlage or aufgabe.letzter
    angaben = werte(grundlage, kommune) if grundlage else {}
    lagen = _meilensteine(aufgabe.eintrag)
    erreichte = [m for m in lagen if m.erreicht_am and f"erreicht_am_{m.uuid}" not in angaben]
    ergebnis = Bogen(
        meilensteine=[m for m in lagen if m not in erreichte],
        erreichte=erreichte,
        jahre=_jahre(aufgabe.steckbrief, runde),
        kennzahlen=_kennzahlen(aufgabe.eintrag),
        sachstand=grundlage,
        version=aufgabe.offen.version if aufgabe.offen else 0,
    )
    if not grundlage and vorlage:
        angaben = {name: getattr(vorlage, name) for name in sachstaende.UEBERNOMMEN}
    ergebnis.werte = angaben
    ergebnis.werte.setdefault("umsetzungsstand", Umsetzungsstand.UNBEKANNT)
    if "ort_stand" not in ergebnis.werte and aufgabe.stand_vor_ort:
        ergebnis.werte |= ort_werte(aufgabe.stand_vor_ort)
    return ergebnis


def werte(sachstand, kommune):
    """Return what a report says as {field of the form: value}, of the places only the Kommune's."""
    ergebnis = {
        name: getattr(sachstand, name)
        for name in ("umsetzungsstand", "ampel", *TEXTE, "gemeldet_funktion")
    }
    for zeile in sachstand.meilensteine.all():
        for name in ("erreicht_am", "neuer_termin", "grund"):
            ergebnis[f"{name}_{zeile.meilenstein_uuid}"] = getattr(zeile, name)
    for zeile in sachstand.mittel.all():
        ergebnis[f"mittel_{zeile.jahr}"] = zeile.verausgabt
    for zeile in sachstand.messwerte.all():
        ergebnis[f"wert_{zeile.kennzahl_uuid}"] = zeile.wert
    for ort in sachstand.staende_vor_ort.all():
        if ort.kommune_id == kommune.pk:
            ergebnis |= ort_werte(ort)
    return ergebnis


def ort_werte(ort):
    """Return a Stand vor Ort as {field of the form: value}."""
    return {"ort_stand": ort.stand, "ort_seit": ort.seit, "ort_link": ort.link}


def _meilensteine(eintrag):
    """Return the Meilensteinlagen of the valid Fassung that the working copy still has."""
    lagen = meilensteine.lagen(
        {eintrag.steckbrief_id: eintrag.pk}, moment=timezone.now(), tag=timezone.localdate()
    )
    da = set(eintrag.steckbrief.meilensteine.values_list("uuid", flat=True))
    return [lage for lage in lagen[eintrag.pk] if lage.uuid in da]


def _jahre(steckbrief, runde):
    """Return the Haushaltsjahre to ask for: those planned up to now, the round's and the one before."""
    letztes = runde.stichtag.year
    geplant = steckbrief.finanzierungen.filter(jahr__lte=letztes).values_list("jahr", flat=True)
    bisher = {}
    gemeldet = Mittelabfluss.objects.filter(
        sachstand__steckbrief=steckbrief, sachstand__angenommen_at__isnull=False
    ).order_by(*ZULETZT_GILT)
    for zeile in gemeldet:
        bisher[zeile.jahr] = zeile.verausgabt
    jahre = sorted({*geplant, *bisher, letztes}, reverse=True)[:4]
    return [Zahlzeile(jahr, str(jahr), bisher.get(jahr)) for jahr in jahre]


def _kennzahlen(eintrag):
    """Return the Kennzahlen of the valid Fassung that the working copy still has."""
    da = set(eintrag.steckbrief.kennzahlen.values_list("uuid", flat=True))
    bisher = {}
    gemessen = Messwert.objects.filter(
        sachstand__steckbrief=eintrag.steckbrief, sachstand__angenommen_at__isnull=False
    ).order_by(*ZULETZT_GILT)
    for zeile in gemessen:
        bisher[zeile.kennzahl_uuid] = zeile.wert
    zeilen = []
    for zeile in Dokument.lesen(eintrag.fassung.dokument)["kennzahlen"].zeilen:
        key, einheit = UUID(str(zeile.uuid)), zeile["einheit"].text
        if key in da:
            titel = f"{zeile['name'].text} ({einheit})" if einheit else zeile["name"].text
            zeilen.append(Zahlzeile(key, titel, bisher.get(key)))
    return zeilen


# Writing


def speichern(aufgabe, *, link, seen_version, **angaben):
    """Save what was typed as the round's open report and return it; nothing is handed in.

    angaben: felder and rows as for sachstaende.speichern(). Raises what that raises. A report that
    was accepted in this round stays; a new one begins, which corrects it.
    """
    runde, kommune = link.abfrage.runde, link.abfrage.kommune
    with transaction.atomic():
        sachstand = sachstaende.entwurf(aufgabe.steckbrief, runde=runde, kommune=kommune)
        if aufgabe.angenommen and aufgabe.angenommen.art == Sachstandsart.BERICHT:
            angaben["felder"]["berichtigt"] = aufgabe.angenommen
        return sachstaende.speichern(
            sachstand, seen_version=seen_version, kommune=kommune, **angaben
        )


def bestaetigen(aufgaben, *, link, funktion=""):
    """Say "unverändert" of each; return ([Aufgabe], [(Aufgabe, reason in German)])."""
    runde, kommune = link.abfrage.runde, link.abfrage.kommune
    wie = {"runde": runde, "kommune": kommune, "funktion": funktion or str(kommune)}
    erledigt, ausgelassen = [], []
    for aufgabe in aufgaben:
        ort = aufgabe.stand_vor_ort
        try:
            if aufgabe.verantwortlich:
                sachstaende.unveraendert(aufgabe.steckbrief, **wie)
            elif ort is None:
                raise ValidationError("Ihr Stand vor Ort ist noch nicht bekannt.")
            elif not aufgabe.erledigt:
                sachstaende.vor_ort(
                    aufgabe.steckbrief, stand=ort.stand, seit=ort.seit, link=ort.link, **wie
                )
        except ValidationError as fehler:
            ausgelassen.append((aufgabe, " ".join(fehler.messages)))
        else:
            erledigt.append(aufgabe)
    return erledigt, ausgelassen


def quittung(link, aufgaben):
    """Return the reports of this round handed in by a link's Kommune, or on what it answers for.

    In the order of handing in, with their rows; drafts are not among them.
    """
    kommune = link.abfrage.kommune
    ganze = [a.steckbrief.pk for a in aufgaben if a.verantwortlich]
    reports = Sachstand.objects.filter(runde=link.abfrage.runde).filter(
        Q(kommune=kommune) | (Q(steckbrief__in=ganze) & ~Q(art=Sachstandsart.VOR_ORT))
    )
    if link.steckbrief_id:
        reports = reports.filter(steckbrief=link.steckbrief_id)
    return (
        reports.exclude(status=Meldestatus.ENTWURF)
        .select_related("steckbrief", "kommune")
        .prefetch_related("meilensteine", "mittel", "messwerte", "staende_vor_ort__kommune")
        .order_by("eingereicht_at", "pk")
    )


def hinweis_geben(steckbrief, *, link, kennung, text, pfad):
    """Take up "Am Steckbrief stimmt etwas nicht": the text as Rückmeldung, the Steckbrief as draft.

    The words stand in the Rückmeldung alone, which is deleted in time; the frozen Vorgang names its
    number. Returns the Rückmeldung; the same form sent twice gives the first one. Side effects:
    row, and a released Steckbrief goes back to Entwurf with a Vorgang. Raises what
    rueckmeldungen.eingehen() raises.
    """
    kommune = link.abfrage.kommune
    with transaction.atomic():
        meldung = rueckmeldungen.eingehen(
            art=Meldeart.FEHLER,
            kennung=kennung,
            text=text,
            seite=pfad,
            name=f"{kommune} (Meldung zur Runde)"[:120],
        )
        aktuell = Steckbrief.objects.select_for_update().get(pk=steckbrief.pk)
        frei = aktuell.status == Status.FREIGEGEBEN
        if frei and not aktuell.ist_abgelegt and not aktuell.ist_geloescht:
            Steckbrief.objects.filter(pk=aktuell.pk).update(status=Status.ENTWURF)
            log(
                aktuell,
                Verb.BEARBEITET,
                None,
                von=Status.FREIGEGEBEN,
                nach=Status.ENTWURF,
                begruendung=f"Hinweis bei der Meldung zum Sachstand: Rückmeldung {meldung.eingangsnummer}.",
                funktion=str(kommune)[:120],
            )
    return meldung
