"""The list: what it shows, what it costs, and how it takes nonsense."""

import datetime
from unittest import mock

import pytest
from django.utils import timezone

from agenda.models import Arbeitsstand, Eintrag, Fassung, Steckbrief
from agenda.models.steckbrief import nummer_schluessel
from tests.factories import (
    make_fassung,
    make_handlungsfeld,
    make_kommune,
    make_portal,
    make_sachstand,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
QUERIES = 5


def make_many(anzahl):
    """Valid Einträge without the workflow: it would take minutes for 500."""
    feld = make_handlungsfeld()
    nummern = [str(n) for n in range(1, anzahl + 1)]
    steckbriefe = Steckbrief.objects.bulk_create(
        Steckbrief(
            titel=f"Projekt {nummer}",
            nummer=nummer,
            nummer_schluessel=nummer_schluessel(nummer),
            handlungsfeld=feld,
        )
        for nummer in nummern
    )
    staende = Arbeitsstand.objects.bulk_create(
        Arbeitsstand(steckbrief=s, version=1, dokument="{}", sha256="") for s in steckbriefe
    )
    jetzt = timezone.now() - datetime.timedelta(days=1)
    fassungen = Fassung.objects.bulk_create(
        Fassung(
            steckbrief=stand.steckbrief,
            nr=1,
            nummer=stand.steckbrief.nummer,
            dokument="{}",
            gilt_ab=jetzt,
            arbeitsstand=stand,
        )
        for stand in staende
    )
    Eintrag.objects.bulk_create(
        Eintrag(
            fassung=fassung,
            steckbrief=fassung.steckbrief,
            gilt_ab=jetzt,
            nummer=fassung.nummer,
            schluessel=nummer_schluessel(fassung.nummer),
            titel=fassung.steckbrief.titel,
            bezug="agenda",
            handlungsfeld=feld,
            genanntes_handlungsfeld=feld,
            suchtext=f" {fassung.nummer} projekt ",
        )
        for fassung in fassungen
    )


@pytest.mark.parametrize("anzahl", [1, 3, 500])
def test_list_costs_the_same_for_any_number(client, django_assert_num_queries, anzahl):
    make_many(anzahl)
    with django_assert_num_queries(QUERIES):
        response = client.get("/projekte/", {"q": "Projekt", "bezug": "agenda"})
    assert f"{anzahl} Projekt" in response.text
    assert response.text.count('class="karte ') == min(anzahl, 20)


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
    assert 'href="?q=Bus&amp;bezug=agenda"' in text
    assert 'href="?q=Bus&amp;handlungsfeld=pflege"' in text
    assert 'href="?bezug=agenda&amp;handlungsfeld=pflege"' in text
    assert "Filter (2 aktiv)" in text
    assert 'value="pflege" id="handlungsfeld-pflege" checked' in text


def test_search_ranks_number_then_title_then_text(client):
    make_fassung(titel="Rathaus", vorgesehene_nummer="7", beschreibung="Mit 12 Stellen.")
    make_fassung(titel="Die 12 Gebote", vorgesehene_nummer="8")
    make_fassung(titel="Ganz anders", vorgesehene_nummer="12")
    response = client.get("/projekte/?q=012")
    assert [e.nummer for e in response.context["eintraege"]] == ["12"]
    response = client.get("/projekte/?q=12")
    assert [e.nummer for e in response.context["eintraege"]] == ["12", "8", "7"]


@pytest.mark.parametrize("q", ["aepfel", "ÄPFEL", "Apfel", "u3"])
def test_search_in_any_spelling(client, q):
    make_fassung(titel="Äpfel für Büsum", vorgesehene_nummer="U3")
    make_fassung(titel="Birnen")
    assert [e.nummer for e in client.get("/projekte/", {"q": q}).context["eintraege"]] == ["U3"]


def test_pages_of_twenty_keep_the_filter(client):
    make_many(45)
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
    make_fassung(titel="Rufbus")
    text = client.get("/projekte/?q=Raumschiff").text
    assert "Kein Projekt" in text
    assert "Dazu haben wir nichts gefunden." in text


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
