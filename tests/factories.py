"""Plain factories: call one with what the test is about, the rest is filled in."""

import uuid
from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from agenda.domain import ausgaben, berichte, rueckmeldungen, workflow
from agenda.domain.dokument import build
from agenda.models import (
    Arbeitsstand,
    Bericht,
    Drucksache,
    Eintrag,
    EintragKommune,
    EintragMeilenstein,
    Fassung,
    Nummernvergabe,
    Runde,
    Sachstand,
    Seite,
    Sitzung,
    Steckbrief,
    Zielgruppe,
)
from agenda.models.rueckmeldung import Meldeart
from agenda.models.sachstand import Umsetzungsstand
from agenda.models.steckbrief import nummer_schluessel
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Gremium, Kommunalart, Kommune, Nutzerkonto, Portal

_laufend = count(1)


def make_portal(**felder):
    portal = Portal(**{"kreis": "Kreis Musterland", "titel": "Digitale Agenda", **felder})
    portal.save()
    return portal


def make_handlungsfeld(name=None, **felder):
    nummer = next(_laufend)
    name = name or f"Handlungsfeld {nummer}"
    return Handlungsfeld.objects.create(name=name, **{"nummer": nummer % 32000, **felder})


def make_kommune(name=None, **felder):
    if "art" not in felder:
        felder["art"], _ = Kommunalart.objects.get_or_create(
            schluessel="amt", defaults={"name": "Amt", "mehrzahl": "Ämter"}
        )
    return Kommune.objects.create(name=name or f"Amt Muster {next(_laufend)}", **felder)


def make_zielgruppe(name):
    return Zielgruppe.objects.get_or_create(name=name)[0]


def make_gremium(name=None, **felder):
    return Gremium.objects.create(name=name or f"Ausschuss {next(_laufend)}", **felder)


def make_konto(username=None, **felder):
    username = username or f"konto{next(_laufend)}"
    felder = {"email": f"{username}@example.org", "password": "geheim-nur-im-test", **felder}
    return Nutzerkonto.objects.create_user(username, **felder)


def make_stabsstelle(**felder):
    """An account that may do everything in the admin."""
    return make_konto(
        **{"is_staff": True, "is_superuser": True, "funktion": "Stabsstelle", **felder}
    )


def make_steckbrief(titel=None, **felder):
    """A working copy, recorded once; its parts can be added and recorded again."""
    if "handlungsfeld" not in felder:
        felder["handlungsfeld"] = Handlungsfeld.objects.first() or make_handlungsfeld()
    steckbrief = Steckbrief.objects.create(titel=titel or f"Projekt {next(_laufend)}", **felder)
    workflow.record(steckbrief, user=None)
    return Steckbrief.objects.get(pk=steckbrief.pk)


