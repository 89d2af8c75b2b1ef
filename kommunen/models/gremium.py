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

    def build_slug(self):
        laenge = self._meta.get_field("slug").max_length
        self.slug = self.slug or slugify(self.name, replacements=GERMAN, max_length=laenge)
