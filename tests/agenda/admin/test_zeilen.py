"""Every role × every page of what belongs to a Steckbrief × own, shared and foreign rows."""

import itertools
import json

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from agenda.domain import rollen, workflow
from agenda.models import Sachstand, Vorgang
from tests.agenda.admin.formular import page, read_form, text
from tests.agenda.admin.test_schwaerzung import make_anlage
from tests.factories import make_fassung, make_kommune, make_konto, make_sachstand, make_steckbrief

pytestmark = pytest.mark.django_db

VERHAELTNISSE = ("verantwortlich", "beteiligt", "fremd")
TITEL = {
    "verantwortlich": "Eigenes Vorhaben",
    "beteiligt": "Gemeinsames Vorhaben",
    "fremd": "Geheimes Vorhaben",
}
SICHTBAR = {
    "Stabsstelle": VERHAELTNISSE,
    "Partner": ("verantwortlich", "beteiligt"),
    "Lesend": VERHAELTNISSE,
    "Moderation": (),
}
BEARBEITBAR = {
    "Stabsstelle": VERHAELTNISSE,
    "Partner": ("verantwortlich",),
    "Lesend": (),
    "Moderation": (),
}
MODELLE = ("sachstand", "fassung", "arbeitsstand", "vorgang")
NEU = reverse("admin:agenda_sachstand_add")
LISTE = reverse("admin:agenda_sachstand_changelist")


def make_rows(verhaeltnis, kommune):
    """A Steckbrief in a relation to a Kommune with one row of everything; returns it by name."""
    steckbrief = make_steckbrief(TITEL[verhaeltnis])
    if verhaeltnis != "fremd":
        steckbrief.mitwirkungen.create(kommune=kommune, rolle=verhaeltnis)
    steckbrief.meilensteine.create(titel=f"Meilenstein: {TITEL[verhaeltnis]}")
    anlage = make_anlage(steckbrief, f"%PDF-1.7 {TITEL[verhaeltnis]}".encode(), TITEL[verhaeltnis])
    workflow.record(steckbrief, user=None)
    fassung = make_fassung(steckbrief)
    return {
        "steckbrief": fassung.steckbrief,
        "anlage": anlage,
        "fassung": fassung,
        "arbeitsstand": fassung.arbeitsstand,
        "vorgang": Vorgang.objects.get(fassung=fassung),
        "sachstand": make_sachstand(
            fassung.steckbrief, accepted=False, erreicht="Bisher", quelle="Akte"
        ),
    }


@pytest.fixture
def rows():
    kommune = make_kommune()
    return kommune, {name: make_rows(name, kommune) for name in VERHAELTNISSE}


@pytest.fixture
def log_in(client, rows):
    def log_in(rolle):
        konto = make_konto(is_staff=True)
        konto.groups.add(Group.objects.get(name=rolle))
        konto.kommunen.add(rows[0])
        client.force_login(konto)
        return client

    return log_in


def address(modell, seite, *args):
    return reverse(f"admin:agenda_{modell}_{seite}", args=args)


def refused(response):
    """Whether a response says no without telling anything of the row it was about."""
    inhalt = b"".join(response) if response.streaming else response.content
    return response.status_code in (302, 403, 404) and TITEL["fremd"] not in inhalt.decode(
        "latin-1"
    )


def told(client, rolle):
    """Fail if a title stands in the messages or on the start page of who may not see it."""
    seite = text(client.get(reverse("admin:index")))
    for verhaeltnis in set(VERHAELTNISSE) - set(SICHTBAR[rolle]):
        assert TITEL[verhaeltnis] not in seite


@pytest.mark.parametrize("rolle", rollen.ROLLEN)
def test_lists_hold_what_a_role_may_see(log_in, rows, rolle):
    client = log_in(rolle)
    for modell in MODELLE:
        response = client.get(address(modell, "changelist"))
        if not SICHTBAR[rolle]:
            assert response.status_code == 403
            continue
        seite = text(response)
        assert {name for name in VERHAELTNISSE if TITEL[name] in seite} == set(SICHTBAR[rolle])


