from kommunen.admin import gremium, kommune, nutzerkonto, portal

__all__ = ["gremium", "kommune", "nutzerkonto", "portal"]
