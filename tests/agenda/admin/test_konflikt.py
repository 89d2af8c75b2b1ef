"""Two people at one Steckbrief: nobody's words are lost, and nobody overwrites unseen."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agenda.domain import dokument, schwaerzung, workflow
from agenda.models import Steckbrief, Vorgang
from tests.agenda.admin.formular import add_row, errors, page, read_form, text
from tests.agenda.forms.dateien import make_pdf
from tests.factories import (
    make_fassung,
    make_full_steckbrief,
    make_gremium,
    make_kommune,
    make_konto,
    make_stabsstelle,
    make_steckbrief,
)


def change(steckbrief):
    return reverse("admin:agenda_steckbrief_change", args=[steckbrief.pk])


def konflikt(steckbrief):
    return reverse("admin:agenda_steckbrief_konflikt", args=[steckbrief.pk])


@pytest.fixture
def nachbar(db):
    return make_konto(funktion="Amt Nachbar")


def save(steckbrief, konto, **felder):
    """Somebody else saves."""
    Steckbrief.objects.filter(pk=steckbrief.pk).update(**felder)
    workflow.record(steckbrief, user=konto)


def fresh(steckbrief):
    return Steckbrief.objects.get(pk=steckbrief.pk)


def choice(response, label):
    """Return the name of the choice between two texts."""
    (auswahl,) = [
        f for f in page(response).select("fieldset.konflikt") if f.legend.text.startswith(label)
    ]
    return auswahl.select_one("input[type=radio]")["name"]


def collide(office, nachbar):
    """I open the form, the neighbour saves, I save."""
    steckbrief = make_full_steckbrief(titel="Anfang")
    daten = read_form(office.get(change(steckbrief)))
    steckbrief.hauptaktivitaeten.first().delete()
    save(steckbrief, nachbar, titel="Vom Nachbarn", pilotgebiet="Überall")
    meine = daten | {"titel": "Von mir", "zweck": "Mein langer Text", "beginn": "Ende 2025"}
    add_row(meine, "hauptaktivitaeten", text="Meine neue Zeile")
    add_row(meine, "anlagen", titel="Konzept", datei=SimpleUploadedFile("Konzept.pdf", make_pdf()))
    return steckbrief, office.post(change(steckbrief), meine)


def test_the_second_to_save_sees_who_changed_what(office, nachbar):
    steckbrief, response = collide(office, nachbar)
    assert not errors(response)
    seite = text(response)
    assert "Amt Nachbar" in seite
    assert "(Version 3)" in seite
    ihre, meine = (
        [li.text for li in liste.select("li")]
        for liste in page(response).select("#content-main ul.aenderungen")
    )
    assert ihre == [
        "Titel geändert von „Anfang“ zu „Vom Nachbarn“. Bitte unten entscheiden.",
        "Pilotgebiet geändert von „Zuerst in Musterort.“ zu „Überall“. Wird übernommen.",
        "Hauptaktivitäten, entfernt: Konzept schreiben. Wird übernommen.",
    ]
    assert "Hauptaktivitäten, neu: Meine neue Zeile. Wird übernommen." in meine
    assert (
        "Zweck geändert von „Teilhabe **für alle**.“ zu „Mein langer Text“. Wird übernommen."
        in meine
    )
    (auswahl,) = page(response).select("fieldset.konflikt")
    assert auswahl.legend.text == "Titel"
    assert not auswahl.select("input[checked]")
    # Nothing is saved yet, and the attempt left nothing behind.
    assert (fresh(steckbrief).titel, fresh(steckbrief).version) == ("Vom Nachbarn", 3)
    assert not steckbrief.anlagen.exists()


@pytest.mark.parametrize(("wahl", "titel"), [("mein", "Von mir"), ("ihr", "Vom Nachbarn")])
def test_both_changes_come_together_in_one_version(office, stabsstelle, nachbar, wahl, titel):
    steckbrief, response = collide(office, nachbar)
    daten = read_form(response) | {choice(response, "Titel"): wahl}
    response = office.post(konflikt(steckbrief), daten, follow=True)
    assert "Beide Änderungen sind zusammengeführt und gesichert" in text(response)
    stand = dokument.build(fresh(steckbrief))
    assert stand.wert("titel") == titel
    assert stand.wert("zweck") == "Mein langer Text"
    assert stand.wert("pilotgebiet") == "Überall"
    assert stand["beginn"].text == "Ende 2025"
    assert [z["text"].text for z in stand["hauptaktivitaeten"].zeilen] == [
        "Ehrenamtliche schulen",
        "Meine neue Zeile",
    ]
    anlage = steckbrief.anlagen.get()
    assert anlage.dateiname == "Konzept.pdf"
    with anlage.datei.open() as datei:
        assert datei.read().startswith(b"%PDF")
    assert fresh(steckbrief).version == 4
    assert steckbrief.arbeitsstaende.first().konto == stabsstelle
    assert Vorgang.objects.first().begruendung == "Zusammengeführt mit Version 3."


def test_every_conflict_must_be_decided(office, nachbar):
    steckbrief = make_steckbrief("Anfang", zweck="a")
    daten = read_form(office.get(change(steckbrief)))
    save(steckbrief, nachbar, titel="Ihrer", zweck="ihrer")
    response = office.post(change(steckbrief), daten | {"titel": "Meiner", "zweck": "meiner"})
    daten = read_form(response) | {choice(response, "Titel"): "mein"}
    response = office.post(konflikt(steckbrief), daten)
    assert "Bitte entscheiden Sie noch: Zweck" in text(response)
    (link,) = page(response).select(".errornote a")
    assert page(response).select_one(link["href"]).legend.text == "Zweck"
    # What was chosen stays chosen.
    assert read_form(response)[choice(response, "Titel")] == "mein"
    assert fresh(steckbrief).version == 2
    daten = read_form(response) | {choice(response, "Zweck"): "ihr"}
    office.post(konflikt(steckbrief), daten)
    assert (fresh(steckbrief).titel, fresh(steckbrief).zweck) == ("Meiner", "ihrer")


def test_without_a_conflict_nothing_is_to_be_chosen(office, nachbar):
    steckbrief = make_steckbrief("Anfang")
    daten = read_form(office.get(change(steckbrief)))
    save(steckbrief, nachbar, pilotgebiet="Heide")
    response = office.post(change(steckbrief), daten | {"zweck": "Mein Zweck"})
    assert "Sie müssen nichts entscheiden" in text(response)
    office.post(konflikt(steckbrief), read_form(response))
    steckbrief = fresh(steckbrief)
    assert (steckbrief.pilotgebiet, steckbrief.zweck) == ("Heide", "Mein Zweck")


def test_somebody_saves_again_meanwhile(office, nachbar):
    steckbrief = make_steckbrief("Anfang", zweck="a", abgrenzung="a")
    daten = read_form(office.get(change(steckbrief)))
    save(steckbrief, nachbar, titel="Ihrer", zweck="ihrer")
    meine = {"titel": "Meiner", "zweck": "meiner", "abgrenzung": "meine"}
    response = office.post(change(steckbrief), daten | meine)
    daten = read_form(response)
    daten |= {choice(response, "Titel"): "mein", choice(response, "Zweck"): "mein"}
    save(steckbrief, nachbar, zweck="noch anders", abgrenzung="auch")
    response = office.post(konflikt(steckbrief), daten)
    assert "Inzwischen wurde noch einmal gesichert" in errors(response)
    daten = read_form(response)
    assert daten[choice(response, "Titel")] == "mein"
    assert choice(response, "Zweck") not in daten  # chosen against a text that is gone
    assert choice(response, "Abgrenzung") not in daten
    assert fresh(steckbrief).version == 3
    daten |= {choice(response, "Zweck"): "ihr", choice(response, "Abgrenzung"): "mein"}
    office.post(konflikt(steckbrief), daten)
    steckbrief = fresh(steckbrief)
    assert (steckbrief.titel, steckbrief.zweck, steckbrief.abgrenzung) == (
        "Meiner",
        "noch anders",
        "meine",
    )


def test_a_bad_field_is_told_first_and_nothing_is_lost(office, nachbar):
    steckbrief = make_full_steckbrief()
    daten = read_form(office.get(change(steckbrief)))
    steckbrief.hauptaktivitaeten.first().delete()
    save(steckbrief, nachbar, titel="Vom Nachbarn")
    meine = daten | {"titel": "Von mir", "beginn": "irgendwann"}
    add_row(meine, "hauptaktivitaeten", text="Meine neue Zeile")
    response = office.post(change(steckbrief), meine)
    assert "„irgendwann“ ist kein verständliches Datum" in errors(response)
    assert "Das hat inzwischen jemand anderes geändert" in text(response)
    wieder = read_form(response)
    assert wieder["titel"] == "Von mir"
    assert "Meine neue Zeile" in wieder.values()
    assert fresh(steckbrief).titel == "Vom Nachbarn"
    response = office.post(change(steckbrief), wieder | {"beginn": "2025"})
    assert "Gleichzeitig bearbeitet" in text(response)
    daten = read_form(response) | {choice(response, "Titel"): "mein"}
    assert office.post(konflikt(steckbrief), daten).status_code == 302
    assert fresh(steckbrief).titel == "Von mir"
    assert [h.text for h in steckbrief.hauptaktivitaeten.all()] == [
        "Ehrenamtliche schulen",
        "Meine neue Zeile",
    ]


def test_rows_keep_their_identity_when_an_earlier_state_was_restored(office, nachbar):
    """Restoring gives rows new ids; a form opened before knows them by their UUID."""
    steckbrief = make_full_steckbrief()
    daten = read_form(office.get(change(steckbrief)))
    uuids = [h.uuid for h in steckbrief.hauptaktivitaeten.all()]
    save(steckbrief, nachbar, titel="Anders")
    steckbrief = fresh(steckbrief)
    workflow.restore(
        steckbrief, quelle=steckbrief.arbeitsstaende.get(version=2), seen_version=3, user=None
    )
    daten["hauptaktivitaeten-0-text"] = "Konzept neu schreiben"
    response = office.post(change(steckbrief), daten)
    office.post(konflikt(steckbrief), read_form(response))
    zeilen = steckbrief.hauptaktivitaeten.all()
    assert [z.text for z in zeilen] == ["Konzept neu schreiben", "Ehrenamtliche schulen"]
    assert [z.uuid for z in zeilen] == uuids


def test_a_row_deleted_there_and_changed_here_is_a_choice(office, nachbar):
    steckbrief = make_full_steckbrief()
    daten = read_form(office.get(change(steckbrief)))
    steckbrief.meilensteine.first().delete()
    workflow.record(steckbrief, user=nachbar)
    response = office.post(change(steckbrief), daten | {"meilensteine-0-titel": "Später Start"})
    assert "(gelöscht)" in text(response)
    daten = read_form(response) | {choice(response, "Meilensteine: Später Start"): "mein"}
    office.post(konflikt(steckbrief), daten)
    assert {m.titel for m in steckbrief.meilensteine.all()} == {"Später Start", "Abschluss"}


def test_the_intended_number_is_merged_too(office, nachbar):
    steckbrief = make_steckbrief(vorgesehene_nummer="5")
    daten = read_form(office.get(change(steckbrief)))
    Steckbrief.objects.filter(pk=steckbrief.pk).update(vorgesehene_nummer="6")
    # Who did not touch the number leaves the other's alone.
    office.post(change(steckbrief), daten | {"zweck": "Neu"})
    assert fresh(steckbrief).vorgesehene_nummer == "6"
    daten = read_form(office.get(change(steckbrief)))
    Steckbrief.objects.filter(pk=steckbrief.pk).update(vorgesehene_nummer="7")
    response = office.post(change(steckbrief), daten | {"vorgesehene_nummer": "8"})
    assert "Nur die vorgesehene Nummer wurde geändert" in text(response)
    daten = read_form(response) | {choice(response, "Vorgesehene Nummer"): "mein"}
    office.post(konflikt(steckbrief), daten)
    assert fresh(steckbrief).vorgesehene_nummer == "8"


def test_a_number_taken_meanwhile_stops_the_merge(office, nachbar):
    steckbrief = make_steckbrief(vorgesehene_nummer="5")
    daten = read_form(office.get(change(steckbrief)))
    save(steckbrief, nachbar, zweck="Neu")
    response = office.post(change(steckbrief), daten | {"vorgesehene_nummer": "9"})
    make_fassung(vorgesehene_nummer="9")
    response = office.post(konflikt(steckbrief), read_form(response))
    assert "Die Nummer 9 ist oder war schon vergeben" in errors(response)
    assert fresh(steckbrief).version == 2


def test_what_does_not_fit_together_is_said_and_undone(office, nachbar):
    steckbrief = make_full_steckbrief(beginn="2024", ende="2026")
    daten = read_form(office.get(change(steckbrief)))
    save(steckbrief, nachbar, ende="2025")
    response = office.post(change(steckbrief), daten | {"beginn": "Anfang 2026"})
    response = office.post(konflikt(steckbrief), read_form(response))
    assert "Das Ende liegt vor dem Beginn" in errors(response)
    assert fresh(steckbrief).version == 3
    assert fresh(steckbrief).hauptaktivitaeten.count() == 2


def test_the_signed_input_is_mine_and_for_this_steckbrief_only(office, nachbar):
    steckbrief, response = collide(office, nachbar)
    daten = read_form(response) | {choice(response, "Titel"): "mein"}
    anderer = make_steckbrief("Anderer")
    faelle = [
        (steckbrief, daten | {"mein": daten["mein"][:-1]}),
        (steckbrief, {k: w for k, w in daten.items() if k != "mein"}),
        (anderer, daten),
    ]
    for ziel, gesendet in faelle:
        response = office.post(konflikt(ziel), gesendet, follow=True)
        assert "ließen sich nicht wiederfinden" in text(response)
    zweite = Client()
    zweite.force_login(make_konto(is_staff=True, is_superuser=True))
    zweite.post(konflikt(steckbrief), daten)
    assert fresh(steckbrief).version == 3
    assert fresh(anderer).version == 1
    assert office.get(konflikt(steckbrief)).status_code == 302


@pytest.mark.parametrize("gesehen", ["abc", "", "999", "-1", "9" * 30])
def test_a_version_nobody_saw_is_refused(office, gesehen):
    steckbrief = make_steckbrief("Anfang")
    daten = read_form(office.get(change(steckbrief)))
    response = office.post(change(steckbrief), daten | {"gesehene_version": gesehen, "titel": "X"})
    assert errors(response)
    assert fresh(steckbrief).titel == "Anfang"


def test_a_redaction_meanwhile_is_not_undone_by_an_open_form(office, stabsstelle, nachbar):
    steckbrief = make_steckbrief("Anfang", zweck="Erika Muster hilft")
    daten = read_form(office.get(change(steckbrief)))
    save(steckbrief, nachbar, pilotgebiet="Heide")
    seite = read_form(office.post(change(steckbrief), daten | {"titel": "Neu"}))
    offen = read_form(office.get(change(steckbrief)))
    antrag = schwaerzung.request(
        passage="Erika Muster", begruendung="Art. 17", user=make_stabsstelle()
    )
    schwaerzung.confirm(antrag, user=stabsstelle)
    # The form as it is, one that is older, and the page of the conflict.
    for gesendet in (offen, daten):
        response = office.post(change(steckbrief), gesendet | {"titel": "Neu"})
        assert "inzwischen" in errors(response)
        assert "Gleichzeitig bearbeitet" not in text(response)
    response = office.post(konflikt(steckbrief), seite, follow=True)
    assert "inzwischen etwas geschwärzt" in text(response)
    assert "Muster" not in fresh(steckbrief).zweck


def test_sichern_und_freigeben_goes_on_to_the_release(office, nachbar):
    steckbrief = make_steckbrief("Anfang")
    daten = read_form(office.get(change(steckbrief)))
    save(steckbrief, nachbar, pilotgebiet="Heide")
    response = office.post(change(steckbrief), daten | {"zweck": "Z", "_freigeben": "1"})
    response = office.post(konflikt(steckbrief), read_form(response))
    assert response["Location"].endswith("/freigeben/")


class TestPartner:
    @pytest.fixture
    def partner(self, db, client):
        konto = make_konto(is_staff=True, funktion="Amt Eider")
        konto.groups.add(Group.objects.get(name="Partner"))
        konto.kommunen.add(make_kommune("Amt Eider"))
        client.force_login(konto)
        return konto

    @pytest.fixture
    def eigener(self, partner):
        steckbrief = make_steckbrief("Eigener")
        steckbrief.mitwirkungen.create(
            kommune=partner.kommunen.get(), rolle="verantwortlich", position=1
        )
        workflow.record(steckbrief, user=None)
        return fresh(steckbrief)

    def test_a_partner_merges_own_text_and_leaves_who_takes_part(
        self, client, partner, eigener, nachbar
    ):
        daten = read_form(client.get(change(eigener)))
        eigener.mitwirkungen.create(akteur="Volkshochschule", rolle="beteiligt", position=2)
        save(eigener, nachbar, titel="Der Stabsstelle")
        # smuggled: rows of a part this role may only read
        daten |= {
            "titel": "Des Partners",
            "mitwirkungen-TOTAL_FORMS": "2",
            "mitwirkungen-INITIAL_FORMS": "1",
            "mitwirkungen-0-DELETE": "on",
            "mitwirkungen-1-akteur": "Untergeschoben",
            "mitwirkungen-1-rolle": "beteiligt",
        }
        response = client.post(change(eigener), daten)
        daten = read_form(response) | {choice(response, "Titel"): "mein"}
        client.post(konflikt(eigener), daten)
        assert fresh(eigener).titel == "Des Partners"
        assert [str(m) for m in eigener.mitwirkungen.all()] == [
            "Amt Eider (verantwortlich)",
            "Volkshochschule (beteiligt)",
        ]

    def test_rights_lost_meanwhile_count(self, client, partner, eigener, nachbar):
        """Signed with the rights of the Stabsstelle, sent with those of a partner."""
        gruppe = Group.objects.get(name="Stabsstelle")
        partner.groups.add(gruppe)
        daten = read_form(client.get(change(eigener)))
        save(eigener, nachbar, zweck="Z")
        add_row(daten, "mitwirkungen", akteur="Firma", rolle="beteiligt")
        response = client.post(change(eigener), daten | {"titel": "Neu"})
        assert "Firma" in text(response)
        partner.groups.remove(gruppe)
        client.post(konflikt(eigener), read_form(response))
        assert fresh(eigener).titel == "Neu"
        assert not eigener.mitwirkungen.filter(akteur="Firma").exists()

    def test_who_is_no_longer_responsible_saves_nothing(self, client, partner, eigener, nachbar):
        daten = read_form(client.get(change(eigener)))
        save(eigener, nachbar, zweck="Z")
        response = client.post(change(eigener), daten | {"titel": "Neu"})
        gesendet = read_form(response)
        eigener.mitwirkungen.update(rolle="beteiligt")
        assert client.post(konflikt(eigener), gesendet).status_code == 403
        assert client.post(change(eigener), daten | {"titel": "Neu"}).status_code == 403
        eigener.mitwirkungen.all().delete()
        assert client.post(konflikt(eigener), gesendet).status_code == 404
        assert fresh(eigener).titel == "Eigener"


class TestVersionCounter:
    """Each way to change the working copy counts up, so the next one notices."""

    def by_form(self, office, steckbrief):
        daten = read_form(office.get(change(steckbrief)))
        return office.post(change(steckbrief), daten | {"zweck": "Neu"})

    def by_inline(self, office, steckbrief):
        daten = read_form(office.get(change(steckbrief)))
        daten["hauptaktivitaeten-0-text"] = "Anders"
        return office.post(change(steckbrief), daten)

    def by_inline_removal(self, office, steckbrief):
        daten = read_form(office.get(change(steckbrief)))
        return office.post(change(steckbrief), daten | {"meilensteine-0-DELETE": "on"})

    def by_restore(self, office, steckbrief):
        url = reverse(
            "admin:agenda_steckbrief_wiederherstellen", args=[steckbrief.pk, "version", 1]
        )
        return office.post(url, read_form(office.get(url)))

    def by_discard(self, office, steckbrief):
        url = reverse("admin:agenda_steckbrief_schritt", args=[steckbrief.pk, "verwerfen"])
        return office.post(url, read_form(office.get(url)))

    def by_merge(self, office, steckbrief):
        daten = read_form(office.get(change(steckbrief)))
        save(steckbrief, None, abgrenzung="Auch")
        response = office.post(change(steckbrief), daten | {"zweck": "Neu"})
        return office.post(konflikt(steckbrief), read_form(response))

    @pytest.mark.parametrize(
        "weg", ["form", "inline", "inline_removal", "restore", "discard", "merge"]
    )
    def test_counts_up_once(self, office, nachbar, weg):
        steckbrief = make_full_steckbrief()
        make_fassung(steckbrief)
        save(steckbrief, nachbar, pilotgebiet="Ganz woanders")
        vorher = fresh(steckbrief).version
        offen = read_form(office.get(change(steckbrief)))
        response = getattr(self, f"by_{weg}")(office, steckbrief)
        assert response.status_code == 302
        neu = vorher + (2 if weg == "merge" else 1)
        assert fresh(steckbrief).version == neu
        assert steckbrief.arbeitsstaende.first().version == neu
        # A form opened before is met by the conflict page.
        response = office.post(change(steckbrief), offen | {"vorbehalt": "Auch noch"})
        assert re.search("Gleichzeitig bearbeitet", text(response))


def test_gremium_of_a_row_survives(office, nachbar):
    steckbrief = make_steckbrief()
    kommune, gremium = make_kommune(), make_gremium()
    daten = read_form(office.get(change(steckbrief)))
    save(steckbrief, nachbar, zweck="Z")
    add_row(daten, "mitwirkungen", kommune=kommune.pk, rolle="verantwortlich", gremium=gremium.pk)
    response = office.post(change(steckbrief), daten)
    office.post(konflikt(steckbrief), read_form(response))
    assert steckbrief.mitwirkungen.get().gremium == gremium
