"""How the partners work together: Gremien, agreement, posts and money that can be switched off."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from tests.factories import make_gremium, make_kommune, make_portal

pytestmark = pytest.mark.django_db
PFAD = "/kommunen/organisation/"


def seite(client, pfad=PFAD):
    response = client.get(pfad)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text(teil):
    return " ".join(teil.get_text(" ").split())


@pytest.fixture
def gremien():
    rat = make_gremium("Kreistag", aufgabe="Entscheidet.", quelle="Satzung")
    gruppe = make_gremium("Lenkungsgruppe", berichtet_an=rat, zusammensetzung="Neun Mitglieder")
    gruppe.entsendungen.create(
        kommune=make_kommune("Amt Nord"), funktion="Verwaltungsleitung", anzahl=1
    )
    gruppe.entsendungen.create(stelle="jeder Partner", funktion="Digitalisierungsmanagement")
    make_gremium("Nicht gemeint", in_organisation=False)
    return rat, gruppe


@pytest.mark.usefixtures("gremien")
def test_chart_list_and_details_say_the_same(client):
    dokument = seite(client)
    assert len(dokument.select("h1")) == 1
    bild = dokument.select_one("svg.organigramm")
    assert bild["role"] == "img"
    kennungen = bild["aria-labelledby"].split()
    assert "Lenkungsgruppe berichtet an Kreistag." in text(bild.find(id=kennungen[1]))
    assert text(dokument.select_one(".organisationsliste")) == (
        "Kreistag Lenkungsgruppe , berichtet an: Kreistag "
        "Es entsenden: Amt Nord: Verwaltungsleitung (1); jeder Partner: Digitalisierungsmanagement"
    )
    # In the chart in lines, in the table in cells: who sends whom.
    im_bild = text(bild)
    assert "Amt Nord:" in im_bild
    zeilen = [
        [text(zelle) for zelle in zeile.select("th, td")]
        for zeile in dokument.select(".gremium tbody tr")
    ]
    assert zeilen == [
        ["Amt Nord", "Verwaltungsleitung", "1"],
        ["jeder Partner", "Digitalisierungsmanagement", "keine Angabe"],
    ]
    ganz = text(dokument)
    for wort in ("Entscheidet.", "Neun Mitglieder", "Satzung"):
        assert wort in ganz
    assert "Nicht gemeint" not in ganz
    # Empty fields leave no heading.
    assert [text(dt) for dt in dokument.select("#gremium-kreistag ~ dl dt")] == ["Aufgabe"]


def test_names_alone_have_neither_arrows_nor_headings(client):
    make_gremium("Hauptausschuss")
    make_gremium("Schulausschuss", aufgabe="Berät Schulfragen.")
    dokument = seite(client)
    assert "Pfeil" not in text(dokument)
    assert "berichtet an" not in text(dokument.select_one("svg.organigramm"))
    assert [text(h3) for h3 in dokument.select(".gremium h3")] == ["Schulausschuss"]


def test_an_empty_portal_says_so(client):
    make_portal()
    dokument = seite(client)
    assert "Hier steht noch nichts." in text(dokument)
    assert not dokument.select("svg.organigramm, #ressourcen, #vereinbarung")


def test_the_agreement_with_its_term(client):
    heute = timezone.localdate()
    make_portal(
        kooperation_von=heute - datetime.timedelta(days=10),
        kooperation_bis=heute + datetime.timedelta(days=9),
        kooperation_text="Vom Rat **beschlossen**.",
        kooperation_quelle="Drucksache 1",
    )
    dokument = seite(client)
    abschnitt = dokument.select_one("section[aria-labelledby=vereinbarung]")
    assert "Das sind noch 9 Tage." in text(abschnitt)
    assert abschnitt.select_one(".laufzeit__vorbei")["width"] == "50%"
    assert abschnitt.select_one("strong:-soup-contains('beschlossen')")
    assert "Drucksache 1" in text(abschnitt)


def test_an_agreement_without_dates_claims_none(client):
    make_portal(kooperation_text="Dauer: vier Jahre.")
    abschnitt = seite(client).select_one("section[aria-labelledby=vereinbarung]")
    assert "ist hier nicht eingetragen" in text(abschnitt)
    assert not abschnitt.select("svg")


@pytest.fixture
def ressourcen():
    make_portal()
    nord = make_kommune("Amt Nord")
    nord.ressourcen.create(
        jahr=2023, vzae_vereinbart="0.5", budget_empfohlen=3000000, quelle="Beschluss 2022"
    )
    nord.ressourcen.create(jahr=2024, vzae_vereinbart="0.75", vzae_ist="0.25", stellen_offen=1)
    return nord


@pytest.mark.usefixtures("ressourcen")
class TestRessourcen:
    def zeilen(self, client, pfad=PFAD):
        tabelle = seite(client, pfad).select_one("#tabelle-ressourcen").find_parent("table")
        return [
            [text(zelle) for zelle in zeile.select("th, td")]
            for zeile in tabelle.select("tbody tr")
        ]

    def test_the_latest_year_first(self, client):
        nichts = "keine Angabe"
        assert self.zeilen(client) == [
            ["Amt Nord", "0,75 VZÄ", "0,25 VZÄ", nichts, nichts, "1"],
            ["Bekannt zusammen", "0,75 VZÄ", "0,25 VZÄ", nichts, nichts, "1"],
        ]

    def test_another_year(self, client):
        pfad = f"{PFAD}?jahr=2023"
        assert self.zeilen(client, pfad)[0][1:5] == [
            "0,5 VZÄ",
            "keine Angabe",
            "30.000 €",
            "keine Angabe",
        ]
        dokument = seite(client, pfad)
        assert dokument.select_one("option[selected]")["value"] == "2023"
        titel = text(dokument.select_one("svg.sollist title"))
        assert titel == "Amt Nord, Stelle vereinbart: 0,5 VZÄ, besetzt: keine Angabe"
        assert "Beschluss 2022" in text(dokument)
        # Half a post of which nobody knows is not a post that is empty.
        assert [len(svg.select("rect, line")) for svg in dokument.select("svg.sollist")] == [2, 2]
        assert len(dokument.select("svg.sollist .sollist__leer")) == 2

    def test_zero_is_no_dash(self, client, ressourcen):
        ressourcen.ressourcen.filter(jahr=2024).update(vzae_ist=0)
        stelle = seite(client).select_one("svg.sollist")
        assert text(stelle.title).endswith("besetzt: 0 VZÄ")
        assert not stelle.select(".sollist__leer, .sollist__ist")

    @pytest.mark.parametrize("jahr", ["1999", "<b>", "2023 ", "9" * 50])
    def test_a_year_there_is_none_of(self, client, jahr):
        dokument = seite(client, f"{PFAD}?jahr={jahr}")
        assert "gibt es nicht" in text(dokument.select_one(".hinweise"))
        assert "Stellen und Geld 2024" in text(dokument)

    def test_as_a_file(self, client):
        response = client.get(f"{PFAD}?jahr=2023&format=csv")
        assert response["Content-Disposition"] == 'attachment; filename="Ressourcen_2023.csv"'
        kopf, zeile = response.content.decode("utf-8-sig").splitlines()
        assert kopf.startswith("Kommune;Jahr;Stelle vereinbart (VZÄ);")
        assert zeile == "Amt Nord;2023;0,50;;;30000,00;;;Beschluss 2022"

    def test_the_kommune_page_leads_there(self, client):
        dokument = seite(client, "/kommunen/amt-nord/")
        assert dokument.select(f'a[href="{PFAD}#ressourcen"]')
        assert "keine Angabe" in text(dokument)

    def test_switched_off_there_is_no_trace(self, client):
        make_portal(ressourcen_zeigen=False)
        for pfad in (PFAD, f"{PFAD}?jahr=2023&format=csv", "/kommunen/amt-nord/", "/kommunen/"):
            inhalt = client.get(pfad).text
            for wort in ("VZÄ", "Stellen und Geld", "30.000", "ressourcen"):
                assert wort not in inhalt, (pfad, wort)
            assert "2023" not in inhalt, pfad


@pytest.mark.usefixtures("gremien")
def test_it_is_found(client):
    make_portal()
    for pfad in ("/kommunen/", "/sitemap.xml"):
        assert PFAD in client.get(pfad).text


@pytest.mark.parametrize("anzahl", [1, 3])
def test_it_costs_the_same_for_one_and_three(client, anzahl, django_assert_num_queries):
    make_portal()
    for _ in range(anzahl):
        kommune = make_kommune()
        kommune.ressourcen.create(jahr=2023, vzae_vereinbart="0.5")
        make_gremium(kommune=kommune).entsendungen.create(kommune=kommune, funktion="Leitung")
    with django_assert_num_queries(8):
        assert len(seite(client).select(".gremium")) == anzahl
