"""Seiten in the admin: what is missing and where, preview, who may."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agenda.models import Seite, Seitendokument
from kommunen.models import Portal
from tests.agenda.admin.formular import add_row, page, read_form, text
from tests.agenda.forms.dateien import make_pdf
from tests.factories import make_konto, make_portal, make_seite

pytestmark = pytest.mark.django_db

LISTE = reverse("admin:agenda_seite_changelist")


def address(seite, was="change"):
    return reverse(f"admin:agenda_seite_{was}", args=[seite.pk])


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_list_says_what_is_missing(office, anzahl, django_assert_num_queries):
    make_portal(kreis="")
    for _ in range(anzahl):
        make_seite(text="[[kreis]] [[ergaenzen: x]]", leichte_sprache="Leicht.")
    with django_assert_num_queries(9):
        worte = text(office.get(LISTE))
    assert worte.count("2 Angaben") == anzahl
    assert worte.count("Entwurf, noch nicht geprüft") == anzahl


def test_a_seite_is_written_with_a_document_and_confirmed(office):
    portal = make_portal(kreis="")
    seite = make_seite("strategie", text="[[kreis]] [[recht:x]]", leichte_sprache="Leicht.")
    response = office.get(address(seite))
    worte = text(response)
    assert "Kreis (ausfüllen unter Portal )" in worte
    assert "Rechtsgrundlage „x“ (ausfüllen unter Rechtsgrundlagen )" in worte
    assert page(response).select_one('a[href="/strategie/"]')
    daten = read_form(response)
    daten |= {"text": "Fertig.", "vollstaendig": "on", "leichte_sprache_passt": "on"}
    nummer = add_row(daten, "dokumente", titel="Strategie", reihenfolge="1")
    daten[f"dokumente-{nummer}-datei"] = SimpleUploadedFile("s.pdf", make_pdf())
    stempel = Portal.objects.get().stand
    assert office.post(address(seite), daten).status_code == 302
    seite = Seite.objects.get()
    assert (seite.text, seite.vollstaendig, seite.lesbarkeit) == ("Fertig.", True, "aktuell")
    dokument = Seitendokument.objects.get()
    assert page(office.get(address(seite))).select_one(f'a[href="{dokument.get_absolute_url()}"]')
    assert Portal.objects.get().stand > stempel >= portal.stand


def test_what_is_not_public_is_seen_by_the_office_only(office, client):
    seite = make_seite("geheim", text="Noch **nicht**.", oeffentlich=False)
    assert page(office.get(address(seite))).select_one(f'a[href="{address(seite, "vorschau")}"]')
    soup = page(office.get(address(seite, "vorschau")))
    assert soup.select_one("strong").text == "nicht"
    assert "noch ist sie nicht öffentlich" in soup.select_one(".meldung").text
    client.logout()
    assert client.get(address(seite, "vorschau")).status_code == 302


@pytest.mark.parametrize(
    ("rolle", "aendern", "loeschen"), [("Stabsstelle", True, True), ("Moderation", False, False)]
)
def test_what_the_law_wants_is_deleted_by_nobody(client, rolle, aendern, loeschen):
    konto = make_konto(is_staff=True)
    konto.groups.add(Group.objects.get(name=rolle))
    client.force_login(konto)
    pflicht, andere = make_seite("impressum"), make_seite("andere")
    assert bool(page(client.get(address(pflicht))).select("[name=_save]")) is aendern
    assert client.get(address(pflicht, "delete")).status_code == 403
    assert client.get(address(andere, "delete")).status_code == (200 if loeschen else 403)
