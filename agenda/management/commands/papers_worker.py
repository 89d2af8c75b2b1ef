import signal
import threading
import time
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from agenda.domain import papierlager
from agenda.papers import vorrat, werkstatt

PAUSE = 30
# Also when nothing seems to have changed: somebody may have emptied the folder.
GRUENDLICH = 3600


class Command(BaseCommand):
    help = (
        "Setzt die Papiere, die fehlen: jeden Steckbrief (auch geplante Fassungen, bevor sie "
        "gelten), die ganze Agenda, jedes Kapitel und Ausgaben ohne Datei. Läuft, bis es beendet "
        "wird, und schaut alle 30 Sekunden nach; mit --einmal nur einen Durchgang lang. Ohne "
        "diesen Dienst entsteht ein Papier, wenn es zum ersten Mal verlangt wird."
    )

    def add_arguments(self, parser):
        parser.add_argument("--einmal", action="store_true", help="setzen, was fehlt, und aufhören")

    def handle(self, *args, einmal, **options):
        arbeit = vorrat.Vorrat(self._melden)
        with _bis_zum_signal() as ende:
            try:
                if einmal:
                    self._einmal(arbeit, ende)
                else:
                    self._immer(arbeit, ende)
            finally:
                werkstatt.schliessen()

    def _einmal(self, arbeit, ende):
        try:
            papierlager.nachraeumen()
            ergebnis = arbeit.auffuellen(halt=ende.is_set)
        except (papierlager.NichtGeloescht, werkstatt.NichtAbgelegt) as fehler:
            raise CommandError(str(fehler)) from fehler
        self._melden(_bericht(ergebnis))
        if ergebnis.gescheitert:
            raise CommandError("Nicht alle Papiere sind entstanden; der Grund steht oben.")

    def _immer(self, arbeit, ende):
        self._melden("Bereit.")
        erledigt, gruendlich = None, 0
        while not ende.is_set():
            try:
                stand = vorrat.stand()
                if stand != erledigt or time.monotonic() >= gruendlich:
                    geraeumt = self._nachraeumen()
                    ergebnis = arbeit.auffuellen(halt=ende.is_set)
                    erledigt = stand if ergebnis.vollstaendig and geraeumt else None
                    gruendlich = time.monotonic() + GRUENDLICH
                    if ergebnis.gesetzt:
                        self._melden(_bericht(ergebnis))
            except (werkstatt.NichtAbgelegt, DatabaseError) as fehler:
                self._melden(f"Unterbrochen: {fehler}")
            close_old_connections()
            ende.wait(PAUSE)
        self._melden("Beendet.")

    def _nachraeumen(self):
        """Delete what a redaction has left; return whether nothing of it is there any more."""
        try:
            papierlager.nachraeumen()
        except papierlager.NichtGeloescht as fehler:
            self._melden(str(fehler))
            return False
        return True

    def _melden(self, satz):
        self.stdout.write(satz)
        self.stdout.flush()


def _bericht(ergebnis):
    if ergebnis.abgebrochen:
        return f"{_papiere(ergebnis.gesetzt)} gesetzt; der Rest folgt beim nächsten Mal."
    saetze = [f"{_papiere(ergebnis.gesetzt)} gesetzt, {ergebnis.vorhanden} waren schon da."]
    if ergebnis.gescheitert:
        saetze.append(f"{_papiere(ergebnis.gescheitert)} nicht gesetzt.")
    if ergebnis.belegt:
        saetze.append(
            f"{_papiere(ergebnis.belegt)} noch nicht: Gerade entsteht ein anderes großes Papier."
        )
    if ergebnis.ueberlastet:
        saetze.append(
            f"{_papiere(ergebnis.ueberlastet)} noch nicht: Zu viele Papiere warteten zugleich."
        )
    return " ".join(saetze)


def _papiere(anzahl):
    return "1 Papier" if anzahl == 1 else f"{anzahl or 'Kein'} Papier{'e' if anzahl else ''}"


@contextmanager
def _bis_zum_signal():
    """Yield an event that SIGTERM and SIGINT set: the piece in work is finished first."""
    ende = threading.Event()
    vorher = {
        nummer: signal.signal(nummer, lambda *_: ende.set())
        for nummer in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield ende
    finally:
        for nummer, handler in vorher.items():
            signal.signal(nummer, handler)
