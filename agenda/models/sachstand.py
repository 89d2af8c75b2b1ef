"""Sachstand: the reality. A dated report, immutable once accepted; a correction is a new row."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agenda.models.runde import Runde
from agenda.models.steckbrief import Steckbrief
from agenda.models.vages_datum import VagesDatumField
from kommunen.felder import CentField
from kommunen.models import Kommune


class SachstandQuerySet(models.QuerySet):
    def angenommen(self):
        """Return the accepted reports on whole projects, the last one first.

        Only accepted ones are public. What a Kommune says of itself alone (Art vor Ort) tells
        nothing about the project as a whole: angenommen_vor_ort().
        """
        return self.exclude(art=Sachstandsart.VOR_ORT)._angenommen()

    def angenommen_vor_ort(self):
        """Return the accepted reports that tell a Stand vor Ort alone, the last one first."""
        return self.filter(art=Sachstandsart.VOR_ORT)._angenommen()

    def _angenommen(self):
        return self.filter(angenommen_at__isnull=False).order_by(
            F("stichtag").desc(nulls_last=True), "-angenommen_at", "-id"
        )

    def offen(self):
        """Return what is drafted or handed in and waits."""
        return self.filter(angenommen_at__isnull=True)

    def eingereicht(self):
        """Return what was handed in and waits for acceptance, the longest waiting first."""
        return self.filter(status=Meldestatus.EINGEREICHT).order_by("eingereicht_at", "pk")


class Umsetzungsstand(models.TextChoices):
    IDEE = "idee", "Idee"
    IN_PLANUNG = "in_planung", "in Planung"
    IN_ERPROBUNG = "in_erprobung", "in Erprobung"
    IN_UMSETZUNG = "in_umsetzung", "in Umsetzung"
    IN_BETRIEB = "in_betrieb", "in Betrieb"
    ABGESCHLOSSEN = "abgeschlossen", "abgeschlossen"
    ZURUECKGESTELLT = "zurueckgestellt", "zurückgestellt"
    EINGESTELLT = "eingestellt", "eingestellt"
    UNBEKANNT = "unbekannt", "unbekannt"


class Ampel(models.TextChoices):
    GRUEN = "gruen", "grün: im Plan"
    GELB = "gelb", "gelb: Abweichung möglich"
    ROT = "rot", "rot: Entscheidung nötig"


class Meldestatus(models.TextChoices):
    ENTWURF = "entwurf", "Entwurf"
    EINGEREICHT = "eingereicht", "eingereicht"
    ANGENOMMEN = "angenommen", "angenommen"


class Sachstandsart(models.TextChoices):
    BERICHT = "bericht", "Bericht"
    UNVERAENDERT = "unveraendert", "unverändert bestätigt"
    VOR_ORT = "vor_ort", "nur Stand vor Ort"


class Sachstand(models.Model):
    """A report on one project: whole, "nothing has changed", or what one Kommune says of itself.

    "Unverändert" repeats what the report it confirms (`bestaetigt`) says, but for its rows: those
    of earlier reports go on to count.
    """

    steckbrief = models.ForeignKey(
        Steckbrief, verbose_name="Steckbrief", on_delete=models.PROTECT, related_name="sachstaende"
    )
    stichtag = VagesDatumField(
        "Stichtag",
        null=True,
        blank=True,
        help_text="Von wann der Bericht ist. Leer nur, wenn eine übernommene Quelle kein Datum nennt.",
    )
    art = models.CharField(
        "Art", max_length=12, choices=Sachstandsart, default=Sachstandsart.BERICHT, editable=False
    )
    runde = models.ForeignKey(
        Runde,
        verbose_name="Runde",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="sachstaende",
    )
    kommune = models.ForeignKey(
        Kommune,
        verbose_name="gemeldet für",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    vertretung = models.BooleanField(
        "von der Stabsstelle für den Partner gemeldet", default=False, editable=False
    )
    umsetzungsstand = models.CharField("Umsetzungsstand", max_length=20, choices=Umsetzungsstand)
    ampel = models.CharField("Ampel", max_length=10, choices=Ampel, blank=True)
    erreicht = models.TextField(
        "Erreicht", blank=True, help_text="Was ist seit dem letzten Bericht gelungen?"
    )
    naechste_schritte = models.TextField("Nächste Schritte", blank=True)
    hindernisse = models.TextField("Hindernisse", blank=True)
    entscheidungsbedarf = models.TextField(
        "Entscheidungsbedarf",
        blank=True,
        help_text="Was muss ein Gremium oder eine andere Stelle entscheiden?",
    )
    quelle = models.TextField(
        "Quelle", blank=True, help_text="Woher die Angaben stammen, wenn sie nicht gemeldet wurden."
    )
    berichtigt = models.ForeignKey(
        "self",
        verbose_name="berichtigt den Bericht",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="berichtigungen",
    )
    bestaetigt = models.ForeignKey(
        "self",
        verbose_name="bestätigt den Bericht",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="bestaetigungen",
    )
    status = models.CharField(
        "Bearbeitung",
        max_length=12,
        choices=Meldestatus,
        default=Meldestatus.ENTWURF,
        editable=False,
    )
    version = models.PositiveIntegerField("Version", default=0, editable=False)
    gemeldet_funktion = models.CharField(
        "gemeldet von (Funktion)",
        max_length=120,
        blank=True,
        help_text="Stelle oder Funktion, zum Beispiel „Fachamt Bauen“. Keine Namen von Personen.",
    )
    rueckfrage = models.TextField(
        "Rückfrage",
        blank=True,
        editable=False,
        help_text="Warum die Stabsstelle den Bericht zurückgegeben hat. Nie öffentlich.",
    )
    eingereicht_at = models.DateTimeField("eingereicht", null=True, editable=False)
    gemeldet_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="gemeldet von",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    angenommen_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="angenommen von",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    angenommen_at = models.DateTimeField("angenommen", null=True, editable=False)
    created_at = models.DateTimeField("angelegt", auto_now_add=True)

    objects = SachstandQuerySet.as_manager()

    class Meta:
        verbose_name = "Sachstand"
        verbose_name_plural = "Sachstände"
        ordering = [F("stichtag").desc(nulls_last=True), "-id"]
        permissions = [("accept_sachstand", "Darf Sachstände annehmen")]
        constraints = [
            # The moment of acceptance freezes the row, so state and moment must agree.
            models.CheckConstraint(
                name="sachstand_angenommen_mit_zeitpunkt",
                condition=Q(status=Meldestatus.ANGENOMMEN, angenommen_at__isnull=False)
                | (~Q(status=Meldestatus.ANGENOMMEN) & Q(angenommen_at__isnull=True)),
            ),
            # A report without a date is only lawful where a source without a date was taken over.
            models.CheckConstraint(
                name="sachstand_stichtag_oder_quelle",
                condition=Q(stichtag__isnull=False) | ~Q(quelle=""),
                violation_error_message="Bitte einen Stichtag angeben, oder die Quelle, wenn sie kein Datum nennt.",
            ),
            models.CheckConstraint(
                name="sachstand_umsetzungsstand_bekannt",
                condition=Q(umsetzungsstand__in=Umsetzungsstand.values)
                | Q(art=Sachstandsart.VOR_ORT, umsetzungsstand=""),
                violation_error_message="Bitte wählen Sie einen Umsetzungsstand.",
            ),
            models.CheckConstraint(
                name="sachstand_bestaetigt_etwas",
                condition=~Q(art=Sachstandsart.UNVERAENDERT) | Q(bestaetigt__isnull=False),
            ),
            # In a round there is one open report on a project, whoever writes it, and one open
            # word of each Kommune on itself.
            models.UniqueConstraint(
                name="sachstand_einmal_je_runde",
                fields=["runde", "steckbrief"],
                condition=~Q(status=Meldestatus.ANGENOMMEN) & ~Q(art=Sachstandsart.VOR_ORT),
            ),
            models.UniqueConstraint(
                name="sachstand_vor_ort_einmal_je_runde",
                fields=["runde", "steckbrief", "kommune"],
                condition=~Q(status=Meldestatus.ANGENOMMEN) & Q(art=Sachstandsart.VOR_ORT),
            ),
        ]

    def __str__(self):
        was = self.get_umsetzungsstand_display() or f"Stand vor Ort, {self.kommune}"
        return f"{was} ({self.stichtag or 'ohne Datum'})"


class Meilensteinstand(models.Model):
    """What became of a planned milestone. The milestone is named by its UUID: rows come and go."""

    sachstand = models.ForeignKey(Sachstand, on_delete=models.CASCADE, related_name="meilensteine")
    meilenstein_uuid = models.UUIDField("Meilenstein")
    titel = models.CharField("Meilenstein", max_length=300, editable=False)
    erreicht_am = VagesDatumField("erreicht am", null=True, blank=True)
    neuer_termin = VagesDatumField(
        "voraussichtlich",
        null=True,
        blank=True,
        help_text="Nur wenn er später oder früher kommt als geplant.",
    )
    grund = models.CharField("Grund", max_length=300, blank=True)

    class Meta:
        verbose_name = "Stand eines Meilensteins"
        verbose_name_plural = "Meilensteine"
        constraints = [
            models.UniqueConstraint(
                name="meilensteinstand_einmal",
                fields=["sachstand", "meilenstein_uuid"],
                violation_error_message="Dieser Meilenstein steht schon im Bericht.",
            ),
        ]

    def __str__(self):
        return self.titel


class Mittelabfluss(models.Model):
    """Money used in a Haushaltsjahr, in cents."""

    sachstand = models.ForeignKey(Sachstand, on_delete=models.CASCADE, related_name="mittel")
    jahr = models.PositiveSmallIntegerField("Haushaltsjahr")
    verausgabt = CentField("verausgabt (€)")

    class Meta:
        verbose_name = "Verausgabte Mittel"
        verbose_name_plural = "Verausgabte Mittel"
        ordering = ["jahr"]
        constraints = [
            models.UniqueConstraint(
                name="mittelabfluss_jahr_einmal",
                fields=["sachstand", "jahr"],
                violation_error_message="Dieses Jahr steht schon im Bericht.",
            ),
            models.CheckConstraint(
                name="mittelabfluss_nicht_negativ",
                condition=Q(verausgabt__gte=0),
                violation_error_message="Beträge dürfen nicht negativ sein.",
            ),
        ]

    def __str__(self):
        return str(self.jahr)


class Messwert(models.Model):
    """A measured value of a Kennzahl, named by the row's UUID."""

    sachstand = models.ForeignKey(Sachstand, on_delete=models.CASCADE, related_name="messwerte")
    kennzahl_uuid = models.UUIDField("Kennzahl")
    name = models.CharField("Kennzahl", max_length=200, editable=False)
    einheit = models.CharField("Einheit", max_length=40, blank=True, editable=False)
    wert = models.DecimalField("Wert", max_digits=15, decimal_places=2)

    class Meta:
        verbose_name = "Messwert"
        verbose_name_plural = "Kennzahlen"
        constraints = [
            models.UniqueConstraint(
                name="messwert_einmal",
                fields=["sachstand", "kennzahl_uuid"],
                violation_error_message="Diese Kennzahl steht schon im Bericht.",
            )
        ]

    def __str__(self):
        return self.name


