"""Zielgruppen keep the names they had: Fassungen go on naming them so."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from agenda.domain import einrichtung, eintraege
from agenda.forms.steckbrief import SteckbriefForm
from agenda.models import Eintrag, Steckbrief, Zielgruppe
from tests.factories import make_fassung, make_portal, make_steckbrief, make_zielgruppe

pytestmark = pytest.mark.django_db


def rename(gruppe, name):
    gruppe.name = name
    gruppe.full_clean()
    gruppe.save()
    return Zielgruppe.objects.get(pk=gruppe.pk)


def test_a_renamed_one_is_still_found_after_a_rebuild():
    make_zielgruppe("Familien")
    gruppe = make_zielgruppe("Ältere Menschen")
    steckbrief = make_steckbrief(zielgruppen_auswahl="Ältere Menschen\nWeg")
    make_fassung(steckbrief)
    vorher = Eintrag.objects.get().facetten
    gruppe = rename(rename(gruppe, "Senior*innen"), "Menschen ab 65")
    assert gruppe.fruehere == ["Ältere Menschen", "Senior*innen"]
    eintraege.rebuild_all()
    assert Eintrag.objects.get().facetten == vorher == " z:aeltere-menschen "
    # The working copy shows the name of today, and one of before is still valid in it.
    form = SteckbriefForm(instance=Steckbrief.objects.get())
    assert form["zielgruppen_auswahl"].value() == ["Menschen ab 65", "Weg"]
    assert [name for name, _ in form.fields["zielgruppen_auswahl"].choices] == [
        "Familien",
        "Menschen ab 65",
        "Weg",
    ]
    Steckbrief(zielgruppen_auswahl="Senior*innen").clean()
    with pytest.raises(ValidationError, match="Erlaubt sind „Familien“, „Menschen ab 65“"):
        Steckbrief(zielgruppen_auswahl="Weg").clean()
    # A name of before belongs to its first bearer, who may have it back.
    with pytest.raises(ValidationError, match="So hieß früher „Menschen ab 65“"):
        Zielgruppe(name="Senior*innen").full_clean()
    assert rename(gruppe, "Senior*innen").fruehere == ["Ältere Menschen", "Menschen ab 65"]


def test_a_portal_from_before_gets_the_list_of_today():
    migration = import_module("agenda.migrations.0007_zielgruppen")
    migration.create_list(apps, None)
    assert not Zielgruppe.objects.exists()  # `einrichten` will
    make_portal()
    migration.create_list(apps, None)
    angelegt = list(Zielgruppe.objects.values_list("name", "slug"))
    assert [name for name, _ in angelegt] == list(einrichtung.ZIELGRUPPEN)
    assert angelegt[3][1] == "aeltere-menschen"
    Zielgruppe.objects.exclude(name="Familien").delete()
    migration.create_list(apps, None)
    assert Zielgruppe.objects.count() == 1
