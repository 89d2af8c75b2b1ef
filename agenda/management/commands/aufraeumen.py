from django.core.management.base import BaseCommand

from agenda.domain import rueckmeldungen


class Command(BaseCommand):
    help = (
        "Löscht Rückmeldungen (Barrieren, Fehler) sechs Monate nach ihrem Eingang. Täglich "
        "aufrufen, zum Beispiel durch cron; mehrfaches Aufrufen schadet nicht."
    )

    def add_arguments(self, parser):
        parser.add_argument("--probe", action="store_true", help="nur zählen, nichts löschen")

    def handle(self, *args, probe, **options):
        anzahl = rueckmeldungen.aufraeumen(probe=probe)
        was = "1 Rückmeldung" if anzahl == 1 else f"{anzahl or 'Keine'} Rückmeldungen"
        if probe:
            wuerde = "würde" if anzahl == 1 else "würden"
            self.stdout.write(f"{was} {wuerde} gelöscht. Nichts wurde geändert.")
        else:
            wurde = "wurde" if anzahl == 1 else "wurden"
            self.stdout.write(f"{was} {wurde} gelöscht.")