class OertlicherStand(models.TextChoices):
    NICHT_VORGESEHEN = "nicht_vorgesehen", "nicht vorgesehen"
    GEPLANT = "geplant", "geplant"
    IN_EINFUEHRUNG = "in_einfuehrung", "in Einführung"
    VERFUEGBAR = "verfuegbar", "verfügbar"


class StandVorOrt(models.Model):
    """How far one Kommune is."""

    sachstand = models.ForeignKey(
        Sachstand, on_delete=models.CASCADE, related_name="staende_vor_ort"
    )
    kommune = models.ForeignKey(
        Kommune, verbose_name="Kommune", on_delete=models.PROTECT, related_name="+"
    )
    stand = models.CharField("Stand vor Ort", max_length=20, choices=OertlicherStand)
    seit = VagesDatumField("seit", null=True, blank=True)
    link = models.URLField("Internetadresse", blank=True, max_length=500)

    class Meta:
        verbose_name = "Stand vor Ort"
        verbose_name_plural = "Stand vor Ort"
        ordering = ["kommune"]
        constraints = [
            models.UniqueConstraint(
                name="standvorort_kommune_einmal",
                fields=["sachstand", "kommune"],
                violation_error_message="Diese Kommune steht schon im Bericht.",
            )
        ]

    def __str__(self):
        return f"{self.kommune}: {self.get_stand_display()}"
