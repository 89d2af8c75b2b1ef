"""Rows and cells that cannot be taken over: each error says where and what is allowed."""

import datetime
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from agenda.domain import dokument, workflow
from agenda.models import Arbeitsstand, Spaltenzuordnung, Steckbrief, Vorgang
from agenda.transfer import datei, export
from agenda.transfer.abgleich import NummernUnklar
from agenda.transfer.einspielen import NichtEingespielt, einspielen
from agenda.transfer.roh import IM_BROWSER, Dateifehler
from agenda.transfer.zuordnung import remember, tabellen
from handlungsfelder.models import Handlungsfeld
from tests.agenda.transfer.tabellen import csv, geoeffnet, gespeichert, ods, setzen, xlsx
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_handlungsfeld,
    make_kommune,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db

KOPF = ["Titel", "Handlungsfeld"]


@pytest.fixture(autouse=True)
def bildung(db):
    return make_handlungsfeld("Bildung und Schule")


def errors(plan):
    return [(zelle.zeile, zelle.spalte, zelle.titel, zelle.meldung) for zelle in plan.fehler]


def cell_error(importieren, spalte, wert, **optionen):
    """Import one new Steckbrief with a cell; return the one error about that cell."""
    plan = importieren(xlsx([*KOPF, spalte], ["Neu", "Bildung und Schule", wert]), **optionen)
    (fehler,) = plan.fehler
    assert (fehler.blatt, fehler.zeile, fehler.spalte) == ("Steckbriefe", 2, "C")
    assert fehler.titel == spalte
    return fehler.meldung


