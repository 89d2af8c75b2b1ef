"""The pages around an Ausgabe: the link for Mitzeichnung, and giving it out for ever."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from agenda.admin.fortgang import fortgang, von_selbst
from agenda.admin.seiten import moment
from agenda.domain import ausgaben, mitzeichnung
from agenda.forms.ausgabe import FestschreibenForm
from agenda.models import Ausgabe, Beratung, Drucksache
from agenda.papers import ausgabe as papier

NICHT_ABGELEGT = "Die Datei ließ sich nicht ablegen ({}). Es wurde nichts festgeschrieben. Bitte prüfen lassen, ob auf dem Datenträger Platz ist, und noch einmal versuchen."
NOCH_NICHT = "Inzwischen haben sich Steckbriefe geändert. Bitte prüfen Sie noch einmal, was festgeschrieben wird."


def ist_oeffentlich(ausgabe):
    """Whether everybody may see an Ausgabe."""
    return Ausgabe.objects.oeffentlich().filter(pk=ausgabe.pk).exists()


class AusgabeSeitenMixin:
    """For the AusgabeAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view
        name = "agenda_ausgabe"
        return [
            path(
                "<int:pk>/festschreiben/",
                view(self.festschreiben_view),
                name=f"{name}_festschreiben",
            ),
            path(
                "<int:pk>/mitzeichnung/", view(self.mitzeichnung_view), name=f"{name}_mitzeichnung"
            ),
            *super().get_urls(),
        ]

    def may_draft(self, request):
        """Whether the account works on drafts, and so may pass them on and read what is not public."""
        return self.has_change_permission(request) or self.has_add_permission(request)

    def has_freeze_permission(self, request):
        return request.user.has_perm(ausgaben.RECHT)

    # Which row

    def get_queryset(self, request):
        """What is meant for behind closed doors is for those who work on such papers."""
        rows = super().get_queryset(request)
        if self.may_draft(request) or self.has_freeze_permission(request):
            return rows
        return rows.filter(
            Q(drucksache__isnull=True) | Q(drucksache__in=Drucksache.objects.oeffentliche()),
            Q(beratung__isnull=True) | Q(beratung__in=Beratung.objects.visible_to(request.user)),
        )

    def find(self, request, pk):
        """Return an Ausgabe the account may see; else raise Http404 or PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request).select_related(
            "drucksache", "beratung__gremium", "handlungsfeld"
        )
        ausgabe = rows.filter(pk=pk).first()
        if ausgabe is None:
            raise Http404
        return ausgabe

    def find_frozen(self, request, pk):
        """Return one that was given out; what is not public only to who works on drafts."""
        ausgabe = self.find(request, pk)
        if not ausgabe.ist_festgeschrieben:
            raise Http404("Noch nicht festgeschrieben.")
        if not (self.may_draft(request) or ist_oeffentlich(ausgabe)):
            raise PermissionDenied
        return ausgabe

    # Mitzeichnung

    def mitzeichnung_view(self, request, pk):
        """Show the link to copy, and how long it is valid. It is secret: not for who only reads."""
        ausgabe = self.find(request, pk)
        if not self.may_draft(request):
            raise PermissionDenied
        if ausgabe.ist_festgeschrieben:
            return self._done(request, ausgabe)
        token = mitzeichnung.make_token(ausgabe)
        return self.page(
            request,
            "mitzeichnung",
            ausgabe,
            "Zur Mitzeichnung weitergeben",
            token=token,
            link=settings.BASE_URL + reverse("ausgabe_vorschau", args=[token]),
            bis=moment(timezone.now() + mitzeichnung.GILT),
            tage=mitzeichnung.GILT.days,
            anzahl=len(ausgaben.bauen(ausgabe).steckbriefe),
        )

    # Giving out

    def festschreiben_view(self, request, pk):
        """Prepare the paper, show what it holds and what is new in it, then keep it."""
        ausgabe = self.find(request, pk)
        if not self.has_freeze_permission(request):
            raise PermissionDenied
        if ausgabe.ist_festgeschrieben:
            return self._done(request, ausgabe)
        band = ausgaben.bauen(ausgabe)
        form = FestschreibenForm(request.POST or None)
        if not band.steckbriefe:
            return self._confirm(request, ausgabe, band, form, leer=True)
        try:
            plan = papier.vorbereiten(band)
            if request.method == "POST" and form.is_valid():
                return self._freeze(request, ausgabe, band, plan, form)
        except papier.Unfertig as warten:
            if request.method == "POST":
                messages.warning(request, NOCH_NICHT)
            return self.progress(request, ausgabe, warten.fortschritt, "Festschreiben vorbereiten")
        except papier.GRUENDE as error:
            return self.failed(request, ausgabe, error)
        return self._confirm(request, ausgabe, band, form)

    def _freeze(self, request, ausgabe, band, plan, form):
        try:
            if form.cleaned_data["seen_sha256"] != band.sha256:
                raise ValidationError(ausgaben.VERALTET, code="veraltet")
            pdf = papier.binden(plan)
            ausgaben.festschreiben(
                ausgabe,
                pdf=pdf,
                seiten=papier.seiten(pdf),
                user=request.user,
                **form.cleaned_data,
            )
        except ValidationError as error:
            if error.code == "schon":
                messages.warning(request, error.message)
                return self._to(ausgabe)
            form.add_error(None, error)
        except OSError as error:
            form.add_error(None, NICHT_ABGELEGT.format(error.strerror or error))
        else:
            messages.success(
                request, format_html("„{}“ ist festgeschrieben und bleibt so.", ausgabe.titel)
            )
            return self._to(ausgabe)
        return self._confirm(request, ausgabe, ausgaben.bauen(ausgabe), form)

    def _confirm(self, request, ausgabe, band, form, *, leer=False):
        unterschied = ausgaben.unterschied(ausgabe, band)
        # The address it gets if it is given out today.
        ausgabe.build_slug()
        return self.page(
            request,
            "festschreiben",
            ausgabe,
            "Ausgabe festschreiben",
            form=form if form.is_bound else None,
            band=band.daten,
            summe=band.sha256,
            anzahl=len(band.steckbriefe),
            leer=leer,
            unterschied=unterschied,
            adresse=settings.BASE_URL + ausgabe.get_absolute_url(),
            ohne_fassung=ausgaben.ohne_fassung(ausgabe),
            token=mitzeichnung.make_token(ausgabe),
        )

    def _done(self, request, ausgabe):
        messages.warning(request, f"„{ausgabe}“ ist schon festgeschrieben.")
        return self._to(ausgabe)

    def _to(self, ausgabe):
        return HttpResponseRedirect(reverse("admin:agenda_ausgabe_change", args=[ausgabe.pk]))

    # Frames

    def progress(self, request, ausgabe, fortschritt, title):
        """Tell how far it is; the page goes on by itself, or by its link."""
        return von_selbst(
            self.page(
                request, "fortschritt", ausgabe, title, fortschritt=fortschritt, **fortgang(request)
            )
        )

    def failed(self, request, ausgabe, error):
        """Say why there is no paper, and that nothing came of it."""
        match error:
            case FileNotFoundError():
                satz = papier.VERLOREN
            case ValidationError():
                satz = error.message
            case _:
                satz = papier.grund(error)
        messages.error(request, satz)
        return self._to(ausgabe)

    def page(self, request, name, ausgabe, title, **context):
        return TemplateResponse(
            request,
            f"admin/agenda/ausgabe/{name}.html",
            {
                **self.admin_site.each_context(request),
                "title": title,
                "subtitle": None,
                "opts": self.opts,
                "ausgabe": ausgabe,
                **context,
            },
        )
