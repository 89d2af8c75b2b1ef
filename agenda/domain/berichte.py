"""Sachstandsberichte: drawn anew from history as long as they are drafts, then kept for ever.

A draft takes in what was accepted by its Redaktionsschluss, or by now where it has none. Giving it
out needs that moment: stand() names it, bauen() draws the document as it is then, and
festschreiben() refuses if anything of it has changed meanwhile. A frozen one is corrected only by
a numbered Berichtigung. This layer knows no papers: whoever renders hands the bytes over.

The kept document never changes. Drawn again from history (zeichnen(), for a check), a frozen one
may differ from it in what keeps no history: names and colours of Handlungsfelder and Kommunen, the
publisher and its Aktenzeichen (Portal), Rechtsgrundlagen, and whether Drucksache, Beratung and
Sitzung are public today, which decides whether a number is named.
"""

import datetime

from django.contrib.admin.models import ADDITION
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from agenda.domain import berichtbau
from agenda.domain.ausgaben import protokollieren
from agenda.domain.berichtdateien import (
    AUFBEWAHRUNG,
    datei,
    datei_ablegen,
    ohne_datei,
    vorhanden,
    wiederherstellen,
)
from agenda.domain.berichtdokument import (
    ABSCHNITTE,
    GRUPPEN,
    LAGEN,
    MELDUNGEN,
    Berichtdokument,
    auszug,
)
from agenda.models import Bericht, Drucksache, Runde

__all__ = [
    "GRUPPEN",
    "LAGEN",
    "MELDUNGEN",
    "Berichtdokument",
    "anlegen",
    "auszug",
    "bauen",
    "berichtigen",
    "datei",
    "datei_ablegen",
    "drucksache_zu",
    "festschreiben",
    "neuere",
    "oeffentliche",
    "oeffentliche_zu",
    "ohne_datei",
    "pruefen",
    "stand",
    "vorhanden",
    "vorige",
    "vorschlag",
    "wiederherstellen",
]

RECHT = "agenda.freeze_bericht"
VERALTET = "Inzwischen hat sich geändert, was dieser Bericht sagt. Bitte prüfen Sie den neuen Stand und schreiben Sie dann fest."
SCHLUSS_KOMMT = "Der Redaktionsschluss liegt in der Zukunft. Bitte warten Sie bis dahin, oder tragen Sie einen früheren ein."
SCHLUSS_ZU_FRUEH = "Der Redaktionsschluss liegt vor dem Ende des Zeitraums. Dann fehlte im Bericht, was danach noch gemeldet wurde."
# What a Berichtigung begins with: the same period, the same free sections.
GLEICH = ("titel", "von", "bis", "sitzung", "drucksache", "beratung", "aktenzeichen", *ABSCHNITTE)
EIN_TAG = datetime.timedelta(days=1)


# Reading


def stand(bericht):
    """Return the moment up to which a draft takes in reports if it is given out now (aware)."""
    return bericht.redaktionsschluss or timezone.now()


def bauen(bericht, *, redaktionsschluss=None):
    """Return the Berichtdokument of a draft, drawn from history; of a frozen one the kept one.

    redaktionsschluss: see stand(); without it, the draft's own. Raises ValidationError in German
    as berichtbau.zeichnen() does.
    """
    if bericht.ist_festgeschrieben:
        return Berichtdokument.lesen(bericht.dokument)
    return zeichnen(bericht, redaktionsschluss=redaktionsschluss)


def zeichnen(bericht, *, redaktionsschluss=None):
    """Return the Berichtdokument drawn from history, of a frozen one too: it has to be the same."""
    return berichtbau.zeichnen(
        bericht,
        vorige=vorige(bericht),
        redaktionsschluss=redaktionsschluss or bericht.redaktionsschluss,
    )


def drucksache_zu(bericht):
    """Return the Drucksache that takes a Bericht before its Gremium, or None.

    One begun after the Bericht was frozen is not named by it: it names the Bericht as its Anlage.
    """
    return (
        bericht.drucksache
        or Drucksache.objects.filter(
            Q(berichte=None) | Q(berichte=bericht), anlagen__titel=str(bericht)
        ).first()
    )


def oeffentliche_zu(drucksache):
    """Return the public Berichte, not linked with any Drucksache, that this one names as Anlage."""
    titel = {anlage.titel for anlage in drucksache.anlagen.all()}
    if not titel:
        return []
    ohne = Bericht.objects.oeffentlich().filter(drucksache=None).defer("dokument")
    return [bericht for bericht in ohne if str(bericht) in titel]


