"""Office files: what we know goes in without names, everything else is refused with advice."""

import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Bild
from openpyxl.worksheet.table import Table

from agenda.forms import office
from agenda.forms.anlage import bereinigen
from agenda.models import Anlage
from agenda.models.teile import Medientyp
from tests.agenda.forms.dateien import make_jpeg
from tests.agenda.forms.test_anlage import upload
from tests.factories import make_steckbrief

NAME = "Erika Mustermann"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CORE = f"""<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Konzept</dc:title><dc:creator>{NAME}</dc:creator><cp:lastModifiedBy>{NAME}</cp:lastModifiedBy></cp:coreProperties>"""


def pack(teile):
    ziel = io.BytesIO()
    with zipfile.ZipFile(ziel, "w", zipfile.ZIP_DEFLATED) as archiv:
        for name, inhalt in teile.items():
            archiv.writestr(name, inhalt)
    return ziel.getvalue()


def unpack(inhalt):
    with zipfile.ZipFile(io.BytesIO(inhalt)) as archiv:
        assert archiv.testzip() is None
        return {name: archiv.read(name) for name in archiv.namelist()}


def rels(*bezuege):
    zeilen = "".join(
        f'<Relationship Id="rId{nr}" Type="{R}/{art}" Target="{ziel}"{mehr}/>'
        for nr, (art, ziel, mehr) in enumerate(bezuege, 1)
    )
    return f'<Relationships xmlns="{RELS}">{zeilen}</Relationships>'


def make_docx(absatz="<w:r><w:t>Ein Absatz.</w:t></w:r>", verweise=(), **mehr):
    """What Word writes, with a name wherever Word puts one by itself."""
    return pack(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": rels(("officeDocument", "word/document.xml", "")),
            "docProps/core.xml": CORE,
            "docProps/app.xml": f'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Manager>{NAME}</Manager><Company>Amt</Company></Properties>',
            "docProps/custom.xml": f'<Properties xmlns="x"><property name="Bearbeiter">{NAME}</property></Properties>',
            "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"><!-- {NAME} --><w:body><w:p>{absatz}</w:p></w:body></w:document>',
            "word/settings.xml": f'<w:settings xmlns:w="{W}"><w:docVars><w:docVar w:name="a" w:val="{NAME}"/></w:docVars></w:settings>',
            "word/people.xml": f'<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:person w15:author="{NAME}"/></w15:people>',
            "word/media/image1.jpeg": make_jpeg(artist=NAME),
            "word/_rels/document.xml.rels": rels(
                ("hyperlink", "https://example.org/", ' TargetMode="External"'), *verweise
            ),
            "word/_rels/settings.xml.rels": rels(
                ("attachedTemplate", f"file:///C:/Users/{NAME}/Brief.dotm", ' TargetMode="External"')
            ),
            **mehr,
        }
    )  # fmt: skip


def make_xlsx(prepare=None, replace=()):
    mappe = openpyxl.Workbook()
    mappe.properties.creator = mappe.properties.lastModifiedBy = NAME
    mappe.properties.title = "Kosten"
    blatt = mappe.active
    blatt.append(["Jahr", "Betrag"])
    blatt.append([2024, 1200.5])
    blatt.add_table(Table(displayName="Kosten", ref="A1:B2"))
    blatt.add_image(Bild(io.BytesIO(make_jpeg(artist=NAME))), "D1")
    if prepare:
        prepare(mappe)
    ziel = io.BytesIO()
    mappe.save(ziel)
    teile = unpack(ziel.getvalue())
    for name, alt, neu in replace:
        assert alt in teile.get(name, alt)
        teile[name] = teile.get(name, alt).replace(alt, neu)
    return pack(teile)


def make_odt(absatz="<text:p>Ein Absatz.</text:p>", **mehr):
    office_ns = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"'
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return pack(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {office_ns}><office:body><office:text>{absatz}</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {office_ns}><office:meta><dc:title>Konzept</dc:title><dc:creator>{NAME}</dc:creator><meta:initial-creator>{NAME}</meta:initial-creator><meta:printed-by>{NAME}</meta:printed-by></office:meta></office:document-meta>",
            "settings.xml": f'<office:document-settings {office_ns}><office:settings><config:config-item config:name="PrinterName">Drucker {NAME}</config:config-item><config:config-item config:name="ViewTop">5</config:config-item></office:settings></office:document-settings>',
            "Configurations2/accelerator/current.xml": NAME,
            "layout-cache": NAME,
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest}"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="layout-cache" manifest:media-type="application/binary"/></manifest:manifest>',
            **mehr,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("machen", "medientyp", "titel"),
    [
        (make_docx, Medientyp.DOCX, b"Konzept"),
        (make_xlsx, Medientyp.XLSX, b"Kosten"),
        (make_odt, Medientyp.ODT, b"Konzept"),
    ],
)
def test_nobody_is_named_any_more_and_the_text_stays(machen, medientyp, titel):
    inhalt = machen()
    vorher = b"".join(unpack(inhalt).values())
    assert NAME.encode() in vorher
    art, sauber = bereinigen(inhalt)
    teile = unpack(sauber)
    assert art == medientyp
    for name, teil in teile.items():
        assert b"Mustermann" not in teil, name
    assert titel in b"".join(teile.values())
    assert bereinigen(inhalt)[1] == sauber
    assert bereinigen(sauber)[1] == sauber


def test_word_finds_its_namespaces_and_links_again():
    teile = unpack(bereinigen(make_docx())[1])
    assert "Ein Absatz." in teile["word/document.xml"].decode()
    assert 'xmlns:w14="' in teile["word/document.xml"].decode()
    assert "https://example.org/" in teile["word/_rels/document.xml.rels"].decode()
    assert 'Target="Normal.dotm"' in teile["word/_rels/settings.xml.rels"].decode()
    assert next(iter(teile)) == "[Content_Types].xml"


