import importlib
import io

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from agenda.forms import anlage as modul
from agenda.forms.anlage import AnlageForm, bereinigen, freundlicher_name
from agenda.models import Anlage
from tests.agenda.forms.dateien import make_jpeg, make_pdf, make_png
from tests.factories import make_steckbrief


def upload(steckbrief, name, inhalt, instance=None, **felder):
    form = AnlageForm(
        {"titel": "Titel", "alternativtext": "Etwas Rotes", **felder},
        {"datei": SimpleUploadedFile(name, inhalt)} if inhalt is not None else {},
        instance=instance or Anlage(steckbrief=steckbrief),
    )
    if form.is_valid():
        form.save()
    return form


def test_a_photo_loses_what_the_camera_noted_but_not_its_upright_side():
    medientyp, inhalt = bereinigen(make_jpeg(size=(8, 4), orientation=6))
    assert medientyp == "image/jpeg"
    assert b"Erika" not in inhalt
    bild = Image.open(io.BytesIO(inhalt))
    assert bild.size == (4, 8)
    assert not bild.getexif()
    assert "comment" not in bild.info


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1", "I;16"])
def test_a_png_keeps_its_picture_and_loses_its_texts(mode):
    medientyp, inhalt = bereinigen(make_png(mode=mode, text="Erika Mustermann"))
    assert medientyp == "image/png"
    assert b"Erika" not in inhalt
    bild = Image.open(io.BytesIO(inhalt))
    assert bild.size == (4, 4)
    assert (bild.mode == "RGBA") == (mode == "RGBA")


def test_a_pdf_loses_its_author_and_keeps_its_title_and_marks():
    inhalt = make_pdf(author="Erika Mustermann")
    assert b"Erika" in inhalt
    medientyp, sauber = bereinigen(inhalt)
    assert medientyp == "application/pdf"
    assert b"Erika" not in sauber
    with pikepdf.open(io.BytesIO(sauber)) as pdf:
        assert [str(key) for key in pdf.docinfo] == ["/Title"]
        with pdf.open_metadata() as xmp:
            assert xmp["dc:title"] == "Konzept"
            assert xmp["pdfuaid:part"] == "1"
            assert "dc:creator" not in xmp


def test_a_pdf_loses_the_names_in_its_comments():
    def kommentar(pdf):
        notiz = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Text,
            Rect=[0, 0, 9, 9],
            Contents="Bitte prüfen",
            T="Erika Mustermann",
        )
        pdf.pages[0].Annots = pdf.make_indirect([pdf.make_indirect(notiz)])

    _, sauber = bereinigen(make_pdf(prepare=kommentar))
    with pikepdf.open(io.BytesIO(sauber)) as pdf:
        (notiz,) = pdf.pages[0].Annots
        assert str(notiz.Contents) == "Bitte prüfen"
        assert "/T" not in notiz


def skript(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def verstecktes_skript(pdf):
    aktion = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))
    pdf.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(Next=[aktion]))


def programmstart(pdf):
    pdf.Root.OpenAction = pdf.make_indirect(
        pikepdf.Dictionary(S=pikepdf.Name.Launch, F="C:\\boese.exe")
    )


def eingebettet(pdf):
    pdf.attachments["boese.exe"] = b"MZ"


def formular_mit_skript(pdf):
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=pdf.make_stream(b"<xdp/>"))


def sendet(pdf):
    aktion = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://boese.example/")
    pdf.pages[0].AA = pikepdf.Dictionary(O=aktion)


def ohne_seite(pdf):
    del pdf.pages[0]


PDF = make_pdf()


