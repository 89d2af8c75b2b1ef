"""Redaction: the one lawful change of what is frozen (Art. 17 DSGVO, image rights).

Two people and a reason. The passage is replaced by "[geschwärzt am …]" in every document,
row and log of the agenda; the old hash stays beside the new; then the passage itself is
forgotten. A file is deleted from the storage and named no longer.
"""

import json
import unicodedata
from dataclasses import dataclass

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from agenda.domain import ausgaben, ausgabenschwaerzung, berichtschwaerzung, eintraege, papierlager
from agenda.domain.dokument import Dokument
from agenda.models import Anlage, Arbeitsstand, Ausgabe, Fassung, Schwaerzung, Steckbrief, Vorgang
from agenda.models.bericht import Bericht
from agenda.models.schwaerzung import Schwaerzungsart, Schwaerzungsstatus
from agenda.models.teile import Medientyp, anlage_pfad
from agenda.models.vorgang import Verb
from kommunen.models import Portal
from kommunen.suche import Suchbar, falten

RECHT = "agenda.redact_steckbrief"
MINDESTLAENGE = 3
DOKUMENTE = (Fassung, Arbeitsstand)
# Rows that everybody locks last, see ausgabenschwaerzung.sperren().
ZULETZT = (Portal, Ausgabe, Bericht)
PAPIERE = {"Ausgabe": ausgabenschwaerzung, "Bericht": berichtschwaerzung}
# The kinds of values in a document (domain.werte) that are no words.
KEINE_TEXTE = {"datum", "tag", "zahl", "cent", "ganzzahl", "ja_nein"}
# Apps that hold texts; what the admin's own log says comes with them.
APPS = ("agenda", "handlungsfelder", "kommunen")
# Columns made from others, hashes, codes with a form of their own, and how people log in.
AUSGENOMMEN = {
    "suchtext",
    "object_id",
    "von",
    "nach",
    "feld",
    "plz",
    "farbe",
    "karte_flaeche",
    "username",
    "password",
    "sha256",
    "sha256_original",
    "dokument_sha256",
    "dokument",
    "slug",
    "schluessel",
    "nummer_schluessel",
    "datei",
    "medientyp",
    "leichte_sprache_zu",
    "eingangsnummer",
    # Addresses lead to it, and volumes name it beside the hash.
    "steckbrief.nummer",
    "steckbrief.vorgesehene_nummer",
    "nummernvergabe.nummer",
    "fassung.nummer",
    "nutzerkonto.email",
}


@dataclass(frozen=True)
class Fundstelle:
    """Where a passage stands: the thing in words and how often."""

    wo: str
    anzahl: int


def request(*, passage, art=Schwaerzungsart.PASSAGE, begruendung, user):
    """Ask for a redaction; somebody else has to confirm it. Returns the Schwaerzung.

    `passage` is the text exactly as written, or the SHA-256 of a file. Raises
    PermissionDenied, or ValidationError as check() does.
    """
    if not user.has_perm(RECHT):
        raise PermissionDenied
    passage = _written(passage)
    check(passage=passage, art=art, begruendung=begruendung)
    return Schwaerzung.objects.create(
        art=art, passage=passage, begruendung=begruendung.strip(), beantragt_von=user
    )


def check(*, passage, art=Schwaerzungsart.PASSAGE, begruendung):
    """Return the Fundstellen of what somebody wants redacted, before anything is asked for.

    Raises ValidationError when it is too short, found nowhere, or repeated in the reason
    (which is kept).
    """
    passage = _written(passage)
    if len(passage) < MINDESTLAENGE:
        raise ValidationError(
            f"Bitte mindestens {MINDESTLAENGE} Zeichen angeben; sonst träfe die Schwärzung zu viel.",
            code="kurz",
        )
    if not begruendung.strip():
        raise ValidationError("Bitte geben Sie eine Begründung an.", code="grund")
    if passage in begruendung:
        raise ValidationError(
            "Die Begründung bleibt stehen. Bitte nennen Sie darin nicht, was geschwärzt werden soll.",
            code="grund",
        )
    funde = find(passage, art)
    if not funde:
        raise ValidationError(
            "Diese Stelle steht nirgends. Bitte genau so eingeben, wie sie im Text steht.",
            code="nirgends",
        )
    return funde


