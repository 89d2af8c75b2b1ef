"""All text a database holds, whatever table it stands in."""

from django.apps import apps
from django.db import models


def every_text():
    """Yield every non-empty text of every text column of every table."""
    for modell in apps.get_models(include_auto_created=True):
        spalten = [
            feld.attname
            for feld in modell._meta.concrete_fields
            if isinstance(feld, models.CharField | models.TextField)
        ]
        if spalten:
            for zeile in modell._base_manager.values_list(*spalten):
                yield from (str(text) for text in zeile if text)
