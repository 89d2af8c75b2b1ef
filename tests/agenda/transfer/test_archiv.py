"""What an archive is handed: an Ausgabe and a Bericht with all they rest on, and nothing secret."""

import csv
import datetime
import hashlib
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from agenda.domain import ausgaben, berichtdateien, berichtdokument, schwaerzung, workflow
from agenda.models import Steckbrief
from agenda.models.teile import anlage_pfad
from agenda.transfer import archiv
from tests.agenda.papers import berichte
from tests.agenda.transfer.bagpruefer import pruefen
from tests.factories import (
    festschreiben,
    make_anlage,
    make_ausgabe,
    make_bericht,
    make_drucksache,
    make_fassung,
    make_full_steckbrief,
    make_gremium,
    make_portal,
    make_sachstand,
    make_stabsstelle,
)

pytestmark = pytest.mark.django_db
TEXT = b"Ein Bild, beinahe."


@pytest.fixture(autouse=True)
def portal():
    return make_portal(aktenzeichen="10.20", ort="Musterstadt", plz="12345")


@pytest.fixture
def fassung():
    """A full Steckbrief with two Anlagen of one name, one of them lost."""
    steckbrief = make_full_steckbrief("Lotsen", vorgesehene_nummer="12", zweck="=SUMME(A1)")
    for position, (inhalt, da) in enumerate(
        [(TEXT, True), (b"fort", False), (TEXT + b"2", True)], 1
    ):
        anlage = steckbrief.anlagen.create(
            position=position,
            titel=f"Bild {position}",
            dateiname="Bild & Größe/../x.png",
            sha256=hashlib.sha256(inhalt).hexdigest(),
            groesse=len(inhalt),
            medientyp="image/png",
            alternativtext="Ein Rathaus",
        )
        if da:
            default_storage.save(anlage_pfad(anlage), ContentFile(inhalt))
    workflow.record(steckbrief, user=None)
    return make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))


@pytest.fixture
def drucksache(fassung):
    drucksache = make_drucksache(
        "2026/7", betreff="Agenda", betrifft_agenda=True, aktenzeichen="11.22"
    )
    drucksache.beschlusspunkte.create(nummer=1, wortlaut="Der Kreistag nimmt zur Kenntnis.")
    geheim = make_drucksache("2026/8", betreff="Geheimsache", oeffentlich=False)
    geheim.steckbriefe.add(fassung.steckbrief)
    drucksache.beratungen.create(gremium=make_gremium("Geheimausschuss"), oeffentlich=False)
    make_drucksache("", betreff="Vorlage im Werden", entwurf=True, betrifft_agenda=True)
    return drucksache


@pytest.fixture
def ausgabe(drucksache):
    return festschreiben(make_anlage(drucksache, make_gremium("Hauptausschuss")))


def gepackt(ausgabe, **wie):
    with archiv.ausgabe(ausgabe, ausgaben.datei(ausgabe), **wie).packen() as datei:
        return pruefen(datei)


