"""The look of a Word file: A4, one font that every office has, real styles, lists and fields."""

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

SCHRIFT = "Arial"
SPRACHE = "de-DE"
GRAU = "4A4A4A"
TEXTBREITE = Mm(210 - 22 - 20)
# Half points of size and points of space above, for Title and the headings below it.
GROESSEN = {"Title": (20, 0), "Heading 1": (13, 12), "Heading 2": (11, 9), "Heading 3": (10.5, 8)}
EIGENE = {
    "Dachzeile": "the line above a title",
    "Hinweiskasten": "a note with a border",
    "Quelltext": "code",
    "Leichte Sprache": "larger, with more space between the lines",
}
GEBRAUCHT = {
    "Normal",
    "Title",
    "Subtitle",
    "Quote",
    "Header",
    "Footer",
    "TOC Heading",
    "List Bullet",
}
GEBRAUCHT |= {"List Number", "List Continue", "Table Grid", "Normal Table", "No List"}
GEBRAUCHT |= {"Default Paragraph Font", *(f"Heading {ebene}" for ebene in range(1, 10))}
# Contrast of text to white paper (WCAG 2.2, 1.4.3).
KONTRAST = 4.5


def neues_dokument(farbe):
    """Return an empty document with all styles of a paper; farbe: #rrggbb for headings."""
    dokument = Document()
    _leeren(dokument)
    seite = dokument.sections[0]
    seite.page_width, seite.page_height = Mm(210), Mm(297)
    seite.left_margin, seite.right_margin = Mm(22), Mm(20)
    seite.top_margin, seite.bottom_margin = Mm(25), Mm(22)
    seite.header_distance = seite.footer_distance = Mm(11)
    _stile(dokument, lesbar(farbe))
    return dokument


def lesbar(farbe):
    """Return rrggbb, darkened until it can be read on white."""
    kanaele = [int(farbe[i : i + 2], 16) for i in (1, 3, 5)]
    while 1.05 / (_leuchtdichte(kanaele) + 0.05) < KONTRAST:
        kanaele = [int(kanal * 0.95) for kanal in kanaele]
    return "".join(f"{kanal:02X}" for kanal in kanaele)


