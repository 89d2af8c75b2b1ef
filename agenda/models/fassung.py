"""Fassung: an immutable release, the promise."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from agenda.models import gueltigkeit
from agenda.models.arbeitsstand import Arbeitsstand
from agenda.models.steckbrief import Steckbrief


class FassungQuerySet(models.QuerySet):
    def gueltig(self, at=None):
        """Return what is valid at a moment (default: now): what the public sees."""
        return self.filter(gueltigkeit.gilt(at, "eintrag__"))

    def oeffentlich(self, at=None):
        """Return what is or once was valid; what a newer release overtook never came to be."""
        return self.filter(
            gueltigkeit.gilt_je("eintrag__"), eintrag__gilt_ab__lte=at or timezone.now()
        )

    def geplant(self):
        """Return what will be valid later, without what a newer release has overtaken."""
        return self.filter(gueltigkeit.gilt_je("eintrag__"), gilt_ab__gt=timezone.now())


class Fassung(models.Model):
    """A released text. Creating it is its only write; triggers hold that (models.frozen)."""

    steckbrief = models.ForeignKey(
        Steckbrief, verbose_name="Steckbrief", on_delete=models.PROTECT, related_name="fassungen"
    )
    nr = models.PositiveIntegerField("Fassung")
    nummer = models.CharField("Nummer", max_length=40)
    dokument = models.TextField("Dokument")
    sha256 = models.CharField("Prüfsumme", max_length=64)
    sha256_original = models.CharField(
        "Prüfsumme vor der ersten Schwärzung", max_length=64, blank=True, default=""
    )
    geschwaerzt_at = models.DateTimeField("geschwärzt", null=True)
    gilt_ab = models.DateTimeField("gilt ab")
    grund = models.TextField("Grund der Freigabe", blank=True)
    arbeitsstand = models.ForeignKey(
        Arbeitsstand, verbose_name="Arbeitsstand", on_delete=models.PROTECT, related_name="+"
    )
    freigegeben_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="freigegeben von",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField("freigegeben", auto_now_add=True)

    objects = FassungQuerySet.as_manager()

    class Meta:
        verbose_name = "Fassung"
        verbose_name_plural = "Fassungen"
        ordering = ["steckbrief", "-nr"]
        constraints = [
            models.UniqueConstraint(name="fassung_nr_einmal", fields=["steckbrief", "nr"]),
            # People count from one.
            models.CheckConstraint(name="fassung_nr_ab_eins", condition=Q(nr__gte=1)),
        ]

    def __str__(self):
        return f"Steckbrief {self.nummer}, Fassung {self.nr}"

    def get_absolute_url(self):
        return reverse("projekt", args=[self.nummer])
