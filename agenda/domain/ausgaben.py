"""Papers given out: drawn anew as long as they are drafts, kept for ever once given out.

A draft says what is released and valid now (domain.band). festschreiben() keeps the document
and the bytes of the PDF, which whoever renders hands over: this layer knows no papers.
"""

import hashlib
from dataclasses import dataclass

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from agenda.domain import band, synopse
from agenda.domain.aufbewahrung import Aufbewahrung
from agenda.domain.dateinamen import dateiname as dateiname_aus
from agenda.models import Ausgabe, AusgabeSteckbrief, Drucksache, Fassung
from agenda.models.ausgabe import Ausgabeart

RECHT = "agenda.freeze_ausgabe"
VERALTET = "Inzwischen hat sich geändert, was diese Ausgabe enthält. Bitte prüfen Sie den neuen Stand und schreiben Sie dann fest."
GANZ = "Eine Gesamtausgabe enthält immer die ganze Agenda. Bitte wählen Sie die Art „Auszug“ oder „Anlage“, oder nehmen Sie die Auswahl der Steckbriefe heraus."
OHNE_RECHT = "Diese Beratung steht noch nicht bei der Drucksache, und Ihr Konto darf keine anlegen. Bitte fragen Sie die Stabsstelle."
# What the comparison has no words for.
SONST = "Anders sind nur Angaben, die in keinem Text stehen, etwa die Art eines Partners."
LEER = "Diese Ausgabe enthält keinen freigegebenen Steckbrief. Bitte wählen Sie Steckbriefe aus oder geben Sie zuerst welche frei."

AUFBEWAHRUNG = Aufbewahrung(Ausgabe, VERALTET)
datei = AUFBEWAHRUNG.datei
ohne_datei = AUFBEWAHRUNG.ohne_datei
datei_ablegen = AUFBEWAHRUNG.ablegen
wiederherstellen = AUFBEWAHRUNG.wiederherstellen
vorhanden = AUFBEWAHRUNG.vorhanden


@dataclass(frozen=True)
class Unterschied:
    """What a Band says differently from the Ausgabe of its reihe that was given out before.

    `vorige` is that Ausgabe or None; `saetze` tell it, none if nothing differs.
    """

    vorige: Ausgabe | None
    saetze: list

    @property
    def leer(self):
        return not self.saetze

    @property
    def sha256(self):
        """The hash of what a person has to agree to, "" where nothing is to be agreed to."""
        if self.leer or self.vorige.art != Ausgabeart.ANLAGE:
            return ""
        return hashlib.sha256("\n".join([self.vorige.sha256, *self.saetze]).encode()).hexdigest()


# Reading


def bauen(ausgabe):
    """Return the Band of a draft, drawn from what is valid now; of a frozen one the kept Band."""
    if ausgabe.ist_festgeschrieben:
        return band.Band.lesen(ausgabe.dokument)
    feld = ausgabe.handlungsfeld
    return band.bauen(
        _fassungen(ausgabe),
        art=ausgabe.art,
        titel=ausgabe.titel,
        untertitel=f"Handlungsfeld {feld.name}" if feld else "",
        vorwort=ausgabe.vorwort,
        ordnung=ausgabe.ordnung,
        titelblatt=ausgabe.titelblatt,
        muster=ausgabe.muster,
        kopf=_kopf(ausgabe),
        adresse=ausgabe.get_absolute_url(),
    )


def _fassungen(ausgabe):
    """Return the chosen Steckbriefe; else those of the Handlungsfeld; else the whole agenda."""
    folge = list(ausgabe.auswahl.values_list("steckbrief", flat=True))
    if folge:
        platz = {pk: nr for nr, pk in enumerate(folge)}
        return sorted(band.auswahl(folge), key=lambda fassung: platz[fassung.steckbrief_id])
    if ausgabe.handlungsfeld_id:
        return band.kapitel(ausgabe.handlungsfeld)
    return [] if ausgabe.art == Ausgabeart.AUSZUG else band.agenda()


def _kopf(ausgabe):
    beratung = ausgabe.beratung
    return {
        "drucksache": ausgabe.drucksache.nummer if ausgabe.drucksache else None,
        "anlage": ausgabe.anlage_nr,
        "gremium": beratung.gremium.name if beratung else None,
        "sitzung": beratung.datum.isoformat() if beratung and beratung.datum else None,
    }


def ohne_fassung(ausgabe):
    """Return the chosen Steckbriefe that are left out, because nothing of them is valid now."""
    gueltig = Fassung.objects.gueltig().filter(steckbrief=OuterRef("steckbrief"))
    zeilen = ausgabe.auswahl.exclude(Exists(gueltig)).select_related("steckbrief")
    return [zeile.steckbrief for zeile in zeilen]


