"""The pages around a Sachstandsbericht: Mitzeichnung, giving it out for ever, correcting it."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from agenda.admin.seiten import moment
from agenda.domain import berichte, mitzeichnung
from agenda.domain.berichtdokument import unterschiede
from agenda.forms.bericht import BerichtFestschreibenForm, BerichtigenForm
from agenda.models import Bericht
from agenda.papers import bericht as papier
from agenda.papers.ausgabe import VERLOREN

NICHT_ABGELEGT = "Die Datei ließ sich nicht ablegen ({}). Es wurde nichts festgeschrieben. Bitte prüfen lassen, ob auf dem Datenträger Platz ist, und noch einmal versuchen."


def ist_oeffentlich(bericht):
    """Whether everybody may see a Bericht."""
    return Bericht.objects.oeffentlich().filter(pk=bericht.pk).exists()


class BerichtSeitenMixin:
    """For the BerichtAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                f"<int:pk>/{name}/",
                view(getattr(self, f"{name}_view")),
                name=f"agenda_bericht_{name}",
            )
            for name in ("festschreiben", "mitzeichnung", "berichtigen")
        ] + super().get_urls()

    def may_draft(self, request):
        """Whether the account works on drafts, and so may pass them on and read what is not public."""
        return self.has_change_permission(request) or self.has_add_permission(request)

    def has_freeze_permission(self, request):
        return request.user.has_perm(berichte.RECHT)

    def may_correct(self, request):
        return self.has_change_permission(request) and self.has_add_permission(request)

    # Which row

    def get_queryset(self, request):
        """Drafts and what is not public are for those who work on reports."""
        rows = super().get_queryset(request)
        if self.may_draft(request) or self.has_freeze_permission(request):
            return rows
        # Not by a join: PostgreSQL locks no row of one that may be missing.
        return rows.filter(pk__in=Bericht.objects.oeffentlich().values("pk"))

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and (
            obj is None or self.get_queryset(request).filter(pk=obj.pk).exists()
        )

    def find(self, request, pk):
        """Return a Bericht the account may see; else raise Http404 or PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request).select_related(
            "drucksache", "beratung__gremium", "sitzung__gremium"
        )
        bericht = rows.filter(pk=pk).first()
        if bericht is None:
            raise Http404
        return bericht

    def find_frozen(self, request, pk):
        """Return one that was given out; what is not public only to who works on drafts."""
        bericht = self.find(request, pk)
        if not bericht.ist_festgeschrieben:
            raise Http404("Noch nicht festgeschrieben.")
        if not (self.may_draft(request) or ist_oeffentlich(bericht)):
            raise PermissionDenied
        return bericht

    @staticmethod
    def drawn(bericht, redaktionsschluss=None):
        """Return (Berichtdokument, "") or (None, why there is none)."""
        try:
            return berichte.bauen(bericht, redaktionsschluss=redaktionsschluss), ""
        except ValidationError as error:
            return None, " ".join(error.messages)

    # Mitzeichnung

    def mitzeichnung_view(self, request, pk):
        """Show the link to copy, and how long it is valid. It is secret: not for who only reads."""
        bericht = self.find(request, pk)
        if not self.may_draft(request):
            raise PermissionDenied
        if bericht.ist_festgeschrieben:
            return self._done(request, bericht)
        token = mitzeichnung.make_token(bericht)
        return self.page(
            request,
            "mitzeichnung",
            bericht,
            "Zur Mitzeichnung weitergeben",
            token=token,
            link=settings.BASE_URL + reverse("bericht_vorschau", args=[token]),
            bis=moment(timezone.now() + mitzeichnung.GILT),
            tage=mitzeichnung.GILT.days,
        )

    # Giving out

    def festschreiben_view(self, request, pk):
        """Show what the Bericht says as of now; what is agreed to is drawn and kept."""
        bericht = self.find(request, pk)
        if not self.has_freeze_permission(request):
            raise PermissionDenied
        if bericht.ist_festgeschrieben:
            return self._done(request, bericht)
        form = BerichtFestschreibenForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._freeze(request, bericht, form)
        return self._confirm(request, bericht, form)

    def _freeze(self, request, bericht, form):
        gesehen, schluss = form.cleaned_data["seen_sha256"], form.cleaned_data["redaktionsschluss"]
        dokument, fehler = self.drawn(bericht, schluss)
        try:
            if dokument is None:
                raise ValidationError(fehler)
            if dokument.sha256 != gesehen:
                raise ValidationError(berichte.VERALTET, code="veraltet")
            pdf = papier.pdf(dokument)
            berichte.festschreiben(
                bericht,
                redaktionsschluss=schluss,
                seen_sha256=gesehen,
                pdf=pdf,
                seiten=papier.seiten(pdf),
                user=request.user,
            )
        except ValidationError as error:
            if getattr(error, "code", "") == "schon":
                messages.warning(request, error.message)
                return self._to(bericht)
            form.add_error(None, error)
        except papier.GRUENDE as error:
            form.add_error(None, str(error))
        except OSError as error:
            form.add_error(None, NICHT_ABGELEGT.format(error.strerror or error))
        else:
            messages.success(
                request, format_html("„{}“ ist festgeschrieben und bleibt so.", bericht)
            )
            return self._to(bericht)
        # What the person saw can be told from what is, unless the draft itself was changed.
        alt = dokument if dokument and dokument.sha256 == gesehen else None
        return self._confirm(request, bericht, form, alt=alt, gesehen=True)

    def _confirm(self, request, bericht, form, *, alt=None, gesehen=False):
        schluss = berichte.stand(bericht)
        dokument, fehler = self.drawn(bericht, schluss)
        return self.page(
            request,
            "festschreiben",
            bericht,
            "Bericht festschreiben",
            form=form if form.is_bound else None,
            dokument=dokument and dokument.daten,
            ohne_aenderung=bool(dokument) and dokument.ohne_aenderung,
            fehler=fehler,
            summe=dokument and dokument.sha256,
            schluss=schluss.isoformat(),
            schluss_am=moment(schluss),
            gesehen=gesehen,
            anders=unterschiede(alt, dokument) if alt and dokument else [],
            vorige=berichte.vorige(bericht),
            adresse=settings.BASE_URL + bericht.get_absolute_url(),
            oeffentlich=berichte.oeffentlich_gemeint(bericht),
            token=mitzeichnung.make_token(bericht),
        )

    # Correcting

    def berichtigen_view(self, request, pk):
        """Ask what is corrected, begin the Berichtigung, and lead to its draft."""
        bericht = self.find_frozen(request, pk)
        if not self.may_correct(request):
            raise PermissionDenied
        form = BerichtigenForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                neu = berichte.berichtigen(bericht, user=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "Die Berichtigung ist als Entwurf angelegt.")
                return self._to(neu)
        return self.page(request, "berichtigen", bericht, "Bericht berichtigen", form=form)

    def _done(self, request, bericht):
        messages.warning(request, f"„{bericht}“ ist schon festgeschrieben.")
        return self._to(bericht)

    def _to(self, bericht):
        return HttpResponseRedirect(reverse("admin:agenda_bericht_change", args=[bericht.pk]))

    # Frames

    def failed(self, request, bericht, error):
        """Say why there is no paper, and that nothing came of it."""
        match error:
            case FileNotFoundError():
                satz = VERLOREN
            case ValidationError():
                satz = " ".join(error.messages)
            case _:
                satz = str(error)
        messages.error(request, satz)
        return self._to(bericht)

    def page(self, request, name, bericht, title, **context):
        return TemplateResponse(
            request,
            f"admin/agenda/bericht/{name}.html",
            {
                **self.admin_site.each_context(request),
                "title": title,
                "subtitle": None,
                "opts": self.opts,
                "bericht": bericht,
                **context,
            },
        )
