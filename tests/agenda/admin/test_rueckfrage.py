"""Giving a report back tells the partner by mail, as far as there is a round and an address."""

import pytest
from django.urls import reverse

from agenda.domain import sachstaende
from agenda.models import Sachstand
from tests.agenda import rundenwerk
from tests.agenda.admin.formular import read_form, text

pytestmark = pytest.mark.django_db


def frage(office, sachstand):
    adresse = reverse("admin:agenda_sachstand_zurueckgeben", args=[sachstand.pk])
    daten = read_form(office.get(adresse)) | {"rueckfrage": "Seit wann läuft das?"}
    return office.post(adresse, daten, follow=True)


class TestRueckfrage:
    @pytest.fixture(scope="class")
    @classmethod
    def eingereicht(cls, class_transaction):
        with class_transaction():
            werk = rundenwerk.eroeffnete()
            entwurf = sachstaende.entwurf(werk.lotsen, runde=werk.runde, kommune=werk.nord)
            sachstaende.einreichen(entwurf, funktion="Fachamt")
            yield entwurf

    def test_the_partner_gets_the_question(
        self, office, eingereicht, mailoutbox, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            frage(office, eingereicht)
        (brief,) = mailoutbox
        assert brief.to == ["nord@example.org"]
        assert "Seit wann läuft das?" in brief.body

    def test_a_report_outside_a_round_sends_nothing(
        self, office, eingereicht, mailoutbox, django_capture_on_commit_callbacks
    ):
        Sachstand.objects.filter(pk=eingereicht.pk).update(runde=None)
        with django_capture_on_commit_callbacks(execute=True):
            seite = frage(office, eingereicht)
        assert "mit Ihrer Rückfrage zurückgegeben" in text(seite)
        assert mailoutbox == []
