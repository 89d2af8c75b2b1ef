from django.db import migrations, models
from slugify import GERMAN, slugify

# What a new portal gets today (agenda.domain.einrichtung): one set up before has no list yet.
ZIELGRUPPEN = (
    "Alle Einwohner*innen",
    "Kinder und Jugendliche",
    "Familien",
    "Ältere Menschen",
    "Menschen mit Behinderung",
    "Schulen und Bildung",
    "Vereine und Ehrenamt",
    "Unternehmen",
    "Gäste und Tourismus",
    "Verwaltung und Politik",
)


def create_list(apps, schema_editor):
    """Give a portal that is in use its Zielgruppen; `einrichten` gives them to an empty one."""
    portal = apps.get_model("kommunen", "Portal").objects
    zielgruppen = apps.get_model("agenda", "Zielgruppe").objects
    if not portal.exists() or zielgruppen.exists():
        return
    for reihenfolge, name in enumerate(ZIELGRUPPEN, 1):
        slug = slugify(name, replacements=GERMAN, max_length=60)
        zielgruppen.create(name=name, slug=slug, reihenfolge=reihenfolge)


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0006_seiten"),
        ("kommunen", "0003_hilfetexte"),
    ]

    operations = [
        migrations.AddField(
            model_name="zielgruppe",
            name="fruehere_namen",
            field=models.TextField(
                blank=True, default="", editable=False, verbose_name="frühere Namen"
            ),
        ),
        migrations.RunPython(create_list, migrations.RunPython.noop, elidable=True),
    ]