def tabelle(inhalt, name):
    text = inhalt[f"data/Tabellen/{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_an_ausgabe_with_all_it_rests_on(ausgabe, fassung):
    make_sachstand(fassung.steckbrief, erreicht="Später angenommen")
    inhalt, angaben = gepackt(ausgabe)
    name = "Anlage-2_Drucksache-2026-7_Hauptausschuss_2026-09-22"
    with default_storage.open(ausgaben.datei(ausgabe).pfad) as pdf:
        assert inhalt[f"data/Papier/{name}.pdf"] == pdf.read()
    assert hashlib.sha256(inhalt["data/Dokument/ausgabe.json"]).hexdigest() == ausgabe.sha256
    steckbrief = inhalt["data/Steckbriefe/Steckbrief-12_Fassung-1.json"]
    assert hashlib.sha256(steckbrief).hexdigest() == fassung.sha256
    liesmich = inhalt["data/LIESMICH.txt"].decode()
    assert f"{name}.pdf" in liesmich
    assert ausgabe.sha256 in liesmich
    assert "{" not in liesmich
    for datei in ("sachstaende.csv", "beratungen.csv", "Beratungsfolge.txt", "sha256sum --check"):
        assert datei in liesmich
    assert angaben["Source-Organization"] == ["Kreis Musterland"]
    assert angaben["External-Identifier"] == ["11.22"]
    assert angaben["External-Description"] == [
        "Digitale Agenda, Drucksache 2026/7, Hauptausschuss, 2026-09-22"
    ]
    tag = timezone.localtime(ausgabe.festgeschrieben_at)
    assert angaben["Bagging-Date"] == [f"{tag:%Y-%m-%d}"]
    (zeile,) = tabelle(inhalt, "steckbriefe")
    assert (zeile["nummer"], zeile["titel"], zeile["sha256"]) == ("12", "Lotsen", fassung.sha256)
    assert zeile["zweck"] == "'=SUMME(A1)"
    assert [z["titel"] for z in tabelle(inhalt, "meilensteine")] == ["Start", "Abschluss"]
    # Accepted after the paper was given out: not what the council knew.
    assert tabelle(inhalt, "sachstaende") == []


def test_attachments_have_safe_names_and_the_lost_one_is_listed(ausgabe):
    inhalt, _ = gepackt(ausgabe)
    ordner = "Anlagen/Steckbrief-12_Fassung-1"
    erste, zweite = f"{ordner}/Bild-Groesse-x.png", f"{ordner}/Bild-Groesse-x_2.png"
    assert (inhalt[f"data/{erste}"], inhalt[f"data/{zweite}"]) == (TEXT, TEXT + b"2")
    zeilen = tabelle(inhalt, "anlagen")
    assert [z["liegt_unter"] for z in zeilen] == [erste, "liegt nicht vor", zweite]


def test_nothing_nichtoeffentliches_but_for_the_office(ausgabe):
    inhalt, _ = gepackt(ausgabe)
    alles = b"".join(inhalt.values()).decode(errors="ignore")
    for wort in ("Geheimausschuss", "Geheimsache", "2026/8", "Vorlage im Werden"):
        assert wort not in alles, wort
    assert [z["gremium"] for z in tabelle(inhalt, "beratungen")] == ["Hauptausschuss"]
    assert tabelle(inhalt, "beschlusspunkte")[0]["wortlaut"] == "Der Kreistag nimmt zur Kenntnis."
    assert "22.09.2026: Hauptausschuss" in inhalt["data/Beratungsfolge.txt"].decode()
    intern, _ = gepackt(ausgabe, intern=True)
    gremien = {z["gremium"]: z["oeffentlich"] for z in tabelle(intern, "beratungen")}
    assert gremien == {"Hauptausschuss": "ja", "Geheimausschuss": "nein"}
    assert "Bitte geben Sie es nicht weiter" in intern["data/LIESMICH.txt"].decode()
    assert "Geheimsache" not in b"".join(intern.values()).decode(errors="ignore")


def test_equal_bytes_until_something_changes(ausgabe, drucksache):
    def bytes_():
        paket = archiv.ausgabe(ausgabe, ausgaben.datei(ausgabe))
        with paket.packen() as datei:
            return paket.kennung, datei.read()

    eins = bytes_()
    assert bytes_() == eins
    drucksache.beratungen.create(gremium=make_gremium("Kreistag"))
    neu = bytes_()
    assert neu[0] != eins[0]
    assert neu[1] != eins[1]


def test_what_was_redacted_is_in_no_file(ausgabe, django_capture_on_commit_callbacks):
    antrag = schwaerzung.request(passage="Lotsen", begruendung="Art. 17", user=make_stabsstelle())
    with django_capture_on_commit_callbacks(execute=True):
        schwaerzung.confirm(antrag, user=make_stabsstelle())
    ausgabe.refresh_from_db()
    datei = ausgaben.datei_ablegen(ausgabe, b"%PDF-1.7 neu\n%%EOF", 1)
    with archiv.ausgabe(ausgabe, datei).packen() as paket:
        inhalt, _ = pruefen(paket)
    alles = b"".join(inhalt.values()).decode(errors="ignore")
    assert "Lotsen" not in alles
    assert "eine Stelle geschwärzt" in inhalt["data/LIESMICH.txt"].decode()
    assert ausgabe.sha256_original in inhalt["data/LIESMICH.txt"].decode()


def test_without_a_drucksache_the_portals_aktenzeichen(fassung):
    ausgabe = festschreiben(make_ausgabe())
    inhalt, angaben = gepackt(ausgabe)
    assert angaben["External-Identifier"] == ["10.20"]
    assert "data/Beratungsfolge.txt" not in inhalt
    assert tabelle(inhalt, "beratungen") == []


def test_a_bericht(fassung):
    sachstand = make_sachstand(
        fassung.steckbrief,
        accepted=False,
        erreicht="Drei Orte",
        gemeldet_funktion="Fachamt Bauen",
    )
    sachstand.mittel.create(jahr=2026, verausgabt=123456)
    sachstand.messwerte.create(
        kennzahl_uuid="6f1c2b9e-0000-4000-8000-000000000001", name="Orte", einheit="Stück", wert=3
    )
    workflow.accept(sachstand, user=None)
    dokument = berichte.dokument([("Bildung", [berichte.geaendert("12", "Lotsen")])])
    jetzt = timezone.now()
    bericht = make_bericht(
        3,
        dokument=dokument.canonical.decode(),
        sha256=dokument.sha256,
        festgeschrieben_at=jetzt,
        redaktionsschluss=jetzt,
        aktenzeichen="33.44",
    )
    make_sachstand(fassung.steckbrief, erreicht="Danach")
    datei = berichtdateien.datei_ablegen(bericht, b"%PDF-1.7 so\n%%EOF", 1)
    with archiv.bericht(bericht, datei).packen() as paket:
        inhalt, angaben = pruefen(paket)
    assert angaben["External-Identifier"] == ["33.44"]
    assert hashlib.sha256(inhalt["data/Dokument/bericht.json"]).hexdigest() == dokument.sha256
    assert (
        inhalt["data/Papier/Sachstandsbericht-3_2026-07-01_2026-12-31.pdf"] == b"%PDF-1.7 so\n%%EOF"
    )
    assert "data/Steckbriefe/Steckbrief-12_Fassung-1.json" in inhalt
    (zeile,) = tabelle(inhalt, "sachstaende")
    assert (zeile["nummer"], zeile["erreicht"]) == ("12", "Drei Orte")
    (mittel,) = tabelle(inhalt, "mittel")
    assert mittel == {
        "sachstand": str(sachstand.pk),
        "nummer": "12",
        "haushaltsjahr": "2026",
        "verausgabt_cent": "123456",
    }
    (wert,) = tabelle(inhalt, "messwerte")
    assert (wert["name"], wert["wert"], wert["einheit"]) == ("Orte", "3.00", "Stück")
    liesmich = inhalt["data/LIESMICH.txt"].decode()
    assert "mittel.csv" in liesmich
    assert "messwerte.csv" in liesmich
    assert zeile["angenommen"].startswith(f"{timezone.localdate():%Y-%m-%d}")
    assert berichtdokument.ART in inhalt["data/Dokument/bericht.json"].decode()
    assert datetime.date.fromisoformat(angaben["Bagging-Date"][0]) == timezone.localdate()
