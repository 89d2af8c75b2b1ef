from django.db import models
from slugify import GERMAN, slugify


class Zielgruppe(models.Model):
    """Whom a project is for, as a short list to filter by. The free text stands beside it."""

    name = models.CharField("Name", max_length=60, unique=True)
    slug = models.SlugField(
        "Adresse",
        max_length=60,
        unique=True,
        blank=True,
        help_text="Steht in der Adresse der Liste. Leer lassen: wird aus dem Namen gebildet.",
    )
    reihenfolge = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Zielgruppe"
        verbose_name_plural = "Zielgruppen"
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