def vorige(bericht):
    """Return the last Bericht of the series before this one, as corrected by then, or None.

    What the public can read goes on only from what the public has read. A frozen one goes on from
    what it names, whoever may read that today.
    """
    if bericht.ist_festgeschrieben:
        genannt = Berichtdokument.lesen(bericht.dokument).daten.get("vorige")
        return genannt and _fester(genannt["nummer"], genannt["berichtigung"])
    fruehere = (
        Bericht.objects.oeffentlich()
        if oeffentlich_gemeint(bericht)
        else Bericht.objects.festgeschrieben()
    ).filter(nummer__lt=bericht.nummer, bis__lt=bericht.bis)
    return fruehere.defer("dokument").order_by("-nummer", "-berichtigung").first()


def _fester(nummer, berichtigung):
    return (
        Bericht.objects.festgeschrieben()
        .defer("dokument")
        .filter(nummer=nummer, berichtigung=berichtigung)
        .first()
    )


def oeffentlich_gemeint(bericht):
    """Whether everybody may read a Bericht once it is kept."""
    return all(
        teil is None or teil.oeffentlich
        for teil in (bericht.drucksache, bericht.beratung, bericht.sitzung)
    )


def neuere(bericht):
    """Return the newest public Berichtigung of a Bericht that came after it, or None."""
    return (
        Bericht.objects.oeffentlich()
        .filter(nummer=bericht.nummer, berichtigung__gt=bericht.berichtigung)
        .defer("dokument")
        .first()
    )


def oeffentliche():
    """Return [[a public Bericht, its earlier forms …]], the newest first; documents not loaded."""
    reihe = {}
    for bericht in (
        Bericht.objects.oeffentlich()
        .defer("dokument")
        .select_related("drucksache", "beratung__gremium", "sitzung__gremium")
    ):
        reihe.setdefault(bericht.nummer, []).append(bericht)
    return list(reihe.values())


# Drafting


def vorschlag():
    """Return what the next Bericht begins with: its number, period and session.

    The period goes on after the last one and ends on the Stichtag of the last round that was
    opened since; without one it ends yesterday. A Redaktionsschluss is not proposed: until it is
    given out, a draft takes in what is accepted.
    """
    heute = timezone.localdate()
    letzter = Bericht.objects.order_by("-nummer", "-berichtigung").first()
    felder = {"nummer": letzter.nummer + 1 if letzter else 1}
    von = letzter.bis + EIN_TAG if letzter else None
    runden = Runde.objects.filter(eroeffnet_at__isnull=False, stichtag__lte=heute)
    if von:
        runden = runden.filter(stichtag__gte=von)
    runde = runden.select_related("sitzung").first()
    if runde:
        felder |= {"sitzung": runde.sitzung, "bis": runde.stichtag}
    else:
        felder["bis"] = max(heute - EIN_TAG, von) if von else heute - EIN_TAG
    bis = felder["bis"]
    return felder | {"von": von or datetime.date(bis.year, 1 if bis.month < 7 else 7, 1)}


@transaction.atomic
def anlegen(*, user, **felder):
    """Make the draft of the next Bericht in the series; return it.

    felder: what is to be otherwise than vorschlag() says. Side effect: a LogEntry. Raises
    PermissionDenied, or ValidationError in German.
    """
    if user is not None and not user.has_perm("agenda.add_bericht"):
        raise PermissionDenied
    bericht = Bericht(created_von=user, **vorschlag() | felder)
    bericht.full_clean()
    pruefen(bericht)
    bericht.save()
    protokollieren(bericht, user, "Als Entwurf angelegt.", art=ADDITION)
    return bericht


def pruefen(bericht):
    """Raise ValidationError in German where a draft's days do not fit.

    It goes on where the one before it ended, and takes in reports until its period is over.
    """
    if not (bericht.nummer and bericht.von and bericht.bis):
        return
    schluss = bericht.redaktionsschluss
    if schluss and timezone.localdate(schluss) < bericht.bis:
        raise ValidationError({"redaktionsschluss": SCHLUSS_ZU_FRUEH})
    # A Berichtigung has the period of what it corrects.
    davor = None if bericht.berichtigung else vorige(bericht)
    if davor and bericht.von != davor.bis + EIN_TAG:
        raise ValidationError(
            {
                "von": f"„{davor}“ endet am {davor.bis:%d.%m.%Y}. Bitte beginnen Sie am Tag danach: Sonst steht etwas doppelt darin oder fehlt."
            }
        )


