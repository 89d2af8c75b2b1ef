"""A Muster shows what a paper will look like. Nobody was given it, so it may go again."""

from django.contrib.admin.models import DELETION
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from agenda.domain import ausgaben, papierlager
from agenda.models import Ausgabe
from kommunen.models import Portal


@transaction.atomic
def entfernen(ausgabe, *, user):
    """Delete a Muster that was given out, with its file. Side effects: a LogEntry, version stamp.

    Raises PermissionDenied, or ValidationError for anything that is no Muster.
    """
    if user is not None and not user.has_perm(ausgaben.RECHT):
        raise PermissionDenied
    aktuell = Ausgabe.objects.select_for_update().get(pk=ausgabe.pk)
    if not aktuell.muster:
        raise ValidationError("Nur ein Muster kann entfernt werden.", code="kein_muster")
    ausgaben.protokollieren(aktuell, user, "Muster entfernt.", art=DELETION)
    dateien = [zeile.pfad for zeile in aktuell.dateien.all()]
    aktuell.dateien.all().delete()
    aktuell.delete()
    Portal.objects.stempeln()
    transaction.on_commit(lambda: [papierlager.loeschen(pfad) for pfad in dateien], robust=True)