def _written(passage):
    """Return a passage as texts are stored: NFC, line breaks of one letter."""
    return unicodedata.normalize("NFC", passage.replace("\r\n", "\n")).strip()


def files():
    """Return {SHA-256: words} of every file that a working copy, Arbeitsstand or Fassung lists."""
    dateien = {}
    for modell in DOKUMENTE:
        for zeile in modell.objects.select_related("steckbrief").order_by("pk"):
            for anlage in Dokument.lesen(zeile.dokument)["anlagen"].zeilen:
                if sha256 := anlage["sha256"].wert:
                    dateien[sha256] = (
                        f"{anlage['titel'].text} ({anlage['dateiname'].text}), {zeile.steckbrief}"
                    )
    for anlage in Anlage.objects.select_related("steckbrief"):
        dateien[anlage.sha256] = f"{anlage.titel} ({anlage.dateiname}), {anlage.steckbrief}"
    return dateien


def reject(schwaerzung, *, user):
    """Decline a request; the passage is forgotten here, and stays where it stands."""
    if not user.has_perm(RECHT):
        raise PermissionDenied
    Schwaerzung.objects.filter(pk=schwaerzung.pk, status=Schwaerzungsstatus.BEANTRAGT).update(
        status=Schwaerzungsstatus.ABGELEHNT, passage=""
    )


def find(passage, art=Schwaerzungsart.PASSAGE):
    """Return where a passage (or a file's hash) stands, as a list of Fundstelle."""
    funde = []
    for modell in DOKUMENTE:
        for zeile in _dokumente_mit(modell, passage):
            anzahl = _ersetzen(json.loads(zeile.dokument), _ersatz(passage, "", art))[1]
            if anzahl:
                funde.append(
                    Fundstelle(f"{modell._meta.verbose_name} {zeile.steckbrief}: {zeile}", anzahl)
                )
    funde += [
        Fundstelle(f"{was}: {papier}", anzahl)
        for was, modul in PAPIERE.items()
        for papier, anzahl in modul.find(_in_json(passage), _ersatz(passage, "", art)[0])
    ]
    if art == Schwaerzungsart.DATEI:
        return funde + [
            Fundstelle(f"Anlage von {anlage.steckbrief}", 1)
            for anlage in Anlage.objects.filter(sha256=passage)
        ]
    for modell, feld, zeile in _textzeilen(passage):
        was = f"{modell._meta.verbose_name}: {feld.verbose_name}"
        if zu := _belongs_to(zeile):
            was = f"{was} ({zu})"
        funde.append(Fundstelle(was, getattr(zeile, feld.attname).count(passage)))
    return funde


def _belongs_to(zeile):
    """Return what a row is known by: its Steckbrief or Drucksache, a Handlungsfeld itself."""
    if isinstance(zeile, Steckbrief) or zeile._meta.app_label in APPS[1:]:
        return zeile
    zeile = getattr(zeile, "sachstand", None) or zeile
    return getattr(zeile, "steckbrief", None) or getattr(zeile, "drucksache", None)


