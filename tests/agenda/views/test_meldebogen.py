"""The form of a report by a partner's link: one button reports, nothing typed is lost."""

import pytest
from django.test import Client

from agenda.domain import sachstaende, workflow
from agenda.models import Sachstand
from tests.agenda.rundenwerk import eroeffnete, pfad
from tests.agenda.views.meldewerk import gelesen, senden, soup, worte
from tests.factories import make_stabsstelle

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """A browser whose POST is checked as in production."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def alles(db):
    return eroeffnete()


def test_a_whole_report_with_milestone_money_and_place(client, alles):
    start = pfad(alles.link(alles.nord))
    uuid = alles.lotsen.meilensteine.get().uuid
    jahr = alles.runde.stichtag.year
    antwort = senden(
        client,
        start + "1/",
        umsetzungsstand="in_umsetzung",
        ampel="gelb",
        erreicht="Zehn Lotsen\r\ngeschult",
        entscheidungsbedarf="Wer zahlt ab 2028?",
        gemeldet_funktion="Fachamt Soziales",
        ort_stand="verfuegbar",
        ort_seit="Anfang 2026",
        ort_link="www.example.org/lotsen",
        **{
            f"neuer_termin_{uuid}": "Q3/2027",
            f"grund_{uuid}": "Vergabe dauert",
            f"mittel_{jahr}": "12.500,50",
        },
    )
    assert antwort["Location"] == f"{start}?gemeldet=1"
    sachstand = Sachstand.objects.get()
    assert (sachstand.status, sachstand.ampel) == ("eingereicht", "gelb")
    assert sachstand.erreicht == "Zehn Lotsen\ngeschult"
    assert (sachstand.kommune, sachstand.gemeldet_von) == (alles.nord, None)
    assert sachstand.gemeldet_funktion == "Fachamt Soziales"
    assert sachstand.stichtag.datum == alles.runde.stichtag
    assert str(sachstand.meilensteine.get().neuer_termin) == "3. Quartal 2027"
    assert sachstand.mittel.get().verausgabt == 1250050
    ort = sachstand.staende_vor_ort.get()
    assert (ort.kommune, ort.stand, ort.link) == (
        alles.nord,
        "verfuegbar",
        "https://www.example.org/lotsen",
    )
    quittung = worte(soup(client.get(start + "quittung/")))
    for stueck in (
        "1 Lotsen",
        "Fachamt Soziales",
        "Noch nicht angenommen.",
        "12.500,50",
        "Vergabe dauert",
        "Amt Nord verfügbar seit Anfang 2026",
        "Noch offen 2 Bus auf Abruf",
    ):
        assert stueck in quittung
    datei = client.get(start + "quittung.txt")
    assert "Wer zahlt ab 2028?" in datei.content.decode()
    assert datei["Content-Type"] == "text/plain; charset=utf-8"
    # Correctable until accepted, on the same page.
    assert senden(client, start + "1/", erreicht="Elf Lotsen").status_code == 302
    sachstand.refresh_from_db()
    assert sachstand.erreicht == "Elf Lotsen"
    assert sachstand.meilensteine.count() == 1


def test_after_acceptance_a_correction_is_a_new_report(client, alles):
    start = pfad(alles.link(alles.nord))
    senden(client, start + "2/", erreicht="Erste Linie", umsetzungsstand="in_betrieb")
    erster = Sachstand.objects.get()
    workflow.accept(erster, user=None)
    assert "Korrektur melden" in worte(soup(client.get(start)))
    seite = soup(client.get(start + "2/"))
    assert "ist eine Korrektur" in worte(seite)
    assert seite.select_one("#id_erreicht").text.strip() == "Erste Linie"
    assert senden(client, start + "2/", erreicht="Zwei Linien").status_code == 302
    zweiter = Sachstand.objects.get(angenommen_at=None)
    assert zweiter.berichtigt == erster
    assert zweiter.status == "eingereicht"
    assert "(Korrektur)" in worte(soup(client.get(start + "quittung/")))


def test_a_draft_is_kept_and_is_no_report(client, alles):
    start = pfad(alles.link(alles.nord))
    antwort = senden(client, start + "1/", "speichern", erreicht="Halb fertig")
    assert antwort["Location"] == f"{start}1/?gespeichert"
    seite = soup(client.get(antwort["Location"]))
    assert "noch nicht gemeldet" in worte(seite)
    assert seite.select_one("#id_erreicht").text.strip() == "Halb fertig"
    assert Sachstand.objects.get().status == "entwurf"
    assert "Entwurf gespeichert" in worte(soup(client.get(start)))
    assert "Gespeichert, aber nicht gemeldet" in worte(soup(client.get(start + "quittung/")))


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(client, alles):
    uuid = alles.lotsen.meilensteine.get().uuid
    adresse = pfad(alles.link(alles.nord)) + "1/"
    falsch = {
        "erreicht": "Bleibt stehen",
        "umsetzungsstand": "erfunden",
        "ort_seit": "irgendwann",
        f"erreicht_am_{uuid}": "31.12.2190",
        f"mittel_{alles.runde.stichtag.year}": "viel",
    }
    seite = soup(senden(client, adresse, **falsch))
    assert seite.title.text.startswith("Fehler im Formular: ")
    links = [a["href"] for a in seite.select("[role=alert] a")]
    assert len(links) == 4
    for ziel in links:
        feld = seite.select_one(ziel)
        assert feld["aria-invalid"] == "true"
        assert all(seite.select_one(f"#{k}") for k in feld["aria-describedby"].split())
    assert seite.select_one("#id_erreicht").text.strip() == "Bleibt stehen"
    assert seite.select_one("#id_ort_seit")["value"] == "irgendwann"
    assert not Sachstand.objects.exists()
    # A draft may lack a reason, a report may not.
    neu = {f"neuer_termin_{uuid}": "Q3/2027"}
    seite = soup(senden(client, adresse, **neu))
    assert "Bitte nennen Sie den Grund" in seite.select_one("[role=alert]").text
    assert senden(client, adresse, "speichern", **neu).status_code == 302


def test_two_at_once_see_both_texts_and_can_go_on(client, alles):
    adresse = pfad(alles.link(alles.nord)) + "1/"
    eins = gelesen(soup(client.get(adresse)), "melden") | {"erreicht": "Text von A"}
    zwei = gelesen(soup(client.get(adresse)), "melden") | {"erreicht": "Text von B"}
    assert client.post(adresse, eins).status_code == 302
    # The same once more, by a double click, is no conflict.
    assert client.post(adresse, eins).status_code == 302
    seite = soup(client.post(adresse, zwei), 409)
    text = worte(seite)
    assert "Inzwischen gespeichert Text von A" in text
    assert "Ihre Angabe Text von B" in text
    assert Sachstand.objects.get().erreicht == "Text von A"
    weiter = gelesen(seite, "melden")
    assert weiter["erreicht"] == "Text von B"
    assert client.post(adresse, weiter).status_code == 302
    assert Sachstand.objects.get().erreicht == "Text von B"


def test_accepted_while_somebody_writes_nothing_is_lost(client, alles):
    adresse = pfad(alles.link(alles.nord)) + "1/"
    senden(client, adresse, erreicht="Erster Text")
    offen = gelesen(soup(client.get(adresse)), "melden") | {"erreicht": "Zweiter Text"}
    workflow.accept(Sachstand.objects.get(), user=None)
    seite = soup(client.post(adresse, offen), 409)
    assert "Inzwischen gespeichert Erster Text" in worte(seite)
    assert client.post(adresse, gelesen(seite, "melden")).status_code == 302
    assert sorted(Sachstand.objects.values_list("erreicht", "status")) == [
        ("Erster Text", "angenommen"),
        ("Zweiter Text", "eingereicht"),
    ]


def test_a_beteiligte_tells_of_itself_alone(client, alles):
    start = pfad(alles.link(alles.sued))
    seite = soup(client.get(start + "1/"))
    assert not seite.select("textarea")
    fehler = soup(senden(client, start + "1/", ort_seit="2026"))
    assert "wie weit es bei Ihnen ist" in fehler.select_one("[role=alert]").text
    assert senden(client, start + "1/", ort_stand="geplant").status_code == 302
    zeile = Sachstand.objects.get()
    assert (zeile.art, zeile.kommune, zeile.status) == ("vor_ort", alles.sued, "eingereicht")
    alt = gelesen(soup(client.get(start + "1/")), "melden")
    assert senden(client, start + "1/", ort_stand="in_einfuehrung").status_code == 302
    konflikt = soup(client.post(start + "1/", alt | {"ort_stand": "verfuegbar"}), 409)
    assert "Inzwischen gespeichert in Einführung" in worte(konflikt)
    assert client.post(start + "1/", gelesen(konflikt, "melden")).status_code == 302
    assert Sachstand.objects.get().staende_vor_ort.get().stand == "verfuegbar"
    # Next time it is known, and one click confirms it.
    workflow.accept(Sachstand.objects.get(), user=None)
    assert "verfügbar" in worte(soup(client.get(start)))


def test_abgelegt_meanwhile_is_told_and_what_was_typed_is_kept(client, alles):
    adresse = pfad(alles.link(alles.nord)) + "1/"
    daten = gelesen(soup(client.get(adresse)), "melden") | {"erreicht": "Noch dies"}
    workflow.merge(alles.lotsen, into=alles.bus, user=None, grund="zusammen")
    seite = soup(client.post(adresse, daten), 409)
    assert "wurde inzwischen abgelegt" in worte(seite)
    assert "in „2 Bus auf Abruf“ aufgegangen" in worte(seite)
    assert "Noch dies" in worte(seite)
    assert list(Sachstand.objects.values_list("status", "erreicht")) == [("entwurf", "Noch dies")]
    assert "nichts mehr zu melden" in worte(soup(client.get(adresse)))
    assert "Abgelegt." in worte(soup(client.get(pfad(alles.link(alles.nord)))))
    ort = pfad(alles.link(alles.sued)) + "1/"
    assert "inzwischen abgelegt" in worte(soup(client.get(ort)))


def test_a_question_is_shown_where_it_was_asked(client, alles):
    start = pfad(alles.link(alles.nord))
    senden(client, start + "1/", erreicht="Zehn Lotsen")
    sachstaende.zurueckgeben(
        Sachstand.objects.get(), user=make_stabsstelle(), rueckfrage="Wie viele genau?"
    )
    assert "Wie viele genau?" in worte(soup(client.get(start)))
    assert "Wie viele genau?" in worte(soup(client.get(start + "1/")))
    assert senden(client, start + "1/", erreicht="Elf Lotsen").status_code == 302
    sachstand = Sachstand.objects.get()
    assert (sachstand.status, sachstand.rueckfrage) == ("eingereicht", "")
