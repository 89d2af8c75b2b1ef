"""A volume: what it holds, and that the merge is the whole rendering in everything but time."""

import io
import re
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pikepdf
import pypdfium2
import pytest
from django.core.cache import cache
from django.test import override_settings

from agenda.domain import band, papierlager
from agenda.domain.band import Band
from agenda.models import Fassung
from agenda.models.ausgabe import Ausgabeart, Ordnung
from agenda.papers import band as bandpapier
from agenda.papers import bandsatz, merge, store, werkstatt
from agenda.papers.bandteile import ENTWURF, MUSTER
from handlungsfelder.models import Handlungsfeld
from tests.agenda.papers import inhalte, lesen
from tests.agenda.papers.urteil import broken
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_handlungsfeld,
    make_kommune,
    make_portal,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db
MM = lesen.MM


def fuelle():
    """Two chapters, four Steckbriefe: full, empty, Markdown of every kind, Umfeld."""
    make_portal(
        hinweis="**Nicht amtlich:** Nummern.",
        vision_titel="Vision 2025",
        vision="Wir sind:\n\n1. **digital**\n2. offen\n\n## Zwischentitel\n\nText.",
        stelle="Stabsstelle Digitalisierung",
        email="digital@example.org",
        telefon="0481 / 97-0",
    )
    bildung = make_handlungsfeld("Bildung", nummer=1, farbe="#0b6bb8", ziel="- Alle\n- lernen")
    verkehr = make_handlungsfeld("Verkehr", nummer=2, farbe="#a65200")
    kommune = make_kommune("Amt Ostermoor")
    voll = make_full_steckbrief(
        "Lotsen finden Auflagen",
        kommune=kommune,
        handlungsfeld=bildung,
        vorgesehene_nummer="4.10",
        bezug="agenda",
    )
    make_fassung(voll)
    make_fassung(
        make_steckbrief("Leer", handlungsfeld=verkehr, vorgesehene_nummer="4.2", bezug="agenda")
    )
    make_fassung(
        make_steckbrief(
            "Türkçe ğış 日本語",
            handlungsfeld=bildung,
            vorgesehene_nummer="12",
            bezug="agenda",
            beschreibung=inhalte.MARKDOWN,
        )
    )
    make_fassung(
        make_steckbrief(
            "Busse im Takt", handlungsfeld=verkehr, vorgesehene_nummer="U1", bezug="umfeld"
        )
    )


def planen(*, entwurf=False, vermerk="", nummern=None, **wie):
    fassungen = Fassung.objects.gueltig().select_related("eintrag", "steckbrief")
    if nummern:
        fassungen = fassungen.filter(nummer__in=nummern)
    return bandpapier.plan(band.bauen(fassungen, **wie), entwurf=entwurf, kopf=vermerk)


