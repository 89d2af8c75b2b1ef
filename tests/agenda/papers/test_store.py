"""A paper is in the store whole, or not at all."""

import errno
import os
import time
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from unittest import mock

import pytest
from django.core.files.storage import InMemoryStorage, Storage, default_storage

from agenda.domain import papierlager
from agenda.papers import store
from agenda.papers.gescheitert import NichtAbgelegt

EINS, ZWEI = b"%PDF-1.7 eins\n%%EOF\n", b"%PDF-1.7 zwei\n%%EOF\n"
KEY = "ab" * 32
ANDERER = "cd" * 32


@pytest.fixture(params=["Ordner", "anderswo"])
def storage(request, settings):
    """Once the file system, once a storage that has no paths."""
    if request.param == "anderswo":
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": "tests.agenda.papers.test_store.Anderswo"},
        }
    return default_storage


class Anderswo(Storage):
    """As a bucket in a cloud: it knows no paths, and save() does not replace."""

    def __init__(self):
        self.eimer = InMemoryStorage()

    def _open(self, name, mode="rb"):
        return self.eimer.open(name, mode)

    def _save(self, name, content):
        return self.eimer.save(name, content)

    def __getattribute__(self, name):
        if name in ("delete", "exists", "listdir", "size", "get_modified_time"):
            return getattr(self.eimer, name)
        return super().__getattribute__(name)


def files():
    return sorted(papierlager.dateien())


def test_what_is_kept_comes_back(storage):
    assert not store.hat(KEY)
    assert (store.lesen(KEY), store.oeffnen(KEY), store.pfad(KEY)) == (None, None, None)
    store.ablegen(KEY, EINS)
    assert store.hat(KEY)
    assert store.lesen(KEY) == EINS
    with store.oeffnen(KEY) as datei:
        assert datei.read() == EINS
    assert Path(store.pfad(KEY)).read_bytes() == EINS
    assert files() == [f"papiere/ab/{KEY}.pdf"]
    store.loeschen(KEY)
    assert not store.hat(KEY)
    store.loeschen(KEY)


def test_a_second_one_takes_the_place_of_the_first(storage):
    store.ablegen(KEY, EINS)
    store.ablegen(KEY, ZWEI)
    assert store.lesen(KEY) == ZWEI
    assert len(files()) == 1


def test_it_may_be_read_by_whoever_serves_files(settings):
    store.ablegen(KEY, EINS)
    assert store.pfad(KEY).stat().st_mode & 0o777 == settings.FILE_UPLOAD_PERMISSIONS


def word():
    datei = BytesIO()
    with zipfile.ZipFile(datei, "w") as archiv:
        archiv.writestr("word/document.xml", "<x/>")
    return datei.getvalue()


def test_a_word_file_lies_beside_the_pdf(storage, caplog):
    store.ablegen(KEY, EINS)
    store.ablegen(KEY + store.WORD, word())
    assert store.lesen(KEY + store.WORD) == word()
    assert store.lesen(KEY) == EINS
    assert files() == [f"papiere/ab/{KEY}.docx", f"papiere/ab/{KEY}.pdf"]
    store.ablegen(KEY + store.WORD, word()[:-1])
    assert store.lesen(KEY + store.WORD) is None
    assert "beschädigt" in caplog.text
    assert papierlager.leeren() == 2


def test_a_word_file_stays_as_long_as_the_pdf_is_wanted():
    for key in (KEY, ANDERER):
        store.ablegen(key + store.WORD, word())
    assert store.raeumen({KEY}, aelter=timedelta(seconds=-1)) == 1
    assert files() == [f"papiere/ab/{KEY}.docx"]


