"""Rounds of reporting: opened, reminded, closed, and where each stands. Who has to tell what stands
in domain.meldeaufgaben, the single links in domain.meldelinks."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agenda.domain import rundenpost
from agenda.domain.meldeaufgaben import aufgaben as aufgaben
from agenda.domain.meldeaufgaben import fortschritt, mitwirkungen
from agenda.domain.meldelinks import pruefen
from agenda.models import Abfrage, Meldelink, Runde, Vorgang
from agenda.models.vorgang import Verb
from kommunen.models import Kommune

# The cron reminds a week before the Abgabefrist, two days before it, and once when it is over; a day
# that was missed is made up for. Between two mails to one address there are two days.
STUFEN = (-7, -2, 1)
ABSTAND = datetime.timedelta(days=2)
# Addresses of personal links go half a year after the round was closed (`aufraeumen`).
AUFBEWAHRUNG = datetime.timedelta(days=183)
# What nobody closed by then closes itself (`aufraeumen`): links end, addresses get their day.
NACH_SITZUNG = datetime.timedelta(days=14)
# A double click on "Erinnern" reminds once.
RUHE = datetime.timedelta(hours=12)


@dataclass(frozen=True)
class Versand:
    """What became of a batch of mails: how many went out, and the Links that did not."""

    versandt: int
    gescheitert: list


@dataclass(frozen=True)
class Rundenlage:
    """A round on the board: days left (negative: over), and how far the partners are."""

    runde: Runde
    tage_frist: int
    tage_ladung: int
    tage_sitzung: int
    partner: list

    @property
    def ohne_antwort(self):
        return [p for p in self.partner if p.ohne_antwort]

    @property
    def unvollstaendig(self):
        return [p for p in self.partner if not p.fertig and not p.ohne_antwort]

    @property
    def fertig(self):
        return [p for p in self.partner if p.fertig]

    @property
    def unzustellbar(self):
        return [p for p in self.partner if any(link.fehler for link in p.links)]

    @property
    def eroeffnet(self):
        return self.runde.eroeffnet_at is not None


# Steps


def zu_fragen(runde):
    """Return the Kommunen an opened round would ask, in their order."""
    kommunen = mitwirkungen(runde).values("kommune")
    return list(Kommune.objects.filter(pk__in=kommunen).order_by("reihenfolge", "name"))


def eroeffnen(runde, *, user):
    """Open a round: ask every Kommune concerned, mail it its link, and return the Versand.

    Side effects: Abfragen, Meldelinks, mails (sent after the rows are saved; one that fails leaves
    its reason in its link). Raises PermissionDenied, or ValidationError in German: open or closed
    already, the Stichtag lies in the future, or nobody is to be asked.
    """
    pruefen(user)
    with transaction.atomic():
        aktuell = Runde.objects.select_for_update().get(pk=runde.pk)
        if aktuell.eroeffnet_at:
            raise ValidationError("Diese Runde ist schon eröffnet.", code="eroeffnet")
        if aktuell.stichtag > timezone.localdate():
            raise ValidationError(
                f"Der Stichtag liegt in der Zukunft. Eröffnen Sie die Runde ab dem {aktuell.stichtag:%d.%m.%Y}.",
                code="stichtag",
            )
        kommunen = zu_fragen(aktuell)
        if not kommunen:
            raise ValidationError(
                "Zu diesem Stichtag wirkt keine Kommune an einem veröffentlichten Steckbrief mit. Es gibt niemanden zu fragen.",
                code="niemand",
            )
        aktuell.eroeffnet_at = timezone.now()
        aktuell.save(update_fields=["eroeffnet_at"])
        for kommune in kommunen:
            abfrage = Abfrage.objects.create(runde=aktuell, kommune=kommune)
            Meldelink.objects.create(abfrage=abfrage, email=kommune.melde_email)
    runde.refresh_from_db()
    return _versenden(fortschritt(runde), "einladung")


@transaction.atomic
def schliessen(runde, *, user):
    """Close a round: its links lead to a receipt only. Drafts stay, for the Stabsstelle to see.

    Raises PermissionDenied, or ValidationError in German unless the round runs.
    """
    pruefen(user)
    aktuell = Runde.objects.select_for_update().get(pk=runde.pk)
    if not aktuell.laeuft:
        raise ValidationError("Diese Runde läuft nicht.", code="laeuft_nicht")
    aktuell.geschlossen_at = timezone.now()
    aktuell.save(update_fields=["geschlossen_at"])
    runde.refresh_from_db()


def schliesse_vergangene(*, probe=False):
    """Close the rounds that still run two weeks after their session; return them."""
    grenze = timezone.localdate() - NACH_SITZUNG
    vergangene = list(
        Runde.objects.laufend().filter(sitzung__datum__lt=grenze).select_related("sitzung__gremium")
    )
    for runde in vergangene if not probe else ():
        schliessen(runde, user=None)
    return vergangene


def erinnern(runde, *, user):
    """Remind all who still have something to report, but none twice in half a day.

    Returns the Versand. Raises PermissionDenied, or ValidationError in German unless it runs.
    """
    pruefen(user)
    if not runde.laeuft:
        raise ValidationError("Diese Runde läuft nicht.", code="laeuft_nicht")
    saeumige = [p for p in fortschritt(runde) if not p.fertig]
    return erinnere(saeumige, nicht_seit=timezone.now() - RUHE)


def erinnere(saeumige, *, nicht_seit):
    """Remind these partners (Fortschritt) unless they were after a moment; return the Versand.

    A colleague to whom a Steckbrief was passed on is reminded as long as that one is open. Side
    effects: mails, `erinnert_at` and `erinnerungen`. Who runs at the same time does not send twice.
    """
    faellige = []
    for partner in saeumige:
        vorher = Q(erinnert_at__isnull=True) | Q(erinnert_at__lt=nicht_seit)
        frei = Abfrage.objects.filter(vorher, pk=partner.abfrage.pk)
        if frei.update(erinnert_at=timezone.now(), erinnerungen=partner.abfrage.erinnerungen + 1):
            faellige.append(partner)
    return _versenden(faellige, "erinnerung")


def zu_erinnern(heute=None):
    """Return [Fortschritt] of the partners whom the cron has to remind today."""
    heute = heute or timezone.localdate()
    faellig = []
    for runde in Runde.objects.laufend().select_related("sitzung__gremium"):
        stufen = [runde.abgabefrist + datetime.timedelta(days=tage) for tage in STUFEN]
        beginn = max((tag for tag in stufen if tag <= heute), default=None)
        if beginn is None:
            continue
        for partner in fortschritt(runde):
            if partner.fertig:
                continue
            zuletzt = partner.abfrage.erinnert_at
            geschrieben = timezone.localdate(zuletzt or runde.eroeffnet_at)
            schon = zuletzt is not None and geschrieben >= beginn
            if not schon and heute - geschrieben >= ABSTAND:
                faellig.append(partner)
    return faellig


def rueckfrage_senden(sachstand):
    """Mail the question to whom a report was given back; return the Versand, or None outside a round."""
    abfrage = Abfrage.objects.filter(runde=sachstand.runde, kommune=sachstand.kommune)
    links = (
        Meldelink.objects.filter(abfrage__in=abfrage, widerrufen_at__isnull=True)
        .filter(Q(steckbrief__isnull=True) | _moegliche_melder(sachstand))
        .select_related("abfrage__runde__sitzung__gremium", "abfrage__kommune")
    )
    if sachstand.runde is None or not sachstand.runde.laeuft or not links:
        return None
    links = list(links)
    versandt = rundenpost.senden(
        links, "rueckfrage", projekt=sachstand.steckbrief, sachstand=sachstand
    )
    return Versand(versandt, [link for link in links if link.fehler])


def _moegliche_melder(sachstand):
    """Return which passed-on links may have handed a report in: those there were by then."""
    eingang = Vorgang.objects.filter(sachstand=sachstand, verb=Verb.SACHSTAND_EINGEREICHT)
    eingang = eingang.order_by("-pk").first()
    if eingang is None or eingang.konto_id:
        return Q(pk__in=[])
    return Q(steckbrief=sachstand.steckbrief, created_at__lte=eingang.created_at)


def _versenden(partner, art):
    """Send each partner's links what concerns them; links with nothing open get nothing."""
    links, offenes = [], {}
    for einer in partner:
        for link in einer.links:
            offen = [a for a in einer.offen if link.steckbrief_id in (None, a.steckbrief.pk)]
            if offen:
                links.append(link)
                offenes[link.pk] = {"aufgaben": offen}
    versandt = rundenpost.senden(links, art, je_link=offenes)
    return Versand(versandt, [link for link in links if link.fehler])


