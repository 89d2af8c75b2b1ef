"""What the templates of page and PDF need to show a document's typed values."""

import re

from django import template

from agenda.domain import markdown as md

register = template.Library()


@register.filter
def markdown(quelle, ebene=3):
    """Markdown as safe HTML; its headings stand below a section's <h2>, unless said otherwise."""
    return md.render(quelle, ebene=ebene)


@register.filter
def markdown_zeilen(quelle, ebene=3):
    """As markdown, but each line stays a line: Leichte Sprache has one sentence to a line."""
    return md.render(quelle, ebene=ebene, zeilen=True)


@register.filter
def telefonziel(nummer):
    """The href of a telephone number as people write it: "04 81 / 97-0" → "tel:0481970"."""
    ziffern = re.sub(r"\D", "", nummer.replace("(0)", ""))
    return f"tel:{'+' if nummer.strip().startswith('+') else ''}{ziffern}"


@register.filter
def kennung(zeile):
    """The UUID of a table's row (domain.dokument.Zeile)."""
    return zeile.uuid


@register.filter
def hat_spalte(feld, keys):
    """Whether any row of a table has one of the columns ("zustimmung gremium") filled."""
    return any(not zeile[key].leer for zeile in feld.zeilen for key in keys.split())


@register.filter
def dateigroesse(byte):
    """Bytes as people read them: 123456 → "121 kB"; below one kB it is one."""
    return f"{max(1, round((byte or 0) / 1024)):,}\u00a0kB".replace(",", ".")
