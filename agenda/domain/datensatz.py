"""Records of data files on their way into models, with errors a person can act on.

A key is the name of a model field and a reference is the slug of what it means; `…_cent`
only names the unit. A key that no field takes is an error: no fact is lost silently.
"""

import csv
import io
import json
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import DatabaseError, models


class Datenfehler(Exception):
    """A file cannot be taken over; the message names file, record and field in German."""


def _read(ordner, name):
    try:
        return (ordner / name).read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        raise Datenfehler(f"{name}: Diese Datei fehlt im Ordner {ordner}.") from None
    except UnicodeDecodeError:
        raise Datenfehler(f"{name}: Die Datei ist nicht als UTF-8 gespeichert.") from None


def read_json(ordner, name):
    """Return what a JSON file in the folder (a Path) holds. Raises Datenfehler."""
    try:
        return json.loads(_read(ordner, name))
    except json.JSONDecodeError as error:
        raise Datenfehler(f"{name}, Zeile {error.lineno}: Das ist kein gültiges JSON.") from error


def read_records(ordner, name):
    """Return the records of a JSON file that is a list, each as a Satz. Raises Datenfehler."""
    return _numbered(f"{name}, Eintrag", read_json(ordner, name))


def read_csv(ordner, name):
    """Return the lines of a CSV file with a head line, each as a Satz. Raises Datenfehler."""
    zeilen = csv.DictReader(io.StringIO(_read(ordner, name)), restkey="zu viele Spalten")
    return [Satz(f"{name}, Zeile {zeilen.line_num}", zeile) for zeile in zeilen]


def _numbered(ort, liste, plain=None):
    """Return each entry of a list as a Satz that says its number and, if it has one, its name."""
    if not isinstance(liste, list):
        raise Datenfehler(f"{ort}: Hier wird eine Liste erwartet.")
    saetze = []
    for nummer, werte in enumerate(liste, 1):
        if plain and isinstance(werte, str):
            werte = {plain: werte}
        satz = Satz(f"{ort} {nummer}", werte)
        if name := next((satz.werte[key] for key in Satz.namen if satz.werte.get(key)), None):
            satz.ort += f" („{name}“)"
        saetze.append(satz)
    return saetze


class Satz:
    """One record of a file. It knows where it stands, so every error can say it."""

    namen = ("name", "titel", "nummer", "thema", "kommune", "akteur")

    def __init__(self, ort, werte):
        if not isinstance(werte, dict):
            raise Datenfehler(f"{ort}: Hier wird ein Objekt mit Feldern erwartet.")
        self.ort, self.werte = ort, dict(werte)

    def error(self, feld, meldung):
        return Datenfehler(f"{self.ort}, Feld „{feld}“: {meldung}")

    @contextmanager
    def naming_errors(self, feld=None):
        """Turn what Django or the database refuses into a Datenfehler of this record."""
        try:
            yield
        except ValidationError as error:
            fehler = error.message_dict if hasattr(error, "error_dict") else {feld: error.messages}
            feld, meldungen = next(iter(fehler.items()))
            if feld in (None, NON_FIELD_ERRORS):
                raise Datenfehler(f"{self.ort}: {meldungen[0]}") from error
            raise self.error(feld, meldungen[0]) from error
        except DatabaseError as error:
            raise Datenfehler(f"{self.ort}: Die Datenbank nimmt das nicht an: {error}") from error

    def parts(self, feld, plain=None):
        """Take out a list of parts; a single object counts as a list of one, null as none.

        Where `plain` names a field, a part may be written as its bare text.
        """
        wert = self.werte.pop(feld, None)
        if isinstance(wert, dict):
            wert = [wert]
        return _numbered(f"{self.ort}, {feld}", [] if wert is None else wert, plain)

    def create(self, modell, **vorgaben):
        """Save this record as an object of a model and return it. Raises Datenfehler."""
        objekt = modell(**vorgaben)
        for key, wert in self.werte.items():
            feld = self._field(modell, key)
            with self.naming_errors(key):
                setattr(objekt, feld.name, self._typed(feld, key, wert))
        with self.naming_errors():
            objekt.full_clean()
            objekt.save(force_insert=True)
        return objekt

    def refuse_rest(self):
        """Raise Datenfehler if something is left that nobody has taken out."""
        for key in self.werte:
            raise self.error(key, "Dieses Feld ist nicht bekannt.")

    def _field(self, modell, key):
        try:
            feld = modell._meta.get_field(key.removesuffix("_cent"))
        except FieldDoesNotExist:
            feld = None
        if feld is None or not feld.concrete or not feld.editable:
            raise self.error(key, "Dieses Feld ist nicht bekannt.")
        return feld

    def _typed(self, feld, key, wert):
        if wert is None or wert == "":
            return None if feld.null or not feld.empty_strings_allowed else ""
        if isinstance(wert, list) and isinstance(feld, models.TextField):
            return "\n".join(str(zeile) for zeile in wert)
        if isinstance(wert, list | dict):
            raise self.error(key, "Hier wird ein einzelner Wert erwartet.")
        if not feld.is_relation:
            try:
                return feld.to_python(wert)
            except (TypeError, ValueError) as error:
                raise self.error(key, f"„{wert}“ ist hier kein gültiger Wert.") from error
        ziele = feld.related_model
        suche = "slug" if hasattr(ziele, "slug") else "schluessel"
        ziel = ziele.objects.filter(**{suche: wert}).first()
        if ziel is None:
            raise self.error(key, f"„{wert}“ gibt es nicht ({ziele._meta.verbose_name}).")
        return ziel