def neuer_hauptlink(abfrage, *, user):
    """Make the partner's own link anew, where there is none (any more); not sent yet."""
    pruefen(user)
    return Meldelink.objects.create(abfrage=abfrage, email=abfrage.kommune.melde_email)


def tafel(user):
    """Return [Rundenlage] of what runs or is planned for a coming session, the next one first.

    For those who may see rounds; nothing for others.
    """
    if not user.has_perm("agenda.view_runde"):
        return []
    heute = timezone.localdate()
    runden = (
        Runde.objects.filter(geschlossen_at__isnull=True)
        .filter(Q(eroeffnet_at__isnull=False) | Q(sitzung__datum__gte=heute))
        .select_related("sitzung__gremium")
        .order_by("sitzung__datum", "pk")
    )
    return [
        Rundenlage(
            runde=runde,
            tage_frist=runde.tage_bis_frist(heute),
            tage_ladung=(runde.sitzung.ladung_am - heute).days,
            tage_sitzung=(runde.sitzung.datum - heute).days,
            partner=fortschritt(runde) if runde.eroeffnet_at else [],
        )
        for runde in runden
    ]


@transaction.atomic
def aufraeumen(*, probe=False):
    """Delete the addresses of links half a year after their round was closed; return how many."""
    alte = Meldelink.objects.filter(
        abfrage__runde__geschlossen_at__lt=timezone.now() - AUFBEWAHRUNG
    ).exclude(email="")
    if probe:
        return alte.count()
    # An error of the mail server may quote the address.
    return Meldelink.objects.filter(pk__in=alte.values("pk")).update(email="", fehler="")
