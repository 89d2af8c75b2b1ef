from django.core.management.base import BaseCommand
from django.db import transaction

from agenda.domain import eintraege
from agenda.models import Eintrag
from kommunen.models import Portal


class Command(BaseCommand):
    help = (
        "Bildet alle Einträge (Listen, Filter, Suche) neu aus den Fassungen und Sachständen. "
        "Jederzeit möglich; an den Fassungen ändert sich nichts."
    )

    @transaction.atomic
    def handle(self, *args, **options):
        # All of them first: a damaged Eintrag may claim another Steckbrief.
        Eintrag.objects.all().delete()
        anzahl = eintraege.rebuild_all()
        Portal.objects.stempeln()
        self.stdout.write(f"Einträge neu gebildet: {anzahl}.")
