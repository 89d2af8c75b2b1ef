"""The pages of a Vorlage: its fields to copy, its papers, and how a new one begins. Office only."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import content_disposition_header

from agenda.domain import vorlage, vorlagenentwurf
from agenda.forms.vorlage import NeueVorlageForm
from agenda.models import Bericht, Drucksache, Steckbrief
from agenda.models.teile import Medientyp
from agenda.papers import vorlage as papier
from agenda.papers import vorlage_docx, werkstatt

ANGELEGT = "Der Entwurf der Vorlage ist angelegt. Bitte lesen und ergänzen Sie ihn; er erscheint auf keiner Seite, solange „Entwurf“ angehakt ist."
VIELE = "Bitte wählen Sie höchstens 100 Steckbriefe aus."
# More Steckbriefe than any Vorlage is about, and more digits than any number of a row.
HOECHSTENS, STELLEN = 100, 10


class VorlageMixin:
    """For the DrucksacheAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view
        name = "agenda_drucksache_vorlage"
        return [
            path("vorlage/neu/", view(self.neue_vorlage_view), name=f"{name}_neu"),
            path("<int:pk>/vorlage/", view(self.vorlage_view), name=name),
            path("<int:pk>/vorlage.pdf", view(self.vorlage_pdf_view), name=f"{name}_pdf"),
            path("<int:pk>/vorlage.docx", view(self.vorlage_docx_view), name=f"{name}_docx"),
            *super().get_urls(),
        ]

    def find_vorlage(self, request, pk):
        """Return the Drucksache; raise Http404, or PermissionDenied to whom may not write it."""
        drucksache = Drucksache.objects.filter(pk=pk).first()
        if drucksache is None:
            raise Http404
        if not self.has_change_permission(request, drucksache):
            raise PermissionDenied
        return drucksache

    # What it says

    def vorlage_view(self, request, pk):
        """Show each field by itself, to be copied into the council system."""
        drucksache = self.find_vorlage(request, pk)
        gelesen = vorlage.felder(drucksache)
        return self.vorlage_seite(
            request,
            "vorlage",
            f"Vorlage: {drucksache.betreff}" if drucksache.betreff else "Vorlage",
            drucksache=drucksache,
            vorlage=gelesen,
            felder=[(feld, _zeilen(feld.text)) for feld in gelesen.einzelfelder],
        )

    def vorlage_pdf_view(self, request, pk):
        return self.vorlage_datei(request, pk, papier.pdf, "pdf", "application/pdf")

    def vorlage_docx_view(self, request, pk):
        return self.vorlage_datei(request, pk, vorlage_docx.docx, "docx", Medientyp.DOCX)

    def vorlage_datei(self, request, pk, zeichnen, endung, medientyp):
        """Answer with a paper, or go back and say why there is none."""
        drucksache = self.find_vorlage(request, pk)
        gelesen = vorlage.felder(drucksache)
        try:
            inhalt = zeichnen(gelesen)
        except werkstatt.Gescheitert as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:agenda_drucksache_vorlage", args=[pk]))
        name = papier.dateiname(gelesen, endung)
        return HttpResponse(
            inhalt,
            content_type=str(medientyp),
            headers={
                "Content-Disposition": content_disposition_header(endung == "docx", name),
                "Cache-Control": "private, no-store",
            },
        )

    # A new one

    def neue_vorlage_view(self, request):
        """Ask of which kind it is to be, make the draft, and lead there."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        bericht, steckbriefe = _woher(request)
        form = NeueVorlageForm(request.POST or None, fest=bericht is not None)
        if request.method == "POST" and form.is_valid():
            try:
                drucksache = _anlegen(form.cleaned_data["art"], bericht, steckbriefe, request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_addition(request, drucksache, "Entwurf einer Vorlage angelegt.")
                messages.success(request, ANGELEGT)
                ziel = reverse("admin:agenda_drucksache_change", args=[drucksache.pk])
                return HttpResponseRedirect(ziel)
        return self.vorlage_seite(
            request,
            "vorlage_neu",
            "Neue Vorlage",
            form=form,
            bericht=bericht,
            steckbriefe=steckbriefe,
        )

    def vorlage_seite(self, request, name, title, **context):
        return TemplateResponse(
            request,
            f"admin/agenda/drucksache/{name}.html",
            {
                **self.admin_site.each_context(request),
                "title": title,
                "subtitle": None,
                "opts": self.opts,
                **context,
            },
        )


class VorlageAktion:
    """For the SteckbriefAdmin: from a selection to the page that begins a Vorlage."""

    actions = ("vorlage_schreiben",)

    def has_vorlage_permission(self, request):
        return request.user.has_perm(vorlagenentwurf.RECHT)

    @admin.action(description="Vorlage schreiben …", permissions=["vorlage"])
    def vorlage_schreiben(self, request, queryset):
        pks = list(queryset.values_list("pk", flat=True)[: HOECHSTENS + 1])
        if len(pks) > HOECHSTENS:
            messages.error(request, VIELE)
            return None
        ziel = reverse("admin:agenda_drucksache_vorlage_neu")
        return HttpResponseRedirect(f"{ziel}?steckbriefe={','.join(map(str, pks))}")


def _woher(request):
    """Return (Bericht or None, Steckbriefe) that the address names and the account may see."""
    pk = _zahl(request.GET.get("bericht", ""))
    if pk is not None and request.user.has_perm("agenda.view_bericht"):
        bericht = Bericht.objects.select_related("sitzung__gremium", "drucksache").filter(pk=pk)
        if bericht := bericht.first():
            return bericht, []
    zahlen = map(_zahl, request.GET.get("steckbriefe", "").split(",")[:HOECHSTENS])
    pks = [pk for pk in zahlen if pk is not None]
    rows = Steckbrief.objects.visible_to(request.user).vorhanden().filter(pk__in=pks)
    return None, list(rows.order_by("nummer_schluessel", "pk"))


def _zeilen(text):
    """Return how high a text area is to be: all of a usual text, part of a very long one."""
    return min(sum(1 + len(zeile) // 110 for zeile in text.split("\n")) + 1, 24)


def _zahl(text):
    return int(text) if text.isdecimal() and len(text) <= STELLEN else None


def _anlegen(art, bericht, steckbriefe, user):
    if bericht is not None:
        return vorlagenentwurf.aus_bericht(bericht, user=user)
    if steckbriefe:
        return vorlagenentwurf.aus_steckbriefen(steckbriefe, art=art, user=user)
    return vorlagenentwurf.leer(art, user=user)
