"""The HTML of a paper as paragraphs, lists and tables of Word.

Our own templates and cleaned Markdown, not any HTML: what they do not use is not known here.
"""

from dataclasses import replace

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.run import Run

from agenda.papers.docx_beigaben import Bilder, Marken, name
from agenda.papers.docx_stil import Listen, element
from agenda.papers.docx_zeile import Art, Beginn, Bild, Ende, Text, Zeile

BLOECKE = {
    "p",
    "ul",
    "ol",
    "table",
    "blockquote",
    "pre",
    "hr",
    "div",
    "section",
    "article",
    "figure",
}
BLOECKE |= {"figcaption", "header", "svg", "h1", "h2", "h3", "h4", "h5", "h6", "li", "body", "nav"}
STILE = {
    "kicker": "Dachzeile",
    "kurzbeschreibung": "Subtitle",
    "umfeld": "Hinweiskasten",
    "abbildung-fehlt": "Hinweiskasten",
    "dokument__abschnitt--leicht": "Leichte Sprache",
}


MARKEN = {
    "strong": {"fett": True},
    "b": {"fett": True},
    "em": {"kursiv": True},
    "i": {"kursiv": True},
    "s": {"gestrichen": True},
    "del": {"gestrichen": True},
    "code": {"code": True},
}


