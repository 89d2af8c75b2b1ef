"""The card may stand in a frame anywhere, and nothing else may."""

import pytest

from agenda.domain import workflow
from agenda.models import Steckbrief
from tests.factories import make_fassung, make_portal, make_sachstand

pytestmark = pytest.mark.django_db


def test_card_may_be_framed_and_every_other_page_may_not(client, settings):
    settings.SEITEN_BEHALTEN = True
    make_portal(titel="Agenda")
    fassung = make_fassung(titel="Rufbus", vorgesehene_nummer="7", kurzbeschreibung="Er kommt.")
    make_sachstand(fassung.steckbrief, ampel="gelb")
    for _ in range(2):  # made, and perhaps kept
        response = client.get("/projekte/7/karte/")
        assert response.status_code == 200
        assert "X-Frame-Options" not in response
        assert "frame-ancestors *" in response["Content-Security-Policy"]
        assert "default-src 'self'" in response["Content-Security-Policy"]
        assert not response.cookies
    text = response.text
    for teil in ("Er kommt.", "in Umsetzung", "Ampel gelb", "Nr. 7, Fassung 1", "Agenda"):
        assert teil in text
    assert 'href="/projekte/7/" target="_blank" rel="noopener"' in text
    assert text.count("<h1") == 1
    assert "Fenster" not in text.split("<h1")[1].split("</h1>")[0]
    assert '<p id="neues-fenster" hidden>öffnet ein neues Fenster</p>' in text
    assert "<script" not in text
    assert " style=" not in text
    for pfad in ("/", "/projekte/", "/projekte/7/", "/folgen/", "/nix/", "/projekte/99/karte/"):
        response = client.get(pfad)
        assert response["X-Frame-Options"] == "DENY", pfad
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"], pfad


def test_shelved_says_so_and_merged_leads_on(client):
    make_portal()
    alt, neu = (make_fassung(vorgesehene_nummer=n).steckbrief for n in ("7", "8"))
    workflow.shelve(Steckbrief.objects.get(pk=neu.pk), user=None, grund="Aus")
    assert "wird nicht weiterverfolgt" in client.get("/projekte/8/karte/").text
    workflow.resume(Steckbrief.objects.get(pk=neu.pk), user=None, grund="Doch")
    workflow.merge(
        Steckbrief.objects.get(pk=alt.pk),
        into=Steckbrief.objects.get(pk=neu.pk),
        user=None,
        grund="Eins",
    )
    response = client.get("/projekte/7/karte/")
    assert (response.status_code, response["Location"]) == (301, "/projekte/8/karte/")
