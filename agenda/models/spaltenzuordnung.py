from django.conf import settings
from django.db import models


class Spaltenzuordnung(models.Model):
    """What a foreign column title meant the last time somebody mapped it on import."""

    blatt = models.CharField("Blatt", max_length=40)
    titel = models.CharField(
        "Spaltentitel", max_length=200, help_text="In vereinfachter Schreibweise, ohne Umlaute."
    )
    feld = models.CharField(
        "Feld", max_length=60, blank=True, help_text="Leer: Die Spalte wird ausgelassen."
    )
    konto = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="zugeordnet von",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    updated_at = models.DateTimeField("zugeordnet", auto_now=True)

    class Meta:
        verbose_name = "Spaltenzuordnung"
        verbose_name_plural = "Spaltenzuordnungen"
        ordering = ["blatt", "titel"]
        constraints = [
            # A title means one thing: the last answer replaces the one before.
            models.UniqueConstraint(name="spaltenzuordnung_titel_einmal", fields=["blatt", "titel"])
        ]

    def __str__(self):
        return f"{self.blatt}: {self.titel}"
