"""Two who report or accept at the same moment, by two connections."""

import threading
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from agenda.domain import sachstaende
from agenda.models import Eintrag, Sachstand, Vorgang
from agenda.models.vages_datum import VagesDatum
from tests.factories import make_fassung, make_kommune, make_runde, make_sachstand


@pytest.fixture
def kommune():
    return make_kommune()


@pytest.fixture
def steckbrief():
    return make_fassung(titel="Rufbus").steckbrief


@pytest.fixture
def runde():
    heute = timezone.localdate()
    return make_runde(stichtag=heute, abgabefrist=heute)


@pytest.fixture
def bericht(steckbrief):
    return make_sachstand(steckbrief, stichtag=VagesDatum(timezone.localdate()))


def entwurf(steckbrief, runde, kommune):
    return sachstaende.entwurf(steckbrief, runde=runde, kommune=kommune)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def zugleich(self, *taten):
        """Run all at once and return what came of each: "getan" or the error's code."""
        ergebnisse, bereit = [], threading.Barrier(len(taten))

        def versuchen(tat):
            bereit.wait()
            try:
                tat()
                ergebnisse.append("getan")
            except ValidationError as fehler:
                ergebnisse.append(fehler.code)
            finally:
                connection.close()

        laeufer = [threading.Thread(target=versuchen, args=[tat]) for tat in taten]
        for einer in laeufer:
            einer.start()
        for einer in laeufer:
            einer.join()
        return sorted(ergebnisse)

    def annehmen(self, *sachstaende_):
        pks = [s.pk for s in sachstaende_]
        return lambda: sachstaende.alle_annehmen(Sachstand.objects.filter(pk__in=pks), user=None)

    def test_one_report_is_accepted_once(self, steckbrief, runde, kommune):
        neu = sachstaende.einreichen(entwurf(steckbrief, runde, kommune))
        assert self.zugleich(self.annehmen(neu), self.annehmen(neu)) == ["getan", "uebergang"]
        assert Vorgang.objects.filter(verb="sachstand_angenommen").count() == 1

    def test_two_reports_on_one_project_both_count(self, steckbrief, runde, kommune):
        eines = sachstaende.einreichen(entwurf(steckbrief, runde, kommune))
        anderes = sachstaende.vor_ort(steckbrief, kommune=kommune, stand="geplant")
        assert self.zugleich(self.annehmen(eines), self.annehmen(anderes)) == ["getan"] * 2
        assert Eintrag.objects.get().orte.count() == 1

    def test_two_who_accept_all_do_not_block_each_other(self, steckbrief, runde, kommune):
        anderer = make_fassung(titel="Anderer").steckbrief
        reihe = [
            sachstaende.vor_ort(eines, kommune=make_kommune(), stand="geplant")
            for eines in (steckbrief, anderer, steckbrief)
        ]
        taten = [self.annehmen(reihe[0], reihe[1]), self.annehmen(reihe[2], reihe[1])]
        assert self.zugleich(*taten) == ["getan", "uebergang"]

    def test_two_partners_open_one_draft(self, steckbrief, runde, kommune):
        oeffnen = partial(entwurf, steckbrief, runde, kommune)
        assert self.zugleich(oeffnen, oeffnen) == ["getan"] * 2
        assert Sachstand.objects.count() == 1

    def test_outside_a_round_too_twice_at_once_is_once(self, steckbrief, kommune, bericht):
        melden = partial(sachstaende.unveraendert, steckbrief)
        ort = partial(sachstaende.vor_ort, steckbrief, kommune=kommune, stand="geplant")
        assert self.zugleich(melden, melden, melden, ort, ort, ort) == ["getan"] * 6
        assert Sachstand.objects.eingereicht().count() == 2

    def test_unchanged_twice_at_once_is_once(self, steckbrief, runde, bericht):
        melden = partial(sachstaende.unveraendert, steckbrief, runde=runde)
        assert set(self.zugleich(melden, melden)) <= {"getan", "gleichzeitig"}
        assert Sachstand.objects.eingereicht().count() == 1
