"""Umsetzungsstand, Zeitplan, Matrix and Leuchttürme: what they show, cost and bear."""

import datetime
import hashlib
import io
import re
from unittest import mock

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from agenda.domain import workflow
from agenda.models import Anlage, Steckbrief
from tests.agenda.admin.formular import read_form
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_handlungsfeld,
    make_kommune,
    make_konto,
    make_portal,
    make_sachstand,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
SEITEN = ["/umsetzungsstand/", "/zeitplan/", "/kommunen/matrix/", "/leuchttuerme/"]


def make_reported(titel, **felder):
    """A released project with a milestone, a reached one, and an accepted report."""
    steckbrief = make_full_steckbrief(titel, **felder)
    fassung = make_fassung(steckbrief)
    bericht = make_sachstand(steckbrief, stichtag="2024-06-30", accepted=False)
    start = steckbrief.meilensteine.get(titel="Start")
    bericht.meilensteine.create(meilenstein_uuid=start.uuid, erreicht_am="15.05.2024")
    workflow.accept(bericht, user=None)
    return fassung


@pytest.mark.parametrize("anzahl", [1, 3])
@pytest.mark.parametrize(
    ("pfad", "queries"),
    [
        ("/umsetzungsstand/", 10),
        ("/umsetzungsstand/?stichtag={heute}&handlungsfeld=pflege&stand=idee", 10),
        ("/zeitplan/", 7),
        ("/kommunen/matrix/", 5),
        ("/leuchttuerme/", 4),
    ],
)
def test_pages_cost_the_same_for_one_and_three(
    client, django_assert_num_queries, anzahl, pfad, queries
):
    feld = make_handlungsfeld("Pflege")
    for nummer in range(anzahl):
        make_reported(f"Projekt {nummer}", handlungsfeld=feld)
    morgen = timezone.now() + datetime.timedelta(days=1)
    with (
        mock.patch("django.utils.timezone.now", return_value=morgen),
        django_assert_num_queries(queries),
    ):
        heute = timezone.localdate() - datetime.timedelta(days=1)
        text = client.get(pfad.format(heute=heute)).text
    for nummer in range(anzahl):
        assert f">Projekt {nummer}</a>" in text


@pytest.mark.parametrize("pfad", SEITEN)
def test_nonsense_is_told_and_an_empty_portal_explains(client, pfad):
    make_portal(hinweis="Drei von rund fünfzig sind bekannt.")
    quatsch = "bezug=agenda&bezug=umfeld&handlungsfeld=%00&kommune[]=1&stand=" + "y" * 9999
    response = client.get(f"{pfad}?{quatsch}&stichtag={'9' * 9999}&rolle=%FF")
    assert response.status_code == 200
    assert "Den Wert „�“ gibt es nicht; er wurde nicht beachtet." in response.text
    assert "Hier gilt nur ein Wert; beachtet wurde „umfeld“." in response.text
    assert "y" * 60 not in response.text
    text = client.get(pfad).text
    assert 'class="leer"' in text
    assert "Drei von rund fünfzig sind bekannt." in text


def test_numbers_lead_to_the_list_they_count(client):
    feld = make_handlungsfeld("Pflege")
    nord = make_kommune("Nord")
    for titel, bezug in (("A", "agenda"), ("B", "agenda"), ("C", "umfeld")):
        steckbrief = make_steckbrief(titel, bezug=bezug, handlungsfeld=feld)
        steckbrief.mitwirkungen.create(kommune=nord, rolle="beteiligt")
        make_fassung(steckbrief)
    make_sachstand(Steckbrief.objects.get(titel="A"), umsetzungsstand="in_betrieb")
    text = client.get("/umsetzungsstand/").text
    assert "3 Projekte: 2 der Agenda, 1 aus dem Umfeld" in text
    links = dict(re.findall(r'href="(/projekte/\?[^"]+)">([^<]+)</a>', text.replace("&amp;", "&")))
    for url, zahl in {
        "/projekte/?stand=in_betrieb": "1",
        "/projekte/?bezug=agenda&stand=unbekannt": "1",
        "/projekte/?bezug=umfeld&handlungsfeld=pflege": "1",
        "/projekte/?bezug=agenda&handlungsfeld=pflege&stand=in_betrieb": "1",
        "/projekte/?bezug=agenda&kommune=nord&rolle=beteiligt": "2",
    }.items():
        assert links[url] == zahl
        assert client.get(url).context["zahlen"]["gesamt"] == int(zahl[-1])
    nur_agenda = client.get("/umsetzungsstand/?bezug=agenda").text
    assert "2 Projekte der Agenda" in nur_agenda
    assert "bezug=umfeld" not in nur_agenda


