from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch):
    for name in ("USERNAME", "EMAIL", "PASSWORD"):
        monkeypatch.delenv(f"DJANGO_SUPERUSER_{name}", raising=False)


def erstes_konto():
    stdout = StringIO()
    call_command("erstes_konto", stdout=stdout)
    return stdout.getvalue()


def test_first_run_prints_a_password_that_works(client):
    output = erstes_konto()
    password = output.rsplit(": ", 1)[1].strip()
    assert client.login(username="admin", password=password)
    assert get_user_model().objects.get().is_superuser


def test_second_run_changes_and_says_nothing():
    erstes_konto()
    before = get_user_model().objects.get().password
    assert erstes_konto() == ""
    assert get_user_model().objects.get().password == before


def test_account_from_the_environment_never_prints_its_password(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_USERNAME", "stabsstelle")
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "stabsstelle@example.org")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "Deichgraf-1888")
    assert "Deichgraf" not in erstes_konto()
    assert client.login(username="stabsstelle", password="Deichgraf-1888")
    assert get_user_model().objects.get().email == "stabsstelle@example.org"
