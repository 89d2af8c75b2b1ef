"""Attached files: judged by their content, freed from metadata, stored once by their hash."""

import hashlib
import io
import warnings
from pathlib import PurePath

import pikepdf
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageFile, ImageOps
from slugify import GERMAN, slugify

from agenda.forms import office
from agenda.forms.steckbrief import TeilForm
from agenda.models import Anlage
from agenda.models.teile import ENDUNGEN, Medientyp

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXEL = 40_000_000
# What a PDF of 10 MB may unpack to while it is read. The limit holds for the whole process.
MAX_ENTPACKT = 256 * 1024 * 1024

ERLAUBT = "Möglich sind PDF, PNG und JPEG bis 10 MB, auch Word (.docx), Excel (.xlsx) und OpenDocument-Text (.odt)."

pikepdf.settings.set_qpdf_limits(flate_max_memory=MAX_ENTPACKT, run_length_max_memory=MAX_ENTPACKT)


def bereinigen(inhalt):
    """Return (Medientyp, cleaned bytes) of a file's bytes; the same input gives the same output.

    Raises ValidationError in German when it is none of our types, is damaged, too large when
    unpacked, encrypted, or carries a programme.
    """
    if inhalt.startswith(b"PK\x03\x04"):
        return office.bereinigen(inhalt, bild=_bild)
    if b"%PDF-" in inhalt[:1024]:
        return Medientyp.PDF, _pdf(inhalt)
    return _bild(inhalt)


def _pdf(inhalt):
    try:
        with pikepdf.open(io.BytesIO(inhalt)) as pdf:
            if pdf.is_encrypted:
                raise ValidationError(
                    f"Die PDF-Datei ist verschlüsselt oder geschützt. Bitte ohne Schutz speichern. {ERLAUBT}",
                    code="geschuetzt",
                )
            if not len(pdf.pages):
                raise ValidationError(f"Die PDF-Datei hat keine Seite. {ERLAUBT}", code="leer")
            for objekt in pdf.objects:
                _ohne_programm(objekt)
                _ohne_namen(objekt)
            _ohne_eingebettetes(pdf)
            _ohne_verfasser(pdf)
            ziel = io.BytesIO()
            pdf.save(ziel, deterministic_id=True, compress_streams=False)
    except pikepdf.PasswordError as error:
        raise ValidationError(
            f"Die PDF-Datei ist mit einem Passwort geschützt. Bitte ohne Schutz speichern. {ERLAUBT}",
            code="geschuetzt",
        ) from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError) as error:
        raise ValidationError(
            f"Die PDF-Datei ist beschädigt und lässt sich nicht lesen. {ERLAUBT}", code="defekt"
        ) from error
    return ziel.getvalue()


# Actions that run something, send something or fetch something, and players for rich media.
_HANDLUNGEN = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE")
_VERBOTEN = ("/JS", "/XFA", "/RichMediaContent")


def _ohne_eingebettetes(pdf):
    """Refuse files inside the file; take away what happens by itself when it is opened."""
    if pdf.attachments or any(
        isinstance(objekt, pikepdf.Dictionary) and "/EF" in objekt for objekt in pdf.objects
    ):
        raise ValidationError(
            f"In der PDF-Datei steckt eine weitere Datei. Bitte ohne eingebettete Dateien speichern. {ERLAUBT}",
            code="eingebettet",
        )
    for objekt in (pdf.Root, *pdf.pages):
        for name in ("/OpenAction", "/AA"):
            if name in objekt:
                del objekt[name]


def _ohne_programm(objekt):
    """Refuse JavaScript and the starting of programs, wherever in an object they hide."""
    if isinstance(objekt, (pikepdf.Dictionary, pikepdf.Stream)):
        if any(name in objekt for name in _VERBOTEN) or objekt.get("/S") in _HANDLUNGEN:
            raise ValidationError(
                f"Die PDF-Datei enthält ein Programm (JavaScript). Bitte ohne Programm speichern. {ERLAUBT}",
                code="programm",
            )
        kinder = [wert for _, wert in objekt.items()]
    elif isinstance(objekt, pikepdf.Array):
        kinder = list(objekt)
    else:
        return
    for kind in kinder:
        if not getattr(kind, "is_indirect", True):
            _ohne_programm(kind)


def _ohne_namen(objekt):
    """Take away who commented and what programs noted about pages and pictures."""
    if not isinstance(objekt, (pikepdf.Dictionary, pikepdf.Stream)):
        return
    if objekt.get("/Type") != "/Catalog" and "/Metadata" in objekt:
        del objekt["/Metadata"]
    if "/PieceInfo" in objekt:
        del objekt["/PieceInfo"]
    # /T of a form field is its name; of any other annotation it is a person.
    if objekt.get("/Type") == "/Annot" and objekt.get("/Subtype") != "/Widget" and "/T" in objekt:
        del objekt["/T"]


