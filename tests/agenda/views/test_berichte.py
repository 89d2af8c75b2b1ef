"""The pages of Sachstandsberichte: what everybody reads, and what a signed link shows."""

import hashlib
import json
from unittest import mock

import pytest
from django.core import signing

from agenda.domain import berichte, mitzeichnung, workflow
from agenda.models import Bericht
from tests.agenda.domain.berichtsjahr import first_half, released
from tests.agenda.domain.test_figures import am
from tests.factories import (
    festschreiben_bericht,
    make_ausgabe,
    make_bericht,
    make_drucksache,
    make_kommune,
    make_portal,
    make_sitzung,
)

pytestmark = pytest.mark.django_db
JULI = (2026, 7, 20)


@pytest.fixture
def bus():
    make_portal(stelle="Stabsstelle", email="digital@example.org")
    return released("Rufbus", kommune=make_kommune("Amt Nord"), meilensteine=[("Start", "Q1/2026")])


@pytest.fixture
def reported(bus):
    return first_half(
        bus,
        ampel="rot",
        erreicht="Vertrag **unterzeichnet**.",
        hindernisse="Vergabe <aufgehoben>.",
        entscheidungsbedarf="Mittel freigeben.",
    )


def frozen(nummer=2, **felder):
    with am(*JULI):
        return festschreiben_bericht(make_bericht(nummer, **felder))


def text(response):
    return response.content.decode()


class TestListe:
    def test_shows_each_number_once_with_its_earlier_forms(self, client, reported):
        bericht = frozen()
        with am(2026, 8, 1):
            festschreiben_bericht(berichte.berichtigen(bericht, user=None, grund="Zahl falsch."))
            make_bericht(3)
        seite = text(client.get("/berichte/"))
        assert seite.count('<li class="ausgaben__punkt">') == 1
        assert '<a class="kern-link" href="/berichte/2-1/">2. Sachstandsbericht, 1.' in seite
        assert "Zahl falsch." in seite
        assert 'Frühere Form: <a class="kern-link" href="/berichte/2/">' in seite
        assert "3. Sachstandsbericht" not in seite

    @pytest.mark.parametrize("anzahl", [1, 3])
    def test_asks_as_often_for_three_as_for_one(
        self, client, reported, anzahl, django_assert_max_num_queries
    ):
        for nummer in range(1, anzahl + 1):
            frozen(nummer)
        with django_assert_max_num_queries(5):
            client.get("/berichte/")

    def test_says_when_there_is_none(self, client, bus):
        assert "Noch ist kein Sachstandsbericht erschienen." in text(client.get("/berichte/"))


class TestSeite:
    def test_says_all_of_the_document(self, client, reported):
        frozen(vorwort="Mit *Dank*.", ausblick="Weiter.")
        seite = text(client.get("/berichte/2/"))
        for wort in (
            "01.01.2026 bis 30.06.2026",
            "<strong>1 Steckbrief der Agenda</strong>",
            "Vertrag <strong>unterzeichnet</strong>.",
            "Vergabe &lt;aufgehoben&gt;.",
            "Mittel freigeben.",
            "Ampel rot: Entscheidung nötig",
            "verfehlt (fällig: 1. Quartal 2026)",
            "Mit <em>Dank</em>.",
            '<h2 class="kern-heading-large" id="abschnitt-ausblick">Ausblick</h2>',
            "Tabelle: Steckbriefe nach Umsetzungsstand (Bezug: Agenda)",
            "am 31.12.2025: 1</strong>",
        ):
            assert wort in seite, wort
        assert "hat sich nichts geändert" not in seite

    def test_says_plainly_that_nothing_changed(self, client):
        make_portal()
        released("Bus")
        frozen()
        assert "In diesem Zeitraum hat sich nichts geändert" in text(client.get("/berichte/2/"))

    def test_stays_what_it_was(self, client, bus, reported):
        frozen()
        vorher = text(client.get("/berichte/2/")).partition("<footer")[0]
        first_half(bus, tag=(2026, 8, 1), ampel="gruen", erreicht="Neues.")
        with am(2026, 9, 1):
            workflow.shelve(bus, user=None, grund="Aus.")
        assert text(client.get("/berichte/2/")).partition("<footer")[0] == vorher

    def test_one_that_was_corrected_says_so(self, client, reported):
        bericht = frozen()
        with am(2026, 8, 1):
            festschreiben_bericht(berichte.berichtigen(bericht, user=None, grund="Zahl falsch."))
        alt, neu = (text(client.get(f"/berichte/{k}/")) for k in ("2", "2-1"))
        assert "Dieser Bericht ist berichtigt" in alt
        assert 'content="noindex"' in alt
        assert 'href="/berichte/2-1/"' in alt
        assert "1. Berichtigung" in neu
        assert "Zahl falsch." in neu
        assert 'href="/berichte/2/">Der Bericht, wie er zuerst war' in neu
        assert "Dieser Bericht ist berichtigt" not in neu

    def test_an_auszug_is_what_one_kommune_takes_part_in(self, client, reported):
        released("Radweg", kommune=make_kommune("Stadt Süd"))
        frozen()
        seite = text(client.get("/berichte/2/?kommune=stadt-sued"))
        assert "Auszug für Stadt Süd" in seite
        assert "Radweg" in seite
        assert "Rufbus" not in seite
        assert 'value="stadt-sued" selected' in seite
        assert 'bericht.json?kommune=stadt-sued"' in seite
        assert "Rufbus" in text(client.get("/berichte/2/?kommune="))
        assert client.get("/berichte/2/?kommune=west").status_code == 404

    @pytest.mark.parametrize(
        "kennung",
        [
            "0",
            "2-0",
            "02",
            "2-",
            "-1",
            "2-1-1",
            "99999",
            "9999",
            "2%00",
            "٣",
            "2'--",
            "%2e%2e",
            "1e3",
        ],
    )
    def test_no_other_address_leads_anywhere(self, client, reported, kennung):
        frozen()
        assert client.get(f"/berichte/{kennung}/").status_code == 404
        assert client.get(f"/berichte/{kennung}/bericht.json").status_code == 404

    @pytest.mark.parametrize("was", ["entwurf", "drucksache", "vorlage", "sitzung"])
    def test_what_is_not_public_is_not_there(self, client, reported, was):
        if was == "entwurf":
            make_bericht(2)
        else:
            frozen(
                **{
                    "drucksache": {"drucksache": make_drucksache("2026/99", oeffentlich=False)},
                    "vorlage": {"drucksache": make_drucksache("2026/98", entwurf=True)},
                    "sitzung": {"sitzung": make_sitzung(oeffentlich=False)},
                }[was]
            )
        for pfad in ("", "bericht.json"):
            assert client.get(f"/berichte/2/{pfad}").status_code == 404
        assert "/berichte/2/" not in text(client.get("/berichte/"))
        assert "/berichte/2/" not in text(client.get("/sitemap.xml"))

    def test_the_way_there(self, client, reported):
        frozen()
        assert 'href="/berichte/"' in text(client.get("/umsetzungsstand/"))
        assert 'href="/berichte/"' in text(client.get("/"))
        assert "/berichte/2/</loc>" in text(client.get("/sitemap.xml"))

    def test_asks_as_often_for_many(self, client, reported, django_assert_max_num_queries):
        for nr in range(4):
            first_half(released(f"Projekt {nr}"), ampel="gelb")
        frozen()
        with django_assert_max_num_queries(9):
            client.get("/berichte/2/")


