"""Committee papers: Drucksache, its stations (Beratung) and its Beschlusspunkte in exact wording."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from slugify import GERMAN, slugify

from agenda.models.steckbrief import Steckbrief
from kommunen.felder import CentField
from kommunen.models import Gremium
from kommunen.suche import Suchbar, SuchbarQuerySet

# What the address of a Vorlage without a number begins with.
VORLAUFIG = "vorlage-"
# Who writes Drucksachen also sees what is nichtöffentlich or not finished.
SCHREIBEN = "agenda.change_drucksache"


class DrucksacheQuerySet(SuchbarQuerySet):
    def oeffentliche(self):
        """Return what the public may know of: neither nichtöffentlich nor still being written."""
        return self.filter(oeffentlich=True, entwurf=False)

    def visible_to(self, user):
        """Return what an account may see: all of them only if it writes them."""
        return self if user.has_perm(SCHREIBEN) else self.oeffentliche()


class BeratungQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return what an account may see, as for Drucksachen."""
        if user.has_perm(SCHREIBEN):
            return self
        return self.filter(
            oeffentlich=True, drucksache__oeffentlich=True, drucksache__entwurf=False
        )


class Drucksache(Suchbar):
    """A committee paper. As long as it is a Vorlage being written it may have no number yet."""

    suchfelder = ("nummer", "betreff", "art")
    objects = DrucksacheQuerySet.as_manager()

    nummer = models.CharField(
        "Nummer",
        max_length=40,
        unique=True,
        null=True,
        blank=True,
        help_text="Zum Beispiel „2027/0123“. Bei einem Entwurf leer, solange das Ratssystem keine vergeben hat.",
    )
    entwurf = models.BooleanField(
        "Entwurf",
        default=False,
        help_text="Vorlage, die noch geschrieben wird. Erscheint auf keiner Seite.",
    )
    aktenzeichen = models.CharField("Aktenzeichen", max_length=80, blank=True)
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
    stellenplan = models.TextField(
        "Auswirkungen auf den Stellenplan", blank=True, help_text="Zum Beispiel „keine“."
    )
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
        ordering = ["-entwurf", "-nummer"]
        constraints = [
            models.CheckConstraint(
                name="drucksache_nummer_oder_entwurf",
                condition=Q(entwurf=True) | (Q(nummer__isnull=False) & ~Q(nummer="")),
                violation_error_message="Bitte geben Sie die Nummer an. Nur ein Entwurf darf noch ohne sein.",
            )
        ]

    def __str__(self):
        return f"Drucksache {self.nummer}" if self.nummer else f"Vorlage „{self.betreff}“"

    def get_absolute_url(self):
        return reverse("drucksache", args=[self.slug])

    @property
    def ist_oeffentlich(self):
        """Whether the public may know of it, as DrucksacheQuerySet.oeffentliche()."""
        return self.oeffentlich and not self.entwurf

    def clean(self):
        self.build_slug()

    def save(self, **kwargs):
        self.build_slug()
        super().save(**kwargs)

    def build_slug(self):
        """Build the address from the number. That of a Vorlage is provisional until it has one."""
        self.nummer = self.nummer or None
        laenge = self._meta.get_field("slug").max_length
        if self.nummer and self.slug.startswith(VORLAUFIG):
            self.slug = ""
        if not self.slug and self.nummer:
            self.slug = slugify(self.nummer, replacements=GERMAN, max_length=laenge)
        self.slug = self.slug or f"{VORLAUFIG}{get_random_string(12, 'abcdefghjkmnpqrstuvwxyz')}"


