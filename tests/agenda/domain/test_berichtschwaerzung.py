"""A redaction reaches what a Sachstandsbericht says, and leaves it readable."""

import hashlib

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage

from agenda.domain import berichte, schwaerzung
from agenda.models import Bericht, Fassung
from tests.agenda.domain.berichtsjahr import first_half, released
from tests.agenda.domain.test_figures import am
from tests.factories import festschreiben_bericht, make_bericht, make_portal, make_stabsstelle

pytestmark = pytest.mark.django_db
NAME = "Erika Musterfrau"


def redact(passage):
    schwaerzung.confirm(
        schwaerzung.request(
            passage=passage, begruendung="Recht auf Löschung.", user=make_stabsstelle()
        ),
        user=make_stabsstelle(),
    )


@pytest.fixture
def bericht():
    make_portal()
    bus = released("Bus", zweck=f"Betreut von {NAME}.")
    first_half(bus, erreicht=f'{NAME} hat "alles" erreicht.', ampel="rot", hindernisse=NAME)
    with am(2026, 7, 20):
        return festschreiben_bericht(make_bericht(2, vorwort=f"Dank an {NAME}, alles rot."))


def test_says_where_it_stands(bericht):
    funde = {fund.wo: fund.anzahl for fund in schwaerzung.check(passage=NAME, begruendung="x")}
    # Vorwort, Erreicht, Hindernisse, and those once more as what is red.
    assert funde[f"Bericht: {bericht}"] == 4
    assert "Sachstandsbericht: Vorwort" in funde


def test_rewrites_document_columns_and_hashes(bericht, django_capture_on_commit_callbacks):
    pfad, vorher = berichte.datei(bericht).pfad, bericht.sha256
    with django_capture_on_commit_callbacks(execute=True):
        redact(NAME)
    neu = Bericht.objects.get()
    assert NAME not in neu.dokument
    assert NAME not in neu.vorwort
    assert neu.sha256_original == vorher
    assert hashlib.sha256(neu.dokument.encode()).hexdigest() == neu.sha256
    dokument = berichte.bauen(neu)
    assert "[geschwärzt am " in dokument["abschnitte"][0]["text"]
    assert dokument.steckbriefe[0]["sha256"] == Fassung.objects.get().sha256
    assert dokument["geschwaerzt"]
    assert not default_storage.exists(pfad)
    assert list(berichte.ohne_datei()) == [neu]
    assert "Geschwärzt." in LogEntry.objects.filter(object_id=neu.pk)[0].change_message


def test_a_hash_alone_changes_too(bericht):
    redact("Betreut von")
    dokument = berichte.bauen(Bericht.objects.get())
    assert dokument.steckbriefe[0]["sha256"] == Fassung.objects.get().sha256


def test_codes_stay_what_they_are(bericht):
    redact("rot")
    dokument = berichte.bauen(Bericht.objects.get())
    assert dokument["auffaellig"][0]["ampel"] == "rot"
    assert dokument["zahlen"]["rot"] == 1


def test_a_draft_says_the_redacted_words(bericht):
    with am(2026, 7, 21):
        entwurf = berichte.berichtigen(bericht, user=None, grund=f"Ohne {NAME}.")
    redact(NAME)
    assert NAME not in Bericht.objects.get(pk=entwurf.pk).berichtigung_grund
