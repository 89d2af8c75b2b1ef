"""Results of a session: all or none, over what was seen; the next Stand; the Ausführung."""

import datetime
from unittest import mock

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from agenda.domain import sitzungsergebnisse as se
from agenda.models import Ausfuehrungsstand, Beratungsergebnis
from kommunen.models import Portal
from tests.factories import (
    festschreiben,
    make_anlage,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_konto,
    make_portal,
    make_sitzung,
    make_stabsstelle,
)

pytestmark = pytest.mark.django_db
TAG = datetime.date(2026, 9, 6)


@pytest.fixture
def stab():
    make_portal()
    return make_stabsstelle()


@pytest.fixture
def geaendert():
    return Beratungsergebnis.objects.create(
        schluessel="g", name="geändert beschlossen", beschlossen=True, verlangt_neuen_stand=True
    )


@pytest.fixture
def ausschuss():
    return make_gremium("Hauptausschuss")


def make_beratung(gremium, nummer=None, punkte=1, datum=TAG, **felder):
    drucksache = make_drucksache(nummer, **felder)
    for nr in range(1, punkte + 1):
        drucksache.beschlusspunkte.create(nummer=nr, wortlaut=f"Wortlaut {nr}")
    drucksache.beratungen.create(gremium=gremium, datum=datum)
    return se.beratungen(gremium, datum).get(drucksache=drucksache)


def eintragung(beratung, ergebnis=None, text="", **mehr):
    return se.Eintragung(beratung.pk, se.fingerprint(beratung), ergebnis, text, **mehr)


def frisch(beratung):
    return se.beratungen(beratung.gremium, beratung.datum).get(pk=beratung.pk)


def test_results_and_wording_are_written_and_logged(stab, geaendert, ausschuss):
    eins, zwei = make_beratung(ausschuss, "2026/1"), make_beratung(ausschuss, "2026/2")
    punkt = eins.drucksache.beschlusspunkte.get()
    fertig = se.record(
        ausschuss,
        TAG,
        [
            eintragung(eins, geaendert, "mit 8 : 3 Stimmen", punkte={punkt.pk: ("Neu.", False)}),
            eintragung(zwei),
        ],
        user=stab,
    )
    assert fertig == [eins.drucksache]
    neu = frisch(eins)
    assert (neu.ergebnis, neu.ergebnis_text) == (geaendert, "mit 8 : 3 Stimmen")
    punkt.refresh_from_db()
    assert (punkt.wortlaut, punkt.wortlaut_belegt) == ("Neu.", False)
    eintrag = LogEntry.objects.get()
    assert eintrag.object_id == str(eins.drucksache.pk)
    assert "geändert beschlossen. mit 8 : 3 Stimmen." in eintrag.change_message
    assert "Beschlusspunkt 1 geändert; vorher: „Wortlaut 1“." in eintrag.change_message
    assert Portal.objects.get().stand == 2
    assert (
        se.record(ausschuss, TAG, [eintragung(neu, geaendert, "mit 8 : 3 Stimmen")], user=stab)
        == []
    )
    assert Portal.objects.get().stand == 2


@pytest.mark.parametrize("was", ["ergebnis", "punkt", "neuer punkt", "weg"])
def test_what_changed_meanwhile_stops_everything(stab, geaendert, ausschuss, was):
    eins, zwei = make_beratung(ausschuss, "2026/1"), make_beratung(ausschuss, "2026/2")
    zeilen = [eintragung(eins, geaendert), eintragung(zwei, geaendert)]
    if was == "ergebnis":
        zwei.drucksache.beratungen.update(ergebnis_text="vertagt")
    elif was == "punkt":
        zwei.drucksache.beschlusspunkte.update(wortlaut="Von jemand anderem")
    elif was == "neuer punkt":
        zwei.drucksache.beschlusspunkte.create(nummer=9, wortlaut="Dazu")
    else:
        zwei.drucksache.beratungen.all().delete()
    with pytest.raises(se.Abgewiesen) as error:
        se.record(ausschuss, TAG, zeilen, user=stab)
    assert error.value.fehler == {zwei.pk: [se.WEG if was == "weg" else se.VERALTET]}
    assert frisch(eins).ergebnis is None
    assert not LogEntry.objects.exists()


