import pytest

from agenda.models import Steckbrief
from agenda.transfer import export
from tests.factories import make_full_steckbrief, make_steckbrief

pytestmark = pytest.mark.django_db


def test_smoke(importieren):
    make_full_steckbrief()
    make_steckbrief()
    plan = importieren(export.xlsx(Steckbrief.objects.all()))
    assert plan.fehler == []
    assert plan.aenderungen == []
    assert len(plan.unveraenderte) == 2
    plan = importieren(export.csv_datei(Steckbrief.objects.all()))
    assert plan.fehler == []
    assert plan.aenderungen == []
