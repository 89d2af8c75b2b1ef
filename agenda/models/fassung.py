"""Fassung: an immutable release, the promise. Eintrag: what lists need of it, rebuilt any time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from agenda.models.arbeitsstand import Arbeitsstand
from agenda.models.sachstand import Ampel, Umsetzungsstand
from agenda.models.steckbrief import Bezug, Steckbrief
from agenda.models.teile import Rolle
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune

# From this length on a stem is taken for the beginning of a compound: "schul" for Schulhof.
VON_VORN_AB = 5


class FassungQuerySet(models.QuerySet):
    def gueltig(self, at=None):
        """Return what is valid at a moment (default: now): what the public sees."""
        at = at or timezone.now()
        return self.filter(eintrag__gilt_ab__lte=at).filter(
            Q(eintrag__gilt_bis__isnull=True) | Q(eintrag__gilt_bis__gt=at)
        )

    def oeffentlich(self, at=None):
        """Return what is or once was valid; what a newer release overtook never came to be."""
        return self.filter(eintrag__gilt_ab__lte=at or timezone.now()).filter(
            Q(eintrag__gilt_bis__isnull=True) | Q(eintrag__gilt_bis__gt=F("eintrag__gilt_ab"))
        )

    def geplant(self):
        """Return what will be valid later, without what a newer release has overtaken."""
        return self.filter(gilt_ab__gt=timezone.now()).filter(
            Q(eintrag__gilt_bis__isnull=True) | Q(eintrag__gilt_bis__gt=F("gilt_ab"))
        )


class Fassung(models.Model):
    """A released text. Creating it is its only write; triggers hold that (models.frozen)."""

    steckbrief = models.ForeignKey(
        Steckbrief, verbose_name="Steckbrief", on_delete=models.PROTECT, related_name="fassungen"
    )
    nr = models.PositiveIntegerField("Fassung")
    nummer = models.CharField("Nummer", max_length=40)
    dokument = models.TextField("Dokument")
    sha256 = models.CharField("Prüfsumme", max_length=64)
    sha256_original = models.CharField(
        "Prüfsumme vor der ersten Schwärzung", max_length=64, blank=True, default=""
    )
    geschwaerzt_at = models.DateTimeField("geschwärzt", null=True)
    gilt_ab = models.DateTimeField("gilt ab")
    grund = models.TextField("Grund der Freigabe", blank=True)
    arbeitsstand = models.ForeignKey(
        Arbeitsstand, verbose_name="Arbeitsstand", on_delete=models.PROTECT, related_name="+"
    )
    freigegeben_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="freigegeben von",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField("freigegeben", auto_now_add=True)

    objects = FassungQuerySet.as_manager()

    class Meta:
        verbose_name = "Fassung"
        verbose_name_plural = "Fassungen"
        ordering = ["steckbrief", "-nr"]
        constraints = [
            models.UniqueConstraint(name="fassung_nr_einmal", fields=["steckbrief", "nr"]),
            # People count from one.
            models.CheckConstraint(name="fassung_nr_ab_eins", condition=Q(nr__gte=1)),
        ]

    def __str__(self):
        return f"Steckbrief {self.nummer}, Fassung {self.nr}"

    def get_absolute_url(self):
        return reverse("projekt", args=[self.nummer])


class EintragQuerySet(models.QuerySet):
    def gueltig(self, at=None):
        """The list's side of FassungQuerySet.gueltig(): Einträge of what is public at a moment."""
        at = at or timezone.now()
        return self.filter(gilt_ab__lte=at).filter(Q(gilt_bis__isnull=True) | Q(gilt_bis__gt=at))

    def laufend(self, at=None):
        """Leave out what was shelved or merged by then: lists show what is going on."""
        return self.filter(Q(abgelegt__isnull=True) | Q(abgelegt__gt=at or timezone.now()))

    def search(self, staemme):
        """Return rows whose text has every stem as a word; a long stem may also begin one.

        Short ones may not: "Bus" would find Büsum. domain.stemming makes the stems.
        """
        rows = self
        for stamm in staemme:
            ende = "" if len(stamm) >= VON_VORN_AB else " "
            rows = rows.filter(suchtext__contains=f" {stamm}{ende}")
        return rows

    def in_reihenfolge(self):
        """Agenda before Umfeld, then the intended order of implementation, then the Nummer."""
        return self.order_by("bezug", F("reihenfolge").asc(nulls_last=True), "schluessel")


