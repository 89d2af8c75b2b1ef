from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from agenda.domain import rundenpost


class Command(BaseCommand):
    help = "Schickt eine Testnachricht an eine Adresse und sagt, was dabei schiefging."

    def add_arguments(self, parser):
        parser.add_argument("adresse")

    def handle(self, *args, adresse, **options):
        try:
            validate_email(adresse)
        except ValidationError:
            raise CommandError(f"„{adresse}“ ist keine E-Mail-Adresse.") from None
        if fehler := rundenpost.pruefmail(adresse):
            raise CommandError(f"Die Testnachricht ging nicht hinaus. {fehler}")
        if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
            self.stdout.write(
                "Es ist kein Mailserver eingestellt (EMAIL_URL): Die Nachricht steht nur oben im Protokoll."
            )
            return
        self.stdout.write(
            f"Der Mailserver hat die Testnachricht an {adresse} angenommen (Absender {settings.DEFAULT_FROM_EMAIL}). Bitte sehen Sie im Postfach nach, auch im Spam-Ordner."
        )
