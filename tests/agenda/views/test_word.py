from io import BytesIO

import docx
import pytest
from bs4 import BeautifulSoup

from tests.agenda.papers import inhalte
from tests.factories import make_fassung, make_portal, make_steckbrief

pytestmark = pytest.mark.django_db
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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
