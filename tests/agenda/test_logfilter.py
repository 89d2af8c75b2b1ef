"""The log names no address that is a key."""

import io
import logging

import pytest
from django.test import RequestFactory

from agenda.logfilter import OhneGeheimnis, maskiert

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("pfad", "kurz"),
    [
        ("/meldung/WzEs:abc/1/", "/meldung/…/1/"),
        ("/vorschau/WzEs:abc/", "/vorschau/…/"),
        ("/vorschau/bericht/WzEs:abc/", "/vorschau/bericht/…/"),
        ("/admin/agenda/steckbrief/1/vorschau/", "/admin/agenda/steckbrief/1/vorschau/"),
        ("/projekte/1/", "/projekte/1/"),
    ],
)
def test_only_the_secret_is_masked(pfad, kurz):
    assert maskiert(f"Not Found: {pfad}") == f"Not Found: {kurz}"


@pytest.mark.parametrize("pfad", ["/meldung/GEHEIM:abc/", "/meldung/GEHEIM:abc/99/x/"])
def test_the_console_says_what_failed_and_not_where(client, pfad):
    console = next(
        handler
        for handler in logging.getLogger().handlers
        if any(isinstance(f, OhneGeheimnis) for f in handler.filters)
    )
    vorher = console.setStream(io.StringIO())
    try:
        assert client.get(pfad).status_code == 404
    finally:
        gesagt = console.setStream(vorher).getvalue()
    assert "Not Found: /meldung/…/" in gesagt
    assert "GEHEIM" not in gesagt


def test_an_error_mail_does_not_bear_the_request():
    request = RequestFactory().get("/meldung/GEHEIM:abc/1/")
    try:
        raise ValueError("/meldung/GEHEIM:abc/1/")
    except ValueError as fehler:
        grund = (type(fehler), fehler, fehler.__traceback__)
    record = logging.LogRecord(
        "django.request", logging.ERROR, "x.py", 1, "%s: %s", ("Fehler", request.path), grund
    )
    record.request = request
    assert OhneGeheimnis().filter(record)
    assert "GEHEIM" not in logging.Formatter().format(record)
    assert record.request is None
