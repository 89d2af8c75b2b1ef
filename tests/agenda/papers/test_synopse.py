"""The Synopse on paper: what it says, to eyes and to ears, and what it never prints."""

import datetime

import pypdfium2
import pytest
from django.utils import timezone
from django.utils.text import slugify

from agenda.domain import band, workflow
from agenda.models import Ausgabe, Fassung, Steckbrief
from agenda.papers import store, synopse
from tests.agenda.papers import inhalte, lesen
from tests.agenda.papers.urteil import broken
from tests.factories import make_fassung, make_full_steckbrief, make_portal, make_steckbrief

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal():
    return make_portal(hinweis="**Nicht amtlich:** Nummern.")


@pytest.fixture
def zwei():
    """Two Fassungen of one Steckbrief: a long text changed in the middle, a row more."""
    steckbrief = make_full_steckbrief("Lotsen", vorgesehene_nummer="12")
    alt = make_fassung(steckbrief)
    return alt, inhalte.naechste_fassung(
        steckbrief,
        titel="Digitale Lotsen",
        beschreibung="Erster Absatz.\n\n- Punkt eins\n- Punkt drei",
    )


def festgeschrieben(titel, tag, **wie):
    gebaut = band.bauen(band.agenda(), titel=titel, **wie)
    return Ausgabe.objects.create(
        titel=titel,
        slug=slugify(titel),
        muster=gebaut["muster"],
        dokument=gebaut.canonical.decode(),
        sha256=gebaut.sha256,
        festgeschrieben_at=timezone.make_aware(datetime.datetime(2022, 9, tag, 12)),
    )


@pytest.fixture
def zwei_ausgaben(zwei):
    make_fassung(make_steckbrief("Neues", vorgesehene_nummer="13", reihenfolge=1))
    alt = festgeschrieben("Agenda 2022", 6)
    inhalte.naechste_fassung(Steckbrief.objects.get(nummer="12"), zweck="Teilhabe für wenige.")
    make_fassung(make_steckbrief("Noch eins", vorgesehene_nummer="14"))
    return alt, festgeschrieben("Agenda 2023", 22, vorwort="Ein Wort zuvor.")


def text(pdf):
    return " ".join(lesen.body(pdf).split())


def test_two_fassungen(zwei, tmp_path):
    raw = synopse.pdf(*zwei)
    gelesen = text(raw)
    for teil in (
        "Steckbrief 12: Fassung 1 und Fassung 2 im Vergleich",
        "http://testserver/projekte/12/fassungen/1/",
        "Titel geändert von „Lotsen“ zu „Digitale Lotsen“.",
        "Die Texte im Vergleich",
        "Nicht amtlich: Nummern.",
    ):
        assert teil in gelesen
    for fassung in zwei:
        assert fassung.sha256 in lesen.squeezed(gelesen)
    seiten = pypdfium2.PdfDocument(raw)
    letzte = seiten[len(seiten) - 1].get_textpage().get_text_range()
    assert f"Seite {len(seiten)} von {len(seiten)}" in letzte
    assert "Synopse · Steckbrief 12 · Fassung 1 und Fassung 2" in letzte
    (tmp_path / "x.pdf").write_bytes(raw)
    assert broken(tmp_path / "x.pdf") == []


def test_changes_are_told_to_ears_as_well(zwei):
    """Bold and struck through are nothing one hears."""
    gehoert = lesen.squeezed(lesen.spoken(synopse.pdf(*zwei)))
    assert "Anfangeingefügt:DigitaleEndeeingefügt.Lotsen" in gehoert
    assert "PunkteinsPunktAnfanggestrichen:zwei" in gehoert
    assert "PunkteinsPunktAnfangeingefügt:dreiEndeeingefügt." in gehoert


def test_backwards_is_said(zwei):
    alt, neu = zwei
    assert "Verglichen wird rückwärts" in text(synopse.pdf(neu, alt))
    assert "rückwärts" not in text(synopse.pdf(alt, neu))


def test_nothing_changed_is_said(zwei):
    alt, _ = zwei
    assert "Im Text hat sich nichts geändert." in text(synopse.pdf(alt, alt))


