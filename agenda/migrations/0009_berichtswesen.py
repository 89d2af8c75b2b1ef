import agenda.models.runde
import datetime
import django.db.models.deletion
import django.db.models.expressions
import kommunen.felder
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0008_ausgabe"),
        ("kommunen", "0004_berichtswesen"),
        ("kommunen", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sitzung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("datum", models.DateField(verbose_name="Tag der Sitzung")),
                ("uhrzeit", models.TimeField(blank=True, null=True, verbose_name="Uhrzeit")),
                ("ort", models.CharField(blank=True, max_length=160, verbose_name="Ort")),
                (
                    "ladung_am",
                    models.DateField(
                        blank=True,
                        help_text="Spätestens eine Woche vor der Sitzung. Leer lassen: genau eine Woche vorher.",
                        verbose_name="Ladung am",
                    ),
                ),
                ("oeffentlich", models.BooleanField(default=True, verbose_name="öffentlich")),
                (
                    "gremium",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sitzungen",
                        to="kommunen.gremium",
                        verbose_name="Gremium",
                    ),
                ),
            ],
            options={
                "verbose_name": "Sitzung",
                "verbose_name_plural": "Sitzungen",
                "ordering": ["-datum", "gremium"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("gremium", "datum"),
                        name="sitzung_einmal",
                        violation_error_message="Diese Sitzung gibt es schon.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ladung_am__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("datum"), "-", models.Value(datetime.timedelta(days=7))
                                ),
                            )
                        ),
                        name="sitzung_ladung_eine_woche_vorher",
                        violation_error_message="Die Ladung geht spätestens eine Woche vor der Sitzung hinaus.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Runde",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stichtag",
                    models.DateField(
                        help_text="Von welchem Tag der Stand berichtet wird, zum Beispiel Quartalsende.",
                        verbose_name="Stichtag",
                    ),
                ),
                (
                    "abgabefrist",
                    models.DateField(
                        help_text="Vor der Ladung zur Sitzung.", verbose_name="Abgabefrist"
                    ),
                ),
                (
                    "anschreiben",
                    models.TextField(
                        blank=True,
                        help_text="Steht in der E-Mail über dem persönlichen Link. Leer lassen: ein kurzer Standardtext.",
                        verbose_name="Anschreiben",
                    ),
                ),
                (
                    "eroeffnet_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="eröffnet"),
                ),
                (
                    "geschlossen_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="geschlossen"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="angelegt")),
                (
                    "created_von",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="angelegt von",
                    ),
                ),
                (
                    "sitzung",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runde",
                        to="agenda.sitzung",
                        verbose_name="zur Sitzung",
                    ),
                ),
            ],
            options={
                "verbose_name": "Runde",
                "verbose_name_plural": "Runden",
                "ordering": ["-stichtag", "-pk"],
                "permissions": [("manage_runde", "Darf Runden eröffnen, erinnern und schließen")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("geschlossen_at__isnull", True),
                            ("eroeffnet_at__isnull", False),
                            _connector="OR",
                        ),
                        name="runde_geschlossen_nach_eroeffnet",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stichtag__lte", models.F("abgabefrist"))),
                        name="runde_stichtag_vor_frist",
                        violation_error_message="Der Stichtag liegt nicht nach der Abgabefrist.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Abfrage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "erinnert_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="zuletzt erinnert"
                    ),
                ),
                (
                    "erinnerungen",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="Erinnerungen"
                    ),
                ),
                (
                    "kommune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="abfragen",
                        to="kommunen.kommune",
                        verbose_name="Partner",
                    ),
                ),
                (
                    "runde",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="abfragen",
                        to="agenda.runde",
                    ),
                ),
            ],
            options={
                "verbose_name": "Abfrage",
                "verbose_name_plural": "Abfragen",
                "ordering": ["kommune"],
                "constraints": [
                    models.UniqueConstraint(fields=("runde", "kommune"), name="abfrage_einmal")
                ],
            },
        ),
        migrations.CreateModel(
            name="Meldelink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-Mail")),
                (
                    "schluessel",
                    models.CharField(
                        default=agenda.models.runde.neuer_schluessel, editable=False, max_length=32
                    ),
                ),
                (
                    "versandt_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="versandt"),
                ),
                (
                    "fehler",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=300,
                        verbose_name="Fehler beim Versand",
                    ),
                ),
                (
                    "widerrufen_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="widerrufen"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="angelegt")),
                (
                    "abfrage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="agenda.abfrage",
                    ),
                ),
                (
                    "steckbrief",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agenda.steckbrief",
                        verbose_name="nur für",
                    ),
                ),
            ],
            options={
                "verbose_name": "Meldelink",
                "verbose_name_plural": "Meldelinks",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Ausfuehrungsstand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stand",
                    models.CharField(
                        choices=[
                            ("offen", "offen"),
                            ("in_ausfuehrung", "in Ausführung"),
                            ("teilweise", "teilweise ausgeführt"),
                            ("ausgefuehrt", "ausgeführt"),
                            ("entfallen", "entfallen"),
                        ],
                        max_length=15,
                        verbose_name="Ausführung",
                    ),
                ),
                ("datum", models.DateField(verbose_name="Stand vom")),
                ("text", models.TextField(blank=True, verbose_name="Erläuterung")),
                (
                    "naechster_bericht",
                    models.DateField(
                        blank=True, null=True, verbose_name="nächster Bericht fällig am"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="eingetragen")),
                (
                    "beschlusspunkt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ausfuehrungen",
                        to="agenda.beschlusspunkt",
                    ),
                ),
                (
                    "eingetragen_von",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="eingetragen von",
                    ),
                ),
            ],
            options={
                "verbose_name": "Stand der Ausführung",
                "verbose_name_plural": "Stände der Ausführung",
                "ordering": ["-datum", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stand__in",
                                [
                                    "offen",
                                    "in_ausfuehrung",
                                    "teilweise",
                                    "ausgefuehrt",
                                    "entfallen",
                                ],
                            )
                        ),
                        name="ausfuehrungsstand_bekannt",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FinanzielleAuswirkung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "jahr",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="Haushaltsjahr"
                    ),
                ),
                ("produkt", models.CharField(blank=True, max_length=160, verbose_name="Produkt")),
                (
                    "ertrag",
                    kommunen.felder.CentField(blank=True, null=True, verbose_name="Ertrag (€)"),
                ),
                (
                    "aufwand",
                    kommunen.felder.CentField(blank=True, null=True, verbose_name="Aufwand (€)"),
                ),
                (
                    "drucksache",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="finanzen",
                        to="agenda.drucksache",
                    ),
                ),
            ],
            options={
                "verbose_name": "Finanzielle Auswirkung",
                "verbose_name_plural": "Finanzielle Auswirkungen",
                "ordering": [models.OrderBy(models.F("jahr"), nulls_last=True), "pk"],
            },
        ),
        migrations.CreateModel(
            name="Bericht",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nummer", models.PositiveSmallIntegerField(verbose_name="Nummer in der Reihe")),
                (
                    "berichtigung",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="Berichtigung"
                    ),
                ),
                (
                    "berichtigung_grund",
                    models.TextField(
                        blank=True,
                        help_text="Steht auf der ersten Seite der Berichtigung.",
                        verbose_name="Was berichtigt wird",
                    ),
                ),
                (
                    "titel",
                    models.CharField(
                        default="Sachstandsbericht", max_length=200, verbose_name="Titel"
                    ),
                ),
                (
                    "von",
                    models.DateField(help_text="Erster Tag des Zeitraums.", verbose_name="von"),
                ),
                (
                    "bis",
                    models.DateField(help_text="Letzter Tag des Zeitraums.", verbose_name="bis"),
                ),
                (
                    "redaktionsschluss",
                    models.DateTimeField(
                        blank=True,
                        help_text="Bis wann angenommene Sachstände zum Zeitraum eingehen. Leer: bis zum Festschreiben.",
                        null=True,
                        verbose_name="Redaktionsschluss",
                    ),
                ),
                (
                    "aktenzeichen",
                    models.CharField(blank=True, max_length=80, verbose_name="Aktenzeichen"),
                ),
                (
                    "vorwort",
                    models.TextField(
                        blank=True, help_text="Markdown ist erlaubt.", verbose_name="Vorwort"
                    ),
                ),
                (
                    "ausblick",
                    models.TextField(
                        blank=True, help_text="Markdown ist erlaubt.", verbose_name="Ausblick"
                    ),
                ),
                (
                    "personal",
                    models.TextField(
                        blank=True,
                        help_text="Nur Funktionen, keine Namen.",
                        verbose_name="Personal",
                    ),
                ),
                ("veranstaltungen", models.TextField(blank=True, verbose_name="Veranstaltungen")),
                (
                    "vortrag",
                    models.TextField(
                        blank=True,
                        help_text="Funktionen, keine Namen.",
                        verbose_name="Wer vorträgt",
                    ),
                ),
                ("dokument", models.TextField(blank=True, editable=False, verbose_name="Dokument")),
                (
                    "sha256",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="Prüfsumme"
                    ),
                ),
                (
                    "sha256_original",
                    models.CharField(
                        blank=True,
                        default="",
                        editable=False,
                        max_length=64,
                        verbose_name="Prüfsumme vor der ersten Schwärzung",
                    ),
                ),
                (
                    "geschwaerzt_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="geschwärzt"),
                ),
                (
                    "festgeschrieben_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="festgeschrieben"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="angelegt")),
                (
                    "beratung",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="berichte",
                        to="agenda.beratung",
                        verbose_name="für die Beratung",
                    ),
                ),
                (
                    "created_von",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="angelegt von",
                    ),
                ),
                (
                    "drucksache",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="berichte",
                        to="agenda.drucksache",
                        verbose_name="Drucksache",
                    ),
                ),
                (
                    "festgeschrieben_von",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="festgeschrieben von",
                    ),
                ),
                (
                    "sitzung",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="berichte",
                        to="agenda.sitzung",
                        verbose_name="für die Sitzung",
                    ),
                ),
            ],
            options={
                "verbose_name": "Sachstandsbericht",
                "verbose_name_plural": "Sachstandsberichte",
                "ordering": ["-nummer", "-berichtigung"],
                "permissions": [("freeze_bericht", "Darf Sachstandsberichte festschreiben")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("nummer", "berichtigung"),
                        name="bericht_nummer_einmal",
                        violation_error_message="Einen Bericht mit dieser Nummer gibt es schon.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("nummer__gte", 1)),
                        name="bericht_nummer_ab_eins",
                        violation_error_message="Die Reihe beginnt mit 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("von__lte", models.F("bis"))),
                        name="bericht_zeitraum",
                        violation_error_message="Der Zeitraum endet vor seinem Anfang. Bitte prüfen Sie „von“ und „bis“.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("festgeschrieben_at__isnull", True),
                            models.Q(
                                models.Q(("dokument", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                                ("redaktionsschluss__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="bericht_fest_mit_dokument",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("berichtigung", 0),
                            models.Q(("berichtigung_grund", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="bericht_berichtigung_mit_grund",
                        violation_error_message="Bitte sagen Sie, was berichtigt wird.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BerichtDatei",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "dokument_sha256",
                    models.CharField(max_length=64, verbose_name="aus dem Dokument"),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="Prüfsumme")),
                ("groesse", models.PositiveBigIntegerField(verbose_name="Größe in Bytes")),
                ("seiten", models.PositiveIntegerField(verbose_name="Seiten")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="erzeugt")),
                (
                    "bericht",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dateien",
                        to="agenda.bericht",
                    ),
                ),
            ],
            options={
                "verbose_name": "Datei eines Berichts",
                "verbose_name_plural": "Dateien von Berichten",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bericht", "dokument_sha256"), name="berichtdatei_einmal"
                    )
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="drucksache",
            options={
                "ordering": ["-entwurf", "-nummer"],
                "verbose_name": "Drucksache",
                "verbose_name_plural": "Drucksachen",
            },
        ),
        migrations.RemoveConstraint(
            model_name="sachstand",
            name="sachstand_umsetzungsstand_bekannt",
        ),
        migrations.AddField(
            model_name="beratungsergebnis",
            name="beschlossen",
            field=models.BooleanField(
                default=False,
                help_text="Dann laufen die Beschlusspunkte.",
                verbose_name="gilt als beschlossen",
            ),
        ),
        migrations.AddField(
            model_name="beratungsergebnis",
            name="verlangt_neuen_stand",
            field=models.BooleanField(
                default=False,
                help_text="Zum Beispiel „geändert beschlossen“: Das nächste Gremium braucht die geänderte Anlage mit Synopse.",
                verbose_name="verlangt einen neuen Stand der Anlagen",
            ),
        ),
        migrations.AddField(
            model_name="drucksache",
            name="aktenzeichen",
            field=models.CharField(blank=True, max_length=80, verbose_name="Aktenzeichen"),
        ),
        migrations.AddField(
            model_name="drucksache",
            name="entwurf",
            field=models.BooleanField(
                default=False,
                help_text="Vorlage, die noch geschrieben wird. Erscheint auf keiner Seite.",
                verbose_name="Entwurf",
            ),
        ),
        migrations.AddField(
            model_name="drucksache",
            name="stellenplan",
            field=models.TextField(
                blank=True,
                help_text="Zum Beispiel „keine“.",
                verbose_name="Auswirkungen auf den Stellenplan",
            ),
        ),
        migrations.AddField(
            model_name="sachstand",
            name="art",
            field=models.CharField(
                choices=[
                    ("bericht", "Bericht"),
                    ("unveraendert", "unverändert bestätigt"),
                    ("vor_ort", "nur Stand vor Ort"),
                ],
                default="bericht",
                editable=False,
                max_length=12,
                verbose_name="Art",
            ),
        ),
        migrations.AddField(
            model_name="sachstand",
            name="bestaetigt",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bestaetigungen",
                to="agenda.sachstand",
                verbose_name="bestätigt den Bericht",
            ),
        ),
        migrations.AddField(
            model_name="sachstand",
            name="eingereicht_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="eingereicht"),
        ),
        migrations.AddField(
            model_name="sachstand",
            name="gemeldet_funktion",
            field=models.CharField(
                blank=True,
                help_text="Stelle oder Funktion, zum Beispiel „Fachamt Bauen“. Keine Namen von Personen.",
                max_length=120,
                verbose_name="gemeldet von (Funktion)",
            ),
        ),
        migrations.AddField(
            model_name="sachstand",
            name="kommune",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kommunen.kommune",
                verbose_name="gemeldet für",
            ),
        ),
        migrations.AddField(
            model_name="sachstand",
            name="rueckfrage",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="Warum die Stabsstelle den Bericht zurückgegeben hat. Nie öffentlich.",
                verbose_name="Rückfrage",
            ),
        ),
        migrations.AddField(
            model_name="sachstand",
            name="version",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="Version"),
        ),
        migrations.AddField(
            model_name="sachstand",
            name="vertretung",
            field=models.BooleanField(
                default=False,
                editable=False,
                verbose_name="von der Stabsstelle für den Partner gemeldet",
            ),
        ),
        migrations.AlterField(
            model_name="drucksache",
            name="nummer",
            field=models.CharField(
                blank=True,
                help_text="Zum Beispiel „2027/0123“. Bei einem Entwurf leer, solange das Ratssystem keine vergeben hat.",
                max_length=40,
                null=True,
                unique=True,
                verbose_name="Nummer",
            ),
        ),
        migrations.AlterField(
            model_name="vorgang",
            name="verb",
            field=models.CharField(
                choices=[
                    ("angelegt", "angelegt"),
                    ("bearbeitet", "bearbeitet"),
                    ("eingereicht", "zur Freigabe eingereicht"),
                    ("zurueckgegeben", "zurück an Bearbeitung"),
                    ("freigegeben", "freigegeben"),
                    ("abgelegt", "abgelegt"),
                    ("wieder_aufgenommen", "wieder aufgenommen"),
                    ("zusammengefuehrt", "zusammengeführt"),
                    ("umnummeriert", "umnummeriert"),
                    ("verworfen", "Entwurf verworfen"),
                    ("wiederhergestellt", "früheren Stand wiederhergestellt"),
                    ("importiert", "importiert"),
                    ("geloescht", "Entwurf gelöscht"),
                    ("zurueckgeholt", "Entwurf zurückgeholt"),
                    ("geschwaerzt", "geschwärzt"),
                    ("sachstand_eingereicht", "Sachstand eingereicht"),
                    ("sachstand_zurueck", "Sachstand zurückgegeben"),
                    ("sachstand_angenommen", "Sachstand angenommen"),
                ],
                max_length=24,
                verbose_name="Vorgang",
            ),
        ),
        migrations.AddConstraint(
            model_name="drucksache",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("entwurf", True),
                    models.Q(("nummer__isnull", False), models.Q(("nummer", ""), _negated=True)),
                    _connector="OR",
                ),
                name="drucksache_nummer_oder_entwurf",
                violation_error_message="Bitte geben Sie die Nummer an. Nur ein Entwurf darf noch ohne sein.",
            ),
        ),
        migrations.AddField(
            model_name="sachstand",
            name="runde",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sachstaende",
                to="agenda.runde",
                verbose_name="Runde",
            ),
        ),
        migrations.AddConstraint(
            model_name="sachstand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "umsetzungsstand__in",
                        [
                            "idee",
                            "in_planung",
                            "in_erprobung",
                            "in_umsetzung",
                            "in_betrieb",
                            "abgeschlossen",
                            "zurueckgestellt",
                            "eingestellt",
                            "unbekannt",
                        ],
                    ),
                    models.Q(("art", "vor_ort"), ("umsetzungsstand", "")),
                    _connector="OR",
                ),
                name="sachstand_umsetzungsstand_bekannt",
                violation_error_message="Bitte wählen Sie einen Umsetzungsstand.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sachstand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("art", "unveraendert"), _negated=True),
                    ("bestaetigt__isnull", False),
                    _connector="OR",
                ),
                name="sachstand_bestaetigt_etwas",
            ),
        ),
        migrations.AddConstraint(
            model_name="sachstand",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("status", "angenommen"), _negated=True),
                    models.Q(("art", "vor_ort"), _negated=True),
                ),
                fields=("runde", "steckbrief"),
                name="sachstand_einmal_je_runde",
            ),
        ),
        migrations.AddConstraint(
            model_name="sachstand",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("status", "angenommen"), _negated=True), ("art", "vor_ort")
                ),
                fields=("runde", "steckbrief", "kommune"),
                name="sachstand_vor_ort_einmal_je_runde",
            ),
        ),
    ]
