import pytest
from django.contrib import admin
from django.urls import reverse

from tests.agenda.admin.formular import page, text
from tests.factories import make_portal


def test_the_admin_bears_the_name_of_the_portal(office):
    make_portal(titel="Agenda Musterland")
    response = office.get(reverse("admin:index"))
    seite = page(response)
    assert seite.select_one("#site-name").text.strip() == "Agenda Musterland – Verwaltung"
    assert seite.title.text.strip() == "Übersicht | Digitale Agenda – Verwaltung"
    assert seite.select_one("#user-tools a[href='/']").text == "Website anzeigen"


def test_the_login_page_works_before_anything_is_set_up(client, db):
    response = client.get(reverse("admin:login"))
    assert "Digitale Agenda – Verwaltung" in text(response)


@pytest.mark.parametrize("modell", sorted(admin.site._registry, key=lambda m: m.__name__))
def test_every_list_and_every_add_page_opens(office, modell):
    name = f"admin:{modell._meta.app_label}_{modell._meta.model_name}"
    assert office.get(reverse(f"{name}_changelist"), follow=True).status_code == 200
    verwaltung = admin.site.get_model_admin(modell)
    response = office.get(reverse(f"{name}_add"))
    assert response.status_code in (200, 403)
    for _, optionen in getattr(verwaltung, "fieldsets", None) or ():
        if modell._meta.app_label != "auth":
            assert optionen["description"].endswith((".", "?"))
    assert not verwaltung.list_editable
