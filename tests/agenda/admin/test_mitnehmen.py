"""A choice of Steckbriefe as a file: what is not released is named, not dropped."""

from io import BytesIO

import docx
import pytest
from django.urls import reverse

from agenda.papers import ausgabe, werkstatt
from agenda.papers.band import Fortschritt
from tests.agenda.admin.formular import page, text
from tests.agenda.papers import lesen
from tests.factories import make_fassung, make_portal, make_steckbrief

LISTE = reverse("admin:agenda_steckbrief_changelist")


@pytest.fixture
def zwei(db):
    make_portal()
    return [
        make_fassung(titel=titel, vorgesehene_nummer=nummer).steckbrief
        for titel, nummer in (("Lotsen", "2"), ("Busse", "1"))
    ]


@pytest.fixture
def entwurf(zwei):
    return make_steckbrief("Noch geheim")


def nimm(office, aktion, rows):
    return office.post(
        LISTE, {"action": aktion, "_selected_action": [s.pk for s in rows], "index": 0}, follow=True
    )


def test_as_word(office, zwei):
    response = nimm(office, "auswahl_als_docx", zwei)
    assert 'attachment; filename="Steckbriefe_Auswahl_Stand-' in response["Content-Disposition"]
    gelesen = docx.Document(BytesIO(response.content))
    titel = [a.text for a in gelesen.paragraphs if a.style.name == "Heading 2"]
    assert titel == ["Busse", "Lotsen"]  # as the list stood


def test_as_pdf(office, zwei):
    response = nimm(office, "auswahl_als_pdf", zwei)
    assert response["Content-Type"] == "application/pdf"
    gelesen = lesen.body(response.content)
    assert gelesen.rindex("Lotsen") > gelesen.index("Busse")


@pytest.mark.parametrize("endung", ["pdf", "docx"])
def test_what_is_not_released_is_named_first(office, zwei, entwurf, endung, monkeypatch):
    monkeypatch.setattr(ausgabe, "setzen", lambda gebaut: b"%PDF-")
    response = nimm(office, f"auswahl_als_{endung}", [*zwei, entwurf])
    assert "Nicht enthalten" in text(response)
    assert "Noch geheim" in text(response)
    (knopf,) = page(response).select("#content-main a.button")
    assert knopf.text == "Die 2 freigegebenen Steckbriefe herunterladen"
    assert office.get(knopf["href"])["Content-Disposition"].startswith("attachment")


def test_nothing_released_is_said(office, entwurf):
    assert "nichts freigegeben" in text(nimm(office, "auswahl_als_pdf", [entwurf]))


def test_too_many_are_refused(office, zwei, settings):
    settings.PAPERS_SELECTION_MAX = 1
    assert "in eine Datei passen höchstens 1" in text(nimm(office, "auswahl_als_docx", zwei))


def test_long_work_tells_how_far_it_is(office, zwei, monkeypatch):
    def unfertig(gebaut):
        raise ausgabe.Unfertig(Fortschritt(1, 2))

    monkeypatch.setattr(ausgabe, "setzen", unfertig)
    response = nimm(office, "auswahl_als_pdf", zwei)
    assert "1 von 2 Steckbriefen gesetzt" in text(response)
    (knopf,) = page(response).select("#content-main a.button")
    assert response["Refresh"] == f"5; url={knopf['href']}"
    (halt,) = page(response).select("#content-main a[href*=anhalten]")
    steht = office.get(halt["href"])
    assert "Refresh" not in steht
    assert page(steht).select_one("#content-main a.button")["href"] == knopf["href"]


def test_a_failure_is_told_in_words(office, zwei, monkeypatch):
    def belegt(gebaut):
        raise werkstatt.Belegt("Gerade entsteht schon ein anderes großes Papier.")

    monkeypatch.setattr(ausgabe, "setzen", belegt)
    assert "anderes großes Papier" in text(nimm(office, "auswahl_als_pdf", zwei))


@pytest.mark.parametrize(
    "abfrage", ["", "?steckbriefe=", "?steckbriefe=x,-1,²,99999999999999999999"]
)
def test_hostile_addresses(office, zwei, abfrage):
    adresse = reverse("admin:agenda_steckbrief_mitnehmen", args=["pdf"])
    assert office.get(adresse + abfrage).status_code == 302
    assert office.get(adresse.replace("/pdf/", "/exe/") + abfrage).status_code == 404


def test_others_see_only_what_they_may(client, staff, zwei):
    adresse = reverse("admin:agenda_steckbrief_mitnehmen", args=["docx"])
    staff("view_drucksache")
    assert client.get(f"{adresse}?steckbriefe={zwei[0].pk}").status_code == 403
