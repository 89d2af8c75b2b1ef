"""The signed link: what opens it, and everything that must not."""

import time
from unittest import mock

import pytest
from django.core import signing

from agenda.domain import vorschau, workflow
from agenda.domain.dokument import Dokument
from agenda.models import Steckbrief
from tests.factories import make_fassung, make_steckbrief

pytestmark = pytest.mark.django_db
TAG = 24 * 60 * 60


def save(steckbrief, titel):
    Steckbrief.objects.filter(pk=steckbrief.pk).update(titel=titel)
    return workflow.record(steckbrief, user=None)


def test_a_token_names_one_arbeitsstand_or_the_draft_as_it_is():
    steckbrief = make_steckbrief("Eins")
    stand = steckbrief.arbeitsstaende.get()
    fest, entwurf = vorschau.make_token(stand), vorschau.make_token(steckbrief)
    neu = save(steckbrief, "Zwei")
    assert vorschau.read_token(fest) == stand
    assert vorschau.read_token(entwurf) == neu


def test_it_ends_after_fourteen_days():
    stand = make_steckbrief().arbeitsstaende.get()
    token = vorschau.make_token(stand)
    with mock.patch("django.core.signing.time.time", return_value=time.time() + 13.9 * TAG):
        assert vorschau.read_token(token) == stand
    with (
        mock.patch("django.core.signing.time.time", return_value=time.time() + 14.1 * TAG),
        pytest.raises(vorschau.Abgelaufen),
    ):
        vorschau.read_token(token)


def test_it_ends_with_the_draft_and_comes_back_with_it():
    steckbrief = make_steckbrief()
    tokens = [vorschau.make_token(q) for q in (steckbrief, steckbrief.arbeitsstaende.get())]
    workflow.delete_draft(steckbrief, user=None)
    for token in tokens:
        with pytest.raises(vorschau.Ungueltig):
            vorschau.read_token(token)
    workflow.bring_back(steckbrief, user=None)
    for token in tokens:
        assert vorschau.read_token(token).steckbrief == steckbrief


@pytest.mark.parametrize("muell", ["", "x", "a:b:c", ":::", "é:ü:😀", "\x00", "9" * 10_000])
def test_a_forged_one_opens_nothing(muell):
    make_steckbrief()
    with pytest.raises(vorschau.Ungueltig):
        vorschau.read_token(muell)


def test_one_of_another_purpose_or_key_opens_nothing(settings):
    stand = make_steckbrief().arbeitsstaende.get()
    fremd = signing.dumps({"stand": stand.pk}, salt="agenda.meldung")
    unbekannt = signing.dumps({"stand": stand.pk + 1}, salt=vorschau.SALT)
    eigener = vorschau.make_token(stand)
    veraendert = signing.b64_encode(b'{"stand":1}').decode() + eigener[eigener.index(":") :]
    settings.SECRET_KEY = "ein anderer"
    anderer_schluessel = vorschau.make_token(stand)
    settings.SECRET_KEY = "nur-fuer-tests"
    for token in (fremd, unbekannt, veraendert + "x", anderer_schluessel, eigener[:-1]):
        with pytest.raises(vorschau.Ungueltig):
            vorschau.read_token(token)


def test_the_draft_as_the_fassung_it_would_become():
    steckbrief = make_steckbrief("Eins", vorgesehene_nummer="7")
    fassung = vorschau.als_fassung(steckbrief.arbeitsstaende.get())
    assert (fassung.pk, fassung.nr, fassung.nummer) == (None, 1, "7")
    assert Dokument.lesen(fassung.dokument).nummer == "7"
    assert fassung.sha256 == make_fassung(steckbrief).sha256
    stand = save(steckbrief, "Zwei")
    assert vorschau.als_fassung(stand).nr == 2
    ohne = make_steckbrief("Ohne").arbeitsstaende.get()
    assert vorschau.als_fassung(ohne).nummer == "ohne Nummer"