def vorige(ausgabe):
    """Return the Ausgabe of the same reihe that was given out last before this one, or None."""
    gegeben = Ausgabe.objects.festgeschrieben().in_reihe(ausgabe).exclude(pk=ausgabe.pk)
    if ausgabe.ist_festgeschrieben:
        gegeben = gegeben.filter(festgeschrieben_at__lt=ausgabe.festgeschrieben_at)
    return gegeben.select_related("beratung__gremium", "drucksache").first()


def vorige_oeffentliche(ausgabe):
    """Return the last public Ausgabe of the same reihe before this one, or None."""
    gegeben = Ausgabe.objects.oeffentlich().in_reihe(ausgabe).exclude(pk=ausgabe.pk)
    if ausgabe.ist_festgeschrieben:
        gegeben = gegeben.filter(festgeschrieben_at__lt=ausgabe.festgeschrieben_at)
    return gegeben.defer("dokument").first()


def neuere(ausgabe):
    """Return the newest public Ausgabe of the same reihe if it came after this one, else None."""
    spaetere = Ausgabe.objects.oeffentlich().in_reihe(ausgabe)
    return spaetere.filter(festgeschrieben_at__gt=ausgabe.festgeschrieben_at).first()


def unterschied(ausgabe, neu=None, *, oeffentlich=False):
    """Return the Unterschied of an Ausgabe (its Band, if it is built already) to the one before.

    With oeffentlich=True to the last that everybody may see: for who is not of the office.
    """
    alt = (vorige_oeffentliche if oeffentlich else vorige)(ausgabe)
    if alt is None:
        return Unterschied(None, [])
    vorher, neu = bauen(alt), neu or bauen(ausgabe)
    if vorher.inhalt == neu.inhalt:
        return Unterschied(alt, [])
    return Unterschied(alt, synopse.vergleichen(vorher, neu).saetze or [SONST])


def oeffentliche():
    """Return [(title of the reihe, its public Ausgaben, the newest first)], Muster at the end.

    Each Ausgabe tells its current files as `aktuelle_dateien`; documents are not loaded.
    """
    ausgaben = (
        Ausgabe.objects.oeffentlich()
        .defer("dokument", "vorwort")
        .select_related("drucksache", "beratung__gremium", "handlungsfeld")
        .prefetch_related(Prefetch("dateien", to_attr="aktuelle_dateien"))
    )
    reihen = {}
    for ausgabe in ausgaben:
        ausgabe.aktuelle_dateien = [
            d for d in ausgabe.aktuelle_dateien if d.dokument_sha256 == ausgabe.sha256
        ]
        # Each Muster is one of its own, but they are listed together.
        key = ("muster",) if ausgabe.muster else ausgabe.reihe
        reihen.setdefault(key, []).append(ausgabe)
    return [
        (reihentitel(gruppe[0]), gruppe)
        for key, gruppe in sorted(reihen.items(), key=lambda paar: paar[0] == ("muster",))
    ]


def reihentitel(ausgabe):
    """Return what people call the row of papers an Ausgabe belongs to."""
    if ausgabe.muster:
        return "Muster"
    if ausgabe.art == Ausgabeart.ANLAGE:
        return f"Anlage {ausgabe.anlage_nr} zur {ausgabe.drucksache}"
    if ausgabe.art == Ausgabeart.AUSZUG:
        return f"Auszug: {ausgabe.handlungsfeld.name if ausgabe.handlungsfeld else ausgabe.titel}"
    return "Gesamtausgabe der Agenda"


def dateiname(ausgabe, papier):
    """Return a file name for people, without its ending, from an Ausgabe and its Band.

    Where its address bears a number, because there are several for one Beratung or day, so does
    the file.
    """
    kopf = papier["kopf"]
    teile = [papier["titel"][:100]]
    if kopf["drucksache"]:
        teile = [f"Anlage {kopf['anlage']}", f"Drucksache {kopf['drucksache']}", kopf["gremium"]]
    tag = kopf["sitzung"] or (
        ausgabe.ist_festgeschrieben and timezone.localdate(ausgabe.festgeschrieben_at).isoformat()
    )
    if papier["muster"]:
        teile.insert(0, "MUSTER")
    adresse = ausgabe.adresse_gebaut()
    return dateiname_aus(*teile, tag, adresse and adresse["nr"])


# Drafting


