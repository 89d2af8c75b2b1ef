"""Images for print: as many pixels as paper shows, and nothing of what a camera wrote into them."""

from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageFile, ImageOps

# 165 mm (the width of the text) at 200 dots an inch, and as much in height.
BREITE, HOEHE = 1300, 1300
PIXEL = 60_000_000
FORMATE = ("JPEG", "PNG")


def druckfertig(daten):
    """Return a JPEG or PNG of at most BREITE × HOEHE without metadata, or None if it is no image.

    The same bytes give the same bytes. An image turned by its EXIF data is turned for good.
    """
    try:
        with _only_whole_ones(), Image.open(BytesIO(daten), formats=FORMATE) as bild:
            if bild.width * bild.height > PIXEL:
                return None
            art = bild.format
            bild.draft("RGB", (2 * BREITE, 2 * HOEHE))
            fertig = ImageOps.exif_transpose(bild)
            fertig.thumbnail((BREITE, HOEHE), Image.Resampling.LANCZOS)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    # PDF/A-2 and a printer: plain colours on white, no palette, no profile of somebody's camera.
    if fertig.mode != "RGB":
        fertig = fertig.convert("RGBA")
        grund = Image.new("RGBA", fertig.size, "white")
        fertig = Image.alpha_composite(grund, fertig).convert("RGB")
    ausgabe = BytesIO()
    neu = Image.frombytes("RGB", fertig.size, fertig.tobytes())  # without any info
    if art == "PNG":
        neu.save(ausgabe, "PNG", optimize=False)
    else:
        neu.save(ausgabe, "JPEG", quality=85, subsampling=0)
    return ausgabe.getvalue()


@contextmanager
def _only_whole_ones():
    """WeasyPrint, once imported, lets Pillow fill up with grey what a file lacks."""
    vorher = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = vorher
