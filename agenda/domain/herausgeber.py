"""Who publishes, in words."""


def kreis_neben(titel, kreis):
    """Return the Kreis as it stands beside a title, "" where the title names it already.

    Such as "Digitale Agenda Kreis Dithmarschen".
    """
    return "" if kreis in titel else kreis
