"""After a session: the screen of results, and that of the Ausführung."""

import datetime
from unittest import mock

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from agenda.domain import beschlusskontrolle, sitzungsergebnisse
from agenda.models import Ausfuehrungsstand, Beratungsergebnis, Drucksache
from tests.agenda.admin.formular import errors, page, read_form, text
from tests.factories import (
    festschreiben,
    make_anlage,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_portal,
    make_sitzung,
)

ERGEBNISSE = reverse("admin:agenda_drucksache_ergebnisse")
TAG = "2026-09-06"


@pytest.fixture
def liste():
    return {
        schluessel: Beratungsergebnis.objects.create(
            schluessel=schluessel, name=name, reihenfolge=nr, **folgen
        )
        for nr, (schluessel, name, folgen) in enumerate(
            [
                ("u", "ungeändert beschlossen", {"beschlossen": True}),
                ("g", "geändert beschlossen", {"beschlossen": True, "verlangt_neuen_stand": True}),
                ("v", "vertagt", {}),
            ]
        )
    }


@pytest.fixture
def ausschuss():
    make_portal()
    return make_gremium("Hauptausschuss")


def make_beratung(gremium, nummer, *, punkte=0, datum=TAG, **felder):
    drucksache = make_drucksache(nummer, **felder)
    for nr in range(1, punkte + 1):
        drucksache.beschlusspunkte.create(nummer=nr, wortlaut=f"Wortlaut {nr}\nzweite Zeile")
    return drucksache.beratungen.create(gremium=gremium, datum=datum)


def adresse(gremium, datum=TAG):
    return f"{ERGEBNISSE}?gremium={gremium.pk}&datum={datum}"


def test_a_session_is_entered_on_one_screen(office, ausschuss, liste):
    eins = make_beratung(ausschuss, "2026/1", punkte=2)
    zwei = make_beratung(ausschuss, "2026/2", oeffentlich=False)
    make_beratung(ausschuss, "2026/3", datum="2026-09-07")
    response = office.get(adresse(ausschuss))
    assert "Ergebnisse: Hauptausschuss, 06.09.2026" in text(response)
    koepfe = [h.get_text(" ", strip=True) for h in page(response).select("form fieldset h2")]
    assert koepfe == ["Drucksache 2026/1", "Drucksache 2026/2 (nichtöffentlich)"]
    daten = read_form(response)
    punkt = eins.drucksache.beschlusspunkte.get(nummer=2)
    daten |= {
        f"b{eins.pk}-ergebnis": liste["g"].pk,
        f"b{eins.pk}-ergebnis_text": "mit 7 : 4 Stimmen",
        f"b{eins.pk}-wortlaut_{punkt.pk}": "Anders\r\nbeschlossen",
        f"b{zwei.pk}-ergebnis": liste["v"].pk,
    }
    daten.pop(f"b{eins.pk}-belegt_{punkt.pk}")
    response = office.post(adresse(ausschuss), daten)
    assert response.status_code == 302
    assert response["Location"] == adresse(ausschuss)
    for beratung in (eins, zwei):
        beratung.refresh_from_db()
    assert (eins.ergebnis, eins.ergebnis_text) == (liste["g"], "mit 7 : 4 Stimmen")
    assert zwei.ergebnis == liste["v"]
    punkt.refresh_from_db()
    assert (punkt.wortlaut, punkt.wortlaut_belegt) == ("Anders\nbeschlossen", False)
    unberuehrt = eins.drucksache.beschlusspunkte.get(nummer=1)
    assert unberuehrt.wortlaut == "Wortlaut 1\nzweite Zeile"
    assert "Gespeichert: Drucksache 2026/1, Drucksache 2026/2." in text(
        office.get(adresse(ausschuss))
    )


def test_one_wrong_row_stops_all_and_the_error_stands_beside_it(office, ausschuss, liste):
    eins = make_beratung(ausschuss, "2026/1", punkte=1)
    zwei = make_beratung(ausschuss, "2026/2", punkte=1)
    daten = read_form(office.get(adresse(ausschuss)))
    punkt = zwei.drucksache.beschlusspunkte.get()
    daten |= {
        f"b{eins.pk}-ergebnis": liste["u"].pk,
        f"b{zwei.pk}-ergebnis": "987654",
        f"b{zwei.pk}-ergebnis_text": "x" * 401,
        f"b{zwei.pk}-wortlaut_{punkt.pk}": "  ",
    }
    response = office.post(adresse(ausschuss), daten)
    worte = errors(response)
    assert "Es wurde nichts gespeichert" in worte
    zeile = page(response).select_one(f"#beratung-{zwei.pk}")
    assert len(zeile.select(".errorlist")) == 3
    assert "Der Wortlaut darf nicht leer sein" in zeile.get_text()
    assert not page(response).select(f"#beratung-{eins.pk} .errorlist")
    assert read_form(response)[f"b{eins.pk}-ergebnis"] == str(liste["u"].pk)
    eins.refresh_from_db()
    assert eins.ergebnis is None


