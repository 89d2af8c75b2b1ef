"""Rows of the further sheets: Meilensteine, Finanzierung, Kennzahlen, Verweise, Mitwirkungen.

A row that is missing in the file stays: to remove one, the file says "ja" under "Entfernen".
"""

import copy

from django.core.exceptions import ValidationError

from agenda.domain import dokument, werte
from agenda.transfer import verstehen
from agenda.transfer.blaetter import ENTFERNEN
from agenda.transfer.finden import Fehlstelle, roh, uuid_aus
from agenda.transfer.listen import neue_zeile
from agenda.transfer.plan import Art, kurz, satz_aus
from agenda.transfer.roh import Unlesbar
from agenda.transfer.zellen import gleich, schreiben
from kommunen.suche import falten


def lesen(abgleich, tabelle, zeile, satz):
    """Take one row into the Vorschlag of its Steckbrief. Raises Fehlstelle when there is none."""
    blatt = tabelle.blatt
    inhalt = [spalte for spalte in blatt.inhalt if spalte.key in satz]
    if all(satz[spalte.key][1] is None for spalte in inhalt) and roh(satz, "kennung") is None:
        return  # only says which Steckbrief it would belong to
    vorschlag = _vorschlag(abgleich, tabelle, zeile, satz)
    alt, zeilen = _bisher(vorschlag, blatt.tabelle), vorschlag.werte[blatt.tabelle]
    alte_zeile = _alte_zeile(abgleich, alt, satz, blatt, zeile)
    if _weg(tabelle, satz):
        if alte_zeile:
            _remove(abgleich, vorschlag, tabelle, zeile, satz, alte_zeile)
        return
    arbeit = TeilZeile(abgleich, vorschlag, tabelle, zeile, satz)
    neue = arbeit.read(alte_zeile)
    if not arbeit.aenderungen:
        return
    if alte_zeile is None:
        zeilen.append(neue)
    elif stelle := [i for i, z in enumerate(zeilen) if z["uuid"] == neue["uuid"]]:
        # Only what this sheet changed: the flat cells may have changed the Rolle before.
        zeilen[stelle[0]]["werte"] |= {key: neue["werte"][key] for key in arbeit.aenderungen}
    else:
        raise Fehlstelle(
            "kennung",
            "Diese Zeile ist hier geändert, auf dem Blatt „Steckbriefe“ aber entfernt. Bitte entscheiden Sie sich für eines.",
        )


def _vorschlag(abgleich, tabelle, zeile, satz):
    steckbrief, fremde = abgleich.finder.find(satz, "steckbrief")
    if steckbrief:
        return abgleich.to(steckbrief, tabelle.name, zeile)
    if fremde:
        if fremde in abgleich.nach_fremder:
            return abgleich.nach_fremder[fremde]
        raise Fehlstelle("nummer", f"Auf dem Blatt „Steckbriefe“ gibt es keine Nummer {fremde}.")
    titel = falten(kurz(roh(satz, "steckbrief_titel") or ""))
    neue = [v for v in abgleich.plan.vorschlaege if v.neu and v.werte["titel"]]
    passende = [v for v in neue if titel and falten(kurz(v.werte["titel"])) == titel]
    if len(passende) == 1:
        return passende[0]
    raise Fehlstelle(
        None,
        "Zu welchem Steckbrief gehört diese Zeile? Bitte „Kennung des Steckbriefs“ oder „Nummer“ ausfüllen; bei einem neuen Steckbrief dieser Datei genügt sein Titel.",
    )


def _bisher(vorschlag, tabelle):
    return {zeile["uuid"]: zeile for zeile in vorschlag.alt.wert(tabelle) or []}


def _alte_zeile(abgleich, alt, satz, blatt, zeile):
    """Return the row of the document that is meant, or None for a new one."""
    zelle = roh(satz, "kennung")
    if zelle is None:
        return None
    kennung = uuid_aus(zelle)
    if kennung not in alt:
        raise Fehlstelle(
            "kennung",
            "Eine Zeile mit dieser Kennung hat der Steckbrief nicht. Bei neuen Zeilen bleibt die Kennung leer.",
        )
    erste = abgleich.finder.zeile_zu.setdefault(kennung, zeile)
    if erste != zeile:
        raise Fehlstelle(
            "kennung",
            f"Dieselbe Kennung steht schon in Zeile {erste}. Eine kopierte Zeile braucht eine leere Kennung.",
        )
    return alt[kennung]


def _weg(tabelle, satz):
    try:
        return verstehen.ja_nein(tabelle.blatt.spalte("entfernen"), roh(satz, "entfernen"))
    except ValidationError as error:
        raise Fehlstelle("entfernen", satz_aus(error)) from error


def _remove(abgleich, vorschlag, tabelle, zeile, satz, alte):
    if tabelle.blatt.tabelle == "mitwirkungen" and not abgleich.darf_mitwirken:
        raise Fehlstelle("entfernen", "Wer mitwirkt, ändert nur die Stabsstelle.")
    zeilen = vorschlag.werte[tabelle.blatt.tabelle]
    zeilen[:] = [z for z in zeilen if z["uuid"] != alte["uuid"]]
    felder = {spalte.key: spalte.kind for spalte in tabelle.blatt.inhalt}
    texte = [werte.text(felder[key], wert) for key, wert in alte["werte"].items() if wert]
    ort = (tabelle.name, zeile, satz["entfernen"][0], "Entfernen")
    vorschlag.add(ort, Art.GEAENDERT, vorher="; ".join(texte), nachher="(wird entfernt)")


