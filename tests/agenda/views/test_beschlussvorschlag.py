"""A Drucksache nobody has decided yet: a proposal, on no page a decision."""

import pytest

from agenda.models import Beratungsergebnis
from tests.agenda.views.test_drucksachen import LISTE, heute, seite, tabelle, text, titel
from tests.factories import make_drucksache, make_fassung, make_gremium, make_portal

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


def test_a_state_of_execution_decides_as_well(client, vorschlag):
    vorschlag.beschlusspunkte.get().ausfuehrungen.create(stand="offen", datum=heute())
    seite_ = seite(client.get(vorschlag.get_absolute_url()))
    assert "Beschlussvorschlag" not in text(seite_.main)
    assert titel(client.get(f"{LISTE}?ausfuehrung=offen")) == ["Drucksache 2027/9"]
