"""Finisher for WeasyPrint: what it leaves open for a PDF/A-2a that is a good PDF/UA-1 as well."""

import hashlib

import pydyf

from agenda.papers.fonts import HYPHEN

# The PDF/UA part of the metadata, and the description of its schema that PDF/A asks for.
PDF_UA_PART = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def finish(document, pdf):
    """Mend the parts of a rendered PDF in place, just before it is written."""
    _declare_pdf_ua(pdf)
    _name_links(document)
    prefix = _prefix(document)
    for element, ancestors in list(_elements(pdf)):
        match element["S"]:
            case "/TH":
                element["A"]["Scope"] = "/Column" if "/THead" in ancestors[-2:] else "/Row"
                element["ID"] = pydyf.String(prefix + element["ID"].string)
            case "/TD" if headers := element["A"].get("Headers"):
                element["A"]["Headers"] = pydyf.Array(
                    pydyf.String(prefix + header.string) for header in headers
                )
            case "/LI":
                _wrap_blocks(pdf, element)
        if "/Link" in ancestors:
            _drop_inner_link(pdf, element)
    _make_artifacts(pdf)
    _mend_texts(document, pdf)


def _prefix(document):
    """Return what tells the ids of this paper from those of others it may be merged with."""
    return hashlib.sha256((document.metadata.title or "").encode()).hexdigest()[:8] + "-"


def _target(pdf, reference):
    return pdf.objects[int(reference.split()[0])]


def _declare_pdf_ua(pdf):
    metadata = _target(pdf, pdf.catalog["Metadata"])
    xmp = b"".join(metadata.stream)
    end = xmp.rindex(b"</rdf:RDF>")
    metadata.stream = [xmp[:end] + PDF_UA_PART + xmp[end:]]
    # Readers that do not know PDF look for it, and page-validation insists (PDF/A 6.6.2.1).
    metadata.compress = False


def _name_links(document):
    """Describe a link by its text. WeasyPrint puts the bare target there."""
    for page in document.pages:
        for *_, box in page.links:
            annotation = getattr(box, "link_annotation", None)
            if annotation is not None and box.element is not None:
                text = " ".join("".join(box.element.itertext()).split())
                if text:
                    annotation["Contents"] = pydyf.String(text)


def _elements(pdf):
    """Yield what the structure tree reaches, in order, with the types of all ancestors."""
    root = _target(pdf, pdf.catalog["StructTreeRoot"])
    stack = [(root["K"][0], ())]
    while stack:
        reference, ancestors = stack.pop()
        element = _target(pdf, reference)
        if "S" in element:
            yield element, ancestors
            kids = [kid for kid in element["K"] if isinstance(kid, bytes)]
            stack.extend((kid, (*ancestors, element["S"])) for kid in reversed(kids))


def _wrap_blocks(pdf, item):
    """Put a quotation, code or a table in a list item into its LBody, where PDF/UA wants it."""
    kids, body = [], None
    for reference in item["K"]:
        kid = _target(pdf, reference)
        if kid["S"] in ("/Lbl", "/LBody"):
            kids.append(reference)
            body = kid if kid["S"] == "/LBody" else body
            continue
        if body is None:
            body = pydyf.Dictionary(item | {"S": "/LBody", "K": pydyf.Array(), "P": item.reference})
            pdf.add_object(body)
            kids.append(body.reference)
        kid["P"] = body.reference
        body["K"].append(reference)
    item["K"] = pydyf.Array(kids)


def _drop_inner_link(pdf, element):
    """Leave one annotation to a link: <a><strong>x</strong></a> comes with one for each element."""
    element["S"] = "/Span" if element["S"] == "/Link" else element["S"]
    for reference in [kid for kid in element["K"] if isinstance(kid, bytes)]:
        kid = _target(pdf, reference)
        if kid.get("Type") == "/OBJR":
            element["K"].remove(reference)
            annotation = _target(pdf, kid["Obj"])
            _target(pdf, kid["Pg"])["Annots"].remove(annotation.reference)
            # WeasyPrint counts from 0 on without a gap.
            _parents(pdf)[2 * annotation["StructParent"] + 1] = "null"


def _parents(pdf):
    """Return the ParentTree: number of a page or annotation, its element or elements, and so on."""
    return _target(pdf, _target(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]


def _make_artifacts(pdf):
    """Turn the header and footer of every page from loose spans into pagination Artifacts."""
    numbers = _parents(pdf)
    reached = {element.number for element, _ in _elements(pdf)}
    for page, reference in enumerate(pdf.page_references):
        parents = numbers[2 * page + 1]
        loose = {
            mcid for mcid, parent in enumerate(parents) if int(parent.split()[0]) not in reached
        }
        stream = _target(pdf, _target(pdf, reference)["Contents"]).stream
        for index, operator in enumerate(stream):
            if operator == b"BDC" and stream[index - 1].get("MCID") in loose:
                stream[index - 2] = "/Artifact"
                stream[index - 1] = pydyf.Dictionary({"Type": "/Pagination"})
        for mcid in loose:
            parents[mcid] = "null"
    for element in pdf.objects:
        if (
            isinstance(element, dict)
            and element.get("Type") == "/StructElem"
            and element.number not in reached
        ):
            # Emptied, not freed: pydyf miscounts free objects in an object stream.
            element.clear()


def _mend_texts(document, pdf):
    """Correct what a glyph means, where WeasyPrint cannot know it.

    The hyphen at a line's end means U+00AD: readers drop it and find the word whole
    (ISO 32000-1, 14.8.2.2.3). A glyph whose text is told by the one before means nothing
    (U+200B); an empty text would break PDF/UA. Of a font that is embedded whole WeasyPrint tells
    what the characters mean, also those that may not be told, and forgets ligatures.
    """
    wrong = {f"> <{ord(HYPHEN):04x}>".encode(): b"> <00ad>"}
    wrong |= dict.fromkeys((b"> <>", b"> <0000>", b"> <feff>", b"> <fffe>"), b"> <200b>")
    used = {font.name: font.to_unicode for font in document.fonts.values()}
    for font in pdf.objects:
        if isinstance(font, dict) and "ToUnicode" in font:
            texts = _target(pdf, font["ToUnicode"])
            _add_missing(texts, used.get(font["BaseFont"], {}))
            for before, after in wrong.items():
                texts.stream = [line.replace(before, after) for line in texts.stream]


def _add_missing(texts, used):
    known = {line[:6] for line in texts.stream if line.startswith(b"<")}
    lines = [
        b"<%04x> <%s>" % (glyph, text.encode("utf-16-be").hex().encode())
        for glyph, text in sorted(used.items())
        if b"<%04x>" % glyph not in known
    ]
    if lines:
        end = texts.stream.index(b"endcmap")
        texts.stream[end:end] = [b"%d beginbfchar" % len(lines), *lines, b"endbfchar"]
