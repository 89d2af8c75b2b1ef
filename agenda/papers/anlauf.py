"""Lets WeasyPrint start in half of the time; imported before it.

Half of what `import weasyprint` takes is C declarations taken apart by a parser written in
Python, with questions to ldconfig and gcc on the way; the rest is mostly modules and style sheets
that no paper needs. The declarations are kept ready in pango.typen. Where they are those of
another WeasyPrint they are taken apart as ever: slower, and nothing else. Then, once:

    python -m agenda.papers.anlauf
"""

import ast
import hashlib
import importlib
import sys
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

GRUND = Path(__file__).with_name("grund.css")
TYPEN = Path(__file__).with_name("pango.typen")
# WeasyPrint needs them for variable fonts, or where HarfBuzz cannot subset.
SELTEN = ("fontTools.subset", "fontTools.varLib.instancer")


class _Veraltet(Exception):
    """What is kept ready belongs to other declarations."""


def einrichten():
    """Import WeasyPrint, unless it is there already, with grund.css for its own style sheet."""
    if "weasyprint" not in sys.modules:
        with _ohne_stile(), _ohne_seltenes():
            _importieren()
    import weasyprint

    weasyprint.UA_COUNTER_STYLE.clear()
    weasyprint.UA_STYLESHEET = weasyprint.CSS(
        string=GRUND.read_text(encoding="utf-8"), counter_style=weasyprint.UA_COUNTER_STYLE
    )


def _importieren():
    try:
        with _fertige_typen():
            import weasyprint
    except _Veraltet:
        for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
            del sys.modules[name]
        import weasyprint  # noqa: F401 - what importing declares is what counts


@contextmanager
def _ohne_seltenes():
    """Let modules be imported when one of their functions is called."""
    platzhalter = {name: _Platzhalter(name) for name in SELTEN if name not in sys.modules}
    sys.modules.update(platzhalter)
    try:
        yield
    finally:
        for name in platzhalter:
            del sys.modules[name]


class _Platzhalter(ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *rest, **angaben: getattr(importlib.import_module(self.__name__), name)(
            *rest, **angaben
        )


@contextmanager
def _fertige_typen():
    """Let WeasyPrint's only cffi.FFI() be the one of pango.typen."""
    import _cffi_backend
    import cffi

    class Fertig(_cffi_backend.FFI):
        def cdef(self, text):
            if _summe(text) != summe:
                raise _Veraltet

    try:
        summe, angaben = ast.literal_eval(TYPEN.read_text(encoding="ascii"))
        fertig = Fertig("pango", **angaben)
    except (OSError, ValueError, TypeError, SyntaxError, ImportError):
        yield  # made by another cffi
        return
    with _ersetzt(cffi, "FFI", lambda: fertig):
        yield


def _ohne_stile():
    """Leave its own style sheets empty."""
    import tinycss2

    return _ersetzt(tinycss2, "parse_stylesheet", lambda *rest, **angaben: [])


@contextmanager
def _ersetzt(modul, name, wert):
    vorher = getattr(modul, name)
    setattr(modul, name, wert)
    try:
        yield
    finally:
        setattr(modul, name, vorher)


def _summe(text):
    return hashlib.sha256(text.encode()).hexdigest()


def schreiben():
    """Write pango.typen for the WeasyPrint and the cffi that are installed."""
    import tempfile

    import cffi

    texte = []

    class Horcher(cffi.FFI):
        def cdef(self, text, **angaben):
            texte.append(text)
            super().cdef(text, **angaben)

    with _ersetzt(cffi, "FFI", Horcher):
        import weasyprint  # noqa: F401 - what importing declares is what counts
    (text,) = texte
    ffi = cffi.FFI()
    ffi.cdef(text)
    ffi.set_source("pango", None)
    with tempfile.NamedTemporaryFile("r", suffix=".py") as datei:
        ffi.emit_python_code(datei.name)
        aufruf = ast.parse(Path(datei.name).read_text()).body[-1].value
    angaben = {teil.arg: ast.literal_eval(teil.value) for teil in aufruf.keywords}
    TYPEN.write_text(f"{(_summe(text), angaben)!r}\n", encoding="ascii")


if __name__ == "__main__":
    schreiben()
