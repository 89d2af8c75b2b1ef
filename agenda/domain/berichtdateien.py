"""The PDF of a frozen Bericht: bytes in the storage, kept beside the Ausgaben."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from agenda.domain import ausgabenschwaerzung
from agenda.domain.bewahren import bewahren, liegt_vor
from agenda.models import Bericht, BerichtDatei
from kommunen.models import Portal

VERALTET = "Inzwischen hat sich geändert, was dieser Bericht sagt."


def datei(bericht):
    """Return the BerichtDatei of what a frozen Bericht says now, or None while it is being made."""
    return bericht.dateien.filter(dokument_sha256=bericht.sha256).first()


def ohne_datei():
    """Return the frozen Berichte that wait for their PDF: what a redaction has changed."""
    fertig = BerichtDatei.objects.filter(bericht=OuterRef("pk"), dokument_sha256=OuterRef("sha256"))
    return Bericht.objects.festgeschrieben().exclude(Exists(fertig))


def neue_datei(bericht, pdf, seiten):
    """Return the unsaved BerichtDatei of these bytes for what a Bericht says."""
    return BerichtDatei(
        bericht=bericht,
        dokument_sha256=bericht.sha256,
        sha256=hashlib.sha256(pdf).hexdigest(),
        groesse=len(pdf),
        seiten=seiten,
    )


def datei_ablegen(bericht, pdf, seiten):
    """Keep the PDF drawn from a frozen Bericht as it was loaded; return its BerichtDatei.

    Returns the one that is there already, if somebody was faster. Raises ValidationError if the
    Bericht has been redacted since: such a PDF must not be kept.
    """
    with transaction.atomic():
        ausgabenschwaerzung.sperren()
        aktuell = Bericht.objects.festgeschrieben().select_for_update().get(pk=bericht.pk)
        if aktuell.sha256 != bericht.sha256:
            raise ValidationError(VERALTET, code="veraltet")
        if fertig := datei(aktuell):
            return fertig
        neu = neue_datei(aktuell, pdf, seiten)
        bewahren(neu.pfad, pdf)
        neu.save(force_insert=True)
        Portal.objects.stempeln()
    return neu


def wiederherstellen(datei, pdf):
    """Put lost bytes back, if these are the very ones; return whether they were.

    Raises ValidationError if the Bericht has been redacted since: then they are not lost but gone.
    """
    if hashlib.sha256(pdf).hexdigest() != datei.sha256:
        return False
    with transaction.atomic():
        # Who redacts has to wait, and deletes afterwards what is put back here.
        aktuell = Bericht.objects.select_for_update().get(pk=datei.bericht_id)
        if aktuell.sha256 != datei.dokument_sha256:
            raise ValidationError(VERALTET, code="veraltet")
        bewahren(datei.pfad, pdf)
    return True


def vorhanden(datei):
    """Return whether the storage has the bytes of a BerichtDatei."""
    return liegt_vor(datei.pfad, datei.groesse)
