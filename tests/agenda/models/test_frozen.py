"""Try every door to a frozen row. Each must stay shut, on SQLite and on PostgreSQL."""

import json

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from agenda.checks import frozen_tables_have_triggers
from agenda.domain import workflow
from agenda.models import (
    Arbeitsstand,
    Ausfuehrungsstand,
    Ausgabe,
    AusgabeDatei,
    Bericht,
    BerichtDatei,
    Fassung,
    Meilensteinstand,
    Nummernvergabe,
    Sachstand,
    StandVorOrt,
    Vorgang,
    frozen,
)
from tests.factories import (
    make_ausgabe,
    make_bericht,
    make_drucksache,
    make_fassung,
    make_full_steckbrief,
    make_kommune,
    make_sachstand,
)

pytestmark = pytest.mark.django_db

MODELLE = [
    Fassung,
    Arbeitsstand,
    Vorgang,
    Nummernvergabe,
    Sachstand,
    Meilensteinstand,
    StandVorOrt,
    Ausgabe,
    AusgabeDatei,
    Bericht,
    BerichtDatei,
    Ausfuehrungsstand,
]
FELD = {
    Fassung: "grund",
    Arbeitsstand: "sha256",
    Vorgang: "begruendung",
    Nummernvergabe: "nummer",
    Sachstand: "erreicht",
    Meilensteinstand: "grund",
    StandVorOrt: "link",
    Ausgabe: "vorwort",
    AusgabeDatei: "sha256",
    Bericht: "vorwort",
    BerichtDatei: "sha256",
    Ausfuehrungsstand: "text",
}


def release():
    """Return a Steckbrief with a row in every frozen table."""
    steckbrief = make_full_steckbrief()
    make_fassung(steckbrief)
    sachstand = make_sachstand(steckbrief, accepted=False)
    sachstand.meilensteine.create(
        meilenstein_uuid=steckbrief.meilensteine.first().uuid, titel="Start", erreicht_am="2024"
    )
    sachstand.staende_vor_ort.create(kommune=make_kommune(), stand="geplant")
    workflow.accept(sachstand, user=None)
    make_frozen_ausgabe()
    make_frozen_bericht()
    punkt = make_drucksache().beschlusspunkte.create(
        nummer=1, wortlaut="Der Bericht wird vorgelegt."
    )
    punkt.ausfuehrungen.create(stand="offen", datum="2026-01-01")
    return steckbrief


def make_frozen_ausgabe(slug="agenda"):
    """Write the rows only: the file belongs to the tests of festschreiben()."""
    ausgabe = Ausgabe.objects.create(
        titel="Agenda", slug=slug, dokument="{}", sha256="a" * 64, festgeschrieben_at=timezone.now()
    )
    ausgabe.dateien.create(dokument_sha256="a" * 64, sha256="b" * 64, groesse=1, seiten=1)
    return ausgabe


def make_frozen_bericht():
    bericht = make_bericht(
        dokument="{}",
        sha256="c" * 64,
        festgeschrieben_at=timezone.now(),
        redaktionsschluss=timezone.now(),
    )
    bericht.dateien.create(dokument_sha256="c" * 64, sha256="d" * 64, groesse=1, seiten=1)
    return bericht


@pytest.fixture
def released():
    return release()


@pytest.fixture(scope="class")
def released_once(class_transaction):
    with class_transaction():
        release()
        yield


