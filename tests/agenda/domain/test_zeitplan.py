"""The roadmap as values and as shapes."""

import datetime

import pytest

from agenda.domain import zeitplan
from agenda.domain.meilensteine import Lage, Meilensteinlage
from agenda.domain.zeitplan import Vorhaben
from agenda.domain.zeitstrahl import Jahr, Pfeil, Skala, Stueck, Umzug, strahl
from agenda.models import Eintrag
from agenda.models.vages_datum import VagesDatum
from tests.factories import make_fassung, make_handlungsfeld, make_kommune, make_steckbrief

HEUTE = datetime.date(2026, 1, 1)


def eines(beginn=None, ende=None, erstes_ende=None, stand="in_umsetzung", meilensteine=()):
    lesen = {
        name: VagesDatum.lesen(wert) if wert else None
        for name, wert in (("beginn", beginn), ("ende", ende), ("erstes_ende", erstes_ende))
    }
    return Vorhaben("1", "Bus", "agenda", 1, stand, meilensteine=list(meilensteine), **lesen)


def gezeichnet(vorhaben, bis=2027):
    """Draw on a scale from 2024 to 2027: four years, so a year is a quarter of the width."""
    rahmen = eines("01.01.2024", f"31.12.{bis}")
    return strahl(vorhaben, Skala([rahmen], HEUTE))


def arten(vorhaben):
    return [(stueck.art, stueck.x) for stueck in gezeichnet(vorhaben).stuecke]


def test_scale_spans_the_dates_and_labels_few_years_for_phones():
    skala = Skala([eines("2020", "2031")], HEUTE)
    assert [jahr.jahr for jahr in skala.jahre if jahr.haupt] == [2020, 2023, 2026, 2029]
    assert skala.jahre[0] == Jahr(2020, "0%", "8.35%", True)
    assert skala.heute == "50.01%"
    weit = Skala([eines("1990", "2090")], HEUTE)
    assert (weit.von, weit.bis) == (2016, 2041)


def test_certain_dates_are_solid_and_vague_ones_soft():
    assert gezeichnet(eines("01.01.2025", "31.12.2025")).stuecke == [
        Stueck("fest", "25.05%", "24.98%")
    ]
    (tag,) = gezeichnet(eines("14.08.2025", "14.08.2025")).stuecke
    assert (tag.art, tag.breite) == ("kurz", "0.07%")  # its stroke makes it visible
    assert arten(eines("2024", "2026")) == [("vage", "0%"), ("fest", "25.05%"), ("vage", "50.03%")]
    # Beginning and end within the same vague time: nothing is certain.
    assert arten(eines("2025", "Mitte 2025")) == [("vage", "25.05%")]


def test_open_and_unknown_ends_are_drawn_and_said():
    laufend = eines("01.01.2024")
    bild = gezeichnet(laufend)
    assert [stueck.art for stueck in bild.stuecke] == ["fest", "rechts"]
    assert bild.pfeile == [Pfeil("rechts", "57.03%")]
    assert laufend.zeitraum == "ab 01.01.2024, Ende offen"
    fertig = eines("01.01.2024", stand="abgeschlossen")
    assert [stueck.art for stueck in gezeichnet(fertig).stuecke] == ["unklar"]
    assert gezeichnet(fertig).pfeile == []
    assert fertig.zeitraum == "ab 01.01.2024, Ende nicht angegeben"
    assert [stueck.art for stueck in gezeichnet(eines(ende="2027")).stuecke] == ["links", "vage"]
    assert eines(ende="2027").zeitraum == "bis 2027, Beginn nicht angegeben"
    assert eines(beginn="14.08.2020", ende="14.08.2020").zeitraum == "am 14.08.2020"
    assert eines(beginn="2023", ende="2023").zeitraum == "2023"
    assert eines().zeitraum == ""
    alt = strahl(eines("1990", "2090"), Skala([eines("1990", "2090")], HEUTE))
    assert [pfeil.richtung for pfeil in alt.pfeile] == ["links", "rechts"]


def test_what_moved_shows_where_it_was():
    spaeter = eines("2024", "31.12.2026", erstes_ende="31.12.2025")
    assert spaeter.ende_verschoben
    assert gezeichnet(spaeter).umzug == Umzug("50.03%", "75.02%", "rechts")
    genauer = eines("2024", "31.12.2026", erstes_ende="2026")
    assert gezeichnet(genauer).umzug is None
    lage = Meilensteinlage(
        steckbrief_id=1,
        titel="Start",
        zugesagt=VagesDatum.lesen("01.01.2026"),
        termin=VagesDatum.lesen("01.01.2025"),
        erreicht_am=None,
        grund="",
        lage=Lage.VERSCHOBEN,
    )
    (marke,) = gezeichnet(eines("2024", meilensteine=[lage])).marken
    assert marke.umzug.richtung == "links"
    assert marke.spanne is None
    assert eines(meilensteine=[lage]).meilensteine_in_worten == "1 Meilenstein: 1 verschoben"


@pytest.mark.django_db
def test_vorhaben_carry_the_first_promise():
    pflege, verkehr = make_handlungsfeld("Pflege"), make_handlungsfeld("Verkehr")
    nord = make_kommune("Nord")
    bus = make_steckbrief("Bus", handlungsfeld=verkehr, beginn="2024", ende="2025")
    bus.mitwirkungen.create(kommune=nord, rolle="beteiligt")
    make_fassung(bus)
    bus.refresh_from_db()
    bus.ende = "2027"
    bus.save()
    make_fassung(bus)
    make_fassung(titel="Lotsen", handlungsfeld=pflege, bezug="umfeld")

    laufende = Eintrag.objects.gueltig().laufend()
    assert [vorhaben.titel for vorhaben in zeitplan.vorhaben(laufende)] == ["Bus", "Lotsen"]
    (vorhaben,) = zeitplan.vorhaben(laufende.filter(kommunen=nord))
    assert (str(vorhaben.erstes_ende), str(vorhaben.ende)) == ("2025", "2027")
    assert zeitplan.vorhaben(laufende.filter(bezug="umfeld"))[0].termine == []