@pytest.mark.parametrize(
    ("inhalt", "erwartet"),
    [
        (b"MZ\x90\x00 programm", "Diese Dateiart ist nicht möglich"),
        (b"", "Diese Dateiart ist nicht möglich"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Diese Dateiart ist nicht möglich"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "Diese Dateiart ist nicht möglich"),
        (make_png()[:40], "Diese Dateiart ist nicht möglich"),
        (make_png((64, 64))[:-30], "beschädigt"),
        (make_jpeg((64, 64))[:-200], "beschädigt"),
        (b"%PDF-1.7\nkaputt", "PDF-Datei ist beschädigt"),
        (PDF[: len(PDF) // 3], "PDF-Datei ist beschädigt"),
        (make_pdf(prepare=skript), "JavaScript"),
        (make_pdf(prepare=verstecktes_skript), "JavaScript"),
        (make_pdf(prepare=programmstart), "Programm"),
        (make_pdf(prepare=eingebettet), "steckt eine weitere Datei"),
        (make_pdf(prepare=formular_mit_skript), "Programm"),
        (make_pdf(prepare=sendet), "Programm"),
        (make_pdf(prepare=ohne_seite), "keine Seite"),
        (make_pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "Passwort"),
        (make_pdf(encryption=pikepdf.Encryption(owner="a", user="")), "geschützt"),
    ],
)
def test_other_and_broken_files_are_refused_with_what_is_allowed(inhalt, erwartet):
    with pytest.raises(ValidationError) as error:
        bereinigen(inhalt)
    (satz,) = error.value.messages
    assert erwartet in satz
    assert "Möglich sind PDF, PNG und JPEG bis 10 MB" in satz


def test_a_picture_that_would_fill_the_memory_is_refused_unread():
    riesig = make_png(size=(30_000, 30_000), mode="1")
    assert len(riesig) < 200_000
    with pytest.raises(ValidationError, match="zu groß"):
        bereinigen(riesig)


def test_a_pdf_that_would_fill_the_memory_is_refused(monkeypatch):
    previous = pikepdf.settings.set_qpdf_limits(flate_max_memory=1024 * 1024)

    def viele(pdf):
        pdf.Root.Muell = pdf.make_indirect([pikepdf.String("x" * 60_000) for _ in range(400)])

    bombe = make_pdf(prepare=viele, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert len(bombe) < 400_000
    try:
        with pytest.raises(ValidationError, match="beschädigt"):
            bereinigen(bombe)
    finally:
        pikepdf.settings.set_qpdf_limits(**previous)


def test_too_large_is_said_before_the_file_is_parsed(db, monkeypatch):
    monkeypatch.setattr(modul, "MAX_BYTES", 100)
    monkeypatch.setattr(modul, "bereinigen", lambda inhalt: pytest.fail("parsed"))
    form = upload(make_steckbrief(), "gross.pdf", b"%PDF-" + b"x" * 200)
    assert "MB zu groß" in form.errors["datei"][0]


def test_the_row_gets_what_the_file_is(db):
    form = upload(make_steckbrief(), "Größe & Übersicht 2024.PDF", make_pdf())
    anlage = Anlage.objects.get()
    assert form.is_valid()
    assert anlage.dateiname == "Groesse-Uebersicht-2024.pdf"
    assert anlage.medientyp == "application/pdf"
    assert anlage.groesse == default_storage.size(anlage.datei.name)
    assert anlage.datei.name == f"anlagen/{anlage.sha256[:2]}/{anlage.sha256}.pdf"


def test_the_same_file_is_stored_once(db):
    steckbrief = make_steckbrief()
    for name in ("eins.png", "zwei.png"):
        assert upload(steckbrief, name, make_png()).is_valid()
    eins, zwei = Anlage.objects.order_by("id")
    assert eins.datei.name == zwei.datei.name
    assert (eins.dateiname, zwei.dateiname) == ("eins.png", "zwei.png")
    assert default_storage.listdir(f"anlagen/{eins.sha256[:2]}")[1] == [f"{eins.sha256}.png"]


def test_a_row_keeps_its_file_until_another_comes(db):
    steckbrief = make_steckbrief()
    upload(steckbrief, "eins.png", make_png())
    anlage = Anlage.objects.get()
    alt = anlage.datei.name
    assert upload(steckbrief, "", None, instance=anlage, titel="Neuer Titel").is_valid()
    anlage.refresh_from_db()
    assert (anlage.titel, anlage.datei.name) == ("Neuer Titel", alt)
    assert upload(steckbrief, "zwei.png", make_png((9, 9)), instance=anlage).is_valid()
    anlage.refresh_from_db()
    assert anlage.datei.name != alt
    assert default_storage.exists(alt)  # Fassungen may still name it


@pytest.mark.parametrize(("inhalt", "noetig"), [(make_png(), True), (PDF, False)])
def test_a_picture_needs_words_for_those_who_do_not_see_it(db, inhalt, noetig):
    form = upload(make_steckbrief(), "datei", inhalt, alternativtext="")
    assert form.is_valid() != noetig
    if noetig:
        assert "beschreiben Sie das Bild" in form.errors["alternativtext"][0]


@pytest.mark.parametrize(
    ("name", "erwartet"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("Büsum Straße.pdf", "Buesum-Strasse.pdf"),
        ("???.pdf", "Anlage.pdf"),
        ("a" * 400 + ".pdf", "a" * 100 + ".pdf"),
    ],
)
def test_file_names_are_made_for_people(name, erwartet):
    assert freundlicher_name(name, "application/pdf") == erwartet


def test_a_cut_off_picture_is_refused_after_a_pdf_was_made():
    """WeasyPrint makes Pillow forgive cut off files, for the whole process."""
    importlib.import_module("weasyprint")
    with pytest.raises(ValidationError, match="beschädigt"):
        bereinigen(make_png((64, 64))[:-30])


def test_nothing_happens_by_itself_when_a_pdf_is_opened():
    def zaehlpixel(pdf):
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://zaehler.example/")
        pdf.pages[0].AA = pikepdf.Dictionary(O=pdf.Root.OpenAction)

    _, sauber = bereinigen(make_pdf(prepare=zaehlpixel))
    assert b"zaehler.example" not in sauber
