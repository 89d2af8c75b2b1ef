"""A Vorlage in which every field is filled."""

from agenda.models import FinanzielleAuswirkung
from tests.factories import make_drucksache, make_gremium

LANGES_WORT = "Digitalisierungsstrategieumsetzungsbegleitung"


def volle_vorlage(**felder):
    """In the shape of Drucksache 2022/1218: two stations, four points, money, Stellenplan."""
    drucksache = make_drucksache(
        **{
            "nummer": "2027/0123",
            "entwurf": True,
            "art": "Beschlussvorlage",
            "betreff": "Digitalisierungsstrategie und Digitale Agenda",
            "federfuehrung": "Stabsstelle Digitalisierung",
            "aktenzeichen": "10.24.01",
            "sachverhalt": "Erster Absatz für Bürger*innen.\r\n\r\nWas folgt:\r\n- eins\r\n- zwei\r\nEnde.",
            "finanzielle_auswirkungen": "Freiwillige Aufgabe.",
            "stellenplan": "Keine.",
            **felder,
        }
    )
    drucksache.beratungen.create(
        gremium=make_gremium("Hauptausschuss"),
        datum="2027-02-18",
        zweck="Beschlussempfehlung an den Kreistag",
    )
    drucksache.beratungen.create(gremium=make_gremium("Kreistag"), oeffentlich=False)
    for nummer in (1, 2):
        drucksache.beschlusspunkte.create(nummer=nummer, wortlaut=f"Punkt {nummer} wird beraten.")
    for jahr, produkt, ertrag, aufwand in (
        (2027, "11156 Digitalisierung", 1000000, 4000050),
        (2028, "", None, 3000000),
        (None, "57101", 500, None),
    ):
        FinanzielleAuswirkung.objects.create(
            drucksache=drucksache, jahr=jahr, produkt=produkt, ertrag=ertrag, aufwand=aufwand
        )
    drucksache.anlagen.create(nummer=1, titel="Strategie")
    drucksache.anlagen.create(nummer=2, titel="Anlage 2: Digitale Agenda")
    return drucksache
