"""Public pages are kept as long as nothing the public sees has changed, and not a moment longer."""

import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from agenda.domain import frische, workflow
from agenda.models import Steckbrief
from kommunen.models import Portal
from tests.factories import make_fassung, make_portal, make_seite, make_steckbrief

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages_are_kept(settings):
    settings.SEITEN_BEHALTEN = True


@pytest.fixture
def clock(monkeypatch):
    """Return a function that sets the time of the portal."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def steckbrief():
    make_portal()
    return make_fassung(make_steckbrief("Alter Titel")).steckbrief


def release(steckbrief, titel, **wann):
    steckbrief = Steckbrief.objects.get(pk=steckbrief.pk)
    steckbrief.titel = titel
    steckbrief.save()
    workflow.record(steckbrief, user=None)
    workflow.release(steckbrief, seen_version=steckbrief.version, user=None, **wann)


def test_a_kept_page_costs_one_query(client, steckbrief, django_assert_num_queries):
    first = client.get("/projekte/")
    with django_assert_num_queries(1):
        second = client.get("/projekte/")
    assert second.content == first.content
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert second["Cache-Control"] == "public, no-cache"
    with django_assert_num_queries(1):
        unchanged = client.get("/projekte/", headers={"if-none-match": first["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_a_release_shows_at_once(client, steckbrief):
    before = client.get("/projekte/")
    release(steckbrief, "Neuer Titel")
    after = client.get("/projekte/", headers={"if-none-match": before["ETag"]})
    assert "Neuer Titel" in after.text


def test_a_planned_fassung_appears_on_time_though_nothing_is_stamped(client, steckbrief, clock):
    jetzt = timezone.now()
    release(steckbrief, "Neuer Titel", gilt_ab=jetzt + datetime.timedelta(hours=2))
    assert "Alter Titel" in client.get("/projekte/").text
    stand = Portal.objects.get().stand
    clock(jetzt + datetime.timedelta(hours=3))
    assert "Neuer Titel" in client.get("/projekte/").text
    assert Portal.objects.get().stand == stand


def test_the_date_counts_because_pages_show_today(steckbrief, clock):
    heute = frische.jetzt()
    clock(timezone.now() + datetime.timedelta(days=1))
    assert frische.jetzt().tag > heute.tag


def test_searches_are_not_kept_but_compared(client, steckbrief, django_assert_max_num_queries):
    first = client.get("/projekte/?q=Titel")
    with django_assert_max_num_queries(1):
        assert (
            client.get("/projekte/?q=Titel", headers={"if-none-match": first["ETag"]}).status_code
            == 304
        )


@pytest.mark.parametrize("adresse", ["/admin/login/", "/projekte/999/", "/healthz"])
def test_what_is_not_the_same_for_all_is_left_alone(client, steckbrief, adresse):
    assert "public" not in client.get(adresse).get("Cache-Control", "")


def test_two_hosts_have_two_pages(client, settings, steckbrief):
    settings.ALLOWED_HOSTS = ["a.example", "b.example"]
    a = client.get("/projekte/", headers={"host": "a.example"})
    b = client.get("/projekte/", headers={"host": "b.example"})
    assert a["ETag"] != b["ETag"]
    assert "http://b.example/projekte/" in b.text


def test_addresses_with_a_query_do_not_fill_the_cache(
    client, steckbrief, django_assert_num_queries
):
    page = client.get("/zeitplan/?unsinn=1")
    assert cache.get(f"seite:{page['ETag']}") is None
    kept = client.get("/zeitplan/")
    assert cache.get(f"seite:{kept['ETag']}") == kept.content


def test_a_header_of_a_view_is_never_lost(client, steckbrief):
    release(steckbrief, "Neuer Titel")
    alte = f"/projekte/{steckbrief.nummer}/fassungen/1/"
    assert [client.get(alte).get("X-Robots-Tag") for _ in range(2)] == ["noindex"] * 2


def test_the_statement_on_accessibility_is_a_page_like_any_other(client, steckbrief):
    make_seite("barrierefreiheit")
    assert client.get("/barrierefreiheit/").headers["Cache-Control"] == "public, no-cache"
    assert "public" not in client.get("/barriere-melden/").get("Cache-Control", "")
