"""What the page says inside <article data-dokument>, the paper says too, field by field."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from agenda.models import Fassung
from agenda.papers import steckbrief
from tests.agenda.papers import inhalte, lesen
from tests.factories import make_portal

pytestmark = pytest.mark.django_db
HOST = "https://agenda.example.org"


def missing(client, fassung):
    """Return {field key: texts of the page that the paper does not say, in their order}."""
    page = BeautifulSoup(client.get(f"/projekte/{fassung.nummer}/").content, "html.parser")
    paper = lesen.squeezed(lesen.body(steckbrief.render(fassung, base_url=HOST)))
    (article,) = page.select("article[data-dokument]")
    for caption in article.select("caption"):
        caption.extract()  # repeats the heading above the table, for screen readers
    for beiwerk in article.select("[data-beiwerk]"):
        beiwerk.extract()  # the way around the page stands after its heading, not in the document
    parts = {feld["data-feld"]: feld for feld in article.select("[data-feld]")}
    assert {"titel", "bezug", "handlungsfeld"} <= set(parts)
    result = {}
    for key, element in [*parts.items(), ("article", None)]:
        position = 0
        for text in (element or article).stripped_strings:
            text = text.strip("· ")
            # Labels and the like stand elsewhere on paper, so for them the order is free.
            found = paper.find(lesen.squeezed(text), position if element else 0)
            if found < 0:
                result.setdefault(key, []).append(text)
            elif element:
                position = found + len(lesen.squeezed(text))
    return result


@pytest.mark.parametrize("inhalt", [inhalte.leer, inhalte.voll, inhalte.umfeld, inhalte.hart])
def test_paper_says_what_the_page_says(inhalt, client):
    make_portal()
    assert missing(client, inhalt()) == {}


def test_the_comparison_notices_what_is_missing(client, monkeypatch):
    make_portal()
    fassung = inhalte.voll()
    complete = lesen.body
    monkeypatch.setattr(
        lesen, "body", lambda pdf: complete(pdf).replace("Ehrenamtliche schulen", "")
    )
    assert missing(client, fassung) == {
        "hauptaktivitaeten": ["Ehrenamtliche schulen"],
        "article": ["Ehrenamtliche schulen"],
    }


def test_every_real_project(client):
    call_command("einrichten", verbosity=0)
    fassungen = list(Fassung.objects.gueltig())
    assert len(fassungen) == 25
    assert {f.nummer: m for f in fassungen if (m := missing(client, f))} == {}
