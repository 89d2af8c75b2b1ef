"""A redaction reaches the papers that are made already."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from agenda.domain import papierlager, schwaerzung
from tests.factories import make_fassung, make_stabsstelle, make_steckbrief

pytestmark = pytest.mark.django_db


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
