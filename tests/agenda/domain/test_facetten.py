"""Filtering and counting, by one predicate."""

from agenda.domain import facetten
from agenda.models.vages_datum import VagesDatum


def zeile(kommunen=(), beginn="", ende="", heute=2026, **werte):
    return facetten.Zeile(
        {
            "bezug": "agenda",
            "handlungsfeld__slug": "pflege",
            "umsetzungsstand": "idee",
            "leuchtturm": False,
            "beginn": VagesDatum.verstehen(beginn) if beginn else None,
            "ende": VagesDatum.verstehen(ende) if ende else None,
            "facetten": facetten.schreiben(
                mitwirkungen=[paar.split(":") for paar in kommunen],
                zielgruppen=werte.pop("zielgruppen", ()),
                orte=werte.pop("orte", ()),
            ),
            **werte,
        },
        heute,
    )


def test_counts_follow_the_other_groups_only():
    zeilen = [zeile(bezug="agenda"), zeile(bezug="agenda", umsetzungsstand="in_betrieb")]
    zeilen.append(zeile(bezug="umfeld"))
    zahlen = facetten.zaehlen(zeilen, {"bezug": ["agenda"], "stand": ["idee"]})
    assert zahlen["bezug"] == {"agenda": 1, "umfeld": 1}
    assert zahlen["stand"] == {"idee": 1, "in_betrieb": 1}
    assert zahlen["handlungsfeld"] == {"pflege": 1}


def test_a_count_is_what_the_list_shows_after_choosing_it():
    zeilen = [
        zeile(["a:verantwortlich", "b:beteiligt"], beginn="2024", leuchtturm=True),
        zeile(["b:verantwortlich"], ende="Q1/2025", orte=[("a", "verfuegbar"), ("b", "geplant")]),
        zeile(["a:beteiligt"], zielgruppen=["alle"], beginn="2023", ende="2024"),
        zeile(),
    ]
    for auswahl in (
        {},
        {"kommune": ["a"]},
        {"rolle": ["verantwortlich"]},
        {"kommune": ["b"], "rolle": ["beteiligt"]},
        {"jahr": ["2024", "2025"], "kommune": ["a", "b"]},
    ):
        for gruppe, zahlen in facetten.zaehlen(zeilen, auswahl).items():
            for wert, anzahl in zahlen.items():
                gewaehlt = auswahl | {gruppe: [wert]}
                assert anzahl == sum(z.passt(gewaehlt) for z in zeilen), (gewaehlt, anzahl)


def test_kommune_and_rolle_speak_of_the_same_pair():
    projekt = zeile(["a:verantwortlich", "b:beteiligt"])
    assert projekt.passt({"kommune": ["a"], "rolle": ["verantwortlich"]})
    assert not projekt.passt({"kommune": ["b"], "rolle": ["verantwortlich"]})
    assert projekt.passt({"kommune": ["b", "c"], "rolle": []})
    assert projekt.passt({"rolle": ["beteiligt"]})
    assert not zeile().passt({"rolle": ["beteiligt"]})


def test_available_is_only_what_is_available():
    projekt = zeile(orte=[("a", "verfuegbar"), ("b", "geplant")])
    assert projekt.passt({"verfuegbar": ["a"]})
    assert not projekt.passt({"verfuegbar": ["b"]})


def test_years_from_vague_dates():
    def jahre(*args, **kwargs):
        return sorted(zeile(*args, **kwargs).merkmale("jahr", {}))

    assert jahre(beginn="Anfang 2024", ende="Winter 2024") == ["2024", "2025"]
    assert jahre(beginn="2025") == ["2025", "2026"]
    assert jahre(beginn="2028") == ["2028"]
    assert jahre(ende="Q2/2023") == ["2023"]
    assert jahre() == []
    assert jahre(beginn="2026", ende="2024") == []
    assert len(jahre(beginn="0204", ende="9999")) == 61
