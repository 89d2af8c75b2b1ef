"""The papers of a Sachstandsbericht at their addresses: kept bytes, Auszug, Word, draft."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from agenda.domain import berichtdateien, mitzeichnung
from agenda.models import Drucksache
from agenda.papers import bericht as papier
from agenda.papers import bericht_docx, store
from agenda.papers.gescheitert import ZuLange
from tests.agenda.papers import berichte
from tests.factories import (
    make_bericht,
    make_drucksache,
    make_fassung,
    make_portal,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 so\n%%EOF"


@pytest.fixture(autouse=True)
def portal():
    return make_portal()


@pytest.fixture
def bericht():
    dokument = berichte.voll()
    jetzt = timezone.now()
    bericht = make_bericht(
        3,
        dokument=dokument.canonical.decode(),
        sha256=dokument.sha256,
        festgeschrieben_at=jetzt,
        redaktionsschluss=jetzt,
        drucksache=make_drucksache("2027/0011"),
    )
    berichtdateien.datei_ablegen(bericht, PDF, 1)
    return bericht


@pytest.fixture
def gesetzt(monkeypatch):
    """Draw nothing: note what is asked for."""
    auftraege = []

    def setzen(html, **wie):
        auftraege.append(html)
        return b"%PDF-1.7 " + hashlib.sha256(html.encode()).hexdigest().encode() + b"\n%%EOF"

    monkeypatch.setattr(papier.werkstatt, "setzen", setzen)
    return auftraege


class TestPdf:
    def test_the_kept_bytes(self, client, bericht, gesetzt):
        response = client.get("/berichte/3/bericht.pdf")
        assert b"".join(response) == PDF
        assert response["Content-Type"] == "application/pdf"
        assert response["ETag"] == f'"{hashlib.sha256(PDF).hexdigest()}"'
        assert response["Cache-Control"] == "public, no-cache"
        name = 'filename="Sachstandsbericht-3_2026-07-01_2026-12-31.pdf"'
        assert name in response["Content-Disposition"]
        again = client.get("/berichte/3/bericht.pdf", headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert gesetzt == []

    def test_lost_bytes_are_never_replaced_by_others(self, client, bericht, gesetzt, caplog):
        default_storage.delete(berichtdateien.datei(bericht).pfad)
        response = client.get("/berichte/3/bericht.pdf")
        assert response.status_code == 503
        assert "Die Datei dieses Berichts fehlt" in response.text
        assert "no-store" in response["Cache-Control"]
        assert "Bericht 3: die Datei fehlt" in caplog.text
        assert "%PDF" not in response.text

    def test_an_auszug_is_drawn_from_the_frozen_document_and_once(self, client, bericht, gesetzt):
        response = client.get("/berichte/3/bericht.pdf?kommune=stadt-muster")
        assert response.content.startswith(b"%PDF")
        assert "Auszug für Stadt Muster" in gesetzt[0]
        assert "Auszug-stadt-muster" in response["Content-Disposition"]
        etag = response["ETag"]
        again = client.get(
            "/berichte/3/bericht.pdf?kommune=stadt-muster", headers={"if-none-match": etag}
        )
        assert again.status_code == 304
        assert client.get("/berichte/3/bericht.pdf?kommune=stadt-muster").status_code == 200
        assert len(gesetzt) == 1
        assert client.get("/berichte/3/bericht.pdf?kommune=gibt-es-nicht").status_code == 404

    def test_what_does_not_work_out_is_told(self, client, bericht, monkeypatch):
        def zu_lange(html, **wie):
            raise ZuLange("nicht fertig")

        monkeypatch.setattr(papier.werkstatt, "setzen", zu_lange)
        response = client.get("/berichte/3/bericht.pdf?kommune=amt-nord")
        assert response.status_code == 500
        assert "Denselben Text lesen Sie auf der Seite des Berichts." in response.text


def test_word(client, bericht, monkeypatch):
    geschrieben = []

    def word(html, **wie):
        geschrieben.append(wie["titel"])
        return b"PK\x03\x04" + b"\0" * 40 + b"PK\x05\x06" + b"\0" * 18

    monkeypatch.setattr(bericht_docx.werkstatt, "word", word)
    response = client.get("/berichte/3/bericht.docx")
    assert response.content.startswith(b"PK")
    assert (
        'filename="Sachstandsbericht-3_2026-07-01_2026-12-31.docx"'
        in (response["Content-Disposition"])
    )
    again = client.get("/berichte/3/bericht.docx", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    client.get("/berichte/3/bericht.docx?kommune=amt-nord")
    assert geschrieben == [
        "3. Sachstandsbericht (01.07.2026 bis 31.12.2026)",
        "Auszug Amt Nord: 3. Sachstandsbericht (01.07.2026 bis 31.12.2026)",
    ]
    assert store.hat(bericht_docx.key(berichte.voll()))


@pytest.mark.parametrize("was", ["drucksache", "entwurf", "keiner"])
@pytest.mark.parametrize("endung", ["bericht.pdf", "bericht.docx", "archiv.zip"])
def test_what_is_not_public_is_not_there(client, bericht, was, endung):
    if was == "drucksache":
        Drucksache.objects.update(oeffentlich=False)
    nummer = {"drucksache": 3, "entwurf": make_bericht(4).nummer, "keiner": 9}[was]
    assert client.get(f"/berichte/{nummer}/{endung}").status_code == 404


class TestVorschau:
    def test_the_draft_says_so_and_nobody_keeps_it(self, client, gesetzt):
        make_fassung(make_steckbrief("Lotsen", vorgesehene_nummer="1"))
        heute = timezone.localdate()
        token = mitzeichnung.make_token(make_bericht(4, von=heute, bis=heute))
        adresse = f"/vorschau/bericht/{token}/bericht.pdf"
        response = client.get(adresse)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert "ENTWURF_Sachstandsbericht-4" in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "ENTWURF" in gesetzt[0]
        client.get(adresse)
        assert len(gesetzt) == 1

    def test_the_draft_as_word(self, client, monkeypatch):
        make_fassung(make_steckbrief("Lotsen", vorgesehene_nummer="1"))
        heute = timezone.localdate()
        token = mitzeichnung.make_token(make_bericht(4, von=heute, bis=heute))
        monkeypatch.setattr(bericht_docx.werkstatt, "word", lambda html, **wie: b"PK")
        response = client.get(f"/vorschau/bericht/{token}/bericht.docx")
        assert response.content == b"PK"
        assert "ENTWURF_Sachstandsbericht-4" in response["Content-Disposition"]
        assert ".docx" in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]

    def test_of_a_period_before_the_first_fassung_there_is_none(self, client, gesetzt):
        token = mitzeichnung.make_token(make_bericht(4))
        response = client.get(f"/vorschau/bericht/{token}/bericht.pdf")
        assert response.status_code == 409
        assert "Diesen Entwurf gibt es noch nicht als Datei" in response.text
        assert gesetzt == []

    def test_once_it_is_given_out_it_leads_there(self, client, bericht):
        token = mitzeichnung.make_token(bericht)
        response = client.get(f"/vorschau/bericht/{token}/bericht.pdf")
        assert (response.status_code, response["Location"]) == (302, "/berichte/3/")
        assert client.get("/vorschau/bericht/falsch/bericht.pdf").status_code == 404
