"""Every role × every address × own and foreign: what is foreign is nowhere, and stays as it is."""

import itertools

import pytest
from django.urls import reverse
from django.utils import timezone

from agenda.domain import dokument, rollen, vorschau, workflow
from agenda.models import Fassung, Steckbrief
from tests.agenda.admin.formular import add_row, errors, page, read_form, text
from tests.agenda.domain.test_rollen import VERHAELTNISSE, make_role
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_handlungsfeld,
    make_kommune,
)

pytestmark = pytest.mark.django_db

TITEL = "Geheimplan"
LISTE = reverse("admin:agenda_steckbrief_changelist")
NEU = reverse("admin:agenda_steckbrief_add")
SICHTBAR = {
    "Stabsstelle": VERHAELTNISSE,
    "Partner": ("verantwortlich", "beteiligt"),
    "Lesend": VERHAELTNISSE,
    "Moderation": (),
}
BEARBEITBAR = {"Stabsstelle": VERHAELTNISSE, "Partner": ("verantwortlich",)}


def make_case(rolle, verhaeltnis, *, status="entwurf"):
    """Return (account, its Kommune, a Steckbrief that stands to it as the relation says)."""
    konto = make_role(rolle)
    kommune = make_kommune("Amt Eider")
    konto.kommunen.add(kommune)
    steckbrief = make_full_steckbrief(TITEL)
    if verhaeltnis != "fremd":
        steckbrief.mitwirkungen.create(kommune=kommune, rolle=verhaeltnis, position=9)
    steckbrief.anlagen.create(
        titel="Anlage", sha256="a" * 64, medientyp="application/pdf", dateiname="geheim.pdf"
    )
    # A Fassung of other words: what is public may be read by everybody.
    titel = {"titel": "Öffentlich"}
    Steckbrief.objects.filter(pk=steckbrief.pk).update(**titel)
    workflow.record(steckbrief, user=None)
    make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))
    Steckbrief.objects.filter(pk=steckbrief.pk).update(titel=TITEL)
    workflow.record(steckbrief, user=None)
    Steckbrief.objects.filter(pk=steckbrief.pk).update(status=status)
    return konto, kommune, Steckbrief.objects.get(pk=steckbrief.pk)


def addresses(steckbrief):
    """Return every address of a Steckbrief in the admin."""
    pk = steckbrief.pk
    namen = {
        "change": (pk,),
        "history": (pk,),
        "delete": (pk,),
        "freigeben": (pk,),
        "vorschau": (pk,),
        "vergleich": (pk,),
        "konflikt": (pk,),
        "duplizieren": (pk,),
        "anlage": (pk, steckbrief.anlagen.get().pk),
    }
    ziele = {n: reverse(f"admin:agenda_steckbrief_{n}", args=a) for n, a in namen.items()}
    ziele["vergleich"] += "?von=version-1&bis=version-2"
    for art in ("version", "fassung"):
        ziele[f"wiederherstellen {art}"] = reverse(
            "admin:agenda_steckbrief_wiederherstellen", args=[pk, art, 1]
        )
    for slug in (
        "einreichen",
        "zurueckgeben",
        "verwerfen",
        "umnummerieren",
        "zusammenfuehren",
        "ablegen",
        "wieder-aufnehmen",
        "loeschen",
        "zurueckholen",
    ):
        ziele[slug] = reverse("admin:agenda_steckbrief_schritt", args=[pk, slug])
    return ziele


def state(steckbrief):
    steckbrief.refresh_from_db()
    return (
        dokument.build(Steckbrief.objects.get(pk=steckbrief.pk)).sha256,
        steckbrief.version,
        steckbrief.zustand,
        Steckbrief.objects.count(),
        Fassung.objects.count(),
    )


def sends(steckbrief):
    """What a forged form would send to any address."""
    return {
        "titel": "Gehackt",
        "handlungsfeld": steckbrief.handlungsfeld_id,
        "bezug": "agenda",
        "handlungsfeld_herkunft": "amtlich",
        "gesehene_version": steckbrief.version,
        "seen_version": steckbrief.version,
        "wann": "sofort",
        "grund": "Darum",
        "nummer": "999",
        "post": "yes",
        **{f"{p}-{k}": 0 for p in dokument.TEILE for k in ("TOTAL_FORMS", "INITIAL_FORMS")},
    }


