"""Numbers: given once, never again, whatever their spelling."""

from django.core.exceptions import ValidationError

from agenda.models import Nummernvergabe, Steckbrief
from agenda.models.steckbrief import nummer_schluessel
from kommunen.models import Portal


def assign_nummer(steckbrief, nummer, user):
    """Give a Nummer; "" means the next free one. One at a time: the Portal's row is the queue."""
    Portal.objects.select_for_update().first()
    nummer = nummer or next_nummer()
    schluessel = nummer_schluessel(nummer)
    if not schluessel:
        raise ValidationError(
            f"„{nummer}“ ist keine gültige Nummer. Eine Nummer sieht so aus: „12“, „4.10“ oder „M1“.",
            code="nummer",
        )
    if Nummernvergabe.objects.filter(schluessel=schluessel).exists():
        raise ValidationError(
            f"Die Nummer {nummer} ist oder war schon vergeben. Bitte eine andere Nummer vorsehen.",
            code="nummer",
        )
    Nummernvergabe.objects.create(
        steckbrief=steckbrief, nummer=nummer, schluessel=schluessel, vergeben_von=user
    )
    steckbrief.nummer, steckbrief.nummer_schluessel = nummer, schluessel
    steckbrief.save(update_fields=["nummer", "nummer_schluessel"])


def next_nummer():
    """Return the next free whole Nummer: one above the highest ever given or intended."""
    vergeben = [
        *Nummernvergabe.objects.values_list("nummer", flat=True),
        *Steckbrief.objects.exclude(vorgesehene_nummer="").values_list(
            "vorgesehene_nummer", flat=True
        ),
    ]
    return str(
        max((int(nummer.split(".")[0]) for nummer in vergeben if nummer[0].isdigit()), default=0)
        + 1
    )
