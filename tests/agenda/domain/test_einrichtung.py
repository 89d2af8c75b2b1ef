import json
import shutil

import pytest

from agenda.domain import einrichtung
from agenda.domain.datensatz import Datenfehler
from agenda.management.commands.einrichten import DATEN
from agenda.models import (
    Beratungsergebnis,
    Drucksache,
    Fassung,
    Sachstand,
    Seite,
    Steckbrief,
)
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Gemeinde, Gremium, Kommunalart, Kommune, Portal, Ressource
from tests.factories import make_handlungsfeld, make_kommune, make_konto, make_steckbrief

pytestmark = pytest.mark.django_db

# The smallest county: one row of everything, with only what must be there.
KREIS = {
    "portal.json": {"kreis": "Kreis Musterland"},
    "handlungsfelder.json": [
        {"name": "Energie", "nachfolger": "wirtschaft"},
        {"name": "Wirtschaft", "slug": "wirtschaft", "nummer": 1},
    ],
    "kommunen.json": {
        "arten": [{"schluessel": "sg", "name": "Samtgemeinde", "mehrzahl": "Samtgemeinden"}],
        "kommunen": [{"name": "Samtgemeinde Äpfelbach", "art": "sg"}],
    },
    "gremien.json": [{"name": "Samtgemeinderat", "kommune": "samtgemeinde-aepfelbach"}],
    "ressourcen.json": [
        {"kommune": "samtgemeinde-aepfelbach", "jahr": 2024, "budget_ist_cent": 100}
    ],
    "drucksachen.json": [
        {
            "nummer": "1/24",
            "beratungen": [{"gremium": "samtgemeinderat", "ergebnis": "vertagt"}],
            "beschlusspunkte": [{"nummer": 1, "wortlaut": "Alles wird gut."}],
        }
    ],
    "seiten.json": [{"slug": "strategie", "titel": "Unsere Strategie", "text": ["Eins", "Zwei"]}],
    "steckbriefe.json": [
        {
            "titel": "Ratsinfo",
            "handlungsfeld": "energie",
            "zielgruppen": ["Räte", "Presse"],
            "beginn": "Anfang 2024",
            "ende": None,
            "mitwirkungen": [{"kommune": "samtgemeinde-aepfelbach"}],
            "hauptaktivitaeten": ["Planen", {"text": "Bauen"}],
            "finanzierungen": [{"geplant_cent": 5000, "foerderquote": "74.4"}],
            "sachstand": {"umsetzungsstand": "idee", "stichtag": "2024"},
        }
    ],
}
GEMEINDEN = "name,schluessel,kommune,plz\nDorf,1,samtgemeinde-aepfelbach,12345 12346\n"


@pytest.fixture
def ordner(tmp_path):
    for name, daten in KREIS.items():
        (tmp_path / name).write_text(json.dumps(daten), encoding="utf-8")
    (tmp_path / "gemeinden.csv").write_text(GEMEINDEN, encoding="utf-8")
    return tmp_path


def nothing_is_there():
    modelle = (Portal, Handlungsfeld, Kommunalart, Kommune, Gemeinde, Gremium, Ressource)
    modelle += (Beratungsergebnis, Drucksache, Steckbrief, Fassung, Sachstand, Seite)
    return not any(modell.objects.exists() for modell in modelle)


def test_another_county_is_loaded_from_its_own_folder(ordner):
    schritte = []
    einrichtung.load(ordner, progress=schritte.append)
    assert schritte[:4] == ["Portal", "Handlungsfelder", "Kommunen", "Drucksachen"]
    assert schritte[4:] == ["Steckbriefe", "Seiten"]
    steckbrief = Steckbrief.objects.get()
    assert (steckbrief.nummer, steckbrief.status) == ("1", "freigegeben")
    assert steckbrief.zielgruppen == "Räte\nPresse"
    assert str(steckbrief.beginn) == "Anfang 2024"
    assert steckbrief.mitwirkungen.get().kommune.name == "Samtgemeinde Äpfelbach"
    aktivitaeten = steckbrief.hauptaktivitaeten.values_list("position", "text")
    assert list(aktivitaeten) == [(1, "Planen"), (2, "Bauen")]
    assert steckbrief.finanzierungen.get().geplant == 5000
    assert Seite.objects.get(slug="strategie").text == "Eins\nZwei"
    assert Seite.objects.filter(slug="impressum").exists()
    assert Sachstand.objects.angenommen().get().steckbrief == steckbrief
    assert Gemeinde.objects.get().plz == "12345 12346"
    assert Ressource.objects.get().budget_ist == 100
    assert str(Drucksache.objects.get().beratungen.get().ergebnis) == "vertagt"
    assert Handlungsfeld.objects.get(slug="energie").nachfolger.slug == "wirtschaft"


