"""Beschlusskontrolle: states, due reports, what is public, what the board tells."""

import datetime

import pytest
from django.contrib.auth.models import Permission

from agenda.domain import beschlusskontrolle
from agenda.models import Beratungsergebnis, Beschlusspunkt, Drucksache
from tests.factories import make_drucksache, make_gremium, make_konto, make_stabsstelle

pytestmark = pytest.mark.django_db
HEUTE = datetime.date(2027, 3, 1)


def tag(tage):
    return HEUTE + datetime.timedelta(days=tage)


def make_punkt(drucksache=None, nummer=1, **felder):
    drucksache = drucksache or make_drucksache()
    return drucksache.beschlusspunkte.create(
        nummer=nummer, **{"wortlaut": "Der Kreistag stimmt zu.", **felder}
    )


def make_stand(punkt, stand="in_ausfuehrung", datum=HEUTE, **felder):
    return punkt.ausfuehrungen.create(stand=stand, datum=datum, **felder)


def punkte():
    return {p.nummer: p for p in beschlusskontrolle.mit_stand(Beschlusspunkt.objects.all())}


def test_the_last_day_counts_and_a_correction_of_the_same_day_wins():
    punkt = make_punkt()
    assert punkte()[1].stand is None
    make_stand(punkt, "offen", tag(-10), naechster_bericht=tag(5))
    make_stand(punkt, "in_ausfuehrung", tag(-5), naechster_bericht=tag(20))
    make_stand(punkt, "offen", tag(-50), naechster_bericht=tag(-40))
    assert (punkte()[1].stand, punkte()[1].bericht_am) == ("in_ausfuehrung", tag(20))
    make_stand(punkt, "teilweise", tag(-5), naechster_bericht=tag(30))
    assert (punkte()[1].stand, punkte()[1].bericht_am) == ("teilweise", tag(30))
    [zeile] = beschlusskontrolle.punkte_von(punkt.drucksache, HEUTE)
    assert [s.stand for s in zeile.staende] == ["teilweise", "in_ausfuehrung", "offen", "offen"]


@pytest.mark.parametrize(
    ("tage", "faellig"),
    [(-1, "ueberfaellig"), (0, "bald"), (30, "bald"), (31, "spaeter"), (None, "")],
)
def test_when_a_report_is_due(tage, faellig):
    punkt = make_punkt()
    make_stand(punkt, naechster_bericht=None if tage is None else tag(tage))
    [zeile] = beschlusskontrolle.punkte_von(punkt.drucksache, HEUTE)
    assert zeile.faellig == faellig
    alle = beschlusskontrolle.mit_stand(Beschlusspunkt.objects.all())
    gefunden = [
        name
        for name in beschlusskontrolle.FAELLIG
        if beschlusskontrolle.mit_faelligkeit(alle, name, HEUTE).exists()
    ]
    assert gefunden == ([faellig] if faellig else [])


@pytest.mark.parametrize("stand", ["ausgefuehrt", "entfallen"])
def test_what_is_done_is_never_due(stand):
    punkt = make_punkt()
    make_stand(punkt, stand, naechster_bericht=tag(-100))
    [zeile] = beschlusskontrolle.punkte_von(punkt.drucksache, HEUTE)
    assert zeile.faellig == ""
    assert punkte()[1].bericht_am is None
    assert beschlusskontrolle.berichte_faellig(HEUTE) == []


def test_counted_by_the_last_state():
    drucksache = make_drucksache()
    for nummer, stand in enumerate([None, None, "offen", "ausgefuehrt"], 1):
        punkt = make_punkt(drucksache, nummer)
        if stand:
            make_stand(punkt, stand)
    alle = beschlusskontrolle.mit_stand(Beschlusspunkt.objects.all())
    assert beschlusskontrolle.nach_ausfuehrung(alle) == [
        ("ohne_stand", 2),
        ("offen", 1),
        ("ausgefuehrt", 1),
    ]


