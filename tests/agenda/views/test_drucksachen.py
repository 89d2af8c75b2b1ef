"""The Drucksachen: what everybody sees of them, and what never."""

import csv
import datetime
import io

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from agenda.models import Beratungsergebnis
from tests.factories import (
    festschreiben,
    make_anlage,
    make_bericht,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_portal,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
LISTE = "/drucksachen/"


def seite(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text(knoten):
    return " ".join(knoten.get_text(" ").split())


def titel(response):
    return [h.get_text().split(":")[0] for h in seite(response).select(".drucksache--liste h3")]


def heute(tage=0):
    return timezone.localdate() + datetime.timedelta(days=tage)


@pytest.fixture
def papier():
    make_portal()
    drucksache = make_drucksache(
        "2026/12",
        art="Beschlussvorlage",
        betreff="Agenda fortschreiben",
        betrifft_agenda=True,
        stellenplan="keine",
    )
    beschlossen = Beratungsergebnis.objects.create(
        schluessel="ja", name="ungeändert beschlossen", beschlossen=True
    )
    drucksache.beratungen.create(
        gremium=make_gremium("Hauptausschuss"),
        datum="2026-02-10",
        zweck="Beschlussempfehlung an den Kreistag",
        ergebnis=beschlossen,
        ergebnis_text="mit 9 : 2 Stimmen",
    )
    drucksache.beratungen.create(gremium=make_gremium("Kreistag"), datum="2026-03-05")
    lang = "Die Agenda wird zustimmend zur Kenntnis genommen. " + "Sehr langer Wortlaut. " * 200
    drucksache.beschlusspunkte.create(nummer=1, wortlaut=lang.strip(), betrifft="Agenda")
    drucksache.beschlusspunkte.create(
        nummer=2, wortlaut="=Es wird berichtet <b>.", wortlaut_belegt=False
    )
    drucksache.finanzen.create(jahr=2026, produkt="11156", aufwand=3000000)
    return drucksache


def test_the_list_quotes_results_and_points(client, papier):
    artikel = seite(client.get(LISTE)).select_one(".drucksache--liste")
    inhalt = text(artikel)
    assert "Drucksache 2026/12: Agenda fortschreiben" in inhalt
    assert (
        "Hauptausschuss, 10.02.2026: Beschlussempfehlung an den Kreistag Ergebnis: ungeändert beschlossen , mit 9 : 2 Stimmen"
        in inhalt
    )
    assert "Kreistag, 05.03.2026 Ergebnis: noch offen oder nicht bekannt" in inhalt
    assert papier.beschlusspunkte.get(nummer=1).wortlaut in inhalt
    erster, zweiter = artikel.select(".beschlusspunkte > li")
    assert "Im Wortlaut. Betrifft: Agenda." in text(erster)
    assert "nicht geprüft" not in text(erster)
    assert zweiter.blockquote.get_text() == "=Es wird berichtet <b>."
    assert "Wortlaut nicht geprüft" in text(zweiter)
    assert "Beschlussvorschlag, bisheriges Ergebnis: ungeändert beschlossen." in text(zweiter)


def test_the_state_of_execution_and_what_is_overdue(client, papier):
    punkt = papier.beschlusspunkte.get(nummer=1)
    punkt.ausfuehrungen.create(
        stand="in_ausfuehrung",
        datum="2026-04-01",
        text="Wird umgesetzt.",
        naechster_bericht=heute(-1),
    )
    punkt.ausfuehrungen.create(stand="offen", datum="2026-03-01", naechster_bericht="2026-04-01")
    zeile = seite(client.get(papier.get_absolute_url())).select_one(".beschlusspunkte > li")
    assert "in Ausführung , Stand vom 01.04.2026 Wird umgesetzt." in text(zeile)
    assert f"fällig am {heute(-1):%d.%m.%Y} überfällig" in text(zeile)
    assert zeile.select_one(".kern-badge .kern-icon")["aria-hidden"] == "true"
    verlauf = zeile.details
    assert "2 Stände" in verlauf.summary.get_text()
    assert [text(li)[:10] for li in verlauf.select("li")] == ["01.04.2026", "01.03.2026"]
    assert seite(client.get(LISTE)).select_one(".drucksache--liste details") is None


def test_the_page_of_one(client, papier):
    fassung = make_fassung(vorgesehene_nummer="7", titel="Bus")
    nie = make_steckbrief("Nie freigegeben")
    papier.steckbriefe.add(fassung.steckbrief, nie)
    ausgabe = festschreiben(make_anlage(papier, titel="Agenda 2026"))
    papier.anlagen.create(nummer=1, titel="Strategie", groesse_kb=20, liegt_vor=False)
    inhalt = seite(client.get("/drucksachen/2026-12/"))
    links = [a["href"] for a in inhalt.select("main a[href]")]
    assert "/projekte/7/" in links
    assert ausgabe.get_absolute_url() in links
    worte = text(inhalt.main)
    assert "Anlage 1: Strategie, 20 KB (liegt hier nicht vor)" in worte
    assert "Nie freigegeben" not in worte
    assert "11156 2026 keine Angabe 30.000 € -30.000 €" in worte
    assert "Stellenplan: keine" in worte
    assert "nicht abgestimmt worden" in worte
    assert len(inhalt.select("h1")) == 1


def test_a_public_bericht_stands_there_and_no_other(client, papier):
    fest = {
        "dokument": "{}",
        "sha256": "0" * 64,
        "festgeschrieben_at": timezone.now(),
        "redaktionsschluss": timezone.now(),
    }
    offen = make_bericht(4, drucksache=papier, **fest)
    make_bericht(5, drucksache=papier, titel="Entwurfsbericht")
    inhalt = seite(client.get(papier.get_absolute_url()))
    assert inhalt.find("a", href=offen.get_absolute_url()).get_text() == "4. Sachstandsbericht"
    assert "Entwurfsbericht" not in text(inhalt)


def test_its_figure_counts_points_and_says_which(client, papier):
    papier.beschlusspunkte.get(nummer=1).ausfuehrungen.create(
        stand="ausgefuehrt", datum="2026-04-01"
    )
    inhalt = seite(client.get(LISTE))
    figur = inhalt.select_one("section[aria-labelledby=ausfuehrung]")
    assert figur.svg.title.get_text() == (
        "Beschlusspunkte: 1 noch kein Stand eingetragen, 1 ausgeführt"
    )
    assert "alle Beschlusspunkte öffentlicher Drucksachen" in text(figur)
    zellen = [text(td) for td in figur.select("tbody tr > *")]
    assert zellen == ["Beschlusspunkte", "1", "1", "2"]
    link = figur.find("a", string="1 ausgeführt")["href"]
    gefiltert = seite(client.get(LISTE + link))
    assert [text(li.blockquote)[:10] for li in gefiltert.select(".beschlusspunkte > li")] == [
        "Die Agenda"
    ]
    assert "1 weiterer Beschlusspunkt dieser Drucksache" in text(gefiltert.main)
    assert "zu Ihrer Auswahl" in text(gefiltert.main)


@pytest.mark.parametrize(
    ("abfrage", "gefunden"),
    [
        ("", ["2026/2", "2026/1", "2025/3"]),
        ("sort=aelteste", ["2025/3", "2026/1", "2026/2"]),
        ("sort=nummer", ["2025/3", "2026/1", "2026/2"]),
        ("sort=faellig", ["2025/3", "2026/2", "2026/1"]),
        ("q=aepfel", ["2026/1"]),
        ("q=STRASSE", ["2025/3"]),
        ("q=2026", ["2026/2", "2026/1"]),
        ("q=gibtesnicht", []),
        ("gremium=kreistag", ["2026/2"]),
        ("jahr=2025", ["2025/3"]),
        ("ergebnis=vertagt", ["2026/1"]),
        ("ergebnis=-", ["2026/2"]),
        ("gremium=kreistag&ergebnis=vertagt", []),
        ("gremium=bau&jahr=2026&ergebnis=vertagt", ["2026/1"]),
        ("ausfuehrung=offen", ["2025/3"]),
        ("ausfuehrung=ohne_stand", ["2025/3"]),
        ("faellig=ueberfaellig", ["2025/3"]),
        ("faellig=bald", []),
        ("ausfuehrung=offen&faellig=spaeter", []),
    ],
)
def test_filters(client, abfrage, gefunden):
    make_portal()
    bau, kreistag = make_gremium("Bau"), make_gremium("Kreistag")
    vertagt = Beratungsergebnis.objects.create(schluessel="vertagt", name="vertagt")
    eins = make_drucksache("2026/1", betreff="Äpfel")
    eins.beratungen.create(gremium=bau, datum="2026-01-05", ergebnis=vertagt)
    eins.beschlusspunkte.create(nummer=1, wortlaut="Eins")
    zwei = make_drucksache("2026/2")
    zwei.beratungen.create(gremium=kreistag, datum="2026-02-05")
    drei = make_drucksache("2025/3")
    drei.beratungen.create(gremium=bau, datum="2025-02-05", ergebnis_text="zugestimmt")
    drei.beschlusspunkte.create(nummer=2, wortlaut="Noch nichts getan")
    drei.beschlusspunkte.create(nummer=1, wortlaut="Die Straße").ausfuehrungen.create(
        stand="offen", datum="2025-03-01", naechster_bericht="2025-06-01"
    )
    erwartet = [f"Drucksache {nummer}" for nummer in gefunden]
    assert titel(client.get(f"{LISTE}?{abfrage}")) == erwartet


HOSTILE = (
    "q=%00",
    "q=" + "a" * 5000,
    "q=%27%22%3Cscript%3E",
    "gremium=%00&ergebnis=1%27&jahr=99999999999999999999&ausfuehrung=x&faellig=x&sort=x",
    "jahr=-1&jahr=2026&jahr=%FF",
    "seite=0",
    "seite=99999999999999999999",
    "format=exe",
    "sort=neueste&sort=nummer",
    "gremium[]=1&__proto__=2",
)


def test_a_hostile_address_breaks_nothing(client, papier):
    for abfrage in HOSTILE:
        response = client.get(f"{LISTE}?{abfrage}")
        assert titel(response) in (["Drucksache 2026/12"], []), abfrage
        assert "<script>" not in response.text, abfrage
        for form in ("csv", "xlsx"):
            adresse = f"{LISTE}?{abfrage.replace('format=exe', '')}&format={form}"
            assert client.get(adresse).content, adresse


def test_what_was_not_understood_is_told(client, papier):
    hinweise = seite(client.get(f"{LISTE}?sort=x&q={'a' * 300}&format=exe")).select(".hinweise li")
    assert [text(h) for h in hinweise] == [
        "q : Gesucht wird nach höchstens 200 lesbaren Zeichen; das Suchwort wurde nicht beachtet.",
        "sort : Den Wert „x“ gibt es nicht; er wurde nicht beachtet.",
        "format : „exe“ gibt es nicht; möglich sind csv, xlsx.",
    ]


def tabelle(response):
    roh = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(roh, newline=""), delimiter=";"))