@pytest.mark.parametrize("rolle", rollen.ROLLEN)
def test_pages_of_a_row(log_in, rows, rolle):
    client = log_in(rolle)
    for verhaeltnis, modell in itertools.product(VERHAELTNISSE, MODELLE):
        row = rows[1][verhaeltnis][modell]
        for seite in ("change", "history"):
            response = client.get(address(modell, seite, row.pk))
            if verhaeltnis in SICHTBAR[rolle]:
                assert response.status_code == 200
            else:
                assert refused(response)
        response = client.get(address(modell, "delete", row.pk))
        darf = rolle == "Stabsstelle" and modell == "sachstand"
        assert response.status_code == 200 if darf else refused(response)
    told(client, rolle)


@pytest.mark.parametrize("rolle", rollen.ROLLEN)
def test_changing_a_report(log_in, rows, rolle):
    client = log_in(rolle)
    for verhaeltnis in VERHAELTNISSE:
        sachstand = rows[1][verhaeltnis]["sachstand"]
        meilenstein = sachstand.steckbrief.meilensteine.get()
        daten = {
            "stichtag": "2024",
            "umsetzungsstand": "idee",
            "erreicht": "Neu",
            "quelle": "Akte",
            "gesehene_version": "0",
            "meilensteine-TOTAL_FORMS": "1",
            "meilensteine-INITIAL_FORMS": "0",
            "meilensteine-0-meilenstein_uuid": str(meilenstein.uuid),
        }
        for prefix in ("mittel", "messwerte", "staende_vor_ort"):
            daten |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
        response = client.post(address("sachstand", "change", sachstand.pk), daten)
        sachstand.refresh_from_db()
        if verhaeltnis in BEARBEITBAR[rolle]:
            assert (sachstand.erreicht, sachstand.meilensteine.count()) == ("Neu", 1)
        else:
            assert refused(response)
            assert (sachstand.erreicht, sachstand.meilensteine.count()) == ("Bisher", 0)
    told(client, rolle)


@pytest.mark.parametrize("verhaeltnis", VERHAELTNISSE)
@pytest.mark.parametrize("rolle", rollen.ROLLEN)
def test_reporting(log_in, rows, rolle, verhaeltnis):
    client = log_in(rolle)
    vorhanden = rows[1][verhaeltnis]["sachstand"]
    workflow.accept(vorhanden, user=None)
    steckbrief = rows[1][verhaeltnis]["steckbrief"]
    adresse = f"{NEU}?steckbrief={steckbrief.pk}&berichtigt={vorhanden.pk}"
    response = client.get(adresse)
    daten = {"steckbrief": steckbrief.pk, "stichtag": "2024", "umsetzungsstand": "idee"}
    if verhaeltnis in BEARBEITBAR[rolle]:
        wahl = page(response).select("#id_steckbrief option[value]")
        assert {o.text.split(" ", 1)[1] for o in wahl if o["value"]} == {
            TITEL[name] for name in BEARBEITBAR[rolle]
        }
        assert client.post(adresse, read_form(response) | daten).status_code == 302
        assert vorhanden.berichtigungen.count() == 1
        return
    for ziel in (adresse, NEU):
        for response in (client.get(ziel), client.post(ziel, daten)):
            assert TITEL[verhaeltnis] not in response.content.decode()
            assert response.status_code == (200 if BEARBEITBAR[rolle] else 403)
    assert Sachstand.objects.count() == 3


@pytest.mark.parametrize("rolle", rollen.ROLLEN)
def test_accepting_is_for_the_stabsstelle(log_in, rows, rolle):
    client = log_in(rolle)
    for verhaeltnis in VERHAELTNISSE:
        sachstand = rows[1][verhaeltnis]["sachstand"]
        Sachstand.objects.filter(pk=sachstand.pk).update(status="eingereicht")
        wahl = {"action": "annehmen", "_selected_action": sachstand.pk}
        vorgelegt = client.post(LISTE, wahl)
        if rolle == "Stabsstelle":
            wahl |= {"gesehen": page(vorgelegt).select_one("[name=gesehen]")["value"]}
        client.post(LISTE, wahl | {"post": "yes"})
        sachstand.refresh_from_db()
        assert bool(sachstand.angenommen_at) is (rolle == "Stabsstelle")


