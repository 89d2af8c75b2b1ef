import re

from agenda.domain.qr import RAND, qr_bild


def test_drawing_has_border_and_finder_patterns():
    bild = qr_bild("https://agenda.example.org/projekte/4.10/")
    laeufe = re.findall(r"M(\d+) (\d+)\.5h(\d+)", bild.pfad)
    assert "".join(f"M{x} {y}.5h{n}" for x, y, n in laeufe) == bild.pfad
    assert (str(RAND), str(RAND), "7") in laeufe  # upper left finder pattern
    assert all(
        int(x) >= RAND and int(x) + int(n) <= bild.seite - RAND and int(y) < bild.seite - RAND
        for x, y, n in laeufe
    )
    assert qr_bild("https://agenda.example.org/").pfad != bild.pfad