def make_full_steckbrief(titel="Digitale Lotsen für alle", *, kommune=None, **felder):
    """A working copy in which every field and every part is filled."""
    kommune = kommune or make_kommune()
    make_zielgruppe("Ältere Menschen")
    felder = {
        "vorgesehene_nummer": str(next(_laufend)),
        "handlungsfeld_herkunft": "amtlich",
        "kurzbeschreibung": "Ehrenamtliche helfen beim Einstieg ins Internet.",
        "zweck": "Teilhabe **für alle**.",
        "beschreibung": "Erster Absatz.\n\n- Punkt eins\n- Punkt zwei\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "zielgruppen_auswahl": "Ältere Menschen",
        "zielgruppen": "Ältere Menschen\nSchüler*innen",
        "abgrenzung": "Keine gewerbliche Hilfe.",
        "pilotgebiet": "Zuerst in Musterort.",
        "vorbehalt": "Es braucht Ehrenamtliche.",
        "beginn": "Anfang 2024",
        "ende": "12/2026",
        "reihenfolge": 3,
        "prioritaet": "hoch",
        "leuchtturm": True,
        "finanzierung_erlaeuterung": "Rund 50.000 € insgesamt.",
        "erkenntnisse": "Persönliche Ansprache wirkt.",
        "leichte_sprache": "Menschen helfen Ihnen mit dem Internet.",
        "leichte_sprache_geprueft": "2026-01-15",
        "ansprechstelle": "Stabsstelle Digitalisierung",
        "ansprechstelle_telefon": "0481 000000",
        "ansprechstelle_email": "digital@example.org",
        "quellenlage": "hoch",
        "stand": "Q3/2024",
        **felder,
    }
    steckbrief = make_steckbrief(titel, **felder)
    steckbrief.mitwirkungen.create(
        position=1,
        kommune=kommune,
        rolle="verantwortlich",
        zustimmung="zugestimmt",
        zustimmung_am="2023-05-04",
        gremium=make_gremium(),
    )
    steckbrief.mitwirkungen.create(position=2, akteur="Volkshochschule", rolle="beteiligt")
    steckbrief.hauptaktivitaeten.create(position=1, text="Konzept schreiben")
    steckbrief.hauptaktivitaeten.create(position=2, text="Ehrenamtliche schulen")
    steckbrief.meilensteine.create(
        position=1,
        titel="Start",
        termin="Q1/2024",
        beschreibung="An zwei Orten.",
        verschiebungsgrund="Vergabe dauerte länger",
    )
    steckbrief.meilensteine.create(position=2, titel="Abschluss")
    steckbrief.finanzierungen.create(
        position=1,
        jahr=2024,
        art="foerderung",
        programm="Landesprogramm",
        foerderquote="74.40",
        geplant=5000000,
        bewilligt=4000050,
        verausgabt=0,
        produkt="11156",
        bewilligung_von="2024-01-01",
        bewilligung_bis="2025-12-31",
        erlaeuterung="Erste Rate",
    )
    steckbrief.kennzahlen.create(
        position=1,
        name="Beratungen",
        einheit="je Jahr",
        ausgangswert=0,
        zielwert="1200.50",
        ziel_bis="2026",
    )
    steckbrief.verweise.create(
        position=1,
        art="quelle",
        titel="Pressemitteilung",
        url="https://example.org/a?b=c",
        bemerkung="abgerufen 2024",
    )
    workflow.record(steckbrief, user=None)
    return Steckbrief.objects.get(pk=steckbrief.pk)


def make_fassung(steckbrief=None, *, gilt_ab=None, user=None, grund="", **felder):
    """Release a Steckbrief (a new one unless given) through the workflow."""
    steckbrief = steckbrief or make_steckbrief(**felder)
    return workflow.release(
        steckbrief, seen_version=steckbrief.version, gilt_ab=gilt_ab, user=user, grund=grund
    )


def make_many_fassungen(anzahl):
    """Valid Fassungen with Kommune and milestone past the workflow: it takes minutes for 500."""
    feld, kommune, jetzt = make_handlungsfeld(), make_kommune(), timezone.now() - timedelta(days=1)
    nummern = [str(nummer) for nummer in range(1, anzahl + 1)]
    steckbriefe = Steckbrief.objects.bulk_create(
        Steckbrief(
            titel=f"Projekt {nummer}",
            nummer=nummer,
            nummer_schluessel=nummer_schluessel(nummer),
            handlungsfeld=feld,
        )
        for nummer in nummern
    )
    Nummernvergabe.objects.bulk_create(
        Nummernvergabe(steckbrief=s, nummer=s.nummer, schluessel=s.nummer_schluessel)
        for s in steckbriefe
    )
    text = build(steckbriefe[0]).canonical.decode()
    staende = Arbeitsstand.objects.bulk_create(
        Arbeitsstand(steckbrief=s, version=1, dokument=text, sha256="") for s in steckbriefe
    )
    fassungen = Fassung.objects.bulk_create(
        Fassung(
            steckbrief=stand.steckbrief,
            nr=1,
            nummer=stand.steckbrief.nummer,
            dokument=text,
            gilt_ab=jetzt,
            arbeitsstand=stand,
        )
        for stand in staende
    )
    eintraege = Eintrag.objects.bulk_create(
        Eintrag(
            fassung=fassung,
            steckbrief=fassung.steckbrief,
            gilt_ab=jetzt,
            nummer=fassung.nummer,
            schluessel=nummer_schluessel(fassung.nummer),
            titel=fassung.steckbrief.titel,
            bezug="agenda",
            handlungsfeld=feld,
            genanntes_handlungsfeld=feld,
            leuchtturm=True,
            beginn="2024",
            facetten=f" k:{kommune.slug}:beteiligt ",
            suchtext=f" {fassung.nummer} . projekt {fassung.nummer} . ",
        )
        for fassung in fassungen
    )
    EintragKommune.objects.bulk_create(
        EintragKommune(eintrag=eintrag, kommune=kommune, rolle="beteiligt") for eintrag in eintraege
    )
    EintragMeilenstein.objects.bulk_create(
        EintragMeilenstein(
            eintrag=eintrag, uuid=uuid.uuid4(), position=1, titel="Start", termin="Q1/2199"
        )
        for eintrag in eintraege
    )


