import pytest

from agenda.domain.herausgeber import kreis_neben


@pytest.mark.parametrize(
    ("titel", "kreis", "daneben"),
    [
        ("Digitale Agenda", "Kreis Musterland", "Kreis Musterland"),
        ("Digitale Agenda Kreis Musterland", "Kreis Musterland", ""),
        ("Digitale Agenda", "", ""),
    ],
)
def test_a_kreis_stands_beside_a_title_that_does_not_name_it(titel, kreis, daneben):
    assert kreis_neben(titel, kreis) == daneben
