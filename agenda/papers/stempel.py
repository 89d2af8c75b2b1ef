"""Header and footer written onto finished pages: what WeasyPrint would lay out again for each.

Same place, size and colour as the margin boxes of static/pdf.css and static/pdf-band.css; a text
too long for its box ends in "…" in both, because both get it from gekuerzt().
"""

import zlib
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO

from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from agenda.papers.fonts import files_for

MM = 72 / 25.4
BREITE, HOEHE = 210 * MM, 297 * MM
LINKS, RECHTS, OBEN, UNTEN = 22 * MM, 20 * MM, 23 * MM, 20 * MM
SATZ = BREITE - LINKS - RECHTS
GROESSE = 8.5
# Where the texts stand, as shares of the type area (static/pdf.css), less a gap between the two.
LUFT = 4 * MM
KOPF_LINKS, KOPF_RECHTS, FUSS_LINKS = 0.6 * SATZ - LUFT, 0.4 * SATZ, 0.75 * SATZ - LUFT
# Line height 1.33; Fira Sans is 0.935 high and 0.265 deep.
_UNTER_DER_SCHRIFT = (1.33 - 1.2) / 2 + 0.265
KOPF_Y = HOEHE - OBEN + 3 * MM + _UNTER_DER_SCHRIFT * GROESSE
STRICH_Y = UNTEN - 0.25
FUSS_Y = UNTEN - 0.5 - 2 * MM - (1.33 - _UNTER_DER_SCHRIFT) * GROESSE
BAND_HOEHE = 8 * MM
BAND_Y = HOEHE - 2 * MM - (1.33 - _UNTER_DER_SCHRIFT) * GROESSE
GRAU, STRICH, BAND, WEISS = (0x4A,) * 3, (0x9A,) * 3, (0x7A, 0x1F, 0x3D), (0xFF,) * 3


@dataclass(frozen=True)
class Stempel:
    """What one page bears: header left and right, footer left and right, and the band on top.

    A page without any of them (the cover) has only the band, if there is one.
    """

    kopf: str = ""
    feld: str = ""
    fuss: str = ""
    seite: str = ""
    band: str = ""


def gekuerzt(text, platz, *, weight=400):
    """Return a text as one line that fits into so many points, with … where it had to end."""
    text = " ".join(text.split())
    if breite(text, weight=weight) <= platz:
        return text
    while text and breite(f"{text}…", weight=weight) > platz:
        text = text[:-1].rstrip()
    return f"{text}…"


def breite(text, *, weight=400, groesse=GROESSE):
    """Return how wide a line of text is, in points (without kerning)."""
    return groesse * sum(_breiten(weight).get(char) or _fremd(char, weight) for char in text)


@cache
def _breiten(weight):
    ((_, datei),) = files_for(" ", weight=weight)
    schrift = _Schrift(datei)
    return {char: schrift.breite(char) / 1000 for char in schrift.zeichen}


@cache
def _fremd(char, weight):
    *_, (_, datei) = files_for(char, weight=weight)
    return _Schrift(datei).breite(char) / 1000


class _Schrift:
    """A font file: which glyph draws a character, and how wide."""

    def __init__(self, datei):
        font = TTFont(BytesIO(datei))
        self.datei = datei
        self._name = font.getBestCmap()
        self._nummer = font.getReverseGlyphMap()
        self._masse = font["hmtx"]
        self._einheit = 1000 / font["head"].unitsPerEm
        self.oben = round(font["hhea"].ascent * self._einheit)
        self.unten = round(font["hhea"].descent * self._einheit)
        self.zeichen = {chr(codepoint) for codepoint in self._name}

    def glyphe(self, char):
        return self._nummer[self._name[ord(char)]]

    def breite(self, char):
        return round(self._masse[self._name[ord(char)]][0] * self._einheit, 3)


@dataclass
class _Eingebettet:
    """A font in the file that is being written, and the characters it has drawn so far."""

    schrift: _Schrift
    name: str
    fett: bool
    benutzt: set = field(default_factory=set)


