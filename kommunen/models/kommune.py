"""Who carries the agenda: Kommunen, their kinds, places and yearly resources."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from slugify import GERMAN, slugify

from kommunen.felder import CentField
from kommunen.suche import Suchbar, SuchbarQuerySet

plz_pruefen = RegexValidator(
    r"^\d{5}( \d{5})*$", "Bitte fünfstellige Postleitzahlen eingeben, durch Leerzeichen getrennt."
)
jahr_pruefen = MinValueValidator(1990, "Bitte eine Jahreszahl ab 1990 eingeben.")
# Below /kommunen/ these are pages of their own.
VERGEBENE_ADRESSEN = {"matrix", "organisation"}


class Kommunalart(models.Model):
    """A kind of Kommune. Kinds are data: another county has Samtgemeinden or Landkreise."""

    schluessel = models.SlugField("Schlüssel", max_length=30, unique=True)
    name = models.CharField(
        "Bezeichnung",
        max_length=60,
        unique=True,
        help_text="Zum Beispiel „Gemeinde“ oder „Samtgemeinde“.",
    )
    mehrzahl = models.CharField(
        "Mehrzahl",
        max_length=60,
        help_text="Zum Beispiel „Gemeinden“; steht als Überschrift über der Liste.",
    )
    reihenfolge = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Art der Kommune"
        verbose_name_plural = "Arten von Kommunen"
        ordering = ["reihenfolge", "name"]

    def __str__(self):
        return self.name


class KommuneQuerySet(SuchbarQuerySet):
    def in_folge(self):
        """The kinds, and within them the places, in the operator's order."""
        return self.order_by("art__reihenfolge", "art__name", "reihenfolge", "name")