@pytest.mark.parametrize(
    ("spalte", "wert", "meldung"),
    [
        ("Beginn", "demnächst", "„demnächst“ ist kein verständliches Datum. Möglich sind"),
        ("Beginn", "31.02.2024", "„31.02.2024“ ist kein verständliches Datum."),
        ("Priorität", "sehr hoch", "„sehr hoch“ gibt es hier nicht. Erlaubt sind „hoch“, „mittel“"),
        ("Leuchtturm", "vielleicht", "„vielleicht“ ist nicht zu verstehen. Erlaubt sind „ja“"),
        ("Reihenfolge der Umsetzung", "3,5", "Hier ist nur eine ganze Zahl erlaubt"),
        ("Reihenfolge der Umsetzung", "-3", "Erlaubt ist nur eine Zahl ab 0."),
        ("Reihenfolge der Umsetzung", "drei", "„drei“ ist keine Zahl. Erlaubt ist eine Zahl wie"),
        ("E-Mail der Ansprechstelle", "keine", "Bitte gültige E-Mail-Adresse eingeben."),
        ("Ansprechstelle", "x" * 201, "Der Text hat 201 Zeichen. Erlaubt sind höchstens 200."),
        ("Verantwortliche", "Amt Nirgends", "„Amt Nirgends“ ist als Kommune nicht bekannt."),
        ("Kurzbeschreibung", datetime.date(2024, 10, 4), "Excel hat hier aus dem Text ein Datum"),
        ("Beginn", datetime.time(8, 30), "In dieser Zelle steht eine Uhrzeit"),
        ("Hauptaktivitäten", "y" * 501, "„yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…“ hat 501 Zeichen"),
        ("Zweck", "=A1+B1", "In dieser Zelle steht eine Formel ohne gespeichertes Ergebnis."),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_understood(importieren, spalte, wert, meldung):
    assert cell_error(importieren, spalte, wert).startswith(meldung)


def test_a_hundred_thousand_letters(importieren):
    for inhalt in (
        csv([*KOPF, "Beschreibung"], ["Neu", "Bildung und Schule", "x" * 100_000]),
        ods([*KOPF, "Beschreibung"], ["Neu", "Bildung und Schule", "x" * 100_000]),
    ):
        assert errors(importieren(inhalt)) == [
            (
                2,
                "C",
                "Beschreibung",
                "Der Text hat 100.000 Zeichen. In eine Zelle passen höchstens 32.767.",
            )
        ]


def test_did_you_mean(importieren):
    make_kommune("Amt Kirchspielslandgemeinden Eider", kurzname="Amt Eider")
    meldung = cell_error(importieren, "Verantwortliche", "Amt Eidr")
    assert "Meinten Sie „Amt Kirchspielslandgemeinden Eider“?" in meldung
    assert "schreiben Sie „Akteur: Amt Eidr“" in meldung
    (fehler,) = importieren(xlsx(KOPF, ["Neu", "Bildung und Schulle"])).fehler
    assert fehler.meldung == (
        "„Bildung und Schulle“ ist als Handlungsfeld nicht bekannt. Meinten Sie „Bildung und Schule“?"
    )
    (fehler,) = importieren(xlsx(KOPF, ["Neu", "Zauberei"])).fehler
    assert fehler.meldung.endswith("Erlaubt sind „Bildung und Schule“.")


def test_a_merged_handlungsfeld_leads_to_its_successor(importieren, bildung):
    altes = make_handlungsfeld("Altes Feld")
    Handlungsfeld.objects.filter(pk=altes.pk).update(nachfolger=bildung)
    (fehler,) = importieren(xlsx(KOPF, ["Neu", "Altes Feld"])).fehler
    assert "ist in „Bildung und Schule“ aufgegangen" in fehler.meldung


@pytest.mark.parametrize(
    ("wert", "anfang"),
    [
        (datetime.date(2024, 10, 4), "Excel hat aus der Nummer ein Datum gemacht (04.10.2024)."),
        (4.1, "Excel hat aus der Nummer eine Zahl gemacht (4,1)"),
        ("04. Okt", "„04. Okt“ sieht aus, als hätte Excel aus der Nummer ein Datum gemacht."),
        ("Okt 10", "„Okt 10“ sieht aus, als hätte Excel"),
        ("zwölf", "„zwölf“ ist keine Nummer dieses Portals. Eine Nummer sieht so aus: „12“"),
        ("99", "Die Nummer 99 gibt es hier nicht"),
    ],
)
@pytest.mark.parametrize("nummern", ["eigene"])
def test_numbers_that_are_none(importieren, wert, anfang, nummern):
    plan = importieren(xlsx(["Nummer", "Titel"], [wert, "X"]), nummern=nummern)
    (fehler,) = plan.fehler
    assert fehler.ort == "Blatt „Steckbriefe“, Zeile 2, Spalte A („Nummer“)"
    assert fehler.meldung.startswith(anfang)


def test_duplicate_numbers(importieren):
    make_fassung(make_steckbrief("Eins", vorgesehene_nummer="1"))
    for nummern, zeilen in (("eigene", [1, "01"]), ("fremde", ["A/7", "A/7"])):
        plan = importieren(
            xlsx(["Nummer", *KOPF], *([n, "X", "Bildung und Schule"] for n in zeilen)),
            nummern=nummern,
        )
        (fehler,) = plan.fehler
        assert fehler.meldung == (
            "Derselbe Steckbrief steht schon in Zeile 2. Jede Nummer darf nur einmal vorkommen."
        )


def test_an_unknown_kennung_and_one_that_does_not_fit(importieren):
    eins = make_fassung(make_steckbrief("Eins", vorgesehene_nummer="1")).steckbrief
    make_fassung(make_steckbrief("Zwei", vorgesehene_nummer="2"))
    kopf = ["Kennung", "Nummer", "Titel"]
    fremd = "00000000-0000-4000-8000-000000000000"
    plan = importieren(
        xlsx(kopf, [fremd, None, "X"], ["abc", None, "X"], [str(eins.uuid), "2", "X"])
    )
    assert [meldung.split(".")[0] for _, _, _, meldung in errors(plan)] == [
        "Diese Kennung gibt es hier nicht, oder Sie dürfen den Steckbrief nicht sehen",
        "„abc“ ist keine Kennung",
        "Die Nummer 2 gehört nicht zu dieser Kennung; deren Nummer ist 1",
    ]


def test_a_deleted_draft_is_not_there(importieren):
    steckbrief = make_steckbrief()
    inhalt = export.xlsx(Steckbrief.objects.all())
    workflow.delete_draft(steckbrief, user=None)
    (fehler,) = importieren(inhalt).fehler
    assert fehler.meldung.startswith("Diese Kennung gibt es hier nicht")


def test_a_shelved_steckbrief_is_not_changed(importieren):
    steckbrief = make_fassung().steckbrief
    workflow.shelve(steckbrief, user=None, grund="vorbei")
    assert importieren(export.xlsx(Steckbrief.objects.all())).fehler == []
    (fehler,) = importieren(
        xlsx(["Kennung", "Titel"], [str(steckbrief.uuid), "Anders"])
    ).fehler  # fmt: skip
    assert "ist abgelegt und lässt sich nicht ändern" in fehler.meldung


def test_the_question_whose_numbers_these_are(importieren):
    unser = make_fassung(make_steckbrief("Unser Projekt", vorgesehene_nummer="1")).steckbrief
    liste = xlsx(["Nummer", *KOPF], ["1", "Ihr Projekt", "Bildung und Schule"])
    with pytest.raises(NummernUnklar):
        importieren(liste)
    plan = importieren(liste, nummern="fremde", name="Nachbarn.xlsx")
    assert (len(plan.neue), len(plan.geaenderte)) == (1, 0)
    einspielen(plan, user=None, versionen=plan.versionen)
    unser.refresh_from_db()
    assert unser.titel == "Unser Projekt"
    neu = Steckbrief.objects.get(titel="Ihr Projekt")
    assert (neu.nummer, neu.vorgesehene_nummer) == (None, "")
    verweis = neu.verweise.get()
    assert (verweis.titel, verweis.bemerkung) == (
        "Übernommen aus „Nachbarn.xlsx“",
        "Nummer beim Absender: 1",
    )
    plan = importieren(liste, nummern="eigene")
    titel = plan.aenderungen[0]
    assert (titel.vorher, titel.nachher) == ("Unser Projekt", "Ihr Projekt")


def test_a_row_with_our_kennung_is_never_the_senders(importieren):
    make_fassung()
    (fehler,) = importieren(export.xlsx(Steckbrief.objects.all()), nummern="fremde").fehler
    assert fehler.meldung.startswith("Diese Zeile trägt eine Kennung aus diesem Portal.")


def test_an_equal_title_is_told(importieren):
    make_steckbrief("Digitale Lotsen")
    plan = importieren(xlsx(KOPF, ["digitale lotsen", "Bildung und Schule"]))
    assert "gibt es schon („Digitale Lotsen“)" in plan.neue[0].hinweise[0]


def test_merged_titles_an_empty_column_and_formulas_with_results(importieren):
    mappe = Workbook()
    blatt = mappe.active
    blatt.title = "Übersicht 2024"
    blatt["B1"] = "Digitale Projekte im Kreis"
    blatt.merge_cells("B1:E1")
    blatt["B2"] = "Stand: Juli"
    for spalte, titel in zip("BCD", ["Titel", "Handlungsfeld", "Beginn"], strict=True):
        blatt[f"{spalte}4"] = titel
    blatt["B5"], blatt["C5"] = '=CONCATENATE("Neu","es")', "Bildung und Schule"
    blatt["D5"] = datetime.date(2024, 7, 1)
    blatt["D5"].number_format = "MMM YY"
    inhalt = _with_result(gespeichert(mappe), "Neues")
    plan = importieren(inhalt)
    assert plan.fehler == []
    assert [(z.zeile, z.spalte, z.nachher) for z in plan.aenderungen] == [
        (5, "B", "Neues"),
        (5, "C", "Bildung und Schule"),
        (5, "D", "Juli 2024"),
    ]
    assert plan.hinweise == ["Das Blatt „Übersicht 2024“ wird als Liste der Steckbriefe gelesen."]


def _with_result(inhalt, ergebnis):
    """Store a formula's result, as Excel does; openpyxl cannot."""
    puffer = BytesIO()
    with zipfile.ZipFile(BytesIO(inhalt)) as alt, zipfile.ZipFile(puffer, "w") as neu:
        for name in alt.namelist():
            daten = alt.read(name)
            if name == "xl/worksheets/sheet1.xml":
                daten = daten.replace(b"</f><v />", b"</f><v>%s</v>" % ergebnis.encode())
                daten = daten.replace(b"</f><v></v>", b"</f><v>%s</v>" % ergebnis.encode())
                daten = daten.replace(b'<c r="B5"', b'<c t="str" r="B5"')
            neu.writestr(name, daten)
    return puffer.getvalue()


def test_foreign_titles_are_asked_and_remembered(importieren):
    inhalt = xlsx(["Projekt", "Handlungsfeld", "Bemerkung"], ["Neu", "Bildung und Schule", "x"])
    (tabelle,), _ = tabellen(datei.lesen(inhalt), IM_BROWSER)
    assert [(s.titel, s.beispiel, s.vorschlag) for s in tabelle.offen] == [
        ("Projekt", "Neu", "titel"),
        ("Bemerkung", "x", ""),
    ]
    tabelle.answer({"Projekt": "titel", "Bemerkung": ""})
    remember([tabelle], None)
    assert Spaltenzuordnung.objects.count() == 2
    (tabelle,), _ = tabellen(datei.lesen(inhalt), IM_BROWSER)
    assert tabelle.offen == []
    assert importieren(inhalt).neue[0].werte["titel"] == "Neu"


def test_two_columns_for_one_field(importieren):
    inhalt = xlsx(["Titel", "Projekt"], ["a", "b"])
    with pytest.raises(Dateifehler, match="Zwei Spalten sind dem Feld „Titel“ zugeordnet"):
        importieren(inhalt, antworten={"Projekt": "titel"})
    with pytest.raises(Dateifehler, match="Die Spalte „titel“ gibt es zweimal"):
        importieren(xlsx(["Titel", "titel"], ["a", "b"]))


def test_a_file_without_titles(importieren):
    with pytest.raises(Dateifehler, match="stehen keine Spaltentitel"):
        importieren(xlsx([1, 2], [3, 4]))
    with pytest.raises(Dateifehler, match="keine Tabelle"):
        importieren(gespeichert(Workbook()))


@pytest.mark.parametrize(
    ("wert", "cent", "vermerk"),
    [
        ("rund 50.000 €", 5_000_000, "geplant: rund 50.000 €"),
        ("ca. 1,5 Mio. €", 150_000_000, "geplant: ca. 1,5 Mio. €"),
        ("30 T€", 3_000_000, ""),
        ("50.000,- €", 5_000_000, ""),
        ("1250,5", 125_050, ""),
        (1250.5, 125_050, ""),
        ("0", 0, ""),
    ],
)
def test_amounts_as_people_write_them(importieren, wert, cent, vermerk):
    steckbrief = make_steckbrief()
    plan = importieren(
        xlsx(
            ["Kennung"],
            Finanzierung=[["Kennung des Steckbriefs", "geplant (€)"], [str(steckbrief.uuid), wert]],
        )
    )
    assert plan.fehler == []
    einspielen(plan, user=None, versionen=plan.versionen)
    zeile = steckbrief.finanzierungen.get()
    assert (zeile.geplant, zeile.erlaeuterung) == (cent, vermerk)


@pytest.mark.parametrize(
    ("wert", "meldung"),
    [("viel", "Bitte einen Betrag"), ("-5", "Erlaubt ist nur eine Zahl ab 0."), (0.001, "zwei")],
)
def test_amounts_that_are_none(importieren, wert, meldung):
    steckbrief = make_steckbrief()
    plan = importieren(
        xlsx(
            ["Kennung"],
            Finanzierung=[["Kennung des Steckbriefs", "geplant (€)"], [str(steckbrief.uuid), wert]],
        )
    )
    (fehler,) = plan.fehler
    assert (fehler.ort, meldung in fehler.meldung) == (
        "Blatt „Finanzierung“, Zeile 2, Spalte B („geplant (€)“)",
        True,
    )


def test_rows_of_further_sheets_that_belong_nowhere(importieren):
    steckbrief = make_full_steckbrief()
    mappe = geoeffnet(export.xlsx(Steckbrief.objects.all()))
    blatt = mappe["Meilensteine"]
    kennung = blatt["A2"].value
    blatt.append([kennung, str(steckbrief.uuid), None, None, "Kopie"])
    blatt.append(["00000000-0000-4000-8000-000000000000", str(steckbrief.uuid), None, None, "X"])
    blatt.append([None, None, None, None, "Wohin?"])
    blatt.append([None, str(steckbrief.uuid), None, None, None, "2024"])
    assert [(zeile, m.split(".")[0]) for zeile, _, _, m in errors(importieren(gespeichert(mappe)))] == [
        (4, "Dieselbe Kennung steht schon in Zeile 2"),
        (5, "Eine Zeile mit dieser Kennung hat der Steckbrief nicht"),
        (6, "Zu welchem Steckbrief gehört diese Zeile? Bitte „Kennung des Steckbriefs“ oder „Nummer“ ausfüllen; bei einem neuen Steckbrief dieser Datei genügt sein Titel"),
        (7, "Dieses Feld darf nicht leer sein"),
    ]  # fmt: skip


def test_fields_that_contradict_each_other(importieren):
    make_full_steckbrief()
    mappe = geoeffnet(export.xlsx(Steckbrief.objects.all()))
    setzen(mappe["Steckbriefe"], "Ende", 2, "2020")
    setzen(mappe["Finanzierung"], "Bewilligung bis", 2, "31.12.2023")
    setzen(mappe["Mitwirkungen"], "anderer Akteur", 2, "auch noch")
    assert [m for _, _, _, m in errors(importieren(gespeichert(mappe)))] == [
        "Das Ende liegt vor dem Beginn.",
        "Finanzierung: Der Bewilligungszeitraum endet vor seinem Beginn.",
        "Mitwirkungen: Bitte je Zeile entweder eine Kommune oder einen anderen Akteur nennen.",
    ]


def test_required_fields_are_not_emptied(importieren):
    make_steckbrief()
    mappe = geoeffnet(export.xlsx(Steckbrief.objects.all()))
    for titel in ("Titel", "Handlungsfeld", "Bezug"):
        setzen(mappe["Steckbriefe"], titel, 2, None)
    plan = importieren(gespeichert(mappe))
    assert {m for _, _, _, m in errors(plan)} == {"Dieses Feld darf nicht leer sein."}
    assert len(plan.fehler) == 3


def everything():
    return [dokument.build(s).daten for s in Steckbrief.objects.mit_teilen()], (
        Arbeitsstand.objects.count(),
        Vorgang.objects.count(),
    )


def test_one_bad_row_and_nothing_is_saved(importieren):
    plan = importieren(xlsx(KOPF, ["Gut", "Bildung und Schule"], ["Schlecht", "Zauberei"]))
    vorher = everything()
    with pytest.raises(NichtEingespielt, match="1 Fehler"):
        einspielen(plan, user=None, versionen=plan.versionen)
    assert everything() == vorher


def test_what_only_the_model_refuses_undoes_everything(importieren):
    make_steckbrief("Alt")
    mappe = geoeffnet(export.xlsx(Steckbrief.objects.all()))
    setzen(mappe["Steckbriefe"], "Titel", 2, "Neu")
    mappe["Steckbriefe"].append([None, None, "Zweiter", None, "Agenda", "Bildung und Schule"])
    plan = importieren(gespeichert(mappe))
    assert plan.fehler == []
    vorher = everything()
    plan.neue[0].werte["handlungsfeld"] = {"code": "weg", "label": "Weg"}
    with pytest.raises(NichtEingespielt):
        einspielen(plan, user=None, versionen=plan.versionen)
    assert [zelle.meldung for zelle in plan.fehler] == ["Handlungsfeld: „Weg“ gibt es nicht mehr."]
    assert everything() == vorher


def test_who_was_changed_since_the_preview_is_refused(importieren):
    steckbrief = make_steckbrief("Alt")
    inhalt = xlsx(["Kennung", "Titel"], [str(steckbrief.uuid), "Aus der Datei"])
    gesehen = importieren(inhalt).versionen
    steckbrief.kurzbeschreibung = "Jemand anderes"
    steckbrief.save()
    workflow.record(steckbrief, user=None)
    plan = importieren(inhalt)
    with pytest.raises(NichtEingespielt):
        einspielen(plan, user=None, versionen=gesehen)
    assert "wurde seit der Vorschau geändert" in plan.fehler[0].meldung
    steckbrief.refresh_from_db()
    assert steckbrief.titel == "Alt"
