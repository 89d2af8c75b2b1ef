"""An uploaded file between two pages: kept aside, named by a signed token, forgotten at the end."""

from dataclasses import asdict, dataclass, field

from django.core import signing
from import_export.tmp_storages import TempFolderStorage

from agenda.transfer import datei, zuordnung
from agenda.transfer.abgleich import planen
from agenda.transfer.roh import IM_BROWSER, Dateifehler

GUELTIG = 24 * 60 * 60
NICHT_MEHR_DA = (
    "Die hochgeladene Datei ist nicht mehr da, oder sie wurde schon eingespielt. "
    "Bitte sehen Sie in der Liste der Steckbriefe nach und laden Sie sie sonst noch einmal hoch."
)


@dataclass
class Auftrag:
    """One import of one account, from the upload to the confirmation.

    `antworten` maps titles to fields per sheet, `versionen` is what the preview showed.
    """

    konto: int
    name: str
    ablage: str
    nummern: str | None = None
    antworten: dict = field(default_factory=dict)
    versionen: dict = field(default_factory=dict)

    @classmethod
    def begin(cls, inhalt, *, name, user):
        """Put a file aside."""
        ablage = TempFolderStorage()
        ablage.save(inhalt)
        return cls(user.pk, name[:200], ablage.name)

    @classmethod
    def lesen(cls, token, user):
        """Return the Auftrag of a token. Raises Dateifehler when it is not this account's."""
        try:
            auftrag = cls(**signing.loads(token, salt=__name__, max_age=GUELTIG))
        except signing.BadSignature as error:
            raise Dateifehler(NICHT_MEHR_DA) from error
        if auftrag.konto != user.pk:
            raise Dateifehler(NICHT_MEHR_DA)
        return auftrag

    @property
    def token(self):
        return signing.dumps(asdict(self), salt=__name__, compress=True)

    @property
    def gesehen(self):
        """{pk: version}; JSON has made texts of the keys."""
        return {int(pk): version for pk, version in self.versionen.items()}

    def tabellen(self):
        """Return (Tabellen, Hinweise) of the file. Raises Dateifehler."""
        try:
            inhalt = TempFolderStorage(name=self.ablage, read_mode="rb").read()
        except OSError as error:
            raise Dateifehler(NICHT_MEHR_DA) from error
        return zuordnung.tabellen(datei.lesen(inhalt, IM_BROWSER), IM_BROWSER)

    def paare(self, tabellen):
        """Return (Tabelle, columns) with the answers given so far. Raises Dateifehler."""
        return [(t, t.answer(self.antworten.get(t.blatt.name, {}))) for t in tabellen]

    def plan(self, tabellen, hinweise, user):
        """Return the Plan as of now. Raises Dateifehler or NummernUnklar."""
        paare = self.paare(tabellen)
        return planen(paare, user=user, nummern=self.nummern, datei=self.name, hinweise=hinweise)

    def take_away(self):
        """Remove the file: only one confirmation gets it. Raises Dateifehler for the second."""
        try:
            TempFolderStorage(name=self.ablage).remove()
        except OSError as error:
            raise Dateifehler(NICHT_MEHR_DA) from error
