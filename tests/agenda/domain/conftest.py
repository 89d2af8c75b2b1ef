import pytest

from tests.factories import make_fassung, make_portal


@pytest.fixture
def agenda():
    """Two projects of the agenda and one of the Umfeld, as Steckbriefe."""
    make_portal()
    return [
        make_fassung(titel=titel, vorgesehene_nummer=nummer, bezug=bezug).steckbrief
        for titel, nummer, bezug in (
            ("Lotsen", "1", "agenda"),
            ("Bus", "2", "agenda"),
            ("Wald", "U1", "umfeld"),
        )
    ]