def test_the_table_has_a_row_per_point_and_is_safe_to_open(client, papier):
    ohne = make_drucksache("2020/1", betreff="Ohne Punkte")
    papier.beschlusspunkte.get(nummer=1).ausfuehrungen.create(
        stand="offen", datum="2026-04-01", text="@Böse", naechster_bericht=heute(-3)
    )
    response = client.get(f"{LISTE}?format=csv")
    assert response["Content-Disposition"].startswith('attachment; filename="Beschlusskontrolle_')
    zeilen = tabelle(response)
    assert [(z["Drucksache"], z["Beschlusspunkt"]) for z in zeilen] == [
        ("2026/12", "1"),
        ("2026/12", "2"),
        ("2020/1", ""),
    ]
    erste, zweite, _ = zeilen
    assert erste["Wortlaut"] == papier.beschlusspunkte.get(nummer=1).wortlaut
    assert erste["Beratungsfolge"].splitlines() == [
        "Hauptausschuss, 10.02.2026: ungeändert beschlossen, mit 9 : 2 Stimmen",
        "Kreistag, 05.03.2026: noch ohne Ergebnis",
    ]
    assert (erste["Ausführung"], erste["Stand vom"]) == ("offen", "01.04.2026")
    assert erste["Erläuterung"] == "'@Böse"
    assert erste["Fälligkeit"] == "Bericht überfällig"
    assert (zweite["Wortlaut"], zweite["Wortlaut geprüft"]) == ("'=Es wird berichtet <b>.", "nein")
    assert zweite["Ausführung"] == "noch kein Stand eingetragen"
    assert zweite["Adresse"] == "http://testserver/drucksachen/2026-12/"
    gefiltert = tabelle(client.get(f"{LISTE}?format=csv&ausfuehrung=offen"))
    assert [z["Beschlusspunkt"] for z in gefiltert] == ["1"]
    blatt = load_workbook(io.BytesIO(client.get(f"{LISTE}?format=xlsx").content)).active
    assert [c.value for c in blatt["F"]][1:3] == [erste["Wortlaut"], "'=Es wird berichtet <b>."]
    assert blatt["F3"].data_type == "s"
    assert ohne.get_absolute_url() == "/drucksachen/2020-1/"


