import os
import secrets

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Legt ein erstes Verwaltungskonto an, wenn es noch keines gibt: nach "
        "DJANGO_SUPERUSER_USERNAME, _EMAIL und _PASSWORD, sonst „admin“ mit einem Zufallspasswort."
    )

    def handle(self, *args, **options):
        accounts = get_user_model().objects
        if accounts.filter(is_superuser=True).exists():
            return
        username = os.environ.get("DJANGO_SUPERUSER_USERNAME") or "admin"
        given = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        password = given or secrets.token_urlsafe(12)
        accounts.create_superuser(
            username=username,
            email=os.environ.get("DJANGO_SUPERUSER_EMAIL") or f"{username}@localhost.localdomain",
            password=password,
        )
        self.stdout.write(f"Verwaltungskonto angelegt. Benutzername: {username}")
        if not given:
            self.stdout.write(
                f"Passwort (wird nur dieses eine Mal gezeigt): {password}", self.style.WARNING
            )