class FinanzielleAuswirkung(models.Model):
    """A row of what a decision costs: Produkt, Ertrag and Aufwand of a year, in cents."""

    drucksache = models.ForeignKey(Drucksache, on_delete=models.CASCADE, related_name="finanzen")
    jahr = models.PositiveSmallIntegerField("Haushaltsjahr", null=True, blank=True)
    produkt = models.CharField("Produkt", max_length=160, blank=True)
    ertrag = CentField("Ertrag (€)", null=True, blank=True)
    aufwand = CentField("Aufwand (€)", null=True, blank=True)

    class Meta:
        verbose_name = "Finanzielle Auswirkung"
        verbose_name_plural = "Finanzielle Auswirkungen"
        ordering = [F("jahr").asc(nulls_last=True), "pk"]

    def __str__(self):
        return " ".join(str(teil) for teil in (self.jahr, self.produkt) if teil)

    @property
    def saldo(self):
        """Ertrag less Aufwand in cents; None where neither is known."""
        if self.ertrag is None and self.aufwand is None:
            return None
        return (self.ertrag or 0) - (self.aufwand or 0)


class Beratungsergebnis(models.Model):
    """How a Beratung ended; an editable list, because councils word it differently."""

    schluessel = models.SlugField("Schlüssel", max_length=40, unique=True)
    name = models.CharField("Ergebnis", max_length=80, unique=True)
    reihenfolge = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    verlangt_neuen_stand = models.BooleanField(
        "verlangt einen neuen Stand der Anlagen",
        default=False,
        help_text="Zum Beispiel „geändert beschlossen“: Das nächste Gremium braucht die geänderte Anlage mit Synopse.",
    )
    beschlossen = models.BooleanField(
        "gilt als beschlossen", default=False, help_text="Dann laufen die Beschlusspunkte."
    )

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

    objects = BeratungQuerySet.as_manager()

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

    @property
    def ist_oeffentlich(self):
        """Whether the public may know of it."""
        return self.oeffentlich and self.drucksache.ist_oeffentlich

    @property
    def hat_ergebnis(self):
        return bool(self.ergebnis_id or self.ergebnis_text)

    @property
    def trenner(self):
        """What stands between the result and its words: "beschlossen, mit 9 : 2 Stimmen"."""
        return ". " if self.ergebnis_text[:1].isupper() else ", "

    @property
    def kommt(self):
        """Whether the session is today or later and has no result yet."""
        return (
            not self.hat_ergebnis and self.datum is not None and self.datum >= timezone.localdate()
        )


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


class Ausfuehrung(models.TextChoices):
    OFFEN = "offen", "offen"
    IN_AUSFUEHRUNG = "in_ausfuehrung", "in Ausführung"
    TEILWEISE = "teilweise", "teilweise ausgeführt"
    AUSGEFUEHRT = "ausgefuehrt", "ausgeführt"
    ENTFALLEN = "entfallen", "entfallen"


class Ausfuehrungsstand(models.Model):
    """How far a Beschlusspunkt is carried out, on a day. Frozen: a correction is a new row."""

    beschlusspunkt = models.ForeignKey(
        Beschlusspunkt, on_delete=models.PROTECT, related_name="ausfuehrungen"
    )
    stand = models.CharField("Ausführung", max_length=15, choices=Ausfuehrung)
    datum = models.DateField("Stand vom")
    text = models.TextField("Erläuterung", blank=True)
    naechster_bericht = models.DateField("nächster Bericht fällig am", null=True, blank=True)
    eingetragen_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="eingetragen von",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField("eingetragen", auto_now_add=True)

    class Meta:
        verbose_name = "Stand der Ausführung"
        verbose_name_plural = "Stände der Ausführung"
        ordering = ["-datum", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="ausfuehrungsstand_bekannt", condition=Q(stand__in=Ausfuehrung.values)
            )
        ]

    def __str__(self):
        return f"{self.get_stand_display()} ({self.datum:%d.%m.%Y})"


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

    @property
    def groesse(self):
        """The size in words, "" where nobody knows it: "640 KB", "2,7 MB"."""
        kb = self.groesse_kb or 0
        if kb >= 1000:
            return f"{kb / 1000:.1f} MB".replace(".", ",")
        return f"{kb} KB" if kb else ""
