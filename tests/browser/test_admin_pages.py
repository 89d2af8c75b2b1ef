"""The office's own pages in a real browser: axe finds nothing, the keyboard gets everywhere."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agenda.domain import schwaerzung, workflow
from agenda.models import Drucksache, Sachstand, Schwaerzung, Steckbrief
from tests.factories import (
    make_drucksache,
    make_fassung,
    make_gremium,
    make_handlungsfeld,
    make_portal,
    make_sachstand,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Erika Mustermann"
WORT = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
# What Django draws itself: its lists and forms with our fields.
DJANGOS = [
    reverse(f"admin:agenda_{name}_changelist")
    for name in ("fassung", "arbeitsstand", "vorgang", "sachstand", "schwaerzung")
] + [
    reverse(f"admin:agenda_{name}_add")
    for name in ("sachstand", "bericht", "drucksache", "sitzung", "ausgabe")
]


@pytest.fixture
def full():
    """A row in every section of the board; returns the account and an open request."""
    make_portal()
    make_handlungsfeld("Bildung")
    konto, andere = make_stabsstelle(username="eine"), make_stabsstelle(username="andere")
    wartet = make_steckbrief(f"Wartet {WORT}", zweck=f"Fragen an {NAME}")
    workflow.submit(wartet, seen_version=1, user=konto)
    entwurf = make_steckbrief(f"Entwurf {WORT}")
    entwurf.zweck = "Neu"
    entwurf.save()
    workflow.record(entwurf, user=konto)
    geplant = make_steckbrief(f"Geplant {WORT}")
    geplant.meilensteine.create(titel=WORT, termin="2020")
    workflow.record(geplant, user=None)
    make_fassung(geplant, gilt_ab=timezone.now() + datetime.timedelta(days=3))
    make_sachstand(geplant, accepted=False)
    drucksache = make_drucksache()
    drucksache.beratungen.create(gremium=make_gremium(), datum="2026-01-01")
    drucksache.beschlusspunkte.create(nummer=1, wortlaut=f"Beschlossen wird {WORT}.")
    antrag = schwaerzung.request(passage=NAME, begruendung="Art. 17", user=andere)
    return konto, antrag


@pytest.fixture
def office(open_page, live_server):
    """Return a function (account, path, variant) -> a page of the admin, logged in."""

    def office(konto, path, variant="hell-1280"):
        client = Client()
        client.force_login(konto)
        page = open_page("/admin/login/", variant)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        assert page.goto(live_server.url + path).status == 200
        return page

    return office


@pytest.fixture
def checked(axe, complaints):
    """Return what axe finds. It copies the @import in Django's forms.css into a style element,
    which the CSP refuses and the console tells: forget what comes while axe works."""

    def checked(page):
        vorher = len(complaints)
        # Django's tables of rows begin with an empty head: no matter of WCAG, and its own template.
        funde = [fund for fund in axe(page) if not fund.startswith("empty-table-header: ")]
        del complaints[vorher:]
        return funde

    return checked


def overflows(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("variant", ["hell-1280", "dunkel-320"])
def test_axe_finds_nothing(full, office, checked, variant, follow):
    konto, antrag = full
    change = reverse("admin:agenda_schwaerzung_change", args=[antrag.pk])
    page = office(konto, reverse("admin:index"), variant)
    for path in (
        reverse("admin:index"),
        reverse("admin:agenda_schwaerzung_add"),
        change,
        *DJANGOS,
    ):
        page.goto(page.url.split("/admin/")[0] + path)
        assert checked(page) == [], path
        if path not in DJANGOS:
            assert not overflows(page), path
    page.goto(page.url.split("/admin/")[0] + change)
    follow(page.get_by_role("button", name="Schwärzung ausführen"))
    page.get_by_text("Die Schwärzung ist ausgeführt: ").wait_for()
    assert checked(page) == []
    assert NAME not in page.content()


def test_rows_and_choices_have_names(full, office, checked):
    """A table's inputs are named by column and row, a choice drawn by a script by its label."""
    drucksache, sachstand = Drucksache.objects.get(), Sachstand.objects.get()
    page = office(full[0], reverse("admin:index"))
    for path in (
        reverse("admin:agenda_drucksache_change", args=[drucksache.pk]),
        reverse("admin:agenda_drucksache_ausfuehrung", args=[drucksache.pk]),
        reverse("admin:agenda_sachstand_change", args=[sachstand.pk]),
    ):
        page.goto(page.url.split("/admin/")[0] + path)
        assert checked(page) == [], path
    assert page.get_by_label("Grund, Zeile 1").count() == 1
    page.goto(page.url.split("/admin/")[0] + reverse("admin:agenda_sitzung_add"))
    page.get_by_role("combobox", name="Gremium").click()
    page.get_by_role("searchbox", name="Gremium").wait_for()


def test_two_people_with_the_keyboard(full, office, checked, follow):
    konto, _ = full
    Schwaerzung.objects.all().delete()
    page = office(konto, reverse("admin:index"))
    follow(page.get_by_role("link", name="Schwärzungen"), "Enter")
    follow(page.get_by_role("link", name="Schwärzung hinzufügen"), "Enter")
    passage = page.get_by_label("Textstelle oder Name:")
    passage.focus()
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Antrag nach Art. 17 DSGVO")
    page.keyboard.press("Tab")
    follow(page.locator(":focus"), "Enter")
    page.get_by_role("heading", name="Hier wird geschwärzt").wait_for()
    assert checked(page) == []
    follow(page.get_by_role("button", name="Schwärzung beantragen"), "Enter")
    page.get_by_text("Sie haben diese Schwärzung beantragt").wait_for()
    assert NAME not in page.url
    assert page.get_by_role("button", name="Schwärzung ausführen").count() == 0

    antrag = Schwaerzung.objects.get()
    zweite = make_stabsstelle()
    page = office(zweite, reverse("admin:agenda_schwaerzung_change", args=[antrag.pk]))
    follow(page.get_by_role("button", name="Schwärzung ausführen"), "Enter")
    page.get_by_text("Die Schwärzung ist ausgeführt: ").wait_for()
    assert not Steckbrief.objects.filter(zweck__contains=NAME).exists()


def test_the_board_leads_on(full, office, follow):
    page = office(full[0], reverse("admin:index"))
    follow(page.locator("[aria-labelledby=tafel-freigabe] .tafel-alle a"), "Enter")
    page.wait_for_url("**/steckbrief/?status__exact=zur_freigabe")
    assert page.locator("#result_list tbody tr").count() == 1
