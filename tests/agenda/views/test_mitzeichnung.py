"""The secret link to a draft: what it shows, to whom, and how it ends."""

import datetime

import pytest
from django.core import signing
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from agenda.domain import mitzeichnung
from agenda.views import setzzeit
from kommunen.models import Portal
from tests.agenda.papers.inhalte import naechste_fassung
from tests.agenda.views.ausgabeseite import PDF, page, words
from tests.factories import (
    festschreiben,
    make_anlage,
    make_ausgabe,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_portal,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def steckbrief():
    make_portal()
    return make_fassung(titel="Lotsen", vorgesehene_nummer="1", bezug="agenda").steckbrief


@pytest.fixture
def anlage(steckbrief):
    drucksache = make_drucksache("2026/7", betrifft_agenda=True)
    return festschreiben(make_anlage(drucksache, make_gremium("Hauptausschuss")), pdf=PDF)


class TestMitzeichnung:
    def link(self, ausgabe, endung=""):
        adresse = reverse("ausgabe_vorschau", args=[mitzeichnung.make_token(ausgabe)])
        return f"{adresse}{endung}"

    def test_shows_the_draft_and_what_is_new(self, client, anlage, steckbrief):
        naechste_fassung(steckbrief, zweck="Ganz anders")
        entwurf = make_anlage(anlage.drucksache, make_gremium("Kreistag"), titel="Entwurf A")
        response = client.get(self.link(entwurf))
        text = words(response)
        assert "ENTWURF zur Mitzeichnung" in text
        assert "Kreistag, 22.09.2026" in text
        assert "Ganz anders" in text
        assert "Steckbrief 1: Lotsen" in text
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]

    def test_tells_whom_to_answer_and_until_when(self, client, steckbrief, monkeypatch):
        ausgabe = make_ausgabe()
        gestern = timezone.now() - datetime.timedelta(days=1)
        with monkeypatch.context() as patch:
            patch.setattr(signing.time, "time", gestern.timestamp)
            link = self.link(ausgabe)
        text = words(client.get(link))
        bis = timezone.localtime(gestern + mitzeichnung.GILT)
        assert f"Der Link gilt bis {bis:%d.%m.%Y, %H:%M} Uhr." in text
        assert "bitte an die Stelle, die Ihnen den Link geschickt hat." in text
        portal = Portal.objects.get()
        portal.stelle, portal.email = "Stabsstelle", "stab@example.org"
        portal.save()
        response = client.get(link)
        assert "bitte an: Stabsstelle, stab@example.org" in words(response)
        assert page(response).select_one('a[href="mailto:stab@example.org"]')

    def test_tells_nothing_of_one_that_was_not_public(self, client, anlage, steckbrief):
        """Its link may go further than its predecessor was meant to."""
        geheim = make_anlage(
            anlage.drucksache, make_gremium("Geheimrat"), datum="2026-10-22", vorwort="Vertraulich"
        )
        geheim.beratung.oeffentlich = False
        geheim.beratung.save()
        festschreiben(geheim)
        naechste_fassung(steckbrief, zweck="Ganz anders")
        text = words(client.get(self.link(make_anlage(anlage.drucksache))))
        for wort in ("Geheimrat", "Vertraulich", "22.10.2026"):
            assert wort not in text
        assert "Ganz anders" in text
        assert f"Verglichen mit der Ausgabe „{anlage}“" in text

    def test_its_pdf_is_a_draft(self, client, steckbrief, drucker):
        entwurf = make_ausgabe()
        drucker.offen = 1
        warten = client.get(self.link(entwurf, "agenda.pdf"))
        assert (warten.status_code, warten["Retry-After"]) == (503, "60")
        assert warten["X-Robots-Tag"] == "noindex, nofollow"
        response = client.get(self.link(entwurf, "agenda.pdf"))
        assert b"ENTWURF" in response.content
        assert 'filename="ENTWURF_Digitale-Agenda.pdf"' in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]

    def test_its_pdf_is_set_by_one_request_at_a_time(
        self, client, steckbrief, drucker, monkeypatch, settings
    ):
        settings.PAPERS_REQUEST_SECONDS = 7
        link, sekunden = self.link(make_ausgabe(), "agenda.pdf"), []
        vorbereiten = drucker.vorbereiten

        def merken(plan, **wie):
            sekunden.append((wie["sekunden"], cache.get(setzzeit.SPERRE)))
            return vorbereiten(plan, **wie)

        monkeypatch.setattr(drucker, "vorbereiten", merken)
        assert client.get(link).status_code == 200
        assert cache.get(setzzeit.SPERRE) is None
        cache.set(setzzeit.SPERRE, True)
        drucker.offen = 1
        assert client.get(link).status_code == 503
        assert sekunden == [(7, True), (0, True)]

    def test_an_empty_draft_is_shown_without_a_pdf(self, client, steckbrief):
        leer = make_ausgabe(art="auszug", steckbriefe=[make_steckbrief("Unfertig")])
        assert "Dieser Entwurf ist noch leer." in words(client.get(self.link(leer)))
        assert client.get(self.link(leer, "agenda.pdf")).status_code == 404

    def test_given_out_it_leads_to_the_public_page(self, client, anlage):
        assert client.get(self.link(anlage))["Location"] == anlage.get_absolute_url()
        ziel = client.get(self.link(anlage, "agenda.pdf"))["Location"]
        assert ziel == f"{anlage.get_absolute_url()}agenda.pdf"
        type(anlage.drucksache).objects.update(oeffentlich=False)
        response = client.get(self.link(anlage))
        assert response.status_code == 410
        assert "nicht öffentlich" in response.text

    def test_ends_with_its_age_and_with_the_draft(self, client, steckbrief, monkeypatch):
        entwurf = make_ausgabe()
        link = self.link(entwurf)
        with monkeypatch.context() as patch:
            patch.setattr(mitzeichnung, "GILT", -mitzeichnung.GILT)
            response = client.get(link)
            assert (response.status_code, "abgelaufen" in response.text) == (410, True)
        entwurf.delete()
        response = client.get(link)
        assert (response.status_code, "gibt es nicht" in response.text) == (404, True)

    @pytest.mark.parametrize("token", ["x", "1:abc:def"])
    def test_a_forged_token_opens_nothing(self, client, token):
        assert client.get(f"/vorschau/ausgabe/{token}/").status_code == 404
