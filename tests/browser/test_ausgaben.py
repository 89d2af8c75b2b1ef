"""Giving out an Anlage in a real browser: by keyboard, with the guard, and axe at every step."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from agenda.domain import mitzeichnung
from agenda.models import Ausgabe
from agenda.papers import ausgabe as papier
from tests.agenda.papers.attrappe import Attrappe
from tests.browser.test_admin_pages import WORT, checked, office, overflows
from tests.factories import (
    festschreiben,
    make_anlage,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_portal,
    make_stabsstelle,
)

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["checked", "office"]  # fixtures


@pytest.fixture
def drucker(monkeypatch):
    attrappe = Attrappe()
    monkeypatch.setattr(papier, "band", attrappe)
    return attrappe


@pytest.fixture
def drucksache():
    """The Anlage went to one Gremium; since then a Steckbrief came in, and the next one meets."""
    make_portal()
    make_fassung(titel=f"Lotsen {WORT}", bezug="agenda")
    drucksache = make_drucksache("2026/7", betrifft_agenda=True)
    festschreiben(make_anlage(drucksache, make_gremium("Ausschuss")))
    make_fassung(titel="Bus", bezug="agenda")
    morgen = timezone.localdate() + datetime.timedelta(days=1)
    drucksache.beratungen.create(gremium=make_gremium(f"Kreistag {WORT}"), datum=morgen)
    return drucksache


@pytest.mark.parametrize("variant", ["hell-1280", "dunkel-320"])
def test_from_the_board_to_the_kept_paper(
    drucksache, drucker, office, checked, follow, live_server, variant
):
    page = office(make_stabsstelle(), reverse("admin:index"), variant)

    def fine():
        assert checked(page) == [], page.url
        assert not overflows(page), page.url

    page.get_by_text("Anlage 2 fehlt").wait_for()
    follow(page.get_by_role("link", name="Anlage ausgeben …"), "Enter")
    fine()
    follow(page.get_by_role("button", name="Entwurf anlegen"), "Enter")
    page.get_by_text("Der Entwurf ist angelegt.").wait_for()
    assert _ours(checked(page)) == []
    entwurf = Ausgabe.objects.entwuerfe().get()

    follow(page.get_by_role("link", name="Zur Mitzeichnung weitergeben"), "Enter")
    fine()
    page.goto(
        live_server.url + reverse("ausgabe_vorschau", args=[mitzeichnung.make_token(entwurf)])
    )
    fine()

    festschreiben = live_server.url + reverse(
        "admin:agenda_ausgabe_festschreiben", args=[entwurf.pk]
    )
    drucker.offen = 1
    # Without the header that goes on by itself: axe needs the page for a moment.
    page.route(festschreiben, lambda route: route.fulfill(response=_still(route.fetch())))
    page.goto(festschreiben)
    page.get_by_text("0 von 2 Steckbriefen gesetzt").first.wait_for()
    fine()
    page.unroute(festschreiben)
    follow(page.get_by_role("link", name="Weiter"), "Enter")
    page.get_by_role("heading", name="Was ist anders als zuletzt?").wait_for()
    fine()
    box = page.get_by_label("Ich kenne diese Unterschiede.")
    follow(page.get_by_role("button", name="Festschreiben"), "Enter")
    page.get_by_text("Bitte bestätigen Sie, dass Sie die Unterschiede").wait_for()
    fine()
    box.focus()
    page.keyboard.press("Space")
    follow(page.get_by_role("button", name="Festschreiben"), "Enter")
    page.get_by_text("ist festgeschrieben und bleibt so.").wait_for()
    assert checked(page) == []
    assert Ausgabe.objects.get(pk=entwurf.pk).ist_festgeschrieben

    page.goto(live_server.url + reverse("admin:index"))
    page.get_by_text("aber anders als die Anlage für: Ausschuss").wait_for()
    fine()


def _still(response):
    response.headers.pop("refresh", None)
    return response


def _ours(funde):
    """Leave out the one empty cell that Django itself puts above rows of a form."""
    return [fund for fund in funde if ".original" not in fund]