def make_sachstand(steckbrief, *, accepted=True, **felder):
    felder = {"stichtag": "2024-06-30", "umsetzungsstand": Umsetzungsstand.IN_UMSETZUNG, **felder}
    sachstand = Sachstand.objects.create(steckbrief=steckbrief, **felder)
    return workflow.accept(sachstand, user=None) if accepted else sachstand


def make_drucksache(nummer=None, **felder):
    return Drucksache.objects.create(nummer=nummer or f"2022/{next(_laufend)}", **felder)


def make_ausgabe(titel="Digitale Agenda", *, steckbriefe=(), **felder):
    """A draft: of the whole agenda, unless told otherwise."""
    return ausgaben.anlegen(steckbriefe, user=None, titel=titel, **felder)


def make_anlage(drucksache, gremium=None, *, nr=2, datum="2026-09-22", **felder):
    """A draft for a Beratung of a Drucksache, made if need be."""
    gremium = gremium or make_gremium()
    beratung, _ = drucksache.beratungen.get_or_create(gremium=gremium, datum=datum)
    beratung.refresh_from_db()
    felder = {"art": "anlage", "anlage_nr": nr, "drucksache": drucksache, **felder}
    return make_ausgabe(beratung=beratung, **felder)


def festschreiben(ausgabe, *, pdf=None, user=None):
    """Give a draft out, with bytes that are a PDF by name only."""
    band = ausgaben.bauen(ausgabe)
    return ausgaben.festschreiben(
        ausgabe,
        seen_sha256=band.sha256,
        seen_difference=ausgaben.unterschied(ausgabe, band).sha256,
        pdf=pdf or f"%PDF-1.7 {band.sha256}\n%%EOF".encode(),
        seiten=3,
        user=user,
    )


def make_sitzung(gremium=None, datum="2027-02-18", **felder):
    sitzung = Sitzung(gremium=gremium or make_gremium(), datum=date.fromisoformat(datum), **felder)
    sitzung.save()
    return sitzung


def make_runde(sitzung=None, **felder):
    """A round to a session, not opened yet."""
    sitzung = sitzung or make_sitzung()
    felder = {
        "stichtag": sitzung.datum - timedelta(days=49),
        "abgabefrist": sitzung.datum - timedelta(days=21),
        **felder,
    }
    return Runde.objects.create(sitzung=sitzung, **felder)


def make_bericht(nummer=None, **felder):
    """The draft of a report on the first half of 2026."""
    felder = {"von": date(2026, 1, 1), "bis": date(2026, 6, 30), **felder}
    return Bericht.objects.create(nummer=nummer or next(_laufend), **felder)


def festschreiben_bericht(bericht, *, pdf=None, user=None):
    """Give the draft of a report out, with bytes that are a PDF by name only."""
    schluss = berichte.stand(bericht)
    dokument = berichte.bauen(bericht, redaktionsschluss=schluss)
    return berichte.festschreiben(
        bericht,
        redaktionsschluss=schluss,
        seen_sha256=dokument.sha256,
        pdf=pdf or f"%PDF-1.7 {dokument.sha256}\n%%EOF".encode(),
        seiten=3,
        user=user,
    )


def make_seite(slug=None, **felder):
    nummer = next(_laufend)
    felder = {"titel": f"Seite {nummer}", "text": "Ein Text.", **felder}
    return Seite.objects.create(slug=slug or f"seite-{nummer}", **felder)


def make_rueckmeldung(text="Der Kontrast ist zu schwach.", **felder):
    return rueckmeldungen.eingehen(
        **{"art": Meldeart.BARRIERE, "kennung": uuid.uuid4(), "text": text, **felder}
    )
