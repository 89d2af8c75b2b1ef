import pytest

from agenda.domain.dateinamen import dateiname


@pytest.mark.parametrize(
    ("teile", "name"),
    [
        (("Anlage 2", "Drucksache 2026/7", "Kreistag"), "Anlage-2_Drucksache-2026-7_Kreistag"),
        (("Straße & Verkehr", "Stand-2026-09-22"), "Strasse-Verkehr_Stand-2026-09-22"),
        (("Käse", "", None, False, "???", 3), "Kaese_3"),
        (("../../etc/passwd\r\nX: y",), "etc-passwd-X-y"),
        (("???",), "Papier"),
        ((), "Papier"),
    ],
)
def test_names_are_made_of_words_every_system_can_write(teile, name):
    assert dateiname(*teile) == name
