import datetime
import io
import os
import time

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.utils import timezone

from agenda.domain import schwaerzung
from agenda.models import Meldelink, Rueckmeldung, Seite
from agenda.papers import steckbrief, store
from tests.agenda.rundenwerk import eroeffnete
from tests.factories import (
    make_fassung,
    make_portal,
    make_rueckmeldung,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


def run(name, *args):
    ausgabe = io.StringIO()
    call_command(name, *args, stdout=ausgabe)
    return ausgabe.getvalue().strip()


def test_a_round_closes_itself_two_weeks_after_its_session():
    runde = eroeffnete().runde
    sitzung = runde.sitzung
    heute = timezone.localdate()
    for tage, zu in ((14, False), (15, True)):
        type(sitzung).objects.filter(pk=sitzung.pk).update(
            datum=heute - datetime.timedelta(tage), ladung_am=heute - datetime.timedelta(40)
        )
        assert ("würde geschlossen" in run("aufraeumen", "--probe")) is zu
        runde.refresh_from_db()
        assert runde.laeuft
        assert ("wurde geschlossen: Die Sitzung ist vorbei." in run("aufraeumen")) is zu
        runde.refresh_from_db()
        assert runde.laeuft is not zu


def test_what_has_reached_its_day_goes_at_once_and_the_rest_stays(django_assert_num_queries):
    heute = timezone.localdate()
    for tage in (-1, 0, 1):
        make_rueckmeldung()
        Rueckmeldung.objects.filter(loeschen_am__gt=heute + datetime.timedelta(9)).update(
            loeschen_am=heute + datetime.timedelta(tage)
        )
    assert run("aufraeumen", "--probe").splitlines() == [
        "2 Rückmeldungen würden gelöscht.",
        "Keine Papiere würden gelöscht.",
        "Nichts wurde geändert.",
    ]
    assert Rueckmeldung.objects.count() == 3
    assert run("aufraeumen").splitlines()[0] == "2 Rückmeldungen wurden gelöscht."
    assert Rueckmeldung.objects.get().loeschen_am > heute
    assert run("aufraeumen").splitlines()[0] == "Keine Rückmeldungen wurden gelöscht."
    Rueckmeldung.objects.update(loeschen_am=heute)
    assert run("aufraeumen").splitlines()[0] == "1 Rückmeldung wurde gelöscht."


def test_papers_that_nobody_needs_go_after_a_week():
    make_portal()
    fassung = make_fassung(make_steckbrief("Lotsen"))
    noetig = steckbrief.key(fassung)
    for key in (noetig, "ab" * 32, "cd" * 32):
        store.ablegen(key, b"%PDF-1.7\n%%EOF")
    letzte_woche = time.time() - 8 * 86_400
    for key in (noetig, "ab" * 32):
        os.utime(store.pfad(key), (letzte_woche, letzte_woche))
    assert run("aufraeumen", "--probe").splitlines()[1] == "1 Papier würde gelöscht."
    assert store.hat("ab" * 32)
    assert run("aufraeumen").splitlines()[1] == "1 Papier wurde gelöscht."
    assert not store.hat("ab" * 32)
    assert store.hat("cd" * 32)  # made yesterday for a selection: somebody may come back
    assert store.hat(noetig)
    assert run("aufraeumen").splitlines()[1] == "Keine Papiere wurden gelöscht."


def test_addresses_of_links_go_half_a_year_after_their_round():
    alles = eroeffnete()
    schluss = timezone.now() - datetime.timedelta(days=200)
    type(alles.runde).objects.update(geschlossen_at=schluss)
    satz = "2 E-Mail-Adressen von Meldelinks"
    assert f"{satz} würden gelöscht." in run("aufraeumen", "--probe")
    assert f"{satz} wurden gelöscht." in run("aufraeumen")
    assert not Meldelink.objects.exclude(email="").exists()
    assert "Meldelink" not in run("aufraeumen")


def test_an_older_portal_gets_the_seiten_it_lacks():
    with pytest.raises(CommandError, match="Bitte zuerst: "):
        run("seiten_anlegen")
    make_portal()
    assert "Impressum, Datenschutz" in run("seiten_anlegen")
    assert Seite.objects.count() == 7
    assert run("seiten_anlegen") == "Es fehlt keine Seite; nichts wurde geändert."


def test_what_a_redaction_has_left_goes_and_is_told(monkeypatch):
    zwei = make_stabsstelle(), make_stabsstelle()
    make_fassung(make_steckbrief("Lotsen", beschreibung="Erika Mustermann"))
    store.ablegen("ab" * 32, b"%PDF-1.7\n%%EOF")
    antrag = schwaerzung.request(passage="Erika", begruendung="Art. 17", user=zwei[0])
    schwaerzung.confirm(antrag, user=zwei[1])  # the process dies before it deletes
    satz = "1 überholte Datei einer Schwärzung oder Ausgabe"
    assert f"{satz} würde gelöscht." in run("aufraeumen", "--probe")
    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "delete", verweigern)
        with pytest.raises(CommandError, match="nach einer Schwärzung nicht löschen"):
            run("aufraeumen")
    assert store.hat("ab" * 32)
    assert f"{satz} wurde gelöscht." in run("aufraeumen")
    assert not store.hat("ab" * 32)


def verweigern(self, name):
    raise PermissionError(13, "Permission denied")
