"""Posts and money of one year as a file for a spreadsheet."""

from agenda.transfer import tabelle

SPALTEN = {
    "Kommune": ("kommune", 36),
    "Jahr": ("jahr", 8),
    "Stelle vereinbart (VZÄ)": ("vzae_vereinbart", 16),
    "Stelle besetzt (VZÄ)": ("vzae_ist", 16),
    "Offene Stellen": ("offen", 12),
    "Budget empfohlen (Euro)": ("budget_empfohlen", 16),
    "Budget eingeplant (Euro)": ("budget_ist", 16),
    "Hinweis": ("hinweis", 60),
    "Quelle": ("quelle", 60),
}


def als_csv(jahr):
    """Return a domain.ressourcen.Jahr as bytes. A cell is empty where nothing is known."""
    saetze = [_satz(jahr.jahr, zeile) for zeile in jahr.zeilen]
    return tabelle.schreiben("csv", f"Ressourcen {jahr.jahr}", SPALTEN, saetze)


def _satz(jahr, zeile):
    return {
        "kommune": zeile.kommune.name,
        "jahr": jahr,
        "vzae_vereinbart": _dezimal(zeile.stelle.soll.zahl),
        "vzae_ist": _dezimal(zeile.stelle.ist.zahl),
        "offen": zeile.offen.zahl,
        "budget_empfohlen": _euro(zeile.budget.soll.zahl),
        "budget_ist": _euro(zeile.budget.ist.zahl),
        "hinweis": zeile.hinweis,
        "quelle": zeile.quelle,
    }


def _dezimal(zahl):
    return None if zahl is None else f"{zahl:f}".replace(".", ",")


def _euro(cents):
    return None if cents is None else f"{cents / 100:.2f}".replace(".", ",")
