"""What a profile tells around its document: decisions, contact, history, money, relatives."""

import html
import re

import pytest

from agenda.domain import workflow
from agenda.domain.meilensteine import Lage
from agenda.models import Steckbrief
from agenda.templatetags.figures import fuellung
from tests.factories import (
    make_drucksache,
    make_fassung,
    make_full_steckbrief,
    make_gremium,
    make_handlungsfeld,
    make_kommune,
    make_portal,
    make_sachstand,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


def abschnitt(text, kennung):
    """The text of the section whose heading has an id, blanks made one."""
    roh = text.split(f'id="{kennung}"')[1].split("</section>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", roh)).split())


def test_decisions_are_quoted_and_what_is_not_public_is_not_there(client):
    fassung = make_fassung()
    umfeld = make_fassung(bezug="umfeld")
    kreistag, geheim = make_gremium("Kreistag"), make_gremium("Geheimer Rat")
    agenda = make_drucksache("2022/1", betrifft_agenda=True, url="https://example.org/vo")
    agenda.beratungen.create(
        gremium=kreistag, datum="2022-09-22", zweck="Beschluss", ergebnis_text="Ja mit Auflage."
    )
    agenda.beratungen.create(gremium=geheim, oeffentlich=False)
    wortlaut = "Die Agenda wird zustimmend zur Kenntnis genommen. " * 20 + "Ende."
    agenda.beschlusspunkte.create(nummer=2, wortlaut=wortlaut)
    agenda.beschlusspunkte.create(nummer=3, wortlaut="Ungefähr so.", wortlaut_belegt=False)
    make_drucksache("2022/2", betrifft_agenda=True, oeffentlich=False)
    make_drucksache("2022/3").steckbriefe.add(umfeld.steckbrief)
    text = client.get(fassung.get_absolute_url()).text
    gezeigt = abschnitt(text, "beschluesse")
    assert "Kreistag, 22.09.2022: Beschluss" in gezeigt
    assert "Ergebnis: Ja mit Auflage." in gezeigt
    assert wortlaut.strip() in gezeigt
    assert "bisheriges Ergebnis: Ja mit Auflage. Im Wortlaut." in gezeigt
    assert (
        "bisheriges Ergebnis: Ja mit Auflage. Wortlaut nicht geprüft: Sinngemäß wiedergegeben, der genaue Wortlaut liegt hier nicht vor."
        in gezeigt
    )
    assert "Über diesen einzelnen Steckbrief ist damit nicht abgestimmt worden." in gezeigt
    assert 'href="https://example.org/vo"' in text
    for verborgen in ("Geheimer Rat", "2022/2", "2022/3", "vom Kreistag beschlossen"):
        assert verborgen not in text
    beim_umfeld = abschnitt(client.get(umfeld.get_absolute_url()).text, "beschluesse")
    assert "Drucksache 2022/3" in beim_umfeld
    assert "2022/1" not in beim_umfeld


def test_whom_to_call_when_the_steckbrief_names_nobody(client):
    make_portal(stelle="Stabsstelle", telefon="0481 1")
    kommune = make_kommune("Amt Nord", telefon="04832 99")
    steckbrief = make_steckbrief("Rufbus")
    steckbrief.mitwirkungen.create(kommune=kommune, rolle="verantwortlich")
    workflow.record(steckbrief, user=None)
    steckbrief.refresh_from_db()
    text = client.get(make_fassung(steckbrief).get_absolute_url()).text
    assert 'href="tel:0483299"' in text.split('id="ansprechstelle"')[1].split("</section>")[0]
    assert "Verantwortlich für das Projekt ist: Amt Nord" in abschnitt(text, "ansprechstelle")
    ohne = client.get(make_fassung(titel="Ohne").get_absolute_url()).text
    assert "Kreis Musterland, Stabsstelle Telefon 0481 1" in abschnitt(ohne, "ansprechstelle")


