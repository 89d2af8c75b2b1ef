import gc
import io
import socket
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import settings as hypothesis_settings

from tests.strict import refuse_other_hosts

# A test that fails because the machine was busy, or only on Tuesdays, teaches nothing.
hypothesis_settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis_settings.load_profile("steady")


def pytest_collection_modifyitems(config, items):
    """Leave out what only PostgreSQL can do; `make test` runs it there."""
    # A fifth of the processor's time went into collecting again and again what lives as long as
    # the run: Django, the tests and their modules.
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)
    if connection.vendor == "postgresql":
        return
    config.hook.pytest_deselected(
        items=[item for item in items if item.get_closest_marker("postgresql")]
    )
    items[:] = [item for item in items if not item.get_closest_marker("postgresql")]


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch):
    """Fail a test that opens a connection to another host, even if its error was swallowed."""
    attempts = []
    for name in ("connect", "connect_ex"):
        connect = getattr(socket.socket, name)
        monkeypatch.setattr(socket.socket, name, refuse_other_hosts(connect, attempts))
    yield
    assert not attempts, f"connections to other hosts: {attempts}"


@pytest.fixture(autouse=True)
def clean_media_and_cache(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


@pytest.fixture(autouse=True)
def frozen_tables_can_be_flushed(request):
    """Take the triggers away before the flush that ends a transactional test.

    They forbid just that: DELETE and TRUNCATE of released rows. The flush itself sends
    post_migrate, which puts them back.
    """
    mark = request.node.get_closest_marker("django_db")
    transactional = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not (transactional or (mark and mark.kwargs.get("transaction"))):
        yield
        return
    from agenda.models import frozen

    request.getfixturevalue("transactional_db")
    yield
    frozen.remove(connection)


@pytest.fixture(scope="class")
def class_transaction(django_db_setup, django_db_blocker):
    """Return a context for rows that a whole class of tests shares: undone after its last test.

    Not for transactional tests. Each test takes `db` as well, so that its own changes are undone.
    """

    @contextmanager
    def class_transaction():
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return class_transaction


@pytest.fixture(scope="class")
def _dithmarschen_loaded(class_transaction):
    with class_transaction():
        call_command("einrichten", stdout=io.StringIO())
        yield


@pytest.fixture
def dithmarschen(_dithmarschen_loaded, db):
    """The county's real data, loaded once for a class of tests; each test's changes are undone.

    Not for transactional tests: the data lives in a transaction that is rolled back.
    """
