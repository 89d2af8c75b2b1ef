"""The PDF of a frozen Bericht: bytes in the storage, kept beside the Ausgaben."""

from agenda.domain.aufbewahrung import Aufbewahrung
from agenda.models import Bericht

VERALTET = "Inzwischen hat sich geändert, was dieser Bericht sagt."

AUFBEWAHRUNG = Aufbewahrung(Bericht, VERALTET)
datei = AUFBEWAHRUNG.datei
ohne_datei = AUFBEWAHRUNG.ohne_datei
datei_ablegen = AUFBEWAHRUNG.ablegen
wiederherstellen = AUFBEWAHRUNG.wiederherstellen
vorhanden = AUFBEWAHRUNG.vorhanden
