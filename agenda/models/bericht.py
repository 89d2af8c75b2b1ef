"""Sachstandsbericht: what became of the agenda between two dates, drawn from history, then kept."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from agenda.models.drucksache import Beratung, Drucksache
from agenda.models.runde import Sitzung


class BerichtQuerySet(models.QuerySet):
    def entwuerfe(self):
        return self.filter(festgeschrieben_at__isnull=True)

    def festgeschrieben(self):
        return self.filter(festgeschrieben_at__isnull=False)

    def oeffentlich(self):
        """Return what everybody may read: kept, and not meant for behind closed doors."""
        return self.festgeschrieben().filter(
            Q(drucksache__isnull=True) | Q(drucksache__oeffentlich=True, drucksache__entwurf=False),
            Q(beratung__isnull=True) | Q(beratung__oeffentlich=True),
            Q(sitzung__isnull=True) | Q(sitzung__oeffentlich=True),
        )


class Bericht(models.Model):
    """A numbered report over a period: a draft drawn anew each time, then frozen by triggers.

    What a frozen one says stands in its document alone (domain.berichte). It is corrected only by
    a Berichtigung: another row with the same number, counted on.
    """

    nummer = models.PositiveSmallIntegerField("Nummer in der Reihe")
    berichtigung = models.PositiveSmallIntegerField("Berichtigung", default=0, editable=False)
    berichtigung_grund = models.TextField(
        "Was berichtigt wird", blank=True, help_text="Steht auf der ersten Seite der Berichtigung."
    )
    titel = models.CharField("Titel", max_length=200, default="Sachstandsbericht")
    von = models.DateField("von", help_text="Erster Tag des Zeitraums.")
    bis = models.DateField("bis", help_text="Letzter Tag des Zeitraums.")
    redaktionsschluss = models.DateTimeField(
        "Redaktionsschluss",
        null=True,
        blank=True,
        help_text="Bis wann angenommene Sachstände zum Zeitraum eingehen. Leer: bis zum Festschreiben.",
    )
    sitzung = models.ForeignKey(
        Sitzung,
        verbose_name="für die Sitzung",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="berichte",
    )
    drucksache = models.ForeignKey(
        Drucksache,
        verbose_name="Drucksache",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="berichte",
    )
    beratung = models.ForeignKey(
        Beratung,
        verbose_name="für die Beratung",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="berichte",
    )
    aktenzeichen = models.CharField("Aktenzeichen", max_length=80, blank=True)
    vorwort = models.TextField("Vorwort", blank=True, help_text="Markdown ist erlaubt.")
    ausblick = models.TextField("Ausblick", blank=True, help_text="Markdown ist erlaubt.")
    personal = models.TextField("Personal", blank=True, help_text="Nur Funktionen, keine Namen.")
    veranstaltungen = models.TextField("Veranstaltungen", blank=True)
    vortrag = models.TextField("Wer vorträgt", blank=True, help_text="Funktionen, keine Namen.")
    dokument = models.TextField("Dokument", blank=True, editable=False)
    sha256 = models.CharField("Prüfsumme", max_length=64, blank=True, editable=False)
    sha256_original = models.CharField(
        "Prüfsumme vor der ersten Schwärzung", max_length=64, blank=True, default="", editable=False
    )
    geschwaerzt_at = models.DateTimeField("geschwärzt", null=True, editable=False)
    festgeschrieben_at = models.DateTimeField("festgeschrieben", null=True, editable=False)
    festgeschrieben_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="festgeschrieben von",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField("angelegt", auto_now_add=True)
    created_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="angelegt von",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = BerichtQuerySet.as_manager()

    class Meta:
        verbose_name = "Sachstandsbericht"
        verbose_name_plural = "Sachstandsberichte"
        ordering = ["-nummer", "-berichtigung"]
        permissions = [("freeze_bericht", "Darf Sachstandsberichte festschreiben")]
        constraints = [
            models.UniqueConstraint(
                name="bericht_nummer_einmal",
                fields=["nummer", "berichtigung"],
                violation_error_message="Einen Bericht mit dieser Nummer gibt es schon.",
            ),
            models.CheckConstraint(
                name="bericht_nummer_ab_eins",
                condition=Q(nummer__gte=1),
                violation_error_message="Die Reihe beginnt mit 1.",
            ),
            models.CheckConstraint(
                name="bericht_zeitraum",
                condition=Q(von__lte=F("bis")),
                violation_error_message="Der Zeitraum endet vor seinem Anfang. Bitte prüfen Sie „von“ und „bis“.",
            ),
            models.CheckConstraint(
                name="bericht_fest_mit_dokument",
                condition=Q(festgeschrieben_at__isnull=True)
                | (~Q(dokument="") & ~Q(sha256="") & Q(redaktionsschluss__isnull=False)),
            ),
            models.CheckConstraint(
                name="bericht_berichtigung_mit_grund",
                condition=Q(berichtigung=0) | ~Q(berichtigung_grund=""),
                violation_error_message="Bitte sagen Sie, was berichtigt wird.",
            ),
        ]

    def __str__(self):
        name = f"{self.nummer}. {self.titel}"
        return f"{name}, {self.berichtigung}. Berichtigung" if self.berichtigung else name

    def get_absolute_url(self):
        return reverse("bericht", args=[self.kennung])

    def clean(self):
        if self.bis and self.bis > timezone.localdate():
            raise ValidationError(
                {"bis": "Der Zeitraum endet in der Zukunft. Berichtet wird, was schon war."}
            )
        if self.beratung_id and self.beratung.drucksache_id != self.drucksache_id:
            raise ValidationError(
                {"beratung": f"Diese Beratung gehört zur {self.beratung.drucksache}."}
            )

    @property
    def kennung(self):
        """What stands for it in addresses: "3", of its second Berichtigung "3-2"."""
        return f"{self.nummer}-{self.berichtigung}" if self.berichtigung else str(self.nummer)

    @property
    def ist_festgeschrieben(self):
        return self.festgeschrieben_at is not None


class BerichtDatei(models.Model):
    """The PDF of a frozen Bericht: bytes in the storage, named by their hash. Frozen."""

    bericht = models.ForeignKey(Bericht, on_delete=models.PROTECT, related_name="dateien")
    dokument_sha256 = models.CharField("aus dem Dokument", max_length=64)
    sha256 = models.CharField("Prüfsumme", max_length=64)
    groesse = models.PositiveBigIntegerField("Größe in Bytes")
    seiten = models.PositiveIntegerField("Seiten")
    created_at = models.DateTimeField("erzeugt", auto_now_add=True)

    class Meta:
        verbose_name = "Datei eines Berichts"
        verbose_name_plural = "Dateien von Berichten"
        constraints = [
            models.UniqueConstraint(
                name="berichtdatei_einmal", fields=["bericht", "dokument_sha256"]
            )
        ]

    def __str__(self):
        return f"{self.bericht}: {self.sha256[:12]}"

    @property
    def pfad(self):
        """Return where the storage keeps it, beside the papers given out."""
        return f"ausgaben/{self.sha256[:2]}/{self.sha256}.pdf"