@pytest.mark.parametrize("modell", MODELLE)
class TestFrozenRow:
    """A row of each frozen model, attacked through every path that could reach it."""

    @pytest.fixture(autouse=True)
    def row(self, released_once, db, modell):
        self.modell, self.feld = modell, FELD[modell]
        self.row = modell.objects.first()
        self.before = modell.objects.filter(pk=self.row.pk).values().get()
        yield
        assert modell.objects.filter(pk=self.row.pk).values().get() == self.before

    def refused(self, attack):
        # An open foreign key may speak first; what counts is that the row stands (see above).
        with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
            attack()

    def raw(self, sql, *params):
        connection.check_constraints()  # deferred foreign keys would forbid TRUNCATE first
        with connection.cursor() as cursor:
            cursor.execute(sql, params)

    def test_save(self):
        setattr(self.row, self.feld, "anders")
        self.refused(self.row.save)

    def test_delete(self):
        self.refused(self.row.delete)

    def test_queryset_update(self):
        self.refused(lambda: self.modell.objects.update(**{self.feld: "anders"}))

    def test_queryset_delete(self):
        self.refused(self.modell.objects.all().delete)

    def test_raw_queryset_delete(self):
        rows = self.modell.objects.filter(pk=self.row.pk)
        self.refused(lambda: rows._raw_delete(rows.db))

    def test_bulk_update(self):
        setattr(self.row, self.feld, "anders")
        self.refused(lambda: self.modell.objects.bulk_update([self.row], [self.feld]))

    def test_upsert(self):
        setattr(self.row, self.feld, "anders")
        self.refused(
            lambda: self.modell.objects.bulk_create(
                [self.row], update_conflicts=True, unique_fields=["id"], update_fields=[self.feld]
            )
        )

    def test_raw_update(self):
        self.refused(lambda: self.raw(f"UPDATE {self.modell._meta.db_table} SET {self.feld} = 'x'"))

    def test_raw_delete(self):
        self.refused(lambda: self.raw(f"DELETE FROM {self.modell._meta.db_table}"))

    def test_replace_into(self):
        if connection.vendor != "sqlite":
            return  # REPLACE is SQLite's own verb; PostgreSQL's upsert is tried above
        table = self.modell._meta.db_table
        self.refused(lambda: self.raw(f"REPLACE INTO {table} SELECT * FROM {table}"))

    def test_loaddata(self, tmp_path):
        fixture = json.loads(serializers.serialize("json", [self.row]))
        fixture[0]["fields"][self.feld] = "anders"
        path = tmp_path / "angriff.json"
        path.write_text(json.dumps(fixture), encoding="utf-8")
        self.refused(lambda: call_command("loaddata", path, verbosity=0))

    @pytest.mark.postgresql
    def test_truncate(self):
        self.refused(lambda: self.raw(f"TRUNCATE {self.modell._meta.db_table} CASCADE"))


@pytest.mark.postgresql
def test_truncate_cascading_from_a_working_copy_is_refused(released):
    connection.check_constraints()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE agenda_steckbrief CASCADE")
    assert Fassung.objects.count() == 1


def test_replacing_a_fassung_by_its_number_is_refused(released):
    """REPLACE with a new id but the same (steckbrief, nr) would delete the old row unseen."""
    fassung = Fassung.objects.get()
    fassung.pk, fassung.grund = fassung.pk + 1000, "gefälscht"
    with pytest.raises(IntegrityError), transaction.atomic():
        fassung.save(force_insert=True)
    assert Fassung.objects.get().grund == ""


