"""The whole site on one screen."""

from django.contrib import admin
from django.urls import path, register_converter

from agenda.views import (
    archivpakete,
    ausgaben,
    berichte,
    berichtpapiere,
    dateien,
    drucksachen,
    einbetten,
    fassungen,
    feeds,
    folgen,
    ground,
    health,
    kalender,
    kurzadresse,
    leuchttuerme,
    matrix,
    meldebogen,
    meldung,
    organisation,
    papiere,
    projekt_liste,
    projekte,
    rueckmeldung,
    seiten,
    start,
    suchmaschinen,
    synopsen,
    umsetzungsstand,
    vorschau,
    word,
    zeitplan,
)
from agenda.views.kennung import KennungConverter
from agenda.views.nummer import NummerConverter

register_converter(KennungConverter, "kennung")
register_converter(NummerConverter, "nummer")

handler404 = "agenda.views.fehler.nicht_gefunden"

urlpatterns = [
    path("", start.StartView.as_view(), name="start"),
    path("projekte/", projekt_liste.ProjektListView.as_view(), name="projekt_list"),
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
    path(
        "p/<nummer:nummer>-<int:fassung>/",
        kurzadresse.KurzadresseView.as_view(),
        name="kurzadresse",
    ),
    path(
        "projekte/<nummer:nummer>/vergleich.pdf",
        synopsen.SynopsePdfView.as_view(),
        name="vergleich_pdf",
    ),
    path(
        "projekte/<nummer:nummer>/steckbrief.docx",
        word.SteckbriefDocxView.as_view(),
        name="steckbrief_docx",
    ),
    path(
        "projekte/<nummer:nummer>/fassungen/<int:nr>/steckbrief.docx",
        word.FassungDocxView.as_view(),
        name="fassung_docx",
    ),
    # Before any address of an Ausgabe.
    path(
        "ausgaben/vergleich/",
        synopsen.AusgabeVergleichView.as_view(),
        name="ausgabe_vergleich",
    ),
    path(
        "ausgaben/vergleich.pdf",
        synopsen.AusgabeVergleichPdfView.as_view(),
        name="ausgabe_vergleich_pdf",
    ),
    path("ausgaben/", ausgaben.AusgabeListView.as_view(), name="ausgabe_list"),
    path("ausgaben/<slug:slug>/", ausgaben.AusgabeView.as_view(), name="ausgabe"),
    path("ausgaben/<slug:slug>/agenda.pdf", ausgaben.AusgabePdfView.as_view(), name="ausgabe_pdf"),
    path(
        "ausgaben/<slug:slug>/ausgabe.json",
        ausgaben.AusgabeJsonView.as_view(),
        name="ausgabe_json",
    ),
    path(
        "ausgaben/<slug:slug>/archiv.zip",
        archivpakete.AusgabeArchivView.as_view(),
        name="ausgabe_archiv",
    ),
    path(
        "vorschau/ausgabe/<str:token>/",
        ausgaben.AusgabeVorschauView.as_view(),
        name="ausgabe_vorschau",
    ),
    path(
        "vorschau/ausgabe/<str:token>/agenda.pdf",
        ausgaben.AusgabeVorschauPdfView.as_view(),
        name="ausgabe_vorschau_pdf",
    ),
    path("drucksachen/", drucksachen.DrucksacheListView.as_view(), name="drucksache_list"),
    path("drucksachen/<slug:slug>/", drucksachen.DrucksacheView.as_view(), name="drucksache"),
    path("berichte/", berichte.BerichtListView.as_view(), name="bericht_list"),
    path("berichte/<kennung:kennung>/", berichte.BerichtView.as_view(), name="bericht"),
    path(
        "berichte/<kennung:kennung>/bericht.json",
        berichte.BerichtJsonView.as_view(),
        name="bericht_json",
    ),
    path(
        "berichte/<kennung:kennung>/bericht.pdf",
        berichtpapiere.BerichtPdfView.as_view(),
        name="bericht_pdf",
    ),
    path(
        "berichte/<kennung:kennung>/bericht.docx",
        berichtpapiere.BerichtDocxView.as_view(),
        name="bericht_docx",
    ),
    path(
        "berichte/<kennung:kennung>/archiv.zip",
        archivpakete.BerichtArchivView.as_view(),
        name="bericht_archiv",
    ),
    path(
        "vorschau/bericht/<str:token>/bericht.pdf",
        berichtpapiere.BerichtVorschauPdfView.as_view(),
        name="bericht_vorschau_pdf",
    ),
    path(
        "vorschau/bericht/<str:token>/bericht.docx",
        berichtpapiere.BerichtVorschauDocxView.as_view(),
        name="bericht_vorschau_docx",
    ),
    path(
        "vorschau/bericht/<str:token>/",
        berichte.BerichtVorschauView.as_view(),
        name="bericht_vorschau",
    ),
    path("agenda.pdf", papiere.AgendaPdfView.as_view(), name="agenda_pdf"),
    path("meldung/<str:token>/", meldung.UebersichtView.as_view(), name="meldung"),
    path(
        "meldung/<str:token>/unveraendert/",
        meldung.UnveraendertView.as_view(),
        name="meldung_unveraendert",
    ),
    path(
        "meldung/<str:token>/zuruecknehmen/",
        meldung.ZuruecknehmenView.as_view(),
        name="meldung_zuruecknehmen",
    ),
    path(
        "meldung/<str:token>/neuer-link/",
        meldung.NeuerLinkView.as_view(),
        name="meldung_neuer_link",
    ),
    path("meldung/<str:token>/quittung/", meldung.QuittungView.as_view(), name="meldung_quittung"),
    path(
        "meldung/<str:token>/quittung.txt",
        meldung.QuittungTextView.as_view(),
        name="meldung_quittung_txt",
    ),
    path(
        "meldung/<str:token>/<nummer:nummer>/",
        meldebogen.ProjektView.as_view(),
        name="meldung_projekt",
    ),
    path(
        "meldung/<str:token>/<nummer:nummer>/weitergeben/",
        meldebogen.WeitergebenView.as_view(),
        name="meldung_weitergeben",
    ),
    path(
        "meldung/<str:token>/<nummer:nummer>/hinweis/",
        meldebogen.HinweisView.as_view(),
        name="meldung_hinweis",
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
    path(
        "handlungsfelder/<slug:slug>/steckbriefe.pdf",
        papiere.KapitelPdfView.as_view(),
        name="handlungsfeld_pdf",
    ),
    path("handlungsfelder/<slug:slug>/", ground.HandlungsfeldView.as_view(), name="handlungsfeld"),
    path("kommunen/", ground.KommuneListView.as_view(), name="kommune_list"),
    path("kommunen/matrix/", matrix.KommuneMatrixView.as_view(), name="kommune_matrix"),
    path("kommunen/organisation/", organisation.OrganisationView.as_view(), name="organisation"),
    path("kommunen/<slug:slug>/", ground.KommuneView.as_view(), name="kommune"),
    path("umsetzungsstand/", umsetzungsstand.UmsetzungsstandView.as_view(), name="umsetzungsstand"),
    path("zeitplan/", zeitplan.ZeitplanView.as_view(), name="zeitplan"),
    path("leuchttuerme/", leuchttuerme.LeuchttuermeView.as_view(), name="leuchttuerme"),
    path("feeds/projekte.atom", feeds.ProjekteFeedView.as_view(), name="feed_projekte"),
    path(
        "feeds/handlungsfelder/<slug:slug>.atom",
        feeds.HandlungsfeldFeedView.as_view(),
        name="feed_handlungsfeld",
    ),
    path("feeds/kommunen/<slug:slug>.atom", feeds.KommuneFeedView.as_view(), name="feed_kommune"),
    path(
        "feeds/projekte/<nummer:nummer>.atom", feeds.ProjektFeedView.as_view(), name="feed_projekt"
    ),
    path("feeds/meilensteine.ics", kalender.MeilensteineView.as_view(), name="meilensteine_ics"),
    path("folgen/", folgen.FolgenView.as_view(), name="folgen"),
    path(
        "projekte/<nummer:nummer>/karte/",
        einbetten.ProjektKarteView.as_view(),
        name="projekt_karte",
    ),
    path("barriere-melden/", rueckmeldung.BarriereMeldenView.as_view(), name="barriere_melden"),
    path(
        "barriere-melden/eingang/<str:eingang>/",
        rueckmeldung.BarriereEingangView.as_view(),
        name="barriere_eingang",
    ),
    path("fehler-melden/", rueckmeldung.FehlerMeldenView.as_view(), name="fehler_melden"),
    path(
        "fehler-melden/eingang/<str:eingang>/",
        rueckmeldung.FehlerEingangView.as_view(),
        name="fehler_eingang",
    ),
    path("robots.txt", suchmaschinen.robots, name="robots"),
    path("sitemap.xml", suchmaschinen.sitemap, name="sitemap"),
    path(".well-known/security.txt", suchmaschinen.security_txt, name="security_txt"),
    path("healthz", health.healthz, name="healthz"),
    path(
        "admin/agenda/seite/vorschau/<slug:slug>/dokumente/<int:pk>/<str:dateiname>",
        seiten.VorschaudokumentView.as_view(),
        name="seitendokument_vorschau",
    ),
    path(
        "admin/agenda/seite/vorschau/<slug:slug>/videos/<int:pk>/untertitel.vtt",
        seiten.VorschauuntertitelView.as_view(),
        name="seitenuntertitel_vorschau",
    ),
    path(
        "admin/agenda/seite/vorschau/<slug:slug>/videos/<int:pk>/<str:dateiname>",
        seiten.VorschauvideoView.as_view(),
        name="seitenvideo_vorschau",
    ),
    path(
        "admin/agenda/archiv/<str:art>/<int:pk>/archiv.zip",
        archivpakete.InternesArchivView.as_view(),
        name="internes_archiv",
    ),
    path("admin/", admin.site.urls),
    # Last: what no address above has taken may be a Seite.
    path(
        "leichte-sprache/",
        seiten.LeichteSpracheView.as_view(),
        {"slug": "leichte-sprache"},
        name="leichte_sprache",
    ),
    path(
        "gebaerdensprache/",
        seiten.GebaerdenspracheView.as_view(),
        {"slug": "gebaerdensprache"},
        name="gebaerdensprache",
    ),
    path("<slug:slug>/", seiten.SeiteView.as_view(), name="seite"),
    path(
        "<slug:slug>/dokumente/<int:pk>/<str:dateiname>",
        seiten.SeitendokumentView.as_view(),
        name="seitendokument",
    ),
    path(
        "<slug:slug>/videos/<int:pk>/untertitel.vtt",
        seiten.SeitenuntertitelView.as_view(),
        name="seitenuntertitel",
    ),
    path(
        "<slug:slug>/videos/<int:pk>/<str:dateiname>",
        seiten.SeitenvideoView.as_view(),
        name="seitenvideo",
    ),
]
