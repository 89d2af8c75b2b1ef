"""Eintrag: what lists, filters, figures and search need of a Fassung. Derived, rebuilt any time."""

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.urls import reverse
from django.utils import timezone

from agenda.models import gueltigkeit
from agenda.models.fassung import Fassung
from agenda.models.sachstand import Ampel, OertlicherStand, Umsetzungsstand
from agenda.models.steckbrief import Bezug, Steckbrief
from agenda.models.teile import Rolle
from agenda.models.vages_datum import VagesDatumField, ist_verschoben
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune

NUR_FUER_SUCHE = ("suchtext", "woerter", "facetten")


def _eines_von(fragmente):
    bedingung = Q()
    for fragment in fragmente:
        bedingung |= Q(suchtext__contains=fragment)
    return bedingung


class EintragQuerySet(models.QuerySet):
    def gueltig(self, at=None):
        """The list's side of FassungQuerySet.gueltig(): Einträge of what is public at a moment."""
        return self.filter(gueltigkeit.gilt(at))

    def je_gueltig(self):
        """Leave out what a newer release overtook before it ever became valid."""
        return self.filter(gueltigkeit.gilt_je())

    def laufend(self, at=None):
        """Leave out what was shelved or merged by then: lists show what is going on."""
        return self.filter(gueltigkeit.laeuft(at))

    def schmal(self):
        """Leave the columns in the database that nobody shows: only search and filters read them."""
        return self.defer(*NUR_FUER_SUCHE)

    def mit_treffern(self, anfrage, name="treffer"):
        """Annotate `treffer_0`, `treffer_1` …: whether each word of a query is found.

        anfrage: for each word the pieces of `suchtext` it may be found by, one of which must be
        there, as domain.suche.Anfrage.fragmente gives them.
        """
        return self.annotate(
            **{
                f"{name}_{i}": ExpressionWrapper(
                    _eines_von(fragmente), output_field=models.BooleanField()
                )
                for i, fragmente in enumerate(anfrage)
            }
        )

    def in_reihenfolge(self):
        """Agenda before Umfeld, then the intended order of implementation, then the Nummer."""
        return self.order_by("bezug", F("reihenfolge").asc(nulls_last=True), "schluessel")


class LeichteSprache(models.TextChoices):
    """Whether there is a text in Leichte Sprache, and whether it still fits the original."""

    AKTUELL = "aktuell", "aktuell"
    VERALTET = "veraltet", "Original seitdem geändert"


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
    beginn = VagesDatumField("Beginn", null=True)
    ende = VagesDatumField("Ende", null=True)
    # What the first public Fassung promised: a moved end shows as moved.
    erstes_ende = VagesDatumField("Ende nach der ersten Fassung", null=True)
    aktualisiert_at = models.DateTimeField("zuletzt aktualisiert", default=timezone.now)
    leichte_sprache = models.CharField(
        "Leichte Sprache", max_length=10, choices=LeichteSprache, blank=True, default=""
    )
    # Tokens between spaces, so that one narrow query counts every facet (domain.facetten).
    facetten = models.TextField(blank=True, default="")
    suchtext = models.TextField(blank=True, default="")
    # The words as they are written, once each: for "Meinten Sie …".
    woerter = models.TextField(blank=True, default="")
    kommunen = models.ManyToManyField(Kommune, through="EintragKommune", related_name="eintraege")

    objects = EintragQuerySet.as_manager()

    # What a search found in it (domain.fund); cards elsewhere show it unmarked.
    fund = None

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

    @property
    def ende_verschoben(self):
        return ist_verschoben(self.erstes_ende, self.ende)


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


class EintragMeilenstein(models.Model):
    """A planned milestone of what was released; what became of it is told by Sachstände."""

    eintrag = models.ForeignKey(Eintrag, on_delete=models.CASCADE, related_name="meilensteine")
    uuid = models.UUIDField("Kennung")
    position = models.PositiveSmallIntegerField("Position")
    titel = models.CharField("Meilenstein", max_length=300)
    termin = VagesDatumField("Termin", null=True)
    # The date in the first public Fassung that named this milestone.
    erster_termin = VagesDatumField("Termin nach der ersten Fassung", null=True)
    verschiebungsgrund = models.CharField("Grund der Verschiebung", max_length=300, blank=True)

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(name="eintragmeilenstein_termin", fields=["termin"])]
        constraints = [
            models.UniqueConstraint(name="eintragmeilenstein_einmal", fields=["eintrag", "uuid"])
        ]

    def __str__(self):
        return self.titel


class EintragOrt(models.Model):
    """How far a Kommune is with it (Stand vor Ort), by the last accepted Sachstand."""

    eintrag = models.ForeignKey(Eintrag, on_delete=models.CASCADE, related_name="orte")
    kommune = models.ForeignKey(Kommune, on_delete=models.PROTECT, related_name="orte")
    stand = models.CharField("Stand vor Ort", max_length=20, choices=OertlicherStand)
    seit = VagesDatumField("seit", null=True)
    link = models.URLField("Internetadresse", blank=True, max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="eintragort_einmal", fields=["eintrag", "kommune"])
        ]

    def __str__(self):
        return f"{self.kommune}: {self.get_stand_display()}"