class TeilZeile:
    """The cells of one row of a further sheet."""

    def __init__(self, abgleich, vorschlag, tabelle, zeile, satz):
        self.abgleich, self.vorschlag, self.tabelle = abgleich, vorschlag, tabelle
        self.zeile, self.satz = zeile, satz
        self.aenderungen, self.vermerke = [], []

    def read(self, alte):
        """Return the row after its cells were taken in."""
        modell, spalten = dokument.TEILE[self.tabelle.blatt.tabelle]
        self.neu = alte is None
        ergebnis = (
            copy.deepcopy(alte) if alte else neue_zeile(spalten, **_vorgaben(modell, spalten))
        )
        for spalte in self.tabelle.blatt.inhalt:
            if spalte.kind == ENTFERNEN or spalte.key not in spalten:
                continue
            if spalte.key in self.satz:
                self._zelle(spalte, ergebnis["werte"], alte)
            elif self.neu and not spalte.feld.blank and ergebnis["werte"][spalte.key] is None:
                self._error(None, f"Für eine neue Zeile fehlt „{spalte.titel}“.")
        self._note_words(ergebnis["werte"])
        return ergebnis

    def _zelle(self, spalte, ziel, alte):
        i, zelle = self.satz[spalte.key]
        ort = (self.tabelle.name, self.zeile, i, spalte.titel)
        bisher = alte["werte"].get(spalte.key) if alte else None
        if self.neu and zelle is None and (spalte.feld.blank or ziel[spalte.key] is not None):
            return
        vorher = werte.text(spalte.kind, bisher)
        if not self.neu and gleich(zelle, schreiben(spalte, bisher)):
            self.vorschlag.add(ort, Art.UNVERAENDERT, vorher=vorher)
            return
        try:
            wert = self._wert(spalte, zelle)
        except ValidationError as error:
            nachher = "" if isinstance(zelle, Unlesbar) else kurz("" if zelle is None else zelle)
            self._error(ort, satz_aus(error), vorher=vorher, nachher=nachher)
            return
        if wert == bisher and not self.neu:
            self.vorschlag.add(ort, Art.UNVERAENDERT, vorher=vorher)
            return
        if self.tabelle.blatt.tabelle == "mitwirkungen" and not self.abgleich.darf_mitwirken:
            self._error(ort, "Wer mitwirkt, ändert nur die Stabsstelle.", vorher=vorher)
            return
        ziel[spalte.key] = wert
        self.aenderungen.append(spalte.key)
        art = Art.NEU if self.neu else Art.GEAENDERT
        self.vorschlag.add(ort, art, vorher=vorher, nachher=werte.text(spalte.kind, wert))

    def _wert(self, spalte, zelle):
        if spalte.kind != "cent":
            return self.abgleich.wert(spalte, zelle)
        cents, vermerk = verstehen.cent(spalte, zelle)
        verstehen.pruefen(spalte, cents)
        if vermerk:
            name = spalte.titel.removesuffix(" (€)")
            self.vermerke.append(f"{name}: {vermerk}")
        return cents

    def _note_words(self, ziel):
        """Keep "rund 50.000 €" in the Erläuterung: the amount alone would look exact."""
        for vermerk in self.vermerke:
            bisher = ziel["erlaeuterung"] or ""
            if vermerk in bisher:
                continue
            neu = f"{bisher}; {vermerk}" if bisher else vermerk
            feld = dokument.TEILE["finanzierungen"][0]._meta.get_field("erlaeuterung")
            if len(neu) > feld.max_length:
                self._error(
                    None,
                    f"Für den Vermerk „{vermerk}“ ist in der Erläuterung kein Platz mehr ({feld.max_length} Zeichen).",
                )
                continue
            ziel["erlaeuterung"] = neu
            self.aenderungen.append("erlaeuterung")
            self.vorschlag.hinweise.append(
                f"Blatt „{self.tabelle.name}“, Zeile {self.zeile}: In der Erläuterung wird „{vermerk}“ vermerkt."
            )

    def _error(self, ort, meldung, **texte):
        ort = ort or (self.tabelle.name, self.zeile, None, "")
        self.vorschlag.add(ort, Art.FEHLER, meldung=meldung, **texte)


def _vorgaben(modell, spalten):
    """Return the typed defaults of a model's choices, as the form in the admin has them."""
    leer = modell()
    return {key: werte.lesen("code", leer, key) for key, kind in spalten.items() if kind == "code"}


def widersprueche(inhalt):
    """Return what the fields of a Steckbrief say against each other, as German sentences."""
    meldungen = []
    beginn, ende = (inhalt[key] and werte.vages_datum(inhalt[key]) for key in ("beginn", "ende"))
    if beginn and ende and ende.letzter_tag < beginn.datum:
        meldungen.append("Das Ende liegt vor dem Beginn.")
    for zeile in inhalt["finanzierungen"]:
        von, bis = zeile["werte"]["bewilligung_von"], zeile["werte"]["bewilligung_bis"]
        if von and bis and von > bis:
            meldungen.append("Finanzierung: Der Bewilligungszeitraum endet vor seinem Beginn.")
    kommunen = []
    for zeile in inhalt["mitwirkungen"]:
        kommune, akteur = zeile["werte"]["kommune"], zeile["werte"]["akteur"]
        if bool(kommune) == bool(akteur):
            meldungen.append(
                "Mitwirkungen: Bitte je Zeile entweder eine Kommune oder einen anderen Akteur nennen."
            )
        elif kommune:
            kommunen.append(kommune["label"])
    doppelt = {name for name in kommunen if kommunen.count(name) > 1}
    return meldungen + [f"Mitwirkungen: „{name}“ steht zweimal in der Liste." for name in doppelt]
