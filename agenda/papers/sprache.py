"""Languages in the tags of a PDF: WeasyPrint only tells that of the whole file.

It keeps no trace of which HTML element a tag was made from, so the finisher would come too late.
"""

import pydyf
from weasyprint.pdf import tags

# The language of the whole file stands in its catalog.
GANZES = ("html", "body")


def einrichten():
    """Let the tag of each element with a lang attribute tell that language (ISO 32000-1, 14.9.2)."""
    bauen = tags._build_box_tree
    if bauen.__module__ == __name__:
        return

    def mit_sprache(box, *rest):
        sprache = None
        if box.element is not None and box.element.tag not in GANZES:
            sprache = box.element.get("lang")
        for element in bauen(box, *rest):
            if sprache:
                element["Lang"] = pydyf.String(sprache)
            yield element

    tags._build_box_tree = mit_sprache
