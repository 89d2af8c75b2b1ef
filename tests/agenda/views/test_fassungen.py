"""Every release under its own address, the list of them, and the comparison of two."""

import datetime
import hashlib
import html
import re

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.utils import timezone

from agenda.domain import schwaerzung, workflow
from agenda.models import Anlage, Eintrag, Fassung, Steckbrief
from tests.agenda.papers import lesen
from tests.agenda.papers.urteil import broken
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_portal,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
MORGEN = datetime.timedelta(days=1)


def artikel(text):
    """The HTML of a page's document, without the way around the page and blanks made one."""
    (dokument,) = BeautifulSoup(text, "html.parser").select("[data-dokument]")
    for beiwerk in dokument.select("[data-beiwerk]"):
        beiwerk.extract()
    return " ".join(str(dokument).split())


LISTE, SEITE, VERGLEICH = 6, 5, 7
ADRESSEN = (
    "fassungen/{}/",
    "fassungen/{}/steckbrief.pdf",
    "fassungen/{}/steckbrief.json",
)


def release(steckbrief, *, gilt_ab=None, grund="", **felder):
    """Change the working copy and release it."""
    steckbrief = Steckbrief.objects.get(pk=steckbrief.pk)
    for name, wert in felder.items():
        setattr(steckbrief, name, wert)
    steckbrief.save()
    workflow.record(steckbrief, user=None)
    return make_fassung(steckbrief, gilt_ab=gilt_ab, grund=grund)


def lesbar(text):
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


@pytest.fixture
def steckbrief():
    """Steckbrief 12 with three public Fassungen."""
    steckbrief = make_steckbrief("Rufbus", vorgesehene_nummer="12", beschreibung="Der alte Bus.")
    make_fassung(steckbrief, grund="Erste Veröffentlichung")
    release(steckbrief, titel="Rufbus im Amt", grund="Neuer Name")
    release(steckbrief, beschreibung="Der neue Bus.", ende="2027", grund="Verlängert")
    return Steckbrief.objects.get()


class TestList:
    def test_the_newest_stands_first_with_reason_hash_and_changes(self, client, steckbrief):
        text = client.get("/projekte/12/fassungen/").text
        teile = text.split('<li class="fassungen__punkt">')[1:]
        assert [re.search(r">Fassung (\d)</a>", teil)[1] for teil in teile] == ["3", "2", "1"]
        fassungen = Fassung.objects.order_by("-nr")
        for teil, fassung in zip(teile, fassungen, strict=True):
            assert fassung.sha256 in teil
            assert f"Grund: {fassung.grund}" in teil
        assert "aktuelle Fassung" in teile[0]
        assert "gilt seit " in teile[0]
        assert text.count("aktuelle Fassung") == text.count("gilt seit") == 1
        assert "Beschreibung geändert von „Der alte Bus.“ zu „Der neue Bus.“." in teile[0]
        assert 'href="/projekte/12/vergleich/?von=2&amp;bis=3"' in teile[0]
        assert "Titel geändert von „Rufbus“ zu „Rufbus im Amt“." in teile[1]
        assert "galt vom " in teile[1]
        assert "Die erste Fassung." in teile[2]

    def test_only_the_first_changes_are_told(self, client, steckbrief):
        felder = (
            "zweck",
            "abgrenzung",
            "pilotgebiet",
            "vorbehalt",
            "erkenntnisse",
            "leichte_sprache",
        )
        release(steckbrief, **dict.fromkeys(felder, "Neu"))
        text = client.get("/projekte/12/fassungen/").text
        assert text.count("ergänzt: „Neu“.") == 5
        assert "1 weitere Änderung und Vergleich mit Fassung 3" in text

    def test_profile_links_it(self, client, steckbrief):
        assert 'href="/projekte/12/fassungen/"' in client.get("/projekte/12/").text

    def test_a_planned_fassung_and_the_planned_end_are_nobodys_business(self, client, steckbrief):
        morgen = timezone.now() + MORGEN
        release(steckbrief, titel="Geheimer Titel", gilt_ab=morgen, grund="Geheimer Grund")
        text = client.get("/projekte/12/fassungen/").text
        assert "Geheim" not in text
        assert f"{timezone.localtime(morgen):%d.%m.%Y}" not in text
        assert text.count("gilt seit") == 1

    def test_what_never_came_to_be_valid_is_left_out(self, client, steckbrief):
        release(steckbrief, titel="Überholt", gilt_ab=timezone.now() + MORGEN)
        release(steckbrief, titel="Doch gleich")
        text = client.get("/projekte/12/fassungen/").text
        assert "Überholt" not in text
        assert "Titel geändert von „Rufbus im Amt“ zu „Doch gleich“." in text
        assert "Änderungen gegenüber Fassung 3" in text
        for adresse in ADRESSEN:
            assert client.get("/projekte/12/" + adresse.format(4)).status_code == 404
            assert client.get("/projekte/12/" + adresse.format(5)).status_code == 200

    def test_cost_does_not_grow(self, client, django_assert_num_queries):
        eine = make_fassung(vorgesehene_nummer="1").steckbrief
        with django_assert_num_queries(LISTE):
            client.get("/projekte/1/fassungen/")
        release(eine, titel="Zwei")
        release(eine, titel="Drei")
        with django_assert_num_queries(LISTE):
            assert "Fassung 3" in client.get("/projekte/1/fassungen/").text