def test_a_past_day_shows_its_own_projects(client):
    jetzt = timezone.make_aware(datetime.datetime(2024, 3, 1, 12))
    with mock.patch("django.utils.timezone.now", return_value=jetzt):
        bus = make_fassung(titel="Bus").steckbrief
    make_fassung(titel="Lotsen")
    make_sachstand(bus, umsetzungsstand="in_betrieb")
    response = client.get("/umsetzungsstand/?stichtag=31.12.2024&stand=unbekannt")
    assert "wie sie am 31. Dezember 2024 veröffentlicht waren" in response.text
    assert [projekt.titel for projekt in response.context["projekte"]] == ["Bus"]
    assert "in Betrieb" not in response.text
    assert 'href="?stichtag=2024-12-31&amp;stand=unbekannt#projekte"' in response.text
    leer = client.get("/umsetzungsstand/?stichtag=2024-12-31&stand=idee")
    assert leer.context["projekte"] == []
    assert "Alle Projekte dieses Tages zeigen" in leer.text
    zukunft = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()
    for roh, satz in {
        zukunft: "liegt in der Zukunft. Sie sehen den Stand von heute.",
        "29.02.2024": "Der erste Tag, der sich zeigen lässt, ist der 01.03.2024.",
        "gestern": "„gestern“ ist kein Datum, das wir verstehen.",
    }.items():
        text = client.get("/umsetzungsstand/", {"stichtag": roh}).text
        assert satz in text
        assert "in Betrieb" in text
    heute = client.get("/umsetzungsstand/", {"stichtag": timezone.localdate().isoformat()})
    assert heute.context["stichtag"].ist_heute


def test_milestones_are_drawn_and_listed(client):
    make_reported("Bus", vorgesehene_nummer="12", ende="Ende 2025")
    stand = client.get("/umsetzungsstand/").text
    assert 'href="#meilensteine-2024-agenda-erreicht">1 erreicht</a>' in stand
    assert 'id="meilensteine-2024-agenda-erreicht"' in stand
    text = client.get("/zeitplan/").text
    assert "Anfang 2024 bis Ende 2025" in text
    assert "2 Meilensteine: 1 erreicht, 1 ohne Termin" in text
    assert "erreicht (15.05.2024); zuerst zugesagt: 1. Quartal 2024" in text
    assert "<title>Zeitleiste zu Bus</title>" in text
    assert 'class="zeit-vage"' in text
    make_fassung(titel="Ohne alles", bezug="umfeld")
    text = client.get("/zeitplan/").text
    assert "1 Projekt aus dem Umfeld: In der veröffentlichten Fassung" in text
    assert "Dazu gibt es kein Projekt." not in text


