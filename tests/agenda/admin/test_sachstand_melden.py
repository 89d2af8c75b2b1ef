"""Reporting in the office: by a partner, in a partner's place, unchanged, and back with a question."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from agenda.domain import sachstaende, workflow
from agenda.models import Sachstand, Steckbrief
from agenda.models.vages_datum import VagesDatum
from tests.agenda.admin.formular import errors, page, read_form, text
from tests.factories import (
    make_fassung,
    make_kommune,
    make_konto,
    make_runde,
    make_sachstand,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db

NEU = reverse("admin:agenda_sachstand_add")
LISTE = reverse("admin:agenda_sachstand_changelist")
STECKBRIEFE = reverse("admin:agenda_steckbrief_changelist")


def change(sachstand):
    return reverse("admin:agenda_sachstand_change", args=[sachstand.pk])


@pytest.fixture
def kommune():
    return make_kommune("Amt Nord")


@pytest.fixture
def partner(client, kommune):
    """A client logged in as an account of the responsible Kommune."""
    konto = make_konto(is_staff=True, funktion="Amt Nord, Digitales")
    konto.groups.add(Group.objects.get(name="Partner"))
    konto.kommunen.add(kommune)
    client.force_login(konto)
    return client


@pytest.fixture
def steckbrief(kommune):
    steckbrief = make_steckbrief("Rufbus")
    steckbrief.mitwirkungen.create(kommune=kommune, rolle="verantwortlich")
    workflow.record(steckbrief, user=None)
    steckbrief.refresh_from_db()
    return make_fassung(steckbrief).steckbrief


@pytest.fixture
def runde():
    heute = timezone.localdate()
    return make_runde(stichtag=heute, abgabefrist=heute, eroeffnet_at=timezone.now())


def heute():
    return f"{timezone.localdate():%d.%m.%Y}"


def test_a_partner_hands_in_for_its_own_kommune(partner, steckbrief, kommune, runde):
    neu = f"{NEU}?steckbrief={steckbrief.pk}"
    response = partner.get(neu)
    assert "geht der Bericht an die Stabsstelle" in text(response)
    assert not page(response).select("[name=_annehmen], [name=fuer]")
    daten = read_form(response) | {
        "stichtag": heute(),
        "umsetzungsstand": "in_planung",
        "_einreichen": "1",
    }
    assert daten["in_runde"] == str(runde.pk)
    response = partner.post(neu, daten, follow=True)
    assert "ist eingereicht" in text(response)
    sachstand = Sachstand.objects.get()
    assert (sachstand.status, sachstand.runde) == ("eingereicht", runde)
    assert (sachstand.kommune, sachstand.vertretung) == (kommune, False)
    assert "schon ein offener Bericht" in errors(partner.post(neu, daten))
    # Handed in it can still be corrected, but not be accepted.
    daten = read_form(partner.get(change(sachstand))) | {"erreicht": "Doch etwas."}
    assert partner.post(change(sachstand), daten | {"_annehmen": "1"}).status_code == 403
    assert partner.post(change(sachstand), daten).status_code == 302
    sachstand.refresh_from_db()
    assert (sachstand.status, sachstand.erreicht) == ("eingereicht", "Doch etwas.")


def test_a_partner_cannot_report_in_the_place_of_another(partner, steckbrief, kommune):
    neu = f"{NEU}?steckbrief={steckbrief.pk}"
    daten = read_form(partner.get(neu)) | {
        "stichtag": heute(),
        "umsetzungsstand": "in_planung",
        "fuer": make_kommune("Amt Süd").pk,
    }
    assert partner.post(neu, daten).status_code == 302
    sachstand = Sachstand.objects.get()
    assert (sachstand.kommune, sachstand.vertretung) == (kommune, False)


def test_a_partner_tells_the_stand_of_its_own_kommune_only(partner, steckbrief, kommune):
    sachstand = make_sachstand(
        steckbrief, accepted=False, stichtag=VagesDatum(timezone.localdate())
    )
    fremd = sachstand.staende_vor_ort.create(kommune=make_kommune("Amt Süd"), stand="geplant")
    response = partner.get(change(sachstand))
    wahl = page(response).select("#id_staende_vor_ort-0-kommune option")
    assert [o.text for o in wahl] == ["---------", "Amt Nord"]
    eigenes = {"staende_vor_ort-0-stand": "verfuegbar", "staende_vor_ort-0-kommune": kommune.pk}
    daten = read_form(response)
    abgelehnt = partner.post(
        change(sachstand), daten | eigenes | {"staende_vor_ort-0-kommune": fremd.kommune_id}
    )
    assert "gültige Auswahl" in errors(abgelehnt)
    assert partner.post(change(sachstand), daten | eigenes).status_code == 302
    assert [str(ort) for ort in sachstand.staende_vor_ort.all()] == [
        "Amt Nord: verfügbar",
        "Amt Süd: geplant",
    ]


def test_what_a_kommune_says_of_itself_is_its_own(partner, steckbrief, kommune):
    eigenes = sachstaende.vor_ort(steckbrief, kommune=kommune, stand="geplant")
    fremdes = sachstaende.vor_ort(steckbrief, kommune=make_kommune(), stand="geplant")
    assert not page(partner.get(change(fremdes))).select("[name=_save]")
    response = partner.get(change(eigenes))
    assert not page(response).select("[name=umsetzungsstand]")
    daten = read_form(response) | {"staende_vor_ort-0-stand": "verfuegbar"}
    assert partner.post(change(eigenes), daten).status_code == 302
    assert eigenes.staende_vor_ort.get().stand == "verfuegbar"


def test_who_saved_later_is_told_what_is_there_now(office, steckbrief):
    sachstand = make_sachstand(steckbrief, accepted=False, quelle="Akte")
    daten = read_form(office.get(change(sachstand))) | {"erreicht": "Meins."}
    assert office.post(change(sachstand), daten).status_code == 302
    response = office.post(change(sachstand), daten | {"erreicht": "Deins.", "_annehmen": "1"})
    assert "wurde inzwischen an anderer Stelle geändert" in errors(response)
    assert "Gespeichert ist jetzt – Erreicht: Meins." in errors(response)
    daten = read_form(response)
    assert daten["erreicht"] == "Deins."
    sachstand.refresh_from_db()
    assert (sachstand.erreicht, sachstand.status) == ("Meins.", "entwurf")
    assert office.post(change(sachstand), daten).status_code == 302
    sachstand.refresh_from_db()
    assert (sachstand.erreicht, sachstand.version) == ("Deins.", 2)


def test_a_forged_version_is_a_conflict(office, steckbrief):
    sachstand = make_sachstand(steckbrief, accepted=False, quelle="Akte")
    daten = read_form(office.get(change(sachstand))) | {"erreicht": "Neu."}
    for version in ("", "99", "-1"):
        response = office.post(change(sachstand), daten | {"gesehene_version": version})
        assert "inzwischen" in errors(response)


def test_the_office_reports_in_a_partners_place(office, steckbrief, kommune):
    neu = f"{NEU}?steckbrief={steckbrief.pk}"
    daten = read_form(office.get(neu)) | {
        "stichtag": heute(),
        "umsetzungsstand": "in_betrieb",
        "fuer": kommune.pk,
        "_annehmen": "1",
    }
    assert office.post(neu, daten).status_code == 302
    sachstand = Sachstand.objects.get()
    assert (sachstand.kommune, sachstand.vertretung) == (kommune, True)
    assert "Amt Nord (durch die Stabsstelle)" in text(office.get(LISTE))
    seite = office.get(reverse("projekt", args=[steckbrief.nummer])).text
    assert "Gemeldet von der Stabsstelle für Amt Nord." in seite


def test_what_cannot_be_handed_in_stays_a_draft(office, steckbrief):
    ziel = make_fassung(titel="Nahverkehr").steckbrief
    sachstand = make_sachstand(steckbrief, accepted=False, quelle="Akte")
    daten = read_form(office.get(change(sachstand))) | {"erreicht": "Viel.", "_einreichen": "1"}
    workflow.merge(Steckbrief.objects.get(pk=steckbrief.pk), into=ziel, user=None, grund="Eins.")
    seite = text(office.post(change(sachstand), daten, follow=True))
    assert "aufgegangen. Bitte melden Sie dort." in seite
    assert "Gesichert ist er als Entwurf." in seite
    sachstand.refresh_from_db()
    assert (sachstand.status, sachstand.erreicht) == ("entwurf", "Viel.")


def test_giving_back_asks_a_question_that_the_partner_reads(office, partner, steckbrief, kommune):
    sachstand = make_sachstand(
        steckbrief, accepted=False, stichtag=VagesDatum(timezone.localdate())
    )
    sachstaende.einreichen(sachstand)
    zurueck = reverse("admin:agenda_sachstand_zurueckgeben", args=[sachstand.pk])
    assert partner.get(zurueck).status_code == 403
    konto = make_konto(is_staff=True)
    konto.groups.add(Group.objects.get(name="Stabsstelle"))
    office.force_login(konto)
    assert zurueck in office.get(change(sachstand)).text
    response = office.get(zurueck)
    assert "Rufbus" in text(response)
    daten = read_form(response)
    assert "was noch fehlt" in errors(office.post(zurueck, daten | {"rueckfrage": " "}))
    veraltet = office.post(zurueck, daten | {"rueckfrage": "Wann?", "gesehene_version": "0"})
    assert "inzwischen" in errors(veraltet)
    gelesen = read_form(veraltet)
    assert gelesen["rueckfrage"] == "Wann?"
    assert "zurückgegeben" in text(office.post(zurueck, gelesen, follow=True))
    partner_konto = kommune.konten.get()
    office.force_login(partner_konto)
    assert "Rückfrage der Stabsstelle: Wann?" in text(office.get(change(sachstand)))
    zeile = page(office.get(reverse("admin:index"))).select_one(
        "[aria-labelledby=tafel-zurueckgegeben] tbody"
    )
    assert "Wann?" in zeile.text


def test_many_are_confirmed_unchanged_from_the_list(office, steckbrief, kommune, runde):
    make_sachstand(steckbrief, erreicht="Wie gehabt.")
    ohne = make_fassung(titel="Ohne").steckbrief
    auswahl = {"action": "sachstand_unveraendert", "_selected_action": [steckbrief.pk, ohne.pk]}
    response = office.post(STECKBRIEFE, auswahl, follow=True)
    assert "Nicht möglich: Es gibt noch keinen Bericht." in text(response)
    adresse = response.request["PATH_INFO"] + "?" + response.request["QUERY_STRING"]
    daten = read_form(response) | {"fuer_partner": "on"}
    assert daten["in_runde"] == str(runde.pk)
    assert "kein verständliches Datum" in errors(office.post(adresse, daten | {"stichtag": "bald"}))
    seite = text(office.post(adresse, daten, follow=True))
    assert "Unverändert bestätigt und eingereicht: 1." in seite
    assert "Nicht möglich bei" in seite
    sachstand = Sachstand.objects.eingereicht().get()
    assert (sachstand.art, sachstand.erreicht) == ("unveraendert", "Wie gehabt.")
    assert (sachstand.kommune, sachstand.vertretung, sachstand.runde) == (kommune, True, runde)
    # One word more, and it is a report.
    daten = read_form(office.get(change(sachstand))) | {"erreicht": "Neu."}
    assert office.post(change(sachstand), daten).status_code == 302
    sachstand.refresh_from_db()
    assert (sachstand.art, sachstand.bestaetigt) == ("bericht", None)


@pytest.mark.parametrize("schritt", [sachstaende.einreichen, sachstaende.annehmen])
def test_a_partners_draft_in_the_hands_of_the_office_is_marked(steckbrief, runde, kommune, schritt):
    entwurf = sachstaende.entwurf(steckbrief, runde=runde, kommune=kommune)
    schritt(entwurf, user=make_stabsstelle())
    assert Sachstand.objects.get().vertretung


def test_what_the_kommune_hands_in_itself_is_its_own(steckbrief, runde, kommune):
    entwurf = sachstaende.entwurf(steckbrief, runde=runde, kommune=kommune, vertretung=True)
    sachstaende.einreichen(entwurf, funktion="Fachamt")
    sachstaende.alle_annehmen([entwurf], user=make_stabsstelle())
    assert not Sachstand.objects.get().vertretung


@pytest.mark.parametrize("anzahl", [1, 3])
def test_confirming_costs_the_same_for_one_and_three(office, anzahl, django_assert_num_queries):
    neue = [make_fassung().steckbrief for _ in range(anzahl)]
    for neuer in neue:
        make_sachstand(neuer)
    adresse = f"{reverse('admin:agenda_sachstand_unveraendert')}?steckbriefe="
    with django_assert_num_queries(8):
        seite = office.get(adresse + ",".join(str(neuer.pk) for neuer in neue))
    assert len(page(seite).select("tbody tr")) == anzahl


def test_for_a_partner_the_form_begins_with_what_still_holds(office, steckbrief, kommune, runde):
    make_sachstand(steckbrief, umsetzungsstand="in_betrieb", entscheidungsbedarf="Wer zahlt?")
    daten = read_form(
        office.get(f"{NEU}?steckbrief={steckbrief.pk}&fuer={kommune.pk}&in_runde={runde.pk}")
    )
    assert (daten["umsetzungsstand"], daten["entscheidungsbedarf"]) == ("in_betrieb", "Wer zahlt?")
    assert (daten["stichtag"], daten["fuer"]) == (heute(), str(kommune.pk))


def test_a_partner_confirms_only_what_it_answers_for(partner, steckbrief, kommune):
    fremd = make_fassung(titel="Fremdes").steckbrief
    for eines in (steckbrief, fremd):
        make_sachstand(eines)
    seite = reverse("admin:agenda_sachstand_unveraendert")
    adresse = f"{seite}?steckbriefe={steckbrief.pk},{fremd.pk},abc,²"
    response = partner.get(adresse)
    assert "Fremdes" not in text(response)
    assert not page(response).select("[name=fuer_partner]")
    partner.post(adresse, read_form(response))
    sachstand = Sachstand.objects.eingereicht().get()
    assert (sachstand.steckbrief, sachstand.kommune) == (steckbrief, kommune)
    assert not sachstand.vertretung
    assert "keiner, zu dem Sie melden dürfen" in text(partner.get(seite))


def test_a_correction_of_what_was_confirmed_later_takes_the_later_stichtag(office, steckbrief):
    bericht = make_sachstand(steckbrief, quelle="Akte")
    workflow.accept(sachstaende.unveraendert(steckbrief), user=None)
    neu = f"{NEU}?steckbrief={steckbrief.pk}&berichtigt={bericht.pk}"
    daten = read_form(office.get(neu)) | {"stichtag": "30.06.2024", "umsetzungsstand": "idee"}
    assert f"wurde zum {heute()} unverändert bestätigt" in errors(office.post(neu, daten))
    assert office.post(neu, daten | {"stichtag": heute()}).status_code == 302


def test_the_list_is_filtered_by_round_and_kind(office, steckbrief, runde, kommune):
    make_sachstand(steckbrief)
    sachstaende.vor_ort(steckbrief, kommune=kommune, stand="geplant", runde=runde)
    for suche in (f"runde={runde.pk}", "art__exact=vor_ort", f"kommune__id__exact={kommune.pk}"):
        zeilen = page(office.get(f"{LISTE}?{suche}")).select("#result_list tbody tr")
        assert ["nur Stand vor Ort" in zeile.text for zeile in zeilen] == [True], suche
    assert len(page(office.get(f"{LISTE}?runde=x")).select("#result_list tbody tr")) == 2
