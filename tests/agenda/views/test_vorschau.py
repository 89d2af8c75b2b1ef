"""A draft for people without an account: as it will look, and only for who has the link."""

import datetime
import re
import time
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from agenda.domain import schwaerzung, vorschau, workflow
from agenda.models import Steckbrief
from handlungsfelder.models import Handlungsfeld
from tests.agenda.papers import lesen
from tests.agenda.papers.urteil import broken
from tests.agenda.views.test_fassungen import add_anlage, artikel
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_portal,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
QUERIES = 9


def links(quelle):
    token = vorschau.make_token(quelle)
    return reverse("vorschau", args=[token]), reverse("vorschau_pdf", args=[token])


@pytest.fixture
def steckbrief():
    """A public project with a draft beside it."""
    fassung = make_fassung(make_full_steckbrief("Alter Titel", vorgesehene_nummer="12"))
    Steckbrief.objects.update(titel="Neuer Titel")
    workflow.record(fassung.steckbrief, user=None)
    return Steckbrief.objects.get()


def test_page_looks_as_it_will_and_says_that_it_is_a_draft(client, steckbrief):
    vorher = client.get(links(steckbrief)[0])
    assert vorher.status_code == 200
    assert "ENTWURF: Vorschau – nicht veröffentlicht" in vorher.text
    assert "So sähe Fassung 2 aus" in vorher.text
    assert "<title>Entwurf: Neuer Titel" in vorher.text
    make_fassung(steckbrief)
    assert artikel(vorher.text) == artikel(client.get("/projekte/12/").text)


def test_nobody_may_keep_index_or_pass_it_on(client, steckbrief):
    antworten = [client.get(link) for link in links(steckbrief)]
    antworten.append(client.get("/vorschau/gefaelscht/"))
    for antwort in antworten:
        assert antwort["Referrer-Policy"] == "no-referrer"
        assert antwort["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in antwort["Cache-Control"]
        assert "private" in antwort["Cache-Control"]
        assert not antwort.cookies
    for antwort in (antworten[0], antworten[2]):
        assert '<meta name="robots" content="noindex, nofollow">' in antwort.text
        assert "canonical" not in antwort.text


def test_pdf_is_marked_on_every_page_and_still_accessible(client, steckbrief, tmp_path):
    make_portal(kreis="Kreis Musterland")
    response = client.get(links(steckbrief)[1])
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"] == 'inline; filename="Entwurf_Steckbrief-12_Fassung-2.pdf"'
    )
    seiten = list(lesen.pypdfium2.PdfDocument(response.content))
    assert len(seiten) == 2
    for seite in seiten:
        assert "ENTWURF" in seite.get_textpage().get_text_range()
    text = lesen.body(response.content)
    assert "Entwurf für Fassung 2, nicht veröffentlicht" in text
    assert "Neuer Titel" in text
    assert "gilt seit" not in text
    assert "/vorschau/" not in text
    assert b"/vorschau/" not in response.content
    (tmp_path / "x.pdf").write_bytes(response.content)
    assert broken(tmp_path / "x.pdf") == []


def test_a_project_without_a_number_yet(client):
    steckbrief = make_steckbrief("Ganz neu")
    seite, pdf = (client.get(link) for link in links(steckbrief))
    assert 'Steckbrief <span data-feld="nummer">ohne Nummer</span>' in seite.text
    assert "So sähe Fassung 1 aus" in seite.text
    assert "Steckbrief ohne Nummer" in lesen.body(pdf.content)
    assert "Entwurf_Steckbrief-ohne-Nummer_Fassung-1.pdf" in pdf["Content-Disposition"]


def test_expired_deleted_or_forged_shows_nothing_but_a_friendly_page(client):
    steckbrief = make_steckbrief("Geheim", vorgesehene_nummer="7")
    gut = links(steckbrief)
    spaeter = mock.patch("django.core.signing.time.time", return_value=time.time() + 15 * 86400)
    for link in gut:
        with spaeter:
            response = client.get(link)
        assert response.status_code == 410
        assert "Diese Vorschau ist abgelaufen" in response.text
        assert "gilt 14 Tage" in response.text
        assert "Geheim" not in response.text
    workflow.delete_draft(steckbrief, user=None)
    falsch = [link.replace("/vorschau/", "/vorschau/x") for link in gut]
    for link in (*gut, *falsch, "/vorschau/a:b:c/", "/vorschau/%00%F0%9F%98%80/"):
        response = client.get(link)
        assert response.status_code == 404
        assert "Diese Vorschau gibt es nicht" in response.text
        assert "Geheim" not in response.text


