"""Reports: drafted, handed in, confirmed, given back, accepted; and what is refused, in German."""

import datetime
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agenda.domain import eintraege, sachstaende, workflow
from agenda.models import Eintrag, Sachstand, Steckbrief, Vorgang
from agenda.models.vages_datum import VagesDatum
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_kommune,
    make_konto,
    make_runde,
    make_sachstand,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kommune():
    return make_kommune("Amt Nord")


@pytest.fixture
def steckbrief(kommune):
    steckbrief = make_steckbrief("Rufbus")
    steckbrief.mitwirkungen.create(kommune=kommune, rolle="verantwortlich")
    workflow.record(steckbrief, user=None)
    steckbrief.refresh_from_db()
    return make_fassung(steckbrief).steckbrief


@pytest.fixture
def runde():
    """A round about today: its Stichtag is neither future nor before the first Fassung."""
    return make_runde(stichtag=timezone.localdate(), abgabefrist=timezone.localdate())


@pytest.fixture
def bericht(steckbrief):
    """What was last accepted: of today, so that what follows is not older."""
    return make_sachstand(
        steckbrief,
        stichtag=VagesDatum(timezone.localdate()),
        umsetzungsstand="in_erprobung",
        ampel="gelb",
        erreicht="Strecke geplant.",
        naechste_schritte="Probefahrt.",
        hindernisse="Fahrer*innen fehlen.",
    )


def entwurf(steckbrief, runde, kommune):
    return sachstaende.entwurf(steckbrief, runde=runde, kommune=kommune)


def speichern(sachstand, **felder):
    zeilen = {
        n: felder.pop(n)
        for n in ("meilensteine", "mittel", "messwerte", "orte", "kommune")
        if n in felder
    }
    return sachstaende.speichern(sachstand, seen_version=sachstand.version, felder=felder, **zeilen)


def later(tage):
    return mock.patch.object(
        timezone, "now", return_value=timezone.now() + datetime.timedelta(days=tage)
    )


class TestDraft:
    def test_it_begins_with_what_still_holds(self, steckbrief, runde, kommune, bericht):
        neu = entwurf(steckbrief, runde, kommune)
        assert (neu.umsetzungsstand, neu.ampel) == ("in_erprobung", "gelb")
        assert (neu.naechste_schritte, neu.hindernisse) == ("Probefahrt.", "Fahrer*innen fehlen.")
        assert (neu.erreicht, neu.entscheidungsbedarf) == ("", "")
        assert (neu.status, neu.kommune, neu.stichtag.datum) == ("entwurf", kommune, runde.stichtag)
        assert entwurf(steckbrief, runde, make_kommune()).pk == neu.pk

    def test_two_at_once_get_the_same(self, steckbrief, runde, kommune):
        erster = entwurf(steckbrief, runde, kommune)
        with mock.patch.object(sachstaende, "offener", side_effect=[None, erster]):
            assert entwurf(steckbrief, runde, kommune) == erster
        assert Sachstand.objects.count() == 1

    def test_after_the_acceptance_a_new_one_begins(self, steckbrief, runde, kommune):
        erster = sachstaende.einreichen(entwurf(steckbrief, runde, kommune))
        assert entwurf(steckbrief, runde, kommune) == erster
        workflow.accept(erster, user=None)
        assert entwurf(steckbrief, runde, kommune) != erster