class TestOneFassung:
    def test_shows_its_own_text_for_ever(self, client, steckbrief):
        text = client.get("/projekte/12/fassungen/1/").text
        assert '<h1 class="kern-heading-x-large" data-feld="titel">Rufbus</h1>' in text
        assert "Der alte Bus." in text
        assert "Der neue Bus." not in text
        assert "Grund: Erste Veröffentlichung" in text
        assert "Frühere Fassung: Es gilt eine neuere" in text
        assert '<a class="kern-link" href="/projekte/12/">Fassung 3</a>' in text

    def test_superseded_ones_are_not_indexed_and_know_their_address(self, client, steckbrief):
        alt = client.get("/projekte/12/fassungen/1/")
        neu = client.get("/projekte/12/fassungen/3/")
        kanonisch = '<link rel="canonical" href="http://testserver/projekte/12/fassungen/{}/">'
        assert kanonisch.format(1) in alt.text
        assert kanonisch.format(3) in neu.text
        assert '<meta name="robots" content="noindex">' in alt.text
        assert alt["X-Robots-Tag"] == "noindex"
        assert client.get("/projekte/12/fassungen/1/steckbrief.pdf")["X-Robots-Tag"] == "noindex"
        assert "noindex" not in neu.text
        assert "X-Robots-Tag" not in neu
        assert "Frühere Fassung" not in neu.text

    def test_can_be_cited(self, client, steckbrief):
        make_portal(kreis="Kreis Musterland", titel="Digitale Agenda")
        fassung = Fassung.objects.get(nr=2)
        assert (
            "Kreis Musterland, Digitale Agenda, Steckbrief 12 „Rufbus im Amt“, Fassung 2 vom "
            f"{timezone.localtime(fassung.gilt_ab):%d.%m.%Y}, "
            f"http://testserver/projekte/12/fassungen/2/, SHA-256 {fassung.sha256}"
        ) in lesbar(client.get("/projekte/12/fassungen/2/").text)

    def test_a_kreis_within_the_title_is_not_said_twice(self, client, steckbrief):
        make_portal(kreis="Kreis Musterland", titel="Digitale Agenda Kreis Musterland")
        text = lesbar(client.get("/projekte/12/fassungen/2/").text)
        assert "So zitieren Sie Digitale Agenda Kreis Musterland, Steckbrief 12" in text

    def test_its_files_carry_its_number(self, client, steckbrief):
        for nr in (1, 3):
            fassung = Fassung.objects.get(nr=nr)
            daten = client.get(f"/projekte/12/fassungen/{nr}/steckbrief.json")
            assert hashlib.sha256(daten.content).hexdigest() == fassung.sha256
            name = f'inline; filename="Steckbrief-12_Fassung-{nr}'
            assert daten["Content-Disposition"] == f'{name}.json"'
            pdf = client.get(f"/projekte/12/fassungen/{nr}/steckbrief.pdf")
            assert pdf["Content-Disposition"] == f'{name}.pdf"'
            assert fassung.sha256 in lesen.squeezed(lesen.body(pdf.content))

    def test_files_are_those_of_the_valid_one(self, client, steckbrief):
        for datei in ("steckbrief.pdf", "steckbrief.json"):
            gueltig = client.get(f"/projekte/12/{datei}")
            assert client.get(f"/projekte/12/fassungen/3/{datei}").content == gueltig.content

    @pytest.mark.parametrize("adresse", ADRESSEN)
    def test_unknown_planned_and_odd_numbers_are_404(self, client, steckbrief, adresse):
        release(steckbrief, titel="Geheimer Titel", gilt_ab=timezone.now() + MORGEN)
        for nr in ("0", "4", "99", "9" * 30, "9" * 5000, "-1", "x", "1.0", "٣"):
            response = client.get("/projekte/12/" + adresse.format(nr))
            assert response.status_code == 404, nr
            assert "Geheim" not in response.text

    def test_a_draft_or_a_planned_project_has_no_history(self, client):
        make_steckbrief("Geheim", vorgesehene_nummer="7")
        make_fassung(vorgesehene_nummer="8", gilt_ab=timezone.now() + MORGEN)
        for nummer in ("7", "8"):
            for pfad in ("fassungen/", "vergleich/", *(a.format(1) for a in ADRESSEN)):
                assert client.get(f"/projekte/{nummer}/{pfad}").status_code == 404

    def test_every_field_stands_there_as_on_the_profile(self, client):
        fassung = make_fassung(make_full_steckbrief(vorgesehene_nummer="5"))
        seiten = [client.get(f"/projekte/5/{pfad}").text for pfad in ("fassungen/1/", "")]
        assert artikel(seiten[0]) == artikel(seiten[1])
        assert fassung.sha256 in seiten[0]

    def test_cost_does_not_grow(self, client, django_assert_num_queries):
        fassung = make_fassung(make_full_steckbrief(vorgesehene_nummer="1"))
        with django_assert_num_queries(SEITE):
            client.get("/projekte/1/fassungen/1/")
        release(fassung.steckbrief, titel="Zwei")
        release(fassung.steckbrief, titel="Drei")
        with django_assert_num_queries(SEITE):
            client.get("/projekte/1/fassungen/1/")


