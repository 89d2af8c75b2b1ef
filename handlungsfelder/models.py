"""The fields of action an agenda is ordered by."""

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from slugify import GERMAN, slugify


class HandlungsfeldQuerySet(models.QuerySet):
    def aktuell(self):
        """Return the fields in use today: those that were not merged into another one."""
        return self.filter(nachfolger__isnull=True)


class Symbol(models.TextChoices):
    """The drawings in static/symbole/; each Handlungsfeld carries one, never colour alone."""

    BILDUNG = "bildung", "Bildung (Buch)"
    BUERGER = "buerger", "Bürger*innen (Menschen)"
    GESUNDHEIT = "gesundheit", "Gesundheit (Herz)"
    FAMILIE = "familie", "Jugend und Familie (Kind)"
    MOBILITAET = "mobilitaet", "Mobilität (Bus)"
    NATUR = "natur", "Natur und Umwelt (Blatt)"
    KULTUR = "kultur", "Sport und Kultur (Ball)"
    TOURISMUS = "tourismus", "Tourismus (Leuchtturm)"
    VERWALTUNG = "verwaltung", "Verwaltung (Rathaus)"
    WIRTSCHAFT = "wirtschaft", "Wirtschaft und Energie (Blitz)"
    ALLGEMEIN = "allgemein", "Allgemein (Kreis)"


class Handlungsfeld(models.Model):
    nummer = models.PositiveSmallIntegerField(
        "Nummer",
        null=True,
        blank=True,
        unique=True,
        help_text="Leer bei Feldern, die in ein anderes übergegangen sind.",
    )
    name = models.CharField("Name", max_length=120, unique=True)
    slug = models.SlugField(
        "Adresse",
        max_length=120,
        unique=True,
        blank=True,
        help_text="Teil der Internetadresse. Leer lassen: wird aus dem Namen gebildet. Danach bitte nicht mehr ändern.",
    )
    ziel = models.TextField("Ziel", blank=True, help_text="Markdown ist erlaubt.")
    ausgangslage = models.TextField("Ausgangslage", blank=True)
    herausforderungen = models.TextField("Herausforderungen", blank=True)
    chancen = models.TextField("Chancen", blank=True)
    symbol = models.CharField("Symbol", max_length=20, choices=Symbol, default=Symbol.ALLGEMEIN)
    farbe = models.CharField(
        "Farbe",
        max_length=7,
        default="#0b5c7a",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "Bitte eine Farbe wie #0b5c7a angeben.")],
        help_text="Dunkel genug für weiße Schrift.",
    )
    nachfolger = models.ForeignKey(
        "self",
        verbose_name="aufgegangen in",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="vorgaenger",
        help_text="Das heutige Handlungsfeld, wenn dieses zusammengelegt wurde.",
    )
    quelle = models.TextField("Quelle", blank=True)

    objects = HandlungsfeldQuerySet.as_manager()

    class Meta:
        verbose_name = "Handlungsfeld"
        verbose_name_plural = "Handlungsfelder"
        ordering = [models.F("nummer").asc(nulls_last=True), "name"]
        constraints = [
            # A field that follows itself would send readers in a circle.
            models.CheckConstraint(
                name="handlungsfeld_nicht_eigener_nachfolger",
                condition=~models.Q(nachfolger=models.F("id")),
                violation_error_message="Ein Handlungsfeld kann nicht in sich selbst aufgehen.",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.build_slug()
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("handlungsfeld", args=[self.slug])

    def clean(self):
        self.build_slug()  # before uniqueness is checked: two names can give one address

    def build_slug(self):
        laenge = self._meta.get_field("slug").max_length
        self.slug = self.slug or slugify(self.name, replacements=GERMAN, max_length=laenge)
