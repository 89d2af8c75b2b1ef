"""Folded search: "aepfel" finds "Äpfel", "strasse" finds "Straße", on every database.

SQLite compares only ASCII letters without case and PostgreSQL's collations differ, so
free-text search never asks the original column: it asks a folded copy of it.
"""

import re
import unicodedata

from django.db import models

_UMSCHRIFT = str.maketrans({"ß": "ss", "æ": "a", "œ": "o", "ø": "o"})
_DIGRAPHEN = re.compile(r"(?<!q)([aou])e")


def falten(text):
    """Return text in the one folded spelling: lower case, no accents, ä = ae = a, ß = ss."""
    zerlegt = unicodedata.normalize("NFKD", text.casefold().translate(_UMSCHRIFT))
    ohne_akzente = "".join(zeichen for zeichen in zerlegt if not unicodedata.combining(zeichen))
    return _DIGRAPHEN.sub(r"\1", ohne_akzente)


class SuchbarQuerySet(models.QuerySet):
    def search(self, anfrage):
        """Return the rows whose folded text contains every word of the query."""
        rows = self
        for wort in falten(anfrage or "").replace("\x00", "").split():
            rows = rows.filter(suchtext__contains=wort)
        return rows


class Suchbar(models.Model):
    """A model whose `suchfelder` can be searched in any spelling."""

    suchfelder = ()

    suchtext = models.TextField(editable=False, blank=True, default="")

    objects = SuchbarQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **kwargs):
        self.suchtext = falten(" ".join(str(getattr(self, feld) or "") for feld in self.suchfelder))
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "suchtext"}
        super().save(**kwargs)