class TestSave:
    def test_fields_and_rows(self, runde, kommune):
        steckbrief = make_fassung(make_full_steckbrief(kommune=kommune)).steckbrief
        meilenstein, kennzahl = steckbrief.meilensteine.first(), steckbrief.kennzahlen.get()
        neu = speichern(
            entwurf(steckbrief, runde, kommune),
            umsetzungsstand="in_betrieb",
            erreicht="Alles.",
            meilensteine=[
                {"meilenstein_uuid": meilenstein.uuid, "erreicht_am": VagesDatum.lesen("2025")}
            ],
            mittel=[{"jahr": 2025, "verausgabt": 100}],
            messwerte=[{"kennzahl_uuid": kennzahl.uuid, "wert": 7}],
            orte=[{"kommune": kommune, "stand": "verfuegbar", "seit": None, "link": ""}],
        )
        assert (neu.version, neu.erreicht) == (1, "Alles.")
        assert neu.meilensteine.get().titel == meilenstein.titel
        assert (neu.messwerte.get().name, neu.messwerte.get().einheit) == ("Beratungen", "je Jahr")
        zeile = neu.mittel.get()
        neu = speichern(neu, erreicht="Fast alles.")
        assert (neu.mittel.count(), neu.staende_vor_ort.count()) == (1, 1)
        speichern(neu, mittel=[{"jahr": 2025, "verausgabt": 200}], messwerte=[])
        assert (neu.mittel.get().pk, neu.mittel.get().verausgabt) == (zeile.pk, 200)
        assert not neu.messwerte.exists()

    def test_a_kommune_writes_only_its_own_stand(self, steckbrief, runde, kommune):
        anderes = make_kommune("Amt Süd")
        neu = speichern(
            entwurf(steckbrief, runde, kommune), orte=[{"kommune": kommune, "stand": "geplant"}]
        )
        speichern(neu, orte=[{"kommune": anderes.pk, "stand": "verfuegbar"}], kommune=anderes)
        speichern(neu, orte=[])
        assert [str(ort) for ort in neu.staende_vor_ort.all()] == ["Amt Süd: verfügbar"]
        with pytest.raises(ValidationError, match="jede Kommune für sich"):
            speichern(neu, orte=[{"kommune": anderes, "stand": "geplant"}])
        assert [str(ort) for ort in neu.staende_vor_ort.all()] == ["Amt Süd: verfügbar"]

    def test_who_saw_an_older_version_is_told_and_overwrites_nothing(
        self, steckbrief, runde, kommune
    ):
        neu = entwurf(steckbrief, runde, kommune)
        speichern(neu, erreicht="Meins.")
        with pytest.raises(sachstaende.SachstandVeraltet) as fehler:
            sachstaende.speichern(neu, seen_version=0, felder={"erreicht": "Deins."})
        assert "Sachstand wurde inzwischen" in fehler.value.messages[0]
        assert fehler.value.stand.erreicht == "Meins."
        neu.refresh_from_db()
        assert (neu.erreicht, neu.version) == ("Meins.", 1)

    @pytest.mark.parametrize(
        ("felder", "erwartet"),
        [
            ({"umsetzungsstand": "fertig"}, "keine gültige"),
            ({"umsetzungsstand": ""}, "Feld"),
            ({"stichtag": None}, "Stichtag angeben, oder die Quelle"),
            ({"stichtag": VagesDatum(datetime.date(2190, 1, 1))}, "liegt in der Zukunft"),
            ({"stichtag": VagesDatum(datetime.date(2001, 1, 1))}, "vor der ersten Fassung"),
            ({"meilensteine": [{"meilenstein_uuid": "x"}]}, "nicht mehr im Steckbrief"),
            ({"mittel": [{"jahr": 2025, "verausgabt": -1}]}, "nicht negativ"),
            ({"mittel": [{"jahr": 2025, "verausgabt": 1}] * 2}, "steht schon im Bericht"),
        ],
    )
    def test_nonsense_is_refused_and_nothing_changes(
        self, steckbrief, runde, kommune, felder, erwartet
    ):
        neu = speichern(entwurf(steckbrief, runde, kommune), erreicht="Bisher.")
        with pytest.raises(ValidationError) as fehler:
            speichern(neu, **{"erreicht": "Neu.", **felder})
        assert erwartet in " ".join(fehler.value.messages)
        neu = Sachstand.objects.get()
        assert (neu.erreicht, neu.version, neu.mittel.count()) == ("Bisher.", 1, 0)

    def test_an_unknown_field_is_a_mistake_of_ours(self, steckbrief, runde, kommune):
        with pytest.raises(TypeError, match="status"):
            speichern(entwurf(steckbrief, runde, kommune), status="angenommen")

    def test_handed_in_it_stays_so_and_accepted_it_is_over(self, steckbrief, runde, kommune):
        neu = sachstaende.einreichen(entwurf(steckbrief, runde, kommune))
        assert speichern(neu, erreicht="Doch noch.").status == "eingereicht"
        workflow.accept(neu, user=None)
        with pytest.raises(ValidationError, match="inzwischen angenommen"):
            speichern(neu, erreicht="Zu spät.")
        with pytest.raises(ValidationError, match="inzwischen angenommen"):
            sachstaende.einreichen(neu)


