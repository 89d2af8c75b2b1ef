"""A partner reports on a phone, by the link of a mail: no account, no cookie."""

import re

import pytest

from agenda.models import Sachstand
from tests.agenda.rundenwerk import berichtet, eroeffnete, pfad
from tests.browser.conftest import faults

pytestmark = pytest.mark.django_db(transaction=True)


def test_reported_on_a_phone_in_a_few_steps(open_page, axe, follow):
    alles = eroeffnete()
    berichtet(alles.lotsen, alles.bus)
    start = pfad(alles.link(alles.nord))
    page = open_page(start, "dunkel-320")

    def gut():
        assert [*axe(page), *faults(page)] == []

    gut()
    follow(page.get_by_role("link", name=re.compile("^Melden.*Lotsen")))
    gut()
    page.get_by_label("gelb: Abweichung möglich").check()
    page.get_by_label("Erreicht", exact=True).fill("Zehn Lotsen geschult")
    page.get_by_text("Start 1 (geplant").click()
    page.get_by_label("neuer Termin", exact=True).fill("demnächst")
    follow(page.get_by_role("button", name="Melden", exact=True))
    assert page.title().startswith("Fehler im Formular: ")
    gut()
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.value") == "demnächst"
    page.keyboard.press("Control+a")
    page.keyboard.type("Q3/2027")
    page.get_by_label("Grund für den neuen Termin").fill("Vergabe dauert")
    follow(page.get_by_role("button", name="Melden", exact=True))
    assert "Danke, das ist gemeldet: 1 Lotsen" in page.inner_text("main")
    gut()
    follow(page.get_by_role("button", name=re.compile("^Unverändert.*Bus")))
    assert "2 von 2 gemeldet." in page.inner_text("main")
    follow(page.get_by_role("link", name="Quittung ansehen"))
    assert "Zehn Lotsen geschult" in page.inner_text("main")
    gut()
    assert sorted(Sachstand.objects.filter(runde=alles.runde).values_list("status", "art")) == [
        ("eingereicht", "bericht"),
        ("eingereicht", "unveraendert"),
    ]