def test_excel_opens_what_is_left():
    def drucken(mappe):
        mappe.active.page_setup.orientation = "landscape"

    inhalt = make_xlsx(
        drucken,
        replace=[
            ("xl/worksheets/sheet1.xml", b"<pageSetup ", f'<pageSetup xmlns:r="{R}" r:id="rId9" '.encode()),
            ("xl/printerSettings/printerSettings1.bin", b"x", NAME.encode()),
            ("xl/workbook.xml", b"<workbookPr", f'<fileSharing userName="{NAME}"/><workbookPr'.encode()),
        ],
    )  # fmt: skip
    sauber = bereinigen(inhalt)[1]
    teile = unpack(sauber)
    assert "xl/printerSettings/printerSettings1.bin" not in teile
    assert b"Mustermann" not in b"".join(teile.values())
    assert b"rId9" not in teile["xl/worksheets/sheet1.xml"]
    mappe = openpyxl.load_workbook(io.BytesIO(sauber))
    assert [[z.value for z in zeile] for zeile in mappe.active["A1:B2"]] == [
        ["Jahr", "Betrag"],
        [2024, 1200.5],
    ]
    assert mappe.active.tables["Kosten"].ref == "A1:B2"


def test_an_opendocument_begins_with_its_plain_type_and_lists_what_is_there():
    inhalt = bereinigen(make_odt())[1]
    assert inhalt[30:38] == b"mimetype"
    assert inhalt[38:77] == b"application/vnd.oasis.opendocument.text"
    teile = unpack(inhalt)
    assert b"layout-cache" not in teile["META-INF/manifest.xml"]
    assert b"ViewTop" in teile["settings.xml"]
    assert b"PrinterName" not in teile["settings.xml"]


def kommentar(mappe):
    mappe.active["A1"].comment = Comment("Stimmt das?", NAME)


BOMBE = io.BytesIO()
with zipfile.ZipFile(BOMBE, "w", zipfile.ZIP_DEFLATED) as _archiv:
    _archiv.writestr("word/document.xml", b"0" * (office.MAX_ENTPACKT + 1))


@pytest.mark.parametrize(
    ("inhalt", "erwartet"),
    [
        (b"PK\x03\x04 docx", "beschädigt"),
        (make_docx()[:-200], "beschädigt"),
        (make_docx().replace(b"word/settings.xml", b"word/../tings.xml"), "beschädigt"),
        (make_docx(**{"word/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "beschädigt"),
        (make_docx(**{"word/styles.xml": "<a><b></a>"}), "beschädigt"),
        (BOMBE.getvalue(), "entpackt zu groß"),
        (pack({f"a{n}.xml": "" for n in range(office.MAX_TEILE + 1)}), "entpackt zu groß"),
        (pack({"AndroidManifest.xml": "x"}), "Diese Dateiart ist nicht möglich"),
        (make_docx(**{"word/vbaProject.bin": "x"}), "„word/vbaProject.bin“"),
        (make_docx(**{"word/embeddings/Tabelle.xlsx": "x"}), "eingebettete Datei"),
        (make_docx(**{"word/media/image2.emf": "x"}), "Bild anderer Art"),
        (make_docx(**{"word/media/image2.png": "x"}), "Diese Dateiart ist nicht möglich"),
        (make_docx(**{"customXml/item1.xml": f"<a>{NAME}</a>"}), "als PDF"),
        (make_docx(f'<w:ins w:id="1" w:author="{NAME}"/>'), "nachverfolgte Änderungen"),
        (
            make_docx(**{"word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment w:author="{NAME}"/></w:comments>'}),
            "Kommentare",
        ),
        (
            make_docx(verweise=[("image", f"file:///C:/Users/{NAME}/a.png", ' TargetMode="External"')]),
            "verweist auf eine Datei",
        ),
        (
            make_docx(verweise=[("hyperlink", "file:///C:/Users/a.docx", ' TargetMode="External"')]),
            "verweist auf eine Datei",
        ),
        (make_xlsx(kommentar), "Kommentare"),
        (make_odt(f"<text:p><office:annotation><dc:creator>{NAME}</dc:creator></office:annotation></text:p>"), "Kommentare"),
        (make_odt(**{"Basic/Standard/script.xml": "<a/>"}), "Makro"),
        (make_odt(**{"Object 1/content.xml": "<a/>"}), "eingebettete Datei"),
    ],
)  # fmt: skip
def test_what_we_cannot_clean_is_refused_with_advice(inhalt, erwartet):
    with pytest.raises(ValidationError) as error:
        bereinigen(inhalt)
    (satz,) = error.value.messages
    assert erwartet in satz
    assert NAME not in satz


def test_a_protected_file_says_so(monkeypatch):
    offen = zipfile.ZipFile.infolist

    def geschuetzt(self):
        for info in offen(self):
            info.flag_bits |= 1
        return offen(self)

    monkeypatch.setattr(zipfile.ZipFile, "infolist", geschuetzt)
    with pytest.raises(ValidationError, match="Passwort"):
        bereinigen(make_docx())


@pytest.mark.django_db
def test_a_word_file_is_attached_without_alternative_text():
    steckbrief = make_steckbrief()
    form = upload(steckbrief, "Konzept März.docm", make_docx(), alternativtext="")
    assert form.errors == {}
    anlage = Anlage.objects.get()
    assert (anlage.medientyp, anlage.dateiname) == (Medientyp.DOCX, "Konzept-Maerz.docx")
    assert b"Mustermann" not in b"".join(unpack(anlage.datei.read()).values())
    anlage.datei.close()
