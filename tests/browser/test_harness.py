"""The browser's fixtures themselves: what they should notice, they notice."""

import pytest
from django.http import HttpResponse
from django.urls import path

GOOD = """<!doctype html><html lang="de"><head><title>Gut</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/kern/kern.min.css"></head>
<body><main><h1>Gut</h1><p>Ein Absatz.</p></main></body></html>"""
BAD = GOOD.replace(' lang="de"', "").replace(
    "<p>Ein Absatz.</p>",
    '<p style="color: #eee">blass</p><img src="/static/kern/kern.min.css">'
    '<img src="https://example.org/a.png" alt=""><script>throw 1</script>',
)

urlpatterns = [
    path("gut/", lambda request: HttpResponse(GOOD)),
    path("fehlt/", lambda request: HttpResponse(GOOD, status=404)),
    path("schlecht/", lambda request: HttpResponse(BAD)),
]
pytestmark = pytest.mark.urls(__name__)


def test_a_good_page_passes_in_every_variant(open_page, axe, variant):
    page = open_page("/gut/", variant)
    assert page.title() == "Gut"
    assert axe(page) == []


def test_an_expected_404_is_no_complaint(open_page):
    open_page("/fehlt/", status=404)


def test_a_bad_page_is_noticed(open_page, axe, complaints):
    page = open_page("/schlecht/")
    found = " ".join(axe(page))
    assert "html-has-lang" in found
    assert "image-alt" in found
    noticed = " ".join(complaints)
    complaints.clear()
    assert "request to https://example.org/a.png" in noticed
    assert "Content Security Policy" in noticed


def test_static_files_are_served(open_page):
    assert open_page("/gut/").evaluate("document.styleSheets[0].cssRules.length") > 100