class TestHandIn:
    def test_it_waits_and_is_logged_once_with_who_did_it(self, steckbrief, runde, kommune):
        neu = sachstaende.einreichen(entwurf(steckbrief, runde, kommune), funktion="Fachamt Bauen")
        sachstaende.einreichen(neu, funktion="Fachamt Bauen")
        assert (neu.status, neu.gemeldet_funktion) == ("eingereicht", "Fachamt Bauen")
        vorgang = Vorgang.objects.get(verb="sachstand_eingereicht")
        assert (vorgang.sachstand, vorgang.funktion, vorgang.konto) == (neu, "Fachamt Bauen", None)
        assert list(sachstaende.offene(make_stabsstelle())) == [neu]
        assert not sachstaende.offene(make_konto()).exists()

    def test_a_project_abgelegt_meanwhile_names_where_to_report_and_keeps_the_draft(
        self, steckbrief, runde, kommune
    ):
        ziel = make_fassung(titel="Nahverkehr").steckbrief
        neu = speichern(entwurf(steckbrief, runde, kommune), erreicht="Viel.")
        workflow.merge(
            Steckbrief.objects.get(pk=steckbrief.pk), into=ziel, user=None, grund="Eins."
        )
        for melden in (
            lambda: sachstaende.einreichen(neu),
            lambda: sachstaende.unveraendert(steckbrief, runde=runde),
            lambda: sachstaende.vor_ort(steckbrief, kommune=kommune, stand="geplant"),
        ):
            with pytest.raises(ValidationError, match=r"Nahverkehr.* aufgegangen"):
                melden()
        neu.refresh_from_db()
        assert (neu.status, neu.erreicht) == ("entwurf", "Viel.")

    def test_a_stichtag_to_come_waits_for_its_day(self, steckbrief, kommune):
        morgen = timezone.localdate() + datetime.timedelta(days=1)
        neu = entwurf(steckbrief, make_runde(stichtag=morgen, abgabefrist=morgen), kommune)
        with pytest.raises(ValidationError, match="liegt in der Zukunft"):
            sachstaende.einreichen(neu)
        with later(2):
            assert sachstaende.einreichen(neu).status == "eingereicht"

    def test_before_the_first_fassung_only_with_a_source_or_as_a_correction(self, steckbrief):
        alt = VagesDatum(datetime.date(2020, 1, 1))
        neu = make_sachstand(steckbrief, accepted=False, stichtag=alt)
        heute = f"{timezone.localdate():%d.%m.%Y}"
        with pytest.raises(ValidationError, match=f"seit dem {heute} gilt"):
            sachstaende.einreichen(neu)
        neu.quelle = "Jahresbericht"
        neu.save()
        workflow.accept(sachstaende.einreichen(neu), user=make_stabsstelle())
        korrektur = make_sachstand(steckbrief, accepted=False, stichtag=alt, berichtigt=neu)
        assert sachstaende.einreichen(korrektur).status == "eingereicht"


