"""A running round for tests: three partners, three projects, and the links that went out."""

import datetime
import re
from types import SimpleNamespace
from unittest import mock

from django.core import mail
from django.utils import timezone

from agenda.domain import runden
from agenda.domain.meldetoken import adresse
from agenda.models import Meldelink
from kommunen.models import Gremium
from tests.factories import (
    make_fassung,
    make_gremium,
    make_kommune,
    make_portal,
    make_runde,
    make_sachstand,
    make_sitzung,
    make_steckbrief,
)


def projekt(nummer, titel, *, verantwortlich=(), beteiligt=(), **felder):
    """A released Steckbrief, valid for 400 days, with its Kommunen and a milestone."""
    steckbrief = make_steckbrief(titel, vorgesehene_nummer=nummer, **felder)
    position = 0
    for rolle, kommunen in (("verantwortlich", verantwortlich), ("beteiligt", beteiligt)):
        for kommune in kommunen:
            position += 1
            steckbrief.mitwirkungen.create(position=position, kommune=kommune, rolle=rolle)
    steckbrief.meilensteine.create(position=1, titel=f"Start {nummer}", termin="Q1/2027")
    damals = timezone.now() - datetime.timedelta(days=400)
    with mock.patch.object(timezone, "now", return_value=damals):
        return make_fassung(steckbrief).steckbrief


def runde_um(tage_bis_frist=10, **felder):
    """A round that is not opened yet: Stichtag ten days ago, Abgabefrist in so many days."""
    heute = timezone.localdate()
    frist = heute + datetime.timedelta(days=tage_bis_frist)
    datum = frist + datetime.timedelta(days=20)
    gremium = Gremium.objects.filter(name="Hauptausschuss").first()
    sitzung = make_sitzung(gremium or make_gremium("Hauptausschuss"), datum=datum.isoformat())
    stichtag = min(frist, heute - datetime.timedelta(days=10))
    return make_runde(sitzung, stichtag=stichtag, abgabefrist=frist, **felder)


def eroeffnete(tage_bis_frist=10, **felder):
    """Return a running round with its partners, projects and links."""
    make_portal(stelle="Stabsstelle Digitales", email="stab@example.org", telefon="0481 1")
    nord = make_kommune("Amt Nord", reihenfolge=1, melde_email="nord@example.org")
    sued = make_kommune("Amt Süd", reihenfolge=2, melde_email="sued@example.org")
    stumm = make_kommune("Amt Stumm", reihenfolge=3)
    lotsen = projekt("1", "Lotsen", verantwortlich=[nord], beteiligt=[sued])
    bus = projekt("2", "Bus auf Abruf", verantwortlich=[nord])
    wlan = projekt("3", "WLAN im Ort", verantwortlich=[sued], beteiligt=[stumm])
    runde = runde_um(tage_bis_frist, **felder)
    versand = runden.eroeffnen(runde, user=None)
    return SimpleNamespace(
        runde=runde,
        versand=versand,
        nord=nord,
        sued=sued,
        stumm=stumm,
        lotsen=lotsen,
        bus=bus,
        wlan=wlan,
        link=lambda kommune: Meldelink.objects.select_related(
            "abfrage__runde", "abfrage__kommune"
        ).get(abfrage__kommune=kommune, steckbrief=None),
    )


def berichtet(*steckbriefe, **felder):
    """Give each an accepted report from before the round."""
    tag = timezone.localdate() - datetime.timedelta(days=60)
    for steckbrief in steckbriefe:
        make_sachstand(steckbrief, **{"stichtag": tag.isoformat(), "ampel": "gruen", **felder})


def pfad(link):
    """Return the path a link leads to."""
    return adresse(link).removeprefix("http://testserver")


def pfad_in(nachricht):
    """Return the path in a mail."""
    return re.search(r"http://testserver(/meldung/\S+/)", nachricht.body)[1]


def letzte_mail(an):
    return [m for m in mail.outbox if m.to == [an]][-1]
