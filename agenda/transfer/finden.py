"""Which Steckbrief a row means: by our Kennung, by our Nummer, or none of ours."""

import uuid

from django.core.exceptions import ValidationError

from agenda.transfer import verstehen
from agenda.transfer.bestand import Bestand
from agenda.transfer.blaetter import BLAETTER
from agenda.transfer.plan import kurz, satz_aus

EIGENE, FREMDE = "eigene", "fremde"
HAUPT = BLAETTER[0]
NEU_BLEIBT_LEER = "Für einen neuen Steckbrief bleiben Kennung und Nummer leer"


class Fehlstelle(Exception):
    """A row that cannot be assigned: the column that is wrong (None: the row) and why."""

    def __init__(self, key, meldung):
        super().__init__(meldung)
        self.key, self.meldung = key, meldung


def roh(satz, key):
    """Return the raw cell of a column, None if the file does not have it."""
    return satz[key][1] if key in satz else None


def uuid_aus(zelle):
    try:
        return str(uuid.UUID(str(zelle).strip()))
    except ValueError:
        return None


class Finder:
    """Answers for the rows of one file. `nummern` says whose numbers stand in it."""

    def __init__(self, user, nummern):
        self.nummern = nummern
        self.bestand = Bestand(user)
        self.zeile_zu = {}

    def load(self, paare):
        """Fetch all that the file names with few queries. `paare` are (Tabelle, rows)."""
        kennungen, nummern = set(), set()
        for tabelle, saetze in paare:
            key = "steckbrief" if tabelle.blatt.tabelle else "kennung"
            for _, satz in saetze:
                if kennung := uuid_aus(roh(satz, key)):
                    kennungen.add(kennung)
                try:
                    nummern.add(
                        verstehen.unsere_nummer(HAUPT.spalte("nummer"), roh(satz, "nummer"))
                    )
                except ValidationError:
                    continue  # said again, with its place, when the row is compared
        self.bestand.load(kennungen, nummern - {None})

    def find(self, satz, key):
        """Return (Steckbrief or None, the sender's Nummer or ""). Raises Fehlstelle."""
        kennung = self._kennung(satz, key)
        schluessel, fremde = self._nummer(satz)
        if kennung and self.nummern == FREMDE:
            raise Fehlstelle(
                key,
                "Diese Zeile trägt eine Kennung aus diesem Portal. Bei fremden Nummern muss die Kennung leer sein.",
            )
        einer = self.bestand.nach_kennung.get(kennung)
        anderer = self.bestand.nach_nummer.get(schluessel)
        if kennung and einer is None:
            raise Fehlstelle(
                key,
                f"Diese Kennung gibt es hier nicht, oder Sie dürfen den Steckbrief nicht sehen. {NEU_BLEIBT_LEER}.",
            )
        if kennung and schluessel and einer != anderer:
            raise Fehlstelle(
                "nummer",
                f"Die Nummer {kurz(roh(satz, 'nummer'))} gehört nicht zu dieser Kennung; deren Nummer ist {einer.nummer or 'noch leer'}. Nummern ändert man im Portal mit „umnummerieren“.",
            )
        if schluessel and not kennung and anderer is None:
            raise Fehlstelle("nummer", self._unbekannte_nummer(schluessel, roh(satz, "nummer")))
        return einer or anderer, fremde

    def refuse_double(self, zeile, steckbrief, fremde):
        """Raise Fehlstelle when an earlier row of the main sheet meant the same."""
        wer = steckbrief.pk if steckbrief else fremde
        if not wer:
            return
        erste = self.zeile_zu.setdefault(wer, zeile)
        if erste != zeile:
            raise Fehlstelle(
                "nummer" if fremde else None,
                f"Derselbe Steckbrief steht schon in Zeile {erste}. Jede Nummer darf nur einmal vorkommen.",
            )

    def _kennung(self, satz, key):
        zelle = roh(satz, key)
        if zelle is None:
            return None
        if not (kennung := uuid_aus(zelle)):
            raise Fehlstelle(
                key,
                f"„{kurz(zelle)}“ ist keine Kennung. Bitte lassen Sie die Kennung aus dem Export unverändert; bei neuen Zeilen bleibt sie leer.",
            )
        return kennung

    def _nummer(self, satz):
        """Return (natural key of our Nummer, "") or (None, the sender's number)."""
        spalte, zelle = HAUPT.spalte("nummer"), roh(satz, "nummer")
        try:
            if self.nummern == FREMDE:
                return None, (verstehen.nummer(spalte, zelle) or "")[:200]
            return verstehen.unsere_nummer(spalte, zelle), ""
        except ValidationError as error:
            raise Fehlstelle("nummer", satz_aus(error)) from error

    def _unbekannte_nummer(self, schluessel, zelle):
        heute = self.bestand.heutige.get(schluessel)
        if heute:
            return f"Die Nummer {kurz(zelle)} gehört heute zu Nummer {heute}, oder Sie dürfen den Steckbrief nicht sehen."
        return f"Die Nummer {kurz(zelle)} gibt es hier nicht, oder Sie dürfen den Steckbrief nicht sehen. {NEU_BLEIBT_LEER}; die Nummer entsteht bei der Freigabe."
