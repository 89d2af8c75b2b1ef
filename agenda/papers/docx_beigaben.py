"""What goes into paragraphs of Word besides text: pictures with their words, and bookmarks."""

import re
from io import BytesIO

from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image, ImageDraw

from agenda.papers.docx_stil import element

BILDBREITE, QR_BREITE = Mm(160), Mm(24)
_STRICH = re.compile(r"M(\d+) (\d+)\.5h(\d+)")


class Bilder:
    """Puts pictures into paragraphs, each with its alternative text. dateien: {address: bytes}."""

    def __init__(self, dateien):
        self.dateien = dict(dateien)
        self.anzahl = 0

    def bild(self, quelle, absatz):
        """Insert what an <img> shows, no wider than the text."""
        daten = self.dateien.get(quelle.get("src"))
        if daten is not None:
            bild = absatz.add_run().add_picture(BytesIO(daten))
            self._fertig(absatz, bild, quelle.get("alt", ""), min(bild.width, BILDBREITE))

    def zeichnung(self, quelle, absatz):
        """Insert a QR code (templates/papers/_qr.html) as an image: not every Word draws SVG."""
        seite = int(quelle.get("viewbox").split()[2])
        bild = Image.new("1", (seite, seite), 1)
        stift = ImageDraw.Draw(bild)
        for x, y, laenge in _STRICH.findall(quelle.find("path").get("d")):
            stift.line([(int(x), int(y)), (int(x) + int(laenge) - 1, int(y))], fill=0)
        datei = BytesIO()
        bild.resize((seite * 8, seite * 8)).save(datei, "PNG")
        datei.seek(0)
        bild = absatz.add_run().add_picture(datei)
        self._fertig(absatz, bild, quelle.findtext("title"), QR_BREITE)

    def _fertig(self, absatz, bild, alternativtext, breite):
        bild.height, bild.width = int(bild.height * breite / bild.width), breite
        self.anzahl += 1
        eigenschaft = [*absatz._p.iter(qn("wp:docPr"))][-1]
        eigenschaft.set("id", str(self.anzahl))
        eigenschaft.set("name", f"Bild {self.anzahl}")
        eigenschaft.set("descr", alternativtext)


class Marken:
    """Bookmarks: where in the file each field of the document stands, and where links lead."""

    def __init__(self):
        self.anzahl = 0
        self.offene = []

    def beginnen(self, wort, *, einmalig=False):
        """Begin one at the next paragraph that is set; einmalig: its name comes only once."""
        self.anzahl += 1
        self.offene.append(
            [self.anzahl, name(wort) if einmalig else f"{name(wort)}_{self.anzahl}", False]
        )

    def setzen(self, absatz):
        for marke in self.offene:
            if not marke[2]:
                marke[2] = True
                absatz._p.append(element("w:bookmarkStart", id=marke[0], name=marke[1]))

    def beenden(self, absatz):
        """End the one begun last; if nothing was set since, there is none."""
        nummer, _, gesetzt = self.offene.pop()
        if gesetzt:
            absatz._p.append(element("w:bookmarkEnd", id=nummer))


def name(wort):
    """Return a word as the name of a bookmark: letters, digits and _, not too long."""
    return re.sub(r"\W", "_", wort)[:30]
