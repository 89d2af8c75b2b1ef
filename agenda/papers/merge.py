"""One tagged file of many: pages, structure, links, bookmarks, fonts once, head and foot.

The pieces are files of papers.pdf.write(voll=True): what stands in their structure tree directly
below Document belongs to one page each, and all pages share one dictionary of fonts. Knows no
Django; runs in a process of its own (papers.werkstatt).
"""

import hashlib
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from agenda.papers.stempel import HOEHE, LINKS, OBEN, Stempel, Stempelwerk

# Such a link leads to another piece.
SEITE = "seite:"


class Kaputt(Exception):
    """A file is not what it should be. The second argument is its path."""


def binden(auftrag, *, ziel):
    """Write one PDF of an order to the path `ziel`; return {"seiten": how many}.

    The order, as JSON can hold it: folge [{pfad, von, bis, marken {name: page from von on}}], the
    pages von ≤ n < bis of a file each; stempel [fields of Stempel, for each page];
    lesezeichen [[level from 1, title, marke]]. The first file gives language and metadata. A link "seite:name" leads to the page of that marke. Equal orders of
    equal files give equal bytes. For a file that is broken: {"kaputt": path, "grund": text}.
    """
    try:
        return _Bindung().binden(auftrag, Path(ziel))
    except Kaputt as fehler:
        return {"kaputt": fehler.args[1], "grund": fehler.args[0]}


def seiten(datei):
    """Return (how many pages a PDF has, {id in it: page from 0 on}), given as bytes or path.

    Raises Kaputt.
    """
    pfad = "" if isinstance(datei, bytes) else str(datei)
    try:
        with pikepdf.open(BytesIO(datei) if isinstance(datei, bytes) else datei) as pdf:
            nummern = {seite.obj.objgen: nummer for nummer, seite in enumerate(pdf.pages)}
            namen = pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary())
            paare = list(namen.get("/Names", ()))
            marken = {
                str(name): nummern[ziel[0].objgen]
                for name, ziel in zip(paare[::2], paare[1::2], strict=True)
            }
            return len(nummern), marken
    except (pikepdf.PdfError, OSError, LookupError, AttributeError) as fehler:
        raise Kaputt(f"{type(fehler).__name__}: {fehler}", pfad) from fehler


class _Quelle:
    """A file that pages are taken from."""

    def __init__(self, pfad):
        # Read at once: hundreds of open files are more than a process may have.
        self.pdf = pikepdf.open(BytesIO(Path(pfad).read_bytes()))
        self.seiten = list(self.pdf.pages)
        baum = self.pdf.Root.StructTreeRoot
        self.dokument = baum.K[0]
        nummern = list(baum.ParentTree.Nums)
        self.eltern = dict(zip(map(int, nummern[::2]), nummern[1::2], strict=True))
        self.schriften = self.seiten[0].Resources.Font
        self.farben = self.seiten[0].Resources.ColorSpace
        self.kinder = {}
        for kind in self.dokument.K:
            self.kinder.setdefault(kind.Pg.objgen, []).append(kind)

    def struktur(self, seiten):
        """Return what the structure tree holds of these pages: (elements, parents).

        The parents stand in the order in which _Bindung numbers them: a page, its annotations.
        """
        kinder = [kind for seite in seiten for kind in self.kinder.get(seite.obj.objgen, ())]
        eltern = [
            self.eltern[int(nummer)]
            for seite in seiten
            for nummer in (
                seite.obj.StructParents,
                *(annotation.StructParent for annotation in seite.obj.get("/Annots", ())),
            )
        ]
        return kinder, eltern


