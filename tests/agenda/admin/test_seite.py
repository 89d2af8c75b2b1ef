"""Seiten in the admin: what is missing and where, preview, who may."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agenda.domain import seiten
from agenda.models import Seite, Seitendokument, Seitenvideo
from kommunen.models import Portal
from tests.agenda.admin.formular import add_row, page, read_form, text
from tests.agenda.forms.dateien import make_pdf
from tests.agenda.views.test_seiten import make_video
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


def test_files_of_a_hidden_seite_are_seen_in_its_preview_only(office, client):
    seite = make_seite("geheim", oeffentlich=False)
    video = make_video(seite)
    soup = page(office.get(address(seite, "vorschau")))
    adressen = [soup.select_one("source")["src"], soup.select_one("track")["src"]]
    assert page(office.get(address(seite))).select(f'a[href="{adressen[0]}"]')
    for pfad, inhalt in zip(adressen, (b"0123456789", b"WEBVTT\n"), strict=True):
        response = office.get(pfad)
        assert response.getvalue() == inhalt
        assert "no-store" in response["Cache-Control"]
        assert "public" not in response["Cache-Control"]
    assert client.get(f"/geheim/videos/{video.pk}/Portal.mp4").status_code == 404
    client.force_login(make_konto(is_staff=True))
    assert client.get(adressen[0]).status_code == 403
    client.logout()
    assert client.get(adressen[1]).status_code == 302


def test_a_file_goes_with_its_last_row(office, django_capture_on_commit_callbacks):
    seite, andere = make_seite(), make_seite()
    video, zweites = make_video(seite), make_video(andere)
    ablage = video.datei.storage
    Seitenvideo.objects.filter(pk=zweites.pk).update(datei=video.datei.name, untertitel="")
    daten = read_form(office.get(address(seite)))
    daten |= {"videos-0-DELETE": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(address(seite), daten).status_code == 302
    # The other Seite still shows the film; nobody names these subtitles any more.
    assert ablage.exists(video.datei.name)
    assert not ablage.exists(video.untertitel.name)
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(address(andere, "delete"), {"post": "yes"}).status_code == 302
    assert not ablage.exists(video.datei.name)


def test_the_office_gets_the_two_cookies_the_datenschutz_names(client):
    make_portal()
    seiten.fehlende_anlegen()
    konto = make_konto(is_staff=True)
    konto.groups.add(Group.objects.get(name="Stabsstelle"))
    client.force_login(konto)
    datenschutz = Seite.objects.get(slug="datenschutz")
    response = client.post(
        address(datenschutz), read_form(client.get(address(datenschutz))), follow=True
    )
    assert page(response).select(".messagelist .success")
    assert set(client.cookies) == {"sessionid", "csrftoken"}
    assert "zwei Cookies" in datenschutz.text


@pytest.mark.parametrize(
    ("rolle", "aendern", "loeschen"), [("Stabsstelle", True, True), ("Moderation", False, False)]
)
def test_what_the_law_wants_is_deleted_by_nobody(client, rolle, aendern, loeschen):
    konto = make_konto(is_staff=True)
    konto.groups.add(Group.objects.get(name=rolle))
    client.force_login(konto)
    pflicht, andere = make_seite("impressum"), make_seite("andere")
    assert client.get(address(make_seite("hilfe"), "delete")).status_code == 403
    assert bool(page(client.get(address(pflicht))).select("[name=_save]")) is aendern
    assert client.get(address(pflicht, "delete")).status_code == 403
    assert client.get(address(andere, "delete")).status_code == (200 if loeschen else 403)
