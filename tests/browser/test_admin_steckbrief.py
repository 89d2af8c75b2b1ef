"""The office's pages around a Steckbrief: for the checker, the keyboard, and two people at once."""

from itertools import pairwise

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from agenda.domain import workflow
from agenda.models import Steckbrief
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_konto,
    make_portal,
    make_stabsstelle,
)

# Of Django's own pages only what is serious counts.
MINOR = ("empty-table-header",)


def session_of(konto):
    session = SessionStore()
    session[SESSION_KEY] = str(konto.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = konto.get_session_auth_hash()
    session.create()
    return session.session_key


@pytest.fixture
def sign_in(new_context, live_server, complaints):
    """Return a function (account, **context options) -> a page of a browser that is logged in."""

    def sign_in(konto, **options):
        context = new_context(locale="de-DE", **options)
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": session_of(konto),
                    "url": live_server.url,
                }
            ]
        )
        page = context.new_page()

        def note_message(message):
            # What has no address is the checker itself: it reads style sheets by way of inline ones.
            if message.type == "error" and message.location["url"]:
                complaints.append(f"{page.url}: {message.text}")

        page.on("console", note_message)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    return sign_in


@pytest.fixture
def steckbrief(transactional_db):
    """Public, with a draft in work."""
    make_portal()
    steckbrief = make_full_steckbrief(titel="Lotsen", vorgesehene_nummer="12")
    make_fassung(steckbrief)
    Steckbrief.objects.filter(pk=steckbrief.pk).update(titel="Lotsinnen")
    workflow.record(steckbrief, user=None)
    return Steckbrief.objects.get(pk=steckbrief.pk)


@pytest.fixture
def partner(steckbrief):
    konto = make_konto(is_staff=True, funktion="Amt Eider")
    konto.groups.add(Group.objects.get(name="Partner"))
    mitwirkung = steckbrief.mitwirkungen.filter(kommune__isnull=False).get()
    konto.kommunen.add(mitwirkung.kommune)
    return konto


def address(live_server, name, *args):
    return live_server.url + reverse(f"admin:agenda_steckbrief_{name}", args=args)


OWN_PAGES = {
    "freigeben": (),
    "vorschau": (),
    "history": (),
    "duplizieren": (),
    "wiederherstellen": ("version", 1),
    **{
        f"schritt {slug}": (slug,)
        for slug in ("einreichen", "verwerfen", "umnummerieren", "zusammenfuehren", "ablegen")
    },
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_our_pages_have_nothing_to_complain_about(
    sign_in, live_server, axe, follow, steckbrief, scheme
):
    page = sign_in(make_stabsstelle(), color_scheme=scheme)
    addresses = [
        address(live_server, name.split()[0], steckbrief.pk, *args)
        for name, args in OWN_PAGES.items()
    ]
    addresses.append(
        address(live_server, "vergleich", steckbrief.pk) + "?von=fassung-1&bis=version-3"
    )
    for url in addresses:
        assert page.goto(url).status == 200, url
        # Steps that need more than a click are also looked at with their errors.
        if page.query_selector("textarea[required]"):
            follow(page.locator("input[type=submit].default"))
            assert page.query_selector(".errornote a")
        levels = page.eval_on_selector_all(
            "#main h1, #main h2, #main h3", "hs => hs.map(h => +h.tagName[1])"
        )
        assert levels[0] == 1, url
        assert all(b - a <= 1 for a, b in pairwise(levels)), (url, levels)
        assert axe(page) == [], url


def test_djangos_pages_have_nothing_serious(sign_in, live_server, axe, steckbrief, partner):
    make_fassung(titel="Noch einer")
    for konto in (make_stabsstelle(), partner):
        page = sign_in(konto)
        for url in (
            address(live_server, "change", steckbrief.pk),
            address(live_server, "add"),
            address(live_server, "changelist"),
        ):
            assert page.goto(url).status == 200, url
            serious = [found for found in axe(page) if not found.startswith(MINOR)]
            assert serious == [], url


def test_two_people_collide_and_nothing_is_lost(
    sign_in, live_server, axe, follow, steckbrief, partner
):
    url = address(live_server, "change", steckbrief.pk)
    stab, amt = sign_in(make_stabsstelle(funktion="Stabsstelle")), sign_in(partner)
    stab.goto(url)
    amt.goto(url)
    amt.fill("#id_titel", "Lotsen im Amt")
    amt.fill("#id_pilotgebiet", "Heide")
    follow(amt.locator("input[name=_continue]"))
    stab.fill("#id_titel", "Lotsen im Kreis")
    stab.fill("#id_vorbehalt", "Wenn Geld da ist")
    follow(stab.locator("input[name=_continue]"))
    assert stab.inner_text("h1") == "Gleichzeitig bearbeitet"
    assert "Amt Eider" in stab.inner_text("#content-main")
    assert axe(stab) == []
    follow(stab.locator("input[type=submit].default"))
    stab.click(".errornote a")
    assert stab.evaluate("document.activeElement.tagName") == "FIELDSET"
    assert axe(stab) == []
    # By keyboard alone from here on.
    stab.keyboard.press("Tab")
    stab.keyboard.press("Space")
    assert stab.is_checked("input[value=mein]")
    follow(stab.locator(":focus"), "Enter")
    stab.wait_for_selector(".messagelist .success")
    steckbrief.refresh_from_db()
    assert (steckbrief.titel, steckbrief.pilotgebiet, steckbrief.vorbehalt) == (
        "Lotsen im Kreis",
        "Heide",
        "Wenn Geld da ist",
    )


def test_bulk_release_by_keyboard(sign_in, live_server, axe, follow, steckbrief):
    page = sign_in(make_stabsstelle(), viewport={"width": 320, "height": 640})
    page.goto(address(live_server, "changelist"))
    page.check("input[name=_selected_action]")
    page.select_option("select[name=action]", "freigeben_auswahl")
    follow(page.locator("button[name=index]"), "Enter")
    page.wait_for_selector("table.dokument")
    assert "Fassung 2, 1 Änderung gegenüber Fassung 1" in page.inner_text("table.dokument")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    follow(page.locator("input[type=submit].default"), "Enter")
    page.wait_for_selector(".messagelist .success")
    assert steckbrief.fassungen.count() == 2
