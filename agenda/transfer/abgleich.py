"""Compare a file with the working copies: every row becomes a Vorschlag, nothing is written."""

import copy
from functools import cached_property

from django.core.exceptions import ValidationError

from agenda.domain import dokument, werte
from agenda.transfer import entwurf, teilblaetter, verstehen
from agenda.transfer.blaetter import PERSONEN, ZEILEN
from agenda.transfer.finden import EIGENE, HAUPT, Fehlstelle, Finder, roh
from agenda.transfer.listen import hauptaktivitaeten, mitwirkungen, personen
from agenda.transfer.plan import Art, Plan, Vorschlag, kurz, satz_aus
from agenda.transfer.roh import Unlesbar
from agenda.transfer.verzeichnis import Verzeichnis
from agenda.transfer.zellen import AKTEUR, flach, gleich

NICHT_LEER = "Dieses Feld darf nicht leer sein."


class NummernUnklar(ValidationError):
    """Whose numbers are in the file? Somebody has to say it before anything is compared."""


def braucht_antwort(paare):
    """Whether rows are known by a Nummer alone, so that somebody must say whose numbers they are.

    `paare` are (Tabelle, columns) of the file. A row with our own Kennung is ours.
    """
    return any(
        roh(satz, "nummer") is not None and roh(satz, "kennung") is None
        for tabelle, belegt in paare
        if tabelle.blatt is HAUPT
        for _, satz in tabelle.saetze(belegt)
    )


def planen(paare, *, user, nummern=None, datei="", hinweise=(), progress=lambda fertig: None):
    """Return the Plan for the tables of a file.

    `nummern` says whose numbers stand in it: EIGENE (match ours) or FREMDE (all rows are new
    drafts, their numbers become a note). Raises NummernUnklar when that is open.
    """
    if nummern is None and braucht_antwort(paare):
        raise NummernUnklar(
            "In der Datei stehen Nummern. Sind es die Nummern dieses Portals oder eigene Nummern des Absenders?"
        )
    abgleich = Abgleich(user, nummern or EIGENE)
    abgleich.plan.hinweise += hinweise
    return abgleich.run(paare, datei, progress)