@transaction.atomic
def anlegen(steckbriefe=(), *, user, **felder):
    """Make a draft of these Steckbriefe, in this order, with the columns given; return it.

    Raises PermissionDenied, or ValidationError in German. Side effect: a LogEntry.
    """
    if user is not None and not user.has_perm("agenda.add_ausgabe"):
        raise PermissionDenied
    ausgabe = Ausgabe(created_von=user, **felder)
    ausgabe.full_clean()
    if ausgabe.immer_ganz and steckbriefe:
        raise ValidationError(GANZ)
    ausgabe.save()
    AusgabeSteckbrief.objects.bulk_create(
        AusgabeSteckbrief(ausgabe=ausgabe, steckbrief=steckbrief, position=nr)
        for nr, steckbrief in enumerate(steckbriefe, start=1)
    )
    protokollieren(ausgabe, user, "Als Entwurf angelegt.", art=ADDITION)
    return ausgabe


@transaction.atomic
def anlage_anlegen(
    steckbriefe=(), *, user, drucksache, beratung=None, gremium=None, datum=None, **felder
):
    """Make the draft of an Anlage for a Beratung, or for the session of a Gremium; return it.

    A Beratung the Drucksache does not have yet is added to it (its log says so), by those who may.
    Raises as anlegen() does.
    """
    beratung = beratung or _beratung(drucksache, gremium, datum, user)
    return anlegen(
        steckbriefe,
        user=user,
        art=Ausgabeart.ANLAGE,
        drucksache=drucksache,
        beratung=beratung,
        **felder,
    )


def _beratung(drucksache, gremium, datum, user):
    # Of two at once the second finds what the first has added.
    Drucksache.objects.select_for_update().get(pk=drucksache.pk)
    beratung = drucksache.beratungen.filter(gremium=gremium, datum=datum).first()
    if beratung is None:
        if user is not None and not user.has_perm("agenda.add_beratung"):
            raise ValidationError(OHNE_RECHT)
        beratung = drucksache.beratungen.create(gremium=gremium, datum=datum)
        protokollieren(drucksache, user, f"Beratung für eine Anlage eingetragen: {beratung}.")
    return beratung


def protokollieren(objekt, user, text, *, art=CHANGE):
    """Write what happened to an Ausgabe (or a Drucksache) into the admin's log.

    The set-up itself (user None) leaves no entry.
    """
    if user is not None:
        LogEntry.objects.create(
            user=user,
            content_type=ContentType.objects.get_for_model(objekt),
            object_id=str(objekt.pk),
            object_repr=str(objekt)[:200],
            action_flag=art,
            change_message=text,
        )


# Giving out


def festschreiben(ausgabe, *, seen_sha256, seen_difference="", pdf, seiten, user):
    """Keep a draft for ever: its document and the bytes of its PDF. Returns the Ausgabe.

    seen_sha256 is the hash of the Band a person saw and that `pdf` was drawn from;
    seen_difference that of the Unterschied they agreed to. user None is the set-up itself.
    Side effects: AusgabeDatei, its file in the storage, a LogEntry, the version stamp. Raises
    PermissionDenied, or ValidationError in German (code: "veraltet", "unterschied", "leer",
    "ganz", "schon"); then nothing is left behind.
    """
    if user is not None and not user.has_perm(RECHT):
        raise PermissionDenied
    with AUFBEWAHRUNG.gesperrt(ausgabe) as (aktuell, geben):
        papier = _pruefen(aktuell, seen_sha256, seen_difference)
        geben(papier, pdf, seiten, user)
        protokollieren(aktuell, user, f"Festgeschrieben. Prüfsumme {papier.sha256}")
    ausgabe.refresh_from_db()
    return ausgabe


def _pruefen(ausgabe, seen_sha256, seen_difference):
    """Return the Band that is to be kept, or raise why it may not be."""
    if ausgabe.ist_festgeschrieben:
        wer = f" von {ausgabe.festgeschrieben_von}" if ausgabe.festgeschrieben_von else ""
        wann = timezone.localtime(ausgabe.festgeschrieben_at)
        raise ValidationError(
            f"Diese Ausgabe ist schon festgeschrieben{wer}, am {wann:%d.%m.%Y um %H:%M} Uhr. Es war nichts mehr zu tun.",
            code="schon",
        )
    if ausgabe.immer_ganz and ausgabe.auswahl.exists():
        raise ValidationError(GANZ, code="ganz")
    papier = bauen(ausgabe)
    if not papier.steckbriefe:
        raise ValidationError(LEER, code="leer")
    if papier.sha256 != seen_sha256:
        raise ValidationError(VERALTET, code="veraltet")
    if seen_difference != unterschied(ausgabe, papier).sha256:
        raise ValidationError(
            "Bitte bestätigen Sie, dass Sie die Unterschiede zur vorigen Anlage kennen.",
            code="unterschied",
        )
    return papier
