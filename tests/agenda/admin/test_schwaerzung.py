"""Two people, a reason, and afterwards the name is nowhere."""

import hashlib
from pathlib import Path

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from agenda.domain import schwaerzung, workflow
from agenda.models import Anlage, Fassung, Schwaerzung, Steckbrief
from tests.agenda.admin.formular import errors, page, read_form, text
from tests.agenda.domain.test_schwaerzung import everything
from tests.agenda.papers import lesen
from tests.factories import (
    festschreiben,
    make_ausgabe,
    make_fassung,
    make_konto,
    make_portal,
    make_sachstand,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db

NAME = "Erika Mustermann"
NEU = reverse("admin:agenda_schwaerzung_add")
LISTE = reverse("admin:agenda_schwaerzung_changelist")
ANTRAG = {"art": "passage", "passage": NAME, "datei": "", "begruendung": "Antrag nach Art. 17"}


def change(antrag):
    return reverse("admin:agenda_schwaerzung_change", args=[antrag.pk])


@pytest.fixture
def zwei():
    konten = []
    for name in ("erste", "zweite"):
        konto = make_konto(name, is_staff=True, funktion=f"{name.title()} Person")
        konto.groups.add(Group.objects.get(name="Stabsstelle"))
        konten.append(konto)
    return konten


@pytest.fixture
def steckbrief(zwei):
    make_portal()
    steckbrief = make_steckbrief(
        f"Lotsen mit {NAME}", vorgesehene_nummer="901", beschreibung=f"Fragen an {NAME}."
    )
    steckbrief.meilensteine.create(titel=f"Treffen mit {NAME}", termin="2024")
    workflow.record(steckbrief, user=zwei[0])
    fassung = make_fassung(steckbrief, grund=f"Wunsch von {NAME}")
    make_sachstand(fassung.steckbrief, erreicht=f"{NAME} hat geschult.")
    return fassung.steckbrief


def make_anlage(steckbrief, inhalt=b"%PDF-1.7 Bild", titel="Foto der Lotsin"):
    anlage = Anlage(
        steckbrief=steckbrief,
        titel=titel,
        dateiname="Foto.pdf",
        sha256=hashlib.sha256(inhalt).hexdigest(),
        groesse=len(inhalt),
        medientyp="application/pdf",
    )
    anlage.datei.save("Foto.pdf", ContentFile(inhalt), save=True)
    return anlage


def ask(client, **felder):
    """Look for the places, then ask; returns the Schwaerzung."""
    daten = read_form(client.post(NEU, ANTRAG | felder))
    response = client.post(NEU, daten | {"_beantragen": "1"})
    assert response.status_code == 302, errors(response)
    assert NAME not in response["Location"]
    return Schwaerzung.objects.get()


def test_the_places_are_shown_before_anything_is_asked_for(client, zwei, steckbrief):
    client.force_login(zwei[0])
    response = client.post(NEU, ANTRAG)
    seite = page(response)
    assert not Schwaerzung.objects.exists()
    zeilen = {z.th.text: z.td.text for z in seite.select("table.dokument tbody tr")}
    assert zeilen[f"Meilenstein: Meilenstein ({steckbrief})"] == "1"
    assert zeilen[f"Sachstand: Erreicht ({steckbrief})"] == "1"
    assert zeilen[f"Fassung {steckbrief}: Steckbrief 901, Fassung 1"] == "3"
    gesamt = sum(int(z.td.text) for z in seite.select("table.dokument tbody tr"))
    assert (
        seite.select_one("table.dokument caption").text == f"{gesamt} Stellen, die ersetzt werden"
    )


def test_addresses_that_stay_are_told_before(client, zwei, steckbrief):
    heute = timezone.localdate()
    make_ausgabe(f"Entwurf für {NAME}")
    satz = "Auch nach der Schwärzung ist die Stelle zu lesen in: "
    client.force_login(zwei[0])
    assert satz not in text(client.post(NEU, ANTRAG))
    festschreiben(make_ausgabe(f"Dank an {NAME}", art="auszug", steckbriefe=[steckbrief]))
    adresse = f"/ausgaben/dank-an-erika-mustermann-{heute}/"
    assert satz + adresse in text(client.post(NEU, ANTRAG))
    antrag = ask(client)
    client.force_login(zwei[1])
    assert satz + adresse in text(client.get(change(antrag)))


def test_only_what_was_shown_can_be_asked_for(client, zwei, steckbrief):
    client.force_login(zwei[0])
    daten = read_form(client.post(NEU, ANTRAG)) | {"passage": "Lotsen", "_beantragen": "1"}
    response = client.post(NEU, daten)
    assert "Hier wird geschwärzt" in text(response)
    assert not Schwaerzung.objects.exists()


@pytest.mark.parametrize(
    ("felder", "erwartet"),
    [
        ({"passage": ""}, "Bitte angeben, was geschwärzt werden soll"),
        ({"passage": "ab"}, "mindestens 3 Zeichen"),
        ({"passage": "Gibt es nicht"}, "steht nirgends"),
        ({"begruendung": " "}, "Bitte geben Sie eine Begründung an"),
        ({"begruendung": f"Wegen {NAME}"}, "nennen Sie darin nicht"),
        ({"art": "datei"}, "Bitte eine Datei auswählen"),
        ({"art": "datei", "datei": "0" * 64}, "gültige Auswahl"),
    ],
)
def test_a_bad_request_is_explained(client, zwei, steckbrief, felder, erwartet):
    client.force_login(zwei[0])
    response = client.post(NEU, ANTRAG | felder | {"_beantragen": "1"})
    assert erwartet in errors(response)
    assert not Schwaerzung.objects.exists()


def test_who_asked_cannot_carry_it_out(client, zwei, steckbrief):
    client.force_login(zwei[0])
    antrag = ask(client)
    response = client.get(change(antrag))
    assert "Sie haben diese Schwärzung beantragt. Ausführen muss sie eine zweite Person" in text(
        response
    )
    assert not page(response).select("[name=_ausfuehren]")
    assert client.post(change(antrag), {"_ausfuehren": "1"}).status_code == 403
    assert NAME in Fassung.objects.get().grund
    assert "zurückziehen" in page(response).select_one("[name=_ablehnen]")["value"]


def test_afterwards_the_name_is_nowhere(client, zwei, steckbrief, settings):
    admin_seiten = [
        reverse("admin:index"),
        reverse("admin:agenda_steckbrief_change", args=[steckbrief.pk]),
        reverse("admin:agenda_steckbrief_history", args=[steckbrief.pk]),
        reverse("admin:agenda_fassung_change", args=[steckbrief.fassungen.get().pk]),
        *(
            reverse("admin:agenda_arbeitsstand_change", args=[stand.pk])
            for stand in steckbrief.arbeitsstaende.all()
        ),
        *(
            reverse("admin:agenda_vorgang_change", args=[vorgang.pk])
            for vorgang in steckbrief.vorgaenge.all()
        ),
        *(
            reverse(f"admin:agenda_{modell}_changelist")
            for modell in ("steckbrief", "fassung", "arbeitsstand", "sachstand", "vorgang")
        ),
        LISTE,
    ]
    seiten = [
        "/",
        "/projekte/",
        "/projekte/?q=Erika",
        "/projekte/901/",
        "/projekte/901/steckbrief.json",
    ]
    client.force_login(zwei[0])
    # What Django's own log keeps of a title.
    LogEntry.objects.create(user=zwei[1], object_repr=str(steckbrief), action_flag=CHANGE)
    antrag = ask(client)

    client.force_login(zwei[1])
    response = client.get(change(antrag))
    seite = text(response)
    assert NAME in seite
    assert "Antrag nach Art. 17" in seite
    assert "von Erste Person" in seite
    response = client.post(change(antrag), {"_ausfuehren": "1"}, follow=True)
    antrag.refresh_from_db()
    assert f"Die Schwärzung ist ausgeführt: {antrag.treffer} Stellen ersetzt." in text(response)
    assert "hat das Portal vergessen" in text(response)
    assert not page(response).select("[name=_ausfuehren], [name=_ablehnen]")

    assert "Mustermann" not in everything()
    for adresse in [*admin_seiten, change(antrag)]:
        response = client.get(adresse)
        assert response.status_code == 200, adresse
        assert b"Mustermann" not in response.content, adresse
    client.logout()
    for adresse in seiten:
        assert b"Mustermann" not in client.get(adresse).content, adresse
    assert "Lotsen" not in text(client.get("/projekte/?q=Mustermann"))
    pdf = client.get("/projekte/901/steckbrief.pdf").content
    assert "Mustermann" not in lesen.squeezed(lesen.body(pdf))
    assert "[geschwärztam" in lesen.squeezed(lesen.body(pdf))
    for datei in Path(settings.MEDIA_ROOT).rglob("*"):
        assert datei.is_dir() or b"Mustermann" not in datei.read_bytes()


def test_it_can_be_carried_out_once(client, zwei, steckbrief):
    client.force_login(zwei[0])
    antrag = ask(client)
    client.force_login(zwei[1])
    client.post(change(antrag), {"_ausfuehren": "1"})
    response = client.post(change(antrag), {"_ausfuehren": "1"}, follow=True)
    assert "schon erledigt" in text(response)


def test_a_rejected_request_is_forgotten_and_changes_nothing(client, zwei, steckbrief):
    client.force_login(zwei[0])
    antrag = ask(client)
    client.force_login(zwei[1])
    response = client.post(change(antrag), {"_ablehnen": "1"}, follow=True)
    assert "Der Antrag ist abgelehnt" in text(response)
    assert NAME not in text(response)
    assert NAME in Fassung.objects.get().grund


def test_a_file_goes_from_everywhere_even_if_only_a_fassung_lists_it(
    client, zwei, steckbrief, django_capture_on_commit_callbacks
):
    anlage = make_anlage(steckbrief)
    workflow.record(steckbrief, user=None)
    make_fassung(steckbrief)
    adresse = f"/projekte/901/anlagen/{anlage.uuid}/Foto.pdf"
    assert b"".join(client.get(adresse)) == b"%PDF-1.7 Bild"
    Anlage.objects.all().delete()
    workflow.record(Steckbrief.objects.get(), user=None)

    client.force_login(zwei[0])
    assert "Foto der Lotsin (Foto.pdf), 901 Lotsen" in text(client.get(NEU))
    antrag = ask(client, art="datei", passage="", datei=anlage.sha256)
    client.force_login(zwei[1])
    assert "Foto der Lotsin (Foto.pdf)" in text(client.get(change(antrag)))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(change(antrag), {"_ausfuehren": "1"})
    assert not anlage.datei.storage.exists(anlage.datei.name)
    assert "Foto der Lotsin" not in everything()
    assert client.get(adresse).status_code == 404
    seite = page(client.get("/projekte/901/"))
    assert "[geschwärzt am" in seite.select_one("[data-feld=anlagen]").text
    assert not seite.select("[data-feld=anlagen] a")
    marke = Fassung.objects.gueltig().get().dokument.split("[geschwärzt am ")[1][:10]
    adresse = f"/projekte/901/anlagen/{anlage.uuid}/[geschwärzt am {marke}]"
    assert client.get(adresse).status_code == 404


@pytest.mark.parametrize("rolle", ["Partner", "Lesend", "Moderation"])
def test_others_do_not_get_near_it(client, zwei, steckbrief, rolle):
    antrag = schwaerzung.request(passage=NAME, begruendung="Art. 17", user=zwei[0])
    konto = make_konto(is_staff=True)
    konto.groups.add(Group.objects.get(name=rolle))
    client.force_login(konto)
    for adresse in (LISTE, NEU, change(antrag)):
        for methode in (client.get, client.post):
            response = methode(adresse, {"_ausfuehren": "1"})
            assert response.status_code == 403
            assert NAME.encode() not in response.content
    assert "Schwärzungen" not in text(client.get(reverse("admin:index")))


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_list_costs_the_same_and_does_not_tell_the_passage(
    client, zwei, steckbrief, anzahl, django_assert_num_queries
):
    for nummer in range(anzahl):
        schwaerzung.request(passage=NAME, begruendung=f"Grund {nummer}", user=zwei[0])
    client.force_login(zwei[1])
    with django_assert_num_queries(8):
        response = client.get(LISTE)
    assert len(page(response).select("#result_list tbody tr")) == anzahl
    assert NAME.encode() not in response.content


def test_a_server_error_does_not_mail_the_passage(client, zwei, steckbrief, mailoutbox, settings):
    settings.ADMINS = [("Betrieb", "betrieb@example.org")]
    client.force_login(zwei[0])
    client.raise_request_exception = False
    with connection.execute_wrapper(_break_on("agenda_schwaerzung")):
        daten = read_form(client.post(NEU, ANTRAG)) | {"_beantragen": "1"}
        assert client.post(NEU, daten).status_code == 500
    for mail in mailoutbox:
        assert NAME not in f"{mail.subject} {mail.body} {mail.alternatives}"


def _break_on(table):
    def wrapper(execute, sql, params, many, context):
        if sql.startswith("INSERT") and table in sql:
            raise RuntimeError("kaputt")
        return execute(sql, params, many, context)

    return wrapper
