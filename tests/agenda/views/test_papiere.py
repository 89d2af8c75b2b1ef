"""The agenda and a chapter as PDF: from the store, or made within limits."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from agenda.domain import schwaerzung, workflow
from agenda.domain.band import Unvollstaendig
from agenda.models import Steckbrief
from agenda.papers import gescheitert, store
from agenda.views import setzzeit
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Portal
from tests.agenda.papers import lesen
from tests.agenda.views.papierwerk import Leser, inhalt
from tests.agenda.views.test_fassungen import lesbar, release
from tests.factories import (
    make_fassung,
    make_handlungsfeld,
    make_portal,
    make_stabsstelle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Leser()


@pytest.mark.usefixtures("vier_projekte")
class TestAgenda:
    def test_all_of_the_agenda_in_order_of_implementation(self, client, werk):
        response = client.get("/agenda.pdf")
        assert ": Rufbus, Radweg, Tafeln\n" in inhalt(response)
        assert response["Content-Type"] == "application/pdf"
        assert (
            response["Content-Disposition"]
            == f'inline; filename="Digitale-Agenda-Kaesekreis_Stand-{timezone.localdate()}.pdf"'
        )
        assert response["Cache-Control"] == "public, no-cache"

    def test_by_handlungsfeld(self, client, werk):
        response = client.get("/agenda.pdf?ordnung=handlungsfeld")
        assert ": Tafeln, Rufbus, Radweg\n" in inhalt(response)
        assert "_nach-Handlungsfeldern_Stand-" in response["Content-Disposition"]
        assert ": Rufbus, Radweg, Tafeln\n" in inhalt(client.get("/agenda.pdf?ordnung=reihenfolge"))

    @pytest.mark.parametrize("wert", ["nummer", "x", "%00", "a" * 3000])
    def test_another_order_is_refused_with_both_offered(self, client, werk, wert):
        response = client.get(f"/agenda.pdf?ordnung={wert}")
        assert response.status_code == 400
        for ordnung in ("reihenfolge", "handlungsfeld"):
            assert f'href="/agenda.pdf?ordnung={ordnung}"' in response.text
        assert "no-store" in response["Cache-Control"]

    def test_from_the_store_nothing_is_made_and_one_query_asked(
        self, client, werk, django_assert_num_queries
    ):
        erste = client.get("/agenda.pdf")
        with django_assert_num_queries(1):
            zweite = client.get("/agenda.pdf")
        text = inhalt(erste)
        assert inhalt(zweite) == text
        assert zweite["Content-Length"] == str(len(text.encode()))
        for kopf in ("ETag", "Content-Disposition", "Content-Type", "Cache-Control"):
            assert zweite[kopf] == erste[kopf]
        assert werk.gebunden == 1

    def test_who_has_it_gets_304(self, client, werk, django_assert_num_queries):
        etag = client.get("/agenda.pdf")["ETag"]
        with django_assert_num_queries(1):
            response = client.get("/agenda.pdf", headers={"if-none-match": etag})
        assert (response.status_code, response.content) == (304, b"")
        assert response["ETag"] == etag
        assert response["Cache-Control"] == "public, no-cache"

    def test_a_release_makes_it_anew_at_once(self, client, werk):
        etag = client.get("/agenda.pdf")["ETag"]
        release(Steckbrief.objects.get(nummer="2"), titel="Rufbus im Amt")
        response = client.get("/agenda.pdf", headers={"if-none-match": etag})
        assert "Rufbus im Amt" in inhalt(response)
        assert response["ETag"] != etag

    def test_a_file_that_is_gone_is_made_anew(self, client, werk):
        etag = client.get("/agenda.pdf")["ETag"]
        store.loeschen(etag.strip('"'))
        assert "Rufbus" in inhalt(client.get("/agenda.pdf"))
        assert werk.gebunden == 2

    def test_a_broken_file_is_made_anew(self, client, werk, caplog):
        etag = client.get("/agenda.pdf")["ETag"]
        store.ablegen(etag.strip('"'), b"%PDF-1.7 abgeschnitten")
        assert "Rufbus" in inhalt(client.get("/agenda.pdf"))
        assert "beschädigt" in caplog.text

    def test_what_is_drawn_anew_bears_its_own_mark_and_name(self, client, werk):
        """The file is gone, and what is drawn now is another paper than the one remembered."""
        alt = client.get("/agenda.pdf")["ETag"]
        store.loeschen(alt.strip('"'))
        # Unseen by the version stamp, as a newer software draws from other templates.
        Portal.objects.update(titel="Neuer Titel")
        response = client.get("/agenda.pdf")
        assert "Rufbus" in inhalt(response)
        assert response["ETag"] != alt
        assert store.hat(response["ETag"].strip('"'))
        assert "Neuer-Titel_Stand" in response["Content-Disposition"]
        assert client.get("/agenda.pdf")["ETag"] == response["ETag"]
        assert werk.gebunden == 2

    def test_where_pages_are_not_kept_no_key_is_remembered(self, client, werk, settings):
        settings.SEITEN_BEHALTEN = False
        client.get("/agenda.pdf")
        # As a developer or a test does, unseen by the version stamp.
        Portal.objects.update(titel="Neuer Titel")
        assert "Neuer-Titel_Stand" in client.get("/agenda.pdf")["Content-Disposition"]
        assert werk.gebunden == 2

    def test_shelved_and_planned_ones_are_not_in_it(self, client, werk):
        workflow.shelve(Steckbrief.objects.get(nummer="3"), user=None, grund="Kein Geld.")
        make_fassung(titel="Morgen", gilt_ab=timezone.now() + timezone.timedelta(days=1))
        assert ": Rufbus, Tafeln\n" in inhalt(client.get("/agenda.pdf"))

    @pytest.mark.parametrize("methode", ["post", "put", "delete"])
    def test_it_is_only_read(self, client, werk, methode):
        assert getattr(client, methode)("/agenda.pdf").status_code == 405


@pytest.mark.usefixtures("vier_projekte")
class TestUnfinished:
    def test_a_page_says_how_far_it_is_until_all_is_set(self, client, werk, settings):
        settings.PAPERS_REQUEST_SECONDS = 7
        werk.je_anfrage = 2
        response = client.get("/agenda.pdf?ordnung=handlungsfeld")
        assert response.status_code == 503
        assert response["Retry-After"] == "60"
        assert "no-store" in response["Cache-Control"]
        assert "ETag" not in response
        assert "2 von 3 Steckbriefen gesetzt" in lesbar(response.text)
        assert '<progress id="fortschritt" value="2" max="3">' in response.text
        assert 'href="/agenda.pdf?ordnung=handlungsfeld"' in response.text
        assert 'href="/projekte/"' in response.text
        assert werk.gebunden == 0
        assert "Rufbus" in inhalt(client.get("/agenda.pdf?ordnung=handlungsfeld"))
        assert werk.sekunden == [7, 7]

    def test_only_one_request_at_a_time_works_on_it(self, client, werk):
        cache.set(setzzeit.SPERRE, True)
        response = client.get("/agenda.pdf")
        assert response.status_code == 503
        assert "0 von 3 Steckbriefen gesetzt" in lesbar(response.text)
        assert werk.sekunden == [0]
        cache.delete(setzzeit.SPERRE)
        assert client.get("/agenda.pdf").status_code == 200
        # The lock is given back.
        assert cache.get(setzzeit.SPERRE) is None

    def test_the_lock_is_given_back_when_setting_fails(self, client, werk, monkeypatch):
        def stolpern(plan, *, sekunden):
            raise gescheitert.Abgebrochen("Der Druckvorgang brach ab.")

        monkeypatch.setattr(werk, "vorbereiten", stolpern)
        client.raise_request_exception = False
        assert client.get("/agenda.pdf").status_code == 500
        assert cache.get(setzzeit.SPERRE) is None

    @pytest.mark.parametrize(
        ("fehler", "status", "satz"),
        [
            (gescheitert.Belegt("x"), 503, "Gerade entsteht ein anderes großes Papier"),
            (Unvollstaendig("Steckbrief 2, Fassung 1"), 503, "hat sich eben geändert"),
            (gescheitert.ZuLange("x"), 500, "nicht rechtzeitig fertig"),
            (gescheitert.ZuGross("x"), 500, "zu groß geworden"),
            (gescheitert.Abgebrochen("x"), 500, "ließ sich nicht herstellen"),
            (gescheitert.Ueberlastet("x"), 503, "Gerade werden viele Papiere auf einmal verlangt"),
            (gescheitert.NichtGestartet("x"), 503, "Zurzeit lässt sich kein Papier herstellen"),
            (gescheitert.NichtAbgelegt("kein Platz"), 503, "ließ sich nicht speichern"),
        ],
    )
    def test_what_goes_wrong_is_told_logged_and_not_kept(
        self, client, werk, caplog, fehler, status, satz
    ):
        werk.fehler = fehler
        response = client.get("/agenda.pdf")
        assert response.status_code == status
        assert satz in lesbar(response.text)
        assert "no-store" in response["Cache-Control"]
        assert ("Retry-After" in response) == (status == 503)
        unser = [zeile for zeile in caplog.records if zeile.name.startswith("agenda.")]
        assert [str(fehler) in zeile.getMessage() for zeile in unser] == [True] * len(unser)
        assert bool(unser) == (not isinstance(fehler, gescheitert.Belegt))
        werk.fehler = None
        assert client.get("/agenda.pdf").status_code == 200

    def test_only_what_is_broken_is_mailed_to_the_operator(
        self, client, werk, settings, mailoutbox
    ):
        settings.ADMINS = [("a", "it@example.org")]
        werk.fehler = gescheitert.Belegt("x")
        client.get("/agenda.pdf")
        assert mailoutbox == []
        werk.fehler = gescheitert.ZuGross("x")
        client.get("/agenda.pdf")
        assert ["/agenda.pdf" in mail.subject for mail in mailoutbox] == [True]


class TestChapter:
    PFAD = "/handlungsfelder/strasse-verkehr/steckbriefe.pdf"

    def test_agenda_and_umfeld_of_one_field(self, client, vier_projekte, werk):
        assert "Handlungsfeld Bildung: Tafeln, Schulbuch\n" in inhalt(
            client.get("/handlungsfelder/bildung/steckbriefe.pdf")
        )
        response = client.get(self.PFAD)
        assert "Handlungsfeld Straße & Verkehr: Rufbus, Radweg\n" in inhalt(response)
        assert (
            f'filename="Digitale-Agenda-Kaesekreis_Strasse-Verkehr_Stand-{timezone.localdate()}.pdf"'
            in response["Content-Disposition"]
        )

    def test_from_the_store_two_queries(
        self, client, vier_projekte, werk, django_assert_num_queries
    ):
        etag = client.get(self.PFAD)["ETag"]
        with django_assert_num_queries(2):
            assert "Radweg" in inhalt(client.get(self.PFAD))
        with django_assert_num_queries(2):
            response = client.get(self.PFAD, headers={"if-none-match": etag})
        assert response.status_code == 304
        assert werk.gebunden == 1

    def test_a_merged_field_leads_to_its_successor(self, client, vier_projekte, werk):
        neu = Handlungsfeld.objects.get(name="Bildung")
        Handlungsfeld.objects.create(name="Schule", nummer=30, nachfolger=neu)
        response = client.get("/handlungsfelder/schule/steckbriefe.pdf")
        assert (response.status_code, response["Location"]) == (
            301,
            "/handlungsfelder/bildung/steckbriefe.pdf",
        )

    def test_an_empty_field_says_so(self, client, vier_projekte, werk):
        make_handlungsfeld("Leere")
        response = client.get("/handlungsfelder/leere/steckbriefe.pdf")
        assert response.status_code == 404
        assert "In diesem Handlungsfeld ist noch nichts veröffentlicht" in response.text
        assert 'href="/handlungsfelder/leere/"' in response.text

    def test_an_unknown_field_is_an_ordinary_404(self, client, werk):
        assert client.get("/handlungsfelder/quatsch/steckbriefe.pdf").status_code == 404


def test_an_empty_portal_has_no_agenda_and_no_link_to_it(client, werk):
    make_portal()
    response = client.get("/agenda.pdf")
    assert response.status_code == 404
    assert "Noch nichts veröffentlicht" in response.text
    make_fassung(bezug="umfeld")
    for pfad in ("/", "/projekte/", "/handlungsfelder/"):
        assert "agenda.pdf" not in client.get(pfad).text
    make_fassung()
    for pfad in ("/", "/projekte/", "/handlungsfelder/"):
        assert 'href="/agenda.pdf"' in client.get(pfad).text


def test_a_chapter_is_offered_where_there_is_one(client, werk):
    make_portal()
    feld = make_handlungsfeld("Pflege")
    assert "steckbriefe.pdf" not in client.get("/handlungsfelder/pflege/").text
    make_fassung(handlungsfeld=feld)
    text = client.get("/handlungsfelder/pflege/").text
    assert 'href="/handlungsfelder/pflege/steckbriefe.pdf"' in text


def test_the_real_thing_holds_the_agenda_and_after_a_redaction_nothing_old(
    client, vier_projekte, settings, django_capture_on_commit_callbacks, django_assert_num_queries
):
    settings.SEITEN_BEHALTEN = True
    erste = client.get("/agenda.pdf")
    text = lesen.body(erste.papier)
    assert text.index("Rufbus") < text.index("Radweg") < text.index("Tafeln")
    assert "Schulbuch" not in text
    assert f"{settings.BASE_URL}/p/2-1/" in text
    with django_assert_num_queries(1):
        assert client.get("/agenda.pdf").papier == erste.papier
    stelle, zweite = (make_stabsstelle() for _ in range(2))
    antrag = schwaerzung.request(passage="Rufbus", begruendung="Persönlich.", user=stelle)
    with django_capture_on_commit_callbacks(execute=True):
        schwaerzung.confirm(antrag, user=zweite)
    assert store.lesen(erste["ETag"].strip('"')) is None
    text = lesen.body(client.get("/agenda.pdf", headers={"if-none-match": erste["ETag"]}).papier)
    assert "Rufbus" not in text
    assert "[geschwärzt am" in text
