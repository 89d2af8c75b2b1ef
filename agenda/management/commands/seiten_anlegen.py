from django.core.management.base import BaseCommand, CommandError

from agenda.domain import einrichtung, seiten


class Command(BaseCommand):
    help = (
        "Legt die Seiten an, die einem bestehenden Portal noch fehlen (Impressum, Datenschutz, "
        "Erklärung zur Barrierefreiheit, Leichte Sprache …), mit neutralen Texten zum Ergänzen. "
        "Was es schon gibt, bleibt, wie es ist."
    )

    def handle(self, *args, **options):
        if einrichtung.is_empty():
            raise CommandError("Das Portal ist noch leer. Bitte zuerst: manage.py einrichten")
        angelegt = seiten.fehlende_anlegen()
        if angelegt:
            self.stdout.write(f"Angelegt: {', '.join(angelegt)}.")
        else:
            self.stdout.write("Es fehlt keine Seite; nichts wurde geändert.")
