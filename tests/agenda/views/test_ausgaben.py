"""Public pages of what was given out: everything to check it, nothing that is not public."""

import datetime
import hashlib

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.utils import timezone

from agenda.domain import ausgaben, schwaerzung, workflow
from agenda.models import Ausgabe
from agenda.papers import ausgabe as papier
from agenda.views import setzzeit
from tests.agenda.papers.inhalte import naechste_fassung
from tests.agenda.views.ausgabeseite import PDF, page, words
from tests.factories import (
    festschreiben,
    make_anlage,
    make_ausgabe,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_portal,
    make_stabsstelle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def steckbrief():
    make_portal()
    return make_fassung(titel="Lotsen", vorgesehene_nummer="1", bezug="agenda").steckbrief


@pytest.fixture
def anlage(steckbrief):
    drucksache = make_drucksache("2026/7", betrifft_agenda=True)
    return festschreiben(make_anlage(drucksache, make_gremium("Hauptausschuss")), pdf=PDF)


class TestList:
    def test_an_empty_one_is_friendly(self, client):
        assert "Noch ist kein Papier ausgegeben." in words(client.get("/ausgaben/"))

    @pytest.mark.parametrize("anzahl", [1, 3])
    def test_shows_rows_at_the_same_price(
        self, client, steckbrief, anzahl, django_assert_num_queries
    ):
        drucksache = make_drucksache("2026/7")
        for nummer in range(anzahl):
            festschreiben(make_anlage(drucksache, make_gremium(f"Ausschuss {nummer}")))
        festschreiben(make_ausgabe("Probe", muster=True))
        make_ausgabe("Noch ein Entwurf")
        with django_assert_num_queries(5):
            response = client.get("/ausgaben/")
        seite = page(response)
        assert [h.text for h in seite.select("main h2")] == [
            "Anlage 2 zur Drucksache 2026/7",
            "Muster",
        ]
        erste = seite.select("main section")[0].select("li")
        assert len(erste) == anzahl
        assert f"Für: Ausschuss {anzahl - 1}, 22.09.2026" in erste[0].text
        assert "3 Seiten" in erste[0].text
        assert "Kein Gremium hat sie erhalten" in seite.select("main section")[1].text
        assert "Entwurf" not in seite.main.text

    def test_a_comparison_is_offered_as_soon_as_there_are_two(self, client, steckbrief):
        angeboten = []
        for titel in ("Eins", "Zwei"):
            festschreiben(make_ausgabe(titel))
            make_ausgabe("Noch ein Entwurf")
            seite = page(client.get("/ausgaben/"))
            angeboten.append(bool(seite.select('main a[href="/ausgaben/vergleich/"]')))
        assert angeboten == [False, True]

    def test_the_footer_leads_there(self, client):
        assert page(client.get("/")).select_one('footer a[href="/ausgaben/"]')


class TestPage:
    def test_tells_all_that_is_needed_to_check_and_cite(self, client, anlage, steckbrief):
        response = client.get(anlage.get_absolute_url())
        seite, text = page(response), words(response)
        datei = ausgaben.datei(anlage)
        assert datei.sha256 == hashlib.sha256(PDF).hexdigest()
        for wort in (
            datei.sha256,
            anlage.sha256,
            "Anlage 2 zur Drucksache 2026/7",
            "Hauptausschuss, Sitzung am 22.09.2026",
            "3 Seiten",
            "Steckbrief 1: Lotsen",
            'sha256sum "Anlage-2_Drucksache-2026-7_Hauptausschuss_2026-09-22.pdf"',
            f"http://testserver{anlage.get_absolute_url()}, SHA-256 {anlage.sha256}",
        ):
            assert wort in text, wort
        link = seite.select_one(".band a")
        assert link["href"] == "/projekte/1/fassungen/1/"
        assert client.get(link["href"]).status_code == 200
        assert not seite.select(".meldung")

    def test_the_kreis_is_cited_once(self, client, steckbrief):
        for titel in ("Agenda", "Agenda Kreis Musterland"):
            ausgabe = festschreiben(make_ausgabe(titel))
            zitat = page(client.get(ausgabe.get_absolute_url())).select_one(".zitat").text
            assert zitat.count("Kreis Musterland") == 1
            assert zitat.startswith(("Kreis Musterland, Agenda, ", f"{titel}, "))

    def test_its_address_is_the_portals_whoever_asks_by_which_name(self, client, anlage, settings):
        settings.BASE_URL = "https://agenda.example"
        seite = page(client.get(anlage.get_absolute_url()))
        adresse = f"https://agenda.example{anlage.get_absolute_url()}"
        assert seite.select_one("link[rel=canonical]")["href"] == adresse
        assert f"{adresse}, SHA-256" in seite.select_one(".zitat").text
        assert "testserver" not in seite.select_one(".zitat").text

    def test_costs_the_same_for_one_and_three(self, client, django_assert_num_queries):
        make_portal()
        adressen = []
        for anzahl in (1, 3):
            steckbriefe = [make_fassung(bezug="umfeld").steckbrief for _ in range(anzahl)]
            ausgabe = make_ausgabe(f"Auszug {anzahl}", art="auszug", steckbriefe=steckbriefe)
            adressen.append(festschreiben(ausgabe).get_absolute_url())
        for adresse in adressen:
            with django_assert_num_queries(7):
                client.get(adresse)

    def test_a_newer_one_is_named_and_compared(self, client, anlage, steckbrief):
        naechste_fassung(steckbrief, zweck="Ganz anders")
        neu = festschreiben(make_anlage(anlage.drucksache, make_gremium("Kreistag")))
        alt = page(client.get(anlage.get_absolute_url()))
        banner = alt.select_one(".meldung")
        assert "Es gibt eine neuere Ausgabe" in banner.text
        ziele = [a["href"] for a in banner.select("a")]
        vergleich = f"/ausgaben/vergleich/?von={anlage.slug}&bis={neu.slug}"
        assert ziele == [neu.get_absolute_url(), vergleich]
        assert alt.select_one("meta[name=robots]")["content"] == "noindex"
        seite = page(client.get(neu.get_absolute_url()))
        assert not seite.select(".meldung")
        assert seite.select_one('nav[aria-label="Andere Ausgaben"] a')["href"] == vergleich
        assert client.get(vergleich).status_code == 200

    def test_two_for_one_beratung_are_told_apart(self, client, anlage, monkeypatch):
        spaeter = anlage.festgeschrieben_at + datetime.timedelta(minutes=5)
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: spaeter)
            neu = festschreiben(make_anlage(anlage.drucksache, anlage.beratung.gremium))
        assert neu.slug == f"{anlage.slug}-2"
        liste = [p.text for p in page(client.get("/ausgaben/")).select(".ausgaben__punkt p")]
        zitate = []
        for ausgabe in (anlage, neu):
            wann = f"{timezone.localtime(ausgabe.festgeschrieben_at):%d.%m.%Y, %H:%M} Uhr"
            assert sum(wann in zeile for zeile in liste) == 1
            seite = page(client.get(ausgabe.get_absolute_url()))
            zitate.append(seite.select_one(".zitat").text)
            assert f"Ausgabe vom {wann}" in zitate[-1]
        banner = page(client.get(anlage.get_absolute_url())).select_one(".meldung").text
        assert "„Digitale Agenda“ (Hauptausschuss, 22.09.2026) ausgegeben" in banner
        pdf = client.get(f"{neu.get_absolute_url()}agenda.pdf")
        assert '_Hauptausschuss_2026-09-22_2.pdf"' in pdf["Content-Disposition"]
        b"".join(pdf)  # read to its end, as servers do, the file is closed

    def test_a_muster_says_so(self, client, steckbrief):
        muster = festschreiben(make_ausgabe("Probe", muster=True))
        assert "MUSTER: kein Papier eines Gremiums" in words(client.get(muster.get_absolute_url()))
        assert muster.get_absolute_url() not in client.get("/sitemap.xml").text

    def test_links_lead_on_when_a_steckbrief_is_renumbered_or_merged(self, client, anlage):
        stab = make_stabsstelle()
        alt = make_fassung(titel="Alt", vorgesehene_nummer="5", bezug="agenda").steckbrief
        ausgabe = festschreiben(make_ausgabe())
        ziel = make_fassung(titel="Ziel", vorgesehene_nummer="6").steckbrief
        workflow.renumber(alt, nummer="7", user=stab, grund="neu")
        workflow.merge(alt, into=ziel, user=stab, grund="zusammen")
        links = [a["href"] for a in page(client.get(ausgabe.get_absolute_url())).select(".band a")]
        assert "/projekte/5/fassungen/1/" in links
        for link in links:
            response = client.get(link, follow=True)
            assert response.status_code == 200, link
            assert "fassungen/1/" in response.request["PATH_INFO"]

    def test_the_profile_names_what_lay_before_a_gremium(self, client, anlage):
        beschluesse = page(client.get("/projekte/1/")).select_one(".drucksache")
        assert beschluesse.select_one(f'a[href="{anlage.get_absolute_url()}"]')
        assert "Hauptausschuss, 22.09.2026" in beschluesse.text


