"""The site with an admin of nothing but the Steckbriefe and their transfer pages."""

from django.contrib import admin
from django.urls import path

from agenda import urls
from agenda.admin.transfer import TransferMixin
from agenda.models import Steckbrief


class SteckbriefAdmin(TransferMixin, admin.ModelAdmin):
    def get_queryset(self, request):
        return Steckbrief.objects.visible_to(request.user).vorhanden()


site = admin.AdminSite(name="admin")
site.register(Steckbrief, SteckbriefAdmin)
urlpatterns = [
    path("admin/", site.urls),
    *(muster for muster in urls.urlpatterns if getattr(muster, "namespace", None) != "admin"),
]