def offen(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def seiten(pdf):
    """Return what each page says: (head, foot, rest), without hyphenation."""
    texte = []
    for seite in pypdfium2.PdfDocument(pdf):
        _, hoch = seite.get_size()
        text = seite.get_textpage()
        texte.append(
            SimpleNamespace(
                **{
                    name: " ".join(text.get_text_bounded(**wo).translate(lesen.DROPPED).split())
                    for name, wo in {
                        "kopf": {"bottom": hoch - 23 * MM},
                        "fuss": {"top": 20 * MM},
                        "text": {"bottom": 20 * MM, "top": hoch - 23 * MM},
                    }.items()
                }
            )
        )
    return texte


def seite_mit(pdf, text):
    """Return the number of the only page on which a text begins the rest."""
    (nummer,) = [n for n, seite in enumerate(seiten(pdf), 1) if seite.text.startswith(text)]
    return nummer


def tags(pdf):
    """Return the structure tree: [(ancestors and type, scope, alternative text, pieces of text)]."""
    with offen(pdf) as dokument:
        return [
            (
                *davor,
                str(element.S),
                str(element.get("/A", {}).get("/Scope", "")),
                str(element.get("/Alt", "")),
                sum(not isinstance(kind, pikepdf.Object) for kind in element.get("/K", [])),
            )
            for element, davor in lesen.elements(dokument)
        ]


def lesezeichen(pdf):
    """Return the outline: [(level, title, page)]."""
    return [
        (z.level, z.get_title(), z.get_dest().get_index() + 1)
        for z in pypdfium2.PdfDocument(pdf).get_toc()
    ]


def links(pdf):
    """Return [(page, words, where it leads: an address or a page)]."""
    with offen(pdf) as dokument:
        nummern = {seite.objgen: n for n, seite in enumerate(dokument.pages, 1)}
        namen = list(dokument.Root.Names.Dests.Names)
        ziele = {str(n): nummern[z[0].objgen] for n, z in zip(namen[::2], namen[1::2], strict=True)}
        return [
            (
                nummern[seite.objgen],
                str(a.Contents),
                str(a.A.URI) if "/A" in a else ziele[str(a.Dest)],
            )
            for seite in dokument.pages
            for a in seite.get("/Annots", [])
        ]


class TestMergeIsTheWhole:
    @pytest.fixture(scope="class")
    @classmethod
    def beide(cls, class_transaction, tmp_path_factory):
        media = tmp_path_factory.mktemp("media")
        with class_transaction(), override_settings(MEDIA_ROOT=media):
            fuelle()
            plan = planen(
                ordnung=Ordnung.HANDLUNGSFELD, vorwort="Ein **Vorwort**.", muster=True, entwurf=True
            )
            yield SimpleNamespace(plan=plan, merge=bandpapier.pdf(plan), ganz=bandpapier.ganz(plan))

    def test_every_page_says_the_same(self, beide):
        assert seiten(beide.merge) == seiten(beide.ganz)

    def test_structure(self, beide):
        assert tags(beide.merge) == tags(beide.ganz)

    def test_outline(self, beide):
        assert lesezeichen(beide.merge) == lesezeichen(beide.ganz)
        titel = [(ebene, titel) for ebene, titel, _ in lesezeichen(beide.merge)]
        assert titel == [
            (0, "Digitale Agenda"),
            (0, "Impressum"),
            (0, "Vision 2025"),
            (0, "Vorbemerkung"),
            (0, "Inhalt"),
            (0, "Bildung"),
            (1, "4.10 Lotsen finden Auflagen"),
            (1, "12 Türkçe ğış 日本語"),
            (0, "Verkehr"),
            (1, "4.2 Leer"),
            (1, "U1 Busse im Takt"),
            (0, "Verzeichnis nach Nummern"),
            (0, "Register: Kooperationspartner"),
            (0, "Fassungen in diesem Papier"),
        ]

    def test_links(self, beide):
        assert links(beide.merge) == links(beide.ganz)

    def test_metadata(self, beide):
        with offen(beide.merge) as eins, offen(beide.ganz) as zwei:
            assert eins.docinfo == zwei.docinfo
            assert str(eins.docinfo.Title).startswith("MUSTER, ENTWURF: Digitale Agenda (Stand ")
            assert eins.Root.Lang == zwei.Root.Lang == "de"
            assert eins.Root.Metadata.read_bytes() == zwei.Root.Metadata.read_bytes()

    def test_the_quick_judge_finds_nothing(self, beide, tmp_path):
        dateien = [tmp_path / "merge.pdf", tmp_path / "ganz.pdf"]
        dateien[0].write_bytes(beide.merge)
        dateien[1].write_bytes(beide.ganz)
        assert [broken(datei) for datei in dateien] == [[], []]

    def test_a_font_is_embedded_once(self, beide):
        with offen(beide.merge) as dokument:
            dateien = {
                objekt.FontFile2.objgen: objekt.FontFile2.read_raw_bytes()
                for objekt in dokument.objects
                if isinstance(objekt, pikepdf.Dictionary) and "/FontFile2" in objekt
            }
        assert len(dateien) == len(set(dateien.values())) > 3

    def test_contents_and_lists_name_the_right_pages(self, beide):
        gelesen = seiten(beide.merge)
        inhalt = next(seite.text for seite in gelesen if seite.text.startswith("Inhalt"))
        register = next(seite.text for seite in gelesen if seite.text.startswith("Register"))
        verzeichnis = next(seite.text for seite in gelesen if seite.text.startswith("Verzeichnis"))
        for titel, anfang in {
            "Vision 2025": "Vision 2025 Wir sind",
            "Vorbemerkung": "Vorbemerkung Ein",
            "Bildung": "Handlungsfeld 1 Bildung",
            "4.10 Lotsen finden Auflagen": "Steckbrief 4.10 ",
            "U1 Busse im Takt": "Steckbrief U1 ",
            "Register: Kooperationspartner": "Register: ",
            "Fassungen in diesem Papier": "Fassungen in",
        }.items():
            assert f"{titel} {seite_mit(beide.merge, anfang)} " in f"{inhalt} "
        lotsen, busse = (seite_mit(beide.merge, f"Steckbrief {n} ") for n in ("4.10", "U1"))
        assert f"Amt Ostermoor Verantwortlich: 4.10 (S. {lotsen})" in register
        assert verzeichnis.endswith(f"U1 Busse im Takt (Umfeld) {busse}")
        orte = [
            verzeichnis.index(titel) for titel in ("4.2 Leer", "4.10 Lotsen", "12 Türkçe", "U1")
        ]
        assert orte == sorted(orte)

    def test_every_page_but_the_cover_is_numbered_and_marked(self, beide):
        gelesen = seiten(beide.merge)
        assert "Seite" not in gelesen[0].fuss
        for nummer, seite in enumerate(gelesen[1:], 2):
            assert seite.fuss.endswith(f" Seite {nummer} von {len(gelesen)}")
            assert "MUSTER, ENTWURF · Digitale Agenda · Kreis Musterland" in seite.kopf
        for seite in gelesen:
            assert f"{MUSTER} · {ENTWURF}" in seite.kopf
        assert f"{MUSTER} · {ENTWURF}" in gelesen[0].text

    def test_head_and_foot_name_the_handlungsfeld_and_the_fassung(self, beide):
        seite = seiten(beide.merge)[seite_mit(beide.merge, "Steckbrief 4.10 ") - 1]
        assert seite.kopf.endswith(" Bildung")
        assert seite.fuss.startswith("Steckbrief 4.10 · Fassung 1 · Stand 3. Quartal 2024 Seite ")

    def test_head_and_foot_are_artifacts(self, beide):
        """In a font of the merge's own, none of which draws any text of the page itself."""
        with offen(beide.merge) as dokument:
            for seite in dokument.pages:
                tag = None
                for schritt in pikepdf.parse_content_stream(seite):
                    if str(schritt.operator) == "BDC":
                        tag = str(schritt.operands[0])
                    elif str(schritt.operator) == "Tf":
                        assert (tag == "/Artifact") == str(schritt.operands[0]).startswith(
                            "/Stempel"
                        )

    def test_chapters_tell_of_their_field_what_there_is_to_tell(self, beide):
        bildung, verkehr = (
            seiten(beide.merge)[seite_mit(beide.merge, f"Handlungsfeld {n} ") - 1].text
            for n in (1, 2)
        )
        assert bildung.replace("• ", "").startswith(
            "Handlungsfeld 1 Bildung 2 Steckbriefe der Agenda Ziel Alle lernen"
        )
        assert verkehr == (
            "Handlungsfeld 2 Verkehr 2 Steckbriefe: 1 der Agenda und 1 aus ihrem Umfeld"
        )

    def test_a_chapter_shows_the_symbol_of_its_field_as_decoration(self, beide):
        for made in (beide.merge, beide.ganz):
            nummer = seite_mit(made, "Handlungsfeld 1 ") - 1
            bild = pypdfium2.PdfDocument(made)[nummer].render().to_pil()
            breit, hoch = bild.size
            rechts = bild.crop((int(breit * 0.72), int(hoch * 0.1), int(breit * 0.86), hoch // 5))
            farben = {farbe for _, farbe in rechts.getcolors(100_000)}
            assert {(11, 107, 184), (255, 255, 255)} <= farben
            with offen(made) as dokument:
                seite = dokument.pages[nummer].obj
                assert not [
                    element
                    for element in dokument.objects
                    if isinstance(element, pikepdf.Dictionary)
                    and element.get("/S") == "/Figure"
                    and element.get("/Pg") == seite
                ]

    def test_who_publishes_it_and_how_to_check_it(self, beide):
        gelesen = seiten(beide.merge)
        impressum = gelesen[1].text
        for teil in (
            "Impressum Kreis Musterland Stabsstelle Digitalisierung",
            "digital@example.org",
            "Nicht amtlich: Nummern.",
            "4 Steckbriefe: 3 der Agenda und 1 aus ihrem Umfeld",
        ):
            assert teil in impressum
        for zeile in beide.plan.band.steckbriefe:
            assert zeile["sha256"] in gelesen[-1].text

    def test_same_content_same_bytes_in_another_process(self, beide):
        """Each merge runs in a process of its own; the pieces are drawn anew as well."""
        werkstatt.schliessen()
        cache.clear()
        plan = bandpapier.plan(Band.lesen(beide.plan.band.canonical.decode()), entwurf=True)
        assert plan.key == beide.plan.key
        assert bandpapier.pdf(plan) == beide.merge  # clean_media_and_cache has emptied the store


@pytest.fixture
def gefuellt():
    fuelle()


def test_an_anlage_says_to_which_paper_it_belongs(gefuellt):
    kopf = {
        "drucksache": "2022/1218",
        "anlage": 2,
        "gremium": "Hauptausschuss",
        "sitzung": "2022-09-06",
    }
    plan = planen(
        art=Ausgabeart.ANLAGE, kopf=kopf, vermerk="geschwärzt am 01.02.2024", nummern=["4.2"]
    )
    gelesen = seiten(bandpapier.pdf(plan))
    assert (
        "Anlage 2 zur Drucksache 2022/1218 Hauptausschuss, Sitzung am 06.09.2022" in gelesen[0].text
    )
    assert "geschwärzt am 01.02.2024" in gelesen[0].text
    for seite in gelesen[1:]:
        assert seite.kopf.startswith(
            "geschwärzt am 01.02.2024 · Anlage 2 zur Drucksache 2022/1218 · Digi"
        )
    assert not any("MUSTER" in seite.kopf or "ENTWURF" in seite.kopf for seite in gelesen)


def test_in_order_of_implementation_the_fields_have_one_chapter(gefuellt):
    plan = planen(ordnung=Ordnung.REIHENFOLGE)
    merged = bandpapier.pdf(plan)
    felder = seiten(merged)[seite_mit(merged, "Handlungsfelder ") - 1]
    # Of Verkehr nothing is told.
    assert felder.text.replace("• ", "").startswith("Handlungsfelder 1 Bildung Ziel Alle lernen")
    assert "Verkehr" not in felder.text
    assert felder.kopf.endswith(" Handlungsfelder")
    titel = [zeile[:2] for zeile in lesezeichen(merged)]
    assert titel.index((0, "Handlungsfelder")) + 1 == titel.index(
        (0, "Steckbriefe in der angestrebten Reihenfolge der Umsetzung")
    )


def test_without_a_cover_the_title_stands_above_the_impressum(gefuellt):
    plan = planen(art=Ausgabeart.AUSZUG, titelblatt=False, untertitel="Auswahl", nummern=["U1"])
    gelesen = seiten(bandpapier.pdf(plan))
    assert gelesen[0].text.startswith("Kreis Musterland Digitale Agenda Auswahl")
    assert "Impressum" in gelesen[0].text
    assert gelesen[0].fuss.endswith(f"Seite 1 von {len(gelesen)}")
    assert "1 Steckbrief aus dem Umfeld der Agenda" in gelesen[0].text
    # A part leaves the vision to the whole; nobody takes part, so there is no register.
    assert not any(seite.text.startswith(("Vision", "Register")) for seite in gelesen)


def test_a_volume_may_hold_nothing():
    make_portal()
    gelesen = seiten(bandpapier.pdf(planen()))
    assert "Dieses Papier enthält 0 Steckbriefe der Agenda." in gelesen[1].text


def test_a_list_that_outgrows_a_guess_is_numbered_right_all_the_same(gefuellt, monkeypatch):
    monkeypatch.setattr(bandsatz, "_geschaetzt", lambda titel: 7)
    merged = bandpapier.pdf(planen(nummern=["4.2"]))
    ziel = seite_mit(merged, "Steckbrief 4.2 ")
    assert f"4.2 Leer {ziel} " in seiten(merged)[seite_mit(merged, "Inhalt ") - 1].text


# The store


@pytest.fixture
def gesetzt(monkeypatch):
    """Return a list that notes the title of everything WeasyPrint renders."""
    titel, setzen = [], werkstatt.setzen

    def notieren(html, **wie):
        titel.append(re.search("<title>(.*?)</title>", html)[1])
        return setzen(html, **wie)

    monkeypatch.setattr(werkstatt, "setzen", notieren)
    return titel


def test_one_changed_steckbrief_is_one_rendering(gefuellt, gesetzt):
    bandpapier.pdf(planen())
    assert len([titel for titel in gesetzt if titel.startswith("Steckbrief ")]) == 4
    gesetzt.clear()
    inhalte.naechste_fassung(
        Fassung.objects.get(nummer="4.2").steckbrief, kurzbeschreibung="Nicht mehr leer."
    )
    neu = bandpapier.pdf(planen())
    # Cover and annex name hashes, the rest comes from the store.
    assert len(gesetzt) == 2
    assert gesetzt[0] == "Steckbrief 4.2, Fassung 2"
    assert "Nicht mehr leer." in " ".join(seite.text for seite in seiten(neu))


def test_from_the_store_nothing_is_rendered(gefuellt, gesetzt):
    plan = planen(nummern=["4.2"])
    erste = bandpapier.pdf(plan)
    gesetzt.clear()
    assert store.hat(plan.key)
    with mock.patch.object(werkstatt, "binden") as binden:
        assert bandpapier.pdf(plan) == erste
        with bandpapier.oeffnen(plan) as datei:
            assert datei.read() == erste
    assert (gesetzt, binden.called) == ([], False)
    assert bandpapier.seiten(erste) == len(seiten(erste))


def test_the_key_follows_all_that_is_printed(gefuellt, settings):
    plan = planen()
    assert planen().key == plan.key
    andere = {planen(entwurf=True).key, planen(vermerk="x").key, planen(muster=True).key}
    Handlungsfeld.objects.filter(name="Bildung").update(farbe="#111111")
    andere.add(planen().key)
    settings.BASE_URL = "https://anders.example"
    andere.add(planen().key)
    assert len(andere | {plan.key}) == 6


def test_the_plan_names_all_that_is_stored_for_it(gefuellt):
    plan = planen(ordnung=Ordnung.HANDLUNGSFELD)
    vorher = set(plan.weitere())
    bandpapier.pdf(plan)
    da = {Path(name).stem for name in papierlager.dateien()}
    assert da == {plan.key, *plan.weitere()}
    # Before it is there nobody knows how its lists number the pages.
    assert len(set(plan.weitere()) - vorher) == 1


def test_a_volume_kept_without_symbols_is_printed_without(gefuellt):
    plan = planen(ordnung=Ordnung.HANDLUNGSFELD)
    mit = plan.abschnitte().css()
    for feld in plan.band["handlungsfelder"]:
        del feld["symbol"]
    assert "symbol:" in mit
    assert "symbol:" not in plan.abschnitte().css()
    assert "kapitel__zeichen" not in plan.abschnitte().kapitel(0)


def test_a_plan_costs_two_queries(gefuellt, django_assert_num_queries):
    gebaut = band.bauen(band.agenda())
    with django_assert_num_queries(2):
        bandpapier.plan(gebaut)


def test_pieces_are_prepared_as_far_as_time_allows(gefuellt, gesetzt):
    plan = planen()
    assert bandpapier.vorbereiten(plan, sekunden=0) == bandpapier.Fortschritt(0, 4)
    assert gesetzt == []
    assert bandpapier.vorbereiten(plan, sekunden=1e-9) == bandpapier.Fortschritt(1, 4)
    assert bandpapier.vorbereiten(plan, sekunden=1e-9) == bandpapier.Fortschritt(2, 4)
    assert bandpapier.vorbereiten(plan) == bandpapier.Fortschritt(4, 4)
    assert len(gesetzt) == 4


# Bad luck


def test_a_fassung_redacted_before_or_after_leaves_nothing(gefuellt):
    gebaut = band.bauen(band.agenda())
    gebaut.steckbriefe[0]["sha256"] = "0" * 64
    with pytest.raises(bandpapier.Unvollstaendig, match=r"Steckbrief 4\.10, Fassung 1"):
        bandpapier.plan(gebaut)
    plan = planen(nummern=["4.2"])
    with (
        mock.patch.object(Band, "fassungen", side_effect=band.Unvollstaendig("Steckbrief 4.2")),
        pytest.raises(bandpapier.Unvollstaendig),
    ):
        bandpapier.pdf(plan)
    assert not store.hat(plan.key)


def test_a_fassung_redacted_before_its_rendering_is_told(gefuellt):
    plan = planen(nummern=["4.2"])
    with (
        mock.patch("agenda.papers.steckbrief.pdf"),  # it kept another one than the plan knows
        pytest.raises(bandpapier.Unvollstaendig, match=r"Steckbrief 4\.2, Fassung 1"),
    ):
        bandpapier.vorbereiten(plan)


@pytest.mark.parametrize("schaden", [b"%PDF-1.7\nkaputt\n%%EOF", None])
def test_a_broken_or_missing_piece_is_made_anew(gefuellt, gesetzt, schaden):
    plan = planen(nummern=["4.2"])
    richtig = bandpapier.pdf(plan)
    store.loeschen(plan.key)
    pfad = store.pfad(plan.teile[0].key)
    pfad.write_bytes(schaden) if schaden else pfad.unlink()
    gesetzt.clear()
    assert bandpapier.pdf(plan) == richtig
    assert gesetzt == ["Steckbrief 4.2, Fassung 1"]


def test_where_the_merge_fails_the_whole_is_rendered(gefuellt, caplog):
    plan = planen(nummern=["4.2"])
    kaputt = {"kaputt": "x.pdf", "grund": "ein Fehler"}
    with mock.patch.object(werkstatt, "binden", return_value=kaputt) as binden:
        fertig = bandpapier.pdf(plan)
    assert binden.call_count == 2
    assert "x.pdf: ein Fehler. Es wird am Stück gesetzt." in caplog.text
    assert fertig == bandpapier.ganz(plan) == store.lesen(plan.key)


def test_a_large_one_is_not_rendered_whole(gefuellt, monkeypatch):
    plan = planen(nummern=["4.2"])
    monkeypatch.setattr(bandpapier, "AM_STUECK", 0)
    kaputt = {"kaputt": "x.pdf", "grund": "ein Fehler"}
    with (
        mock.patch.object(werkstatt, "binden", return_value=kaputt),
        pytest.raises(werkstatt.Abgebrochen, match=r"x\.pdf: ein Fehler"),
    ):
        bandpapier.pdf(plan)
    assert not store.hat(plan.key)


@pytest.mark.parametrize("grund", [werkstatt.ZuLange, werkstatt.ZuGross, werkstatt.Belegt])
def test_a_merge_that_was_stopped_leaves_nothing(gefuellt, grund):
    plan = planen(nummern=["4.2"])

    def halb(auftrag, *, ziel):
        ziel.write_bytes(b"%PDF-1.7 halb")
        raise grund("zu viel")

    with mock.patch.object(werkstatt, "binden", halb), pytest.raises(grund):
        bandpapier.pdf(plan)
    assert not store.hat(plan.key)


def test_pages_of_what_is_no_pdf_are_not_counted():
    with pytest.raises(merge.Kaputt):
        bandpapier.seiten(b"%PDF-1.7 halb")
