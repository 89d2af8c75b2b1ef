from django.apps import AppConfig
from django.contrib.staticfiles import apps as staticfiles
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate, pre_migrate


def remove_frozen_triggers(using, plan=(), **kwargs):
    """Let a migration remake tables: SQLite refuses while a trigger names the one that is moved.

    post_migrate installs them anew; where a migration fails in between, the check tells.
    """
    from agenda.models import frozen

    if plan:
        frozen.remove(connections[using])


def install_frozen_triggers(using, **kwargs):
    from agenda.models import frozen

    frozen.install(connections[using])


def sync_groups(**kwargs):
    from agenda.domain import rollen

    rollen.sync_groups()


def rebuild_eintraege(using, plan=(), **kwargs):
    """Derived rows take their new shape by themselves when the tables of the agenda changed.

    After a flush there is no plan, and nothing to derive from.
    """
    from agenda.domain import eintraege

    if using == DEFAULT_DB_ALIAS and any(
        migration.app_label == "agenda" and not backwards for migration, backwards in plan
    ):
        eintraege.rebuild_all()


class AgendaConfig(AppConfig):
    name = "agenda"
    verbose_name = "Digitale Agenda"

    def ready(self):
        from agenda import checks  # noqa: F401 - importing registers them

        pre_migrate.connect(remove_frozen_triggers, sender=self)
        post_migrate.connect(install_frozen_triggers, sender=self)
        post_migrate.connect(sync_groups, sender=self)
        post_migrate.connect(rebuild_eintraege, sender=self)


class StaticFilesConfig(staticfiles.StaticFilesConfig):
    """Collect what our pages link to: of KERN one style sheet, of Fira Sans four faces."""

    ignore_patterns = (
        *staticfiles.StaticFilesConfig.ignore_patterns,
        "kern.css",
        "kern-grid*",
        "kern-utilities*",
        "kern-kopfzeile.js",
        "FiraSans-*",
        "fira-sans.*css",
        "noto-sans*",
        "fira-sans-*.woff",
        "fira-sans-*-[1235789]00-*",
        "fira-sans-cyrillic*",
        "fira-sans-greek*",
        "fira-sans-latin-ext*",
        "fira-sans-vietnamese*",
    )
