import datetime
import gc
import subprocess
import sys
from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone

from agenda.domain import vorschau
from agenda.papers import steckbrief
from kommunen.models import Portal
from tests.agenda.papers import inhalte, lesen
from tests.agenda.papers.urteil import broken
from tests.factories import make_fassung, make_full_steckbrief, make_portal, make_steckbrief
from tests.pdf_validators import verapdf

pytestmark = pytest.mark.django_db
HOST = "https://agenda.example.org"


@pytest.fixture(autouse=True)
def portal():
    return make_portal(hinweis="**Nicht amtlich:** Nummern und Reihenfolge.")


def opened(fassung):
    return pikepdf.open(BytesIO(steckbrief.render(fassung, base_url=HOST)))


def text(fassung):
    return " ".join(lesen.body(steckbrief.render(fassung, base_url=HOST)).split())


@pytest.mark.verapdf
def test_every_content_is_pdf_a_and_pdf_ua(tmp_path):
    """For both judges in one test: drawing the large ones takes longer than judging them."""
    files = []
    for inhalt in inhalte.ALLE:
        files.append(tmp_path / f"{inhalt.__name__}.pdf")
        files[-1].write_bytes(steckbrief.render(inhalt(), base_url=HOST))
    assert {file.stem: faults for file in files if (faults := broken(file))} == {}
    assert [urteil for urteil in verapdf(files) if not urteil] == []


def test_a_usual_steckbrief_fits_two_pages():
    assert len(opened(inhalte.voll()).pages) == 2
    assert len(opened(inhalte.leer()).pages) == 1


def test_the_fingerprint_follows_all_that_is_printed():
    """An ETag that stays while the paper changes would show yesterday's for ever."""
    fassung = make_fassung(make_full_steckbrief(vorgesehene_nummer="4.10"))
    eins = steckbrief.fingerprint(fassung, base_url=HOST)
    assert eins == steckbrief.fingerprint(fassung, base_url=HOST)
    make_portal()
    anders = {
        steckbrief.fingerprint(fassung, base_url="https://anders.example"),
        steckbrief.fingerprint(fassung, base_url=HOST, vorschau=True),
    }
    Portal.objects.stempeln()
    anders.add(steckbrief.fingerprint(fassung, base_url=HOST))
    assert len(anders | {eins}) == 4


def test_head_and_foot_say_who_what_and_since_when():
    fassung = make_fassung(
        make_full_steckbrief(vorgesehene_nummer="4.10"),
        gilt_ab=timezone.make_aware(datetime.datetime(2099, 3, 1, 0, 30)),
    )
    gelesen = text(fassung)
    for teil in (
        "Kreis Musterland Digitale Agenda Steckbrief 4.10",
        "Fassung 1, gilt seit 01.03.2099",
        f"{HOST}/projekte/4.10/",
        fassung.sha256,
        "Nicht amtlich: Nummern und Reihenfolge.",
        "Pressemitteilung <https://example.org/a?b=c>",
    ):
        assert teil in gelesen
    assert "Kreistag" not in gelesen


def test_hint_can_be_switched_off(portal):
    portal.hinweis_zeigen = False
    portal.save()
    assert "Nicht amtlich" not in text(inhalte.leer())


def test_umfeld_is_told_apart():
    notice = "Dieses Projekt ist nicht Teil der Digitalen Agenda."
    assert notice in text(inhalte.umfeld())
    assert notice not in text(inhalte.leer())


def test_works_before_the_portal_has_a_record(portal):
    portal.delete()
    assert "Digitale Agenda Steckbrief" in text(inhalte.leer())


def test_a_preview_is_marked_as_a_draft_and_names_no_address(tmp_path):
    stand = make_full_steckbrief("Lotsen", vorgesehene_nummer="7").arbeitsstaende.first()
    fassung = vorschau.als_fassung(stand)
    raw = steckbrief.render(fassung, base_url=HOST, vorschau=True)
    gelesen = " ".join(lesen.body(raw).split())
    assert "ENTWURF – Vorschau, nicht veröffentlicht" in gelesen
    assert f"Version {stand.version}, gespeichert am " in gelesen
    assert fassung.sha256 not in gelesen
    assert f"{HOST}/projekte/" not in gelesen
    second = lesen.pypdfium2.PdfDocument(raw)[1].get_textpage().get_text_range()
    assert "ENTWURF – nicht veröffentlicht · Digitale Agenda" in second
    assert "Steckbrief 7 · Entwurf für Fassung 1 · Stand" in second
    with pikepdf.open(BytesIO(raw)) as pdf:
        assert str(pdf.docinfo.Title) == "Entwurf: Steckbrief 7: Lotsen"
    assert steckbrief.render(fassung, base_url=HOST, vorschau=True) == raw
    (tmp_path / "x.pdf").write_bytes(raw)
    assert broken(tmp_path / "x.pdf") == []


def test_a_listed_file_is_linked_where_it_stays_for_ever():
    with opened(inhalte.voll()) as pdf:
        ziele = [str(a.A.URI) for page in pdf.pages for a in page.get("/Annots", [])]
    (ziel,) = [ziel for ziel in ziele if "/anlagen/" in ziel]
    assert ziel.startswith(f"{HOST}/projekte/")
    assert "/fassungen/1/anlagen/" in ziel
    assert ziel.endswith("/Bild%20vom%20Start%20%26%20Ziel.png")


