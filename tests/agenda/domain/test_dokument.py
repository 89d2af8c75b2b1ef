import hashlib
import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda.domain import dokument, werte
from agenda.domain.dokument import Dokument
from agenda.models import Steckbrief
from kommunen.models import Kommune
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_handlungsfeld,
    make_kommune,
    make_steckbrief,
)

BEISPIELE = Path(__file__).parent / "beispiele"


@pytest.mark.django_db
class TestBuild:
    def test_covers_every_field_a_person_can_fill(self):
        """A new model field must enter the document, or it is lost by restore and paper."""
        workflow_only = {
            "id",
            "suchtext",
            "uuid",
            "nummer",
            "nummer_schluessel",
            "vorgesehene_nummer",
            "status",
            "version",
            "created_at",
            "updated_at",
            "angelegt_von",
            "bearbeitet_von",
            "abgelegt_at",
            "nachfolger",
            "geloescht_at",
        }
        felder = {feld.name for feld in Steckbrief._meta.concrete_fields} - workflow_only
        assert felder == {key for key, kind in dokument.FELDER.items() if kind != "tabelle"}
        for modell, spalten in dokument.TEILE.values():
            felder = {feld.name for feld in modell._meta.concrete_fields}
            assert felder - {"id", "uuid", "steckbrief", "position", "datei"} == set(spalten)

    def test_a_full_one_has_no_empty_field_left(self):
        stand = dokument.build(make_full_steckbrief())
        assert [feld.key for feld in stand.felder if feld.leer] == ["anlagen"]

    def test_values_are_typed(self):
        stand = dokument.build(make_full_steckbrief())
        assert stand.wert("beginn") == {"datum": "2024-01-01", "genauigkeit": "anfang"}
        assert stand.wert("bezug") == {"code": "agenda", "label": "Agenda"}
        assert stand.wert("zielgruppen") == ["Ältere Menschen", "Schüler*innen"]
        geld = stand["finanzierungen"].zeilen[0]
        assert (geld["bewilligt"].wert, geld["bewilligt"].text) == (4000050, "40.000,50\u00a0€")
        assert (geld["foerderquote"].wert, geld["foerderquote"].text) == ("74.4", "74,4")
        assert geld["verausgabt"].text == "0\u00a0€"
        assert not geld["verausgabt"].leer

    def test_canonical_bytes_hash_to_the_hash(self):
        fassung = make_fassung(make_full_steckbrief())
        assert hashlib.sha256(fassung.dokument.encode()).hexdigest() == fassung.sha256
        assert Dokument.lesen(fassung.dokument).sha256 == fassung.sha256
        assert json.loads(fassung.dokument)["nummer"] == fassung.nummer

    def test_spellings_of_one_text_are_one_document(self):
        composed, decomposed = "\u00c4pfel", "A\u0308pfel"
        steckbrief = make_steckbrief(composed, beschreibung="a\r\nb")
        first = dokument.build(steckbrief)
        Steckbrief.objects.update(titel=decomposed, beschreibung="a\nb")
        assert dokument.build(Steckbrief.objects.get()).sha256 == first.sha256


