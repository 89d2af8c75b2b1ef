"""Carry out a Plan: all of it in one transaction, or nothing. Makes drafts, never releases."""

from django.core.exceptions import ValidationError
from django.db import transaction

from agenda.domain import dokument, workflow
from agenda.models import Steckbrief
from agenda.models.vorgang import Verb
from agenda.transfer.bestand import PORTION
from agenda.transfer.plan import Art, satz_aus


class NichtEingespielt(ValidationError):
    """Nothing was saved; `plan` carries the errors."""

    def __init__(self, plan):
        self.plan = plan
        super().__init__(
            f"Nichts wurde gespeichert: {len(plan.fehler)} Fehler. Bitte verbessern Sie die Datei und laden Sie sie noch einmal hoch."
        )


def einspielen(plan, *, user, versionen, datei="", progress=lambda fertig: None):
    """Write every changed and new Steckbrief of a Plan.

    `versionen` is {pk: version} as a person saw it in the preview: who was changed since then
    is refused. Side effects: those of workflow.record() (version, Arbeitsstand, Vorgang
    "importiert", back to Entwurf). Raises NichtEingespielt; then nothing is saved.
    """
    if plan.fehler:
        raise NichtEingespielt(plan)
    with transaction.atomic():
        aktuelle = _lock([v.steckbrief.pk for v in plan.vorschlaege if v.steckbrief])
        for vorschlag in plan.vorschlaege:
            _refuse_outdated(vorschlag, aktuelle, versionen)
        if plan.fehler:
            raise NichtEingespielt(plan)
        for fertig, vorschlag in enumerate([*plan.geaenderte, *plan.neue], 1):
            steckbrief = Steckbrief() if vorschlag.neu else aktuelle[vorschlag.steckbrief.pk]
            try:
                dokument.apply(vorschlag.dokument, steckbrief)
                workflow.record(
                    steckbrief,
                    user=user,
                    verb=Verb.IMPORTIERT,
                    grund=f"Import{f' aus „{datei}“' if datei else ''}, Blatt „{vorschlag.blatt}“, Zeile {vorschlag.zeile}",
                )
            except ValidationError as error:
                _add_error(vorschlag, satz_aus(error))
            progress(fertig)
        if plan.fehler:
            raise NichtEingespielt(plan)


def _lock(pks):
    """Return {pk: Steckbrief}, locked until the end of the transaction, always in one order."""
    pks = sorted(pks)
    return {
        steckbrief.pk: steckbrief
        for von in range(0, len(pks), PORTION)
        for steckbrief in Steckbrief.objects.vorhanden()
        .select_for_update()
        .filter(pk__in=pks[von : von + PORTION])
        .order_by("pk")
    }


def _refuse_outdated(vorschlag, aktuelle, versionen):
    if vorschlag.neu:
        return
    aktuell = aktuelle.get(vorschlag.steckbrief.pk)
    if aktuell is None:
        _add_error(vorschlag, "Dieser Steckbrief wurde inzwischen gelöscht.")
    elif aktuell.version != versionen.get(aktuell.pk) or (
        aktuell.version != vorschlag.steckbrief.version
    ):
        stand = aktuell.arbeitsstaende.select_related("konto").order_by("-version").first()
        wer = f" von {stand.konto}" if stand and stand.konto else ""
        _add_error(
            vorschlag,
            f"Dieser Steckbrief wurde seit der Vorschau{wer} geändert. Bitte laden Sie die Datei noch einmal hoch und prüfen Sie die neue Vorschau.",
        )


def _add_error(vorschlag, meldung):
    ort = (vorschlag.blatt, vorschlag.zeile, None, "")
    vorschlag.add(ort, Art.FEHLER, meldung=meldung)