class TestJson:
    def test_gives_the_kept_bytes(self, client, reported):
        bericht = frozen()
        response = client.get("/berichte/2/bericht.json")
        assert hashlib.sha256(response.content).hexdigest() == bericht.sha256
        assert response["ETag"] == f'"{bericht.sha256}"'
        assert response["Content-Disposition"] == 'inline; filename="sachstandsbericht-2.json"'
        again = client.get("/berichte/2/bericht.json", headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304

    def test_gives_an_auszug(self, client, reported):
        frozen()
        response = client.get("/berichte/2/bericht.json?kommune=amt-nord")
        assert json.loads(response.content)["auszug"] == {"slug": "amt-nord", "name": "Amt Nord"}
        assert "Auszug-amt-nord" in response["Content-Disposition"]


class TestVorschau:
    def address(self, bericht):
        return f"/vorschau/bericht/{mitzeichnung.make_token(bericht)}/"

    def test_shows_the_draft_as_it_is_now(self, client, bus, reported):
        bericht = make_bericht(2, vorwort="Erst so.")
        adresse = self.address(bericht)
        response = client.get(adresse)
        seite = text(response)
        assert "ENTWURF zur Mitzeichnung" in seite
        assert "digital@example.org" in seite
        assert "Erst so." in seite
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
        Bericht.objects.update(vorwort="Dann so.")
        assert "Dann so." in text(client.get(adresse))

    def test_says_why_there_is_none(self, client, bus):
        bericht = make_bericht(2, von="2019-01-01", bis="2019-12-31")
        seite = text(client.get(self.address(bericht)))
        assert "Bis zum 31.12.2019 war noch kein Steckbrief" in seite

    def test_leads_on_once_it_is_given_out(self, client, reported):
        bericht = frozen()
        response = client.get(self.address(bericht))
        assert (response.status_code, response["Location"]) == (302, "/berichte/2/")

    def test_ends_where_nobody_may_see_it(self, client, reported):
        bericht = frozen(sitzung=make_sitzung(oeffentlich=False))
        response = client.get(self.address(bericht))
        assert response.status_code == 410
        assert "nicht öffentlich" in text(response)

    def test_ends_by_its_age(self, client, bus):
        bericht = make_bericht(2)
        with mock.patch("time.time", return_value=0):
            adresse = self.address(bericht)
        response = client.get(adresse)
        assert response.status_code == 410
        assert "Dieser Link ist abgelaufen" in text(response)

    def test_no_other_token_will_do(self, client, bus):
        bericht = make_bericht(2)
        fremd = [
            mitzeichnung.make_token(make_ausgabe()),
            signing.dumps(bericht.pk),
            "x",
            mitzeichnung.make_token(bericht)[:-1],
        ]
        for token in fremd:
            assert client.get(f"/vorschau/bericht/{token}/").status_code == 404
