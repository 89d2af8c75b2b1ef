"""The package as such: valid, bounded, equal bytes, and a judge that notices what is wrong."""

import datetime
import io
import zipfile

import pytest

from agenda.transfer import bagit
from tests.agenda.transfer.bagpruefer import pruefen

ZEIT = datetime.datetime(2027, 1, 28, 11, tzinfo=datetime.UTC)
ANGABEN = [
    ("Source-Organization", "Kreis\nMusterland: x"),
    ("Bagging-Date", "2027-01-28"),
    ("Leer", ""),
]


def dateien():
    return [
        bagit.Datei("LIESMICH.txt", b"Hallo"),
        bagit.Datei("Papier/a.pdf", lambda: io.BytesIO(b"%PDF"), bagit.Datei("", b"%PDF").summe),
    ]


def gepackt(liste=None, hoechstens=1000):
    ziel = io.BytesIO()
    bagit.schreiben(
        ziel, "Paket", liste or dateien(), angaben=ANGABEN, zeitpunkt=ZEIT, hoechstens=hoechstens
    )
    return ziel.getvalue()


def test_it_is_a_valid_bag():
    inhalt, angaben = pruefen(io.BytesIO(gepackt()))
    assert inhalt["data/LIESMICH.txt"] == b"Hallo"
    assert angaben == {
        "Source-Organization": ["Kreis Musterland: x"],
        "Bagging-Date": ["2027-01-28"],
        "Payload-Oxum": ["9.2"],
    }


def test_equal_content_equal_bytes():
    assert gepackt() == gepackt()
    eine, andere = dateien(), [*dateien(), bagit.Datei("b", b"")]
    kennungen = {bagit.kennung("Paket", liste, ANGABEN) for liste in (eine, dateien(), andere)}
    assert len(kennungen) == 2


def test_too_big_or_not_what_it_should_be():
    with pytest.raises(bagit.ZuGross):
        gepackt(hoechstens=8)
    with pytest.raises(bagit.Veraendert, match=r"a\.pdf"):
        gepackt([bagit.Datei("a.pdf", lambda: io.BytesIO(b"anders"), "0" * 64)])

    def weg():
        raise FileNotFoundError

    with pytest.raises(bagit.Veraendert, match=r"a\.pdf"):
        gepackt([bagit.Datei("a.pdf", weg, "0" * 64)])


@pytest.mark.parametrize(
    ("pfad", "neu"),
    [
        ("data/LIESMICH.txt", b"Hallo!"),
        ("bag-info.txt", b"Payload-Oxum: 9.2\nBagging-Date: 2027-01-28\n"),
        ("manifest-sha256.txt", b""),
        ("data/mehr.txt", b"nicht im Manifest"),
        ("bagit.txt", b"BagIt-Version: 0.97\n"),
    ],
)
def test_the_judge_notices(pfad, neu):
    alt, neues = zipfile.ZipFile(io.BytesIO(gepackt())), io.BytesIO()
    with zipfile.ZipFile(neues, "w") as archiv:
        for eintrag in alt.infolist():
            if eintrag.filename != f"Paket/{pfad}":
                archiv.writestr(eintrag, alt.read(eintrag))
        archiv.writestr(zipfile.ZipInfo(f"Paket/{pfad}", ZEIT.timetuple()[:6]), neu)
    with pytest.raises((AssertionError, KeyError)):
        pruefen(neues)
