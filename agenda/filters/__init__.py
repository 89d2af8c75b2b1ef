from .drucksache import DrucksacheFilter
from .eintrag import EintragFilter, KalenderFilter
from .hinweis import Hinweis, gibt_es_nicht, zitat
from .projekt import ANSICHTEN, SORTIERUNGEN, ProjektFilter

__all__ = [
    "ANSICHTEN",
    "SORTIERUNGEN",
    "DrucksacheFilter",
    "EintragFilter",
    "Hinweis",
    "KalenderFilter",
    "ProjektFilter",
    "gibt_es_nicht",
    "zitat",
]
