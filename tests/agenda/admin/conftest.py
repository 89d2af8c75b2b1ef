import pytest
from django.contrib.auth.models import Permission

from tests.factories import make_konto, make_stabsstelle


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
