"""Why a paper did not come about, in words for the person who wanted it.

Apart from the modules that raise them: the child process knows no Django, the rest no WeasyPrint.
"""


class Gescheitert(Exception):
    """There is no paper this time; what there was before is still there. The text is German."""


class ZuLange(Gescheitert):
    """It took longer than it may."""


class ZuGross(Gescheitert):
    """It needed more memory than it may."""


class Belegt(Gescheitert):
    """Another big paper is in work; there is one at a time."""


class Ueberlastet(Belegt):
    """So many small papers were waiting that this one's turn did not come."""


class NichtGestartet(Gescheitert):
    """The process that draws could not be started: no memory, or too many processes."""


class Abgebrochen(Gescheitert):
    """The process that drew it came to an end in the middle, or a fault of ours ended it."""


class NichtAbgelegt(Gescheitert):
    """The paper is made, but the storage did not take it: full, or not to be written."""

    @classmethod
    def wegen(cls, fehler):
        """Return one that tells of an OSError."""
        return cls(
            f"Das Papier ist gesetzt, ließ sich aber nicht ablegen: {fehler.strerror or fehler}. "
            "Bitte prüfen, ob auf dem Datenträger Platz ist und das Portal dort schreiben darf."
        )


class Faulty(Gescheitert):
    """WeasyPrint made the file, but logged that something in it is wrong."""
