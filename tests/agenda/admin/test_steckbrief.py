import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agenda.domain import dokument, workflow
from agenda.models import Arbeitsstand, Steckbrief, Vorgang
from agenda.models.steckbrief import Status
from tests.agenda.admin.formular import add_row, errors, page, read_form, text
from tests.agenda.forms.dateien import make_pdf, make_png
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_gremium,
    make_handlungsfeld,
    make_kommune,
    make_steckbrief,
)

LISTE = reverse("admin:agenda_steckbrief_changelist")
NEU = reverse("admin:agenda_steckbrief_add")


def change(steckbrief):
    return reverse("admin:agenda_steckbrief_change", args=[steckbrief.pk])


def test_a_steckbrief_with_all_its_parts_is_entered_and_reads_back_the_same(office, stabsstelle):
    handlungsfeld, kommune, gremium = make_handlungsfeld(), make_kommune(), make_gremium()
    daten = read_form(office.get(NEU))
    daten |= {
        "titel": "Digitale Lotsen",
        "handlungsfeld": handlungsfeld.pk,
        "bezug": "umfeld",
        "vorgesehene_nummer": "4.10",
        "zielgruppen": "Ältere Menschen\r\nVereine",
        "beginn": "Anfang 2024",
        "ende": "Q3/2026",
        "stand": "07/2024",
        "leuchtturm": "on",
    }
    add_row(daten, "mitwirkungen", kommune=kommune.pk, rolle="verantwortlich", gremium=gremium.pk)
    add_row(daten, "mitwirkungen", akteur="Volkshochschule", rolle="beteiligt")
    add_row(daten, "hauptaktivitaeten", text="Konzept")
    add_row(daten, "hauptaktivitaeten", text="Schulung")
    add_row(daten, "hauptaktivitaeten", text="Zuerst", position="1")
    add_row(daten, "meilensteine", titel="Start", termin="Herbst 2024")
    add_row(daten, "finanzierungen", art="foerderung", jahr="2025", geplant="30.000,50")
    add_row(daten, "kennzahlen", name="Beratungen", zielwert="1200,5", ziel_bis="2026")
    add_row(daten, "verweise", art="quelle", titel="Meldung", url="https://example.org/a")
    add_row(
        daten,
        "anlagen",
        titel="Übersicht",
        alternativtext="Eine rote Fläche",
        datei=SimpleUploadedFile("Über sicht.PNG", make_png()),
    )
    add_row(daten, "anlagen", titel="Konzept", datei=SimpleUploadedFile("k.pdf", make_pdf()))

    response = office.post(NEU, daten)

    assert response.status_code == 302, errors(response)
    steckbrief = Steckbrief.objects.get()
    stand = dokument.build(steckbrief)
    assert stand["bezug"].text == "Umfeld"
    assert stand["zielgruppen"].wert == ["Ältere Menschen", "Vereine"]
    assert [stand[key].text for key in ("beginn", "ende", "stand")] == [
        "Anfang 2024",
        "3. Quartal 2026",
        "Juli 2024",
    ]
    assert [z["text"].text for z in stand["hauptaktivitaeten"].zeilen] == [
        "Zuerst",
        "Konzept",
        "Schulung",
    ]
    assert [h.position for h in steckbrief.hauptaktivitaeten.all()] == [1, 2, 3]
    (meilenstein,) = stand["meilensteine"].zeilen
    assert (meilenstein["titel"].text, meilenstein["termin"].text) == ("Start", "Herbst 2024")
    (finanzierung,) = stand["finanzierungen"].zeilen
    assert finanzierung["geplant"].wert == 3000050
    (kennzahl,) = stand["kennzahlen"].zeilen
    assert kennzahl["zielwert"].text == "1.200,5"
    bild, pdf = steckbrief.anlagen.all()
    assert bild.dateiname == "Ueber-sicht.png"
    assert bild.datei.name == f"anlagen/{bild.sha256[:2]}/{bild.sha256}.png"
    assert pdf.medientyp == "application/pdf"
    lotsen = stand["mitwirkungen"].zeilen
    assert [z["kommune"].text or z["akteur"].text for z in lotsen] == [
        kommune.name,
        "Volkshochschule",
    ]
    # One save, one version, one entry in the log
    assert steckbrief.version == 1
    assert (steckbrief.status, steckbrief.nummer) == (Status.ENTWURF, None)
    assert Arbeitsstand.objects.get().konto == stabsstelle
    assert Vorgang.objects.get().verb == "angelegt"

    # Sending the form back unchanged changes nothing, row by row.
    uuids = [z["uuid"] for z in stand["hauptaktivitaeten"].wert]
    daten = read_form(office.get(change(steckbrief)))
    assert daten["beginn"] == "Anfang 2024"
    assert daten["finanzierungen-0-geplant"] == "30.000,50"
    assert office.post(change(steckbrief), daten).status_code == 302
    steckbrief.refresh_from_db()
    assert steckbrief.version == 1
    assert Arbeitsstand.objects.count() == 1
    nachher = dokument.build(steckbrief)
    assert [z["uuid"] for z in nachher["hauptaktivitaeten"].wert] == uuids
    assert nachher.says_the_same(stand)
    assert steckbrief.anlagen.first().datei.name == bild.datei.name


