import pytest

from agenda.domain import band, workflow
from agenda.domain.band import Band, Unvollstaendig, bauen
from agenda.domain.synopse import _laengste_folge, vergleich_zweier_fassungen, vergleichen
from agenda.models import Fassung, Steckbrief
from agenda.models.ausgabe import Ausgabeart, Ordnung
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Portal
from tests.factories import (
    make_fassung,
    make_handlungsfeld,
    make_portal,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal():
    return make_portal(telefon="0481 1")


@pytest.fixture
def drei():
    """Three Steckbriefe, first released, in this order."""
    return [
        make_fassung(
            make_steckbrief(f"Projekt {nummer}", vorgesehene_nummer=nummer, reihenfolge=platz)
        ).steckbrief
        for platz, nummer in enumerate(("1", "2", "3"), 1)
    ]


def gebaut(**wie):
    """The agenda of now as it is read later: through its bytes."""
    return Band.lesen(bauen(band.agenda(), **wie).canonical)


def neue_fassung(steckbrief, **felder):
    Steckbrief.objects.filter(pk=steckbrief.pk).update(**felder)
    steckbrief.refresh_from_db()
    workflow.record(steckbrief, user=None)
    return make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))


def test_equal_volumes_differ_in_nothing(drei):
    synopse = vergleichen(gebaut(), gebaut())
    assert synopse.leer
    assert synopse.saetze == []


def test_to_whom_and_when_is_no_difference(drei):
    anlage = {
        "drucksache": "2022/1218",
        "anlage": 2,
        "gremium": "Kreistag",
        "sitzung": "2022-09-22",
    }
    assert vergleichen(gebaut(), gebaut(kopf=anlage)).leer


def test_a_new_text_is_told_and_shown(drei):
    alt = gebaut()
    neue_fassung(drei[1], titel="Projekt Zwei")
    synopse = vergleichen(alt, gebaut())
    assert synopse.saetze == [
        "Steckbrief 2 „Projekt Zwei“ steht jetzt in Fassung 2 (vorher Fassung 1).",
        "Steckbrief 2: Titel geändert von „Projekt 2“ zu „Projekt Zwei“.",
    ]
    (teil,) = synopse.teile
    assert (teil.nummer, teil.alt, teil.neu) == ("2", 1, 2)
    assert [(a.key, a.alt, a.neu) for a in teil.aenderungen] == [
        ("titel", "Projekt 2", "Projekt Zwei")
    ]


def test_one_more_and_one_less(drei):
    alt = bauen(band.auswahl(drei[:2]))
    neu = bauen(band.auswahl(drei[1:]))
    assert vergleichen(alt, neu).saetze == [
        "Steckbrief 3 „Projekt 3“ neu aufgenommen (Fassung 1).",
        "Steckbrief 1 „Projekt 1“ entfällt (zuletzt Fassung 1).",
    ]
    assert [(teil.alt, teil.neu) for teil in vergleichen(alt, neu).teile] == [(None, 1), (1, None)]


def test_another_nummer_is_still_the_same_steckbrief(drei):
    alt = gebaut()
    workflow.renumber(drei[1], nummer="7", user=None, grund="Neue Zählung")
    assert vergleichen(alt, gebaut()).saetze == [
        "Steckbrief 7 „Projekt 2“ (vorher Nummer 2) steht jetzt in Fassung 2 (vorher Fassung 1).",
        "Steckbrief 7: Die Nummer ist jetzt 7 (vorher 2).",
    ]


def test_what_went_up_into_another_one_is_told_so(drei):
    alt = gebaut()
    workflow.merge(drei[0], into=drei[1], user=None, grund="Gehört zusammen")
    neu = bauen(band.auswahl(drei[1:]))
    assert vergleichen(alt, neu).saetze == [
        "Steckbrief 1 „Projekt 1“ entfällt; er ist in Steckbrief 2 „Projekt 2“ aufgegangen."
    ]
    # Without its successor in the volume the reader could not look it up there.
    ohne = bauen(band.auswahl(drei[2:]))
    assert vergleichen(alt, ohne).saetze[0].endswith("entfällt (zuletzt Fassung 1).")


def test_only_what_moved_is_told_to_have_moved(drei):
    eins, zwei, drei_ = (band.auswahl([steckbrief]).get() for steckbrief in drei)
    alt = bauen([eins, zwei, drei_], ordnung=Ordnung.AUSWAHL)
    ans_ende = bauen([zwei, drei_, eins], ordnung=Ordnung.AUSWAHL)
    assert vergleichen(alt, ans_ende).saetze == [
        "Steckbrief 1 „Projekt 1“ hat einen anderen Platz: jetzt nach Steckbrief 3."
    ]
    assert vergleichen(ans_ende, alt).saetze == [
        "Steckbrief 1 „Projekt 1“ hat einen anderen Platz: jetzt am Anfang."
    ]
    assert vergleichen(alt, bauen([zwei, drei_], ordnung=Ordnung.AUSWAHL)).saetze == [
        "Steckbrief 1 „Projekt 1“ entfällt (zuletzt Fassung 1)."
    ]


def test_another_order_is_told_once_not_for_each(drei):
    assert vergleichen(gebaut(), gebaut(ordnung=Ordnung.NUMMER)).saetze == [
        "Reihenfolge der Steckbriefe geändert von „in der angestrebten Reihenfolge der Umsetzung“"
        " zu „nach der Nummer“."
    ]