@pytest.mark.parametrize("rolle", rollen.ROLLEN)
def test_autocomplete_offers_what_a_role_may_see(log_in, rows, rolle):
    client = log_in(rolle)
    for modell, feld, ziel in (
        ("sachstand", "steckbrief", "steckbrief"),
        ("fassung", "steckbrief", "steckbrief"),
        ("vorgang", "sachstand", "sachstand"),
        ("sachstand", "berichtigt", "sachstand"),
    ):
        response = client.get(
            reverse("admin:autocomplete"),
            {"app_label": "agenda", "model_name": modell, "field_name": feld, "term": ""},
        )
        if not SICHTBAR[rolle]:
            assert response.status_code == 403
            continue
        erlaubt = {str(rows[1][name][ziel].pk) for name in SICHTBAR[rolle]}
        assert {row["id"] for row in json.loads(response.content)["results"]} == erlaubt


@pytest.mark.parametrize("rolle", rollen.ROLLEN)
def test_files_of_the_working_copy(log_in, rows, rolle):
    client = log_in(rolle)
    for verhaeltnis in VERHAELTNISSE:
        anlage = rows[1][verhaeltnis]["anlage"]
        response = client.get(address("steckbrief", "anlage", anlage.steckbrief_id, anlage.pk))
        if verhaeltnis in SICHTBAR[rolle]:
            assert TITEL[verhaeltnis].encode() in b"".join(response)
        else:
            assert refused(response)


def test_a_file_is_not_reached_by_way_of_ones_own_steckbrief(log_in, rows):
    client = log_in("Partner")
    eigener, fremd = rows[1]["verantwortlich"]["steckbrief"], rows[1]["fremd"]["anlage"]
    assert refused(client.get(address("steckbrief", "anlage", eigener.pk, fremd.pk)))


def test_a_search_does_not_reach_across(log_in, rows):
    client = log_in("Partner")
    for suche in ("?q=Geheimes", "?steckbrief__titel__contains=Geheimes", "?e=1"):
        assert TITEL["fremd"] not in client.get(LISTE + suche, follow=True).content.decode()


def test_partners_may_not_hand_a_report_to_another_steckbrief(log_in, rows):
    client = log_in("Partner")
    sachstand = rows[1]["verantwortlich"]["sachstand"]
    adresse = address("sachstand", "change", sachstand.pk)
    daten = read_form(client.get(adresse)) | {"steckbrief": rows[1]["fremd"]["steckbrief"].pk}
    assert client.post(adresse, daten).status_code == 302
    sachstand.refresh_from_db()
    assert sachstand.steckbrief == rows[1]["verantwortlich"]["steckbrief"]


def test_correcting_is_offered_to_those_who_may(log_in, rows):
    for name in ("verantwortlich", "beteiligt"):
        workflow.accept(rows[1][name]["sachstand"], user=None)
    client = log_in("Partner")
    for name, darf in (("verantwortlich", True), ("beteiligt", False)):
        response = client.get(address("sachstand", "change", rows[1][name]["sachstand"].pk))
        assert bool(page(response).select(".hinweis a")) is darf


@pytest.mark.parametrize("rolle", rollen.ROLLEN)
def test_no_role_keeps_accounts(log_in, rolle):
    client = log_in(rolle)
    assert not {r for r in rollen.ROLLEN[rolle] if "nutzerkonto" in r or r.startswith("auth.")}
    for seite in ("kommunen_nutzerkonto", "auth_group"):
        for methode in (client.get, client.post):
            assert methode(reverse(f"admin:{seite}_add")).status_code == 403
            assert methode(reverse(f"admin:{seite}_changelist")).status_code == 403
