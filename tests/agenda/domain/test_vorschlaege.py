import pytest

from agenda.domain.vorschlaege import zu_pfad
from tests.factories import make_fassung, make_handlungsfeld, make_kommune

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("pfad", "adresse"),
    [
        ("/handlungsfelder/gesundhait/", "/handlungsfelder/gesundheit/"),
        ("/amt-marne/", "/kommunen/amt-marne-nordsee/"),
        ("/kommunen/marne/", "/kommunen/amt-marne-nordsee/"),
        ("/rufbus", "/projekte/U1/"),
        ("/Leuchtturme/", "/leuchttuerme/"),
    ],
)
def test_what_was_meant_comes_among_the_first(django_assert_max_num_queries, pfad, adresse):
    make_fassung(
        titel="Rufbus Marschland",
        vorgesehene_nummer="U1",
        bezug="umfeld",
        handlungsfeld=make_handlungsfeld("Gesundheit"),
    )
    make_fassung(titel="Lotsen", vorgesehene_nummer="12")
    make_kommune("Amt Marne-Nordsee")
    with django_assert_max_num_queries(4):
        assert adresse in [vorschlag.adresse for vorschlag in zu_pfad(pfad)[:2]]


@pytest.mark.parametrize(
    "pfad",
    [
        "/projekte/64/",
        "/projekte/u13/fassungen/",
        "/",
        "",
        "//",
        "/%00/",
        "/\x00/",
        "/" + "a" * 10_000,
        "/%F0%28/",
        "/../../etc/passwd",
    ],
)
def test_hostile_paths_are_answered(pfad):
    assert zu_pfad(pfad) == []
