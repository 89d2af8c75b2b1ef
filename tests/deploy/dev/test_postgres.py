import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

SCRIPT = Path(settings.BASE_DIR) / "deploy/dev/postgres.py"
SHOW_URL = "import os; print(os.environ['DATABASE_URL'], flush=True); "


@pytest.fixture
def folder():
    """A folder the server's own user may enter; pytest closes its folders to others."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def start(folder):
    """Return a function that starts the script with Python code as its command."""
    environment = os.environ | {"TMPDIR": str(folder), "LC_ALL": "gibt_es.nicht"}

    def start(code):
        command = [sys.executable, SCRIPT, "--", sys.executable, "-c", SHOW_URL + code]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)

    return start


def assert_gone(url, folder):
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    assert not list(folder.glob("agenda-postgres-*"))


def test_gives_a_working_database_and_passes_the_exit_code_on(start, folder):
    code = (
        "import psycopg; connection = psycopg.connect(os.environ['DATABASE_URL']);"
        "print(connection.execute(\"SELECT upper('ä')\").fetchone()[0]); raise SystemExit(7)"
    )
    process = start(code)
    url, upper = process.communicate(timeout=60)[0].split()
    assert upper == "Ä"
    assert "@127.0.0.1:" in url
    assert process.returncode == 7
    assert_gone(url, folder)


def test_a_killed_run_leaves_nothing_behind(start, folder):
    process = start("import time; time.sleep(60)")
    url = process.stdout.readline().strip()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 143
    time.sleep(0.2)
    assert_gone(url, folder)
