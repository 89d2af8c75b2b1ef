"""What a search found as PDF and Word: exactly the hits, within limits."""

from io import BytesIO
from unittest import mock

import docx
import pytest
from django.utils import timezone

from agenda.papers import gescheitert, werkstatt
from tests.agenda.views.papierwerk import Leser, inhalt
from tests.agenda.views.test_fassungen import lesbar

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Leser()


@pytest.mark.usefixtures("vier_projekte")
class TestSelection:
    def test_exactly_the_hits_in_their_order(self, client, werk):
        response = client.get("/projekte/?format=pdf&sort=-nummer&bezug=agenda&bezug=umfeld")
        assert ": Schulbuch, Radweg, Rufbus, Tafeln\n" in inhalt(response)
        response = client.get("/projekte/?handlungsfeld=strasse-verkehr&sort=titel&format=pdf")
        assert "Auswahl: Straße & Verkehr: Radweg, Rufbus\n" in inhalt(response)
        assert "_Auswahl_Stand-" in response["Content-Disposition"]
        assert response["X-Robots-Tag"] == "noindex"

    def test_a_searchers_words_are_not_printed_as_ours(self, client, werk):
        assert "Auswahl: nach einer Suche: Rufbus\n" in inhalt(
            client.get("/projekte/?q=Rufbus&format=pdf")
        )

    def test_the_list_offers_it(self, client, werk):
        text = client.get("/projekte/?handlungsfeld=bildung").text
        for form in ("pdf", "docx"):
            assert f'href="?handlungsfeld=bildung&amp;format={form}"' in text

    def test_nothing_found_is_no_paper(self, client, werk):
        response = client.get("/projekte/?q=Raumschiff&format=pdf")
        assert response.status_code == 404
        assert "Diese Suche findet kein Projekt" in response.text
        assert 'href="/projekte/?q=Raumschiff"' in response.text

    def test_too_many_are_told_what_to_do_and_not_offered(self, client, werk, settings):
        settings.PAPERS_SELECTION_MAX = 3
        response = client.get("/projekte/?format=pdf&sort=titel")
        assert response.status_code == 400
        assert (
            "Sie enthält 4 Projekte. Als PDF oder Word-Datei stellen wir höchstens 3 zusammen"
            in response.text
        )
        assert 'href="/projekte/?sort=titel"' in response.text
        assert 'href="/agenda.pdf"' in response.text
        text = client.get("/projekte/").text
        assert "format=pdf" not in text
        assert "format=docx" not in text
        assert "Als PDF oder Word bis zu 3 Projekte" in lesbar(text)

    def test_new_ones_are_limited_kept_ones_are_not(self, client, werk, settings):
        settings.PAPERS_SELECTIONS_PER_HOUR = 2
        werk.je_anfrage = 1
        # Half made and asked for again: one paper.
        pfade = ["/projekte/?handlungsfeld=bildung&format=pdf"] * 2
        for pfad, status in zip(pfade, (503, 200), strict=True):
            assert client.get(pfad).status_code == status
        werk.je_anfrage = 1000
        assert client.get("/projekte/?q=Radweg&format=pdf").status_code == 200
        response = client.get("/projekte/?q=Rufbus&format=pdf")
        assert response.status_code == 429
        assert 0 < int(response["Retry-After"]) <= 3600
        assert "no-store" in response["Cache-Control"]
        assert "Zurzeit werden sehr viele Papiere verlangt" in response.text
        assert 'href="/agenda.pdf"' in response.text
        assert "Radweg" in inhalt(client.get("/projekte/?q=Radweg&format=pdf"))
        assert "Radweg" in inhalt(client.get("/agenda.pdf"))

    def test_as_a_word_file_counted_only_when_it_is_written(self, client, werk, settings):
        settings.PAPERS_SELECTIONS_PER_HOUR = 1
        pfad = "/projekte/?handlungsfeld=strasse-verkehr&sort=titel&format=docx"
        response = client.get(pfad)
        absaetze = [absatz.text for absatz in docx.Document(BytesIO(response.papier)).paragraphs]
        titel = [text for text in absaetze if text in ("Radweg", "Rufbus")]
        assert titel == ["Radweg", "Rufbus"]
        assert response["Content-Type"].endswith("wordprocessingml.document")
        assert response["Content-Disposition"].endswith(f'_Stand-{timezone.localdate()}.docx"')
        assert response["X-Robots-Tag"] == "noindex"
        unchanged = client.get(pfad, headers={"if-none-match": response["ETag"]})
        assert unchanged.status_code == 304
        with mock.patch.object(werkstatt, "word") as word:
            assert client.get(pfad).papier == response.papier
        word.assert_not_called()
        assert client.get("/projekte/?q=Radweg&format=docx").status_code == 429

    @pytest.mark.parametrize(
        ("fehler", "status"),
        [
            (gescheitert.Belegt("x"), 503),
            (gescheitert.Abgebrochen("Signal 9"), 500),
            (gescheitert.NichtGestartet("x"), 503),
        ],
    )
    def test_a_word_file_that_does_not_come_about(self, client, werk, fehler, status):
        pfad = "/projekte/?q=Radweg&format=docx"
        with mock.patch.object(werkstatt, "word", side_effect=fehler):
            response = client.get(pfad)
        assert response.status_code == status
        assert "no-store" in response["Cache-Control"]
        assert "kern-heading" in response.text
        assert client.get(pfad).status_code == 200

    def test_unchanged_is_not_sent_again(self, client, werk):
        etag = client.get("/projekte/?q=Radweg&format=pdf")["ETag"]
        response = client.get("/projekte/?q=Radweg&format=pdf", headers={"if-none-match": etag})
        assert response.status_code == 304