def test_nine_results_of_a_beratung_in_the_order_of_the_glossary(ordner):
    einrichtung.load(ordner)
    assert [str(ergebnis) for ergebnis in Beratungsergebnis.objects.all()] == [
        "ungeändert beschlossen",
        "geändert beschlossen",
        "zur Kenntnis genommen",
        "abgelehnt",
        "vertagt",
        "verwiesen",
        "zurückgestellt",
        "zurückgezogen",
        "abgesetzt",
    ]


@pytest.mark.parametrize(
    ("name", "pfad", "wert", "meldung"),
    [
        ("portal.json", ["farbe"], "rot", "portal.json, Feld „farbe“: Dieses Feld ist nicht"),
        ("portal.json", ["stand"], 7, "portal.json, Feld „stand“: Dieses Feld ist nicht bekannt."),
        ("portal.json", ["titel"], "x" * 121, "portal.json, Feld „titel“: "),
        ("portal.json", ["email"], "kein at", "portal.json, Feld „email“: Bitte gültige E-Mail"),
        ("portal.json", ["hinweis_zeigen"], None, "portal.json, Feld „hinweis_zeigen“: "),
        ("portal.json", ["rechtsgrundlagen"], "§ 1", "rechtsgrundlagen: Hier wird eine Liste"),
        ("handlungsfelder.json", [], {}, "handlungsfelder.json, Eintrag: Hier wird eine Liste"),
        ("handlungsfelder.json", [1], "Energie", "Eintrag 2: Hier wird ein Objekt"),
        (
            "handlungsfelder.json",
            [0, "nachfolger"],
            "mond",
            "handlungsfelder.json, Eintrag 1 („Energie“), Feld „nachfolger“: „mond“ gibt es nicht "
            "(Handlungsfeld).",
        ),
        (
            "handlungsfelder.json",
            [0, "name"],
            "Wirtschaft",
            "Eintrag 1 („Wirtschaft“), Feld „name“",
        ),
        ("kommunen.json", ["gemeinden"], [], "kommunen.json, Feld „gemeinden“: Dieses Feld ist"),
        (
            "kommunen.json",
            ["kommunen", 0, "einwohner"],
            5,
            "kommunen.json, kommunen 1 („Samtgemeinde Äpfelbach“): Zur Einwohnerzahl gehört ihr",
        ),
        ("kommunen.json", ["kommunen", 0, "flaeche_km2"], "groß", "Feld „flaeche_km2“: "),
        ("kommunen.json", ["kommunen", 0, "einwohner_stichtag"], 2024, "„2024“ ist hier kein"),
        ("gremien.json", [0, "aufgabe"], {"a": 1}, "Feld „aufgabe“: Hier wird ein einzelner Wert"),
        (
            "ressourcen.json",
            [0, "budget_ist_cent"],
            -1,
            "ressourcen.json, Eintrag 1 („samtgemeinde-aepfelbach“): Stellenanteil und Budget",
        ),
        (
            "drucksachen.json",
            [0, "beratungen", 0, "ergebnis"],
            "gewürfelt",
            "drucksachen.json, Eintrag 1 („1/24“), beratungen 1, Feld „ergebnis“: „gewürfelt“ gibt",
        ),
        (
            "steckbriefe.json",
            [0, "beginn"],
            "demnächst",
            "steckbriefe.json, Eintrag 1 („Ratsinfo“), Feld „beginn“: „demnächst“ ist kein verst",
        ),
        ("steckbriefe.json", [0, "ende"], "2023", "Feld „ende“: Das Ende liegt vor dem Beginn."),
        ("steckbriefe.json", [0, "handlungsfeld"], None, "Feld „handlungsfeld“: "),
        (
            "steckbriefe.json",
            [0, "handlungsfeld_herkunft"],
            "geraten",
            "Feld „handlungsfeld_herkunft“: ",
        ),
        ("steckbriefe.json", [0, "vorgesehene_nummer"], "zwölf", "Feld „vorgesehene_nummer“: Eine"),
        ("steckbriefe.json", [0, "nummer"], "1", "Feld „nummer“: Dieses Feld ist nicht bekannt."),
        ("steckbriefe.json", [0, "anlagen"], [], "Feld „anlagen“: Dieses Feld ist nicht bekannt."),
        (
            "steckbriefe.json",
            [0, "mitwirkungen", 0, "akteur"],
            "Bund",
            "mitwirkungen 1 („samtgemeinde-aepfelbach“): Bitte entweder eine Kommune auswählen",
        ),
        (
            "steckbriefe.json",
            [0, "sachstand", "umsetzungsstand"],
            "fast",
            "sachstand 1, Feld „umse",
        ),
        ("seiten.json", [], [{"slug": "x", "titel": "", "text": "y"}], "Feld „titel“: "),
        (
            "steckbriefe.json",
            [1],
            {"titel": "Zweites", "handlungsfeld": "energie", "vorgesehene_nummer": "01"},
            "steckbriefe.json, Eintrag 2 („Zweites“): Die Nummer 01 ist oder war schon vergeben.",
        ),
    ],
)
def test_bad_data_is_named_and_nothing_remains(ordner, name, pfad, wert, meldung):
    daten = json.loads((ordner / name).read_text(encoding="utf-8"))
    if name == "steckbriefe.json":
        daten[0].setdefault("vorgesehene_nummer", "1")
    ziel = daten
    for schritt in pfad[:-1]:
        ziel = ziel[schritt]
    if not pfad:
        daten = wert
    elif isinstance(ziel, list) and pfad[-1] == len(ziel):
        ziel.append(wert)
    else:
        ziel[pfad[-1]] = wert
    (ordner / name).write_text(json.dumps(daten), encoding="utf-8")
    with pytest.raises(Datenfehler) as error:
        einrichtung.load(ordner)
    assert meldung in str(error.value)
    assert str(error.value).startswith(name)
    assert nothing_is_there()


