"""What holds for every page: frame, cookies, errors, health."""

from unittest import mock

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client
from django.views import defaults

from agenda.models import Seite
from tests.factories import make_fassung, make_handlungsfeld, make_kommune, make_portal

pytestmark = pytest.mark.django_db
SEITEN = [
    "/",
    "/projekte/",
    "/projekte/?q=bus&seite=x",
    "/projekte/7/",
    "/projekte/7/steckbrief.json",
    "/projekte/7/fassungen/",
    "/projekte/7/fassungen/1/",
    "/projekte/7/vergleich/",
    "/vorschau/gefaelscht/",
    "/handlungsfelder/",
    "/handlungsfelder/pflege/",
    "/kommunen/",
    "/kommunen/amt-nord/",
    "/gibt-es-nicht/",
    "/healthz",
]


@pytest.fixture
def portal():
    make_kommune("Amt Nord")
    make_fassung(vorgesehene_nummer="7", handlungsfeld=make_handlungsfeld("Pflege"))
    return make_portal(
        titel="Digitale Agenda Musterland",
        stelle="Stabsstelle",
        anschrift="Markt 1",
        plz="12345",
        ort="Musterstadt",
        telefon="+49 (0) 481 97-0",
        email="post@example.org",
        homepage="https://example.org",
    )


@pytest.mark.parametrize("pfad", SEITEN)
def test_no_cookie_and_one_policy(client, portal, pfad):
    response = client.get(pfad)
    assert "Set-Cookie" not in response
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "default-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("pfad", [pfad for pfad in SEITEN if "json" not in pfad][:-1])
def test_frame_of_every_page(client, portal, pfad):
    text = client.get(pfad).text
    assert text.startswith('<!doctype html>\n<html lang="de">')
    assert text.count("<h1") == 1
    assert '<a class="sprung kern-link" href="#inhalt">' in text
    assert " – Digitale Agenda Musterland</title>" in text
    assert '<meta name="description" content="' in text
    assert 'href="tel:+49481970">Telefon +49 (0) 481 97-0</a>' in text
    assert "Markt 1<br>12345 Musterstadt" in text
    assert "Anmelden für Mitarbeitende" in text
    assert 'href="/umsetzungsstand/"' in text
    assert f'href="/fehler-melden/?seite={pfad.split("?")[0]}"' in text
    assert " style=" not in text
    assert text.count("<script") == text.count('<script src="/static/')
    assert "<style" not in text


def test_titles_are_unique(client, portal):
    titel = [
        client.get(pfad).text.split("<title>")[1].split("</title>")[0]
        for pfad in ("/", "/projekte/", "/projekte/7/", "/handlungsfelder/", "/kommunen/")
    ]
    assert len(set(titel)) == len(titel)


@pytest.mark.parametrize(
    ("pfad", "link", "wert"),
    [
        ("/projekte/", "/projekte/", "page"),
        ("/projekte/7/", "/projekte/", "true"),
        ("/kommunen/amt-nord/", "/kommunen/", "true"),
    ],
)
def test_navigation_says_where_we_are(client, portal, pfad, link, wert):
    text = client.get(pfad).text
    assert f'href="{link}" aria-current="{wert}"' in text
    assert text.split("<main")[0].count("aria-current") == 1


def test_canonical_address_has_no_query(client, portal):
    text = client.get("/kommunen/?q=bus").text
    assert '<link rel="canonical" href="http://testserver/kommunen/">' in text


def test_404_offers_search_and_ways_on(client, portal, django_assert_num_queries):
    # Portal, the four kinds of things it may mean, and once more the fields and Seiten of the frame.
    with django_assert_num_queries(7):
        response = client.get("/komunen/amt-nort/")
    assert response.status_code == 404
    assert 'action="/projekte/"' in response.text
    assert "canonical" not in response.text
    assert 'content="noindex"' in response.text
    assert '<a class="kern-link" href="/kommunen/amt-nord/">Amt Nord</a>' in response.text
    assert "Meinten Sie" not in client.get("/xyz/").text


def test_the_frame_links_to_the_seiten_of_the_office(client, portal):
    Seite.objects.create(slug="leichte-sprache", titel="Leichte Sprache")
    Seite.objects.create(slug="geheim", titel="Noch geheim", oeffentlich=False)
    text = client.get("/projekte/").text
    kopf, fuss = text.split("<main")
    assert 'href="/leichte-sprache/">Leichte Sprache</a>' in kopf
    assert 'href="/leichte-sprache/">Leichte Sprache</a>' in fuss
    assert "Noch geheim" not in text


@pytest.mark.parametrize(
    ("view", "status", "wort"),
    [
        (defaults.bad_request, 400, "nicht verständlich"),
        (defaults.permission_denied, 403, "nicht für Sie freigegeben"),
    ],
)
def test_simple_error_pages(rf, view, status, wort, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = view(rf.get("/"), Exception())
    assert response.status_code == status
    assert wort in response.text


def test_500_needs_no_database_and_no_context(django_assert_num_queries):
    client = Client(raise_request_exception=False)
    with (
        django_assert_num_queries(0),
        mock.patch("agenda.domain.ueberblick.handlungsfelder_mit_stand", side_effect=ValueError),
    ):
        response = client.get("/")
    assert response.status_code == 500
    assert "Da ist etwas schiefgegangen" in response.text
    assert 'href="/static/portal.css"' in response.text


def test_health(client):
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok")
    assert "no-cache" in response["Cache-Control"]
    with mock.patch("agenda.views.health.connection.cursor", side_effect=DatabaseError):
        assert client.get("/healthz").status_code == 503


def test_templates_name_no_county():
    for datei in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = datei.read_text(encoding="utf-8")
        for wort in ("Dithmarschen", "Heide", "Ämter", "beschlossen"):
            assert wort not in text, datei
