"""A Steckbrief as a Word file."""

from agenda.papers import steckbrief
from agenda.views.dateien import SteckbriefDatei
from agenda.views.nummer import EinzelneFassungMixin, FassungMixin
from agenda.views.papierantwort import PapierMixin


class DocxDatei(SteckbriefDatei):
    content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    endung = "docx"

    def etag(self):
        # Drawn from the same as the PDF, by the same software.
        return f"{steckbrief.key(self.fassung)}-docx"

    def inhalt(self):
        # python-docx is only loaded where somebody wants a Word file.
        from agenda.papers import docx

        return docx.steckbrief(self.fassung)


class SteckbriefDocxView(PapierMixin, FassungMixin, DocxDatei):
    pass


class FassungDocxView(PapierMixin, EinzelneFassungMixin, DocxDatei):
    pass
