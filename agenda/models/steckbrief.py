"""The working copy of a project profile, and the register of the numbers ever given."""

import re
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from agenda.models.vages_datum import VagesDatumField
from agenda.models.zielgruppe import Zielgruppe
from handlungsfelder.models import Handlungsfeld
from kommunen.suche import Suchbar, SuchbarQuerySet

NUMMER_MUSTER = r"[A-Z]?[0-9]{1,6}(\.[0-9]{1,6}){0,5}"
nummer_pruefen = RegexValidator(
    rf"^{NUMMER_MUSTER}\Z", "Eine Nummer sieht so aus: „12“, „4.10“ oder „M1“."
)


def nummer_schluessel(nummer):
    """Return the natural key of a Nummer, or "" if it is none.

    "4.2" sorts before "4.10", and "04.2" is the same number as "4.2". No punctuation:
    PostgreSQL's language collations would skip it while sorting.
    """
    if not re.fullmatch(NUMMER_MUSTER, nummer):
        return ""
    buchstabe = nummer[0] if nummer[0].isalpha() else ""
    return buchstabe + "".join(
        f"{int(teil):06d}" for teil in nummer.removeprefix(buchstabe).split(".")
    )


class SteckbriefQuerySet(SuchbarQuerySet):
    """Who sees and edits which working copy. Admin, choices, actions, import and papers ask here."""

    def vorhanden(self):
        """Return all but the deleted drafts, which wait in the Papierkorb."""
        return self.filter(geloescht_at__isnull=True)

    def geloescht(self):
        return self.filter(geloescht_at__isnull=False)

    def visible_to(self, user):
        """Return the working copies an account may read: all, or those its Kommunen work on."""
        if not user.has_perm("agenda.view_steckbrief"):
            return self.none()
        if user.has_perm("agenda.view_all_steckbrief"):
            return self
        return self.filter(pk__in=self._of(user))

    def editable_by(self, user):
        """Return the working copies an account may change: all, or those its Kommunen answer for."""
        if not user.has_perm("agenda.change_steckbrief"):
            return self.none()
        if user.has_perm("agenda.change_all_steckbrief"):
            return self
        return self.filter(pk__in=self._of(user, rolle="verantwortlich"))

    def _of(self, user, **mitwirkung):
        through = self.model._meta.get_field("mitwirkungen").related_model
        return through.objects.filter(kommune__in=user.kommunen.all(), **mitwirkung).values(
            "steckbrief"
        )

    def mit_teilen(self):
        """Prefetch everything a document is built from."""
        return self.select_related("handlungsfeld").prefetch_related(
            "mitwirkungen__kommune",
            "mitwirkungen__gremium",
            "hauptaktivitaeten",
            "meilensteine",
            "finanzierungen",
            "kennzahlen",
            "verweise",
            "anlagen",
        )


class Bezug(models.TextChoices):
    AGENDA = "agenda", "Agenda"
    UMFELD = "umfeld", "Umfeld"


class Status(models.TextChoices):
    ENTWURF = "entwurf", "Entwurf"
    ZUR_FREIGABE = "zur_freigabe", "zur Freigabe"
    FREIGEGEBEN = "freigegeben", "freigegeben"


class Prioritaet(models.TextChoices):
    HOCH = "hoch", "hoch"
    MITTEL = "mittel", "mittel"
    NIEDRIG = "niedrig", "niedrig"


class Herkunft(models.TextChoices):
    """Where the assignment to a Handlungsfeld comes from."""

    AMTLICH = "amtlich", "amtlich"
    QUELLE = "quelle", "aus der Quelle"
    ABGELEITET = "abgeleitet", "abgeleitet, nicht amtlich"


class Quellenlage(models.TextChoices):
    HOCH = "hoch", "gut belegt"
    MITTEL = "mittel", "teilweise belegt"
    NIEDRIG = "niedrig", "schwach belegt"