@transaction.atomic
def confirm(schwaerzung, *, user):
    """Carry a request out. Returns how many places were redacted.

    Side effects: documents, texts and logs rewritten with new hashes, files deleted, Einträge
    rebuilt, a Vorgang on every Steckbrief touched, version stamp, caches emptied. Raises
    PermissionDenied for those without the right and for who asked for it.
    """
    schwaerzung = Schwaerzung.objects.select_for_update().get(pk=schwaerzung.pk)
    if not user.has_perm(RECHT) or user == schwaerzung.beantragt_von:
        raise PermissionDenied("Eine Schwärzung bestätigt eine zweite Person.")
    if schwaerzung.status != Schwaerzungsstatus.BEANTRAGT:
        raise ValidationError("Diese Schwärzung ist schon erledigt.", code="status")
    schwaerzung.status, schwaerzung.bestaetigt_von = Schwaerzungsstatus.IN_AUSFUEHRUNG, user
    schwaerzung.save()
    marke = f"[geschwärzt am {timezone.localdate():%d.%m.%Y}]"
    auftrag = (schwaerzung.passage, marke, schwaerzung.art)
    anzahl, betroffene, neue_summen = _ausfuehren(*auftrag)
    for steckbrief in Steckbrief.objects.filter(pk__in=betroffene):
        Vorgang.objects.create(
            steckbrief=steckbrief,
            verb=Verb.GESCHWAERZT,
            von=steckbrief.status,
            nach=steckbrief.status,
            konto=user,
            funktion=user.funktion or str(user),
            begruendung=schwaerzung.begruendung,
        )
        eintraege.rebuild(steckbrief)
    # Last, because who gives out a paper waits here, or we for them.
    ausgabenschwaerzung.sperren()
    papiere, treffer = _papiere(*auftrag, neue_summen)
    anzahl += treffer
    for papier in papiere:
        ausgaben.protokollieren(papier, user, f"Geschwärzt. {schwaerzung.begruendung}")
    Portal.objects.stempeln()
    cache.clear()
    transaction.on_commit(papierlager.leeren, robust=True)
    # At the very end: papierlager.nachraeumen() deletes what is older.
    schwaerzung.status = Schwaerzungsstatus.AUSGEFUEHRT
    schwaerzung.passage, schwaerzung.treffer = "", anzahl
    schwaerzung.ausgefuehrt_at = timezone.now()
    schwaerzung.save()
    return anzahl


def _ausfuehren(passage, marke, art):
    """Redact all but _papiere(). Return (places, keys of the Steckbriefe touched, {old: new hash})."""
    anzahl, betroffene, neue_summen = 0, set(), {}
    for modell in DOKUMENTE:
        for zeile in _dokumente_mit(modell, passage):
            daten, treffer = _ersetzen(json.loads(zeile.dokument), _ersatz(passage, marke, art))
            if treffer:
                neu = Dokument(daten)
                werte = {
                    "dokument": neu.canonical.decode(),
                    "sha256": neu.sha256,
                    "geschwaerzt_at": timezone.now(),
                }
                if modell is Fassung:
                    neue_summen[zeile.sha256] = neu.sha256
                    werte["sha256_original"] = zeile.sha256_original or zeile.sha256
                modell.objects.filter(pk=zeile.pk).update(**werte)
                anzahl, betroffene = anzahl + treffer, betroffene | {zeile.steckbrief_id}
    weitere = (
        _datei_loeschen(passage)
        if art == Schwaerzungsart.DATEI
        else _texte_ersetzen(passage, marke, zuletzt=False)
    )
    return anzahl + weitere[0], betroffene | weitere[1], neue_summen


def _papiere(passage, marke, art, neue_summen):
    """Redact papers and the Portal, all locked; return (papers given out, places)."""
    ersetzen, papiere, anzahl = _ersatz(passage, marke, art)[0], [], 0
    for modul in PAPIERE.values():
        betroffene, treffer = modul.redact(_in_json(passage), ersetzen, neue_summen)
        papiere, anzahl = papiere + betroffene, anzahl + treffer
    if art == Schwaerzungsart.PASSAGE:
        anzahl += _texte_ersetzen(passage, marke, zuletzt=True)[0]
        ausgabenschwaerzung.neue_adressen(passage)
    return papiere, anzahl


def _datei_loeschen(sha256):
    """Delete a file with the commit; return (rows that named it, keys of their Steckbriefe)."""
    anlagen = list(Anlage.objects.filter(sha256=sha256))
    for anlage in anlagen:
        anlage.delete()
    # Also where only a Fassung still lists it: no row knows its name then.
    for medientyp in Medientyp:
        pfad = anlage_pfad(Anlage(sha256=sha256, medientyp=medientyp))
        transaction.on_commit(lambda name=pfad: default_storage.delete(name), robust=True)
    return len(anlagen), {anlage.steckbrief_id for anlage in anlagen}


