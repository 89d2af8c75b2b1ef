"""The short address printed on papers says which paper it is and whether it still holds."""

import datetime

import pytest
from django.utils import timezone

from agenda.domain import schwaerzung, workflow
from agenda.models import Fassung, Steckbrief
from tests.agenda.views.test_fassungen import lesbar, release
from tests.factories import make_fassung, make_portal, make_stabsstelle, make_steckbrief

pytestmark = pytest.mark.django_db
MORGEN = datetime.timedelta(days=1)


@pytest.fixture
def steckbrief():
    """Steckbrief 4.10 with two public Fassungen."""
    make_portal()
    steckbrief = make_steckbrief("Rufbus", vorgesehene_nummer="4.10", beschreibung="Fährt oft.")
    make_fassung(steckbrief)
    release(steckbrief, titel="Rufbus im Amt")
    return Steckbrief.objects.get()


def test_the_valid_fassung_is_aktuell(client, steckbrief, django_assert_num_queries):
    with django_assert_num_queries(4):
        response = client.get("/p/4.10-2/")
    assert response.status_code == 200
    text = lesbar(response.text)
    assert "Dieses Papier ist aktuell" in text
    assert f"Fassung 2 gilt seit {timezone.localdate():%d.%m.%Y}" in text
    assert "Ihr Papier: Rufbus im Amt" in text
    assert Fassung.objects.get(nr=2).sha256 in text
    assert Fassung.objects.get(nr=1).sha256 not in text
    for pfad in ("/projekte/4.10/", "/projekte/4.10/fassungen/2/"):
        assert f'href="{pfad}"' in response.text
    assert '<meta name="robots" content="noindex">' in response.text
    assert 'rel="canonical"' not in response.text


def test_an_older_one_is_abgeloest_and_leads_to_both(client, steckbrief, django_assert_num_queries):
    with django_assert_num_queries(4):
        response = client.get("/p/4.10-1/")
    text = lesbar(response.text)
    assert "Dieses Papier ist abgelöst" in text
    assert f"Abgelöst durch Fassung 2 vom {timezone.localdate():%d.%m.%Y}" in text
    assert "Ihr Papier: Rufbus " in text
    assert "Ihre Fassung 1 galt vom " in text
    assert Fassung.objects.get(nr=1).sha256 in text
    assert Fassung.objects.get(nr=2).sha256 not in text
    for pfad in (
        "/projekte/4.10/",
        "/projekte/4.10/fassungen/1/",
        "/projekte/4.10/vergleich/?von=1&amp;bis=2",
    ):
        assert f'href="{pfad}"' in response.text


def test_small_letters_zeros_and_a_missing_slash_are_understood(client):
    make_fassung(vorgesehene_nummer="M1.2")
    assert client.get("/p/m1.2-1", follow=True).status_code == 200
    assert "Steckbrief M1.2, Fassung 1" in lesbar(client.get("/p/m01.02-01/").text)


@pytest.mark.parametrize(
    ("pfad", "satz"),
    [
        ("/p/4.10-3/", "Eine Fassung 3 von Steckbrief 4.10 ist nicht veröffentlicht."),
        ("/p/4.10-0/", "Eine Fassung 0 von Steckbrief 4.10 ist nicht veröffentlicht."),
        (f"/p/4.10-{10**30}/", "ist nicht veröffentlicht."),
        ("/p/u99-1/", "Unter der Nummer U99 ist kein Steckbrief veröffentlicht."),
    ],
)
def test_what_was_never_public_is_unknown(client, steckbrief, pfad, satz):
    release(steckbrief, titel="Streng geheim", gilt_ab=timezone.now() + MORGEN)
    response = client.get(pfad)
    assert response.status_code == 404
    assert satz in lesbar(response.text)
    assert "geheim" not in response.text
    assert 'content="noindex"' in response.text


