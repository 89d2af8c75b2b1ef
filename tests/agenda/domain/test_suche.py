"""What German queries find: the same on every database, because the database only compares text."""

import pytest
from django.http import QueryDict

from agenda.domain.fund import Marker
from agenda.domain.stemming import staemme, suchtext, woerter
from agenda.domain.suche import Anfrage, Wortschatz
from agenda.filters import ProjektFilter
from kommunen.models import Gemeinde, Portal
from tests.factories import make_fassung, make_kommune, make_portal, make_steckbrief

PROJEKTE = {
    "1": ("DigitalPat*innen", "Patenschaften für ältere Menschen zu Hause."),
    "2": ("Videosprechstunden", "Die Ärztin kommt per Video in die Pflegeheime."),
    "3": ("Busshuttle", "Ein Kleinbus fährt zu den Bahnhöfen."),
    "4.10": ("Einführung der E-Akte", "Die Ämter führen Akten elektronisch, siehe Projekt 12."),
    "5": ("Digitalize Büsum", "Digitale Infosäulen an der Promenade."),
    "6": ("Amtsapp Burg-St. Michaelisdonn", "Nachrichten aus dem Ort."),
    "7": ("Bürgerportal", "Bürger*innen und Gewerbetreibende stellen Anträge online."),
    "8": ("Leerstandskataster", "Mit interaktivem Branchenatlas in der Innenstadt."),
    "9": ("Rad-Weg entlang der Küstenstraße", "Sensoren zählen Räder auf neuen Radwegen."),
    "10": ("Laptops für Schülerinnen und Schüler", "Die Hochschule wertet aus. Stand 04.09.2021."),
    "12": ("Wasserstände melden", "Pegel an der Eider, mit künstlicher Intelligenz (KI)."),
    "U3": ("Glasfaser", "Ausbau der Häuser im Kerngebiet; 30.000 Meter Graben im Café-Viertel."),
}

# query → exactly the numbers it finds, in the order of their relevance when there are few
ANFRAGEN = {
    # singular and plural, cases
    "Patenschaft": {"1"},
    "Haus": {"1", "U3"},
    "Häusern": {"1", "U3"},
    "Amt": {"4.10", "6"},
    "Ämter": {"4.10", "6"},
    "Akten": {"4.10"},
    "Wasser": {"12"},
    "neuer": {"9"},
    # parts of compounds
    "Sprechstunde": {"2"},
    "Pflege": {"2"},
    "Shuttle": {"3"},
    "Bus": {"3"},
    "Bahnhof": {"3"},
    "Schule": {"10"},
    "Straße": {"9"},
    "Portal": {"7"},
    "App": {"6"},
    # umlauts, accents, capitals
    "aemter": {"4.10", "6"},
    "AEMTER": {"4.10", "6"},
    "BÜSUM": {"5"},
    "buesum": {"5"},
    "Strasse": {"9"},
    "kuestenstrasse": {"9"},
    "Cafe": {"U3"},
    "Arzt": {"2"},
    # forms of gender
    "Bürger": {"7"},
    "Bürger*innen": {"7"},
    "Bürger:innen": {"7"},
    "Bürger_innen": {"7"},
    "BürgerInnen": {"7"},
    "Bürgerinnen und Bürger": {"7"},
    "buerger": {"7"},
    "Schüler*innen": {"10"},
    "Burg": {"6"},
    # hyphens
    "E-Akte": {"4.10"},
    "eAkte": {"4.10"},
    "Radweg": {"9"},
    "Rad-Wege": {"9"},
    "interaktiv": {"8"},
    "aktiv": set(),
    # numbers, in any spelling, also inside a longer query
    "u3": {"U3"},
    "U03": {"U3"},
    "04.10": {"4.10"},
    "Projekt 4.10": {"4.10"},
    "Akte 4.10": {"4.10"},
    "Nr. 012": {"12", "4.10"},
    "2021": {"10"},
    "4": set(),
    # phrases
    "„Digitale Infosäulen“": {"5"},
    '"Infosäulen digitale"': set(),
    "»ältere Menschen« zu Hause": {"1"},
    "Infosäulen digital": {"5"},
    # short words, unknown words, words that say nothing
    "KI": {"12"},
    "St": {"6"},
    "Ki": {"12"},
    "Raumschiff": set(),
    "Video Raumschiff": set(),
    "Was gibt es für Menschen": {"1"},
    "%": set(PROJEKTE),
    "der die das": set(PROJEKTE),
}
GEMEINT = {
    "Sprechstnde": "",
    "Videosprechstnde": "Videosprechstunden",
    "digitale Infoseulen": "digitale Infosäulen",
    "Glasfasser": "Glasfaser",
    "Glasfaser": "",
    "Raumschiff": "",
}


