import pytest
from bs4 import BeautifulSoup

from agenda.domain.markdown import plain, render


@pytest.mark.parametrize(
    "quelle",
    [
        "<script>alert(1)</script>",
        "<style>body{display:none}</style>",
        "<img src=x onerror=alert(1)>",
        "![Bild](https://boese.example/x.png)",
        "[klick](javascript:alert(1))",
        "[klick](JaVaScRiPt:alert(1))",
        "[klick](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="https://x" style="position:fixed" onclick="x()">x</a>',
        "<iframe src=https://boese.example></iframe>",
        "[a]: javascript:alert(1)\n\n[a]",
        '<https://ok.example/"onmouseover=alert(1)>',
    ],
)
def test_hostile_markdown_is_harmless_text(quelle):
    html = BeautifulSoup(render(quelle), "html.parser")
    assert not html.find_all(["script", "style", "img", "iframe", "object", "svg"])
    for tag in html.find_all(True):
        assert set(tag.attrs) <= {"href", "title", "start", "scope"}
        assert tag.get("href", "https:").startswith(("http:", "https:", "mailto:", "tel:"))


def test_what_was_hostile_can_still_be_read():
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in render("<script>alert(1)</script>")
    assert render("![Luftbild der Kita](https://x.example/k.png)") == "<p>Luftbild der Kita</p>\n"


@pytest.mark.parametrize(
    ("quelle", "tags"),
    [
        ("# A\n\n# B", ["h3", "h3"]),
        ("# A\n\n#### B\n\n###### C\n\n## D", ["h3", "h4", "h5", "h4"]),
        ("#### B\n\n# A", ["h3", "h3"]),
    ],
)
def test_headings_continue_the_page_without_a_gap(quelle, tags):
    html = BeautifulSoup(render(quelle, ebene=3), "html.parser")
    assert [tag.name for tag in html.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])] == tags


def test_list_items_hold_no_blocks():
    html = BeautifulSoup(render("1. a\n\n   b\n   - c\n\n     d\n2. # e"), "html.parser")
    assert not html.select("li p, li h3, li h4")
    assert html.get_text(" ", strip=True) == "a b c d e"


def test_tables_are_even_and_have_scopes():
    html = BeautifulSoup(render("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |"), "html.parser")
    assert [len(row.find_all(["th", "td"])) for row in html.find_all("tr")] == [2, 2, 2]
    assert {th["scope"] for th in html.find_all("th")} == {"col"}


def test_plain_text_has_no_marks():
    assert (
        plain("# Titel\n\n**fett** [Link](https://x) und\n\n- Punkt") == "Titel fett Link und Punkt"
    )
    assert plain("") == ""


def test_gender_stars_can_be_escaped():
    assert plain(r"Bürger\*innen und Schüler\*innen") == "Bürger*innen und Schüler*innen"
