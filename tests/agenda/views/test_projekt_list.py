"""The list: what it shows, what it costs, and how it takes nonsense."""

import csv
import datetime
import io
from unittest import mock

import pytest
from django.core.cache import cache
from django.utils import timezone
from openpyxl import load_workbook

from agenda.models import Steckbrief
from kommunen.models import Gemeinde
from tests.factories import (
    make_fassung,
    make_handlungsfeld,
    make_kommune,
    make_many_fassungen,
    make_portal,
    make_sachstand,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
QUERIES = 8


@pytest.mark.parametrize("anzahl", [1, 3, 500])
def test_list_costs_the_same_for_any_number(client, django_assert_num_queries, anzahl):
    """Eight with words and an empty vocabulary; one less without words."""
    make_portal()
    make_many_fassungen(anzahl)
    cache.clear()
    with django_assert_num_queries(QUERIES):
        response = client.get("/projekte/", {"q": "Projekt", "bezug": "agenda"})
    assert f"{anzahl} Projekt" in response.text
    assert response.text.count('class="karte ') == min(anzahl, 20)
    with django_assert_num_queries(QUERIES - 1):
        response = client.get("/projekte/", {"ansicht": "tabelle", "sort": "-nummer"})
    assert response.text.count("treffer__nummer") == min(anzahl, 20)


def test_list_shows_card_of_each_project(client):
    make_portal()
    feld = make_handlungsfeld("Gesundheit & Pflege")
    agenda = make_fassung(
        titel="Videosprechstunde",
        kurzbeschreibung="Ärztin am Bildschirm.",
        handlungsfeld=feld,
        vorgesehene_nummer="4.10",
    )
    make_fassung(titel="E-Akte", bezug="umfeld", handlungsfeld=feld, vorgesehene_nummer="U1")
    make_sachstand(agenda.steckbrief, umsetzungsstand="in_erprobung", ampel="gelb")
    text = client.get("/projekte/").text
    assert "2 Projekte: 1 der Agenda, 1 aus dem Umfeld" in text
    karte, karte_umfeld = text.split("<article")[1:]
    for teil in ("Videosprechstunde", "Ärztin am Bildschirm.", "Nr. 4.10", "/projekte/4.10/"):
        assert teil in karte
    assert "Gesundheit &amp; Pflege" in karte
    assert "in Erprobung" in karte
    assert "gelb: Abweichung möglich" in karte
    assert "marke--agenda" in karte
    assert "E-Akte" in karte_umfeld
    assert ">Umfeld</span>" in karte_umfeld


def test_order_is_agenda_first_then_reihenfolge_then_natural_number(client):
    for nummer, bezug, reihenfolge in [
        ("4.10", "agenda", None),
        ("4.2", "agenda", None),
        ("9", "agenda", 1),
        ("1", "umfeld", 1),
    ]:
        make_fassung(
            titel=f"Titel {nummer}",
            vorgesehene_nummer=nummer,
            bezug=bezug,
            reihenfolge=reihenfolge,
        )
    response = client.get("/projekte/")
    assert [e.nummer for e in response.context["eintraege"]] == ["9", "4.2", "4.10", "1"]


def test_filters_narrow_and_repeated_values_widen(client):
    pflege, bus = make_handlungsfeld("Pflege"), make_handlungsfeld("Verkehr")
    amt = make_kommune("Amt Nord")
    mit_amt = make_steckbrief("Pflege-App", handlungsfeld=pflege)
    mit_amt.mitwirkungen.create(kommune=amt, rolle="beteiligt")
    fassung = make_fassung(mit_amt)
    make_sachstand(fassung.steckbrief, umsetzungsstand="in_betrieb")
    make_fassung(titel="Rufbus", handlungsfeld=bus, bezug="umfeld")

    def treffer(query):
        return [e.titel for e in client.get(f"/projekte/?{query}").context["eintraege"]]

    assert treffer("handlungsfeld=pflege") == ["Pflege-App"]
    assert treffer("handlungsfeld=pflege&handlungsfeld=verkehr") == ["Pflege-App", "Rufbus"]
    assert treffer("kommune=amt-nord") == ["Pflege-App"]
    assert treffer("stand=in_betrieb") == ["Pflege-App"]
    assert treffer("stand=unbekannt") == ["Rufbus"]
    assert treffer("bezug=umfeld") == ["Rufbus"]
    assert treffer("bezug=umfeld&handlungsfeld=pflege") == []


def test_active_filters_can_be_removed_one_by_one(client):
    make_handlungsfeld("Pflege")
    text = client.get("/projekte/?q=Bus&handlungsfeld=pflege&bezug=agenda").text
    assert 'href="?q=Bus&amp;bezug=agenda#ergebnis"' in text
    assert 'href="?q=Bus&amp;handlungsfeld=pflege#ergebnis"' in text
    assert 'href="?bezug=agenda&amp;handlungsfeld=pflege#ergebnis"' in text
    assert "Filter (2 aktiv)" in text
    assert 'value="pflege" id="handlungsfeld-pflege" checked' in text


def test_search_ranks_number_then_title_then_text(client):
    make_fassung(titel="Rathaus", vorgesehene_nummer="7", beschreibung="Mit 12 Stellen.")
    make_fassung(titel="Die 12 Gebote", vorgesehene_nummer="8")
    make_fassung(titel="Ganz anders", vorgesehene_nummer="12")
    for q in ("012", "12", "Projekt 12"):
        response = client.get("/projekte/", {"q": q})
        assert [e.nummer for e in response.context["eintraege"]] == ["12", "8", "7"]


@pytest.mark.parametrize("q", ["aepfel", "ÄPFEL", "Apfel", "u3"])
def test_search_in_any_spelling(client, q):
    make_fassung(titel="Äpfel für Büsum", vorgesehene_nummer="U3")
    make_fassung(titel="Birnen")
    assert [e.nummer for e in client.get("/projekte/", {"q": q}).context["eintraege"]] == ["U3"]


def test_pages_of_twenty_keep_the_filter(client):
    make_many_fassungen(45)
    erste = client.get("/projekte/?bezug=agenda")
    assert 'href="?bezug=agenda&amp;seite=2" rel="next"' in erste.text
    assert "Seite 1 von 3" in erste.text
    letzte = client.get("/projekte/?bezug=agenda&seite=3")
    assert [e.nummer for e in letzte.context["eintraege"]] == ["41", "42", "43", "44", "45"]
    assert 'rel="next"' not in letzte.text


@pytest.mark.parametrize(
    ("query", "parameter", "erwartet"),
    [
        ("handlungsfeld=gibtsnicht", "handlungsfeld", "„gibtsnicht“ gibt es nicht"),
        ("stand=fertig", "stand", "„fertig“ gibt es nicht"),
        ("kommune=berlin", "kommune", "„berlin“ gibt es nicht"),
        ("bezug=%00", "bezug", "gibt es nicht"),
        ("bezug=<script>alert(1)</script>", "bezug", "„&lt;script&gt;"),
        ("seite=abc", "seite", "„abc“ gibt es nicht; Sie sehen Seite 1."),
        ("seite=0", "seite", "„0“ gibt es nicht; Sie sehen Seite 1."),
        ("seite=-1", "seite", "„-1“ gibt es nicht; Sie sehen Seite 1."),
        ("seite=2", "seite", "„2“ gibt es nicht; Sie sehen Seite 1."),
        ("seite=99999999999999999999999", "seite", "gibt es nicht; Sie sehen Seite 1."),
        ("seite=%D9%A3", "seite", "„٣“ gibt es nicht; Sie sehen Seite 1."),
        ("q=Bus%00", "q", "Unsichtbare Zeichen wurden nicht beachtet."),
        ("q=" + "Bus" * 3334, "q", "nur nach den ersten 200 Zeichen"),
        ("q=" + "a+" * 60, "q", "nur nach den ersten 12 Wörtern"),
        ("q=***", "q", "In „***“ steht kein Wort"),
        ("bezug=" + "x" * 10000, "bezug", "x…“ gibt es nicht"),
    ],
)
def test_nonsense_gives_the_list_and_a_hint(client, query, parameter, erwartet):
    make_fassung(titel="Rufbus")
    response = client.get(f"/projekte/?{query}")
    assert response.status_code == 200
    hinweise = response.text.split('role="alert"')[1].split("</ul>")[0]
    assert f"<strong>{parameter}</strong>" in hinweise
    assert erwartet in hinweise


def test_known_value_beside_nonsense_still_filters(client):
    make_fassung(titel="Rufbus", bezug="umfeld")
    make_fassung(titel="Agendaprojekt")
    response = client.get("/projekte/?bezug=umfeld&bezug=quatsch")
    assert [e.titel for e in response.context["eintraege"]] == ["Rufbus"]
    assert "„quatsch“" in response.text


def test_no_hint_without_nonsense(client):
    make_fassung(titel="Rufbus")
    assert 'role="alert"' not in client.get("/projekte/?q=bus&seite=1&utm_source=x").text


def test_nothing_found_says_what_to_do(client):
    make_fassung(titel="Rufbus", bezug="umfeld")
    text = client.get("/projekte/?q=Raumschiff").text
    assert "Kein Projekt" in text
    assert "Dazu haben wir nichts gefunden." in text
    assert "Meinten" not in text
    text = client.get("/projekte/?q=Rufbuss%C3%9F").text
    assert 'Meinten Sie <a class="kern-link kern-link--no-visited-state" href="?q=Rufbus">' in text
    text = client.get("/projekte/?q=Rufbus&bezug=agenda").text
    assert 'href="?q=Rufbus">1 Projekt ohne den Filter „Bezug“</a>' in text


def test_hits_are_marked_and_say_where_else_the_words_stand(client):
    make_fassung(
        titel="Rufbus <b>",
        kurzbeschreibung="Ein Bus auf Zuruf.",
        beschreibung="# Fahrt\n\nDer Bus **kommt** zur *Haltestelle* & wartet.",
        vorgesehene_nummer="3",
    )
    karte = client.get("/projekte/?q=bus").text.split("<article")[1].split("</article>")[0]
    assert "<mark>Rufbus</mark> &lt;b&gt;" in karte
    assert "Ein <mark>Bus</mark> auf Zuruf." in karte
    assert "Gefunden in" not in karte
    for ansicht in ("karten", "tabelle"):
        text = client.get("/projekte/", {"q": "bus haltestellen", "ansicht": ansicht}).text
        stelle = text.split("Gefunden in Beschreibung: ")[1].split("</p>")[0]
        assert "zur <mark>Haltestelle</mark> &amp; wartet." in stelle
    assert "<mark>" not in client.get("/projekte/").text


def test_a_place_leads_to_its_kommune(client):
    nord = make_kommune("Amt Nord")
    Gemeinde.objects.create(name="Marne", plz="25709", kommune=nord, schluessel="1")
    steckbrief = make_steckbrief("Hofladen")
    steckbrief.mitwirkungen.create(kommune=nord, rolle="beteiligt")
    make_fassung(steckbrief)
    text = client.get("/projekte/?q=25709").text
    kasten = text.split('class="ortwahl"')[1].split("</section>")[0]
    assert "<strong>Marne</strong> gehört zu <strong>Amt Nord</strong>." in kasten
    assert 'href="/kommunen/amt-nord/"' in kasten
    assert 'href="/projekte/?kommune=amt-nord"' in kasten
    assert "Kein Projekttext nennt diesen Ort." in kasten
    assert "Hofladen" in text
    leer = client.get("/projekte/?q=25709&bezug=umfeld").text
    assert "Für diesen Ort ist noch kein eigenes Projekt eingetragen." in leer


def test_table_sorts_by_its_heads(client):
    for nummer, titel in (("1", "Zebra"), ("2", "Äpfel"), ("10", "Mond")):
        make_fassung(titel=titel, vorgesehene_nummer=nummer)

    def seite(query):
        response = client.get(f"/projekte/?ansicht=tabelle{query}")
        return response.text, [e.titel for e in response.context["eintraege"]]

    text, titel = seite("&sort=titel")
    assert titel == ["Äpfel", "Mond", "Zebra"]
    assert text.count("aria-sort") == 1
    assert 'aria-sort="ascending"><a' in text
    assert 'href="?sort=-titel&amp;ansicht=tabelle#ergebnis"' in text
    assert seite("&sort=-nummer")[1] == ["Mond", "Äpfel", "Zebra"]
    assert 'aria-sort="descending"' in seite("&sort=-nummer")[0]
    assert 'aria-sort="descending"' in seite("&sort=aktuell")[0]
    assert '<input type="hidden" name="sort" value="titel">' in text
    assert "<caption" in text


def test_the_address_of_the_search_is_told_to_machines(client):
    make_fassung(titel="Rufbus")
    text = client.get("/projekte/?q=bus&ansicht=tabelle&sort=nummer&utm_source=x").text
    assert '<link rel="canonical" href="http://testserver/projekte/?q=bus">' in text
    assert '<meta name="robots" content="noindex, follow">' in text
    assert text.count('href="/feeds/projekte.atom?q=bus"') == 2
    text = client.get("/projekte/").text
    assert '<link rel="canonical" href="http://testserver/projekte/">' in text
    assert "noindex" not in text


def test_choices_say_how_many_and_fold_away_what_is_empty(client):
    felder = [make_handlungsfeld(name) for name in ("Pflege", "Verkehr", "Natur", "Kultur")]
    make_fassung(titel="A", handlungsfeld=felder[0], beginn="2023", ende="2024", leuchtturm=True)
    make_fassung(titel="B", handlungsfeld=felder[1], bezug="umfeld")
    gruppen = {
        g.name: g for g in client.get("/projekte/?bezug=agenda").context["projektfilter"].gruppen
    }
    assert [(w.wert, w.anzahl) for w in gruppen["bezug"].wahl] == [("agenda", 1), ("umfeld", 1)]
    assert [w.wert for w in gruppen["handlungsfeld"].vorn] == ["pflege"]
    assert [w.wert for w in gruppen["handlungsfeld"].weitere] == ["verkehr", "natur", "kultur"]
    assert [w.wert for w in gruppen["jahr"].wahl] == ["2023", "2024"]
    assert client.get("/projekte/?jahr=2024&leuchtturm=ja").context["zahlen"]["gesamt"] == 1
    assert client.get("/projekte/?jahr=2025").context["zahlen"]["gesamt"] == 0


@pytest.mark.parametrize("anzahl", [1, 3])
def test_all_hits_as_a_file(client, django_assert_num_queries, anzahl):
    make_portal()
    for n in range(1, anzahl + 1):
        steckbrief = make_steckbrief(
            "=cmd|' /C calc'!A0", vorgesehene_nummer=f"4.{n}0", ende="Q1/2026"
        )
        steckbrief.mitwirkungen.create(akteur="Verein Nord", rolle="beteiligt")
        fassung = make_fassung(steckbrief)
    with django_assert_num_queries(6):
        response = client.get("/projekte/?format=csv&bezug=agenda")
    assert response.content.startswith("\ufeffNummer;Titel;Bezug;".encode())
    assert response["Content-Disposition"] == (
        f'attachment; filename="Projekte_{timezone.localdate():%Y-%m-%d}.csv"'
    )
    zeilen = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [zeile["Nummer"] for zeile in zeilen] == [f"4.{n}0" for n in range(1, anzahl + 1)]
    assert (
        zeilen[-1]
        | {
            "Titel": "'=cmd|' /C calc'!A0",
            "Ende": "1. Quartal 2026",
            "Beteiligt": "Verein Nord",
            "Leuchtturm": "nein",
            "Fassung": "1",
            "Adresse": f"http://testserver/projekte/4.{anzahl}0/",
            "Prüfsumme (SHA-256)": fassung.sha256,
        }
        == zeilen[-1]
    )
    with django_assert_num_queries(6):
        mappe = load_workbook(io.BytesIO(client.get("/projekte/?format=xlsx").content))
    blatt = mappe.active
    assert (blatt["A2"].value, blatt["A2"].data_type) == ("4.10", "s")
    assert blatt["B2"].data_type == "s"
    assert blatt.auto_filter.ref == f"A1:Q{anzahl + 1}"
    with django_assert_num_queries(6):
        daten = client.get("/projekte/?format=json").json()
    assert daten["anzahl"] == anzahl
    assert daten["projekte"][0]["titel"] == "=cmd|' /C calc'!A0"
    assert daten["projekte"][0]["beteiligt"] == ["Verein Nord"]


def test_an_unknown_format_gives_the_page_and_a_hint(client):
    text = client.get("/projekte/?format=odt").text
    assert "„odt“ gibt es nicht; möglich sind csv, xlsx, json, pdf, docx." in text


def test_empty_portal_explains_itself(client):
    text = client.get("/projekte/").text
    assert "Hier steht noch nichts." in text


def test_drafts_and_scheduled_releases_do_not_leak(client):
    make_steckbrief("Nur ein Entwurf")
    morgen = timezone.now() + datetime.timedelta(days=1)
    make_fassung(titel="Erst morgen", gilt_ab=morgen, vorgesehene_nummer="5")
    heute = client.get("/projekte/").text
    assert "Nur ein Entwurf" not in heute
    assert "Erst morgen" not in heute
    assert client.get("/projekte/5/").status_code == 404
    with mock.patch("django.utils.timezone.now", return_value=morgen):
        assert "Erst morgen" in client.get("/projekte/").text
        assert client.get("/projekte/5/").status_code == 200


def test_later_fassung_replaces_the_earlier_one(client):
    fassung = make_fassung(titel="Alter Titel", vorgesehene_nummer="5")
    steckbrief = fassung.steckbrief
    steckbrief.titel = "Neuer Titel"
    steckbrief.save()
    make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))
    text = client.get("/projekte/").text
    assert "Neuer Titel" in text
    assert "Alter Titel" not in text
    assert "1 Projekt der Agenda" in text
