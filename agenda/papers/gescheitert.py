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


class Abgebrochen(Gescheitert):
    """The process that drew it came to an end in the middle, or a fault of ours ended it."""


class NichtAbgelegt(Gescheitert):
    """The paper is made, but the storage did not take it: full, or not to be written."""


class Faulty(Gescheitert):
    """WeasyPrint made the file, but logged that something in it is wrong."""
