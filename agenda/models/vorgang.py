from django.conf import settings
from django.db import models

from agenda.models.drucksache import Drucksache
from agenda.models.fassung import Fassung
from agenda.models.sachstand import Sachstand
from agenda.models.steckbrief import Steckbrief


class Verb(models.TextChoices):
    ANGELEGT = "angelegt", "angelegt"
    BEARBEITET = "bearbeitet", "bearbeitet"
    EINGEREICHT = "eingereicht", "zur Freigabe eingereicht"
    ZURUECKGEGEBEN = "zurueckgegeben", "zurück an Bearbeitung"
    FREIGEGEBEN = "freigegeben", "freigegeben"
    ABGELEGT = "abgelegt", "abgelegt"
    WIEDER_AUFGENOMMEN = "wieder_aufgenommen", "wieder aufgenommen"
    ZUSAMMENGEFUEHRT = "zusammengefuehrt", "zusammengeführt"
    UMNUMMERIERT = "umnummeriert", "umnummeriert"
    VERWORFEN = "verworfen", "Entwurf verworfen"
    WIEDERHERGESTELLT = "wiederhergestellt", "früheren Stand wiederhergestellt"
    IMPORTIERT = "importiert", "importiert"
    GELOESCHT = "geloescht", "Entwurf gelöscht"
    ZURUECKGEHOLT = "zurueckgeholt", "Entwurf zurückgeholt"
    GESCHWAERZT = "geschwaerzt", "geschwärzt"
    SACHSTAND_EINGEREICHT = "sachstand_eingereicht", "Sachstand eingereicht"
    SACHSTAND_ZURUECK = "sachstand_zurueck", "Sachstand zurückgegeben"
    SACHSTAND_ANGENOMMEN = "sachstand_angenommen", "Sachstand angenommen"


class Vorgang(models.Model):
    """The log: every change of state, who, when, why. Frozen."""

    steckbrief = models.ForeignKey(
        Steckbrief, verbose_name="Steckbrief", on_delete=models.PROTECT, related_name="vorgaenge"
    )
    verb = models.CharField("Vorgang", max_length=24, choices=Verb)
    von = models.CharField("von", max_length=24, blank=True)
    nach = models.CharField("nach", max_length=24, blank=True)
    fassung = models.ForeignKey(
        Fassung,
        verbose_name="Fassung",
        null=True,
        on_delete=models.PROTECT,
        related_name="vorgaenge",
    )
    sachstand = models.ForeignKey(
        Sachstand,
        verbose_name="Sachstand",
        null=True,
        on_delete=models.PROTECT,
        related_name="vorgaenge",
    )
    drucksache = models.ForeignKey(
        Drucksache,
        verbose_name="Drucksache",
        null=True,
        on_delete=models.PROTECT,
        related_name="vorgaenge",
    )
    begruendung = models.TextField("Begründung", blank=True)
    konto = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="Konto",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    funktion = models.CharField("Funktion", max_length=120, blank=True)
    created_at = models.DateTimeField("wann", auto_now_add=True)

    class Meta:
        verbose_name = "Vorgang"
        verbose_name_plural = "Vorgänge"
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return f"{self.get_verb_display()}: {self.steckbrief}"
