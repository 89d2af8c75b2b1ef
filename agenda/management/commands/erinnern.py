from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agenda.domain import runden


class Command(BaseCommand):
    help = (
        "Erinnert Partner, die in einer laufenden Runde noch etwas zu melden haben: sieben und zwei "
        "Tage vor der Abgabefrist und einmal danach. Täglich aufrufen, zum Beispiel durch cron; "
        "mehrfaches Aufrufen schadet nicht."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--probe", action="store_true", help="nur sagen, wer erinnert würde, nichts verschicken"
        )

    def handle(self, *args, probe, **options):
        saeumige = runden.zu_erinnern()
        if not saeumige:
            self.stdout.write("Heute ist niemand zu erinnern.")
            return
        for partner in saeumige:
            self.stdout.write(
                f"{partner.kommune}: {partner.gemeldet} von {partner.gesamt} gemeldet"
            )
        if probe:
            self.stdout.write("Nichts wurde verschickt.")
            return
        versand = runden.erinnere(saeumige, nicht_seit=timezone.now() - runden.RUHE)
        anzahl = versand.versandt
        self.stdout.write(f"{anzahl or 'Keine'} E-Mail{'' if anzahl == 1 else 's'} verschickt.")
        if versand.gescheitert:
            zeilen = [f"{link.abfrage.kommune}: {link.fehler}" for link in versand.gescheitert]
            raise CommandError("Nicht erreicht:\n" + "\n".join(zeilen))
