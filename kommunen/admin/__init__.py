from kommunen.admin import kommune, nutzerkonto, portal

__all__ = ["kommune", "nutzerkonto", "portal"]
