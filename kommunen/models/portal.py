"""The operator's identity. Another county changes this record, not the code."""

from django.db import models

from kommunen.models.kommune import plz_pruefen

PORTAL_ID = 1


class PortalQuerySet(models.QuerySet):
    def aktuell(self):
        """Return the one Portal record, or an unsaved empty one before `einrichten` ran."""
        return self.filter(pk=PORTAL_ID).first() or Portal()

    def stempeln(self):
        """Raise the version stamp: something the public can see has changed."""
        self.filter(pk=PORTAL_ID).update(stand=models.F("stand") + 1)


class Portal(models.Model):
    """Who runs this portal, how it is called, what it must tell; one record."""

    kreis = models.CharField(
        "Kreis",
        max_length=120,
        default="",
        blank=True,
        help_text="Zum Beispiel „Kreis Musterland“.",
    )
    titel = models.CharField("Titel des Portals", max_length=120, default="Digitale Agenda")
    leitsatz = models.CharField("Leitsatz", max_length=300, blank=True, default="")
    einfuehrung = models.TextField(
        "Einführung",
        blank=True,
        default="",
        help_text="Steht auf der Startseite. Markdown ist erlaubt.",
    )
    vision_titel = models.CharField(
        "Überschrift der Vision",
        max_length=80,
        blank=True,
        default="",
        help_text="Zum Beispiel „Vision 2025, aus 2022“.",
    )
    vision = models.TextField("Vision", blank=True, default="", help_text="Markdown ist erlaubt.")
    stelle = models.CharField(
        "Zuständige Stelle",
        max_length=160,
        blank=True,
        default="",
        help_text="Zum Beispiel die Stabsstelle Digitalisierung.",
    )
    anschrift = models.CharField("Straße und Hausnummer", max_length=120, blank=True, default="")
    plz = models.CharField(
        "Postleitzahl", max_length=5, blank=True, default="", validators=[plz_pruefen]
    )
    ort = models.CharField("Ort", max_length=80, blank=True, default="")
    telefon = models.CharField("Telefon", max_length=40, blank=True, default="")
    email = models.EmailField("E-Mail", blank=True, default="")
    homepage = models.URLField("Internetseite", blank=True, default="")
    partner_einzahl = models.CharField(
        "Bezeichnung eines Partners",
        max_length=60,
        default="Kooperationspartner",
        help_text="So heißen die beteiligten Kommunen auf den Seiten.",
    )
    partner_mehrzahl = models.CharField(
        "Bezeichnung der Partner (Mehrzahl)", max_length=60, default="Kooperationspartner"
    )
    hinweis = models.TextField(
        "Hinweis zu den Daten",
        blank=True,
        default="",
        help_text="Zum Beispiel, was nicht amtlich ist. Steht auf Seiten und in PDF-Dateien.",
    )
    hinweis_zeigen = models.BooleanField(
        "Hinweis zeigen", default=True, help_text="Ausschalten, sobald die Angaben amtlich sind."
    )
    karte_breite = models.PositiveIntegerField(
        "Breite der Karte",
        null=True,
        blank=True,
        help_text="Größe der Zeichenfläche, auf der die Flächen der Kommunen liegen. Leer: keine Karte.",
    )
    karte_hoehe = models.PositiveIntegerField("Höhe der Karte", null=True, blank=True)
    karte_quelle = models.CharField(
        "Quelle der Karte",
        max_length=200,
        blank=True,
        default="",
        help_text="Zum Beispiel „© GeoBasis-DE / BKG 2017 (Daten verändert)“.",
    )
    aktenzeichen = models.CharField(
        "Aktenzeichen der Agenda",
        max_length=80,
        blank=True,
        default="",
        help_text="Steht in den Paketen für das Archiv.",
    )
    ressourcen_zeigen = models.BooleanField(
        "Ressourcen zeigen",
        default=True,
        help_text="Stellenanteile und Budgets der Partner auf der Website. Aus: nur im Büro.",
    )
    kooperation_von = models.DateField("Kooperationsvereinbarung gilt ab", null=True, blank=True)
    kooperation_bis = models.DateField("Kooperationsvereinbarung gilt bis", null=True, blank=True)
    kooperation_text = models.TextField(
        "Kooperationsvereinbarung",
        blank=True,
        default="",
        help_text="Worum es geht, wer sie beschlossen hat und wo sie steht. Markdown ist erlaubt.",
    )
    kooperation_quelle = models.TextField(
        "Quelle zur Kooperationsvereinbarung", blank=True, default=""
    )
    stand = models.PositiveBigIntegerField("Versionsstempel", default=1, editable=False)

    objects = PortalQuerySet.as_manager()

    class Meta:
        verbose_name = "Portal"
        verbose_name_plural = "Portal"
        constraints = [
            # There is one operator; a second record would be shown nowhere.
            models.CheckConstraint(name="portal_nur_einmal", condition=models.Q(id=PORTAL_ID)),
            models.CheckConstraint(
                name="portal_kooperation_zeitraum",
                condition=models.Q(kooperation_bis__isnull=True)
                | models.Q(kooperation_von__isnull=True)
                | models.Q(kooperation_bis__gte=models.F("kooperation_von")),
                violation_error_message="Die Kooperationsvereinbarung endet vor ihrem Anfang.",
            ),
            # A map without both sides cannot be drawn; without its source it may not be shown.
            models.CheckConstraint(
                name="portal_karte_vollstaendig",
                condition=models.Q(karte_breite__isnull=True, karte_hoehe__isnull=True)
                | (models.Q(karte_breite__gt=0, karte_hoehe__gt=0) & ~models.Q(karte_quelle="")),
                violation_error_message="Zur Karte gehören Breite, Höhe und Quelle.",
            ),
        ]

    def __str__(self):
        return self.titel

    def save(self, **kwargs):
        """Keep the one record. The stamp is raised by stempeln() alone: a form open since
        yesterday must not set it back."""
        self.pk = PORTAL_ID
        if kwargs.get("update_fields") is None and Portal.objects.filter(pk=PORTAL_ID).exists():
            felder = self._meta.concrete_fields
            kwargs["update_fields"] = [f.name for f in felder if f.name not in ("id", "stand")]
            kwargs.pop("force_insert", None)
        super().save(**kwargs)

    @property
    def sichtbarer_hinweis(self):
        return self.hinweis if self.hinweis_zeigen else ""


class Rechtsgrundlage(models.Model):
    """A legal reference as operator data: law differs by Land, code must not name it."""

    schluessel = models.SlugField("Schlüssel", max_length=40, unique=True)
    thema = models.CharField("Thema", max_length=120)
    fundstelle = models.CharField(
        "Fundstelle", max_length=200, help_text="Zum Beispiel „§ 40b KrO“."
    )

    class Meta:
        verbose_name = "Rechtsgrundlage"
        verbose_name_plural = "Rechtsgrundlagen"
        ordering = ["thema"]

    def __str__(self):
        return f"{self.thema}: {self.fundstelle}"
