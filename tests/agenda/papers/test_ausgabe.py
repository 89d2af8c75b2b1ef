"""The kept file of an Ausgabe: made anew after a redaction, or there is a word why not."""

import errno
import os
from pathlib import Path
from unittest import mock

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from agenda.domain import ausgaben, schwaerzung
from agenda.models import Ausgabe
from agenda.papers import ausgabe as papier
from agenda.papers.gescheitert import NichtAbgelegt
from tests.agenda.papers.attrappe import Attrappe
from tests.factories import (
    festschreiben,
    make_ausgabe,
    make_fassung,
    make_portal,
    make_stabsstelle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def drucker(monkeypatch):
    attrappe = Attrappe()
    monkeypatch.setattr(papier, "band", attrappe)
    return attrappe


@pytest.fixture
def geschwaerzt(drucker, django_capture_on_commit_callbacks):
    """An Ausgabe that waits for its file since a redaction."""
    make_portal()
    make_fassung(titel="Lotsen für Erika", vorgesehene_nummer="1", bezug="agenda")
    ausgabe = festschreiben(make_ausgabe(), pdf=b"%PDF-1.7 so\n%%EOF")
    schwaerzen("Erika", django_capture_on_commit_callbacks)
    ausgabe.refresh_from_db()
    assert ausgaben.datei(ausgabe) is None
    return ausgabe


def schwaerzen(passage, auffangen):
    antrag = schwaerzung.request(passage=passage, begruendung="Art. 17", user=make_stabsstelle())
    with auffangen(execute=True):
        schwaerzung.confirm(antrag, user=make_stabsstelle())


@pytest.fixture
def volle_platte(monkeypatch):
    """Let the last step of keeping a file fail, as on a full disk."""
    voll = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    monkeypatch.setattr(os, "replace", mock.Mock(side_effect=voll))


def dateien():
    return [pfad.name for pfad in Path(default_storage.location).rglob("*") if pfad.is_file()]


def test_it_is_drawn_once_and_kept(geschwaerzt, drucker):
    datei = papier.kopie(geschwaerzt)
    with papier.oeffnen(datei) as offen:
        assert b"geschw" in offen.read()
    assert papier.kopie(geschwaerzt) == datei
    assert len(drucker.gezeichnet) == 1


def test_a_full_disk_is_told_and_leaves_nothing(geschwaerzt, volle_platte):
    with pytest.raises(NichtAbgelegt, match="No space left on device"):
        papier.kopie(geschwaerzt)
    assert ausgaben.datei(geschwaerzt) is None
    assert dateien() == []


def test_a_full_disk_when_lost_bytes_come_back(geschwaerzt, volle_platte, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", os.rename)
        datei = papier.kopie(geschwaerzt)
    default_storage.delete(datei.pfad)
    with pytest.raises(NichtAbgelegt):
        papier.kopie(geschwaerzt)
    assert dateien() == []


def test_redacted_once_more_while_it_is_drawn(
    geschwaerzt, monkeypatch, django_capture_on_commit_callbacks
):
    def meanwhile(*args, **kwargs):
        schwaerzen("Lotsen", django_capture_on_commit_callbacks)
        return b"%PDF-1.7 Lotsen\n%%EOF"

    monkeypatch.setattr(papier, "setzen", meanwhile)
    with pytest.raises(papier.GRUENDE, match="Ausgabe „Digitale Agenda"):
        papier.kopie(geschwaerzt)
    assert ausgaben.datei(Ausgabe.objects.get()) is None
    assert dateien() == []


def test_redacted_while_lost_bytes_are_drawn(
    geschwaerzt, monkeypatch, django_capture_on_commit_callbacks
):
    """They are the very bytes that were kept, and what they say must not lie there again."""
    datei = papier.kopie(geschwaerzt)
    with papier.oeffnen(datei) as offen:
        pdf = offen.read()
    default_storage.delete(datei.pfad)

    def meanwhile(*args, **kwargs):
        schwaerzen("Lotsen", django_capture_on_commit_callbacks)
        return pdf

    monkeypatch.setattr(papier, "setzen", meanwhile)
    with pytest.raises(papier.GRUENDE):
        papier.kopie(geschwaerzt, datei)
    assert dateien() == []


class TestDoors:
    def test_the_public_one(self, client, geschwaerzt, volle_platte, caplog):
        response = client.get(f"{geschwaerzt.get_absolute_url()}agenda.pdf")
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        assert "no-store" in response["Cache-Control"]
        assert "Das Papier ließ sich nicht speichern" in response.text
        assert "No space left on device" in caplog.text

    def test_the_offices(self, client, geschwaerzt, volle_platte):
        client.force_login(make_stabsstelle())
        adresse = reverse("admin:agenda_ausgabe_pdf", args=[geschwaerzt.pk])
        response = client.get(adresse, follow=True)
        assert response.status_code == 200
        assert "No space left on device" in response.text
