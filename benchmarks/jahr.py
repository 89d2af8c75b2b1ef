"""Play the scripted year of the tests into an empty database, for looking at.

    DATABASE_URL=sqlite:////tmp/jahr.sqlite3 python benchmarks/jahr.py FOLDER

Two rounds of reporting with late, silent and delegated partners; see tests/agenda/jahr.py. Both
Sachstandsberichte are written to FOLDER as PDF and Word. Settings come from the environment, as for
manage.py. Mails are not sent. A database with any table is refused.
"""

import os
import sys
from pathlib import Path

WURZEL = Path(__file__).resolve().parents[1]


class Uhr:
    """What the year needs of pytest's monkeypatch; nothing is set back, for the process ends."""

    setattr = staticmethod(setattr)


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    if "DATABASE_URL" not in os.environ:
        raise SystemExit("DATABASE_URL must name an empty database.")
    sys.path.insert(0, str(WURZEL))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agenda.settings")

    import django
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    django.setup()
    # Takes the host name of the test client, and keeps mails.
    setup_test_environment(debug=False)
    _refuse_what_is_not_empty()
    call_command("migrate", verbosity=0)
    _spielen(Path(sys.argv[1]))


def _refuse_what_is_not_empty():
    from django.db import connection

    if connection.introspection.table_names():
        raise SystemExit("This database is not empty: the year is played into an empty one only.")


def _spielen(ordner):
    from agenda.domain import berichte
    from agenda.papers import bericht as papier
    from agenda.papers import bericht_docx
    from tests.agenda.jahr import erzaehlen

    jahr = erzaehlen(Uhr)
    ordner.mkdir(parents=True, exist_ok=True)
    for bericht in (jahr.bericht_1, jahr.bericht_2):
        dokument = berichte.bauen(bericht)
        name = papier.dateiname(dokument)
        (ordner / f"{name}.pdf").write_bytes(papier.pdf(dokument))
        (ordner / f"{name}.docx").write_bytes(bericht_docx.docx(dokument))
        print(ordner / name)


if __name__ == "__main__":
    main()