def add_anlage(steckbrief, inhalt=b"%PDF-1.7 Konzept", **felder):
    anlage = Anlage(
        steckbrief=steckbrief,
        **{
            "titel": "Konzept",
            "dateiname": "Konzept & Plan.pdf",
            "sha256": hashlib.sha256(inhalt).hexdigest(),
            "groesse": len(inhalt),
            "medientyp": "application/pdf",
            **felder,
        },
    )
    anlage.datei.save("egal", ContentFile(inhalt), save=True)
    return anlage


class TestAnlagen:
    @pytest.fixture
    def anlage(self, steckbrief):
        anlage = add_anlage(steckbrief)
        release(steckbrief)  # Fassung 4 lists it
        steckbrief.anlagen.all().delete()
        release(steckbrief)  # Fassung 5 does not
        return anlage

    def test_a_fassung_keeps_its_files(self, client, anlage):
        pfad = f"/projekte/12/fassungen/4/anlagen/{anlage.uuid}/Konzept%20%26%20Plan.pdf"
        assert f'href="{pfad}">Konzept</a>' in client.get("/projekte/12/fassungen/4/").text
        assert client.get(pfad).getvalue() == b"%PDF-1.7 Konzept"
        assert client.get(pfad.replace("/4/", "/5/")).status_code == 404
        assert client.get(pfad.replace("fassungen/4/", "")).status_code == 404

    def test_a_redacted_file_is_told_without_a_link(self, client, anlage):
        a, b = make_stabsstelle(), make_stabsstelle()
        antrag = schwaerzung.request(
            passage=anlage.sha256, art="datei", begruendung="Bildrechte", user=a
        )
        schwaerzung.confirm(antrag, user=b)
        pfad = f"/projekte/12/fassungen/4/anlagen/{anlage.uuid}/Konzept%20%26%20Plan.pdf"
        assert client.get(pfad).status_code == 404
        text = client.get("/projekte/12/fassungen/4/").text
        liste = text.split('data-feld="anlagen">')[1].split("</ul>")[0]
        assert re.fullmatch(r"\[geschwärzt am [\d.]+\] \(PDF\)", lesbar(liste))
        assert "<a " not in liste
        pdf = lesen.body(client.get("/projekte/12/fassungen/4/steckbrief.pdf").content)
        assert "[geschwärzt am " in pdf
        assert "Konzept" not in pdf


