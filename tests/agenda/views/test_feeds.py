"""Feeds are valid Atom, the same under any host, quick to say "nothing new", and kind."""

import re

import pytest
from defusedxml import ElementTree

from agenda.domain import workflow
from agenda.models import Steckbrief
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_handlungsfeld,
    make_kommune,
    make_portal,
    make_sachstand,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def lesen(response):
    """Check what RFC 4287 asks of a feed; return its titles."""
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    eintraege = feed.findall(f"{ATOM}entry")
    for teil in (feed, *eintraege):
        for name in ("id", "title", "updated"):
            assert len(teil.findall(ATOM + name)) == 1
        assert teil.find(f"{ATOM}id").text.startswith("urn:uuid:")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", teil.find(f"{ATOM}updated").text)
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    (selbst,) = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert selbst.get("href").startswith("http://")
    kennungen = [eintrag.find(f"{ATOM}id").text for eintrag in eintraege]
    assert len(set(kennungen)) == len(kennungen)
    for eintrag in eintraege:
        summary = eintrag.find(f"{ATOM}summary")
        assert summary.get("type") == "html"
        assert set(re.findall(r"</?([a-z]+)", summary.text)) == {"p"}
    return [eintrag.find(f"{ATOM}title").text for eintrag in eintraege]


def test_all_by_field_by_kommune_by_project_and_by_search(client):
    make_portal()
    steckbrief = make_full_steckbrief("Lotsen & <b>Co</b>\x0b", vorgesehene_nummer="7")
    kommune = steckbrief.mitwirkungen.first().kommune
    make_fassung(steckbrief)
    make_sachstand(steckbrief, stichtag="2025", erreicht="<script>alert(1)</script>")
    make_fassung(titel="Rufbus", vorgesehene_nummer="8", handlungsfeld=make_handlungsfeld("Bus"))
    lotsen = [
        "Steckbrief 7, Sachstand 2025: Lotsen & <b>Co</b>",
        "Steckbrief 7, Fassung 1: Lotsen & <b>Co</b>",
    ]
    assert lesen(client.get("/feeds/projekte.atom")) == [
        "Steckbrief 8, Fassung 1: Rufbus",
        *lotsen,
    ]
    for pfad in (
        f"/feeds/handlungsfelder/{steckbrief.handlungsfeld.slug}.atom",
        f"/feeds/kommunen/{kommune.slug}.atom",
        "/feeds/projekte/7.atom",
        f"/feeds/projekte.atom?kommune={kommune.slug}",
        "/feeds/projekte.atom?q=Lotsen",
    ):
        assert lesen(client.get(pfad)) == lotsen, pfad
    leer = client.get("/feeds/projekte.atom?q=Zeppelin")
    assert lesen(leer) == []
    assert leer.content == client.get("/feeds/projekte.atom?q=Zeppelin").content
    assert "q=Zeppelin" in leer.text
    assert len(lesen(client.get("/feeds/projekte.atom?q=%00&stand[]=1&handlungsfeld=x"))) == 3


def test_reader_that_has_it_gets_304_until_something_happens(client, django_assert_num_queries):
    make_portal()
    steckbrief = make_fassung(vorgesehene_nummer="7").steckbrief
    erste = client.get("/feeds/projekte.atom")
    assert "no-cache" in erste["Cache-Control"]
    assert "Last-Modified" in erste
    assert not erste.cookies
    with django_assert_num_queries(1):
        zweite = client.get("/feeds/projekte.atom", headers={"If-None-Match": erste["ETag"]})
    assert zweite.status_code == 304
    make_sachstand(steckbrief)
    dritte = client.get("/feeds/projekte.atom", headers={"If-None-Match": erste["ETag"]})
    assert len(lesen(dritte)) == 2


def test_ids_do_not_know_the_host(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_portal()
    make_fassung()
    hier, dort = (
        re.findall("urn:uuid:[0-9a-f-]+", client.get("/feeds/projekte.atom", HTTP_HOST=host).text)
        for host in ("alt.example.org", "neu.example.org")
    )
    assert hier == dort
    assert len(hier) == 2


def test_merged_and_unknown(client):
    make_portal()
    alt, neu = (make_fassung(vorgesehene_nummer=n).steckbrief for n in ("7", "8"))
    workflow.merge(
        Steckbrief.objects.get(pk=alt.pk),
        into=Steckbrief.objects.get(pk=neu.pk),
        user=None,
        grund="Eins",
    )
    response = client.get("/feeds/projekte/7.atom")
    assert (response.status_code, response["Location"]) == (301, "/feeds/projekte/8.atom")
    feld = make_handlungsfeld("Alt", nachfolger=make_handlungsfeld("Neu"), nummer=None)
    response = client.get(f"/feeds/handlungsfelder/{feld.slug}.atom")
    assert response["Location"] == "/feeds/handlungsfelder/neu.atom"
    for pfad in ("projekte/99", "handlungsfelder/nix", "kommunen/nix"):
        assert client.get(f"/feeds/{pfad}.atom").status_code == 404


def test_page_that_explains_lists_every_address(client):
    make_portal(partner_einzahl="Partner")
    feld, kommune = make_handlungsfeld("Bus"), make_kommune("Amt Nord")
    text = client.get("/folgen/").text
    for pfad in (
        "/feeds/projekte.atom",
        "/feeds/meilensteine.ics",
        f"/feeds/handlungsfelder/{feld.slug}.atom",
        f"/feeds/meilensteine.ics?handlungsfeld={feld.slug}",
        f"/feeds/kommunen/{kommune.slug}.atom",
        f"/feeds/meilensteine.ics?kommune={kommune.slug}",
    ):
        assert f'href="{pfad}"' in text
        assert f">http://testserver{pfad}<" in text
    assert "Je Partner" in text
