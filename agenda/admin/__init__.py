from agenda.admin import drucksache, fassung, handlungsfeld, sachstand, site, steckbrief

__all__ = ["drucksache", "fassung", "handlungsfeld", "sachstand", "site", "steckbrief"]
