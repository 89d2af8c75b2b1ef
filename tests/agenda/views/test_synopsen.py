"""Comparisons as page and as paper; hostile addresses get a page that helps."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.text import slugify

from agenda.domain import band, schwaerzung
from agenda.models import Ausgabe
from agenda.papers import synopse
from agenda.views import grenzen, synopsen
from tests.agenda.papers import inhalte
from tests.factories import (
    make_drucksache,
    make_fassung,
    make_portal,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
UNSINN = ["0", "-1", "99999999999999999999", "1'", "<script>", "\x00", "\uff11", "ü" * 500]


@pytest.fixture(autouse=True)
def portal():
    return make_portal()


@pytest.fixture
def steckbrief():
    steckbrief = make_steckbrief("Lotsen", vorgesehene_nummer="12")
    make_fassung(steckbrief)
    inhalte.naechste_fassung(steckbrief, titel="Digitale Lotsen")
    return steckbrief


def ausgabe(titel, tag, **felder):
    gebaut = band.bauen(band.agenda(), titel=titel)
    return Ausgabe.objects.create(
        titel=titel,
        slug=slugify(titel),
        dokument=gebaut.canonical.decode(),
        sha256=gebaut.sha256,
        festgeschrieben_at=timezone.make_aware(datetime.datetime(2022, 9, tag, 12)),
        **felder,
    )


@pytest.fixture
def zwei(steckbrief):
    alt = ausgabe("Agenda 2022", 6)
    inhalte.naechste_fassung(steckbrief, titel="Lotsen im Kreis")
    return alt, ausgabe("Agenda 2023", 22)


def seite(client, adresse, status=200):
    response = client.get(adresse)
    assert response.status_code == status, adresse
    return BeautifulSoup(response.content, "html.parser")


def test_two_fassungen_as_pdf(client, steckbrief):
    response = client.get("/projekte/12/vergleich.pdf?von=1&bis=2")
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"]
        == 'inline; filename="Synopse_Steckbrief-12_Fassung-1-2.pdf"'
    )
    assert response["X-Robots-Tag"] == "noindex"
    assert client.get("/projekte/12/vergleich.pdf").headers["ETag"] == response["ETag"]
    wieder = client.get(
        "/projekte/12/vergleich.pdf?von=1&bis=2", headers={"If-None-Match": response["ETag"]}
    )
    assert (wieder.status_code, wieder.content) == (304, b"")
    assert wieder["ETag"] == response["ETag"]


def test_what_the_reader_has_or_we_have_is_not_drawn_again(client, steckbrief, monkeypatch):
    erste = client.get("/projekte/12/vergleich.pdf?von=1&bis=2")
    monkeypatch.setattr(synopse.werkstatt, "setzen", None)
    monkeypatch.setattr(grenzen, "anmelden", None)
    zweite = client.get("/projekte/12/vergleich.pdf?von=1&bis=2")
    assert zweite.content == erste.content


def test_only_what_must_be_drawn_is_limited(client, steckbrief, settings):
    settings.PAPERS_SELECTIONS_PER_HOUR = 1
    assert client.get("/projekte/12/vergleich.pdf?von=1&bis=2").status_code == 200
    absage = client.get("/projekte/12/vergleich.pdf?von=2&bis=1")
    assert absage.status_code == 429
    assert int(absage["Retry-After"]) > 0
    assert client.get("/projekte/12/vergleich.pdf?von=1&bis=2").status_code == 200


def test_what_is_refused_is_not_even_compared(client, steckbrief, settings, monkeypatch):
    settings.PAPERS_SELECTIONS_PER_HOUR = 0
    monkeypatch.setattr(synopse, "html", None)
    assert client.get("/projekte/12/vergleich.pdf?von=1&bis=2").status_code == 429


@pytest.mark.parametrize("unsinn", UNSINN)
def test_a_fassung_that_is_not_there_gets_a_page(client, steckbrief, unsinn):
    response = client.get("/projekte/12/vergleich.pdf", {"von": unsinn, "bis": "2"})
    suppe = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 404
    assert "Diesen Vergleich gibt es nicht" in suppe.h1.text
    assert suppe.select_one('main a[href="/projekte/12/vergleich/"]')


def test_one_fassung_alone_is_no_comparison(client, steckbrief):
    assert (
        "zweimal dieselbe Fassung"
        in seite(client, "/projekte/12/vergleich.pdf?von=2&bis=2", 404).main.text
    )
    make_fassung(make_steckbrief("Neu", vorgesehene_nummer="13"))
    assert "erst eine Fassung" in seite(client, "/projekte/13/vergleich.pdf", 404).main.text


def test_an_old_address_leads_on(client, steckbrief):
    response = client.get("/projekte/012/vergleich.pdf?von=1&bis=2")
    assert response.status_code == 301
    assert response["Location"] == "/projekte/12/vergleich.pdf?von=1&bis=2"
    assert client.get("/projekte/99/vergleich.pdf").status_code == 404


def test_the_page_links_its_paper(client, steckbrief):
    suppe = seite(client, "/projekte/12/vergleich/?von=1&bis=2")
    (link,) = suppe.select('main a[type="application/pdf"]')
    assert link["href"] == "/projekte/12/vergleich.pdf?von=1&bis=2"
    assert not seite(client, "/projekte/12/vergleich/?von=1&bis=1").select(
        'a[href*="vergleich.pdf"]'
    )


def test_choose_two_ausgaben(client, zwei):
    suppe = seite(client, "/ausgaben/vergleich/")
    wahl = {
        feld["name"]: [o["value"] for o in feld.select("option[selected]")]
        for feld in suppe.select("main select")
    }
    assert wahl == {"von": ["agenda-2022"], "bis": ["agenda-2023"]}
    assert {label["for"] for label in suppe.select("main form label")} == set(wahl)
    assert not suppe.find(id="aenderungen")


def test_two_ausgaben_as_page_and_paper(client, zwei):
    suppe = seite(client, "/ausgaben/vergleich/?von=agenda-2022&bis=agenda-2023")
    worte = suppe.find(id="aenderungen").parent.text
    assert "steht jetzt in Fassung 3 (vorher Fassung 2)." in worte
    assert "Titel geändert von „Digitale Lotsen“ zu „Lotsen im Kreis“." in worte
    texte = suppe.find(id="texte").parent
    assert [e.text for e in texte.select("section ins")][-1].strip().startswith("Anfang eingefügt:")
    (link,) = suppe.select('main a[type="application/pdf"]')
    response = client.get(link["href"])
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith('"Synopse_agenda-2022_agenda-2023.pdf"')


VERGLEICH = "von=agenda-2022&bis=agenda-2023"


def test_a_page_is_compared_once(client, zwei, monkeypatch, settings):
    settings.PAPERS_SELECTIONS_PER_HOUR = 1
    erste = client.get(f"/ausgaben/vergleich/?{VERGLEICH}")
    monkeypatch.setattr(synopsen, "vergleichen", None)
    zweite = client.get(f"/ausgaben/vergleich/?{VERGLEICH}")
    assert (erste.status_code, zweite.content) == (200, erste.content)
    assert "Titel geändert" in zweite.text
    # The same comparison as a paper is not counted a second time.
    assert client.get(f"/ausgaben/vergleich.pdf?{VERGLEICH}").status_code == 200


def test_pages_are_limited_as_papers_are(client, zwei, monkeypatch, settings):
    settings.PAPERS_SELECTIONS_PER_HOUR = 1
    assert client.get(f"/ausgaben/vergleich/?{VERGLEICH}").status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(synopsen, "vergleichen", None)
        absage = client.get("/ausgaben/vergleich/?von=agenda-2023&bis=agenda-2022")
    assert absage.status_code == 429
    assert int(absage["Retry-After"]) > 0
    assert "Zurzeit werden sehr viele Papiere verlangt" in absage.text
    # To choose costs nothing, nor does what was compared already.
    assert client.get("/ausgaben/vergleich/").status_code == 200
    assert client.get(f"/ausgaben/vergleich/?{VERGLEICH}").status_code == 200


def test_a_remembered_page_ends_with_a_redaction(
    client, zwei, settings, django_capture_on_commit_callbacks
):
    assert "Lotsen im Kreis" in client.get(f"/ausgaben/vergleich/?{VERGLEICH}").text
    antrag = schwaerzung.request(
        passage="Lotsen im Kreis", begruendung="Art. 17", user=make_stabsstelle()
    )
    with django_capture_on_commit_callbacks(execute=True):
        schwaerzung.confirm(antrag, user=make_stabsstelle())
    nachher = client.get(f"/ausgaben/vergleich/?{VERGLEICH}")
    assert nachher.status_code == 200
    assert "Lotsen im Kreis" not in nachher.text


def test_backwards_is_said(client, zwei):
    vorwaerts = seite(client, "/ausgaben/vergleich/?von=agenda-2022&bis=agenda-2023")
    rueckwaerts = seite(client, "/ausgaben/vergleich/?von=agenda-2023&bis=agenda-2022")
    assert "rückwärts" not in vorwaerts.main.text
    assert "rückwärts" in rueckwaerts.main.text


@pytest.mark.parametrize("unsinn", [*UNSINN, "agenda-2023"])
def test_an_ausgabe_that_is_not_there(client, zwei, unsinn):
    abfrage = {"von": unsinn, "bis": "agenda-2023"}
    suppe = BeautifulSoup(client.get("/ausgaben/vergleich/", abfrage).content, "html.parser")
    assert suppe.select("main form")
    assert not suppe.find(id="aenderungen")
    papier = client.get("/ausgaben/vergleich.pdf", abfrage)
    assert papier.status_code == 404
    assert b'href="/ausgaben/vergleich/"' in papier.content
    assert client.get("/ausgaben/vergleich.pdf").status_code == 404


def test_what_is_not_public_is_not_compared(client, zwei):
    geheim = make_drucksache("2022/99", oeffentlich=False)
    ausgabe("Hinter Türen", 8, drucksache=geheim)
    Ausgabe.objects.create(titel="Entwurf")
    suppe = seite(client, "/ausgaben/vergleich/")
    assert [o["value"] for o in suppe.select("select[name=von] option")] == [
        "agenda-2023",
        "agenda-2022",
    ]
    assert (
        client.get("/ausgaben/vergleich.pdf?von=hinter-tueren&bis=agenda-2023").status_code == 404
    )


def test_with_fewer_than_two_there_is_nothing_to_choose(client):
    assert "Bisher gibt es keine." in seite(client, "/ausgaben/vergleich/").main.text
    ausgabe("Agenda 2022", 6)
    suppe = seite(client, "/ausgaben/vergleich/")
    assert "erst eine" in suppe.main.text
    assert not suppe.select("main select")


def test_a_fassung_that_is_gone_gets_a_page(client, zwei):
    kaputt = zwei[1].dokument.replace('"fassung":3', '"fassung":9')
    Ausgabe.objects.create(
        titel="Kaputt",
        slug="kaputt",
        dokument=kaputt,
        sha256="1" * 64,
        festgeschrieben_at=timezone.now(),
    )
    for adresse in ("/ausgaben/vergleich.pdf", "/ausgaben/vergleich/"):
        assert client.get(f"{adresse}?von=kaputt&bis=agenda-2023").status_code == 503
