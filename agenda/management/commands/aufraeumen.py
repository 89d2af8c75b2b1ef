from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError

from agenda.domain import papierlager, rueckmeldungen, runden
from agenda.papers import store, vorrat

PAPIERE_VERALTET = timedelta(days=7)


class Command(BaseCommand):
    help = (
        "Löscht Rückmeldungen (Barrieren, Fehler) sechs Monate nach ihrem Eingang und gesetzte "
        "Papiere, die seit einer Woche überholt sind (Ausgaben bleiben). Schließt Runden zwei "
        "Wochen nach ihrer Sitzung. Löscht auch die "
        "E-Mail-Adressen persönlicher Links sechs Monate nach dem Ende ihrer Runde und was nach "
        "einer Schwärzung liegen geblieben ist. Täglich aufrufen, zum Beispiel durch cron; "
        "mehrfaches Aufrufen schadet nicht."
    )

    def add_arguments(self, parser):
        parser.add_argument("--probe", action="store_true", help="nur zählen, nichts löschen")

    def handle(self, *args, probe, **options):
        anzahl = rueckmeldungen.aufraeumen(probe=probe)
        self._melden(anzahl, probe, "Rückmeldung", "Rückmeldungen")
        for runde in runden.schliesse_vergangene(probe=probe):
            wurde = "würde" if probe else "wurde"
            self.stdout.write(f"Die {runde} {wurde} geschlossen: Die Sitzung ist vorbei.")
        if anzahl := runden.aufraeumen(probe=probe):
            adressen = "E-Mail-Adressen von Meldelinks"
            self._melden(anzahl, probe, "E-Mail-Adresse eines Meldelinks", adressen)
        geblieben = self._nachraeumen(probe)
        anzahl = store.raeumen(vorrat.schluessel(), aelter=PAPIERE_VERALTET, probe=probe)
        self._melden(anzahl, probe, "Papier", "Papiere")
        if probe:
            self.stdout.write("Nichts wurde geändert.")
        if geblieben:
            raise CommandError(str(geblieben))

    def _nachraeumen(self, probe):
        """Return why something is left of what a redaction deletes, or None."""
        try:
            anzahl = papierlager.nachraeumen(probe=probe)
        except papierlager.NichtGeloescht as fehler:
            return fehler
        if anzahl:
            datei = "überholte Datei einer Schwärzung oder Ausgabe"
            self._melden(anzahl, probe, datei, datei.replace("Datei", "Dateien"))
        return None

    def _melden(self, anzahl, probe, einzahl, mehrzahl):
        if anzahl == 1:
            satz = f"1 {einzahl} {'würde' if probe else 'wurde'} gelöscht."
        else:
            satz = f"{anzahl or 'Keine'} {mehrzahl} {'würden' if probe else 'wurden'} gelöscht."
        self.stdout.write(satz)
