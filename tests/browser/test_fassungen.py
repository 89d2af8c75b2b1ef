"""Releases, their comparison, banners and previews in a real browser."""

import pytest
from django.urls import reverse

from agenda.domain import schwaerzung, vorschau, workflow
from agenda.models import Steckbrief
from tests.browser.test_public_pages import WORT
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_portal,
    make_stabsstelle,
    make_steckbrief,
)


def release(steckbrief, grund="", **felder):
    steckbrief = Steckbrief.objects.get(pk=steckbrief.pk)
    for name, wert in felder.items():
        setattr(steckbrief, name, wert)
    steckbrief.save()
    workflow.record(steckbrief, user=None)
    return make_fassung(steckbrief, grund=grund)


@pytest.fixture
def seiten(live_server):
    """Return {path: status} of pages with everything that can stand on them."""
    make_portal(titel="Digitale Agenda Musterland", hinweis="Nicht amtlich.")
    steckbrief = make_fassung(make_full_steckbrief(vorgesehene_nummer="12"), grund=WORT).steckbrief
    release(
        steckbrief, grund="Neu", titel=f"Lotsen {WORT}", beschreibung=f"{WORT} {WORT}", zweck=""
    )
    release(steckbrief, vorbehalt="Fragen an Erika Mustermann.", prioritaet="niedrig")
    release(
        steckbrief, vorbehalt=f"Fragen an das {WORT}.", ende="2028", abgrenzung="", stand="2025"
    )
    antrag = schwaerzung.request(
        passage="Erika Mustermann", begruendung="Art. 17", user=make_stabsstelle()
    )
    schwaerzung.confirm(antrag, user=make_stabsstelle())
    abgelegt, alt = (
        make_fassung(make_steckbrief(vorgesehene_nummer=nummer)).steckbrief for nummer in ("1", "2")
    )
    workflow.shelve(abgelegt, user=None, grund=f"Keine {WORT} mehr.")
    workflow.merge(alt, into=steckbrief, user=None, grund="Gleiches Ziel")
    Steckbrief.objects.filter(pk=steckbrief.pk).update(titel=f"Entwurf {WORT}")
    workflow.record(Steckbrief.objects.get(pk=steckbrief.pk), user=None)
    return {
        "/projekte/12/": 200,
        "/projekte/12/fassungen/": 200,
        "/projekte/12/fassungen/2/": 200,
        "/projekte/12/fassungen/4/": 200,
        "/projekte/12/vergleich/?von=1&bis=4": 200,
        "/projekte/12/vergleich/?von=4&bis=quatsch": 200,
        "/projekte/1/": 200,
        "/projekte/1/vergleich/": 200,
        "/projekte/2/fassungen/1/": 200,
        "/projekte/12/fassungen/5/": 404,
        reverse("vorschau", args=[vorschau.make_token(steckbrief)]): 200,
        "/vorschau/gefaelscht/": 404,
    }


def test_every_page_in_every_variant(seiten, sweep):
    found = sweep(seiten)
    assert not found, "\n".join(found)


def test_choosing_two_fassungen_needs_no_script(seiten, open_page, follow):
    page = open_page("/projekte/12/fassungen/", "ohne-skript")
    follow(page.get_by_role("link", name="Zwei Fassungen vergleichen"))
    page.get_by_label("Von Fassung").select_option("1")
    page.get_by_label("Bis Fassung").select_option("2")
    follow(page.get_by_role("button", name="Vergleichen"))
    assert page.url.endswith("/projekte/12/vergleich/?von=1&bis=2")
    assert page.get_by_role("heading", name="Vergleich von Fassung 1 mit Fassung 2").is_visible()


def test_changes_are_told_by_shape_and_by_ear(seiten, open_page):
    page = open_page("/projekte/12/vergleich/?von=1&bis=4")
    ins, weg = (page.locator(f".stuecke {name}").first for name in ("ins", "del"))
    linie = "element => getComputedStyle(element).textDecorationLine"
    for medium in ("screen", "print"):
        page.emulate_media(media=medium)
        assert ins.evaluate(linie) == "underline", medium
        assert ins.evaluate("element => Number(getComputedStyle(element).fontWeight)") >= 600
        assert weg.evaluate(linie) == "line-through", medium
    assert "Anfang eingefügt: " in ins.text_content()
    assert weg.text_content().strip().endswith("Ende gestrichen.")


def test_the_banner_leads_from_an_old_fassung_to_the_valid_one(seiten, open_page, follow):
    page = open_page("/projekte/12/fassungen/2/")
    follow(page.locator(".meldung").get_by_role("link", name="Fassung 4"))
    assert page.url.endswith("/projekte/12/")
    follow(page.get_by_role("link", name="Frühere Fassungen und Änderungen"))
    assert page.get_by_text("aktuelle Fassung").count() == 1


def test_print_keeps_what_makes_a_fassung_citable(seiten, open_page):
    page = open_page("/projekte/12/fassungen/2/")
    page.emulate_media(media="print")
    assert page.locator(".zitat").is_visible()
    assert page.locator(".meldung").is_visible()
    assert page.locator("[data-dokument]").is_visible()
