import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agenda.models import Steckbrief
from agenda.models.steckbrief import nummer_schluessel
from tests.factories import make_handlungsfeld, make_kommune, make_steckbrief


def test_numbers_sort_naturally():
    nummern = ["10", "4.10", "M1", "4.2", "4", "M10", "2", "M2"]
    assert sorted(nummern, key=nummer_schluessel) == [
        "2",
        "4",
        "4.2",
        "4.10",
        "10",
        "M1",
        "M2",
        "M10",
    ]


def test_spellings_of_one_number_have_one_key():
    assert nummer_schluessel("04.2") == nummer_schluessel("4.2") != nummer_schluessel("4.20")


@pytest.mark.parametrize(
    "keine", ["", "m1", "1.", ".1", "1..2", "AB1", "1 2", "1\n", "٣", "1" * 50]
)
def test_what_is_no_number_has_no_key(keine):
    assert nummer_schluessel(keine) == ""


@pytest.mark.django_db
class TestConstraints:
    @pytest.mark.parametrize(
        ("felder", "name"),
        [
            ({"nummer": "1"}, "steckbrief_nummer_mit_schluessel"),
            ({"status": "freigegeben"}, "steckbrief_freigegeben_mit_nummer"),
            ({"titel": ""}, "steckbrief_titel_nicht_leer"),
            ({"bezug": "sonst"}, "steckbrief_bezug_bekannt"),
            ({"status": "erledigt"}, "steckbrief_status_bekannt"),
        ],
    )
    def test_refuse_nonsense(self, felder, name):
        felder = {"titel": "T", "handlungsfeld": make_handlungsfeld(), **felder}
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Steckbrief.objects.create(**felder)

    def test_a_number_is_unique_in_any_spelling(self):
        feld = make_handlungsfeld()
        Steckbrief.objects.create(
            titel="A", handlungsfeld=feld, nummer="4.2", nummer_schluessel=nummer_schluessel("4.2")
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            Steckbrief.objects.create(
                titel="B",
                handlungsfeld=feld,
                nummer="04.2",
                nummer_schluessel=nummer_schluessel("04.2"),
            )

    @pytest.mark.parametrize(
        ("teil", "felder", "name"),
        [
            ("mitwirkungen", {}, "mitwirkung_kommune_oder_akteur"),
            ("finanzierungen", {"geplant": -1}, "finanzierung_nicht_negativ"),
            ("finanzierungen", {"foerderquote": 101}, "finanzierung_quote_0_bis_100"),
            (
                "finanzierungen",
                {"bewilligung_von": "2024-02-01", "bewilligung_bis": "2024-01-01"},
                "finanzierung_zeitraum",
            ),
            (
                "anlagen",
                {"medientyp": "image/png", "sha256": "a" * 64},
                "anlage_bild_mit_alternativtext",
            ),
        ],
    )
    def test_parts_refuse_nonsense(self, teil, felder, name):
        steckbrief = make_steckbrief()
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            getattr(steckbrief, teil).create(**felder)

    def test_a_kommune_takes_part_once(self):
        steckbrief, kommune = make_steckbrief(), make_kommune()
        steckbrief.mitwirkungen.create(kommune=kommune)
        with pytest.raises(IntegrityError), transaction.atomic():
            steckbrief.mitwirkungen.create(kommune=kommune, rolle="verantwortlich")


@pytest.mark.django_db
def test_an_end_before_the_beginning_is_told_in_german():
    steckbrief = make_steckbrief(beginn="2025", ende="2025")
    steckbrief.full_clean()
    steckbrief.ende = Steckbrief(ende="Ende 2024").ende
    with pytest.raises(ValidationError, match="Das Ende liegt vor dem Beginn"):
        steckbrief.__class__(
            titel="T", handlungsfeld=steckbrief.handlungsfeld, beginn="2025", ende="2024"
        ).full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("anfrage", ["aepfel", "Äpfel", "ÄPFEL", "apfel", "strasse äpf"])
def test_search_folds_every_spelling(anfrage):
    treffer = make_steckbrief("Äpfel an der Straße")
    make_steckbrief("Birnen am Weg")
    assert list(Steckbrief.objects.search(anfrage)) == [treffer]
