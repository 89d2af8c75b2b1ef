import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from agenda.domain import runden
from agenda.models import Abfrage
from tests.agenda.rundenwerk import eroeffnete

pytestmark = pytest.mark.django_db


def run(*args):
    ausgabe = io.StringIO()
    call_command("erinnern", *args, stdout=ausgabe)
    return ausgabe.getvalue().strip()


@pytest.fixture
def alles():
    alles = eroeffnete(tage_bis_frist=2)
    # Three days ago, so that the invitation is not the last word.
    alles.runde.eroeffnet_at -= runden.ABSTAND * 2
    alles.runde.save()
    mail.outbox.clear()
    return alles


def test_who_is_late_is_reminded_once_and_who_cannot_be_reached_is_named(alles):
    assert run("--probe").splitlines() == [
        "Amt Nord: 0 von 2 gemeldet",
        "Amt Süd: 0 von 2 gemeldet",
        "Amt Stumm: 0 von 1 gemeldet",
        "Nichts wurde verschickt.",
    ]
    assert not mail.outbox
    with pytest.raises(CommandError, match=r"Amt Stumm: Keine E-Mail-Adresse eingetragen\."):
        run()
    assert sorted(m.to[0] for m in mail.outbox) == ["nord@example.org", "sued@example.org"]
    assert set(Abfrage.objects.values_list("erinnerungen", flat=True)) == {1}
    assert run() == "Heute ist niemand zu erinnern."
    assert len(mail.outbox) == 2
