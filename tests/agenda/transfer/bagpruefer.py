"""A strict judge of BagIt packages (RFC 8493), written from the text of the standard."""

import hashlib
import re
import zipfile
from pathlib import PurePosixPath

SICHER = re.compile(r"[A-Za-z0-9._-]+")


def pruefen(datei):
    """Return ({path below the package: bytes}, {label: [values] of bag-info.txt}) of a valid bag.

    datei: path or open file of the ZIP. Raises AssertionError for whatever is wrong.
    """
    with zipfile.ZipFile(datei) as archiv:
        assert archiv.testzip() is None
        namen = archiv.namelist()
        assert len(namen) == len(set(map(str.lower, namen))), "a name twice"
        wurzeln = {PurePosixPath(name).parts[0] for name in namen}
        assert len(wurzeln) == 1, wurzeln
        for name in namen:
            teile = PurePosixPath(name).parts
            assert not name.startswith("/")
            assert all(SICHER.fullmatch(teil) and teil not in (".", "..") for teil in teile), name
        inhalt = {name.partition("/")[2]: archiv.read(name) for name in namen}
        zeiten = {eintrag.date_time for eintrag in archiv.infolist()}
        assert len(zeiten) == 1, zeiten
    assert inhalt["bagit.txt"] == (b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    nutzlast = {pfad for pfad in inhalt if pfad.startswith("data/")}
    tags = {pfad for pfad in inhalt if "/" not in pfad}
    assert nutzlast | tags == set(inhalt), "neither payload nor tag file"
    manifeste = {pfad for pfad in tags if pfad.startswith("manifest-")}
    assert manifeste == {"manifest-sha256.txt", "manifest-sha512.txt"}
    for pfad in manifeste:
        assert set(_manifest(inhalt, pfad)) == nutzlast, pfad
    tagmanifeste = {pfad for pfad in tags if pfad.startswith("tagmanifest-")}
    assert "tagmanifest-sha256.txt" in tagmanifeste
    for pfad in tagmanifeste:
        assert set(_manifest(inhalt, pfad)) == tags - tagmanifeste, pfad
    angaben = {}
    for zeile in inhalt["bag-info.txt"].decode().splitlines():
        label, trenner, wert = zeile.partition(": ")
        assert trenner, zeile
        assert (label, wert) == (label.strip(), wert.strip()), zeile
        angaben.setdefault(label, []).append(wert)
    groesse = sum(len(inhalt[pfad]) for pfad in nutzlast)
    assert angaben["Payload-Oxum"] == [f"{groesse}.{len(nutzlast)}"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", angaben["Bagging-Date"][0])
    return inhalt, angaben


def _manifest(inhalt, pfad):
    """Return {path: check sum} of a manifest whose sums are all right."""
    art = re.fullmatch(r"(?:tag)?manifest-(\w+)\.txt", pfad)[1]
    summen = {}
    for zeile in inhalt[pfad].decode().splitlines():
        summe, trenner, name = zeile.partition("  ")
        assert trenner, zeile
        assert name not in summen, zeile
        assert hashlib.new(art, inhalt[name]).hexdigest() == summe, name
        summen[name] = summe
    return summen
