"""Say before the first request what the portal will miss, and how to get it."""

import ipaddress
import os
from ctypes.util import find_library
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

# WeasyPrint loads these at run time. Importing it here to find out would cost half a second.
PANGO_PACKAGES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
NODE_FILES = (
    "@kern-ux/native/dist/kern.min.css",
    "@fontsource/fira-sans/files/fira-sans-latin-400-normal.woff2",
    "@fontsource/noto-emoji/files/noto-emoji-0-400-normal.woff",
)


@register
def pango_is_installed(app_configs, **kwargs):
    missing = [package for name, package in PANGO_PACKAGES.items() if not find_library(name)]
    if not missing:
        return []
    return [
        Error(
            f"Für die PDF-Ausgabe fehlen Systembibliotheken: {', '.join(missing)}.",
            hint=f"Unter Debian und Ubuntu: apt-get install {' '.join(PANGO_PACKAGES.values())}",
            id="agenda.E001",
        )
    ]


@register
def node_modules_are_installed(app_configs, **kwargs):
    node_modules = Path(settings.BASE_DIR) / "node_modules"
    missing = [name for name in NODE_FILES if not (node_modules / name).is_file()]
    if not missing:
        return []
    return [
        Error(
            f"Gestaltung und Schrift fehlen unter {node_modules}: {', '.join(missing)}.",
            hint="Bitte ausführen: make setup (oder: npm ci --ignore-scripts)",
            id="agenda.E002",
        )
    ]


@register(Tags.security, deploy=True)
def papers_name_a_public_address(app_configs, **kwargs):
    """Run by `check --deploy`: what is printed in a QR code cannot be mended later."""
    adresse = urlsplit(settings.BASE_URL)
    geraten = not os.environ.get("DJANGO_BASE_URL", "").strip()
    if geraten and settings.ALLOWED_HOSTS[0].startswith((".", "*")):
        fehlt = f"ist nur geraten: DJANGO_ALLOWED_HOSTS beginnt mit „{settings.ALLOWED_HOSTS[0]}“"
    elif adresse.scheme not in ("http", "https") or not adresse.hostname:
        fehlt = "ist keine Internetadresse"
    elif _is_this_machine(adresse.hostname):
        fehlt = "erreicht man nur auf diesem Rechner"
    else:
        return []
    return [
        Warning(
            f"Die Adresse auf Papieren und in ihren QR-Codes, „{settings.BASE_URL}“, {fehlt}.",
            hint="Bitte DJANGO_BASE_URL setzen, etwa DJANGO_BASE_URL=https://agenda.example.org",
            id="agenda.W001",
        )
    ]


def _is_this_machine(host):
    try:
        adresse = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return adresse.is_loopback or adresse.is_unspecified


@register(Tags.database)
def frozen_tables_have_triggers(app_configs, databases, **kwargs):
    """Run by `migrate` and `check --database default`: a release that can be changed is none."""
    from agenda.models import frozen

    errors = []
    for alias in databases or ():
        if missing := frozen.fehlende(connections[alias]):
            errors.append(
                Error(
                    f"In der Datenbank „{alias}“ fehlen Schutz-Trigger: {', '.join(missing)}.",
                    hint="Bitte ausführen: python manage.py migrate --skip-checks (legt sie neu an)",
                    id="agenda.E003",
                )
            )
    return errors
