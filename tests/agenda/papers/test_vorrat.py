"""What should be in the store, and how it gets there."""

from datetime import timedelta
from itertools import count
from pathlib import Path
from unittest import mock

import pytest
from django.db import DatabaseError
from django.utils import timezone

from agenda.domain import papierlager, workflow
from agenda.models import Fassung, Steckbrief
from agenda.papers import band as bandpapier
from agenda.papers import steckbrief, store, vorrat, werkstatt
from agenda.papers.steckbrief import EINGEBUNDEN, EINZELN
from kommunen.models import Portal
from tests.factories import make_fassung, make_portal, make_steckbrief

pytestmark = pytest.mark.django_db
laufend = count(1)


@pytest.fixture(autouse=True)
def portal():
    return make_portal()


@pytest.fixture
def sofort(monkeypatch):
    """Let papers be made without drawing them."""
    blind = b"%PDF-1.7\n%%EOF\n"
    monkeypatch.setattr(werkstatt, "setzen", mock.Mock(return_value=blind))
    zusammen = mock.Mock(side_effect=lambda plan: store.ablegen(plan.key, blind))
    monkeypatch.setattr(bandpapier, "_zusammentragen", zusammen)
    return werkstatt.setzen


@pytest.fixture
def gesagt():
    return []


@pytest.fixture
def lager(gesagt):
    return vorrat.Vorrat(gesagt.append)


def neue_fassung(fassung, **felder):
    Steckbrief.objects.filter(pk=fassung.steckbrief_id).update(kurzbeschreibung=f"{next(laufend)}")
    steckbrief_ = Steckbrief.objects.get(pk=fassung.steckbrief_id)
    workflow.record(steckbrief_, user=None)
    return make_fassung(Steckbrief.objects.get(pk=fassung.steckbrief_id), **felder)


def test_an_empty_portal_needs_nothing(lager):
    assert list(vorrat.gebraucht()) == []
    assert lager.auffuellen() == vorrat.Ergebnis()


def test_everything_is_there_after_one_round_and_is_what_readers_ask_for(
    lager, gesagt, client, settings
):
    fassung = make_fassung(make_steckbrief("Lotsen", vorgesehene_nummer="12"))
    ergebnis = lager.auffuellen()
    # alone, in a volume; the agenda in two orders, the chapter
    assert (ergebnis.gesetzt, ergebnis.vorhanden, ergebnis.vollstaendig) == (5, 0, True)
    assert gesagt[0] == "Gesetzt: Steckbrief 12, Fassung 1, einzeln"
    assert lager.auffuellen() == vorrat.Ergebnis(vorhanden=5)
    # What covers and lists of the volumes were made of is needed again when they change.
    assert {Path(name).stem for name in papierlager.dateien()} == vorrat.schluessel()
    feld = fassung.steckbrief.handlungsfeld
    with (
        mock.patch.object(werkstatt, "setzen") as setzen,
        mock.patch.object(werkstatt, "binden") as binden,
    ):
        for adresse in (
            "/projekte/12/steckbrief.pdf",
            "/agenda.pdf",
            "/agenda.pdf?ordnung=handlungsfeld",
            f"{feld.get_absolute_url()}steckbriefe.pdf",
        ):
            response = client.get(adresse)
            assert response.status_code == 200, adresse
            assert response.getvalue().startswith(b"%PDF")
    assert (setzen.call_count, binden.call_count) == (0, 0)


def test_one_release_has_one_steckbrief_drawn(lager, sofort):
    make_fassung(make_steckbrief("Eins"))
    fassung = make_fassung(make_steckbrief("Zwei"))
    lager.auffuellen()
    sofort.reset_mock()
    neue_fassung(fassung)
    lager.auffuellen()
    gesetzt = [aufruf.args[0] for aufruf in sofort.call_args_list]
    assert len(gesetzt) == 2  # alone, and for volumes
    assert all("Zwei</h" in html for html in gesetzt)


def test_a_planned_release_is_ready_before_it_is_valid(lager, sofort, client):
    fassung = make_fassung(make_steckbrief("Lotsen", vorgesehene_nummer="12"))
    morgen = timezone.now() + timedelta(days=1)
    geplant = neue_fassung(fassung, gilt_ab=morgen)
    lager.auffuellen()
    for art in (EINZELN, EINGEBUNDEN):
        farbe = geplant.steckbrief.handlungsfeld.farbe if art == EINGEBUNDEN else None
        assert store.hat(steckbrief.key(geplant, art=art, farbe=farbe))
    sofort.reset_mock()
    spaeter = morgen + timedelta(minutes=1)
    with mock.patch("django.utils.timezone.now", return_value=spaeter):
        for adresse in ("/projekte/12/steckbrief.pdf", "/agenda.pdf"):
            response = client.get(adresse)
            assert response.status_code == 200
            response.getvalue()
    assert sofort.call_count == 0


def test_what_was_valid_once_is_wanted_last(lager, sofort):
    fassung = make_fassung(make_steckbrief("Lotsen", vorgesehene_nummer="12"))
    neue_fassung(fassung)
    namen = [stueck.name for stueck in vorrat.gebraucht()]
    assert namen[:2] == [
        "Steckbrief 12, Fassung 2, einzeln",
        "Steckbrief 12, Fassung 2, eingebunden",
    ]
    assert namen[-1] == "Steckbrief 12, Fassung 1, einzeln"


