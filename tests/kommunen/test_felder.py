import pytest
from django.core.exceptions import ValidationError
from django.forms import modelform_factory

from kommunen.felder import EuroFormField, euro_lesen, euro_schreiben
from kommunen.models import Ressource
from tests.factories import make_kommune


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("30.000", 30_000_00),
        ("1.250,50", 1_250_50),
        ("1250,5", 1_250_50),
        ("1250.5", 1_250_50),
        ("1250.50", 1_250_50),
        ("50000 €", 50_000_00),
        ("50 000 EUR", 50_000_00),
        ("5 Euro", 5_00),
        ("50\u00a0000\u202f€", 50_000_00),
        ("1.000.000", 1_000_000_00),
        ("1.000", 1_000_00),
        ("0", 0),
        ("0,05", 5),
        ("007", 7_00),
        ("-12,30", -12_30),
        ("9.999.999.999.999,99", 9_999_999_999_999_99),
        (42, 42_00),
    ],
)
def test_euro_lesen(text, cents):
    assert euro_lesen(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        *("viel", "€", "-", "--5", "5-", "fünf", "1/2", "0x10", "\x005"),
        *("NaN", "sNaN", "Infinity", "-inf", "1e5", "1_000"),
        *("1.25,50", "1250.505", "0.500", ".5", ",5", "5,", "1.000.00", "1,2,3", "1.2500"),
        *("10.000.000.000.000", "9" * 5000),
    ],
)
def test_garbage_is_answered_with_an_example(text):
    with pytest.raises(ValidationError, match=r"zum Beispiel 30\.000 oder 1\.250,50"):
        euro_lesen(text)


@pytest.mark.parametrize("text", ["1,234", "1.250,505", "0,001"])
def test_there_is_nothing_smaller_than_a_cent(text):
    with pytest.raises(ValidationError, match="höchstens zwei Stellen"):
        euro_lesen(text)


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "0"),
        (5, "0,05"),
        (50, "0,50"),
        (100_00, "100"),
        (1_250_50, "1.250,50"),
        (30_000_00, "30.000"),
        (3_000_000_000, "30.000.000"),
        (-1_250_50, "-1.250,50"),
    ],
)
def test_euro_schreiben_and_back(cents, text):
    assert euro_schreiben(cents) == text
    assert euro_lesen(text) == cents


class TestFormField:
    feld = EuroFormField(required=False)

    def test_reads_euros_and_shows_what_it_read(self):
        assert self.feld.clean(" 1.250,50 € ") == 1_250_50
        assert self.feld.prepare_value(1_250_50) == "1.250,50"

    @pytest.mark.parametrize("leer", ["", "  ", None])
    def test_nothing_is_not_zero(self, leer):
        assert self.feld.clean(leer) is None

    def test_shows_what_could_not_be_read_unchanged(self):
        assert self.feld.prepare_value("viel") == "viel"

    @pytest.mark.parametrize(
        ("initial", "data", "geaendert"),
        [
            (30_000_00, "30.000", False),
            (30_000_00, "30000,00 €", False),
            (30_000_00, "30.001", True),
            (30_000_00, "", True),
            (30_000_00, "viel", True),
            (None, "", False),
        ],
    )
    def test_another_spelling_is_no_change(self, initial, data, geaendert):
        assert self.feld.has_changed(initial, data) is geaendert


@pytest.mark.django_db
class TestModelForm:
    """Money as a person in the office enters it, down to the database and back."""

    def form(self, betrag, **kwargs):
        Formular = modelform_factory(Ressource, fields="__all__")  # noqa: N806 - it is a class
        daten = {"kommune": make_kommune().pk, "jahr": "2024", "budget_ist": betrag}
        return Formular(daten, **kwargs)

    @pytest.mark.parametrize(
        ("betrag", "cents"), [("30.000,50 €", 30_000_50), ("0", 0), ("", None)]
    )
    def test_is_saved_in_cents_and_shown_in_euros(self, betrag, cents):
        ressource = self.form(betrag).save()
        ressource.refresh_from_db()
        assert ressource.budget_ist == cents
        gezeigt = modelform_factory(Ressource, fields=["budget_ist"])(instance=ressource)
        wert = gezeigt["budget_ist"].value()
        assert wert == (None if cents is None else euro_schreiben(cents))

    @pytest.mark.parametrize(
        ("betrag", "meldung"),
        [
            ("viel", "Bitte einen Betrag in Euro eingeben"),
            ("1,234", "höchstens zwei Stellen"),
            ("-5", "dürfen nicht negativ sein"),
        ],
    )
    def test_says_what_is_wrong(self, betrag, meldung):
        form = self.form(betrag)
        assert not form.is_valid()
        assert meldung in str(form.errors)