def test_matrix_says_who_leads_takes_part_and_agreed(client):
    make_portal(partner_mehrzahl="Verbündete")
    kommunen = [make_kommune(f"Samtgemeinde {n}", kurzname=f"SG {n}") for n in range(24)]
    fassung = make_reported("Bus", vorgesehene_nummer="12")
    steckbrief = Steckbrief.objects.get(pk=fassung.steckbrief_id)
    for kommune, zustimmung in zip(
        kommunen, ("offen", "abgelehnt", "nicht_noetig", ""), strict=False
    ):
        steckbrief.mitwirkungen.create(
            kommune=kommune, rolle="beteiligt", zustimmung=zustimmung, position=9
        )
    workflow.record(steckbrief, user=None)
    make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))
    response = client.get("/kommunen/matrix/")
    text = response.text
    assert "zugestimmt am 04.05.2023 (Ausschuss" in text
    for satz in (
        "beteiligt, Zustimmung noch offen</span>",
        "beteiligt, abgelehnt</span>",
        "beteiligt, Zustimmung nicht nötig</span>",
        "Projekte und Verbündete",
        'href="/projekte/?kommune=samtgemeinde-0&amp;rolle=beteiligt">1</a>',
    ):
        assert satz in text
    assert text.count('class="matrix__kommune"') == 25 + 2
    (zeile,) = response.context["zeilen"]
    assert (zeile.anzahl, zeile.akteure) == (5, ["Volkshochschule"])


def test_leuchttuerme_tell_what_others_need_and_nothing_empty(client):
    voll = make_full_steckbrief("Lotsen", vorgesehene_nummer="7", bezug="umfeld")
    bild = io.BytesIO()
    Image.new("RGB", (3, 2)).save(bild, "PNG")
    anlage = Anlage(
        steckbrief=voll,
        titel="Foto",
        dateiname="bild.png",
        sha256=hashlib.sha256(bild.getvalue()).hexdigest(),
        groesse=len(bild.getvalue()),
        medientyp="image/png",
        alternativtext="Zwei Menschen am Laptop",
        nachweis="Kreis Musterland",
    )
    anlage.datei.save("bild.png", ContentFile(bild.getvalue()), save=True)
    workflow.record(voll, user=None)
    make_fassung(Steckbrief.objects.get(pk=voll.pk))
    make_fassung(titel="Kein Leuchtturm")
    text = client.get("/leuchttuerme/").text
    for teil in (
        "1 Projekt aus dem Umfeld",
        "Teilhabe <strong>für alle</strong>.",
        "geplant: 50.000\u00a0€",
        "bewilligt: 40.000,50\u00a0€",
        "Rund 50.000 € insgesamt.",
        "Persönliche Ansprache wirkt.",
        'href="tel:0481000000"',
        'href="mailto:digital@example.org"',
        'alt="Zwei Menschen am Laptop" loading="lazy"',
        "Bild: Kreis Musterland",
    ):
        assert teil in text
    assert "Kein Leuchtturm" not in text
    src = re.search(r'<img src="([^"]+)"', text)[1]
    datei = client.get(src)
    assert datei["Content-Type"] == "image/png"
    assert datei.getvalue().startswith(b"\x89PNG")
    make_fassung(titel="Karg", leuchtturm=True, bezug="agenda")
    karg = client.get("/leuchttuerme/?bezug=agenda").text
    assert "Karg" in karg
    for ueberschrift in ("Wer es trägt", "Was es kostet", "Was sich daraus lernen", "Wen Sie"):
        assert ueberschrift not in karg


def test_a_partner_can_enter_a_leuchtturm_of_the_umfeld(client):
    feld = make_handlungsfeld()
    partner = make_konto(is_staff=True)
    partner.groups.add(Group.objects.get(name="Partner"))
    partner.kommunen.add(make_kommune("Nord"))
    client.force_login(partner)
    daten = read_form(client.get("/admin/agenda/steckbrief/add/"))
    daten |= {"titel": "Dorf-App", "handlungsfeld": feld.pk, "bezug": "umfeld", "leuchtturm": "on"}
    assert client.post("/admin/agenda/steckbrief/add/", daten).status_code == 302
    steckbrief = Steckbrief.objects.get()
    assert (steckbrief.bezug, steckbrief.leuchtturm) == ("umfeld", True)