# Nothing that is not public


@pytest.fixture(params=["nichtöffentlich", "Entwurf"])
def geheim(request):
    """A paper nobody may know of, with all that hangs on it."""
    make_portal()
    felder = {"oeffentlich": False} if request.param == "nichtöffentlich" else {"entwurf": True}
    drucksache = make_drucksache(
        "2026/666", betreff="Geheim Betreff", betrifft_agenda=True, **felder
    )
    drucksache.beratungen.create(
        gremium=make_gremium("Geheimausschuss"), datum="2026-01-01", ergebnis_text="Geheimes"
    )
    punkt = drucksache.beschlusspunkte.create(nummer=1, wortlaut="Geheim Wortlaut")
    punkt.ausfuehrungen.create(stand="offen", datum="2026-01-02", text="Geheim Stand")
    steckbrief = make_fassung(vorgesehene_nummer="7", bezug="agenda").steckbrief
    drucksache.steckbriefe.add(steckbrief)
    return drucksache


@pytest.mark.parametrize(
    "pfad",
    [
        LISTE,
        f"{LISTE}?q=geheim",
        f"{LISTE}?q=666",
        f"{LISTE}?ausfuehrung=offen",
        f"{LISTE}?gremium=geheimausschuss",
        f"{LISTE}?jahr=2026",
        f"{LISTE}?format=csv",
        "/projekte/7/",
        "/projekte/?q=geheim",
        "/sitemap.xml",
        "/feeds/projekte.atom",
        "/feeds/projekte/7.atom",
    ],
)
def test_what_is_not_public_is_behind_no_door(client, geheim, pfad):
    antwort = client.get(pfad).content.decode().lower()
    assert "2026/666" not in antwort
    assert "2026-666" not in antwort
    for wort in ("geheim betreff", "geheim wortlaut", "geheim stand", "geheimes"):
        assert wort not in antwort


