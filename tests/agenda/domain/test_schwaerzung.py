import json
from unittest import mock

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from agenda.domain import ausgaben, ausgabenschwaerzung, band, dokument, schwaerzung, workflow
from agenda.models import (
    Arbeitsstand,
    Ausgabe,
    AusgabeDatei,
    Eintrag,
    Fassung,
    Schwaerzung,
    Steckbrief,
    Vorgang,
)
from tests.factories import (
    festschreiben,
    make_anlage,
    make_ausgabe,
    make_bericht,
    make_drucksache,
    make_fassung,
    make_handlungsfeld,
    make_kommune,
    make_konto,
    make_portal,
    make_sachstand,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db

NAME = "Erika „Eri“ Mustermann"


@pytest.fixture
def zwei():
    return make_stabsstelle(), make_stabsstelle()


@pytest.fixture
def steckbrief(zwei):
    """A project with the name in every kind of place."""
    steckbrief = make_steckbrief(
        f"Lotsen ({NAME})",
        beschreibung=f'Ansprechpartnerin: "{NAME}"\nTelefon',
        zielgruppen=f"{NAME}\nAlle",
    )
    steckbrief.meilensteine.create(titel=f"Treffen mit {NAME}")
    steckbrief.verweise.create(titel="Presse", url="https://example.org/")
    workflow.record(steckbrief, user=zwei[0])
    make_fassung(steckbrief, grund=f"Von {NAME} gewünscht")
    make_sachstand(steckbrief, erreicht=f"{NAME} hat geschult.")
    LogEntry.objects.create(
        user=zwei[0], object_repr=str(steckbrief)[:200], action_flag=CHANGE, change_message=NAME
    )
    return steckbrief


def redact(zwei, passage=NAME, **felder):
    antrag = schwaerzung.request(
        passage=passage, begruendung="Antrag nach Art. 17 DSGVO", user=zwei[0], **felder
    )
    return schwaerzung.confirm(antrag, user=zwei[1])


def everything():
    """Every cell of every table of the database, as one text."""
    with connection.cursor() as cursor:
        texts = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            texts += [str(row) for row in cursor.fetchall()]
    return "\n".join(texts)


def test_the_name_is_nowhere_in_the_database(zwei, steckbrief):
    assert "Mustermann" in everything()
    assert redact(zwei) > 10
    text = everything()
    assert "Mustermann" not in text
    assert "mustermann" not in text  # the stems of the search
    assert "[geschwärzt am " in Fassung.objects.get().dokument


def test_old_hash_is_kept_beside_the_new(zwei, steckbrief):
    before = Fassung.objects.get()
    redact(zwei)
    after = Fassung.objects.get()
    assert after.sha256_original == before.sha256 != after.sha256
    assert dokument.Dokument.lesen(after.dokument).sha256 == after.sha256
    assert after.geschwaerzt_at is not None
    redact(zwei, passage="Treffen mit")
    assert Fassung.objects.get().sha256_original == before.sha256


def test_the_history_still_hangs_together(zwei, steckbrief):
    redact(zwei)
    steckbrief = Steckbrief.objects.get()
    versions = Arbeitsstand.objects.count()
    workflow.record(steckbrief, user=None)
    assert Arbeitsstand.objects.count() == versions
    assert Eintrag.objects.gueltig().get().titel.startswith("Lotsen ([geschwärzt am ")
    vorgang = Vorgang.objects.get(verb="geschwaerzt")
    assert (vorgang.konto, vorgang.begruendung) == (zwei[1], "Antrag nach Art. 17 DSGVO")


def test_it_takes_two_people(zwei, steckbrief):
    antrag = schwaerzung.request(passage=NAME, begruendung="Art. 17", user=zwei[0])
    with pytest.raises(PermissionDenied):
        schwaerzung.confirm(antrag, user=zwei[0])
    with pytest.raises(IntegrityError, match="schwaerzung_zwei_personen"), transaction.atomic():
        Schwaerzung.objects.update(status="in_ausfuehrung", bestaetigt_von=zwei[0])
    assert NAME in Fassung.objects.get().grund


def test_once_done_the_rows_are_frozen_again(zwei, steckbrief):
    redact(zwei)
    with pytest.raises(IntegrityError, match="Eingefroren"), transaction.atomic():
        Fassung.objects.update(grund="anders")


def test_even_while_redacting_nothing_can_be_deleted_or_moved(zwei, steckbrief):
    Schwaerzung.objects.create(
        passage="x",
        begruendung="y",
        status="in_ausfuehrung",
        beantragt_von=zwei[0],
        bestaetigt_von=zwei[1],
    )
    for sql in (
        "DELETE FROM agenda_fassung",
        "UPDATE agenda_fassung SET nr = 2",
        "DELETE FROM agenda_vorgang",
    ):
        with (
            pytest.raises(IntegrityError, match="Eingefroren"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


@pytest.mark.parametrize(
    "aendern",
    [
        "agenda_ausgabe SET festgeschrieben_at = NULL",
        "agenda_ausgabe SET muster = NOT muster",
        "agenda_bericht SET festgeschrieben_at = NULL",
        "agenda_sachstand SET angenommen_at = NULL",
    ],
)
def test_even_while_redacting_nothing_thaws(zwei, steckbrief, aendern):
    make_sachstand(steckbrief)
    fest = {"dokument": "{}", "sha256": "a" * 64, "festgeschrieben_at": timezone.now()}
    Ausgabe.objects.create(titel="Agenda", slug="agenda", **fest)
    make_bericht(redaktionsschluss=timezone.now(), **fest)
    Schwaerzung.objects.create(
        passage="x",
        begruendung="y",
        status="in_ausfuehrung",
        beantragt_von=zwei[0],
        bestaetigt_von=zwei[1],
    )
    with (
        pytest.raises(IntegrityError, match="Eingefroren"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {aendern}")


def test_a_failure_leaves_everything_as_it_was(zwei, steckbrief):
    antrag = schwaerzung.request(passage=NAME, begruendung="Art. 17", user=zwei[0])
    with (
        mock.patch("agenda.domain.eintraege.rebuild", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        schwaerzung.confirm(antrag, user=zwei[1])
    assert Schwaerzung.objects.get().status == "beantragt"
    assert NAME in json.loads(Fassung.objects.get().dokument)["felder"][0]["wert"]


@pytest.mark.parametrize(
    ("passage", "grund", "meldung"),
    [
        ("ab", "weil", "mindestens 3 Zeichen"),
        ("Gibt es nicht", "weil", "steht nirgends"),
        (NAME, "  ", "Begründung"),
        (NAME, f"{NAME} möchte das", "nennen Sie darin nicht"),
    ],
)
def test_a_request_is_checked(zwei, steckbrief, passage, grund, meldung):
    with pytest.raises(ValidationError, match=meldung):
        schwaerzung.request(passage=passage, begruendung=grund, user=zwei[0])


def test_a_rejected_request_forgets_what_it_was_about(zwei, steckbrief):
    antrag = schwaerzung.request(passage=NAME, begruendung="Art. 17", user=zwei[0])
    schwaerzung.reject(antrag, user=zwei[1])
    assert Schwaerzung.objects.get().passage == ""
    assert NAME in Fassung.objects.get().grund
    with pytest.raises(ValidationError, match="schon erledigt"):
        schwaerzung.confirm(antrag, user=zwei[1])


def test_what_will_be_found_is_told_before(steckbrief):
    funde = {fund.wo.split(":")[0] for fund in schwaerzung.find(NAME)}
    assert {
        "Fassung Lotsen (Erika „Eri“ Mustermann)",
        "Steckbrief",
        "Meilenstein",
        "Sachstand",
        "Vorgang",
    } & funde >= {"Steckbrief", "Meilenstein", "Sachstand", "Vorgang"}


class TestAusgaben:
    """What was given out is redacted with what it holds, and its PDF goes."""

    @pytest.fixture
    def ausgabe(self, steckbrief):
        return festschreiben(
            make_ausgabe(
                f"Lotsen ({NAME})", art="auszug", steckbriefe=[steckbrief], vorwort=f"Von {NAME}."
            )
        )

    def test_every_place_is_found(self, ausgabe):
        funde = {fund.wo: fund.anzahl for fund in schwaerzung.find(NAME)}
        # Title, Vorwort and the title of the entry in the document, and its own two columns.
        assert funde[f"Ausgabe: Lotsen ({NAME})"] == 3
        assert {"Ausgabe: Titel", "Ausgabe: Vorbemerkung"} <= set(funde)

    def test_a_title_that_only_an_ausgabe_still_says_is_found(self, zwei, ausgabe):
        assert [f.wo for f in schwaerzung.find("Lotsen (")] != []

    def test_text_hashes_and_pdf(self, zwei, ausgabe, django_capture_on_commit_callbacks):
        alt, datei = Ausgabe.objects.get(), ausgaben.datei(ausgabe)
        with django_capture_on_commit_callbacks(execute=True):
            redact(zwei)
        neu = Ausgabe.objects.get()
        papier = ausgaben.bauen(neu)
        assert papier.sha256 == neu.sha256 != alt.sha256
        assert neu.sha256_original == alt.sha256
        assert neu.geschwaerzt_at is not None
        assert papier["geschwaerzt"] == timezone.localdate().isoformat()
        assert papier.steckbriefe[0]["sha256"] == Fassung.objects.get().sha256
        assert papier.steckbriefe[0]["titel"] == Eintrag.objects.gueltig().get().titel
        assert [f.pk for f in papier.fassungen()] == [Fassung.objects.get().pk]
        assert NAME not in neu.dokument + neu.titel + neu.vorwort
        assert not ausgaben.vorhanden(datei)
        assert list(ausgaben.ohne_datei()) == [neu]
        ausgaben.datei_ablegen(neu, b"%PDF neu", 2)
        assert not ausgaben.ohne_datei().exists()
        assert ausgaben.datei(neu).groesse == 8
        assert LogEntry.objects.filter(
            object_id=neu.pk, change_message="Geschwärzt. Antrag nach Art. 17 DSGVO"
        ).exists()

    def test_the_address_of_a_draft_is_built_anew_that_of_a_paper_stays(self, zwei, ausgabe):
        """The triggers hold the address; the page of the redaction says so."""
        wort = "mustermann"
        entwuerfe = [make_ausgabe(f"Dank an {NAME}"), make_ausgabe("Anders")]
        gewaehlt = make_ausgabe("Agenda", slug=f"fuer-{slugify(NAME)}")
        vorher = entwuerfe[1].slug
        redact(zwei)
        for entwurf in (*entwuerfe, gewaehlt, ausgabe):
            entwurf.refresh_from_db()
        assert entwuerfe[0].slug.startswith("dank-an-geschwaerzt-am-")
        assert gewaehlt.slug == f"agenda-{timezone.localdate()}"
        assert entwuerfe[1].slug == vorher
        assert wort in ausgabe.slug
        assert list(ausgabenschwaerzung.adressen(NAME)) == [ausgabe]
        assert not ausgabenschwaerzung.adressen("…").exists()

    def test_a_fassung_alone_changes_its_hash_in_the_ausgabe(self, zwei, ausgabe):
        redact(zwei, passage="Treffen mit")
        assert ausgaben.bauen(Ausgabe.objects.get()).fassungen() == [Fassung.objects.get()]
        assert NAME in Ausgabe.objects.get().dokument

    def test_what_is_not_concerned_stays(self, zwei, steckbrief):
        anderer = make_fassung(titel="Ganz anders").steckbrief
        andere = festschreiben(make_ausgabe(art="auszug", steckbriefe=[anderer]))
        redact(zwei)
        assert Ausgabe.objects.get().sha256 == andere.sha256
        assert Ausgabe.objects.get().geschwaerzt_at is None

    def test_a_hash_is_no_text(self, zwei, ausgabe):
        """A passage of hexadecimal letters may stand in any hash by chance."""
        passage = Ausgabe.objects.get().sha256[:4]
        assert not [f for f in schwaerzung.find(passage) if "Ausgabe" in f.wo]
        datei = AusgabeDatei.objects.get()
        redact(zwei)
        assert AusgabeDatei.objects.get(pk=datei.pk).dokument_sha256 == datei.dokument_sha256

    def test_frozen_again_afterwards(self, zwei, ausgabe):
        redact(zwei)
        with pytest.raises(IntegrityError, match="Eingefroren"), transaction.atomic():
            Ausgabe.objects.update(vorwort="anders")

    @pytest.mark.parametrize("passage", ["2026-09-22", "anlage", "agenda", "#0b5c7a", "bildung"])
    def test_days_codes_and_colours_are_no_text(self, zwei, steckbrief, client, passage):
        """A volume has to be read for ever: its day stays a day."""
        feld = make_handlungsfeld("Feld", slug="bildung")
        make_fassung(titel="Wald", handlungsfeld=feld)
        anlage = make_anlage(
            make_drucksache("2026/7", betrifft_agenda=True),
            ordnung="handlungsfeld",
            vorwort=f"Am {passage} war es.",
        )
        ausgabe = festschreiben(anlage)
        vorher = ausgaben.bauen(ausgabe).daten
        redact(zwei, passage=passage)
        nachher = ausgaben.bauen(Ausgabe.objects.get()).daten
        assert nachher.pop("vorwort").startswith("Am [geschwärzt am ")
        assert nachher.pop("geschwaerzt")
        del vorher["vorwort"]
        assert nachher == vorher
        assert client.get(f"/ausgaben/{ausgabe.slug}/").status_code == 200


class TestRahmen:
    """What stands around the Steckbriefe: Portal, Handlungsfelder, partners, accounts."""

    def test_is_found_redacted_and_not_printed_again(self, zwei, client):
        portal = make_portal(vision=f"Dank an {NAME}.")
        feld = make_handlungsfeld("Bildung", ziel=f"Leitung: {NAME}")
        kommune = make_kommune(f"Amt {NAME}", hinweis=f"Von {NAME}")
        make_fassung(titel="Wald", bezug="agenda", handlungsfeld=feld)
        orte = [fund.wo for fund in schwaerzung.find(NAME)]
        assert "Handlungsfeld: Ziel (Bildung)" in orte
        assert f"Portal: Vision ({portal.titel})" in orte
        redact(zwei)
        assert schwaerzung.find(NAME) == []
        kommune.refresh_from_db()
        assert "mustermann" not in kommune.suchtext
        for adresse in (feld.get_absolute_url(), kommune.get_absolute_url(), "/"):
            assert "Mustermann" not in client.get(adresse).text
        assert NAME not in band.agendaband("handlungsfeld").canonical.decode()

    def test_addresses_colours_and_log_ins_stay(self, zwei):
        feld = make_handlungsfeld("Bildung", farbe="#0b5c7a")
        konto = make_konto("mustermann", funktion="Leitung Mustermann")
        konto.email = "mustermann@example.org"
        konto.save()
        titel = "mustermann Mustermann #0b5c7a bildung"
        make_steckbrief(titel, vorgesehene_nummer="mustermann 1")
        for passage in ("mustermann", "Mustermann", "#0b5c7a", "bildung"):
            redact(zwei, passage=passage)
        neu, konto_neu = type(feld).objects.get(pk=feld.pk), type(konto).objects.get(pk=konto.pk)
        assert (neu.slug, neu.farbe) == (feld.slug, feld.farbe)
        assert (konto_neu.username, konto_neu.email) == (konto.username, konto.email)
        assert konto_neu.funktion.startswith("Leitung [geschwärzt am ")
        assert Steckbrief.objects.get().vorgesehene_nummer == "mustermann 1"


def test_a_day_or_number_of_a_fassung_is_no_text(zwei, client):
    """It could not be read any more."""
    make_portal()
    steckbrief = make_steckbrief(
        "Lotsen",
        beginn="2026-09-22",
        vorgesehene_nummer="123",
        zweck="Am 2026-09-22, genau am tag.",
    )
    steckbrief.finanzierungen.create(jahr=2026, foerderquote="74.4", erlaeuterung="74.4 Prozent")
    workflow.record(steckbrief, user=None)
    fassung = make_fassung(Steckbrief.objects.get())
    for passage in ("2026-09-22", "74.4", "tag"):
        redact(zwei, passage=passage)
    neu = dokument.Dokument.lesen(Fassung.objects.get().dokument)
    assert neu.wert("beginn") == {"datum": "2026-09-22", "genauigkeit": "tag"}
    assert neu["finanzierungen"].zeilen[0]["foerderquote"].wert == "74.4"
    assert neu["finanzierungen"].zeilen[0]["erlaeuterung"].text.endswith("] Prozent")
    assert "2026-09-22" not in neu.wert("zweck")
    assert client.get(f"/projekte/{fassung.nummer}/").status_code == 200
