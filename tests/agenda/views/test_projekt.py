"""The profile: the whole document, what surrounds it, and how a Nummer is found."""

import html
import re

import pytest
from django.utils import timezone

from agenda.domain import workflow
from agenda.domain.dokument import FELDER, Dokument
from agenda.models import Nummernvergabe, Steckbrief
from tests.factories import (
    make_drucksache,
    make_fassung,
    make_full_steckbrief,
    make_gremium,
    make_kommune,
    make_portal,
    make_sachstand,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
QUERIES = 26


def felder(text):
    """The text of every element marked data-feld in the article, by key."""
    artikel = text.split("data-dokument>")[1].split("</article>")[0]
    teile = re.findall(
        r'<(\w+)[^>]*data-feld="(\w+)"[^>]*>(.*?)</\1>(?=\s*(?:</div>|</header>|</section>|</table>|<|·))',
        artikel,
        re.DOTALL,
    )
    return {
        key: " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inhalt)).split())
        for _, key, inhalt in teile
    }


def test_every_filled_field_of_the_document_is_marked_once(client):
    fassung = make_fassung(make_full_steckbrief())
    text = client.get(fassung.get_absolute_url()).text
    dokument = Dokument.lesen(fassung.dokument)
    gefuellt = [key for key in FELDER if not dokument[key].leer]
    assert len(gefuellt) == len(FELDER) - 1  # all but the Anlagen, which need a file
    for key in gefuellt:
        assert text.count(f'data-feld="{key}"') == 1, key


def test_article_shows_the_content_of_the_fields(client):
    fassung = make_fassung(make_full_steckbrief("Lotsen & Co"))
    gezeigt = felder(client.get(fassung.get_absolute_url()).text)
    assert gezeigt["titel"] == "Lotsen & Co"
    assert gezeigt["bezug"] == "Agenda"
    assert gezeigt["beginn"] == "Anfang 2024"
    assert gezeigt["ende"] == "Dezember 2026"
    assert gezeigt["leuchtturm"] == "ja"
    assert gezeigt["zielgruppen"] == "Ältere Menschen Schüler*innen"
    assert gezeigt["hauptaktivitaeten"] == "Konzept schreiben Ehrenamtliche schulen"
    assert "Quelle: Pressemitteilung (abgerufen 2024)" in gezeigt["verweise"]
    assert "zugestimmt am 04.05.2023" in gezeigt["mitwirkungen"]
    assert "Volkshochschule beteiligt" in gezeigt["mitwirkungen"]
    assert "40.000,50 €" in gezeigt["finanzierungen"].replace("\u00a0", " ")
    assert "1.200,5" in gezeigt["kennzahlen"]


def test_rows_of_tables_have_a_heading(client):
    text = client.get(make_fassung(make_full_steckbrief()).get_absolute_url()).text
    for key in ("mitwirkungen", "finanzierungen", "kennzahlen"):
        zeilen = text.split(f'data-feld="{key}"')[1].split("</tbody>")[0].split("<tr")[1:]
        assert zeilen
        assert [zeile.count('scope="row"') for zeile in zeilen] == [1] * len(zeilen), key


def test_links_lead_where_they_say(client):
    steckbrief = make_full_steckbrief()
    kommune = steckbrief.mitwirkungen.first().kommune
    text = client.get(make_fassung(steckbrief).get_absolute_url()).text
    assert f'href="{kommune.get_absolute_url()}">{kommune.name}</a>' in text
    assert 'href="tel:0481000000">0481 000000</a>' in text
    assert 'href="mailto:digital@example.org"' in text
    assert 'href="https://example.org/a?b=c">Pressemitteilung</a>' in text
    assert f'href="{steckbrief.handlungsfeld.get_absolute_url()}"' in text


def test_empty_fields_leave_no_heading(client):
    text = client.get(make_fassung(titel="Nur ein Titel").get_absolute_url()).text
    artikel = text.split("data-dokument>")[1].split("</article>")[0]
    assert "<h2" not in artikel
    assert 'data-feld="ende"' not in artikel
    assert "Zu diesem Projekt liegt noch kein Bericht vor." in text


@pytest.mark.parametrize("anzahl", [1, 3])
def test_cost_does_not_grow_with_the_parts(client, django_assert_num_queries, anzahl):
    steckbrief = make_full_steckbrief()
    fassung = make_fassung(steckbrief)
    gremium = make_gremium()
    for nummer in range(anzahl):
        make_fassung(handlungsfeld=steckbrief.handlungsfeld)
        drucksache = make_drucksache(betrifft_agenda=True)
        drucksache.beratungen.create(gremium=gremium, datum="2024-01-01")
        drucksache.beschlusspunkte.create(nummer=1, wortlaut="Ja.")
        sachstand = make_sachstand(fassung.steckbrief, accepted=False)
        for _ in range(anzahl):
            sachstand.staende_vor_ort.create(kommune=make_kommune(), stand="geplant")
        sachstand.mittel.create(jahr=2020 + nummer, verausgabt=1)
        sachstand.meilensteine.create(
            meilenstein_uuid=steckbrief.meilensteine.first().uuid,
            titel="Start",
            neuer_termin="2030",
        )
        workflow.accept(sachstand, user=None)
    with django_assert_num_queries(QUERIES):
        client.get(fassung.get_absolute_url())


def test_sachstand_stands_outside_of_the_document(client):
    fassung = make_fassung(titel="Rufbus")
    amt = make_kommune("Amt Nord", kurzname="Nord")
    sachstand = make_sachstand(
        fassung.steckbrief,
        accepted=False,
        stichtag="Q2/2024",
        umsetzungsstand="in_umsetzung",
        ampel="rot",
        erreicht="Zwei Linien fahren.",
        naechste_schritte="Dritte Linie.",
        hindernisse="Fahrermangel.",
        entscheidungsbedarf="Mehr Geld.",
        quelle="Meldung",
    )
    sachstand.staende_vor_ort.create(
        kommune=amt, stand="verfuegbar", seit="2024", link="https://example.org/bus"
    )
    sachstand.mittel.create(jahr=2024, verausgabt=1234550)
    sachstand.messwerte.create(
        kennzahl_uuid=fassung.steckbrief.uuid, name="Fahrten", einheit="je Tag", wert="1200.50"
    )
    sachstand.meilensteine.create(
        meilenstein_uuid=fassung.steckbrief.uuid,
        titel="Start",
        neuer_termin="2025",
        grund="Vergabe",
    )
    workflow.accept(sachstand, user=None)
    text = client.get(fassung.get_absolute_url()).text.replace("\u00a0", " ")
    davor, danach = text.split("</article>")
    assert "Zwei Linien fahren." not in davor
    for teil in (
        "in Umsetzung",
        "Ampel rot: Entscheidung nötig",
        "Stand: 2. Quartal 2024",
        "Zwei Linien fahren.",
        "Dritte Linie.",
        "Fahrermangel.",
        "Mehr Geld.",
        "Meldung",
        "verfügbar in 1 von 1 Kommune: ",
        ">Nord</a>: <strong>verfügbar</strong> seit 2024",
        "2024: 12.345,50 €",
        "Fahrten: 1.200,50 je Tag",
        "Start: voraussichtlich 2025 (Vergabe)",
    ):
        assert teil in danach


def test_sachstand_without_date_says_so_and_an_unaccepted_one_is_not_shown(client):
    fassung = make_fassung(titel="Rufbus")
    make_sachstand(fassung.steckbrief, stichtag=None, quelle="Webseite", erreicht="Öffentlich.")
    make_sachstand(fassung.steckbrief, accepted=False, stichtag="2030", erreicht="Geheim.")
    text = client.get(fassung.get_absolute_url()).text
    assert "Stand: ohne Datum" in text
    assert "Öffentlich." in text
    assert "Geheim." not in text


def test_page_names_fassung_date_hash_files_and_notice(client):
    make_portal(hinweis="**Nicht amtlich** sind die Nummern.")
    fassung = make_fassung(titel="Rufbus", vorgesehene_nummer="7")
    text = client.get("/projekte/7/").text
    assert f"Fassung 1, gilt seit {timezone.localtime(fassung.gilt_ab):%d.%m.%Y}" in text
    assert fassung.sha256 in text
    assert 'href="/projekte/7/steckbrief.pdf"' in text
    assert 'href="/projekte/7/steckbrief.json"' in text
    assert "<strong>Nicht amtlich</strong> sind die Nummern." in text
    assert "<title>Rufbus (Nr. 7) – Digitale Agenda</title>" in text


def test_notice_can_be_switched_off(client):
    make_portal(hinweis="Nicht amtlich", hinweis_zeigen=False)
    fassung = make_fassung(titel="Rufbus")
    assert "Nicht amtlich" not in client.get(fassung.get_absolute_url()).text


def test_umfeld_says_that_it_is_not_part_of_the_agenda(client):
    umfeld = client.get(make_fassung(bezug="umfeld").get_absolute_url()).text
    agenda = client.get(make_fassung(bezug="agenda").get_absolute_url()).text
    assert "Nicht Teil der Digitalen Agenda" in umfeld
    assert "Nicht Teil der Digitalen Agenda" not in agenda


@pytest.mark.parametrize("andere", ["04.10", "4.010"])
def test_other_spelling_is_sent_on_for_good(client, andere):
    make_fassung(vorgesehene_nummer="4.10")
    response = client.get(f"/projekte/{andere}/")
    assert (response.status_code, response["Location"]) == (301, "/projekte/4.10/")


def test_small_letter_and_files_are_sent_on_too(client):
    make_fassung(vorgesehene_nummer="U1")
    response = client.get("/projekte/u01/steckbrief.json")
    assert (response.status_code, response["Location"]) == (301, "/projekte/U1/steckbrief.json")


def test_alias_leads_to_the_number_of_today(client):
    fassung = make_fassung(vorgesehene_nummer="3")
    Nummernvergabe.objects.create(steckbrief=fassung.steckbrief, nummer="30", schluessel="000030")
    Steckbrief.objects.filter(pk=fassung.steckbrief.pk).update(
        nummer="30", nummer_schluessel="000030"
    )
    response = client.get("/projekte/3/")
    assert (response.status_code, response["Location"]) == (301, "/projekte/30/")
    assert client.get("/projekte/30/").status_code == 200


@pytest.mark.parametrize("nummer", ["99", "0", "M99", "abc", "4..1", "1" * 50, "1%00", "٣"])
def test_unknown_number_is_404_with_search(client, nummer):
    make_steckbrief(vorgesehene_nummer="99")  # a draft has no public number
    response = client.get(f"/projekte/{nummer}/")
    assert response.status_code == 404
    assert 'name="q"' in response.text


def test_hostile_text_is_harmless(client):
    fassung = make_fassung(
        titel="<script>alert(1)</script>",
        kurzbeschreibung='"><img src=x onerror=alert(1)>',
        beschreibung=(
            "<script>x</script> [a](javascript:alert(1)) ![Bild](https://example.org/x.png)\n\n"
            "<style>*{}</style>"
        ),
    )
    text = client.get(fassung.get_absolute_url()).text
    assert "<script" not in text
    assert "<style" not in text
    assert "<img" not in text
    assert 'href="javascript:' not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
