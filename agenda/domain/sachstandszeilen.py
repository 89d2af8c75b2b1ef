"""The rows of a report, as a form gives them: dicts keyed like the models' fields."""

from django.core.exceptions import ValidationError

from agenda.models import Meilensteinstand, Messwert, Mittelabfluss, StandVorOrt
from kommunen.models import Kommune


def ersetzen(sachstand, *, meilensteine=None, mittel=None, messwerte=None):
    """Replace the rows of the kinds that are given; None leaves a kind as it is.

    A milestone or Kennzahl is named by the UUID of its row in the Steckbrief, whose name the
    report keeps. Raises ValidationError in German: an unknown one, or one named twice.
    """
    steckbrief = sachstand.steckbrief
    if meilensteine is not None:
        teile = {teil.uuid: {"titel": teil.titel} for teil in steckbrief.meilensteine.all()}
        bisher = {
            zeile.meilenstein_uuid: {"titel": zeile.titel} for zeile in sachstand.meilensteine.all()
        }
        _schreiben(
            Meilensteinstand,
            "meilenstein_uuid",
            sachstand.meilensteine,
            _benannt(meilensteine, "meilenstein_uuid", bisher | teile),
            sachstand,
        )
    if mittel is not None:
        _schreiben(Mittelabfluss, "jahr", sachstand.mittel, mittel, sachstand)
    if messwerte is not None:
        teile = {
            teil.uuid: {"name": teil.name, "einheit": teil.einheit}
            for teil in steckbrief.kennzahlen.all()
        }
        bisher = {
            zeile.kennzahl_uuid: {"name": zeile.name, "einheit": zeile.einheit}
            for zeile in sachstand.messwerte.all()
        }
        _schreiben(
            Messwert,
            "kennzahl_uuid",
            sachstand.messwerte,
            _benannt(messwerte, "kennzahl_uuid", bisher | teile),
            sachstand,
        )


def orte_ersetzen(sachstand, orte, kommune):
    """Replace the Stand vor Ort; a Kommune writes only its own row, None (the office) any.

    Raises ValidationError when a Kommune tells of another one.
    """
    zeilen = sachstand.staende_vor_ort.all()
    if kommune is not None:
        if any(_pk(ort["kommune"]) != kommune.pk for ort in orte):
            raise ValidationError(
                "Den Stand vor Ort meldet jede Kommune für sich. Bitte tragen Sie nur Ihren eigenen ein.",
                code="fremde_kommune",
            )
        zeilen = zeilen.filter(kommune=kommune)
    _schreiben(
        StandVorOrt,
        "kommune",
        zeilen,
        [{**ort, "kommune": _kommune(ort)} for ort in orte],
        sachstand,
    )


def _pk(kommune):
    return getattr(kommune, "pk", kommune)


def _kommune(ort):
    kommune = ort["kommune"]
    return kommune if isinstance(kommune, Kommune) else Kommune.objects.get(pk=kommune)


def _benannt(zeilen, schluessel, namen):
    for zeile in zeilen:
        if zeile[schluessel] not in namen:
            raise ValidationError(
                "Ein Meilenstein oder eine Kennzahl steht nicht mehr im Steckbrief. Bitte laden Sie die Seite neu.",
                code="unbekannte_zeile",
            )
    return [{**zeile, **namen[zeile[schluessel]]} for zeile in zeilen]


def _schreiben(modell, schluessel, bisherige, zeilen, sachstand):
    """Update rows by their key, so that a form opened before still finds them; the rest goes."""
    alte = {getattr(zeile, schluessel): zeile for zeile in bisherige.all()}
    for zeile in zeilen:
        wert = zeile[schluessel]
        neu = alte.pop(wert, None) or modell(sachstand=sachstand)
        for name, inhalt in zeile.items():
            setattr(neu, name, inhalt)
        neu.full_clean()
        neu.save()
    bisherige.filter(pk__in=[zeile.pk for zeile in alte.values()]).delete()
