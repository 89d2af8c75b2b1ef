from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Schwaerzungsart(models.TextChoices):
    PASSAGE = "passage", "Textstelle oder Name"
    DATEI = "datei", "Bild oder Datei"


class Schwaerzungsstatus(models.TextChoices):
    BEANTRAGT = "beantragt", "beantragt"
    IN_AUSFUEHRUNG = "in_ausfuehrung", "in Ausführung"
    AUSGEFUEHRT = "ausgefuehrt", "ausgeführt"
    ABGELEHNT = "abgelehnt", "abgelehnt"


class Schwaerzung(models.Model):
    """The one lawful change of frozen rows: two people, a reason (Art. 17 DSGVO, image rights).

    Only while a row of this table is "in Ausführung", inside one transaction, do the
    freezing triggers let an UPDATE pass (models.frozen). The passage itself is forgotten
    when that is done.
    """

    art = models.CharField(
        "Art", max_length=10, choices=Schwaerzungsart, default=Schwaerzungsart.PASSAGE
    )
    passage = models.TextField(
        "Was wird geschwärzt",
        blank=True,
        help_text="Genau so, wie es im Text steht. Nach der Ausführung wird es hier vergessen.",
    )
    begruendung = models.TextField(
        "Begründung", help_text="Warum? Nennen Sie die Passage hier nicht noch einmal."
    )
    status = models.CharField(
        "Stand",
        max_length=16,
        choices=Schwaerzungsstatus,
        default=Schwaerzungsstatus.BEANTRAGT,
        editable=False,
    )
    beantragt_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="beantragt von",
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    bestaetigt_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="bestätigt von",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField("beantragt", auto_now_add=True)
    ausgefuehrt_at = models.DateTimeField("ausgeführt", null=True, editable=False)
    treffer = models.PositiveIntegerField("geschwärzte Stellen", default=0, editable=False)

    class Meta:
        verbose_name = "Schwärzung"
        verbose_name_plural = "Schwärzungen"
        ordering = ["-created_at"]
        constraints = [
            # Four eyes, held by the database: the triggers open for nobody alone.
            models.CheckConstraint(
                name="schwaerzung_zwei_personen",
                condition=Q(status__in=["beantragt", "abgelehnt"])
                | (Q(bestaetigt_von__isnull=False) & ~Q(bestaetigt_von=F("beantragt_von"))),
            ),
            # Done means forgotten.
            models.CheckConstraint(
                name="schwaerzung_vergessen", condition=~Q(status="ausgefuehrt") | Q(passage="")
            ),
        ]

    def __str__(self):
        return (
            f"Schwärzung vom {timezone.localdate(self.created_at):%d.%m.%Y}"
            if self.created_at
            else "Schwärzung"
        )