@pytest.mark.parametrize(
    ("name", "inhalt", "meldung"),
    [
        ("portal.json", None, "portal.json: Diese Datei fehlt im Ordner "),
        ("portal.json", b"{\n,}", "portal.json, Zeile 2: Das ist kein gültiges JSON."),
        ("gremien.json", b'["B\xfcsum"]', "gremien.json: Die Datei ist nicht als UTF-8 gespei"),
        ("gemeinden.csv", b"name,x\nDorf,1\n", "gemeinden.csv, Zeile 2, Feld „x“: Dieses Feld"),
        ("gemeinden.csv", b"name\nDorf,1\n", "Zeile 2, Feld „zu viele Spalten“: Dieses Feld"),
        ("gemeinden.csv", b"name,schluessel\nDorf,1\n", "gemeinden.csv, Zeile 2, Feld „kommune“: "),
        (
            "gemeinden.csv",
            GEMEINDEN.encode() + b"Stadt,1,samtgemeinde-aepfelbach,12345\n",
            "gemeinden.csv, Zeile 3, Feld „schluessel“: ",
        ),
    ],
)
def test_a_broken_file_is_named_and_nothing_remains(ordner, name, inhalt, meldung):
    if inhalt is None:
        (ordner / name).unlink()
    else:
        (ordner / name).write_bytes(inhalt)
    with pytest.raises(Datenfehler) as error:
        einrichtung.load(ordner)
    assert meldung in str(error.value)
    assert nothing_is_there()


def test_an_error_in_the_last_file_takes_back_all_real_data(tmp_path):
    ordner = shutil.copytree(DATEN, tmp_path / "daten")
    datei = ordner / "steckbriefe.json"
    datei.write_text(datei.read_text(encoding="utf-8").replace('"24.06.2025"', '"31.06.2025"'))
    with pytest.raises(Datenfehler, match=r"Eintrag 21 .*31\.06\.2025"):
        einrichtung.load(ordner)
    assert nothing_is_there()


@pytest.mark.parametrize("make", [make_kommune, make_handlungsfeld, make_steckbrief])
def test_one_row_makes_a_database_filled(ordner, make):
    make()
    vorher = Kommune.objects.count(), Handlungsfeld.objects.count(), Steckbrief.objects.count()
    for einrichten in (lambda: einrichtung.load(ordner), einrichtung.prepare_empty):
        with pytest.raises(einrichtung.SchonEingerichtet):
            einrichten()
    assert vorher == (
        Kommune.objects.count(),
        Handlungsfeld.objects.count(),
        Steckbrief.objects.count(),
    )
    assert not Portal.objects.exists()


def test_accounts_alone_leave_a_database_empty():
    make_konto()
    assert einrichtung.is_empty()


def test_an_empty_portal_is_a_portal_to_fill_in():
    einrichtung.prepare_empty()
    portal = Portal.objects.get()
    assert (portal.kreis, portal.titel, portal.hinweis) == ("", "Digitale Agenda", "")
    assert "ändern Sie unter „Portal“" in portal.einfuehrung
    assert Beratungsergebnis.objects.count() == 9
    assert Seite.objects.filter(slug="impressum").exists()
    assert not Kommunalart.objects.exists()
    assert not einrichtung.is_empty()
