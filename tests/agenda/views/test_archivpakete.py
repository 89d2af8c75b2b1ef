"""Packages for the archive at their addresses: for everybody, and the office's own."""

import io

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.urls import reverse

from agenda.domain import ausgaben
from agenda.models import Drucksache
from agenda.transfer import archiv, bagit
from agenda.views import archivpakete
from tests.agenda.transfer.bagpruefer import pruefen
from tests.factories import (
    festschreiben,
    make_anlage,
    make_bericht,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_konto,
    make_portal,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ausgabe():
    make_portal()
    make_fassung(make_steckbrief("Lotsen", vorgesehene_nummer="1"))
    return festschreiben(make_anlage(make_drucksache("2026/7"), make_gremium("Hauptausschuss")))


def test_a_valid_package_once(client, ausgabe):
    adresse = f"{ausgabe.get_absolute_url()}archiv.zip"
    assert f'href="{adresse}"' in client.get(ausgabe.get_absolute_url()).text
    response = client.get(adresse)
    inhalt, _ = pruefen(io.BytesIO(b"".join(response)))
    assert "data/Papier/Anlage-2_Drucksache-2026-7_Hauptausschuss_2026-09-22.pdf" in inhalt
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == (
        'attachment; filename="Anlage-2_Drucksache-2026-7_Hauptausschuss_2026-09-22.zip"'
    )
    again = client.get(adresse, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert cache.get(archivpakete.SPERRE) is None


def test_nothing_is_packed_for_who_asks_for_the_head(client, ausgabe, monkeypatch):
    adresse = f"{ausgabe.get_absolute_url()}archiv.zip"
    monkeypatch.setattr(archivpakete, "_gepackt", None)
    kopf = client.head(adresse)
    assert (kopf.status_code, kopf["Content-Type"]) == (200, "application/zip")
    assert kopf["ETag"]


def test_the_lock_of_another_is_left_alone(client, ausgabe, monkeypatch):
    def zu_spaet(paket):
        cache.set(archivpakete.SPERRE, "eines anderen")
        raise bagit.ZuGross

    monkeypatch.setattr(archiv.Paket, "packen", zu_spaet)
    client.get(f"{ausgabe.get_absolute_url()}archiv.zip")
    assert cache.get(archivpakete.SPERRE) == "eines anderen"


def test_without_its_pdf_there_is_no_package(client, ausgabe, caplog):
    default_storage.delete(ausgaben.datei(ausgabe).pfad)
    response = client.get(f"{ausgabe.get_absolute_url()}archiv.zip")
    assert (response.status_code, response["Retry-After"]) == (503, "600")
    assert "Ohne das Papier geben wir kein Paket heraus." in response.text
    assert "das PDF fehlt" in caplog.text


def test_one_at_a_time_and_none_too_big(client, ausgabe, monkeypatch):
    adresse = f"{ausgabe.get_absolute_url()}archiv.zip"
    cache.set(archivpakete.SPERRE, True)
    assert "Gerade wird ein anderes Paket gepackt" in client.get(adresse).text
    cache.delete(archivpakete.SPERRE)
    monkeypatch.setattr(archiv, "HOECHSTENS", 10)
    response = client.get(adresse)
    assert response.status_code == 500
    assert "Das Paket ist zu groß geworden" in response.text
    assert cache.get(archivpakete.SPERRE) is None


def test_a_file_that_is_not_what_it_was_is_not_handed_over(client, ausgabe):
    pfad = ausgaben.datei(ausgabe).pfad
    groesse = default_storage.size(pfad)
    with open(default_storage.path(pfad), "wb") as datei:
        datei.write(b"x" * groesse)
    response = client.get(f"{ausgabe.get_absolute_url()}archiv.zip")
    assert response.status_code == 503
    assert "Eine der Dateien darin ist beschädigt" in response.text


def test_not_public_for_the_office_alone(client, ausgabe):
    Drucksache.objects.update(oeffentlich=False, betreff="Geheim")
    assert client.get(f"{ausgabe.get_absolute_url()}archiv.zip").status_code == 404
    adresse = reverse("internes_archiv", args=["ausgabe", ausgabe.pk])
    assert client.get(adresse).status_code == 302
    client.force_login(make_konto(is_staff=True))
    assert client.get(adresse).status_code == 403
    client.force_login(make_stabsstelle())
    formular = client.get(reverse("admin:agenda_ausgabe_change", args=[ausgabe.pk]))
    assert f'href="{adresse}"' in formular.text
    response = client.get(adresse)
    inhalt, _ = pruefen(io.BytesIO(b"".join(response)))
    assert "no-store" in response["Cache-Control"]
    assert "Geheim" in inhalt["data/Beratungsfolge.txt"].decode()
    for art, pk in (("ausgabe", 0), ("seite", 1), ("bericht", make_bericht(4).pk)):
        assert client.get(reverse("internes_archiv", args=[art, pk])).status_code == 404
