"""The pages in the admin: upload, questions, preview, confirmation, export."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agenda.domain import workflow
from agenda.models import Spaltenzuordnung, Steckbrief
from agenda.transfer import datei, export
from tests.agenda.transfer.tabellen import geoeffnet, gespeichert, setzen, xlsx
from tests.factories import (
    make_fassung,
    make_handlungsfeld,
    make_konto,
    make_portal,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.agenda.transfer.urls")]


@pytest.fixture
def seite():
    return reverse("admin:agenda_steckbrief_importieren")


@pytest.fixture
def amt(client):
    """A logged-in Stabsstelle, and what its pages need."""
    make_portal()
    konto = make_stabsstelle()
    client.force_login(konto)
    client.konto = konto
    return client


def upload(client, seite, inhalt, name="Liste.xlsx"):
    return client.post(seite, {"schritt": "hochladen", "datei": SimpleUploadedFile(name, inhalt)})


def soup(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def hidden(seite):
    """The hidden fields of the last form on a page."""
    form = seite.select("#content-main form")[-1]
    felder = {f["name"]: f["value"] for f in form.select("input[type=hidden]")}
    felder.pop("csrfmiddlewaretoken", None)
    return felder


def changed(titel, wert):
    mappe = geoeffnet(export.xlsx(Steckbrief.objects.all()))
    setzen(mappe["Steckbriefe"], titel, 2, wert)
    return gespeichert(mappe)


def test_the_list_offers_export_and_import(amt):
    liste = soup(amt.get(reverse("admin:agenda_steckbrief_changelist")))
    texte = [a.get_text() for a in liste.select(".object-tools a")]
    assert texte[-3:] == ["Exportieren (Excel)", "Exportieren (CSV)", "Importieren"]


@pytest.mark.parametrize(("endung", "art"), export.MEDIENTYP.items())
def test_export_of_what_an_account_may_read(amt, client, endung, art):
    make_steckbrief("Offen")
    adresse = reverse("admin:agenda_steckbrief_exportieren", args=[endung])
    antwort = amt.get(adresse)
    assert antwort["Content-Type"] == art
    assert "no-store" in antwort["Cache-Control"]
    assert 'filename="Steckbriefe_' in antwort["Content-Disposition"]
    assert len(datei.lesen(antwort.content).blaetter[0].zeilen) == 2
    partner = make_konto(is_staff=True)
    partner.groups.add(Group.objects.get(name="Partner"))
    client.force_login(partner)
    assert len(datei.lesen(client.get(adresse).content).blaetter[0].zeilen) == 1
    client.force_login(make_konto(is_staff=True))
    assert client.get(adresse).status_code == 403
    client.logout()
    assert client.get(adresse).status_code == 302


def test_export_of_an_unknown_kind(amt):
    assert amt.get("/admin/agenda/steckbrief/exportieren/pdf/").status_code == 404


def test_export_of_chosen_rows(amt):
    make_steckbrief("Nein")
    ja = make_steckbrief("Ja")
    antwort = amt.post(
        reverse("admin:agenda_steckbrief_changelist"),
        {"action": "export_csv", "_selected_action": [ja.pk]},
    )
    zeilen = antwort.content.decode("utf-8-sig").splitlines()
    assert len(zeilen) == 2
    assert "Ja" in zeilen[1]


def test_who_may_not_import(client, seite):
    for rolle in (None, "Lesend", "Moderation"):
        konto = make_konto(is_staff=True)
        if rolle:
            konto.groups.add(Group.objects.get(name=rolle))
        client.force_login(konto)
        assert client.get(seite).status_code == 403
        assert client.post(seite, {"schritt": "bestaetigen"}).status_code == 403


def test_from_upload_to_draft(amt, seite):
    steckbrief = make_fassung(make_steckbrief("Alt")).steckbrief
    make_steckbrief("Bleibt")
    vorschau = soup(upload(amt, seite, changed("Titel", "<b>Neu</b> & schön")))
    tabelle = vorschau.select_one("table.dokument")
    assert tabelle.caption.get_text() == f"{steckbrief} – geändert (Blatt „Steckbriefe“, Zeile 2)"
    zelle = [feld.get_text(" ", strip=True) for feld in tabelle.select("tbody tr > *")]
    assert zelle == [
        "Titel Steckbriefe, Zeile 2, Spalte C",
        "geändert",
        "Alt",
        "<b>Neu</b> & schön",
    ]
    assert all(th.get("scope") for th in vorschau.select("#content-main th"))
    assert not vorschau.select("#content-main [style], #content-main script, [onclick]")
    assert "1 geänderte und 1 unveränderte" in vorschau.get_text()
    steckbrief.refresh_from_db()
    assert steckbrief.titel == "Alt"
    antwort = amt.post(seite, hidden(vorschau), follow=True)
    assert "Importiert: 1 Steckbrief geändert, 0 neue Entwürfe." in antwort.content.decode()
    steckbrief.refresh_from_db()
    assert (steckbrief.titel, steckbrief.status) == ("<b>Neu</b> & schön", "entwurf")
    assert steckbrief.bearbeitet_von == amt.konto
    assert steckbrief.fassungen.count() == 1


def test_confirming_twice_imports_once(amt, seite):
    make_handlungsfeld("Bildung")
    vorschau = soup(upload(amt, seite, xlsx(["Titel", "Handlungsfeld"], ["Neu", "Bildung"])))
    amt.post(seite, hidden(vorschau))
    zweite = soup(amt.post(seite, hidden(vorschau)))
    assert "nicht mehr da" in zweite.select_one(".errorlist").get_text()
    assert Steckbrief.objects.count() == 1


def test_errors_are_announced_and_lead_to_their_rows(amt, seite):
    make_steckbrief("Alt")
    vorschau = soup(upload(amt, seite, changed("Beginn", "irgendwann")))
    alarm = vorschau.select_one("[role=alert]")
    assert "1 Fehler: Nichts wurde gespeichert" in alarm.get_text()
    ziel = alarm.select_one("a")["href"]
    assert vorschau.select_one(ziel) is not None
    assert not vorschau.select("input[value=Einspielen]")
    antwort = soup(amt.post(seite, hidden(vorschau)))
    assert "Nichts wurde gespeichert" in antwort.get_text()


def test_a_file_that_is_none(amt, seite):
    antwort = soup(upload(amt, seite, b"%PDF-1.7", "Liste.xlsx"))
    assert "Das ist eine PDF-Datei" in antwort.select_one(".errorlist").get_text()
    assert antwort.select_one("[role=alert]")
    assert "Bitte wählen Sie eine Datei aus." in amt.post(
        seite, {"schritt": "hochladen"}
    ).content.decode()  # fmt: skip


def test_foreign_list_with_its_questions(amt, seite):
    make_handlungsfeld("Bildung")
    unser = make_fassung(make_steckbrief("Unser", vorgesehene_nummer="1")).steckbrief
    liste = xlsx(["Nr.", "Projekt", "Handlungsfeld", "Intern"], [1, "Ihres", "Bildung", "x"])
    fragen = soup(upload(amt, seite, liste, "Nachbarn.xlsx"))
    auswahl = {s["name"]: s.select_one("[selected]") for s in fragen.select("select")}
    vorschlaege = {name: option and option["value"] for name, option in auswahl.items()}
    assert list(vorschlaege.values()) == ["nummer", "titel", ""]
    assert [radio["value"] for radio in fragen.select("[name=nummern]")] == ["eigene", "fremde"]
    assert not fragen.select("[name=nummern][checked]")
    antworten = {**hidden(fragen), **vorschlaege}
    wieder = soup(amt.post(seite, antworten))
    assert "Bitte wählen Sie aus, wessen Nummern es sind." in wieder.get_text()
    vorschau = soup(amt.post(seite, {**antworten, "nummern": "fremde"}))
    text = vorschau.get_text()
    assert "Die Spalte „Projekt“ wird als „Titel“ gelesen." in text
    assert "Die Spalte „Intern“ wird nicht eingelesen." in text
    assert "Nummer beim Absender: 1." in text
    assert Spaltenzuordnung.objects.filter(konto=amt.konto).count() == 3
    amt.post(seite, hidden(vorschau))
    unser.refresh_from_db()
    assert unser.titel == "Unser"
    assert Steckbrief.objects.get(titel="Ihres").verweise.get().bemerkung.endswith(": 1")
    nochmal = soup(upload(amt, seite, liste))
    assert [r["value"] for r in nochmal.select("[name=nummern]")] == ["eigene", "fremde"]


def test_a_mapping_can_be_changed_from_the_preview(amt, seite):
    make_handlungsfeld("Bildung")
    Spaltenzuordnung.objects.create(blatt="Steckbriefe", titel="inhalte", feld="zweck")
    liste = xlsx(["Titel", "Handlungsfeld", "Inhalte"], ["Neu", "Bildung", "Text"])
    vorschau = soup(upload(amt, seite, liste))
    assert "Die Spalte „Inhalte“ wird als „Zweck“ gelesen." in vorschau.get_text()
    fragen = soup(amt.post(seite, {**hidden(vorschau), "schritt": "fragen"}))
    assert fragen.select_one("select [selected]")["value"] == "zweck"
    doppelt = soup(amt.post(seite, {**hidden(fragen), "spalte_0_2": "titel"}))
    assert "Zwei Spalten sind dem Feld „Titel“ zugeordnet" in doppelt.get_text()
    vorschau = soup(amt.post(seite, {**hidden(fragen), "spalte_0_2": "beschreibung"}))
    assert "Die Spalte „Inhalte“ wird als „Beschreibung“ gelesen." in vorschau.get_text()
    assert Spaltenzuordnung.objects.get().feld == "beschreibung"


def test_somebody_saved_in_between(amt, seite):
    steckbrief = make_steckbrief("Alt")
    vorschau = soup(upload(amt, seite, changed("Titel", "Neu")))
    workflow.record(_with_purpose(steckbrief), user=make_konto(funktion="Amt Eider"))
    antwort = soup(amt.post(seite, hidden(vorschau)))
    assert "wurde seit der Vorschau von Amt Eider geändert" in antwort.get_text()
    steckbrief.refresh_from_db()
    assert (steckbrief.titel, steckbrief.zweck) == ("Alt", "dazwischen")


def _with_purpose(steckbrief):
    steckbrief.zweck = "dazwischen"
    steckbrief.save()
    return steckbrief


def test_a_token_of_somebody_else_or_none(amt, seite):
    make_steckbrief("Alt")
    felder = hidden(soup(upload(amt, seite, changed("Titel", "Neu"))))
    amt.force_login(make_stabsstelle())
    for token in (felder["auftrag"], "gefälscht", ""):
        antwort = soup(amt.post(seite, {**felder, "auftrag": token}))
        assert "nicht mehr da" in antwort.get_text()
    assert Steckbrief.objects.get().titel == "Alt"
