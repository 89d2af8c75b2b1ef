"""Read a PDF as a reader would: its body text, its tags, what is around them."""

from itertools import pairwise

import pikepdf
import pypdfium2

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
