"""The words that explain a package for the archive to whoever opens it, in fifty years too."""

LIESMICH = """\
{titel}
Herausgegeben von: {herausgeber}
Festgeschrieben am: {tag}
Adresse im Internet damals: {adresse}
{intern}{schwaerzung}
WAS IN DIESEM PAKET LIEGT

Papier/{papier}
    Das Papier, wie es ausgegeben wurde: PDF/A-2a, dazu barrierefrei nach PDF/UA-1.
    Prüfsumme (SHA-256): {pdf_sha256}

Dokument/{json}
    Dasselbe als Daten (JSON, UTF-8). Aus dieser Datei ist das Papier gezeichnet.
    Prüfsumme (SHA-256): {sha256}

Steckbriefe/
    Jeder Steckbrief, auf dem das Papier beruht, als Daten (JSON, UTF-8), in der
    Fassung, die damals galt. Eine Fassung ist ein freigegebener Text, der nicht
    mehr verändert wird. Unter "felder" steht jedes Feld mit Beschriftung
    ("label"), Art ("kind") und Wert ("wert"). Beträge sind ganze Cent, Tage
    stehen als Jahr-Monat-Tag, lange Texte in Markdown.

Tabellen/
    Dieselben Angaben als Tabellen (CSV, UTF-8, Trennzeichen Semikolon, Texte in
    Anführungszeichen, erste Zeile: Spaltennamen). Jede Tabellenkalkulation
    öffnet sie. Beginnt ein Text mit = + - oder @, steht ein Apostroph davor,
    damit ihn kein Programm für eine Formel hält.
    steckbriefe.csv         ein Steckbrief je Zeile
    meilensteine.csv        zugesagte Meilensteine
    sachstaende.csv         angenommene Berichte der Partner zu den Projekten
    meilensteinstaende.csv  was darin aus Meilensteinen wurde
    staende_vor_ort.csv     wie weit einzelne Kommunen waren
    mittel.csv              darin gemeldete Ausgaben je Haushaltsjahr, in ganzen Cent
    messwerte.csv           darin gemeldete Werte der Kennzahlen
    beratungen.csv          Drucksachen und ihre Beratungen in den Gremien
    beschlusspunkte.csv     Beschlusspunkte im Wortlaut, mit Stand der Ausführung
    anlagen.csv             Verzeichnis der Anlagen mit Prüfsummen

Anlagen/
    Dateien, die an den Steckbriefen hingen. Was geschwärzt wurde oder fehlt,
    ist nur in anlagen.csv verzeichnet.

Beratungsfolge.txt
    Die Drucksachen und ihre Beratungen zum Lesen. Fehlt, wenn es keine gibt.

SO PRÜFEN SIE DAS PAKET

Das Paket folgt BagIt 1.0 (RFC 8493). manifest-sha256.txt und
manifest-sha512.txt nennen zu jeder Datei unter data/ die Prüfsumme,
tagmanifest-*.txt die der übrigen. Unter Linux prüft man im Ordner des Pakets
alles auf einmal:

    sha256sum --check manifest-sha256.txt tagmanifest-sha256.txt

bag-info.txt nennt Herkunft und Aktenzeichen.
"""
