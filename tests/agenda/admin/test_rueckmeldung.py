"""The queue of Rückmeldungen: read, note, settle; never rewritten."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from agenda.models import Rueckmeldung
from tests.agenda.admin.formular import page, read_form, text
from tests.factories import make_konto, make_rueckmeldung

pytestmark = pytest.mark.django_db

LISTE = reverse("admin:agenda_rueckmeldung_changelist")


@pytest.fixture
def log_in(client):
    def log_in(rolle):
        konto = make_konto(is_staff=True)
        konto.groups.add(Group.objects.get(name=rolle))
        client.force_login(konto)
        return konto

    return log_in


@pytest.mark.parametrize("rolle", ["Stabsstelle", "Moderation"])
def test_a_report_is_read_and_settled(client, log_in, rolle):
    konto = log_in(rolle)
    meldung = make_rueckmeldung("<b>Zu</b> klein\nhier", seite="//boese.example", name="E. M.")
    adresse = reverse("admin:agenda_rueckmeldung_change", args=[meldung.pk])
    seite = page(client.get(adresse))
    assert {feld["name"] for feld in seite.select("#rueckmeldung_form [name]")} & {
        "status",
        "notiz",
        "text",
        "name",
        "seite",
    } == {"status", "notiz"}
    assert "<b>Zu</b> klein" in text(client.get(adresse))
    assert not seite.select('a[href^="//boese"]')
    daten = read_form(client.get(adresse)) | {"status": "erledigt", "notiz": "Behoben."}
    assert client.post(adresse, daten).status_code == 302
    meldung = Rueckmeldung.objects.get()
    assert (meldung.status, meldung.notiz, meldung.bearbeitet_von) == (
        "erledigt",
        "Behoben.",
        konto,
    )
    assert meldung.erledigt_at is not None
    assert meldung.text == "<b>Zu</b> klein\nhier"
    # What is logged for good says nothing of what somebody wrote.
    assert "E. M." not in str(list(LogEntry.objects.values_list("object_repr", "change_message")))
    assert client.get(reverse("admin:agenda_rueckmeldung_add")).status_code == 403


def test_links_of_a_report_lead_nowhere_else(client, log_in):
    log_in("Stabsstelle")
    meldung = make_rueckmeldung(
        seite="/\t/evil.example/x", email="a?bcc=boss%40evil.example&subject=Hi@example.org"
    )
    adresse = reverse("admin:agenda_rueckmeldung_change", args=[meldung.pk])
    links = [a["href"] for a in page(client.get(adresse)).select("#rueckmeldung_form a[href]")]
    assert not [link for link in links if link.startswith("/\t")]
    assert "mailto:a%3Fbcc%3Dboss%2540evil.example%26subject%3DHi@example.org" in links
    meldung = make_rueckmeldung(seite="/projekte/7/?q=bus")
    adresse = reverse("admin:agenda_rueckmeldung_change", args=[meldung.pk])
    assert page(client.get(adresse)).select('a[href="/projekte/7/?q=bus"]')


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_list_by_status_at_the_same_price(client, log_in, anzahl, django_assert_num_queries):
    log_in("Stabsstelle")
    for _ in range(anzahl):
        make_rueckmeldung(seite="/projekte/7/")
    Rueckmeldung.objects.create(
        eingangsnummer="B-1", text="x", loeschen_am="2026-01-01", status="in_arbeit"
    )
    with django_assert_num_queries(8):
        response = client.get(LISTE, {"status__exact": "neu"})
    assert len(page(response).select("#result_list tbody tr")) == anzahl


@pytest.mark.parametrize("rolle", ["Partner", "Lesend"])
def test_others_do_not_see_what_readers_report(client, log_in, rolle):
    log_in(rolle)
    assert client.get(LISTE).status_code == 403
