"""Read a PDF as a reader would: its body text, its tags, what is around them."""

import ctypes
from io import BytesIO
from itertools import pairwise

import pikepdf
import pypdfium2
from pypdfium2 import raw as pdfium

MM = 72 / 25.4
# The margins of static/pdf.css: what stands outside is header and footer.
TOP, TOP_OF_FIRST, BOTTOM = 23, 16, 20
# PDFium's own mark for a hyphen it has taken away at a line's end, and what readers drop.
DROPPED = dict.fromkeys(map(ord, "\u00ad\x02\ufffe"))
HYPHEN = {ord("-"): None}


def body(pdf):
    """Return the text between header and footer of all pages, without hyphenation."""
    texts = []
    for nummer, page in enumerate(pypdfium2.PdfDocument(pdf)):
        _, height = page.get_size()
        top = TOP if nummer else TOP_OF_FIRST
        texts.append(
            page.get_textpage().get_text_bounded(bottom=BOTTOM * MM, top=height - top * MM)
        )
    return "\n".join(texts).translate(DROPPED)


def spoken(pdf):
    """Return the text as a screen reader says it: what the tags reach, in their order."""
    pages = [_marked_texts(page) for page in pypdfium2.PdfDocument(pdf)]
    texts = []
    with pikepdf.open(BytesIO(pdf)) as opened:
        numbers = {page.objgen: i for i, page in enumerate(opened.pages)}
        for element, ancestors in elements(opened):
            if "/Lbl" in (str(element.S), *ancestors):
                continue  # a bullet or number of a list
            for kid in element.get("/K", []):
                if isinstance(kid, int):
                    texts.append(pages[numbers[element.Pg.objgen]].pop(kid, ""))
    return "".join(texts).translate(DROPPED)


def languages(pdf):
    """Return {language: texts of the outermost tags that tell it}, besides that of the file."""
    pages = [_marked_texts(page) for page in pypdfium2.PdfDocument(pdf)]
    found = {}
    with pikepdf.open(BytesIO(pdf)) as opened:
        numbers = {page.objgen: i for i, page in enumerate(opened.pages)}

        def text(element):
            return " ".join(
                pages[numbers[element.Pg.objgen]].get(kid, "")
                if isinstance(kid, int)
                else text(kid)
                if "/S" in kid and kid.S != "/Lbl"
                else ""
                for kid in element.get("/K", [])
            )

        def walk(element):
            language = str(element.get("/Lang", "de"))
            if language != "de":
                found.setdefault(language, []).append(" ".join(text(element).split()))
                return
            for kid in element.get("/K", []):
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    walk(kid)

        walk(opened.Root.StructTreeRoot.K[0])
    return {language: [text for text in texts if text] for language, texts in found.items()}


def _marked_texts(page):
    """Return {MCID: text} of a page."""
    textpage = page.get_textpage()
    texts = {}
    for element in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,)):
        number = pdfium.FPDFPageObj_GetMarkedContentID(element.raw)
        size = pdfium.FPDFTextObj_GetText(element.raw, textpage.raw, None, 0)
        buffer = (ctypes.c_ushort * (size // 2))()
        pdfium.FPDFTextObj_GetText(element.raw, textpage.raw, buffer, size)
        text = bytes(buffer).decode("utf-16-le").rstrip("\0")
        texts[number] = texts.get(number, "") + text
    return texts


def squeezed(text):
    """Return a text without white space and hyphens, for comparisons across line breaks.

    PDFium takes the hyphen of "Tele-Rucksack" for hyphenation when a line ends there.
    """
    return "".join(text.translate(DROPPED | HYPHEN).split())


def elements(pdf):
    """Yield every structure element of an open pikepdf.Pdf with its ancestors' types."""
    stack = [(pdf.Root.StructTreeRoot.K[0], ())]
    while stack:
        element, ancestors = stack.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element, ancestors
            kids = element.get("/K", [])
            stack.extend((kid, (*ancestors, str(element.S))) for kid in reversed(list(kids)))


def marked_content(page):
    """Yield (tag, properties, operators) of every marked piece of a page."""
    instructions = pikepdf.parse_content_stream(page)
    starts = [i for i, op in enumerate(instructions) if str(op.operator) in ("BDC", "EMC")]
    for start, end in pairwise(starts):
        if str(instructions[start].operator) == "BDC":
            tag, properties = instructions[start].operands
            inside = [str(op.operator) for op in instructions[start + 1 : end]]
            yield str(tag), properties, inside
