"""What papers cost, beside Chromium's print of the same pages, in one interleaved run.

    python benchmarks/papers.py            # all rows: about twenty minutes on a small machine
    python benchmarks/papers.py --runden 1 --ohne-500

CPU seconds of the whole process tree (wall time scatters) and its peak memory. Everything runs in
fresh processes upon a scratch database and media folder, which are removed afterwards; nothing
asks another host. What is counted:

* Chromium: a fresh browser that prints a finished HTML file, the same pages in the same font.
* all cold: Python, Django, the database, the HTML, the drawing process, its end.
* without Django's start: from a Fassung of a running portal to the stored file; the drawing
  process starts cold, as the browser does. This is the row that is like for like.
* warm: the same once the drawing process has drawn five; the browser starts anew each time.
* whole: all cold, one rendering in one go, the way that only the fallback takes.
* one change: the new Steckbrief, what names pages, the merge, in processes that start cold for it
  except the one for small papers.

Rows whose ratio or value misses its reach end with "!".
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from waechter import Waechter
from waechter import cpu as _cpu

WURZEL = Path(__file__).resolve().parents[1]
CHROMIUM = "chromium"
# name: (steps before, the measured step, what Chromium prints, reach of the ratio)
ZEILEN = {
    "one Steckbrief, all cold": ("kalt", "einer", 1.0),
    "… without Django's start": ("kalt_gesetzt", "einer", 1.0),
    "one Steckbrief, warm": ("warm", "einer", 0.15),
    "agenda of 50, whole": ("ganz50", "alle50", 2.5),
    "agenda of 50, one change": ("aenderung50", "alle50", 0.3),
    "agenda of 500, one change": ("aenderung500", None, None),
}
REICHT_CPU, REICHT_MB = 10, 600


def main():
    options = _options()
    ordner = Path(tempfile.mkdtemp(prefix="papiere-benchmark-"))
    try:
        werte = _messen(options, ordner)
    finally:
        shutil.rmtree(ordner, ignore_errors=True)
    _tabelle(werte, options)


def _options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runden", type=int, default=3, help="how often each row is measured")
    parser.add_argument("--ohne-500", action="store_true", help="leave the agenda of 500 out")
    parser.add_argument("--chromium", default=CHROMIUM)
    return parser.parse_args()


def _messen(options, ordner):
    umgebung = _umgebung(ordner)
    for anzahl in (50,) if options.ohne_500 else (50, 500):
        print(f"preparing {anzahl} Steckbriefe …", file=sys.stderr)
        _schritt(f"anlegen{anzahl}", umgebung)
        _schritt(f"fuellen{anzahl}", umgebung)
    _schritt("seiten", umgebung)
    werte = {name: ([], []) for name in ZEILEN}
    for runde in range(options.runden):
        for name, (schritt, druck, _) in ZEILEN.items():
            if options.ohne_500 and schritt.endswith("500"):
                continue
            eigene, fremde = werte[name]
            print(f"round {runde + 1}: {name} …", file=sys.stderr)
            eigene.append(_gemessen(schritt, umgebung))
            if druck:
                fremde.append(_chromium(options.chromium, ordner, druck))
    return werte


def _umgebung(ordner):
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "PYTHONPATH": str(WURZEL),
        "DJANGO_SETTINGS_MODULE": "agenda.settings",
        "DJANGO_ENV_FILE": os.devnull,
        "DJANGO_SECRET_KEY": "nur-fuer-den-benchmark",
        "DJANGO_HTTPS": "0",
        "DJANGO_BASE_URL": "https://agenda.example.org",
        "BENCHMARK": str(ordner),
    }


def _schritt(name, umgebung):
    befehl = [sys.executable, __file__, "--schritt", name]
    ende = subprocess.run(  # noqa: S603 - ourselves
        befehl, env=_mit_bestand(name, umgebung), capture_output=True, text=True, check=False
    )
    if ende.returncode:
        sys.exit(f"{name}: {ende.stderr}")
    return json.loads(ende.stdout.splitlines()[-1])


def _mit_bestand(schritt, umgebung):
    anzahl = "500" if schritt.endswith("500") else "50"
    ordner = umgebung["BENCHMARK"]
    return {
        **umgebung,
        "DATABASE_URL": f"sqlite:///{ordner}/db{anzahl}.sqlite3",
        "DJANGO_MEDIA_ROOT": f"{ordner}/media{anzahl}",
    }


def _gemessen(schritt, umgebung):
    """Return (CPU seconds, peak MB): of the step itself where it says so, else of its processes."""
    vorher = resource.getrusage(resource.RUSAGE_CHILDREN)
    ergebnis = _schritt(schritt, umgebung)
    nachher = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = nachher.ru_utime + nachher.ru_stime - vorher.ru_utime - vorher.ru_stime
    return ergebnis.get("cpu", cpu), ergebnis["mb"]


def _chromium(programm, ordner, druck):
    """Return (CPU seconds, peak MB) of Chromium's whole process tree printing a page."""
    profil = tempfile.mkdtemp(dir=ordner)
    befehl = [
        programm,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-pdf-header-footer",
        f"--user-data-dir={profil}",
        f"--print-to-pdf={profil}/x.pdf",
        (ordner / f"{druck}.html").as_uri(),
    ]
    prozess = subprocess.Popen(  # noqa: S603 - the browser, upon a file we wrote
        befehl, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    waechter = Waechter(prozess.pid)
    prozess.wait()
    cpu, mb = waechter.ende()
    if not Path(profil, "x.pdf").stat().st_size:
        sys.exit("Chromium printed nothing.")
    return cpu, mb


def _tabelle(werte, options):
    print(f"{'':<28}{'CPU s':>9}{'MB':>7}{'Chromium':>11}{'MB':>7}{'ratio':>9}{'reach':>9}")
    for name, (eigene, fremde) in werte.items():
        if not eigene:
            continue
        cpu, mb = (statistics.median(zahlen) for zahlen in zip(*eigene, strict=True))
        zeile = f"{name:<28}{cpu:>9.2f}{mb:>7.0f}"
        if fremde:
            ihre_cpu, ihre_mb = (statistics.median(zahlen) for zahlen in zip(*fremde, strict=True))
            verhaeltnis, reicht = cpu / ihre_cpu, ZEILEN[name][2]
            zeile += f"{ihre_cpu:>11.2f}{ihre_mb:>7.0f}{verhaeltnis:>9.2f}{f'≤ {reicht:g}':>9}"
            verfehlt = verhaeltnis > reicht
        else:
            zeile += f"{'':>27}{f'≤ {REICHT_CPU} s, {REICHT_MB} MB':>16}"
            verfehlt = cpu > REICHT_CPU or mb > REICHT_MB
        print(zeile + ("  !" if verfehlt else ""))
    print(f"medians of {options.runden}; CPU seconds of whole process trees, peak memory")


# The steps, each in a process of its own.


def _schritt_ausfuehren(name):
    import django

    django.setup()
    funktion, anzahl = _ZERLEGT[name]
    ergebnis = funktion(anzahl) or {}
    from agenda.papers import werkstatt

    werkstatt.schliessen()
    wer = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    mb = sum(resource.getrusage(w).ru_maxrss for w in wer) / 1024
    print(json.dumps({"mb": mb, **ergebnis}))


def _anlegen(anzahl):
    """Fill an empty database: everything a usual Steckbrief says, each a little different."""
    from django.core.management import call_command

    from tests.factories import make_fassung, make_full_steckbrief, make_handlungsfeld, make_portal

    call_command("migrate", verbosity=0)
    make_portal(vision="Digital für alle.", stelle="Stabsstelle")
    felder = [make_handlungsfeld(f"Handlungsfeld {nummer}") for nummer in range(1, 11)]
    absatz = (
        "Die Ämter und Städte stellen ihre Leistungen gemeinsam bereit, damit Bürger*innen sie "
        "ohne Weg ins Rathaus nutzen können. Digitalisierungsstrategie und Verwaltungsmodernisierung "
        "greifen ineinander; Ehrenamtliche begleiten alle, die Hilfe brauchen. "
    )
    for nummer in range(1, anzahl + 1):
        make_fassung(
            make_full_steckbrief(
                f"Projekt {nummer}: Digitale Lotsen im Amt",
                vorgesehene_nummer=str(nummer),
                handlungsfeld=felder[nummer % 10],
                reihenfolge=nummer,
                beschreibung=f"{absatz * 3}\n\n- eins\n- zwei\n\n{absatz * (1 + nummer % 3)}",
                zweck=absatz * 2,
                abgrenzung=absatz,
            )
        )


def _fuellen(anzahl):
    """Have everything in the store, as the worker leaves it."""
    from agenda.domain import band
    from agenda.papers import band as bandpapier

    bandpapier.oeffnen(bandpapier.plan(band.agendaband())).close()


def _seiten(anzahl):
    """Write what Chromium prints: the very HTML that WeasyPrint gets, with our style and font."""
    from agenda.domain import band
    from agenda.papers import band as bandpapier
    from agenda.papers import steckbrief, werkstatt

    ordner = Path(os.environ["BENCHMARK"])
    gesetzt = []

    def merken(html, *, css="", **rest):
        gesetzt.append((html, css))
        return b""

    werkstatt.setzen = merken
    plan = bandpapier.plan(band.agendaband())
    steckbrief.entwurf(plan.teile[0].fassung)
    bandpapier.ganz(plan)
    for name, (html, css) in zip(("einer", "alle50"), gesetzt, strict=True):
        (ordner / f"{name}.html").write_text(_fuer_chromium(html, css), encoding="utf-8")


def _fuer_chromium(html, css):
    schriften = WURZEL / "node_modules/@fontsource/fira-sans/files"
    stil = "".join(
        f'@font-face {{ font-family: "Fira Sans"; font-weight: {dicke}; font-style: {lage};'
        f' src: url("{(schriften / f"fira-sans-latin-{dicke}-{lage}.woff2").as_uri()}") }}\n'
        for dicke, lage in ((400, "normal"), (400, "italic"), (600, "normal"))
    )
    stil += 'html { font-family: "Fira Sans" }\n'
    stil += (WURZEL / "static/pdf.css").read_text(encoding="utf-8") + css
    return html.replace("</head>", f"<style>{stil}</style></head>", 1)


def _kalt(anzahl):
    """The first Steckbrief of a process that has just been started."""
    from agenda.models import Fassung
    from agenda.papers import steckbrief, store

    fassung = Fassung.objects.order_by("pk").first()
    store.loeschen(steckbrief.key(fassung))
    steckbrief.pdf(fassung)


def _kalt_gesetzt(anzahl):
    """The same for a portal that runs already, but has not drawn anything yet."""
    vorher = _alles()
    _kalt(anzahl)
    return {"cpu": _alles() - vorher}


def _warm(anzahl):
    """The next ones of a process that runs: the mean of twenty."""
    from agenda.models import Fassung
    from agenda.papers import steckbrief, store, werkstatt

    fassungen = list(Fassung.objects.order_by("pk")[:25])
    for fassung in fassungen:
        store.loeschen(steckbrief.key(fassung))
    for fassung in fassungen[:5]:
        steckbrief.pdf(fassung)
    pid = werkstatt._warm.prozess.pid
    vorher = time.process_time() + _cpu(pid)
    for fassung in fassungen[5:]:
        steckbrief.pdf(fassung)
    return {"cpu": (time.process_time() + _cpu(pid) - vorher) / len(fassungen[5:])}


def _ganz(anzahl):
    """The whole agenda by WeasyPrint in one go, from a cold process."""
    from agenda.domain import band
    from agenda.papers import band as bandpapier

    bandpapier.ganz(bandpapier.plan(band.agendaband()))


def _aenderung(anzahl):
    """One Steckbrief released anew, then the whole agenda from the store: what the worker does.

    Counted from the release on, with a worker that runs already; its processes included.
    """
    from agenda.domain import band, workflow
    from agenda.models import Steckbrief
    from agenda.papers import band as bandpapier
    from agenda.papers import werkstatt
    from tests.factories import make_fassung

    steckbrief = Steckbrief.objects.order_by("pk")[anzahl // 2]
    Steckbrief.objects.filter(pk=steckbrief.pk).update(kurzbeschreibung=f"Neu um {time.time()}.")
    steckbrief = Steckbrief.objects.get(pk=steckbrief.pk)
    workflow.record(steckbrief, user=None)
    make_fassung(Steckbrief.objects.get(pk=steckbrief.pk))
    werkstatt.setzen('<html lang="de"><title>x</title><h1>x</h1></html>')
    fortschritt = bandpapier.vorbereiten(bandpapier.plan(band.agendaband()), sekunden=0)
    if fortschritt.gesamt - fortschritt.fertig != 1:
        sys.exit("More than one Steckbrief is missing: the software changed during the run.")
    vorher = _alles()
    bandpapier.oeffnen(bandpapier.plan(band.agendaband())).close()
    return {"cpu": _alles() - vorher}


def _alles():
    """Return the CPU seconds of this process, of those that ended below it, of the warm one."""
    from agenda.papers import werkstatt

    zeiten = os.times()
    warm = _cpu(werkstatt._warm.prozess.pid) if werkstatt._warm else 0
    return sum(zeiten[:4]) + warm


_ZERLEGT = {
    "anlegen50": (_anlegen, 50),
    "anlegen500": (_anlegen, 500),
    "fuellen50": (_fuellen, 50),
    "fuellen500": (_fuellen, 500),
    "seiten": (_seiten, 50),
    "kalt": (_kalt, 50),
    "kalt_gesetzt": (_kalt_gesetzt, 50),
    "warm": (_warm, 50),
    "ganz50": (_ganz, 50),
    "aenderung50": (_aenderung, 50),
    "aenderung500": (_aenderung, 500),
}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--schritt"]:
        _schritt_ausfuehren(sys.argv[2])
    else:
        main()
