"""Another county runs the same software: no page of it speaks of the first one."""

import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from agenda.models import Drucksache, Seite
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Gemeinde, Kommunalart, Kommune, Portal
from tests.factories import make_fassung, make_full_steckbrief, make_kommune, make_sachstand

pytestmark = pytest.mark.django_db
FREMD = re.compile(r"Dithmarschen|Amt|Ämter|LBGG|Schleswig|\bHeide\b|\bSH\b")
PFADE = [
    "/",
    "/projekte/",
    "/projekte/?q=Lotsen",
    "/projekte/?q=48565",
    "/projekte/?q=Raumschiff",
    "/projekte/?ansicht=tabelle&kommune=musterstadt-3&rolle=beteiligt",
    "/projekte/?format=csv",
    "/projekte/?format=json",
    "/projekte/7/",
    "/projekte/7/fassungen/",
    "/projekte/7/fassungen/1/",
    "/projekte/7/vergleich/",
    "/projekte/7/karte/",
    "/handlungsfelder/",
    "/handlungsfelder/bildung/",
    "/kommunen/",
    "/kommunen/musterstadt-3/",
    "/kommunen/matrix/",
    "/kommunen/organisation/",
    "/umsetzungsstand/",
    "/umsetzungsstand/?stichtag=2020-01-01",
    "/zeitplan/",
    "/leuchttuerme/",
    "/folgen/",
    "/feeds/projekte.atom",
    "/feeds/meilensteine.ics",
    "/barriere-melden/",
    "/fehler-melden/?seite=/projekte/7/",
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/security.txt",
    "/gibt-es-nicht/",
]


@pytest.fixture
def steinfurt():
    """Kreis Steinfurt has 24 Kommunen: towns and Gemeinden, no Ämter."""
    call_command("einrichten", leer=True, stdout=io.StringIO())
    Portal.objects.update(
        kreis="Kreis Steinfurt",
        titel="Digitale Agenda Kreis Steinfurt",
        partner_einzahl="Kommune",
        partner_mehrzahl="Kommunen",
        email="digital@example.org",
    )
    Handlungsfeld.objects.create(name="Bildung", nummer=1)
    arten = [
        Kommunalart.objects.create(schluessel=name.lower(), name=name, mehrzahl=mehrzahl)
        for name, mehrzahl in (("Stadt", "Städte"), ("Gemeinde", "Gemeinden"))
    ]
    for nummer in range(1, 25):
        make_kommune(f"Musterstadt {nummer}", art=arten[nummer % 2])
    Gemeinde.objects.create(
        name="Musterstadt 3",
        plz="48565",
        schluessel="055660003003",
        kommune=Kommune.objects.get(slug="musterstadt-3"),
    )
    steckbrief = make_full_steckbrief(
        vorgesehene_nummer="7", kommune=Kommune.objects.get(slug="musterstadt-3")
    )
    fassung = make_fassung(steckbrief)
    make_sachstand(fassung.steckbrief, ampel="gelb", erreicht="Viel.")
    Drucksache.objects.create(nummer="2026/1", betrifft_agenda=True)


def test_no_page_speaks_of_the_first_county(client, steinfurt):
    pfade = [*PFADE, *(seite.get_absolute_url() for seite in Seite.objects.all())]
    found = []
    for pfad in pfade:
        response = client.get(pfad)
        assert response.status_code in (200, 404), pfad
        text = response.content.decode()
        found += [f"{pfad}: {fund}" for fund in set(FREMD.findall(text))]
        if "html" in response["Content-Type"] and "/karte/" not in pfad:
            assert "Kreis Steinfurt" in text, pfad
    assert not found, "\n".join(found)


def test_no_template_or_script_names_a_land_or_a_county():
    """What a page says comes from the operator's data, not from the code."""
    found = [
        f"{path}: {fund}"
        for folder in ("templates", "static")
        for path in Path(settings.BASE_DIR, folder).rglob("*")
        if path.suffix in {".html", ".css", ".js", ".svg", ".txt", ".xml", ".ics"}
        for fund in FREMD.findall(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)
