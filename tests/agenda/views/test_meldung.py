"""A partner's personal link: opening changes nothing, one button reports, nothing typed is lost."""

import datetime
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone

from agenda.domain import meldelinks, runden, sachstaende, workflow
from agenda.domain.meldetoken import make_token
from agenda.models import Meldelink, Rueckmeldung, Sachstand, Vorgang
from tests.agenda.rundenwerk import berichtet, eroeffnete, letzte_mail, pfad, pfad_in
from tests.factories import make_stabsstelle

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """A browser whose POST is checked as in production."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def alles(db):
    return eroeffnete()


def soup(response, status=200):
    assert response.status_code == status, response.content.decode()[:3000]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    return BeautifulSoup(response.content, "html.parser")


def worte(seite):
    return " ".join(seite.select_one("main").get_text(" ").split())


def gelesen(seite, knopf=None):
    """Return what the browser would send for the form of a report."""
    form = seite.select_one("form.formular")
    daten = {}
    for feld in form.select("input[name], textarea[name], select[name]"):
        if feld.name == "select":
            gewaehlt = feld.select_one("option[selected]") or feld.select_one("option")
            daten[feld["name"]] = gewaehlt["value"]
        elif feld.name == "textarea":
            daten[feld["name"]] = feld.text.removeprefix("\n")
        elif feld.get("type") != "radio" or feld.has_attr("checked"):
            daten[feld["name"]] = feld.get("value", "")
    return daten | ({"aktion": knopf} if knopf else {})


def senden(client, adresse, knopf="melden", headers=None, **felder):
    daten = gelesen(soup(client.get(adresse)), knopf) | felder
    return client.post(adresse, daten, headers=headers)


def alles_was_steht():
    """Everything that opening a page could have changed."""
    return [
        list(modell.objects.order_by("pk").values())
        for modell in (Sachstand, Meldelink, Vorgang, Rueckmeldung)
    ] + [len(mail.outbox)]


def test_opening_every_page_changes_nothing(client, alles):
    berichtet(alles.lotsen, alles.bus)
    link = alles.link(alles.nord)
    start = pfad(link)
    vorher = alles_was_steht()
    for ende in ("", "1/", "1/weitergeben/", "1/hinweis/", "unveraendert/", "quittung/"):
        for _ in range(2):
            soup(client.get(start + ende))
        assert client.head(start + ende).status_code == 200
    for ende in ("neuer-link/",):
        assert client.get(start + ende).status_code == 302
    assert "Content-Disposition" in client.get(start + "quittung.txt")
    assert alles_was_steht() == vorher


def test_the_overview_tells_what_is_open_and_never_repeats_the_address_elsewhere(client, alles):
    berichtet(alles.lotsen)
    seite = soup(client.get(pfad(alles.link(alles.nord))))
    text = worte(seite)
    assert "0 von 2 gemeldet." in text
    assert "Ampel grün: im Plan" in text
    assert "Noch kein Bericht." in text
    assert "WLAN" not in text
    assert not seite.select("link[rel=canonical]")
    fremde = [a["href"] for a in seite.select("a[href]") if "?seite=" in a["href"]]
    assert fremde
    assert all(adresse.endswith("?seite=/meldung/") for adresse in fremde)
    # What was never reported cannot be "unverändert".
    assert [b["value"] for b in seite.select("button[name=nummer]")] == ["1"]
    nur_ort = worte(soup(client.get(pfad(alles.link(alles.sued)))))
    assert "nur den Stand vor Ort" in nur_ort


def test_unchanged_by_one_click_counts_once(client, alles):
    berichtet(alles.lotsen)
    start = pfad(alles.link(alles.nord))
    seite = soup(client.get(start))
    knopf = seite.select_one("button[name=nummer]")
    form = knopf.find_parent("form")
    daten = {"token": form.select_one("[name=token]")["value"], "nummer": knopf["value"]}
    antwort = client.post(form["action"], daten)
    assert antwort["Location"] == f"{start}?gemeldet=1"
    assert not antwort.cookies
    assert client.post(form["action"], daten)["Location"] == antwort["Location"]
    [sachstand] = Sachstand.objects.filter(runde=alles.runde)
    assert (sachstand.art, sachstand.status) == ("unveraendert", "eingereicht")
    assert sachstand.gemeldet_funktion == "Amt Nord"
    text = worte(soup(client.get(antwort["Location"])))
    assert "Danke, das ist gemeldet: 1 Lotsen" in text
    assert "1 von 2 gemeldet." in text


def test_all_the_rest_unchanged_names_them_first_and_leaves_out_what_cannot_be(client, alles):
    berichtet(alles.lotsen, alles.bus)
    start = pfad(alles.link(alles.nord))
    seite = soup(client.get(start + "unveraendert/"))
    assert "1 Lotsen: in Umsetzung, Ampel grün: im Plan" in worte(seite)
    nummern = [i["value"] for i in seite.select("input[name=nummer]")]
    assert nummern == ["1", "2"]
    token = seite.select_one("[name=token]")["value"]
    # A colleague hands in a report of its own in between: that one stays.
    eigener = sachstaende.entwurf(alles.bus, runde=alles.runde, kommune=alles.nord)
    eigener = sachstaende.speichern(eigener, seen_version=0, felder={"erreicht": "Zwei Linien"})
    sachstaende.einreichen(eigener)
    antwort = client.post(start + "unveraendert/", {"token": token, "nummer": nummern})
    text = worte(soup(antwort, 409))
    assert "2 Bus auf Abruf: In dieser Runde ist schon ein Bericht eingereicht." in text
    assert "2 von 2 gemeldet." in text
    eigener.refresh_from_db()
    assert eigener.erreicht == "Zwei Linien"
    leer = client.post(start + "unveraendert/", {"token": token})
    assert "Es war kein Projekt ausgewählt" in worte(soup(leer, 409))
    gefaelscht = client.post(start + "unveraendert/", {"token": "x", "nummer": "1"})
    assert "nicht mehr gültig" in worte(soup(gefaelscht, 409))


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


@pytest.mark.parametrize("ende", ["", "1/", "quittung/", "neuer-link/"])
def test_a_forged_link_is_told_apart_and_helped(client, alles, ende):
    token = make_token(alles.link(alles.nord))
    for falsch in (token[:-1] + ("A" if token[-1] != "A" else "B"), "quatsch", token[:20]):
        antwort = client.post(f"/meldung/{falsch}/{ende}", {"erreicht": "Mein Text"})
        seite = soup(antwort, 404)
        assert "Diesen Link gibt es nicht" in worte(seite)
        assert "So bekommen Sie einen neuen Link" in worte(seite)
        assert "Mein Text" in worte(seite)
    assert not Sachstand.objects.exists()


def test_a_link_of_somebody_else_leads_nowhere(client, alles):
    antwort = client.get(pfad(alles.link(alles.nord)) + "3/")
    assert "gehört nicht zu Ihrem Link" in worte(soup(antwort, 404))
    antwort = client.post(pfad(alles.link(alles.stumm)) + "1/", {"erreicht": "Mein Text"})
    assert "Mein Text" in worte(soup(antwort, 404))
    assert client.get(pfad(alles.link(alles.nord)) + "99/").status_code == 404
    # A form's token of one project does not open another.
    adresse = pfad(alles.link(alles.nord))
    daten = gelesen(soup(client.get(adresse + "1/")), "melden") | {"erreicht": "Hierher?"}
    seite = soup(client.post(adresse + "2/", daten), 409)
    assert "nicht mehr gültig" in seite.select_one("[role=alert]").text
    assert seite.select_one("#id_erreicht").text.strip() == "Hierher?"
    assert not Sachstand.objects.exists()


def test_an_old_link_gets_a_new_one_by_one_click_and_not_too_often(client, alles):
    link = alles.link(alles.nord)
    alt = pfad(link)
    mail.outbox.clear()
    danke = client.post(alt + "neuer-link/")
    zu_oft = client.post(alt + "neuer-link/")  # the invitation is less than ten minutes old
    assert not mail.outbox
    Meldelink.objects.update(versandt_at=timezone.now() - datetime.timedelta(minutes=11))
    geschickt = client.post(alt + "neuer-link/")
    assert [m.to for m in mail.outbox] == [["nord@example.org"]]
    neu = pfad_in(letzte_mail("nord@example.org"))
    assert neu != alt
    seite = soup(client.get(alt), 410)
    assert "Dieser Link ist überholt" in worte(seite)
    assert neu not in seite.decode()
    noch_einmal = client.post(seite.select_one("main form")["action"])
    assert len(mail.outbox) == 1
    # The same answer in every case: nobody learns who has an address.
    antworten = {worte(soup(antwort)) for antwort in (danke, zu_oft, geschickt, noch_einmal)}
    assert len(antworten) == 1
    assert "nord@example.org" not in antworten.pop()
    assert client.get(neu).status_code == 200
    # What is sent by the old link is shown, not lost.
    alte_post = soup(client.post(alt + "1/", {"erreicht": "Mein Text"}), 410)
    assert "Mein Text" in worte(alte_post)


def test_a_mail_that_fails_leaves_the_old_link_as_it_was(client, alles):
    link = alles.link(alles.nord)
    Meldelink.objects.update(versandt_at=timezone.now() - datetime.timedelta(hours=1))
    with mock.patch("django.core.mail.backends.locmem.EmailBackend.open", side_effect=TimeoutError):
        assert client.post(pfad(link) + "neuer-link/").status_code == 200
    assert client.get(pfad(link)).status_code == 200
    assert alles.link(alles.nord).fehler == "Der Mailserver antwortet nicht rechtzeitig."


def test_passed_on_to_a_colleague_for_one_project_only(client, alles):
    start = pfad(alles.link(alles.nord))
    falsch = soup(senden(client, start + "2/weitergeben/", email="fach"))
    assert "nicht vollständig" in falsch.select_one("[role=alert]").text
    assert falsch.select_one("#id_email")["value"] == "fach"
    seite = soup(senden(client, start + "2/weitergeben/", email=" fach@example.org "))
    assert "fach@example.org ist unterwegs" in worte(seite)
    nachricht = letzte_mail("fach@example.org")
    assert "2 Bus auf Abruf" in nachricht.body
    neu = pfad_in(nachricht)
    assert neu != start
    seite = soup(client.get(neu))
    assert "Bus auf Abruf" in worte(seite)
    assert "Lotsen" not in worte(seite)
    assert client.get(neu + "1/").status_code == 404
    assert senden(client, neu + "2/", erreicht="Aus dem Fachamt").status_code == 302
    assert "Aus dem Fachamt" in worte(soup(client.get(start + "quittung/")))
    # Twice is one mail; twenty within the hour are enough.
    anzahl = len(mail.outbox)
    senden(client, start + "2/weitergeben/", email="FACH@example.org")
    assert len(mail.outbox) == anzahl
    for nummer in range(meldelinks.HOECHSTZAHL - 1):
        Meldelink.objects.create(
            abfrage=alles.link(alles.nord).abfrage,
            steckbrief=alles.bus,
            email=f"a{nummer}@example.org",
        )
    seite = soup(senden(client, start + "2/weitergeben/", email="zuviel@example.org"), 409)
    assert "schon sehr oft weitergegeben" in worte(seite)
    assert len(mail.outbox) == anzahl


def test_a_colleague_who_cannot_be_reached_is_told(client, alles):
    start = pfad(alles.link(alles.nord))
    daten = gelesen(soup(client.get(start + "2/weitergeben/"))) | {"email": "fach@example.org"}
    with mock.patch(
        "django.core.mail.backends.locmem.EmailBackend.open", side_effect=ConnectionRefusedError
    ):
        seite = soup(client.post(start + "2/weitergeben/", daten), 409)
    assert "konnte gerade nicht verschickt werden" in worte(seite)
    assert seite.select_one("#id_email")["value"] == "fach@example.org"


def test_something_is_wrong_with_the_steckbrief_makes_a_draft(client, alles):
    start = pfad(alles.link(alles.nord))
    adresse = start + "1/hinweis/"
    leer = soup(senden(client, adresse, text=" "))
    assert "Bitte beschreiben Sie" in leer.select_one("[role=alert]").text
    daten = gelesen(soup(client.get(adresse))) | {"text": "Der Titel ist veraltet."}
    seite = soup(client.post(adresse, daten))
    meldung = Rueckmeldung.objects.get()
    assert meldung.eingangsnummer in worte(seite)
    assert (meldung.seite, meldung.text) == ("/projekte/1/", "Der Titel ist veraltet.")
    alles.lotsen.refresh_from_db()
    assert alles.lotsen.status == "entwurf"
    vorgang = Vorgang.objects.filter(steckbrief=alles.lotsen).first()
    assert (vorgang.von, vorgang.nach, vorgang.funktion) == ("freigegeben", "entwurf", "Amt Nord")
    # The log stays for ever: it names the number, not the words.
    assert meldung.eingangsnummer in vorgang.begruendung
    assert "Titel" not in vorgang.begruendung
    soup(client.post(adresse, daten))  # twice is once
    assert Rueckmeldung.objects.count() == 1
    assert b"Lotsen" in client.get("/projekte/1/").content


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


def test_when_the_round_is_over_only_the_receipt_is_left(client, alles):
    start = pfad(alles.link(alles.nord))
    daten = gelesen(soup(client.get(start + "1/")), "melden") | {"erreicht": "Zu spät"}
    senden(client, start + "2/", erreicht="Rechtzeitig")
    runden.schliessen(alles.runde, user=None)
    for ende in ("", "1/", "unveraendert/", "1/hinweis/"):
        assert client.get(start + ende)["Location"] == start + "quittung/"
    seite = soup(client.get(start + "quittung/"))
    text = worte(seite)
    assert "Die Runde ist beendet" in text
    assert "Rechtzeitig" in text
    assert "Ohne Meldung 1 Lotsen" in text
    assert not seite.select("main form")
    spaet = soup(client.post(start + "1/", daten), 410)
    assert "Die Runde ist beendet" in worte(spaet)
    assert "Zu spät" in worte(spaet)
    assert Sachstand.objects.count() == 1
    mail.outbox.clear()
    Meldelink.objects.update(versandt_at=None)
    soup(client.post(start + "neuer-link/"))
    assert not mail.outbox


def test_a_link_taken_back_stays_shut(client, alles):
    link = alles.link(alles.nord)
    meldelinks.widerrufen(link, user=make_stabsstelle())
    mail.outbox.clear()
    Meldelink.objects.update(versandt_at=None)
    assert "zurückgezogen" in worte(soup(client.get(pfad(link)), 410))
    soup(client.post(pfad(link) + "neuer-link/"))
    assert not mail.outbox


def test_what_another_site_sends_is_not_taken(client, alles):
    adresse = pfad(alles.link(alles.nord)) + "1/"
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://boese.example.org"},
    ):
        antwort = senden(client, adresse, erreicht="Mein Text", headers=headers)
        assert "von einer anderen Internetseite" in worte(soup(antwort, 403))
        assert "Mein Text" in worte(soup(antwort, 403))
    assert not Sachstand.objects.exists()
    # Without Sec-Fetch-Site our own no-referrer makes a browser's origin "null".
    assert senden(client, adresse, headers={"Origin": "null"}).status_code == 302


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


def test_where_reports_go_is_on_no_public_page(client, alles):
    for adresse in (
        "/kommunen/",
        "/kommunen/amt-nord/",
        "/kommunen/matrix/",
        "/projekte/1/",
        "/projekte/1/steckbrief.json",
    ):
        antwort = client.get(adresse)
        assert antwort.status_code == 200, adresse
        assert b"Amt Nord" in antwort.content
        assert b"nord@example.org" not in antwort.content
