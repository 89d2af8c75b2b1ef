"""Every public page in a real browser: for the eye, the keyboard, the checker and the hard case."""

import hashlib
import io

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from agenda.domain import berichte, workflow
from agenda.models import Anlage, Eintrag
from agenda.papers.band import Fortschritt
from agenda.views import papiere
from kommunen.models import Kommune
from tests.factories import (
    festschreiben,
    festschreiben_bericht,
    make_anlage,
    make_ausgabe,
    make_bericht,
    make_drucksache,
    make_fassung,
    make_full_steckbrief,
    make_gremium,
    make_handlungsfeld,
    make_portal,
    make_sachstand,
    make_steckbrief,
)

WORT = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
HALB_FERTIG = Fortschritt(80, 500)
SEITEN = {
    "/": 200,
    "/projekte/": 200,
    "/projekte/?q=bus&handlungsfeld=quatsch&seite=99&bezug=umfeld&stand=unbekannt": 200,
    "/projekte/?q=Digital&ansicht=tabelle&sort=nummer": 200,
    "/projekte/?q=Videosprechstnde": 200,
    "/projekte/?q=25709": 200,
    "/projekte/?q=Raumschiff": 200,
    "/projekte/901/": 200,
    "/projekte/902/": 200,
    "/projekte/903/": 200,
    "/projekte/U3/": 200,
    "/projekte/901/karte/": 200,
    "/handlungsfelder/": 200,
    "/handlungsfelder/mobilitaet-und-infrastruktur/": 200,
    "/kommunen/": 200,
    "/kommunen/amt-mitteldithmarschen/": 200,
    "/kommunen/matrix/": 200,
    "/kommunen/organisation/": 200,
    "/umsetzungsstand/?stichtag=1.1.1999": 200,
    "/zeitplan/": 200,
    "/leuchttuerme/": 200,
    "/folgen/": 200,
    "/impressum/": 200,
    "/barrierefreiheit/": 200,
    "/strategie/": 200,
    "/leichte-sprache/": 200,
    "/gebaerdensprache/": 200,
    "/barriere-melden/": 200,
    "/fehler-melden/?seite=/projekte/903/": 200,
    "/p/903-1/": 200,
    "/p/903-2/": 404,
    "/agenda.pdf": 503,
    "/ausgaben/": 200,
    "/ausgaben/anlage/": 200,
    "/ausgaben/probe/": 200,
    "/ausgaben/vergleich/?von=anlage&bis=anlage-2": 200,
    "/berichte/": 200,
    "/berichte/1/": 200,
    "/berichte/1-1/?kommune=kreis-dithmarschen": 200,
    "/drucksachen/": 200,
    "/drucksachen/2022-1218/": 200,
    "/drucksachen/2026-0002/": 200,
    "/komunen/marne/": 404,
}


def make_hard_steckbrief():
    """As large and unwieldy as the fields allow: page and PDF must bear it."""
    titel = f"{WORT} {'und noch mehr davon ' * 20}"[:300].strip()
    steckbrief = make_full_steckbrief(
        titel, vorgesehene_nummer="903", kurzbeschreibung=f"{WORT} {WORT}"
    )
    steckbrief.beschreibung = (
        f"# Ganz groß\n\n#### Sprung\n\n{WORT}\n\n> Zitat\n\n```\n{'x' * 200}\n```\n\n"
        f"| {WORT} | b | c | d | e |\n|---|---|---|---|---|\n| 1 | 2 | {WORT} | 4 | {WORT} |\n\n---\n"
    )
    steckbrief.save()
    for nummer in range(30):
        steckbrief.meilensteine.create(
            position=nummer + 3, titel=f"Meilenstein {nummer} {WORT}", termin="Ende 2027"
        )
    steckbrief.mitwirkungen.create(position=3, akteur=WORT, rolle="beteiligt")
    steckbrief.finanzierungen.create(
        position=2, art="eigenmittel", geplant=99999999999999, programm=WORT, erlaeuterung=WORT
    )
    steckbrief.verweise.create(
        position=2, titel=WORT, url=f"https://example.org/{'pfad/' * 100}", art="dokument"
    )
    inhalt = b"%PDF-1.7"
    anlage = Anlage(
        steckbrief=steckbrief,
        titel=WORT,
        dateiname="a.pdf",
        sha256=hashlib.sha256(inhalt).hexdigest(),
        groesse=8,
        medientyp="application/pdf",
    )
    anlage.datei.save("a.pdf", ContentFile(inhalt), save=True)
    workflow.record(steckbrief, user=None)
    fassung = make_fassung(steckbrief)
    sachstand = make_sachstand(
        steckbrief, accepted=False, ampel="gelb", erreicht=WORT, hindernisse=WORT, quelle=WORT
    )
    for kommune in Kommune.objects.all():
        sachstand.staende_vor_ort.create(
            kommune=kommune, stand="verfuegbar", link="https://example.org/"
        )
    workflow.accept(sachstand, user=None)
    return fassung