def test_of_two_editors_the_second_sees_both_and_decides(office, ausschuss, liste):
    beratung = make_beratung(ausschuss, "2026/1", punkte=1)
    daten = read_form(office.get(adresse(ausschuss)))
    daten[f"b{beratung.pk}-ergebnis"] = liste["u"].pk
    beratung.ergebnis_text = "von der Kollegin"
    beratung.save()
    response = office.post(adresse(ausschuss), daten)
    zeile = page(response).select_one(f"#beratung-{beratung.pk}")
    assert sitzungsergebnisse.VERALTET in zeile.get_text()
    assert "noch kein Ergebnis. von der Kollegin" in " ".join(zeile.get_text(" ").split())
    nochmal = read_form(response)
    assert nochmal[f"b{beratung.pk}-ergebnis"] == str(liste["u"].pk)
    assert office.post(adresse(ausschuss), nochmal).status_code == 302
    beratung.refresh_from_db()
    assert (beratung.ergebnis, beratung.ergebnis_text) == (liste["u"], "")


def test_a_point_added_meanwhile_is_no_emptied_wording(office, ausschuss, liste):
    beratung = make_beratung(ausschuss, "2026/1", punkte=1)
    daten = read_form(office.get(adresse(ausschuss)))
    beratung.drucksache.beschlusspunkte.create(nummer=2, wortlaut="Dazu")
    response = office.post(adresse(ausschuss), daten)
    assert sitzungsergebnisse.VERALTET in errors(response)
    assert "darf nicht leer sein" not in errors(response)
    assert office.post(adresse(ausschuss), read_form(response)).status_code == 302
    assert beratung.drucksache.beschlusspunkte.get(nummer=2).wortlaut == "Dazu"


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_screen_costs_the_same_for_one_and_three(
    office, ausschuss, liste, anzahl, django_assert_num_queries
):
    for nr in range(anzahl):
        beratung = make_beratung(ausschuss, f"2026/{nr}", punkte=anzahl, betrifft_agenda=True)
        beratung.ergebnis = liste["g"]
        beratung.save()
    with django_assert_num_queries(15):
        response = office.get(adresse(ausschuss))
    assert len(page(response).select("form fieldset.module")) == anzahl


@pytest.mark.parametrize(
    "abfrage",
    [
        "?gremium=0&datum=2026-09-06",
        "?gremium=x&datum=2026-13-45",
        "?gremium=1",
        "?sitzung=99999999999999",
        "?sitzung=%00",
        "?gremium=99999999999999999999999&datum=99999-01-01",
    ],
)
def test_an_address_that_names_no_session_asks_for_one(office, ausschuss, abfrage):
    make_beratung(ausschuss, "2026/1")
    response = office.get(f"{ERGEBNISSE}{abfrage}")
    assert "Welche Sitzung?" in text(response)
    assert "Hauptausschuss, 06.09.2026 : 1 Beratung ohne Ergebnis" in text(response)


def test_a_session_may_be_named_by_its_number(office, ausschuss, liste):
    make_beratung(ausschuss, "2026/1")
    sitzung = make_sitzung(ausschuss, TAG)
    assert "Drucksache 2026/1" in text(office.get(f"{ERGEBNISSE}?sitzung={sitzung.pk}"))
    leer = make_sitzung(ausschuss, "2026-10-01")
    assert "keine Drucksache" in text(office.get(f"{ERGEBNISSE}?sitzung={leer.pk}"))


@pytest.mark.parametrize(
    ("rechte", "status"),
    [
        (("change_beratung", "change_beschlusspunkt"), 200),
        (("change_beratung",), 403),
        (("view_drucksache", "change_drucksache"), 403),
    ],
)
def test_who_may_enter_results(staff, ausschuss, rechte, status):
    client = staff(*rechte)
    assert client.get(adresse(ausschuss)).status_code == status
    assert client.post(adresse(ausschuss), {}).status_code == status


# What comes next