def test_every_field_of_a_full_steckbrief_survives_the_form(office):
    steckbrief = make_full_steckbrief()
    vorher = dokument.build(steckbrief)
    daten = read_form(office.get(change(steckbrief)))
    office.post(change(steckbrief), daten | {"kurzbeschreibung": "Neu gefasst."})
    nachher = dokument.build(Steckbrief.objects.get(pk=steckbrief.pk))
    unterschiede = [f.key for f in nachher.felder if f.wert != vorher[f.key].wert]
    assert unterschiede == ["kurzbeschreibung"]


def test_each_change_makes_a_version_and_goes_back_to_entwurf(office, stabsstelle):
    steckbrief = make_fassung(titel="Alt").steckbrief
    steckbrief.refresh_from_db()
    assert steckbrief.status == Status.FREIGEGEBEN
    office.post(change(steckbrief), read_form(office.get(change(steckbrief))) | {"titel": "Neu"})
    steckbrief.refresh_from_db()
    assert (steckbrief.titel, steckbrief.version, steckbrief.status) == ("Neu", 2, Status.ENTWURF)
    assert steckbrief.nummer
    assert steckbrief.arbeitsstaende.first().konto == stabsstelle


def test_a_release_while_the_form_is_open_keeps_its_number(office):
    steckbrief = make_steckbrief(vorgesehene_nummer="7")
    daten = read_form(office.get(change(steckbrief)))
    make_fassung(steckbrief)
    office.post(change(steckbrief), daten | {"zweck": "Nachgetragen", "vorgesehene_nummer": "8"})
    steckbrief.refresh_from_db()
    assert steckbrief.nummer == "7"
    assert steckbrief.vorgesehene_nummer == "7"
    assert steckbrief.zweck == "Nachgetragen"


@pytest.mark.parametrize(
    ("felder", "erwartet"),
    [
        ({"beginn": "irgendwann"}, "„irgendwann“ ist kein verständliches Datum"),
        ({"beginn": "31.02.2024"}, "Möglich sind zum Beispiel"),
        ({"beginn": "2026", "ende": "2024"}, "Das Ende liegt vor dem Beginn"),
        ({"titel": ""}, "Dieses Feld ist zwingend erforderlich"),
        ({"vorgesehene_nummer": "A-1"}, "Eine Nummer sieht so aus"),
        ({"vorgesehene_nummer": "3"}, "Nummer 3 ist oder war schon vergeben"),
        ({"vorgesehene_nummer": "05"}, "schon für einen anderen Steckbrief vorgesehen"),
    ],
)
def test_bad_fields_are_explained_in_german(office, felder, erwartet):
    make_fassung(vorgesehene_nummer="3")
    make_steckbrief(vorgesehene_nummer="5")
    steckbrief = make_steckbrief("Unberührt")
    daten = read_form(office.get(change(steckbrief))) | felder
    response = office.post(change(steckbrief), daten)
    assert erwartet in errors(response)
    wieder = read_form(response)
    assert {name: wieder[name] for name in felder} == felder
    steckbrief.refresh_from_db()
    assert (steckbrief.titel, steckbrief.version) == ("Unberührt", 1)