def test_history_tells_what_was_reported_reached_released_and_corrected(client):
    steckbrief = make_full_steckbrief()
    start, abschluss = steckbrief.meilensteine.all()
    fassung = make_fassung(steckbrief)
    falsch = make_sachstand(steckbrief, stichtag="Q1/2024", erreicht="Nichts.")
    richtig = make_sachstand(
        steckbrief,
        accepted=False,
        stichtag="Q1/2024",
        ampel="gelb",
        erreicht="Viel.",
        berichtigt=falsch,
    )
    richtig.meilensteine.create(
        meilenstein_uuid=start.uuid, titel="Start", erreicht_am="15.03.2024"
    )
    richtig.meilensteine.create(
        meilenstein_uuid=abschluss.uuid, titel="Abschluss", neuer_termin="2199", grund="Umbau"
    )
    workflow.accept(richtig, user=None)
    make_sachstand(steckbrief, accepted=False, stichtag="2025", erreicht="Geheim.")
    steckbrief.refresh_from_db()
    workflow.shelve(steckbrief, user=None, grund="Kein Geld")
    text = client.get(fassung.get_absolute_url()).text
    verlauf = abschnitt(text, "verlauf")
    teile = [
        "abgelegt",
        "Begründung: Kein Geld",
        "Fassung 1",
        "Berichtigung eines Sachstands Berichtigt den Sachstand 1. Quartal 2024.",
        "Was gemeldet wurde, steht oben unter Sachstand .",
        "1. Quartal 2024: Sachstand Gilt nicht mehr:",
        "Nichts.",
        "15.03.2024: Meilenstein erreicht",
    ]
    stellen = [verlauf.find(teil) for teil in teile]
    assert -1 not in stellen, dict(zip(teile, stellen, strict=True))
    assert stellen == sorted(stellen)
    assert "Geheim." not in text
    assert text.count("Viel.") == 1
    lagen = abschnitt(text, "meilensteine")
    assert "Start : erreicht (15.03.2024)" in lagen
    assert "geplant (2199). Grund: Umbau" in lagen


def test_every_state_of_a_milestone_reads_and_looks_the_same_everywhere(client):
    """Profile, roadmap and calendar tell of one milestone each, whatever became of it."""
    termine = {
        Lage.ERREICHT: "01.02.2020",
        Lage.UEBERFAELLIG: "02.02.2020",
        Lage.OHNE_BERICHT: "03.03.2023",
        Lage.VERSCHOBEN: "04.04.2024",
        Lage.GEPLANT: "31.12.9999",  # stored before such dates were refused
        Lage.OHNE_TERMIN: None,
    }
    assert list(termine) == list(Lage)
    steckbrief = make_steckbrief("Bus", vorgesehene_nummer="7", ende="9999")
    for position, (lage, termin) in enumerate(termine.items()):
        steckbrief.meilensteine.create(position=position, titel=f"M-{lage}", termin=termin)
    workflow.record(steckbrief, user=None)
    make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))
    uuids = {m.titel: m.uuid for m in steckbrief.meilensteine.all()}
    bericht = make_sachstand(steckbrief, accepted=False, stichtag="31.12.2020")
    bericht.meilensteine.create(
        meilenstein_uuid=uuids["M-erreicht"], titel="M-erreicht", erreicht_am="Anfang 2020"
    )
    bericht.meilensteine.create(meilenstein_uuid=uuids["M-verschoben"], neuer_termin="2199")
    bericht.staende_vor_ort.create(kommune=make_kommune("Nord"), stand="geplant", seit="2199")
    workflow.accept(bericht, user=None)
    profil, plan = client.get("/projekte/7/").text, client.get("/zeitplan/").text
    kalender = client.get("/feeds/meilensteine.ics").text.replace("\r\n ", "")
    zeichen = set()
    for lage in Lage:
        zeile = re.compile(
            rf"<li>(<svg(?:(?!</li>).)*</svg>)\s*<span><strong>M-{lage}</strong>: (.*?)</span>",
            re.DOTALL,
        )
        auf_profil, im_plan = zeile.search(profil).groups(), zeile.search(plan).groups()
        assert auf_profil == im_plan
        assert im_plan[1].split(" (")[0] == lage.label
        assert fuellung(lage)
        zeichen.add(im_plan[0])
        if lage != Lage.OHNE_TERMIN:
            eintrag = kalender.split(f"M-{lage}")[1].split("END:VEVENT")[0]
            assert f"Stand: {lage.label}" in eintrag
    assert len(zeichen) == len(Lage)
    assert "03.03.2023: Meilenstein nach Termin ohne Bericht" in abschnitt(profil, "verlauf")
    assert "M-erreicht: erreicht Anfang 2020" in abschnitt(profil, "sachstand")
    assert "DTSTART;VALUE=DATE:99991231" in kalender
    for seite in (profil, client.get("/kommunen/nord/").text):
        assert "für 2199" in seite
        assert "seit 2199" not in seite


def test_money_says_who_tells_it_and_the_years_last_report_counts(client):
    fassung = make_fassung(make_full_steckbrief())
    for stichtag, cents in (("2024", 100), ("2025", 1234550)):
        sachstand = make_sachstand(fassung.steckbrief, accepted=False, stichtag=stichtag)
        sachstand.mittel.create(jahr=2024, verausgabt=cents)
        workflow.accept(sachstand, user=None)
    geld = abschnitt(client.get(fassung.get_absolute_url()).text, "geld")
    assert "geplant (Steckbrief): 50.000 €" in geld
    assert "verausgabt (Sachstand): 12.345,50 €" in geld
    assert "2024 50.000 € 40.000,50 € 0 € 12.345,50 €" in geld
    assert 'id="geld"' not in client.get(make_fassung().get_absolute_url()).text


