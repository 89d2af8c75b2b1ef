from django.core.exceptions import ValidationError
from django.db import models
from slugify import GERMAN, slugify

from kommunen.models.kommune import Kommune
from kommunen.suche import Suchbar


class Gremium(Suchbar):
    """A body that decides or steers: Kreistag, Hauptausschuss, Lenkungsgruppe, Amtsausschuss …"""

    suchfelder = ("name",)

    name = models.CharField("Name", max_length=120, unique=True)
    slug = models.SlugField(
        "Adresse",
        max_length=120,
        unique=True,
        blank=True,
        help_text="Leer lassen: wird aus dem Namen gebildet.",
    )
    kommune = models.ForeignKey(
        Kommune,
        verbose_name="gehört zu",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="gremien",
    )
    aufgabe = models.TextField("Aufgabe", blank=True)
    zusammensetzung = models.TextField(
        "Zusammensetzung", blank=True, help_text="Nur Funktionen, keine Namen von Personen."
    )
    berichtet_an = models.ForeignKey(
        "self",
        verbose_name="berichtet an",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="zuarbeitende",
        help_text="Für das Schaubild der Organisation: wem dieses Gremium zuarbeitet.",
    )
    in_organisation = models.BooleanField(
        "in der Organisation zeigen",
        default=True,
        help_text="Ob es auf der Seite „Organisation der Zusammenarbeit“ steht.",
    )
    reihenfolge = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    quelle = models.TextField("Quelle", blank=True)

    class Meta:
        verbose_name = "Gremium"
        verbose_name_plural = "Gremien"
        ordering = ["reihenfolge", "name"]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.build_slug()
        super().save(**kwargs)

    def clean(self):
        self.build_slug()  # before uniqueness is checked: two names can give one address
        self._refuse_circle()

    def _refuse_circle(self):
        """Nobody reports to himself, not even by way of others."""
        ueber, gesehen = self.berichtet_an, []
        while ueber is not None and ueber not in gesehen:
            if ueber == self:
                weg = " → ".join(str(gremium) for gremium in [self, *gesehen, self])
                raise ValidationError(
                    {"berichtet_an": f"So berichtet das Gremium am Ende an sich selbst: {weg}."}
                )
            gesehen.append(ueber)
            ueber = ueber.berichtet_an

    def build_slug(self):
        laenge = self._meta.get_field("slug").max_length
        self.slug = self.slug or slugify(self.name, replacements=GERMAN, max_length=laenge)


class Entsendung(models.Model):
    """Who sends whom into a Gremium: functions, never names."""

    gremium = models.ForeignKey(Gremium, on_delete=models.CASCADE, related_name="entsendungen")
    kommune = models.ForeignKey(
        Kommune,
        verbose_name="entsendet von",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="entsendungen",
        help_text="Leer: siehe „andere Stelle“.",
    )
    stelle = models.CharField(
        "andere Stelle",
        max_length=120,
        blank=True,
        help_text="Wer entsendet, wenn es keine Kommune ist, zum Beispiel „jeder Kooperationspartner“.",
    )
    funktion = models.CharField(
        "Funktion",
        max_length=160,
        help_text="Zum Beispiel „leitende Verwaltungsbeamt*in“. Keine Namen von Personen.",
    )
    anzahl = models.PositiveSmallIntegerField("Anzahl", null=True, blank=True)
    position = models.PositiveSmallIntegerField("Platz", default=0)

    class Meta:
        verbose_name = "Entsendung"
        verbose_name_plural = "Entsendungen"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="entsendung_wer",
                condition=models.Q(kommune__isnull=False) | ~models.Q(stelle=""),
                violation_error_message="Bitte sagen Sie, wer entsendet: eine Kommune oder eine andere Stelle.",
            )
        ]

    def __str__(self):
        return f"{self.kommune or self.stelle}: {self.funktion}"
