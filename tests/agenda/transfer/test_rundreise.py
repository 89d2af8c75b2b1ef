"""Export → import changes nothing; three cells changed are three changes."""

import datetime
import io

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from agenda.domain import dokument, workflow
from agenda.models import Arbeitsstand, Steckbrief, Vorgang
from agenda.transfer import export
from agenda.transfer.einspielen import einspielen
from agenda.transfer.zellen import lesbar, sicher
from handlungsfelder.models import Handlungsfeld
from tests.agenda.transfer.tabellen import geoeffnet, gespeichert, setzen, xlsx
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_handlungsfeld,
    make_kommune,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db

TUECKISCH = (
    "=HYPERLINK(\"http://example.org\")",
    "+49 481 1234",
    "-5 Grad; weiß",
    "@SUM(A1)",
    "'=schon geschützt",
    "''-zweimal",
    "- Punkt eins\n- Punkt zwei",
    "4.10",
    "1,2;3\t\"Anführung\"",
    "Ärger mit Größe: straße é",
    "07/2024",
    "WAHR",
    "_x000D_",
    "x" * 40_000,
    "Seite\x0bWechsel",
)  # fmt: skip


def alle():
    return Steckbrief.objects.all()


def stand():
    """Everything the working copies say, to compare the database with itself."""
    return [dokument.build(steckbrief).daten for steckbrief in alle().mit_teilen()]


@pytest.fixture(params=["xlsx", "csv_datei"])
def datei(request):
    return getattr(export, request.param)


def assert_changes_nothing(plan):
    assert [f"{zelle.ort}: {zelle.meldung}" for zelle in plan.fehler] == []
    assert [(z.ort, z.vorher, z.nachher) for z in plan.aenderungen] == []
    assert not plan.schreibt


def test_full_and_empty_steckbriefe_come_back_unchanged(datei, importieren):
    make_full_steckbrief()
    make_steckbrief()
    make_fassung(make_full_steckbrief("Zweiter", vorgesehene_nummer="4.10"))
    vorher = stand()
    plan = importieren(datei(alle()))
    assert_changes_nothing(plan)
    assert len(plan.unveraenderte) == 3
    einspielen(plan, user=None, versionen=plan.versionen)
    assert stand() == vorher


@pytest.mark.parametrize("text", TUECKISCH)
@pytest.mark.parametrize("feld", ["titel", "zielgruppen", "beschreibung", "ansprechstelle_telefon"])
def test_difficult_texts_come_back_unchanged(datei, importieren, feld, text):
    grenze = Steckbrief._meta.get_field(feld).max_length
    make_steckbrief(**{feld: text[:grenze]})
    assert_changes_nothing(importieren(datei(alle())))


@pytest.mark.parametrize(
    "termin",
    [
        "15.07.2024",
        "07/2024",
        "Q3/2024",
        "H1/2024",
        "2024",
        "Anfang_2024",
        "Mitte_2024",
        "Ende_2024",
        "Frühjahr_2024",
        "Sommer_2024",
        "Herbst_2024",
        "Winter_2024",
        "01.02.1890",
    ],
)
def test_vague_dates_come_back_unchanged(datei, importieren, termin):
    termin = termin.replace("_", " ")
    steckbrief = make_steckbrief(beginn=termin, stand=termin)
    steckbrief.meilensteine.create(titel="Start", termin=termin)
    workflow.record(steckbrief, user=None)
    assert_changes_nothing(importieren(datei(alle())))


def test_a_merged_handlungsfeld_of_an_old_steckbrief_stays(datei, importieren):
    altes = make_handlungsfeld("Altes Feld")
    make_steckbrief(handlungsfeld=altes)
    Handlungsfeld.objects.filter(pk=altes.pk).update(nachfolger=make_handlungsfeld("Neues Feld"))
    assert_changes_nothing(importieren(datei(alle())))


def test_the_same_akteur_in_both_roles_comes_back_unchanged(datei, importieren):
    steckbrief = make_steckbrief()
    for rolle in ("verantwortlich", "beteiligt"):
        steckbrief.mitwirkungen.create(akteur="Volkshochschule", rolle=rolle)
    workflow.record(steckbrief, user=None)
    assert_changes_nothing(importieren(datei(alle())))


@pytest.mark.parametrize("text", TUECKISCH[:-2])
def test_what_is_made_safe_is_read_back_letter_by_letter(text):
    assert lesbar(sicher(text)) == text.replace("_x000D_", "")


