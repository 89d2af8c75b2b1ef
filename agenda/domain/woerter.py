"""Official words, each explained in one sentence: the one source for every page, any county."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wort:
    """A word of the administration and one plain sentence that says what it means here."""

    wort: str
    satz: str


WOERTER = {
    "steckbrief": Wort(
        "Steckbrief",
        "Ein Steckbrief beschreibt ein Projekt auf wenigen Seiten: was es soll, für wen, und wer es macht.",
    ),
    "fassung": Wort(
        "Fassung",
        "Eine Fassung ist ein freigegebener Text, der nicht mehr verändert wird. Ändert sich etwas, gibt es eine neue.",
    ),
    "bezug": Wort(
        "Bezug",
        "Der Bezug sagt, ob ein Projekt zur Digitalen Agenda gehört (Agenda) oder ein anderes digitales Projekt in der Region ist (Umfeld).",
    ),
    "umfeld": Wort(
        "Umfeld",
        "Projekte aus dem Umfeld sind andere digitale Projekte in der Region, die nicht zur Agenda gehören.",
    ),
    "handlungsfeld": Wort(
        "Handlungsfeld",
        "Handlungsfelder sind die Themen der Agenda; jedes Projekt gehört zu genau einem.",
    ),
    "reihenfolge": Wort(
        "Reihenfolge",
        "Die Reihenfolge sagt, was zuerst umgesetzt werden soll. Sie ist nicht die Nummer des Steckbriefs.",
    ),
    "prioritaet": Wort("Priorität", "Die Priorität sagt, wie wichtig ein Projekt genommen wird."),
    "leuchtturm": Wort(
        "Leuchtturm", "Ein Leuchtturm ist ein Vorzeigeprojekt, das andere nachahmen können."
    ),
    "umsetzungsstand": Wort(
        "Umsetzungsstand",
        "Der Umsetzungsstand sagt, wie weit ein Projekt ist: von der Idee über Planung und Erprobung bis zum Betrieb.",
    ),
    "sachstand": Wort(
        "Sachstand",
        "Ein Sachstand ist ein Bericht darüber, wie weit das Projekt an einem Tag wirklich war. Er wird später nicht verändert, nur berichtigt.",
    ),
    "ampel": Wort(
        "Ampel",
        "Grün heißt: im Plan. Gelb: Es kann anders kommen als geplant. Rot: Jemand muss entscheiden.",
    ),
    "meilenstein": Wort(
        "Meilenstein",
        "Ein Meilenstein ist ein wichtiger Schritt, dessen Ende man feststellen kann.",
    ),
    "mitwirkung": Wort(
        "verantwortlich, beteiligt",
        "Verantwortlich ist, wer das Projekt führt; beteiligt ist, wer mitarbeitet.",
    ),
    "zustimmung": Wort(
        "Zustimmung des Gremiums",
        "Wer mitmacht, kann dafür das Ja der eigenen gewählten Vertretung brauchen; hier steht, ob es vorliegt.",
    ),
    "gremium": Wort(
        "Gremium",
        "Ein Gremium ist eine Gruppe, die berät oder entscheidet, zum Beispiel ein Ausschuss.",
    ),
    "eigenmittel": Wort(
        "Eigenmittel", "Eigenmittel sind Geld aus den Haushalten derer, die das Projekt tragen."
    ),
    "foerderung": Wort(
        "Förderung", "Förderung ist Geld, das andere dazugeben, zum Beispiel Land, Bund oder EU."
    ),
    "mittelabfluss": Wort(
        "geplant, bewilligt, verausgabt",
        "Geplant ist vorgesehen, bewilligt ist zugesagt, verausgabt ist wirklich bezahlt.",
    ),
    "stand_vor_ort": Wort(
        "Stand vor Ort",
        "Der Stand vor Ort sagt, ob es ein Angebot in einer bestimmten Kommune schon gibt.",
    ),
    "drucksache": Wort(
        "Drucksache", "Eine Drucksache ist ein nummeriertes Papier, über das ein Gremium berät."
    ),
    "zur_kenntnis": Wort(
        "zur Kenntnis genommen",
        "Das Gremium hat den Inhalt gehört oder gelesen, aber nicht selbst darüber beschlossen. „Zustimmend“ heißt, dass es ihn gutheißt.",
    ),
    "pruefsumme": Wort(
        "Prüfsumme",
        "Die Prüfsumme ist wie ein Fingerabdruck: Ändert sich ein Zeichen der Datei, ändert sich die Prüfsumme.",
    ),
    "quellenlage": Wort(
        "Quellenlage",
        "Die Quellenlage sagt, wie gut die Angaben durch öffentliche Quellen belegt sind.",
    ),
    "kennzahl": Wort("Kennzahl", "Mit einer Kennzahl misst man, ob ein Ziel erreicht wird."),
    "feed": Wort(
        "Feed",
        "Ein Feed ist eine Liste von Neuigkeiten, die ein Leseprogramm von selbst immer wieder abruft.",
    ),
    "kalenderabo": Wort(
        "Kalenderabo",
        "Ein Kalenderabo trägt Termine in Ihren Kalender ein und hält sie von selbst aktuell.",
    ),
    "qr_code": Wort("QR-Code", "Mit der Kamera eines Telefons führt der QR-Code zu dieser Seite."),
}

# Which words stand in a document: key of a field → words it uses.
IM_DOKUMENT = (
    ("bezug", ("bezug",)),
    ("handlungsfeld", ("handlungsfeld",)),
    ("reihenfolge", ("reihenfolge",)),
    ("prioritaet", ("prioritaet",)),
    ("leuchtturm", ("leuchtturm",)),
    ("quellenlage", ("quellenlage",)),
    ("mitwirkungen", ("mitwirkung",)),
    ("meilensteine", ("meilenstein",)),
    ("finanzierungen", ("eigenmittel", "foerderung", "mittelabfluss")),
    ("kennzahlen", ("kennzahl",)),
)


def erklaeren(*schluessel):
    """Return the Wort of each key, in that order. Raises KeyError for an unknown one."""
    return [WOERTER[key] for key in schluessel]


def fuer_dokument(dokument):
    """Return [Wort] for the official words that a Dokument uses, in the order of its fields."""
    keys = ["steckbrief"]
    for feld, woerter in IM_DOKUMENT:
        if not dokument[feld].leer:
            keys += woerter
    if any(not zeile["zustimmung"].leer for zeile in dokument["mitwirkungen"].zeilen):
        keys.append("zustimmung")
    return erklaeren(*keys)
