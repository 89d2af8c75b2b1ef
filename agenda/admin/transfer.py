"""Export and import of Steckbriefe in the admin: upload, questions, preview, confirmation."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from agenda.forms.transfer import HochladenForm, ZuordnungForm
from agenda.models import Steckbrief
from agenda.transfer import datei, export
from agenda.transfer.abgleich import NummernUnklar, braucht_antwort
from agenda.transfer.ablage import Auftrag
from agenda.transfer.blaetter import LESEHILFE
from agenda.transfer.einspielen import NichtEingespielt, einspielen
from agenda.transfer.roh import IM_BROWSER, MB, Dateifehler
from agenda.transfer.zuordnung import remember

LISTE = "admin:agenda_steckbrief_changelist"
SEITE = "admin:agenda_steckbrief_importieren"
DATEI = "admin:agenda_steckbrief_exportieren"


class TransferMixin:
    """For the SteckbriefAdmin: buttons and actions for export, pages for import."""

    actions = ("export_xlsx", "export_csv")

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("importieren/", view(self.importieren_view), name="agenda_steckbrief_importieren"),
            path(
                "exportieren/<str:endung>/",
                view(self.exportieren_view),
                name="agenda_steckbrief_exportieren",
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        links = [
            ("Exportieren (Excel)", reverse(DATEI, args=["xlsx"])),
            ("Exportieren (CSV)", reverse(DATEI, args=["csv"])),
        ]
        if self.has_import_permission(request):
            links.append(("Importieren", reverse(SEITE)))
        return super().changelist_view(request, {"transfer_links": links, **(extra_context or {})})

    def has_import_permission(self, request):
        """Whether an account may edit any Steckbrief at all; which ones is judged row by row."""
        return request.user.has_perm("agenda.change_steckbrief")

    # Export

    def exportieren_view(self, request, endung):
        """Give out all working copies this account may read."""
        if endung not in export.MEDIENTYP:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._export(request, Steckbrief.objects.all(), endung)

    @admin.action(description="Als Excel-Datei exportieren", permissions=["view"])
    def export_xlsx(self, request, queryset):
        return self._export(request, queryset, "xlsx")

    @admin.action(description="Als CSV-Datei exportieren", permissions=["view"])
    def export_csv(self, request, queryset):
        return self._export(request, queryset, "csv")

    def _export(self, request, queryset, endung):
        # By key: the list's own QuerySet carries prefetches and annotations of its columns.
        rows = Steckbrief.objects.visible_to(request.user).vorhanden()
        rows = rows.filter(pk__in=queryset.order_by().values("pk"))
        schreiben = export.xlsx if endung == "xlsx" else export.csv_datei
        return HttpResponse(
            schreiben(rows),
            content_type=export.MEDIENTYP[endung],
            headers={"Content-Disposition": f'attachment; filename="{export.dateiname(endung)}"'},
        )

    # Import

    def importieren_view(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied
        schritte = {
            "hochladen": self._upload,
            "fragen": self._questions,
            "zuordnen": self._answer,
            "bestaetigen": self._confirm,
        }
        schritt = schritte.get(request.POST.get("schritt"))
        if request.method != "POST" or schritt is None:
            return self._page(request, "hochladen", form=HochladenForm())
        try:
            return schritt(request)
        except Dateifehler as error:
            form = HochladenForm(request.POST, request.FILES)
            form.errors.clear()
            form.add_error("datei", error)
            return self._page(request, "hochladen", form=form)

    def _upload(self, request):
        form = HochladenForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, "hochladen", form=form)
        hochgeladen = form.cleaned_data["datei"]
        if hochgeladen.size > IM_BROWSER.groesse:
            raise Dateifehler(
                f"Die Datei ist zu groß. Möglich sind höchstens {IM_BROWSER.groesse // MB} MB."
            )
        inhalt = hochgeladen.read()
        datei.lesen(inhalt, IM_BROWSER)  # what cannot be read is not put aside
        auftrag = Auftrag.begin(inhalt, name=hochgeladen.name, user=request.user)
        tabellen, hinweise = auftrag.tabellen()
        if any(tabelle.offen for tabelle in tabellen):
            return self._ask(request, auftrag, tabellen)
        return self._preview(request, auftrag, tabellen, hinweise)

    def _questions(self, request):
        """Show the mapping once more, because somebody wants to change it."""
        auftrag = Auftrag.lesen(request.POST.get("auftrag", ""), request.user)
        tabellen, _ = auftrag.tabellen()
        return self._ask(request, auftrag, tabellen)

    def _answer(self, request):
        auftrag = Auftrag.lesen(request.POST.get("auftrag", ""), request.user)
        tabellen, hinweise = auftrag.tabellen()
        nach_nummern = "nach_nummern" in request.POST
        form = ZuordnungForm(request.POST, fragen=_fragen(tabellen), nach_nummern=nach_nummern)
        if not form.is_valid():
            return self._ask(request, auftrag, tabellen, form)
        auftrag.nummern = form.cleaned_data.get("nummern")
        for t, tabelle in enumerate(tabellen):
            auftrag.antworten[tabelle.blatt.name] = {
                spalte.titel: form.cleaned_data[f"spalte_{t}_{spalte.nr}"]
                for spalte in tabelle.fremd
            }
        try:
            auftrag.paare(tabellen)
        except Dateifehler as error:
            form.add_error(None, error)
            return self._ask(request, auftrag, tabellen, form)
        remember(tabellen, request.user)
        return self._preview(request, auftrag, tabellen, hinweise)

    def _ask(self, request, auftrag, tabellen, form=None):
        if form is None:
            vorlaeufig = [(t, _with_suggestions(t)) for t in tabellen]
            nach_nummern = braucht_antwort(vorlaeufig)
            form = ZuordnungForm(fragen=_fragen(tabellen), nach_nummern=nach_nummern)
        return self._page(
            request,
            "zuordnen",
            form=form,
            auftrag=auftrag,
            tabellen=tabellen,
            nach_nummern="nummern" in form.fields,
        )

    def _preview(self, request, auftrag, tabellen, hinweise):
        try:
            plan = auftrag.plan(tabellen, hinweise, request.user)
        except NummernUnklar:
            form = ZuordnungForm(
                initial={
                    f"spalte_{t}_{spalte.nr}": spalte.feld
                    for t, tabelle in enumerate(tabellen)
                    for spalte in tabelle.fremd
                },
                fragen=_fragen(tabellen),
                nach_nummern=True,
            )
            return self._ask(request, auftrag, tabellen, form)
        auftrag.versionen = plan.versionen
        return self._show(request, auftrag, tabellen, plan)

    def _show(self, request, auftrag, tabellen, plan):
        fremde = [(tabelle, spalte) for tabelle in tabellen for spalte in tabelle.fremd]
        zugeordnet = [
            (spalte.titel, tabelle.blatt.spalte(spalte.feld).titel)
            for tabelle, spalte in fremde
            if spalte.feld
        ]
        return self._page(
            request,
            "vorschau",
            auftrag=auftrag,
            plan=plan,
            zugeordnet=zugeordnet,
            ausgelassen=[spalte.titel for _, spalte in fremde if not spalte.feld],
        )

    def _confirm(self, request):
        """Compare once more and write, if everything is still as the preview showed it."""
        auftrag = Auftrag.lesen(request.POST.get("auftrag", ""), request.user)
        tabellen, hinweise = auftrag.tabellen()
        plan = auftrag.plan(tabellen, hinweise, request.user)
        auftrag.take_away()
        try:
            einspielen(plan, user=request.user, versionen=auftrag.gesehen, datei=auftrag.name)
        except NichtEingespielt as error:
            messages.error(request, " ".join(error.messages))
            return self._show(request, auftrag, tabellen, plan)
        messages.success(request, ergebnis(plan))
        return HttpResponseRedirect(reverse(LISTE))

    def _page(self, request, schritt, **context):
        return TemplateResponse(
            request,
            f"admin/agenda/steckbrief/import_{schritt}.html",
            {
                **self.admin_site.each_context(request),
                "title": "Steckbriefe importieren",
                "subtitle": None,
                "opts": self.opts,
                **context,
            },
        )


def ergebnis(plan):
    """Return what an import did, as one sentence."""
    geaendert, neu = len(plan.geaenderte), len(plan.neue)
    if not (geaendert or neu):
        return "In der Datei steht nichts Neues; nichts wurde geändert."
    return (
        f"Importiert: {geaendert} {'Steckbrief' if geaendert == 1 else 'Steckbriefe'} geändert, "
        f"{neu} {'neuer Entwurf' if neu == 1 else 'neue Entwürfe'}. Öffentlich wird das erst mit der Freigabe."
    )


def _fragen(tabellen):
    """Return what ZuordnungForm asks for every foreign column."""
    return [
        (
            f"spalte_{t}_{spalte.nr}",
            f"Spalte „{spalte.titel}“",
            f"Blatt „{tabelle.name}“"
            + (f", zum Beispiel: {spalte.beispiel}" if spalte.beispiel else ""),
            [(s.key, s.titel) for s in tabelle.blatt.spalten if s.kind != LESEHILFE],
            spalte.vorschlag if spalte.feld is None else spalte.feld,
        )
        for t, tabelle in enumerate(tabellen)
        for spalte in tabelle.fremd
    ]


def _with_suggestions(tabelle):
    """Return the columns as they would be if somebody accepted every suggestion."""
    vermutet = {s.nr: s.vorschlag if s.feld is None else s.feld for s in tabelle.fremd}
    return {**{nr: key for nr, key in vermutet.items() if key}, **tabelle.spalten}
