from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agenda.management.commands import import_steckbriefe
from agenda.models import Steckbrief, Vorgang
from tests.agenda.transfer.tabellen import xlsx
from tests.factories import make_fassung, make_handlungsfeld, make_konto, make_steckbrief

pytestmark = pytest.mark.django_db

KOPF = ["Titel", "Handlungsfeld"]


@pytest.fixture
def einlesen(tmp_path):
    """Return a function (file, arguments) → (output, errors)."""

    def einlesen(inhalt, *arguments):
        pfad = tmp_path / "Liste.xlsx"
        pfad.write_bytes(inhalt)
        stdout, stderr = StringIO(), StringIO()
        try:
            call_command("import_steckbriefe", str(pfad), *arguments, stdout=stdout, stderr=stderr)
        except CommandError as error:
            stderr.write(str(error))
        return stdout.getvalue(), stderr.getvalue()

    return einlesen


def test_compares_more_than_the_browser_and_says_how_far_it_is(einlesen):
    make_handlungsfeld("Bildung")
    inhalt = xlsx(KOPF, *([f"Vorhaben {i}", "Bildung"] for i in range(501)))
    ausgabe, fehler = einlesen(inhalt, "--probe")
    assert fehler == ""
    assert "500 Zeilen verglichen …" in ausgabe
    assert "501 neu, 0 geändert, 0 unverändert, 0 Fehler" in ausgabe


def test_saves_every_row_and_says_how_far_it_is(einlesen, monkeypatch):
    monkeypatch.setattr(import_steckbriefe, "SCHRITT", 10)
    make_handlungsfeld("Bildung")
    ausgabe, fehler = einlesen(xlsx(KOPF, *([f"Vorhaben {i}", "Bildung"] for i in range(21))))
    assert fehler == ""
    assert "20 Zeilen gespeichert …" in ausgabe
    assert "21 neu, 0 geändert, 0 unverändert, 0 Fehler" in ausgabe
    assert ausgabe.endswith("Gespeichert.\n")
    assert Steckbrief.objects.count() == 21
    assert set(Vorgang.objects.values_list("verb", "funktion")) == {("importiert", "Einrichtung")}


def test_a_trial_saves_nothing(einlesen):
    make_handlungsfeld("Bildung")
    ausgabe, _ = einlesen(xlsx(KOPF, ["Neu", "Bildung"]), "--probe")
    assert "Zeile 2: Neu (neu)" in ausgabe
    assert "  Titel: „“ → „Neu“" in ausgabe
    assert ausgabe.endswith("Probe: Nichts wurde gespeichert.\n")
    assert not Steckbrief.objects.exists()


def test_one_bad_row_and_nothing_is_saved(einlesen):
    make_handlungsfeld("Bildung")
    _, fehler = einlesen(xlsx(KOPF, ["Gut", "Bildung"], ["Schlecht", "Zauberei"]))
    assert "Blatt „Steckbriefe“, Zeile 3, Spalte B („Handlungsfeld“): „Zauberei“" in fehler
    assert fehler.endswith("Nichts wurde gespeichert: 1 Fehler.")
    assert not Steckbrief.objects.exists()


def test_whose_numbers(einlesen):
    make_handlungsfeld("Bildung")
    unser = make_fassung(make_steckbrief("Unser", vorgesehene_nummer="1")).steckbrief
    inhalt = xlsx(["Nummer", *KOPF], [1, "Ihres", "Bildung"])
    assert "Bitte --nummern eigene oder --nummern fremde angeben." in einlesen(inhalt)[1]
    einlesen(inhalt, "--nummern", "fremde")
    assert Steckbrief.objects.count() == 2
    einlesen(inhalt, "--nummern", "eigene")
    unser.refresh_from_db()
    assert unser.titel == "Ihres"


def test_with_the_rights_of_an_account(einlesen):
    make_handlungsfeld("Bildung")
    konto = make_konto("niemand")
    inhalt = xlsx(KOPF, ["Neu", "Bildung"])
    assert (
        "dürfen keine neuen Steckbriefe anlegen" in einlesen(inhalt, "--konto", konto.username)[1]
    )
    assert "Ein aktives Konto „fehlt“ gibt es nicht." in einlesen(inhalt, "--konto", "fehlt")[1]


def test_what_cannot_be_read_is_one_sentence(einlesen):
    assert einlesen(b"%PDF-1.7")[1].startswith("Das ist eine PDF-Datei")
    unbekannt = xlsx(["Titel", "Handlungsfeld", "Sonstiges"], ["a", "b", "c"])
    assert "Diese Spalten sind nicht bekannt: „Sonstiges“" in einlesen(unbekannt)[1]
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_steckbriefe", "/gibt/es/nicht.xlsx")
