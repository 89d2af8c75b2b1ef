"""What makes the tests stricter than production must itself be able to fail."""

import contextlib
import socket

import pytest
from django.db import connection
from django.template import Context, Engine

from agenda.models import frozen
from agenda.models.fassung import Fassung
from tests.factories import make_fassung, make_steckbrief
from tests.strict import MissingVariable, OutgoingConnection, UndefinedVariable, refuse_other_hosts


def render(folder, source):
    folder.mkdir()
    (folder / "seite.html").write_text(source)
    engine = Engine(dirs=[folder], string_if_invalid=MissingVariable("%s"))
    return engine.get_template("seite.html").render(Context())


def test_undefined_variable_in_our_templates_is_an_error(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    with pytest.raises(UndefinedVariable, match=r"titel.*seite\.html"):
        render(tmp_path / "templates", "{% if True %}{{ titel }}{% endif %}")


def test_djangos_own_templates_may_leave_variables_out(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    assert render(tmp_path / "django", "a{{ titel }}b") == "ab"


def test_asking_whether_a_variable_exists_is_allowed(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    assert render(tmp_path / "templates", "{% if titel %}a{% endif %}") == ""


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0)])
def test_a_swallowed_connection_to_another_host_is_noted(address):
    attempts = []
    connect = refuse_other_hosts(None, attempts)
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as a_socket, contextlib.suppress(OutgoingConnection):
        connect(a_socket, address)
    assert attempts == [address]


def test_this_machine_may_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_a_frozen_row_does_not_outlive_a_transactional_test(run):
    assert not Fassung.objects.exists()
    assert frozen.fehlende(connection) == []
    make_fassung(make_steckbrief(f"Lauf {run}"))
