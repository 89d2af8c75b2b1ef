"""QR codes: an address as a drawing, for whoever reads on paper or on another screen."""

from dataclasses import dataclass

import segno

RAND = 4  # modules of quiet zone (ISO/IEC 18004)


@dataclass(frozen=True)
class QrBild:
    """A QR code as an SVG path. `seite` is the side of the drawing in modules, with its border;
    the path is to be stroked one module wide."""

    seite: int
    pfad: str


def qr_bild(adresse):
    """Return the QrBild of an address; a seventh of it may be dirty (level M)."""
    code = segno.make(adresse, error="m", micro=False)
    pfad = []
    for y, zeile in enumerate(code.matrix, RAND):
        x = 0
        while x < len(zeile):
            laenge = 0
            while x + laenge < len(zeile) and zeile[x + laenge]:
                laenge += 1
            if laenge:
                pfad.append(f"M{x + RAND} {y}.5h{laenge}")
            x += laenge or 1
    return QrBild(len(code.matrix) + 2 * RAND, "".join(pfad))
