"""Bytes that are kept for ever: in Django's storage whole, or not at all."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def bewahren(pfad, inhalt):
    """Keep bytes under a name made from their hash; return whether they were not there before.

    On a disk: a file beside the final one, then a rename, so nobody ever reads half of it and a
    full disk leaves nothing behind. Other storages put whole objects themselves. Raises OSError.
    """
    if liegt_vor(pfad, len(inhalt)):
        return False
    try:
        ziel = Path(default_storage.path(pfad))
    except NotImplementedError:
        default_storage.delete(pfad)
        default_storage.save(pfad, ContentFile(inhalt))
        return True
    ziel.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=ziel.parent, prefix=".neu-", delete=False) as datei:
        try:
            datei.write(inhalt)
            datei.flush()
            os.fsync(datei.fileno())
            os.chmod(datei.name, settings.FILE_UPLOAD_PERMISSIONS or 0o644)
            os.replace(datei.name, ziel)
        except BaseException:
            Path(datei.name).unlink(missing_ok=True)
            raise
    return True


def liegt_vor(pfad, groesse):
    """Return whether the storage has a file of this size under this name."""
    return default_storage.exists(pfad) and default_storage.size(pfad) == groesse
