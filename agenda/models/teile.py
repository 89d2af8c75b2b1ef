"""The ordered parts of a Steckbrief. Each row keeps its UUID through every version."""

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from agenda.models.steckbrief import Steckbrief
from agenda.models.vages_datum import VagesDatumField
from kommunen.felder import CentField
from kommunen.models import Gremium, Kommune

PROZENT = [MinValueValidator(0), MaxValueValidator(100)]


class Teil(models.Model):
    uuid = models.UUIDField("Kennung", default=uuid.uuid4, unique=True, editable=False)
    position = models.PositiveSmallIntegerField(
        "Position", default=0, help_text="Kleine Zahlen zuerst."
    )

    class Meta:
        abstract = True
        ordering = ["position", "id"]


class Rolle(models.TextChoices):
    VERANTWORTLICH = "verantwortlich", "verantwortlich"
    BETEILIGT = "beteiligt", "beteiligt"


class Zustimmung(models.TextChoices):
    """Whether the Kommune's own Gremium agreed."""

    ZUGESTIMMT = "zugestimmt", "zugestimmt"
    OFFEN = "offen", "noch offen"
    ABGELEHNT = "abgelehnt", "abgelehnt"
    NICHT_NOETIG = "nicht_noetig", "nicht nötig"


class Mitwirkung(Teil):
    """Who works on it: a Kommune, or another Akteur by name."""

    steckbrief = models.ForeignKey(
        Steckbrief, on_delete=models.CASCADE, related_name="mitwirkungen"
    )
    kommune = models.ForeignKey(
        Kommune,
        verbose_name="Kommune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mitwirkungen",
    )
    akteur = models.CharField(
        "anderer Akteur",
        max_length=200,
        blank=True,
        help_text="Name der Organisation, wenn es keine Kommune des Kreises ist. Keine Namen von Personen.",
    )
    rolle = models.CharField("Rolle", max_length=15, choices=Rolle, default=Rolle.BETEILIGT)
    zustimmung = models.CharField(
        "Zustimmung des Gremiums", max_length=12, choices=Zustimmung, blank=True
    )
    zustimmung_am = models.DateField("Zustimmung am", null=True, blank=True)
    gremium = models.ForeignKey(
        Gremium,
        verbose_name="Gremium",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(Teil.Meta):
        verbose_name = "Mitwirkung"
        verbose_name_plural = "Verantwortliche und Beteiligte"
        constraints = [
            # A row names one: either a Kommune of the county or somebody else.
            models.CheckConstraint(
                name="mitwirkung_kommune_oder_akteur",
                condition=models.Q(kommune__isnull=False, akteur="")
                | (models.Q(kommune__isnull=True) & ~models.Q(akteur="")),
                violation_error_message="Bitte entweder eine Kommune auswählen oder einen anderen Akteur nennen.",
            ),
            models.UniqueConstraint(
                name="mitwirkung_kommune_einmal",
                fields=["steckbrief", "kommune"],
                condition=models.Q(kommune__isnull=False),
                violation_error_message="Diese Kommune steht schon in der Liste.",
            ),
        ]

    def __str__(self):
        return f"{self.kommune or self.akteur} ({self.get_rolle_display()})"


class Hauptaktivitaet(Teil):
    steckbrief = models.ForeignKey(
        Steckbrief, on_delete=models.CASCADE, related_name="hauptaktivitaeten"
    )
    text = models.CharField("Hauptaktivität", max_length=500)

    class Meta(Teil.Meta):
        verbose_name = "Hauptaktivität"
        verbose_name_plural = "Hauptaktivitäten"

    def __str__(self):
        return self.text


class Meilenstein(Teil):
    """A planned step. Whether it was reached is told by a Sachstand, not here."""

    steckbrief = models.ForeignKey(
        Steckbrief, on_delete=models.CASCADE, related_name="meilensteine"
    )
    titel = models.CharField("Meilenstein", max_length=300)
    termin = VagesDatumField("Termin", null=True, blank=True)
    beschreibung = models.TextField("Erläuterung", blank=True)
    verschiebungsgrund = models.CharField(
        "Grund einer Verschiebung",
        max_length=300,
        blank=True,
        help_text="Warum der Termin gegenüber der letzten Fassung anders ist.",
    )

    class Meta(Teil.Meta):
        verbose_name = "Meilenstein"
        verbose_name_plural = "Meilensteine"

    def __str__(self):
        return self.titel


class Mittelart(models.TextChoices):
    EIGENMITTEL = "eigenmittel", "Eigenmittel"
    FOERDERUNG = "foerderung", "Förderung"


class Finanzierung(Teil):
    """Money per Haushaltsjahr and source, in cents."""

    steckbrief = models.ForeignKey(
        Steckbrief, on_delete=models.CASCADE, related_name="finanzierungen"
    )
    jahr = models.PositiveSmallIntegerField(
        "Haushaltsjahr",
        null=True,
        blank=True,
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
        help_text="Leer, wenn es nicht bekannt ist.",
    )
    art = models.CharField("Art", max_length=12, choices=Mittelart, default=Mittelart.EIGENMITTEL)
    programm = models.CharField("Förderprogramm", max_length=200, blank=True)
    foerderquote = models.DecimalField(
        "Förderquote (%)", max_digits=5, decimal_places=2, null=True, blank=True, validators=PROZENT
    )
    geplant = CentField("geplant (€)", null=True, blank=True)
    bewilligt = CentField("bewilligt (€)", null=True, blank=True)
    verausgabt = CentField("verausgabt (€)", null=True, blank=True)
    produkt = models.CharField(
        "Produkt", max_length=40, blank=True, help_text="Nummer des Produkts im Haushalt."
    )
    bewilligung_von = models.DateField("Bewilligung von", null=True, blank=True)
    bewilligung_bis = models.DateField("Bewilligung bis", null=True, blank=True)
    erlaeuterung = models.CharField("Erläuterung", max_length=300, blank=True)

    class Meta(Teil.Meta):
        verbose_name = "Finanzierung"
        verbose_name_plural = "Finanzierung"
        constraints = [
            models.CheckConstraint(
                name="finanzierung_nicht_negativ",
                condition=~models.Q(geplant__lt=0)
                & ~models.Q(bewilligt__lt=0)
                & ~models.Q(verausgabt__lt=0),
                violation_error_message="Beträge dürfen nicht negativ sein.",
            ),
            models.CheckConstraint(
                name="finanzierung_quote_0_bis_100",
                condition=models.Q(foerderquote__isnull=True)
                | models.Q(foerderquote__gte=0, foerderquote__lte=100),
                violation_error_message="Die Förderquote liegt zwischen 0 und 100 Prozent.",
            ),
            models.CheckConstraint(
                name="finanzierung_zeitraum",
                condition=models.Q(bewilligung_von__isnull=True)
                | models.Q(bewilligung_bis__isnull=True)
                | models.Q(bewilligung_von__lte=models.F("bewilligung_bis")),
                violation_error_message="Der Bewilligungszeitraum endet vor seinem Beginn.",
            ),
        ]

    def __str__(self):
        return f"{self.get_art_display()} {self.jahr or 'ohne Jahr'}"


class Kennzahl(Teil):
    """How success is measured: from where to where until when."""

    steckbrief = models.ForeignKey(Steckbrief, on_delete=models.CASCADE, related_name="kennzahlen")
    name = models.CharField("Kennzahl", max_length=200)
    einheit = models.CharField("Einheit", max_length=40, blank=True)
    ausgangswert = models.DecimalField(
        "Ausgangswert", max_digits=15, decimal_places=2, null=True, blank=True
    )
    zielwert = models.DecimalField(
        "Zielwert", max_digits=15, decimal_places=2, null=True, blank=True
    )
    ziel_bis = VagesDatumField("Ziel bis", null=True, blank=True)

    class Meta(Teil.Meta):
        verbose_name = "Kennzahl"
        verbose_name_plural = "Kennzahlen"

    def __str__(self):
        return self.name


class Verweisart(models.TextChoices):
    QUELLE = "quelle", "Quelle"
    WEBSITE = "website", "Internetseite"
    DOKUMENT = "dokument", "Dokument"
    DRUCKSACHE = "drucksache", "Drucksache"


class Verweis(Teil):
    steckbrief = models.ForeignKey(Steckbrief, on_delete=models.CASCADE, related_name="verweise")
    art = models.CharField("Art", max_length=12, choices=Verweisart, default=Verweisart.WEBSITE)
    titel = models.CharField("Titel", max_length=300)
    url = models.URLField("Internetadresse", max_length=1000, blank=True)
    bemerkung = models.CharField("Bemerkung", max_length=300, blank=True)

    class Meta(Teil.Meta):
        verbose_name = "Verweis"
        verbose_name_plural = "Quellen und Verweise"

    def __str__(self):
        return self.titel


class Medientyp(models.TextChoices):
    PDF = "application/pdf", "PDF"
    PNG = "image/png", "PNG-Bild"
    JPEG = "image/jpeg", "JPEG-Bild"
    DOCX = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word-Datei",
    )
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel-Datei"
    ODT = "application/vnd.oasis.opendocument.text", "OpenDocument-Datei"