@pytest.fixture(scope="class")
def projekte(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        make_portal()
        for nummer, (titel, text) in PROJEKTE.items():
            make_fassung(
                make_steckbrief(
                    titel,
                    vorgesehene_nummer=nummer,
                    beschreibung=text,
                    bezug="umfeld" if nummer[0] == "U" else "agenda",
                )
            )
        yield
        transaction.set_rollback(True)


def gesucht(query, **weitere):
    get = QueryDict(mutable=True)
    get.update({"q": query, **weitere})
    return ProjektFilter.aus_anfrage(get)


def nummern(projektfilter):
    schluessel = {Anfrage(nummer, LEER).nummer: nummer for nummer in PROJEKTE}
    return [schluessel[werte["schluessel"]] for werte in projektfilter.treffer]


LEER = Wortschatz((), ())


@pytest.mark.django_db
@pytest.mark.usefixtures("projekte")
class TestAnfragen:
    def test_german_queries_find_what_they_should(self):
        gefunden = {query: set(nummern(gesucht(query))) for query in ANFRAGEN}
        falsch = {q: (gefunden[q], ANFRAGEN[q]) for q in ANFRAGEN if gefunden[q] != ANFRAGEN[q]}
        assert falsch == {}
        assert len(ANFRAGEN) >= 40

    def test_mistyped_words_are_asked_back_when_that_finds_something(self):
        vorschlaege = {query: gesucht(query).vorschlag for query in GEMEINT}
        assert {q: v.text if v else "" for q, v in vorschlaege.items()} == GEMEINT
        assert vorschlaege["Glasfasser"].anzahl == 1
        assert gesucht("Glasfasser", bezug="agenda").vorschlag is None

    def test_number_then_title_then_text(self):
        assert nummern(gesucht("12")) == ["12", "4.10"]
        assert nummern(gesucht("Digital")) == ["1", "5"]
        assert nummern(gesucht("Digital", sort="-nummer")) == ["5", "1"]

    def test_nothing_found_names_wider_searches(self):
        weitere = gesucht("Video Raumschiff", bezug="agenda").weitere
        assert [(w.text, w.anzahl, w.adresse) for w in weitere] == [
            ("ohne „Raumschiff“", 1, "?q=Video&bezug=agenda")
        ]

    def test_a_word_without_sense_is_told_and_does_not_filter(self):
        projektfilter = gesucht("und der")
        assert len(projektfilter.pks) == len(PROJEKTE)
        assert "kein Wort" in projektfilter.hinweise[0].text

    def test_places_lead_to_their_kommune(self):
        nord, sued = make_kommune("Amt Nord"), make_kommune("Amt Süd")
        for name, plz, kommune in (
            ("Marne", "25709", nord),
            ("Trennewurth", "25693 25709", sued),
            ("St. Michaelisdonn", "25693", sued),
        ):
            Gemeinde.objects.create(name=name, plz=plz, kommune=kommune, schluessel=name[:12])
        steckbrief = make_steckbrief("Hofladen", vorgesehene_nummer="99")
        steckbrief.mitwirkungen.create(kommune=nord, rolle="beteiligt")
        fassung = make_fassung(steckbrief)

        def orte(query):
            return [(ort.kommune.name, ort.gemeinden) for ort in gesucht(query).orte]

        assert orte("marne") == [("Amt Nord", ("Marne",))]
        assert orte("25709") == [("Amt Nord", ("Marne",)), ("Amt Süd", ("Trennewurth",))]
        assert orte("Bus Sankt Michaelisdonn") == [("Amt Süd", ("St. Michaelisdonn",))]
        assert orte("amt sued") == [("Amt Süd", ())]
        assert orte("Marner Straße") == []
        # No text names Marne: the projects of its Kommune, those with the other word only.
        assert gesucht("Marne").pks == [fassung.pk]
        assert gesucht("Hofladen Marne").pks == [fassung.pk]
        assert gesucht("Shuttle Marne").pks == []
        # A text names it: the search stays a search.
        assert nummern(gesucht("Michaelisdonn")) == ["6"]


@pytest.mark.usefixtures("dithmarschen")
class TestDithmarschen:
    def test_queries_over_the_real_data(self):
        schluessel = {"Bus": ("Busshuttle", "Rufbus"), "Sprechstunde": ("Videosprechstunden",)}
        for query, titel in schluessel.items():
            gefunden = [werte["titel"] for werte in gesucht(query).treffer]
            assert all(any(t in g for g in gefunden) for t in titel), query
            assert not any("Büsum" in g for g in gefunden), query
        assert [w["titel"] for w in gesucht("E-Akte").treffer] == ["Einführung der E-Akte"]
        assert gesucht("Videosprechstnde").vorschlag.text == "Videosprechstunden"
        assert {ort.kommune.slug for ort in gesucht("25709").orte} == {"amt-marne-nordsee"}
        assert gesucht("25709").nur_ort


@pytest.mark.django_db
def test_the_vocabulary_is_kept_until_the_stamp_is_raised(django_assert_num_queries):
    make_portal()
    make_fassung(titel="Rufbus")
    assert "rufbus" in Wortschatz.aktuell(Portal.objects.aktuell()).staemme
    portal = Portal.objects.aktuell()
    with django_assert_num_queries(0):
        Wortschatz.aktuell(portal)
    make_fassung(titel="Fähre")
    assert "fahr" in Wortschatz.aktuell(Portal.objects.aktuell()).staemme


def test_a_phrase_does_not_run_through_two_texts_or_other_spellings():
    text = suchtext("4.10", "Rad-Weg", "", "neu")
    assert text == " 4.10 . rad weg , radweg . . neu . "
    assert suchtext() == " "


def test_words_are_kept_as_they_are_written():
    assert woerter("Der Rad-Weg", "der Bürger*innen", None) == " Bürger Der Rad-Weg der "


def test_stems_meet_in_every_spelling():
    for gleiche in (
        "Häuser Haeuser HAUS Hauses",
        "Busse Bus",
        "Straße Strasse Straßen",
        "Lehrerin Lehrer Lehrer*innen LehrerInnen Lehrer/-innen Lehrer(innen)",
        "Ärztin Arzt Ärztinnen",
        "Bürgern Buerger Bürgerin",
        "Frau Frauen",
        "neu neue neuer neuen",
    ):
        assert len(set(staemme(gleiche))) == 1, staemme(gleiche)
    for verschiedene in ("Bürger Burg", "Bus Büsum", "Wasser was"):
        assert len(set(staemme(verschiedene))) == len(verschiedene.split())


def test_whole_words_are_marked_and_everything_else_is_escaped():
    marker = Marker(Anfrage("akte „neue Wege“", Wortschatz(("videoakt",), ())))
    assert marker.markiert("<b>E-Akte & Videoakten") == (
        "&lt;b&gt;<mark>E-Akte</mark> &amp; <mark>Videoakten</mark>"
    )
    assert marker.markiert("Auf neuen Wegen, neu") == "Auf <mark>neuen Wegen</mark>, neu"
    lang = "Wort " * 100 + "und dann die Akte" + " Ende" * 100
    auszug = marker.auszug(lang)
    assert auszug.startswith("… Wort")
    assert "die <mark>Akte</mark> Ende" in auszug
    assert auszug.endswith(" …")
    assert len(auszug) < 280
    assert marker.auszug("") == ""
    assert len(marker.auszug("x" * 1000)) == 242