def test_nothing_is_decided_in_a_session_to_come(stab, geaendert, ausschuss):
    morgen = timezone.localdate() + datetime.timedelta(days=1)
    beratung = make_beratung(ausschuss, datum=morgen)
    with pytest.raises(se.Abgewiesen) as error:
        se.record(ausschuss, morgen, [eintragung(beratung, geaendert)], user=stab)
    assert f"erst am {morgen:%d.%m.%Y}" in error.value.fehler[beratung.pk][0]
    abgesetzt = Beratungsergebnis.objects.create(schluessel="a", name="abgesetzt")
    se.record(ausschuss, morgen, [eintragung(beratung, abgesetzt)], user=stab)
    assert frisch(beratung).ergebnis == abgesetzt


def test_only_who_may_writes_results(geaendert, ausschuss):
    beratung = make_beratung(ausschuss)
    with pytest.raises(PermissionDenied):
        se.record(ausschuss, TAG, [eintragung(beratung, geaendert)], user=make_konto(is_staff=True))


def test_a_vorlage_being_written_is_on_no_screen(ausschuss):
    make_drucksache(entwurf=True).beratungen.create(gremium=ausschuss, datum=TAG)
    assert not se.beratungen(ausschuss, TAG)


# The next Stand


def am(tag, stunde=12):
    moment = datetime.datetime.combine(tag, datetime.time(stunde), timezone.get_current_timezone())
    return mock.patch("django.utils.timezone.now", return_value=moment)


def anlage(drucksache, gremium, tag, *, nr=2, stunde=12):
    with am(tag, stunde):
        return festschreiben(
            make_anlage(drucksache, gremium, nr=nr, titel=f"Agenda {tag} {stunde}")
        )


@pytest.fixture
def agenda_drucksache(geaendert, ausschuss):
    with am(TAG - datetime.timedelta(days=60)):
        make_portal()
        make_fassung(vorgesehene_nummer="1")
    drucksache = make_drucksache("2026/7", betrifft_agenda=True)
    drucksache.beratungen.create(gremium=ausschuss, datum=TAG, ergebnis=geaendert)
    return drucksache


def test_a_changed_decision_asks_until_the_anlage_was_given_out_anew(agenda_drucksache, ausschuss):
    [stand] = se.neue_staende()
    assert (stand.anlage_nr, stand.offen) == (None, True)
    alte = anlage(agenda_drucksache, ausschuss, TAG - datetime.timedelta(days=8))
    [stand] = se.neue_staende()
    assert (stand.anlage_nr, stand.vorher, stand.offen) == (2, alte, True)
    kreistag = make_gremium("Kreistag")
    neue = anlage(agenda_drucksache, kreistag, TAG + datetime.timedelta(days=3))
    [stand] = se.neue_staende(gremium=ausschuss, datum=TAG)
    assert (stand.vorher, stand.nachher, stand.offen) == (alte, neue, False)
    assert stand.vergleichbar
    assert se.neue_staende(gremium=kreistag, datum=TAG) == []


def test_another_anlage_does_not_count(agenda_drucksache, ausschuss):
    anlage(agenda_drucksache, ausschuss, TAG - datetime.timedelta(days=8), nr=2)
    anlage(agenda_drucksache, ausschuss, TAG + datetime.timedelta(days=3), nr=3)
    offen = {stand.anlage_nr: stand.offen for stand in se.neue_staende()}
    assert offen == {2: True, 3: False}


