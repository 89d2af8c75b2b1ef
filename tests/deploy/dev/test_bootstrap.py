import ast
import os
import sys
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS = sorted((Path(settings.BASE_DIR) / "deploy/dev").glob("*.py"))


@pytest.fixture
def bootstrap(load_script):
    return load_script("bootstrap")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_an_old_python_can_read_it_to_say_that_it_is_too_old(script):
    ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_one_sentence_for_each_missing_thing(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    missing = [
        bootstrap.Need("Pango", ["libpango-1.0-0"], lambda: False),
        bootstrap.Need("Chromium", ["chromium"], lambda: False),
        bootstrap.Need("PostgreSQL", ["postgresql"], lambda: True),
    ]
    with pytest.raises(SystemExit) as stop:
        bootstrap.require(missing)
    assert stop.value.code == 1
    pango, chromium = capsys.readouterr().err.splitlines()
    assert pango.startswith("Pango fehlt")
    assert pango.endswith("apt-get install libpango-1.0-0")
    assert chromium.endswith("apt-get install chromium")


def test_root_on_debian_installs_what_is_missing_once(bootstrap, monkeypatch):
    installed = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bootstrap, "apt", lambda *arguments: installed.append(arguments))
    bootstrap.require([bootstrap.Need("Chromium", ["chromium"], lambda: len(installed) == 2)])
    assert installed == [("update",), ("install", "--yes", "--no-install-recommends", "chromium")]


def test_nobody_calls_sudo():
    for script in [*SCRIPTS, Path(settings.BASE_DIR) / "Makefile"]:
        assert "sudo" not in script.read_text(encoding="utf-8")


def test_the_running_python_is_the_first_choice(bootstrap):
    assert bootstrap.suitable_python() == sys.executable


def test_a_changed_lock_file_is_installed_anew(bootstrap, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lock = Path("requirements.lock")
    lock.write_text("django==5.2\n")
    assert not bootstrap.is_stamped(".", lock.name)
    bootstrap.stamp(".", lock.name)
    assert bootstrap.is_stamped(".", lock.name)
    lock.write_text("django==5.2.1\n")
    assert not bootstrap.is_stamped(".", lock.name)


def test_without_npm_on_the_path_the_one_from_pypi_is_taken(bootstrap, monkeypatch):
    installed = []
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    monkeypatch.setattr(bootstrap, "uv_install", installed.append)
    assert bootstrap.npm()[0] == bootstrap.VENV_PYTHON
    assert installed == ["deploy/dev/requirements-node.lock"]


def test_a_failing_command_stops_the_run_and_is_named(bootstrap):
    with pytest.raises(SystemExit, match="Nicht gelungen: false"):
        bootstrap.run("false")
