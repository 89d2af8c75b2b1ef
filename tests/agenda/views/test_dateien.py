"""PDF, JSON and attached files of the valid Fassung."""

import errno
import hashlib
import os
import uuid
from unittest import mock

import pytest
from django.core.files.base import ContentFile

from agenda.domain import papierlager, workflow
from agenda.models import Anlage, Steckbrief
from agenda.papers import steckbrief, store, werkstatt
from tests.agenda.papers.inhalte import naechste_fassung
from tests.factories import make_fassung, make_portal, make_steckbrief

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


@pytest.mark.parametrize("adresse", ["steckbrief.pdf", "fassungen/1/steckbrief.pdf"])
def test_pdf_from_the_store_costs_two_queries_and_no_rendering(
    adresse, client, django_assert_num_queries
):
    make_portal()
    make_fassung(vorgesehene_nummer="12")
    url = f"/projekte/12/{adresse}"
    eins = client.get(url)
    with mock.patch.object(werkstatt, "setzen") as setzen:
        with django_assert_num_queries(2):
            zwei = client.get(url)
        with django_assert_num_queries(2):
            gleich = client.get(url, headers={"if-none-match": eins["ETag"]})
    assert setzen.call_count == 0
    assert (zwei.content, zwei["ETag"]) == (eins.content, eins["ETag"])
    assert (gleich.status_code, gleich.content, gleich["ETag"]) == (304, b"", eins["ETag"])


def test_an_unchanged_pdf_needs_no_file(client):
    make_portal()
    make_fassung(vorgesehene_nummer="12")
    etag = client.get("/projekte/12/steckbrief.pdf")["ETag"]
    papierlager.leeren()
    with mock.patch.object(werkstatt, "setzen") as setzen:
        gleich = client.get("/projekte/12/steckbrief.pdf", headers={"if-none-match": etag})
    assert (gleich.status_code, setzen.call_count) == (304, 0)


def test_of_a_superseded_fassung_too(client, django_assert_num_queries):
    make_portal()
    fassung = make_fassung(vorgesehene_nummer="12")
    eins = client.get("/projekte/12/steckbrief.pdf").content
    naechste_fassung(fassung.steckbrief, titel="Anders")
    client.get("/projekte/12/fassungen/1/steckbrief.pdf")
    with django_assert_num_queries(2):
        alt = client.get("/projekte/12/fassungen/1/steckbrief.pdf")
    assert alt.content == eins
    assert alt["X-Robots-Tag"] == "noindex"
    assert client.get("/projekte/12/steckbrief.pdf").content != eins


@pytest.mark.parametrize(
    ("grund", "worte"),
    [
        (werkstatt.ZuLange("nach 60 Sekunden"), "nicht rechtzeitig fertig"),
        (werkstatt.ZuGross("mehr als 1024 MB"), "zu groß geworden"),
        (werkstatt.Abgebrochen("Signal 9"), "ließ sich nicht herstellen"),
        (werkstatt.NichtAbgelegt("No space left on device"), "ließ sich nicht speichern"),
    ],
)
def test_a_paper_that_does_not_come_about_is_told_kindly(grund, worte, client, caplog):
    make_portal()
    make_fassung(vorgesehene_nummer="12")
    with mock.patch.object(steckbrief, "pdf", side_effect=grund):
        response = client.get("/projekte/12/steckbrief.pdf")
    assert response.status_code >= 500
    assert worte in response.text
    assert str(grund) not in response.text
    assert str(grund) in caplog.text
    assert "ETag" not in response
    assert client.get("/projekte/12/steckbrief.pdf").status_code == 200


def test_a_full_disk_serves_nothing_half_done(client, monkeypatch):
    make_portal()
    make_fassung(vorgesehene_nummer="12")
    voll = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with mock.patch("os.replace", side_effect=voll):
        response = client.get("/projekte/12/steckbrief.pdf")
    assert response.status_code >= 500
    assert list(papierlager.dateien()) == []
    assert client.get("/projekte/12/steckbrief.pdf").content.startswith(b"%PDF")


def test_a_damaged_file_is_made_anew(client, settings):
    make_portal()
    fassung = make_fassung(vorgesehene_nummer="12")
    ganz = client.get("/projekte/12/steckbrief.pdf").content
    pfad = store.pfad(steckbrief.key(fassung))
    pfad.write_bytes(ganz[: len(ganz) // 2])
    assert client.get("/projekte/12/steckbrief.pdf").content == ganz
    assert pfad.read_bytes() == ganz


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
