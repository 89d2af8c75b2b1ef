"""A real browser for the pages, and one that complains: every console message of level error,
every script error and every request to another host fails the test.

A test asks for `open_page` and gets a page of the live server in one of four variants; `axe` lists
what the accessibility checker finds there.
"""

import shutil
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"
# The same markup again would be judged the same: in the other variants only faults() are looked for.
AXE_VARIANTS = {"hell-1280", "dunkel-320"}
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Chosen pairwise: each width, theme, script and text size comes up, not every product of them.
VARIANTS = {
    "hell-1280": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dunkel-320": {"color_scheme": "dark", "viewport": {"width": 320, "height": 640}},
    "ohne-skript": {"color_scheme": "light", "viewport": {"width": 800, "height": 900}},
    "text-200": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    names = ("chromium", "chromium-browser", "google-chrome")
    paths = [path for path in map(shutil.which, names) if path]
    assert paths, "Chromium fehlt; bitte ausführen: make setup"
    flags = (
        "--headless=new --no-sandbox --disable-gpu --disable-background-networking "
        "--disable-component-update --disable-sync --no-first-run"
    )
    return {**browser_type_launch_args, "executable_path": paths[0], "args": flags.split()}


@pytest.fixture
def complaints():
    """Collect what a page may not do. Empty the list where a test expects a complaint."""
    found = []
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def open_page(new_context, live_server, complaints):
    """Return a function (path, variant, status, page) -> playwright's Page, already loaded.

    Each call gives a browser context of its own, unless it names the page to go on with: that
    saves a second for the context and two for axe's first run in it.
    """
    host = urlsplit(live_server.url).netloc
    asked = {}  # page: (path, status) it was last told to load

    def new_page(variant):
        page = new_context(locale="de-DE", **VARIANTS[variant]).new_page()

        def note_request(request):
            url = urlsplit(request.url)
            if url.scheme not in {"data", "blob"} and url.netloc != host:
                complaints.append(f"{asked[page][0]}: request to {request.url}")

        def note_message(message):
            path, status = asked[page]
            expected = status != 200 and message.location["url"] == live_server.url + path
            if message.type == "error" and not expected:
                complaints.append(f"{path}: {message.text} {message.location['url']}")

        page.on("request", note_request)
        page.on("console", note_message)
        page.on("pageerror", lambda error: complaints.append(f"{asked[page][0]}: {error}"))
        if variant == "ohne-skript":
            # Not the browser's own switch, which would stop axe too. Inline code is the CSP's.
            page.route(
                "**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript")
            )
        return page

    def open_page(path, variant="hell-1280", status=200, page=None):
        page = page or new_page(variant)
        asked[page] = (path, status)
        assert page.goto(live_server.url + path).status == status, path
        if variant == "text-200":
            # What a browser's "text only" zoom does: rem units double, the window does not.
            page.evaluate("document.documentElement.style.fontSize = '200%'")
        return page

    return open_page


@pytest.fixture(params=VARIANTS)
def variant(request):
    return request.param


@pytest.fixture(scope="session")
def axe():
    """Return a function page -> list of "rule: selector" that break WCAG 2.2 AA or good practice."""
    source = AXE.read_text(encoding="utf-8")

    def axe(page):
        # Not as a script tag, which the Content-Security-Policy would stop.
        page.evaluate(source)
        result = page.evaluate(
            """rules => axe.run(document, {
                runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'],
            })""",
            AXE_RULES,
        )
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]

    return axe


@pytest.fixture(scope="session")
def follow():
    """Return a function (locator, key=None): click it, or press a key on it, and wait for the page.

    A click alone returns before the browser has left: what is asked next may still be answered
    by the page before.
    """

    def follow(locator, key=None):
        with locator.page.expect_navigation():
            locator.press(key) if key else locator.click()

    return follow


@pytest.fixture
def sweep(open_page, axe):
    """Return a function ({path: status}, variants) -> what is wrong on these pages in them."""

    def sweep(paths, variants=VARIANTS):
        found = []
        for variant in variants:
            page = None
            for path, status in paths.items():
                page = open_page(path, variant, status, page)
                # What is folded away is judged as well.
                page.evaluate("document.querySelectorAll('details').forEach(d => {d.open = true})")
                found += [f"{variant} {path}: {fault}" for fault in faults(page)]
                if variant in AXE_VARIANTS:
                    found += [f"{variant} {path}: {fault}" for fault in axe(page)]
            page.context.close()
        return found

    return sweep


def faults(page):
    """Yield what axe does not look for and no public page may have."""
    too_wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    if too_wide > 0:
        yield f"{too_wide}px sideways scroll"
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))"
    )
    if levels.count(1) != 1 or any(b > a + 1 for a, b in pairwise(levels)):
        yield f"headings {levels}"
    if cookies := page.context.cookies():
        yield f"cookies {cookies}"
