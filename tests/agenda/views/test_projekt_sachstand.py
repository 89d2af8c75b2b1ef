"""A profile tells since when its state is confirmed, what nobody answered, and who reported."""

import datetime
from unittest import mock

import pytest
from django.utils import timezone

from agenda.domain import ereignisse, sachstaende, ueberblick, workflow
from agenda.models import Eintrag
from tests.agenda.views.test_projekt_rundum import abschnitt
from tests.factories import (
    make_fassung,
    make_kommune,
    make_runde,
    make_sachstand,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


def in_days(tage):
    return mock.patch.object(
        timezone, "now", return_value=timezone.now() + datetime.timedelta(days=tage)
    )


def day(tage=0):
    return timezone.localdate() + datetime.timedelta(days=tage)


@pytest.fixture
def kommune():
    return make_kommune("Amt Nord")


@pytest.fixture
def fassung(kommune):
    steckbrief = make_steckbrief("Rufbus")
    steckbrief.mitwirkungen.create(kommune=kommune, rolle="verantwortlich")
    workflow.record(steckbrief, user=None)
    steckbrief.refresh_from_db()
    return make_fassung(steckbrief)


def make_closed(*kommunen, tage):
    """A round of a later day, opened and closed then."""
    jetzt = timezone.now() + datetime.timedelta(days=tage)
    runde = make_runde(
        stichtag=day(tage), abgabefrist=day(tage), eroeffnet_at=jetzt, geschlossen_at=jetzt
    )
    for kommune in kommunen:
        runde.abfragen.create(kommune=kommune)
    return runde


def seite(client, fassung):
    return client.get(fassung.get_absolute_url()).text


def test_a_confirmation_is_one_line_and_the_report_goes_on_to_count(client, fassung, kommune):
    bericht = make_sachstand(
        fassung.steckbrief,
        accepted=False,
        stichtag=f"{day():%d.%m.%Y}",
        ampel="gelb",
        erreicht="Strecke geplant.",
    )
    bericht.mittel.create(jahr=2026, verausgabt=500000)
    workflow.accept(bericht, user=None)
    with in_days(30):
        spaeter = day()
        neu = sachstaende.unveraendert(fassung.steckbrief, kommune=kommune, vertretung=True)
        workflow.accept(neu, user=None)
        text = seite(client, fassung)
    kasten = abschnitt(text, "sachstand")
    assert f"Zuletzt bestätigt am {spaeter:%d.%m.%Y}" in kasten
    assert (
        f"Stand: {spaeter:%d.%m.%Y}, unverändert seit dem Bericht vom {day():%d.%m.%Y}." in kasten
    )
    assert "Gemeldet von der Stabsstelle für Amt Nord." in kasten
    assert "Ampel gelb" in kasten
    assert "2026: 5.000" in kasten
    assert "Keine Rückmeldung" not in text
    verlauf = abschnitt(text, "verlauf")
    zeile = f"{spaeter:%d.%m.%Y}: unverändert bestätigt am {spaeter:%d.%m.%Y}"
    assert verlauf.index(zeile) < verlauf.index(f"{day():%d.%m.%Y}: Sachstand")
    assert text.count("Strecke geplant.") == 1


def test_no_answer_is_another_thing_than_unchanged(client, fassung, kommune):
    make_sachstand(fassung.steckbrief, stichtag=f"{day():%d.%m.%Y}")
    runde = make_closed(kommune, tage=10)
    stumm = f"Keine Rückmeldung in der Runde zum {runde.stichtag:%d.%m.%Y}."
    kasten = abschnitt(seite(client, fassung), "sachstand")
    assert f"Zuletzt bestätigt am {day():%d.%m.%Y}" in kasten
    assert stumm in kasten
    # Handed in is an answer, though not public yet.
    with in_days(11):
        sachstaende.unveraendert(fassung.steckbrief, runde=runde)
        text = seite(client, fassung)
    assert "Keine Rückmeldung" not in text
    assert "unverändert" not in text


@pytest.mark.parametrize(
    "warum", ["beendet", "nicht gefragt", "später berichtet", "noch nicht öffentlich", "offen"]
)
def test_silence_is_told_only_of_who_should_have_answered(client, fassung, kommune, warum):
    steckbrief = fassung.steckbrief
    make_sachstand(
        steckbrief, umsetzungsstand="abgeschlossen" if warum == "beendet" else "in_betrieb"
    )
    runde = make_closed(
        make_kommune() if warum == "nicht gefragt" else kommune,
        tage=-10 if warum == "noch nicht öffentlich" else 10,
    )
    if warum == "später berichtet":
        make_sachstand(steckbrief, stichtag=f"{day(10):%d.%m.%Y}")
    if warum == "offen":
        runde.geschlossen_at = None
        runde.save()
    worte = seite(client, fassung)
    assert "Rufbus" in worte
    assert "Keine Rückmeldung" not in worte


def test_the_history_names_each_round_without_an_answer(client, fassung, kommune):
    for tage in (10, 20, 30, 40):
        make_closed(kommune, tage=tage)
    make_closed(make_kommune(), tage=15)
    make_sachstand(fassung.steckbrief, stichtag=f"{day(25):%d.%m.%Y}")
    make_sachstand(
        fassung.steckbrief, stichtag=f"{day(35):%d.%m.%Y}", umsetzungsstand="abgeschlossen"
    )
    text = abschnitt(seite(client, fassung), "verlauf")
    stumm = [tage for tage in (10, 15, 20, 30, 40) if f"{day(tage):%d.%m.%Y}: Keine" in text]
    # On the 20th and 30th somebody reported, and on the 40th it had ended.
    assert stumm == [10]


def test_what_was_taken_over_from_a_source_nobody_has_confirmed(client, fassung):
    make_sachstand(fassung.steckbrief, quelle="Amtsblatt 3/2024")
    text = seite(client, fassung)
    assert "Amtsblatt 3/2024" in abschnitt(text, "sachstand")
    assert "Zuletzt bestätigt" not in text


def test_each_kommune_with_the_date_of_its_own_word(client, fassung, kommune):
    steckbrief, sued = fassung.steckbrief, make_kommune("Amt Süd")
    alt = make_sachstand(steckbrief, accepted=False, stichtag="Q2/2024")
    alt.staende_vor_ort.create(kommune=kommune, stand="geplant")
    alt.staende_vor_ort.create(kommune=sued, stand="geplant")
    workflow.accept(alt, user=None)
    workflow.accept(sachstaende.vor_ort(steckbrief, kommune=sued, stand="verfuegbar"), user=None)
    text = seite(client, fassung)
    orte = abschnitt(text, "vor-ort")
    assert "Amt Nord : geplant (Bericht: 2. Quartal 2024)" in orte
    assert f"Amt Süd : verfügbar (Bericht: {day():%d.%m.%Y})" in orte
    # What a Kommune says of itself is no report on the project.
    assert "Stand: 2. Quartal 2024" in abschnitt(text, "sachstand")
    assert f"{day():%d.%m.%Y}: Sachstand" not in abschnitt(text, "verlauf")


def test_confirmations_and_stands_are_no_news(fassung, kommune):
    make_sachstand(fassung.steckbrief, stichtag=f"{day():%d.%m.%Y}")
    aktualisiert = Eintrag.objects.get().aktualisiert_at
    vorher = len(ereignisse.ereignisse(Eintrag.objects.gueltig()))
    with in_days(1):
        for neu in (
            sachstaende.unveraendert(fassung.steckbrief),
            sachstaende.vor_ort(fassung.steckbrief, kommune=kommune, stand="verfuegbar"),
        ):
            workflow.accept(neu, user=None)
        assert len(ereignisse.ereignisse(Eintrag.objects.gueltig())) == vorher
        (neuigkeit,) = ueberblick.neuigkeiten()
    assert neuigkeit["wann"] <= aktualisiert
    assert Eintrag.objects.get().aktualisiert_at == aktualisiert
