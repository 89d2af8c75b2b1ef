"""What of an address was not understood, told to the reader in good manners."""

from dataclasses import dataclass

HINWEIS_ZEICHEN = 40


@dataclass(frozen=True)
class Hinweis:
    """`parameter` is the name in the address, `text` a German sentence."""

    parameter: str
    text: str


def gibt_es_nicht(parameter, wert):
    """Return the Hinweis that nobody offers a value."""
    return Hinweis(parameter, f"Den Wert {zitat(wert)} gibt es nicht; er wurde nicht beachtet.")


def zitat(wert):
    """A value from an address, fit to be shown: short, printable, in German quotes."""
    lesbar = "".join(z if z.isprintable() else "�" for z in wert[: HINWEIS_ZEICHEN + 1])
    return f"„{lesbar[:HINWEIS_ZEICHEN]}{'…' if len(wert) > HINWEIS_ZEICHEN else ''}“"