class Stempelwerk:
    """Stamps the pages of one open pikepdf.Pdf, of which it knows all stamps beforehand."""

    def __init__(self, pdf, stempel, *, font_file=None):
        """font_file(bytes compressed) may return a stream that is in the file already."""
        self._pdf, self._font_file = pdf, font_file
        self._schriften = {}
        fett = "".join({zeile.band for zeile in stempel})
        normal = "".join({t for z in stempel for t in (z.kopf, z.feld, z.fuss, z.seite)})
        for weight, text in ((400, normal), (600, fett)):
            if text:
                for zeichen, datei in files_for(text, weight=weight):
                    name = f"/Stempel{len(self._schriften)}"
                    eingebettet = _Eingebettet(_Schrift(datei), name, weight == 600)
                    self._schriften[name] = (weight, zeichen, eingebettet)
        self.fonts = Dictionary({name: pdf.make_indirect(Dictionary()) for name in self._schriften})

    def strom(self, stempel):
        """Return the content stream of a page's stamp; it changes no graphics state."""
        teile = [self._zeile(stempel.kopf, KOPF_Y, b"/Header /Attached [/Top]")]
        if stempel.band:
            x = (BREITE - breite(stempel.band, weight=600)) / 2
            flaeche = (0, HOEHE - BAND_HOEHE, BREITE, BAND_HOEHE)
            teile.append(
                _artefakt(
                    b"/Header /Attached [/Top]",
                    b"%s rg %.3f %.3f %.3f %.3f re f\n" % (_farbe(BAND), *flaeche),
                    self._text(stempel.band, x, BAND_Y, WEISS, 600),
                )
            )
        teile.append(self._zeile(stempel.feld, KOPF_Y, b"/Header /Attached [/Top]", rechts=True))
        teile.append(self._zeile(stempel.fuss, FUSS_Y, b"/Footer /Attached [/Bottom]"))
        teile.append(
            self._zeile(stempel.seite, FUSS_Y, b"/Footer /Attached [/Bottom]", rechts=True)
        )
        if stempel.seite:
            strecke = (LINKS, STRICH_Y, BREITE - RECHTS, STRICH_Y)
            teile.append(
                _artefakt(
                    b"/Footer /Attached [/Bottom]",
                    b"%s RG 0.5 w %.3f %.3f m %.3f %.3f l S\n" % (_farbe(STRICH), *strecke),
                )
            )
        return b"".join(teile)

    def _zeile(self, text, y, art, *, rechts=False):
        if not text:
            return b""
        x = BREITE - RECHTS - breite(text) if rechts else LINKS
        return _artefakt(art, self._text(text, x, y, GRAU, 400))

    def _text(self, text, x, y, farbe, weight):
        zeilen = [b"BT %s rg %.3f %.3f Td\n" % (_farbe(farbe), x, y)]
        for eingebettet, stueck in self._stuecke(text, weight):
            eingebettet.benutzt.update(stueck)
            glyphen = "".join(f"{eingebettet.schrift.glyphe(char):04x}" for char in stueck)
            zeilen.append(
                b"%s %.1f Tf <%s> Tj\n" % (eingebettet.name.encode(), GROESSE, glyphen.encode())
            )
        return b"".join([*zeilen, b"ET\n"])

    def _stuecke(self, text, weight):
        stuecke = []
        for char in text:
            eingebettet = next(
                e for w, zeichen, e in self._schriften.values() if w == weight and char in zeichen
            )
            if stuecke and stuecke[-1][0] is eingebettet:
                stuecke[-1][1] += char
            else:
                stuecke.append([eingebettet, char])
        return stuecke

    def abschliessen(self):
        """Write the fonts, now that it is known which of their characters are used."""
        for name, (_, _, eingebettet) in self._schriften.items():
            objekt = self.fonts[name]
            for key, wert in self._font(eingebettet).items():
                objekt[key] = wert

    def _font(self, eingebettet):
        schrift, pdf = eingebettet.schrift, self._pdf
        basis = Name(
            f"/{_kennung(schrift.datei)}+FiraSans{'-SemiBold' if eingebettet.fett else ''}"
        )
        glyphen = {schrift.glyphe(char): char for char in sorted(eingebettet.benutzt, reverse=True)}
        breiten = Array()
        for glyphe, char in sorted(glyphen.items()):
            breiten.append(glyphe)
            breiten.append(Array([schrift.breite(char)]))
        descriptor = pdf.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor,
                FontName=basis,
                Flags=4,
                FontBBox=Array([0, schrift.unten, 1000, schrift.oben]),
                ItalicAngle=0,
                Ascent=schrift.oben,
                Descent=schrift.unten,
                CapHeight=schrift.oben,
                StemV=80,
                FontFile2=self._datei(schrift.datei),
            )
        )
        cid = pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.CIDFontType2,
                BaseFont=basis,
                CIDSystemInfo=Dictionary(
                    Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
                ),
                CIDToGIDMap=Name.Identity,
                W=breiten,
                FontDescriptor=descriptor,
            )
        )
        return Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=basis,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([cid]),
            ToUnicode=pdf.make_stream(_to_unicode(glyphen)),
        )

    def _datei(self, datei):
        gepackt = zlib.compress(datei)
        if self._font_file and (vorhanden := self._font_file(gepackt)) is not None:
            return vorhanden
        return self._pdf.make_stream(gepackt, Filter=Name.FlateDecode, Length1=len(datei))


def _artefakt(art, *inhalt):
    """Wrap operators as what belongs to the page and not to the text (ISO 32000-1, 14.8.2.2)."""
    anfang = b"/Artifact <</Type /Pagination /Subtype %s>> BDC\nq\n" % art
    return b"".join([anfang, *inhalt, b"Q\nEMC\n"])


def _farbe(farbe):
    return " ".join(f"{anteil / 255:.4f}" for anteil in farbe).encode()


def _kennung(datei):
    """The six letters that name an embedded font, the same for the same file."""
    rest = zlib.crc32(datei)
    return "".join(chr(65 + rest // 26**stelle % 26) for stelle in range(6))


def _to_unicode(glyphen):
    zeilen = [
        f"<{glyphe:04x}> <{char.encode('utf-16-be').hex()}>"
        for glyphe, char in sorted(glyphen.items())
    ]
    bloecke = [zeilen[i : i + 100] for i in range(0, len(zeilen), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <ffff> endcodespacerange",
            *("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in bloecke),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    ).encode()