@pytest.mark.parametrize(
    ("prefix", "zeile", "erwartet"),
    [
        ("finanzierungen", {"art": "eigenmittel", "geplant": "viel"}, "Bitte einen Betrag in Euro"),
        ("finanzierungen", {"art": "eigenmittel", "geplant": "-5"}, "nicht negativ"),
        ("finanzierungen", {"art": "eigenmittel", "geplant": "1,999"}, "zwei Stellen"),
        ("meilensteine", {"titel": "Start", "termin": "bald"}, "kein verständliches Datum"),
        ("mitwirkungen", {"rolle": "beteiligt", "akteur": ""}, ""),
        ("mitwirkungen", {"rolle": "verantwortlich"}, "entweder eine Kommune auswählen"),
        ("anlagen", {"titel": "Ohne Datei"}, "Bitte eine Datei auswählen"),
    ],
)
def test_bad_rows_are_explained_in_german(office, prefix, zeile, erwartet):
    steckbrief = make_steckbrief()
    daten = read_form(office.get(change(steckbrief)))
    nummer = add_row(daten, prefix, **zeile)
    response = office.post(change(steckbrief), daten)
    if not erwartet:  # a row in which nothing was entered is no row
        assert response.status_code == 302
        return
    assert erwartet in errors(response)
    for name, wert in zeile.items():
        assert read_form(response)[f"{prefix}-{nummer}-{name}"] == wert


def test_a_bad_file_is_explained_and_the_rest_stays(office):
    steckbrief = make_steckbrief()
    daten = read_form(office.get(change(steckbrief))) | {"zweck": "Bleibt stehen"}
    add_row(daten, "anlagen", titel="Böse", datei=SimpleUploadedFile("rechnung.pdf", b"MZ\x90 exe"))
    response = office.post(change(steckbrief), daten)
    assert "Möglich sind PDF, PNG und JPEG bis 10 MB" in errors(response)
    assert "wählen Sie neue Dateien noch einmal aus" in text(response)
    assert read_form(response)["zweck"] == "Bleibt stehen"
    assert not steckbrief.anlagen.exists()


def test_an_attached_file_can_be_read_by_the_office_only(office, client):
    steckbrief = make_steckbrief()
    daten = read_form(office.get(change(steckbrief)))
    pdf = SimpleUploadedFile("Konzept.pdf", make_pdf())
    add_row(daten, "anlagen", titel="Konzept", datei=pdf)
    assert office.post(change(steckbrief), daten).status_code == 302
    link = page(office.get(change(steckbrief))).select_one(".field-vorhanden a")
    assert link.text == "Konzept.pdf"
    response = office.get(link["href"])
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    client.logout()
    assert client.get(link["href"]).status_code == 302


def test_the_number_is_fixed_after_the_first_release(office):
    steckbrief = make_steckbrief(vorgesehene_nummer="4.10")
    assert "vorgesehene_nummer" in read_form(office.get(change(steckbrief)))
    make_fassung(steckbrief)
    response = office.get(change(steckbrief))
    assert "vorgesehene_nummer" not in read_form(response)
    assert page(response).select_one(".field-nummer_anzeige .readonly").text.strip() == "4.10"


def test_a_steckbrief_is_never_deleted(office):
    steckbrief = make_steckbrief()
    url = reverse("admin:agenda_steckbrief_delete", args=[steckbrief.pk])
    response = office.get(change(steckbrief))
    assert "Was öffentlich war, wird nicht gelöscht" in text(response)
    assert url.encode() not in response.content
    assert office.post(url, {"post": "yes"}).status_code == 403
    daten = {"action": "delete_selected", "_selected_action": steckbrief.pk, "post": "yes"}
    office.post(LISTE, daten)
    assert Steckbrief.objects.filter(pk=steckbrief.pk).exists()