def _ohne_verfasser(pdf):
    """Keep a PDF's title and its marks as PDF/UA or PDF/A, and nothing about people."""
    if "/Info" in pdf.trailer:
        for key in list(pdf.docinfo.keys()):
            if key != "/Title":
                del pdf.docinfo[key]
    if "/Metadata" not in pdf.Root:
        return
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        for name in list(xmp):
            if name.rpartition("}")[2].lower() not in _XMP_BLEIBT:
                del xmp[name]


# dc:title, dc:language, pdfuaid:* and pdfaid:*; everything else may name people or machines.
_XMP_BLEIBT = {"title", "language", "part", "conformance", "amd", "corr", "rev"}


def _bild(inhalt):
    # WeasyPrint switches this on for the whole process when the first PDF is made; a picture
    # cut off while uploading would then pass as a grey one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            bild = Image.open(io.BytesIO(inhalt), formats=("PNG", "JPEG"))
        with bild:
            if bild.width * bild.height > MAX_PIXEL:
                raise ValidationError(
                    f"Das Bild ist mit {bild.width} × {bild.height} Bildpunkten zu groß. Bitte verkleinern Sie es auf höchstens 40 Millionen Bildpunkte. {ERLAUBT}",
                    code="bildgroesse",
                )
            medientyp = Medientyp(Image.MIME[bild.format])
            durchsichtig = bild.has_transparency_data
            # The camera's note which side is up goes with the EXIF data: turn the pixels.
            neu = ImageOps.exif_transpose(bild)
            if medientyp is Medientyp.JPEG:
                neu = neu.convert("L" if neu.mode == "L" else "RGB")
            else:
                neu = neu.convert("RGBA" if durchsichtig else "L" if neu.mode == "L" else "RGB")
    except Image.UnidentifiedImageError as error:
        raise ValidationError(
            f"Diese Dateiart ist nicht möglich. {ERLAUBT}", code="dateiart"
        ) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(
            f"Das Bild ist beschädigt oder zu groß und lässt sich nicht lesen. {ERLAUBT}",
            code="defekt",
        ) from error
    neu.info.clear()
    ziel = io.BytesIO()
    if medientyp is Medientyp.JPEG:
        neu.save(ziel, "JPEG", quality=90, optimize=True)
    else:
        neu.save(ziel, "PNG", optimize=True)
    return medientyp, ziel.getvalue()


def freundlicher_name(name, medientyp):
    """Return a file name that people understand and every system takes: Foerderbescheid-2024.pdf."""
    stamm = slugify(PurePath(name).stem, replacements=GERMAN, lowercase=False, max_length=100)
    return f"{stamm or 'Anlage'}.{ENDUNGEN[medientyp]}"


class AnlageForm(TeilForm):
    datei = forms.FileField(
        label="Datei",
        help_text="PDF, PNG, JPEG, Word, Excel oder OpenDocument-Text, höchstens 10 MB. Angaben zu Verfasser*in und Kamera werden entfernt.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.odt"}),
        error_messages={
            "required": f"Bitte eine Datei auswählen. {ERLAUBT}",
            "empty": f"Die Datei ist leer. {ERLAUBT}",
        },
    )

    class Meta:
        model = Anlage
        fields = ("position", "titel", "datei", "alternativtext", "nachweis")

    def clean_datei(self):
        datei = self.cleaned_data["datei"]
        if not isinstance(datei, UploadedFile):
            return datei  # the file this row has had before
        if datei.size > MAX_BYTES:
            raise ValidationError(
                f"Die Datei ist mit {datei.size / 1024**2:.1f} MB zu groß. {ERLAUBT}".replace(
                    ".", ",", 1
                ),
                code="groesse",
            )
        medientyp, inhalt = bereinigen(datei.read())
        anlage = self.instance
        anlage.medientyp = medientyp
        anlage.sha256 = hashlib.sha256(inhalt).hexdigest()
        anlage.groesse = len(inhalt)
        anlage.dateiname = freundlicher_name(datei.name, medientyp)
        feld = Anlage._meta.get_field("datei")
        pfad = feld.generate_filename(anlage, anlage.dateiname)
        # A file stored before stays as it is: its name is its content.
        return pfad if feld.storage.exists(pfad) else ContentFile(inhalt, name=anlage.dateiname)
