"""Every role × every step × own and foreign, read from one expectation table."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from agenda.domain import rollen, workflow
from agenda.models import Steckbrief
from tests.factories import make_fassung, make_kommune, make_konto, make_steckbrief

pytestmark = pytest.mark.django_db

VERHAELTNISSE = ("verantwortlich", "beteiligt", "fremd")


def make_role(name, **felder):
    konto = make_konto(is_staff=True, **felder)
    konto.groups.add(Group.objects.get(name=name))
    return konto


@pytest.fixture
def rows():
    """One draft in each relation to the Kommune, and that Kommune."""
    kommune = make_kommune()
    drafts = {}
    for verhaeltnis in VERHAELTNISSE:
        drafts[verhaeltnis] = make_steckbrief(verhaeltnis)
        if verhaeltnis != "fremd":
            drafts[verhaeltnis].mitwirkungen.create(kommune=kommune, rolle=verhaeltnis)
            workflow.record(drafts[verhaeltnis], user=None)
    return kommune, drafts


@pytest.mark.parametrize(
    ("rolle", "sichtbar", "bearbeitbar"),
    [
        ("Stabsstelle", VERHAELTNISSE, VERHAELTNISSE),
        ("Partner", ("verantwortlich", "beteiligt"), ("verantwortlich",)),
        ("Lesend", VERHAELTNISSE, ()),
        ("Moderation", (), ()),
    ],
)
def test_rows_each_role_reaches(rows, rolle, sichtbar, bearbeitbar):
    kommune, _ = rows
    konto = make_role(rolle)
    konto.kommunen.add(kommune)
    assert {s.titel for s in Steckbrief.objects.visible_to(konto)} == set(sichtbar)
    assert {s.titel for s in Steckbrief.objects.editable_by(konto)} == set(bearbeitbar)


def test_an_account_without_a_role_reaches_nothing(rows):
    konto = make_konto(is_staff=True)
    konto.kommunen.add(rows[0])
    assert not Steckbrief.objects.visible_to(konto).exists()
    assert not Steckbrief.objects.editable_by(konto).exists()


def state(steckbrief, uebergang):
    """Bring a Steckbrief where a step can begin, so that only the right decides."""
    if uebergang.wenn.get("hat_nummer") or uebergang.wenn.get("ist_abgelegt"):
        make_fassung(steckbrief)
    felder = {"status": uebergang.von[0]}
    if uebergang.wenn.get("ist_abgelegt"):
        felder["abgelegt_at"] = timezone.now()
    if uebergang.wenn.get("ist_geloescht"):
        felder["geloescht_at"] = timezone.now()
    Steckbrief.objects.filter(pk=steckbrief.pk).update(**felder)
    return Steckbrief.objects.get(pk=steckbrief.pk)


PARTNER_MAY = {"eingereicht", "verworfen", "wiederhergestellt", "geloescht", "zurueckgeholt"}


@pytest.mark.parametrize("uebergang", workflow.UEBERGAENGE, ids=lambda u: str(u.verb))
def test_steps_each_role_may_take(rows, uebergang):
    kommune, drafts = rows
    drafts = {verhaeltnis: state(draft, uebergang) for verhaeltnis, draft in drafts.items()}
    may = set()
    for rolle in rollen.ROLLEN:
        konto = make_role(rolle)
        konto.kommunen.add(kommune)
        may |= {(rolle, v) for v, draft in drafts.items() if workflow.may(konto, uebergang, draft)}
    allowed = {("Stabsstelle", verhaeltnis) for verhaeltnis in VERHAELTNISSE}
    if uebergang.verb in PARTNER_MAY:
        allowed.add(("Partner", "verantwortlich"))
    assert may == allowed


def test_a_partner_never_releases_nor_changes_who_takes_part():
    rechte = rollen.ROLLEN["Partner"]
    assert not {recht for recht in rechte if recht.endswith("mitwirkung") and "view" not in recht}
    assert not rechte & {
        f"agenda.{verb}_steckbrief"
        for verb in ("release", "shelve", "redact", "delete", "view_all", "change_all")
    }


def test_a_right_added_by_hand_goes_with_the_next_migrate():
    gruppe = Group.objects.get(name="Partner")
    gruppe.permissions.add(*Group.objects.get(name="Stabsstelle").permissions.all())
    rollen.sync_groups()
    namen = {
        f"{p.content_type.app_label}.{p.codename}"
        for p in gruppe.permissions.select_related("content_type")
    }
    assert namen == rollen.ROLLEN["Partner"]
