"""Forms of Seiten and their files. Videos are judged by their content, as all files are."""

import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.urls import Resolver404, resolve
from django.utils import timezone

from agenda.domain import seiten
from agenda.forms.anlage import ERLAUBT, MAX_BYTES, bereinigen, freundlicher_name
from agenda.models import Seite, Seitendokument, Seitenvideo
from agenda.models.seite import DATEIENDUNGEN, Videotyp

MAX_VIDEO = 250 * 1024 * 1024
MAX_UNTERTITEL = 1024 * 1024
VIDEO_ERLAUBT = "Möglich sind MP4 und WebM bis 250 MB."
UNTERTITEL_ERLAUBT = "Möglich sind Untertitel im Format WebVTT (.vtt) bis 1 MB."
# What a reader sees; a new one is a new "Stand".
INHALT = ("titel", "text", "leichte_sprache", "kurzbeschreibung")


class SeiteForm(forms.ModelForm):
    leichte_sprache_passt = forms.BooleanField(
        label="Leichte Sprache ist geprüft und passt zum heutigen Text",
        required=False,
        help_text="Ankreuzen, wenn Sie beide Texte verglichen haben. Ändert sich danach der Titel oder der Text, sagt die Seite, dass die Leichte Sprache älter ist.",
    )
    # Who saves second must not undo what the first has written.
    gesehen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Seite
        fields = (
            "titel",
            "slug",
            "kurzbeschreibung",
            "text",
            "leichte_sprache",
            "vollstaendig",
            "oeffentlich",
            "im_fuss",
            "reihenfolge",
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "gesehen" in self.fields:
            self.fields["gesehen"].initial = self.instance.geaendert_at.isoformat()

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        try:
            ziel = resolve(f"/{slug}/").kwargs.get("slug")
        except Resolver404:
            ziel = None
        if ziel != slug:
            raise ValidationError("Diese Adresse gehört schon einem anderen Teil des Portals.")
        return slug

    def clean(self):
        werte = super().clean()
        if self.instance.pk and werte.get("gesehen"):
            jetzt = Seite.objects.values_list("geaendert_at", flat=True).get(pk=self.instance.pk)
            if werte["gesehen"] != jetzt.isoformat():
                raise ValidationError(
                    "Inzwischen hat jemand anders diese Seite geändert. Es wurde nichts gesichert; Ihr Text steht noch hier. Öffnen Sie die Seite in einem zweiten Fenster und vergleichen Sie."
                )
        if werte.get("vollstaendig"):
            entwurf = Seite(
                text=werte.get("text", ""), leichte_sprache=werte.get("leichte_sprache", "")
            )
            if fehlt := seiten.darstellen(entwurf, seiten.Angaben()).fehlt:
                self.add_error(
                    "vollstaendig",
                    f"Es fehlt noch: {', '.join(fehlend.was for fehlend in fehlt)}.",
                )
        if werte.get("slug", self.instance.slug) in seiten.PFLICHTSEITEN:
            for name, was in (("oeffentlich", "öffentlich"), ("im_fuss", "im Fuß verlinkt")):
                if name in self.fields and not werte.get(name):
                    self.add_error(
                        name, f"Diese Seite ist gesetzlich vorgeschrieben und bleibt {was}."
                    )
        if werte.get("leichte_sprache_passt") and not werte.get("leichte_sprache", "").strip():
            self.add_error("leichte_sprache_passt", "Es gibt noch keinen Text in Leichter Sprache.")
        return werte

    def save(self, commit=True):
        """Note the new Stand, and which text the easy one was compared with."""
        seite = self.instance
        if any(name in self.changed_data for name in INHALT):
            seite.geaendert_at = timezone.now()
        if self.cleaned_data.get("leichte_sprache_passt"):
            seite.leichte_sprache_zu = seite.sha256
        elif "leichte_sprache" in self.changed_data:
            seite.leichte_sprache_zu = ""
        return super().save(commit)


class SeitendokumentForm(forms.ModelForm):
    datei = forms.FileField(
        label="Datei",
        help_text="PDF, PNG, JPEG, Word, Excel oder OpenDocument-Text, höchstens 10 MB. Angaben zu Verfasser*in und Kamera werden entfernt.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.odt"}),
        error_messages={"required": f"Bitte eine Datei auswählen. {ERLAUBT}"},
    )

    class Meta:
        model = Seitendokument
        fields = ("titel", "datei", "reihenfolge")

    def clean_datei(self):
        datei = self.cleaned_data["datei"]
        if not isinstance(datei, UploadedFile):
            return datei  # the file this row has had before
        if datei.size > MAX_BYTES:
            raise ValidationError(f"Die Datei ist zu groß. {ERLAUBT}", code="groesse")
        medientyp, inhalt = bereinigen(datei.read())
        dokument = self.instance
        dokument.medientyp = medientyp
        dokument.sha256 = hashlib.sha256(inhalt).hexdigest()
        dokument.groesse = len(inhalt)
        dokument.dateiname = freundlicher_name(datei.name, medientyp)
        return _ablegen(dokument, ContentFile(inhalt, name=dokument.dateiname))


