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


@pytest.mark.parametrize(
    ("quelle", "html"),
    [
        ("Ein [word *here*]{lang=en}.", '<p>Ein <span lang="en">word <em>here</em></span>.</p>'),
        ("[Moin]{lang=nds-DE}", '<p><span lang="nds-DE">Moin</span></p>'),
        ("[שלום]{lang=he}", '<p><span lang="he" dir="rtl">שלום</span></p>'),
        ("{lang=nds}\nMoin", '<p lang="nds">Moin</p>'),
        ("{lang=en}\n> Quote", '<blockquote lang="en">\n<p>Quote</p>\n</blockquote>'),
        ("{lang=da}\n- a", '<ul lang="da">\n<li>a</li>\n</ul>'),
        (
            "- eins\n\n  {lang=en}\n  two",
            '<ul>\n<li>eins<br>\n<span lang="en">two</span></li>\n</ul>',
        ),
        # What is no language is not told to be one.
        ("[x]{lang=english_please}", "<p><span>x</span></p>"),
        ("[x]{onclick=alert(1)}", "<p>[x]{onclick=alert(1)}</p>"),
        ("[x]{class=y style=z #id .k}", "<p><span>x</span></p>"),
        # Braces that mean nothing stay.
        ("a {b} [c] {d e", "<p>a {b} [c] {d e</p>"),
    ],
)
def test_passages_in_other_languages(quelle, html):
    assert render(quelle).strip() == html
    assert "lang=en" not in plain("Ein [word]{lang=en}")


def test_leichte_sprache_keeps_its_lines():
    assert render("Satz eins.\nSatz zwei.", zeilen=True) == "<p>Satz eins.<br>\nSatz zwei.</p>\n"
    assert render("Satz eins.\nSatz zwei.") == "<p>Satz eins.\nSatz zwei.</p>\n"


def test_a_table_with_nothing_but_a_head_has_rows():
    html = BeautifulSoup(render("| a | b |\n|---|---|\n\n| c |\n|---|\n| 1 |"), "html.parser")
    allein, ganze = html.select("table")
    assert [zelle.name for zelle in allein.select("tbody > tr > *")] == ["td", "td"]
    assert not allein.thead
    assert [zelle.name for zelle in ganze.select("tr > *")] == ["th", "td"]


def test_a_star_within_a_word_is_no_emphasis():
    text = "Bürger*innen und **Schüler*innen** der *Ämter*, auch Lehrer*innen."
    assert render(text).strip() == (
        "<p>Bürger*innen und <strong>Schüler*innen</strong> der <em>Ämter</em>, auch Lehrer*innen.</p>"
    )
