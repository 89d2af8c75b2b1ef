"""A week of the office in a real browser: written, submitted, compared, released for tomorrow,
seen tomorrow, collided, redacted. What issue 3 promises, told once from end to end."""

import datetime
from unittest import mock

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from agenda.domain import workflow
from agenda.models import Fassung, Steckbrief, Vorgang
from tests.factories import make_handlungsfeld, make_kommune, make_konto, make_portal

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Erika Mustermann"
ENTWURF = "/admin/agenda/steckbrief/{}/change/"


@pytest.fixture
def office(open_page, live_server):
    """Return a function (role, username) -> (account, go): a browser of its own, logged in."""

    def office(role, username, *kommunen):
        konto = make_konto(username, is_staff=True, funktion=username)
        konto.groups.add(Group.objects.get(name=role))
        konto.kommunen.add(*kommunen)
        client = Client()
        client.force_login(konto)
        page = open_page("/admin/login/")
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

        def go(path):
            assert page.goto(live_server.url + path).status == 200
            return page

        return konto, go

    return office


def save(page, follow):
    follow(page.get_by_role("button", name="Sichern und weiter bearbeiten"))


def test_from_draft_to_release_by_many_hands(office, open_page, follow):
    make_portal()
    make_handlungsfeld("Bildung")
    _, partner = office("Partner", "Amt Eider", make_kommune("Amt Eider"))
    _, stab = office("Stabsstelle", "Stabsstelle")
    _, zweite = office("Stabsstelle", "Leitung")

    # A partner drafts; the own Kommune stands in it by itself.
    page = partner("/admin/agenda/steckbrief/add/")
    page.get_by_label("Titel:", exact=True).first.fill("Digitale Lotsen")
    page.get_by_label("Handlungsfeld:", exact=True).select_option(label="Bildung")
    page.get_by_label("Beschreibung:", exact=True).fill(f"Fragen beantwortet {NAME}.")
    save(page, follow)
    steckbrief = Steckbrief.objects.get()
    assert str(steckbrief.mitwirkungen.get()) == "Amt Eider (verantwortlich)"

    # The partner submits and cannot release.
    follow(page.get_by_role("link", name="Zur Freigabe einreichen …"))
    page.get_by_label("Bemerkung").fill("Bitte prüfen")
    follow(page.get_by_role("button", name="Zur Freigabe einreichen"))
    assert page.get_by_role("link", name="Freigeben …").count() == 0

    # The Stabsstelle finds it on the board, sees what will be public and releases it now.
    page = stab("/admin/")
    follow(page.get_by_role("link", name="Digitale Lotsen").first)
    follow(page.get_by_role("link", name="Freigeben …"))
    assert NAME in page.get_by_role("main").inner_text()
    follow(page.get_by_role("button", name="Freigeben", exact=True))
    assert "Digitale Lotsen" in open_page("/projekte/1/").title()

    # A second text is compared and released for tomorrow: today the page stays as it is.
    page = stab(ENTWURF.format(steckbrief.pk))
    page.get_by_label("Titel:", exact=True).first.fill("Digitale Lotsen für alle")
    save(page, follow)
    follow(page.get_by_role("link", name="Freigeben …"))
    text = page.get_by_role("main").inner_text()
    assert "Titel geändert von „Digitale Lotsen“ zu „Digitale Lotsen für alle“." in text
    morgen = timezone.localtime() + datetime.timedelta(days=1)
    page.locator("input[name=wann][value=spaeter]").check()
    page.locator("input[name=gilt_ab_0]").fill(f"{morgen:%Y-%m-%d}")
    page.locator("input[name=gilt_ab_1]").fill("08:00")
    page.get_by_label("Grund der Freigabe").fill("Mehr Zielgruppen")
    follow(page.get_by_role("button", name="Freigeben", exact=True))
    assert "Fassung 2 ist freigegeben und gilt ab" in page.inner_text("main")
    assert (
        open_page("/projekte/1/").get_by_role("heading", level=1).inner_text() == "Digitale Lotsen"
    )

    # The clock moves: the new text is public, the old Fassung still stands, with a banner.
    with mock.patch.object(timezone, "now", return_value=morgen + datetime.timedelta(days=1)):
        page = open_page("/projekte/1/")
        assert page.get_by_role("heading", level=1).inner_text() == "Digitale Lotsen für alle"
        alte = open_page("/projekte/1/fassungen/1/")
        assert alte.get_by_role("heading", level=1).inner_text() == "Digitale Lotsen"
        assert alte.get_by_role("link", name="Fassung 2").count()
        assert "Mehr Zielgruppen" in open_page("/projekte/1/fassungen/").inner_text("main")

    # The trail tells who and why.
    trail = stab(f"/admin/agenda/steckbrief/{steckbrief.pk}/history/").inner_text("main")
    for word in ("Amt Eider", "Stabsstelle", "Bitte prüfen", "Mehr Zielgruppen"):
        assert word in trail

    # Two people collide: both texts are shown, one is chosen, the other field comes along.
    mine, theirs = stab(ENTWURF.format(steckbrief.pk)), zweite(ENTWURF.format(steckbrief.pk))
    theirs.get_by_label("Titel:", exact=True).first.fill("Lotsen der Leitung")
    theirs.get_by_label("Abgrenzung:", exact=True).fill("Nur privat")
    save(theirs, follow)
    mine.get_by_label("Titel:", exact=True).first.fill("Lotsen der Stabsstelle")
    save(mine, follow)
    text = mine.get_by_role("main").inner_text()
    assert "Leitung" in text
    assert Steckbrief.objects.get().titel == "Lotsen der Leitung"
    mine.get_by_label("meine Angabe").check()
    follow(mine.get_by_role("button", name="Zusammenführen und sichern"))
    steckbrief = Steckbrief.objects.get()
    assert (steckbrief.titel, steckbrief.abgrenzung) == ("Lotsen der Stabsstelle", "Nur privat")

    # A name is redacted by two people and is gone, in every Fassung and in the draft.
    page = stab("/admin/agenda/schwaerzung/add/")
    page.get_by_label("Textstelle oder Name").last.fill(NAME)
    page.get_by_label("Begründung").fill("Antrag nach Art. 17 DSGVO")
    follow(page.get_by_role("button", name="Stellen suchen"))
    follow(page.get_by_role("button", name="Schwärzung beantragen"))
    page = zweite("/admin/agenda/schwaerzung/")
    follow(page.locator("#result_list tbody a").first)
    follow(page.get_by_role("button", name="Schwärzung ausführen"))
    assert not any(NAME in fassung.dokument for fassung in Fassung.objects.all())
    assert "[geschwärzt am " in open_page("/projekte/1/fassungen/1/").inner_text("main")
    assert NAME not in open_page("/projekte/1/").content()
    assert Vorgang.objects.filter(verb="geschwaerzt").exists()
    workflow.record(Steckbrief.objects.get(), user=None)