class Abgleich:
    """The rows of one file, one after the other; teilblaetter and entwurf work on it as well."""

    def __init__(self, user, nummern):
        self.user = user
        self.finder, self.verzeichnis, self.plan = Finder(user, nummern), Verzeichnis(), Plan()
        # None is the set-up itself, which may do everything.
        self.darf_mitwirken = user is None or user.has_perm("agenda.change_mitwirkung")
        self.darf_anlegen = user is None or user.has_perm("agenda.add_steckbrief")
        self.nach_pk, self.nach_fremder = {}, {}
        self.leer = entwurf.leeres_dokument()

    @cached_property
    def eigene_kommunen(self):
        return list(self.user.kommunen.all())

    def run(self, paare, datei, progress):
        paare = [(tabelle, list(tabelle.saetze(belegt))) for tabelle, belegt in paare]
        self.finder.load(paare)
        fertig = 0
        for tabelle, saetze in paare:
            zeile_lesen = self._hauptzeile if tabelle.blatt is HAUPT else self._teilzeile
            for zeile, satz in saetze:
                try:
                    zeile_lesen(tabelle, zeile, satz)
                except Fehlstelle as fehler:
                    self._orphan(tabelle, zeile, satz, fehler)
                fertig += 1
                progress(fertig)
        entwurf.warn_of_equal_titles(self.plan, self.user)
        for vorschlag in self.plan.vorschlaege:
            if vorschlag.neu:
                entwurf.finish(self, vorschlag, datei)
            self._judge(vorschlag)
        return self.plan

    def _orphan(self, tabelle, zeile, satz, fehler):
        waise = Vorschlag(None, tabelle.name, zeile, self.leer, {})
        ort = (tabelle.name, zeile, None, "")
        if fehler.key in satz:
            ort = _ort(tabelle, zeile, satz, fehler.key)
        waise.add(ort, Art.FEHLER, meldung=fehler.meldung)
        self.plan.verwaist += waise.zellen

    def to(self, steckbrief, blatt, zeile):
        """Return the Vorschlag for an existing Steckbrief, made when first asked for."""
        if steckbrief.pk not in self.nach_pk:
            alt = dokument.build(steckbrief)
            neu = Vorschlag(steckbrief, blatt, zeile, alt, copy.deepcopy(entwurf.werte_von(alt)))
            self.nach_pk[steckbrief.pk] = neu
            self.plan.vorschlaege.append(neu)
        return self.nach_pk[steckbrief.pk]

    def _hauptzeile(self, tabelle, zeile, satz):
        steckbrief, fremde = self.finder.find(satz, "kennung")
        self.finder.refuse_double(zeile, steckbrief, fremde)
        if steckbrief:
            vorschlag = self.to(steckbrief, tabelle.name, zeile)
        else:
            vorschlag = entwurf.begin(self, tabelle.name, zeile, fremde)
        genannte = {}
        for spalte in HAUPT.inhalt:
            if spalte.key in satz:
                ort = _ort(tabelle, zeile, satz, spalte.key)
                self._zelle(vorschlag, spalte, satz[spalte.key][1], ort, genannte)
        if genannte:
            try:
                vorschlag.werte["mitwirkungen"] = mitwirkungen(
                    vorschlag.werte["mitwirkungen"], genannte, dokument.TEILE["mitwirkungen"][1]
                )
            except ValidationError as error:
                ort = _ort(tabelle, zeile, satz, next(iter(genannte)))
                vorschlag.add(ort, Art.FEHLER, meldung=satz_aus(error))

    def _teilzeile(self, tabelle, zeile, satz):
        teilblaetter.lesen(self, tabelle, zeile, satz)

    def _zelle(self, vorschlag, spalte, zelle, ort, genannte):
        """Compare one cell of the main sheet with what we would write there."""
        if vorschlag.neu and zelle is None:
            return
        vorher = "" if vorschlag.neu else _zeigen(spalte, vorschlag.alt)
        if not vorschlag.neu and gleich(zelle, flach(spalte, vorschlag.alt)):
            vorschlag.add(ort, Art.UNVERAENDERT, vorher=vorher)
            return
        try:
            nachher = self._take(vorschlag, spalte, zelle, genannte)
        except ValidationError as error:
            nachher = "" if isinstance(zelle, Unlesbar) else kurz(zelle or "")
            texte = {"vorher": vorher, "nachher": nachher, "meldung": satz_aus(error)}
            vorschlag.add(ort, Art.FEHLER, **texte)
            return
        if vorschlag.neu:
            vorschlag.add(ort, Art.NEU, nachher=nachher)
        else:
            art = Art.UNVERAENDERT if nachher is None else Art.GEAENDERT
            vorschlag.add(ort, art, vorher=vorher, nachher=nachher or "")

    def _take(self, vorschlag, spalte, zelle, genannte):
        """Write a cell into the Vorschlag; return its new text, or None when it says the same."""
        if spalte.kind == PERSONEN:
            return self._take_personen(vorschlag, spalte, zelle, genannte)
        if spalte.kind == ZEILEN:
            feld = dokument.TEILE[spalte.key][0]._meta.get_field("text")
            alte = vorschlag.werte[spalte.key]
            wert = hauptaktivitaeten(spalte, zelle, alte, feld.max_length)
            text = "\n".join(zeile["werte"]["text"] for zeile in wert)
        else:
            wert = self.wert(spalte, zelle)
            text = werte.text(spalte.kind, wert)
        gleicher = wert == vorschlag.werte[spalte.key]
        vorschlag.werte[spalte.key] = wert
        return None if gleicher and not vorschlag.neu else text

    def _take_personen(self, vorschlag, spalte, zelle, genannte):
        if not self.darf_mitwirken and not (vorschlag.neu and spalte.key == "verantwortliche"):
            raise ValidationError(
                "Wer mitwirkt, ändert nur die Stabsstelle. Bitte lassen Sie diese Zelle, wie sie war."
            )
        neue = personen(spalte, zelle, self.verzeichnis)
        if _same_people(neue, flach(spalte, vorschlag.alt)) and not vorschlag.neu:
            return None
        genannte[spalte.key] = neue
        return "\n".join(kommune["label"] if kommune else akteur for kommune, akteur in neue)

    def wert(self, spalte, zelle):
        """Return the typed value of a cell that is one field. Raises ValidationError."""
        if spalte.kind != "verweis":
            return verstehen.einfach(spalte, zelle)
        text = verstehen.text(spalte, zelle)
        if text is None and not spalte.feld.null:
            raise ValidationError(NICHT_LEER)
        return text and self.verzeichnis.verweis(spalte, text)

    def _judge(self, vorschlag):
        """Say what speaks against a changed Steckbrief as a whole."""
        if not vorschlag.geaendert:
            return
        ort = (vorschlag.blatt, vorschlag.zeile, None, "")
        meldungen = teilblaetter.widersprueche(vorschlag.werte)
        if not vorschlag.neu and vorschlag.steckbrief.pk not in self.finder.bestand.bearbeitbar:
            meldungen = [
                "Sie dürfen diesen Steckbrief lesen, aber nicht ändern. Bitte lassen Sie die Zeile, wie sie war."
            ]
        elif not vorschlag.neu and vorschlag.steckbrief.ist_abgelegt:
            meldungen = [
                "Dieser Steckbrief ist abgelegt und lässt sich nicht ändern. Nehmen Sie ihn zuerst wieder auf."
            ]
        for meldung in meldungen:
            vorschlag.add(ort, Art.FEHLER, meldung=meldung)


def _same_people(genannte, bisher):
    """Whether a flat cell names the same as before, in whatever spelling and order."""
    return sorted(_namen(genannte)) == sorted((bisher or "").splitlines())


def _namen(genannte):
    return [kommune["label"] if kommune else AKTEUR + akteur for kommune, akteur in genannte]


def _ort(tabelle, zeile, satz, key):
    return (tabelle.name, zeile, satz[key][0], tabelle.blatt.spalte(key).titel)


def _zeigen(spalte, alt):
    if spalte.kind in (PERSONEN, ZEILEN):
        return flach(spalte, alt) or ""
    return werte.text(spalte.kind, alt.wert(spalte.key))
