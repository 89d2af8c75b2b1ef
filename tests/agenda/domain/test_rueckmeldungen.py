"""Rückmeldungen: tokens, one row for one form, numbers, the day of deletion."""

import datetime
import uuid
from unittest import mock

import pytest
from django.utils import timezone

from agenda.domain import rueckmeldungen, schwaerzung
from agenda.models import Rueckmeldung
from tests.factories import make_rueckmeldung, make_seite, make_stabsstelle

pytestmark = pytest.mark.django_db


def at(**spaeter):
    return mock.patch.object(
        timezone, "now", return_value=timezone.now() + datetime.timedelta(**spaeter)
    )


def test_a_token_is_good_from_three_seconds_to_one_day_and_for_its_form_only():
    token = rueckmeldungen.make_token("barriere")
    with pytest.raises(rueckmeldungen.ZuFrueh):
        rueckmeldungen.read_token(token, "barriere")
    with at(seconds=4):
        kennung = rueckmeldungen.read_token(token, "barriere")
        assert kennung == rueckmeldungen.read_token(token, "barriere")
        for falsch in (token + "x", "", "a:b:c", "\x00"):
            with pytest.raises(rueckmeldungen.Ungueltig):
                rueckmeldungen.read_token(falsch, "barriere")
        with pytest.raises(rueckmeldungen.Ungueltig):
            rueckmeldungen.read_token(token, "fehler")
    with at(hours=25), pytest.raises(rueckmeldungen.ZuSpaet):
        rueckmeldungen.read_token(token, "barriere")


@pytest.mark.parametrize(
    ("tag", "geloescht"),
    [("2026-01-15", "2026-07-15"), ("2026-08-31", "2027-02-28"), ("2027-12-01", "2028-06-01")],
)
def test_the_day_of_deletion_is_six_months_later(tag, geloescht):
    tag = datetime.date.fromisoformat(tag)
    assert rueckmeldungen.loeschtag(tag).isoformat() == geloescht


def test_the_same_form_is_one_row_and_another_text_is_not_swallowed():
    kennung = uuid.uuid4()
    erste = make_rueckmeldung("Zu klein.", kennung=kennung)
    assert make_rueckmeldung("Zu klein.", kennung=kennung) == erste
    with pytest.raises(rueckmeldungen.Verbraucht):
        make_rueckmeldung("Zu groß.", kennung=kennung)
    assert Rueckmeldung.objects.get().text == "Zu klein."


def test_a_number_that_is_taken_is_drawn_again():
    with mock.patch.object(
        rueckmeldungen, "neue_eingangsnummer", side_effect=["B-1", "B-1", "B-2"]
    ):
        assert [make_rueckmeldung().eingangsnummer for _ in range(2)] == ["B-1", "B-2"]


def test_who_and_when_it_was_done_is_noted():
    meldung, konto = make_rueckmeldung(), make_stabsstelle()
    meldung.status = "erledigt"
    rueckmeldungen.bearbeiten(meldung, user=konto)
    meldung.refresh_from_db()
    assert (meldung.bearbeitet_von, meldung.erledigt_at is None) == (konto, False)
    meldung.status = "in_arbeit"
    rueckmeldungen.bearbeiten(meldung, user=konto)
    meldung.refresh_from_db()
    assert meldung.erledigt_at is None


def test_a_redaction_reaches_what_readers_wrote_and_what_seiten_say():
    zwei = make_stabsstelle(), make_stabsstelle()
    make_rueckmeldung("Frau Beispielfrau war unfreundlich.", name="Beispielfrau")
    seite = make_seite(text="Es leitet Frau Beispielfrau.", leichte_sprache="Leicht.")
    type(seite).objects.update(leichte_sprache_zu=seite.sha256)
    antrag = schwaerzung.request(
        passage="Beispielfrau", begruendung="Antrag nach Art. 17 DSGVO", user=zwei[0]
    )
    assert schwaerzung.confirm(antrag, user=zwei[1]) == 3
    meldung = Rueckmeldung.objects.get()
    assert "Beispielfrau" not in meldung.text + meldung.name
    assert "Beispielfrau" not in type(seite).objects.get().text
    assert type(seite).objects.get().lesbarkeit == "veraltet"
