"""The symbol of a Handlungsfeld on the page that opens its chapter.

A background: decoration, which WeasyPrint draws as an Artifact. A Band that was kept before there
were symbols in it has none.
"""

from django.conf import settings

from handlungsfelder.models import Symbol

ORDNER = settings.BASE_DIR / "static/symbole"


def bilder(felder):
    """Return {address: bytes} of the symbols that these Handlungsfelder of a Band name."""
    return {_adresse(symbol): _weiss(symbol) for symbol in _symbole(felder).values()}


def css(felder):
    """Return the style sheet that gives the chapter of each Handlungsfeld its symbol."""
    return "".join(
        f'.feld-{slug} .kapitel__zeichen {{ background-image: url("{_adresse(symbol)}") }}\n'
        for slug, symbol in _symbole(felder).items()
    )


def _symbole(felder):
    """Return {slug: symbol}, of those that are drawn."""
    return {feld["slug"]: feld["symbol"] for feld in felder if feld.get("symbol") in Symbol.values}


def _adresse(symbol):
    return f"symbol:{symbol}"


def _weiss(symbol):
    return (ORDNER / f"{symbol}.svg").read_bytes().replace(b"currentColor", b"#ffffff")
