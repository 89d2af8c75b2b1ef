"""The office's pages of a Vorlage: fields to copy, papers, and how a new one begins."""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from agenda.models import Drucksache
from agenda.papers import vorlage as papier
from agenda.papers.gescheitert import ZuLange
from tests.agenda.admin.formular import errors, page, read_form, text
from tests.agenda.domain.vorlagen import volle_vorlage
from tests.factories import (
    make_bericht,
    make_drucksache,
    make_gremium,
    make_konto,
    make_portal,
    make_sitzung,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
NEU = "/admin/agenda/drucksache/vorlage/neu/"


def url(drucksache, name=""):
    return reverse(f"admin:agenda_drucksache_vorlage{name}", args=[drucksache.pk])


@pytest.fixture
def office(client):
    make_portal(stelle="Stabsstelle Digitalisierung")
    client.force_login(make_stabsstelle())
    return client


def test_each_field_stands_by_itself(office):
    drucksache = volle_vorlage()
    seite = page(office.get(url(drucksache)))
    felder = {
        seite.find("label", attrs={"for": feld["id"]}).text: feld.text.removeprefix("\n")
        for feld in seite.select("textarea[readonly]")
    }
    assert felder["Betreff"] == "Digitalisierungsstrategie und Digitale Agenda"
    assert felder["Beschlussvorschlag"] == "1. Punkt 1 wird beraten.\n2. Punkt 2 wird beraten."
    assert felder["Sachverhalt"].startswith("Erster Absatz für Bürger*innen.\n\nWas folgt:\n- eins")
    assert len(felder) == 13
    # The script only adds buttons, and comes from our own host.
    assert [skript["src"] for skript in seite.select("script[src$='vorlage.js']")]
    assert not seite.select("[onclick], #content-main script")
    links = {link["href"] for link in seite.select(".werkzeuge a")}
    assert {url(drucksache, "_pdf"), url(drucksache, "_docx")} < links


def test_empty_fields_are_left_out(office):
    seite = page(office.get(url(make_drucksache("2027/1", betreff="Kurz", entwurf=True))))
    assert [label.text for label in seite.select(".vorlagenfeld label")] == [
        "Nummer",
        "Öffentlich oder nichtöffentlich",
        "Betreff",
    ]


def test_it_is_reached_from_the_drucksache(office):
    drucksache = make_drucksache()
    aendern = reverse("admin:agenda_drucksache_change", args=[drucksache.pk])
    assert page(office.get(aendern)).select(f'a[href="{url(drucksache)}"]')
    liste = reverse("admin:agenda_drucksache_changelist")
    assert page(office.get(liste)).select(f'a[href="{NEU}"]')


@pytest.mark.parametrize(("name", "endung"), [("_pdf", "pdf"), ("_docx", "docx")])
def test_the_papers_are_given_out_as_drafts(office, name, endung):
    response = office.get(url(volle_vorlage(), name))
    assert response.status_code == 200
    assert f"ENTWURF_Beschlussvorlage_2027-0123.{endung}" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF" if endung == "pdf" else b"PK")


def test_what_cannot_be_drawn_is_said(office, monkeypatch):
    def zu_lange(vorlage):
        raise ZuLange("Das Papier war nach 60 Sekunden nicht fertig.")

    monkeypatch.setattr(papier, "pdf", zu_lange)
    drucksache = make_drucksache()
    response = office.get(url(drucksache, "_pdf"), follow=True)
    assert "war nach 60 Sekunden nicht fertig" in text(response)


def test_only_who_writes_drucksachen_may_look(client):
    drucksache = volle_vorlage()
    make_portal()
    partner = make_konto(is_staff=True)
    partner.groups.add(Group.objects.get(name="Partner"))
    client.force_login(partner)
    for name in ("", "_pdf", "_docx"):
        assert client.get(url(drucksache, name)).status_code == 403
    assert client.get(NEU).status_code == 403
    client.logout()
    for adresse in (url(drucksache), url(drucksache, "_pdf"), NEU):
        response = client.get(adresse)
        assert urlsplit(response["Location"]).path == reverse("admin:login")
    assert client.get(f"/drucksachen/{drucksache.slug}/").status_code == 404


def test_one_that_is_not_there(office):
    assert office.get("/admin/agenda/drucksache/99999/vorlage/").status_code == 404


def test_an_empty_one_is_begun(office):
    daten = read_form(office.get(NEU)) | {"art": "Mitteilungsvorlage"}
    response = office.post(NEU, daten)
    drucksache = Drucksache.objects.get()
    assert response["Location"] == reverse("admin:agenda_drucksache_change", args=[drucksache.pk])
    assert (drucksache.art, drucksache.entwurf) == ("Mitteilungsvorlage", True)
    assert drucksache.federfuehrung == "Stabsstelle Digitalisierung"
    # It can be saved as it is: a draft needs no number yet.
    form = read_form(office.get(response["Location"]))
    assert office.post(response["Location"], form).status_code == 302


def test_a_kind_there_is_none_of(office):
    assert "gültige Auswahl" in errors(office.post(NEU, {"art": "Befehl"}))
    assert not Drucksache.objects.exists()


def test_from_a_report(office):
    sitzung = make_sitzung(make_gremium("Hauptausschuss"))
    bericht = make_bericht(3, sitzung=sitzung)
    adresse = f"{NEU}?bericht={bericht.pk}"
    aendern = reverse("admin:agenda_bericht_change", args=[bericht.pk])
    assert page(office.get(aendern)).select(f'a[href="{adresse}"]')
    seite = office.get(adresse)
    assert "3. Sachstandsbericht" in text(seite)
    assert office.post(adresse, read_form(seite)).status_code == 302
    drucksache = Drucksache.objects.get()
    assert drucksache.art == "Mitteilungsvorlage"
    assert drucksache.beschlusspunkte.get().wortlaut.startswith("Der Hauptausschuss nimmt den 3.")
    assert not page(office.get(aendern)).select(f'a[href="{adresse}"]')
    # Twice is one too many.
    assert "gehört schon" in errors(office.post(adresse, read_form(seite)))
    assert Drucksache.objects.count() == 1


def test_from_a_selection_of_steckbriefe(office):
    eins, zwei = make_steckbrief("Lotsen"), make_steckbrief("Busshuttle")
    response = office.post(
        reverse("admin:agenda_steckbrief_changelist"),
        {"action": "vorlage_schreiben", "_selected_action": [eins.pk, zwei.pk]},
    )
    assert urlsplit(response["Location"]).path == NEU
    seite = office.get(response["Location"])
    assert "Lotsen" in text(seite)
    office.post(response["Location"], read_form(seite))
    assert set(Drucksache.objects.get().steckbriefe.all()) == {eins, zwei}


@pytest.mark.parametrize(
    "abfrage", ["bericht=x", "bericht=99", "steckbriefe=1,;,99", "steckbriefe="]
)
def test_nonsense_in_the_address_begins_an_empty_one(office, abfrage):
    assert "leere Vorlage" in text(office.get(f"{NEU}?{abfrage}"))
