"""Bring the database up to date, fill it if it is empty, and serve. One process: that is quick.

usage: .venv/bin/python deploy/dev/start.py [--leer] [PORT]
"""

import os
import secrets
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

ENV_FILE = """\
# Geschrieben vom ersten „make start“, nur für diesen Rechner. Alle Variablen: .env.example
DJANGO_SECRET_KEY=%s
DJANGO_HTTPS=0
DJANGO_DEBUG=0
"""


def main(arguments):
    empty = "--leer" in arguments
    port = next((argument for argument in arguments if argument.isdigit()), "8000")
    os.chdir(ROOT)
    sys.path.insert(0, ROOT)
    write_env_file()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agenda.settings")
    os.environ.setdefault("DJANGO_BASE_URL", "http://127.0.0.1:" + port)
    os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
    # The password must appear at once even where the output goes into a file.
    sys.stdout.reconfigure(line_buffering=True)

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("einrichten", *(["--leer"] if empty else []))
    if not empty:
        call_command("muster_ausgabe")
    call_command("erstes_konto")
    call_command("check", databases=["default"])
    if os.environ.get("DJANGO_DEBUG") == "1":
        os.execv(sys.executable, [sys.executable, "manage.py", "runserver", "127.0.0.1:" + port])
    call_command("runserver", "127.0.0.1:" + port, use_reloader=False)


def write_env_file():
    try:
        file = os.open(".env", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(file, "w", encoding="utf-8") as env:
        env.write(ENV_FILE % secrets.token_urlsafe(50))


if __name__ == "__main__":
    main(sys.argv[1:])