def test_a_merged_handlungsfeld_is_offered_only_where_it_stands(office):
    neues = make_handlungsfeld("Neues Feld")
    altes = make_handlungsfeld("Altes Feld", nachfolger=neues)
    alt, neu = make_steckbrief(handlungsfeld=altes), make_steckbrief(handlungsfeld=neues)

    def angebot(url):
        return [o.text for o in page(office.get(url)).select("#id_handlungsfeld option")][1:]

    assert angebot(change(alt)) == ["Neues Feld", "Altes Feld"]
    assert angebot(change(neu)) == ["Neues Feld"]


def test_the_list_says_what_the_public_sees(office):
    steckbrief = make_fassung(titel="Öffentlich", vorgesehene_nummer="1").steckbrief
    Steckbrief.objects.filter(pk=steckbrief.pk).update(titel="Öffentlich neu")
    workflow.record(steckbrief, user=None)
    make_fassung(steckbrief, gilt_ab=timezone.now() + datetime.timedelta(days=1))
    make_steckbrief("Nur Entwurf", vorgesehene_nummer="2")
    zeilen = [" ".join(z.get_text(" ").split()) for z in page(office.get(LISTE)).select("tbody tr")]
    assert len(zeilen) == 2
    erste, zweite = zeilen
    assert "Fassung 1, gilt seit" in erste
    assert "Fassung 2, geplant ab" in erste
    assert "noch keine (2 vorgesehen) Nur Entwurf" in zweite


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(office, anzahl, django_assert_num_queries):
    for _ in range(anzahl):
        steckbrief = make_full_steckbrief()
        make_fassung(steckbrief)
    with django_assert_num_queries(10):
        response = office.get(LISTE)
    assert len(page(response).select("#result_list tbody tr")) == anzahl


@pytest.mark.parametrize("anfrage", ["aepfel", "Äpfel", "APFEL", "apfel streuobst"])
def test_search_folds_umlauts_in_list_and_autocomplete(office, anfrage):
    make_steckbrief("Äpfel von der Streuobstwiese")
    make_steckbrief("Birnen")
    zeilen = page(office.get(LISTE, {"q": anfrage})).select("#result_list tbody tr")
    assert len(zeilen) == 1
    assert "Äpfel" in zeilen[0].text
    treffer = office.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "agenda",
            "model_name": "sachstand",
            "field_name": "steckbrief",
            "term": anfrage,
        },
    ).json()["results"]
    assert [t["text"] for t in treffer] == ["Äpfel von der Streuobstwiese"]


def test_filters_and_garbage_in_the_address(office):
    kommune = make_kommune()
    steckbrief = make_steckbrief("Mit Amt")
    steckbrief.mitwirkungen.create(kommune=kommune, rolle="beteiligt")
    make_steckbrief("Ohne Amt")
    response = office.get(LISTE, {"mitwirkungen__kommune__id__exact": kommune.pk})
    assert [a.text for a in page(response).select(".field-titel a")] == ["Mit Amt"]
    assert office.get(LISTE, {"bezug__exact": "quatsch"}).status_code == 200
    assert office.get(LISTE, {"nein": "1"}).status_code == 302


def test_view_rights_show_everything_and_change_nothing(staff):
    steckbrief = make_full_steckbrief()
    make_fassung(steckbrief)
    teile = ("mitwirkung", "hauptaktivitaet", "meilenstein", "finanzierung", "kennzahl")
    client = staff("view_steckbrief", "view_all_steckbrief", *(f"view_{teil}" for teil in teile))
    response = client.get(change(steckbrief))
    seite = text(response)
    assert "50.000 €" in seite  # not 5.000.000 cents
    assert "Anfang 2024" in seite
    assert not page(response).select("input[type=submit]")
    assert "Freigeben …" not in seite
    assert "Sachstand melden" not in seite
    assert client.post(change(steckbrief), {"titel": "Gehackt"}).status_code == 403
    assert client.get(NEU).status_code == 403
    freigeben = reverse("admin:agenda_steckbrief_freigeben", args=[steckbrief.pk])
    assert client.get(freigeben).status_code == 403
    assert client.post(freigeben, {"wann": "sofort", "seen_version": 2}).status_code == 403
    assert steckbrief.fassungen.count() == 1