class Eintrag(models.Model):
    """One row per Fassung for lists, filters and search. Never edited: `manage.py eintraege_neu`."""

    fassung = models.OneToOneField(
        Fassung, primary_key=True, on_delete=models.CASCADE, related_name="eintrag"
    )
    steckbrief = models.ForeignKey(Steckbrief, on_delete=models.CASCADE, related_name="eintraege")
    gilt_ab = models.DateTimeField("gilt ab")
    gilt_bis = models.DateTimeField("gilt bis", null=True)
    nummer = models.CharField("Nummer", max_length=40)
    schluessel = models.CharField(max_length=40)
    titel = models.CharField("Titel", max_length=300)
    kurzbeschreibung = models.TextField("Kurzbeschreibung", blank=True)
    bezug = models.CharField("Bezug", max_length=10, choices=Bezug)
    handlungsfeld = models.ForeignKey(
        Handlungsfeld,
        verbose_name="Handlungsfeld",
        on_delete=models.PROTECT,
        related_name="eintraege",
    )
    # What the Fassung itself names; a merged field must stay as long as a release names it.
    genanntes_handlungsfeld = models.ForeignKey(
        Handlungsfeld, on_delete=models.PROTECT, related_name="+"
    )
    reihenfolge = models.PositiveIntegerField("Reihenfolge", null=True)
    leuchtturm = models.BooleanField("Leuchtturm", default=False)
    umsetzungsstand = models.CharField(
        "Umsetzungsstand", max_length=20, choices=Umsetzungsstand, default=Umsetzungsstand.UNBEKANNT
    )
    ampel = models.CharField("Ampel", max_length=10, choices=Ampel, blank=True)
    abgelegt = models.DateTimeField("abgelegt", null=True)
    suchtext = models.TextField(blank=True, default="")
    kommunen = models.ManyToManyField(Kommune, through="EintragKommune", related_name="eintraege")

    objects = EintragQuerySet.as_manager()

    class Meta:
        verbose_name = "Eintrag"
        verbose_name_plural = "Einträge"
        constraints = [
            models.CheckConstraint(
                name="eintrag_zeitraum",
                condition=Q(gilt_bis__isnull=True) | Q(gilt_bis__gte=F("gilt_ab")),
            )
        ]
        # The interval query over 60,000 Fassungen: 72 ms without, 1.3 ms with (stack.md).
        indexes = [
            models.Index(name="eintrag_gilt", fields=["gilt_ab", "gilt_bis"]),
            models.Index(
                name="eintrag_handlungsfeld_gilt", fields=["handlungsfeld", "gilt_ab", "gilt_bis"]
            ),
            models.Index(
                name="eintrag_stand_gilt", fields=["umsetzungsstand", "gilt_ab", "gilt_bis"]
            ),
        ]

    def __str__(self):
        return f"{self.nummer} {self.titel}"

    def get_absolute_url(self):
        return reverse("projekt", args=[self.nummer])

    @property
    def gilt(self):
        """Whether it is valid now: a planned end is not public before it comes."""
        return self.gilt_bis is None or self.gilt_bis > timezone.now()


class EintragKommune(models.Model):
    """Which Kommune works on what was released, and in which Rolle."""

    eintrag = models.ForeignKey(Eintrag, on_delete=models.CASCADE, related_name="mitwirkungen")
    kommune = models.ForeignKey(Kommune, on_delete=models.PROTECT, related_name="+")
    rolle = models.CharField(max_length=15, choices=Rolle)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="eintragkommune_einmal", fields=["eintrag", "kommune"])
        ]

    def __str__(self):
        return f"{self.kommune} ({self.get_rolle_display()})"