def test_a_changed_decision_asks_for_the_next_stand_and_then_shows_the_synopse(
    office, ausschuss, liste
):
    with mock.patch(
        "django.utils.timezone.now",
        return_value=datetime.datetime(2026, 8, 20, 12, tzinfo=timezone.get_current_timezone()),
    ):
        make_fassung(vorgesehene_nummer="1")
        beratung = make_beratung(ausschuss, "2026/1", punkte=1, betrifft_agenda=True)
        alte = festschreiben(make_anlage(beratung.drucksache, ausschuss, datum=TAG, titel="Alt"))
    kreistag = make_gremium("Kreistag")
    naechste = beratung.drucksache.beratungen.create(gremium=kreistag, datum="2026-09-22")
    beratung.ergebnis = liste["g"]
    beratung.save()
    response = office.get(adresse(ausschuss))
    ziel = f"{reverse('admin:agenda_ausgabe_anlage')}?beratung={naechste.pk}&nr=2"
    assert page(response).find("a", href=ziel)
    assert "Es berät noch: Kreistag, 22.09.2022".replace("2022", "2026") in text(response)
    assert office.get(ziel).status_code == 200
    konto = response.wsgi_request.user
    [offen] = beschlusskontrolle.tafel(konto).neue_staende
    assert offen.vorher == alte
    neue = festschreiben(
        make_anlage(beratung.drucksache, kreistag, datum="2026-09-22", titel="Neu")
    )
    response = office.get(adresse(ausschuss))
    synopse = f"{reverse('ausgabe_vergleich')}?von={alte.slug}&bis={neue.slug}"
    assert page(response).find("a", href=synopse)
    assert "Neu" in office.get(synopse).text
    assert beschlusskontrolle.tafel(konto).neue_staende == []


def test_a_decision_offers_the_first_state_of_its_points(office, ausschuss, liste):
    beratung = make_beratung(ausschuss, "2026/1", punkte=2)
    ziel = reverse("admin:agenda_drucksache_ausfuehrung", args=[beratung.drucksache.pk])
    assert not page(office.get(adresse(ausschuss))).find("a", href=ziel)
    beratung.ergebnis = liste["u"]
    beratung.save()
    link = page(office.get(adresse(ausschuss))).find("a", href=ziel)
    assert link.get_text(strip=True) == "Ersten Stand der Ausführung eintragen …"
    for punkt in beratung.drucksache.beschlusspunkte.all():
        punkt.ausfuehrungen.create(stand="offen", datum=TAG)
    assert "Jeder Beschlusspunkt hat einen Stand" in text(office.get(adresse(ausschuss)))


# Ausführung


@pytest.fixture
def punkt(ausschuss):
    return make_beratung(ausschuss, "2026/1", punkte=2).drucksache.beschlusspunkte.get(nummer=1)


def ausfuehrung(punkt):
    return reverse("admin:agenda_drucksache_ausfuehrung", args=[punkt.drucksache_id])


def eintragen(office, punkt, **werte):
    daten = read_form(office.get(ausfuehrung(punkt)))
    daten |= {f"p{punkt.pk}-{name}": wert for name, wert in werte.items()}
    return office.post(ausfuehrung(punkt), daten)


def test_states_are_added_and_the_history_stays(office, stabsstelle, punkt):
    heute = timezone.localdate()
    faellig = heute + datetime.timedelta(days=90)
    assert eintragen(office, punkt, stand="offen", datum="2026-09-10").status_code == 302
    response = eintragen(
        office,
        punkt,
        stand="in_ausfuehrung",
        text="Begonnen.",
        naechster_bericht=faellig.isoformat(),
    )
    assert response.status_code == 302
    [neu, alt] = Ausfuehrungsstand.objects.all()
    assert (neu.stand, neu.datum, neu.naechster_bericht) == ("in_ausfuehrung", heute, faellig)
    assert (neu.eingetragen_von, alt.stand) == (stabsstelle, "offen")
    zeilen = page(office.get(ausfuehrung(punkt))).select("table.dokument tbody tr")
    assert [z.find_all("td")[0].get_text() for z in zeilen] == ["in Ausführung", "offen"]
    assert (
        office.post(ausfuehrung(punkt), read_form(office.get(ausfuehrung(punkt)))).status_code
        == 302
    )
    assert Ausfuehrungsstand.objects.count() == 2


