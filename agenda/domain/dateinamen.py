"""Names under which people find a file again, on every system they may keep it."""

from slugify import GERMAN, slugify


def dateiname(*teile):
    """Return a name without its ending, from parts joined by "_"; empty ones are left out.

    A part is anything that has words: umlauts are written out, other signs become hyphens.
    """
    worte = (slugify(str(teil), replacements=GERMAN, lowercase=False) for teil in teile if teil)
    return "_".join(filter(None, worte)) or "Papier"
