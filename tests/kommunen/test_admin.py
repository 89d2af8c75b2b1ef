import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from kommunen.admin.shared import ZahlFormField
from kommunen.models import Gemeinde, Kommunalart, Kommune, Nutzerkonto, Portal
from tests.agenda.admin.formular import add_row, errors, page, read_form, text
from tests.factories import make_gremium, make_kommune, make_konto, make_portal, make_stabsstelle


def url(name, *args):
    return reverse(f"admin:kommunen_{name}", args=args)


@pytest.fixture
def office(client, db):
    client.force_login(make_stabsstelle(username="stab"))
    return client


@pytest.mark.parametrize(
    ("rechte", "zeigt"),
    [
        ((), False),
        (("change_kommune",), True),
        (("manage_runde",), True),
    ],
)
def test_where_rounds_write_to_is_not_for_every_account(client, db, rechte, zeigt):
    kommune = make_kommune(melde_email="geheim@example.org")
    konto = make_konto(is_staff=True)
    konto.user_permissions.set(Permission.objects.filter(codename__in=("view_kommune", *rechte)))
    client.force_login(konto)
    seite = client.get(url("kommune_change", kommune.pk))
    assert seite.status_code == 200
    assert (b"geheim@example.org" in seite.content) == zeigt


def test_a_kommune_with_its_resources_is_entered(office):
    make_portal()
    art = Kommunalart.objects.create(schluessel="amt", name="Amt", mehrzahl="Ämter")
    daten = read_form(office.get(url("kommune_add"))) | {
        "name": "Amt Süderküste",
        "art": art.pk,
        "flaeche_km2": "1.234,5",
    }
    add_row(
        daten,
        "ressourcen",
        jahr="2023",
        vzae_vereinbart="0,5",
        budget_empfohlen="30.000",
        budget_ist="1.250,50",
    )
    response = office.post(url("kommune_add"), daten)
    assert response.status_code == 302, errors(response)
    kommune = Kommune.objects.get()
    assert (kommune.slug, str(kommune.flaeche_km2)) == ("amt-suederkueste", "1234.50")
    ressource = kommune.ressourcen.get()
    assert (ressource.budget_empfohlen, ressource.budget_ist) == (3000000, 125050)
    assert str(ressource.vzae_vereinbart) == "0.50"
    assert Portal.objects.get().stand == 2
    daten = read_form(office.get(url("kommune_change", kommune.pk)))
    assert "slug" not in daten
    assert daten["ressourcen-0-vzae_vereinbart"] == "0,5"
    assert daten["ressourcen-0-budget_ist"] == "1.250,50"


@pytest.mark.parametrize(
    ("zeile", "erwartet"),
    [
        ({"budget_ist": "viel"}, "Bitte einen Betrag in Euro"),
        ({"vzae_ist": "halb"}, "Bitte eine Zahl eingeben"),
        ({"vzae_ist": "-1"}, "nicht negativ"),
        ({"jahr": "19"}, "Jahreszahl ab 1990"),
    ],
)
def test_bad_numbers_are_explained(office, zeile, erwartet):
    kommune = make_kommune()
    daten = read_form(office.get(url("kommune_change", kommune.pk)))
    add_row(daten, "ressourcen", **{"jahr": "2023", **zeile})
    assert erwartet in errors(office.post(url("kommune_change", kommune.pk), daten))


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ("0,5", "0.5"),
        ("1.200", "1200"),
        ("1.200,50", "1200.50"),
        ("12.5", "12.5"),
        ("0.500", "0.500"),
        ("-3", "-3"),
        ("12 000", "12000"),
    ],
)
def test_numbers_are_read_as_written_in_germany(text, erwartet):
    assert str(ZahlFormField().clean(text)) == erwartet


def test_view_rights_show_money_in_euros(client, db):
    kommune = make_kommune()
    kommune.ressourcen.create(jahr=2023, budget_ist=3000000)
    konto = make_konto(is_staff=True)
    konto.user_permissions.set(
        Permission.objects.filter(codename__in=["view_kommune", "view_ressource"])
    )
    client.force_login(konto)
    assert "30.000 €" in text(client.get(url("kommune_change", kommune.pk)))


@pytest.mark.parametrize("name", ["kommune", "gemeinde", "gremium"])
def test_search_is_folded(office, name):
    kommune = make_kommune("Amt Büsum-Wöhrden")
    Gemeinde.objects.create(name="Büsum", schluessel="1", kommune=kommune)
    Gemeinde.objects.create(name="Heide", schluessel="2", kommune=kommune)
    make_gremium("Ausschuss Büsum")
    make_gremium()
    treffer = page(office.get(url(f"{name}_changelist"), {"q": "buesum"}))
    assert [("Büsum" in z.text) for z in treffer.select("#result_list tbody tr")] == [True]


@pytest.mark.parametrize("anzahl", [1, 3])
@pytest.mark.parametrize("name", ["kommune", "gemeinde", "gremium"])
def test_lists_cost_the_same(office, name, anzahl, django_assert_num_queries):
    for nummer in range(anzahl):
        kommune = make_kommune()
        make_gremium(kommune=kommune)
        Gemeinde.objects.create(name=f"Ort {nummer}", schluessel=str(nummer), kommune=kommune)
    queries = {"kommune": 8, "gemeinde": 9, "gremium": 8}[name]
    with django_assert_num_queries(queries):
        response = office.get(url(f"{name}_changelist"))
    assert len(page(response).select("#result_list tbody tr")) == anzahl


