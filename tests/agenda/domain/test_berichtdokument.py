"""The document alone: the Auszug of a Kommune, what is counted, what differs."""

import copy

import pytest

from agenda.domain.berichtdokument import Berichtdokument, auszug, unterschiede


def entry(nummer, **felder):
    return {
        "nummer": nummer,
        "titel": f"Projekt {nummer}",
        "kommunen": [],
        "gruppen": [],
        "laeuft": True,
        "laeuft_vorher": True,
        "stand_vorher": "idee",
        "stand": "idee",
        "ampel_vorher": "",
        "ampel": "",
        "meldung": "bericht",
        "meilensteine": [],
        "mittel": [],
        **felder,
    }


@pytest.fixture
def dokument():
    geld = {"jahr": 2026, "geplant": 100_00, "bewilligt": None, "verausgabt": 5_00}
    felder = [
        {
            "slug": "a",
            "steckbriefe": [
                entry("1", kommunen=["nord"], ampel="rot", mittel=[geld]),
                entry("2", kommunen=["nord", "sued"], stand="in_betrieb", mittel=[geld]),
            ],
        },
        {"slug": "b", "steckbriefe": [entry("3", kommunen=["sued"], laeuft=False)]},
    ]
    return Berichtdokument(
        {
            "nummer": 1,
            "von": "2026-01-01",
            "bis": "2026-06-30",
            "vorige": None,
            "redaktionsschluss": "2026-07-20T10:00:00Z",
            "kommunen": [{"slug": "nord", "name": "Nord"}, {"slug": "sued", "name": "Süd"}],
            "abschnitte": [],
            "entscheidungen": [{"nummer": "1", "kommunen": ["nord"]}],
            "aenderungen": [{"nummer": "2", "kommunen": ["nord", "sued"]}],
            "auffaellig": [{"nummer": "1", "kommunen": ["nord"]}],
            "handlungsfelder": felder,
        }
    )


def test_equal_documents_have_equal_bytes_and_come_back(dokument):
    text = dokument.canonical.decode()
    assert Berichtdokument.lesen(text).sha256 == dokument.sha256
    assert "Süd" in text


class TestAuszug:
    def test_holds_what_one_kommune_takes_part_in(self, dokument):
        vorher = copy.deepcopy(dokument.daten)
        sued = auszug(dokument, "sued")
        assert sued["auszug"] == {"slug": "sued", "name": "Süd"}
        assert [zeile["nummer"] for zeile in sued.steckbriefe] == ["2", "3"]
        assert sued["entscheidungen"] == sued["auffaellig"] == []
        assert len(sued["aenderungen"]) == 1
        assert sued["zahlen"]["steckbriefe"] == 1
        assert sued["zahlen"]["rot"] == 0
        assert sued["mittel"][0]["geplant"] == 100_00
        assert dokument.daten == vorher

    def test_counts_anew(self, dokument):
        nord = auszug(dokument, "nord")
        assert (nord["zahlen"]["steckbriefe"], nord["zahlen"]["rot"]) == (2, 1)
        assert nord["mittel"] == [
            {"jahr": 2026, "geplant": 200_00, "bewilligt": None, "verausgabt": 10_00}
        ]
        staende, ampeln, _ = nord["figuren"]
        assert staende["spalten"] == ["Umsetzungsstand", "am 31.12.2025", "am 30.06.2026"]
        assert staende["werte"] == [["idee", 2, 1], ["in_betrieb", 0, 1]]
        assert ampeln["werte"] == [["rot", 0, 1], ["", 2, 1]]
        assert [feld["slug"] for feld in nord["handlungsfelder"]] == ["a"]

    def test_there_is_none_for_who_is_not_named(self, dokument):
        with pytest.raises(KeyError):
            auszug(dokument, "west")


class TestUnterschiede:
    def test_tells_where_two_say_other_things(self, dokument):
        daten = copy.deepcopy(dokument.daten)
        daten["handlungsfelder"][0]["steckbriefe"][0]["ampel"] = "gelb"
        daten["handlungsfelder"][1]["steckbriefe"] = [entry("4")]
        daten["abschnitte"] = [{"key": "vorwort", "titel": "Vorwort", "text": "x"}]
        daten["aenderungen"] = []
        assert unterschiede(dokument, Berichtdokument(daten)) == [
            "Steckbrief 1 „Projekt 1“ hat einen anderen Stand.",
            "Steckbrief 4 „Projekt 4“ ist dazugekommen.",
            "Steckbrief 3 „Projekt 3“ fehlt jetzt.",
            "Die Liste der Änderungen an der Agenda ist anders.",
            "Der Abschnitt „Vorwort“ ist anders.",
        ]

    def test_the_deadline_alone_is_no_difference(self, dokument):
        spaeter = Berichtdokument(dokument.daten | {"redaktionsschluss": "2026-07-21T10:00:00Z"})
        assert spaeter.sha256 != dokument.sha256
        assert unterschiede(dokument, spaeter) == []

    def test_says_something_of_whatever_else_differs(self, dokument):
        anders = Berichtdokument(dokument.daten | {"nummer": 2})
        assert unterschiede(dokument, anders) == [
            "Anders sind nur Angaben über den Bericht oder den Herausgeber."
        ]


def test_silence_alone_is_no_change(dokument):
    daten = dokument.daten | {"aenderungen": []}
    assert Berichtdokument(daten).ohne_aenderung
    daten["handlungsfelder"][0]["steckbriefe"][0]["gruppen"] = ["ohne_antwort"]
    assert Berichtdokument(daten).ohne_aenderung
    daten["handlungsfelder"][0]["steckbriefe"][0]["gruppen"] = ["beendet"]
    assert not Berichtdokument(daten).ohne_aenderung