class TestFiles:
    def test_the_json_is_what_the_hash_is_of(self, client, anlage):
        response = client.get(f"{anlage.get_absolute_url()}ausgabe.json")
        assert hashlib.sha256(response.content).hexdigest() == anlage.sha256
        assert response["Content-Type"] == "application/json"
        again = client.get(
            f"{anlage.get_absolute_url()}ausgabe.json", headers={"if-none-match": response["ETag"]}
        )
        assert (again.status_code, again.content) == (304, b"")

    def test_the_pdf_is_the_kept_bytes(self, client, anlage, django_assert_num_queries):
        adresse = f"{anlage.get_absolute_url()}agenda.pdf"
        with django_assert_num_queries(2):
            response = client.get(adresse)
        assert response.getvalue() == PDF
        assert response["ETag"] == f'"{hashlib.sha256(PDF).hexdigest()}"'
        assert response["Cache-Control"] == "public, no-cache"
        assert (
            'filename="Anlage-2_Drucksache-2026-7_Hauptausschuss_2026-09-22.pdf"'
            in response["Content-Disposition"]
        )
        with django_assert_num_queries(2):
            again = client.get(adresse, headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304

    def test_lost_bytes_are_never_replaced_by_others_and_missed(
        self, client, anlage, drucker, caplog
    ):
        pfad = ausgaben.datei(anlage).pfad
        default_storage.delete(pfad)
        client.raise_request_exception = False
        response = client.get(f"{anlage.get_absolute_url()}agenda.pdf")
        assert response.status_code == 500
        assert "Die Datei dieser Ausgabe fehlt" in response.text
        assert f'href="{anlage.get_absolute_url()}"' in response.text
        assert "no-store" in response["Cache-Control"]
        assert not default_storage.exists(pfad)
        (zeile,) = [r for r in caplog.records if r.name == "agenda.views.ausgaben"]
        assert zeile.levelname == "ERROR"
        assert anlage.slug in zeile.getMessage()
        assert pfad in zeile.getMessage()

    def test_lost_bytes_come_back_if_they_are_the_same(self, client, steckbrief, drucker):
        entwurf = make_ausgabe()
        pdf = papier.setzen(ausgaben.bauen(entwurf))
        pfad = ausgaben.datei(festschreiben(entwurf, pdf=pdf)).pfad
        default_storage.delete(pfad)
        response = client.get(f"{Ausgabe.objects.get().get_absolute_url()}agenda.pdf")
        assert response.getvalue() == pdf
        assert default_storage.exists(pfad)

    def test_nobody_waits_while_another_request_sets(self, client, anlage, drucker, monkeypatch):
        """The kept bytes cost nothing; those to be made are made by one request at a time."""
        adresse = f"{anlage.get_absolute_url()}agenda.pdf"
        cache.set(setzzeit.SPERRE, True)
        vorbereiten, sekunden = drucker.vorbereiten, []

        def merken(plan, **wie):
            sekunden.append(wie["sekunden"])
            return vorbereiten(plan, **wie)

        monkeypatch.setattr(drucker, "vorbereiten", merken)
        assert client.get(adresse).getvalue() == PDF
        default_storage.delete(ausgaben.datei(anlage).pfad)
        drucker.offen = 1
        assert client.get(adresse).status_code == 503
        assert sekunden == [0]
        # It was another one's lock.
        assert cache.get(setzzeit.SPERRE)

    def test_after_a_redaction_there_is_a_new_one_that_says_so(
        self, client, anlage, drucker, django_capture_on_commit_callbacks
    ):
        adresse = f"{anlage.get_absolute_url()}agenda.pdf"
        vorher = client.get(adresse)
        assert vorher.getvalue() == PDF
        alt = vorher["ETag"]
        eine, andere = make_stabsstelle(), make_stabsstelle()
        antrag = schwaerzung.request(passage="Lotsen", begruendung="Art. 17", user=eine)
        with django_capture_on_commit_callbacks(execute=True):
            schwaerzung.confirm(antrag, user=andere)
        seite = words(client.get(anlage.get_absolute_url()))
        heute = f"{timezone.localdate():%d.%m.%Y}"
        assert "Nachträglich geschwärzt" in seite
        assert "Das PDF wird nach der Schwärzung neu gesetzt." in seite
        assert anlage.sha256 in seite  # as the hash from before
        assert "Lotsen" not in seite
        drucker.offen = 1
        warten = client.get(adresse)
        assert (warten.status_code, warten["Retry-After"]) == (503, "60")
        assert "0 von 1 Steckbriefen gesetzt" in warten.text
        response = client.get(adresse, headers={"if-none-match": alt})
        assert response.status_code == 200
        assert f"geschwärzt am {heute}".encode() in response.getvalue()
        assert ausgaben.datei(Ausgabe.objects.get()).sha256 in words(
            client.get(anlage.get_absolute_url())
        )


@pytest.mark.parametrize("was", ["drucksache", "beratung", "entwurf"])
def test_what_is_not_public_is_nowhere(client, anlage, was):
    neu = make_anlage(anlage.drucksache, make_gremium("Geheimausschuss"), titel="Geheim")
    if was != "entwurf":
        festschreiben(neu)
    if was == "drucksache":
        type(neu.drucksache).objects.update(oeffentlich=False)
    if was == "beratung":
        type(neu.beratung).objects.filter(pk=neu.beratung_id).update(oeffentlich=False)
    for endung in ("", "agenda.pdf", "ausgabe.json"):
        response = client.get(f"/ausgaben/{neu.slug}/{endung}")
        assert response.status_code == 404
        assert "Geheimausschuss" not in response.text
    seiten = ["/ausgaben/", "/sitemap.xml", "/feeds/projekte.atom", "/projekte/1/"]
    seiten += [] if was == "drucksache" else [anlage.get_absolute_url()]
    for seite in seiten:
        assert neu.slug not in client.get(seite).text, seite
        # A public Beratung is named before anything was given out for it.
        assert was == "entwurf" or "Geheimausschuss" not in client.get(seite).text, seite
    vergleich = client.get(f"/ausgaben/vergleich/?von={anlage.slug}&bis={neu.slug}")
    assert "Geheimausschuss" not in vergleich.text