@pytest.mark.parametrize(
    ("werte", "fehler"),
    [
        ({"stand": "offen", "datum": "2999-01-01"}, "liegt nicht in der Zukunft"),
        ({"stand": "offen", "datum": ""}, "von wann dieser Stand ist"),
        ({"stand": "", "text": "Vergessen"}, "auch den Stand der Ausführung"),
        ({"stand": "quatsch"}, "quatsch"),
        (
            {"stand": "offen", "datum": "2026-09-10", "naechster_bericht": "2026-09-10"},
            "kommt nach diesem Stand",
        ),
        ({"stand": "ausgefuehrt", "naechster_bericht": "2999-01-01"}, "keinen Bericht mehr"),
        ({"stand": "offen", "datum": "gestern"}, "Bitte einen Tag wie"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_point(office, punkt, werte, fehler):
    response = eintragen(office, punkt, **werte)
    assert fehler in page(response).select_one(f"#punkt-{punkt.pk}").get_text()
    assert not Ausfuehrungsstand.objects.exists()


def test_a_double_click_adds_once(office, punkt):
    daten = read_form(office.get(ausfuehrung(punkt))) | {f"p{punkt.pk}-stand": "offen"}
    assert office.post(ausfuehrung(punkt), daten).status_code == 302
    response = office.post(ausfuehrung(punkt), daten)
    assert sitzungsergebnisse.AUSFUEHRUNG_VERALTET in text(response)
    assert Ausfuehrungsstand.objects.count() == 1
    assert office.post(ausfuehrung(punkt), read_form(response)).status_code == 302
    assert Ausfuehrungsstand.objects.count() == 2


def test_who_may_read_and_who_may_add(staff, punkt):
    leserin = staff("view_drucksache")
    response = leserin.get(ausfuehrung(punkt))
    assert not page(response).select("#content-main form [type=submit]")
    assert leserin.post(ausfuehrung(punkt), {}).status_code == 403
    assert staff("view_sitzung").get(ausfuehrung(punkt)).status_code == 403


@pytest.mark.parametrize("was", ["oeffentlich", "entwurf"])
def test_what_is_not_public_is_for_who_writes_drucksachen(staff, punkt, was):
    geheim = punkt.drucksache
    punkt.ausfuehrungen.create(
        stand="offen", datum="2026-09-10", naechster_bericht=timezone.localdate()
    )
    Drucksache.objects.filter(pk=geheim.pk).update(
        betreff="Verschlusssache", **{was: was == "entwurf"}
    )
    make_drucksache("2026/offen", betreff="Verschlussdeckel")
    adressen = [
        reverse("admin:agenda_drucksache_changelist"),
        reverse("admin:agenda_drucksache_change", args=[geheim.pk]),
        reverse("admin:agenda_drucksache_history", args=[geheim.pk]),
        ausfuehrung(punkt),
        reverse("admin:index"),
    ]
    schreibt = staff("view_drucksache", "change_drucksache")
    assert all("2026/1" in text(schreibt.get(a, follow=True)) for a in adressen[:4])
    liest = staff("view_drucksache")
    for adresse in adressen:
        seite = liest.get(adresse, follow=True).text
        assert "Verschlusssache" not in seite, adresse
        assert "2026/1" not in seite, adresse
    assert liest.get(ausfuehrung(punkt)).status_code == 404
    assert "2026/offen" in text(liest.get(adressen[0]))


def test_an_unknown_paper_is_not_found(office):
    assert office.get(reverse("admin:agenda_drucksache_ausfuehrung", args=[1])).status_code == 404


# The board


def test_the_part_of_the_board(office, stabsstelle, punkt, liste):
    anders = make_beratung(
        make_gremium("Kreistag"), "2026/9", betrifft_agenda=True, datum="2026-10-01"
    )
    anders.ergebnis = liste["g"]
    anders.save()
    gestern = timezone.localdate() - datetime.timedelta(days=1)
    punkt.ausfuehrungen.create(stand="offen", datum="2026-09-10", naechster_bericht=gestern)
    html = render_to_string(
        "admin/tafel/_beschluesse.html",
        {"beschluss_tafel": beschlusskontrolle.tafel(stabsstelle)},
    )
    assert "(davon 1 überfällig)" in html
    assert "Hauptausschuss, 06.09.2026</a>: 1 Beratung" in html
    assert "neuer Stand fehlt" in html
    assert "Drucksache 2026/1, Beschlusspunkt 1</a>" in html
    assert (
        render_to_string("admin/tafel/_beschluesse.html", {"beschluss_tafel": None}).strip() == ""
    )
