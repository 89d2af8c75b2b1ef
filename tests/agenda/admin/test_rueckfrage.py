"""Giving a report back tells the partner by mail, as far as there is a round and an address."""

import pytest
from django.core import mail
from django.urls import reverse

from agenda.domain import sachstaende
from tests.agenda import rundenwerk
from tests.agenda.admin.formular import read_form, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def eingereicht():
    werk = rundenwerk.eroeffnete()
    entwurf = sachstaende.entwurf(werk.lotsen, runde=werk.runde, kommune=werk.nord)
    sachstaende.einreichen(entwurf, funktion="Fachamt")
    mail.outbox.clear()
    return entwurf


def frage(office, sachstand):
    adresse = reverse("admin:agenda_sachstand_zurueckgeben", args=[sachstand.pk])
    daten = read_form(office.get(adresse)) | {"rueckfrage": "Seit wann läuft das?"}
    return office.post(adresse, daten, follow=True)


def test_the_partner_gets_the_question(office, eingereicht, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        frage(office, eingereicht)
    (brief,) = mail.outbox
    assert brief.to == ["nord@example.org"]
    assert "Seit wann läuft das?" in brief.body


def test_a_report_outside_a_round_sends_nothing(
    office, eingereicht, django_capture_on_commit_callbacks
):
    type(eingereicht).objects.filter(pk=eingereicht.pk).update(runde=None)
    with django_capture_on_commit_callbacks(execute=True):
        seite = frage(office, eingereicht)
    assert "mit Ihrer Rückfrage zurückgegeben" in text(seite)
    assert mail.outbox == []
