"""The calendar keeps RFC 5545, says how vague a date is, and follows what is reported."""

import re

import pytest

from agenda.domain import workflow
from agenda.views.kalender import falten, text
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_handlungsfeld,
    make_kommune,
    make_portal,
    make_sachstand,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
PFAD = "/feeds/meilensteine.ics"


def termine(response):
    """Check lines and frame; return the events as dicts of unfolded properties."""
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    roh = response.content
    assert roh.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in roh.replace(b"\r\n", b"")
    assert max(len(zeile) for zeile in roh.split(b"\r\n")) <= 75
    ganz = roh.decode().replace("\r\n ", "")
    for pflicht in ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:", "METHOD:PUBLISH"):
        assert pflicht in ganz
    return [
        dict(zeile.split(":", 1) for zeile in block.strip().split("\r\n"))
        for block in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", ganz, re.DOTALL)
    ]


def steckbrief_mit_terminen(nummer="7", **felder):
    steckbrief = make_steckbrief("Bus, Bahn; Rad", vorgesehene_nummer=nummer, **felder)
    for position, termin in enumerate(("15.03.2197", "Anfang 2198", None), 1):
        steckbrief.meilensteine.create(position=position, titel=f"M{position}", termin=termin)
    workflow.record(steckbrief, user=None)
    steckbrief.refresh_from_db()
    return steckbrief


def test_exact_vague_moved_and_reached(client):
    make_portal()
    steckbrief = steckbrief_mit_terminen()
    make_fassung(steckbrief)
    genau, vage = termine(client.get(PFAD))
    assert (genau["DTSTART;VALUE=DATE"], genau["DTEND;VALUE=DATE"]) == ("21970315", "21970316")
    assert (vage["DTSTART;VALUE=DATE"], vage["SUMMARY"]) == ("21980430", "M2 (Anfang 2198)")
    assert genau["SUMMARY"] == "M1"
    assert genau["DESCRIPTION"].startswith(
        r"Meilenstein des Steckbriefs 7: Bus\, Bahn\; Rad\nStand: geplant\n"
    )
    assert genau["URL"] == "http://testserver/projekte/7/"
    assert re.fullmatch(r"\d{8}T\d{6}Z", genau["DTSTAMP"])
    meilensteine = list(steckbrief.meilensteine.all())
    assert [genau["UID"], vage["UID"]] == [str(m.uuid) for m in meilensteine[:2]]
    sachstand = make_sachstand(steckbrief, accepted=False, stichtag="2024")
    sachstand.meilensteine.create(
        meilenstein_uuid=meilensteine[0].uuid, titel="M1", erreicht_am="2024-10-01"
    )
    sachstand.meilensteine.create(
        meilenstein_uuid=meilensteine[1].uuid, titel="M2", neuer_termin="2199", grund="Vergabe"
    )
    workflow.accept(sachstand, user=None)
    erreicht, verschoben = termine(client.get(PFAD))
    assert (erreicht["SUMMARY"], erreicht["DTSTART;VALUE=DATE"]) == ("Erreicht: M1", "20241001")
    assert verschoben["DTSTART;VALUE=DATE"] == "21991231"
    assert r"Zuerst zugesagt: Anfang 2198\nGrund: Vergabe" in verschoben["DESCRIPTION"]
    assert erreicht["UID"] == genau["UID"]
    assert int(erreicht["SEQUENCE"]) > int(genau["SEQUENCE"])


def test_narrowed_and_refused(client):
    make_portal()
    steckbrief = make_full_steckbrief(vorgesehene_nummer="9")
    make_fassung(steckbrief)
    make_fassung(steckbrief_mit_terminen())
    anderes = make_handlungsfeld("Leer")
    kommune = steckbrief.mitwirkungen.first().kommune
    assert len(termine(client.get(PFAD))) == 3
    assert len(termine(client.get(f"{PFAD}?nummer=07"))) == 2
    assert len(termine(client.get(f"{PFAD}?kommune={kommune.slug}"))) == 1
    assert len(termine(client.get(f"{PFAD}?handlungsfeld={steckbrief.handlungsfeld.slug}"))) == 3
    nord = make_kommune("Nord")
    drittes = steckbrief_mit_terminen("11", handlungsfeld=make_handlungsfeld())
    drittes.mitwirkungen.create(kommune=nord, rolle="beteiligt")
    workflow.record(drittes, user=None)
    drittes.refresh_from_db()
    make_fassung(drittes)
    for mehrere, anzahl in (
        (f"kommune={kommune.slug}&kommune={nord.slug}", 3),
        (f"handlungsfeld={steckbrief.handlungsfeld.slug}&handlungsfeld={anderes.slug}", 3),
        (f"handlungsfeld={steckbrief.handlungsfeld.slug}&kommune={nord.slug}", 0),
        ("nummer=9&nummer=11", 3),
    ):
        assert len(termine(client.get(f"{PFAD}?{mehrere}"))) == anzahl, mehrere
    leer = client.get(f"{PFAD}?handlungsfeld={anderes.slug}")
    assert termine(leer) == []
    assert leer.text.count("BEGIN:") == 3  # a calendar needs a component
    for unfug in ("nummer=99", "nummer=%00", "kommune=x%00", "handlungsfeld=" + "x" * 9000):
        assert client.get(f"{PFAD}?{unfug}").status_code == 404


@pytest.mark.parametrize("anzahl", [1, 3])
def test_constant_cost_and_304(client, anzahl, django_assert_num_queries):
    make_portal()
    for _ in range(anzahl):
        steckbrief = make_full_steckbrief()
        make_fassung(steckbrief)
        make_sachstand(steckbrief)
    with django_assert_num_queries(5):
        response = client.get(PFAD)
    assert len(termine(response)) == anzahl
    with django_assert_num_queries(1):
        assert client.get(PFAD, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_text_and_folding():
    assert text("a\\b;c,d\r\ne\nf\x07") == r"a\\b\;c\,d\ne\nf"
    gefaltet = falten("SUMMARY:" + "ä€😀" * 40)
    assert gefaltet.replace("\r\n ", "") == "SUMMARY:" + "ä€😀" * 40 + "\r\n"
    assert all(len(zeile.encode()) <= 75 for zeile in gefaltet.split("\r\n"))
