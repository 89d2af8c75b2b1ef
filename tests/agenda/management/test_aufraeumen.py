import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agenda.models import Rueckmeldung, Seite
from tests.factories import make_portal, make_rueckmeldung

pytestmark = pytest.mark.django_db


def run(name, *args):
    ausgabe = io.StringIO()
    call_command(name, *args, stdout=ausgabe)
    return ausgabe.getvalue().strip()


def test_what_has_reached_its_day_goes_at_once_and_the_rest_stays(django_assert_num_queries):
    heute = timezone.localdate()
    for tage in (-1, 0, 1):
        make_rueckmeldung()
        Rueckmeldung.objects.filter(loeschen_am__gt=heute + datetime.timedelta(9)).update(
            loeschen_am=heute + datetime.timedelta(tage)
        )
    assert run("aufraeumen", "--probe") == "2 Rückmeldungen würden gelöscht. Nichts wurde geändert."
    assert Rueckmeldung.objects.count() == 3
    assert run("aufraeumen") == "2 Rückmeldungen wurden gelöscht."
    assert Rueckmeldung.objects.get().loeschen_am > heute
    assert run("aufraeumen") == "Keine Rückmeldungen wurden gelöscht."
    Rueckmeldung.objects.update(loeschen_am=heute)
    assert run("aufraeumen") == "1 Rückmeldung wurde gelöscht."


def test_an_older_portal_gets_the_seiten_it_lacks():
    with pytest.raises(CommandError, match="Bitte zuerst: "):
        run("seiten_anlegen")
    make_portal()
    assert "Impressum, Datenschutz" in run("seiten_anlegen")
    assert Seite.objects.count() == 7
    assert run("seiten_anlegen") == "Es fehlt keine Seite; nichts wurde geändert."
