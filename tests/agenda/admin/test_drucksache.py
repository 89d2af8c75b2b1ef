import pytest
from django.urls import reverse

from agenda.models import Beratungsergebnis, Drucksache
from kommunen.models import Portal
from tests.agenda.admin.formular import add_row, errors, page, read_form
from tests.factories import make_drucksache, make_gremium, make_portal

NEU = reverse("admin:agenda_drucksache_add")
LISTE = reverse("admin:agenda_drucksache_changelist")


def change(drucksache):
    return reverse("admin:agenda_drucksache_change", args=[drucksache.pk])


def test_a_paper_with_stations_and_points_is_entered(office):
    make_portal()
    ergebnis = Beratungsergebnis.objects.create(schluessel="u", name="ungeändert beschlossen")
    daten = read_form(office.get(NEU)) | {"nummer": "2022/1218", "betreff": "Digitale Agenda"}
    add_row(
        daten,
        "beratungen",
        gremium=make_gremium("Kreistag").pk,
        datum="22.09.2022",
        ergebnis=ergebnis.pk,
    )
    add_row(daten, "beschlusspunkte", nummer="1", wortlaut="Der Kreistag beschließt.")
    add_row(daten, "anlagen", nummer="2", titel="Agenda")
    response = office.post(NEU, daten)
    assert response.status_code == 302, errors(response)
    drucksache = Drucksache.objects.get()
    assert drucksache.slug == "2022-1218"
    assert str(drucksache.beratungen.get()) == "Kreistag, 22.09.2022"
    assert drucksache.beschlusspunkte.get().wortlaut == "Der Kreistag beschließt."
    assert Portal.objects.get().stand == 2
    assert "slug" not in read_form(office.get(change(drucksache)))


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(office, anzahl, django_assert_num_queries):
    gremium = make_gremium()
    for _ in range(anzahl):
        drucksache = make_drucksache(betreff="Über Äpfel")
        drucksache.beratungen.create(gremium=gremium)
        drucksache.beratungen.create(gremium=gremium, datum="2024-01-01")
    with django_assert_num_queries(9):
        response = office.get(LISTE, {"q": "aepfel", "beratungen__gremium__id__exact": gremium.pk})
    assert len(page(response).select("#result_list tbody tr")) == anzahl


def test_deleting_from_the_list_raises_the_stamp(office):
    make_portal()
    auswahl = [make_drucksache().pk, make_drucksache().pk]
    daten = {"action": "delete_selected", "_selected_action": auswahl, "post": "yes"}
    office.post(LISTE, daten)
    assert not Drucksache.objects.exists()
    assert Portal.objects.get().stand == 2


def test_points_may_be_renumbered(office):
    drucksache = make_drucksache()
    eins = drucksache.beschlusspunkte.create(nummer=1, wortlaut="Erstens")
    drucksache.beschlusspunkte.create(nummer=2, wortlaut="Zweitens")
    daten = read_form(office.get(change(drucksache)))
    tausch = {"beschlusspunkte-0-nummer": "2", "beschlusspunkte-1-nummer": "1"}
    assert office.post(change(drucksache), daten | tausch).status_code == 302
    assert [p.wortlaut for p in drucksache.beschlusspunkte.all()] == ["Zweitens", "Erstens"]
    assert drucksache.beschlusspunkte.get(wortlaut="Erstens").pk == eins.pk
    daten = read_form(office.get(change(drucksache))) | {"beschlusspunkte-0-nummer": "2"}
    assert "doppelte" in errors(office.post(change(drucksache), daten)).lower()


def test_amounts_are_entered_as_people_write_them(office):
    drucksache = make_drucksache("2027/1")
    daten = read_form(office.get(change(drucksache))) | {
        "aktenzeichen": "10.2-4711",
        "stellenplan": "keine",
    }
    add_row(daten, "finanzen", jahr="2027", produkt="11156", aufwand="30.000,50", ertrag="")
    response = office.post(change(drucksache), daten)
    assert response.status_code == 302, errors(response)
    [zeile] = drucksache.finanzen.all()
    assert (zeile.aufwand, zeile.ertrag, zeile.saldo) == (3000050, None, -3000050)
    drucksache.refresh_from_db()
    assert (drucksache.aktenzeichen, drucksache.stellenplan) == ("10.2-4711", "keine")
    nochmal = read_form(office.get(change(drucksache)))
    assert nochmal["finanzen-0-aufwand"] == "30.000,50"
    nochmal["finanzen-0-aufwand"] = "viel"
    assert "Betrag in Euro" in errors(office.post(change(drucksache), nochmal))


def test_only_a_vorlage_may_be_without_a_number(office):
    daten = read_form(office.get(NEU)) | {"betreff": "Neues Papier"}
    assert "Nur ein Entwurf darf noch ohne sein" in errors(office.post(NEU, daten))
    assert office.post(NEU, daten | {"entwurf": "on"}).status_code == 302
    vorlage = Drucksache.objects.get()
    assert vorlage.nummer is None
    zeile = page(office.get(LISTE)).select_one("#result_list tbody tr")
    assert zeile.th.get_text() == "noch ohne Nummer"
    assert zeile.th.a["href"] == change(vorlage)


@pytest.mark.parametrize(
    ("felder", "zeigt"), [({}, True), ({"oeffentlich": False}, False), ({"entwurf": True}, False)]
)
def test_only_what_has_a_page_leads_there(office, felder, zeigt):
    drucksache = make_drucksache("2027/1", **felder)
    link = page(office.get(change(drucksache))).find("a", href="/drucksachen/2027-1/")
    assert bool(link) is zeigt


def test_frozen_states_keep_their_paper(office):
    drucksache = make_drucksache("2027/1")
    punkt = drucksache.beschlusspunkte.create(nummer=1, wortlaut="Eins")
    punkt.ausfuehrungen.create(stand="offen", datum="2026-01-01")
    daten = read_form(office.get(change(drucksache)))
    weg = daten | {"beschlusspunkte-0-DELETE": "on"}
    assert office.post(change(drucksache), weg).status_code == 200
    loeschen = reverse("admin:agenda_drucksache_delete", args=[drucksache.pk])
    office.post(loeschen, {"post": "yes"})
    assert drucksache.beschlusspunkte.get().ausfuehrungen.count() == 1
    # A new number or wording leaves the states where they are.
    neu = daten | {"beschlusspunkte-0-nummer": "4", "beschlusspunkte-0-wortlaut": "Vier"}
    assert office.post(change(drucksache), neu).status_code == 302
    punkt.refresh_from_db()
    assert (punkt.nummer, punkt.ausfuehrungen.count()) == (4, 1)


def test_ways_from_a_paper_and_from_the_list(office):
    drucksache = make_drucksache("2027/1")
    ausfuehrung = reverse("admin:agenda_drucksache_ausfuehrung", args=[drucksache.pk])
    assert page(office.get(change(drucksache))).find("a", href=ausfuehrung)
    assert page(office.get(LISTE)).find("a", href=reverse("admin:agenda_drucksache_ergebnisse"))