@pytest.fixture
def portal(live_server, monkeypatch):
    call_command("einrichten", stdout=io.StringIO())
    # The agenda is not set yet: a page says how far it is.
    monkeypatch.setattr(papiere.bandpapier, "vorbereiten", lambda *args, **kwargs: HALB_FERTIG)
    full = make_fassung(make_full_steckbrief(vorgesehene_nummer="901"))
    make_sachstand(full.steckbrief, ampel="gruen", erreicht="Viel.", naechste_schritte="Mehr.")
    make_fassung(make_steckbrief("Nur ein Titel", vorgesehene_nummer="902"))
    make_hard_steckbrief()
    give_out()
    report()


def report():
    """A paper with hard wordings, a report on this year with hard words, and its Berichtigung."""
    drucksache = make_drucksache("2026/0002", betreff=WORT, sachverhalt=f"- {WORT}")
    punkt = drucksache.beschlusspunkte.create(nummer=1, wortlaut=f"{WORT} {'sehr lang ' * 60}")
    punkt.ausfuehrungen.create(stand="in_ausfuehrung", datum="2026-01-02", text=WORT)
    drucksache.beratungen.create(gremium=make_gremium(f"Beirat {WORT}"[:120]), datum="2026-01-01")
    heute = timezone.localdate()
    bericht = festschreiben_bericht(
        make_bericht(1, von=heute.replace(month=1, day=1), bis=heute, vorwort=f"# {WORT}")
    )
    neu = berichte.berichtigen(bericht, user=None, grund=f"{WORT} war falsch.")
    festschreiben_bericht(neu)


def give_out():
    """Two Anlagen, the second with what is hard to show, and a Muster."""
    drucksache = make_drucksache("2026/0001")
    neu = make_fassung(titel=f"Neu {WORT}", vorgesehene_nummer="904", bezug="agenda").steckbrief
    hart = Eintrag.objects.get(nummer="903").steckbrief
    for slug, gremium, steckbriefe in (
        ("anlage", "Ausschuss A", [hart]),
        ("anlage-2", f"Ausschuss {WORT}", [neu, hart]),
    ):
        anlage = make_anlage(
            drucksache, make_gremium(gremium), titel="Anlage", slug=slug, steckbriefe=steckbriefe
        )
        festschreiben(anlage)
    festschreiben(make_ausgabe("Probe", slug="probe", muster=True, vorwort=f"# Groß\n\n{WORT}"))


@pytest.fixture
def small_portal(live_server):
    make_portal(titel="Digitale Agenda Musterland")
    make_fassung(
        make_full_steckbrief(handlungsfeld=make_handlungsfeld("Tourismus"), bezug="umfeld")
    )


# In two halves, which two processes can share: the longest of all tests.
@pytest.mark.parametrize("variants", [("hell-1280", "ohne-skript"), ("dunkel-320", "text-200")])
def test_every_page_in_every_variant(portal, sweep, variants):
    found = sweep(SEITEN, variants)
    assert not found, "\n".join(found)


# What the keyboard can reach and where focus changes nothing one could see: no outline, shadow,
# border or stroke of the element, of what stretches over its card, or of the card itself.
FOCUS = """() => {
    const names = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const look = element => {
        const card = element.closest('.kern-card'), path = element.querySelector('path');
        return [[element], [element, '::before'], [element, '::after'], [card], [path]]
            .filter(([what]) => what).map(([what, pseudo]) => {
                const style = getComputedStyle(what, pseudo);
                const outline = style.outlineStyle === 'none' ? '' : style.outline;
                return [outline, style.boxShadow, style.border, style.stroke, style.strokeWidth];
            }).join();
    };
    const wrong = [];
    for (const element of document.querySelectorAll(names)) {
        if (element.tabIndex < 0 || !element.checkVisibility({visibilityProperty: true})) continue;
        document.activeElement.blur();
        const before = look(element);
        element.focus({focusVisible: true});
        if (look(element) === before) wrong.push(element.outerHTML.slice(0, 120));
    }
    return wrong;
}"""


