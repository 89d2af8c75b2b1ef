from django.contrib import admin

from agenda.domain import eintraege
from handlungsfelder.admin import HandlungsfeldAdmin
from handlungsfelder.models import Handlungsfeld
from kommunen.admin.shared import ChoiceOnlyMixin, StampMixin

admin.site.unregister(Handlungsfeld)


@admin.register(Handlungsfeld)
class PublicHandlungsfeldAdmin(ChoiceOnlyMixin, StampMixin, HandlungsfeldAdmin):
    def save_related(self, request, form, formsets, change):
        """Lists count a merged field's Steckbriefe under its successor from now on."""
        super().save_related(request, form, formsets, change)
        if "nachfolger" in form.changed_data:
            eintraege.rebuild_all()