def test_a_token_of_one_draft_opens_no_other(client, steckbrief):
    geheim = make_steckbrief("Geheim", vorgesehene_nummer="13")
    link = links(steckbrief)[0]
    assert "Geheim" not in client.get(link).text
    anlage = add_anlage(geheim)
    workflow.record(geheim, user=None)
    assert client.get(f"{link}anlagen/{anlage.uuid}/{anlage.dateiname}").status_code == 404


def test_a_draft_leaks_by_no_public_address(client, steckbrief):
    for pfad in ("", "fassungen/", "fassungen/1/", "vergleich/?von=1&bis=2", "steckbrief.json"):
        assert "Neuer Titel" not in client.get(f"/projekte/12/{pfad}").text
    assert client.get("/projekte/12/fassungen/2/").status_code == 404


def test_a_fixed_arbeitsstand_stays_what_it_is(client, steckbrief):
    link = links(steckbrief.arbeitsstaende.first())[0]
    Steckbrief.objects.update(titel="Noch neuer")
    workflow.record(steckbrief, user=None)
    assert "Neuer Titel" in client.get(link).text
    assert "Noch neuer" in client.get(links(steckbrief)[0]).text


def test_after_the_release_it_leads_to_what_everybody_sees(client, steckbrief):
    alt = links(steckbrief)
    make_fassung(steckbrief)
    for link, ziel in zip(
        alt, ("/projekte/12/fassungen/2/", "/projekte/12/fassungen/2/steckbrief.pdf"), strict=True
    ):
        response = client.get(link)
        assert (response.status_code, response["Location"]) == (302, ziel)


def test_what_is_scheduled_is_still_a_preview(client, steckbrief):
    make_fassung(steckbrief, gilt_ab=timezone.now() + datetime.timedelta(days=1))
    response = client.get(links(steckbrief)[0])
    assert response.status_code == 200
    assert "So sähe Fassung 2 aus" in response.text


def test_its_files_open_with_the_same_token(client, steckbrief):
    anlage = add_anlage(steckbrief, dateiname="Konzept.pdf")
    workflow.record(steckbrief, user=None)
    seite, pdf = links(steckbrief)
    (ziel,) = re.findall(r'href="([^"]+)">Konzept</a>', client.get(seite).text)
    assert ziel == f"{seite}anlagen/{anlage.uuid}/Konzept.pdf"
    antwort = client.get(ziel)
    assert antwort.getvalue() == b"%PDF-1.7 Konzept"
    assert "no-store" in antwort["Cache-Control"]
    assert client.get(f"/projekte/12/anlagen/{anlage.uuid}/Konzept.pdf").status_code == 404
    assert b"anlagen/" not in client.get(pdf).content


def test_a_redacted_draft_shows_the_mark(client):
    steckbrief = make_steckbrief("Lotsin", beschreibung="Fragen an Erika Mustermann.")
    link = links(steckbrief.arbeitsstaende.get())[0]
    antrag = schwaerzung.request(
        passage="Erika Mustermann", begruendung="Art. 17", user=make_stabsstelle()
    )
    schwaerzung.confirm(antrag, user=make_stabsstelle())
    text = client.get(link).text
    assert "Fragen an [geschwärzt am " in text
    assert "Mustermann" not in text


def test_a_handlungsfeld_that_is_gone_breaks_nothing(client, steckbrief):
    link = links(steckbrief)[0]
    Handlungsfeld.objects.update(slug="anders")
    assert "Neuer Titel" in client.get(link).text


def test_cost_is_known(client, django_assert_num_queries):
    link = links(make_full_steckbrief())[0]
    with django_assert_num_queries(QUERIES):
        client.get(link)