@pytest.mark.parametrize("storage", ["anderswo"], indirect=True)
class TestCopies:
    @pytest.fixture(autouse=True)
    def wecker(self, monkeypatch, tmp_path):
        monkeypatch.setattr(store, "_kopien", lambda: tmp_path)
        monkeypatch.setattr(store, "_wecker", None)
        monkeypatch.setattr(store, "Timer", mock.Mock())
        return store.Timer

    def alt(self, pfad):
        damals = time.time() - store.KOPIEN_SEKUNDEN - 1
        os.utime(pfad, (damals, damals))

    def test_old_ones_go_and_used_ones_stay(self, storage, wecker):
        for key, inhalt in ((KEY, EINS), (ANDERER, ZWEI)):
            store.ablegen(key, inhalt)
        eins = store.pfad(KEY)
        self.alt(eins)
        zwei = store.pfad(ANDERER)
        assert not eins.exists()
        self.alt(zwei)
        assert store.pfad(ANDERER) == zwei
        assert zwei.read_bytes() == ZWEI
        assert wecker.call_count == 1

    def test_after_a_redaction_none_is_used_and_soon_none_lies_there(
        self, storage, wecker, tmp_path
    ):
        store.ablegen(KEY, EINS)
        kopie = store.pfad(KEY)
        (frist, wecken), _ = wecker.call_args
        assert frist == store.KOPIEN_SEKUNDEN
        papierlager.leeren()
        assert store.pfad(KEY) is None
        wecken()
        assert wecker.call_count == 2  # not yet: somebody may be reading
        self.alt(kopie)
        wecken()
        assert list(tmp_path.iterdir()) == []
        assert wecker.call_count == 2

    def test_emptied_while_it_is_copied(self, storage, monkeypatch, tmp_path):
        monkeypatch.setattr(store, "hat", lambda key: True)
        assert store.pfad(KEY) is None
        assert list(tmp_path.iterdir()) == []

    def test_no_room_for_a_copy(self, storage, monkeypatch, tmp_path):
        store.ablegen(KEY, EINS)
        voll = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        monkeypatch.setattr(store.shutil, "copyfileobj", mock.Mock(side_effect=voll))
        with pytest.raises(NichtAbgelegt):
            store.pfad(KEY)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("rest", [b"", EINS[:10], bytes(len(EINS)), b"<html>%%EOF"])
def test_what_a_broken_disk_has_cut_short_is_not_there(rest, storage, caplog):
    store.ablegen(KEY, rest)
    assert store.lesen(KEY) is None
    assert store.oeffnen(KEY) is None
    assert "beschädigt" in caplog.text
    store.ablegen(KEY, EINS)
    assert store.lesen(KEY) == EINS


def test_an_empty_file_counts_as_missing():
    store.ablegen(KEY, b"")
    assert not store.hat(KEY)
    assert store.pfad(KEY) is None


@pytest.mark.parametrize("wo", ["write_bytes", "replace"])
def test_a_full_disk(wo, monkeypatch):
    store.ablegen(KEY, EINS)
    voll = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    ziel = Path if wo == "write_bytes" else os
    monkeypatch.setattr(ziel, wo, mock.Mock(side_effect=voll))
    with pytest.raises(
        NichtAbgelegt, match=r"No space left on device.*ob auf dem Datenträger Platz"
    ):
        store.ablegen(KEY, ZWEI)
    monkeypatch.undo()
    assert store.lesen(KEY) == EINS
    assert files() == [f"papiere/ab/{KEY}.pdf"]


def test_a_folder_that_may_not_be_written(settings, tmp_path):
    (tmp_path / "media").write_text("hier liegt eine Datei im Weg")
    with pytest.raises(NichtAbgelegt):
        store.ablegen(KEY, EINS)


def test_an_upload_that_fails_reaches_whoever_asked(settings, monkeypatch):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "tests.agenda.papers.test_store.Anderswo"},
    }
    monkeypatch.setattr(Anderswo, "save", mock.Mock(side_effect=OSError("Verbindung weg")))
    with pytest.raises(NichtAbgelegt, match="Verbindung weg"):
        store.ablegen(KEY, EINS)
    assert files() == []


def test_nothing_stays_of_what_was_given_up(storage):
    def halb():
        with store.neu(KEY) as pfad:
            pfad.write_bytes(EINS)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        halb()
    assert files() == []


def test_only_what_nobody_needs_and_is_old_goes(settings):
    for key in (KEY, ANDERER):
        store.ablegen(key, EINS)
    rest = Path(settings.MEDIA_ROOT, "papiere", "ab", f"tmp123{store.UNFERTIG}")
    rest.write_bytes(b"von einem abgebrochenen Vorgang")
    assert store.raeumen({KEY}) == 0
    assert store.raeumen({KEY}, aelter=timedelta(seconds=-1), probe=True) == 2
    assert len(files()) == 3
    assert store.raeumen({KEY}, aelter=timedelta(seconds=-1)) == 2
    assert files() == [f"papiere/ab/{KEY}.pdf"]
    assert store.raeumen(set(), aelter=timedelta(seconds=-1)) == 1
    assert files() == []


def test_a_redaction_empties_it(storage):
    store.ablegen(KEY, EINS)
    store.ablegen(ANDERER, ZWEI)
    assert papierlager.leeren() == 2
    assert files() == []
    assert papierlager.leeren() == 0