@pytest.mark.parametrize("verhaeltnis", VERHAELTNISSE)
@pytest.mark.parametrize("rolle", rollen.ROLLEN)
def test_pages_show_only_what_the_role_may_see(client, rolle, verhaeltnis):
    konto, _, steckbrief = make_case(rolle, verhaeltnis)
    client.force_login(konto)
    sichtbar = verhaeltnis in SICHTBAR[rolle]
    for name, ziel in addresses(steckbrief).items():
        response = client.get(ziel, follow=True)
        if not sichtbar:
            assert TITEL.encode() not in response.content, name
            assert response.redirect_chain or response.status_code in (403, 404), name
    listen = [
        client.get(LISTE),
        client.get(LISTE, {"papierkorb": "ja"}),
        client.get(LISTE, {"q": TITEL.lower()}),
        client.get(LISTE, {"id__exact": steckbrief.pk}),
        client.get(
            reverse("admin:autocomplete"),
            {
                "app_label": "agenda",
                "model_name": "sachstand",
                "field_name": "steckbrief",
                "term": TITEL.lower(),
            },
        ),
        client.get(reverse("admin:index")),
    ]
    if not sichtbar:
        assert [r.status_code for r in listen if TITEL.encode() in r.content] == []
    else:
        assert TITEL in text(listen[0])
        assert TITEL in text(client.get(addresses(steckbrief)["change"]))


# What is deleted is somebody else's in any case: asked by the account with most rights beside it.
@pytest.mark.parametrize(
    ("status", "verhaeltnis"),
    [
        *itertools.product(["entwurf", "zur_freigabe"], VERHAELTNISSE),
        ("gelöscht", "verantwortlich"),
    ],
)
@pytest.mark.parametrize("rolle", ["Partner", "Lesend", "Moderation"])
def test_nobody_changes_what_is_not_theirs(client, rolle, verhaeltnis, status):
    if status != "gelöscht" and verhaeltnis in BEARBEITBAR.get(rolle, ()):
        return  # its own: test_workflow_steps tells what it may
    konto, _, steckbrief = make_case(
        rolle, verhaeltnis, status="entwurf" if status == "gelöscht" else status
    )
    if status == "gelöscht":
        Steckbrief.objects.filter(pk=steckbrief.pk).update(titel="Eigener")
        steckbrief = make_full_steckbrief(TITEL)
        steckbrief.anlagen.create(titel="A", sha256="a" * 64, medientyp="application/pdf")
        Steckbrief.objects.filter(pk=steckbrief.pk).update(geloescht_at=timezone.now())
        verhaeltnis = "fremd"
    client.force_login(konto)
    vorher = state(steckbrief)
    for name, ziel in addresses(steckbrief).items():
        if name == "duplizieren" and verhaeltnis in SICHTBAR[rolle] and rolle == "Partner":
            continue  # a copy of what it may read leaves the original alone
        response = client.post(ziel, sends(steckbrief), follow=True)
        assert state(steckbrief) == vorher, name
        if verhaeltnis not in SICHTBAR[rolle]:
            assert TITEL.encode() not in response.content, name
    for aktion in ("einreichen_auswahl", "freigeben_auswahl", "papierkorb_auswahl", "export_xlsx"):
        response = client.post(
            LISTE, {"action": aktion, "_selected_action": steckbrief.pk, "index": 0}, follow=True
        )
        assert state(steckbrief) == vorher, aktion
        if verhaeltnis not in SICHTBAR[rolle]:
            assert TITEL.encode() not in response.content, aktion


def test_the_own_draft_of_a_partner_takes_its_steps(client):
    konto, _, steckbrief = make_case("Partner", "verantwortlich")
    client.force_login(konto)
    ziele = addresses(steckbrief)
    knoepfe = [a.text for a in page(client.get(ziele["change"])).select("nav.werkzeuge a")]
    assert [k for k in knoepfe if k.endswith("…")] == [
        "Zur Freigabe einreichen …",
        "Entwurf verwerfen …",
        "Duplizieren …",
    ]
    assert client.get(ziele["freigeben"]).status_code == 403
    assert client.get(ziele["ablegen"]).status_code == 403
    client.post(ziele["einreichen"], read_form(client.get(ziele["einreichen"])))
    steckbrief.refresh_from_db()
    assert steckbrief.status == "zur_freigabe"
    fassungen = Fassung.objects.count()
    daten = {"action": "freigeben_auswahl", "_selected_action": steckbrief.pk, "wann": "sofort"}
    client.post(LISTE, daten)
    assert Fassung.objects.count() == fassungen


def test_a_refused_step_keeps_what_was_typed(client):
    konto, _, steckbrief = make_case("Partner", "beteiligt")
    client.force_login(konto)
    ziel = addresses(steckbrief)["einreichen"]
    assert client.get(ziel).status_code == 403
    response = client.post(ziel, {"seen_version": steckbrief.version, "grund": "Mein Grund"})
    assert response.status_code == 403
    assert "Mein Grund" in response.content.decode()
    assert "Bitte fragen Sie die Stabsstelle" in response.content.decode()


