"""Committee papers: Drucksache, its stations (Beratung) and its Beschlusspunkte in exact wording."""

from django.db import models
from django.db.models import F
from slugify import GERMAN, slugify

from agenda.models.steckbrief import Steckbrief
from kommunen.models import Gremium
from kommunen.suche import Suchbar


class Drucksache(Suchbar):
    suchfelder = ("nummer", "betreff", "art")

    nummer = models.CharField(
        "Nummer", max_length=40, unique=True, help_text="Zum Beispiel „2027/0123“."
    )
    slug = models.SlugField(
        "Adresse",
        max_length=60,
        unique=True,
        blank=True,
        help_text="Teil der Internetadresse. Leer lassen: wird aus der Nummer gebildet. Danach nicht mehr ändern.",
    )
    art = models.CharField(
        "Art",
        max_length=80,
        blank=True,
        help_text="Zum Beispiel „Beschlussvorlage“ oder „Mitteilungsvorlage“.",
    )
    betreff = models.CharField("Betreff", max_length=400, blank=True)
    oeffentlich = models.BooleanField(
        "öffentlich", default=True, help_text="Nichtöffentliches erscheint nie auf einer Seite."
    )
    federfuehrung = models.CharField("Federführung", max_length=200, blank=True)
    sachverhalt = models.TextField("Sachverhalt", blank=True)
    finanzielle_auswirkungen = models.TextField("Finanzielle Auswirkungen", blank=True)
    betrifft_agenda = models.BooleanField(
        "betrifft die ganze Agenda",
        default=False,
        help_text="Dann steht sie auf der Seite jedes Steckbriefs der Agenda.",
    )
    steckbriefe = models.ManyToManyField(
        Steckbrief,
        verbose_name="betrifft diese Steckbriefe",
        blank=True,
        related_name="drucksachen",
        help_text="Dann steht sie auf deren Seite.",
    )
    url = models.URLField("Im Bürgerinformationssystem", max_length=500, blank=True)
    hinweis = models.TextField("Hinweis", blank=True)
    quelle = models.TextField("Quelle", blank=True)

    class Meta:
        verbose_name = "Drucksache"
        verbose_name_plural = "Drucksachen"
        ordering = ["-nummer"]

    def __str__(self):
        return f"Drucksache {self.nummer}"

    def clean(self):
        self.build_slug()

    def save(self, **kwargs):
        self.build_slug()
        super().save(**kwargs)

    def build_slug(self):
        laenge = self._meta.get_field("slug").max_length
        self.slug = self.slug or slugify(self.nummer, replacements=GERMAN, max_length=laenge)


class Beratungsergebnis(models.Model):
    """How a Beratung ended; an editable list, because councils word it differently."""

    schluessel = models.SlugField("Schlüssel", max_length=40, unique=True)
    name = models.CharField("Ergebnis", max_length=80, unique=True)
    reihenfolge = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Ergebnis einer Beratung"
        verbose_name_plural = "Ergebnisse von Beratungen"
        ordering = ["reihenfolge", "name"]

    def __str__(self):
        return self.name


class Beratung(models.Model):
    """A station of a Drucksache: which Gremium dealt with it, when, for what, with what result."""

    drucksache = models.ForeignKey(Drucksache, on_delete=models.CASCADE, related_name="beratungen")
    gremium = models.ForeignKey(
        Gremium, verbose_name="Gremium", on_delete=models.PROTECT, related_name="beratungen"
    )
    datum = models.DateField("Sitzung am", null=True, blank=True)
    zweck = models.CharField(
        "Zweck",
        max_length=160,
        blank=True,
        help_text="Zum Beispiel „Beschlussempfehlung an den Kreistag“.",
    )
    ergebnis = models.ForeignKey(
        Beratungsergebnis,
        verbose_name="Ergebnis",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="beratungen",
        help_text="Leer, solange nicht beraten wurde oder das Ergebnis nicht bekannt ist.",
    )
    ergebnis_text = models.CharField("Ergebnis in Worten", max_length=400, blank=True)
    oeffentlich = models.BooleanField("öffentlich", default=True)

    class Meta:
        verbose_name = "Beratung"
        verbose_name_plural = "Beratungsfolge"
        ordering = [F("datum").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(
                name="beratung_station_einmal",
                fields=["drucksache", "gremium", "datum"],
                violation_error_message="Diese Beratung steht schon in der Liste.",
            ),
        ]

    def __str__(self):
        return f"{self.gremium}, {self.datum:%d.%m.%Y}" if self.datum else str(self.gremium)


class Beschlusspunkt(models.Model):
    """One numbered point of a decision. Pages quote it and never shorten it."""

    drucksache = models.ForeignKey(
        Drucksache, on_delete=models.CASCADE, related_name="beschlusspunkte"
    )
    nummer = models.PositiveSmallIntegerField("Nummer")
    wortlaut = models.TextField("Wortlaut")
    wortlaut_belegt = models.BooleanField(
        "Wortlaut geprüft",
        default=True,
        help_text="Aus: Es ist nur der genaue Sinn bekannt; der Wortlaut liegt nicht vor.",
    )
    betrifft = models.CharField(
        "Betrifft",
        max_length=160,
        blank=True,
        help_text="Worauf er zielt, zum Beispiel „Strategie“, „Agenda“, „Mittel“ oder „Berichtswesen“.",
    )

    class Meta:
        verbose_name = "Beschlusspunkt"
        verbose_name_plural = "Beschlusspunkte"
        ordering = ["nummer"]
        constraints = [
            models.UniqueConstraint(
                name="beschlusspunkt_nummer_einmal",
                fields=["drucksache", "nummer"],
                violation_error_message="Diese Nummer gibt es schon.",
            )
        ]

    def __str__(self):
        return f"Beschlusspunkt {self.nummer}"


class Drucksachenanlage(models.Model):
    """An annex named by a Drucksache, whether or not we have it."""

    drucksache = models.ForeignKey(Drucksache, on_delete=models.CASCADE, related_name="anlagen")
    nummer = models.PositiveSmallIntegerField("Nummer")
    titel = models.CharField("Titel", max_length=300)
    groesse_kb = models.PositiveIntegerField("Größe in KB", null=True, blank=True)
    liegt_vor = models.BooleanField("liegt uns vor", default=True)

    class Meta:
        verbose_name = "Anlage der Drucksache"
        verbose_name_plural = "Anlagen der Drucksache"
        ordering = ["nummer"]
        constraints = [
            models.UniqueConstraint(
                name="drucksachenanlage_nummer_einmal", fields=["drucksache", "nummer"]
            )
        ]

    def __str__(self):
        return f"Anlage {self.nummer}: {self.titel}"