def test_no_exported_cell_can_be_taken_for_a_formula():
    steckbrief = make_steckbrief("=1+1", kurzbeschreibung="@foo", zielgruppen="-x")
    steckbrief.meilensteine.create(titel="+1")
    mappe = load_workbook(io.BytesIO(export.xlsx(alle())))
    zellen = [zelle for blatt in mappe for zeile in blatt for zelle in zeile]
    assert "f" not in {zelle.data_type for zelle in zellen}
    texte = [zelle.value for zelle in zellen if isinstance(zelle.value, str)]
    assert [text for text in texte if text.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert "'=1+1" in texte
    csv = export.csv_datei(alle()).decode("utf-8-sig")
    assert ";'=1+1;" in csv
    assert ";'@foo;" in csv


def test_what_the_excel_file_looks_like():
    make_fassung(make_full_steckbrief("Zehn", vorgesehene_nummer="4.10"))
    mappe = geoeffnet(export.xlsx(alle()))
    assert mappe.sheetnames == [
        "Steckbriefe",
        "Mitwirkungen",
        "Meilensteine",
        "Finanzierung",
        "Kennzahlen",
        "Verweise",
        "Hinweise",
    ]
    blatt = mappe["Steckbriefe"]
    zeile = dict(zip([z.value for z in blatt[1]], blatt[2], strict=True))
    assert (zeile["Nummer"].value, zeile["Nummer"].number_format) == ("4.10", "@")
    assert zeile["Zielgruppen"].value == "Ältere Menschen\nSchüler*innen"
    assert zeile["Beteiligte"].value == "Akteur: Volkshochschule"
    assert zeile["Beginn"].value == "Anfang 2024"
    assert zeile["Priorität"].value == "hoch"
    assert zeile["Leuchtturm"].value == "ja"
    assert blatt.freeze_panes == "C2"
    geld = mappe["Finanzierung"]
    zeile = dict(zip([z.value for z in geld[1]], geld[2], strict=True))
    assert (zeile["bewilligt (€)"].value, zeile["geplant (€)"].value) == (40000.5, 50000)
    assert zeile["Bewilligung von"].value == datetime.datetime(2024, 1, 1)
    assert zeile["Nummer"].value == "4.10"


def test_three_changed_cells_are_three_changes(importieren):
    make_fassung(make_full_steckbrief("Erster"))
    make_full_steckbrief("Zweiter")
    mappe = geoeffnet(export.xlsx(alle()))
    titel = mappe["Steckbriefe"].cell(2, 3).value
    setzen(mappe["Steckbriefe"], "Kurzbeschreibung", 2, "Ganz neu: Öl & Süßes")
    setzen(mappe["Steckbriefe"], "Beginn", 3, "Q3/2025")
    setzen(mappe["Finanzierung"], "geplant (€)", 2, 60000)
    vorher = {str(s.uuid): dokument.build(s) for s in alle()}
    plan = importieren(gespeichert(mappe))
    assert [(z.blatt, z.zeile, z.titel, z.vorher, z.nachher) for z in plan.aenderungen] == [
        (
            "Steckbriefe",
            2,
            "Kurzbeschreibung",
            "Ehrenamtliche helfen beim Einstieg ins Internet.",
            "Ganz neu: Öl & Süßes",
        ),
        ("Finanzierung", 2, "geplant (€)", "50.000\u00a0€", "60.000\u00a0€"),
        ("Steckbriefe", 3, "Beginn", "Anfang 2024", "3. Quartal 2025"),
    ]
    staende, vorgaenge = Arbeitsstand.objects.count(), Vorgang.objects.count()
    einspielen(plan, user=None, versionen=plan.versionen, datei="Liste.xlsx")
    erster = alle().get(titel=titel)
    assert erster.status == "entwurf"
    assert Arbeitsstand.objects.count() == staende + 2
    assert Vorgang.objects.count() == vorgaenge + 2
    vorgang = erster.vorgaenge.first()
    assert (vorgang.verb, vorgang.begruendung) == (
        "importiert",
        "Import aus „Liste.xlsx“, Blatt „Steckbriefe“, Zeile 2",
    )
    unterschiede = 0
    for steckbrief in alle():
        nachher = dokument.build(steckbrief)
        for feld in nachher.felder:
            unterschiede += feld.wert != vorher[str(steckbrief.uuid)].wert(feld.key)
    assert unterschiede == 3
    assert erster.finanzierungen.get().geplant == 6_000_000


def test_flat_cells_keep_the_rows_they_stand_for(importieren):
    steckbrief = make_full_steckbrief()
    neue = make_kommune("Stadt Neu")
    mitwirkung, vhs = steckbrief.mitwirkungen.all()
    erste, zweite = steckbrief.hauptaktivitaeten.all()
    mappe = geoeffnet(export.xlsx(alle()))
    blatt = mappe["Steckbriefe"]
    setzen(blatt, "Hauptaktivitäten", 2, f"{zweite.text}\n{erste.text} und prüfen\nAuswerten")
    setzen(blatt, "Verantwortliche", 2, "Stadt Neu")
    setzen(blatt, "Beteiligte", 2, f"Akteur: Volkshochschule\n{mitwirkung.kommune}")
    plan = importieren(gespeichert(mappe))
    assert plan.fehler == []
    einspielen(plan, user=None, versionen=plan.versionen)
    assert [(str(z.uuid), z.text) for z in steckbrief.hauptaktivitaeten.all()][:2] == [
        (str(zweite.uuid), zweite.text),
        (str(erste.uuid), f"{erste.text} und prüfen"),
    ]
    zeilen = {z.kommune or z.akteur: z for z in steckbrief.mitwirkungen.all()}
    assert zeilen[neue].rolle == "verantwortlich"
    assert zeilen["Volkshochschule"].uuid == vhs.uuid
    behalten = zeilen[mitwirkung.kommune]
    assert (behalten.uuid, behalten.rolle, behalten.zustimmung) == (
        mitwirkung.uuid,
        "beteiligt",
        "zugestimmt",
    )


def test_rows_are_removed_only_when_the_file_says_so(importieren):
    steckbrief = make_full_steckbrief()
    mappe = geoeffnet(export.xlsx(alle()))
    blatt = mappe["Meilensteine"]
    blatt.delete_rows(3)
    del mappe["Verweise"]
    assert_changes_nothing(importieren(gespeichert(mappe)))
    setzen(blatt, "Entfernen", 2, "ja")
    plan = importieren(gespeichert(mappe))
    assert [zelle.nachher for zelle in plan.aenderungen] == ["(wird entfernt)"]
    einspielen(plan, user=None, versionen=plan.versionen)
    assert [m.titel for m in steckbrief.meilensteine.all()] == ["Abschluss"]


def test_a_new_steckbrief_with_its_rows(importieren):
    feld = make_handlungsfeld("Bildung")
    kommune = make_kommune("Amt Eider")
    plan = importieren(
        xlsx(
            ["Titel", "Handlungsfeld", "Verantwortliche", "Zielgruppen", "Leuchtturm"],
            ["Neues Vorhaben", "bildung", "amt eider", "Schulen; Vereine", "x"],
            Finanzierung=[
                ["Titel des Steckbriefs", "Haushaltsjahr", "geplant (€)", "Art"],
                ["Neues Vorhaben", 2025, "rund 50.000 €", "Förderung"],
            ],
            Meilensteine=[["Titel des Steckbriefs", "Meilenstein", "Termin"], ["Neues Vorhaben", "Start", "Anfang 2024"]],
        )
    )  # fmt: skip
    assert plan.fehler == []
    einspielen(plan, user=None, versionen=plan.versionen)
    neu = alle().get()
    assert (neu.titel, neu.handlungsfeld, neu.nummer, neu.version) == (
        "Neues Vorhaben",
        feld,
        None,
        1,
    )
    assert (neu.bezug, neu.leuchtturm, neu.zielgruppen) == ("agenda", True, "Schulen\nVereine")
    assert neu.mitwirkungen.get().kommune == kommune
    geld = neu.finanzierungen.get()
    assert (geld.geplant, geld.erlaeuterung) == (5_000_000, "geplant: rund 50.000 €")
    assert str(neu.meilensteine.get().termin) == "Anfang 2024"
    assert neu.fassungen.count() == 0


def test_the_real_data_come_back_unchanged(datei, importieren):
    call_command("einrichten", stdout=io.StringIO())
    vorher = stand()
    plan = importieren(datei(alle()))
    assert_changes_nothing(plan)
    assert len(plan.unveraenderte) == len(vorher) > 20
    einspielen(plan, user=None, versionen=plan.versionen)
    assert stand() == vorher