BILDER = (Medientyp.PNG, Medientyp.JPEG)
ENDUNGEN = {
    Medientyp.PDF: "pdf",
    Medientyp.PNG: "png",
    Medientyp.JPEG: "jpg",
    Medientyp.DOCX: "docx",
    Medientyp.XLSX: "xlsx",
    Medientyp.ODT: "odt",
}


def anlage_pfad(anlage, filename=""):
    """Files are stored by their SHA-256: equal files once, no name from outside in a path."""
    return f"anlagen/{anlage.sha256[:2]}/{anlage.sha256}.{ENDUNGEN[anlage.medientyp]}"


class Anlage(Teil):
    """An attached file; forms.anlage checks it by content and removes its metadata."""

    steckbrief = models.ForeignKey(Steckbrief, on_delete=models.CASCADE, related_name="anlagen")
    titel = models.CharField("Titel", max_length=200)
    datei = models.FileField(
        "Datei",
        upload_to=anlage_pfad,
        max_length=120,
        help_text="PDF, PNG, JPEG, Word, Excel oder OpenDocument-Text, höchstens 10 MB.",
    )
    dateiname = models.CharField("Dateiname", max_length=120, editable=False)
    sha256 = models.CharField("Prüfsumme", max_length=64, editable=False)
    groesse = models.PositiveIntegerField("Größe in Byte", default=0, editable=False)
    medientyp = models.CharField("Dateiart", max_length=100, choices=Medientyp, editable=False)
    alternativtext = models.CharField(
        "Alternativtext",
        max_length=300,
        blank=True,
        help_text="Bei Bildern nötig: Was ist zu sehen?",
    )
    nachweis = models.CharField(
        "Nachweis", max_length=200, blank=True, help_text="Wem gehört das Bild oder Dokument?"
    )

    class Meta(Teil.Meta):
        verbose_name = "Anlage"
        verbose_name_plural = "Anlagen"
        constraints = [
            # An image without words is invisible to a blind reader (WCAG 1.1.1).
            models.CheckConstraint(
                name="anlage_bild_mit_alternativtext",
                condition=~models.Q(medientyp__in=BILDER) | ~models.Q(alternativtext=""),
                violation_error_message="Ein Bild braucht einen Alternativtext.",
            ),
        ]

    def __str__(self):
        return self.titel

    def clean(self):
        if self.medientyp in BILDER and not self.alternativtext:
            raise ValidationError(
                {
                    "alternativtext": "Bitte beschreiben Sie das Bild für Menschen, die es nicht sehen."
                }
            )
