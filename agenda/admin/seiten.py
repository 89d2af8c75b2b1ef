"""What the pages of a Steckbrief share: which rows they may show, and the frame around them."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from agenda.domain import dokument, workflow
from agenda.domain.dokument import Dokument
from agenda.domain.vergleich import aenderungen
from agenda.models import Steckbrief


class SeitenMixin:
    """For the SteckbriefAdmin: row rules and pages. Every address asks here for its row."""

    def rows(self, request):
        """Return every row an account may see, with those in the Papierkorb."""
        return Steckbrief.objects.visible_to(request.user)

    def find(self, request, pk):
        """Return a visible row, locked while something is being sent; else raise Http404."""
        rows = self.rows(request)
        if request.method == "POST":
            rows = rows.select_for_update()
        steckbrief = rows.filter(pk=pk).first()
        if steckbrief is None:
            raise Http404
        return steckbrief

    def get_object(self, request, object_id, from_field=None):
        """Find deleted drafts too. Lock the row while its form is saved: nobody releases it then."""
        try:
            return self.find(request, self.opts.pk.to_python(object_id))
        except (Http404, ValidationError):
            return None

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and (
            obj is None or self.rows(request).filter(pk=obj.pk).exists()
        )

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or (
            not obj.ist_geloescht
            and Steckbrief.objects.editable_by(request.user).filter(pk=obj.pk).exists()
        )

    def has_delete_permission(self, request, obj=None):
        """A Steckbrief keeps its history: a draft goes into the Papierkorb, by a step."""
        return False

    def has_release_permission(self, request, obj=None):
        if obj is None:
            return request.user.has_perm(workflow.RELEASE.recht)
        return workflow.may(request.user, workflow.RELEASE, obj)

    def page(self, request, name, steckbrief, title, *, status=200, **context):
        return TemplateResponse(
            request,
            f"admin/agenda/steckbrief/{name}.html",
            {
                **self.admin_site.each_context(request),
                "title": title,
                "subtitle": None,
                "opts": self.opts,
                "steckbrief": steckbrief,
                **context,
            },
            status=status,
        )

    def to_form(self, steckbrief):
        return HttpResponseRedirect(reverse("admin:agenda_steckbrief_change", args=[steckbrief.pk]))


def moment(zeit):
    """Return a point in time as people say it."""
    return timezone.localtime(zeit).strftime("%d.%m.%Y, %H:%M Uhr")


def wer(konto):
    return str(konto) if konto else "Einrichtung"


def gueltigkeit(fassungen, jetzt):
    """Return (valid Fassung or None, planned Fassungen) of loaded Fassungen with Eintrag."""
    leben = [f for f in fassungen if f.eintrag.gilt_bis is None or f.eintrag.gilt_bis > f.gilt_ab]
    aktuell = [
        f
        for f in leben
        if f.gilt_ab <= jetzt and (f.eintrag.gilt_bis is None or f.eintrag.gilt_bis > jetzt)
    ]
    return next(iter(aktuell), None), [f for f in leben if f.gilt_ab > jetzt]


def present(steckbrief):
    """Return the Dokument of the working copy as the database has it: forms write into instances."""
    return dokument.build(Steckbrief.objects.mit_teilen().get(pk=steckbrief.pk))


def changes(alt, neu):
    """Return what differs between two texts. A state before the first release bears no Nummer."""
    if alt.nummer is None or neu.nummer is None:
        alt = Dokument({**alt.daten, "nummer": neu.nummer})
    return aenderungen(alt, neu)


def since(steckbrief, version):
    """Return what changed in the working copy since a version a person saw; [] if unknown."""
    gesehen = steckbrief.arbeitsstaende.filter(version=version).first()
    if gesehen is None:
        return []
    return changes(Dokument.lesen(gesehen.dokument), present(steckbrief))