def test_what_never_came_to_be_is_not_wanted():
    fassung = make_fassung(make_steckbrief("Lotsen", vorgesehene_nummer="12"))
    morgen = timezone.now() + timedelta(days=1)
    neue_fassung(fassung, gilt_ab=morgen)
    neue_fassung(fassung, gilt_ab=morgen)
    assert not [stueck for stueck in vorrat.gebraucht() if "Fassung 2," in stueck.name]


def test_one_that_fails_does_not_stop_the_others_and_is_left_alone(lager, gesagt, caplog, sofort):
    make_fassung(make_steckbrief("Böse", vorgesehene_nummer="1"))
    make_fassung(make_steckbrief("Gut", vorgesehene_nummer="2"))
    sofort.side_effect = lambda html, **rest: (
        (_ for _ in ()).throw(werkstatt.ZuLange("Das Papier war nach 60 Sekunden nicht fertig."))
        if "Steckbrief 1" in html and "agenda" not in html[:200]
        else b"%PDF-1.7\n%%EOF\n"
    )
    ergebnis = lager.auffuellen()
    assert ergebnis.gescheitert >= 2
    assert not ergebnis.vollstaendig
    assert "Gesetzt: Steckbrief 2, Fassung 1, einzeln" in gesagt
    assert (
        "Nicht gesetzt: Steckbrief 1, Fassung 1, einzeln. Das Papier war nach 60 Sekunden nicht fertig."
        in gesagt
    )
    assert "ZuLange" in caplog.text
    versuche, _ = sofort.call_count, gesagt.clear()
    assert lager.auffuellen().gescheitert == ergebnis.gescheitert
    assert (sofort.call_count, gesagt) == (versuche, [])  # not in a hot loop
    spaeter = vorrat.time.monotonic() + vorrat.WARTEN + 1
    with mock.patch("agenda.papers.vorrat.time.monotonic", return_value=spaeter):
        lager.auffuellen()
    assert sofort.call_count > versuche


def test_a_full_disk_ends_the_round(lager, monkeypatch, sofort):
    make_fassung(make_steckbrief("Lotsen"))
    with (
        mock.patch.object(store, "ablegen", side_effect=werkstatt.NichtAbgelegt("voll")) as ablegen,
        pytest.raises(werkstatt.NichtAbgelegt),
    ):
        lager.auffuellen()
    assert ablegen.call_count == 1
    assert lager.auffuellen().vollstaendig  # at once, when there is room again


def test_a_database_that_went_away_ends_the_round(lager, sofort):
    make_fassung(make_steckbrief("Lotsen"))
    with (
        mock.patch.object(steckbrief, "pdf", side_effect=DatabaseError),
        pytest.raises(DatabaseError),
    ):
        lager.auffuellen()


def test_busy_is_not_failed(lager, sofort):
    make_fassung(make_steckbrief("Lotsen"))
    with mock.patch.object(bandpapier, "_zusammentragen", side_effect=werkstatt.Belegt):
        ergebnis = lager.auffuellen()
    assert (ergebnis.belegt, ergebnis.gescheitert, ergebnis.vollstaendig) == (3, 0, False)
    assert lager.auffuellen().vollstaendig


def test_too_many_at_once_is_told_from_another_big_one(lager, sofort):
    make_fassung(make_steckbrief("Lotsen"))
    zu_viele = werkstatt.Ueberlastet("Gerade werden zu viele Papiere auf einmal verlangt.")
    with mock.patch.object(steckbrief, "pdf", side_effect=zu_viele):
        ergebnis = lager.auffuellen()
    assert (ergebnis.ueberlastet, ergebnis.belegt, ergebnis.vollstaendig) == (5, 0, False)


def test_told_to_stop_it_ends_after_the_piece_in_work(lager, sofort, gesagt):
    make_fassung(make_steckbrief("Lotsen"))
    ergebnis = lager.auffuellen(halt=lambda: bool(gesagt))
    assert (ergebnis.gesetzt, ergebnis.abgebrochen) == (1, True)
    assert len(list(papierlager.dateien())) == 1


def test_two_workers_do_no_harm(lager, sofort):
    make_fassung(make_steckbrief("Lotsen"))
    anderer = vorrat.Vorrat(lambda satz: None)
    # The other one does its whole round while the first is at its first piece.
    setzen = sofort.side_effect = mock.Mock()
    setzen.side_effect = lambda *args, **rest: (
        setzen.call_count == 1 and anderer.auffuellen(),
        b"%PDF-1.7\n%%EOF\n",
    )[1]
    assert lager.auffuellen().vollstaendig
    assert len(list(papierlager.dateien())) == 5
    assert lager.auffuellen() == vorrat.Ergebnis(vorhanden=5)


def test_the_state_follows_what_may_want_papers(django_assert_num_queries):
    with django_assert_num_queries(3):
        eins = vorrat.stand()
    assert vorrat.stand() == eins
    fassung = make_fassung(make_steckbrief("Lotsen"))
    zwei = vorrat.stand()
    neue_fassung(fassung, gilt_ab=timezone.now() + timedelta(days=1))
    drei = vorrat.stand()
    Portal.objects.stempeln()
    assert len({eins, zwei, drei, vorrat.stand()}) == 4


def test_many_fassungen_are_read_in_groups(sofort, lager, monkeypatch):
    monkeypatch.setattr(vorrat, "GRUPPE", 2)
    for nummer in range(5):
        make_fassung(make_steckbrief(f"Projekt {nummer}"))
    lager.auffuellen()
    assert Fassung.objects.count() == 5
    assert {stueck.da for stueck in vorrat.gebraucht()} == {True}
