"""robots.txt, sitemap.xml, security.txt."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import resolve
from django.utils import timezone

from tests.factories import (
    festschreiben,
    make_ausgabe,
    make_fassung,
    make_handlungsfeld,
    make_kommune,
    make_portal,
    make_seite,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


def test_robots_keep_out_of_the_office_and_find_the_map(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    zeilen = response.text.splitlines()
    assert zeilen[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /vorschau/", "Disallow: /projekte/?"} <= set(zeilen)
    assert {
        "Disallow: /projekte/*/vergleich.pdf",
        "Disallow: /ausgaben/vergleich/",
        "Disallow: /ausgaben/vergleich.pdf",
    } <= set(zeilen)
    assert "Disallow: /" not in zeilen
    assert zeilen[-1] == "Sitemap: http://testserver/sitemap.xml"


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_sitemap_holds_what_is_public(client, anzahl, django_assert_num_queries):
    for nummer in range(anzahl):
        make_fassung(
            vorgesehene_nummer=str(nummer + 1), bezug="agenda", handlungsfeld=make_handlungsfeld()
        )
        make_steckbrief(f"Entwurf {nummer}", vorgesehene_nummer=f"9{nummer}")
        make_kommune()
        make_seite()
        festschreiben(make_ausgabe(f"Ausgabe {nummer}"))
    make_seite("geheim", oeffentlich=False)
    make_ausgabe("Entwurf")
    make_fassung(vorgesehene_nummer="88", gilt_ab=timezone.now() + datetime.timedelta(days=1))
    with django_assert_num_queries(7):
        response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    adressen = {
        url.loc.text.removeprefix("http://testserver"): url.lastmod
        for url in BeautifulSoup(response.content, "xml").select("url")
    }
    projekte = [pfad for pfad in adressen if pfad.startswith("/projekte/") and pfad[10:]]
    assert projekte == [f"/projekte/{nummer + 1}/" for nummer in range(anzahl)]
    assert adressen["/projekte/1/"].text == timezone.localdate().isoformat()
    ausgaben = [pfad for pfad in adressen if pfad.startswith("/ausgaben/ausgabe-")]
    assert len(ausgaben) == anzahl
    assert "/ausgaben/entwurf/" not in adressen
    assert {"/", "/ausgaben/", "/zeitplan/", "/umsetzungsstand/", "/barriere-melden/"} <= set(
        adressen
    )
    assert "/geheim/" not in adressen
    assert len([pfad for pfad in adressen if pfad.startswith("/seite-")]) == anzahl
    assert all(resolve(pfad) for pfad in adressen)


@pytest.mark.parametrize("pfad", ["/sitemap.xml", "/healthz"])
def test_machines_only_read(client, pfad):
    assert (client.post(pfad).status_code, client.head(pfad).status_code) == (405, 200)


def test_security_txt_names_a_contact_and_ends_in_time(client):
    assert client.get("/.well-known/security.txt").status_code == 404
    make_portal(homepage="https://example.org/")
    assert "Contact: https://example.org/" in client.get("/.well-known/security.txt").text
    make_portal(email="it+sec@example.org", homepage="https://example.org/")
    response = client.get("/.well-known/security.txt", secure=True)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    felder = dict(zeile.split(": ", 1) for zeile in response.text.splitlines())
    assert felder["Contact"] == "mailto:it%2Bsec@example.org"
    ende = datetime.datetime.fromisoformat(felder["Expires"])
    assert timezone.now() < ende < timezone.now() + datetime.timedelta(days=365)
    assert felder["Preferred-Languages"] == "de, en"
    assert felder["Canonical"] == "https://testserver/.well-known/security.txt"
