"""A Drucksache nobody has decided yet is on no page a decision; its Bericht and Sachverhalt."""

import pytest

from agenda.models import Beratungsergebnis
from tests.agenda.views.test_drucksachen import LISTE, heute, seite, tabelle, text, titel
from tests.factories import (
    festschreiben_bericht,
    make_bericht,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_portal,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def vorschlag():
    make_portal()
    make_fassung(vorgesehene_nummer="7", bezug="agenda")
    drucksache = make_drucksache("2027/9", betrifft_agenda=True)
    drucksache.beratungen.create(
        gremium=make_gremium("Hauptausschuss"), datum=heute(3), zweck="Kenntnisnahme"
    )
    drucksache.beschlusspunkte.create(nummer=1, wortlaut="Der Hauptausschuss nimmt Kenntnis.")
    drucksache.anlagen.create(nummer=1, titel="Bericht")
    return drucksache


def test_a_proposal_is_called_one_and_not_counted(client, vorschlag):
    satz = "Beschlussvorschlag, noch nicht beraten. Im Wortlaut."
    station = f"Hauptausschuss, kommt am {heute(3):%d.%m.%Y}: Kenntnisnahme"
    for pfad in (LISTE, vorschlag.get_absolute_url(), "/projekte/7/"):
        worte = text(seite(client.get(pfad)).main)
        assert satz in worte, pfad
        assert station in worte, pfad
        assert f"{station} Ergebnis" not in worte
        assert "noch kein Stand eingetragen" not in worte.replace("jeder Stand noch kein", "")
        assert "den Gremien vorlag" not in worte
    liste = seite(client.get(LISTE))
    assert liste.select_one("section[aria-labelledby=ausfuehrung]") is None
    assert titel(client.get(f"{LISTE}?ausfuehrung=ohne_stand")) == []
    [zeile] = tabelle(client.get(f"{LISTE}?format=csv"))
    assert zeile["Ausführung"] == "Beschlussvorschlag, noch nicht beraten"
    assert "Was vorliegt" in text(seite(client.get(vorschlag.get_absolute_url())))


@pytest.mark.parametrize(
    ("felder", "satz"),
    [
        ({"name": "vertagt"}, "Beschlussvorschlag, bisheriges Ergebnis: vertagt."),
        ({"name": "ja", "beschlossen": True}, "Stand der Ausführung noch kein Stand eingetragen"),
        (None, "Beschlussvorschlag, Ergebnis noch nicht bekannt."),
    ],
)
def test_after_the_session_the_result_says_what_it_is(client, vorschlag, felder, satz):
    ergebnis = felder and Beratungsergebnis.objects.create(schluessel="x", **felder)
    vorschlag.beratungen.update(datum=heute(-1), ergebnis=ergebnis)
    punkt = seite(client.get(vorschlag.get_absolute_url())).select_one(".beschlusspunkte > li")
    assert satz in text(punkt)
    figur = seite(client.get(LISTE)).select_one("section[aria-labelledby=ausfuehrung]")
    assert (figur is not None) == (felder is not None and "beschlossen" in felder)


def test_a_recommendation_decides_nothing(client, vorschlag):
    """As long as the Kreistag has still to deal with it, what the Hauptausschuss says is no decision."""
    ja = Beratungsergebnis.objects.create(schluessel="x", name="beschlossen", beschlossen=True)
    vorschlag.beratungen.update(datum=heute(-1), ergebnis=ja)
    kreistag = vorschlag.beratungen.create(gremium=make_gremium("Kreistag"), datum=heute(5))
    satz = "Beschlussvorschlag, bisheriges Ergebnis: beschlossen."
    assert satz in text(seite(client.get(vorschlag.get_absolute_url())))
    assert titel(client.get(f"{LISTE}?ausfuehrung=ohne_stand")) == []
    kreistag.ergebnis = ja
    kreistag.save()
    assert "Beschlussvorschlag" not in text(seite(client.get(vorschlag.get_absolute_url())).main)
    assert titel(client.get(f"{LISTE}?ausfuehrung=ohne_stand")) == ["Drucksache 2027/9"]


def test_a_state_of_execution_decides_as_well(client, vorschlag):
    vorschlag.beschlusspunkte.get().ausfuehrungen.create(stand="offen", datum=heute())
    seite_ = seite(client.get(vorschlag.get_absolute_url()))
    assert "Beschlussvorschlag" not in text(seite_.main)
    assert titel(client.get(f"{LISTE}?ausfuehrung=offen")) == ["Drucksache 2027/9"]


def test_a_bericht_frozen_before_its_drucksache_is_found_by_its_anlage(client, vorschlag):
    heute_ = heute()
    fest = festschreiben_bericht(make_bericht(4, von=heute_, bis=heute_))
    links = f'href="{fest.get_absolute_url()}"'
    zurueck = f'href="{vorschlag.get_absolute_url()}"'
    assert links not in client.get(vorschlag.get_absolute_url()).text
    vorschlag.anlagen.create(nummer=2, titel=str(fest), groesse_kb=2700)
    seite_ = client.get(vorschlag.get_absolute_url()).text
    assert links in seite_
    assert "2,7 MB" in seite_
    assert zurueck in client.get(fest.get_absolute_url()).text
    vorschlag.oeffentlich = False
    vorschlag.save()
    assert zurueck not in client.get(fest.get_absolute_url()).text


def test_the_sachverhalt_has_lists(client, vorschlag):
    vorschlag.sachverhalt = "In Kürze:\n- Eins & zwei\n- Drei"
    vorschlag.save()
    abschnitt = seite(client.get(vorschlag.get_absolute_url())).select_one("#sachverhalt").parent
    assert [text(punkt) for punkt in abschnitt.select("li")] == ["Eins & zwei", "Drei"]
    assert text(abschnitt.p) == "In Kürze:"
