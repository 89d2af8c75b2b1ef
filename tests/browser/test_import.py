"""The import pages in a real browser: keyboard, axe, no inline code."""

import pytest
from django.test import Client
from django.urls import reverse

from agenda.models import Steckbrief
from tests.agenda.transfer.tabellen import xlsx
from tests.factories import make_handlungsfeld, make_portal, make_stabsstelle, make_steckbrief

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.agenda.transfer.urls"),
]


@pytest.fixture
def accessible(axe, complaints):
    """Return a function that asserts what axe finds on a page: nothing.

    axe copies the @import in Django's forms.css into a style element, which the CSP refuses and
    the console tells. Only what comes while axe works is forgotten; the page's own stays.
    """

    def accessible(page):
        vorher = len(complaints)
        assert axe(page) == []
        del complaints[vorher:]

    return accessible


@pytest.mark.parametrize("variant", ["hell-1280", "dunkel-320"])
def test_from_upload_to_draft(open_page, accessible, follow, live_server, tmp_path, variant):
    make_portal()
    make_handlungsfeld("Bildung")
    alt = make_steckbrief("Alt")
    client = Client()
    client.force_login(make_stabsstelle())
    liste = tmp_path / "Liste.xlsx"
    liste.write_bytes(
        xlsx(
            ["Kennung", "Projekt", "Handlungsfeld", "Beginn"],
            [str(alt.uuid), "Anders", "Bildung", "2024"],
            [None, "Neu", "Zauberei", "irgendwann"],
        )
    )
    page = open_page("/admin/login/", variant)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(live_server.url + reverse("admin:agenda_steckbrief_importieren"))
    accessible(page)
    page.get_by_label("Datei").set_input_files(liste)
    page.keyboard.press("Tab")
    follow(page.get_by_role("button", name="Weiter zur Vorschau"), "Enter")
    page.get_by_label("Spalte „Projekt“").wait_for()
    accessible(page)
    follow(page.get_by_role("button", name="Weiter zur Vorschau"), "Enter")
    page.get_by_role("heading", name="2 Fehler").wait_for()
    accessible(page)
    follow(page.get_by_role("link", name="Blatt „Steckbriefe“, Zeile 3, Spalte D"))
    assert page.url.endswith("#Steckbriefe-3")
    liste.write_bytes(xlsx(["Kennung", "Titel"], [str(alt.uuid), "Anders"]))
    follow(page.get_by_role("link", name="Verbesserte Datei hochladen"))
    page.get_by_label("Datei").set_input_files(liste)
    follow(page.get_by_role("button", name="Weiter zur Vorschau"), "Enter")
    page.get_by_role("button", name="Einspielen").wait_for()
    accessible(page)
    follow(page.get_by_role("button", name="Einspielen"), "Enter")
    page.get_by_text("1 Steckbrief geändert").wait_for()
    assert Steckbrief.objects.get().titel == "Anders"
