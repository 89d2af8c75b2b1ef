from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Q

from agenda.domain import einrichtung
from agenda.domain.datensatz import Datenfehler
from agenda.models import Drucksache, Steckbrief
from agenda.models.steckbrief import Bezug
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Gemeinde, Gremium, Kommune

DATEN = Path(settings.BASE_DIR) / "fixtures" / "dithmarschen"


class Command(BaseCommand):
    help = (
        "Füllt eine leere Datenbank einmal mit den öffentlichen Daten des Kreises Dithmarschen. "
        "Leer heißt: kein Portal, keine Kommune, kein Handlungsfeld, kein Steckbrief; sonst wird "
        "nichts geändert. Mit --leer beginnt ein anderer Kreis von vorn: Es entstehen nur ein "
        "Portal und Seiten (Impressum, Datenschutz …) mit neutralen Texten, die zum Ausfüllen "
        "einladen, und die Liste der Beratungsergebnisse. Arten von Kommunen (Amt, Samtgemeinde, Verbandsgemeinde …), "
        "Kommunen, Gremien und Handlungsfelder legt die Verwaltung selbst an, weil sie in jedem "
        "Land anders heißen; Rechtsgrundlagen des Landes ebenso."
    )

    def add_arguments(self, parser):
        art = parser.add_mutually_exclusive_group()
        art.add_argument(
            "--leer", action="store_true", help="ein leeres Portal für einen anderen Kreis"
        )
        art.add_argument(
            "--daten",
            metavar="ORDNER",
            default=DATEN,
            help="Ordner mit Dateien wie in fixtures/dithmarschen (siehe README.md dort)",
        )

    def handle(self, *args, leer, daten, **options):
        try:
            if leer:
                einrichtung.prepare_empty()
                self.stdout.write(
                    "Ein leeres Portal ist eingerichtet. Bitte unter /admin/ das Portal ausfüllen "
                    "und Handlungsfelder und Kommunen anlegen."
                )
            else:
                einrichtung.load(daten, progress=self._progress)
                self.stdout.write(_summary())
        except einrichtung.SchonEingerichtet:
            self.stdout.write("Die Datenbank ist schon eingerichtet; nichts wurde geändert.")
        except Datenfehler as error:
            raise CommandError(f"Nichts wurde eingerichtet. {error}") from error

    def _progress(self, schritt):
        self.stdout.write(f"{schritt} …")


def _summary():
    projekte = Steckbrief.objects.aggregate(
        agenda=Count("pk", filter=Q(bezug=Bezug.AGENDA)),
        umfeld=Count("pk", filter=Q(bezug=Bezug.UMFELD)),
    )
    return (
        f"Eingerichtet: {projekte['agenda']} Steckbriefe der Agenda, {projekte['umfeld']} aus dem "
        f"Umfeld, {Handlungsfeld.objects.aktuell().count()} Handlungsfelder, "
        f"{Kommune.objects.count()} Kommunen, {Gemeinde.objects.count()} Gemeinden, "
        f"{Gremium.objects.count()} Gremien, {Drucksache.objects.count()} Drucksachen."
    )
