"""A profile on a slow connection: everything the first visit fetches, as production sends it."""

import re

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

KILOBYTE = 1000
# Both cuts of the one typeface are used on every page.
SCHRIFTEN = [f"fonts/fira-sans/fira-sans-latin-{schnitt}-normal.woff2" for schnitt in (400, 600)]


def weight_of(name):
    """Return the bytes of a static file on the wire: fonts are compressed already."""
    with open(finders.find(name), "rb") as file:
        content = file.read()
    return len(content) if name.endswith("woff2") else len(brotli.compress(content))


@pytest.mark.usefixtures("dithmarschen")
class TestWeight:
    @pytest.mark.parametrize("pfad", ["/projekte/1/", "/projekte/", "/", "/zeitplan/"])
    def test_a_first_visit_fetches_less_than_100_kilobytes(self, pfad):
        text = Client().get(pfad).text
        files = {*re.findall(r'(?:href|src)="/static/([^"#]+)', text), *SCHRIFTEN}
        weights = {name: weight_of(name) for name in files}
        weights["HTML"] = len(brotli.compress(text.encode(), quality=5))
        assert sum(weights.values()) < 100 * KILOBYTE, weights
        assert len(weights) > 8
