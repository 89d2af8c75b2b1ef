"""Small files for tests, made when asked for."""

import io

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo


def make_png(size=(4, 4), mode="RGB", text=None):
    info = PngInfo()
    if text:
        info.add_text("Author", text)
    ziel = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(ziel, "PNG", pnginfo=info)
    return ziel.getvalue()


def make_jpeg(size=(8, 4), artist="Erika Mustermann", orientation=1):
    exif = Image.Exif()
    exif[0x013B] = artist
    exif[0x0112] = orientation
    ziel = io.BytesIO()
    Image.new("RGB", size, "red").save(ziel, "JPEG", exif=exif, comment=artist.encode())
    return ziel.getvalue()


def make_pdf(author=None, prepare=None, **save):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if author:
        with pdf.open_metadata() as xmp:
            xmp["dc:title"] = "Konzept"
            xmp["dc:creator"] = [author]
            xmp["pdfuaid:part"] = "1"
        pdf.docinfo["/Author"] = author
        pdf.docinfo["/Title"] = "Konzept"
    if prepare:
        prepare(pdf)
    ziel = io.BytesIO()
    pdf.save(ziel, **save)
    return ziel.getvalue()