class TestRedaction:
    NAME = "Erika Mustermann"

    @pytest.fixture
    def geschwaerzt(self, steckbrief):
        release(steckbrief, beschreibung=f"Fragen an {self.NAME}.", grund=f"Wunsch von {self.NAME}")
        release(steckbrief, beschreibung="Fragen an das Amt.")
        vorher = Fassung.objects.get(nr=4)
        antrag = schwaerzung.request(
            passage=self.NAME, begruendung="Art. 17", user=make_stabsstelle()
        )
        schwaerzung.confirm(antrag, user=make_stabsstelle())
        return vorher

    def test_the_name_is_on_no_page_and_in_no_file(self, client, geschwaerzt, tmp_path):
        for pfad in ("fassungen/", "fassungen/4/", "vergleich/?von=3&bis=4", "vergleich/"):
            text = client.get(f"/projekte/12/{pfad}").text
            assert "[geschwärzt am " in text, pfad
            assert "Mustermann" not in text, pfad
        assert "Mustermann" not in client.get("/projekte/12/fassungen/4/steckbrief.json").text
        pdf = client.get("/projekte/12/fassungen/4/steckbrief.pdf").content
        assert "Mustermann" not in lesen.body(pdf)
        assert b"Mustermann" not in pdf
        (tmp_path / "x.pdf").write_bytes(pdf)
        assert broken(tmp_path / "x.pdf") == []

    def test_the_old_hash_stands_beside_the_new(self, client, geschwaerzt):
        nachher = Fassung.objects.get(nr=4)
        assert nachher.sha256 != geschwaerzt.sha256
        satz = (
            f"Prüfsumme (SHA-256): {nachher.sha256} Geschwärzt am "
            f"{timezone.localdate():%d.%m.%Y}. Prüfsumme vor der Schwärzung: {geschwaerzt.sha256}"
        )
        for pfad in ("fassungen/", "fassungen/4/"):
            assert satz in lesbar(client.get(f"/projekte/12/{pfad}").text)
        pdf = client.get("/projekte/12/fassungen/4/steckbrief.pdf").content
        gelesen = lesen.squeezed(lesen.body(pdf))
        assert nachher.sha256 in gelesen
        assert f"{geschwaerzt.sha256}(geschwärztam" in gelesen


