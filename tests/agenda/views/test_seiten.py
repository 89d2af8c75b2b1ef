"""Seiten as readers see them, Leichte Sprache, Gebärdensprache, and their files."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile

from agenda.models import Seite, Seitendokument, Seitenvideo
from kommunen.models import Portal, Rechtsgrundlage
from tests.factories import make_fassung, make_portal, make_seite, make_steckbrief

pytestmark = pytest.mark.django_db


def page(client, pfad, status=200):
    response = client.get(pfad)
    assert response.status_code == status
    assert not response.cookies
    return BeautifulSoup(response.content, "html.parser")


def words(knoten):
    return " ".join(knoten.get_text(" ").split())


def make_video(seite, inhalt=b"0123456789", **felder):
    werte = {"titel": "Das Portal", "thema": "angebot", "transkript": "**Guten Tag**"}
    video = Seitenvideo(seite=seite, **{**werte, **felder})
    video.sha256, video.medientyp = "ab" * 32, "video/mp4"
    video.dateiname, video.groesse = "Portal.mp4", len(inhalt)
    video.datei.save("x", ContentFile(inhalt), save=False)
    video.untertitel.save("x", ContentFile(b"WEBVTT\n"))
    return video


def test_a_seite_says_what_it_lacks_and_how_old_it_is(client):
    make_portal()
    seite = make_seite(
        "impressum",
        titel="Impressum",
        text="## Anbieter\n\n[[kreis]]\n[[email]]\n\n<script>alert(1)</script>",
        kurzbeschreibung="Wer das macht.",
        leichte_sprache="### Wir\n\nWir machen das.",
    )
    soup = page(client, "/impressum/")
    assert words(soup.select_one(".meldung")) == (
        "Diese Seite ist noch nicht vollständig Es fehlt noch: E-Mail"
    )
    assert soup.select_one('meta[name="description"]')["content"] == "Wer das macht."
    assert [h.name for h in soup.select("main h1, main h2, main h3")] == ["h1", "h2", "h2", "h3"]
    assert not soup.select("script")
    assert "Stand: " in words(soup.select_one(".seite__stand"))
    assert soup.select_one(".leicht")["lang"] == "de"
    assert "Entwurf, noch nicht geprüft." in words(soup.select_one("main"))
    Portal.objects.update(email="post@example.org")
    assert "nicht abschließend geprüft" in words(page(client, "/impressum/").select_one(".meldung"))
    Seite.objects.update(vollstaendig=True, leichte_sprache_zu="alt")
    soup = page(client, "/impressum/")
    assert not soup.select(".meldung")
    assert "Dieser Text ist älter." in words(soup.select_one("main"))
    Seite.objects.update(leichte_sprache_zu=Seite.objects.get(pk=seite.pk).sha256)
    assert not page(client, "/impressum/").select(".leicht__stand")
    Seite.objects.update(oeffentlich=False)
    assert client.get("/impressum/").status_code == 404


@pytest.mark.parametrize("anzahl", [1, 3])
def test_overviews_cost_the_same_for_one_and_three(client, anzahl, django_assert_num_queries):
    make_portal()
    for slug in ("leichte-sprache", "hilfe", "barrierefreiheit", "gebaerdensprache"):
        seite = make_seite(slug, leichte_sprache="Leicht [[kreis]].")
    for nummer in range(anzahl):
        Rechtsgrundlage.objects.create(schluessel=str(nummer), thema="x", fundstelle="y")
        make_fassung(make_steckbrief(f"Leichtes {nummer}", leichte_sprache="Ganz leicht."))
        make_fassung(make_steckbrief(f"Schweres {nummer}"))
        make_video(seite, reihenfolge=nummer)
    with django_assert_num_queries(10):
        soup = page(client, "/leichte-sprache/")
    projekte = soup.select(".leicht__projekte li")
    assert [words(li) for li in projekte] == [f"Leichtes {nummer}" for nummer in range(anzahl)]
    assert projekte[0].a["href"] == "/projekte/1/#leichte-sprache"
    assert [h["id"] for h in soup.select("main h2")] == [
        "angebot",
        "navigation",
        "barrierefreiheit",
        "steckbriefe",
        "worum",
    ]
    assert len(soup.select(".leicht")) == 3
    with django_assert_num_queries(9):
        soup = page(client, "/gebaerdensprache/")
    assert len(soup.select("video")) == anzahl


def test_a_steckbrief_that_changed_since_is_marked(client):
    make_seite("leichte-sprache")
    steckbrief = make_steckbrief("Lotsen", leichte_sprache="Leicht.")
    make_fassung(steckbrief)
    steckbrief = type(steckbrief).objects.get()
    steckbrief.zweck = "Ein neuer Zweck"
    steckbrief.save()
    make_fassung(steckbrief)
    soup = page(client, "/leichte-sprache/")
    assert "hat sich seitdem geändert" in words(soup.select_one(".leicht__projekte li"))


def test_videos_wait_for_the_reader_and_have_their_words(client):
    seite = make_seite("gebaerdensprache")
    soup = page(client, "/gebaerdensprache/")
    assert "Noch gibt es hier kein Video" in words(soup.select_one("main"))
    make_video(seite)
    make_video(seite, thema="anderes", titel="Sonst")
    soup = page(client, "/gebaerdensprache/")
    video = soup.select_one("section[aria-labelledby=angebot] video")
    assert video["preload"] == "none"
    assert video.has_attr("controls")
    assert not video.has_attr("autoplay")
    untertitel = client.get(video.track["src"])
    assert untertitel["Content-Type"] == "text/vtt; charset=utf-8"
    assert untertitel.getvalue() == b"WEBVTT\n"
    assert soup.select_one("details strong").text == "Guten Tag"
    assert "Weitere Videos" in [words(h) for h in soup.select("h2")]
    assert "noch kein Video" in words(soup.select_one("section[aria-labelledby=navigation]"))


@pytest.mark.parametrize(
    ("bereich", "status", "inhalt", "angabe"),
    [
        ("", 200, b"0123456789", None),
        ("bytes=0-1", 206, b"01", "bytes 0-1/10"),
        ("bytes=8-", 206, b"89", "bytes 8-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=5-99", 206, b"56789", "bytes 5-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=3-2", 200, b"0123456789", None),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
        ("bytes=\x00" + "9" * 9000, 200, b"0123456789", None),
    ],
)
def test_a_range_of_a_video(client, bereich, status, inhalt, angabe):
    video = make_video(make_seite())
    kopf = {"Range": bereich} if bereich else {}
    response = client.get(video.get_absolute_url(), headers=kopf)
    assert (response.status_code, response.getvalue()) == (status, inhalt)
    assert response.get("Content-Range") == angabe
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Accept-Ranges"] == "bytes"
    if status != 416:
        assert response["Content-Length"] == str(len(inhalt))
        assert response["Content-Disposition"] == 'inline; filename="Portal.mp4"'
        assert response["Content-Type"] == "video/mp4"


def test_files_of_a_seite_end_with_it(client):
    seite = make_seite()
    video = make_video(seite)
    dokument = Seitendokument(
        seite=seite,
        titel="Strategie",
        dateiname="Strategie.docx",
        sha256="cd" * 32,
        groesse=2_000_000,
        medientyp="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
    dokument.datei.save("x", ContentFile(b"PK"))
    zeile = page(client, seite.get_absolute_url()).select_one(".dokumente li")
    assert words(zeile) == "Strategie (Word-Datei, 1.953 kB)"
    response = client.get(zeile.a["href"])
    assert response["Content-Disposition"] == 'attachment; filename="Strategie.docx"'
    etag = response["ETag"]
    assert response.getvalue() == b"PK"
    unveraendert = client.get(zeile.a["href"], headers={"If-None-Match": etag})
    assert unveraendert.status_code == 304
    for antwort in (response, unveraendert):
        assert (antwort["ETag"], antwort["Cache-Control"]) == (etag, "public, no-cache")
    veraltet = {"Range": "bytes=0-0", "If-Range": '"alt"'}
    response = client.get(video.get_absolute_url(), headers=veraltet)
    assert (response.status_code, response.getvalue()) == (200, b"0123456789")
    assert client.get(zeile.a["href"].replace("Strategie", "andere")).status_code == 404
    # PostgreSQL takes no NUL.
    for pfad in (zeile.a["href"], video.get_absolute_url()):
        assert client.get(pfad.replace(".", "%00.")).status_code == 404
    Seite.objects.update(oeffentlich=False)
    for pfad in (zeile.a["href"], video.get_absolute_url(), video.untertitel_url):
        assert client.get(pfad).status_code == 404