def test_beteiligt_reads_the_draft_and_changes_nothing(client):
    konto, _, steckbrief = make_case("Partner", "beteiligt")
    client.force_login(konto)
    ziel = addresses(steckbrief)["change"]
    response = client.get(ziel)
    assert TITEL in text(response)
    assert not page(response).select("input[type=submit]")
    assert "Kennung" not in [label.text for label in page(response).select(".inline-related label")]
    assert client.post(ziel, sends(steckbrief)).status_code == 403
    assert client.get(vorschau_url(steckbrief)).status_code == 200


def vorschau_url(steckbrief):
    return reverse("vorschau", args=[vorschau.make_token(steckbrief.arbeitsstaende.first())])


def test_who_takes_part_is_read_only_for_a_partner(client):
    konto, _, steckbrief = make_case("Partner", "verantwortlich")
    client.force_login(konto)
    ziel = addresses(steckbrief)["change"]
    steckbrief.anlagen.all().delete()  # its file is not in the storage
    response = client.get(ziel)
    assert "Amt Eider" in page(response).select_one("#mitwirkungen-group").text
    assert not page(response).select("#mitwirkungen-group select")
    assert page(response).select("#meilensteine-group input[type=text]")
    vorher = [str(m) for m in steckbrief.mitwirkungen.all()]
    daten = read_form(response) | {"zweck": "Neu", "mitwirkungen-0-DELETE": "on"}
    daten |= {"mitwirkungen-1-rolle": "beteiligt", "mitwirkungen-1-kommune": ""}
    add_row(daten, "mitwirkungen", akteur="Untergeschoben", rolle="beteiligt")
    response = client.post(ziel, daten)
    assert response.status_code == 302, errors(response)
    steckbrief.refresh_from_db()
    assert steckbrief.zweck == "Neu"
    assert [str(m) for m in steckbrief.mitwirkungen.all()] == vorher


class TestNewDraft:
    def fill(self, client, **felder):
        daten = read_form(client.get(NEU))
        return daten | {"titel": "Unser Plan", "handlungsfeld": make_handlungsfeld().pk, **felder}

    def test_gets_its_row_by_itself(self, client):
        konto = make_role("Partner")
        konto.kommunen.add(make_kommune("Amt Eider"))
        client.force_login(konto)
        response = client.get(NEU)
        assert not page(response).select("#mitwirkungen-group, #id_kommune")
        assert client.post(NEU, self.fill(client)).status_code == 302
        steckbrief = Steckbrief.objects.get()
        assert [str(m) for m in steckbrief.mitwirkungen.all()] == ["Amt Eider (verantwortlich)"]
        assert steckbrief.version == 1
        assert "Amt Eider" in steckbrief.arbeitsstaende.get().dokument
        ziel = reverse("admin:agenda_steckbrief_change", args=[steckbrief.pk])
        assert page(client.get(ziel)).select("input[type=submit]")

    def test_asks_for_which_kommune_where_there_are_several(self, client):
        konto = make_role("Partner")
        eins, zwei, fremd = make_kommune("Eins"), make_kommune("Zwei"), make_kommune("Fremd")
        konto.kommunen.add(eins, zwei)
        client.force_login(konto)
        response = client.get(NEU)
        assert page(response).select_one("label[for=id_kommune]").text.startswith("Für welche")
        assert [o.text for o in page(response).select("#id_kommune option")][1:] == ["Eins", "Zwei"]
        for kommune in ("", fremd.pk):
            response = client.post(NEU, self.fill(client, kommune=kommune))
            assert errors(response)
        assert not Steckbrief.objects.exists()
        assert client.post(NEU, self.fill(client, kommune=zwei.pk)).status_code == 302
        assert Steckbrief.objects.get().mitwirkungen.get().kommune == zwei

    def test_a_copy_asks_too(self, client):
        konto, _, steckbrief = make_case("Partner", "beteiligt")
        andere = make_kommune("Zweite")
        konto.kommunen.add(andere)
        client.force_login(konto)
        ziel = addresses(steckbrief)["duplizieren"]
        assert page(client.get(ziel)).select("#id_kommune")
        steckbrief.anlagen.all().delete()  # its file is not in the storage
        client.post(ziel, {"kommune": andere.pk})
        kopie = Steckbrief.objects.get(titel=f"Kopie von {TITEL}")
        assert [m.kommune for m in kopie.mitwirkungen.all()] == [andere]

    def test_needs_a_kommune(self, client):
        client.force_login(make_role("Partner"))
        assert client.get(NEU).status_code == 403
        assert client.post(NEU, {"titel": "X"}).status_code == 403

    @pytest.mark.parametrize("rolle", ["Lesend", "Moderation"])
    def test_not_for_readers(self, client, rolle):
        konto = make_role(rolle)
        konto.kommunen.add(make_kommune())
        client.force_login(konto)
        assert client.get(NEU).status_code == 403