class _Bindung:
    """The file in the making."""

    def __init__(self):
        self.pdf = None
        self.quellen = {}
        self.schriften, self.schriftdateien, self.schriftlisten = {}, {}, []
        self.seiten, self.kinder, self.eltern, self.marken = [], [], [], {}

    def binden(self, auftrag, ziel):
        for teil in auftrag["folge"]:
            try:
                self._anfuegen(teil)
            except (
                pikepdf.PdfError,
                OSError,
                AttributeError,
                LookupError,
                TypeError,
                ValueError,
            ) as fehler:
                raise Kaputt(f"{type(fehler).__name__}: {fehler}", teil["pfad"]) from fehler
        self._stempeln([Stempel(**felder) for felder in auftrag["stempel"]])
        self._seitenfolge()
        self._struktur()
        self._ziele()
        self._lesezeichen(auftrag["lesezeichen"])
        # Not onto the disk at once: where it is full, qpdf ends the whole process.
        fertig = BytesIO()
        self.pdf.save(
            fertig,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
        )
        ziel.write_bytes(fertig.getbuffer())
        return {"seiten": len(self.seiten)}

    def _anfuegen(self, teil):
        pfad, von, bis = teil["pfad"], teil["von"], teil["bis"]
        quelle = self.quellen.get(pfad)
        if neu := quelle is None:
            quelle = self.quellen[pfad] = _Quelle(pfad)
            schriften = self._schriften(quelle)
        seiten = quelle.seiten[von:bis]
        kinder, eltern = quelle.struktur(seiten)
        for name, nummer in teil["marken"].items():
            self.marken[name] = len(self.seiten) + nummer
        if self.pdf is quelle.pdf:
            liste, farben = quelle.schriften, quelle.farben
        else:
            anfang = len(self.pdf.pages)
            self.pdf.pages.extend(seiten)
            seiten = [self.pdf.pages[nummer] for nummer in range(anfang, len(self.pdf.pages))]
            for kind in kinder:
                del kind.P  # leads to the other pages of its file
            kopie = self.pdf.copy_foreign(
                quelle.pdf.make_indirect(
                    Dictionary(
                        K=Array(kinder), E=Array(eltern), F=quelle.schriften, C=quelle.farben
                    )
                )
            )
            kinder, eltern, liste, farben = list(kopie.K), list(kopie.E), kopie.F, kopie.C
        if neu:
            for name, schrift in schriften.items():
                liste[name] = schrift
            self.schriftlisten.append(liste)
            farben["/srgb"] = self.profil
        if quelle.pdf is not self.pdf and bis >= len(quelle.seiten):
            del self.quellen[pfad]
        self.seiten += [seite.obj for seite in seiten]
        self.kinder += kinder
        self.eltern += eltern

    def _schriften(self, quelle):
        """Return the fonts of a file by name, each one that is in ours already if it is the same.

        What is shared is taken out of the file, so that it is not copied.
        """
        if self.pdf is None:
            self.pdf, self.dokument = quelle.pdf, quelle.dokument
            self.profil = quelle.farben["/srgb"]
        schriften = {}
        for name, schrift in list(quelle.schriften.items()):
            descriptor = schrift.DescendantFonts[0].FontDescriptor
            datei = hashlib.sha256(descriptor.FontFile2.read_raw_bytes()).digest()
            kennung = (datei, _gesamt(schrift), int(descriptor.Flags))
            if kennung not in self.schriften:
                if datei in self.schriftdateien:
                    descriptor.FontFile2 = Name.Doppelt
                kopie = schrift if self.pdf is quelle.pdf else self.pdf.copy_foreign(schrift)
                eigener = kopie.DescendantFonts[0].FontDescriptor
                eigener.FontFile2 = self.schriftdateien.setdefault(datei, eigener.FontFile2)
                self.schriften[kennung] = kopie
            schriften[name] = self.schriften[kennung]
            if quelle.pdf is not self.pdf:
                quelle.schriften[name] = Name.Doppelt
        if quelle.pdf is not self.pdf:
            quelle.farben["/srgb"] = Name.Doppelt
        return schriften

    def _stempeln(self, stempel):
        werk = Stempelwerk(
            self.pdf,
            stempel,
            font_file=lambda gepackt: self.schriftdateien.get(hashlib.sha256(gepackt).digest()),
        )
        for seite, zeilen in zip(self.seiten, stempel, strict=True):
            # Before the page's own, which leaves the coordinates turned round.
            seite.Contents = Array([self.pdf.make_stream(werk.strom(zeilen)), seite.Contents])
        werk.abschliessen()
        for liste in self.schriftlisten:
            for name, schrift in werk.fonts.items():
                liste[name] = schrift

    def _seitenfolge(self):
        """Put the pages in order: those of the first file need not stay together."""
        wurzel = self.pdf.Root.Pages
        for seite in self.seiten:
            seite.Parent = wurzel
        wurzel.Kids, wurzel.Count = Array(self.seiten), len(self.seiten)

    def _struktur(self):
        """Hang all elements below our Document, and number pages and annotations anew."""
        for kind in self.kinder:
            kind.P = self.dokument
        self.dokument.K = Array(self.kinder)
        nummern, eltern = Array(), iter(self.eltern)
        laufend = 0
        for seite in self.seiten:
            seite.StructParents = laufend
            nummern.append(laufend)
            nummern.append(next(eltern))
            laufend += 1
            for annotation in seite.get("/Annots", ()):
                annotation.StructParent = laufend
                nummern.append(laufend)
                nummern.append(next(eltern))
                laufend += 1
        baum = self.pdf.Root.StructTreeRoot
        baum.ParentTree = self.pdf.make_indirect(Dictionary(Nums=nummern))
        baum.ParentTreeNextKey = laufend

    def _ziele(self):
        """Name the pages of all marken, and let links lead there."""
        namen = Array()
        for name in sorted(self.marken, key=str.encode):
            namen.append(String(name))
            namen.append(self._ziel(name))
        self.pdf.Root.Names = Dictionary(Dests=Dictionary(Names=namen))
        for seite in self.seiten:
            for annotation in seite.get("/Annots", ()):
                adresse = str(annotation.A.URI) if "/A" in annotation else ""
                if adresse.startswith(SEITE):
                    del annotation["/A"]
                    annotation.Dest = String(adresse.removeprefix(SEITE))

    def _ziel(self, name):
        return Array([self.seiten[self.marken[name]], Name.XYZ, LINKS, HOEHE - OBEN, 0])

    def _lesezeichen(self, zeilen):
        wurzel = self.pdf.make_indirect(Dictionary(Type=Name.Outlines))
        offen = [wurzel]  # the last one of each level, above it the root
        for ebene, titel, name in zeilen:
            zeichen = self.pdf.make_indirect(Dictionary(Title=String(titel), Dest=self._ziel(name)))
            letzter = offen[ebene] if ebene < len(offen) else None
            del offen[ebene:]
            oben = zeichen.Parent = offen[-1]
            if letzter is None:
                oben.First = zeichen
            else:
                letzter.Next, zeichen.Prev = zeichen, letzter
            oben.Last = zeichen
            for offenes in offen:
                offenes.Count = int(offenes.get("/Count", 0)) + 1
            offen.append(zeichen)
        self.pdf.Root.Outlines = wurzel


def _gesamt(schrift):
    """Return a hash of what a font maps: its glyphs to characters and to widths."""
    summe = hashlib.sha256(schrift.ToUnicode.read_raw_bytes())
    summe.update(schrift.DescendantFonts[0].W.unparse())
    kodierung = schrift.Encoding
    summe.update(
        str(kodierung).encode() if isinstance(kodierung, Name) else kodierung.read_raw_bytes()
    )
    return summe.digest()
