"""Who has to tell what in a round, and how far all are.

Asked is every Kommune that works on a public project by its valid Fassung: the verantwortliche for
the whole report, a beteiligte for its own Stand vor Ort.
"""

import datetime
from dataclasses import dataclass, field

from django.db.models import F, Min, Prefetch
from django.utils import timezone

from agenda.domain.sachstandsentwurf import hat_eigenes
from agenda.models import (
    Abfrage,
    Eintrag,
    EintragKommune,
    Fassung,
    Meldelink,
    Sachstand,
    StandVorOrt,
    gueltigkeit,
)
from agenda.models.sachstand import Meldestatus, Sachstandsart
from agenda.models.teile import Rolle


@dataclass(frozen=True)
class Aufgabe:
    """What one Kommune has to tell of one project in a round.

    letzter: the last accepted report on the whole project; offen: what was drafted or handed in for
    this round, of the project or (beteiligt) of the Kommune alone; angenommen: the same, accepted.
    """

    eintrag: Eintrag
    rolle: str
    letzter: Sachstand | None
    offen: Sachstand | None
    angenommen: Sachstand | None
    stand_vor_ort: StandVorOrt | None
    # Whether it was abgelegt or merged while the round ran: nothing to tell any more.
    abgelegt: bool = False

    @property
    def steckbrief(self):
        return self.eintrag.steckbrief

    @property
    def verantwortlich(self):
        return self.rolle == Rolle.VERANTWORTLICH

    @property
    def gemeldet(self):
        """What counts as this round's answer: handed in or accepted, or None."""
        if self.offen and self.offen.status == Meldestatus.EINGEREICHT:
            return self.offen
        return self.angenommen

    @property
    def erledigt(self):
        return self.gemeldet is not None

    @property
    def zu_tun(self):
        return not (self.erledigt or self.abgelegt)

    @property
    def entwurf(self):
        """The draft that was saved and not handed in, or given back, or None."""
        return self.offen if self.offen and self.offen.status == Meldestatus.ENTWURF else None

    @property
    def bestaetigbar(self):
        """Whether "unverändert" can be said by one click: something to confirm, nothing written."""
        if not self.zu_tun or (self.entwurf and self.entwurf.rueckfrage):
            return False
        if not self.verantwortlich:
            return self.stand_vor_ort is not None
        if self.entwurf and hat_eigenes(self.entwurf, self.letzter):
            return False
        return self.letzter is not None


@dataclass(frozen=True)
class Fortschritt:
    """How far one partner is in a round."""

    abfrage: Abfrage
    aufgaben: list
    links: list = field(default_factory=list)

    @property
    def kommune(self):
        return self.abfrage.kommune

    @property
    def link(self):
        """The partner's own link; the others were passed on."""
        return next((link for link in self.links if link.steckbrief_id is None), None)

    @property
    def gesamt(self):
        return sum(a.erledigt or a.zu_tun for a in self.aufgaben)

    @property
    def gemeldet(self):
        return sum(a.erledigt for a in self.aufgaben)

    @property
    def unveraendert(self):
        return sum(
            a.erledigt and a.gemeldet.art == Sachstandsart.UNVERAENDERT for a in self.aufgaben
        )

    @property
    def entwuerfe(self):
        return sum(bool(a.entwurf) and a.zu_tun for a in self.aufgaben)

    @property
    def offen(self):
        return [a for a in self.aufgaben if a.zu_tun]

    @property
    def fertig(self):
        return not self.offen

    @property
    def ohne_antwort(self):
        """Whether nothing at all was handed in though something was asked."""
        return bool(self.offen) and not self.gemeldet


def _zeitpunkt(runde):
    """Return the moment a round looks at: now, or when it was closed."""
    return runde.geschlossen_at or timezone.now()


def mitwirkungen(runde):
    """Return EintragKommune rows of what is asked in a round: valid, and public by its Stichtag.

    What was abgelegt while the round runs stays, so that nothing reported disappears.
    """
    moment = _zeitpunkt(runde)
    nach_stichtag = timezone.make_aware(
        datetime.datetime.combine(runde.stichtag + datetime.timedelta(days=1), datetime.time.min)
    )
    schon_da = (
        Fassung.objects.values("steckbrief")
        .annotate(erste=Min("gilt_ab"))
        .filter(erste__lt=nach_stichtag)
        .values("steckbrief")
    )
    return EintragKommune.objects.filter(
        gueltigkeit.gilt(moment, "eintrag__")
        & gueltigkeit.laeuft(runde.eroeffnet_at or moment, "eintrag__"),
        eintrag__steckbrief__in=schon_da,
    )


