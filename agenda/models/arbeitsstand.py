from django.conf import settings
from django.db import models

from agenda.models.steckbrief import Steckbrief


class Arbeitsstand(models.Model):
    """A saved state of the working copy, as a document: history, undo, conflict check. Frozen."""

    steckbrief = models.ForeignKey(
        Steckbrief,
        verbose_name="Steckbrief",
        on_delete=models.PROTECT,
        related_name="arbeitsstaende",
    )
    version = models.PositiveIntegerField("Version")
    dokument = models.TextField("Dokument")
    sha256 = models.CharField("Prüfsumme", max_length=64)
    geschwaerzt_at = models.DateTimeField("geschwärzt", null=True)
    konto = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="gespeichert von",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField("gespeichert", auto_now_add=True)

    class Meta:
        verbose_name = "Arbeitsstand"
        verbose_name_plural = "Arbeitsstände"
        ordering = ["steckbrief", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="arbeitsstand_version_einmal", fields=["steckbrief", "version"]
            )
        ]

    def __str__(self):
        return f"Version {self.version}"
