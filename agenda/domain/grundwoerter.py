"""Two lists of German words for the search: those that say nothing, and parts of compounds."""

from agenda.domain.stemming import stamm
from kommunen.suche import falten

_STOPP = """
    der die das den dem des ein eine einen einem einer eines und oder aber auch als am an auf aus
    bei beim bis da dass dort durch er es fuer gegen gibt hat haben hier ich ihr ihre im in ins ist
    kann man mein meine meinem meiner mit nach nicht noch nur ob ohne sein sich sie sind so ueber
    um uns unser unsere unter vom von vor war was wegen weil wenn wer werden wie wir wird wo zu
    zum zur zwischen welche welcher welches alle alles
"""
# A short vocabulary need not hold these by themselves: "Rufbus" is found by "Bus" all the same.
_GRUND = """
    Abend Akte Alter Amt Anlage Antrag App Arbeit Bad Bahn Bank Bau Beratung Betrieb Bild Bildung
    Boden Brief Buch Büro Bus Check Daten Dienst Digital Dorf Energie Fach Fahrt Familie Feld Feuer
    Film Fest Förderung Forum Gast Gebäude Geld Gemeinde Gerät Gruppe Hafen Halle Haus Heim Hilfe
    Hoch Hof Jahr Jugend Karte Kasse Kind Klima Konto Kraft Kreis Küste Kultur Laden Land Lehrer
    Leben Leitung Licht Linie Luft Markt Meer Melde Mobil Müll Museum Musik Nacht Natur Netz Notfall
    Ort Personal Pflege Plan Platz Portal Post Projekt Rad Rat Raum Rechnung Ruf Sport Stadt Stelle
    Schutz Schule Shuttle Sprache Sprech Steuer Strand Straße Strom Stunde System Tag Technik Telefon
    Test Tier Tour Umwelt Verein Verkehr Verwaltung Video Volk Wagen Wald Wasser Weg Werk Wetter
    Wind Wohn Zeit Zentrum Zug Zukunft
"""

STOPPWOERTER = frozenset(map(falten, _STOPP.split()))
GRUNDWOERTER = frozenset(map(stamm, _GRUND.split()))
