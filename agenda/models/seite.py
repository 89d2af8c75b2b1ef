"""Seiten: pages the office writes itself, among them those the law wants. Markdown, no builder."""

import hashlib

from django.db import models
from django.urls import reverse
from django.utils import timezone

from agenda.models.teile import ENDUNGEN, Medientyp


class SeiteQuerySet(models.QuerySet):
    def oeffentlich(self):
        """The only public query: what everybody may read."""
        return self.filter(oeffentlich=True)

    def im_fuss(self):
        """What the footer of every page links to."""
        return self.oeffentlich().filter(im_fuss=True)


class Lesbarkeit(models.TextChoices):
    """Whether a Seite has a text in Leichte Sprache, and whether anybody stands by it today."""

    KEINE = "", "keine"
    UNGEPRUEFT = "ungeprueft", "Entwurf, noch nicht geprüft"
    AKTUELL = "aktuell", "geprüft, passt zum heutigen Text"
    VERALTET = "veraltet", "Text seitdem geändert"


class Seite(models.Model):
    slug = models.SlugField(
        "Adresse",
        max_length=60,
        unique=True,
        help_text="Letzter Teil der Internetadresse, zum Beispiel „impressum“. Steht danach fest.",
    )
    titel = models.CharField("Titel", max_length=120)
    kurzbeschreibung = models.CharField(
        "Kurzbeschreibung",
        max_length=300,
        blank=True,
        help_text="Ein Satz für Suchmaschinen und Vorschauen.",
    )
    text = models.TextField(
        "Text",
        blank=True,
        help_text="Markdown ist erlaubt; jede Zeile bleibt eine Zeile. Platzhalter wie [[kreis]] füllen sich mit den Angaben des Portals.",
    )
    leichte_sprache = models.TextField(
        "Text in Leichter Sprache", blank=True, help_text="Markdown und Platzhalter sind erlaubt."
    )
    # The SHA-256 of title and text that somebody confirmed the easy text against.
    leichte_sprache_zu = models.CharField(max_length=64, blank=True, default="", editable=False)
    vollstaendig = models.BooleanField(
        "Text ist geprüft und vollständig",
        default=False,
        help_text="Solange das nicht angekreuzt ist, sagt die Seite selbst, dass sie noch unfertig ist.",
    )
    oeffentlich = models.BooleanField("öffentlich", default=True)
    im_fuss = models.BooleanField("im Fuß jeder Seite verlinkt", default=True)
    reihenfolge = models.PositiveSmallIntegerField(
        "Reihenfolge", default=0, help_text="Kleine Zahlen zuerst."
    )
    geaendert_at = models.DateTimeField("Stand", default=timezone.now, editable=False)

    objects = SeiteQuerySet.as_manager()

    class Meta:
        verbose_name = "Seite"
        verbose_name_plural = "Seiten"
        ordering = ["reihenfolge", "titel"]

    def __str__(self):
        return self.titel

    def get_absolute_url(self):
        return reverse("seite", args=[self.slug])

    @property
    def sha256(self):
        """What an easy text is confirmed against: the title and the text as they are now."""
        return hashlib.sha256(f"{self.titel}\n{self.text}".encode()).hexdigest()

    @property
    def lesbarkeit(self):
        if not self.leichte_sprache.strip():
            return Lesbarkeit.KEINE
        if not self.leichte_sprache_zu:
            return Lesbarkeit.UNGEPRUEFT
        passt = self.leichte_sprache_zu == self.sha256
        return Lesbarkeit.AKTUELL if passt else Lesbarkeit.VERALTET


class Videotyp(models.TextChoices):
    MP4 = "video/mp4", "MP4-Video"
    WEBM = "video/webm", "WebM-Video"


class Thema(models.TextChoices):
    """What BITV 2.0 § 4 wants explained; the law itself is named by the operator's data."""

    ANGEBOT = "angebot", "Was Sie hier finden"
    NAVIGATION = "navigation", "So finden Sie sich zurecht"
    BARRIEREFREIHEIT = "barrierefreiheit", "Die Erklärung zur Barrierefreiheit"
    ANDERES = "anderes", "Anderes Thema"


DATEIENDUNGEN = {**ENDUNGEN, Videotyp.MP4: "mp4", Videotyp.WEBM: "webm"}


def seitendatei_pfad(datei, filename=""):
    """Files are stored by their SHA-256: no name from outside in a path."""
    return f"seiten/{datei.sha256[:2]}/{datei.sha256}.{DATEIENDUNGEN[datei.medientyp]}"


def untertitel_pfad(video, filename=""):
    """Subtitles lie beside the video they belong to."""
    return f"seiten/{video.sha256[:2]}/{video.sha256}.vtt"


class Seitendatei(models.Model):
    """A file of a Seite, judged by its content (forms.seite).

    Its address is that of the office's preview until everybody may read the Seite.
    """

    titel = models.CharField("Titel", max_length=200)
    dateiname = models.CharField("Dateiname", max_length=120, editable=False)
    sha256 = models.CharField("Prüfsumme", max_length=64, editable=False)
    groesse = models.PositiveBigIntegerField("Größe in Byte", default=0, editable=False)
    reihenfolge = models.PositiveSmallIntegerField(
        "Reihenfolge", default=0, help_text="Kleine Zahlen zuerst."
    )

    class Meta:
        abstract = True
        ordering = ["reihenfolge", "id"]

    def __str__(self):
        return self.titel

    def _adresse(self, name, *teile):
        if not self.seite.oeffentlich:
            name = f"{name}_vorschau"
        return reverse(name, args=[self.seite.slug, self.pk, *teile])


class Seitendokument(Seitendatei):
    seite = models.ForeignKey(Seite, on_delete=models.CASCADE, related_name="dokumente")
    datei = models.FileField("Datei", upload_to=seitendatei_pfad, max_length=120)
    medientyp = models.CharField("Dateiart", max_length=100, choices=Medientyp, editable=False)

    class Meta(Seitendatei.Meta):
        verbose_name = "Dokument"
        verbose_name_plural = "Dokumente"

    def get_absolute_url(self):
        return self._adresse("seitendokument", self.dateiname)


class Seitenvideo(Seitendatei):
    """A sign-language video. Whoever cannot see it reads the transcript."""

    seite = models.ForeignKey(Seite, on_delete=models.CASCADE, related_name="videos")
    thema = models.CharField("Thema", max_length=20, choices=Thema, default=Thema.ANDERES)
    datei = models.FileField("Videodatei", upload_to=seitendatei_pfad, max_length=120)
    medientyp = models.CharField("Dateiart", max_length=100, choices=Videotyp, editable=False)
    untertitel = models.FileField(
        "Untertitel", upload_to=untertitel_pfad, max_length=120, blank=True
    )
    transkript = models.TextField(
        "Transkript", help_text="Was im Video gesagt wird, als Text. Markdown ist erlaubt."
    )

    class Meta(Seitendatei.Meta):
        verbose_name = "Video"
        verbose_name_plural = "Videos in Gebärdensprache"

    def get_absolute_url(self):
        return self._adresse("seitenvideo", self.dateiname)

    @property
    def untertitel_url(self):
        return self._adresse("seitenuntertitel")