def _texte_ersetzen(passage, marke, *, zuletzt):
    """Redact the rows of ZULETZT, or all others; return (places, keys of the Steckbriefe)."""
    anzahl, betroffene = 0, set()
    for modell, feld, zeile in _textzeilen(passage):
        if (modell in ZULETZT) != zuletzt:
            continue
        alt = getattr(zeile, feld.attname)
        neu = alt.replace(passage, marke)[: feld.max_length]
        werte = {feld.attname: neu}
        if isinstance(zeile, Suchbar):
            setattr(zeile, feld.attname, neu)
            werte["suchtext"] = falten(
                " ".join(str(getattr(zeile, name) or "") for name in zeile.suchfelder)
            )
        modell._base_manager.filter(pk=zeile.pk).update(**werte)
        anzahl += alt.count(passage)
        betroffene.add(zeile.pk if modell is Steckbrief else getattr(zeile, "steckbrief_id", None))
    return anzahl, betroffene - {None}


def _dokumente_mit(modell, passage):
    """Rows whose JSON may hold the passage; quotes and line breaks stand escaped in it."""
    return modell.objects.filter(dokument__contains=_in_json(passage)).select_related("steckbrief")


def _in_json(passage):
    return json.dumps(passage, ensure_ascii=False)[1:-1]


def _textfelder():
    """Yield (model, field) of every free text of these apps, and of the admin's own log."""
    modelle = (m for app in APPS for m in apps.get_app_config(app).get_models())
    for modell in (*modelle, LogEntry):
        if modell is Schwaerzung or modell.__name__.startswith("Eintrag"):  # derived, rebuilt below
            continue
        for feld in modell._meta.concrete_fields:
            text = (
                isinstance(feld, (models.CharField, models.TextField))
                and type(feld).__name__ != "VagesDatumField"
            )
            name = f"{modell._meta.model_name}.{feld.name}"
            if text and not feld.choices and not {feld.name, name} & AUSGENOMMEN:
                yield modell, feld


def _textzeilen(passage):
    """Yield (model, field, row) wherever the passage stands in a plain column."""
    for modell, feld in _textfelder():
        for zeile in modell._base_manager.filter(**{f"{feld.name}__contains": passage}):
            if passage in (getattr(zeile, feld.attname) or ""):
                yield modell, feld, zeile


def _ersatz(passage, marke, art):
    """Return a function from a string or a table row to (its redacted form, places)."""

    def text(wert):
        return wert.replace(passage, marke), wert.count(passage)

    def datei(wert):
        return wert, 0

    def zeile(wert):
        if art == Schwaerzungsart.DATEI and wert.get("werte", {}).get("sha256") == passage:
            namen = ("titel", "dateiname", "alternativtext", "nachweis")
            return {
                **wert,
                "werte": {
                    **wert["werte"],
                    **dict.fromkeys(namen, marke),
                    "sha256": None,
                    "groesse": None,
                },
            }, 1
        return wert, 0

    return (datei if art == Schwaerzungsart.DATEI else text), zeile


def _ersetzen(daten, ersatz):
    """Return a document's data with every value redacted, and the number of places."""
    text, zeile = ersatz
    anzahl = 0

    def gehen(wert):
        nonlocal anzahl
        if isinstance(wert, str):
            wert, treffer = text(wert)
            anzahl += treffer
            return wert
        if isinstance(wert, list):
            return [gehen(teil) for teil in wert]
        if isinstance(wert, dict):
            return {key: teil if key == "code" else gehen(teil) for key, teil in wert.items()}
        return wert

    def tabellenzeile(wert, arten):
        nonlocal anzahl
        wert, treffer = zeile(wert)
        anzahl += treffer
        werte = {
            key: teil if key == "sha256" or arten.get(key) in KEINE_TEXTE else gehen(teil)
            for key, teil in wert["werte"].items()
        }
        return {**wert, "werte": werte}

    def feldwert(feld):
        if feld["kind"] in KEINE_TEXTE or feld["wert"] is None:
            return feld["wert"]
        if feld["kind"] == "tabelle":
            arten = {spalte["key"]: spalte["kind"] for spalte in feld["spalten"]}
            return [tabellenzeile(wert, arten) for wert in feld["wert"]]
        return gehen(feld["wert"])

    felder = [{**feld, "wert": feldwert(feld)} for feld in daten["felder"]]
    return {**daten, "felder": felder}, anzahl
