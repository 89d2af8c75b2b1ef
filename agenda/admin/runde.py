"""Sessions and rounds of reporting: opened, watched, reminded and closed by buttons."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from agenda.domain import meldelinks, runden, rundenpost, sachstaende, sitzungsergebnisse
from agenda.domain.meldeaufgaben import fortschritt
from agenda.domain.meldebogen import ort_werte
from agenda.forms.meldung import VorOrtForm, WeitergebenForm
from agenda.models import Abfrage, Meldelink, Runde, Sitzung
from kommunen.admin.shared import ChoiceOnlyMixin, StampMixin

FRAGEN = {
    "eroeffnen": (
        "Runde eröffnen",
        "Alle Kommunen, die an einem veröffentlichten Steckbrief mitwirken, bekommen eine E-Mail mit ihrem persönlichen Link.",
    ),
    "erinnern": (
        "Jetzt erinnern",
        "Eine E-Mail bekommt, wer noch etwas zu melden hat und in den letzten zwölf Stunden nicht erinnert wurde.",
    ),
    "schliessen": (
        "Runde schließen",
        "Danach lässt sich über die Links nichts mehr melden. Gemeldetes und Entwürfe bleiben; die Partner sehen noch ihre Quittung. Das lässt sich nicht zurücknehmen.",
    ),
}


@admin.register(Sitzung)
class SitzungAdmin(ChoiceOnlyMixin, StampMixin, admin.ModelAdmin):
    list_display = ("datum", "gremium", "ladung_am", "ort", "oeffentlich")
    list_display_links = ("datum", "gremium")
    list_filter = ("gremium",)
    list_select_related = ("gremium",)
    autocomplete_fields = ("gremium",)
    fieldsets = (
        (
            None,
            {
                "description": "Der Tag, für den berichtet wird. Von ihm zählt das Portal zurück: zur Ladung und zur Abgabefrist der Runde.",
                "fields": ("gremium", ("datum", "uhrzeit"), "ladung_am", "ort", "oeffentlich"),
            },
        ),
    )

    def response_add(self, request, obj, post_url_continue=None):
        if request.user.has_perm("agenda.add_runde"):
            url = f"{reverse('admin:agenda_runde_add')}?sitzung={obj.pk}"
            text = 'Als Nächstes: <a href="{}">Runde zu dieser Sitzung anlegen</a>'
            messages.info(request, format_html(text, url))
        return super().response_add(request, obj, post_url_continue)


@admin.register(Runde)
class RundeAdmin(ChoiceOnlyMixin, admin.ModelAdmin):
    change_form_template = "admin/agenda/runde/change_form.html"
    list_display = ("__str__", "stichtag", "abgabefrist", "eroeffnet_at", "geschlossen_at")
    list_select_related = ("sitzung__gremium",)
    readonly_fields = ("eroeffnet_at", "geschlossen_at")

    def get_fieldsets(self, request, obj=None):
        felder = ["sitzung", ("stichtag", "abgabefrist"), "anschreiben"]
        danach = (
            " Nach dem Sichern eröffnen Sie sie mit dem Knopf oben; erst dann gehen E-Mails hinaus."
        )
        if obj and obj.eroeffnet_at:
            danach = ""
            felder.append(("eroeffnet_at", "geschlossen_at"))
        return (
            (
                None,
                {
                    "description": f"Eine Runde fragt alle Partner einmal nach dem Sachstand.{danach}",
                    "fields": felder,
                },
            ),
        )

    def get_readonly_fields(self, request, obj=None):
        """What partners have been told stays; a date may be put off."""
        if obj and obj.eroeffnet_at:
            return (*self.readonly_fields, "sitzung", "stichtag")
        return self.readonly_fields

    def has_change_permission(self, request, obj=None):
        if obj and obj.geschlossen_at:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        if obj and obj.eroeffnet_at:
            return False
        return super().has_delete_permission(request, obj)

    def has_manage_permission(self, request):
        return request.user.has_perm(meldelinks.RECHT)

    def get_actions(self, request):
        return {}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_von = request.user
        super().save_model(request, obj, form, change)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/schritt/<str:was>/",
                view(self.schritt_view),
                name="agenda_runde_schritt",
            ),
            path(
                "<int:pk>/link/<int:link_pk>/",
                view(self.link_view),
                name="agenda_runde_link",
            ),
            path(
                "<int:pk>/partner/<int:abfrage_pk>/neuer-link/",
                view(self.hauptlink_view),
                name="agenda_runde_hauptlink",
            ),
            path(
                "<int:pk>/partner/<int:abfrage_pk>/vor-ort/<int:steckbrief_pk>/",
                view(self.vor_ort_view),
                name="agenda_runde_vor_ort",
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        darf = self.has_manage_permission(request)
        context |= {
            "runde": obj,
            "partner": fortschritt(obj) if obj and obj.eroeffnet_at else [],
            "darf": darf,
            "frist_vorbei": bool(obj) and obj.tage_bis_frist() < 0,
            "darf_berichten": request.user.has_perm("agenda.add_bericht"),
            "darf_ergebnisse": request.user.has_perms(sitzungsergebnisse.RECHTE),
            "darf_melden": darf and request.user.has_perm("agenda.add_sachstand"),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Steps

    def _find(self, request, pk):
        if not self.has_manage_permission(request):
            raise PermissionDenied
        runde = Runde.objects.select_related("sitzung__gremium").filter(pk=pk).first()
        if runde is None:
            raise Http404
        return runde

    def _to(self, runde):
        return HttpResponseRedirect(reverse("admin:agenda_runde_change", args=[runde.pk]))

    def schritt_view(self, request, pk, was):
        """Ask once more, then open, remind or close."""
        runde = self._find(request, pk)
        if was not in FRAGEN:
            raise Http404
        titel, folge = FRAGEN[was]
        if request.method != "POST":
            mehr = self._vorher(runde, was)
            return self._page(request, "schritt", runde, titel, folge=folge, was=was, **mehr)
        try:
            versand = getattr(runden, was)(runde, user=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            self._berichten(request, was, versand)
        return self._to(runde)

    def _vorher(self, runde, was):
        """Return what is to be read before a step: who is asked what, or what is missing."""
        if was == "eroeffnen":
            kommunen = runden.zu_fragen(runde)
            return {
                "kommunen": kommunen,
                "brief": rundenpost.vorschau(runde, kommunen[0]) if kommunen else "",
            }
        if was == "schliessen" and runde.eroeffnet_at:
            wartende = runde.sachstaende.eingereicht().select_related("steckbrief", "kommune")
            return {"partner": fortschritt(runde), "wartende": wartende}
        return {}

    def _berichten(self, request, was, versand):
        if was == "schliessen":
            messages.success(request, "Die Runde ist geschlossen.")
            return
        if was == "eroeffnen":
            messages.success(request, "Die Runde ist eröffnet.")
        anzahl = versand.versandt
        messages.info(
            request, f"{anzahl or 'Keine'} E-Mail{'' if anzahl == 1 else 's'} verschickt."
        )
        for link in versand.gescheitert:
            messages.warning(request, format_html("{}: {}", link.abfrage.kommune, link.fehler))

    # One link

    def link_view(self, request, pk, link_pk):
        """Send a link anew, to another address, or take it back."""
        runde = self._find(request, pk)
        link = (
            Meldelink.objects.select_related(
                "abfrage__runde__sitzung__gremium", "abfrage__kommune", "steckbrief"
            )
            .filter(pk=link_pk, abfrage__runde=runde)
            .first()
        )
        if link is None:
            raise Http404
        form = WeitergebenForm(
            request.POST if "_adresse" in request.POST else None, initial={"email": link.email}
        )
        form.fields["email"].label = "E-Mail-Adresse"
        if request.method == "POST" and self._tun(request, link, form):
            return self._to(runde)
        titel = f"Link: {link.abfrage.kommune}"
        return self._page(request, "link", runde, titel, link=link, form=form)

    def _tun(self, request, link, form):
        """Do what a button says and return whether it is done."""
        if "_widerrufen" in request.POST:
            meldelinks.widerrufen(link, user=request.user)
            messages.success(request, "Der Link ist zurückgezogen.")
            return True
        if "_neu" in request.POST:
            versandt = meldelinks.neuer_link(link, sofort=True)
        elif form.is_valid():
            try:
                versandt = meldelinks.adresse_aendern(
                    link, form.cleaned_data["email"], user=request.user
                )
            except ValidationError as error:
                form.add_error("email", error)
                return False
        else:
            return False
        if versandt:
            messages.success(request, f"Ein neuer Link ist unterwegs an {link.email}.")
        else:
            link.refresh_from_db(fields=["fehler"])
            messages.error(
                request, link.fehler or "Der Link gilt nicht mehr; es ging keine E-Mail hinaus."
            )
        return True

    def vor_ort_view(self, request, pk, abfrage_pk, steckbrief_pk):
        """Report for a partner how far it is itself, marked so."""
        runde = self._find(request, pk)
        if not request.user.has_perm("agenda.add_sachstand"):
            raise PermissionDenied
        partner = next((p for p in fortschritt(runde) if p.abfrage.pk == abfrage_pk), None)
        aufgaben = partner.aufgaben if partner else []
        aufgabe = next((a for a in aufgaben if a.steckbrief.pk == steckbrief_pk), None)
        if aufgabe is None or aufgabe.verantwortlich:
            raise Http404
        ort = aufgabe.stand_vor_ort
        form = VorOrtForm(request.POST or None, initial=ort_werte(ort) if ort else {})
        if request.method == "POST" and form.is_valid():
            daten = form.ort(partner.kommune)
            try:
                sachstaende.vor_ort(
                    aufgabe.steckbrief,
                    **daten,
                    runde=runde,
                    vertretung=True,
                    user=request.user,
                    funktion=form.cleaned_data["gemeldet_funktion"],
                )
            except ValidationError as error:
                form.add_error(None, " ".join(error.messages))
            else:
                messages.success(request, f"Für {partner.kommune} gemeldet.")
                return self._to(runde)
        titel = f"Für {partner.kommune} melden"
        return self._page(
            request, "vor_ort", runde, titel, form=form, aufgabe=aufgabe, kommune=partner.kommune
        )

    def hauptlink_view(self, request, pk, abfrage_pk):
        """Make the partner's own link anew where the old one was taken back."""
        runde = self._find(request, pk)
        abfrage = Abfrage.objects.filter(pk=abfrage_pk, runde=runde).first()
        if abfrage is None:
            raise Http404
        if not runde.laeuft:
            return self._to(runde)
        if request.method != "POST":
            titel = f"Neuer Link: {abfrage.kommune}"
            folge = "Es entsteht ein neuer persönlicher Link. Auf der nächsten Seite schicken Sie ihn ab."
            return self._page(request, "schritt", runde, titel, folge=folge, was="")
        link = abfrage.links.filter(widerrufen_at__isnull=True, steckbrief__isnull=True).first()
        link = link or runden.neuer_hauptlink(abfrage, user=request.user)
        return HttpResponseRedirect(reverse("admin:agenda_runde_link", args=[runde.pk, link.pk]))

    def _page(self, request, name, runde, title, **context):
        return TemplateResponse(
            request,
            f"admin/agenda/runde/{name}.html",
            {
                **self.admin_site.each_context(request),
                "title": title,
                "subtitle": None,
                "opts": self.opts,
                "runde": runde,
                **context,
            },
        )