def test_focus_shows_wherever_the_keyboard_goes_even_in_forced_colours(portal, open_page):
    found, page = [], None
    for path, status in SEITEN.items():
        page = open_page(path, "hell-1280", status, page)
        for colours in ("none", "active"):
            page.emulate_media(forced_colors=colours)
            found += [f"{path} ({colours}): {element}" for element in page.evaluate(FOCUS)[:3]]
    assert not found, "\n".join(found)


def test_the_list_follows_the_filter_and_says_so(small_portal, open_page):
    page = open_page("/projekte/")
    search = page.get_by_label("Suchwort, Nummer, Ort oder Postleitzahl")
    for words, hits in (("Raumschiff", "Kein Projekt"), ("Lotsen", "1 Projekt aus dem Umfeld")):
        search.fill(words)
        # The policy forbids the eval that wait_for_function needs.
        page.get_by_role("heading", name=hits).wait_for()
        page.wait_for_url(f"**/projekte/?q={words}")
        assert page.get_by_role("status").text_content() == hits
        assert page.evaluate("document.activeElement.id") == "q"


def focused(page):
    return page.evaluate(
        """() => {
            const element = document.activeElement, style = getComputedStyle(element);
            const box = element.getBoundingClientRect();
            return {
                text: element.textContent.trim(),
                seen: box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.width > 1,
                ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
            };
        }"""
    )


def stations(page, keys):
    """Press keys and return what has the focus after each; it must be seen, with a ring."""
    texts = []
    for key in keys:
        page.keyboard.press(key)
        station = focused(page)
        assert station["seen"], station
        assert station["ring"], station
        texts.append(station["text"])
    return texts


def test_keyboard_reaches_skip_link_and_navigation_visibly(small_portal, open_page):
    frame = ["Zum Inhalt springen", "Digitale Agenda Musterland", "Suche"]
    wide = open_page("/projekte/", "hell-1280")
    assert stations(wide, ["Tab"] * 6) == [
        *frame,
        "Projekte",
        "Handlungsfelder",
        "Kooperationspartner",
    ]
    phone = open_page("/projekte/", "dunkel-320")
    assert stations(phone, ["Tab"] * 4) == [*frame, "Menü"]
    phone.keyboard.press("Enter")
    assert stations(phone, ["Tab"] * 2) == ["Projekte", "Handlungsfelder"]


def test_skip_link_leads_past_the_navigation(small_portal, open_page):
    page = open_page("/projekte/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"


def test_filtering_needs_no_script(small_portal, open_page, follow):
    page = open_page("/projekte/", "ohne-skript")
    page.locator(".filter > summary").click()
    page.get_by_label("Tourismus").check()
    follow(page.get_by_role("button", name="Filter anwenden"))
    assert "handlungsfeld=tourismus" in page.url
    assert page.get_by_role("heading", name="1 Projekt aus dem Umfeld").is_visible()
    follow(page.get_by_role("link", name="Handlungsfeld: Tourismus entfernen"))
    assert "tourismus" not in page.url


def test_filter_stands_open_beside_the_results_on_a_wide_window(small_portal, open_page):
    page = open_page("/projekte/", "hell-1280")
    assert page.get_by_label("Tourismus").is_visible()
    assert not page.locator(".filter > summary").is_visible()
    page = open_page("/projekte/", "dunkel-320")
    assert page.locator(".filter > summary").is_visible()
    assert not page.get_by_label("Tourismus").is_visible()


def test_theme_follows_the_system(small_portal, open_page):
    page = open_page("/")
    colours = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert colours[0] != colours[1]


def test_print_leaves_out_what_only_a_screen_needs(small_portal, open_page):
    page = open_page(Eintrag.objects.get().get_absolute_url())
    page.emulate_media(media="print")
    assert not page.locator(".navigation").is_visible()
    assert page.locator("[data-dokument]").is_visible()