def test_related_projects_say_why(client):
    steckbrief = make_full_steckbrief()
    feld = steckbrief.handlungsfeld
    make_fassung(titel="Fremd", handlungsfeld=make_handlungsfeld())
    make_fassung(
        titel="Gleiche Leute",
        handlungsfeld=make_handlungsfeld(),
        zielgruppen_auswahl="Ältere Menschen",
    )
    for nummer in range(5):
        make_fassung(titel=f"Nachbar {nummer}", handlungsfeld=feld, reihenfolge=nummer)
    beide = make_fassung(titel="Beides", handlungsfeld=feld, zielgruppen_auswahl="Ältere Menschen")
    text = client.get(make_fassung(steckbrief).get_absolute_url()).text
    gezeigt = abschnitt(text, "verwandte")
    assert gezeigt.startswith(
        ">Ähnliche Projekte Beides Agenda gleiches Handlungsfeld; "
        "richtet sich auch an: Ältere Menschen Nachbar 0"
    )
    assert gezeigt.count("gleiches Handlungsfeld") == 4
    assert "Fremd" not in gezeigt
    workflow.merge(beide.steckbrief, into=steckbrief, user=None, grund="Eins")
    text = client.get(f"/projekte/{steckbrief.fassungen.get().nummer}/").text
    assert "Beides" not in abschnitt(text, "verwandte")
    assert "Beides" in abschnitt(text, "vorgaenger")


def test_leichte_sprache_is_near_and_says_when_it_is_outdated(client):
    steckbrief = make_full_steckbrief()
    fassung = make_fassung(steckbrief)
    text = client.get(fassung.get_absolute_url()).text
    davor, danach = text.split("</h1>")
    assert 'href="#leichte-sprache"' in danach.split("</nav>")[0]
    assert 'class="spruenge"' not in davor  # by ear the heading comes first
    assert text.count('id="leichte-sprache"') == 1
    assert "ist älter" not in text
    steckbrief = Steckbrief.objects.get(pk=steckbrief.pk)
    steckbrief.beschreibung = "Alles neu."
    steckbrief.save()
    workflow.record(steckbrief, user=None)
    make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))
    text = client.get(fassung.get_absolute_url()).text
    assert (
        "Der Text in Leichter Sprache ist älter."
        in text.split('class="ueberblick"')[1].split("<dl")[0]
    )


def test_page_can_be_passed_on_followed_and_corrected(client):
    make_portal(kreis="Kreis Musterland", titel="Agenda")
    fassung = make_fassung(titel="Bus & Bahn", vorgesehene_nummer="4.2", kurzbeschreibung="Kurz.")
    text = client.get("/projekte/4.2/").text
    adresse = "http://testserver/projekte/4.2/"
    for teil in (
        '<meta property="og:title" content="Bus &amp; Bahn">',
        '<meta property="og:description" content="Kurz.">',
        f'<meta property="og:url" content="{adresse}">',
        '<meta property="og:locale" content="de_DE">',
        '<meta property="og:image" content="http://testserver/static/vorschaubild',
        '<meta property="og:image:alt" content="Das Zeichen dieses Portals',
        'type="application/atom+xml" href="/feeds/projekte/4.2.atom"',
        f"<title>QR-Code mit der Adresse {adresse}</title>",
        f'<p class="weitergeben__adresse">{adresse}</p>',
        f'&lt;iframe src="{adresse}karte/" title="Bus &amp; Bahn"',
        'href="/fehler-melden/?seite=%2Fprojekte%2F4.2%2F"',
        'itemtype="https://schema.org/Project"',
        'itemtype="https://schema.org/BreadcrumbList"',
    ):
        assert teil in text
    assert fassung.steckbrief.handlungsfeld.get_absolute_url() in text


def test_other_sites_show_the_first_image_of_the_project(client):
    make_portal()
    steckbrief = make_steckbrief()
    for name, medientyp, text in (("a.pdf", "application/pdf", ""), ("b.png", "image/png", "Bus")):
        steckbrief.anlagen.create(
            titel=name,
            datei=name,
            dateiname=name,
            sha256="a" * 64,
            medientyp=medientyp,
            alternativtext=text,
        )
    workflow.record(steckbrief, user=None)
    steckbrief.refresh_from_db()
    fassung = make_fassung(steckbrief)
    bild = steckbrief.anlagen.get(titel="b.png")
    text = client.get(fassung.get_absolute_url()).text
    adresse = f"http://testserver/projekte/{fassung.nummer}/anlagen/{bild.uuid}/b.png"
    assert f'<meta property="og:image" content="{adresse}">' in text
    assert '<meta property="og:image:alt" content="Bus">' in text


def test_fassung_shows_the_frozen_text_alone(client):
    fassung = make_fassung(make_full_steckbrief())
    text = client.get(f"/projekte/{fassung.nummer}/fassungen/1/").text
    assert "data-dokument" in text
    for kennung in ("verlauf", "blick", "sachstand", "verwandte", "weitergeben"):
        assert f'id="{kennung}"' not in text