def test_two_ausgaben(zwei_ausgaben, tmp_path):
    raw = synopse.pdf(*zwei_ausgaben)
    gelesen = text(raw)
    for teil in (
        "Zwei Ausgaben im Vergleich",
        "Agenda 2022 (06.09.2022) und Agenda 2023 (22.09.2022)",
        "Vorbemerkung ergänzt: „Ein Wort zuvor.“.",
        "Steckbrief 14 „Noch eins“ neu aufgenommen (Fassung 1).",
        "Steckbrief 12 „Digitale Lotsen“ steht jetzt in Fassung 3 (vorher Fassung 2).",
        "http://testserver/ausgaben/agenda-2022/",
    ):
        assert teil in gelesen
    assert "Steckbrief 13" not in gelesen
    assert "MUSTER" not in gelesen
    (tmp_path / "x.pdf").write_bytes(raw)
    assert broken(tmp_path / "x.pdf") == []


def test_a_sample_is_never_taken_for_the_real_one(zwei):
    eins, zwei_ = festgeschrieben("Eins", 1, muster=True), festgeschrieben("Zwei", 2, muster=True)
    seiten = pypdfium2.PdfDocument(synopse.pdf(eins, zwei_))
    assert all("MUSTER" in seite.get_textpage().get_text_range() for seite in seiten)


def test_drawn_once_kept_by_what_it_says(zwei, monkeypatch):
    raw = synopse.pdf(*zwei)
    assert store.lesen(synopse.key(*zwei)) == raw
    monkeypatch.setattr(synopse.werkstatt, "setzen", None)
    assert synopse.pdf(*zwei) == raw


def test_the_key_follows_what_is_printed(zwei, portal, django_assert_num_queries):
    alt, neu = zwei
    eins = synopse.key(alt, neu)
    with django_assert_num_queries(1):
        assert synopse.key(alt, neu) == eins
    portal.hinweis = "Anders."
    portal.save()
    assert len({eins, synopse.key(alt, neu), synopse.key(neu, alt), synopse.key(alt, alt)}) == 4


def test_the_key_of_two_ausgaben_costs_no_comparison(
    zwei_ausgaben, monkeypatch, django_assert_num_queries
):
    alt, neu = zwei_ausgaben
    with monkeypatch.context() as patch, django_assert_num_queries(2):
        patch.setattr(synopse.synopse, "vergleichen", None)
        eins = synopse.key(alt, neu)
    # That one went up into another one is told, though no hash has changed.
    neunter, ziel = (Steckbrief.objects.get(nummer=nummer) for nummer in ("13", "14"))
    workflow.merge(neunter, into=ziel, user=None, grund="zusammen")
    assert synopse.key(alt, neu) != eins


def test_it_is_compared_once(zwei_ausgaben, monkeypatch):
    vergleichen, verglichen = synopse.synopse.vergleichen, []

    def zaehlen(*baende):
        verglichen.append(baende)
        return vergleichen(*baende)

    monkeypatch.setattr(synopse.synopse, "vergleichen", zaehlen)
    monkeypatch.setattr(synopse.werkstatt, "setzen", lambda html, **wie: b"%PDF-1.7\n%%EOF")
    for _ in range(2):
        synopse.pdf(*zwei_ausgaben)
    assert len(verglichen) == 1


def test_redacted_while_it_was_drawn(zwei, monkeypatch):
    alt, neu = zwei
    setzen = synopse.werkstatt.setzen
    gesetzt = []

    def dabei_geschwaerzt(html, **wie):
        if not gesetzt:
            gesetzt.append(synopse.key(alt, neu))
            neu_in_db = Fassung.objects.filter(pk=neu.pk)
            # Past the triggers, as a redaction does it.
            from django.db import connection

            from agenda.models import frozen

            frozen.remove(connection)
            neu_in_db.update(
                dokument=neu.dokument.replace("Digitale Lotsen", "███"), sha256="1" * 64
            )
        return setzen(html, **wie)

    monkeypatch.setattr(synopse.werkstatt, "setzen", dabei_geschwaerzt)
    gelesen = text(synopse.pdf(alt, neu))
    assert "███" in gelesen
    assert "Digitale Lotsen" not in gelesen
    assert not store.hat(gesetzt[0])


def test_file_names_people_can_read(zwei, zwei_ausgaben):
    assert synopse.dateiname(*zwei) == "Synopse_Steckbrief-12_Fassung-1-2.pdf"
    assert synopse.dateiname(*zwei_ausgaben) == "Synopse_agenda-2022_agenda-2023.pdf"


def test_a_fassung_that_is_gone_is_named(zwei_ausgaben):
    alt, neu = zwei_ausgaben
    alt.dokument = alt.dokument.replace(Fassung.objects.filter(nummer="13").get().sha256, "0" * 64)
    with pytest.raises(band.Unvollstaendig, match="Steckbrief 13"):
        synopse.pdf(alt, neu)
