from datetime import timedelta

from django.core.management.base import BaseCommand

from agenda.domain import rueckmeldungen
from agenda.papers import store, vorrat

PAPIERE_VERALTET = timedelta(days=7)


class Command(BaseCommand):
    help = (
        "Löscht Rückmeldungen (Barrieren, Fehler) sechs Monate nach ihrem Eingang und gesetzte "
        "Papiere, die seit einer Woche überholt sind (Ausgaben bleiben). Täglich aufrufen, zum "
        "Beispiel durch cron; mehrfaches Aufrufen schadet nicht."
    )

    def add_arguments(self, parser):
        parser.add_argument("--probe", action="store_true", help="nur zählen, nichts löschen")

    def handle(self, *args, probe, **options):
        anzahl = rueckmeldungen.aufraeumen(probe=probe)
        self._melden(anzahl, probe, "Rückmeldung", "Rückmeldungen")
        anzahl = store.raeumen(vorrat.schluessel(), aelter=PAPIERE_VERALTET, probe=probe)
        self._melden(anzahl, probe, "Papier", "Papiere")
        if probe:
            self.stdout.write("Nichts wurde geändert.")

    def _melden(self, anzahl, probe, einzahl, mehrzahl):
        if anzahl == 1:
            satz = f"1 {einzahl} {'würde' if probe else 'wurde'} gelöscht."
        else:
            satz = f"{anzahl or 'Keine'} {mehrzahl} {'würden' if probe else 'wurden'} gelöscht."
        self.stdout.write(satz)
