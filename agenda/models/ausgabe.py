"""Ausgabe: a paper given out and kept, with its own document and its bytes."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from slugify import GERMAN, slugify

from agenda.models.drucksache import Beratung, Drucksache
from agenda.models.steckbrief import Steckbrief
from handlungsfelder.models import Handlungsfeld

# /ausgaben/vergleich/ is the comparison.
VERGEBEN = "vergleich"


class Ausgabeart(models.TextChoices):
    GESAMT = "gesamt", "Gesamtausgabe"
    AUSZUG = "auszug", "Auszug"
    ANLAGE = "anlage", "Anlage zu einer Drucksache"


class Ordnung(models.TextChoices):
    """In which order a paper holds its Steckbriefe."""

    REIHENFOLGE = "reihenfolge", "in der angestrebten Reihenfolge der Umsetzung"
    HANDLUNGSFELD = "handlungsfeld", "nach Handlungsfeldern"
    NUMMER = "nummer", "nach der Nummer"
    AUSWAHL = "auswahl", "in der Folge der Auswahl"


class AusgabeQuerySet(models.QuerySet):
    def entwuerfe(self):
        return self.filter(festgeschrieben_at__isnull=True)

    def festgeschrieben(self):
        return self.filter(festgeschrieben_at__isnull=False)

    def oeffentlich(self):
        """Return what everybody may see: kept, and not meant for behind closed doors."""
        return self.festgeschrieben().filter(
            Q(drucksache__isnull=True) | Q(drucksache__oeffentlich=True, drucksache__entwurf=False),
            Q(beratung__isnull=True) | Q(beratung__oeffentlich=True),
        )

    def in_reihe(self, ausgabe):
        """Return what has the same reihe as an Ausgabe, itself among them. A Muster has none."""
        if ausgabe.muster:
            return self.filter(pk=ausgabe.pk)
        gleich = {"art": ausgabe.art, "muster": False}
        if ausgabe.art == Ausgabeart.ANLAGE:
            gleich |= {"drucksache": ausgabe.drucksache_id, "anlage_nr": ausgabe.anlage_nr}
        elif ausgabe.art == Ausgabeart.AUSZUG:
            gleich["handlungsfeld"] = ausgabe.handlungsfeld_id
            if ausgabe.handlungsfeld_id is None:
                gleich["titel"] = ausgabe.titel
        return self.filter(**gleich)


class Ausgabe(models.Model):
    """A paper: first a draft drawn anew each time, then frozen (triggers hold that).

    What a frozen one says stands in its document alone (domain.band); the choice of Steckbriefe
    and the other columns only tell how it came about.
    """

    art = models.CharField("Art", max_length=10, choices=Ausgabeart, default=Ausgabeart.GESAMT)
    titel = models.CharField("Titel", max_length=200)
    slug = models.SlugField(
        "Adresse",
        max_length=120,
        unique=True,
        blank=True,
        help_text="Teil der Internetadresse. Leer lassen: wird gebildet, bei einer Anlage aus Nummer, Drucksache, Gremium und Tag der Sitzung, sonst aus dem Titel und dem Tag des Festschreibens.",
    )
    vorwort = models.TextField("Vorbemerkung", blank=True, help_text="Markdown ist erlaubt.")
    ordnung = models.CharField(
        "Reihenfolge der Steckbriefe",
        max_length=15,
        choices=Ordnung,
        default=Ordnung.REIHENFOLGE,
    )
    titelblatt = models.BooleanField("mit Titelblatt", default=True)
    muster = models.BooleanField(
        "Muster",
        default=False,
        help_text="„MUSTER“ steht auf jeder Seite; eine Drucksache trägt ein Muster nie.",
    )
    handlungsfeld = models.ForeignKey(
        Handlungsfeld,
        verbose_name="Handlungsfeld",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Nur bei einem Auszug: alle Steckbriefe dieses Handlungsfelds.",
    )
    steckbriefe = models.ManyToManyField(
        Steckbrief, verbose_name="Steckbriefe", through="AusgabeSteckbrief", related_name="+"
    )
    drucksache = models.ForeignKey(
        Drucksache,
        verbose_name="Drucksache",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ausgaben",
    )
    anlage_nr = models.PositiveSmallIntegerField("Anlage Nummer", null=True, blank=True)
    beratung = models.ForeignKey(
        Beratung,
        verbose_name="für die Beratung",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ausgaben",
    )
    dokument = models.TextField("Dokument", blank=True, editable=False)
    sha256 = models.CharField("Prüfsumme", max_length=64, blank=True, editable=False)
    sha256_original = models.CharField(
        "Prüfsumme vor der ersten Schwärzung", max_length=64, blank=True, default="", editable=False
    )
    geschwaerzt_at = models.DateTimeField("geschwärzt", null=True, editable=False)
    festgeschrieben_at = models.DateTimeField("festgeschrieben", null=True, editable=False)
    festgeschrieben_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="festgeschrieben von",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField("angelegt", auto_now_add=True)
    created_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="angelegt von",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = AusgabeQuerySet.as_manager()

    class Meta:
        verbose_name = "Ausgabe"
        verbose_name_plural = "Ausgaben"
        # Drafts first, on every database.
        ordering = [F("festgeschrieben_at").desc(nulls_first=True), "-created_at", "-pk"]
        permissions = [("freeze_ausgabe", "Kann Ausgaben festschreiben")]
        constraints = [
            models.CheckConstraint(
                name="ausgabe_festgeschrieben_mit_dokument",
                condition=Q(festgeschrieben_at__isnull=True) | ~Q(dokument="") & ~Q(sha256=""),
            ),
            # A sample could be taken for what a council was given.
            models.CheckConstraint(
                name="ausgabe_muster_ohne_drucksache",
                condition=Q(muster=False) | Q(drucksache__isnull=True, beratung__isnull=True),
                violation_error_message="Ein Muster trägt keine Drucksache und geht in keine Beratung.",
            ),
            models.CheckConstraint(
                name="ausgabe_anlage_mit_drucksache",
                condition=~Q(art=Ausgabeart.ANLAGE)
                | Q(muster=True)
                | Q(drucksache__isnull=False, anlage_nr__isnull=False),
                violation_error_message="Zu einer Anlage gehören Drucksache und Nummer der Anlage.",
            ),
        ]

    def __str__(self):
        return self.titel

    def save(self, **kwargs):
        self.build_slug()
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("ausgabe", args=[self.slug])

    def clean(self):
        self.build_slug()
        anlage = self.art == Ausgabeart.ANLAGE
        fehler = {}
        if self.slug == VERGEBEN:
            fehler["slug"] = (
                "Unter dieser Adresse steht der Vergleich. Bitte wählen Sie eine andere."
            )
        if self.drucksache_id and not anlage:
            fehler["drucksache"] = (
                "Nur eine Anlage gehört zu einer Drucksache. Bitte wählen Sie die Art „Anlage“ oder lassen Sie das Feld leer."
            )
        if anlage and not self.muster:
            if not self.drucksache_id:
                fehler["drucksache"] = "Bitte wählen Sie die Drucksache, zu der die Anlage gehört."
            if not self.anlage_nr:
                fehler["anlage_nr"] = "Bitte geben Sie die Nummer der Anlage an, zum Beispiel 2."
            if not self.beratung_id:
                fehler["beratung"] = (
                    "Bitte wählen Sie die Beratung, für die die Anlage gedacht ist."
                )
            elif not self.drucksache.nummer:
                fehler["drucksache"] = (
                    f"{self.drucksache} hat noch keine Nummer. Bitte tragen Sie sie dort zuerst ein: Sie steht auf jeder Seite der Anlage."
                )
        if self.beratung_id and self.beratung.drucksache_id != self.drucksache_id:
            fehler["beratung"] = (
                f"Diese Beratung gehört zur {self.beratung.drucksache}. Bitte wählen Sie eine der gewählten Drucksache."
            )
        if self.handlungsfeld_id and self.art != Ausgabeart.AUSZUG:
            fehler["handlungsfeld"] = (
                "Nur ein Auszug beschränkt sich auf ein Handlungsfeld. Bitte wählen Sie die Art „Auszug“ oder lassen Sie das Feld leer."
            )
        if fehler:
            raise ValidationError(fehler)

    def build_slug(self):
        """Build the address from what the paper is and its day; where it is taken, a number follows.

        What somebody chose stays. That of a draft follows the draft; once given out it is fixed.
        """
        vorher = Ausgabe.objects.filter(pk=self.pk).first() if self.pk else None
        if vorher and vorher.ist_festgeschrieben:
            return
        gebaut = vorher and vorher.slug == self.slug and vorher.adresse_gebaut()
        if self.slug and not gebaut:
            return
        wurzel = "-".join(self._adressteile())
        if re.fullmatch(rf"{wurzel}(-\d+)?", self.slug):
            return
        andere = Ausgabe.objects.filter(slug__startswith=wurzel).exclude(pk=self.pk)
        vergeben = set(andere.values_list("slug", flat=True))
        self.slug, nr = wurzel, 1
        while self.slug in vergeben:
            nr += 1
            self.slug = f"{wurzel}-{nr}"

    def adresse_gebaut(self):
        """Return the match of an address build_slug() made: "nr" is its number; else None."""
        name, *tag = self._adressteile()
        # A session may have been moved since, a draft may be given out another day.
        frei = r"anlage-\d+-drucksache-[a-z0-9-]+" if self._ist_anlage() else name
        jetzt = "-".join([name, *tag])
        return re.fullmatch(rf"(?:{frei}-\d{{4}}-\d\d-\d\d|{jetzt})(?:-(?P<nr>\d+))?", self.slug)

    def _adressteile(self):
        """Return the name an address begins with, and the day of session or edition if there is one."""
        if self._ist_anlage():
            name = f"Anlage {self.anlage_nr} Drucksache {self.drucksache.nummer}"
            if self.beratung_id:
                name = f"{name} {self.beratung.gremium}"
            tag = self.beratung.datum if self.beratung_id else None
        else:
            name, tag = self.titel, timezone.localdate(self.festgeschrieben_at)
        laenge = self._meta.get_field("slug").max_length - len("-2026-11-22-999")
        name = slugify(name, replacements=GERMAN, max_length=laenge) or "ausgabe"
        return [name, tag.isoformat()] if tag else [name]

    def _ist_anlage(self):
        return self.art == Ausgabeart.ANLAGE and self.drucksache_id is not None

    @property
    def ist_festgeschrieben(self):
        return self.festgeschrieben_at is not None

    @property
    def immer_ganz(self):
        """Whether it holds the whole agenda, and never a choice: a newer one supersedes it."""
        return self.art == Ausgabeart.GESAMT and not self.muster

    @property
    def reihe(self):
        """What it is one more of: a newer one with the same reihe supersedes it."""
        if self.muster:
            return ("muster", self.pk)
        if self.art == Ausgabeart.ANLAGE:
            return (self.art, self.drucksache_id, self.anlage_nr)
        if self.art == Ausgabeart.AUSZUG:
            return (self.art, self.handlungsfeld_id or self.titel)
        return (self.art,)


class AusgabeSteckbrief(models.Model):
    """Which Steckbrief goes into a draft, and at which place."""

    ausgabe = models.ForeignKey(Ausgabe, on_delete=models.CASCADE, related_name="auswahl")
    steckbrief = models.ForeignKey(
        Steckbrief, verbose_name="Steckbrief", on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField("Platz", default=0)

    class Meta:
        verbose_name = "Steckbrief der Ausgabe"
        verbose_name_plural = "Steckbriefe der Ausgabe"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="ausgabesteckbrief_einmal",
                fields=["ausgabe", "steckbrief"],
                violation_error_message="Dieser Steckbrief steht schon in der Auswahl.",
            )
        ]

    def __str__(self):
        return str(self.steckbrief)


class AusgabeDatei(models.Model):
    """The PDF of a frozen Ausgabe: bytes in the storage, named by their hash.

    One for each hash the document ever had: after a redaction another one is made. Creating it
    is its only write.
    """

    ausgabe = models.ForeignKey(Ausgabe, on_delete=models.PROTECT, related_name="dateien")
    dokument_sha256 = models.CharField("aus dem Dokument", max_length=64)
    sha256 = models.CharField("Prüfsumme", max_length=64)
    groesse = models.PositiveBigIntegerField("Größe in Bytes")
    seiten = models.PositiveIntegerField("Seiten")
    created_at = models.DateTimeField("erzeugt", auto_now_add=True)

    class Meta:
        verbose_name = "Datei einer Ausgabe"
        verbose_name_plural = "Dateien von Ausgaben"
        constraints = [
            models.UniqueConstraint(
                name="ausgabedatei_einmal", fields=["ausgabe", "dokument_sha256"]
            )
        ]

    def __str__(self):
        return f"{self.ausgabe}: {self.sha256[:12]}"

    @property
    def pfad(self):
        """Return where the storage keeps it."""
        return f"ausgaben/{self.sha256[:2]}/{self.sha256}.pdf"