class TestUnchanged:
    def test_it_repeats_the_report_but_for_its_rows(self, steckbrief, runde, kommune, bericht):
        neu = sachstaende.unveraendert(steckbrief, runde=runde, kommune=kommune, funktion="Amt")
        assert (neu.art, neu.status, neu.bestaetigt) == ("unveraendert", "eingereicht", bericht)
        assert (neu.umsetzungsstand, neu.ampel, neu.erreicht) == (
            "in_erprobung",
            "gelb",
            "Strecke geplant.",
        )
        assert sachstaende.unveraendert(steckbrief, runde=runde).pk == neu.pk
        assert Vorgang.objects.filter(verb="sachstand_eingereicht").count() == 1
        workflow.accept(neu, user=None)
        with pytest.raises(ValidationError, match="schon ein Bericht angenommen"):
            sachstaende.unveraendert(steckbrief, runde=runde)
        # A confirmation of a confirmation confirms the report.
        assert sachstaende.unveraendert(steckbrief).bestaetigt == bericht
        assert Eintrag.objects.get().umsetzungsstand == "in_erprobung"

    def test_without_a_report_there_is_nothing_to_confirm(self, steckbrief, runde):
        with pytest.raises(ValidationError, match="noch keinen Bericht"):
            sachstaende.unveraendert(steckbrief, runde=runde)

    def test_it_is_never_older_than_the_report(self, steckbrief, bericht):
        gestern = timezone.localdate() - datetime.timedelta(days=1)
        frueher = make_runde(stichtag=gestern, abgabefrist=gestern)
        assert sachstaende.unveraendert(steckbrief, runde=frueher).stichtag == bericht.stichtag
        with pytest.raises(ValidationError, match="damit neuer als der Stichtag"):
            sachstaende.unveraendert(steckbrief, stichtag=gestern)

    def test_an_empty_draft_gives_way_a_written_one_does_not(
        self, steckbrief, runde, kommune, bericht
    ):
        leer = entwurf(steckbrief, runde, kommune)
        assert sachstaende.unveraendert(steckbrief, runde=runde, kommune=kommune).pk == leer.pk
        andere = make_runde(stichtag=runde.stichtag, abgabefrist=runde.abgabefrist)
        neu = speichern(entwurf(steckbrief, andere, kommune), erreicht="Ein Satz.")
        with pytest.raises(ValidationError, match="Entwurf mit eigenen Angaben"):
            sachstaende.unveraendert(steckbrief, runde=andere)
        sachstaende.einreichen(neu)
        with pytest.raises(ValidationError, match="schon ein Bericht eingereicht"):
            sachstaende.unveraendert(steckbrief, runde=andere)
        neu.refresh_from_db()
        assert (neu.art, neu.erreicht) == ("bericht", "Ein Satz.")

    def test_written_over_it_becomes_a_report(self, steckbrief, runde, kommune, bericht):
        neu = sachstaende.unveraendert(steckbrief, runde=runde, kommune=kommune)
        neu = speichern(neu, erreicht="Doch etwas.")
        assert (neu.art, neu.bestaetigt, neu.status) == ("bericht", None, "eingereicht")

    def test_all_at_once_says_what_was_left_out(self, steckbrief, runde, bericht):
        ohne = make_fassung(titel="Ohne").steckbrief
        fertig, ausgelassen = sachstaende.unveraendert_alle([steckbrief, ohne], runde=runde)
        assert [s.steckbrief for s in fertig] == [steckbrief]
        assert [(s, "noch keinen Bericht" in grund) for s, grund in ausgelassen] == [(ohne, True)]


class TestStandVorOrt:
    def test_it_changes_the_place_and_nothing_else(self, steckbrief, runde, kommune, bericht):
        neu = sachstaende.vor_ort(
            steckbrief, kommune=kommune, stand="in_einfuehrung", runde=runde, funktion="Amt"
        )
        assert (neu.art, neu.status, neu.umsetzungsstand) == ("vor_ort", "eingereicht", "")
        nochmal = sachstaende.vor_ort(
            steckbrief, kommune=kommune, stand="verfuegbar", runde=runde, seen_version=neu.version
        )
        assert nochmal.pk == neu.pk
        with pytest.raises(sachstaende.SachstandVeraltet):
            sachstaende.vor_ort(
                steckbrief, kommune=kommune, stand="geplant", runde=runde, seen_version=neu.version
            )
        sachstaende.vor_ort(steckbrief, kommune=make_kommune(), stand="geplant", runde=runde)
        assert Sachstand.objects.offen().count() == 2
        workflow.accept(nochmal, user=make_stabsstelle())
        eintrag = Eintrag.objects.get()
        assert [(o.kommune, o.stand) for o in eintrag.orte.all()] == [(kommune, "verfuegbar")]
        assert (eintrag.umsetzungsstand, eintrag.ampel) == ("in_erprobung", "gelb")
        assert sachstaende.letzter(steckbrief) == bericht

    def test_the_newest_word_of_each_kommune_counts_however_it_came(self, steckbrief, kommune):
        sued = make_kommune("Amt Süd")
        alt = make_sachstand(steckbrief, accepted=False, stichtag="2024")
        alt.staende_vor_ort.create(kommune=kommune, stand="geplant")
        alt.staende_vor_ort.create(kommune=sued, stand="geplant")
        workflow.accept(alt, user=None)
        workflow.accept(
            sachstaende.vor_ort(steckbrief, kommune=sued, stand="verfuegbar"), user=None
        )
        assert {
            o.kommune.name: (o.stand, str(o.sachstand.stichtag))
            for o in eintraege.staende_vor_ort(steckbrief)
        } == {
            "Amt Nord": ("geplant", "2024"),
            "Amt Süd": ("verfuegbar", f"{timezone.localdate():%d.%m.%Y}"),
        }

    @pytest.mark.parametrize("unsinn", [{"stand": "fertig"}, {"stand": "geplant", "link": "weg"}])
    def test_nonsense_is_refused(self, steckbrief, kommune, unsinn):
        with pytest.raises(ValidationError):
            sachstaende.vor_ort(steckbrief, kommune=kommune, **unsinn)
        assert not Sachstand.objects.exists()


