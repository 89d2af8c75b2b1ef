"""The service that draws papers before somebody asks."""

import io
import os
import signal
import subprocess
import sys
import threading
from unittest import mock

import pytest
from django.core.management import CommandError, call_command

from agenda.domain import papierlager
from agenda.management.commands import papers_worker
from agenda.papers import steckbrief, vorrat, werkstatt
from tests.factories import make_fassung, make_portal, make_steckbrief

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _connection_of_the_test(monkeypatch):
    """The service lets go of its connection between two rounds; the test's transaction needs it."""
    monkeypatch.setattr(papers_worker, "close_old_connections", lambda: None)


def run(**options):
    ausgabe = io.StringIO()
    call_command("papers_worker", stdout=ausgabe, **options)
    return ausgabe.getvalue().splitlines()


def test_once():
    make_portal()
    make_fassung(make_steckbrief("Lotsen", vorgesehene_nummer="12"))
    saetze = run(einmal=True)
    assert saetze[0] == "Gesetzt: Steckbrief 12, Fassung 1, einzeln"
    assert saetze[-1] == "5 Papiere gesetzt, 0 waren schon da."
    assert run(einmal=True) == ["Kein Papier gesetzt, 5 waren schon da."]
    assert werkstatt._warm is None


def test_once_with_a_failure_is_seen_by_whoever_called():
    make_portal()
    make_fassung(make_steckbrief("Lotsen", vorgesehene_nummer="12"))
    with (
        mock.patch.object(steckbrief, "pdf", side_effect=werkstatt.ZuLange("Zu lange.")),
        pytest.raises(CommandError, match="Nicht alle Papiere"),
    ):
        run(einmal=True)


def test_once_with_a_full_disk():
    voll = werkstatt.NichtAbgelegt("Das Papier ließ sich nicht ablegen: kein Platz.")
    make_portal()
    make_fassung(make_steckbrief("Lotsen"))
    with (
        mock.patch.object(steckbrief, "pdf", side_effect=voll),
        pytest.raises(CommandError, match="kein Platz"),
    ):
        run(einmal=True)


def test_what_must_wait_is_told_with_its_reason():
    ergebnis = vorrat.Ergebnis(gesetzt=2, belegt=1, ueberlastet=3)
    with mock.patch.object(vorrat.Vorrat, "auffuellen", return_value=ergebnis):
        assert run(einmal=True) == [
            "2 Papiere gesetzt, 0 waren schon da. "
            "1 Papier noch nicht: Gerade entsteht ein anderes großes Papier. "
            "3 Papiere noch nicht: Zu viele Papiere warteten zugleich."
        ]


class Uhr(threading.Event):
    """Ends the service when it has paused so many times; something happens in each pause."""

    def __init__(self, *pausen):
        super().__init__()
        self.pausen = list(pausen)

    def wait(self, timeout=None):
        assert timeout == papers_worker.PAUSE
        self.pausen.pop(0)()
        if not self.pausen:
            self.set()


def nichts():
    pass


def test_it_looks_again_only_when_something_has_changed(monkeypatch):
    make_portal()
    uhr = Uhr(nichts, lambda: make_fassung(make_steckbrief("Lotsen")), nichts)
    monkeypatch.setattr(papers_worker.threading, "Event", lambda: uhr)
    with mock.patch.object(
        vorrat.Vorrat, "auffuellen", return_value=vorrat.Ergebnis(gesetzt=2, vorhanden=3)
    ) as auffuellen:
        saetze = run()
    assert auffuellen.call_count == 2
    bericht = "2 Papiere gesetzt, 3 waren schon da."
    assert saetze == ["Bereit.", bericht, bericht, "Beendet."]


def test_what_is_not_complete_is_tried_again(monkeypatch):
    make_portal()
    uhr = Uhr(nichts, nichts, nichts)
    monkeypatch.setattr(papers_worker.threading, "Event", lambda: uhr)
    ergebnisse = [
        vorrat.Ergebnis(gesetzt=1, belegt=1),
        werkstatt.NichtAbgelegt("Kein Platz."),
        vorrat.Ergebnis(gesetzt=1, vorhanden=1),
    ]
    with mock.patch.object(vorrat.Vorrat, "auffuellen", side_effect=ergebnisse):
        saetze = run()
    assert saetze == [
        "Bereit.",
        "1 Papier gesetzt, 0 waren schon da. 1 Papier noch nicht: Gerade entsteht ein anderes großes Papier.",
        "Unterbrochen: Kein Platz.",
        "1 Papier gesetzt, 1 waren schon da.",
        "Beendet.",
    ]


def test_what_a_redaction_has_left_is_tried_again(monkeypatch):
    """Files that must go do not keep papers from being made; the next round tries once more."""
    make_portal()
    uhr = Uhr(nichts, nichts, nichts)
    monkeypatch.setattr(papers_worker.threading, "Event", lambda: uhr)
    geblieben = papierlager.NichtGeloescht("1 Datei ließ sich nicht löschen.")
    with (
        mock.patch.object(
            vorrat.Vorrat, "auffuellen", return_value=vorrat.Ergebnis(gesetzt=2)
        ) as auffuellen,
        mock.patch.object(papierlager, "nachraeumen", side_effect=[geblieben, 1]) as raeumen,
    ):
        saetze = run()
    assert saetze[:2] == ["Bereit.", str(geblieben)]
    assert auffuellen.call_count == raeumen.call_count == 2
    with (
        mock.patch.object(papierlager, "nachraeumen", side_effect=geblieben),
        pytest.raises(CommandError, match="nicht löschen"),
    ):
        run(einmal=True)


def test_sigterm_ends_it_after_the_piece_in_work():
    make_portal()
    make_fassung(make_steckbrief("Lotsen"))
    vorher = signal.getsignal(signal.SIGTERM)
    zeichnen = werkstatt.setzen

    def meanwhile(*args, **rest):
        os.kill(os.getpid(), signal.SIGTERM)
        return zeichnen(*args, **rest)

    with mock.patch.object(werkstatt, "setzen", meanwhile):
        saetze = run(einmal=True)
    assert saetze[-1] == "1 Papier gesetzt; der Rest folgt beim nächsten Mal."
    (name,) = papierlager.dateien()
    assert signal.getsignal(signal.SIGTERM) is vorher
    run(einmal=True)
    assert name in papierlager.dateien()


def test_killed_in_the_middle_nothing_is_left_half_done(settings, tmp_path):
    """The process dies while a file is being written; the next one makes it whole."""
    code = (
        "import django, os, signal; django.setup()\n"
        "from django.conf import settings\n"
        f"settings.MEDIA_ROOT = {str(settings.MEDIA_ROOT)!r}\n"
        "from agenda.papers import store\n"
        "with store.neu('ab' * 32) as pfad:\n"
        "    pfad.write_bytes(b'%PDF-1.7 halb')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    umgebung = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ende = subprocess.run([sys.executable, "-c", code], env=umgebung, check=False)
    assert ende.returncode == -signal.SIGKILL
    from agenda.papers import store

    assert not store.hat("ab" * 32)
    assert len(list(papierlager.dateien())) == 1
    store.ablegen("ab" * 32, b"%PDF-1.7 ganz\n%%EOF")
    assert store.lesen("ab" * 32) == b"%PDF-1.7 ganz\n%%EOF"
