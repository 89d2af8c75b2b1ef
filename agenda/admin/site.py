"""How the admin calls itself.

No AdminSite of our own: it would have to be imported before the admins of the ground apps,
and importing it imports those of this package, which build upon them.
"""

from django.contrib import admin

admin.site.site_title = admin.site.site_header = "Digitale Agenda – Verwaltung"
admin.site.index_title = "Übersicht"
admin.site.empty_value_display = "–"