def test_an_account_without_rights_sees_nothing(staff):
    steckbrief = make_steckbrief("Geheim")
    client = staff()
    for name in ("change", "history", "freigeben", "vergleich", "vorschau", "duplizieren"):
        url = reverse(f"admin:agenda_steckbrief_{name}", args=[steckbrief.pk])
        response = client.get(url, follow=True)
        assert b"Geheim" not in response.content


def test_tools_lead_to_the_website_only_when_something_is_public(office):
    steckbrief = make_steckbrief(vorgesehene_nummer="12")

    def tools():
        return {
            a.text: a["href"]
            for a in page(office.get(change(steckbrief))).select("nav.werkzeuge a")
        }

    assert list(tools()) == [
        "Freigeben …",
        "Zur Freigabe einreichen …",
        "Entwurf löschen …",
        "Duplizieren …",
        "Vorschau der Seite",
        "Vorschau als PDF",
        "Vorschau weitergeben",
        "Verlauf und Vergleich",
        "Sachstand melden",
    ]
    make_fassung(steckbrief, gilt_ab=timezone.now() + datetime.timedelta(days=1))
    assert "Auf der Website ansehen" not in tools()
    Steckbrief.objects.filter(pk=steckbrief.pk).update(zweck="Anders")
    make_fassung(steckbrief)
    links = tools()
    assert links["Auf der Website ansehen"] == "/projekte/12/"
    assert links["PDF"] == "/projekte/12/steckbrief.pdf"
    assert "Entwurf löschen …" not in links


def test_the_trail_names_who_did_what(office, stabsstelle):
    steckbrief = make_steckbrief()
    make_fassung(steckbrief, user=stabsstelle, grund="Beschluss vom 6. September")
    response = office.get(reverse("admin:agenda_steckbrief_history", args=[steckbrief.pk]))
    seite = text(response)
    assert "Fassung 1" in seite
    assert "auf Weiteres" in seite
    assert "Beschluss vom 6. September" in seite
    assert "angelegt" in seite
    assert "freigegeben (Fassung 1)" in seite
    assert "Stabsstelle" in seite
    assert "Version 1" in seite
    for link in page(response).select("table.dokument a"):
        assert office.get(link["href"]).status_code == 200


def test_a_kommune_is_named_once(office):
    kommune = make_kommune()
    steckbrief = make_steckbrief()
    daten = read_form(office.get(change(steckbrief)))
    add_row(daten, "mitwirkungen", kommune=kommune.pk, rolle="verantwortlich")
    office.post(change(steckbrief), daten)
    daten = read_form(office.get(change(steckbrief)))
    add_row(daten, "mitwirkungen", kommune=kommune.pk, rolle="beteiligt")
    response = office.post(change(steckbrief), daten)
    assert "Diese Kommune steht schon in der Liste" in errors(response)
    assert steckbrief.mitwirkungen.count() == 1


def test_rows_may_swap_their_kommune_and_a_deleted_one_is_free_again(office):
    steckbrief = make_steckbrief()
    nord, sued = make_kommune("Nord"), make_kommune("Süd")
    eins = steckbrief.mitwirkungen.create(kommune=nord, rolle="beteiligt", position=1)
    zwei = steckbrief.mitwirkungen.create(kommune=sued, rolle="verantwortlich", position=2)
    daten = read_form(office.get(change(steckbrief)))
    tausch = {"mitwirkungen-0-kommune": sued.pk, "mitwirkungen-1-kommune": nord.pk}
    assert office.post(change(steckbrief), daten | tausch).status_code == 302
    eins.refresh_from_db()
    zwei.refresh_from_db()
    assert [eins.kommune, zwei.kommune] == [sued, nord]
    daten = read_form(office.get(change(steckbrief)))
    weg = {"mitwirkungen-0-kommune": nord.pk, "mitwirkungen-1-DELETE": "on"}
    assert office.post(change(steckbrief), daten | weg).status_code == 302
    uuid = eins.uuid
    assert [(m.kommune, m.uuid) for m in steckbrief.mitwirkungen.all()] == [(nord, uuid)]
