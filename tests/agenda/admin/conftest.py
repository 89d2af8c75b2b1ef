import pytest
from django.contrib.auth.models import Permission

from tests.factories import (
    make_drucksache,
    make_fassung,
    make_konto,
    make_portal,
    make_stabsstelle,
)


@pytest.fixture
def stabsstelle(db):
    return make_stabsstelle(username="stab")


@pytest.fixture
def office(client, stabsstelle):
    """A client logged in as an account that may do everything."""
    client.force_login(stabsstelle)
    return client


@pytest.fixture
def staff(db, client):
    """Return a function that logs in an account with some rights only, named by codename."""

    def login(*codenames):
        konto = make_konto(is_staff=True, funktion="Sachbearbeitung")
        rechte = Permission.objects.filter(codename__in=codenames)
        assert rechte.count() == len(codenames)
        konto.user_permissions.set(rechte)
        client.force_login(konto)
        return client

    return login


@pytest.fixture
def agenda():
    """Two Steckbriefe of the agenda, released."""
    make_portal()
    return [
        make_fassung(titel=titel, vorgesehene_nummer=nummer, bezug="agenda").steckbrief
        for titel, nummer in (("Lotsen", "1"), ("Bus", "2"))
    ]


@pytest.fixture
def drucksache():
    return make_drucksache("2026/7", betrifft_agenda=True)