@transaction.atomic
def berichtigen(bericht, *, user, grund):
    """Make the draft of a Berichtigung: same number and period, counted on; return it.

    It is drawn anew, from what is accepted by the time it is given out. Side effect: a LogEntry.
    Raises PermissionDenied, or ValidationError in German: not given out yet, no reason, or
    another Berichtigung is being drafted.
    """
    if user is not None and not (
        user.has_perm("agenda.add_bericht") and user.has_perm("agenda.change_bericht")
    ):
        raise PermissionDenied
    # Of two at once the second finds what the first has begun.
    bericht = Bericht.objects.select_for_update().get(pk=bericht.pk)
    if not bericht.ist_festgeschrieben:
        raise ValidationError(
            "Dieser Bericht ist noch ein Entwurf: Bitte ändern Sie ihn selbst.", code="entwurf"
        )
    if not grund.strip():
        raise ValidationError("Bitte sagen Sie, was berichtigt wird.", code="grund")
    gleiche = Bericht.objects.filter(nummer=bericht.nummer)
    if entwurf := gleiche.entwuerfe().first():
        raise ValidationError(
            f"Zu diesem Bericht gibt es schon den Entwurf „{entwurf}“. Bitte arbeiten Sie damit weiter.",
            code="schon",
        )
    letzter = gleiche.first()
    neu = Bericht(
        nummer=bericht.nummer,
        berichtigung=gleiche.aggregate(hoechste=Max("berichtigung"))["hoechste"] + 1,
        berichtigung_grund=grund.strip(),
        created_von=user,
        **{name: getattr(letzter, name) for name in GLEICH},
    )
    neu.full_clean()
    neu.save()
    protokollieren(neu, user, f"Als Entwurf angelegt: {grund.strip()}", art=ADDITION)
    return neu


# Giving out


def festschreiben(bericht, *, seen_sha256, pdf, seiten, user, redaktionsschluss=None):
    """Keep a draft for ever: its document and the bytes of its PDF. Returns the Bericht.

    redaktionsschluss is the moment of stand() as which the person saw it, seen_sha256 the hash of
    the document drawn from it, which `pdf` was made from too; user None is the set-up itself.
    Side effects: BerichtDatei, its file in the storage, a LogEntry, the version stamp. Raises
    PermissionDenied, or ValidationError in German (code: "veraltet", "leer", "schluss", "schon",
    "zukunft"); then nothing is left behind.
    """
    if user is not None and not user.has_perm(RECHT):
        raise PermissionDenied
    with AUFBEWAHRUNG.gesperrt(bericht) as (aktuell, geben):
        dokument = _pruefen(aktuell, seen_sha256, redaktionsschluss)
        aktuell.redaktionsschluss = redaktionsschluss or aktuell.redaktionsschluss
        geben(dokument, pdf, seiten, user)
        protokollieren(aktuell, user, f"Festgeschrieben. Prüfsumme {dokument.sha256}")
    bericht.refresh_from_db()
    return bericht


def _pruefen(bericht, seen_sha256, redaktionsschluss):
    """Return the Berichtdokument that is to be kept, or raise why it may not be."""
    if bericht.ist_festgeschrieben:
        wer = f" von {bericht.festgeschrieben_von}" if bericht.festgeschrieben_von else ""
        wann = timezone.localtime(bericht.festgeschrieben_at)
        raise ValidationError(
            f"Dieser Bericht ist schon festgeschrieben{wer}, am {wann:%d.%m.%Y um %H:%M} Uhr. Es war nichts mehr zu tun.",
            code="schon",
        )
    jetzt = timezone.now()
    schluss = redaktionsschluss or bericht.redaktionsschluss
    if schluss is None or (bericht.redaktionsschluss not in (None, schluss)):
        raise ValidationError(VERALTET, code="veraltet")
    if schluss > jetzt:
        raise ValidationError(SCHLUSS_KOMMT, code="schluss")
    dokument = bauen(bericht, redaktionsschluss=schluss)
    if dokument.sha256 != seen_sha256:
        raise ValidationError(VERALTET, code="veraltet")
    # "Until it is given out" means just that: nothing may have come in since it was looked at.
    if bericht.redaktionsschluss is None:
        neuestes = bauen(bericht, redaktionsschluss=jetzt)
        if neuestes.inhalt != dokument.inhalt:
            raise ValidationError(VERALTET, code="veraltet")
    return dokument
