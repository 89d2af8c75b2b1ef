"""Whatever happens to the process that draws, the next paper comes out right."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from unittest import mock

import pikepdf
import pytest
from PIL import Image

from agenda.papers import drucker, werkstatt
from tests.agenda.papers.zuhoerer import REFERENCES, SECRET, referring

HTML = '<html lang="de"><title>x</title><h1>x</h1>{}</html>'


@pytest.fixture
def probe(monkeypatch):
    """Let the warm process be one that knows jobs to misbehave."""
    werkstatt.schliessen()
    befehl = (sys.executable, "-m", "tests.agenda.papers.probedrucker")
    monkeypatch.setattr(werkstatt, "BEFEHL", befehl)
    yield lambda aufgabe, **kopf: werkstatt._klein({"aufgabe": aufgabe, **kopf})
    werkstatt.schliessen()


def pid():
    return werkstatt._warm.prozess.pid


def test_a_paper_comes_back_and_the_process_stays_warm():
    eins = werkstatt.setzen(HTML.format("<p>eins</p>"))
    process = pid()
    zwei = werkstatt.setzen(HTML.format("<p>eins</p>"))
    assert eins.startswith(b"%PDF-1.7")
    assert (eins, process) == (zwei, pid())


def test_style_fonts_and_images_reach_the_process():
    bild = BytesIO()
    Image.new("RGB", (3, 2), "red").save(bild, "PNG")
    html = HTML.format('<p class="a">x</p><p>b</p><img src="bild:1" alt="Rot">')
    made = werkstatt.setzen(
        html, css=".a { break-after: page }", voll=True, bilder={"bild:1": bild.getvalue()}
    )
    with pikepdf.open(BytesIO(made)) as pdf:
        assert len(pdf.pages) == 2
        (image,) = pdf.pages[1].get_images().values()
        assert (image.Width, image.Height) == (3, 2)
    assert len(made) > 3 * len(werkstatt.setzen(html.replace("<img", "<br")))


def test_a_big_paper_is_drawn_by_a_process_of_its_own():
    werkstatt.schliessen()
    klein = werkstatt.setzen(HTML.format(""))
    process = pid()
    assert werkstatt.setzen(HTML.format(""), gross=True) == klein
    assert pid() == process


def test_the_process_knows_no_secret_and_no_database(probe, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://agenda:geheim@db/agenda")
    monkeypatch.setenv("EMAIL_URL", "smtp://agenda:geheim@mail")
    kopf, _ = probe("umgebung")
    assert "geheim" not in str(kopf)
    assert set(kopf["umgebung"]) <= {*werkstatt.UMGEBUNG, "PYTHONHASHSEED", "LC_ALL", "LC_CTYPE"}
    assert kopf["pid"] != os.getpid()


def test_stray_prints_do_not_disturb(probe):
    assert probe("drucken")[1] == [b"gut"]
    assert probe("drucken")[1] == [b"gut"]


def test_killed_in_the_middle(probe):
    with pytest.raises(werkstatt.Abgebrochen, match="Signal 9"):
        probe("sterben")
    assert werkstatt.setzen(HTML.format("")).startswith(b"%PDF")


def test_killed_between_two_jobs(probe):
    probe("drucken")
    first = pid()
    os.kill(first, signal.SIGKILL)
    werkstatt._warm.prozess.wait()
    assert probe("drucken")[1] == [b"gut"]
    assert pid() != first


def test_gone_home_just_when_it_is_asked(probe, monkeypatch):
    """It ends after a quiet while; to be asked in that very moment is no failure."""
    probe("drucken")
    first = pid()
    fragen = werkstatt._Drucker.fragen

    def fragen_danach(self, kopf, *rest):
        return fragen(
            self, {**kopf, "aufgabe": "gehen"} if self.prozess.pid == first else kopf, *rest
        )

    monkeypatch.setattr(werkstatt._Drucker, "fragen", fragen_danach)
    assert probe("drucken")[1] == [b"gut"]
    assert pid() != first


def test_it_goes_home_after_a_quiet_while(monkeypatch):
    befehl = "from agenda.papers import drucker; drucker.RUHE = 0; drucker.main()"
    monkeypatch.setattr(werkstatt, "BEFEHL", (sys.executable, "-c", befehl))
    drucker = werkstatt._Drucker(1 << 30)
    assert drucker.prozess.wait() == 0
    drucker.loslassen()


def test_too_long(probe, settings):
    settings.PAPERS_SECONDS_SMALL = 0.2
    with pytest.raises(werkstatt.ZuLange, match=r"nach 0\.2 Sekunden"):
        probe("endlos")
    settings.PAPERS_SECONDS_SMALL = 60
    assert probe("drucken")[1] == [b"gut"]


def test_the_kernel_ends_what_computes_for_ever(probe, monkeypatch):
    """Also when the portal itself is gone and nobody looks at the clock."""
    monkeypatch.setattr(werkstatt, "Timer", mock.Mock())
    drucker = werkstatt._Drucker(1 << 30)
    with pytest.raises(werkstatt.ZuLange):
        drucker.fragen({"aufgabe": "rechnen"}, (), 0)
    drucker.loslassen()


@pytest.mark.parametrize("wobei", ["senden", "empfangen"])
@pytest.mark.parametrize("was", [KeyboardInterrupt, MemoryError, OSError(errno.EIO, "x")])
def test_who_stops_waiting_leaves_no_answer_to_the_next(wobei, was, monkeypatch):
    """The next job would get the paper of this one, and keep it under its own key."""
    eins, zwei = (HTML.format(f"<p>{'x' * nummer}</p>") for nummer in (1, 50))
    richtig = werkstatt.setzen(zwei)
    first = pid()
    echt = getattr(drucker, wobei)

    def danach(*args):
        if wobei == "senden":
            echt(*args)
        raise was

    with monkeypatch.context() as patch:
        patch.setattr(drucker, wobei, danach)
        with pytest.raises(was if isinstance(was, type) else type(was)):
            werkstatt.setzen(eins)
    assert werkstatt._warm is None
    assert werkstatt.setzen(zwei) == richtig
    assert pid() != first


def test_a_full_disk_is_told_as_such(probe, caplog):
    with pytest.raises(werkstatt.NichtAbgelegt, match=r"No space left on device.*Datenträger"):
        probe("voll")
    assert probe("drucken")[1] == [b"gut"]


def test_a_merge_onto_a_full_disk(tmp_path):
    seite = tmp_path / "seite.pdf"
    seite.write_bytes(werkstatt.setzen(HTML.format("<p>x</p>"), voll=True))
    auftrag = {
        "folge": [{"pfad": str(seite), "von": 0, "bis": 1, "marken": {}}],
        "stempel": [{}],
        "lesezeichen": [],
    }
    assert werkstatt.binden(auftrag, ziel=tmp_path / "fertig.pdf") == {"seiten": 1}
    with pytest.raises(werkstatt.NichtAbgelegt):
        werkstatt.binden(auftrag, ziel="/dev/full")


@pytest.mark.parametrize("gross", [False, True])
def test_no_memory_to_start_it(gross, monkeypatch):
    werkstatt.schliessen()
    keiner = mock.Mock(side_effect=OSError(errno.ENOMEM, "Cannot allocate memory"))
    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "Popen", keiner)
        with pytest.raises(werkstatt.NichtGestartet, match="Cannot allocate memory"):
            werkstatt.setzen(HTML.format(""), gross=gross)
    assert werkstatt.setzen(HTML.format(""), gross=gross).startswith(b"%PDF")


def test_too_much_memory(probe, settings):
    with pytest.raises(werkstatt.ZuGross, match="1024 MB"):
        probe("fressen")
    assert werkstatt._warm is None
    assert probe("drucken")[1] == [b"gut"]


def test_a_document_that_is_too_large(settings):
    settings.PAPERS_MEMORY_MB_SMALL = 240
    assert werkstatt.setzen(HTML.format("<p>klein</p>")).startswith(b"%PDF")
    with pytest.raises(werkstatt.Gescheitert) as fehler:
        werkstatt.setzen(HTML.format("<table>" + "<tr><td>x</td></tr>" * 12_000 + "</table>"))
    assert type(fehler.value) in (werkstatt.ZuGross, werkstatt.Abgebrochen)
    settings.PAPERS_MEMORY_MB_SMALL = 1024
    assert werkstatt.setzen(HTML.format("")).startswith(b"%PDF")


def test_one_that_has_kept_too_much_is_replaced(probe, settings):
    probe("umgebung")
    first = pid()
    probe("wachsen", bytes=100)
    assert pid() == first
    probe("wachsen", bytes=int(0.8 * (settings.PAPERS_MEMORY_MB_SMALL << 20)))
    assert werkstatt._warm is None


def test_one_that_has_done_enough_is_replaced(probe, monkeypatch):
    monkeypatch.setattr(werkstatt, "AUFTRAEGE", 2)
    probe("drucken")
    first = pid()
    probe("drucken")
    assert werkstatt._warm is None
    probe("drucken")
    assert pid() != first


def test_a_fault_of_ours_is_told_and_does_no_harm(caplog):
    with pytest.raises(werkstatt.Abgebrochen, match="KeyError"):
        werkstatt._klein({"aufgabe": "setzen", "bilder": []})
    assert "drucker.py" in caplog.text
    assert werkstatt.setzen(HTML.format("")).startswith(b"%PDF")


def test_what_weasyprint_only_logs_fails_where_we_are_strict(settings, caplog):
    schlecht = '<title>x</title><h1>x</h1><img src="http://127.0.0.1/a.png" alt="x">'
    with pytest.raises(werkstatt.Faulty, match="not part of this paper: http://127"):
        werkstatt.setzen(schlecht)
    settings.PAPERS_STRICT = False
    assert werkstatt.setzen(schlecht).startswith(b"%PDF")
    assert caplog.text.count("not part of this paper") == 2


def test_one_big_paper_at_a_time(settings):
    schloss = Path(settings.MEDIA_ROOT, ".papiere.lock")
    schloss.parent.mkdir(parents=True)
    with schloss.open("w") as anderer:
        fcntl.flock(anderer, fcntl.LOCK_EX)
        with pytest.raises(werkstatt.Belegt):
            werkstatt.setzen(HTML.format(""), gross=True)
        assert werkstatt.setzen(HTML.format("")).startswith(b"%PDF")
    assert werkstatt.setzen(HTML.format(""), gross=True).startswith(b"%PDF")


def test_the_lock_is_where_the_settings_say(settings, tmp_path):
    settings.PAPERS_LOCK = tmp_path / "anderswo" / "schloss"
    werkstatt.setzen(HTML.format(""), gross=True)
    assert settings.PAPERS_LOCK.exists()


def test_a_big_process_holds_the_lock_itself(settings):
    """If the portal is killed meanwhile, nobody else starts while it still works."""
    with werkstatt._allein() as schloss:
        drucker = werkstatt._Drucker(1 << 30, halten=(schloss,))
    try:
        with pytest.raises(werkstatt.Belegt), werkstatt._allein():
            pass
    finally:
        drucker.beenden()
    with werkstatt._allein():
        pass


def test_small_papers_wait_for_each_other_but_not_for_ever(settings):
    settings.PAPERS_SECONDS_SMALL = 0
    with werkstatt._schloss, pytest.raises(werkstatt.Ueberlastet):
        werkstatt.setzen(HTML.format(""))


def test_two_threads_get_what_each_asked_for():
    texts = [HTML.format(f"<p>{'x' * nummer}</p>") for nummer in range(6)]
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(werkstatt.setzen, texts))
    assert made == [werkstatt.setzen(text) for text in texts]
    assert len(set(made)) == 6


def test_a_forked_process_starts_one_of_its_own():
    werkstatt.setzen(HTML.format(""))
    mine = pid()
    lesen, schreiben = os.pipe()
    if (child := os.fork()) == 0:  # pragma: no cover - nobody measures there
        try:
            vorher = werkstatt._warm is None
            werkstatt.setzen(HTML.format(""))
            os.write(schreiben, f"{vorher} {pid()}".encode())
            werkstatt.schliessen()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    vorher, its = os.read(lesen, 100).decode().split()
    os.close(lesen)
    os.close(schreiben)
    assert vorher == "True"
    assert int(its) != mine
    assert werkstatt.setzen(HTML.format("")).startswith(b"%PDF")
    assert pid() == mine


def test_the_lock_has_no_room(settings, tmp_path):
    (tmp_path / "datei").write_text("liegt im Weg")
    settings.PAPERS_LOCK = tmp_path / "datei" / "schloss"
    with pytest.raises(werkstatt.NichtAbgelegt):
        werkstatt.setzen(HTML.format(""), gross=True)


@pytest.mark.parametrize("name", REFERENCES)
def test_nothing_leaves_the_process(name, zuhoerer, tmp_path, settings):
    settings.PAPERS_STRICT = False
    address, connections = zuhoerer
    try:
        made = werkstatt.setzen(HTML.format(referring(name, address, tmp_path)))
    except werkstatt.Abgebrochen:
        made = b""  # bad CSS, which no Markdown can write, ends the rendering
    assert connections == []
    assert b"EmbeddedFile" not in made
    assert SECRET.encode() not in made


def test_not_even_our_own_code_could_call_somebody(probe, zuhoerer):
    address, connections = zuhoerer
    host, port = address.removeprefix("http://").split(":")
    with pytest.raises(werkstatt.Abgebrochen, match=r"needs no socket\.connect"):
        probe("rufen", adresse=[host, int(port)])
    assert connections == []


def test_an_image_is_made_fit_for_print():
    foto = BytesIO()
    exif = Image.Exif()
    exif[0x9286] = "Aufgenommen von Erika Mustermann"
    exif[0x0112] = 6  # turned by a quarter
    Image.effect_noise((2800, 1400), 50).convert("RGB").save(foto, "JPEG", exif=exif)
    assert b"Mustermann" in foto.getvalue()
    fertig = werkstatt.bild(foto.getvalue())
    assert b"Mustermann" not in fertig
    assert b"Exif" not in fertig
    assert Image.open(BytesIO(fertig)).size == (650, 1300)
    assert fertig == werkstatt.bild(foto.getvalue())


@pytest.mark.parametrize("modus", ["P", "LA", "RGBA", "1", "L", "CMYK", "I;16"])
def test_every_kind_of_picture_becomes_plain_colour_on_white(modus):
    datei = BytesIO()
    Image.new(modus, (2, 2)).save(datei, "JPEG" if modus == "CMYK" else "PNG")
    fertig = Image.open(BytesIO(werkstatt.bild(datei.getvalue())))
    assert fertig.mode == "RGB"
    assert fertig.getpixel((0, 0)) == {
        "LA": (255, 255, 255),
        "RGBA": (255, 255, 255),
        "CMYK": (255, 255, 255),
    }.get(modus, (0, 0, 0))


def test_what_is_no_image_or_only_a_piece_of_one():
    foto = BytesIO()
    Image.effect_noise((400, 300), 50).save(foto, "JPEG")
    assert werkstatt.bild(b"") is None
    assert werkstatt.bild(b"kein Bild") is None
    assert werkstatt.bild(b"<svg xmlns='http://www.w3.org/2000/svg'/>") is None
    assert werkstatt.bild(foto.getvalue()[:-5000]) is None
    werkstatt.setzen(HTML.format(""))  # WeasyPrint would let Pillow fill it up with grey
    assert werkstatt.bild(foto.getvalue()[:-5000]) is None


def test_a_picture_of_a_hundred_million_pixels():
    bombe = BytesIO()
    Image.new("1", (10_000, 10_000)).save(bombe, "PNG")
    assert werkstatt.bild(bombe.getvalue()) is None


def test_the_portal_itself_loads_neither_weasyprint_nor_python_docx():
    """They would cost each process of the server half a second and half of its memory."""
    run(
        "import django, sys; django.setup()\n"
        "from agenda import urls\n"
        "from agenda.management.commands import papers_worker\n"
        "assert not {'weasyprint', 'docx'} & {*sys.modules}",
        DJANGO_SETTINGS_MODULE="tests.settings",
    )


def test_the_process_that_draws_never_loads_django():
    run(
        "from agenda.papers import bilder, docx_datei, drucker, merge, pdf; import sys\n"
        "assert 'django' not in sys.modules"
    )


def run(code, **umgebung):
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **umgebung}, check=True)
