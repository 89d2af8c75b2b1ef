"""How a Vorlage begins: with what is known, and with nothing else."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agenda.domain import vorlage, vorlagenentwurf
from agenda.domain.berichtdokument import Berichtdokument
from agenda.models import Drucksache
from kommunen.models import Rechtsgrundlage
from tests.factories import (
    make_bericht,
    make_fassung,
    make_full_steckbrief,
    make_gremium,
    make_konto,
    make_portal,
    make_sachstand,
    make_sitzung,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db

DOKUMENT = Berichtdokument(
    {
        "zahlen": {
            "steckbriefe": 12,
            "gemeldet": 7,
            "unveraendert": 3,
            "ohne_antwort": 2,
            "rot": 1,
            "gelb": 0,
            "gruen": 6,
            "ohne_ampel": 5,
        },
        "entscheidungen": [{"nummer": "4", "titel": "Busshuttle"}],
        "auffaellig": [],
    }
)


@pytest.fixture(autouse=True)
def portal():
    for schluessel, fundstelle in (("berichtswesen", "§ 40c KrO"), ("anderes", "§ 1")):
        Rechtsgrundlage.objects.create(
            schluessel=schluessel, thema=schluessel.capitalize(), fundstelle=fundstelle
        )
    return make_portal(stelle="Stabsstelle", aktenzeichen="10.24")


def test_an_empty_one_knows_who_writes_it_and_no_more():
    drucksache = vorlagenentwurf.leer(vorlagenentwurf.BESCHLUSS, user=make_stabsstelle())
    drucksache.refresh_from_db()
    assert drucksache.entwurf
    assert (drucksache.nummer, drucksache.art) == (None, "Beschlussvorlage")
    assert [feld.key for feld in vorlage.felder(drucksache).einzelfelder] == [
        "art",
        "status",
        "federfuehrung",
        "aktenzeichen",
    ]
    assert not Drucksache.objects.oeffentliche().exists()


def test_it_needs_the_right():
    for anlegen in (
        lambda user: vorlagenentwurf.leer("Beschlussvorlage", user=user),
        lambda user: vorlagenentwurf.aus_bericht(make_bericht(), user=user),
        lambda user: vorlagenentwurf.aus_steckbriefen([make_steckbrief()], user=user),
    ):
        with pytest.raises(PermissionDenied):
            anlegen(make_konto())
    assert not Drucksache.objects.exists()


def test_from_a_report(monkeypatch):
    monkeypatch.setattr(vorlagenentwurf.berichte, "bauen", lambda bericht: DOKUMENT)
    sitzung = make_sitzung(make_gremium("Hauptausschuss"), "2027-02-18", oeffentlich=True)
    bericht = make_bericht(3, sitzung=sitzung)
    drucksache = vorlagenentwurf.aus_bericht(bericht, user=make_stabsstelle())
    gelesen = vorlage.felder(drucksache)
    felder = {feld.key: feld.text for feld in gelesen.einzelfelder}
    assert felder["art"] == "Mitteilungsvorlage"
    assert felder["betreff"] == "Sachstandsbericht Nr. 3: Digitale Agenda"
    assert felder["beratungen"] == "Hauptausschuss, 18.02.2027, Kenntnisnahme"
    assert felder["beschluss"] == (
        "Der Hauptausschuss nimmt den 3. Sachstandsbericht für die Zeit vom 01.01.2026 "
        "bis zum 30.06.2026 zur Kenntnis."
    )
    assert felder["anlagen"] == "Anlage 1: 3. Sachstandsbericht"
    for satz in (
        "umfasst die Zeit vom 01.01.2026 bis zum 30.06.2026",
        "Zahl der Steckbriefe: 12\n",
        "Rückmeldungen: 7 mit neuem Sachstand, 3 als unverändert bestätigt, 2 ohne Rückmeldung\n",
        "Ampel: 1 rot, 6 grün\n",
        "Entscheidungsbedarf bei einem Steckbrief: Nr. 4 „Busshuttle“",
        "- Berichtswesen: § 40c KrO",
    ):
        assert satz in felder["sachverhalt"], felder["sachverhalt"]
    assert "§ 1" not in felder["sachverhalt"]
    assert "Auffällig" not in felder["sachverhalt"]
    # Nobody knows what it costs.
    assert not gelesen.hat_finanzen
    bericht.refresh_from_db()
    assert bericht.drucksache == drucksache


def test_the_key_facts_are_those_of_the_report():
    make_sachstand(make_fassung(vorgesehene_nummer="4").steckbrief, ampel="rot")
    heute = timezone.localdate()
    gelesen = vorlage.felder(vorlagenentwurf.aus_bericht(make_bericht(von=heute, bis=heute)))
    assert "- Zahl der Steckbriefe: 1\n" in gelesen.sachverhalt
    assert "- Ampel: 1 rot" in gelesen.sachverhalt
    assert "- Auffällig bei einem Steckbrief: Nr. 4 „" in gelesen.sachverhalt


def test_a_report_without_a_session_leaves_it_open():
    drucksache = vorlagenentwurf.aus_bericht(make_bericht(2, aktenzeichen="99"))
    gelesen = vorlage.felder(drucksache)
    assert gelesen.beratungen == ()
    assert gelesen.beschlusstext.startswith("Der 2. Sachstandsbericht für die Zeit vom")
    assert gelesen.beschlusstext.endswith("wird zur Kenntnis genommen.")
    assert "Kürze" not in gelesen.sachverhalt
    assert gelesen.aktenzeichen == "99"


def test_nichtoeffentlich_stays_so():
    sitzung = make_sitzung(make_gremium("Ratsversammlung"), oeffentlich=False)
    gelesen = vorlage.felder(vorlagenentwurf.aus_bericht(make_bericht(sitzung=sitzung)))
    assert gelesen.status == "nichtöffentlich"
    assert gelesen.beschlusstext.startswith("Die Ratsversammlung nimmt den ")


@pytest.mark.parametrize(
    ("gremium", "anfang"),
    [
        ("Kreistag", "Der Kreistag nimmt den "),
        ("Lenkungsgruppe", "Die Lenkungsgruppe nimmt den "),
        ("Ausschuss für Bildung", "Der 1. Sachstandsbericht "),
        (None, "Der 1. Sachstandsbericht "),
    ],
)
def test_nobody_guesses_an_article(gremium, anfang):
    satz = vorlagenentwurf.kenntnisnahme(make_bericht(1), gremium)
    assert satz.startswith(anfang)


def test_a_second_vorlage_to_one_report_is_refused():
    bericht = make_bericht()
    erste = vorlagenentwurf.aus_bericht(bericht)
    with pytest.raises(ValidationError, match="gehört schon die Vorlage"):
        vorlagenentwurf.aus_bericht(bericht)
    assert Drucksache.objects.get() == erste


def test_a_frozen_report_stays_as_it_is_and_gets_one_vorlage():
    fest = make_bericht(
        dokument=DOKUMENT.canonical.decode(),
        sha256=DOKUMENT.sha256,
        redaktionsschluss=timezone.now(),
        festgeschrieben_at=timezone.now(),
    )
    drucksache = vorlagenentwurf.aus_bericht(fest)
    assert "- Zahl der Steckbriefe: 12\n" in drucksache.sachverhalt
    fest.refresh_from_db()
    assert fest.drucksache is None
    with pytest.raises(ValidationError, match="gehört schon die Vorlage"):
        vorlagenentwurf.aus_bericht(fest)
    drucksache.nummer, drucksache.entwurf = "2027/0011", False
    drucksache.save()
    with pytest.raises(ValidationError, match="gehört schon die Drucksache 2027/0011"):
        vorlagenentwurf.aus_bericht(fest)


def test_a_correction_says_so():
    bericht = make_bericht(3, berichtigung=1, berichtigung_grund="Falsche Zahl.")
    gelesen = vorlage.felder(vorlagenentwurf.aus_bericht(bericht))
    assert gelesen.betreff == "Sachstandsbericht Nr. 3, 1. Berichtigung: Digitale Agenda"
    assert "Berichtigt wird: Falsche Zahl." in gelesen.sachverhalt


def test_from_steckbriefe_with_the_money_promised_last():
    steckbrief = make_full_steckbrief("Lotsen", vorgesehene_nummer="12")
    steckbrief.finanzierungen.create(position=2, jahr=2024, geplant=2000000, produkt="11156")
    make_fassung(steckbrief)
    steckbrief.refresh_from_db()
    # Not released yet: nobody has promised it.
    steckbrief.finanzierungen.create(position=3, jahr=2025, geplant=100, produkt="11156")
    anderer = make_steckbrief("Ohne Fassung")
    drucksache = vorlagenentwurf.aus_steckbriefen([steckbrief, anderer])
    gelesen = vorlage.felder(drucksache)
    assert set(drucksache.steckbriefe.all()) == {steckbrief, anderer}
    assert gelesen.betreff == "Digitale Agenda: Steckbriefe 12"
    (zeile,) = gelesen.finanzen
    assert (zeile.jahr, zeile.produkt) == ("2024", "11156")
    assert (zeile.ertrag, zeile.aufwand) == ("50.000\u00a0€", "70.000\u00a0€")
    assert zeile.saldo == "\u221220.000\u00a0€ (Belastung)"
    assert gelesen.beschluss == gelesen.beratungen == ()


def test_of_nothing_there_is_no_vorlage():
    with pytest.raises(ValidationError, match="mindestens einen Steckbrief"):
        vorlagenentwurf.aus_steckbriefen([])