def _leuchtdichte(kanaele):
    linear = [
        k / 12.92 if (k := kanal / 255) <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4
        for kanal in kanaele
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _leeren(dokument):
    """Take out what python-docx's template brings along: a picture, and 130 styles nobody needs."""
    paket = dokument.part.package
    for rid, beziehung in list(paket.rels.items()):
        if beziehung.reltype.endswith("/thumbnail"):
            del paket.rels[rid]
    wurzel = dokument.styles.element
    namen = {
        stil: stil.find(qn("w:name")).get(qn("w:val")) for stil in wurzel.findall(qn("w:style"))
    }
    behalten = {stil.name.lower() for stil in dokument.styles if stil.name in GEBRAUCHT}
    verbunden = {
        verweis.get(qn("w:val"))
        for stil, name in namen.items()
        if name.lower() in behalten
        for verweis in stil.findall(qn("w:link"))
    }
    for stil, name in namen.items():
        if name.lower() not in behalten and stil.get(qn("w:styleId")) not in verbunden:
            wurzel.remove(stil)


def _stile(dokument, farbe):
    stile = dokument.styles
    standard = stile.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for alt in standard.findall(qn("w:lang")):
        standard.remove(alt)
    standard.append(element("w:lang", val=SPRACHE, eastAsia=SPRACHE, bidi="ar-SA"))
    _schrift(stile["Normal"], 10.5)
    stile["Normal"].paragraph_format.space_after = Pt(5)
    stile["Normal"].paragraph_format.line_spacing = 1.12
    for ebene in range(1, 10):
        name = f"Heading {ebene}"
        groesse, davor = GROESSEN.get(name, (10.5, 7))
        _ueberschrift(stile[name], groesse, davor, farbe)
    _ueberschrift(stile["Title"], *GROESSEN["Title"], "1A1A1A")
    _linie(stile["Title"], "bottom", farbe, 12)
    for name in ("Subtitle", "Quote", "Header", "Footer", "TOC Heading"):
        _schrift(stile[name], {"Subtitle": 11.5, "TOC Heading": 13}.get(name, 10.5))
    stile["Subtitle"].font.italic = False
    stile["Quote"].paragraph_format.left_indent = Mm(6)
    for name in ("Header", "Footer"):
        _schrift(stile[name], 8.5, GRAU)
        tabs = stile[name].paragraph_format.tab_stops
        tabs.clear_all()
        tabs.add_tab_stop(TEXTBREITE, alignment=2)
    for name in EIGENE:
        stil = stile.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        stil.base_style = stile["Normal"]
        stil.quick_style = True
    stile["Dachzeile"].font.bold = True
    stile["Dachzeile"].paragraph_format.keep_with_next = True
    stile["Quelltext"].font.name = "Courier New"
    stile["Leichte Sprache"].font.size = Pt(13)
    stile["Leichte Sprache"].paragraph_format.line_spacing = 1.5
    for seite in ("top", "left", "bottom", "right"):
        _linie(stile["Hinweiskasten"], seite, "1A1A1A", 6)
    verweis = stile.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    verweis.font.color.rgb = RGBColor.from_string("0B4A7F")
    verweis.font.underline = True
    for name in ("List Bullet", "List Number", "List Continue"):
        # Which sign and how far in stands at each paragraph, for any depth.
        eigenschaften = stile[name].element.get_or_add_pPr()
        for kind in eigenschaften.findall(qn("w:numPr")):
            eigenschaften.remove(kind)
        stile[name].paragraph_format.space_after = Pt(2)


def _schrift(stil, groesse, farbe="1A1A1A"):
    stil.font.size = Pt(groesse)
    stil.font.color.rgb = RGBColor.from_string(farbe)
    stil.font.name = SCHRIFT
    schriften = stil.element.get_or_add_rPr().find(qn("w:rFonts"))
    for name in list(schriften.attrib):
        del schriften.attrib[name]
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        schriften.set(qn(f"w:{name}"), SCHRIFT)


def _ueberschrift(stil, groesse, davor, farbe):
    _schrift(stil, groesse, farbe)
    stil.font.bold, stil.font.italic = True, False
    stil.paragraph_format.space_before = Pt(davor)
    stil.paragraph_format.space_after = Pt(3)
    stil.paragraph_format.keep_with_next = True


def _linie(stil, seite, farbe, staerke):
    eigenschaften = stil.element.get_or_add_pPr()
    rahmen = eigenschaften.find(qn("w:pBdr"))
    if rahmen is None or (seite == "bottom" and stil.name == "Title"):
        for alt in eigenschaften.findall(qn("w:pBdr")):
            eigenschaften.remove(alt)
        rahmen = OxmlElement("w:pBdr")
        eigenschaften.insert_element_before(
            rahmen,
            "w:shd",
            "w:tabs",
            "w:spacing",
            "w:ind",
            "w:contextualSpacing",
            "w:jc",
            "w:outlineLvl",
        )
    rahmen.append(element(f"w:{seite}", val="single", sz=staerke, space=4, color=farbe))


def element(name, /, **attribute):
    """Return a w: element with w: attributes."""
    neu = OxmlElement(name)
    for key, wert in attribute.items():
        neu.set(qn(f"w:{key}"), str(wert))
    return neu


class Listen:
    """The numberings of a document: bullets, and for each ordered list a count of its own."""

    TIEFEN = 9
    ZEICHEN = ("•", "–", "▪")

    def __init__(self, dokument):
        self.wurzel = dokument.part.numbering_part.element
        for kind in list(self.wurzel):
            self.wurzel.remove(kind)
        self.abstrakte = 0
        self.nummern = 0
        self.striche = self._neu("bullet", 1)

    def strichliste(self):
        return self.striche

    def nummernliste(self, anfang):
        """Return the id of a numbering that begins with a number."""
        return self._neu("decimal", anfang)

    def _neu(self, art, anfang):
        abstrakt = element("w:abstractNum", abstractNumId=self.abstrakte)
        abstrakt.append(element("w:multiLevelType", val="hybridMultilevel"))
        for tiefe in range(self.TIEFEN):
            ebene = element("w:lvl", ilvl=tiefe)
            text = f"%{tiefe + 1}." if art == "decimal" else self.ZEICHEN[min(tiefe, 2)]
            ebene.append(element("w:start", val=anfang))
            ebene.append(element("w:numFmt", val=art))
            ebene.append(element("w:lvlText", val=text))
            ebene.append(element("w:lvlJc", val="left"))
            absatz = element("w:pPr")
            absatz.append(element("w:ind", left=340 * (tiefe + 1), hanging=340))
            ebene.append(absatz)
            abstrakt.append(ebene)
        # All abstract ones come before the first real one.
        self.wurzel.insert(self.abstrakte, abstrakt)
        self.nummern += 1
        nummer = element("w:num", numId=self.nummern)
        nummer.append(element("w:abstractNumId", val=self.abstrakte))
        self.abstrakte += 1
        self.wurzel.append(nummer)
        return self.nummern


def feld(absatz, anweisung, ergebnis="1"):
    """Append a field such as PAGE, with what is shown until Word counts."""
    for art in ("begin", None, "separate", "text", "end"):
        lauf = absatz.add_run()
        if art is None:
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {anweisung} "
            lauf._r.append(text)
        elif art == "text":
            lauf.text = ergebnis
        else:
            lauf._r.append(element("w:fldChar", fldCharType=art))
