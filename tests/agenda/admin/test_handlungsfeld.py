from django.urls import reverse

from agenda.models import Eintrag
from kommunen.models import Portal
from tests.agenda.admin.formular import read_form
from tests.factories import make_fassung, make_handlungsfeld, make_portal, make_steckbrief


def test_merging_a_field_moves_its_steckbriefe_in_every_list(office):
    make_portal()
    altes, neues = make_handlungsfeld("Alt"), make_handlungsfeld("Neu")
    make_fassung(make_steckbrief(handlungsfeld=altes))
    stand = Portal.objects.get().stand
    url = reverse("admin:handlungsfelder_handlungsfeld_change", args=[altes.pk])
    office.post(url, read_form(office.get(url)) | {"nachfolger": neues.pk})
    assert Eintrag.objects.get().handlungsfeld == neues
    assert Portal.objects.get().stand == stand + 1