def _aufgaben(runde, kommunen):
    """Return {Kommune pk: [Aufgabe]} in the order of the numbers. The same queries for any number."""
    zeilen = list(
        mitwirkungen(runde)
        .filter(kommune__in=kommunen)
        .select_related("eintrag__steckbrief__nachfolger")
        .defer("eintrag__suchtext", "eintrag__woerter", "eintrag__facetten")
        .order_by("eintrag__schluessel")
    )
    moment = _zeitpunkt(runde)
    steckbriefe = {m.eintrag.steckbrief_id for m in zeilen}
    letzte, orte = _letzte(steckbriefe, set(kommunen))
    offen, angenommen = _der_runde(runde)
    aufgaben = {pk: [] for pk in kommunen}
    for m in zeilen:
        pk = m.eintrag.steckbrief_id
        wer = None if m.rolle == Rolle.VERANTWORTLICH else m.kommune_id
        aufgaben[m.kommune_id].append(
            Aufgabe(
                eintrag=m.eintrag,
                rolle=m.rolle,
                letzter=letzte.get(pk),
                offen=offen.get((pk, wer)),
                angenommen=angenommen.get((pk, wer)),
                stand_vor_ort=orte.get((pk, m.kommune_id)),
                abgelegt=m.eintrag.abgelegt is not None and m.eintrag.abgelegt <= moment,
            )
        )
    return aufgaben


def _letzte(steckbriefe, kommunen):
    """Return ({Steckbrief pk: last report}, {(Steckbrief pk, Kommune pk): last Stand vor Ort})."""
    letzte = {}
    for sachstand in Sachstand.objects.filter(steckbrief__in=steckbriefe).angenommen():
        letzte.setdefault(sachstand.steckbrief_id, sachstand)
    orte = {}
    berichtet = (
        StandVorOrt.objects.filter(
            sachstand__steckbrief__in=steckbriefe,
            sachstand__angenommen_at__isnull=False,
            kommune__in=kommunen,
        )
        .select_related("sachstand", "kommune")
        .order_by(
            F("sachstand__stichtag").desc(nulls_last=True), "-sachstand__angenommen_at", "-pk"
        )
    )
    for ort in berichtet:
        orte.setdefault((ort.sachstand.steckbrief_id, ort.kommune_id), ort)
    return letzte, orte


def _der_runde(runde):
    """Return (open, accepted) reports of a round by (Steckbrief pk, Kommune pk or None: the whole)."""
    offen, angenommen = {}, {}
    reports = Sachstand.objects.filter(runde=runde).select_related("steckbrief", "kommune")
    for sachstand in reports.prefetch_related(
        Prefetch("staende_vor_ort", StandVorOrt.objects.select_related("kommune"))
    ).order_by("pk"):
        wer = sachstand.kommune_id if sachstand.art == Sachstandsart.VOR_ORT else None
        ziel = angenommen if sachstand.angenommen_at else offen
        ziel[sachstand.steckbrief_id, wer] = sachstand
    return offen, angenommen


def aufgaben(link):
    """Return the Aufgaben a link leads to, in the order of the numbers."""
    abfrage = link.abfrage
    alle = _aufgaben(abfrage.runde, [abfrage.kommune_id])[abfrage.kommune_id]
    return [a for a in alle if link.steckbrief_id in (None, a.steckbrief.pk)]


def fortschritt(runde):
    """Return the Fortschritt of every partner asked, in the partners' order."""
    abfragen = list(
        runde.abfragen.select_related("kommune", "runde__sitzung__gremium")
        .prefetch_related(
            Prefetch(
                "links",
                Meldelink.objects.filter(widerrufen_at__isnull=True)
                .select_related("steckbrief")
                .order_by("pk"),
            )
        )
        .order_by("kommune__reihenfolge", "kommune__name")
    )
    aufgaben = _aufgaben(runde, [a.kommune_id for a in abfragen])
    partner = []
    for abfrage in abfragen:
        links = list(abfrage.links.all())
        for link in links:
            link.abfrage = abfrage
        partner.append(Fortschritt(abfrage, aufgaben[abfrage.kommune_id], links))
    return partner
