"""The start board: what waits, within the rights of an account, at a bounded price."""

import datetime
from itertools import pairwise

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from agenda.domain import sachstaende, workflow
from agenda.models import Fassung
from tests.agenda.admin.formular import page
from tests.factories import (
    make_anlage,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_kommune,
    make_konto,
    make_portal,
    make_rueckmeldung,
    make_sachstand,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db

INDEX = reverse("admin:index")
BEI_PARTNERN = [
    "anlagen",
    "freigabe",
    "geplant",
    "entwuerfe",
    "zurueckgegeben",
    "sachstand",
    "meilensteine",
    "beratungen",
]
ABSCHNITTE = [*BEI_PARTNERN[:4], "annahme", *BEI_PARTNERN[4:], "rueckmeldungen"]
SCHREIBEND = ("entwuerfe", "zurueckgegeben")


@pytest.fixture
def log_in(client):
    def log_in(rolle, *kommunen):
        konto = make_konto(is_staff=True)
        konto.groups.add(Group.objects.get(name=rolle))
        konto.kommunen.add(*kommunen)
        client.force_login(konto)
        return konto

    return log_in


@pytest.fixture
def fill(monkeypatch):
    """Return a function that gives every section as many rows as asked."""

    def fill(anzahl, user):
        frueher = timezone.now() - datetime.timedelta(days=100)
        spaeter = timezone.now() + datetime.timedelta(days=3)
        for nummer in range(anzahl):
            workflow.submit(make_steckbrief(f"Wartet {nummer}"), seen_version=1, user=None)
            entwurf = make_steckbrief(f"Entwurf {nummer}")
            entwurf.zweck = "Neu"
            entwurf.save()
            workflow.record(entwurf, user=user)
            geplant = make_steckbrief(f"Geplant {nummer}")
            make_fassung(geplant, gilt_ab=spaeter)
            with monkeypatch.context() as patch:
                patch.setattr(timezone, "now", lambda: frueher)
                alt = make_steckbrief(f"Still {nummer}")
                alt.meilensteine.create(titel=f"Meilenstein {nummer}", termin="2020")
                alt.meilensteine.create(titel=f"Fern {nummer}", termin="2099")
                workflow.record(alt, user=None)
                make_fassung(alt)
            gemeldet = make_steckbrief(f"Gemeldet {nummer}")
            make_fassung(gemeldet)
            make_sachstand(gemeldet)
            sachstaende.unveraendert(gemeldet, user=user)
            offen = make_sachstand(alt, accepted=False, quelle="Akte")
            sachstaende.einreichen(offen, user=user)
            sachstaende.zurueckgeben(offen, user=None, rueckfrage=f"Warum {nummer}?")
            make_rueckmeldung(seite="/projekte/")
            beratungen = make_drucksache(f"2026/{nummer}", betrifft_agenda=True).beratungen
            for datum in ("2199-01-01", "2020-01-01"):
                beratungen.create(gremium=make_gremium(), datum=datum)

    return fill


def sections(response):
    """Return {key: rows} of the board; a row is a list of its cells' words.

    What rounds and the Beschlusskontrolle add is told by their own tests.
    """
    return {
        abschnitt["aria-labelledby"].removeprefix("tafel-"): [
            [" ".join(zelle.text.split()) for zelle in zeile.select("th, td")]
            for zeile in abschnitt.select("tbody tr")
        ]
        for abschnitt in _eigene(response)
    }


def _eigene(response):
    return [
        abschnitt
        for abschnitt in page(response).select(".tafel section")
        if abschnitt["aria-labelledby"].removeprefix("tafel-") in ABSCHNITTE
    ]


@pytest.mark.parametrize("anzahl", [1, 3])
def test_every_section_at_the_same_price(client, log_in, fill, anzahl, django_assert_num_queries):
    konto = log_in("Stabsstelle")
    fill(anzahl, konto)
    with django_assert_num_queries(26):
        response = client.get(INDEX)
    zeilen = sections(response)
    assert list(zeilen) == ABSCHNITTE
    assert {key: len(z) for key, z in zeilen.items()} == dict.fromkeys(ABSCHNITTE, anzahl)
    assert zeilen["anlagen"][0][2] == "▲ Anlage fehlt Anlage ausgeben …"
    assert zeilen["freigabe"][0][0] == "Wartet 0"
    assert zeilen["freigabe"][0][2] == "Einrichtung"
    assert zeilen["geplant"][0][0].endswith("Geplant 0")
    assert zeilen["geplant"][0][2].endswith(" Uhr")
    assert zeilen["annahme"][0][0].endswith("Gemeldet 0")
    assert zeilen["annahme"][0][1] == "unverändert bestätigt"
    assert zeilen["zurueckgegeben"][-1][1] == "Warum 0?"
    assert zeilen["sachstand"][0][1] == "noch keiner"
    assert zeilen["meilensteine"][0][0] == "Meilenstein 0"
    assert zeilen["meilensteine"][0][2] == "2020 ▲ überfällig"
    assert zeilen["beratungen"][0][2:] == ["01.01.2020", "–"]
    assert zeilen["rueckmeldungen"][0][1:3] == ["Barriere", "/projekte/"]
    seite = page(response)
    assert seite.select_one("#tafel-meilensteine").text.strip() == (
        f"Meilensteine fällig ({anzahl}, davon {anzahl} überfällig)"
    )
    assert seite.select_one(".ueberfaellig span")["aria-hidden"] == "true"


def test_a_draft_of_an_anlage_is_not_there_yet(client, log_in):
    log_in("Stabsstelle")
    make_portal()
    drucksache = make_drucksache("2026/7")
    entwurf = make_anlage(drucksache, make_gremium("Kreistag"), datum="2199-01-01")
    response = client.get(INDEX)
    assert sections(response)["anlagen"] == [
        [
            "Drucksache 2026/7",
            "Kreistag, 01.01.2199",
            "▲ Anlage 2 fehlt: Entwurf liegt vor, noch nicht festgeschrieben. Zum Entwurf",
        ]
    ]
    knopf = page(response).select_one(".tafel a.button")
    assert knopf["href"] == reverse("admin:agenda_ausgabe_change", args=[entwurf.pk])
    assert "1, davon 1 ohne Anlage" in page(response).select_one("#tafel-anlagen").text


def test_all_opens_the_list_with_just_these(client, log_in, fill):
    konto = log_in("Stabsstelle")
    fill(3, konto)
    make_fassung(make_steckbrief("Ganz anders"))
    erwartet = sections(client.get(INDEX))
    for abschnitt in _eigene(client.get(INDEX)):
        key = abschnitt["aria-labelledby"].removeprefix("tafel-")
        liste = page(client.get(abschnitt.select_one(".tafel-alle a")["href"]))
        zeilen = liste.select("#result_list tbody tr")
        assert len(zeilen) == (0 if key == "anlagen" else 3), key
        if key in ("freigabe", "entwuerfe", "geplant"):
            text = " ".join(zeile.text for zeile in zeilen)
            assert all(zeile[0] in text for zeile in erwartet[key]), key


def test_a_kommune_without_telephone_is_mentioned_to_whom_can_add_it(client, log_in):
    make_kommune()
    make_kommune(telefon="0481 1")
    log_in("Stabsstelle")
    (link,) = page(client.get(INDEX)).select(".tafel-hinweis a")
    assert link.text == "Kommunen ohne Telefonnummer: 1"
    liste = client.get(link["href"])
    assert (liste.status_code, len(page(liste).select("#result_list tbody tr"))) == (200, 1)
    log_in("Lesend")
    assert not page(client.get(INDEX)).select(".tafel-hinweis")


def test_links_of_the_rows_open(client, log_in, fill):
    fill(1, log_in("Stabsstelle"))
    links = page(client.get(INDEX)).select(".tafel tbody a, .tafel-wege a")
    assert len(links) == 14
    for link in links:
        assert client.get(link["href"]).status_code == 200, link["href"]


def test_ten_rows_and_the_true_count(client, log_in):
    log_in("Stabsstelle")
    for _ in range(12):
        workflow.submit(make_steckbrief(), seen_version=1, user=None)
    response = client.get(INDEX)
    assert len(sections(response)["freigabe"]) == 10
    assert page(response).select_one("#tafel-freigabe").text.strip() == "Zur Freigabe (12)"


def test_an_empty_board_is_friendly(client, log_in):
    log_in("Stabsstelle")
    eigene = _eigene(client.get(INDEX))
    saetze = [p.text for abschnitt in eigene for p in abschnitt.select("p")]
    assert len(saetze) == 10
    assert "Nichts wartet auf eine Freigabe." in saetze
    assert not any(abschnitt.select("table, .tafel-alle") for abschnitt in eigene)


@pytest.mark.parametrize(
    ("rolle", "abschnitte", "wege"),
    [
        ("Stabsstelle", ABSCHNITTE, ["Neuer Steckbrief", "Sachstand melden", "Website ansehen"]),
        ("Partner", BEI_PARTNERN, ["Neuer Steckbrief", "Sachstand melden", "Website ansehen"]),
        ("Lesend", [a for a in BEI_PARTNERN if a not in SCHREIBEND], ["Website ansehen"]),
        ("Moderation", ["beratungen", "rueckmeldungen"], ["Website ansehen"]),
    ],
)
def test_sections_follow_the_rights(client, log_in, rolle, abschnitte, wege):
    log_in(rolle)
    response = client.get(INDEX)
    assert list(sections(response)) == abschnitte
    assert [a.text for a in page(response).select(".tafel-wege a")] == wege


def test_a_partner_sees_only_what_it_works_on(client, log_in, fill):
    kommune = make_kommune()
    konto = log_in("Partner", kommune)
    fill(1, make_konto())
    assert not any(
        rows
        for key, rows in sections(client.get(INDEX)).items()
        if key not in ("anlagen", "beratungen")
    )
    for fassung in Fassung.objects.all():
        fassung.steckbrief.mitwirkungen.create(kommune=kommune, rolle="beteiligt")
    zeilen = sections(client.get(INDEX))
    assert [len(zeilen[key]) for key in ("geplant", "sachstand", "meilensteine")] == [1, 1, 1]
    assert konto.kommunen.get() == kommune


def test_without_rights_there_is_no_board(client):
    client.force_login(make_konto(is_staff=True))
    seite = page(client.get(INDEX))
    assert not seite.select(".tafel")
    assert [a.text for a in seite.select(".tafel-wege a")] == ["Website ansehen"]


def test_headings_do_not_skip_a_level(client, log_in):
    log_in("Stabsstelle")
    stufen = [int(h.name[1]) for h in page(client.get(INDEX)).select("h1, h2, h3, h4")]
    assert stufen[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(stufen))
