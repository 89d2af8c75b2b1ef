"""What the project does around a migration: frozen tables can be remade, and are frozen again."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate, pre_migrate

from agenda.models import Sachstand, frozen
from tests.factories import make_fassung, make_sachstand


@pytest.mark.django_db(transaction=True)
def test_a_migration_may_remake_a_frozen_table():
    """On SQLite a new column can mean a new table, which no trigger may name meanwhile."""
    sachstand = make_sachstand(make_fassung().steckbrief)
    config = apps.get_app_config("agenda")
    wie = {"app_config": config, "verbosity": 0, "interactive": False, "using": "default"}
    plan = [(type("Migration", (), {"app_label": "anderswo"}), False)]
    try:
        pre_migrate.send(sender=config, plan=plan, apps=apps, **wie)
        if connection.vendor == "sqlite":
            with connection.schema_editor() as editor:
                editor._remake_table(Sachstand)
        assert frozen.fehlende(connection)
    finally:
        post_migrate.send(sender=config, plan=plan, apps=apps, **wie)
    assert frozen.fehlende(connection) == []
    assert Sachstand.objects.get() == sachstand


@pytest.mark.django_db
def test_a_migrate_without_anything_to_do_leaves_the_triggers():
    config = apps.get_app_config("agenda")
    pre_migrate.send(
        sender=config,
        app_config=config,
        verbosity=0,
        interactive=False,
        using="default",
        plan=[],
        apps=apps,
    )
    assert frozen.fehlende(connection) == []
