"""Drafts follow what is released; what is given out stands in rows."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agenda.domain import ausgaben
from agenda.models import Ausgabe
from tests.agenda.papers.inhalte import naechste_fassung
from tests.factories import (
    festschreiben,
    make_anlage,
    make_ausgabe,
    make_drucksache,
    make_fassung,
    make_gremium,
    make_handlungsfeld,
    make_konto,
    make_steckbrief,
)

pytestmark = pytest.mark.django_db


def nummern(ausgabe):
    return [zeile["nummer"] for zeile in ausgaben.bauen(ausgabe).steckbriefe]


class TestDraft:
    def test_holds_the_whole_agenda(self, agenda):
        assert nummern(make_ausgabe()) == ["1", "2"]

    def test_of_a_choice_keeps_its_order(self, agenda):
        eins, _, umfeld = agenda
        ausgabe = make_ausgabe(
            art="auszug", ordnung="auswahl", steckbriefe=[umfeld, eins, make_steckbrief("Entwurf")]
        )
        assert nummern(ausgabe) == ["U1", "1"]
        assert [str(s) for s in ausgaben.ohne_fassung(ausgabe)] == ["Entwurf"]
        ausgabe.ordnung = "nummer"
        assert nummern(ausgabe) == ["1", "U1"]

    def test_the_whole_agenda_takes_no_choice(self, agenda):
        with pytest.raises(ValidationError, match="immer die ganze Agenda"):
            make_ausgabe(steckbriefe=agenda[:1])
        assert not Ausgabe.objects.exists()
        # A sample is one of its own and supersedes nothing.
        assert nummern(make_ausgabe(muster=True, steckbriefe=agenda[:1])) == ["1"]

    def test_of_a_field(self, agenda):
        feld = make_handlungsfeld("Bildung")
        make_fassung(titel="Schule", vorgesehene_nummer="9", handlungsfeld=feld)
        ausgabe = make_ausgabe(art="auszug", handlungsfeld=feld)
        assert nummern(ausgabe) == ["9"]
        assert ausgaben.bauen(ausgabe)["untertitel"] == "Handlungsfeld Bildung"

    def test_without_a_choice_an_auszug_is_empty(self, agenda):
        assert nummern(make_ausgabe(art="auszug")) == []

    def test_follows_what_is_valid(self, agenda):
        ausgabe = make_ausgabe()
        vorher = ausgaben.bauen(ausgabe).sha256
        naechste_fassung(agenda[0], zweck="Neu")
        assert ausgaben.bauen(ausgabe).sha256 != vorher

    def test_names_drucksache_gremium_and_day(self, agenda):
        ausgabe = make_anlage(make_drucksache("2026/7"), make_gremium("Kreistag"))
        assert ausgaben.bauen(ausgabe)["kopf"] == {
            "drucksache": "2026/7",
            "anlage": 2,
            "gremium": "Kreistag",
            "sitzung": "2026-09-22",
        }
        assert ausgaben.dateiname(ausgabe, ausgaben.bauen(ausgabe)) == (
            "Anlage-2_Drucksache-2026-7_Kreistag_2026-09-22"
        )

    @pytest.mark.parametrize(
        ("felder", "meldung"),
        [
            ({"art": "anlage"}, "Bitte wählen Sie die Drucksache"),
            ({"slug": "vergleich"}, "steht der Vergleich"),
            ({"muster": True, "art": "anlage", "drucksache": True}, "Ein Muster trägt keine"),
            ({"drucksache": True}, "Nur eine Anlage gehört zu einer Drucksache"),
            ({"handlungsfeld": True}, "Nur ein Auszug beschränkt sich"),
            ({"titel": ""}, "muss ausgefüllt werden|leer"),
        ],
    )
    def test_what_does_not_fit_is_refused_in_german(self, agenda, felder, meldung):
        felder = {
            **felder,
            **({"drucksache": make_drucksache(), "anlage_nr": 1} if "drucksache" in felder else {}),
            **({"handlungsfeld": agenda[0].handlungsfeld} if "handlungsfeld" in felder else {}),
        }
        with pytest.raises(ValidationError, match=meldung):
            make_ausgabe(**felder)
        assert not Ausgabe.objects.exists()

    def test_a_beratung_of_another_drucksache_is_refused(self, agenda):
        fremd = make_drucksache("9/9").beratungen.create(gremium=make_gremium())
        with pytest.raises(ValidationError, match="gehört zur Drucksache 9/9"):
            make_ausgabe(art="anlage", anlage_nr=1, drucksache=make_drucksache(), beratung=fremd)

    def test_addresses_are_built_and_stay_apart(self, agenda):
        heute = timezone.localdate().isoformat()
        slugs = [make_ausgabe("Vergleich").slug for _ in range(2)]
        assert slugs == [f"vergleich-{heute}", f"vergleich-{heute}-2"]
        drucksache, gremium = make_drucksache("2026/0500"), make_gremium("Büsumer Rat")
        zwei = [make_anlage(drucksache, gremium) for _ in range(2)]
        adresse = "anlage-2-drucksache-2026-0500-buesumer-rat-2026-09-22"
        assert [a.slug for a in zwei] == [adresse, f"{adresse}-2"]
        assert ausgaben.dateiname(zwei[1], ausgaben.bauen(zwei[1])) == (
            "Anlage-2_Drucksache-2026-0500_Buesumer-Rat_2026-09-22_2"
        )
        lang = make_anlage(drucksache, make_gremium("Ausschuss für " + "vieles, " * 12))
        assert len(lang.slug) <= 120
        assert lang.slug.endswith("-2026-09-22")

    def test_an_address_follows_its_draft_until_it_is_given_out(self, agenda):
        drucksache = make_drucksache("2026/7")
        ausgabe = make_anlage(drucksache, make_gremium("Kreistag"))
        assert ausgabe.slug == "anlage-2-drucksache-2026-7-kreistag-2026-09-22"
        beratung = drucksache.beratungen.get()
        beratung.datum = datetime.date(2026, 9, 29)
        beratung.save()
        ausgabe = festschreiben(Ausgabe.objects.get())
        assert ausgabe.slug == "anlage-2-drucksache-2026-7-kreistag-2026-09-29"
        gewaehlt = make_ausgabe(slug="agenda-herbst")
        gewaehlt.titel = "Anders"
        gewaehlt.save()
        assert gewaehlt.slug == "agenda-herbst"

    def test_an_address_bears_the_day_it_was_given_out(self, agenda, monkeypatch):
        frueher = timezone.now() - datetime.timedelta(days=3)
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: frueher)
            ausgabe = make_ausgabe("Agenda")
        assert ausgabe.slug == f"agenda-{timezone.localdate(frueher)}"
        heute = f"agenda-{timezone.localdate()}"
        assert festschreiben(ausgabe).slug == heute
        assert festschreiben(make_ausgabe("Agenda")).slug == f"{heute}-2"


class TestNewBeratung:
    """An Anlage for a session the Drucksache does not know yet."""

    @pytest.fixture
    def felder(self, agenda):
        return {
            "drucksache": make_drucksache("2026/7"),
            "anlage_nr": 2,
            "titel": "Agenda",
            "gremium": make_gremium("Kreistag"),
            "datum": datetime.date(2027, 1, 21),
        }

    def test_is_added_and_logged_once(self, felder):
        stab = make_konto(is_superuser=True)
        eine = ausgaben.anlage_anlegen(user=stab, **felder)
        andere = ausgaben.anlage_anlegen(user=stab, **felder)
        assert eine.beratung == andere.beratung
        (eintrag,) = LogEntry.objects.filter(
            content_type__model="drucksache", object_id=str(felder["drucksache"].pk)
        )
        assert (
            eintrag.change_message == "Beratung für eine Anlage eingetragen: Kreistag, 21.01.2027."
        )
        assert eintrag.user == stab

    def test_is_added_by_those_who_may(self, felder):
        konto = make_konto()
        konto.user_permissions.add(Permission.objects.get(codename="add_ausgabe"))
        with pytest.raises(ValidationError, match="Ihr Konto darf keine anlegen"):
            ausgaben.anlage_anlegen(user=konto, **felder)
        assert not felder["drucksache"].beratungen.exists()
        beratung = felder["drucksache"].beratungen.create(
            gremium=felder["gremium"], datum=felder["datum"]
        )
        assert ausgaben.anlage_anlegen(user=konto, **felder).beratung == beratung

    def test_what_is_refused_leaves_no_beratung(self, felder):
        with pytest.raises(ValidationError):
            ausgaben.anlage_anlegen(user=None, **felder | {"anlage_nr": None})
        assert not felder["drucksache"].beratungen.exists()


def test_drafts_stand_first_on_every_database(agenda):
    fest = festschreiben(make_ausgabe("Fest"))
    entwurf = make_ausgabe("Entwurf")
    neuere = festschreiben(make_ausgabe("Neuer"))
    assert list(Ausgabe.objects.all()) == [entwurf, neuere, fest]


class TestReihen:
    def test_newest_first_and_muster_last(self, agenda):
        festschreiben(make_ausgabe("Probe", muster=True))
        drucksache = make_drucksache("2026/7")
        for gremium in ("Hauptausschuss", "Kreistag"):
            festschreiben(make_anlage(drucksache, make_gremium(gremium)))
        festschreiben(make_ausgabe("Alles"))
        make_ausgabe("Entwurf")
        reihen = [
            (titel, [str(a.beratung or a) for a in gruppe])
            for titel, gruppe in ausgaben.oeffentliche()
        ]
        assert reihen == [
            ("Gesamtausgabe der Agenda", ["Alles"]),
            (
                "Anlage 2 zur Drucksache 2026/7",
                ["Kreistag, 22.09.2026", "Hauptausschuss, 22.09.2026"],
            ),
            ("Muster", ["Probe"]),
        ]

    @pytest.mark.parametrize("anzahl", [1, 3])
    def test_costs_the_same_for_one_and_three(self, agenda, anzahl, django_assert_num_queries):
        for _ in range(anzahl):
            festschreiben(make_ausgabe())
        with django_assert_num_queries(2):
            ((_, gruppe),) = ausgaben.oeffentliche()
        assert [len(a.aktuelle_dateien) for a in gruppe] == [1] * anzahl

    def test_only_public_ones_are_newer(self, agenda):
        drucksache = make_drucksache("2026/7")
        erste = festschreiben(make_anlage(drucksache, make_gremium("A")))
        zweite = festschreiben(make_anlage(drucksache, make_gremium("B")))
        assert ausgaben.neuere(erste) == zweite
        assert ausgaben.vorige_oeffentliche(zweite) == erste
        drucksache.beratungen.filter(pk=zweite.beratung_id).update(oeffentlich=False)
        assert ausgaben.neuere(erste) is None
        drucksache.beratungen.update(oeffentlich=False)
        assert ausgaben.oeffentliche() == []


def test_logs_name_who_drafted(agenda):
    stab = make_konto(is_superuser=True)
    with transaction.atomic():
        ausgabe = ausgaben.anlegen(user=stab, titel="Digitale Agenda")
    assert ausgabe.created_von == stab
    assert LogEntry.objects.get(object_id=ausgabe.pk).change_message == "Als Entwurf angelegt."
