"""Rounds: who is asked, who is reminded and when, what a dead mail server does."""

import datetime
import smtplib
from unittest import mock

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agenda.domain import meldeaufgaben, meldelinks, runden, sachstaende, workflow
from agenda.models import Abfrage, Meldelink
from kommunen.models import Portal
from tests.agenda.rundenwerk import berichtet, eroeffnete, letzte_mail, projekt, runde_um
from tests.factories import (
    make_fassung,
    make_kommune,
    make_konto,
    make_sachstand,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


def partner(runde):
    return {p.kommune.name: p for p in meldeaufgaben.fortschritt(runde)}


def test_opening_asks_each_partner_once_and_tells_who_cannot_be_reached():
    alles = eroeffnete()
    assert [a.kommune.name for a in alles.runde.abfragen.order_by("kommune__reihenfolge")] == [
        "Amt Nord",
        "Amt Süd",
        "Amt Stumm",
    ]
    assert sorted(m.to[0] for m in mail.outbox) == ["nord@example.org", "sued@example.org"]
    assert alles.versand.versandt == 2
    assert [link.abfrage.kommune for link in alles.versand.gescheitert] == [alles.stumm]
    nachricht = letzte_mail("nord@example.org")
    assert nachricht.subject.startswith("Digitale Agenda: Bitte um Sachstand bis ")
    assert nachricht.reply_to == ["stab@example.org"]
    assert "- 1 Lotsen: Sachstand" in nachricht.body
    assert "- 2 Bus auf Abruf" in nachricht.body
    assert "WLAN" not in nachricht.body
    assert "- 1 Lotsen: nur Ihr Stand vor Ort" in letzte_mail("sued@example.org").body
    assert nachricht.body.count("http://testserver/meldung/") == 1
    with pytest.raises(ValidationError, match="schon eröffnet"):
        runden.eroeffnen(alles.runde, user=None)
    assert len(mail.outbox) == 2


def test_only_public_projects_of_the_stichtag_are_asked_for():
    nord = make_kommune("Amt Nord", melde_email="nord@example.org")
    runde = runde_um()
    with pytest.raises(ValidationError, match="niemanden zu fragen"):
        runden.eroeffnen(runde, user=None)
    assert runde.eroeffnet_at is None
    alt = projekt("7", "Alt", verantwortlich=[nord])
    workflow.shelve(alt, user=None, grund="vorbei")
    projekt("8", "Bleibt", verantwortlich=[nord])
    jung = make_steckbrief("Jung", vorgesehene_nummer="9")
    jung.mitwirkungen.create(kommune=nord, rolle="verantwortlich")
    make_fassung(jung)  # first released after the Stichtag: nothing was promised then
    entwurf = make_steckbrief("Entwurf")
    entwurf.mitwirkungen.create(kommune=nord, rolle="verantwortlich")
    runden.eroeffnen(runde, user=None)
    assert [a.eintrag.nummer for a in partner(runde)["Amt Nord"].aufgaben] == ["8"]


def test_a_stichtag_to_come_and_rights_stop_the_opening():
    morgen = timezone.localdate() + datetime.timedelta(days=1)
    runde = runde_um()
    runde.stichtag = morgen
    runde.save()
    with pytest.raises(ValidationError, match="liegt in der Zukunft"):
        runden.eroeffnen(runde, user=make_stabsstelle())
    for tun in (runden.eroeffnen, runden.schliessen, runden.erinnern):
        with pytest.raises(PermissionDenied):
            tun(runde, user=make_konto())
    with pytest.raises(ValidationError, match="läuft nicht"):
        runden.schliessen(runde, user=None)


def test_progress_tells_reported_unchanged_and_silent(django_assert_num_queries):
    alles = eroeffnete()
    berichtet(alles.lotsen, alles.bus, alles.wlan)
    runde, nord, sued = alles.runde, alles.nord, alles.sued
    sachstaende.unveraendert(alles.bus, runde=runde, kommune=nord)
    sachstaende.vor_ort(alles.lotsen, kommune=sued, stand="geplant", runde=runde)
    sachstaende.entwurf(alles.wlan, runde=runde, kommune=sued)
    stand = partner(runde)
    assert (stand["Amt Nord"].gesamt, stand["Amt Nord"].gemeldet) == (2, 1)
    assert stand["Amt Nord"].unveraendert == 1
    assert (stand["Amt Süd"].gesamt, stand["Amt Süd"].gemeldet) == (2, 1)
    assert (stand["Amt Süd"].entwuerfe, stand["Amt Süd"].unveraendert) == (1, 0)
    assert [p.kommune.name for p in stand.values() if p.ohne_antwort] == ["Amt Stumm"]
    # However many partners and projects there are.
    with django_assert_num_queries(7):
        meldeaufgaben.fortschritt(runde)
    sachstaende.einreichen(sachstaende.entwurf(alles.lotsen, runde=runde, kommune=nord))
    assert partner(runde)["Amt Nord"].fertig
    [lage] = runden.tafel(make_stabsstelle())
    assert (lage.tage_frist, lage.tage_ladung, lage.tage_sitzung) == (10, 23, 30)
    assert [p.kommune.name for p in lage.fertig] == ["Amt Nord"]
    assert [p.kommune.name for p in lage.unvollstaendig] == ["Amt Süd"]
    assert [p.kommune.name for p in lage.unzustellbar] == ["Amt Stumm"]
    assert runden.tafel(make_konto()) == []


def test_a_shelved_project_is_no_task_any_more_and_its_report_stays():
    alles = eroeffnete()
    sachstand = sachstaende.entwurf(alles.bus, runde=alles.runde, kommune=alles.nord)
    sachstaende.einreichen(sachstand)
    workflow.shelve(alles.lotsen, user=None, grund="vorbei")
    nord = partner(alles.runde)["Amt Nord"]
    assert [(a.eintrag.nummer, a.abgelegt, a.erledigt) for a in nord.aufgaben] == [
        ("1", True, False),
        ("2", False, True),
    ]
    assert (nord.gesamt, nord.gemeldet, nord.fertig) == (1, 1, True)


def am(runde, tage):
    """Run the cron's question so many days after the Abgabefrist and return the names."""
    heute = runde.abgabefrist + datetime.timedelta(days=tage)
    return [p.kommune.name for p in runden.zu_erinnern(heute)]


def test_the_cron_reminds_a_week_before_two_days_before_and_once_after():
    alles = eroeffnete(tage_bis_frist=10)
    runde = alles.runde
    assert am(runde, -8) == []
    assert am(runde, -7) == am(runde, -5) == ["Amt Nord", "Amt Süd", "Amt Stumm"]

    def erinnert(tage):
        moment = timezone.make_aware(
            datetime.datetime.combine(
                runde.abgabefrist + datetime.timedelta(days=tage), datetime.time(9)
            )
        )
        Abfrage.objects.update(erinnert_at=moment)

    erinnert(-5)
    assert am(runde, -3) == []
    assert len(am(runde, -2)) == 3
    erinnert(-3)  # by the button: not again the next day
    assert am(runde, -2) == []
    assert len(am(runde, -1)) == 3
    erinnert(-1)
    assert am(runde, 0) == []
    assert len(am(runde, 1)) == 3
    erinnert(1)
    assert am(runde, 30) == []
    runden.schliessen(runde, user=None)
    Abfrage.objects.update(erinnert_at=None)
    assert am(runde, 1) == []


def test_a_reminder_goes_to_those_who_have_something_open_and_once_in_half_a_day():
    alles = eroeffnete()
    berichtet(alles.lotsen, alles.bus)
    meldelinks.weitergeben(alles.link(alles.nord), alles.lotsen, "fach@example.org")
    meldelinks.weitergeben(alles.link(alles.nord), alles.bus, "bus@example.org")
    sachstaende.unveraendert(alles.bus, runde=alles.runde, kommune=alles.nord)
    mail.outbox.clear()
    versand = runden.erinnern(alles.runde, user=make_stabsstelle())
    assert sorted(m.to[0] for m in mail.outbox) == [
        "fach@example.org",
        "nord@example.org",
        "sued@example.org",
    ]
    assert "Bus" not in letzte_mail("nord@example.org").body
    assert [link.abfrage.kommune for link in versand.gescheitert] == [alles.stumm]
    assert set(Abfrage.objects.values_list("erinnerungen", flat=True)) == {1}
    assert runden.erinnern(alles.runde, user=None).versandt == 0
    assert len(mail.outbox) == 3


def test_a_refused_mail_does_not_stop_the_others_and_a_dead_server_is_asked_once():
    alles = eroeffnete()
    mail.outbox.clear()
    Abfrage.objects.update(erinnert_at=None)
    echt = mail.EmailMessage.send

    def ablehnen(self, *args, **kwargs):
        if self.to == ["nord@example.org"]:
            raise smtplib.SMTPRecipientsRefused({"nord@example.org": (550, b"unknown user")})
        return echt(self, *args, **kwargs)

    with mock.patch.object(mail.EmailMessage, "send", ablehnen):
        versand = runden.erinnern(alles.runde, user=None)
    assert versand.versandt == 1
    link = alles.link(alles.nord)
    assert link.fehler.startswith("Der Mailserver nimmt die Empfängeradresse nicht an. (")
    assert "unknown user" in link.fehler
    Abfrage.objects.update(erinnert_at=None)
    with mock.patch(
        "django.core.mail.backends.locmem.EmailBackend.open",
        side_effect=ConnectionRefusedError(111),
    ) as oeffnen:
        versand = runden.erinnern(alles.runde, user=None)
    assert versand.versandt == 0
    assert oeffnen.call_count == 1
    assert "nicht zu erreichen" in alles.link(alles.sued).fehler
    Abfrage.objects.update(erinnert_at=None)
    runden.erinnern(alles.runde, user=None)
    assert alles.link(alles.sued).fehler == ""


def test_no_header_can_be_smuggled_in():
    alles = eroeffnete()
    Portal.objects.update(titel="Agenda\r\nBcc: boese@example.org")
    Meldelink.objects.filter(abfrage__kommune=alles.nord).update(
        email="nord@example.org\nBcc: boese@example.org"
    )
    mail.outbox.clear()
    runden.erinnern(alles.runde, user=None)
    assert [m.to for m in mail.outbox] == [["sued@example.org"]]
    assert mail.outbox[0].subject.startswith("Agenda Bcc: boese@example.org: Erinnerung")
    assert "lassen sich nicht als E-Mail schreiben" in alles.link(alles.nord).fehler


def test_addresses_go_half_a_year_after_the_round():
    alles = eroeffnete()
    runden.schliessen(alles.runde, user=None)
    assert runden.aufraeumen() == 0
    alles.runde.geschlossen_at = timezone.now() - datetime.timedelta(days=184)
    alles.runde.save()
    assert runden.aufraeumen(probe=True) == 2
    assert Meldelink.objects.exclude(email="").count() == 2
    assert runden.aufraeumen() == 2
    assert not Meldelink.objects.exclude(email="").exists()


def test_a_question_is_mailed_to_whom_the_report_came_from():
    alles = eroeffnete()
    sachstand = sachstaende.entwurf(alles.bus, runde=alles.runde, kommune=alles.nord)
    sachstaende.einreichen(sachstand)
    sachstaende.zurueckgeben(sachstand, user=make_stabsstelle(), rueckfrage="Ab wann genau?")
    mail.outbox.clear()
    assert runden.rueckfrage_senden(sachstand).versandt == 1
    assert "Ab wann genau?" in letzte_mail("nord@example.org").body
    assert runden.rueckfrage_senden(make_sachstand(alles.wlan, accepted=False)) is None


def test_a_question_goes_to_no_colleague_who_cannot_have_reported():
    alles = eroeffnete()
    link = alles.link(alles.nord)
    meldelinks.weitergeben(link, alles.bus, "bus@example.org")
    meldelinks.weitergeben(link, alles.lotsen, "lotsen@example.org")
    sachstand = sachstaende.entwurf(alles.bus, runde=alles.runde, kommune=alles.nord)
    sachstaende.einreichen(sachstand)
    meldelinks.weitergeben(link, alles.bus, "spaeter@example.org")
    mail.outbox.clear()
    runden.rueckfrage_senden(sachstand)
    assert sorted(m.to[0] for m in mail.outbox) == ["bus@example.org", "nord@example.org"]
    # What an account handed in came by no link.
    sachstaende.zurueckgeben(sachstand, user=make_stabsstelle(), rueckfrage="Ab wann?")
    sachstaende.einreichen(sachstand, user=make_konto())
    mail.outbox.clear()
    runden.rueckfrage_senden(sachstand)
    assert [m.to[0] for m in mail.outbox] == ["nord@example.org"]
