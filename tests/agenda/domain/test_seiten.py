"""Seiten: placeholders, what is missing, Leichte Sprache, neutral texts for any county."""

import re

import pytest

from agenda.domain import markdown, seiten
from agenda.models import Seite
from agenda.models.seite import Lesbarkeit
from kommunen.models import Rechtsgrundlage
from tests.factories import make_portal, make_seite

pytestmark = pytest.mark.django_db


def show(text, **felder):
    """Return (HTML, what is missing) of a Seite with this text."""
    darstellung = seiten.darstellen(make_seite(text=text, **felder), seiten.Angaben())
    return markdown.render(darstellung.text, ebene=2), [f.was for f in darstellung.fehlt]


def test_placeholders_are_filled_with_what_the_operator_says():
    make_portal(
        kreis="Kreis *Muster* [1]",
        email="post@example.org",
        anschrift="Markt 1",
        plz="12345",
        ort="Musterstadt",
        homepage="https://example.org/a_b_c",
        partner_mehrzahl="Verbündete",
    )
    Rechtsgrundlage.objects.create(schluessel="x", thema="X", fundstelle="§ 7 Abs. 2 MusterG")
    html, fehlt = show(
        "[[kreis]]\n[[ Anschrift ]]\n[[email]] [[homepage]] [[partner]] nach [[recht:x]]"
    )
    assert fehlt == []
    assert "Kreis *Muster* [1]<br" in html
    assert "Markt 1, 12345 Musterstadt<br" in html
    assert '<a href="mailto:post@example.org">post@example.org</a>' in html
    assert '<a href="https://example.org/a_b_c">https://example.org/a_b_c</a>' in html
    assert "Verbündete nach §&nbsp;7 Abs.&nbsp;2 MusterG" in html


def test_what_has_no_value_is_marked_and_named_once_with_its_place():
    make_portal(kreis="", anschrift="Markt 1")
    seite = make_seite(
        text="[[kreis]] [[anschrift]] [[recht:x]] [[ergaenzen: die Beschwerdestelle]] [[mond]]",
        leichte_sprache="[[kreis]]",
        vollstaendig=True,
    )
    darstellung = seiten.darstellen(seite, seiten.Angaben())
    assert [(f.was, f.wo) for f in darstellung.fehlt] == [
        ("Kreis", "portal"),
        ("Anschrift", "portal"),
        ("Rechtsgrundlage „x“", "recht"),
        ("die Beschwerdestelle", "text"),
        ("unbekannter Platzhalter „mond“", "text"),
    ]
    assert not darstellung.vollstaendig
    html = markdown.render(darstellung.text)
    assert "<strong>[bitte ergänzen: die Beschwerdestelle]</strong>" in html


@pytest.mark.parametrize(
    "text",
    ["[[]]", "[[[[kreis]]]]", "[[ergaenzen:]]", "[[" * 500, "[[" + "x" * 10000 + "]]", "[[<b>]]"],
)
def test_odd_placeholders_do_no_harm(text):
    html, _ = show(text)
    assert "<b>" not in html


def test_an_easy_text_is_a_draft_then_confirmed_then_outdated():
    seite = make_seite()
    assert seite.lesbarkeit == Lesbarkeit.KEINE
    seite.leichte_sprache = "Kurz."
    assert seite.lesbarkeit == Lesbarkeit.UNGEPRUEFT
    seite.leichte_sprache_zu = seite.sha256
    assert seite.lesbarkeit == Lesbarkeit.AKTUELL
    seite.text = "Ein anderer Text."
    assert seite.lesbarkeit == Lesbarkeit.VERALTET


def test_missing_seiten_are_created_neutral_and_nothing_is_overwritten():
    make_portal()
    make_seite("impressum", text="Unser eigenes.")
    angelegt = seiten.fehlende_anlegen()
    assert "Impressum" not in angelegt
    assert set(seiten.PFLICHTSEITEN) | {"strategie", "hilfe"} | set(seiten.THEMEN.values()) <= set(
        Seite.objects.values_list("slug", flat=True)
    )
    assert Seite.objects.get(slug="impressum").text == "Unser eigenes."
    assert Rechtsgrundlage.objects.get(schluessel="impressum").fundstelle == "§ 5 DDG"
    assert seiten.fehlende_anlegen() == []
    for seite in Seite.objects.all():
        texte = seite.text + seite.leichte_sprache + seite.kurzbeschreibung
        # A paragraph belongs to the operator's data; nor is any county or kind of Kommune named.
        assert not re.search(r"§|LBGG|Dithmarschen|\bAmt\b|Ämter|Amts|Art\. \d", texte), seite.slug
        assert seite.leichte_sprache_zu == "", seite.slug
        fehlt = [fehlend.was for fehlend in seiten.darstellen(seite, seiten.Angaben()).fehlt]
        assert not [was for was in fehlt if "Platzhalter" in was], seite.slug
        assert seite.slug == "impressum" or bool(fehlt) != seite.vollstaendig, seite.slug
