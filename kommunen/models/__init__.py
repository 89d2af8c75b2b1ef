from kommunen.models.gremium import Entsendung, Gremium
from kommunen.models.kommune import Gemeinde, Kommunalart, Kommune, Ressource
from kommunen.models.nutzerkonto import Nutzerkonto
from kommunen.models.portal import Portal, Rechtsgrundlage

__all__ = [
    "Entsendung",
    "Gemeinde",
    "Gremium",
    "Kommunalart",
    "Kommune",
    "Nutzerkonto",
    "Portal",
    "Rechtsgrundlage",
    "Ressource",
]
