"""Giving papers out and keeping their files: the same for Ausgaben and Sachstandsberichte.

A paper has a document and its hash; each of its `dateien` is the PDF of one such hash.
"""

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, Model, OuterRef
from django.utils import timezone

from agenda.domain import ausgabenschwaerzung, papierlager
from agenda.domain.bewahren import bewahren, liegt_vor
from kommunen.models import Portal


@dataclass(frozen=True)
class Aufbewahrung:
    """What is done with the papers of a model; `veraltet` tells that one is not what was seen."""

    modell: type[Model]
    veraltet: str

    @contextmanager
    def gesperrt(self, papier):
        """Yield (the paper as it is now, locked; geben), in a transaction.

        geben(dokument, pdf, seiten, user) freezes it. If anything fails, before or after that,
        nothing is left behind.
        """
        neue = []

        def geben(dokument, pdf, seiten, user):
            aktuell.dokument, aktuell.sha256 = dokument.canonical.decode(), dokument.sha256
            aktuell.festgeschrieben_at, aktuell.festgeschrieben_von = timezone.now(), user
            datei = self._neu(aktuell, pdf, seiten)
            if bewahren(datei.pfad, pdf):
                neue.append(datei.pfad)
            aktuell.save()
            datei.save(force_insert=True)
            Portal.objects.stempeln()

        try:
            with transaction.atomic():
                ausgabenschwaerzung.sperren()
                aktuell = self.modell.objects.select_for_update().get(pk=papier.pk)
                yield aktuell, geben
        except BaseException:
            # Another paper may have the same bytes; else papierlager.nachraeumen() would find it.
            for pfad in neue:
                if pfad not in papierlager.benannt():
                    default_storage.delete(pfad)
            raise

    def datei(self, papier):
        """Return the file of what a frozen paper says now, or None while it is being made."""
        return papier.dateien.filter(dokument_sha256=papier.sha256).first()

    def ohne_datei(self):
        """Return the frozen papers that wait for their PDF: what a redaction has changed."""
        fertig = self._dateien.related_model.objects.filter(
            **{self._bezug: OuterRef("pk")}, dokument_sha256=OuterRef("sha256")
        )
        return self.modell.objects.festgeschrieben().exclude(Exists(fertig))

    def ablegen(self, papier, pdf, seiten):
        """Keep the PDF drawn from a frozen paper as it was loaded; return its file.

        Returns the one that is there already, if somebody was faster. Raises ValidationError if
        the paper has been redacted since: such a PDF must not be kept.
        """
        with transaction.atomic():
            ausgabenschwaerzung.sperren()
            aktuell = self.modell.objects.festgeschrieben().select_for_update().get(pk=papier.pk)
            self._pruefen(aktuell, papier.sha256)
            if fertig := self.datei(aktuell):
                return fertig
            neu = self._neu(aktuell, pdf, seiten)
            bewahren(neu.pfad, pdf)
            neu.save(force_insert=True)
            Portal.objects.stempeln()
        return neu

    def wiederherstellen(self, datei, pdf):
        """Put lost bytes back, if these are the very ones; return whether they were.

        Raises ValidationError if the paper has been redacted since: then they are not lost but gone.
        """
        if hashlib.sha256(pdf).hexdigest() != datei.sha256:
            return False
        with transaction.atomic():
            # Who redacts has to wait, and deletes afterwards what is put back here.
            papiere = self.modell.objects.select_for_update()
            self._pruefen(
                papiere.get(pk=getattr(datei, f"{self._bezug}_id")), datei.dokument_sha256
            )
            bewahren(datei.pfad, pdf)
        return True

    @staticmethod
    def vorhanden(datei):
        """Return whether the storage has the bytes of a file."""
        return liegt_vor(datei.pfad, datei.groesse)

    @cached_property
    def _dateien(self):
        return self.modell._meta.get_field("dateien")

    @property
    def _bezug(self):
        return self._dateien.field.name

    def _pruefen(self, aktuell, sha256):
        if aktuell.sha256 != sha256:
            raise ValidationError(self.veraltet, code="veraltet")

    def _neu(self, papier, pdf, seiten):
        return self._dateien.related_model(
            **{self._bezug: papier},
            dokument_sha256=papier.sha256,
            sha256=hashlib.sha256(pdf).hexdigest(),
            groesse=len(pdf),
            seiten=seiten,
        )
