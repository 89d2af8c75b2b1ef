"""From the bytes of a file to a Mappe: judged by content, never by name, bounded or refused."""

import zipfile
from io import BytesIO

from agenda.transfer import ods, text, xlsx
from agenda.transfer.roh import ERLAUBT, IM_BROWSER, MB, Dateifehler, beschaedigt, tausend


def lesen(inhalt, grenzen=IM_BROWSER):
    """Return the Mappe in a file's bytes. Raises Dateifehler."""
    if not inhalt.strip():
        raise Dateifehler(f"Die Datei ist leer. {ERLAUBT}")
    if len(inhalt) > grenzen.groesse:
        raise Dateifehler(
            f"Die Datei ist zu groß: {len(inhalt) // MB} MB. Möglich sind höchstens {grenzen.groesse // MB} MB."
        )
    _refuse_other_kinds(inhalt)
    if not inhalt.startswith(b"PK"):
        return text.lesen(inhalt, grenzen)
    namen = _judge_zip(inhalt, grenzen)
    if "xl/workbook.xml" in namen:
        return xlsx.lesen(inhalt, grenzen)
    if "content.xml" in namen:
        return ods.lesen(inhalt, grenzen)
    if "xl/workbook.bin" in namen:
        raise Dateifehler(
            f"Das ist eine binäre Excel-Datei (.xlsb). Bitte in Excel als .xlsx speichern. {ERLAUBT}"
        )
    art = "Word-Datei" if "word/document.xml" in namen else "Archiv- oder andere gepackte Datei"
    raise Dateifehler(f"Das ist eine {art} und keine Tabelle. {ERLAUBT}")


_FREMD = (
    (b"%PDF-", "eine PDF-Datei, auch wenn sie anders heißt"),
    (b"\xd0\xcf\x11\xe0", "eine alte (.xls) oder mit Passwort geschützte Excel-Datei. Bitte ohne Passwort als .xlsx speichern"),
    (b"\x89PNG", "ein Bild"),
    (b"\xff\xd8\xff", "ein Bild"),
    (b"GIF8", "ein Bild"),
    (b"{\\rtf", "ein Textdokument (RTF)"),
    (b"\x1f\x8b", "ein Archiv"),
    (b"7z\xbc\xaf", "ein Archiv"),
    (b"Rar!", "ein Archiv"),
)  # fmt: skip


def _refuse_other_kinds(inhalt):
    for anfang, was in _FREMD:
        if inhalt[:1024].lstrip().startswith(anfang):
            raise Dateifehler(f"Das ist {was}. {ERLAUBT}")
    if inhalt[:1024].lstrip().lower().startswith((b"<html", b"<!doctype", b"<?xml")):
        raise Dateifehler(f"Das ist eine Internetseite oder XML-Datei und keine Tabelle. {ERLAUBT}")


def _judge_zip(inhalt, grenzen):
    """Return the names in a zip archive, judged by its directory before anything is unpacked.

    The sizes declared there are upper bounds: zipfile never reads more than that of an entry.
    """
    try:
        with zipfile.ZipFile(BytesIO(inhalt)) as archiv:
            eintraege = archiv.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise beschaedigt() from error
    if any(eintrag.flag_bits & 1 for eintrag in eintraege):
        raise Dateifehler(
            f"Die Datei ist mit einem Passwort geschützt. Bitte ohne Passwort speichern. {ERLAUBT}"
        )
    entpackt = sum(eintrag.file_size for eintrag in eintraege)
    if entpackt > grenzen.entpackt or len(eintraege) > 5_000:
        raise Dateifehler(
            f"Die Datei würde beim Entpacken {tausend(entpackt // MB)} MB groß. Möglich sind höchstens "
            f"{tausend(grenzen.entpackt // MB)} MB. Bitte nur die Tabelle mit den Steckbriefen schicken, ohne Bilder."
        )
    return {eintrag.filename for eintrag in eintraege}
