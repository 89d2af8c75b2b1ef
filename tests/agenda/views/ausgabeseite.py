"""What the tests of Ausgaben and their drafts read of a page."""

from bs4 import BeautifulSoup

PDF = b"%PDF-1.7 so\n%%EOF"


def page(response):
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def words(response):
    return " ".join(page(response).get_text(" ").split())
