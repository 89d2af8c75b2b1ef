import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError

from kommunen.models import (
    Gemeinde,
    Gremium,
    Kommunalart,
    Kommune,
    Nutzerkonto,
    Portal,
    Rechtsgrundlage,
    Ressource,
)
from tests.factories import make_gremium, make_kommune, make_konto, make_portal
from tests.refusal import database_refuses

pytestmark = pytest.mark.django_db


class TestPortal:
    def test_before_the_set_up_there_is_an_empty_one(self):
        assert Portal.objects.aktuell().titel == "Digitale Agenda"
        assert not Portal.objects.exists()

    def test_saving_another_one_changes_the_one(self):
        make_portal(titel="Erstes")
        make_portal(titel="Zweites")
        assert Portal.objects.get().titel == "Zweites"

    def test_database_refuses_a_second_one(self):
        make_portal()
        with database_refuses("portal_nur_einmal"):
            Portal.objects.bulk_create([Portal(id=2)])
        with database_refuses("portal_nur_einmal"):
            Portal.objects.update(id=2)

    def test_stamp_only_rises(self):
        make_portal()
        Portal.objects.stempeln()
        Portal.objects.stempeln()
        assert Portal.objects.get().stand == 3

    def test_notice_can_be_switched_off(self):
        portal = make_portal(hinweis="Nicht amtlich.")
        assert portal.sichtbarer_hinweis == "Nicht amtlich."
        portal.hinweis_zeigen = False
        assert portal.sichtbarer_hinweis == ""

    def test_law_is_keyed_once(self):
        Rechtsgrundlage.objects.create(schluessel="bericht", thema="Bericht", fundstelle="§ 1")
        with database_refuses("schluessel"):
            Rechtsgrundlage.objects.create(schluessel="bericht", thema="Anderes", fundstelle="§ 2")


class TestKommune:
    def test_population_needs_its_date(self):
        with database_refuses("kommune_einwohner_mit_stichtag"):
            make_kommune(einwohner=22114)
        make_kommune(einwohner=22114, einwohner_stichtag="2022-12-31")
        make_kommune(einwohner_stichtag="2022-12-31")

    def test_the_form_says_so_in_german(self):
        kommune = make_kommune()
        kommune.einwohner = 5
        with pytest.raises(ValidationError, match="Zur Einwohnerzahl gehört ihr Stichtag"):
            kommune.full_clean()
        kommune.einwohner_stichtag = datetime.date(2022, 12, 31)
        kommune.full_clean()

    def test_database_refuses_a_negative_population(self):
        with pytest.raises(IntegrityError):
            make_kommune(einwohner=-1, einwohner_stichtag="2022-12-31")

    def test_one_name_once(self):
        make_kommune("Amt Nord")
        with database_refuses("name"):
            make_kommune("Amt Nord")

    @pytest.mark.parametrize(
        ("name", "slug"),
        [
            ("Amt Büsum-Wesselburen", "amt-buesum-wesselburen"),
            ("Amt Burg-St. Michaelisdonn", "amt-burg-st-michaelisdonn"),
            ("Große Straße", "grosse-strasse"),
            ("ÄÖÜ äöü ß", "aeoeue-aeoeue-ss"),
            ("Ö" * 120, "oe" * 40),
        ],
    )
    def test_slug_from_the_name(self, name, slug):
        assert make_kommune(name).slug == slug

    def test_a_printed_address_stays(self):
        kommune = make_kommune("Amt Nord")
        kommune.name = "Amt Nordsee"
        kommune.save()
        assert kommune.slug == "amt-nord"
        assert make_kommune("Amt Süd", slug="sueden").slug == "sueden"

    def test_two_names_with_one_address_are_a_message_not_a_crash(self):
        make_kommune("Amt Süd")
        with pytest.raises(ValidationError) as error:
            Kommune(name="Amt Sued", art=Kommunalart.objects.get()).full_clean()
        assert list(error.value.message_dict) == ["slug"]

    def test_a_kind_in_use_stays(self):
        kommune = make_kommune()
        with pytest.raises(ProtectedError):
            kommune.art.delete()

    def test_short_name_where_there_is_one(self):
        assert make_kommune("Amt Kirchspiel", kurzname="Amt K.").anzeigename == "Amt K."
        assert make_kommune("Amt Nord").anzeigename == "Amt Nord"

    def test_order_of_the_office_then_name(self):
        make_kommune("B", reihenfolge=2)
        make_kommune("C", reihenfolge=1)
        make_kommune("A", reihenfolge=2)
        assert [str(kommune) for kommune in Kommune.objects.all()] == ["C", "A", "B"]


