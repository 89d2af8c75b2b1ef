"""New working copies: a partner's own, and copies of others."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from agenda.domain import dokument, workflow
from agenda.models import Steckbrief
from agenda.models.teile import Rolle

RECHT = "agenda.add_steckbrief"


def kommunen_to_choose(user):
    """Return the Kommunen a new draft of this account can belong to; none where it need not."""
    if user.has_perm("agenda.change_all_steckbrief"):
        return user.kommunen.none()
    return user.kommunen.all()


@transaction.atomic
def claim(steckbrief, *, user, kommune=None):
    """Give a partner's new draft its Mitwirkung row; call before workflow.record().

    `kommune` may be left out where the account works for one only. Does nothing for those
    who may edit everything. Raises ValidationError when it is not clear for whom, and
    PermissionDenied for a Kommune that is not the account's.
    """
    if user.has_perm("agenda.change_all_steckbrief"):
        return
    eigene = list(user.kommunen.all())
    if kommune is None:
        if len(eigene) != 1:
            raise ValidationError(
                "Bitte wählen Sie, für welche Kommune Sie den Steckbrief anlegen.", code="kommune"
            )
        kommune = eigene[0]
    if kommune not in eigene:
        raise PermissionDenied
    steckbrief.mitwirkungen.update_or_create(
        kommune=kommune, defaults={"rolle": Rolle.VERANTWORTLICH, "position": 1}
    )


@transaction.atomic
def duplicate(steckbrief, *, user, kommune=None):
    """Return a new draft with the same content, without Nummer, history or Sachstände.

    Rows get UUIDs of their own. A partner's copy belongs to the partner: who else takes part
    is left to the Stabsstelle.
    """
    if (
        not user.has_perm(RECHT)
        or not Steckbrief.objects.visible_to(user).filter(pk=steckbrief.pk).exists()
    ):
        raise PermissionDenied
    stand = dokument.build(Steckbrief.objects.mit_teilen().get(pk=steckbrief.pk))
    darf_alles = user.has_perm("agenda.change_all_steckbrief")
    felder = [_kopie(feld, mit_partnern=darf_alles) for feld in stand.daten["felder"]]
    neu = Steckbrief.objects.create(titel="Kopie", handlungsfeld=steckbrief.handlungsfeld)
    dokument.apply(dokument.Dokument({**stand.daten, "nummer": None, "felder": felder}), neu)
    claim(neu, user=user, kommune=kommune)
    workflow.record(neu, user=user, grund=f"Kopie von {steckbrief}")
    return neu


def _kopie(feld, *, mit_partnern):
    if feld["key"] == "titel":
        return {**feld, "wert": f"Kopie von {feld['wert']}"[:300]}
    if feld["key"] == "mitwirkungen" and not mit_partnern:
        return {**feld, "wert": []}
    if feld["kind"] == "tabelle":
        return {**feld, "wert": [{**zeile, "uuid": str(uuid.uuid4())} for zeile in feld["wert"]]}
    return feld
