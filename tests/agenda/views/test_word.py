from io import BytesIO
from unittest import mock

import docx
import pytest
from bs4 import BeautifulSoup

from agenda.models.teile import Medientyp
from agenda.papers import werkstatt
from tests.agenda.papers import inhalte
from tests.factories import make_fassung, make_portal, make_steckbrief

pytestmark = pytest.mark.django_db
DOCX = Medientyp.DOCX.value


@pytest.fixture(autouse=True)
def zwei():
    make_portal()
    steckbrief = make_steckbrief("Lotsen", vorgesehene_nummer="12")
    make_fassung(steckbrief)
    inhalte.naechste_fassung(steckbrief, titel="Digitale Lotsen")


@pytest.mark.parametrize(
    ("adresse", "nr", "titel"),
    [
        ("/projekte/12/steckbrief.docx", 2, "Digitale Lotsen"),
        ("/projekte/12/fassungen/1/steckbrief.docx", 1, "Lotsen"),
        ("/projekte/12/fassungen/2/steckbrief.docx", 2, "Digitale Lotsen"),
    ],
)
def test_download(client, adresse, nr, titel):
    response = client.get(adresse)
    assert response["Content-Type"] == DOCX
    assert f"Steckbrief-12_Fassung-{nr}.docx" in response["Content-Disposition"]
    assert (
        docx.Document(BytesIO(response.content)).core_properties.title == f"Steckbrief 12: {titel}"
    )
    wieder = client.get(adresse, headers={"If-None-Match": response["ETag"]})
    assert (wieder.status_code, wieder.content) == (304, b"")


def test_it_is_written_once(client):
    adresse = "/projekte/12/steckbrief.docx"
    erste = client.get(adresse).content
    with mock.patch.object(werkstatt, "word") as word:
        assert client.get(adresse).content == erste
    word.assert_not_called()


@pytest.mark.parametrize(
    ("fehler", "status", "satz"),
    [
        (werkstatt.Abgebrochen("Signal 9"), 500, "ließ sich nicht herstellen"),
        (werkstatt.Ueberlastet("x"), 503, "viele Papiere auf einmal"),
        (werkstatt.NichtAbgelegt("x"), 503, "ließ sich nicht speichern"),
    ],
)
def test_a_lost_process_or_a_full_disk_is_told(client, fehler, status, satz):
    with mock.patch.object(werkstatt, "word", side_effect=fehler):
        response = client.get("/projekte/12/steckbrief.docx")
    assert response.status_code == status
    assert ("Retry-After" in response) == (status == 503)
    assert satz in response.text
    assert "Denselben Text lesen Sie auf der Seite des Steckbriefs." in response.text


def test_what_is_not_public_is_not_found(client):
    for adresse in ("/projekte/99/steckbrief.docx", "/projekte/12/fassungen/9/steckbrief.docx"):
        assert client.get(adresse).status_code == 404


@pytest.mark.parametrize(
    ("seite", "ziel"),
    [
        ("/projekte/12/", "/projekte/12/steckbrief.docx"),
        ("/projekte/12/fassungen/1/", "/projekte/12/fassungen/1/steckbrief.docx"),
    ],
)
def test_stands_beside_the_pdf(client, seite, ziel):
    suppe = BeautifulSoup(client.get(seite).content, "html.parser")
    (link,) = suppe.select(f'.beiwerk a[type="{DOCX}"]')
    assert link["href"] == ziel
    assert "Word-Datei" in link.text
