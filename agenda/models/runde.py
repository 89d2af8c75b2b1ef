"""Rounds of reporting: the session a report is for, who is asked, and by which personal links."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from agenda.models.steckbrief import Steckbrief
from kommunen.models import Gremium, Kommune

# A committee is invited at least one week before it meets (§ 29 KrO with § 34 GO SH).
LADUNGSFRIST = datetime.timedelta(days=7)


class Sitzung(models.Model):
    """A session of a Gremium: its day and the day of its Ladung."""

    gremium = models.ForeignKey(
        Gremium, verbose_name="Gremium", on_delete=models.PROTECT, related_name="sitzungen"
    )
    datum = models.DateField("Tag der Sitzung")
    uhrzeit = models.TimeField("Uhrzeit", null=True, blank=True)
    ort = models.CharField("Ort", max_length=160, blank=True)
    ladung_am = models.DateField(
        "Ladung am",
        blank=True,
        help_text="Spätestens eine Woche vor der Sitzung. Leer lassen: genau eine Woche vorher.",
    )
    oeffentlich = models.BooleanField("öffentlich", default=True)

    class Meta:
        verbose_name = "Sitzung"
        verbose_name_plural = "Sitzungen"
        ordering = ["-datum", "gremium"]
        constraints = [
            models.UniqueConstraint(
                name="sitzung_einmal",
                fields=["gremium", "datum"],
                violation_error_message="Diese Sitzung gibt es schon.",
            ),
            models.CheckConstraint(
                name="sitzung_ladung_eine_woche_vorher",
                condition=Q(ladung_am__lte=F("datum") - LADUNGSFRIST),
                violation_error_message="Die Ladung geht spätestens eine Woche vor der Sitzung hinaus.",
            ),
        ]

    def __str__(self):
        return f"{self.gremium}, {self.datum:%d.%m.%Y}"

    def save(self, **kwargs):
        self.fill_ladung()
        super().save(**kwargs)

    def clean(self):
        self.fill_ladung()

    def fill_ladung(self):
        if self.ladung_am is None and self.datum:
            self.ladung_am = self.datum - LADUNGSFRIST


class RundeQuerySet(models.QuerySet):
    def laufend(self):
        """Return the rounds in which partners may report."""
        return self.filter(eroeffnet_at__isnull=False, geschlossen_at__isnull=True)


class Runde(models.Model):
    """One round of reporting to a session: opened, answered by links, closed."""

    sitzung = models.OneToOneField(
        Sitzung, verbose_name="zur Sitzung", on_delete=models.PROTECT, related_name="runde"
    )
    stichtag = models.DateField(
        "Stichtag", help_text="Von welchem Tag der Stand berichtet wird, zum Beispiel Quartalsende."
    )
    abgabefrist = models.DateField("Abgabefrist", help_text="Vor der Ladung zur Sitzung.")
    anschreiben = models.TextField(
        "Anschreiben",
        blank=True,
        help_text="Steht in der E-Mail über dem persönlichen Link. Leer lassen: ein kurzer Standardtext.",
    )
    eroeffnet_at = models.DateTimeField("eröffnet", null=True, editable=False)
    geschlossen_at = models.DateTimeField("geschlossen", null=True, editable=False)
    created_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="angelegt von",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField("angelegt", auto_now_add=True)

    objects = RundeQuerySet.as_manager()

    class Meta:
        verbose_name = "Runde"
        verbose_name_plural = "Runden"
        ordering = ["-stichtag", "-pk"]
        permissions = [("manage_runde", "Darf Runden eröffnen, erinnern und schließen")]
        constraints = [
            models.CheckConstraint(
                name="runde_geschlossen_nach_eroeffnet",
                condition=Q(geschlossen_at__isnull=True) | Q(eroeffnet_at__isnull=False),
            ),
            models.CheckConstraint(
                name="runde_stichtag_vor_frist",
                condition=Q(stichtag__lte=F("abgabefrist")),
                violation_error_message="Der Stichtag liegt nicht nach der Abgabefrist.",
            ),
        ]

    def __str__(self):
        return f"Runde zum {self.stichtag:%d.%m.%Y} ({self.sitzung})"

    def clean(self):
        sitzung = getattr(self, "sitzung", None)
        if sitzung and self.abgabefrist and self.abgabefrist >= sitzung.ladung_am:
            raise ValidationError(
                {
                    "abgabefrist": f"Die Abgabefrist liegt vor der Ladung am {sitzung.ladung_am:%d.%m.%Y}: Der Bericht muss noch fertig werden."
                }
            )

    @property
    def laeuft(self):
        return self.eroeffnet_at is not None and self.geschlossen_at is None

    def tage_bis_frist(self, heute=None):
        """Return the days left until the Abgabefrist; negative when it has passed."""
        return (self.abgabefrist - (heute or timezone.localdate())).days


class Abfrage(models.Model):
    """A partner asked in a round."""

    runde = models.ForeignKey(Runde, on_delete=models.CASCADE, related_name="abfragen")
    kommune = models.ForeignKey(
        Kommune, verbose_name="Partner", on_delete=models.PROTECT, related_name="abfragen"
    )
    erinnert_at = models.DateTimeField("zuletzt erinnert", null=True, editable=False)
    erinnerungen = models.PositiveSmallIntegerField("Erinnerungen", default=0, editable=False)

    class Meta:
        verbose_name = "Abfrage"
        verbose_name_plural = "Abfragen"
        ordering = ["kommune"]
        constraints = [
            models.UniqueConstraint(name="abfrage_einmal", fields=["runde", "kommune"]),
        ]

    def __str__(self):
        return f"{self.kommune}: {self.runde}"


def neuer_schluessel():
    return get_random_string(32)


class Meldelink(models.Model):
    """A personal link: its address is signed from pk and schluessel; a new schluessel ends the old.

    Without Steckbrief it leads to all of the partner's; one passed on to a colleague to that one.
    The e-mail address is deleted some time after the round was closed (`aufraeumen`).
    """

    abfrage = models.ForeignKey(Abfrage, on_delete=models.CASCADE, related_name="links")
    steckbrief = models.ForeignKey(
        Steckbrief,
        verbose_name="nur für",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    email = models.EmailField("E-Mail", blank=True)
    schluessel = models.CharField(max_length=32, default=neuer_schluessel, editable=False)
    versandt_at = models.DateTimeField("versandt", null=True, editable=False)
    fehler = models.CharField("Fehler beim Versand", max_length=300, blank=True, editable=False)
    widerrufen_at = models.DateTimeField("widerrufen", null=True, editable=False)
    created_at = models.DateTimeField("angelegt", auto_now_add=True)

    class Meta:
        verbose_name = "Meldelink"
        verbose_name_plural = "Meldelinks"
        ordering = ["pk"]

    def __str__(self):
        return f"Link an {self.abfrage.kommune}"
