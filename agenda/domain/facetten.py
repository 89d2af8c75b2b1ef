"""What an Eintrag can be filtered by, as tokens in one column: one narrow query counts them all.

`k:<Kommune>:<Rolle>` works on it, `z:<Zielgruppe>` is for whom, `o:<Kommune>:<Stand vor Ort>`
how far it is there. Slugs know no space and no colon.
"""


def schreiben(*, mitwirkungen, zielgruppen, orte):
    """Return the tokens of an Eintrag between spaces, from pairs and slugs."""
    token = [
        *(f"k:{kommune}:{rolle}" for kommune, rolle in mitwirkungen),
        *(f"z:{zielgruppe}" for zielgruppe in zielgruppen),
        *(f"o:{kommune}:{stand}" for kommune, stand in orte),
    ]
    return f" {' '.join(token)} " if token else ""