def test_a_frozen_row_cannot_be_ousted_by_one_of_an_open_report(released):
    """SQLite's REPLACE deletes what is in the way without a DELETE trigger."""
    if connection.vendor != "sqlite":
        return  # only SQLite has it
    offen = make_sachstand(released, accepted=False)
    gefroren = Meilensteinstand.objects.get()
    row = offen.meilensteine.create(meilenstein_uuid=gefroren.meilenstein_uuid, titel="Neu")
    sachstand = Sachstand.objects.exclude(pk=offen.pk).get()
    for sql, params in (
        (
            "INSERT OR REPLACE INTO agenda_meilensteinstand (id, sachstand_id, meilenstein_uuid, titel, grund) VALUES (%s, %s, 'x', 'HACK', '')",
            [gefroren.pk, offen.pk],
        ),
        (
            "UPDATE OR REPLACE agenda_meilensteinstand SET id = %s WHERE id = %s",
            [gefroren.pk, row.pk],
        ),
        ("UPDATE OR REPLACE agenda_sachstand SET id = %s WHERE id = %s", [sachstand.pk, offen.pk]),
    ):
        with (
            pytest.raises(IntegrityError, match="Eingefroren"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, params)
    assert Meilensteinstand.objects.get(pk=gefroren.pk).titel == "Start"


def test_a_row_cannot_be_added_to_an_accepted_sachstand(released):
    with pytest.raises(IntegrityError), transaction.atomic():
        Sachstand.objects.get().mittel.create(jahr=2024, verausgabt=100)


def test_a_row_cannot_be_moved_into_an_accepted_sachstand(released):
    draft = make_sachstand(released, accepted=False)
    row = draft.mittel.create(jahr=2024, verausgabt=100)
    row.sachstand = Sachstand.objects.exclude(pk=draft.pk).get()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_sachstand_in_draft_can_be_changed_and_deleted(released):
    draft = make_sachstand(released, accepted=False)
    draft.mittel.create(jahr=2024, verausgabt=100)
    draft.erreicht = "Neu"
    draft.save()
    draft.delete()
    assert Sachstand.objects.count() == 1


def test_an_ausgabe_in_draft_can_be_changed_and_deleted(released):
    draft = make_ausgabe("Entwurf", art="auszug", steckbriefe=[released])
    draft.titel = "Neu"
    draft.save()
    Ausgabe.objects.entwuerfe().update(vorwort="Neu")
    draft.delete()
    assert Ausgabe.objects.get().ist_festgeschrieben


def test_a_frozen_ausgabe_cannot_be_thawed_or_replaced_by_its_address(released):
    frozen_row = Ausgabe.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ausgabe.objects.update(festgeschrieben_at=None)
    frozen_row.pk, frozen_row.titel = frozen_row.pk + 1000, "gefälscht"
    with pytest.raises(IntegrityError), transaction.atomic():
        frozen_row.save(force_insert=True)
    assert Ausgabe.objects.get().titel == "Agenda"


@pytest.mark.parametrize("feld", ["id", "slug"])
def test_a_frozen_ausgabe_cannot_be_ousted_by_a_draft(released, feld):
    """SQLite's REPLACE deletes what is in the way of anything unique."""
    if connection.vendor != "sqlite":
        return  # only SQLite has it
    frozen_row = Ausgabe.objects.get()
    draft = make_ausgabe("Entwurf")
    connection.check_constraints()  # the file still names it: that must not be what speaks first
    with (
        pytest.raises(IntegrityError, match="Eingefroren"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE OR REPLACE agenda_ausgabe SET {feld} = %s WHERE id = %s",
            [getattr(frozen_row, feld), draft.pk],
        )
    assert Ausgabe.objects.get(pk=frozen_row.pk).dokument == "{}"


def test_a_file_cannot_be_hung_on_another_ausgabe(released):
    andere = make_frozen_ausgabe("andere")
    with pytest.raises(IntegrityError), transaction.atomic():
        AusgabeDatei.objects.exclude(ausgabe=andere).update(ausgabe=andere)


@pytest.mark.parametrize("tabelle", ["agenda_fassung", "agenda_ausgabe", "agenda_ausgabedatei"])
def test_the_system_check_misses_a_dropped_trigger(tabelle):
    assert frozen_tables_have_triggers(None, ["default"]) == []
    on_table = f" ON {tabelle}" if connection.vendor == "postgresql" else ""
    name = f"{tabelle}_frozen" + ("_update" if connection.vendor == "sqlite" else "")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on_table}")
    (error,) = frozen_tables_have_triggers(None, ["default"])
    assert error.id == "agenda.E003"
    assert name in error.msg
    frozen.install(connection)
    assert frozen_tables_have_triggers(None, ["default"]) == []


@pytest.mark.postgresql
def test_the_system_check_misses_a_disabled_trigger():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE agenda_fassung DISABLE TRIGGER agenda_fassung_frozen")
    assert frozen_tables_have_triggers(None, ["default"])
    frozen.install(connection)


def test_installing_twice_changes_nothing(released):
    frozen.install(connection)
    frozen.install(connection)
    assert frozen.fehlende(connection) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Fassung.objects.update(grund="anders")