class SeitenvideoForm(forms.ModelForm):
    datei = forms.FileField(
        label="Videodatei",
        help_text=f"{VIDEO_ERLAUBT} Das Video startet nie von selbst. Angaben in der Videodatei werden nicht entfernt.",
        widget=forms.FileInput(attrs={"accept": "video/mp4,video/webm"}),
        error_messages={"required": f"Bitte ein Video auswählen. {VIDEO_ERLAUBT}"},
    )
    untertitel = forms.FileField(
        label="Untertitel",
        required=False,
        help_text=f"Freiwillig. {UNTERTITEL_ERLAUBT}",
        widget=forms.ClearableFileInput(attrs={"accept": ".vtt,text/vtt"}),
    )

    class Meta:
        model = Seitenvideo
        fields = ("thema", "titel", "datei", "untertitel", "transkript", "reihenfolge")

    def clean_datei(self):
        datei = self.cleaned_data["datei"]
        if not isinstance(datei, UploadedFile):
            return datei
        if datei.size > MAX_VIDEO:
            raise ValidationError(f"Das Video ist zu groß. {VIDEO_ERLAUBT}", code="groesse")
        video = self.instance
        video.medientyp = videotyp(datei)
        pruefsumme = hashlib.sha256()
        for stueck in datei.chunks():
            pruefsumme.update(stueck)
        datei.seek(0)
        video.sha256 = pruefsumme.hexdigest()
        video.groesse = datei.size
        endung = DATEIENDUNGEN[video.medientyp]
        stamm = freundlicher_name(datei.name, "application/pdf").removesuffix(".pdf")
        video.dateiname = f"{stamm}.{endung}"
        return _ablegen(video, datei)

    def clean_untertitel(self):
        datei = self.cleaned_data["untertitel"]
        if not isinstance(datei, UploadedFile):
            return datei
        if datei.size > MAX_UNTERTITEL:
            raise ValidationError(f"Die Datei ist zu groß. {UNTERTITEL_ERLAUBT}", code="groesse")
        try:
            text = datei.read().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            text = ""
        if not text.startswith("WEBVTT") or "-->" not in text:
            raise ValidationError(
                f"Das sind keine Untertitel. {UNTERTITEL_ERLAUBT}", code="dateiart"
            )
        return ContentFile(text.encode(), name="untertitel.vtt")


def videotyp(datei):
    """Return the Videotyp of an open file by its first bytes. Raises ValidationError.

    ISO/IEC 14496-12: the box "ftyp" comes first. WebM is EBML (RFC 8794) of the DocType "webm".
    """
    anfang = datei.read(4096)
    datei.seek(0)
    if anfang[4:8] == b"ftyp" and anfang[8:12] != b"qt  ":
        return Videotyp.MP4
    if anfang.startswith(b"\x1a\x45\xdf\xa3") and b"\x42\x82\x84webm" in anfang[:64]:
        return Videotyp.WEBM
    raise ValidationError(f"Das ist kein Video, das alle abspielen können. {VIDEO_ERLAUBT}")


def _ablegen(zeile, inhalt):
    """Return what to store; a file stored before stays as it is: its name is its content."""
    feld = zeile._meta.get_field("datei")
    pfad = feld.generate_filename(zeile, zeile.dateiname)
    return pfad if feld.storage.exists(pfad) else inhalt
