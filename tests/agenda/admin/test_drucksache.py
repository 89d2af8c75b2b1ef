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