def test_metadata_and_language():
    fassung = make_fassung(
        make_full_steckbrief("Äpfel & Birnen", vorgesehene_nummer="7"),
        gilt_ab=datetime.datetime(2099, 3, 1, 12, tzinfo=datetime.UTC),
    )
    with opened(fassung) as pdf:
        assert str(pdf.Root.Lang) == "de"
        assert str(pdf.docinfo.Title) == "Steckbrief 7: Äpfel & Birnen"
        assert str(pdf.docinfo.CreationDate) == "D:20990301120000Z"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Steckbrief 7: Äpfel & Birnen"
            assert metadata["dc:creator"] == ["Kreis Musterland"]
            assert metadata["xmp:CreateDate"] == metadata["xmp:ModifyDate"]
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_bookmarks_lead_through_the_sections():
    with opened(make_fassung(make_full_steckbrief("Lotsen"))) as pdf, pdf.open_outline() as outline:
        (haupt,) = outline.root
        assert haupt.title == "Lotsen"
        titel = [zeichen.title for zeichen in haupt.children]
    assert titel[0] == "Eckdaten"
    assert titel[-1] == "Zu diesem Steckbrief"
    assert {"Zweck", "Meilensteine", "Finanzierung", "Quellen und Verweise"} < set(titel)


def test_running_header_and_footer_are_artifacts():
    fassung = inhalte.voll()
    raw = steckbrief.render(fassung, base_url=HOST)
    with pikepdf.open(BytesIO(raw)) as pdf:
        for page in pdf.pages[1:]:
            stamps = [
                tag
                for tag, properties, inside in lesen.marked_content(page)
                if {"Tj", "TJ"} & set(inside) and properties.get("/Type") == "/Pagination"
            ]
            # Portal, Handlungsfeld, Fassung, page number
            assert stamps == ["/Artifact"] * 4
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        reached = {element.objgen for element, _ in lesen.elements(pdf)}
        for entry in list(numbers)[1 : 2 * len(pdf.pages) : 2]:
            assert {parent.objgen for parent in entry if parent is not None} <= reached


def test_footer_names_fassung_stand_and_page():
    raw = steckbrief.render(inhalte.voll(), base_url=HOST)
    second = lesen.pypdfium2.PdfDocument(raw)[1].get_textpage().get_text_range()
    assert "Digitale Agenda · Kreis Musterland" in second
    assert "· Fassung 1 · Stand 3. Quartal 2024" in second
    assert "Seite 2 von 2" in second


def test_without_a_stand_the_release_is_not_called_one():
    fassung = make_fassung(
        make_steckbrief("Ohne Stand"),
        gilt_ab=datetime.datetime(2099, 3, 1, 12, tzinfo=datetime.UTC),
    )
    page = lesen.pypdfium2.PdfDocument(steckbrief.render(fassung, base_url=HOST))[0]
    fuss = page.get_textpage().get_text_range()
    assert "Fassung 1, gilt seit 01.03.2099" in fuss
    assert "Stand 01" not in fuss


def test_links_are_described_by_their_text_and_headers_have_a_scope():
    with opened(inhalte.voll()) as pdf:
        links = {
            str(annotation.A.URI): str(annotation.Contents)
            for page in pdf.pages
            for annotation in page.get("/Annots", [])
        }
        scopes = {
            (ancestors[-2], str(element.A.Scope))
            for element, ancestors in lesen.elements(pdf)
            if element.S == "/TH"
        }
    assert links["https://example.org/a?b=c"] == "Pressemitteilung"
    assert links["mailto:digital@example.org"] == "digital@example.org"
    assert scopes == {("/THead", "/Column"), ("/TBody", "/Row")}


def test_hyphenated_words_are_found_whole():
    word = "Digitalisierungsstrategie"
    steckbrief_ = make_steckbrief(
        "Enge Spalten", beschreibung=f"| {'a | ' * 5}\n|{'-|' * 5}\n| {(word + ' | ') * 5}"
    )
    raw = steckbrief.render(make_fassung(steckbrief_), base_url=HOST)
    pages = lesen.pypdfium2.PdfDocument(raw)
    seen = "".join(page.get_textpage().get_text_range() for page in pages)
    assert word not in seen.split()  # it was broken in every cell
    assert "\u2010" not in seen
    assert lesen.squeezed(lesen.body(raw)).count(word) == 5


def test_same_content_same_bytes_in_this_process_and_another(tmp_path):
    fassung = inhalte.zeichen()
    first = steckbrief.render(fassung, base_url=HOST)
    assert steckbrief.render(fassung, base_url=HOST) == first
    from agenda.papers import pdf

    html = '<html lang="de"><title>x</title><h1>Zeichen 😀 日本語 Digitalisierungsstrategie</h1>'
    code = (
        "import django, sys; django.setup()\n"
        "from agenda.papers import pdf\n"
        f"sys.stdout.buffer.write(pdf.write({html!r}))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        env={
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONHASHSEED": "7",
            "HOME": str(tmp_path),
        },
        capture_output=True,
        check=True,
    )
    assert other.stdout == pdf.write(html)


def test_rendering_leaves_the_garbage_collector_as_it_was():
    fassung = inhalte.leer()
    steckbrief.render(fassung, base_url=HOST)
    assert gc.isenabled()
    gc.disable()
    try:
        steckbrief.render(fassung, base_url=HOST)
        assert not gc.isenabled()
    finally:
        gc.enable()
