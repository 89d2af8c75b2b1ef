"""Rückmeldungen: what readers report about barriers and mistakes. Deleted after six months."""

import uuid

from django.db import models
from django.utils import timezone


class RueckmeldungQuerySet(models.QuerySet):
    def offen(self):
        return self.exclude(status=Bearbeitungsstand.ERLEDIGT)

    def neu(self):
        return self.filter(status=Bearbeitungsstand.NEU)

    def faellig(self, heute=None):
        """What has to be deleted by today, as the receipt promised."""
        return self.filter(loeschen_am__lte=heute or timezone.localdate())


class Meldeart(models.TextChoices):
    BARRIERE = "barriere", "Barriere"
    FEHLER = "fehler", "Fehler"


class Bearbeitungsstand(models.TextChoices):
    NEU = "neu", "neu"
    IN_ARBEIT = "in_arbeit", "in Arbeit"
    ERLEDIGT = "erledigt", "erledigt"


class Rueckmeldung(models.Model):
    art = models.CharField("Art", max_length=10, choices=Meldeart, editable=False)
    eingangsnummer = models.CharField("Eingangsnummer", max_length=20, unique=True, editable=False)
    # The nonce of the form's token: the same form sent twice is one Rückmeldung.
    kennung = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seite = models.CharField("Seite", max_length=300, blank=True, editable=False)
    text = models.TextField("Beschreibung", max_length=4000, editable=False)
    name = models.CharField("Name", max_length=120, blank=True, editable=False)
    email = models.EmailField("E-Mail", blank=True, editable=False)
    eingegangen_at = models.DateTimeField("eingegangen", default=timezone.now, editable=False)
    # What the receipt says, whatever the rule will be by then.
    loeschen_am = models.DateField("wird gelöscht am", editable=False, db_index=True)
    status = models.CharField(
        "Status", max_length=10, choices=Bearbeitungsstand, default=Bearbeitungsstand.NEU
    )
    notiz = models.TextField(
        "Notiz", blank=True, help_text="Nur für die Verwaltung; wird mit der Meldung gelöscht."
    )
    bearbeitet_von = models.ForeignKey(
        "kommunen.Nutzerkonto",
        verbose_name="bearbeitet von",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    erledigt_at = models.DateTimeField("erledigt", null=True, blank=True, editable=False)

    objects = RueckmeldungQuerySet.as_manager()

    class Meta:
        verbose_name = "Rückmeldung"
        verbose_name_plural = "Rückmeldungen"
        ordering = ["-eingegangen_at", "-id"]
        constraints = [
            # When it was done is known exactly for what is done.
            models.CheckConstraint(
                name="rueckmeldung_erledigt",
                condition=models.Q(status="erledigt", erledigt_at__isnull=False)
                | (~models.Q(status="erledigt") & models.Q(erledigt_at__isnull=True)),
            )
        ]

    def __str__(self):
        # In logs and lists for ever: no word of what somebody wrote.
        return self.eingangsnummer
