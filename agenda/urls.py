"""The whole site on one screen."""

from django.contrib import admin
from django.urls import path, register_converter

from agenda.views import dateien, fassungen, ground, health, projekte, start, vorschau
from agenda.views.nummer import NummerConverter

register_converter(NummerConverter, "nummer")

PLATZHALTER = start.StartView.as_view()  # each goes with the step that brings the page

urlpatterns = [
    path("", start.StartView.as_view(), name="start"),
    path("projekte/", projekte.ProjektListView.as_view(), name="projekt_list"),
    path("projekte/<nummer:nummer>/", projekte.ProjektView.as_view(), name="projekt"),
    path(
        "projekte/<nummer:nummer>/steckbrief.pdf",
        dateien.SteckbriefPdfView.as_view(),
        name="steckbrief_pdf",
    ),
    path(
        "projekte/<nummer:nummer>/steckbrief.json",
        dateien.SteckbriefJsonView.as_view(),
        name="steckbrief_json",
    ),
    path(
        "projekte/<nummer:nummer>/anlagen/<uuid:uuid>/<path:dateiname>",
        dateien.AnlageView.as_view(),
        name="anlage",
    ),
    path(
        "projekte/<nummer:nummer>/fassungen/",
        fassungen.FassungListView.as_view(),
        name="fassung_list",
    ),
    path(
        "projekte/<nummer:nummer>/fassungen/<int:nr>/",
        fassungen.FassungView.as_view(),
        name="fassung",
    ),
    path(
        "projekte/<nummer:nummer>/fassungen/<int:nr>/steckbrief.pdf",
        dateien.FassungPdfView.as_view(),
        name="fassung_pdf",
    ),
    path(
        "projekte/<nummer:nummer>/fassungen/<int:nr>/steckbrief.json",
        dateien.FassungJsonView.as_view(),
        name="fassung_json",
    ),
    path(
        "projekte/<nummer:nummer>/fassungen/<int:nr>/anlagen/<uuid:uuid>/<path:dateiname>",
        dateien.FassungAnlageView.as_view(),
        name="fassung_anlage",
    ),
    path(
        "projekte/<nummer:nummer>/vergleich/",
        fassungen.VergleichView.as_view(),
        name="vergleich",
    ),
    path("vorschau/<str:token>/", vorschau.VorschauView.as_view(), name="vorschau"),
    path(
        "vorschau/<str:token>/steckbrief.pdf",
        vorschau.VorschauPdfView.as_view(),
        name="vorschau_pdf",
    ),
    path(
        "vorschau/<str:token>/anlagen/<uuid:uuid>/<path:dateiname>",
        vorschau.VorschauAnlageView.as_view(),
        name="vorschau_anlage",
    ),
    path("handlungsfelder/", ground.HandlungsfeldListView.as_view(), name="handlungsfeld_list"),
    path("handlungsfelder/<slug:slug>/", ground.HandlungsfeldView.as_view(), name="handlungsfeld"),
    path("kommunen/", ground.KommuneListView.as_view(), name="kommune_list"),
    path("kommunen/matrix/", PLATZHALTER, name="kommune_matrix"),
    path("kommunen/<slug:slug>/", ground.KommuneView.as_view(), name="kommune"),
    path("umsetzungsstand/", PLATZHALTER, name="umsetzungsstand"),
    path("zeitplan/", PLATZHALTER, name="zeitplan"),
    path("leuchttuerme/", PLATZHALTER, name="leuchttuerme"),
    path("feeds/projekte.atom", PLATZHALTER, name="feed_projekte"),
    path("feeds/handlungsfelder/<slug:slug>.atom", PLATZHALTER, name="feed_handlungsfeld"),
    path("feeds/kommunen/<slug:slug>.atom", PLATZHALTER, name="feed_kommune"),
    path("feeds/projekte/<nummer:nummer>.atom", PLATZHALTER, name="feed_projekt"),
    path("feeds/meilensteine.ics", PLATZHALTER, name="meilensteine_ics"),
    path("folgen/", PLATZHALTER, name="folgen"),
    path("projekte/<nummer:nummer>/karte/", PLATZHALTER, name="projekt_karte"),
    path("barriere-melden/", PLATZHALTER, name="barriere_melden"),
    path("fehler-melden/", PLATZHALTER, name="fehler_melden"),
    path("healthz", health.healthz, name="healthz"),
    path("admin/", admin.site.urls),
    # Last: what no address above has taken may be a Seite.
    path("<slug:slug>/", PLATZHALTER, name="seite"),
]