def test_on_the_day_itself_only_the_hour_of_the_session_tells(agenda_drucksache, ausschuss):
    anlage(agenda_drucksache, ausschuss, TAG, stunde=20)
    [stand] = se.neue_staende()
    assert stand.offen
    make_sitzung(ausschuss, TAG.isoformat(), uhrzeit=datetime.time(17))
    [stand] = se.neue_staende()
    assert not stand.offen
    anlage(make_drucksache("2026/8"), ausschuss, TAG, stunde=10)
    assert len(se.neue_staende()) == 1


def test_what_is_not_public_cannot_be_compared_by_everybody(agenda_drucksache, ausschuss):
    anlage(agenda_drucksache, ausschuss, TAG - datetime.timedelta(days=8))
    anlage(agenda_drucksache, make_gremium(), TAG + datetime.timedelta(days=3))
    agenda_drucksache.oeffentlich = False
    agenda_drucksache.save()
    [stand] = se.neue_staende()
    assert not stand.vergleichbar


def test_a_paper_of_others_needs_no_anlage_of_ours(geaendert, ausschuss):
    make_drucksache().beratungen.create(gremium=ausschuss, datum=TAG, ergebnis=geaendert)
    assert se.neue_staende() == []


def test_who_deliberates_next(agenda_drucksache, ausschuss):
    beratung = agenda_drucksache.beratungen.get()
    assert se.folgende([beratung]) == {beratung.pk: None}
    kreistag = agenda_drucksache.beratungen.create(
        gremium=make_gremium("Kreistag"), datum=TAG + datetime.timedelta(days=9)
    )
    agenda_drucksache.beratungen.create(
        gremium=make_gremium("Davor"), datum=TAG - datetime.timedelta(days=9)
    )
    assert se.folgende([beratung]) == {beratung.pk: kreistag}
    kreistag.ergebnis_text = "zugestimmt"
    kreistag.save()
    assert se.folgende([beratung]) == {beratung.pk: None}


# Ausführung


def test_states_are_added_and_stay(stab, ausschuss):
    drucksache = make_beratung(ausschuss, "2026/1", punkte=2).drucksache
    eins, zwei = drucksache.beschlusspunkte.all()
    [neu] = se.add_ausfuehrung(
        drucksache,
        [se.NeueAusfuehrung(eins.pk, None, "in_ausfuehrung", TAG, "Begonnen.")],
        user=stab,
    )
    assert (neu.beschlusspunkt, neu.eingetragen_von) == (eins, stab)
    assert "Beschlusspunkt 1: in Ausführung (06.09.2026)" in LogEntry.objects.get().change_message
    assert Portal.objects.get().stand == 2
    veraltet = se.NeueAusfuehrung(eins.pk, None, "offen", TAG)
    with pytest.raises(se.Abgewiesen) as error:
        se.add_ausfuehrung(
            drucksache, [veraltet, se.NeueAusfuehrung(zwei.pk, None, "offen", TAG)], user=stab
        )
    assert error.value.fehler == {eins.pk: [se.AUSFUEHRUNG_VERALTET]}
    assert Ausfuehrungsstand.objects.count() == 1
    with pytest.raises(se.Abgewiesen, match="Diesen Beschlusspunkt gibt es nicht mehr"):
        se.add_ausfuehrung(drucksache, [se.NeueAusfuehrung(0, None, "offen", TAG)], user=stab)
    with pytest.raises(PermissionDenied):
        se.add_ausfuehrung(drucksache, [], user=make_konto(is_staff=True))


@pytest.mark.parametrize("wie", ["update", "delete"])
def test_a_state_is_frozen_in_the_database(ausschuss, wie):
    punkt = make_beratung(ausschuss).drucksache.beschlusspunkte.get()
    stand = punkt.ausfuehrungen.create(stand="offen", datum=TAG)
    rows = Ausfuehrungsstand.objects.filter(pk=stand.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(text="anders") if wie == "update" else rows.delete()
    with pytest.raises(ProtectedError):
        punkt.drucksache.delete()
    assert rows.get().text == ""
