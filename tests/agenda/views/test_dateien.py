"""PDF, JSON and attached files of the valid Fassung."""

import hashlib
import uuid
from unittest import mock

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile

from agenda.domain import workflow
from agenda.models import Anlage, Steckbrief
from tests.factories import make_fassung, make_steckbrief

pytestmark = pytest.mark.django_db
INHALT = b"%PDF-1.7 Beispiel"


def make_fassung_mit_anlage(**felder):
    steckbrief = make_steckbrief("Mit Anlage", vorgesehene_nummer="12")
    anlage = Anlage(
        steckbrief=steckbrief,
        **{
            "titel": "Konzept",
            "dateiname": "Konzept Bus.pdf",
            "sha256": hashlib.sha256(INHALT).hexdigest(),
            "groesse": 123456,
            "medientyp": "application/pdf",
            "nachweis": "Kreis",
            **felder,
        },
    )
    anlage.datei.save("egal", ContentFile(INHALT), save=True)
    workflow.record(steckbrief, user=None)
    return make_fassung(steckbrief), anlage


def anlage_url(anlage, nummer="12"):
    return f"/projekte/{nummer}/anlagen/{anlage.uuid}/{anlage.dateiname}"


def test_json_is_the_canonical_document(client):
    fassung = make_fassung(vorgesehene_nummer="12")
    response = client.get("/projekte/12/steckbrief.json")
    assert response.content == fassung.dokument.encode()
    assert hashlib.sha256(response.content).hexdigest() == fassung.sha256
    assert response["ETag"] == f'"{fassung.sha256}"'
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'inline; filename="Steckbrief-12_Fassung-1.json"'


def test_json_unchanged_is_not_sent_again(client):
    fassung = make_fassung(vorgesehene_nummer="12")
    response = client.get(
        "/projekte/12/steckbrief.json", headers={"if-none-match": f'"{fassung.sha256}"'}
    )
    assert (response.status_code, response.content) == (304, b"")


def test_pdf_has_a_name_for_people(client):
    make_fassung(vorgesehene_nummer="4.10")
    response = client.get("/projekte/4.10/steckbrief.pdf")
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="Steckbrief-4.10_Fassung-1.pdf"'


def test_pdf_is_rendered_once_and_unchanged_not_at_all(client):
    make_fassung(vorgesehene_nummer="12")
    with mock.patch("agenda.papers.steckbrief.render", return_value=b"%PDF-1.7") as render:
        eins, zwei = (client.get("/projekte/12/steckbrief.pdf") for _ in range(2))
        assert eins.content == zwei.content == b"%PDF-1.7"
        assert render.call_count == 1
        cache.clear()
        gleich = client.get("/projekte/12/steckbrief.pdf", headers={"if-none-match": eins["ETag"]})
        assert (gleich.status_code, render.call_count) == (304, 1)


@pytest.mark.parametrize("datei", ["steckbrief.pdf", "steckbrief.json"])
def test_files_of_a_draft_do_not_exist(client, datei):
    make_steckbrief(vorgesehene_nummer="12")
    assert client.get(f"/projekte/12/{datei}").status_code == 404


def test_anlage_is_given_out_as_what_it_is(client):
    _, anlage = make_fassung_mit_anlage()
    response = client.get(anlage_url(anlage))
    assert response.getvalue() == INHALT
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="Konzept Bus.pdf"'


def test_page_links_the_anlage(client):
    fassung, anlage = make_fassung_mit_anlage()
    text = client.get(fassung.get_absolute_url()).text
    assert f'href="/projekte/12/anlagen/{anlage.uuid}/Konzept%20Bus.pdf">Konzept</a>' in text
    assert "(PDF, 121\u00a0kB)" in text
    assert "Nachweis: Kreis" in text


def test_image_comes_with_its_description(client):
    fassung, anlage = make_fassung_mit_anlage(
        medientyp="image/png", dateiname="bus.png", alternativtext="Ein Bus am Deich"
    )
    response = client.get(anlage_url(anlage))
    assert (response["Content-Type"], response.getvalue()) == ("image/png", INHALT)
    assert "Zu sehen: Ein Bus am Deich" in client.get(fassung.get_absolute_url()).text


def test_anlage_of_no_valid_fassung_is_404(client):
    fassung, anlage = make_fassung_mit_anlage()
    make_fassung(vorgesehene_nummer="13")
    assert client.get(anlage_url(anlage, nummer="13")).status_code == 404
    anlage.uuid = uuid.uuid4()
    assert client.get(anlage_url(anlage)).status_code == 404
    steckbrief = Steckbrief.objects.get(pk=fassung.steckbrief.pk)
    listed = steckbrief.anlagen.get()
    steckbrief.anlagen.all().delete()
    workflow.record(steckbrief, user=None)
    assert client.get(anlage_url(listed)).getvalue() == INHALT  # the working copy changes nothing
    make_fassung(steckbrief)
    assert client.get(anlage_url(listed)).status_code == 404


def test_anlage_under_another_name_or_without_its_file_is_404(client):
    _, anlage = make_fassung_mit_anlage()
    assert client.get(f"/projekte/12/anlagen/{anlage.uuid}/../../etc/passwd").status_code == 404
    assert client.get(f"/projekte/12/anlagen/{anlage.uuid}/anders.pdf").status_code == 404
    anlage.datei.storage.delete(anlage.datei.name)
    assert client.get(anlage_url(anlage)).status_code == 404


def test_headers_are_plain_strings(client):
    """wsgiref answers 500 to a member of an enumeration, though it is a str (runserver does)."""
    _, anlage = make_fassung_mit_anlage()
    for url in (anlage_url(anlage), "/projekte/12/steckbrief.json"):
        response = client.get(url)
        assert {type(value) for _, value in response.items()} == {str}
        response.getvalue()  # an open file would warn