@pytest.mark.parametrize("pfad", ["/p/", "/p/12/", "/p/12-/", "/p/12-x/", "/p/--/", "/p/12-1/x/"])
def test_nonsense_is_an_ordinary_404(client, steckbrief, pfad):
    assert client.get(pfad).status_code == 404


def test_a_planned_fassung_that_was_overtaken_is_unknown(client, steckbrief):
    release(steckbrief, titel="Morgen", gilt_ab=timezone.now() + MORGEN)
    release(steckbrief, titel="Heute")
    assert client.get("/p/4.10-3/").status_code == 404
    assert "Dieses Papier ist aktuell" in client.get("/p/4.10-4/").text


def test_only_planned_is_unknown(client):
    make_fassung(vorgesehene_nummer="7", gilt_ab=timezone.now() + MORGEN)
    assert client.get("/p/7-1/").status_code == 404


def test_what_a_gremium_received_stays_what_it_was(client, steckbrief):
    abgeloest, aktuell = (client.get(f"/p/4.10-{nr}/").text for nr in (1, 2))
    assert "Hat ein Gremium dieses Papier erhalten, bleibt es, was es war" in lesbar(abgeloest)
    assert 'unter <a class="kern-link" href="/ausgaben/">' in abgeloest
    assert "Gremium" not in lesbar(aktuell)


def test_a_renumbered_one_answers_under_both_numbers(client, steckbrief):
    workflow.renumber(steckbrief, nummer="M3", user=None, grund="Neue Ordnung")
    text = lesbar(client.get("/p/4.10-2/").text)
    assert "Steckbrief 4.10, Fassung 2" in text
    assert "Abgelöst durch Fassung 3" in text
    assert "Heute trägt der Steckbrief die Nummer M3." in text
    response = client.get("/p/m3-3/")
    assert "Dieses Papier ist aktuell" in response.text
    assert "Heute trägt" not in response.text
    assert 'href="/projekte/M3/fassungen/3/"' in response.text


def test_a_shelved_one_shows_the_last_text_and_why(client, steckbrief):
    workflow.shelve(steckbrief, user=None, grund="Kein Geld.")
    text = lesbar(client.get("/p/4.10-2/").text)
    assert "Dieses Papier zeigt die letzte Fassung" in text
    assert "aktuell" not in text
    assert "wird nicht weiterverfolgt" in text
    assert "Begründung: Kein Geld." in text
    assert "Dieses Papier ist abgelöst" in client.get("/p/4.10-1/").text


def test_a_merged_one_leads_on_without_hiding_what_it_was(client, steckbrief):
    ziel = make_fassung(vorgesehene_nummer="5", titel="Bus und Bahn").steckbrief
    workflow.merge(steckbrief, into=ziel, user=None, grund="Gehört zusammen.")
    for nr, titel in ((2, "Dieses Papier zeigt die letzte Fassung"), (1, "abgelöst")):
        response = client.get(f"/p/4.10-{nr}/")
        assert response.status_code == 200
        assert titel in response.text
        assert "Weiter geht es mit" in response.text
        assert 'href="/projekte/5/"' in response.text
        # Its own profile would lead elsewhere.
        assert 'href="/projekte/4.10/"' not in response.text
        assert f'href="/projekte/4.10/fassungen/{nr}/"' in response.text


def test_a_redacted_one_names_both_hashes(client, steckbrief):
    vorher = Fassung.objects.get(nr=1).sha256
    antrag = schwaerzung.request(
        passage="Fährt oft", begruendung="Falsch.", user=make_stabsstelle()
    )
    schwaerzung.confirm(antrag, user=make_stabsstelle())
    nachher = Fassung.objects.get(nr=1).sha256
    text = lesbar(client.get("/p/4.10-1/").text)
    assert nachher != vorher
    assert f"Prüfsumme (SHA-256): {nachher}" in text
    assert f"Prüfsumme vor der Schwärzung: {vorher}" in text
    assert "die inzwischen geschwärzt sind" in text
