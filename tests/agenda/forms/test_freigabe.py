import datetime

import pytest
from django.utils import timezone

from agenda.forms.freigabe import FreigabeForm


def test_now_needs_no_date_and_ignores_one():
    form = FreigabeForm(
        {"wann": "sofort", "gilt_ab_0": "2030-01-01", "gilt_ab_1": "08:00", "seen_version": "3"}
    )
    assert form.is_valid()
    assert form.auftrag == {
        "seen_version": 3,
        "gilt_ab": None,
        "grund": "",
        "drucksache": None,
    }


@pytest.mark.parametrize("tag", ["2030-07-01", "01.07.2030"])
def test_a_later_moment_is_meant_in_local_time(tag):
    form = FreigabeForm(
        {"wann": "spaeter", "gilt_ab_0": tag, "gilt_ab_1": "08:00", "seen_version": "3"}
    )
    assert form.is_valid()
    erwartet = datetime.datetime(2030, 7, 1, 8, tzinfo=timezone.get_default_timezone())
    assert form.auftrag["gilt_ab"] == erwartet


def test_an_hour_that_does_not_exist_is_refused():
    form = FreigabeForm(
        {"wann": "spaeter", "gilt_ab_0": "2030-03-31", "gilt_ab_1": "02:30", "seen_version": "3"}
    )
    assert not form.is_valid()
    assert "gilt_ab" in form.errors
