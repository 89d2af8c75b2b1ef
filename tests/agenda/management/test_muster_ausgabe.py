"""A sample paper: made once, with MUSTER on every page, and nothing left where that fails."""

import io

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from agenda.domain import ausgaben
from agenda.models import Ausgabe
from agenda.papers.gescheitert import ZuGross
from tests.factories import (
    festschreiben,
    make_ausgabe,
    make_drucksache,
    make_fassung,
    make_portal,
    make_stabsstelle,
)

pytestmark = pytest.mark.django_db


def run():
    aus, fehler = io.StringIO(), io.StringIO()
    call_command("muster_ausgabe", stdout=aus, stderr=fehler)
    return aus.getvalue() + fehler.getvalue()


def make_agenda():
    make_portal(titel="Digitale Agenda Musterland")
    make_drucksache("2026/7", betrifft_agenda=True)
    for nummer, bezug in (("U1", "umfeld"), ("2", "agenda"), ("1", "agenda")):
        make_fassung(titel=f"Projekt {nummer}", vorgesehene_nummer=nummer, bezug=bezug)


def test_says_muster_on_every_page():
    make_agenda()
    assert "Muster-Ausgabe festgeschrieben" in run()
    muster = Ausgabe.objects.get()
    assert (muster.slug, muster.muster, muster.drucksache) == ("muster", True, None)
    band = ausgaben.bauen(muster)
    assert band["muster"]
    assert band["kopf"]["drucksache"] is None
    assert {z["nummer"] for z in band.steckbriefe} >= {"1", "2", "U1"}
    with default_storage.open(ausgaben.datei(muster).pfad) as datei:
        pdf = datei.read()
    texte = [seite.get_textpage().get_text_range() for seite in pypdfium2.PdfDocument(pdf)]
    assert len(texte) == ausgaben.datei(muster).seiten > 5
    assert all("MUSTER" in text for text in texte)
    assert not any("2026/7" in text for text in texte)


def test_a_second_run_changes_nothing(drucker):
    make_agenda()
    run()
    assert "gibt es schon" in run()
    assert Ausgabe.objects.count() == 1


def test_two_at_once_make_one_and_the_second_says_so(drucker, monkeypatch):
    """While the first one draws, the second neither takes its draft away nor makes another."""
    make_agenda()
    gesagt, zeichnen = [], drucker.pdf

    def meanwhile(plan):
        gesagt.append(run())
        return zeichnen(plan)

    monkeypatch.setattr(drucker, "pdf", meanwhile)
    assert "Muster-Ausgabe festgeschrieben" in run()
    assert gesagt == ["Gerade entsteht schon eine Muster-Ausgabe; nichts wurde geändert.\n"]
    assert Ausgabe.objects.get().ist_festgeschrieben
    # The lock is given back.
    assert "gibt es schon" in run()


def test_where_no_lock_can_be_kept_it_goes_on_without(drucker, settings, tmp_path):
    make_agenda()
    settings.MEDIA_ROOT = tmp_path / "datei"
    settings.MEDIA_ROOT.write_text("kein Ordner")
    assert "Ohne Muster-Ausgabe geht es weiter" in run()
    assert not Ausgabe.objects.exists()


def test_a_failure_leaves_nothing_and_does_not_stop(drucker):
    make_agenda()
    drucker.error = ZuGross("Das Papier ist zu groß.")
    assert "Ohne Muster-Ausgabe geht es weiter: Das Papier ist zu groß." in run()
    assert not Ausgabe.objects.exists()
    drucker.error = None
    run()
    assert Ausgabe.objects.get().ist_festgeschrieben


def test_what_a_stopped_run_has_left_is_removed(drucker):
    make_agenda()
    rest = make_ausgabe("Alt", slug="muster", muster=True)
    assert "Muster-Ausgabe festgeschrieben" in run()
    muster = Ausgabe.objects.get()
    assert muster.pk != rest.pk
    assert (muster.slug, muster.ist_festgeschrieben) == ("muster", True)
    name = ausgaben.dateiname(muster, ausgaben.bauen(muster))
    assert name.startswith("MUSTER_Digitale-Agenda-Musterland_2")


def test_the_muster_of_a_person_is_left_alone(drucker):
    make_agenda()
    make_ausgabe("Von Hand", slug="muster", muster=True)
    Ausgabe.objects.update(created_von=make_stabsstelle())
    assert "entsteht schon eine andere Ausgabe" in run()
    assert Ausgabe.objects.get().titel == "Von Hand"


def test_without_a_public_steckbrief_there_is_none(drucker):
    make_portal()
    assert "noch kein Steckbrief" in run()
    assert not Ausgabe.objects.exists()


def test_another_ausgabe_at_its_address_is_left_alone(drucker):
    make_agenda()
    andere = festschreiben(make_ausgabe("Ein Muster", slug="muster"))
    assert "entsteht schon eine andere Ausgabe" in run()
    assert Ausgabe.objects.get() == andere