@pytest.mark.django_db
class TestApply:
    def test_brings_back_every_field_and_every_row(self):
        steckbrief = make_full_steckbrief()
        before = dokument.build(steckbrief)
        Steckbrief.objects.update(
            titel="Leer",
            beschreibung="",
            beginn=None,
            leuchtturm=False,
            handlungsfeld=make_handlungsfeld(),
        )
        for key in dokument.TEILE:
            getattr(steckbrief, key).all().delete()
        steckbrief = Steckbrief.objects.get()
        assert dokument.build(steckbrief).sha256 != before.sha256
        dokument.apply(before, steckbrief)
        assert dokument.build(Steckbrief.objects.get()).canonical == before.canonical

    def test_rows_may_swap_their_kommunen(self):
        steckbrief = make_steckbrief()
        eins, zwei = (
            steckbrief.mitwirkungen.create(position=i, kommune=make_kommune()) for i in (1, 2)
        )
        before = dokument.build(steckbrief)
        steckbrief.mitwirkungen.all().delete()
        steckbrief.mitwirkungen.create(uuid=eins.uuid, position=1, kommune=zwei.kommune)
        steckbrief.mitwirkungen.create(uuid=zwei.uuid, position=2, kommune=eins.kommune)
        dokument.apply(before, steckbrief)
        assert dokument.build(steckbrief).canonical == before.canonical

    def test_leaves_the_workflow_alone(self):
        steckbrief = make_steckbrief()
        draft = dokument.build(steckbrief)
        make_fassung(steckbrief)
        columns = ("status", "version", "nummer", "nummer_schluessel", "uuid")
        before = Steckbrief.objects.values(*columns).get()
        dokument.apply(draft, steckbrief)
        assert Steckbrief.objects.values(*columns).get() == before

    def test_says_what_no_longer_exists_and_changes_nothing(self):
        steckbrief = make_full_steckbrief()
        stand = dokument.build(steckbrief)
        steckbrief.mitwirkungen.all().delete()
        kommune = Kommune.objects.get()
        name = kommune.name
        kommune.delete()
        with pytest.raises(ValidationError, match=f"Kommune: „{name}“ gibt es nicht mehr"):
            dokument.apply(stand, steckbrief)
        assert steckbrief.meilensteine.count() == 2


class TestSchema:
    def test_the_kept_example_can_still_be_read(self):
        """Fassungen live for ever: what schema 1 wrote must stay readable."""
        text = (BEISPIELE / "schema-1.json").read_text(encoding="utf-8").removesuffix("\n")
        stand = Dokument.lesen(text)
        assert stand.wert("titel") == "Digitale Lotsen für alle"
        assert stand["meilensteine"].zeilen[0]["termin"].text == "1. Quartal 2024"
        assert [feld.key for feld in stand.felder] == list(dokument.FELDER)
        assert stand["zielgruppen_auswahl"].leer
        assert stand["leichte_sprache_geprueft"].leer

    def test_todays_example_is_read_byte_for_byte(self):
        text = (BEISPIELE / "schema-2.json").read_text(encoding="utf-8").removesuffix("\n")
        stand = Dokument.lesen(text)
        assert stand.wert("zielgruppen_auswahl") == ["Ältere Menschen"]
        assert stand.canonical.decode() == text

    def test_an_unknown_schema_is_refused(self):
        with pytest.raises(ValueError, match="unbekanntem Schema 99"):
            Dokument.lesen('{"schema": 99, "felder": []}')

    def test_a_column_from_the_future_is_an_empty_one(self):
        assert dokument.Zeile("u", [])["neu"].leer

    def test_a_field_from_the_future_is_an_empty_one(self):
        assert Dokument({"schema": 1, "nummer": "1", "felder": []})["neu"].leer


@pytest.mark.parametrize(
    ("kind", "wert", "anzeige"),
    [
        ("text", None, ""),
        ("ja_nein", True, "ja"),
        ("liste", ["a", "b"], "a; b"),
        ("cent", 123456, "1.234,56\u00a0€"),
        ("cent", 0, "0\u00a0€"),
        ("zahl", "-1200.5", "-1.200,5"),
        ("zahl", "0.25", "0,25"),
        ("ganzzahl", 2024, "2024"),
        ("tag", "2024-02-01", "01.02.2024"),
        ("datum", {"datum": "2024-07-01", "genauigkeit": "quartal"}, "3. Quartal 2024"),
    ],
)
def test_typed_values_as_german_text(kind, wert, anzeige):
    assert werte.text(kind, wert) == anzeige


@pytest.mark.django_db
@settings(max_examples=40)
@given(titel=st.text(min_size=1, max_size=80), zeilen=st.lists(st.text(max_size=30), max_size=4))
def test_any_text_survives_build_and_apply(titel, zeilen):
    """Whatever people paste: what the document says once, it says for ever."""
    clean = "".join(zeichen for zeichen in titel if zeichen.isprintable()).strip() or "x"
    steckbrief = make_steckbrief(
        clean,
        zielgruppen="\n".join(zeile.replace("\x00", "") for zeile in zeilen if zeile.isprintable()),
    )
    stand = dokument.build(steckbrief)
    dokument.apply(stand, steckbrief)
    assert dokument.build(Steckbrief.objects.get(pk=steckbrief.pk)).canonical == stand.canonical