def test_title_foreword_imprint_and_kind(drei, portal):
    alt = gebaut(titel="Agenda 2022")
    portal.telefon, portal.hinweis = "0481 2", "Nicht amtlich."
    portal.save()
    neu = gebaut(
        titel="Agenda 2023", vorwort="Ein *Wort*.", art=Ausgabeart.AUSZUG, titelblatt=False
    )
    assert vergleichen(alt, neu).saetze == [
        "Titel geändert von „Agenda 2022“ zu „Agenda 2023“.",
        "Vorbemerkung ergänzt: „Ein *Wort*.“.",
        "Art der Ausgabe geändert von „Gesamtausgabe“ zu „Auszug“.",
        "Titelblatt geändert von „ja“ zu „nein“.",
        "Impressum, Telefon geändert von „0481 1“ zu „0481 2“.",
        f"Impressum, {Portal._meta.get_field('hinweis').verbose_name} ergänzt: „Nicht amtlich.“.",
    ]


def test_chapters_have_texts_too(drei):
    alt = gebaut()
    feld = Handlungsfeld.objects.get()
    feld.ziel = "Bessere Wege"
    feld.save()
    anderes = make_handlungsfeld("Kultur")
    make_fassung(make_steckbrief("Neu", vorgesehene_nummer="4", handlungsfeld=anderes))
    neu = gebaut()
    assert vergleichen(alt, neu).saetze == [
        f"Handlungsfeld „{feld.name}“, Ziel ergänzt: „Bessere Wege“.",
        "Handlungsfeld „Kultur“ neu aufgenommen.",
        "Steckbrief 4 „Neu“ neu aufgenommen (Fassung 1).",
    ]
    assert "Handlungsfeld „Kultur“ entfällt." in vergleichen(neu, alt).saetze


def test_a_merged_field_moves_what_it_held(drei):
    alt = gebaut()
    altes, neues = Handlungsfeld.objects.get(), make_handlungsfeld("Verkehr")
    Fassung.objects.get(steckbrief=drei[0]).eintrag.__class__.objects.filter(
        steckbrief=drei[0]
    ).update(handlungsfeld=neues)
    assert (
        f"Steckbrief 1 „Projekt 1“ gehört jetzt zum Handlungsfeld „Verkehr“ (vorher „{altes.name}“)."
        in vergleichen(alt, gebaut()).saetze
    )


def test_who_came_to_the_register(drei):
    alt = gebaut()
    daten = {
        **alt.daten,
        "register": [{"name": "Amt Eider", "art": "Amt", "verantwortlich": ["1"], "beteiligt": []}],
    }
    assert vergleichen(alt, Band(daten)).saetze == ["Im Register neu genannt: Amt Eider."]
    zurueck = vergleichen(Band(daten), alt)
    assert zurueck.saetze == ["Im Register nicht mehr genannt: Amt Eider."]
    assert zurueck.band[0].label == "Register: Kooperationspartner"


def test_the_register_bears_the_portals_own_word(drei):
    alt = gebaut()
    daten = {
        **alt.daten,
        "register": [],
        "identitaet": alt["identitaet"] | {"partner_mehrzahl": "Mitgliedsgemeinden"},
    }
    neu = {
        **daten,
        "register": [{"name": "Amt Eider", "art": "", "verantwortlich": ["1"], "beteiligt": []}],
    }
    (aenderung,) = vergleichen(Band(daten), Band(neu)).band
    assert aenderung.label == "Register: Mitgliedsgemeinden"


def test_a_fassung_that_is_not_there_is_named(drei):
    alt = gebaut()
    alt.daten["kapitel"][0]["steckbriefe"][0]["sha256"] = "0" * 64
    with pytest.raises(Unvollstaendig, match="Steckbrief 1, Fassung 1"):
        vergleichen(alt, gebaut())


def test_two_queries_however_much_differs(drei, django_assert_num_queries):
    alt = gebaut()
    for steckbrief in drei:
        neue_fassung(steckbrief, titel=f"Anders {steckbrief.nummer}")
    neu = gebaut()
    with django_assert_num_queries(2):
        assert len(vergleichen(alt, neu).teile) == 3


def test_two_fassungen_forwards_and_backwards(drei):
    alt = Fassung.objects.get(steckbrief=drei[0])
    neu = neue_fassung(drei[0], titel="Anders")
    hin, zurueck = vergleich_zweier_fassungen(alt, neu), vergleich_zweier_fassungen(neu, alt)
    assert [a.satz for a in hin.aenderungen] == ["Titel geändert von „Projekt 1“ zu „Anders“."]
    assert [a.satz for a in zurueck.aenderungen] == ["Titel geändert von „Anders“ zu „Projekt 1“."]
    assert (hin.name, zurueck.alt, zurueck.neu) == ("Steckbrief 1 „Anders“", 2, 1)
    assert vergleich_zweier_fassungen(alt, alt).aenderungen == []


@pytest.mark.parametrize(
    ("zahlen", "folge"),
    [([], set()), ([2, 0, 1], {0, 1}), ([0, 1, 2], {0, 1, 2}), ([1, 2, 0], {1, 2}), ([3], {3})],
)
def test_longest_rising_run(zahlen, folge):
    assert _laengste_folge(zahlen) == folge
