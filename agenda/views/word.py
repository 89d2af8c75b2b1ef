"""A Steckbrief as a Word file."""

from django.utils.functional import cached_property

from agenda.models.teile import Medientyp
from agenda.papers import docx, store
from agenda.views.dateien import SteckbriefDatei
from agenda.views.nummer import EinzelneFassungMixin, FassungMixin
from agenda.views.papierantwort import PapierMixin


class DocxDatei(PapierMixin, SteckbriefDatei):
    content_type = Medientyp.DOCX.value
    endung = "docx"
    ausweg = "Denselben Text lesen Sie auf der Seite des Steckbriefs."

    @cached_property
    def key(self):
        return docx.key(self.fassung)

    def etag(self):
        return self.key

    def inhalt(self):
        # From the store the key alone is enough; to know it has cost a query.
        return store.lesen(self.key) or docx.steckbrief(self.fassung)


class SteckbriefDocxView(FassungMixin, DocxDatei):
    pass


class FassungDocxView(EinzelneFassungMixin, DocxDatei):
    pass
