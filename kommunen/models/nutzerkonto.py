from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower

from kommunen.models.kommune import Kommune


class Nutzerkonto(AbstractUser):
    """An account of the office. Posts are shared, so an account may work for several Kommunen."""

    email = models.EmailField(
        "E-Mail",
        unique=True,
        error_messages={"unique": "Diese E-Mail-Adresse hat schon ein Konto."},
    )
    funktion = models.CharField(
        "Funktion",
        max_length=120,
        blank=True,
        help_text="Steht im Verlauf neben jeder Änderung, zum Beispiel „Digitalisierungsmanager*in der Stadt Musterstadt“.",
    )
    kommunen = models.ManyToManyField(
        Kommune, verbose_name="arbeitet für", blank=True, related_name="konten"
    )

    class Meta(AbstractUser.Meta):
        verbose_name = "Nutzerkonto"
        verbose_name_plural = "Nutzerkonten"
        constraints = [
            # Links and reminders go by mail: no account without an address, none with another's.
            models.CheckConstraint(
                name="nutzerkonto_email_nicht_leer",
                condition=~models.Q(email=""),
                violation_error_message="Ein Konto braucht eine E-Mail-Adresse.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="nutzerkonto_email_einmal",
                violation_error_message="Diese E-Mail-Adresse hat schon ein Konto.",
            ),
        ]

    def __str__(self):
        return self.funktion or self.get_full_name() or self.username
