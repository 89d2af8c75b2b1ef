"""The working copies a file speaks of, found by Kennung or Nummer with few queries."""

from django.db.models import Q

from agenda.models import Nummernvergabe, Steckbrief

# Values in one query; SQLite and PostgreSQL both take more, memory is the reason.
PORTION = 500


def sichtbare(user):
    """Return the working copies an account may read; None is the set-up itself."""
    alle = Steckbrief.objects.vorhanden()
    return alle if user is None else alle.visible_to(user)


class Bestand:
    """`load()` what a file names, then ask by Kennung or by the natural key of a Nummer."""

    def __init__(self, user):
        self.user = user
        self.nach_kennung, self.nach_nummer, self.heutige = {}, {}, {}
        self.bearbeitbar = set()

    def load(self, kennungen, nummern):
        kennungen, nummern = sorted(kennungen), sorted(nummern)
        for von in range(0, max(len(kennungen), len(nummern)), PORTION):
            teil_k, teil_n = kennungen[von : von + PORTION], nummern[von : von + PORTION]
            treffer = Q(uuid__in=teil_k) | Q(nummer_schluessel__in=teil_n)
            gefunden = list(sichtbare(self.user).mit_teilen().filter(treffer))
            for steckbrief in gefunden:
                self.nach_kennung[str(steckbrief.uuid)] = steckbrief
                if steckbrief.nummer_schluessel:
                    self.nach_nummer[steckbrief.nummer_schluessel] = steckbrief
            self._load_rights([steckbrief.pk for steckbrief in gefunden])
            self.heutige |= dict(
                Nummernvergabe.objects.filter(schluessel__in=teil_n).values_list(
                    "schluessel", "steckbrief__nummer"
                )
            )

    def _load_rights(self, pks):
        if self.user is None:
            self.bearbeitbar |= set(pks)
        else:
            rows = Steckbrief.objects.editable_by(self.user).filter(pk__in=pks)
            self.bearbeitbar |= set(rows.values_list("pk", flat=True))
