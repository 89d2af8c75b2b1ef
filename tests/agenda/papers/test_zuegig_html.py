from io import StringIO
from xml.etree.ElementTree import tostring

import pytest
import tinyhtml5

from agenda.domain import markdown
from agenda.papers import zuegig_html

RAHMEN = (
    '<!doctype html>\n<html lang="de">\n  <head>\n    <meta charset="utf-8">\n    <title>A &amp; B</title>'
    "\n  </head>\n  <body data-x>{}</body>\n</html>\n"
)
MARKDOWN = """# Eins

Text *mit* **Stern** und `code`, <b>roh</b>, [Link](https://example.org/?a=1&b=2) & mehr\\
neue Zeile "so".

- a
  - b

    zweiter Absatz
1. c

> Zitat

```
  Code < mehr
```

| A | B |
|---|--:|
| 1 | 2 |

---
"""


def langsam(html):
    """The tree of tinyhtml5."""
    lesen = tinyhtml5.parse
    frei = zip(lesen.__code__.co_freevars, lesen.__closure__ or (), strict=True)
    bisher = dict(frei).get("bisher")
    lesen = bisher.cell_contents if bisher else lesen
    return tostring(lesen(StringIO(html), namespace_html_elements=False))


@pytest.mark.parametrize(
    "innen",
    [
        "",
        "Text",
        "<p>eins<br>zwei</p>\n<hr>danach",
        markdown.render(MARKDOWN),
        "<pre>\n\nx</pre><pre>y</pre>",
        "<p>&lt;b&gt; &quot;&#x27;&#39; ÄÖÜ \u00a0</p>",
        '<p><a href="x?a=1&amp;b=2"><strong>x</strong></a></p><ul><li>a<ul><li>b</li></ul></li></ul>',
        "<table><caption>c</caption>\n<thead><tr><th>a</th></tr></thead> <tbody></tbody></table>",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>t</title><path d="M0"/></svg>',
        '<h2 id="a" id="b">x</h2><section><h3>y <em>z</em></h3></section>',
    ],
)
def test_the_tree_is_that_of_tinyhtml5(innen):
    html = RAHMEN.format(innen)
    assert tostring(zuegig_html.baum(html)) == langsam(html)


@pytest.mark.parametrize(
    "innen",
    [
        "<p>eins<p>zwei",
        "<p><div>x</div></p>",
        "<ul><li>a<li>b</ul>",
        "<table><tr><td>x</td></tr></table>",
        "<table>Text<tbody></tbody></table>",
        "<b><p>x</b></p>",
        "<em><p>x</p></em>",
        '<a href="x"><a href="y">z</a></a>',
        "<p>&nbsp;&eacute;&amp</p>",
        "<p>1 < 2</p>",
        "<!-- x -->",
        "<DIV>x</DIV>",
        "<p class='x'>y</p>",
        "<script>a</script>",
        "<div/>x",
        "<h2><h3>x</h3></h2>",
        "<p>a</p></div>",
        "</body><p>x</p>",
        "<svg><p>x</p></svg>",
        "a\rb",
        "<foo>x</foo>",
    ],
)
def test_what_is_not_plain_is_left_to_tinyhtml5(innen):
    html = RAHMEN.format(innen)
    with pytest.raises(zuegig_html._Fremd):
        zuegig_html.baum(html)
    zuegig_html.einrichten()
    baum = tinyhtml5.parse(StringIO(html), namespace_html_elements=False)
    assert tostring(baum) == langsam(html)
