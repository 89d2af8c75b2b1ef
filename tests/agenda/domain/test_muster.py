"""A Muster may be removed, what a council was given never."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from agenda.domain import muster
from agenda.models import Ausgabe, AusgabeDatei
from tests.factories import festschreiben, make_ausgabe, make_fassung, make_konto, make_stabsstelle

pytestmark = pytest.mark.django_db


@pytest.fixture
def agenda():
    make_fassung(bezug="agenda")


def test_a_muster_goes_with_its_file(agenda, django_capture_on_commit_callbacks):
    ausgabe = festschreiben(make_ausgabe("Probe", muster=True))
    pfad = ausgabe.dateien.get().pfad
    stabsstelle = make_stabsstelle()
    with django_capture_on_commit_callbacks(execute=True):
        muster.entfernen(ausgabe, user=stabsstelle)
    assert not Ausgabe.objects.exists()
    assert not AusgabeDatei.objects.exists()
    assert not default_storage.exists(pfad)
    assert LogEntry.objects.get(user=stabsstelle).change_message == "Muster entfernt."


def test_nothing_else_goes(agenda):
    ausgabe = festschreiben(make_ausgabe())
    with pytest.raises(ValidationError, match="Nur ein Muster"):
        muster.entfernen(ausgabe, user=make_stabsstelle())
    with pytest.raises(PermissionDenied):
        muster.entfernen(ausgabe, user=make_konto())
    with pytest.raises(IntegrityError), transaction.atomic():
        AusgabeDatei.objects.all().delete()
    assert Ausgabe.objects.get().dateien.count() == 1


def test_a_muster_is_not_changed(agenda):
    ausgabe = festschreiben(make_ausgabe("Probe", muster=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        Ausgabe.objects.filter(pk=ausgabe.pk).update(titel="Anders")