class TestGivingBack:
    def test_the_question_goes_with_it_until_it_is_handed_in_again(
        self, steckbrief, runde, kommune
    ):
        stab = make_stabsstelle()
        neu = sachstaende.einreichen(entwurf(steckbrief, runde, kommune))
        with pytest.raises(ValidationError, match="was noch fehlt"):
            sachstaende.zurueckgeben(neu, user=stab, rueckfrage="  ")
        with pytest.raises(PermissionDenied):
            sachstaende.zurueckgeben(neu, user=make_konto(), rueckfrage="Wann?")
        sachstaende.zurueckgeben(neu, user=stab, rueckfrage="Wann?")
        assert (neu.status, neu.rueckfrage, neu.eingereicht_at) == ("entwurf", "Wann?", None)
        assert Vorgang.objects.get(verb="sachstand_zurueck").begruendung == "Wann?"
        with pytest.raises(ValidationError, match="nicht eingereicht"):
            sachstaende.zurueckgeben(neu, user=stab, rueckfrage="Wann?")
        assert sachstaende.einreichen(neu).rueckfrage == ""


class TestAccepting:
    def test_two_at_once_and_the_second_is_told(self, steckbrief, runde, kommune):
        neu = sachstaende.einreichen(entwurf(steckbrief, runde, kommune))
        mein, dein = (Sachstand.objects.get(pk=neu.pk) for _ in range(2))
        workflow.accept(mein, user=make_stabsstelle())
        with pytest.raises(ValidationError, match="schon angenommen"):
            workflow.accept(dein, user=make_stabsstelle())
        assert Vorgang.objects.filter(verb="sachstand_angenommen").count() == 1

    def test_what_was_not_read_is_not_accepted(self, steckbrief, runde, kommune):
        neu = sachstaende.einreichen(entwurf(steckbrief, runde, kommune))
        gelesen = neu.version
        speichern(neu, erreicht="Nachträglich.")
        with pytest.raises(sachstaende.SachstandVeraltet):
            workflow.accept(neu, user=make_stabsstelle(), seen_version=gelesen)

    def test_all_or_none(self, steckbrief, runde, kommune, bericht):
        stab = make_stabsstelle()
        neu = sachstaende.einreichen(entwurf(steckbrief, runde, kommune))
        with pytest.raises(ValidationError, match=r"Rufbus.*schon angenommen.*nichts angenommen"):
            sachstaende.alle_annehmen([neu, bericht], user=stab)
        assert list(sachstaende.offene(stab)) == [neu]
        assert sachstaende.alle_annehmen([neu], user=stab, gesehen={neu.pk: neu.version}) == 1

    def test_an_abgelegtes_project_keeps_what_was_reported_before(self, steckbrief, runde, kommune):
        neu = sachstaende.einreichen(entwurf(steckbrief, runde, kommune))
        workflow.shelve(Steckbrief.objects.get(pk=steckbrief.pk), user=None, grund="Ende.")
        stab = make_stabsstelle()
        workflow.accept(neu, user=stab)
        morgen = VagesDatum(timezone.localdate() + datetime.timedelta(days=1))
        spaeter = make_sachstand(steckbrief, accepted=False, stichtag=morgen)
        with later(2), pytest.raises(ValidationError, match="bis zu diesem Tag"):
            workflow.accept(spaeter, user=stab)