class Schreiber:
    """Writes elements (lxml) to a document. `oberste`: the heading that becomes Title; the next is
    Heading 1. bilder: {address: bytes}."""

    def __init__(self, dokument, *, oberste=0, bilder=()):
        self.dokument = dokument
        self.oberste = oberste
        self.bilder = Bilder(bilder)
        self.listen = Listen(dokument)
        self.stile = {stil.name: stil.style_id for stil in dokument.styles}
        self.marken = Marken()
        self.absatz = None

    def schreiben(self, quelle, ziel=None):
        """Write an element and all in it to a document, or to a cell of a table."""
        self._block(quelle, ziel or self.dokument, "Normal", Art(), 0)

    # Blocks

    def _block(self, quelle, ziel, stil, art, tiefe):
        art = self._mit_sprache(quelle, art)
        feld = quelle.get("data-feld")
        if feld:
            self.marken.beginnen(f"feld_{feld}")
        sprungziel = quelle.get("id") if quelle.tag == "section" else None
        if sprungziel:
            self.marken.beginnen(sprungziel, einmalig=True)
        klassen = quelle.get("class", "").split()
        stil = next((STILE[name] for name in klassen if name in STILE), stil)
        match quelle.tag:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                stufe = int(quelle.tag[1]) - self.oberste
                name = "Title" if stufe == 0 else f"Heading {min(max(stufe, 1), 9)}"
                self._fliesstext(quelle, ziel, name, art, tiefe)
            case "ul" | "ol":
                self._liste(quelle, ziel, art, tiefe)
            case "table":
                self._tabelle(quelle, ziel, art)
            case "blockquote":
                self._fliesstext(quelle, ziel, "Quote", art, tiefe)
            case "pre":
                self._quelltext(quelle, ziel, art)
            case "hr":
                self._linie(ziel)
            case "svg":
                self.absatz = ziel.add_paragraph()
                self.bilder.zeichnung(quelle, self.absatz)
            case "div" if "titel" in klassen:
                self._fliesstext(quelle, ziel, "Title", art, tiefe)
            case "nav":
                self._inhaltsverzeichnis(quelle, ziel, art)
            case "div" if "hinweis" in klassen:
                self._fliesstext(quelle, ziel, "Hinweiskasten", art, tiefe)
            case _:
                self._fliesstext(quelle, ziel, stil, art, tiefe)
        if sprungziel:
            self.marken.beenden(self.absatz)
        if feld:
            self.marken.beenden(self.absatz)

    def _inhaltsverzeichnis(self, quelle, ziel, art):
        """Write a contents field, filled already; Word adds the page numbers when it opens it."""
        self._neuer(ziel, "TOC Heading").add_run("Inhalt")
        absaetze = []
        for eintrag in quelle.iter("p"):
            self._fliesstext(eintrag, ziel, "Normal", art, 0)
            absaetze.append(self.absatz)
            if eintrag.get("class") == "inhalt2":
                self.absatz.paragraph_format.left_indent = Mm(6)
            self.absatz.paragraph_format.space_after = Mm(0.5)
        if not absaetze:
            return
        anfang = element("w:r")
        anfang.append(element("w:fldChar", fldCharType="begin", dirty="true"))
        anweisung = element("w:r")
        text = element("w:instrText")
        text.set(qn("xml:space"), "preserve")
        text.text = ' TOC \\o "1-2" \\h \\z \\u '
        anweisung.append(text)
        trenner = element("w:r")
        trenner.append(element("w:fldChar", fldCharType="separate"))
        for i, lauf in enumerate((anfang, anweisung, trenner)):
            absaetze[0]._p.insert(1 + i, lauf)
        ende = element("w:r")
        ende.append(element("w:fldChar", fldCharType="end"))
        absaetze[-1]._p.append(ende)

    def _fliesstext(self, quelle, ziel, stil, art, tiefe):
        """Write text and inline elements as paragraphs, blocks in between as what they are."""
        zeile = Zeile()
        zeile.text(quelle.text, art)
        for kind in quelle:
            if not isinstance(kind.tag, str):
                pass
            elif kind.tag in BLOECKE:
                self._absatz(zeile, ziel, stil)
                zeile = Zeile()
                self._block(kind, ziel, stil, art, tiefe)
            else:
                self._inline(kind, zeile, art)
            zeile.text(kind.tail, art)
        return self._absatz(zeile, ziel, stil)

    def _absatz(self, zeile, ziel, stil):
        """Add a paragraph of a line, if there is anything in it; return it."""
        if zeile.leer:
            return None
        # A cell has one empty paragraph from the start, and cannot be without.
        frei = ziel is not self.dokument and len(ziel.paragraphs) == 1 and not ziel.tables
        if frei and ziel.paragraphs[0]._p.find(qn("w:r")) is None and not ziel.paragraphs[0].text:
            absatz = ziel.paragraphs[0]
            absatz._p.style = self.stile[stil]
        else:
            absatz = self._neuer(ziel, stil)
        self._absatz_fuellen(absatz, zeile)
        return absatz

    def _neuer(self, ziel, stil):
        """Add an empty paragraph of a style; python-docx would look through all styles for it."""
        absatz = ziel.add_paragraph()
        absatz._p.style = self.stile[stil]
        return absatz

    def _absatz_fuellen(self, absatz, zeile):
        self.absatz = absatz
        self.marken.setzen(absatz)
        for stueck in zeile.stuecke():
            match stueck:
                case Beginn(name):
                    self.marken.beginnen(name)
                    self.marken.setzen(absatz)
                case Ende():
                    self.marken.beenden(absatz)
                case Bild(quelle):
                    self.bilder.bild(quelle, absatz)
                case Text(text, art):
                    self._lauf(absatz, text, art)

    def _liste(self, quelle, ziel, art, tiefe):
        nummeriert = quelle.tag == "ol"
        nummer = (
            self.listen.nummernliste(int(quelle.get("start") or 1))
            if nummeriert
            else self.listen.strichliste()
        )
        for punkt in quelle.findall("li"):
            self._punkt(punkt, ziel, art, tiefe, nummer, nummeriert)

    def _punkt(self, punkt, ziel, art, tiefe, nummer, nummeriert):
        """Write a list item: its first line is numbered, what follows stands below it."""
        art = self._mit_sprache(punkt, art)
        zeile, begonnen = Zeile(), False

        def ablegen():
            nonlocal zeile, begonnen
            if begonnen and zeile.leer:
                return
            stil = "List Number" if nummeriert else "List Bullet"
            absatz = self._neuer(ziel, "List Continue" if begonnen else stil)
            if begonnen:
                absatz.paragraph_format.left_indent = Mm(6 * (tiefe + 1))
            else:
                eigenschaften = absatz._p.get_or_add_pPr().get_or_add_numPr()
                eigenschaften.get_or_add_ilvl().val = min(tiefe, Listen.TIEFEN - 1)
                eigenschaften.get_or_add_numId().val = nummer
            self._absatz_fuellen(absatz, zeile)
            zeile, begonnen = Zeile(), True

        zeile.text(punkt.text, art)
        for kind in punkt:
            if kind.tag in BLOECKE:
                ablegen()
                self._block(kind, ziel, "List Continue", art, tiefe + 1)
            elif isinstance(kind.tag, str):
                self._inline(kind, zeile, art)
            zeile.text(kind.tail, art)
        ablegen()

    def _tabelle(self, quelle, ziel, art):
        zeilen = quelle.xpath("./tr | ./*/tr")
        breite = max((len(_zellen(zeile)) for zeile in zeilen), default=0)
        if not breite:
            return
        tabelle = ziel.add_table(0, breite)
        tabelle.style = "Table Grid"
        self._tabellenart(tabelle, quelle, zeilen, breite)
        titel = quelle.find("caption")
        if titel is not None:
            eigenschaften = tabelle._tbl.tblPr
            eigenschaften.append(element("w:tblCaption", val=_glatt(titel.text_content())))
        for zeile in zeilen:
            self._tabellenzeile(tabelle, zeile, art)
        if ziel is self.dokument:
            # Without it the next table would grow together with this one.
            abstand = ziel.add_paragraph()
            abstand.paragraph_format.space_after = 0
            abstand.paragraph_format.line_spacing = 0.6
        else:
            ziel.add_paragraph()

    def _tabellenart(self, tabelle, quelle, zeilen, breite):
        tabelle.autofit = False
        eigenschaften = tabelle._tbl.tblPr
        for alt in eigenschaften.findall(qn("w:tblW")):
            eigenschaften.remove(alt)
        eigenschaften.insert(1, element("w:tblW", type="pct", w=5000))
        for alt in eigenschaften.findall(qn("w:tblLook")):
            eigenschaften.remove(alt)
        kopf = quelle.find("thead") is not None
        spalte = any(kind.get("scope") == "row" for zeile in zeilen for kind in zeile)
        eigenschaften.append(
            element(
                "w:tblLook",
                val="04A0",
                firstRow=int(kopf),
                firstColumn=int(spalte),
                lastRow=0,
                lastColumn=0,
                noHBand=1,
                noVBand=1,
            )
        )
        ganze = int(Mm(168).twips)
        erste = ganze * 35 // 100 if breite == 2 and not kopf else ganze // breite
        rest = (ganze - erste) // max(breite - 1, 1)
        for i, spalte_ in enumerate(tabelle._tbl.tblGrid.findall(qn("w:gridCol"))):
            spalte_.set(qn("w:w"), str(rest if i else erste))

    def _tabellenzeile(self, tabelle, zeile, art):
        gruppe = zeile.getparent()
        feld = gruppe.get("data-feld") if zeile is _erste_zeile(gruppe) else None
        if feld:
            self.marken.beginnen(f"feld_{feld}")
        neue = tabelle.add_row()
        eigenschaften = neue._tr.get_or_add_trPr()
        eigenschaften.append(OxmlElement("w:cantSplit"))
        if gruppe.tag == "thead":
            eigenschaften.append(OxmlElement("w:tblHeader"))
        for quelle, zelle in zip(_zellen(zeile), neue.cells, strict=False):
            fett = replace(art, fett=True) if quelle.tag == "th" else art
            if gruppe.tag == "thead":
                zelle._tc.get_or_add_tcPr().append(element("w:shd", val="clear", fill="EDEDED"))
            self._block(quelle, zelle, "Normal", fett, 0)
            for absatz in zelle.paragraphs:
                absatz.paragraph_format.space_after = Mm(0.5)
        if gruppe.get("data-feld") and zeile is gruppe.findall("tr")[-1]:
            self.marken.beenden(self.absatz)

    def _quelltext(self, quelle, ziel, art):
        absatz = self._neuer(ziel, "Quelltext")
        self.absatz = absatz
        self.marken.setzen(absatz)
        for i, text in enumerate(quelle.text_content().rstrip("\n").split("\n")):
            lauf = self._lauf(absatz, "", art)
            if i:
                lauf.add_break()
            lauf.add_text(text)

    def _linie(self, ziel):
        absatz = ziel.add_paragraph()
        rahmen = OxmlElement("w:pBdr")
        rahmen.append(element("w:bottom", val="single", sz=4, space=1, color="9A9A9A"))
        absatz._p.get_or_add_pPr().insert_element_before(rahmen, "w:spacing", "w:ind", "w:jc")

    # Inside of a paragraph

    def _inline(self, quelle, zeile, art):
        art = self._mit_sprache(quelle, art)
        feld = quelle.get("data-feld")
        if feld:
            zeile.lege(Beginn(f"feld_{feld}"))
        match quelle.tag:
            case "br":
                zeile.umbruch(art)
            case "img":
                zeile.lege(Bild(quelle))
            case "a":
                art = replace(art, ziel=quelle.get("href", ""))
            case tag:
                art = replace(art, **MARKEN.get(tag, {}))
        zeile.text(quelle.text, art)
        for kind in quelle:
            if isinstance(kind.tag, str):
                self._inline(kind, zeile, art)
            zeile.text(kind.tail, art)
        if feld:
            zeile.lege(Ende())

    def _mit_sprache(self, quelle, art):
        sprache = quelle.get("lang")
        if not sprache:
            return art
        von_rechts = quelle.get("dir") == "rtl"
        return replace(art, sprache="" if sprache == "de" else sprache, von_rechts=von_rechts)

    def _lauf(self, absatz, text, art):
        """Append a run with its marks, inside of a link where it is one; return it."""
        eltern = absatz._p
        if art.ziel:
            eltern = OxmlElement("w:hyperlink")
            if art.ziel.startswith("#"):
                eltern.set(qn("w:anchor"), name(art.ziel[1:]))
            else:
                rid = absatz.part.relate_to(art.ziel, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
                eltern.set(qn("r:id"), rid)
            absatz._p.append(eltern)
        roh = OxmlElement("w:r")
        eltern.append(roh)
        lauf = Run(roh, absatz)
        if art.ziel:
            roh.style = self.stile["Hyperlink"]
        if art.fett:
            lauf.bold = True
        if art.kursiv:
            lauf.italic = True
        if art.gestrichen:
            lauf.font.strike = True
        if art.code:
            lauf.font.name = "Courier New"
        if art.sprache:
            self._sprache(roh, art)
        for i, teil in enumerate(text.split("\n")):
            if i:
                lauf.add_break()
            if teil:
                lauf.add_text(teil)
        return lauf

    def _sprache(self, roh, art):
        eigenschaften = roh.get_or_add_rPr()
        if art.von_rechts:
            eigenschaften.append(element("w:rtl"))
            eigenschaften.append(element("w:lang", bidi=art.sprache))
        else:
            eigenschaften.append(element("w:lang", val=art.sprache))


def _zellen(zeile):
    return [zelle for zelle in zeile if zelle.tag in ("td", "th")]


def _erste_zeile(gruppe):
    return gruppe.find("tr")


def _glatt(text):
    return " ".join(text.split())
