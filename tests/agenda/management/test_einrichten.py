from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from tests.factories import make_kommune
from tests.texts import every_text

pytestmark = pytest.mark.django_db


def einrichten(*arguments):
    stdout = StringIO()
    call_command("einrichten", *arguments, stdout=stdout)
    return stdout.getvalue()


def every_row():
    """Every row of every table, to compare a database with itself."""
    return {
        modell._meta.label: sorted(map(repr, modell._base_manager.values_list()))
        for modell in apps.get_models(include_auto_created=True)
    }


def test_says_in_one_line_what_is_there_now():
    assert einrichten().splitlines()[-1] == (
        "Eingerichtet: 3 Steckbriefe der Agenda, 22 aus dem Umfeld, 10 Handlungsfelder, "
        "9 Kommunen, 116 Gemeinden, 13 Gremien, 4 Drucksachen."
    )


@pytest.mark.usefixtures("dithmarschen")
class TestSecondRun:
    @pytest.mark.parametrize("arguments", [(), ("--leer",), ("--daten", "/gibt/es/nicht")])
    def test_changes_nothing(self, arguments):
        vorher = every_row()
        assert einrichten(*arguments) == (
            "Die Datenbank ist schon eingerichtet; nichts wurde geändert.\n"
        )
        assert every_row() == vorher


@pytest.mark.parametrize("arguments", [(), ("--leer",)])
def test_a_database_with_one_kommune_stays_untouched(arguments):
    make_kommune()
    vorher = every_row()
    assert "schon eingerichtet" in einrichten(*arguments)
    assert every_row() == vorher


def test_an_empty_portal_knows_nothing_of_dithmarschen():
    assert einrichten("--leer").startswith("Ein leeres Portal ist eingerichtet.")
    texte = list(every_text())
    assert "Digitale Agenda" in texte
    assert [text for text in texte if "dithmarsch" in text.lower() or "heide" in text.lower()] == []
    assert "schon eingerichtet" in einrichten()


def test_a_wrong_folder_is_one_clear_sentence(tmp_path):
    with pytest.raises(CommandError) as error:
        einrichten("--daten", str(tmp_path))
    assert str(error.value) == (
        f"Nichts wurde eingerichtet. portal.json: Diese Datei fehlt im Ordner {tmp_path}."
    )


def test_an_empty_portal_takes_no_folder():
    with pytest.raises(CommandError, match="not allowed with"):
        einrichten("--leer", "--daten", "x")
