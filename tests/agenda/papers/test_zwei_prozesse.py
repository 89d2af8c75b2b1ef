"""A Synopse has the same bytes whoever draws it, and when: its address promises just that."""

import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from agenda.domain import papierlager
from agenda.papers import synopse, werkstatt
from tests.agenda.papers import inhalte
from tests.factories import (
    festschreiben,
    make_ausgabe,
    make_fassung,
    make_full_steckbrief,
    make_portal,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
TAGE = 400


def zwei_fassungen():
    steckbrief = make_full_steckbrief("Lotsen", vorgesehene_nummer="12")
    alt = make_fassung(steckbrief)
    return alt, inhalte.naechste_fassung(steckbrief, titel="Digitale Lotsen", zweck="Für wenige.")


def zwei_ausgaben():
    eins = make_fassung(make_steckbrief("Lotsen", vorgesehene_nummer="1")).steckbrief
    alt = festschreiben(make_ausgabe("Agenda 2022"))
    inhalte.naechste_fassung(eins, titel="Digitale Lotsen")
    make_fassung(make_steckbrief("Bus", vorgesehene_nummer="2"))
    return alt, festschreiben(make_ausgabe("Agenda 2023", vorwort="Ein Wort zuvor."))


@pytest.fixture
def anderswo(monkeypatch):
    """Return a function that has a Synopse drawn by a new process, so many days from now."""

    def zeichnen(alt, neu, *, seed, zone, tage):
        code = (
            f"import time; now = time.time; time.time = lambda: now() + {tage} * 86400\n"
            "from agenda.papers import drucker; drucker.main()"
        )
        umgebung = ["env", f"PYTHONHASHSEED={seed}", f"TZ={zone}", f"SOURCE_DATE_EPOCH={tage}"]
        with monkeypatch.context() as patch:
            patch.setattr(werkstatt, "BEFEHL", (*umgebung, sys.executable, "-c", code))
            jetzt = timezone.now() + timedelta(days=tage)
            patch.setattr(timezone, "now", lambda: jetzt)
            werkstatt.schliessen()
            papierlager.leeren()
            pdf = synopse.pdf(alt, neu)
            werkstatt.schliessen()
        return pdf

    return zeichnen


@pytest.mark.parametrize("machen", [zwei_fassungen, zwei_ausgaben])
def test_same_bytes_in_two_processes_on_two_days(anderswo, machen):
    make_portal(hinweis="**Nicht amtlich:** Nummern.")
    zwei = machen()
    heute = anderswo(*zwei, seed=1, zone="Europe/Berlin", tage=0)
    assert heute.startswith(b"%PDF-")
    assert anderswo(*zwei, seed=7, zone="Pacific/Auckland", tage=TAGE) == heute