class Steckbrief(Suchbar):
    """The working copy. The public never sees it: it sees Fassungen."""

    suchfelder = (
        "nummer",
        "vorgesehene_nummer",
        "titel",
        "kurzbeschreibung",
        "beschreibung",
        "zielgruppen",
    )

    uuid = models.UUIDField("Kennung", default=uuid.uuid4, unique=True, editable=False)
    nummer = models.CharField(  # noqa: DJ001 - empty until the first release, and unique
        "Nummer", max_length=40, null=True, blank=True, editable=False, validators=[nummer_pruefen]
    )
    nummer_schluessel = models.CharField(max_length=40, null=True, unique=True, editable=False)  # noqa: DJ001 - as above
    vorgesehene_nummer = models.CharField(
        "Vorgesehene Nummer",
        max_length=40,
        blank=True,
        validators=[nummer_pruefen],
        help_text="Gilt ab der ersten Freigabe und bleibt dann für immer. Leer lassen: die nächste freie Nummer.",
    )
    bezug = models.CharField(
        "Bezug",
        max_length=10,
        choices=Bezug,
        default=Bezug.AGENDA,
        help_text="Agenda: Teil der Digitalen Agenda. Umfeld: ein anderes digitales Vorhaben im Kreis.",
    )
    handlungsfeld = models.ForeignKey(
        Handlungsfeld,
        verbose_name="Handlungsfeld",
        on_delete=models.PROTECT,
        related_name="steckbriefe",
    )
    handlungsfeld_herkunft = models.CharField(
        "Zuordnung zum Handlungsfeld",
        max_length=12,
        choices=Herkunft,
        blank=True,
        help_text="Woher wir wissen, dass der Steckbrief in dieses Handlungsfeld gehört.",
    )
    titel = models.CharField("Titel", max_length=300)
    kurzbeschreibung = models.TextField(
        "Kurzbeschreibung",
        blank=True,
        max_length=1000,
        help_text="Ein bis drei Sätze, die alle verstehen. Stehen in Listen und ganz oben im Steckbrief.",
    )
    zweck = models.TextField(
        "Zweck", blank=True, help_text="Was soll sich für wen verbessern? Markdown ist erlaubt."
    )
    beschreibung = models.TextField(
        "Beschreibung",
        blank=True,
        help_text="Markdown ist erlaubt: Absätze, Listen, Tabellen, Links.",
    )
    zielgruppen_auswahl = models.TextField(
        "Richtet sich an",
        blank=True,
        help_text="Aus der Liste der Zielgruppen; danach wird auf der Projektseite gefiltert.",
    )
    zielgruppen = models.TextField(
        "Zielgruppen", blank=True, help_text="In eigenen Worten, eine je Zeile."
    )
    abgrenzung = models.TextField(
        "Abgrenzung", blank=True, help_text="Was gehört ausdrücklich nicht dazu?"
    )
    pilotgebiet = models.TextField("Pilotgebiet", blank=True, help_text="Wo wird zuerst erprobt?")
    vorbehalt = models.TextField("Vorbehalt", blank=True, help_text="Wovon hängt die Umsetzung ab?")
    beginn = VagesDatumField("Beginn", null=True, blank=True)
    ende = VagesDatumField("Ende", null=True, blank=True)
    reihenfolge = models.PositiveIntegerField(
        "Reihenfolge der Umsetzung",
        null=True,
        blank=True,
        help_text="Angestrebte Reihenfolge: kleine Zahlen zuerst. Nicht die Nummer, nicht die Priorität.",
    )
    prioritaet = models.CharField("Priorität", max_length=10, choices=Prioritaet, blank=True)
    leuchtturm = models.BooleanField(
        "Leuchtturm", default=False, help_text="Ein Vorzeigeprojekt, das andere nachahmen können."
    )
    finanzierung_erlaeuterung = models.TextField(
        "Erläuterung zur Finanzierung",
        blank=True,
        help_text="Was sich nicht in Zeilen fassen lässt, zum Beispiel „rund 60 Mio. €“.",
    )
    erkenntnisse = models.TextField(
        "Erkenntnisse", blank=True, help_text="Was andere daraus lernen können."
    )
    leichte_sprache = models.TextField(
        "Leichte Sprache",
        blank=True,
        help_text="Eine Fassung in Leichter Sprache: kurze Sätze, ein Gedanke je Satz.",
    )
    leichte_sprache_geprueft = models.DateField(
        "Leichte Sprache geprüft am",
        null=True,
        blank=True,
        help_text="Wann jemand geprüft hat, dass beide Texte dasselbe sagen. Ändert sich danach das Original, steht das auf der Seite.",
    )
    ansprechstelle = models.CharField(
        "Ansprechstelle",
        max_length=200,
        blank=True,
        help_text="Stelle oder Funktion, keine Namen von Personen.",
    )
    ansprechstelle_telefon = models.CharField(
        "Telefon der Ansprechstelle", max_length=40, blank=True
    )
    ansprechstelle_email = models.EmailField("E-Mail der Ansprechstelle", blank=True)
    quellenlage = models.CharField(
        "Quellenlage",
        max_length=10,
        choices=Quellenlage,
        blank=True,
        help_text="Nur bei Angaben aus öffentlichen Quellen: Wie gut sind sie belegt?",
    )
    stand = VagesDatumField(
        "Stand der Angaben",
        null=True,
        blank=True,
        help_text="Von wann die Angaben sind. " + VagesDatumField().help_text,
    )
    status = models.CharField(
        "Bearbeitung", max_length=12, choices=Status, default=Status.ENTWURF, editable=False
    )
    version = models.PositiveIntegerField("Version", default=0, editable=False)
    angelegt_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="angelegt von",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    bearbeitet_von = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="zuletzt bearbeitet von",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    abgelegt_at = models.DateTimeField("abgelegt", null=True, editable=False)
    nachfolger = models.ForeignKey(
        "self",
        verbose_name="aufgegangen in",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="vorgaenger",
    )
    geloescht_at = models.DateTimeField("gelöscht", null=True, editable=False)
    created_at = models.DateTimeField("angelegt", auto_now_add=True)
    updated_at = models.DateTimeField("geändert", auto_now=True)

    objects = SteckbriefQuerySet.as_manager()

    class Meta:
        verbose_name = "Steckbrief"
        verbose_name_plural = "Steckbriefe"
        ordering = [models.F("nummer_schluessel").asc(nulls_last=True), "titel"]
        permissions = [
            ("view_all_steckbrief", "Darf alle Entwürfe lesen"),
            ("change_all_steckbrief", "Darf alle Steckbriefe bearbeiten"),
            ("release_steckbrief", "Darf Steckbriefe freigeben und zurückgeben"),
            ("shelve_steckbrief", "Darf ablegen, zusammenführen und umnummerieren"),
            ("redact_steckbrief", "Darf schwärzen"),
        ]
        constraints = [
            # Number and natural key come and go together; the key is what keeps numbers unique.
            models.CheckConstraint(
                name="steckbrief_nummer_mit_schluessel",
                condition=models.Q(nummer__isnull=True, nummer_schluessel__isnull=True)
                | models.Q(nummer__isnull=False, nummer_schluessel__isnull=False),
            ),
            # What is released has a number: it is printed, cited and linked.
            models.CheckConstraint(
                name="steckbrief_freigegeben_mit_nummer",
                condition=~models.Q(status=Status.FREIGEGEBEN) | models.Q(nummer__isnull=False),
            ),
            # A project that went up into another one is over, and none goes up into itself.
            models.CheckConstraint(
                name="steckbrief_nachfolger_abgelegt",
                condition=models.Q(nachfolger__isnull=True)
                | (models.Q(abgelegt_at__isnull=False) & ~models.Q(nachfolger=models.F("id"))),
            ),
            # What was once public can be shelved, never deleted.
            models.CheckConstraint(
                name="steckbrief_geloescht_nur_ohne_nummer",
                condition=models.Q(geloescht_at__isnull=True) | models.Q(nummer__isnull=True),
            ),
            models.CheckConstraint(
                name="steckbrief_titel_nicht_leer",
                condition=~models.Q(titel=""),
                violation_error_message="Ein Steckbrief braucht einen Titel.",
            ),
            models.CheckConstraint(
                name="steckbrief_bezug_bekannt", condition=models.Q(bezug__in=Bezug.values)
            ),
            models.CheckConstraint(
                name="steckbrief_status_bekannt", condition=models.Q(status__in=Status.values)
            ),
        ]

    def __str__(self):
        nummer = self.nummer or self.vorgesehene_nummer
        return f"{nummer} {self.titel}" if nummer else self.titel

    @property
    def hat_nummer(self):
        return self.nummer is not None

    @property
    def ist_abgelegt(self):
        return self.abgelegt_at is not None

    @property
    def ist_geloescht(self):
        return self.geloescht_at is not None

    @property
    def zustand(self):
        """The state in words: what was put away says so before its Bearbeitung."""
        if self.ist_geloescht:
            return "gelöscht"
        if self.nachfolger_id:
            return "zusammengeführt"
        return "abgelegt" if self.ist_abgelegt else self.get_status_display()

    def clean(self):
        if self.beginn and self.ende and self.ende.letzter_tag < self.beginn.datum:
            raise ValidationError({"ende": "Das Ende liegt vor dem Beginn."})
        if self.zielgruppen_auswahl:
            self._check_zielgruppen()

    def _check_zielgruppen(self):
        gruppen = Zielgruppe.objects.nach_namen()
        namen = dict.fromkeys(gruppe.name for gruppe in gruppen.values())
        for zeile in filter(None, map(str.strip, self.zielgruppen_auswahl.splitlines())):
            if zeile not in gruppen:
                erlaubt = ", ".join(f"„{name}“" for name in namen) or "noch keine"
                raise ValidationError(
                    {
                        "zielgruppen_auswahl": f"„{zeile[:60]}“ steht nicht in der Liste der Zielgruppen. Erlaubt sind {erlaubt}."
                    }
                )


class Nummernvergabe(models.Model):
    """The register of every Nummer ever given. Append only: no number is used twice.

    The row whose number the Steckbrief bears today is its Nummer; all others are aliases,
    which keep printed addresses working after a renumbering.
    """

    steckbrief = models.ForeignKey(
        Steckbrief, verbose_name="Steckbrief", on_delete=models.PROTECT, related_name="nummern"
    )
    nummer = models.CharField("Nummer", max_length=40, validators=[nummer_pruefen])
    schluessel = models.CharField(max_length=40, unique=True)
    vergeben_at = models.DateTimeField("vergeben", auto_now_add=True)
    vergeben_von = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "Nummernvergabe"
        verbose_name_plural = "Nummernregister"
        ordering = ["schluessel"]

    def __str__(self):
        return self.nummer