def test_what_is_not_public_has_no_page_nor_cells(client, geheim):
    assert client.get(geheim.get_absolute_url()).status_code == 404
    blatt = load_workbook(io.BytesIO(client.get(f"{LISTE}?format=xlsx").content)).active
    assert blatt.max_row == 1
    inhalt = seite(client.get(LISTE))
    assert inhalt.svg is None or "Beschlusspunkte" not in inhalt.svg.get_text()
    assert "Geheimausschuss" not in text(inhalt.form)
    assert "Noch ist keine Drucksache eingetragen." in text(inhalt.main)


def test_a_station_behind_closed_doors_leaves_no_trace(client, papier):
    make_fassung(bezug="agenda")
    geheim = papier.beratungen.create(
        gremium=make_gremium("Ältestenrat"), datum="2024-01-01", oeffentlich=False
    )
    anlage = make_anlage(papier, geheim.gremium, datum="2024-01-01", titel="Verdeckte Anlage")
    festschreiben(anlage)
    make_bericht(7, titel="Verdeckter Bericht", drucksache=papier, beratung=geheim)
    for pfad in (LISTE, papier.get_absolute_url(), f"{LISTE}?format=csv", "/sitemap.xml"):
        antwort = client.get(pfad).content.decode()
        assert "Ältestenrat" not in antwort
        assert "2024" not in antwort
        assert "Verdeckte" not in antwort
    assert titel(client.get(f"{LISTE}?gremium=aeltestenrat")) == ["Drucksache 2026/12"]


# Ways there


def test_ways_lead_there(client, papier):
    make_fassung(vorgesehene_nummer="7", bezug="agenda")
    ausgabe = festschreiben(make_anlage(papier, titel="Agenda 2026"))
    ziel = papier.get_absolute_url()
    for pfad in ("/projekte/7/", ausgabe.get_absolute_url()):
        links = [a["href"] for a in seite(client.get(pfad)).select("main a[href]")]
        assert ziel in links, pfad
    assert seite(client.get("/")).select_one(f'footer a[href="{LISTE}"]')
    sitemap = client.get("/sitemap.xml").content.decode()
    assert f"<loc>http://testserver{ziel}</loc>" in sitemap
    assert f"<loc>http://testserver{LISTE}</loc>" in sitemap


def test_nobody_says_the_kreistag_decided_a_steckbrief(client, papier):
    make_fassung(vorgesehene_nummer="7", bezug="agenda")
    for pfad in (LISTE, papier.get_absolute_url(), "/projekte/7/"):
        worte = text(seite(client.get(pfad)))
        assert "vom Kreistag beschlossen" not in worte
        assert "zustimmend zur Kenntnis genommen" in worte


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(client, anzahl, django_assert_num_queries):
    make_portal()
    for _ in range(anzahl):
        drucksache = make_drucksache()
        for nummer in range(1, anzahl + 1):
            drucksache.beratungen.create(gremium=make_gremium(), datum=f"202{nummer}-01-01")
            punkt = drucksache.beschlusspunkte.create(nummer=nummer, wortlaut="Wortlaut")
            punkt.ausfuehrungen.create(stand="offen", datum="2026-01-01")
    with django_assert_num_queries(16):
        response = client.get(LISTE)
    assert len(titel(response)) == anzahl


def test_many_come_in_pages(client):
    make_portal()
    for nummer in range(21):
        make_drucksache(f"2026/{100 + nummer}")
    zweite = client.get(f"{LISTE}?seite=2&q=2026")
    assert titel(zweite) == ["Drucksache 2026/100"]
    assert f'href="{LISTE}?' not in zweite.text.split("</form>")[0]
    assert reverse("drucksache_list") + "?q=2026&amp;seite=2" in zweite.text
