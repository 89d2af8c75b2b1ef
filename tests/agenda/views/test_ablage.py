"""Shelved, merged, renumbered: printed addresses work for ever, lists show what goes on."""

import datetime

import pytest
from django.utils import timezone

from agenda.domain import workflow
from agenda.models import Steckbrief
from tests.agenda.views.test_fassungen import add_anlage, release
from tests.factories import (
    make_fassung,
    make_handlungsfeld,
    make_kommune,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
PROFIL = 16


def make_projekt(nummer, titel=None, **felder):
    return make_fassung(
        make_steckbrief(titel or f"Projekt {nummer}", vorgesehene_nummer=nummer, **felder)
    ).steckbrief


class TestShelved:
    @pytest.fixture
    def abgelegt(self):
        feld, kommune = make_handlungsfeld("Pflege"), make_kommune("Amt Nord")
        for nummer, titel in (("1", "Läuft"), ("2", "Ruht")):
            steckbrief = make_steckbrief(titel, vorgesehene_nummer=nummer, handlungsfeld=feld)
            steckbrief.mitwirkungen.create(kommune=kommune, rolle="verantwortlich")
            workflow.record(steckbrief, user=None)
            make_fassung(steckbrief)
        workflow.shelve(steckbrief, user=None, grund="Die Förderung\nist <b>ausgelaufen</b>.")
        return steckbrief

    def test_page_stays_with_a_banner(self, client, abgelegt):
        response = client.get("/projekte/2/")
        assert response.status_code == 200
        assert f"Abgelegt am {timezone.localdate():%d.%m.%Y}: " in response.text
        assert "wird nicht weiterverfolgt" in response.text
        assert "Begründung: Die Förderung<br>ist &lt;b&gt;ausgelaufen&lt;/b&gt;." in response.text
        for pfad in ("fassungen/", "fassungen/1/", "vergleich/"):
            assert "wird nicht weiterverfolgt" in client.get(f"/projekte/2/{pfad}").text
        assert client.get("/projekte/2/steckbrief.json").status_code == 200
        assert "nicht weiterverfolgt" not in client.get("/projekte/1/").text

    def test_lists_and_counts_leave_it_out(self, client, abgelegt):
        for pfad in (
            "/",
            "/projekte/",
            "/projekte/?q=2",
            "/projekte/?q=ruht",
            "/handlungsfelder/pflege/",
            "/kommunen/amt-nord/",
            "/kommunen/matrix/",
            "/umsetzungsstand/",
            "/zeitplan/",
            "/sitemap.xml",
        ):
            assert "/projekte/2/" not in client.get(pfad).text, pfad
        assert "1 Projekt der Agenda" in client.get("/projekte/").text
        assert "1 Projekt der Agenda" in client.get("/handlungsfelder/pflege/").text
        assert "1 Projekt der Agenda" in client.get("/kommunen/").text
        for pfad in ("/", "/handlungsfelder/", "/umsetzungsstand/"):
            text = client.get(pfad).text
            assert "1 Agenda" in text, pfad
            assert "2 Agenda" not in text, pfad

    def test_the_last_reason_counts_and_resuming_ends_it(self, client, abgelegt):
        workflow.resume(abgelegt, user=None, grund="Neues Geld")
        assert "weiterverfolgt" not in client.get("/projekte/2/").text
        assert "/projekte/2/" in client.get("/projekte/").text
        workflow.shelve(abgelegt, user=None, grund="Wieder vorbei")
        text = client.get("/projekte/2/").text
        assert "Begründung: Wieder vorbei" in text
        assert "Die Förderung" not in text

    def test_the_banner_costs_one_query(self, client, abgelegt, django_assert_num_queries):
        with django_assert_num_queries(PROFIL):
            client.get("/projekte/1/")
        with django_assert_num_queries(PROFIL + 1):
            client.get("/projekte/2/")


class TestMerged:
    @pytest.fixture
    def kette(self):
        """1 went up into 2, and that into 3."""
        eins, zwei, drei = (make_projekt(nummer) for nummer in "123")
        add_anlage(eins, dateiname="a.pdf")
        release(eins)
        workflow.merge(eins, into=zwei, user=None, grund="Gleiches Ziel")
        workflow.merge(zwei, into=drei, user=None, grund="Noch größer")
        return eins, zwei, drei

    @pytest.mark.parametrize("seite", ["", "steckbrief.pdf", "steckbrief.json", "?a=b&c=%C3%A4"])
    @pytest.mark.parametrize("nummer", ["1", "2", "01"])
    def test_living_pages_lead_to_the_same_of_the_last_successor(
        self, client, kette, seite, nummer
    ):
        response = client.get(f"/projekte/{nummer}/{seite}")
        assert (response.status_code, response["Location"]) == (301, f"/projekte/3/{seite}")
        assert client.get(response["Location"]).status_code == 200

    def test_what_was_released_stays_where_it_is(self, client, kette):
        for pfad in ("fassungen/", "fassungen/1/", "vergleich/?von=1&bis=2"):
            response = client.get(f"/projekte/1/{pfad}")
            assert response.status_code == 200
            assert "in einem anderen Projekt aufgegangen" in response.text
            assert '<a class="kern-link" href="/projekte/3/">Steckbrief 3: Projekt 3</a>' in (
                response.text
            )
            assert "Begründung: Gleiches Ziel" in response.text
        assert client.get("/projekte/1/fassungen/1/steckbrief.pdf").status_code == 200
        anlage = kette[0].anlagen.get()
        assert client.get(f"/projekte/1/anlagen/{anlage.uuid}/a.pdf").getvalue()

    def test_the_successor_names_them_and_lists_leave_them_out(self, client, kette):
        text = client.get("/projekte/3/fassungen/").text
        assert 'href="/projekte/2/fassungen/">Steckbrief 2: Projekt 2</a>' in text
        liste = client.get("/projekte/").text
        assert "/projekte/3/" in liste
        assert "/projekte/1/" not in liste
        assert "/projekte/2/" not in liste

    def test_no_word_of_the_successors_draft(self, client, kette):
        Steckbrief.objects.filter(nummer="3").update(titel="Geheimer Entwurf")
        assert "Geheim" not in client.get("/projekte/1/fassungen/").text
        Steckbrief.objects.filter(nummer="2").update(titel="Geheimer Entwurf")
        assert "Geheim" not in client.get("/projekte/3/fassungen/").text

    def test_a_successor_that_is_not_public_yet_is_not_named(self, client):
        eins = make_projekt("1")
        morgen = timezone.now() + datetime.timedelta(days=1)
        neu = make_fassung(make_steckbrief("Geheim", vorgesehene_nummer="9"), gilt_ab=morgen)
        workflow.merge(eins, into=neu.steckbrief, user=None, grund="Bald")
        response = client.get("/projekte/1/")
        assert response.status_code == 200
        assert "in einem anderen Projekt aufgegangen" in response.text
        assert "Geheim" not in response.text
        assert "/projekte/9/" not in response.text


class TestRenumbered:
    SEITEN = (
        "",
        "steckbrief.pdf",
        "steckbrief.json",
        "fassungen/",
        "fassungen/1/",
        "fassungen/1/steckbrief.pdf",
        "fassungen/1/steckbrief.json",
        "vergleich/?von=1&bis=2",
    )

    @pytest.fixture
    def steckbrief(self):
        """3, later 30, today M4.10."""
        steckbrief = make_projekt("3", "Rufbus")
        workflow.renumber(steckbrief, nummer="30", user=None, grund="Neue Liste")
        workflow.renumber(steckbrief, nummer="M4.10", user=None, grund="Noch eine")
        return steckbrief

    @pytest.mark.parametrize("seite", SEITEN)
    @pytest.mark.parametrize("nummer", ["3", "30", "03", "m4.10"])
    def test_every_address_leads_to_today_in_one_step(self, client, steckbrief, nummer, seite):
        response = client.get(f"/projekte/{nummer}/{seite}")
        assert (response.status_code, response["Location"]) == (301, f"/projekte/M4.10/{seite}")
        assert client.get(response["Location"]).status_code == 200

    def test_files_too(self, client):
        steckbrief = make_projekt("5")
        anlage = add_anlage(steckbrief, dateiname="a b.pdf")
        release(steckbrief)
        workflow.renumber(steckbrief, nummer="50", user=None, grund="Neu")
        for pfad in ("anlagen", "fassungen/2/anlagen"):
            adresse = f"/projekte/{{}}/{pfad}/{anlage.uuid}/a%20b.pdf"
            response = client.get(adresse.format(5))
            assert (response.status_code, response["Location"]) == (301, adresse.format(50))
            assert client.get(adresse.format(50)).getvalue() == b"%PDF-1.7 Konzept"

    def test_an_old_fassung_says_the_number_it_was_printed_with(self, client, steckbrief):
        text = client.get("/projekte/M4.10/fassungen/1/").text
        assert 'Steckbrief <span data-feld="nummer">3</span>' in text
        assert "erschien unter der Nummer 3. Heute trägt der Steckbrief die Nummer M4.10." in text
        pdf = client.get("/projekte/M4.10/fassungen/1/steckbrief.pdf")
        assert "Steckbrief-3_Fassung-1.pdf" in pdf["Content-Disposition"]
        liste = client.get("/projekte/M4.10/fassungen/").text
        assert "Die Nummer ist jetzt M4.10 (vorher 30)." in liste

    def test_an_alias_of_a_merged_project_needs_one_step(self, client, steckbrief):
        workflow.merge(steckbrief, into=make_projekt("7"), user=None, grund="Gleich")
        response = client.get("/projekte/3/")
        assert (response.status_code, response["Location"]) == (301, "/projekte/7/")
        response = client.get("/projekte/3/fassungen/1/")
        assert response["Location"] == "/projekte/M4.10/fassungen/1/"
        assert client.get(response["Location"]).status_code == 200