@pytest.mark.parametrize("anzahl", [1, 3])
def test_loading_costs_the_same_for_one_and_three(anzahl, django_assert_num_queries):
    for _ in range(anzahl):
        drucksache = make_drucksache()
        for nummer in range(1, anzahl + 1):
            make_stand(make_punkt(drucksache, nummer))
            drucksache.beratungen.create(gremium=make_gremium())
        drucksache.finanzen.create(jahr=2027, aufwand=100)
    pks = list(Drucksache.objects.values_list("pk", flat=True))
    with django_assert_num_queries(8):
        geladen = beschlusskontrolle.laden(pks)
        text = [
            (b.gremium.name, p.wort, f.saldo)
            for d in geladen
            for b in d.oeffentliche_beratungen
            for p in d.punkte
            for f in d.finanzen.all()
        ]
    assert len(text) == anzahl**3


def test_search_finds_the_wording_in_any_spelling():
    a = make_drucksache("2027/1", betreff="Über Äpfel")
    b = make_drucksache("2027/2", betreff="Anderes")
    make_punkt(b, wortlaut="Die Straßen werden begrünt.", betrifft="Berichtswesen")
    alle = Drucksache.objects.all()
    assert beschlusskontrolle.suchen(alle, "aepfel") == [a.pk]
    assert beschlusskontrolle.suchen(alle, "STRASSEN begruent 2027/2") == [b.pk]
    assert beschlusskontrolle.suchen(alle, "berichtswesen äpfel") == []


# The board


def test_the_board_tells_who_may_see_it_what_waits():
    gremium = make_gremium("Hauptausschuss")
    alt, neu = make_drucksache("2027/1"), make_drucksache("2027/2")
    for drucksache in (alt, neu):
        drucksache.beratungen.create(gremium=gremium, datum=tag(-1))
    neu.beratungen.create(gremium=make_gremium("Kreistag"), datum=tag(1))
    neu.beratungen.create(
        gremium=make_gremium("Bauausschuss"), datum=tag(-3), ergebnis_text="zugestimmt"
    )
    entwurf = make_drucksache(entwurf=True)
    entwurf.beratungen.create(gremium=gremium, datum=tag(-9))
    make_stand(make_punkt(alt), naechster_bericht=tag(-2))
    make_stand(make_punkt(alt, 2), naechster_bericht=tag(30))
    make_stand(make_punkt(alt, 3), naechster_bericht=tag(31))
    tafel = beschlusskontrolle.tafel(make_stabsstelle(), HEUTE)
    assert [(s.gremium, s.datum, s.anzahl) for s in tafel.sitzungen] == [(gremium, tag(-1), 2)]
    assert [(p.punkt.nummer, p.faellig) for p in tafel.berichte] == [
        (1, "ueberfaellig"),
        (2, "bald"),
    ]
    assert (tafel.ueberfaellig, tafel.leer) == (1, False)


def test_the_board_is_not_for_everybody():
    assert beschlusskontrolle.tafel(make_konto(is_staff=True)) is None
    konto = make_konto(is_staff=True)
    konto.user_permissions.add(Permission.objects.get(codename="view_drucksache"))
    assert beschlusskontrolle.tafel(konto).leer


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_board_costs_the_same_for_one_and_three(anzahl, django_assert_num_queries):
    konto = make_stabsstelle()
    geaendert = Beratungsergebnis.objects.create(
        schluessel="g", name="geändert beschlossen", verlangt_neuen_stand=True
    )
    for _ in range(anzahl):
        drucksache = make_drucksache(betrifft_agenda=True)
        drucksache.beratungen.create(gremium=make_gremium(), datum=tag(-1))
        drucksache.beratungen.create(gremium=make_gremium(), datum=tag(-2), ergebnis=geaendert)
        make_stand(make_punkt(drucksache), naechster_bericht=tag(-2))
    with django_assert_num_queries(6):
        tafel = beschlusskontrolle.tafel(konto, HEUTE)
        worte = [f"{p.punkt.drucksache} {p.wort}" for p in tafel.berichte]
        worte += [str(s.gremium) for s in tafel.sitzungen]
        worte += [str(s.beratung) for s in tafel.neue_staende]
    assert len(worte) == 3 * anzahl
