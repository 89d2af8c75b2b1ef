from django.core.exceptions import ValidationError
from django.db import models
from slugify import GERMAN, slugify


class ZielgruppeQuerySet(models.QuerySet):
    def nach_namen(self):
        """Return {name: Zielgruppe}, first by today's names, then by those before; one query."""
        namen = {gruppe.name: gruppe for gruppe in self}
        for gruppe in list(namen.values()):
            for name in gruppe.fruehere:
                namen.setdefault(name, gruppe)
        return namen


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
    # One per line: Fassungen name their Zielgruppen for ever as they were called that day.
    fruehere_namen = models.TextField("frühere Namen", blank=True, default="", editable=False)

    objects = ZielgruppeQuerySet.as_manager()

    class Meta:
        verbose_name = "Zielgruppe"
        verbose_name_plural = "Zielgruppen"
        ordering = ["reihenfolge", "name"]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.build_slug()
        self._namen_merken()
        super().save(**kwargs)

    def clean(self):
        self.build_slug()  # before uniqueness is checked: two names can give one address
        andere = type(self).objects.exclude(pk=self.pk).nach_namen().get(self.name)
        if andere and andere.name != self.name:
            raise ValidationError(
                {
                    "name": f"So hieß früher „{andere.name}“, und Steckbriefe nennen sie noch so. Bitte wählen Sie einen anderen Namen."
                }
            )

    @property
    def fruehere(self):
        return self.fruehere_namen.splitlines()

    def _namen_merken(self):
        bisher = type(self).objects.filter(pk=self.pk).values_list("name", flat=True).first()
        namen = dict.fromkeys([*self.fruehere, *([bisher] if bisher else [])])
        self.fruehere_namen = "\n".join(name for name in namen if name != self.name)

    def build_slug(self):
        laenge = self._meta.get_field("slug").max_length
        self.slug = self.slug or slugify(self.name, replacements=GERMAN, max_length=laenge)
