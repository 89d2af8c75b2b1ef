"""A BagIt 1.0 package (RFC 8493) as one ZIP file: what an archive takes over and can check itself.

Equal content gives equal bytes: the time of every entry is the one given.
"""

import datetime
import hashlib
import zipfile
from dataclasses import dataclass

# A ZIP entry cannot be older.
FRUEHESTENS = (1980, 1, 1, 0, 0, 0)
_BLOCK = 1 << 20
SUMMEN = ("sha256", "sha512")
BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class ZuGross(Exception):
    """The package would have more bytes than it may."""


class Veraendert(Exception):
    """A file is not what its check sum says, or not there any more; the text is its path."""


@dataclass(frozen=True)
class Datei:
    """A payload file. pfad: below data/, of safe characters alone; inhalt: its bytes, or a
    function that opens them; sha256: what they must have, or "" for bytes at hand."""

    pfad: str
    inhalt: object
    sha256: str = ""

    @property
    def summe(self):
        return self.sha256 or hashlib.sha256(self.inhalt).hexdigest()


def kennung(name, dateien, angaben):
    """Return a hash of all that a package is made from: its ETag, without packing it."""
    summe = hashlib.sha256(repr((name, angaben, BAGIT)).encode())
    for datei in dateien:
        summe.update(f"{datei.pfad} {datei.summe}\n".encode())
    return summe.hexdigest()


def schreiben(ziel, name, dateien, *, angaben, zeitpunkt, hoechstens):
    """Write the package to an open binary file.

    name: of its one folder; angaben: [(label, text)] of bag-info.txt; zeitpunkt: aware.
    Raises ZuGross beyond so many bytes of payload, Veraendert.
    """
    zeit = max(zeitpunkt.astimezone(datetime.UTC).timetuple()[:6], FRUEHESTENS)
    with zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as archiv:
        packer = _Packer(archiv, name, zeit)
        oxum = packer.nutzlast(dateien, hoechstens)
        zeilen = [*angaben, ("Payload-Oxum", oxum)]
        # A value that began a line of its own would be another entry.
        info = "".join(f"{label}: {' '.join(text.split())}\n" for label, text in zeilen if text)
        tags = {"bagit.txt": BAGIT, "bag-info.txt": info}
        for art in SUMMEN:
            tags[f"manifest-{art}.txt"] = _manifest(packer.summen, art)
        for pfad, text in tags.items():
            packer.text(pfad, text)
        tagsummen = {
            pfad: {art: hashlib.new(art, text.encode()).hexdigest() for art in SUMMEN}
            for pfad, text in tags.items()
        }
        for art in SUMMEN:
            packer.text(f"tagmanifest-{art}.txt", _manifest(tagsummen, art))


def _manifest(summen, art):
    return "".join(f"{summen[pfad][art]}  {pfad}\n" for pfad in sorted(summen))


class _Packer:
    def __init__(self, archiv, name, zeit):
        self.archiv, self.name, self.zeit = archiv, name, zeit
        self.summen = {}

    def text(self, pfad, text):
        self.archiv.writestr(self._eintrag(pfad), text.encode())

    def nutzlast(self, dateien, hoechstens):
        """Write the payload; return its Oxum: "bytes.files"."""
        gesamt = 0
        for datei in dateien:
            pfad = f"data/{datei.pfad}"
            rechner = {art: hashlib.new(art) for art in SUMMEN}
            with self.archiv.open(self._eintrag(pfad), "w") as ziel:
                for block in _bloecke(datei):
                    if (gesamt := gesamt + len(block)) > hoechstens:
                        raise ZuGross
                    ziel.write(block)
                    for einer in rechner.values():
                        einer.update(block)
            self.summen[pfad] = {art: einer.hexdigest() for art, einer in rechner.items()}
            if datei.sha256 and self.summen[pfad]["sha256"] != datei.sha256:
                raise Veraendert(datei.pfad)
        return f"{gesamt}.{len(self.summen)}"

    def _eintrag(self, pfad):
        eintrag = zipfile.ZipInfo(f"{self.name}/{pfad}", self.zeit)
        eintrag.compress_type = zipfile.ZIP_DEFLATED
        eintrag.create_system, eintrag.external_attr = 3, 0o644 << 16
        return eintrag


def _bloecke(datei):
    if isinstance(datei.inhalt, bytes):
        yield datei.inhalt
        return
    try:
        offen = datei.inhalt()
    except OSError as fehler:
        raise Veraendert(datei.pfad) from fehler
    with offen:
        while block := offen.read(_BLOCK):
            yield block
