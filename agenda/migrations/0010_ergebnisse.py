from django.db import migrations

# What a new portal gets today (agenda.domain.einrichtung): the list of one set up before knows
# neither that a paper was decided nor that a changed decision asks for a changed Anlage.
BESCHLOSSEN = ("ungeaendert_beschlossen", "geaendert_beschlossen")
GEAENDERT = "geaendert_beschlossen"


def tell_what_results_mean(apps, schema_editor):
    ergebnisse = apps.get_model("agenda", "Beratungsergebnis").objects
    ergebnisse.filter(schluessel__in=BESCHLOSSEN).update(beschlossen=True)
    ergebnisse.filter(schluessel=GEAENDERT).update(verlangt_neuen_stand=True)


class Migration(migrations.Migration):
    dependencies = [("agenda", "0009_berichtswesen")]

    operations = [
        migrations.RunPython(tell_what_results_mean, migrations.RunPython.noop, elidable=True)
    ]