class Kommune(Suchbar):
    """A Kooperationspartner: Kreis, Amt or town."""

    suchfelder = ("name", "kurzname", "sitz", "plz", "schluessel")
    objects = KommuneQuerySet.as_manager()

    name = models.CharField("Name", max_length=120, unique=True)
    kurzname = models.CharField(
        "Kurzname",
        max_length=60,
        blank=True,
        help_text="Für enge Stellen wie Tabellen und die Karte, zum Beispiel „Musterstadt“.",
    )
    slug = models.SlugField(
        "Adresse",
        max_length=80,
        unique=True,
        blank=True,
        help_text="Teil der Internetadresse. Leer lassen: wird aus dem Namen gebildet. Danach bitte nicht mehr ändern.",
    )
    art = models.ForeignKey(
        Kommunalart, verbose_name="Art", on_delete=models.PROTECT, related_name="kommunen"
    )
    reihenfolge = models.PositiveSmallIntegerField(
        "Reihenfolge", default=0, help_text="Kleine Zahlen stehen in Listen oben."
    )
    sitz = models.CharField("Sitz der Verwaltung", max_length=80, blank=True)
    anschrift = models.CharField("Straße und Hausnummer", max_length=120, blank=True)
    plz = models.CharField("Postleitzahl", max_length=5, blank=True, validators=[plz_pruefen])
    ansprechstelle = models.CharField(
        "Ansprechstelle",
        max_length=160,
        blank=True,
        help_text="Die Stelle oder Funktion, an die sich Bürger*innen wenden können. Keine Namen von Personen.",
    )
    telefon = models.CharField("Telefon", max_length=40, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    homepage = models.URLField("Internetseite", blank=True)
    schluessel = models.CharField(
        "Amtlicher Schlüssel",
        max_length=12,
        blank=True,
        help_text="Regionalschlüssel (ARS) des Statistischen Bundesamtes.",
    )
    einwohner = models.PositiveIntegerField("Einwohner*innen", null=True, blank=True)
    einwohner_stichtag = models.DateField("Stichtag der Einwohnerzahl", null=True, blank=True)
    flaeche_km2 = models.DecimalField(
        "Fläche in km²", max_digits=9, decimal_places=2, null=True, blank=True
    )
    karte_flaeche = models.TextField(
        "Fläche auf der Karte",
        blank=True,
        validators=[
            RegexValidator(
                r"^[MmLlHhVvCcSsQqTtZz0-9\s.,-]+\Z",
                "Bitte einen SVG-Pfad angeben, zum Beispiel „M10 10L20 10L20 20z“.",
            )
        ],
        help_text="Umriss als SVG-Pfad auf der Zeichenfläche der Karte (siehe Portal). Leer: nicht auf der Karte.",
    )
    karte_x = models.PositiveIntegerField("Beschriftung: von links", null=True, blank=True)
    karte_y = models.PositiveIntegerField("Beschriftung: von oben", null=True, blank=True)
    melde_email = models.EmailField(
        "E-Mail für Sachstände",
        blank=True,
        help_text="Dorthin gehen die Abfragen. Am besten das Postfach einer Stelle. Nie öffentlich.",
    )
    quelle = models.TextField("Quelle der Angaben", blank=True)
    hinweis = models.TextField("Hinweis zu den Angaben", blank=True)

    class Meta:
        verbose_name = "Kommune"
        verbose_name_plural = "Kommunen"
        ordering = ["reihenfolge", "name"]
        constraints = [
            # A population without its date misleads: the sources differ by up to three years.
            models.CheckConstraint(
                name="kommune_einwohner_mit_stichtag",
                condition=models.Q(einwohner__isnull=True)
                | models.Q(einwohner_stichtag__isnull=False),
                violation_error_message="Zur Einwohnerzahl gehört ihr Stichtag.",
            ),
            # An area without the place of its label would be a link nobody can read.
            models.CheckConstraint(
                name="kommune_flaeche_mit_beschriftung",
                condition=models.Q(karte_flaeche="")
                | models.Q(karte_x__isnull=False, karte_y__isnull=False),
                violation_error_message="Zur Fläche auf der Karte gehört der Ort ihrer Beschriftung.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def anzeigename(self):
        return self.kurzname or self.name

    def save(self, **kwargs):
        self.build_slug()
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("kommune", args=[self.slug])

    def clean(self):
        self.build_slug()  # before uniqueness is checked: two names can give one address
        if self.slug in VERGEBENE_ADRESSEN:
            # Not of the field: once given, the address stands in no form any more.
            raise ValidationError(
                f"Die Adresse „{self.slug}“ gehört einer anderen Seite. Bitte geben Sie unter „Adresse“ eine andere ein."
            )

    def build_slug(self):
        laenge = self._meta.get_field("slug").max_length
        self.slug = self.slug or slugify(self.name, replacements=GERMAN, max_length=laenge)


class Gemeinde(Suchbar):
    """A place and its postal codes; it leads citizens to the Kommune in charge."""

    suchfelder = ("name", "plz", "schluessel")

    name = models.CharField("Name", max_length=120)
    art = models.CharField("Art", max_length=40, blank=True, help_text="Gemeinde oder Stadt.")
    kommune = models.ForeignKey(
        Kommune, verbose_name="gehört zu", on_delete=models.CASCADE, related_name="gemeinden"
    )
    schluessel = models.CharField("Regionalschlüssel (ARS)", max_length=12, unique=True)
    plz = models.CharField(
        "Postleitzahlen",
        max_length=120,
        blank=True,
        validators=[plz_pruefen],
        help_text="Mehrere durch Leerzeichen trennen.",
    )

    class Meta:
        verbose_name = "Gemeinde"
        verbose_name_plural = "Gemeinden"
        ordering = ["name"]

    def __str__(self):
        return self.name


class Ressource(models.Model):
    """What a Kommune puts in per year: share of a post and budget, agreed and real."""

    kommune = models.ForeignKey(
        Kommune, verbose_name="Kommune", on_delete=models.CASCADE, related_name="ressourcen"
    )
    jahr = models.PositiveSmallIntegerField("Jahr", validators=[jahr_pruefen])
    vzae_vereinbart = models.DecimalField(
        "Stellenanteil vereinbart (VZÄ)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Vollzeitäquivalente: 0,5 ist eine halbe Stelle.",
    )
    vzae_ist = models.DecimalField(
        "Stellenanteil besetzt (VZÄ)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    budget_empfohlen = CentField("Budget empfohlen (€)", null=True, blank=True)
    budget_ist = CentField("Budget eingeplant (€)", null=True, blank=True)
    stellen_offen = models.PositiveSmallIntegerField(
        "Offene Stellen", null=True, blank=True, help_text="Zahl der unbesetzten Stellen."
    )
    quelle = models.TextField("Quelle", blank=True)
    hinweis = models.TextField("Hinweis", blank=True)

    class Meta:
        verbose_name = "Ressource"
        verbose_name_plural = "Ressourcen"
        ordering = ["-jahr", "kommune"]
        constraints = [
            models.UniqueConstraint(
                name="ressource_einmal_je_jahr",
                fields=["kommune", "jahr"],
                violation_error_message="Für dieses Jahr gibt es schon eine Zeile.",
            ),
            # Shares and budgets below zero are typing errors.
            models.CheckConstraint(
                name="ressource_nicht_negativ",
                condition=~models.Q(vzae_vereinbart__lt=0)
                & ~models.Q(vzae_ist__lt=0)
                & ~models.Q(budget_empfohlen__lt=0)
                & ~models.Q(budget_ist__lt=0),
                violation_error_message="Stellenanteil und Budget dürfen nicht negativ sein.",
            ),
        ]

    def __str__(self):
        return f"{self.kommune} {self.jahr}"
