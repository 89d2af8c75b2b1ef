"""A redaction reaches the papers that are made already."""

import hashlib
import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from agenda.domain import ausgaben, papierlager, schwaerzung, workflow
from agenda.models import Anlage, Ausgabe
from tests.factories import (
    festschreiben,
    make_ausgabe,
    make_fassung,
    make_portal,
    make_stabsstelle,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db

NAME = "Erika Mustermann"


@pytest.fixture
def papiere():
    """Two finished papers and one in work, and what is none."""
    for name in ("papiere/ab/abc.pdf", "papiere/cd/cde.pdf", "papiere/cd/tmp1.unfertig", "a/b.pdf"):
        default_storage.save(name, ContentFile(b"Erika Mustermann"))


def test_a_redaction_deletes_all_of_them(papiere, django_capture_on_commit_callbacks):
    make_fassung(make_steckbrief(beschreibung="Erika Mustermann"))
    antrag = schwaerzung.request(
        passage="Erika Mustermann", begruendung="Wunsch der Person", user=make_stabsstelle()
    )
    with django_capture_on_commit_callbacks(execute=True):
        schwaerzung.confirm(antrag, user=make_stabsstelle())
        assert len(list(papierlager.dateien())) == 3  # it may still be taken back
    assert list(papierlager.dateien()) == []
    assert default_storage.exists("a/b.pdf")


def test_where_nothing_was_made_yet():
    assert papierlager.leeren() == 0


class TestWhatARedactionHasLeft:
    """The disk refuses a file, or the process dies after the commit: it is deleted later."""

    @pytest.fixture
    def ausgaben_(self):
        make_portal()
        make_fassung(make_steckbrief("Lotsen", bezug="agenda"))
        return [
            festschreiben(make_ausgabe(titel, vorwort=f"Dank an {NAME}."))
            for titel in ("Eins", "Zwei")
        ]

    def redact(self):
        antrag = schwaerzung.request(
            passage=NAME, begruendung="Wunsch der Person", user=make_stabsstelle()
        )
        schwaerzung.confirm(antrag, user=make_stabsstelle())

    def alles(self):
        return [*papierlager.dateien(), *papierlager.dateien("ausgaben")]

    def test_one_that_cannot_be_deleted_keeps_no_other(
        self, papiere, ausgaben_, monkeypatch, django_capture_on_commit_callbacks
    ):
        bleibt = ausgaben.datei(ausgaben_[0]).pfad
        with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
            stur(patch, bleibt, "papiere/ab/abc.pdf")
            self.redact()
        assert self.alles() == ["papiere/ab/abc.pdf", bleibt]
        with monkeypatch.context() as patch:
            stur(patch, bleibt)
            with pytest.raises(papierlager.NichtGeloescht, match=r"^1 Datei ließ .* denied"):
                papierlager.nachraeumen()
        assert self.alles() == [bleibt]
        assert papierlager.nachraeumen(probe=True) == 1
        assert papierlager.nachraeumen() == 1
        assert self.alles() == []

    def test_killed_after_the_commit(self, papiere, ausgaben_):
        self.redact()  # nothing of what it leaves to the commit happens
        neu = Ausgabe.objects.get(titel="Eins")
        ausgaben.datei_ablegen(neu, b"%PDF neu", 1)
        default_storage.save("papiere/ab/neu.pdf", ContentFile(b"neu"))
        assert papierlager.nachraeumen() == 5
        assert self.alles() == ["papiere/ab/neu.pdf", ausgaben.datei(neu).pfad]

    def test_what_is_current_stays_and_what_nobody_names_goes(self, ausgaben_):
        namen = {ausgaben.datei(ausgabe).pfad for ausgabe in ausgaben_}
        for name in ("ausgaben/ab/verwaist.pdf", "ausgaben/ab/.neu-abc"):
            default_storage.save(name, ContentFile(NAME.encode()))
        assert papierlager.nachraeumen() == 0  # an Ausgabe may just be given out
        vorhin = time.time() - 2 * 3600
        for name in papierlager.dateien("ausgaben"):
            os.utime(default_storage.path(name), (vorhin, vorhin))
        assert papierlager.nachraeumen() == 2
        assert set(papierlager.dateien("ausgaben")) == namen

    def test_a_database_without_files_deletes_none(self):
        default_storage.save("ausgaben/ab/abc.pdf", ContentFile(b"gegeben"))
        os.utime(default_storage.path("ausgaben/ab/abc.pdf"), (0, 0))
        assert papierlager.nachraeumen() == 0

    def test_equal_bytes_of_another_ausgabe_stay(
        self, ausgaben_, django_capture_on_commit_callbacks
    ):
        """Only by accident: the bytes of an Ausgabe come from what it says."""
        andere = festschreiben(make_ausgabe("Drei"), pdf=b"%PDF gleich")
        gleiche = festschreiben(make_ausgabe("Vier", vorwort=NAME), pdf=b"%PDF gleich")
        with django_capture_on_commit_callbacks(execute=True):
            self.redact()
        assert not Ausgabe.objects.get(pk=gleiche.pk).dateien.filter(
            dokument_sha256=Ausgabe.objects.get(pk=gleiche.pk).sha256
        )
        assert list(papierlager.dateien("ausgaben")) == [ausgaben.datei(andere).pfad]


class TestFilesOfSteckbriefe:
    """A file that could not be deleted at once is deleted later, and no other one."""

    INHALTE = (b"%PDF-1.7 Foto", b"%PDF-1.7 gilt", b"%PDF-1.7 frueher", b"%PDF-1.7 Rest")

    @pytest.fixture
    def dateien(self):
        """Paths: one to be redacted, one attached, one only a Fassung lists, one nobody lists."""
        steckbrief = make_steckbrief("Lotsen")
        anlagen = [anhaengen(steckbrief, inhalt) for inhalt in self.INHALTE[:3]]
        workflow.record(steckbrief, user=None)
        make_fassung(steckbrief)
        anlagen[2].delete()
        workflow.record(steckbrief, user=None)
        summe = hashlib.sha256(self.INHALTE[3]).hexdigest()
        rest = default_storage.save(f"anlagen/{summe[:2]}/{summe}.pdf", ContentFile(b"Rest"))
        return [anlage.datei.name for anlage in anlagen] + [rest]

    def redact(self):
        antrag = schwaerzung.request(
            passage=hashlib.sha256(self.INHALTE[0]).hexdigest(),
            art="datei",
            begruendung="Bildrechte",
            user=make_stabsstelle(),
        )
        schwaerzung.confirm(antrag, user=make_stabsstelle())

    def da(self, namen):
        return [default_storage.exists(name) for name in namen]

    def test_goes_the_next_time(self, dateien, monkeypatch, django_capture_on_commit_callbacks):
        assert papierlager.nachraeumen(probe=True) == 0  # no file was ever redacted
        with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
            stur(patch, dateien[0])
            self.redact()
        assert self.da(dateien) == [True] * 4
        default_storage.save("anlagen/ab/neu.pdf", ContentFile(b"gerade hochgeladen"))
        with monkeypatch.context() as patch:
            stur(patch, dateien[0])
            with pytest.raises(papierlager.NichtGeloescht, match="denied"):
                papierlager.nachraeumen()
        assert papierlager.nachraeumen(probe=True) == 1
        assert papierlager.nachraeumen() == 1
        # Nobody lists the last one either; which of them was redacted is forgotten.
        assert self.da(dateien) == [False, True, True, False]
        assert default_storage.exists("anlagen/ab/neu.pdf")
        assert papierlager.nachraeumen() == 0

    def test_a_redacted_passage_touches_no_file(self, dateien):
        antrag = schwaerzung.request(passage="Lotsen", begruendung="x", user=make_stabsstelle())
        schwaerzung.confirm(antrag, user=make_stabsstelle())
        assert papierlager.nachraeumen() == 0
        assert self.da(dateien) == [True] * 4


def anhaengen(steckbrief, inhalt):
    anlage = Anlage(
        steckbrief=steckbrief,
        titel="Foto",
        dateiname="Foto.pdf",
        sha256=hashlib.sha256(inhalt).hexdigest(),
        groesse=len(inhalt),
        medientyp="application/pdf",
    )
    anlage.datei.save("Foto.pdf", ContentFile(inhalt), save=True)
    return anlage


def stur(patch, *namen):
    """Make the disk keep these files."""
    delete = FileSystemStorage.delete

    def verweigern(self, name):
        if name in namen:
            raise PermissionError(13, "Permission denied")
        delete(self, name)

    patch.setattr(FileSystemStorage, "delete", verweigern)
