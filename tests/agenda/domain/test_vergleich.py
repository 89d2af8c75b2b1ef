import time

import pytest

from agenda.domain import dokument, workflow
from agenda.domain.vergleich import aenderungen, unterschiede
from tests.factories import make_full_steckbrief, make_steckbrief

pytestmark = pytest.mark.django_db


def saetze(steckbrief, before):
    return [
        aenderung.satz
        for aenderung in aenderungen(
            before, dokument.build(steckbrief.__class__.objects.get(pk=steckbrief.pk))
        )
    ]


@pytest.fixture
def steckbrief():
    return make_full_steckbrief()


@pytest.fixture
def before(steckbrief):
    return dokument.build(steckbrief)


def test_nothing_changed_is_an_empty_list(steckbrief, before):
    assert saetze(steckbrief, before) == []


@pytest.mark.parametrize(
    ("felder", "satz"),
    [
        (
            {"titel": "Neuer Titel"},
            "Titel geändert von „Digitale Lotsen für alle“ zu „Neuer Titel“.",
        ),
        ({"beginn": "Q2/2024"}, "Beginn geändert von „Anfang 2024“ zu „2. Quartal 2024“."),
        ({"bezug": "umfeld"}, "Bezug geändert von „Agenda“ zu „Umfeld“."),
        ({"leuchtturm": False}, "Leuchtturm geändert von „ja“ zu „nein“."),
        ({"abgrenzung": ""}, "Abgrenzung gestrichen (vorher: „Keine gewerbliche Hilfe.“)."),
        (
            {"zielgruppen": "Ältere Menschen"},
            "Zielgruppen geändert von „Ältere Menschen; Schüler*innen“ zu „Ältere Menschen“.",
        ),
    ],
)
def test_a_changed_field_is_told_in_a_sentence(steckbrief, before, felder, satz):
    steckbrief.__class__.objects.update(**felder)
    assert saetze(steckbrief, before) == [satz]


def test_a_long_text_is_counted_not_quoted(steckbrief, before):
    steckbrief.__class__.objects.update(beschreibung="Erster Absatz. " + "Wort " * 40)
    (satz,) = saetze(steckbrief, before)
    assert satz.startswith("Beschreibung geändert (40 Wörter neu, ")


def test_rows_are_told_apart_by_their_uuid(steckbrief, before):
    start, abschluss = steckbrief.meilensteine.all()
    start.termin = "Q2/2024"
    start.save()
    abschluss.delete()
    steckbrief.meilensteine.create(position=9, titel="Auswertung", termin="2026")
    assert saetze(steckbrief, before) == [
        "Meilensteine, „Start“: Termin geändert von „1. Quartal 2024“ zu „2. Quartal 2024“.",
        "Meilensteine, neu: Auswertung; Termin: 2026.",
        "Meilensteine, entfernt: Abschluss.",
    ]


def test_a_new_order_is_told(steckbrief, before):
    steckbrief.hauptaktivitaeten.filter(position=1).update(position=5)
    assert saetze(steckbrief, before) == ["Hauptaktivitäten: Die Reihenfolge ist anders."]


def test_a_reworded_label_of_a_code_is_no_change(steckbrief, before):
    felder = [
        {**f, "wert": {**f["wert"], "label": "anders"}} if f["key"] == "bezug" else f
        for f in before.daten["felder"]
    ]
    assert aenderungen(dokument.Dokument({**before.daten, "felder": felder}), before) == []


def test_the_first_document_is_all_new():
    steckbrief = make_steckbrief("Eins", zweck="Gut.")
    assert "Titel ergänzt: „Eins“." in saetze(steckbrief, None)


def test_a_field_that_a_document_does_not_have_yet_is_new(before):
    ohne = dokument.Dokument(
        {**before.daten, "felder": [f for f in before.daten["felder"] if f["key"] != "zweck"]}
    )
    assert [a.key for a in aenderungen(ohne, before)] == ["zweck"]
    assert [a.satz for a in aenderungen(before, ohne)] == [
        "Zweck gestrichen (vorher: „Teilhabe **für alle**.“)."
    ]


def test_a_new_number_is_told(before):
    neu = dokument.Dokument({**before.daten, "nummer": "7"})
    assert [
        a.satz for a in aenderungen(dokument.Dokument({**before.daten, "nummer": "5"}), neu)
    ] == ["Die Nummer ist jetzt 7 (vorher 5)."]


def test_words_are_marked():
    stuecke = [
        (stueck.art, stueck.text)
        for stueck in unterschiede("Der alte Bus fährt", "Der neue Bus fährt")
    ]
    assert stuecke == [
        ("gleich", "Der "),
        ("weg", "alte "),
        ("neu", "neue "),
        ("gleich", "Bus fährt"),
    ]


def test_neighbours_are_joined_and_appending_strikes_nothing():
    assert [(s.art, s.text) for s in unterschiede("eins zwei drei", "EINS ZWEI drei vier")] == [
        ("weg", "eins zwei "),
        ("neu", "EINS ZWEI "),
        ("gleich", "drei "),
        ("neu", "vier"),
    ]


def test_in_a_very_long_text_the_one_word_is_found():
    alt = "\n".join(f"Zeile {i} mit Wörtern" for i in range(3000))
    stuecke = unterschiede(alt, alt.replace("Zeile 7 ", "Zeile sieben "))
    assert [stueck.text for stueck in stuecke if stueck.art == "neu"] == ["sieben "]


@pytest.mark.parametrize(
    ("alt", "neu"),
    [
        ("a b " * 5000, "b c a " * 5000),
        (
            " ".join(f"w{i % 400}" for i in range(9000)),
            " ".join(f"w{i * 7 % 401}" for i in range(9000)),
        ),
        ("\n" * 50_000 + "a", "b" + "\n" * 40_000),
        ("x" * 100_000, "y" * 100_000),
        ("", "a\n" * 10_000),
    ],
)
def test_nothing_keeps_a_reader_waiting(alt, neu):
    start = time.process_time()
    stuecke = unterschiede(alt, neu)
    assert time.process_time() - start < 2
    assert "".join(s.text for s in stuecke if s.art != "weg") == neu
    assert "".join(s.text for s in stuecke if s.art != "neu").split() == alt.split()


def test_recorded_history_can_be_compared(steckbrief, before):
    steckbrief.titel = "Neu"
    steckbrief.save()
    workflow.record(steckbrief, user=None)
    zwei, eins = steckbrief.arbeitsstaende.all()[:2]
    lesen = dokument.Dokument.lesen
    assert [a.key for a in aenderungen(lesen(eins.dokument), lesen(zwei.dokument))] == ["titel"]


def test_a_text_from_before_the_first_release_has_no_number_to_tell(before):
    mit_nummer = dokument.Dokument({**before.daten, "nummer": "5"})
    ohne = dokument.Dokument({**before.daten, "nummer": None})
    assert aenderungen(mit_nummer, ohne) == aenderungen(ohne, mit_nummer) == []