class TestComparison:
    URL = "/projekte/12/vergleich/"

    def test_first_in_words_then_the_texts(self, client, steckbrief):
        text = client.get(self.URL, {"von": "1", "bis": "3"}).text
        worte, texte = text.split('id="texte"')
        assert "Titel geändert von „Rufbus“ zu „Rufbus im Amt“." in worte
        assert "Ende ergänzt: „2027“." in worte
        assert (
            "Beschreibung Der Anfang gestrichen: alte Ende gestrichen. "
            "Anfang eingefügt: neue Ende eingefügt. Bus."
        ) in lesbar(texte)
        assert '<del class="stueck">' in texte
        assert '<ins class="stueck">' in texte

    @pytest.mark.parametrize("parameter", ["", "?egal=1", "?von=&bis="])
    def test_without_a_wish_the_valid_one_and_the_one_before(self, client, steckbrief, parameter):
        text = client.get(self.URL + parameter).text
        assert "Vergleich von Fassung 2 mit Fassung 3</h1>" in text
        assert "nicht verständlich" not in text

    @pytest.mark.parametrize(
        ("parameter", "paar", "hinweise"),
        [
            ("von=1", (1, 3), ["bis: Diese Angabe fehlt."]),
            ("bis=2", (1, 2), ["von: Diese Angabe fehlt."]),
            ("von=99&bis=2", (1, 2), ["von: Eine Fassung „99“ gibt es nicht."]),
            ("von=3&bis=x", (2, 3), ["bis: Eine Fassung „x“ gibt es nicht."]),
            ("von=0&bis=x", (2, 3), ["von: Eine Fassung „0“", "bis: Eine Fassung „x“"]),
            ("von=1&von=2&bis=3", (2, 3), []),
            ("von=%20%201&bis=3%0A", (1, 3), []),
            ("von=%00&bis=%F0%9F%98%80", (2, 3), ["„�“", "„😀“"]),
            ("von=<script>&bis=-1", (2, 3), ["„<script>“", "„-1“"]),
            ("von=" + "1" * 5000 + "&bis=3", (2, 3), [f"„{'1' * 40}…“"]),
            ("von=%FF&bis=1.0", (2, 3), ["„1.0“"]),
        ],
    )
    def test_nonsense_gets_a_hint_and_a_default(
        self, client, steckbrief, parameter, paar, hinweise
    ):
        response = client.get(f"{self.URL}?{parameter}")
        assert response.status_code == 200
        assert "<script" not in response.text
        text = lesbar(response.text)
        assert "Vergleich von Fassung {} mit Fassung {}".format(*paar) in text
        assert bool(hinweise) == ("nicht verständlich" in text)
        for hinweis in hinweise:
            assert hinweis in text

    def test_backwards_is_fine_and_says_so(self, client, steckbrief):
        text = client.get(self.URL, {"von": "3", "bis": "1"}).text
        assert "Sie vergleichen rückwärts, von der neueren Fassung 3 zur älteren" in text
        assert "Titel geändert von „Rufbus im Amt“ zu „Rufbus“." in text

    def test_twice_the_same_and_only_one(self, client, steckbrief):
        make_fassung(vorgesehene_nummer="1")
        assert "zweimal dieselbe" in client.get(self.URL, {"von": "2", "bis": "2"}).text
        text = client.get("/projekte/1/vergleich/").text
        assert "Es gibt erst eine Fassung" in text
        assert "<select" not in text

    def test_form_offers_the_public_ones_only(self, client, steckbrief):
        release(steckbrief, titel="Geheimer Titel", gilt_ab=timezone.now() + MORGEN)
        text = client.get(self.URL, {"von": "1", "bis": "4"}).text
        assert "Geheim" not in text
        assert re.findall(r'<option value="(\d+)"( selected)?', text) == [
            *(("3", ""), ("2", ""), ("1", " selected")),
            *(("3", " selected"), ("2", ""), ("1", "")),
        ]
        assert "Eine Fassung „4“ gibt es nicht." in text

    def test_line_breaks_of_the_text_stay_and_code_is_harmless(self, client, steckbrief):
        release(steckbrief, beschreibung="Eins\n\n<script>alert(1)</script> zwei")
        text = client.get(self.URL).text
        assert "<script" not in text
        assert "Eins\n\n&lt;script&gt;" in text

    def test_cost_does_not_grow(self, client, django_assert_num_queries):
        fassung = make_fassung(make_full_steckbrief(vorgesehene_nummer="1"))
        release(fassung.steckbrief, titel="Zwei")
        with django_assert_num_queries(VERGLEICH):
            client.get("/projekte/1/vergleich/?von=1&bis=2")
        release(fassung.steckbrief, titel="Drei")
        release(fassung.steckbrief, titel="Vier")
        with django_assert_num_queries(VERGLEICH):
            client.get("/projekte/1/vergleich/?von=1&bis=4")


def test_fassungen_of_all_time_come_from_one_query(steckbrief):
    release(steckbrief, titel="Überholt", gilt_ab=timezone.now() + MORGEN)
    release(steckbrief, titel="Sofort")
    release(steckbrief, titel="Geplant", gilt_ab=timezone.now() + MORGEN)
    nummern = Fassung.objects.order_by("nr").values_list("nr", flat=True)
    assert list(nummern.filter(pk__in=Fassung.objects.oeffentlich())) == [1, 2, 3, 5]
    uebermorgen = timezone.now() + 2 * MORGEN
    assert list(nummern.filter(pk__in=Fassung.objects.oeffentlich(uebermorgen))) == [1, 2, 3, 5, 6]
    assert [e.gilt for e in Eintrag.objects.order_by("fassung__nr")][-2:] == [True, True]