def test_there_is_one_portal(office):
    assert office.get(url("portal_changelist"))["Location"] == url("portal_add")
    daten = read_form(office.get(url("portal_add"))) | {"kreis": "Kreis Musterland"}
    assert office.post(url("portal_add"), daten).status_code == 302
    portal = Portal.objects.get()
    assert office.get(url("portal_changelist"))["Location"] == url("portal_change", portal.pk)
    assert office.get(url("portal_add")).status_code == 403
    loeschen = url("portal_delete", portal.pk)
    assert office.post(loeschen, {"post": "yes"}).status_code == 403


def test_editing_the_portal_never_turns_its_stamp_back(office, monkeypatch):
    portal = make_portal()
    daten = read_form(office.get(url("portal_change", portal.pk))) | {"leitsatz": "Gemeinsam"}
    from kommunen.admin.portal import PortalAdmin

    save_model = PortalAdmin.save_model

    def meanwhile(self, *args):
        Portal.objects.stempeln()  # a release, after the row was read
        save_model(self, *args)

    monkeypatch.setattr(PortalAdmin, "save_model", meanwhile)
    office.post(url("portal_change", portal.pk), daten)
    portal.refresh_from_db()
    assert (portal.leitsatz, portal.stand) == ("Gemeinsam", 3)


def test_an_account_needs_an_email_that_nobody_else_has(office):
    make_konto("erste", email="post@example.org")
    passwort = "sehr-langes-Wort-42"
    daten = read_form(office.get(url("nutzerkonto_add"))) | {
        "username": "zweite",
        "password1": passwort,
        "password2": passwort,
    }
    assert "erforderlich" in errors(office.post(url("nutzerkonto_add"), daten))
    doppelt = daten | {"email": "post@example.org"}
    assert "hat schon ein Konto" in errors(office.post(url("nutzerkonto_add"), doppelt))
    response = office.post(
        url("nutzerkonto_add"), daten | {"email": "neu@example.org", "funktion": "Amt Nord"}
    )
    konto = Nutzerkonto.objects.get(username="zweite")
    assert response["Location"] == url("nutzerkonto_change", konto.pk)
    kommune = make_kommune()
    daten = read_form(office.get(url("nutzerkonto_change", konto.pk)))
    office.post(url("nutzerkonto_change", konto.pk), daten | {"kommunen": [kommune.pk]})
    assert konto.kommunen.get() == kommune
    assert konto.check_password(passwort)


def test_nobody_gives_rights_they_do_not_have(client, db):
    chef = make_stabsstelle(username="chef")
    konto = make_konto("leitung", is_staff=True)
    konto.user_permissions.set(Permission.objects.filter(codename__endswith="_nutzerkonto"))
    client.force_login(konto)
    daten = read_form(client.get(url("nutzerkonto_change", konto.pk)))
    client.post(url("nutzerkonto_change", konto.pk), daten | {"is_superuser": "on"})
    konto.refresh_from_db()
    assert not konto.is_superuser
    passwort = reverse("admin:auth_user_password_change", args=[chef.pk])
    neu = {
        "password1": "gekapert-42-lang",
        "password2": "gekapert-42-lang",
    }
    assert client.post(passwort, neu).status_code == 403
    assert client.post(url("nutzerkonto_change", chef.pk), daten).status_code == 403
    assert client.post(url("nutzerkonto_delete", chef.pk), {"post": "yes"}).status_code == 403


def test_a_town_leads_to_its_kommune(office):
    make_portal()
    kommune = make_kommune("Amt Nord")
    daten = read_form(office.get(url("gemeinde_add"))) | {
        "name": "Nordort",
        "kommune": kommune.pk,
        "schluessel": "010515166",
        "plz": "25761 25764",
    }
    falsch = office.post(url("gemeinde_add"), daten | {"plz": "25761, 25764"})
    assert "durch Leerzeichen getrennt" in errors(falsch)
    assert office.post(url("gemeinde_add"), daten).status_code == 302
    assert kommune.gemeinden.get().plz == "25761 25764"
    assert Portal.objects.get().stand == 2


def test_the_account_pages_speak_german(office):
    konto = make_konto()
    seiten = [
        url("nutzerkonto_add"),
        url("nutzerkonto_change", konto.pk),
        reverse("admin:auth_user_password_change", args=[konto.pk]),
    ]
    for adresse in seiten:
        seite = text(office.get(adresse)).lower()
        for wort in ("password", "choose", "enabled", "user "):
            assert wort not in seite, (adresse, wort)
    passwort = {"password1": "ein-neues-Wort-42", "password2": "ein-neues-Wort-42"}
    assert office.post(seiten[2], passwort).status_code == 302
    konto.refresh_from_db()
    assert konto.check_password("ein-neues-Wort-42")
    assert "erforderlich" in errors(office.post(seiten[2], {}))