class TestGemeinde:
    def test_one_key_once(self):
        kommune = make_kommune()
        Gemeinde.objects.create(name="Marne", schluessel="01", kommune=kommune)
        with database_refuses("schluessel"):
            Gemeinde.objects.create(name="Meldorf", schluessel="01", kommune=kommune)

    @pytest.mark.parametrize(
        ("plz", "erlaubt"),
        [
            ("", True),
            ("25709", True),
            ("25709 25719", True),
            ("2570", False),
            ("257091", False),
            ("25709,25719", False),
            ("D-25709", False),
        ],
    )
    def test_postal_codes(self, plz, erlaubt):
        gemeinde = Gemeinde(name="Marne", schluessel="01", kommune=make_kommune(), plz=plz)
        if erlaubt:
            gemeinde.full_clean()
        else:
            with pytest.raises(ValidationError, match="fünfstellige Postleitzahlen"):
                gemeinde.full_clean()


class TestRessource:
    @pytest.mark.parametrize(
        "feld", ["vzae_vereinbart", "vzae_ist", "budget_empfohlen", "budget_ist"]
    )
    def test_nothing_is_negative(self, feld):
        with database_refuses("ressource_nicht_negativ"):
            Ressource.objects.create(kommune=make_kommune(), jahr=2023, **{feld: -1})

    def test_zero_and_unknown_are_allowed(self):
        ressource = Ressource(kommune=make_kommune(), jahr=2023, budget_ist=0, vzae_ist="0")
        ressource.full_clean()
        ressource.save()

    def test_one_row_a_year(self):
        kommune = make_kommune()
        Ressource.objects.create(kommune=kommune, jahr=2023)
        Ressource.objects.create(kommune=kommune, jahr=2024)
        Ressource.objects.create(kommune=make_kommune(), jahr=2023)
        with database_refuses("ressource_einmal_je_jahr"):
            Ressource.objects.create(kommune=kommune, jahr=2023)

    def test_a_year_is_a_year(self):
        with pytest.raises(ValidationError, match="Jahreszahl ab 1990"):
            Ressource(kommune=make_kommune(), jahr=23).full_clean()


class TestGremium:
    def test_slug_from_the_name(self):
        assert make_gremium("Ratsversammlung Brunsbüttel").slug == "ratsversammlung-brunsbuettel"
        assert len(make_gremium("Ä" * 120).slug) == 120

    def test_a_kommune_with_gremien_stays(self):
        kommune = make_kommune()
        make_gremium(kommune=kommune)
        with pytest.raises(ProtectedError):
            kommune.delete()

    def test_one_name_once(self):
        make_gremium("Kreistag")
        with database_refuses("name"):
            Gremium.objects.create(name="Kreistag", slug="kreistag-2")


class TestNutzerkonto:
    def test_two_accounts_never_share_an_address(self):
        make_konto(email="post@example.org")
        with database_refuses("email"):
            make_konto(email="post@example.org")

    @pytest.mark.parametrize(
        ("email", "meldung"),
        [
            ("", "Dieses Feld darf nicht leer sein"),
            ("post", "gültige E-Mail-Adresse"),
            ("post@example.org", "Diese E-Mail-Adresse hat schon ein Konto."),
        ],
    )
    def test_the_form_wants_an_address_of_its_own(self, email, meldung):
        make_konto(email="post@example.org")
        with pytest.raises(ValidationError) as error:
            Nutzerkonto(username="neu", password="x", email=email).full_clean()
        assert list(error.value.message_dict) == ["email"]
        assert meldung in error.value.message_dict["email"][0]

    def test_is_called_by_its_function_then_by_its_name(self):
        assert str(make_konto("a", funktion="Stabsstelle")) == "Stabsstelle"
        assert str(make_konto("b", first_name="Bo", last_name="Deich")) == "Bo Deich"
        assert str(make_konto("c")) == "c"

    def test_works_for_several_kommunen(self):
        konto, eins, zwei = make_konto(), make_kommune(), make_kommune()
        konto.kommunen.set([eins, zwei])
        assert list(eins.konten.all()) == [konto]


@pytest.mark.django_db
def test_saving_the_portal_does_not_set_its_stamp_back():
    portal = make_portal()
    Portal.objects.stempeln()
    portal.titel = "Neu"
    portal.save()
    assert Portal.objects.values_list("titel", "stand").get() == ("Neu", 2)
