"""Forms of Seiten: addresses, confirmations, files judged by their content."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.models import model_to_dict

from agenda.forms.seite import SeiteForm, SeitendokumentForm, SeitenvideoForm
from agenda.models import Seitendokument, Seitenvideo
from agenda.models.seite import Lesbarkeit
from tests.agenda.forms import dateien
from tests.factories import make_seite

pytestmark = pytest.mark.django_db

MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 100
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + b"\x00" * 100
VTT = b"WEBVTT\r\n\r\n00:00.000 --> 00:02.000\r\nGuten Tag\r\n"


def send(seite=None, **werte):
    """Return the form as it comes back from a browser with some values changed."""
    daten = {"slug": "neu", "titel": "Neu", "reihenfolge": "0"}
    if seite:
        daten = model_to_dict(seite) | {"gesehen": seite.geaendert_at.isoformat()}
    form = SeiteForm({**daten, **werte}, instance=seite)
    form.full_clean()
    return form


@pytest.mark.parametrize(
    ("slug", "frei"),
    [("neu", True), ("projekte", False), ("admin", False), ("leichte-sprache", True)],
)
def test_an_address_must_lead_to_the_seite(slug, frei):
    assert send(slug=slug).is_valid() is frei


def test_complete_is_refused_while_something_is_missing():
    form = send(text="[[ergaenzen: das Datum]]", vollstaendig="on")
    assert form.errors["vollstaendig"] == ["Es fehlt noch: das Datum."]
    assert send(text="Fertig.", vollstaendig="on").is_valid()
    form = send(leichte_sprache_passt="on")
    assert "leichte_sprache_passt" in form.errors


def test_what_the_law_wants_stays_public_and_in_the_footer():
    form = send(make_seite("impressum"), oeffentlich="", im_fuss="")
    assert form.errors == {
        "oeffentlich": ["Diese Seite ist gesetzlich vorgeschrieben und bleibt öffentlich."],
        "im_fuss": ["Diese Seite ist gesetzlich vorgeschrieben und bleibt im Fuß verlinkt."],
    }
    assert send(slug="datenschutz").errors.keys() == {"oeffentlich", "im_fuss"}
    assert send(make_seite("andere"), oeffentlich="", im_fuss="").is_valid()


def test_the_easy_text_is_confirmed_by_the_box_alone():
    seite = make_seite(leichte_sprache="Kurz.")
    vorher = seite.geaendert_at
    seite = send(seite, leichte_sprache_passt="on").save()
    assert (seite.lesbarkeit, seite.geaendert_at) == (Lesbarkeit.AKTUELL, vorher)
    seite = send(seite, text="Anders.").save()
    assert seite.lesbarkeit == Lesbarkeit.VERALTET
    assert seite.geaendert_at > vorher
    seite = send(seite, leichte_sprache="Anders. Kurz.").save()
    assert seite.lesbarkeit == Lesbarkeit.UNGEPRUEFT
    seite = send(seite, titel="Neuer Titel", leichte_sprache_passt="on").save()
    assert seite.lesbarkeit == Lesbarkeit.AKTUELL


def test_who_saves_second_is_told():
    seite = make_seite(text="Alt")
    send(type(seite).objects.get(), text="Von der Ersten").save()
    zweite = send(seite, text="Von der Zweiten")
    assert "jemand anders" in str(zweite.errors)
    assert type(seite).objects.get().text == "Von der Ersten"


def video(inhalt=MP4, name="Wir über uns.mov", untertitel=None, **felder):
    zeile = Seitenvideo(seite=make_seite())
    daten = {"titel": "Video", "thema": "angebot", "transkript": "Hallo", "reihenfolge": 0}
    hochgeladen = {"datei": SimpleUploadedFile(name, inhalt)}
    if untertitel:
        hochgeladen["untertitel"] = SimpleUploadedFile("u.vtt", untertitel)
    return SeitenvideoForm({**daten, **felder}, hochgeladen, instance=zeile)


def test_a_video_is_known_by_its_content_not_by_its_name():
    for inhalt, medientyp, name in (
        (MP4, "video/mp4", "Wir-ueber-uns.mp4"),
        (WEBM, "video/webm", "Wir-ueber-uns.webm"),
    ):
        zeile = video(inhalt, untertitel=VTT).save()
        assert (zeile.medientyp, zeile.dateiname, zeile.groesse) == (medientyp, name, len(inhalt))
        assert zeile.datei.name.startswith(f"seiten/{zeile.sha256[:2]}/{zeile.sha256}.")
        with zeile.untertitel.open() as datei:
            assert datei.read().startswith(b"WEBVTT\n\n")
    # The same file again is stored once.
    assert video(MP4).save().datei.name == Seitenvideo.objects.first().datei.name


@pytest.mark.parametrize(
    ("felder", "feld"),
    [
        ({"inhalt": b"<html><script>" + b" " * 100}, "datei"),
        ({"inhalt": b"\x00\x00\x00\x14ftypqt  " + b"\x00" * 50}, "datei"),
        ({"untertitel": b"1\n00:00 Guten Tag"}, "untertitel"),
        ({"untertitel": b"WEBVTT \xff\xfe -->"}, "untertitel"),
        ({"transkript": ""}, "transkript"),
    ],
)
def test_what_is_no_video_and_no_subtitle_is_refused(felder, feld):
    assert list(video(**felder).errors) == [feld]


def test_a_document_is_cleaned_and_described():
    zeile = Seitendokument(seite=make_seite())
    datei = SimpleUploadedFile("Strategie 2022 (Entwurf).docx", dateien.make_pdf())
    form = SeitendokumentForm(
        {"titel": "Strategie", "reihenfolge": 0}, {"datei": datei}, instance=zeile
    )
    dokument = form.save()
    assert (dokument.medientyp, dokument.dateiname) == (
        "application/pdf",
        "Strategie-2022-Entwurf.pdf",
    )
    with dokument.datei.open() as gespeichert:
        assert dokument.groesse == len(gespeichert.read())
    datei = SimpleUploadedFile("x.pdf", b"MZ" + b"\x00" * 100)
    assert not SeitendokumentForm({"titel": "x", "reihenfolge": 0}, {"datei": datei}).is_valid()
